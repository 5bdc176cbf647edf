//! What is in sight: agendas or professionals, each with how many appointments it has.

use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::values::Color;
use leptos::prelude::*;
use uuid::Uuid;

use super::super::desk::{Desk, use_desk};
use super::super::state::{Grouping, Mode, Who};
use super::super::texts;
use crate::components::{Checkbox, tint};
use crate::language::{language, t};

/// One line of the filter.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    id: Uuid,
    name: String,
    color: Color,
    count: usize,
}

/// Checkboxes for agendas or professionals, and for what was called off.
#[component]
pub(super) fn Filter() -> impl IntoView {
    let desk = use_desk();
    let professionals = Memo::new(move |_| {
        desk.state.mode.get() == Mode::Day && desk.state.grouping.get() == Grouping::Professionals
    });
    let lines = Memo::new(move |_| if professionals.get() { people(desk) } else { agendas(desk) });
    let ids = move || lines.with(|lines| lines.iter().map(|line| line.id).collect::<Vec<_>>());
    let title = move || {
        if professionals.get() { texts::professionals(language()) } else { texts::agendas(language()) }
    };
    // The week of one agenda or professional is chosen above it.
    let useful = move || {
        let one = desk.state.mode.get() == Mode::Week && desk.state.week_of.get() != Who::Everybody;
        !one && lines.with(|lines| !lines.is_empty())
    };
    view! {
        <section hidden=move || !useful()>
            <h2 class="section-title">{title}</h2>
            <For each=ids key=|id| *id let:id><FilterLine id lines /></For>
        </section>
        <Checkbox
            checked=desk.state.cancelled
            on_change=move |on| desk.state.cancelled.set(on)
            label=t(texts::show_cancelled)
        />
    }
}

#[component]
fn FilterLine(id: Uuid, lines: Memo<Vec<Line>>) -> impl IntoView {
    let desk = use_desk();
    let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.id == id).cloned()));
    let name = move || line.with(|line| line.as_ref().map(|line| line.name.clone()));
    let count = move || line.with(|line| line.as_ref().map_or(0, |line| line.count));
    let color = move || line.with(|line| line.as_ref().map_or("", |line| tint(line.color)));
    let shown = move || desk.state.hidden.with(|hidden| !hidden.contains(&id));
    view! {
        <label class=move || format!("filter-line {}", color())>
            <input
                type="checkbox"
                prop:checked=shown
                on:change:target=move |event| desk.state.show(id, event.target().checked())
            />
            <span class="ellipsis">{name}</span>
            <em aria-hidden="true">{count}</em>
            <span class="unseen">{move || texts::appointments(language(), count() as u64)}</span>
        </label>
    }
}

fn agendas(desk: Desk) -> Vec<Line> {
    desk.calendar.value.with(|view| {
        let Some(view) = view else { return Vec::new() };
        let line = |agenda: &leadsmart_contract::agendas::CalendarAgenda| Line {
            id: agenda.id.uuid(),
            name: agenda.name.to_string(),
            color: agenda.color,
            count: counted(&view.appointments, |card| card.agenda_id == agenda.id),
        };
        view.agendas.iter().map(line).collect()
    })
}

/// The professionals who attend on an agenda, and the agendas on which nobody in particular does.
fn people(desk: Desk) -> Vec<Line> {
    let (view, members) = (desk.calendar.value.read(), desk.members.value.read());
    let Some(view) = view.as_ref() else { return Vec::new() };
    let members = members.as_deref().unwrap_or_default();
    let attends = |id| view.agendas.iter().any(|agenda| agenda.member_ids.contains(&id));
    let people = members.iter().filter(|member| attends(member.id)).map(|member| Line {
        id: member.id.uuid(),
        name: member.name.to_string(),
        color: member.color,
        count: counted(&view.appointments, |card| card.member_ids.contains(&member.id)),
    });
    let rooms = view.agendas.iter().filter(|agenda| agenda.member_ids.is_empty()).map(|agenda| Line {
        id: agenda.id.uuid(),
        name: agenda.name.to_string(),
        color: agenda.color,
        count: counted(&view.appointments, |card| card.agenda_id == agenda.id),
    });
    people.chain(rooms).collect()
}

fn counted(cards: &[AppointmentCard], belongs: impl Fn(&AppointmentCard) -> bool) -> usize {
    cards.iter().filter(|card| !card.status.is_void() && belongs(card)).count()
}
