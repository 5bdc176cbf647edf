//! The agendas in the order of their columns.

use leadsmart_contract::agendas::{ActivateAgenda, AgendaView, ListAgendas, UpdateAgenda};
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use super::create::NewAgendaDialog;
use super::texts;
use crate::backend::call;
use crate::components::{Badge, Button, EmptyState, Glyph, Icon, Kind, tint};
use crate::language::{format, language, t};
use crate::load::{Loaded, Ready, load};
use crate::router::{Link, Place, Section};
use crate::send::{Action, ActionFailure};
use crate::session::use_company;
use crate::settings::kit::Head;

/// The agendas, in the settings.
#[component]
pub(crate) fn AgendasSettings() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let loaded = load(&[Topic::Agendas], move || call(ListAgendas { company_id, active: None }));
    let creating = RwSignal::new(false);
    let action = Action::new();
    let may = move || company.can(Permission::AgendasManage);
    view! {
        <Head title=t(texts::agendas) text=t(texts::agendas_text)>
            <Show when=may>
                <Button label=t(texts::new) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| creating.set(true) />
            </Show>
        </Head>
        <ActionFailure action />
        <Ready loaded let:agendas><List agendas loaded action creating /></Ready>
        <NewAgendaDialog open=creating />
    }
}

#[component]
fn List(
    agendas: Signal<Vec<AgendaView>>,
    loaded: Loaded<Vec<AgendaView>>,
    action: Action,
    creating: RwSignal<bool>,
) -> impl IntoView {
    let company = use_company();
    let empty = Memo::new(move |_| agendas.with(Vec::is_empty));
    let may = move || company.can(Permission::AgendasManage);
    let move_by = Callback::new(move |(id, step): (AgendaId, i32)| {
        let place = agendas.with_untracked(|agendas| agendas.iter().position(|agenda| agenda.id == id));
        let Some((from, to)) = place.and_then(|from| Some((from, from.checked_add_signed(step as isize)?)))
        else {
            return;
        };
        if to >= agendas.with_untracked(Vec::len) {
            return;
        }
        loaded.assume(|agendas| agendas.swap(from, to));
        let command = UpdateAgenda { position: u16::try_from(to).ok(), ..unchanged(company.id, id) };
        action.send(command, |_| ());
    });
    view! {
        <Show when=move || empty.get()>
            <EmptyState title=t(texts::none) text=t(texts::none_text) icon=Glyph::Calendar>
                <Show when=may>
                    <Button label=t(texts::new) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| creating.set(true) />
                </Show>
            </EmptyState>
        </Show>
        <ul class="set-list" hidden=move || empty.get()>
            <For each=move || agendas.get() key=|agenda| (agenda.id, agenda.revision, agenda.active) let:agenda>
                <Line agenda move_by action />
            </For>
        </ul>
    }
}

#[component]
fn Line(agenda: AgendaView, move_by: Callback<(AgendaId, i32)>, action: Action) -> impl IntoView {
    let company = use_company();
    let AgendaView { id, active, color, .. } = agenda;
    let name = agenda.name.to_string();
    let hours = agenda.rules.hours.clone();
    let summary = move || {
        let open = hours.days().iter().enumerate().filter(|(_, ranges)| !ranges.is_empty());
        let names: Vec<_> = open.filter_map(|(day, _)| weekday(day)).collect();
        if names.is_empty() { texts::always_closed(language()).to_owned() } else { names.join(", ") }
    };
    let may = move || company.can(Permission::AgendasManage);
    let (up, down) = (name.clone(), name.clone());
    let activate = move |_| action.send(ActivateAgenda { company_id: company.id, agenda_id: id }, |_| ());
    view! {
        <li class=tint(color) class:inactive=!active>
            <i class="dot" aria-hidden="true"></i>
            <Link to=Place::Settings(Section::Agenda(id)) class="what"><span>{name}</span><small>{summary}</small></Link>
            {(!active).then(|| view! { <Badge label=t(texts::inactive) /> })}
            <Show when=may>
                <span class="row-actions">
                    {(!active).then(|| view! { <Button label=t(texts::activate) on_press=activate /> })}
                    <Turned label={ let name = up.clone(); move || texts::move_up(language(), &name) } class="turned" on_press=move || move_by.run((id, -1)) />
                    <Turned label={ let name = down.clone(); move || texts::move_down(language(), &name) } class="turned down" on_press=move || move_by.run((id, 1)) />
                </span>
            </Show>
        </li>
    }
}

/// A button with an arrow up or down.
#[component]
fn Turned(
    label: impl Fn() -> String + Clone + Send + Sync + 'static,
    class: &'static str,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    let tip = label.clone();
    view! {
        <button type="button" class="button ghost icon-only" aria-label=label title=tip on:click=move |_| on_press()>
            <span class=class><Icon glyph=Glyph::Right size=16 /></span>
        </button>
    }
}

fn weekday(day: usize) -> Option<&'static str> {
    let day = jiff::civil::Weekday::from_monday_zero_offset(i8::try_from(day).ok()?).ok()?;
    Some(format::weekday_short(language(), day))
}

/// A change of nothing, to be filled in.
pub(super) const fn unchanged(
    company_id: leadsmart_contract::ids::CompanyId,
    agenda_id: AgendaId,
) -> UpdateAgenda {
    UpdateAgenda {
        company_id,
        agenda_id,
        revision: None,
        name: None,
        color: None,
        zone: None,
        position: None,
        rules: None,
        member_ids: None,
    }
}
