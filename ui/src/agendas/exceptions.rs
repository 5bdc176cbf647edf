//! Dates whose hours differ from those of the week.

use jiff::civil::Date;
use leadsmart_contract::agendas::{AgendaView, ClearException, ExceptionView, SetException};
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{ClockRange, DayHours, Problem, ShortText};
use leptos::prelude::*;

use super::texts;
use crate::backend::call;
use crate::components::{
    Button, Choice, DatePicker, Dialog, Field, Form, FormFailure, Glyph, Kind, Problems, Segmented,
    TextInput, TimeInput,
};
use crate::language::{format, language, language_now, t};
use crate::load::Loaded;
use crate::send::{Action, ActionFailure, submit};
use crate::session::use_company;
use crate::settings::kit::DialogEnd;
use crate::undo::use_undo;

/// The dates, with the ways to add one and to take one back.
#[component]
pub(super) fn Exceptions(id: AgendaId, loaded: Loaded<AgendaView>) -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let undo = use_undo();
    let (adding, action) = (RwSignal::new(false), Action::new());
    let list = Memo::new(move |_| {
        loaded
            .value
            .with(|agenda| agenda.as_ref().map(|agenda| agenda.exceptions.clone()).unwrap_or_default())
    });
    let may = move || company.can(Permission::AgendasManage);
    let clear = Callback::new(move |exception: ExceptionView| {
        let date = exception.date;
        action.send(ClearException { company_id, agenda_id: id, date }, move |agenda| {
            loaded.value.set(Some(agenda));
            let ExceptionView { hours, reason, .. } = exception;
            let back = move || async move {
                let again = SetException { company_id, agenda_id: id, date, hours, reason: Some(reason) };
                call(again).await.map(|_| ())
            };
            undo.offer(texts::exception_removed(language_now(), &format::date(date)), back);
        });
    });
    view! {
        <section class="panel">
            <header>
                <div><h3>{t(texts::exceptions)}</h3><p class="muted">{t(texts::exceptions_text)}</p></div>
                <Show when=may>
                    <Button label=t(texts::add_exception) icon=Glyph::Plus on_press=move |_| adding.set(true) />
                </Show>
            </header>
            <ActionFailure action />
            <p class="muted" hidden=move || !list.with(Vec::is_empty)>{t(texts::no_exceptions)}</p>
            <ul class="set-list" hidden=move || list.with(Vec::is_empty)>
                {move || list.get().into_iter().map(|exception| view! { <Line exception clear /> }).collect_view()}
            </ul>
            <Dialog open=adding title=t(texts::add_exception)><ExceptionForm open=adding id loaded /></Dialog>
        </section>
    }
}

#[component]
fn Line(exception: ExceptionView, clear: Callback<ExceptionView>) -> impl IntoView {
    let company = use_company();
    let ExceptionView { date, hours, reason } = exception.clone();
    let when = move || format::short_date(language(), date, company.today());
    let ranges: Vec<_> =
        hours.ranges().iter().map(|range| format::clock_range(range.start(), range.end())).collect();
    let ranges = ranges.join(", ");
    let open = move || if ranges.is_empty() { texts::closed(language()).to_owned() } else { ranges.clone() };
    let label = move || texts::remove_exception(language(), &format::date(date));
    view! {
        <li>
            <span class="date">{when}</span>
            <span class="what"><span>{open}</span><small>{reason.to_string()}</small></span>
            <Show when=move || company.can(Permission::AgendasManage)>
                <Button
                    label=label
                    icon=Glyph::Trash
                    icon_only=true
                    kind=Kind::Ghost
                    on_press={ let exception = exception.clone(); move |_| clear.run(exception.clone()) }
                />
            </Show>
        </li>
    }
}

/// A range of a day while it is typed.
#[derive(Clone, Copy)]
struct Range {
    start: RwSignal<Option<u16>>,
    end: RwSignal<Option<u16>>,
}

impl Range {
    fn new(start: Option<u16>, end: Option<u16>) -> Self {
        Self { start: RwSignal::new(start), end: RwSignal::new(end) }
    }

    fn parse(self) -> Result<ClockRange, Problem> {
        match (self.start.get_untracked(), self.end.get_untracked()) {
            (Some(start), Some(end)) => ClockRange::parse(start.into(), end.into()),
            _ => Err(Problem::Empty),
        }
    }
}

#[component]
fn ExceptionForm(open: RwSignal<bool>, id: AgendaId, loaded: Loaded<AgendaView>) -> impl IntoView {
    let company = use_company();
    let problems = Problems::new();
    let date = RwSignal::new(None::<Date>);
    let kind = RwSignal::new("closed".to_owned());
    let reason = RwSignal::new(String::new());
    let ranges = RwSignal::new(vec![Range::new(Some(480), Some(720))]);
    let busy = RwSignal::new(false);
    let kinds = Signal::stored(vec![
        Choice::new("closed", t(texts::exception_closed)),
        Choice::new("open", t(texts::exception_open)),
    ]);
    let opens = Memo::new(move |_| kind.with(|kind| kind == "open"));
    let send = move |()| {
        problems.clear();
        let day = problems.parse("date", "", |_| date.get_untracked().ok_or(Problem::Empty));
        let hours = || {
            if !opens.get_untracked() {
                return Ok(DayHours::default());
            }
            let ranges =
                ranges.get_untracked().into_iter().map(Range::parse).collect::<Result<Vec<_>, _>>()?;
            if ranges.is_empty() { Err(Problem::Empty) } else { DayHours::parse(ranges) }
        };
        let hours = problems.parse("hours", "", |_| hours());
        let reason = problems.parse("reason", &reason.get_untracked(), ShortText::parse);
        let (Some(date), Some(hours), Some(reason)) = (day, hours, reason) else {
            return problems.focus_first();
        };
        let command =
            SetException { company_id: company.id, agenda_id: id, date, hours, reason: Some(reason) };
        submit(command, problems, busy, move |agenda| {
            loaded.value.set(Some(agenda));
            open.set(false);
        });
    };
    let today = Signal::derive(move || company.today());
    let week_start = Signal::derive(move || company.week_start());
    view! {
        <Form on_submit=send problems>
            <Field label=t(texts::date) name="date" problems required=true>
                <DatePicker value=date today week_start />
            </Field>
            <Segmented label=t(texts::that_day) value=kind options=kinds on_change=move |chosen| kind.set(chosen) />
            <Show when=move || opens.get()><Ranges ranges problems /></Show>
            <Field label=t(texts::reason) name="reason" problems>
                <TextInput value=reason placeholder=t(texts::reason_example) />
            </Field>
            <FormFailure problems />
            <DialogEnd open busy />
        </Form>
    }
}

#[component]
fn Ranges(ranges: RwSignal<Vec<Range>>, problems: Problems) -> impl IntoView {
    let problem = problems.of("hours");
    let line = move |(place, range): (usize, Range)| {
        let remove = move |_| {
            ranges.update(|ranges| {
                ranges.remove(place);
            });
        };
        view! {
            <span class="hours-range">
                <TimeInput value=range.start label=t(texts::from) />
                <span aria-hidden="true">"–"</span>
                <TimeInput value=range.end label=t(texts::until) />
                {(place > 0).then(|| view! {
                    <Button label=t(texts::remove_hours) icon=Glyph::Cross icon_only=true kind=Kind::Ghost on_press=remove />
                })}
            </span>
        }
    };
    view! {
        <div class="day-ranges" data-field="hours">
            {move || ranges.get().into_iter().enumerate().map(line).collect_view()}
            <Button
                label=t(texts::add_hours)
                icon=Glyph::Plus
                kind=Kind::Ghost
                on_press=move |_| ranges.update(|ranges| ranges.push(Range::new(None, None)))
            />
            <p class="problem" role="alert">{move || problem.get()}</p>
        </div>
    }
}
