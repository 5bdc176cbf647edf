//! The rules of an agenda that most leave as they are, in plain words.

use leptos::prelude::*;

use super::draft::{Draft, PERIODS, UNITS};
use super::texts;
use crate::components::{Checkbox, Choice, DatePicker, Field, Input, Select, TextInput};
use crate::language::{language, t};
use crate::session::use_company;
use crate::settings::kit::{NumberField, minute_choices};

/// The fields that stand here, as failures name them: a problem with one opens this part.
const FIELDS: [&str; 8] = [
    "rules.interval",
    "rules.alignment",
    "rules.buffer_policy",
    "rules.minimum_notice",
    "rules.horizon.days",
    "rules.horizon.from",
    "rules.horizon.to",
    "rules.limits",
];

/// Offered starts, buffers, notice, horizon, limits.
#[component]
pub(super) fn AdvancedRules(draft: Draft) -> impl IntoView {
    let open = RwSignal::new(false);
    let problems = draft.problems;
    let wrong = FIELDS.map(|field| problems.of(field));
    Effect::new(move |_| {
        if wrong.iter().any(|problem| problem.with(Option::is_some)) {
            open.set(true);
        }
    });
    view! {
        <details
            class="advanced"
            prop:open=move || open.get()
            on:toggle:target=move |event| open.set(event.target().has_attribute("open"))
        >
            <summary>{t(texts::advanced)}</summary>
            <div class="stack">
                <Starts draft />
                <Horizons draft />
                <Limits draft />
                <div>
                    <Checkbox
                        checked=draft.pending_blocks
                        on_change=move |on| draft.pending_blocks.set(on)
                        label=t(texts::pending_blocks)
                        hint=t(texts::pending_blocks_hint)
                    />
                </div>
            </div>
        </details>
    }
}

/// At which times an appointment may begin, and what is kept free between two.
#[component]
fn Starts(draft: Draft) -> impl IntoView {
    let problems = draft.problems;
    let intervals = Signal::derive(move || {
        let set = draft.interval.get_untracked();
        let own = Choice::new("", t(texts::interval_service));
        std::iter::once(own).chain(minute_choices(&[5, 10, 15, 20, 30, 60], &set, None)).collect::<Vec<_>>()
    });
    let alignments = Signal::stored(vec![
        Choice::new("opening", t(texts::align_opening)),
        Choice::new("clock", t(texts::align_clock)),
    ]);
    let policies = Signal::stored(vec![
        Choice::new("longest", t(texts::buffers_longest)),
        Choice::new("additive", t(texts::buffers_additive)),
    ]);
    let set = draft.notice.get_untracked();
    let none = Some(t(texts::no_notice).into());
    let notices = minute_choices(&[0, 15, 30, 60, 120, 240, 720, 1440, 2880, 4320, 10080], &set, none);
    view! {
        <div class="form-row">
            <Field label=t(texts::interval) name="rules.interval" problems hint=t(texts::interval_hint)>
                <Select value=draft.interval options=intervals />
            </Field>
            <Field label=t(texts::alignment) name="rules.alignment" problems hint=t(texts::alignment_hint)>
                <Select value=draft.alignment options=alignments />
            </Field>
        </div>
        <Checkbox
            checked=draft.fill_gaps
            on_change=move |on| draft.fill_gaps.set(on)
            label=t(texts::fill_gaps)
            hint=t(texts::fill_gaps_hint)
        />
        <div class="form-row">
            <Field label=t(texts::buffers) name="rules.buffer_policy" problems hint=t(texts::buffers_hint)>
                <Select value=draft.buffers options=policies />
            </Field>
            <Field label=t(texts::notice) name="rules.minimum_notice" problems hint=t(texts::notice_hint)>
                <Select value=draft.notice options=Signal::stored(notices) />
            </Field>
        </div>
    }
}

/// How far ahead can be booked.
#[component]
fn Horizons(draft: Draft) -> impl IntoView {
    let company = use_company();
    let problems = draft.problems;
    let kinds = Signal::stored(vec![
        Choice::new("unlimited", t(texts::horizon_unlimited)),
        Choice::new("days", t(texts::horizon_days)),
        Choice::new("working_days", t(texts::horizon_working_days)),
        Choice::new("dates", t(texts::horizon_dates)),
    ]);
    let kind = Memo::new(move |_| draft.horizon.get());
    let counted = move || kind.with(|kind| kind == "days" || kind == "working_days");
    let dated = move || kind.with(|kind| kind == "dates");
    let today = Signal::derive(move || company.today());
    let week_start = Signal::derive(move || company.week_start());
    view! {
        <div class="form-row">
            <Field label=t(texts::horizon) name="rules.horizon" problems>
                <Select value=draft.horizon options=kinds />
            </Field>
            <Show when=counted>
                <NumberField
                    label=t(texts::horizon_count)
                    name="rules.horizon.days"
                    value=draft.horizon_days
                    problems
                    unit=t(texts::days)
                />
            </Show>
            <Show when=dated>
                <Field label=t(texts::from) name="rules.horizon.from" problems>
                    <DatePicker value=draft.horizon_from today week_start />
                </Field>
                <Field label=t(texts::until) name="rules.horizon.to" problems>
                    <DatePicker value=draft.horizon_to today week_start />
                </Field>
            </Show>
        </div>
    }
}

/// How much is booked at most: a line a period, a column a unit.
#[component]
fn Limits(draft: Draft) -> impl IntoView {
    let problem = draft.problems.of("rules.limits");
    let line = |(place, signals): (usize, [RwSignal<String>; 2])| {
        let period = texts::period(PERIODS[place]);
        let cell = move |(column, value): (usize, RwSignal<String>)| {
            let unit = texts::unit(UNITS[column]);
            let label = move || format!("{}, {}", period(language()), unit(language()));
            view! { <TextInput value kind=Input::Number label placeholder=t(texts::no_limit) /> }
        };
        view! { <span>{t(period)}</span>{signals.into_iter().enumerate().map(cell).collect_view()} }
    };
    view! {
        <fieldset class="stack" data-field="rules.limits" tabindex="-1" aria-invalid=move || problem.with(Option::is_some).then_some("true")>
            <legend class="strong small">{t(texts::limits)}</legend>
            <div class="limits">
                <span></span>
                {UNITS.map(|unit| view! { <span class="hint">{t(texts::unit(unit))}</span> }).collect_view()}
                {draft.limits.into_iter().enumerate().map(line).collect_view()}
            </div>
            <p class="problem" role="alert">{move || problem.get()}</p>
        </fieldset>
    }
}
