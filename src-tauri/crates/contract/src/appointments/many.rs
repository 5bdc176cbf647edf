//! Several appointments in one step: tomorrow's are confirmed together, and those of somebody who is away are called off together.

use super::{AppointmentCard, GROUP, Status};
use crate::failure::Failure;
use crate::ids::{AppointmentId, ChangeId, CompanyId};
use crate::permission::{Access, Permission};
use crate::values::{List, ShortText};
use crate::{command, view};

view! {
    /// An appointment that was changed with others.
    struct ChangedOfMany {
        /// The appointment.
        appointment_id: AppointmentId,
        /// The change, which can be taken back; none if it stood like that already.
        change_id: Option<ChangeId>,
    }
}

view! {
    /// An appointment that stayed as it was, while others changed.
    struct KeptOfMany {
        /// The appointment.
        card: AppointmentCard,
        /// Why it was not changed.
        failure: Failure,
    }
}

view! {
    /// What became of several appointments.
    struct ManyChanged {
        /// Those that stand now as was asked for, by start.
        changed: Vec<ChangedOfMany>,
        /// Those that could not be changed, by start.
        kept: Vec<KeptOfMany>,
    }
}

command! {
    /// Takes several appointments forward to the same status, such as those of tomorrow to `confirmed`: all of those that can be,
    /// in one transaction. What stands further already, or would break a rule, stays and is told with its reason. One that is not
    /// the company's, or not for the caller to change, refuses them all.
    SetStatusMany("appointments.set_status_many", Post "/v1/companies/{company_id}/appointment-statuses", Access::Permission(Permission::AppointmentsManage), GROUP, "Set Status Of Many") -> ManyChanged {
        /// The company.
        company_id: CompanyId,
        /// The appointments.
        appointment_ids: List<AppointmentId, 500>,
        /// The new status.
        status: Status,
        /// Why, when they are cancelled.
        #[serde(default)]
        reason: Option<ShortText>,
    }
}

command! {
    /// Takes several changes back, each as `appointments.undo` does. What can no longer be taken back stays and is told with its
    /// reason.
    UndoMany("appointments.undo_many", Post "/v1/companies/{company_id}/appointment-undos", Access::Permission(Permission::AppointmentsManage), GROUP, "Undo Many") -> ManyChanged {
        /// The company.
        company_id: CompanyId,
        /// The changes, each of another appointment.
        change_ids: List<ChangeId, 500>,
    }
}
