//! Which events of an external calendar make somebody busy.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::EventId;
use super::ranges::TimeRange;

/// An event of an external calendar, as far as being busy goes.
#[derive(Debug, Clone)]
pub struct ExternalEvent {
    /// Which event it is, for the reason shown.
    pub id: EventId,
    /// When it is.
    pub when: EventTime,
    /// Whether it takes time; calendars leave it out when it does (RFC 5545, TRANSP defaults to OPAQUE).
    pub transparency: Option<Transparency>,
    /// Whether it takes place.
    pub status: EventStatus,
    /// The owner of the calendar declined the invitation.
    pub declined: bool,
}

/// When an external event is.
#[derive(Debug, Clone)]
pub enum EventTime {
    /// Between two instants.
    Timed(TimeRange),
    /// Whole days in the zone of its calendar.
    AllDay {
        /// The first day.
        first: Date,
        /// The day after the last (exclusive); at or before the first it means one day.
        end: Date,
        /// The zone of the calendar the event is in.
        zone: TimeZone,
    },
}

/// Whether an event takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transparency {
    /// It does.
    Opaque,
    /// It is shown, and its time stays free.
    Transparent,
}

/// Whether an event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStatus {
    /// It does.
    Confirmed,
    /// It may; its time is kept.
    Tentative,
    /// It does not.
    Cancelled,
}

impl ExternalEvent {
    /// The time the event takes, if it takes any.
    pub fn busy(&self) -> Option<TimeRange> {
        let free = self.declined
            || self.transparency == Some(Transparency::Transparent)
            || self.status == EventStatus::Cancelled;
        if free { None } else { self.when.range() }
    }
}

impl EventTime {
    fn range(&self) -> Option<TimeRange> {
        match self {
            Self::Timed(range) => Some(*range),
            Self::AllDay { first, end, zone } => {
                // Beyond the calendar there is no instant, and nobody to be busy.
                let midnight = |date: Date| zone.to_timestamp(date.to_datetime(Time::midnight())).ok();
                let after = if end > first { *end } else { first.tomorrow().ok()? };
                TimeRange::new(midnight(*first)?, midnight(after)?)
            }
        }
    }
}
