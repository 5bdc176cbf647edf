//! Appointments that repeat: booked together, and moved or called off together afterwards. Each of them is an appointment like any
//! other; the series only says which belong together, and how they were repeated.

use jiff::civil::Date;

use super::{BrokenRule, ChangedOfMany, GROUP, KeptOfMany, Status};
use crate::ids::{AgendaId, AppointmentId, ClientId, CompanyId, MemberId, SeriesId, ServiceId};
use crate::permission::{Access, Permission};
use crate::values::{List, Minutes, Moment, Note, ShortText, Start};
use crate::{command, view};

view! {
    /// In what a repetition is counted.
    enum RepeatUnit {
        /// Days.
        Day,
        /// Weeks: always on the same weekday.
        Week,
        /// Months: always on the same day of the month, or on the last where a month is shorter.
        Month,
    }
}

/// Where a repetition ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum RepeatEnd {
    /// After so many dates, the first included.
    Count {
        /// From 2 to 60.
        #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 60)))]
        count: u16,
    },
    /// With the last date that is not after this one.
    Until {
        /// The date.
        date: Date,
    },
}

/// How something repeats. There are at most 60 dates, the last at most two years after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// Every so many units, from 1 to 99.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 99)))]
    pub every: u16,
    /// What is counted.
    pub unit: RepeatUnit,
    /// Where it ends.
    pub end: RepeatEnd,
}

impl Repeat {
    /// The most dates that a series has.
    pub const MOST: u16 = 60;
    /// The most units between two dates.
    pub const MOST_EVERY: u16 = 99;
}

view! {
    /// One date of a series, with what the rules say of it.
    struct Occurrence {
        /// The appointment, if it is there already.
        appointment_id: Option<AppointmentId>,
        /// The date on the agenda's clock, by which it is left out or booked against the rules.
        date: Date,
        /// From when. If the clock skips that time on the date: the next that exists.
        start: Moment,
        /// Until when, exclusive.
        end: Moment,
        /// The professionals; whoever is free was chosen, if none was named.
        member_ids: Vec<MemberId>,
        /// The rules that it breaks; none if it is free.
        broken_rules: Vec<BrokenRule>,
    }
}

view! {
    /// An appointment of a series, in a line.
    struct SeriesEntry {
        /// The appointment.
        id: AppointmentId,
        /// From when.
        start: Moment,
        /// Where it stands.
        status: Status,
    }
}

view! {
    /// The series of an appointment.
    struct SeriesPlace {
        /// Its id.
        id: SeriesId,
        /// How it was repeated when it was booked.
        repeat: Repeat,
        /// All of its appointments that the caller sees, by start, also those that were called off.
        entries: Vec<SeriesEntry>,
    }
}

view! {
    /// What became of the appointments of a series. Where some are refused, nothing was written.
    struct SeriesOutcome {
        /// The series.
        series_id: SeriesId,
        /// Those that stand now as was asked for, by start, each with the change that can be taken back.
        changed: Vec<ChangedOfMany>,
        /// Those that were left alone because they are over or called off, by start.
        kept: Vec<KeptOfMany>,
        /// Those that would break rules, by start. If there are any, none was changed.
        refused: Vec<Occurrence>,
    }
}

view! {
    /// Which appointments of a series are meant, seen from one of them.
    enum SeriesScope {
        /// This one and those that start after it.
        Following,
        /// All.
        All,
    }
}

command! {
    /// Which dates of a series would be free, and which rules the others break. Each date is judged as if those before it that are
    /// free were booked.
    CheckSeries("appointments.check_series", Post "/v1/companies/{company_id}/appointment-series-checks", Access::Permission(Permission::AgendasView), GROUP, "Check Series") -> Vec<Occurrence> {
        /// The company.
        company_id: CompanyId,
        /// The agenda.
        agenda_id: AgendaId,
        /// From when, on the first date.
        start: Start,
        /// How long; the sum of the services, or the agenda's default, if left out.
        #[serde(default)]
        duration: Option<Minutes>,
        /// The services.
        #[serde(default)]
        service_ids: List<ServiceId, 10>,
        /// The professionals; if left out, one who is free, if possible always the same.
        #[serde(default)]
        member_ids: Option<List<MemberId, 10>>,
        /// How it repeats.
        repeat: Repeat,
    }
}

command! {
    /// Books a series in one transaction: all of its dates but those that are left out, or none.
    CreateSeries("appointments.create_series", Post "/v1/companies/{company_id}/appointment-series", Access::Permission(Permission::AppointmentsManage), GROUP, "Create Series") -> SeriesOutcome {
        /// The company.
        company_id: CompanyId,
        /// An id chosen by the caller, so that a repeated call books once.
        #[serde(default)]
        id: Option<SeriesId>,
        /// The agenda.
        agenda_id: AgendaId,
        /// The client.
        client_id: ClientId,
        /// From when, on the first date. The others begin at the same time on the agenda's clock.
        start: Start,
        /// How long; the sum of the services, or the agenda's default, if left out.
        #[serde(default)]
        duration: Option<Minutes>,
        /// The services.
        #[serde(default)]
        service_ids: List<ServiceId, 10>,
        /// The professionals; if left out, one who is free, if possible always the same.
        #[serde(default)]
        member_ids: Option<List<MemberId, 10>>,
        /// `confirmed` or `pending`; pending if left out.
        #[serde(default)]
        status: Option<Status>,
        /// Notes on each.
        #[serde(default)]
        notes: Option<Note>,
        /// How it repeats.
        repeat: Repeat,
        /// Dates that are not booked.
        #[serde(default)]
        leave_out: List<Date, 60>,
        /// Dates that are booked against the rules; needs the right to.
        #[serde(default)]
        override_on: List<Date, 60>,
    }
}

command! {
    /// Changes appointments of a series in one transaction: all of those that are meant, or none. A new start moves each by as
    /// many days and minutes as it moves this one, on the agenda's clock. What is over or called off stays and is told.
    UpdateSeries("appointments.update_series", Patch "/v1/companies/{company_id}/appointments/{appointment_id}/series", Access::Permission(Permission::AppointmentsManage), GROUP, "Update Series") -> SeriesOutcome {
        /// The company.
        company_id: CompanyId,
        /// One appointment of the series.
        appointment_id: AppointmentId,
        /// The revision of that one that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// Which of them.
        scope: SeriesScope,
        /// The new start of the appointment that is named.
        #[serde(default)]
        start: Option<Start>,
        /// The new length of each; that of the new services, or as it was, if left out.
        #[serde(default)]
        duration: Option<Minutes>,
        /// The new agenda of each.
        #[serde(default)]
        agenda_id: Option<AgendaId>,
        /// The professionals of each; as they were, or on another agenda chosen anew, if left out.
        #[serde(default)]
        member_ids: Option<List<MemberId, 10>>,
        /// The services of each.
        #[serde(default)]
        service_ids: Option<List<ServiceId, 10>>,
        /// The notes of each.
        #[serde(default)]
        notes: Option<Note>,
        /// Appointments of the series that stay as they are.
        #[serde(default)]
        leave_out: List<AppointmentId, 60>,
        /// Against the rules; needs the right to.
        #[serde(default)]
        r#override: bool,
    }
}

command! {
    /// Calls appointments of a series off in one transaction. What is over stays and is told.
    CancelSeries("appointments.cancel_series", Post "/v1/companies/{company_id}/appointments/{appointment_id}/series-cancellations", Access::Permission(Permission::AppointmentsManage), GROUP, "Cancel Series") -> SeriesOutcome {
        /// The company.
        company_id: CompanyId,
        /// One appointment of the series.
        appointment_id: AppointmentId,
        /// The revision of that one that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// Which of them.
        scope: SeriesScope,
        /// Why.
        #[serde(default)]
        reason: Option<ShortText>,
    }
}
