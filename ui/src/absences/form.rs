//! The form that enters an absence: whole days, or hours of one.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use leadsmart_contract::absences::CreateAbsence;
use leadsmart_contract::ids::MemberId;
use leadsmart_contract::values::{Problem, ShortText};
use leptos::prelude::*;

use super::{Desk, texts};
use crate::components::{
    Choice, DatePicker, Dialog, Field, Form, FormFailure, Problems, Segmented, Select, TextInput, TimeInput,
};
use crate::language::t;
use crate::send::submit;
use crate::settings::kit::DialogEnd;
use crate::unsent::{FormName, NEW, UnsentNote, keep};

/// The dialog for a new absence.
#[component]
pub(super) fn AbsenceDialog(desk: Desk) -> impl IntoView {
    view! { <Dialog open=desk.open title=t(texts::new)><AbsenceForm desk /></Dialog> }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    problems: Problems,
    who: RwSignal<String>,
    /// `days` or `hours`.
    kind: RwSignal<String>,
    from: RwSignal<Option<Date>>,
    to: RwSignal<Option<Date>>,
    start: RwSignal<Option<u16>>,
    end: RwSignal<Option<u16>>,
    reason: RwSignal<String>,
}

impl Draft {
    fn parse(self, desk: Desk) -> Option<CreateAbsence> {
        let problems = self.problems;
        let who = problems.parse("member_id", &self.who.get_untracked(), |text| {
            if text.is_empty() { Err(Problem::Empty) } else { text.parse::<MemberId>() }
        });
        let reason = problems.parse("reason", &self.reason.get_untracked(), ShortText::parse);
        let from = problems.parse("start", "", |_| self.from.get_untracked().ok_or(Problem::Empty));
        let whole = self.kind.with_untracked(|kind| kind == "days");
        let period = if whole { self.days(from?) } else { self.hours(from?) };
        let (start, end) = period?;
        Some(CreateAbsence {
            company_id: desk.company.id,
            member_id: who?,
            start,
            end,
            reason: Some(reason?),
        })
    }

    /// From the first date to the last, both included; one date if the last is left out.
    fn days(self, from: Date) -> Option<(DateTime, DateTime)> {
        let last = self.to.get_untracked().unwrap_or(from);
        self.problems.parse("end", "", |_| {
            let after = last.checked_add(1.day()).map_err(|_| Problem::Moment)?;
            if last < from { Err(Problem::Order) } else { Ok((midnight(from), midnight(after))) }
        })
    }

    fn hours(self, date: Date) -> Option<(DateTime, DateTime)> {
        let problems = self.problems;
        let read = |field: &str, minutes: RwSignal<Option<u16>>| {
            problems.parse(field, "", |_| minutes.get_untracked().ok_or(Problem::Empty))
        };
        let (start, end) = (read("from_time", self.start), read("until_time", self.end));
        let (start, end) = (start?, end?);
        problems.parse("until_time", "", |_| {
            if end <= start { Err(Problem::Order) } else { Ok((reading(date, start)?, reading(date, end)?)) }
        })
    }
}

fn midnight(date: Date) -> DateTime {
    date.to_datetime(Time::midnight())
}

/// A date and minutes since its midnight; 1440 is the midnight after it.
fn reading(date: Date, minutes: u16) -> Result<DateTime, Problem> {
    midnight(date).checked_add(i64::from(minutes).minutes()).map_err(|_| Problem::Moment)
}

#[component]
fn AbsenceForm(desk: Desk) -> impl IntoView {
    let today = Signal::derive(move || desk.company.today());
    let draft = Draft {
        problems: Problems::new(),
        who: RwSignal::new(String::new()),
        kind: RwSignal::new("days".to_owned()),
        from: RwSignal::new(Some(today.get_untracked())),
        to: RwSignal::new(None),
        start: RwSignal::new(None),
        end: RwSignal::new(None),
        reason: RwSignal::new(String::new()),
    };
    let unsent = keep(FormName::Absence, NEW)
        .with("who", draft.who)
        .with("from", draft.from)
        .with("to", draft.to)
        .with("start", draft.start)
        .with("end", draft.end)
        .with("reason", draft.reason)
        .along("kind", draft.kind)
        .until_closed(desk.open)
        .begin();
    let problems = draft.problems;
    let busy = RwSignal::new(false);
    let send = move |()| {
        problems.clear();
        let Some(command) = draft.parse(desk) else { return problems.focus_first() };
        submit(command, problems, busy, move |entered| {
            desk.open.set(false);
            if !entered.affected.is_empty() {
                desk.entered.set(Some(entered));
            }
        });
    };
    let people = Signal::derive(move || {
        let none = Choice::new("", t(texts::choose));
        std::iter::once(none).chain(desk.choices()).collect::<Vec<_>>()
    });
    let kinds = Signal::stored(vec![
        Choice::new("days", t(texts::whole_days)),
        Choice::new("hours", t(texts::hours)),
    ]);
    view! {
        <Form on_submit=send problems>
            <UnsentNote unsent />
            <Field label=t(texts::professional) name="member_id" problems required=true>
                <Select value=draft.who options=people />
            </Field>
            <Segmented label=t(texts::how_long) value=draft.kind options=kinds on_change=move |kind| draft.kind.set(kind) />
            <Period draft today desk />
            <Field label=t(texts::reason) name="reason" problems hint=t(texts::reason_hint)>
                <TextInput value=draft.reason placeholder=t(texts::reason_example) />
            </Field>
            <FormFailure problems />
            <DialogEnd open=desk.open busy />
        </Form>
    }
}

#[component]
fn Period(draft: Draft, today: Signal<Date>, desk: Desk) -> impl IntoView {
    let problems = draft.problems;
    let week_start = Signal::derive(move || desk.company.week_start());
    let whole = Memo::new(move |_| draft.kind.with(|kind| kind == "days"));
    move || {
        if whole.get() {
            view! {
                <div class="form-row">
                    <Field label=t(texts::first_day) name="start" problems required=true>
                        <DatePicker value=draft.from today week_start />
                    </Field>
                    <Field label=t(texts::last_day) name="end" problems hint=t(texts::last_day_hint)>
                        <DatePicker value=draft.to today week_start />
                    </Field>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div class="form-row">
                    <Field label=t(texts::day) name="start" problems required=true>
                        <DatePicker value=draft.from today week_start />
                    </Field>
                    <Field label=t(texts::from) name="from_time" problems required=true>
                        <TimeInput value=draft.start />
                    </Field>
                    <Field label=t(texts::until) name="until_time" problems required=true>
                        <TimeInput value=draft.end />
                    </Field>
                </div>
            }
            .into_any()
        }
    }
}
