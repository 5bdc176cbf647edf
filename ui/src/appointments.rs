//! Appointments: the agenda as day, week, month and list, booking, moving, cancelling.
//!
//! `state` is what is looked at, `desk` what was read and the steps between; `geometry`, `columns`, `day`, `week`, `cursor`
//! and `narrow` are pure: they make from both what `calendar`, `column` and `card` draw. `spot` is the time that is being chosen: the forms
//! (`booking`, `move_form`) and pointing at the calendar change the same signals. `drag` moves, stretches and creates on the board
//! itself, by pointer and by keys.
//! `sight` says which cards of a crowded board are drawn first.
//! `month` and `list` stand in the place of the board.
//! `menu` offers on a card the steps that `panel` has buttons for.
//! `freed` offers the time of an appointment that was called off.
//! `panel` stands beside the calendar; every change goes through `changes`, which offers to take it back.

mod away;
mod bar;
mod booking;
mod calendar;
mod card;
mod cards;
mod changes;
mod column;
mod columns;
mod cursor;
mod day;
mod desk;
mod drag;
mod freed;
mod geometry;
mod list;
mod menu;
mod month;
mod more;
mod move_form;
mod narrow;
mod off;
mod panel;
mod print;
mod series;
mod side;
mod sight;
mod spot;
mod state;
#[cfg(test)]
mod tests;
mod texts;
mod verdict;
mod week;

pub(crate) use texts::status as status_words;

use leadsmart_contract::permission::Permission;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use self::desk::{Desk, use_desk};
use self::state::{Grouping, Mode, Panel};
use crate::components::{Button, EmptyState, ErrorNote, Glyph, Kind};
use crate::dom;
use crate::frame::Page;
use crate::language::{language, t};
use crate::router::{Place, Section, use_router};
use crate::session::use_company;
use crate::shortcuts::{AgendaRequest, use_shortcuts};

/// The agenda.
#[component]
pub(crate) fn AgendaPage() -> impl IntoView {
    let company = use_company();
    let allowed = Memo::new(move |_| company.can(Permission::AgendasView));
    move || if allowed.get() { view! { <Agenda /> }.into_any() } else { view! { <NotAllowed /> }.into_any() }
}

#[component]
fn NotAllowed() -> impl IntoView {
    view! {
        <Page title=t(texts::agenda)>
            <EmptyState title=t(texts::not_allowed) text=t(texts::not_allowed_text) icon=Glyph::Calendar />
        </Page>
    }
}

#[component]
fn Agenda() -> impl IntoView {
    let desk = Desk::open(use_company());
    provide_context(desk);
    desk.take_up_booking();
    follow_requests(desk);
    let listening = window_event_listener(leptos::ev::keydown, move |event| pressed(desk, &event));
    on_cleanup(move || listening.remove());
    let lead = move || view! { <bar::Lead /> };
    let rest = move || view! { <bar::Rest /> };
    view! {
        <Page title=move || bar::title(desk) lead=lead bar=rest class="agenda">
            <side::SidePanel />
            <div
                class="agenda-center"
                on:contextmenu=move |event| desk.menu.called(desk, &event)
                on:keydown=move |event| desk.menu.pressed(desk, &event)
            >
                <div>
                    <Failed />
                    <side::NarrowedNote />
                </div>
                <Center />
            </div>
            <menu::StepMenu />
            <panel::PanelView />
        </Page>
    }
}

/// What stands in the middle.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Calendar,
    Month,
    List,
    NoAgenda,
    NobodyAttends,
    AllHidden,
}

/// The calendar, or what belongs there before it can be shown.
#[component]
fn Center() -> impl IntoView {
    let desk = use_desk();
    let shown = Memo::new(move |_| {
        let agendas = desk.calendar.value.with(|view| view.as_ref().map(|view| view.agendas.len()));
        let professionals =
            desk.state.mode.get() == Mode::Day && desk.state.grouping.get() == Grouping::Professionals;
        let mode = desk.state.mode.get();
        match agendas {
            Some(0) => Shown::NoAgenda,
            _ if mode == Mode::Month => Shown::Month,
            _ if mode == Mode::List => Shown::List,
            Some(_)
                if desk.columns.with(Vec::is_empty) && desk.state.hidden.with(|hidden| hidden.is_empty()) =>
            {
                if professionals {
                    Shown::NobodyAttends
                } else {
                    Shown::Calendar
                }
            }
            Some(_) if desk.columns.with(Vec::is_empty) => Shown::AllHidden,
            _ => Shown::Calendar,
        }
    });
    move || {
        match shown.get() {
        Shown::Calendar => view! { <calendar::Calendar /> }.into_any(),
        Shown::Month => view! { <month::Month /> }.into_any(),
        Shown::List => view! { <list::AgendaList /> }.into_any(),
        Shown::NoAgenda => view! { <NoAgenda /> }.into_any(),
        Shown::NobodyAttends => view! {
            <EmptyState title=t(texts::no_professional) text=t(texts::no_professional_text) icon=Glyph::People>
                <Button label=t(texts::agendas) on_press=move |_| desk.state.grouping.set(Grouping::Agendas) />
            </EmptyState>
        }
        .into_any(),
        Shown::AllHidden => view! {
            <EmptyState title=t(texts::all_hidden) text=t(texts::all_hidden_text) icon=Glyph::Filter>
                <Button label=t(texts::show_all) kind=Kind::Primary on_press=move |_| desk.state.hidden.update(std::collections::BTreeSet::clear) />
            </EmptyState>
        }
        .into_any(),
    }
    }
}

#[component]
fn NoAgenda() -> impl IntoView {
    let desk = use_desk();
    let router = use_router();
    let may = Signal::derive(move || desk.company.can(Permission::AgendasManage));
    let text =
        move || if may.get() { texts::no_agenda_text(language()) } else { texts::no_agenda_ask(language()) };
    let create = move |_| router.go(Place::Settings(Section::Agendas));
    view! {
        <EmptyState title=t(texts::no_agenda) text=text icon=Glyph::Calendar>
            <Show when=move || may.get()>
                <Button label=t(texts::create_agenda) kind=Kind::Primary icon=Glyph::Plus on_press=create />
            </Show>
        </EmptyState>
    }
}

/// Why the calendar, or what it needs, could not be read.
#[component]
fn Failed() -> impl IntoView {
    let desk = use_desk();
    let retry = Callback::new(move |()| {
        desk.calendar.reload();
        desk.agendas.reload();
        desk.services.reload();
        desk.members.reload();
    });
    move || {
        let failures =
            [desk.calendar.failure, desk.agendas.failure, desk.services.failure, desk.members.failure];
        let failure = failures.into_iter().find_map(|failure| failure.get())?;
        Some(view! { <div class="agenda-failure"><ErrorNote failure on_retry=retry /></div> })
    }
}

/// Ctrl+N and the palette lead here from anywhere.
fn follow_requests(desk: Desk) {
    let wanted = use_shortcuts().agenda;
    Effect::new(move |_| {
        let Some(request) = wanted.get() else { return };
        wanted.set(None);
        match request {
            AgendaRequest::Book(wish) => desk.begin_booking(wish),
            AgendaRequest::Show(date) => {
                desk.state.go_to(date);
                desk::focus_calendar();
            }
            AgendaRequest::Open(id, date) => {
                desk.state.go_to(date);
                desk.select(id);
            }
            AgendaRequest::NextFree => {
                desk.state.side_open.set(true);
                desk::focus_on(".next-free select");
            }
        }
    });
}

/// Keys of the page that are no action on an appointment: T shows today, Escape closes what is beside the calendar.
fn pressed(desk: Desk, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let writing = target.as_ref().is_some_and(dom::takes_text);
    let over = matches!(dom::document().query_selector("dialog[open], [popover]:popover-open"), Ok(Some(_)));
    if event.default_prevented() || event.is_composing() || over {
        return;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "Escape" if desk.state.panel.get_untracked() != Panel::Closed => desk.step_back(),
        "Escape" if desk.state.side_open.get_untracked() => desk.state.side_open.set(false),
        "t" | "T" if !writing => desk.state.go_to(untrack(|| desk.company.today())),
        _ => return,
    }
    event.prevent_default();
}
