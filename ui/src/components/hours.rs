//! The hours of a week: typed, and painted.

mod paint;
mod painter;

pub(crate) use painter::HoursPainter;

use jiff::civil::Weekday;
use leadsmart_contract::companies::WeekStart;
use leadsmart_contract::values::{ClockRange, Problem, WeeklyHours};
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use serde::Deserialize;
use serde_json::Value;

use self::paint::Part;
use super::{Button, Glyph, Kind, Problems, TimeInput, texts};
use crate::language::{format, language, t};
use crate::unsent::Keep;

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The days of a week in the order in which they are shown, counted from Monday.
fn week_order(start: WeekStart) -> [usize; 7] {
    let first = match start {
        WeekStart::Monday => 0,
        WeekStart::Saturday => 5,
        WeekStart::Sunday => 6,
    };
    [0, 1, 2, 3, 4, 5, 6].map(|place| (first + place) % 7)
}

#[derive(Clone, Copy, PartialEq)]
struct Range {
    key: u32,
    start: Option<u16>,
    end: Option<u16>,
}

/// The hours of a week while they are being typed.
#[derive(Clone, Copy)]
pub(crate) struct HoursDraft {
    days: RwSignal<Vec<Vec<Range>>>,
    next: StoredValue<u32>,
}

impl HoursDraft {
    /// Begins with these hours.
    pub(crate) fn new(hours: &WeeklyHours) -> Self {
        let draft = Self { days: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        draft.set(hours);
        draft
    }

    /// Monday to Friday 8 to 12 and 13 to 18, as most front desks in Brazil.
    pub(crate) fn office() -> Self {
        let ranges: Vec<ClockRange> = [(480, 720), (780, 1080)]
            .into_iter()
            .filter_map(|(start, end)| ClockRange::parse(start, end).ok())
            .collect();
        Self::new(&WeeklyHours::weekdays(&ranges))
    }

    /// Takes over these hours.
    pub(crate) fn set(self, hours: &WeeklyHours) {
        let day = |ranges: &Vec<ClockRange>| {
            ranges.iter().map(|range| self.range(Some(range.start()), Some(range.end()))).collect()
        };
        self.days.set(hours.days().iter().map(day).collect());
    }

    /// The hours as they are typed now.
    pub(crate) fn parse(self) -> Result<WeeklyHours, Problem> {
        let range = |range: &Range| match (range.start, range.end) {
            (Some(start), Some(end)) => ClockRange::parse(start.into(), end.into()),
            _ => Err(Problem::Empty),
        };
        let day = |ranges: &Vec<Range>| ranges.iter().map(range).collect::<Result<Vec<_>, _>>();
        let days = self.days.with_untracked(|days| days.iter().map(day).collect::<Result<Vec<_>, _>>())?;
        WeeklyHours::parse(days)
    }

    /// When a day is open, as far as it is typed. Tracked.
    fn open(self, day: usize) -> Vec<Part> {
        let part =
            |range: &Range| Some(Part::new(range.start?, range.end?)).filter(|part| part.start < part.end);
        let mut parts: Vec<Part> =
            self.days.with(|days| days.get(day).into_iter().flatten().filter_map(part).collect());
        parts.sort();
        parts
    }

    /// Opens a day so and no longer. What stays as it was keeps its fields, and so does what is not typed to its end.
    fn put(self, day: usize, parts: &[Part]) {
        self.days.update(|days| {
            let Some(ranges) = days.get_mut(day) else { return };
            let old = std::mem::take(ranges);
            let known = |part: &Part| {
                let same = |range: &&Range| (range.start, range.end) == (Some(part.start), Some(part.end));
                old.iter().find(same).copied()
            };
            *ranges = parts
                .iter()
                .map(|part| known(part).unwrap_or_else(|| self.range(Some(part.start), Some(part.end))))
                .collect();
            ranges.extend(old.iter().filter(|range| range.start.is_none() || range.end.is_none()));
        });
    }

    fn range(self, start: Option<u16>, end: Option<u16>) -> Range {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        Range { key, start, end }
    }

    /// A range after the last one of the day; the first of a day is a morning.
    fn add(self, day: usize) {
        let last = self.days.with_untracked(|days| days[day].last().and_then(|range| range.end));
        let range = match last {
            Some(end) if end <= 1320 => self.range(Some(end + 60), Some((end + 300).min(1440))),
            Some(_) => self.range(None, None),
            None => self.range(Some(480), Some(720)),
        };
        self.days.update(|days| days[day].push(range));
    }

    /// The hours of a day for all days that are open.
    fn repeat(self, day: usize) {
        let model = self.days.with_untracked(|days| days[day].clone());
        self.days.update(|days| {
            for (_, ranges) in
                days.iter_mut().enumerate().filter(|(other, ranges)| *other != day && !ranges.is_empty())
            {
                *ranges = model.iter().map(|range| self.range(range.start, range.end)).collect();
            }
        });
    }
}

impl Keep for HoursDraft {
    fn typed(&self) -> Value {
        let pairs: Vec<Vec<(Option<u16>, Option<u16>)>> = self.days.with(|days| {
            days.iter().map(|ranges| ranges.iter().map(|range| (range.start, range.end)).collect()).collect()
        });
        serde_json::to_value(pairs).unwrap_or_default()
    }

    fn put_back(&self, value: &Value) {
        let Ok(pairs) = Vec::<Vec<(Option<u16>, Option<u16>)>>::deserialize(value) else { return };
        if pairs.len() == WEEK.len() {
            let day = |pairs: Vec<(Option<u16>, Option<u16>)>| {
                pairs.into_iter().map(|(start, end)| self.range(start, end)).collect()
            };
            self.days.set(pairs.into_iter().map(day).collect());
        }
    }
}

/// The hours of a week: a line a day, each open or closed, with one or more ranges.
#[component]
pub(crate) fn WeeklyHoursEditor(
    /// What the hours are of.
    #[prop(into)]
    label: TextProp,
    /// The hours; typing changes them.
    draft: HoursDraft,
    /// The field of the command, as failures name it.
    #[prop(default = "hours")]
    name: &'static str,
    /// What the form knows of its problems.
    problems: Problems,
    /// On which day the week begins; on Monday if left out.
    #[prop(optional, into)]
    week_start: Option<Signal<WeekStart>>,
    /// The same hours in another form, above the typed ones.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let problem = problems.of(name);
    let order = move || week_order(week_start.map_or(WeekStart::Monday, |start| start.get()));
    view! {
        <fieldset
            class="week-hours"
            data-field=name
            tabindex="-1"
            aria-invalid=move || problem.with(Option::is_some).then_some("true")
        >
            <legend>{move || label.get()}</legend>
            {children.map(|children| children())}
            <For each=order key=|day| *day let:day><Day day draft /></For>
            <p class="problem" role="alert">{move || problem.get()}</p>
        </fieldset>
    }
}

#[component]
fn Day(day: usize, draft: HoursDraft) -> impl IntoView {
    let name = move || format::weekday(language(), WEEK[day]);
    let ranges = move || draft.days.with(|days| days.get(day).cloned().unwrap_or_default());
    let open = Memo::new(move |_| !ranges().is_empty());
    let switch = move |on: bool| {
        if on {
            draft.add(day);
        } else {
            draft.days.update(|days| days[day].clear());
        }
    };
    view! {
        <div class="hours-day">
            <label class="checkbox">
                <input
                    type="checkbox"
                    prop:checked=move || open.get()
                    on:change:target=move |event| switch(event.target().checked())
                />
                <span class="hours-name">{name}</span>
            </label>
            <div class="hours-ranges">
                <span class="muted" hidden=move || open.get()>{t(texts::closed)}</span>
                <For each=ranges key=|range| range.key let:range>
                    <RangeLine day draft range />
                </For>
            </div>
            <div class="hours-actions" hidden=move || !open.get()>
                <Button
                    label=t(texts::add_range)
                    icon=Glyph::Plus
                    icon_only=true
                    kind=Kind::Ghost
                    on_press=move |_| draft.add(day)
                />
                <Button
                    label=t(texts::repeat_day)
                    icon=Glyph::Copy
                    icon_only=true
                    kind=Kind::Ghost
                    on_press=move |_| draft.repeat(day)
                />
            </div>
        </div>
    }
}

#[component]
fn RangeLine(day: usize, draft: HoursDraft, range: Range) -> impl IntoView {
    let key = range.key;
    let change = move |changed: &dyn Fn(&mut Range)| {
        draft.days.update(|days| days[day].iter_mut().filter(|range| range.key == key).for_each(changed));
    };
    let name = move || format::weekday(language(), WEEK[day]);
    let from = move || format!("{}: {}", name(), texts::from(language()));
    let until = move || format!("{}: {}", name(), texts::until(language()));
    let remove = move |_| draft.days.update(|days| days[day].retain(|range| range.key != key));
    view! {
        <span class="hours-range">
            <TimeInput
                value=RwSignal::new(range.start)
                label=from
                on_change=move |minutes| change(&|range| range.start = minutes)
            />
            <span aria-hidden="true">"–"</span>
            <TimeInput
                value=RwSignal::new(range.end)
                label=until
                on_change=move |minutes| change(&|range| range.end = minutes)
            />
            <Button
                label=t(texts::remove_range)
                icon=Glyph::Cross
                icon_only=true
                kind=Kind::Ghost
                on_press=remove
            />
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_hours_or_a_problem() {
        Owner::new().with(|| {
            let draft = HoursDraft::office();
            assert_eq!(draft.parse().map(|hours| hours.days()[0].len()), Ok(2));
            draft.days.update(|days| days[0][1].start = Some(700));
            assert_eq!(draft.parse(), Err(Problem::Overlap));
            draft.days.update(|days| days[0][1].start = None);
            assert_eq!(draft.parse(), Err(Problem::Empty));
        });
    }

    #[test]
    fn what_is_painted_is_typed_and_what_stays_keeps_its_fields() {
        Owner::new().with(|| {
            let draft = HoursDraft::office();
            let keys = || draft.days.with(|days| days[1].iter().map(|range| range.key).collect::<Vec<_>>());
            let before = keys();
            draft.put(1, &[Part::new(480, 720), Part::new(840, 1440)]);
            assert_eq!(draft.open(1), [Part::new(480, 720), Part::new(840, 1440)]);
            assert!(keys()[0] == before[0] && keys()[1] != before[1]);
            assert_eq!(draft.parse().map(|hours| hours.days()[1].len()), Ok(2), "24:00 is an end");
            // Half a range that is being typed is not lost by painting beside it.
            draft.days.update(|days| days[1][0].end = None);
            draft.put(1, &[]);
            assert_eq!((draft.open(1).len(), draft.parse()), (0, Err(Problem::Empty)));
        });
    }

    #[test]
    fn what_was_typed_comes_back_whole_or_half() {
        Owner::new().with(|| {
            let (typed, again) = (HoursDraft::office(), HoursDraft::office());
            typed.days.update(|days| days[6].push(typed.range(Some(540), None)));
            again.put_back(&untrack(|| typed.typed()));
            assert_eq!(untrack(|| again.typed()), untrack(|| typed.typed()));
            again.put_back(&Value::from("closed"));
            assert_eq!(again.days.with_untracked(|days| days[6].len()), 1, "what are no hours is left out");
        });
    }

    #[test]
    fn a_week_begins_where_the_company_says() {
        assert_eq!(week_order(WeekStart::Monday), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(week_order(WeekStart::Sunday), [6, 0, 1, 2, 3, 4, 5]);
        assert_eq!(week_order(WeekStart::Saturday)[..3], [5, 6, 0]);
    }

    #[test]
    fn repeating_a_day_leaves_closed_days_closed() {
        Owner::new().with(|| {
            let draft = HoursDraft::office();
            draft.days.update(|days| days[0].truncate(1));
            draft.repeat(0);
            let hours = draft.parse().expect("hours");
            assert_eq!(hours.days().iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 0, 0]);
        });
    }
}
