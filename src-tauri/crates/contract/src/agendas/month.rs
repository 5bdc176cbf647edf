//! A month at a glance: how full its days are.

use jiff::civil::Date;

use super::GROUP;
use crate::ids::{AgendaId, CompanyId};
use crate::permission::{Access, Permission};
use crate::values::{Color, List, Name};
use crate::{command, view};

view! {
    /// How much of a day of an agenda is taken.
    struct DayLoad {
        /// The agenda.
        agenda_id: AgendaId,
        /// Minutes that can be booked by its hours, of all its places together.
        open: u32,
        /// Minutes that appointments take, inside its hours or not.
        booked: u32,
        /// How many appointments start that day, without those that were called off.
        appointments: u32,
        /// How many of them are not confirmed.
        unconfirmed: u32,
    }
}

view! {
    /// A day of the month.
    struct MonthDay {
        /// The date.
        date: Date,
        /// The name of the holiday that closes an agenda.
        holiday: Option<String>,
        /// The agendas that are open or have appointments.
        loads: Vec<DayLoad>,
    }
}

view! {
    /// An agenda of the month.
    struct MonthAgenda {
        /// The agenda.
        id: AgendaId,
        /// Its name.
        name: Name,
        /// Its colour.
        color: Color,
    }
}

view! {
    /// How full the days of a month are.
    struct MonthView {
        /// The agendas, in the order of their columns.
        agendas: Vec<MonthAgenda>,
        /// Every date that was asked for.
        days: Vec<MonthDay>,
    }
}

command! {
    /// How full each day is, agenda by agenda. Who may not see appointments is told the hours alone.
    GetMonth("agendas.month", Get "/v1/companies/{company_id}/month", Access::Permission(Permission::AgendasView), GROUP, "Get Month") -> MonthView {
        /// The company.
        company_id: CompanyId,
        /// The first date.
        from: Date,
        /// The last date, included; 41 days later at most.
        to: Date,
        /// Only these agendas; all that are in use if empty.
        #[serde(default)]
        agenda_ids: List<AgendaId, 200>,
    }
}
