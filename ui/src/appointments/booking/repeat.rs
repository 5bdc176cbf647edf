//! How a booking repeats, and the dates of that: those that are not free, and what becomes of them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use leadsmart_contract::appointments::{
    BrokenRule, CheckSeries, CreateAppointment, CreateSeries, Occurrence, Repeat, RepeatEnd, RepeatUnit,
};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::SeriesId;
use leadsmart_contract::language::Language;
use leadsmart_contract::values::{List, Start};
use leptos::prelude::*;

use super::super::desk::{Desk, RULES};
use super::super::texts;
use super::super::verdict::against;
use crate::backend::call;
use crate::components::{
    Checkbox, Choice, DatePicker, ErrorNote, Field, Input, Problems, Segmented, Select, TextInput,
};
use crate::dom;
use crate::language::{Text, format, language, t};
use crate::load::{Loaded, load};
use crate::unsent::Keeping;

/// How often something is repeated if nothing else is said.
const USUAL: &str = "10";

/// What is filled in of a repetition.
#[derive(Clone, Copy)]
pub(super) struct Repetition {
    desk: Desk,
    /// A key of [`KINDS`]; empty if it does not repeat.
    kind: RwSignal<String>,
    every: RwSignal<String>,
    unit: RwSignal<String>,
    /// `count` or `until`.
    ending: RwSignal<String>,
    count: RwSignal<String>,
    until: RwSignal<Option<Date>>,
    /// Free dates that are left out, and others that are booked nevertheless.
    left: RwSignal<BTreeSet<Date>>,
    forced: RwSignal<BTreeSet<Date>>,
    /// What the backend says of each date.
    dates: Loaded<Vec<Occurrence>>,
    /// Whether some date was refused that had been free.
    changed: RwSignal<bool>,
    /// The last series that was sent with its id: repeating it books once.
    sent: StoredValue<Option<CreateSeries>>,
}

const KINDS: [(&str, Text); 5] = [
    ("", texts::repeat_never),
    ("weekly", texts::repeat_weekly),
    ("fortnightly", texts::repeat_fortnightly),
    ("monthly", texts::repeat_monthly),
    ("custom", texts::repeat_custom),
];

const UNITS: [(&str, Text); 3] =
    [("day", texts::unit_days), ("week", texts::unit_weeks), ("month", texts::unit_months)];

/// What is wrong with a repetition: its field, and why.
type Wrong = (&'static str, Text);

/// A repetition from what is filled in.
fn repeat(
    (kind, every, unit): (&str, &str, &str),
    (ending, count, until): (&str, &str, Option<Date>),
) -> Result<Repeat, Wrong> {
    let number = |text: &str, least: u16, most: u16| {
        text.trim().parse::<u16>().ok().filter(|number| (least..=most).contains(number))
    };
    let (every, unit) = match kind {
        "weekly" => (1, RepeatUnit::Week),
        "fortnightly" => (2, RepeatUnit::Week),
        "monthly" => (1, RepeatUnit::Month),
        _ => {
            let every = number(every, 1, Repeat::MOST_EVERY).ok_or(("every", texts::every_wrong as Text))?;
            let unit = match unit {
                "day" => RepeatUnit::Day,
                "month" => RepeatUnit::Month,
                _ => RepeatUnit::Week,
            };
            (every, unit)
        }
    };
    let end = if ending == "until" {
        RepeatEnd::Until { date: until.ok_or(("until", texts::missing as Text))? }
    } else {
        RepeatEnd::Count {
            count: number(count, 2, Repeat::MOST).ok_or(("count", texts::times_wrong as Text))?,
        }
    };
    Ok(Repeat { every, unit, end })
}

/// What becomes of the dates of a series.
#[derive(Debug, Default, PartialEq, Eq)]
struct Chosen {
    leave_out: Vec<Date>,
    override_on: Vec<Date>,
    booked: Vec<Date>,
}

/// A date that is free is booked unless it is left out; another only if that is said.
fn chosen(dates: &[Occurrence], left: &BTreeSet<Date>, forced: &BTreeSet<Date>) -> Chosen {
    let mut chosen = Chosen::default();
    for Occurrence { date, broken_rules, .. } in dates {
        let free = broken_rules.is_empty();
        if if free { left.contains(date) } else { !forced.contains(date) } {
            chosen.leave_out.push(*date);
            continue;
        }
        chosen.booked.push(*date);
        if !free {
            chosen.override_on.push(*date);
        }
    }
    chosen
}

impl Repetition {
    pub(super) fn open(desk: Desk) -> Self {
        let kind = RwSignal::new(String::new());
        let (every, unit) = (RwSignal::new("1".to_owned()), RwSignal::new("week".to_owned()));
        let (ending, count) = (RwSignal::new("count".to_owned()), RwSignal::new(USUAL.to_owned()));
        let until = RwSignal::new(None);
        let wanted = Memo::new(move |_| {
            let (kind, every, unit) = (kind.get(), every.get(), unit.get());
            if kind.is_empty() {
                return None;
            }
            repeat((&kind, &every, &unit), (&ending.get(), &count.get(), until.get())).ok()
        });
        let question = Memo::new(move |_| question(desk, wanted.get()?));
        let dates = load(RULES, move || {
            let question = question.get();
            async move {
                match question {
                    Some(question) => call(question).await,
                    None => Ok::<Vec<Occurrence>, Failure>(Vec::new()),
                }
            }
        });
        let changed = RwSignal::new(false);
        Effect::new(move |_| {
            question.track();
            changed.set(false);
        });
        Self {
            desk,
            kind,
            every,
            unit,
            ending,
            count,
            until,
            left: RwSignal::new(BTreeSet::new()),
            forced: RwSignal::new(BTreeSet::new()),
            dates,
            changed,
            sent: StoredValue::new(None),
        }
    }

    /// Names what is filled in to what outlives a crash of the page.
    pub(super) fn kept_by(self, keeping: Keeping) -> Keeping {
        keeping
            .along("repeat", self.kind)
            .along("every", self.every)
            .along("unit", self.unit)
            .along("ending", self.ending)
            .along("count", self.count)
            .along("until", self.until)
            .along("left", self.left)
            .along("forced", self.forced)
    }

    /// It does not repeat: what was filled in is not for whom is booked now.
    pub(super) fn clear(self) {
        self.kind.set(String::new());
        self.left.set(BTreeSet::new());
        self.forced.set(BTreeSet::new());
    }

    /// Whether it repeats. Tracked.
    pub(super) fn is_on(self) -> bool {
        self.kind.with(|kind| !kind.is_empty())
    }

    /// Whether it is not known yet which dates are free. Tracked.
    pub(super) fn waits(self) -> bool {
        self.is_on() && self.dates.loading.get()
    }

    fn chosen(self) -> Chosen {
        let (left, forced) = (self.left.read(), self.forced.read());
        self.dates.value.with(|dates| chosen(dates.as_deref().unwrap_or_default(), &left, &forced))
    }

    /// How many dates are booked. Tracked.
    pub(super) fn count(self) -> usize {
        self.chosen().booked.len()
    }

    /// A booking as the series of it; none if something is wrong, which is noted at its field.
    pub(super) fn series(self, problems: Problems, of: &CreateAppointment) -> Option<CreateSeries> {
        let (kind, every, unit) =
            (self.kind.get_untracked(), self.every.get_untracked(), self.unit.get_untracked());
        let (ending, count) = (self.ending.get_untracked(), self.count.get_untracked());
        let end = (ending.as_str(), count.as_str(), self.until.get_untracked());
        let repeat = match repeat((&kind, &every, &unit), end) {
            Ok(repeat) => repeat,
            Err((field, text)) => {
                problems.note(field, text);
                return None;
            }
        };
        if let Some(failure) = self.dates.failure.get_untracked() {
            problems.refuse(failure);
            return None;
        }
        let chosen = untrack(|| self.chosen());
        if chosen.booked.is_empty() {
            problems.note("repeat", texts::nothing_left);
            return None;
        }
        Some(CreateSeries {
            company_id: of.company_id,
            id: None,
            agenda_id: of.agenda_id,
            client_id: of.client_id,
            start: of.start,
            duration: of.duration,
            service_ids: of.service_ids.clone(),
            member_ids: of.member_ids.clone(),
            status: of.status,
            notes: of.notes.clone(),
            repeat,
            leave_out: List::parse(chosen.leave_out).ok()?,
            override_on: List::parse(chosen.override_on).ok()?,
        })
    }

    /// Books the series, with a fresh id unless the same was sent before.
    pub(super) async fn send(self, mut command: CreateSeries, name: String) -> Result<(), Failure> {
        let first = self.dates.value.try_with_untracked(|dates| {
            let dates = dates.as_deref().unwrap_or_default().iter().map(|one| one.date);
            dates.into_iter().find(|date| !command.leave_out.contains(date))
        });
        let same = self.sent.try_with_value(|sent| {
            sent.as_ref().filter(|sent| CreateSeries { id: None, ..(*sent).clone() } == command)?.id
        });
        command.id = Some(same.flatten().unwrap_or_else(|| SeriesId::new(dom::new_uuid())));
        self.sent.try_update_value(|sent| *sent = Some(command.clone()));
        let outcome = self.desk.book_series(command, name, first.flatten()).await?;
        if !outcome.refused.is_empty() {
            self.dates.reload();
            self.changed.try_set(true);
        }
        Ok(())
    }
}

/// The question which dates are free; none while something is missing. Tracked.
fn question(desk: Desk, repeat: Repeat) -> Option<CheckSeries> {
    let spot = desk.spot;
    Some(CheckSeries {
        company_id: desk.company.id,
        agenda_id: spot.agenda_id()?,
        start: Start::Local(spot.start()?),
        duration: spot.typed_length().ok()?,
        service_ids: List::parse(spot.services.get()).ok()?,
        member_ids: spot.named_members(),
        repeat,
    })
}

/// Whether and how it repeats; compact until it does.
#[component]
pub(super) fn RepeatField(repetition: Repetition, problems: Problems) -> impl IntoView {
    let options = Signal::derive(|| KINDS.map(|(key, text)| Choice::new(key, t(text))).to_vec());
    let on = Memo::new(move |_| repetition.is_on());
    let custom = Memo::new(move |_| repetition.kind.with(|kind| kind == "custom"));
    view! {
        <div class="repeat" class:on=move || on.get()>
            <Field label=t(texts::repeat) name="repeat" problems>
                <Select value=repetition.kind options />
            </Field>
            <Show when=move || custom.get()><Custom repetition problems /></Show>
            <Show when=move || on.get()>
                <Ending repetition problems />
                <Dates repetition />
            </Show>
        </div>
    }
}

#[component]
fn Custom(repetition: Repetition, problems: Problems) -> impl IntoView {
    let units = Signal::derive(|| UNITS.map(|(key, text)| Choice::new(key, t(text))).to_vec());
    view! {
        <div class="repeat-row">
            <Field label=t(texts::every) name="every" problems>
                <TextInput value=repetition.every kind=Input::Number />
            </Field>
            <Field label=t(texts::unit) name="unit" problems>
                <Select value=repetition.unit options=units />
            </Field>
        </div>
    }
}

#[component]
fn Ending(repetition: Repetition, problems: Problems) -> impl IntoView {
    let desk = repetition.desk;
    let options = Signal::derive(|| {
        vec![Choice::new("count", t(texts::end_count)), Choice::new("until", t(texts::end_until))]
    });
    let ending = repetition.ending;
    let until = Memo::new(move |_| ending.with(|ending| ending == "until"));
    let (today, week_start) =
        (Signal::derive(move || desk.company.today()), Signal::derive(move || desk.company.week_start()));
    let monthly = move || {
        let months = repetition.kind.with(|kind| kind == "monthly")
            || (repetition.kind.with(|kind| kind == "custom")
                && repetition.unit.with(|unit| unit == "month"));
        months && desk.spot.date.get().is_some_and(|date| date.day() > 28)
    };
    view! {
        <div class="repeat-row">
            <div class="field">
                <span class="field-name" aria-hidden="true">{t(texts::repeat_end)}</span>
                <Segmented label=t(texts::repeat_end) value=ending options on_change=move |value: String| ending.set(value) />
            </div>
            <Show when=move || until.get() fallback=move || view! {
                <Field label=t(texts::times) name="count" problems>
                    <TextInput value=repetition.count kind=Input::Number />
                </Field>
            }>
                <Field label=t(texts::last_date) name="until" problems>
                    <DatePicker value=repetition.until today week_start />
                </Field>
            </Show>
        </div>
        <p class="hint" hidden=move || !monthly()>{t(texts::month_ends)}</p>
    }
}

/// The dates, each with the choice whether it is booked.
#[component]
fn Dates(repetition: Repetition) -> impl IntoView {
    let dates = repetition.dates;
    // Where anybody may attend it is the same one if possible; else it is said who.
    let several = Memo::new(move |_| {
        dates.value.with(|dates| {
            let dates = dates.as_deref().unwrap_or_default();
            dates.windows(2).any(|pair| pair[0].member_ids != pair[1].member_ids)
        })
    });
    // A date that is judged as before keeps its place and the focus.
    let key = |one: &Occurrence| {
        let rules = one.broken_rules.iter().map(|rule| rule.message.clone());
        (one.date, one.start.at, one.member_ids.clone(), rules.collect::<Vec<_>>())
    };
    let summary =
        move || dates.value.with(|dates| dates.as_deref().and_then(|dates| told(language(), dates)));
    view! {
        {move || dates.failure.get().map(|failure| view! { <ErrorNote failure /> })}
        <p class="small" role="status">{summary}</p>
        <p class="note warn" role="alert" hidden=move || !repetition.changed.get()>
            {move || repetition.changed.get().then(|| texts::dates_changed(language()))}
        </p>
        <ul class="repeat-dates">
            <For each=move || dates.value.get().unwrap_or_default() key=key let:one>
                <DateLine repetition one several />
            </For>
        </ul>
    }
}

#[component]
fn DateLine(repetition: Repetition, one: Occurrence, several: Memo<bool>) -> impl IntoView {
    let desk = repetition.desk;
    let (date, free) = (one.date, one.broken_rules.is_empty());
    let overridable = one.broken_rules.iter().all(|rule| rule.overridable);
    let set = if free { repetition.left } else { repetition.forced };
    let booked = Signal::derive(move || set.with(|set| set.contains(&date)) != free);
    let turn = move |_: bool| {
        set.update(|set| {
            if !set.remove(&date) {
                set.insert(date);
            }
        });
    };
    let disabled = Signal::derive(move || !(free || overridable && desk.can_override()));
    let start = one.start.local;
    let members = StoredValue::new(one.member_ids);
    let who = move || {
        let names =
            members.with_value(|ids| ids.iter().filter_map(|id| desk.member_name(*id)).collect::<Vec<_>>());
        (several.get() && !names.is_empty()).then(|| names.join(", "))
    };
    let label = move || {
        let weekday = format::weekday_short(language(), start.weekday());
        let day = format!("{weekday} {}", format::date(date));
        let when = texts::at_time(language(), &day, &format::time(start.time()));
        who().map_or_else(|| when.clone(), |who| texts::slot_with(language(), &when, &who))
    };
    let rules = StoredValue::new(one.broken_rules);
    let hint = move || rules.with_value(|rules| line(language(), rules, booked.get())).unwrap_or_default();
    view! {
        <li class:taken=!free class:out=move || !booked.get()>
            <Checkbox checked=booked on_change=turn label hint disabled />
        </li>
    }
}

/// `10 datas: 1 não está livre.`
fn told(language: Language, dates: &[Occurrence]) -> Option<String> {
    let taken = dates.iter().filter(|one| !one.broken_rules.is_empty()).count();
    let all = texts::dates(language, dates.len() as u64);
    match (dates.len(), taken) {
        (0, _) => None,
        (_, 0) => Some(texts::dates_free(language, &all)),
        (_, taken) => Some(texts::dates_taken(language, taken as u64, &all)),
    }
}

/// What becomes of a date that is not free, and why it is not: `fica de fora: Este horário já está ocupado.`
fn line(language: Language, rules: &[BrokenRule], booked: bool) -> Option<String> {
    if rules.is_empty() {
        return (!booked).then(|| texts::date_left_out(language).to_owned());
    }
    let what = if booked { against(language, rules) } else { texts::date_left_out(language) };
    let why: Vec<&str> = rules.iter().map(|rule| rule.message.as_str()).collect();
    Some(format!("{what}: {}", why.join(" ")))
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::appointments::Rule;
    use leadsmart_contract::values::Moment;

    use super::*;

    fn date(day: i8) -> Date {
        Date::new(2026, 12, day).expect("a date")
    }

    fn one(day: i8, rule: Option<Rule>) -> Occurrence {
        let local = date(day).at(14, 0, 0, 0);
        let at = local.to_zoned(jiff::tz::TimeZone::UTC).expect("a time").timestamp();
        let moment = Moment { at, local };
        let broken = |rule| BrokenRule { rule, message: "Ocupado.".into(), overridable: true };
        let broken_rules = rule.map(broken).into_iter().collect();
        Occurrence {
            appointment_id: None,
            date: date(day),
            start: moment,
            end: moment,
            member_ids: Vec::new(),
            broken_rules,
        }
    }

    #[test]
    fn what_is_free_is_booked_and_what_is_not_only_if_that_is_said() {
        let dates = [one(3, None), one(10, Some(Rule::Full)), one(17, None), one(24, Some(Rule::Holiday))];
        let all = chosen(&dates, &BTreeSet::new(), &BTreeSet::new());
        assert_eq!((all.leave_out, all.override_on), (vec![date(10), date(24)], vec![]));
        let (left, forced) = ([date(17), date(10)].into(), [date(10), date(3)].into());
        let some = chosen(&dates, &left, &forced);
        assert_eq!(some.leave_out, [date(17), date(24)]);
        assert_eq!((some.override_on, some.booked), (vec![date(10)], vec![date(3), date(10)]));
    }

    #[test]
    fn what_is_filled_in_is_a_repetition_or_told_at_its_field() {
        let count = ("count", "10", None);
        let ten = RepeatEnd::Count { count: 10 };
        for (given, every, unit) in [
            (("weekly", "", ""), 1, RepeatUnit::Week),
            (("fortnightly", "", ""), 2, RepeatUnit::Week),
            (("monthly", "", ""), 1, RepeatUnit::Month),
            (("custom", " 3 ", "day"), 3, RepeatUnit::Day),
        ] {
            assert_eq!(repeat(given, count).ok(), Some(Repeat { every, unit, end: ten }));
        }
        let field = |given, end| repeat(given, end).map_err(|(field, _)| field);
        assert_eq!(field(("custom", "0", "week"), count), Err("every"));
        assert_eq!(field(("custom", "100", "week"), count), Err("every"));
        assert_eq!(field(("weekly", "", ""), ("count", "1", None)), Err("count"));
        assert_eq!(field(("weekly", "", ""), ("count", "many", None)), Err("count"));
        assert_eq!(field(("weekly", "", ""), ("until", "10", None)), Err("until"));
        let end = RepeatEnd::Until { date: date(31) };
        assert_eq!(
            repeat(("weekly", "", ""), ("until", "", Some(date(31)))).map(|one| one.end).ok(),
            Some(end)
        );
    }

    #[test]
    fn the_dates_are_summed_up_and_each_that_is_not_free_says_why() {
        let language = Language::Portuguese;
        assert_eq!(told(language, &[]), None);
        assert_eq!(told(language, &[one(3, None), one(10, None)]).as_deref(), Some("2 datas, todas livres."));
        let dates = [one(3, None), one(10, Some(Rule::Full))];
        assert_eq!(told(language, &dates).as_deref(), Some("2 datas: 1 não está livre."));
        let rules = &dates[1].broken_rules;
        assert_eq!(line(language, rules, false).as_deref(), Some("fica de fora: Ocupado."));
        assert_eq!(line(language, rules, true).as_deref(), Some("encaixe: Ocupado."));
        assert_eq!((line(language, &[], true), line(language, &[], false).is_some()), (None, true));
    }
}
