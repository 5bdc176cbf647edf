//! An agenda while it is being changed.

use jiff::civil::Date;
use leadsmart_contract::agendas::{
    AgendaView, Alignment, BookingLimit, BookingRules, BufferPolicy, Horizon, LimitPeriod, LimitUnit,
    UpdateAgenda,
};
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId};
use leadsmart_contract::values::{Color, List, Minutes, Name, Problem, ZoneName};
use leptos::prelude::*;

use super::list::unchanged;
use crate::components::{HoursDraft, Problems};
use crate::settings::kit::{minutes_between, number_between};
use crate::unsent::{FormName, Unsent, keep};

/// The periods of the limits, in the order of their lines.
pub(super) const PERIODS: [LimitPeriod; 3] = [LimitPeriod::Day, LimitPeriod::Week, LimitPeriod::Month];

/// The units of the limits, in the order of their columns.
pub(super) const UNITS: [LimitUnit; 2] = [LimitUnit::Appointments, LimitUnit::Minutes];

/// What is typed. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) problems: Problems,
    pub(super) name: RwSignal<String>,
    pub(super) color: RwSignal<Color>,
    pub(super) zone: RwSignal<Option<ZoneName>>,
    pub(super) members: RwSignal<Vec<MemberId>>,
    pub(super) hours: HoursDraft,
    pub(super) default_duration: RwSignal<String>,
    pub(super) capacity: RwSignal<String>,
    /// Minutes; empty for the duration of the service.
    pub(super) interval: RwSignal<String>,
    /// `opening` or `clock`.
    pub(super) alignment: RwSignal<String>,
    pub(super) fill_gaps: RwSignal<bool>,
    /// `longest` or `additive`.
    pub(super) buffers: RwSignal<String>,
    /// Minutes.
    pub(super) notice: RwSignal<String>,
    /// `unlimited`, `days`, `working_days` or `dates`.
    pub(super) horizon: RwSignal<String>,
    pub(super) horizon_days: RwSignal<String>,
    pub(super) horizon_from: RwSignal<Option<Date>>,
    pub(super) horizon_to: RwSignal<Option<Date>>,
    /// A line a period, a column a unit; empty for no limit.
    pub(super) limits: [[RwSignal<String>; 2]; 3],
    pub(super) pending_blocks: RwSignal<bool>,
    pub(super) holidays: RwSignal<bool>,
}

impl Draft {
    /// Begins with what is stored.
    pub(super) fn new(agenda: &AgendaView) -> Self {
        let rules = &agenda.rules;
        let (kind, days, from, to) = horizon_parts(rules.horizon);
        let limit = |period: LimitPeriod, unit: LimitUnit| {
            let set = rules.limits.iter().find(|limit| limit.period == period && limit.unit == unit);
            RwSignal::new(set.map(|limit| limit.most.to_string()).unwrap_or_default())
        };
        Self {
            problems: Problems::new(),
            name: RwSignal::new(agenda.name.to_string()),
            color: RwSignal::new(agenda.color),
            zone: RwSignal::new(Some(agenda.zone.clone())),
            members: RwSignal::new(agenda.member_ids.clone()),
            hours: HoursDraft::new(&rules.hours),
            default_duration: RwSignal::new(rules.default_duration.get().to_string()),
            capacity: RwSignal::new(rules.capacity.to_string()),
            interval: RwSignal::new(
                rules.interval.map(|minutes| minutes.get().to_string()).unwrap_or_default(),
            ),
            alignment: RwSignal::new(alignment_name(rules.alignment).to_owned()),
            fill_gaps: RwSignal::new(rules.fill_gaps),
            buffers: RwSignal::new(buffers_name(rules.buffer_policy).to_owned()),
            notice: RwSignal::new(rules.minimum_notice.get().to_string()),
            horizon: RwSignal::new(kind.to_owned()),
            horizon_days: RwSignal::new(days),
            horizon_from: RwSignal::new(from),
            horizon_to: RwSignal::new(to),
            limits: PERIODS.map(|period| UNITS.map(|unit| limit(period, unit))),
            pending_blocks: RwSignal::new(rules.pending_blocks),
            holidays: RwSignal::new(rules.observes_holidays),
        }
    }

    /// Keeps what is typed.
    pub(super) fn keep(self, id: AgendaId) -> Unsent {
        let [[day, day_minutes], [week, week_minutes], [month, month_minutes]] = self.limits;
        keep(FormName::Agenda, id)
            .with("name", self.name)
            .with("color", self.color)
            .with("zone", self.zone)
            .with("members", self.members)
            .with("hours", self.hours)
            .with("default_duration", self.default_duration)
            .with("capacity", self.capacity)
            .with("interval", self.interval)
            .with("alignment", self.alignment)
            .with("fill_gaps", self.fill_gaps)
            .with("buffers", self.buffers)
            .with("notice", self.notice)
            .with("horizon", self.horizon)
            .with("horizon_days", self.horizon_days)
            .with("horizon_from", self.horizon_from)
            .with("horizon_to", self.horizon_to)
            .with("limit_day", day)
            .with("limit_day_minutes", day_minutes)
            .with("limit_week", week)
            .with("limit_week_minutes", week_minutes)
            .with("limit_month", month)
            .with("limit_month_minutes", month_minutes)
            .with("pending_blocks", self.pending_blocks)
            .with("holidays", self.holidays)
            .begin()
    }

    /// The command, or the problems noted.
    pub(super) fn parse(self, company_id: CompanyId, base: &AgendaView) -> Option<UpdateAgenda> {
        let problems = self.problems;
        let name = problems.parse("name", &self.name.get_untracked(), Name::parse);
        let zone = problems.parse("zone", "", |_| self.zone.get_untracked().ok_or(Problem::Zone));
        let members = problems.parse("member_ids", "", |_| List::parse(self.members.get_untracked()));
        let rules = self.rules();
        Some(UpdateAgenda {
            revision: Some(base.revision),
            name: Some(name?),
            color: Some(self.color.get_untracked()),
            zone: Some(zone?),
            rules: Some(rules?),
            member_ids: Some(members?),
            ..unchanged(company_id, base.id)
        })
    }

    fn rules(self) -> Option<BookingRules> {
        let problems = self.problems;
        let hours = problems.parse("rules.hours", "", |_| self.hours.parse());
        let duration =
            problems.parse("rules.default_duration", &self.default_duration.get_untracked(), |text| {
                minutes_between(text, 1, 1440)
            });
        let capacity = problems
            .parse("rules.capacity", &self.capacity.get_untracked(), |text| number_between(text, 1, 1000));
        let horizon = self.horizon();
        let limits = self.limits();
        let minutes = |text: String| text.parse().ok().and_then(|minutes| Minutes::parse(minutes).ok());
        Some(BookingRules {
            hours: hours?,
            interval: minutes(self.interval.get_untracked()),
            alignment: if self.alignment.get_untracked() == "clock" {
                Alignment::Clock
            } else {
                Alignment::Opening
            },
            fill_gaps: self.fill_gaps.get_untracked(),
            buffer_policy: if self.buffers.get_untracked() == "additive" {
                BufferPolicy::Additive
            } else {
                BufferPolicy::Longest
            },
            minimum_notice: minutes(self.notice.get_untracked()).unwrap_or_default(),
            horizon: horizon?,
            limits: limits?,
            capacity: u16::try_from(capacity?).unwrap_or(1),
            pending_blocks: self.pending_blocks.get_untracked(),
            observes_holidays: self.holidays.get_untracked(),
            default_duration: duration?,
        })
    }

    fn horizon(self) -> Option<Horizon> {
        let problems = self.problems;
        let days = |most: i64| {
            let text = self.horizon_days.get_untracked();
            let number = problems.parse("rules.horizon.days", &text, |text| number_between(text, 0, most));
            number.and_then(|number| u16::try_from(number).ok())
        };
        let date = |field: &str, date: RwSignal<Option<Date>>| {
            problems.parse(field, "", |_| date.get_untracked().ok_or(Problem::Empty))
        };
        Some(match self.horizon.get_untracked().as_str() {
            "days" => Horizon::Days { days: days(3650)? },
            "working_days" => Horizon::WorkingDays { days: days(1000)? },
            "dates" => {
                let from = date("rules.horizon.from", self.horizon_from);
                let to = date("rules.horizon.to", self.horizon_to);
                let (from, to) = (from?, to?);
                problems.parse("rules.horizon.to", "", |_| {
                    if to < from { Err(Problem::Order) } else { Ok(()) }
                })?;
                Horizon::Dates { from, to }
            }
            _ => Horizon::Unlimited,
        })
    }

    fn limits(self) -> Option<Vec<BookingLimit>> {
        let read = || {
            let mut limits = Vec::new();
            for (period, line) in PERIODS.into_iter().zip(self.limits) {
                for (unit, text) in UNITS.into_iter().zip(line) {
                    let text = text.get_untracked();
                    if !text.trim().is_empty() {
                        let most = number_between(&text, 1, 10_000)?;
                        limits.push(BookingLimit {
                            period,
                            unit,
                            most: u16::try_from(most).unwrap_or(u16::MAX),
                        });
                    }
                }
            }
            Ok(limits)
        };
        self.problems.parse("rules.limits", "", |_| read())
    }
}

/// Whether both are the same but for what this form does not change: exceptions, place, and the revision itself.
pub(super) fn same_content(one: &AgendaView, other: &AgendaView) -> bool {
    one.name == other.name
        && one.color == other.color
        && one.zone == other.zone
        && one.rules == other.rules
        && one.member_ids == other.member_ids
}

fn horizon_parts(horizon: Horizon) -> (&'static str, String, Option<Date>, Option<Date>) {
    match horizon {
        Horizon::Unlimited => ("unlimited", "90".to_owned(), None, None),
        Horizon::Days { days } => ("days", days.to_string(), None, None),
        Horizon::WorkingDays { days } => ("working_days", days.to_string(), None, None),
        Horizon::Dates { from, to } => ("dates", "90".to_owned(), Some(from), Some(to)),
    }
}

const fn alignment_name(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Opening => "opening",
        Alignment::Clock => "clock",
    }
}

const fn buffers_name(policy: BufferPolicy) -> &'static str {
    match policy {
        BufferPolicy::Longest => "longest",
        BufferPolicy::Additive => "additive",
    }
}
