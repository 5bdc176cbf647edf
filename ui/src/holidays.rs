//! Holidays: those of the law and those of the company, and which agendas are open nevertheless.

mod texts;

use jiff::civil::Date;
use leadsmart_contract::agendas::{AgendaView, ListAgendas};
use leadsmart_contract::holidays::{
    CreateHoliday, DeleteHoliday, HolidayOrigin, HolidayView, ListHolidays, SetHolidayOpen,
};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{Name, Problem};
use leptos::prelude::*;

use crate::backend::call;
use crate::components::{
    Badge, Button, Checkbox, DatePicker, Dialog, EmptyState, Field, Form, FormFailure, Glyph, Kind, Problems,
    TextInput, Tone,
};
use crate::language::{format, language, language_now, t};
use crate::load::{Loaded, Ready, load};
use crate::send::{Action, ActionFailure, submit};
use crate::session::{Company, use_company};
use crate::settings::kit::{DialogEnd, Head};
use crate::undo::use_undo;

/// What the list and its dialogs share.
#[derive(Clone, Copy)]
struct Desk {
    company: Company,
    year: RwSignal<i16>,
    holidays: Loaded<Vec<HolidayView>>,
    agendas: Loaded<Vec<AgendaView>>,
    adding: RwSignal<bool>,
    /// Whose agendas are being opened.
    opening: RwSignal<Option<Date>>,
    action: Action,
}

impl Desk {
    fn may(self) -> bool {
        self.company.can(Permission::AgendasManage)
    }
}

/// The holidays, in the settings.
#[component]
pub(crate) fn HolidaysSettings() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let year = RwSignal::new(untrack(|| company.today()).year());
    let desk = Desk {
        company,
        year,
        holidays: load(&[Topic::Holidays, Topic::Companies], move || {
            call(ListHolidays { company_id, year: year.get() })
        }),
        agendas: load(&[Topic::Agendas], move || call(ListAgendas { company_id, active: Some(true) })),
        adding: RwSignal::new(false),
        opening: RwSignal::new(None),
        action: Action::new(),
    };
    let holidays = desk.holidays;
    view! {
        <Head title=t(texts::holidays) text=t(texts::holidays_text)>
            <Years year />
            <Show when=move || desk.may()>
                <Button label=t(texts::add) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.adding.set(true) />
            </Show>
        </Head>
        <ActionFailure action=desk.action />
        <Ready loaded=holidays lines=8 let:list><List list desk /></Ready>
        <Dialog open=desk.adding title=t(texts::add)><HolidayForm desk /></Dialog>
        <OpenDialog desk />
    }
}

#[component]
fn Years(year: RwSignal<i16>) -> impl IntoView {
    let step = move |step: i16| year.update(|year| *year = (*year + step).clamp(1990, 2200));
    view! {
        <div class="year-bar" role="group" aria-label=t(texts::year)>
            <Button label=t(texts::year_before) icon=Glyph::Left icon_only=true kind=Kind::Ghost on_press=move |_| step(-1) />
            <strong aria-live="polite">{move || year.get()}</strong>
            <Button label=t(texts::year_after) icon=Glyph::Right icon_only=true kind=Kind::Ghost on_press=move |_| step(1) />
        </div>
    }
}

#[component]
fn List(list: Signal<Vec<HolidayView>>, desk: Desk) -> impl IntoView {
    let empty = Memo::new(move |_| list.with(Vec::is_empty));
    view! {
        <Show when=move || empty.get()>
            <EmptyState title=t(texts::none) text=t(texts::none_text) icon=Glyph::Star />
        </Show>
        <ul class="set-list" hidden=move || empty.get()>
            {move || list.get().into_iter().map(|holiday| view! { <Line holiday desk /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Line(holiday: HolidayView, desk: Desk) -> impl IntoView {
    let HolidayView { date, name, origin, id, open_agenda_ids } = holiday;
    let name = name.to_string();
    let when = move || {
        let weekday = format::weekday_short(language(), date.weekday());
        format!("{weekday}, {} {}", date.day(), format::month_short(language(), date.month()))
    };
    let open = move || {
        let names = desk.agendas.value.with(|agendas| {
            let open = agendas.iter().flatten().filter(|agenda| open_agenda_ids.contains(&agenda.id));
            open.map(|agenda| agenda.name.to_string()).collect::<Vec<_>>().join(", ")
        });
        if names.is_empty() { String::new() } else { texts::open_on(language(), &names) }
    };
    let tone = if origin == HolidayOrigin::Company { Tone::Accent } else { Tone::Neutral };
    let past = move || date < desk.company.today();
    let label = {
        let name = name.clone();
        move || texts::open_agendas_on(language(), &name)
    };
    let delete = id.map(|id| view! { <Delete id date name=name.clone() desk /> });
    view! {
        <li class:past=past>
            <span class="date">{when}</span>
            <span class="what"><span>{name}</span><small>{open}</small></span>
            <Badge label=t(origin_words(origin)) tone />
            <Show when=move || desk.may()>
                <Button
                    label=label.clone()
                    icon=Glyph::Calendar
                    icon_only=true
                    kind=Kind::Ghost
                    on_press=move |_| desk.opening.set(Some(date))
                />
            </Show>
            {delete}
        </li>
    }
}

const fn origin_words(origin: HolidayOrigin) -> fn(leadsmart_contract::language::Language) -> &'static str {
    match origin {
        HolidayOrigin::National => texts::national,
        HolidayOrigin::State => texts::of_state,
        HolidayOrigin::Company => texts::of_company,
    }
}

/// Deletes a holiday of the company.
#[component]
fn Delete(id: leadsmart_contract::ids::HolidayId, date: Date, name: String, desk: Desk) -> impl IntoView {
    let undo = use_undo();
    let company_id = desk.company.id;
    let spoken = name.clone();
    let delete = move |_| {
        let name = name.clone();
        desk.action.send(DeleteHoliday { company_id, holiday_id: id }, move |_| {
            let described = texts::deleted(language_now(), &name);
            let back = move || async move {
                // The name came from the backend, so it is one.
                match Name::parse(&name) {
                    Ok(name) => call(CreateHoliday { company_id, date, name }).await.map(|_| ()),
                    Err(_) => Ok(()),
                }
            };
            undo.offer(described, back);
        });
    };
    view! {
        <Show when=move || desk.may()>
            <Button
                label={ let name = spoken.clone(); move || texts::delete_named(language(), &name) }
                icon=Glyph::Trash
                icon_only=true
                kind=Kind::Ghost
                on_press=delete.clone()
            />
        </Show>
    }
}

/// Which agendas are open on a holiday.
#[component]
fn OpenDialog(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    let action = Action::new();
    Effect::new(move |_| {
        if desk.opening.with(Option::is_some) {
            action.failure.set(None);
            open.set(true);
        }
    });
    let close = move || {
        open.set(false);
        desk.opening.set(None);
    };
    let holiday = move || {
        let date = desk.opening.get()?;
        desk.holidays.value.with(|list| list.iter().flatten().find(|holiday| holiday.date == date).cloned())
    };
    let title = move || {
        let name = holiday().map(|holiday| holiday.name.to_string()).unwrap_or_default();
        texts::open_agendas_on(language(), &name)
    };
    let entry = move |agenda: AgendaView| {
        let (id, ignores) = (agenda.id, !agenda.rules.observes_holidays);
        let checked = Signal::derive(move || {
            ignores || holiday().is_some_and(|holiday| holiday.open_agenda_ids.contains(&id))
        });
        let change = move |on: bool| {
            let Some(date) = desk.opening.get_untracked() else { return };
            desk.holidays.assume(|list| {
                list.iter_mut().filter(|holiday| holiday.date == date).for_each(|holiday| {
                    holiday.open_agenda_ids.retain(|other| *other != id);
                    if on {
                        holiday.open_agenda_ids.push(id);
                    }
                });
            });
            let command = SetHolidayOpen { company_id: desk.company.id, agenda_id: id, date, open: on };
            action.send(command, move |_| desk.holidays.reload());
        };
        let hint = move || if ignores { texts::always_open(language()) } else { "" };
        view! { <Checkbox checked on_change=change label=agenda.name.to_string() hint=hint disabled=Signal::derive(move || ignores || action.busy.get()) /> }
    };
    let agendas = move || desk.agendas.get().unwrap_or_default().into_iter().map(entry).collect_view();
    view! {
        <Dialog open title on_dismiss=move |()| desk.opening.set(None)>
            <p class="muted">{t(texts::open_text)}</p>
            <ActionFailure action />
            <div>{agendas}</div>
            <div class="actions"><Button label=t(texts::close) kind=Kind::Primary on_press=move |_| close() /></div>
        </Dialog>
    }
}

#[component]
fn HolidayForm(desk: Desk) -> impl IntoView {
    let problems = Problems::new();
    let (date, name) = (RwSignal::new(None::<Date>), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let send = move |()| {
        problems.clear();
        let day = problems.parse("date", "", |_| date.get_untracked().ok_or(Problem::Empty));
        let name = problems.parse("name", &name.get_untracked(), Name::parse);
        let (Some(date), Some(name)) = (day, name) else { return problems.focus_first() };
        let command = CreateHoliday { company_id: desk.company.id, date, name };
        submit(command, problems, busy, move |holiday| {
            desk.year.set(holiday.date.year());
            desk.adding.set(false);
        });
    };
    let today = Signal::derive(move || desk.company.today());
    let week_start = Signal::derive(move || desk.company.week_start());
    view! {
        <Form on_submit=send problems>
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=name autofocus=true placeholder=t(texts::name_example) />
            </Field>
            <Field label=t(texts::date) name="date" problems required=true hint=t(texts::date_hint)>
                <DatePicker value=date today week_start />
            </Field>
            <FormFailure problems />
            <DialogEnd open=desk.adding busy />
        </Form>
    }
}
