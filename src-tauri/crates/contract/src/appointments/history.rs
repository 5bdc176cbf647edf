//! What happened to an appointment, and taking it back.

use jiff::Timestamp;

use super::{AppointmentView, GROUP};
use crate::ids::{AppointmentId, ChangeId, CompanyId};
use crate::permission::{Access, Permission};
use crate::values::Name;
use crate::{command, view};

view! {
    /// What a change did.
    enum ChangeKind {
        /// Booked.
        Created,
        /// Moved in time or to another agenda.
        Moved,
        /// Another status.
        StatusChanged,
        /// Notes, services or client changed.
        Edited,
        /// Professionals were added or removed.
        MembersChanged,
        /// A change was taken back.
        Undone,
    }
}

view! {
    /// One entry in the history of an appointment.
    struct ChangeView {
        /// Its id.
        id: ChangeId,
        /// What it did.
        kind: ChangeKind,
        /// When.
        at: Timestamp,
        /// Who: the name of the member, or none for the application itself.
        by: Option<Name>,
        /// What changed, in the caller's language, such as "10:00 → 11:30".
        summary: String,
        /// Whether it can be taken back now.
        undoable: bool,
    }
}

command! {
    /// What happened to an appointment, the newest first.
    GetHistory("appointments.history", Get "/v1/companies/{company_id}/appointments/{appointment_id}/history", Access::Permission(Permission::AppointmentsView), GROUP, "Get History") -> Vec<ChangeView> {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
    }
}

command! {
    /// Takes back the newest change, if nothing came after it and the rules still allow what was before. A booking that is
    /// taken back is cancelled.
    UndoChange("appointments.undo", Post "/v1/companies/{company_id}/appointments/{appointment_id}/undo", Access::Permission(Permission::AppointmentsManage), GROUP, "Undo Change") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
        /// The change to take back.
        change_id: ChangeId,
    }
}
