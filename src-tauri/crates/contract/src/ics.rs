//! Calendar files (iCalendar, RFC 5545) as Google, Outlook and Apple write them: their events become appointments, looked at before
//! anything is written; and appointments go out again as such a file.

use jiff::civil::Date;

use crate::clients::MatchedBy;
use crate::command;
use crate::ids::{AgendaId, ChangeId, CompanyId};
use crate::permission::{Access, Permission};
use crate::values::{List, Moment, Name};
use crate::view;

const GROUP: &str = "Calendar Files";

/// The largest file that is taken in, in bytes.
pub const MOST_ICS_BYTES: usize = 5 * 1024 * 1024;

/// How many appointments one file may come to.
pub const MOST_ICS_EVENTS: usize = 2_000;

/// How many days may lie between the first and the last that are looked at.
pub const MOST_ICS_DAYS: i32 = 731;

view! {
    /// What becomes of an event.
    enum IcsVerdict {
        /// It is booked.
        Ready,
        /// It breaks rules, and is booked only if the caller wants it and may.
        Conflict,
        /// It was taken in before.
        Known,
        /// The client has an appointment on this agenda at the same time.
        Duplicate,
        /// It cannot be booked.
        Wrong,
    }
}

view! {
    /// An event of a file, or one occurrence of an event that repeats.
    struct IcsEvent {
        /// The line of the file at which it begins.
        line: u32,
        /// What it is called.
        summary: String,
        /// From when, on the agenda's clock, if that can be told.
        start: Option<Moment>,
        /// Until when.
        end: Option<Moment>,
        /// Whether it is one of several.
        repeats: bool,
        /// What becomes of it.
        verdict: IcsVerdict,
        /// Whose appointment it would be.
        client: Option<Name>,
        /// By what a client was recognized who is there already; none for somebody new.
        client_by: Option<MatchedBy>,
        /// The services that were recognized, such as "Corte, Barba".
        services: String,
        /// Why it is not simply booked, in the caller's language.
        messages: Vec<String>,
    }
}

view! {
    /// What an import of a file would do.
    struct IcsCheck {
        /// The first day that is looked at.
        from: Date,
        /// The last day that is looked at.
        to: Date,
        /// How many events would be booked without a question.
        ready: u32,
        /// How many break rules.
        conflicts: u32,
        /// How many were taken in before.
        known: u32,
        /// How many the client has already.
        duplicates: u32,
        /// How many cannot be booked.
        wrong: u32,
        /// How many lie outside of the days.
        outside: u32,
        /// How many clients would be entered.
        new_clients: u32,
        /// The first 500 by start, those without one first.
        events: Vec<IcsEvent>,
    }
}

view! {
    /// What an import did.
    struct IcsOutcome {
        /// The bookings, which `appointments.undo_many` takes back, 500 at a time. Clients that were entered stay.
        change_ids: Vec<ChangeId>,
        /// How many clients were entered.
        new_clients: u32,
        /// How many events were left out.
        left_out: u32,
    }
}

view! {
    /// Appointments as a calendar file.
    struct IcsFile {
        /// The text of the file, to be written as UTF-8.
        ics: String,
        /// How many appointments it has.
        appointments: u32,
    }
}

command! {
    /// Says what an import of a calendar file would do, and changes nothing.
    ///
    /// A client is recognized by an address or phone in the event, else by the name in its title; services by their names there.
    CheckIcs("ics.check", Post "/v1/companies/{company_id}/calendar-import-checks", Access::Permission(Permission::AppointmentsManage), GROUP, "Check Import Of Calendar") -> IcsCheck {
        /// The company.
        company_id: CompanyId,
        /// The agenda for all of them.
        agenda_id: AgendaId,
        /// The file as base64, up to 5 MB.
        #[cfg_attr(feature = "schema", schemars(length(max = 7000000), example = "QkVHSU46VkNBTEVOREFSDQpFTkQ6VkNBTEVOREFSDQo="))]
        file: String,
        /// The first day, on the agenda's clock; today if left out.
        #[serde(default)]
        from: Option<Date>,
        /// The last day, up to 731 days on; a year after the first if left out.
        #[serde(default)]
        to: Option<Date>,
        /// Enter clients who are not there yet; needs the right to.
        #[serde(default)]
        create_clients: bool,
        /// Take events too that are marked as free time.
        #[serde(default)]
        with_free: bool,
        /// Book also what breaks rules; needs the right to.
        #[serde(default)]
        allow_conflicts: bool,
    }
}

command! {
    /// Books the events of a calendar file, all of those that can be or none. A second import of the same events changes nothing.
    ImportIcs("ics.import", Post "/v1/companies/{company_id}/calendar-imports", Access::Permission(Permission::AppointmentsManage), GROUP, "Import Calendar") -> IcsOutcome {
        /// The company.
        company_id: CompanyId,
        /// The agenda for all of them.
        agenda_id: AgendaId,
        /// The file as base64, up to 5 MB.
        #[cfg_attr(feature = "schema", schemars(length(max = 7000000), example = "QkVHSU46VkNBTEVOREFSDQpFTkQ6VkNBTEVOREFSDQo="))]
        file: String,
        /// The first day, on the agenda's clock; today if left out.
        #[serde(default)]
        from: Option<Date>,
        /// The last day, up to 731 days on; a year after the first if left out.
        #[serde(default)]
        to: Option<Date>,
        /// Enter clients who are not there yet; needs the right to.
        #[serde(default)]
        create_clients: bool,
        /// Take events too that are marked as free time.
        #[serde(default)]
        with_free: bool,
        /// Book also what breaks rules; needs the right to.
        #[serde(default)]
        allow_conflicts: bool,
    }
}

command! {
    /// The appointments of some days as a calendar file, without those called off. It says who comes, for what and where it stands,
    /// and nothing else of a client unless asked for.
    ExportIcs("ics.export", Get "/v1/companies/{company_id}/calendar-export", Access::Permission(Permission::AppointmentsView), GROUP, "Export Calendar") -> IcsFile {
        /// The company.
        company_id: CompanyId,
        /// The first day, on each agenda's clock.
        from: Date,
        /// The last day, up to 731 days on.
        to: Date,
        /// Only these agendas; all if empty.
        #[serde(default)]
        agenda_ids: List<AgendaId, 200>,
        /// With the first phone of each client; needs the right to see clients.
        #[serde(default)]
        with_phones: bool,
    }
}
