//! Roles: who may do what, in plain words.

mod form;
mod groups;
mod texts;

use leadsmart_contract::agendas::{AgendaView, ListAgendas};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{DeleteRole, ListRoles, RoleView};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use self::form::RoleDialog;
use crate::backend::call;
use crate::components::{Badge, Button, ConfirmDialog, Glyph, Icon, Kind};
use crate::language::{language, t};
use crate::load::{Loaded, Ready, load};
use crate::send::Action;
use crate::session::{Company, use_company};
use crate::settings::kit::Head;

/// What the list and its dialogs share.
#[derive(Clone, Copy)]
struct Desk {
    company: Company,
    agendas: Loaded<Vec<AgendaView>>,
    /// Whether the form is open, and what it changes; none for a new role.
    open: RwSignal<bool>,
    subject: RwSignal<Option<RoleView>>,
    doomed: RwSignal<Option<RoleView>>,
}

impl Desk {
    fn may(self) -> bool {
        self.company.can(Permission::MembersManage)
    }

    fn edit(self, role: Option<RoleView>) {
        self.subject.set(role);
        self.open.set(true);
    }
}

/// The roles, in the settings.
#[component]
pub(crate) fn RolesSettings() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let loaded = load(&[Topic::Roles, Topic::Members], move || call(ListRoles { company_id }));
    let sees_agendas = Memo::new(move |_| company.can(Permission::AgendasView));
    let desk = Desk {
        company,
        agendas: load(&[Topic::Agendas], move || {
            let allowed = sees_agendas.get();
            async move {
                if allowed { call(ListAgendas { company_id, active: None }).await } else { Ok(Vec::new()) }
            }
        }),
        open: RwSignal::new(false),
        subject: RwSignal::new(None),
        doomed: RwSignal::new(None),
    };
    view! {
        <Head title=t(texts::roles) text=t(texts::roles_text)>
            <Show when=move || desk.may()>
                <Button label=t(texts::new) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.edit(None) />
            </Show>
        </Head>
        <Ready loaded let:roles>
            <ul class="set-list">
                {move || roles.get().into_iter().map(|role| view! { <Line role desk /> }).collect_view()}
            </ul>
        </Ready>
        <RoleDialog desk />
        <Delete desk />
    }
}

#[component]
fn Line(role: RoleView, desk: Desk) -> impl IntoView {
    let RoleView { owner, members, .. } = role;
    let (name, permissions) = (role.name.to_string(), role.permissions.clone());
    let limited = role.agendas.is_some();
    let summary = move || {
        let what = if owner {
            texts::everything(language()).to_owned()
        } else {
            groups::summary(language(), &permissions)
        };
        let who = match members {
            0 => texts::nobody(language()).to_owned(),
            some => texts::members(language(), some.into()),
        };
        format!("{who} · {what}")
    };
    let role = StoredValue::new(role);
    let (edit, delete) = (name.clone(), name.clone());
    view! {
        <li>
            <Icon glyph=Glyph::Shield />
            <span class="what"><span>{name}</span><small>{summary}</small></span>
            {limited.then(|| view! { <Badge label=t(texts::limited) /> })}
            <Show when=move || desk.may()>
                <span class="row-actions">
                    <Button
                        label={ let name = edit.clone(); move || texts::edit_named(language(), &name) }
                        icon=Glyph::Pencil
                        icon_only=true
                        kind=Kind::Ghost
                        on_press=move |_| desk.edit(Some(role.get_value()))
                    />
                    {(!owner).then(|| {
                        let name = delete.clone();
                        view! {
                            <Button
                                label=move || texts::delete_named(language(), &name)
                                icon=Glyph::Trash
                                icon_only=true
                                kind=Kind::Ghost
                                on_press=move |_| desk.doomed.set(Some(role.get_value()))
                            />
                        }
                    })}
                </span>
            </Show>
        </li>
    }
}

/// Asks before a role goes. One that somebody has stays, and says so.
#[component]
fn Delete(desk: Desk) -> impl IntoView {
    let company_id = desk.company.id;
    let (action, open) = (Action::new(), RwSignal::new(false));
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
    let title = move || {
        let name = desk.doomed.with(|role| role.as_ref().map(|role| role.name.to_string()));
        texts::delete_question(language(), &name.unwrap_or_default())
    };
    let confirm = move |()| {
        let Some(role_id) = desk.doomed.with_untracked(|role| role.as_ref().map(|role| role.id)) else {
            return;
        };
        action.send(DeleteRole { company_id, role_id }, move |_| open.set(false));
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
