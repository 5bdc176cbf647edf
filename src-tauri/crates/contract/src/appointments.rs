//! Appointments: who comes when, for what, to whom, and what became of it.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::agendas::SlotView;
use crate::ids::{AgendaId, AppointmentId, ChangeId, ClientId, CompanyId, MemberId, ServiceId};
use crate::page::Page;
use crate::permission::{Access, Permission};
use crate::values::{Color, List, Minutes, Moment, Name, Note, PhoneNumber, ShortText, Start};
use crate::{command, view};

const GROUP: &str = "Appointments";

view! {
    /// Where an appointment stands.
    enum Status {
        /// Booked, not yet confirmed by the client.
        Pending,
        /// Confirmed.
        Confirmed,
        /// The client is here.
        Arrived,
        /// The client is being attended.
        InService,
        /// Attended.
        Done,
        /// The client did not come.
        NoShow,
        /// Called off.
        Cancelled,
    }
}

impl Status {
    /// All of them, in the order of the day.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Confirmed,
        Self::Arrived,
        Self::InService,
        Self::Done,
        Self::NoShow,
        Self::Cancelled,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::InService => "in_service",
            Self::Done => "done",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether the appointment has been called off or missed and frees its time.
    pub const fn is_void(self) -> bool {
        matches!(self, Self::NoShow | Self::Cancelled)
    }

    /// Whether a step from here to there makes sense. Slips are mended by going back: only what is called off stays so
    /// until it is booked again through the rules.
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Pending | Self::Confirmed => !matches!(next, Self::Done) || matches!(self, Self::Confirmed),
            Self::Arrived | Self::InService | Self::Done => true,
            Self::NoShow => !matches!(next, Self::Cancelled),
            Self::Cancelled => matches!(next, Self::Pending | Self::Confirmed),
        }
    }
}

/// A rule that a time breaks.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrokenRule {
    /// Which rule.
    pub rule: Rule,
    /// What it says here, in the caller's language, such as "Ana Prado attends another client from 10:00 to 11:00".
    pub message: String,
    /// Whether who holds the right may book nevertheless.
    pub overridable: bool,
}

view! {
    /// The rules that a time may break.
    enum Rule {
        /// Outside the hours of the agenda.
        Closed,
        /// An exception closes the date or changes its hours.
        Exception,
        /// A holiday.
        Holiday,
        /// The professional is away.
        Absence,
        /// The agenda has no place left.
        Full,
        /// The professional attends somebody else.
        Busy,
        /// Too close to a neighbour.
        Buffer,
        /// Too short notice.
        Notice,
        /// Too far ahead.
        Horizon,
        /// A limit of the day, week or month is reached.
        Limit,
        /// The clock skips this time on that date.
        Nonexistent,
        /// In the past.
        Past,
    }
}

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
    }
}

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

view! {
    /// Whether a time is free, and why not.
    struct Explanation {
        /// Whether it can be booked without breaking a rule.
        free: bool,
        /// The rules that it would break.
        broken_rules: Vec<BrokenRule>,
        /// The nearest free times, before and after.
        alternatives: Vec<SlotView>,
    }
}

command! {
    /// Why a time is not free.
    Explain("appointments.explain", Get "/v1/companies/{company_id}/agendas/{agenda_id}/explain", Access::Permission(Permission::AgendasView), GROUP, "Explain") -> Explanation {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// From when.
        start: Start,
        /// How long; the sum of the services, or the agenda's default, if left out.
        #[serde(default)]
        duration: Option<Minutes>,
        /// The services.
        #[serde(default)]
        service_ids: List<ServiceId, 10>,
        /// The professionals.
        #[serde(default)]
        member_ids: List<MemberId, 10>,
        /// An appointment that does not count, because it is the one to be moved.
        #[serde(default)]
        except: Option<AppointmentId>,
    }
}

command! {
    /// The next free times across agendas and professionals, the earliest first.
    NextFree("appointments.next_free", Get "/v1/companies/{company_id}/next-free", Access::Permission(Permission::AgendasView), GROUP, "Get Next Free") -> Vec<SlotView> {
        /// The company.
        company_id: CompanyId,
        /// From when, on each agenda's clock; now if left out.
        #[serde(default)]
        from: Option<DateTime>,
        /// The services.
        #[serde(default)]
        service_ids: List<ServiceId, 10>,
        /// The duration, if it is not that of the services.
        #[serde(default)]
        duration: Option<Minutes>,
        /// Only these agendas; all in use if empty.
        #[serde(default)]
        agenda_ids: List<AgendaId, 200>,
        /// Any one of these professionals; anybody if empty.
        #[serde(default)]
        member_ids: List<MemberId, 50>,
        /// How many, up to 50; 5 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 50)))]
        limit: Option<u16>,
    }
}

view! {
    /// How many appointments a date has, for a small calendar.
    struct DayCount {
        /// The date.
        date: Date,
        /// How many.
        count: u32,
    }
}

command! {
    /// How many appointments each date has; dates without any are left out.
    CountByDay("appointments.count_by_day", Get "/v1/companies/{company_id}/appointment-counts", Access::Permission(Permission::AppointmentsView), GROUP, "Count By Day") -> Vec<DayCount> {
        /// The company.
        company_id: CompanyId,
        /// The first date.
        from: Date,
        /// The last date, included; 62 days later at most.
        to: Date,
    }
}
