//! Appointments: who comes when, for what, to whom, and what became of it.

mod history;
mod many;
mod rules;
mod series;
mod status;
mod times;
mod today;

use jiff::Timestamp;

use crate::ids::{AgendaId, AppointmentId, ChangeId, ClientId, CompanyId, MemberId, SeriesId, ServiceId};
use crate::page::Page;
use crate::permission::{Access, Permission};
use crate::values::{Color, List, Minutes, Moment, Name, Note, PhoneNumber, ShortText, Start};
use crate::{command, view};

pub use history::{ChangeKind, ChangeView, GetHistory, UndoChange};
pub use many::{ChangedOfMany, KeptOfMany, ManyChanged, SetStatusMany, UndoMany};
pub use rules::{BrokenRule, Rule};
pub use series::{
    CancelSeries, CheckSeries, CreateSeries, Occurrence, Repeat, RepeatEnd, RepeatUnit, SeriesEntry,
    SeriesOutcome, SeriesPlace, SeriesScope, UpdateSeries,
};
pub use status::Status;
pub use times::{CountByDay, DayCount, Explain, Explanation, NextFree};
pub use today::{AppointmentLine, DaySheet, Decision, GetDaySheet, GetToday, SheetAgenda, TodayView};

const GROUP: &str = "Appointments";

view! {
    /// A service as it was booked.
    struct BookedService {
        /// The service.
        id: ServiceId,
        /// Its name now.
        name: Name,
        /// How long it was booked for.
        duration: Minutes,
    }
}

view! {
    /// An appointment as a calendar draws it.
    struct AppointmentCard {
        /// Its id.
        id: AppointmentId,
        /// The agenda.
        agenda_id: AgendaId,
        /// The client; none if the client was deleted.
        client_id: Option<ClientId>,
        /// The client's name.
        client_name: Option<Name>,
        /// From when, on the agenda's clock.
        start: Moment,
        /// Until when, exclusive.
        end: Moment,
        /// Where it stands.
        status: Status,
        /// The services, such as "Corte, Barba".
        services: String,
        /// The colour of the first service.
        color: Option<Color>,
        /// The professionals.
        member_ids: Vec<MemberId>,
        /// Whether there is a note.
        has_notes: bool,
        /// Whether it was booked against a rule.
        overridden: bool,
        /// Whether it was squeezed in: booked on top of what had taken the time.
        squeezed: bool,
        /// The series that it was booked with.
        series_id: Option<SeriesId>,
        /// When the client arrived.
        arrived_at: Option<Moment>,
        /// Grows with each change.
        revision: i64,
    }
}

view! {
    /// An appointment, with everything that is known.
    struct AppointmentView {
        /// What a calendar draws.
        card: AppointmentCard,
        /// The client's main phone.
        client_phone: Option<PhoneNumber>,
        /// What the front desk should know about the client.
        client_notes: Option<Note>,
        /// The services.
        services: Vec<BookedService>,
        /// Time kept free before.
        buffer_before: Minutes,
        /// Time kept free after.
        buffer_after: Minutes,
        /// Notes on this appointment.
        notes: Note,
        /// Why it was cancelled.
        cancel_reason: Option<ShortText>,
        /// The rules against which it was booked.
        broken_rules: Vec<BrokenRule>,
        /// When it was booked.
        created_at: Timestamp,
        /// Its newest change, which `appointments.undo` takes back.
        last_change: Option<ChangeId>,
        /// The series that it was booked with.
        series: Option<SeriesPlace>,
    }
}

command! {
    /// Books an appointment. The rules are checked again while writing: of two bookings of one place at once, one is
    /// booked and the other gets `rules_broken`.
    CreateAppointment("appointments.create", Post "/v1/companies/{company_id}/appointments", Access::Permission(Permission::AppointmentsManage), GROUP, "Create Appointment") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// An id chosen by the caller, so that a repeated call books once.
        #[serde(default)]
        id: Option<AppointmentId>,
        /// The agenda.
        agenda_id: AgendaId,
        /// The client.
        client_id: ClientId,
        /// From when.
        start: Start,
        /// How long; the sum of the services, or the agenda's default, if left out.
        #[serde(default)]
        duration: Option<Minutes>,
        /// The services.
        #[serde(default)]
        service_ids: List<ServiceId, 10>,
        /// The professionals; if left out, the one who is free on an agenda with professionals.
        #[serde(default)]
        member_ids: Option<List<MemberId, 10>>,
        /// `confirmed` or `pending`; pending if left out.
        #[serde(default)]
        status: Option<Status>,
        /// Notes.
        #[serde(default)]
        notes: Option<Note>,
        /// Book against the rules; needs the right to.
        #[serde(default)]
        r#override: bool,
    }
}

command! {
    /// Appointments by start, filtered.
    ListAppointments("appointments.list", Get "/v1/companies/{company_id}/appointments", Access::Permission(Permission::AppointmentsView), GROUP, "Get All Appointments") -> Page<AppointmentCard> {
        /// The company.
        company_id: CompanyId,
        /// Those that end after this instant.
        #[serde(default)]
        from: Option<Timestamp>,
        /// Those that start before this instant.
        #[serde(default)]
        to: Option<Timestamp>,
        /// Only on this agenda.
        #[serde(default)]
        agenda_id: Option<AgendaId>,
        /// Only of this client.
        #[serde(default)]
        client_id: Option<ClientId>,
        /// Only with this professional.
        #[serde(default)]
        member_id: Option<MemberId>,
        /// Only in these states; all if empty.
        #[serde(default)]
        statuses: List<Status, 7>,
        /// The newest first.
        #[serde(default)]
        descending: bool,
        /// From `next` of the page before.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        cursor: Option<String>,
        /// How many, up to 500; 50 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 500)))]
        limit: Option<u16>,
    }
}

command! {
    /// One appointment.
    GetAppointment("appointments.get", Get "/v1/companies/{company_id}/appointments/{appointment_id}", Access::Permission(Permission::AppointmentsView), GROUP, "Get Appointment") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
    }
}

command! {
    /// Adds professionals.
    AddMembers("appointments.add_members", Post "/v1/companies/{company_id}/appointments/{appointment_id}/members", Access::Permission(Permission::AppointmentsManage), GROUP, "Add Members") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
        /// The professionals to add.
        member_ids: List<MemberId, 10>,
        /// Against the rules; needs the right to.
        #[serde(default)]
        r#override: bool,
    }
}

command! {
    /// Removes professionals.
    DeleteMembers("appointments.delete_members", Delete "/v1/companies/{company_id}/appointments/{appointment_id}/members", Access::Permission(Permission::AppointmentsManage), GROUP, "Delete Members") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
        /// The professionals to remove.
        member_ids: List<MemberId, 10>,
    }
}

command! {
    /// Changes notes, client or services. New services change the end, which is checked against the rules.
    UpdateAppointment("appointments.update", Patch "/v1/companies/{company_id}/appointments/{appointment_id}", Access::Permission(Permission::AppointmentsManage), GROUP, "Update Appointment") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
        /// The revision that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// Another client.
        #[serde(default)]
        client_id: Option<ClientId>,
        /// The services, all of them.
        #[serde(default)]
        service_ids: Option<List<ServiceId, 10>>,
        /// The notes.
        #[serde(default)]
        notes: Option<Note>,
        /// Against the rules; needs the right to.
        #[serde(default)]
        r#override: bool,
    }
}

command! {
    /// Moves an appointment: another time, another length, another agenda, another professional.
    UpdateDate("appointments.update_date", Patch "/v1/companies/{company_id}/appointments/{appointment_id}/date", Access::Permission(Permission::AppointmentsManage), GROUP, "Update Date") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
        /// The revision that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// The new start.
        start: Start,
        /// The new length; as it was if left out.
        #[serde(default)]
        duration: Option<Minutes>,
        /// The new agenda.
        #[serde(default)]
        agenda_id: Option<AgendaId>,
        /// The professionals, all of them; as they were, or on another agenda chosen anew, if left out.
        #[serde(default)]
        member_ids: Option<List<MemberId, 10>>,
        /// Against the rules; needs the right to.
        #[serde(default)]
        r#override: bool,
    }
}

command! {
    /// Takes an appointment a step further: confirmed, arrived, in service, done, no-show, cancelled, or back.
    SetStatus("appointments.set_status", Post "/v1/companies/{company_id}/appointments/{appointment_id}/status", Access::Permission(Permission::AppointmentsManage), GROUP, "Set Status") -> AppointmentView {
        /// The company.
        company_id: CompanyId,
        /// The appointment.
        appointment_id: AppointmentId,
        /// The revision that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// The new status.
        status: Status,
        /// Why, when it is cancelled.
        #[serde(default)]
        reason: Option<ShortText>,
        /// Against the rules, when a cancelled one is booked again; needs the right to.
        #[serde(default)]
        r#override: bool,
    }
}
