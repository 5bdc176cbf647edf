//! An appointment as it stands: all that can change about it, which is also what the history keeps.

use jiff::Timestamp;
use leadsmart_contract::appointments::Status;
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, MemberId, SeriesId, ServiceId};
use leadsmart_contract::values::{Minutes, Note, ShortText};
use serde::{Deserialize, Serialize};

use super::breach::Breach;
use crate::slots;

/// An appointment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Appointment {
    pub(crate) id: AppointmentId,
    pub(crate) state: State,
    /// The series that it was booked with; it never changes.
    pub(crate) series_id: Option<SeriesId>,
    pub(crate) created_at: Timestamp,
    /// Grows with each change.
    pub(crate) revision: i64,
}

/// All that can change about an appointment. The history keeps it before and after each change, so fields are only ever added,
/// with a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) agenda_id: AgendaId,
    /// None once the client was erased.
    pub(crate) client_id: Option<ClientId>,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) status: Status,
    /// In the order of their ids.
    pub(crate) member_ids: Vec<MemberId>,
    pub(crate) services: Vec<Booked>,
    pub(crate) buffer_before: Minutes,
    pub(crate) buffer_after: Minutes,
    pub(crate) notes: Note,
    pub(crate) cancel_reason: Option<ShortText>,
    pub(crate) arrived_at: Option<Timestamp>,
    /// The rules against which it was booked.
    pub(crate) breaches: Vec<Breach>,
}

/// A service as it was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Booked {
    pub(crate) service_id: ServiceId,
    pub(crate) duration: Minutes,
}

impl State {
    /// How long it takes, in minutes; at least one.
    pub(crate) fn minutes(&self) -> u32 {
        let minutes = self.end.duration_since(self.start).as_mins();
        u32::try_from(minutes).unwrap_or(1).max(1)
    }

    /// Whether `next` takes time that this does not take: then the rules are asked.
    pub(crate) fn has_to_be_checked(&self, next: &Self, pending_blocks: bool) -> bool {
        let blocks = |state: &Self| match engine_status(state.status).blocks(pending_blocks) {
            slots::Blocks::Nothing => 0,
            slots::Blocks::Past => 1,
            slots::Blocks::All => 2,
        };
        let booked_again = self.status.is_void() || blocks(self) < blocks(next);
        !next.status.is_void() && (booked_again || self.place() != next.place() || self.gains_members(next))
    }

    fn place(&self) -> (AgendaId, Timestamp, Timestamp, Minutes, Minutes) {
        (self.agenda_id, self.start, self.end, self.buffer_before, self.buffer_after)
    }

    fn gains_members(&self, next: &Self) -> bool {
        next.member_ids.iter().any(|member| !self.member_ids.contains(member))
    }

    pub(crate) fn service_ids(&self) -> impl Iterator<Item = ServiceId> + '_ {
        self.services.iter().map(|booked| booked.service_id)
    }
}

/// The engine's word for a status.
pub(crate) const fn engine_status(status: Status) -> slots::Status {
    match status {
        Status::Pending => slots::Status::Pending,
        Status::Confirmed => slots::Status::Confirmed,
        Status::Arrived => slots::Status::Arrived,
        Status::InService => slots::Status::InService,
        Status::Done => slots::Status::Done,
        Status::NoShow => slots::Status::NoShow,
        Status::Cancelled => slots::Status::Cancelled,
    }
}
