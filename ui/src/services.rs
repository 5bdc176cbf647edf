//! Services: what the company offers, with duration, buffers and colour.

mod form;
mod texts;

use leadsmart_contract::agendas::{AgendaView, ListAgendas};
use leadsmart_contract::ids::ServiceId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::services::{DeleteService, ListServices, ServiceView, UpdateService};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use self::form::ServiceDialog;
use crate::backend::call;
use crate::components::{Badge, Button, ConfirmDialog, EmptyState, Glyph, Kind, Menu, MenuItem, tint};
use crate::language::{format, language, t};
use crate::load::{Loaded, Ready, load};
use crate::send::{Action, ActionFailure};
use crate::session::use_company;
use crate::settings::kit::Head;

/// What the list and its dialogs share.
#[derive(Clone, Copy)]
struct Desk {
    agendas: Loaded<Vec<AgendaView>>,
    /// Whether the form is open, and what it changes; none for a new service.
    open: RwSignal<bool>,
    subject: RwSignal<Option<ServiceView>>,
    /// What is about to be deleted.
    doomed: RwSignal<Option<ServiceView>>,
    action: Action,
}

impl Desk {
    fn edit(self, service: Option<ServiceView>) {
        self.subject.set(service);
        self.open.set(true);
    }
}

/// The services, in the settings.
#[component]
pub(crate) fn ServicesSettings() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let loaded = load(&[Topic::Services], move || call(ListServices { company_id, active: None }));
    let desk = Desk {
        agendas: load(&[Topic::Agendas], move || call(ListAgendas { company_id, active: None })),
        open: RwSignal::new(false),
        subject: RwSignal::new(None),
        doomed: RwSignal::new(None),
        action: Action::new(),
    };
    let may = move || company.can(Permission::AgendasManage);
    view! {
        <Head title=t(texts::services) text=t(texts::services_text)>
            <Show when=may>
                <Button label=t(texts::new) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.edit(None) />
            </Show>
        </Head>
        <ActionFailure action=desk.action />
        <Ready loaded let:services><List services desk /></Ready>
        <ServiceDialog open=desk.open subject=desk.subject agendas=desk.agendas />
        <Delete desk />
    }
}

#[component]
fn List(services: Signal<Vec<ServiceView>>, desk: Desk) -> impl IntoView {
    let company = use_company();
    let empty = Memo::new(move |_| services.with(Vec::is_empty));
    let may = move || company.can(Permission::AgendasManage);
    view! {
        <Show when=move || empty.get()>
            <EmptyState title=t(texts::none) text=t(texts::none_text) icon=Glyph::Tag>
                <Show when=may>
                    <Button label=t(texts::new) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.edit(None) />
                </Show>
            </EmptyState>
        </Show>
        <ul class="set-list" hidden=move || empty.get()>
            {move || services.get().into_iter().map(|service| view! { <Line service desk /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Line(service: ServiceView, desk: Desk) -> impl IntoView {
    let company = use_company();
    let active = service.active;
    let summary = {
        let service = service.clone();
        move || summary(&service, desk)
    };
    let name = service.name.to_string();
    let color = tint(service.color);
    let service = StoredValue::new(service);
    let label = {
        let name = name.clone();
        move || texts::edit_named(language(), &name)
    };
    view! {
        <li class=color class:inactive=!active>
            <i class="dot" aria-hidden="true"></i>
            <span class="what"><span>{name}</span><small>{summary}</small></span>
            {(!active).then(|| view! { <Badge label=t(texts::inactive) /> })}
            <Show when=move || company.can(Permission::AgendasManage)>
                <span class="row-actions">
                    <Button
                        label=label.clone()
                        icon=Glyph::Pencil
                        icon_only=true
                        kind=Kind::Ghost
                        on_press=move |_| desk.edit(Some(service.get_value()))
                    />
                    <Others service desk />
                </span>
            </Show>
        </li>
    }
}

/// The rarer steps of a service.
#[component]
fn Others(service: StoredValue<ServiceView>, desk: Desk) -> impl IntoView {
    let company_id = use_company().id;
    let (id, active) = service.with_value(|service| (service.id, service.active));
    let switch = move |()| desk.action.send(switched(company_id, id, !active), |_| ());
    let words = if active { t(texts::deactivate) } else { t(texts::activate) };
    view! {
        <Menu label=t(texts::other_actions)>
            <MenuItem label=words icon=Glyph::EyeOff on_choose=switch />
            <MenuItem
                label=t(texts::delete)
                icon=Glyph::Trash
                danger=true
                on_choose=move |()| desk.doomed.set(Some(service.get_value()))
            />
        </Menu>
    }
}

/// Asks before a service goes. One that was booked stays; then deactivating is offered.
#[component]
fn Delete(desk: Desk) -> impl IntoView {
    let company_id = use_company().id;
    let action = Action::new();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if desk.doomed.with(Option::is_some) {
            action.failure.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            desk.doomed.set(None);
        }
    });
    let name = move || desk.doomed.with(|service| service.as_ref().map(|service| service.name.to_string()));
    let title = move || texts::delete_named(language(), &name().unwrap_or_default());
    let confirm = move |()| {
        let Some(id) = desk.doomed.with_untracked(|service| service.as_ref().map(|service| service.id))
        else {
            return;
        };
        action.send(DeleteService { company_id, service_id: id }, move |_| open.set(false));
    };
    view! {
        <ConfirmDialog
            open
            title
            text=t(texts::delete_text)
            confirm=t(texts::delete)
            on_confirm=confirm
            busy=action.busy
            failure=action.failure
        />
    }
}

/// `40 min · 10 min depois · Ana Prado, Sala 2`.
fn summary(service: &ServiceView, desk: Desk) -> String {
    let mut parts = vec![format::duration(service.duration)];
    if service.buffer_before.get() > 0 {
        parts.push(texts::before(language(), &format::duration(service.buffer_before)));
    }
    if service.buffer_after.get() > 0 {
        parts.push(texts::after(language(), &format::duration(service.buffer_after)));
    }
    let agendas = desk.agendas.value.with(|agendas| {
        let offered = agendas.iter().flatten().filter(|agenda| service.agenda_ids.contains(&agenda.id));
        offered.map(|agenda| agenda.name.to_string()).collect::<Vec<_>>().join(", ")
    });
    parts.push(if service.agenda_ids.is_empty() {
        texts::all_agendas(language()).to_owned()
    } else {
        agendas
    });
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

const fn switched(
    company_id: leadsmart_contract::ids::CompanyId,
    service_id: ServiceId,
    active: bool,
) -> UpdateService {
    UpdateService {
        company_id,
        service_id,
        name: None,
        duration: None,
        buffer_before: None,
        buffer_after: None,
        color: None,
        agenda_ids: None,
        active: Some(active),
    }
}
