//! Looking for a time: why one is not free, which ones are, and how full the days are.

use jiff::civil::{Date, DateTime};

use super::{BrokenRule, GROUP};
use crate::agendas::SlotView;
use crate::ids::{AgendaId, AppointmentId, CompanyId, MemberId, ServiceId};
use crate::permission::{Access, Permission};
use crate::values::{List, Minutes, Start};
use crate::{command, view};

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
