//! The form for a role: what it allows, and on which agendas.

use leadsmart_contract::agendas::AgendaView;
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{AgendaGrant, AgendaRight, CreateRole, RoleView, UpdateRole};
use leadsmart_contract::values::{List, Name};
use leptos::prelude::*;

use super::groups::{GROUPS, Group, switch, words};
use super::{Desk, texts};
use crate::components::{Checkbox, Choice, Dialog, Field, Form, FormFailure, Problems, Select, TextInput};
use crate::language::t;
use crate::send::submit;
use crate::settings::kit::DialogEnd;

/// The dialog for a new role, or one that is changed.
#[component]
pub(super) fn RoleDialog(desk: Desk) -> impl IntoView {
    let title = move || if desk.subject.with(Option::is_some) { t(texts::edit)() } else { t(texts::new)() };
    view! {
        <Dialog open=desk.open title wide=true><RoleForm desk role=desk.subject.get_untracked() /></Dialog>
    }
}

/// What is chosen.
#[derive(Clone, Copy)]
struct Draft {
    problems: Problems,
    name: RwSignal<String>,
    allowed: RwSignal<Vec<Permission>>,
    /// Whether the role is limited to some agendas.
    limited: RwSignal<bool>,
    grants: RwSignal<Vec<AgendaGrant>>,
}

impl Draft {
    fn new(role: Option<&RoleView>) -> Self {
        let usual = [Permission::AgendasView, Permission::AppointmentsView, Permission::ClientsView];
        Self {
            problems: Problems::new(),
            name: RwSignal::new(role.map(|role| role.name.to_string()).unwrap_or_default()),
            allowed: RwSignal::new(role.map_or_else(|| usual.to_vec(), |role| role.permissions.clone())),
            limited: RwSignal::new(role.is_some_and(|role| role.agendas.is_some())),
            grants: RwSignal::new(role.and_then(|role| role.agendas.clone()).unwrap_or_default()),
        }
    }

    fn agendas(self) -> Option<List<AgendaGrant, 200>> {
        if self.limited.get_untracked() { List::parse(self.grants.get_untracked()).ok() } else { None }
    }
}

#[component]
fn RoleForm(desk: Desk, role: Option<RoleView>) -> impl IntoView {
    let draft = Draft::new(role.as_ref());
    let problems = draft.problems;
    let owner = role.as_ref().is_some_and(|role| role.owner);
    let known = role.map(|role| role.id);
    let busy = RwSignal::new(false);
    let send = move |()| {
        problems.clear();
        let name = problems.parse("name", &draft.name.get_untracked(), Name::parse);
        let allowed = problems.parse("permissions", "", |_| List::parse(draft.allowed.get_untracked()));
        let (Some(name), Some(permissions)) = (name, allowed) else { return problems.focus_first() };
        let (company_id, agendas) = (desk.company.id, draft.agendas());
        let done = move |_: RoleView| desk.open.set(false);
        match known {
            Some(role_id) => {
                // The role of owners allows everything; only its name can be changed.
                let (permissions, agendas) =
                    if owner { (None, None) } else { (Some(permissions), Some(agendas)) };
                submit(
                    UpdateRole { company_id, role_id, name: Some(name), permissions, agendas },
                    problems,
                    busy,
                    done,
                );
            }
            None => submit(CreateRole { company_id, name, permissions, agendas }, problems, busy, done),
        }
    };
    view! {
        <Form on_submit=send problems>
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=draft.name autofocus=true placeholder=t(texts::name_example) />
            </Field>
            {owner.then(|| view! { <p class="note">{t(texts::owner_text)}</p> })}
            {(!owner).then(|| view! { <Permissions draft desk /><Limits draft desk /> })}
            <FormFailure problems />
            <DialogEnd open=desk.open busy />
        </Form>
    }
}

/// The permissions in their groups. What the person does not have herself, she cannot give.
#[component]
fn Permissions(draft: Draft, desk: Desk) -> impl IntoView {
    let entry = move |permission: &'static Permission| {
        let permission = *permission;
        let (label, hint) = words(permission)?;
        let checked = Signal::derive(move || draft.allowed.with(|allowed| allowed.contains(&permission)));
        let disabled = Signal::derive(move || !desk.company.can(permission));
        let change = move |on: bool| draft.allowed.update(|allowed| switch(allowed, permission, on));
        Some(view! { <Checkbox checked on_change=change label=t(label) hint=t(hint) disabled /> })
    };
    let group = move |group: &'static Group| {
        let entries = group.permissions.iter().filter_map(entry).collect_view();
        view! { <fieldset class="permission-group"><legend>{t(group.title)}</legend>{entries}</fieldset> }
    };
    let problem = draft.problems.of("permissions");
    view! {
        <div class="permission-groups" data-field="permissions">{GROUPS.iter().map(group).collect_view()}</div>
        <p class="problem" role="alert">{move || problem.get()}</p>
    }
}

/// Whether the role is limited to some agendas, and what it may do with each.
#[component]
fn Limits(draft: Draft, desk: Desk) -> impl IntoView {
    let limited = draft.limited;
    let lines = move || {
        let agendas = desk.agendas.get().unwrap_or_default();
        agendas.into_iter().map(|agenda| view! { <Grant agenda draft /> }).collect_view()
    };
    view! {
        <div>
            <Checkbox
                checked=limited
                on_change=move |on| limited.set(on)
                label=t(texts::limit)
                hint=t(texts::limit_hint)
            />
            <div hidden=move || !limited.get()>{lines}</div>
        </div>
    }
}

#[component]
fn Grant(agenda: AgendaView, draft: Draft) -> impl IntoView {
    let id = agenda.id;
    let name = agenda.name.to_string();
    let set = draft
        .grants
        .with_untracked(|grants| grants.iter().find(|grant| grant.agenda_id == id).map(|grant| grant.right));
    let value = RwSignal::new(right_name(set).to_owned());
    let options = Signal::stored(vec![
        Choice::new("none", t(texts::right_none)),
        Choice::new("view", t(texts::right_view)),
        Choice::new("manage", t(texts::right_manage)),
    ]);
    let change = move |chosen: String| draft.grants.update(|grants| grant(grants, id, &chosen));
    let spoken = name.clone();
    view! {
        <div class="grant"><span class="ellipsis">{name}</span><Select value options on_change=change label=spoken /></div>
    }
}

const fn right_name(right: Option<AgendaRight>) -> &'static str {
    match right {
        None => "none",
        Some(AgendaRight::View) => "view",
        Some(AgendaRight::Manage) => "manage",
    }
}

fn grant(grants: &mut Vec<AgendaGrant>, agenda_id: AgendaId, chosen: &str) {
    grants.retain(|grant| grant.agenda_id != agenda_id);
    let right = match chosen {
        "view" => AgendaRight::View,
        "manage" => AgendaRight::Manage,
        _ => return,
    };
    grants.push(AgendaGrant { agenda_id, right });
}
