//! Holidays: those of the country and state, by law, and those that the company adds.

use jiff::civil::Date;

use crate::auth::Done;
use crate::ids::{AgendaId, CompanyId, HolidayId};
use crate::permission::{Access, Permission};
use crate::values::Name;
use crate::{command, view};

const GROUP: &str = "Holidays";

view! {
    /// Where a holiday comes from.
    enum HolidayOrigin {
        /// The law of the country.
        National,
        /// The law of the state.
        State,
        /// The company.
        Company,
    }
}

view! {
    /// A holiday in a year.
    struct HolidayView {
        /// The date.
        date: Date,
        /// Its name, in the caller's language where it comes from the law.
        name: Name,
        /// Where it comes from.
        origin: HolidayOrigin,
        /// Set for holidays of the company, which can be deleted.
        id: Option<HolidayId>,
        /// Agendas that are open nevertheless.
        open_agenda_ids: Vec<AgendaId>,
    }
}

command! {
    /// The holidays of a year, by date.
    ListHolidays("holidays.list", Get "/v1/companies/{company_id}/holidays", Access::Permission(Permission::AgendasView), GROUP, "Get All Holidays") -> Vec<HolidayView> {
        /// The company.
        company_id: CompanyId,
        /// The year, from 1990 to 2200.
        #[cfg_attr(feature = "schema", schemars(range(min = 1990, max = 2200)))]
        year: i16,
    }
}

command! {
    /// Adds a holiday of the company.
    CreateHoliday("holidays.create", Post "/v1/companies/{company_id}/holidays", Access::Permission(Permission::AgendasManage), GROUP, "Create Holiday") -> HolidayView {
        /// The company.
        company_id: CompanyId,
        /// The date.
        date: Date,
        /// Its name.
        name: Name,
    }
}

command! {
    /// Deletes a holiday of the company.
    DeleteHoliday("holidays.delete", Delete "/v1/companies/{company_id}/holidays/{holiday_id}", Access::Permission(Permission::AgendasManage), GROUP, "Delete Holiday") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The holiday.
        holiday_id: HolidayId,
    }
}

command! {
    /// Opens an agenda on a holiday, or closes it again.
    SetHolidayOpen("holidays.set_open", Post "/v1/companies/{company_id}/agendas/{agenda_id}/holidays", Access::Permission(Permission::AgendasManage), GROUP, "Open Agenda On Holiday") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The date of the holiday.
        date: Date,
        /// Whether the agenda is open.
        open: bool,
    }
}
