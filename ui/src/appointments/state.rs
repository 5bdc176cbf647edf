//! What the agenda shows: date, mode, filter, what is selected, what the panel beside it does. This device remembers how it
//! was looked at.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use leadsmart_contract::companies::WeekStart;
use leadsmart_contract::ids::{AgendaId, AppointmentId, CompanyId, MemberId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::geometry::{HOUR, zoomed};
use super::narrow::Narrow;
use crate::components::week_begin;
use crate::dom;
use crate::session::Company;

/// How many days are in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    /// One day, a column for each agenda or professional.
    #[default]
    Day,
    /// A week, a column for each day.
    Week,
    /// A month, how full each day is.
    Month,
    /// The appointments of a week from the date on, one below the other.
    List,
}

impl Mode {
    /// In the order of the switch.
    pub(super) const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::List];

    /// As the value of a choice.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::List => "list",
        }
    }

    /// From the value of a choice.
    pub(super) fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|mode| mode.key() == key).unwrap_or_default()
    }
}

/// Whose columns a day has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Grouping {
    /// A column for each agenda.
    #[default]
    Agendas,
    /// A column for each professional.
    Professionals,
}

/// Whose appointments a column shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Who {
    /// Those of every agenda that is not filtered out.
    #[default]
    Everybody,
    /// Those of one agenda.
    Agenda(AgendaId),
    /// Those of one professional, on whatever agenda.
    Member(MemberId),
}

impl Who {
    /// As the value of a choice: `all`, `agenda:…`, `member:…`.
    pub(super) fn key(self) -> String {
        match self {
            Self::Everybody => "all".into(),
            Self::Agenda(id) => format!("agenda:{id}"),
            Self::Member(id) => format!("member:{id}"),
        }
    }

    /// From the value of a choice.
    pub(super) fn from_key(key: &str) -> Self {
        match key.split_once(':') {
            Some(("agenda", id)) => id.parse().map_or(Self::Everybody, Self::Agenda),
            Some(("member", id)) => id.parse().map_or(Self::Everybody, Self::Member),
            _ => Self::Everybody,
        }
    }
}

/// What the panel beside the calendar does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Panel {
    /// It is closed.
    #[default]
    Closed,
    /// It shows an appointment.
    Appointment(AppointmentId),
    /// It books.
    Booking,
    /// It moves an appointment.
    Moving(AppointmentId),
    /// It lists whom an absence affects.
    Affected,
    /// It offers a time that became free.
    Freed,
}

impl Panel {
    /// The appointment that it is about.
    pub(super) const fn appointment(self) -> Option<AppointmentId> {
        match self {
            Self::Appointment(id) | Self::Moving(id) => Some(id),
            Self::Closed | Self::Booking | Self::Affected | Self::Freed => None,
        }
    }
}

/// Where the keyboard stands in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The key of the column.
    pub(super) column: String,
    /// Minutes since midnight.
    pub(super) minute: u16,
    /// The card that is meant, where several stand beside each other.
    pub(super) card: Option<AppointmentId>,
}

/// What this device remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    mode: Mode,
    /// How high an hour is, in pixels.
    hour: u16,
    grouping: Grouping,
    week_of: Who,
    hidden: BTreeSet<Uuid>,
    narrow: Narrow,
    cancelled: bool,
    /// The date that was shown, and on which day: tomorrow the agenda opens on tomorrow.
    date: Option<(Date, Date)>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            hour: HOUR,
            grouping: Grouping::default(),
            week_of: Who::default(),
            hidden: BTreeSet::new(),
            narrow: Narrow::default(),
            cancelled: false,
            date: None,
        }
    }
}

/// What the agenda shows. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// The date, or one in the week that is shown.
    pub(super) date: RwSignal<Date>,
    /// How many days are in sight.
    pub(super) mode: RwSignal<Mode>,
    /// How high an hour is, in pixels.
    pub(super) hour: RwSignal<u16>,
    /// Whose columns a day has.
    pub(super) grouping: RwSignal<Grouping>,
    /// Whose week is shown.
    pub(super) week_of: RwSignal<Who>,
    /// Agendas and professionals that are filtered out. What is new is in sight by itself.
    pub(super) hidden: RwSignal<BTreeSet<Uuid>>,
    /// The services and statuses that are looked for.
    pub(super) narrow: RwSignal<Narrow>,
    /// Whether cancelled and missed appointments are shown too.
    pub(super) cancelled: RwSignal<bool>,
    /// What the panel does.
    pub(super) panel: RwSignal<Panel>,
    /// Where the keyboard stands; none until it moved.
    pub(super) cursor: RwSignal<Option<Cursor>>,
    /// Whether month and filters are open where there is no room for them beside the calendar.
    pub(super) side_open: RwSignal<bool>,
    week_start: Signal<WeekStart>,
}

impl State {
    /// As this device remembers it for the company; remembers what changes.
    pub(super) fn remembered(company: Company) -> Self {
        let today = untrack(|| company.today());
        let memory = recall(company.id);
        let date = memory.date.filter(|(_, on)| *on == today).map_or(today, |(date, _)| date);
        let state = Self {
            date: RwSignal::new(date),
            mode: RwSignal::new(memory.mode),
            hour: RwSignal::new(zoomed(memory.hour, 0)),
            grouping: RwSignal::new(memory.grouping),
            week_of: RwSignal::new(memory.week_of),
            hidden: RwSignal::new(memory.hidden),
            narrow: RwSignal::new(memory.narrow),
            cancelled: RwSignal::new(memory.cancelled),
            panel: RwSignal::new(Panel::Closed),
            cursor: RwSignal::new(None),
            side_open: RwSignal::new(false),
            week_start: Signal::derive(move || company.week_start()),
        };
        Effect::new(move |_| keep(company.id, &state.memory(untrack(|| company.today()))));
        state
    }

    /// The first and last date in sight. Tracked.
    pub(super) fn period(self) -> (Date, Date) {
        period(self.mode.get(), self.date.get(), self.week_start.get())
    }

    /// The first and last date of which appointments are read: a month only counts its own, so the day is enough. Tracked.
    pub(super) fn read_period(self) -> (Date, Date) {
        match self.mode.get() {
            Mode::Month => (self.date.get(), self.date.get()),
            Mode::Day | Mode::Week | Mode::List => self.period(),
        }
    }

    /// Goes so many pages on, or back: days, weeks or months.
    pub(super) fn turn(self, step: i64) {
        let far = match self.mode.get_untracked() {
            Mode::Day => step.days(),
            Mode::Week | Mode::List => step.weeks(),
            Mode::Month => step.months(),
        };
        self.date.update(|date| *date = date.saturating_add(far));
    }

    /// Shows or filters out an agenda or professional.
    pub(super) fn show(self, id: Uuid, shown: bool) {
        self.hidden.update(|hidden| {
            if shown {
                hidden.remove(&id)
            } else {
                hidden.insert(id)
            };
        });
    }

    /// Shows the day of a date, alone or in its week.
    pub(super) fn go_to(self, date: Date) {
        if self.date.get_untracked() != date {
            self.date.set(date);
        }
    }

    fn memory(self, today: Date) -> Memory {
        Memory {
            mode: self.mode.get(),
            hour: self.hour.get(),
            grouping: self.grouping.get(),
            week_of: self.week_of.get(),
            hidden: self.hidden.get(),
            narrow: self.narrow.get(),
            cancelled: self.cancelled.get(),
            date: Some((self.date.get(), today)),
        }
    }
}

fn period(mode: Mode, date: Date, start: WeekStart) -> (Date, Date) {
    match mode {
        Mode::Day => (date, date),
        Mode::Week => {
            let first = week_begin(date, start);
            (first, first.saturating_add(6.days()))
        }
        // Whole weeks, so that every date stands under its weekday.
        Mode::Month => {
            let last = week_begin(date.last_of_month(), start);
            (week_begin(date.first_of_month(), start), last.saturating_add(6.days()))
        }
        Mode::List => (date, date.saturating_add(6.days())),
    }
}

fn key(company: CompanyId) -> String {
    format!("leadsmart.agenda.{company}")
}

fn recall(company: CompanyId) -> Memory {
    let text = dom::local_storage().and_then(|storage| storage.get_item(&key(company)).ok().flatten());
    // What an older version kept, or somebody changed by hand, is no reason to fail.
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn keep(company: CompanyId, memory: &Memory) {
    if let (Some(storage), Ok(text)) = (dom::local_storage(), serde_json::to_string(memory)) {
        let _ = storage.set_item(&key(company), &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_the_one_around_the_date() {
        let wednesday = Date::new(2026, 11, 25).expect("a date");
        let (from, to) = period(Mode::Week, wednesday, WeekStart::Monday);
        assert_eq!((from.day(), to.day()), (23, 29));
        assert_eq!(period(Mode::Day, wednesday, WeekStart::Monday), (wednesday, wednesday));
        assert_eq!(period(Mode::List, wednesday, WeekStart::Monday).0, wednesday);
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let wednesday = Date::new(2026, 11, 25).expect("a date");
        let (from, to) = period(Mode::Month, wednesday, WeekStart::Sunday);
        assert_eq!((from.to_string(), to.to_string()), ("2026-11-01".into(), "2026-12-05".into()));
        let (from, to) = period(Mode::Month, wednesday, WeekStart::Monday);
        assert_eq!((from.to_string(), to.to_string()), ("2026-10-26".into(), "2026-12-06".into()));
    }

    #[test]
    fn how_it_is_looked_at_survives_as_the_value_of_a_choice() {
        for mode in Mode::ALL {
            assert_eq!(Mode::from_key(mode.key()), mode);
        }
        assert_eq!(Mode::from_key("year"), Mode::Day);
    }

    #[test]
    fn whose_week_it_is_survives_as_the_value_of_a_choice() {
        let agenda = Who::Agenda("0190b6a8-7c3e-7b1a-8f00-000000000001".parse().expect("an id"));
        let member = Who::Member("0190b6a8-7c3e-7b1a-8f00-000000000002".parse().expect("an id"));
        for who in [Who::Everybody, agenda, member] {
            assert_eq!(Who::from_key(&who.key()), who);
        }
        assert_eq!(Who::from_key("member:nobody"), Who::Everybody);
    }

    #[test]
    fn what_is_remembered_is_read_back_and_what_is_unknown_is_no_failure() {
        let memory = Memory { mode: Mode::Week, cancelled: true, ..Memory::default() };
        let text = serde_json::to_string(&memory).expect("memory is plain");
        assert_eq!(serde_json::from_str::<Memory>(&text).ok(), Some(memory));
        assert_eq!(serde_json::from_str::<Memory>("{\"scale\":3}").ok(), Some(Memory::default()));
    }
}
