//! The day that runs, as the front desk works through it, and any day as a sheet of paper.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{AppointmentCard, BrokenRule, GROUP};
use crate::ids::{AgendaId, CompanyId};
use crate::permission::{Access, Permission};
use crate::values::{ClockRange, List, Moment, Name, PhoneNumber};
use crate::{command, view};

view! {
    /// An appointment as a line of a list, with the names that a calendar would have in its heads.
    struct AppointmentLine {
        /// What a calendar draws.
        card: AppointmentCard,
        /// The name of the agenda; none if it is out of use.
        agenda: Option<Name>,
        /// The names of the professionals.
        professionals: Vec<Name>,
        /// The client's main phone.
        phone: Option<PhoneNumber>,
        /// Whether the caller may change it.
        manageable: bool,
    }
}

view! {
    /// An appointment about which somebody has to decide: move it, give it to a colleague, or call it off.
    struct Decision {
        /// The appointment.
        line: AppointmentLine,
        /// What came in its way after it was booked.
        broken_rules: Vec<BrokenRule>,
    }
}

view! {
    /// The day that runs. Of several agendas each has the date of its own clock.
    struct TodayView {
        /// The instant of the snapshot.
        read_at: Timestamp,
        /// Today on the company's clock.
        date: Date,
        /// Who is here and waits, the longest first.
        waiting: Vec<AppointmentLine>,
        /// Who is being attended, by start.
        in_service: Vec<AppointmentLine>,
        /// Who is still expected today, by start; who is late comes first.
        expected: Vec<AppointmentLine>,
        /// How many were attended today.
        done: u32,
        /// The next day on which an agenda is open; none if there is none within two weeks.
        next_date: Option<Date>,
        /// Who has not confirmed for the days from tomorrow to `next_date`, by start.
        unconfirmed_next: Vec<AppointmentLine>,
        /// How many have confirmed for those days.
        confirmed_next: u32,
        /// Appointments of the next four weeks that an absence, a holiday or an exception came in the way of, by start; a hundred
        /// at most.
        decisions: Vec<Decision>,
    }
}

command! {
    /// Who is here, who comes next, who has not confirmed, and what needs a decision.
    GetToday("appointments.today", Get "/v1/companies/{company_id}/today", Access::Permission(Permission::AppointmentsView), GROUP, "Get Today") -> TodayView {
        /// The company.
        company_id: CompanyId,
    }
}

view! {
    /// An agenda on a sheet.
    struct SheetAgenda {
        /// The agenda.
        id: AgendaId,
        /// Its name.
        name: Name,
        /// Its hours on that date.
        open: Vec<ClockRange>,
        /// What is booked and not called off, by start.
        lines: Vec<AppointmentLine>,
    }
}

view! {
    /// A day on paper.
    struct DaySheet {
        /// The date.
        date: Date,
        /// When it was read, on the company's clock.
        read_at: Moment,
        /// The agendas, in the order of their columns.
        agendas: Vec<SheetAgenda>,
    }
}

command! {
    /// A day of agendas as it is printed: who comes when, with phone, service and status.
    GetDaySheet("appointments.day_sheet", Get "/v1/companies/{company_id}/day-sheet", Access::Permission(Permission::AppointmentsView), GROUP, "Get Day Sheet") -> DaySheet {
        /// The company.
        company_id: CompanyId,
        /// The date, on each agenda's clock.
        date: Date,
        /// Only these agendas; all in use if empty.
        #[serde(default)]
        agenda_ids: List<AgendaId, 200>,
    }
}
