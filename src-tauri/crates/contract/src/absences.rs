//! Absences: times in which a professional is away, on every agenda.

use jiff::civil::DateTime;

use crate::appointments::AppointmentCard;
use crate::auth::Done;
use crate::ids::{AbsenceId, CompanyId, MemberId};
use crate::permission::{Access, Permission};
use crate::values::{Moment, ShortText};
use crate::{command, view};

const GROUP: &str = "Absences";

view! {
    /// An absence.
    struct AbsenceView {
        /// Its id.
        id: AbsenceId,
        /// Who is away.
        member_id: MemberId,
        /// From when, on the company's clock.
        start: Moment,
        /// Until when, exclusive.
        end: Moment,
        /// Why, for colleagues.
        reason: ShortText,
    }
}

view! {
    /// An absence with the appointments that fall into it.
    struct AbsenceEntered {
        /// The absence.
        absence: AbsenceView,
        /// Appointments that somebody has to move, give to a colleague or cancel.
        affected: Vec<AppointmentCard>,
    }
}

command! {
    /// Absences that touch a period, by start.
    ListAbsences("absences.list", Get "/v1/companies/{company_id}/absences", Access::Permission(Permission::AgendasView), GROUP, "Get All Absences") -> Vec<AbsenceView> {
        /// The company.
        company_id: CompanyId,
        /// From when, on the company's clock; now if left out.
        #[serde(default)]
        from: Option<DateTime>,
        /// Until when, exclusive; a year later if left out.
        #[serde(default)]
        to: Option<DateTime>,
        /// Only of this member.
        #[serde(default)]
        member_id: Option<MemberId>,
    }
}

command! {
    /// Enters an absence and tells which appointments fall into it; they stay as they are.
    CreateAbsence("absences.create", Post "/v1/companies/{company_id}/absences", Access::Permission(Permission::AgendasManage), GROUP, "Create Absence") -> AbsenceEntered {
        /// The company.
        company_id: CompanyId,
        /// Who is away.
        member_id: MemberId,
        /// From when, on the company's clock.
        start: DateTime,
        /// Until when, exclusive; at most two years later.
        end: DateTime,
        /// Why, for colleagues.
        #[serde(default)]
        reason: Option<ShortText>,
    }
}

command! {
    /// Deletes an absence.
    DeleteAbsence("absences.delete", Delete "/v1/companies/{company_id}/absences/{absence_id}", Access::Permission(Permission::AgendasManage), GROUP, "Delete Absence") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The absence.
        absence_id: AbsenceId,
    }
}
