//! Where an appointment stands, and what it may become.

use crate::view;

view! {
    /// Where an appointment stands.
    enum Status {
        /// Booked, not yet confirmed by the client.
        Pending,
        /// Confirmed.
        Confirmed,
        /// The client is here.
        Arrived,
        /// The client is being attended.
        InService,
        /// Attended.
        Done,
        /// The client did not come.
        NoShow,
        /// Called off.
        Cancelled,
    }
}

impl Status {
    /// All of them, in the order of the day.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Confirmed,
        Self::Arrived,
        Self::InService,
        Self::Done,
        Self::NoShow,
        Self::Cancelled,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::InService => "in_service",
            Self::Done => "done",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether the appointment has been called off or missed and frees its time.
    pub const fn is_void(self) -> bool {
        matches!(self, Self::NoShow | Self::Cancelled)
    }

    /// Whether a step from here to there makes sense. Slips are mended by going back: only what is called off stays so
    /// until it is booked again through the rules.
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Pending | Self::Confirmed => !matches!(next, Self::Done) || matches!(self, Self::Confirmed),
            Self::Arrived | Self::InService | Self::Done => true,
            Self::NoShow => !matches!(next, Self::Cancelled),
            Self::Cancelled => matches!(next, Self::Pending | Self::Confirmed),
        }
    }
}
