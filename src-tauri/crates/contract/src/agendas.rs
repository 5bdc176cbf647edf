//! Agendas: calendars that can be booked, with their hours and rules.

mod month;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::appointments::AppointmentCard;
use crate::auth::Done;
use crate::ids::{AbsenceId, AgendaId, CompanyId, IntegrationId, MemberId, ServiceId};
use crate::permission::{Access, Permission};
use crate::values::{
    ClockRange, Color, DayHours, List, Minutes, Moment, Name, ShortText, WeeklyHours, ZoneName,
};
use crate::{command, view};

pub use month::{DayLoad, GetMonth, MonthAgenda, MonthDay, MonthView};

const GROUP: &str = "Agendas";

view! {
    /// From where starts are counted.
    enum Alignment {
        /// From the opening of each free range.
        Opening,
        /// From the multiples of the interval on the clock.
        Clock,
    }
}

view! {
    /// How the buffers of two neighbours add up.
    enum BufferPolicy {
        /// The longer of the two is enough.
        Longest,
        /// Both are kept.
        Additive,
    }
}

view! {
    /// What a limit counts in.
    enum LimitPeriod {
        /// A day of the agenda's clock.
        Day,
        /// A week, beginning as the company's weeks do.
        Week,
        /// A calendar month.
        Month,
    }
}

view! {
    /// What a limit counts.
    enum LimitUnit {
        /// Appointments.
        Appointments,
        /// Minutes booked.
        Minutes,
    }
}

view! {
    /// A limit on what is booked.
    struct BookingLimit {
        /// In which period.
        period: LimitPeriod,
        /// What is counted.
        unit: LimitUnit,
        /// How much is allowed, from 1 to 10,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10000)))]
        most: u16,
    }
}

/// How far ahead can be booked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Horizon {
    /// Without end.
    #[default]
    Unlimited,
    /// Today and this many days.
    Days {
        /// From 0 to 3650.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3650)))]
        days: u16,
    },
    /// Today and this many days on which the agenda is open.
    WorkingDays {
        /// From 0 to 1000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1000)))]
        days: u16,
    },
    /// Between two dates, both included.
    Dates {
        /// The first date.
        from: Date,
        /// The last date.
        to: Date,
    },
}

view! {
    /// The rules by which an agenda is booked.
    struct BookingRules {
        /// The hours of the week.
        hours: WeeklyHours,
        /// Minutes from one offered start to the next; the duration of the service if none.
        interval: Option<Minutes>,
        /// From where starts are counted.
        alignment: Alignment,
        /// Also offer the start that touches the end of an appointment.
        fill_gaps: bool,
        /// How the buffers of neighbours add up.
        buffer_policy: BufferPolicy,
        /// How long before its start an appointment must be booked at the latest.
        minimum_notice: Minutes,
        /// How far ahead can be booked.
        horizon: Horizon,
        /// Limits on what is booked.
        limits: Vec<BookingLimit>,
        /// How many appointments may run at the same time.
        capacity: u16,
        /// Whether an unconfirmed appointment takes its place.
        pending_blocks: bool,
        /// Whether holidays close it.
        observes_holidays: bool,
        /// How long an appointment without service takes.
        default_duration: Minutes,
    }
}

view! {
    /// An agenda.
    struct AgendaView {
        /// Its id.
        id: AgendaId,
        /// Its name.
        name: Name,
        /// Its colour.
        color: Color,
        /// The zone of its clock.
        zone: ZoneName,
        /// Its place among the columns.
        position: u16,
        /// Whether it can be booked.
        active: bool,
        /// The rules by which it is booked.
        rules: BookingRules,
        /// The professionals who attend on it.
        member_ids: Vec<MemberId>,
        /// Dates whose hours differ, from today on.
        exceptions: Vec<ExceptionView>,
        /// Whether the caller may book on it.
        manageable: bool,
        /// Grows with each change.
        revision: i64,
    }
}

view! {
    /// A date whose hours differ.
    struct ExceptionView {
        /// The date.
        date: Date,
        /// The hours that replace those of the week; empty for closed.
        hours: DayHours,
        /// Why.
        reason: ShortText,
    }
}

command! {
    /// Creates an agenda; what is left out takes the values that suit most.
    CreateAgenda("agendas.create", Post "/v1/companies/{company_id}/agendas", Access::Permission(Permission::AgendasManage), GROUP, "Create Company Agenda") -> AgendaView {
        /// The company.
        company_id: CompanyId,
        /// Its name.
        name: Name,
        /// Its colour.
        #[serde(default)]
        color: Option<Color>,
        /// The zone of its clock; the company's if left out.
        #[serde(default)]
        zone: Option<ZoneName>,
        /// The rules; Monday to Friday 8 to 12 and 13 to 18, one at a time, if left out.
        #[serde(default)]
        rules: Option<BookingRules>,
        /// The professionals who attend on it.
        #[serde(default)]
        member_ids: List<MemberId, 50>,
    }
}

command! {
    /// The agendas that the caller may see, in the order of their columns.
    ListAgendas("agendas.list", Get "/v1/companies/{company_id}/agendas", Access::Permission(Permission::AgendasView), GROUP, "Get All Agendas") -> Vec<AgendaView> {
        /// The company.
        company_id: CompanyId,
        /// Only those that can, or cannot, be booked.
        #[serde(default)]
        active: Option<bool>,
    }
}

command! {
    /// One agenda.
    GetAgenda("agendas.get", Get "/v1/companies/{company_id}/agendas/{agenda_id}", Access::Permission(Permission::AgendasView), GROUP, "Get Single Agenda") -> AgendaView {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
    }
}

view! {
    /// An agenda with its appointments in a period.
    struct AgendaWithAppointments {
        /// The agenda.
        agenda: AgendaView,
        /// Its appointments, by start.
        appointments: Vec<AppointmentCard>,
    }
}

command! {
    /// One agenda with its appointments.
    GetAgendaWithAppointments("agendas.get_with_appointments", Get "/v1/companies/{company_id}/agendas/{agenda_id}/appointments", Access::Permission(Permission::AgendasView), GROUP, "Get Agenda with Appoint") -> AgendaWithAppointments {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The first date, on the agenda's clock; today if left out.
        #[serde(default)]
        from: Option<Date>,
        /// The last date, included; six days later if left out, 92 days later at most.
        #[serde(default)]
        to: Option<Date>,
    }
}

view! {
    /// A free time.
    struct SlotView {
        /// The agenda.
        agenda_id: AgendaId,
        /// From when.
        start: Moment,
        /// Until when.
        end: Moment,
        /// How many more can be booked for this time.
        seats_left: u16,
        /// Professionals who are free; empty if the agenda has none.
        member_ids: Vec<MemberId>,
    }
}

command! {
    /// The times at which a service can be booked.
    GetAvailableSlots("agendas.available_slots", Get "/v1/companies/{company_id}/agendas/{agenda_id}/slots", Access::Permission(Permission::AgendasView), GROUP, "Get Available Slots") -> Vec<SlotView> {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The first date, on the agenda's clock; today if left out.
        #[serde(default)]
        from: Option<Date>,
        /// The last date, included; the first one if left out, 61 days later at most.
        #[serde(default)]
        to: Option<Date>,
        /// The services, whose durations add up.
        #[serde(default)]
        service_ids: List<ServiceId, 10>,
        /// The duration, if it is not that of the services.
        #[serde(default)]
        duration: Option<Minutes>,
        /// Professionals who must all be free; any one of the agenda's if left out.
        #[serde(default)]
        member_ids: List<MemberId, 10>,
    }
}

command! {
    /// Changes the fields that are given. Appointments that are booked stay.
    UpdateAgenda("agendas.update", Patch "/v1/companies/{company_id}/agendas/{agenda_id}", Access::Permission(Permission::AgendasManage), GROUP, "Update Agenda") -> AgendaView {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The revision that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// Its new name.
        #[serde(default)]
        name: Option<Name>,
        /// Its new colour.
        #[serde(default)]
        color: Option<Color>,
        /// The new zone of its clock. Appointments keep their instants.
        #[serde(default)]
        zone: Option<ZoneName>,
        /// Its new place among the columns.
        #[serde(default)]
        position: Option<u16>,
        /// The new rules, all of them.
        #[serde(default)]
        rules: Option<BookingRules>,
        /// The professionals who attend on it, all of them.
        #[serde(default)]
        member_ids: Option<List<MemberId, 50>>,
    }
}

command! {
    /// Takes an agenda out of use; refused while it has appointments to come. What was booked stays to be read.
    DeleteAgenda("agendas.delete", Delete "/v1/companies/{company_id}/agendas/{agenda_id}", Access::Permission(Permission::AgendasManage), GROUP, "Delete Agenda") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
    }
}

command! {
    /// Puts an agenda in use again.
    ActivateAgenda("agendas.activate", Patch "/v1/companies/{company_id}/agendas/{agenda_id}/activate", Access::Permission(Permission::AgendasManage), GROUP, "Activate Agenda") -> AgendaView {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
    }
}

view! {
    /// An outside calendar that can be linked.
    enum IntegrationKind {
        /// Google Calendar.
        GoogleCalendar,
    }
}

command! {
    /// Links an agenda with an outside calendar. Answers `not_connected` until an account is connected.
    CreateAgendaIntegration("agendas.create_integration", Post "/v1/companies/{company_id}/agendas/{agenda_id}/integrations", Access::Permission(Permission::IntegrationsManage), GROUP, "Create Agenda Integration") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// Which kind of calendar.
        kind: IntegrationKind,
    }
}

command! {
    /// Unlinks an agenda from an outside calendar. Answers `not_connected` until an account is connected.
    DeleteAgendaIntegration("agendas.delete_integration", Delete "/v1/companies/{company_id}/agendas/{agenda_id}/integrations/{integration_id}", Access::Permission(Permission::IntegrationsManage), GROUP, "Delete Agenda Integration") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The link.
        integration_id: IntegrationId,
    }
}

command! {
    /// Replaces the hours of one date; empty hours close it.
    SetException("agendas.set_exception", Post "/v1/companies/{company_id}/agendas/{agenda_id}/exceptions", Access::Permission(Permission::AgendasManage), GROUP, "Set Exception") -> AgendaView {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The date.
        date: Date,
        /// The hours of that date.
        hours: DayHours,
        /// Why.
        #[serde(default)]
        reason: Option<ShortText>,
    }
}

command! {
    /// Gives a date the hours of the week again.
    ClearException("agendas.clear_exception", Delete "/v1/companies/{company_id}/agendas/{agenda_id}/exceptions/{date}", Access::Permission(Permission::AgendasManage), GROUP, "Clear Exception") -> AgendaView {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The date.
        date: Date,
    }
}

view! {
    /// Why a day has no hours.
    enum ClosedBy {
        /// The weekly hours leave this day out.
        Hours,
        /// An exception.
        Exception,
        /// A holiday.
        Holiday,
    }
}

view! {
    /// One day of an agenda, as it is drawn.
    struct CalendarDay {
        /// The date.
        date: Date,
        /// When it is open, in wall-clock minutes since midnight.
        open: Vec<ClockRange>,
        /// Why there are no hours.
        closed_by: Option<ClosedBy>,
        /// The name of the holiday or the reason of the exception.
        remark: Option<String>,
    }
}

view! {
    /// A column of the calendar.
    struct CalendarAgenda {
        /// The agenda.
        id: AgendaId,
        /// Its name.
        name: Name,
        /// Its colour.
        color: Color,
        /// The zone of its clock.
        zone: ZoneName,
        /// What its clock shows now.
        now: Moment,
        /// How many appointments may run at the same time.
        capacity: u16,
        /// Minutes from one offered start to the next, for the grid.
        step: Minutes,
        /// The professionals who attend on it.
        member_ids: Vec<MemberId>,
        /// Whether the caller may book on it.
        manageable: bool,
        /// The days that were asked for.
        days: Vec<CalendarDay>,
    }
}

view! {
    /// An absence, as it is drawn.
    struct CalendarAbsence {
        /// Its id.
        id: AbsenceId,
        /// Who is away.
        member_id: MemberId,
        /// From when.
        start: Moment,
        /// Until when.
        end: Moment,
        /// Why.
        reason: ShortText,
    }
}

view! {
    /// All that a page of the calendar shows.
    struct CalendarView {
        /// The instant at which it was read.
        read_at: Timestamp,
        /// The columns.
        agendas: Vec<CalendarAgenda>,
        /// The appointments, by start.
        appointments: Vec<AppointmentCard>,
        /// The absences of professionals of these agendas.
        absences: Vec<CalendarAbsence>,
    }
}

command! {
    /// A page of the calendar: hours, appointments and absences of several agendas.
    GetCalendar("agendas.calendar", Get "/v1/companies/{company_id}/calendar", Access::Permission(Permission::AgendasView), GROUP, "Get Calendar") -> CalendarView {
        /// The company.
        company_id: CompanyId,
        /// The first date.
        from: Date,
        /// The last date, included; 41 days later at most.
        to: Date,
        /// Only these agendas; all that are in use if empty.
        #[serde(default)]
        agenda_ids: List<AgendaId, 200>,
        /// Also those that were cancelled and those who did not come.
        #[serde(default)]
        with_cancelled: bool,
    }
}
