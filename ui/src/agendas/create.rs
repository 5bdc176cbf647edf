//! A new agenda: its name, its colour and who attends; the rest has values that suit most.

use leadsmart_contract::agendas::CreateAgenda;
use leadsmart_contract::ids::MemberId;
use leadsmart_contract::members::ListMembers;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{Color, List, Name};
use leptos::prelude::*;

use super::texts;
use crate::backend::call;
use crate::components::{ColorPicker, Dialog, Field, Form, FormFailure, Problems, TextInput};
use crate::language::t;
use crate::load::load;
use crate::router::{Place, Section, use_router};
use crate::send::submit;
use crate::session::use_company;
use crate::settings::kit::{CheckList, DialogEnd};
use crate::unsent::{FormName, NEW, UnsentNote, keep};

/// The dialog for a new agenda; it leads to the agenda.
#[component]
pub(super) fn NewAgendaDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! { <Dialog open title=t(texts::new)><NewAgenda open /></Dialog> }
}

#[component]
fn NewAgenda(open: RwSignal<bool>) -> impl IntoView {
    let company_id = use_company().id;
    let router = use_router();
    let problems = Problems::new();
    let (name, color) = (RwSignal::new(String::new()), RwSignal::new(Color::default()));
    let members = RwSignal::new(Vec::<MemberId>::new());
    let unsent = keep(FormName::Agenda, NEW)
        .with("name", name)
        .with("members", members)
        .along("color", color)
        .until_closed(open)
        .begin();
    let busy = RwSignal::new(false);
    let send = move |()| {
        problems.clear();
        let Some(name) = problems.parse("name", &name.get_untracked(), Name::parse) else {
            return problems.focus_first();
        };
        let command = CreateAgenda {
            company_id,
            name,
            color: Some(color.get_untracked()),
            zone: None,
            rules: None,
            member_ids: List::parse(members.get_untracked()).unwrap_or_default(),
        };
        submit(command, problems, busy, move |agenda| {
            open.set(false);
            router.go(Place::Settings(Section::Agenda(agenda.id)));
        });
    };
    view! {
        <Form on_submit=send problems>
            <UnsentNote unsent />
            <Field label=t(texts::name) name="name" problems required=true hint=t(texts::name_hint)>
                <TextInput value=name autofocus=true />
            </Field>
            <ColorPicker label=t(texts::color) value=color />
            <Professionals chosen=members />
            <p class="muted">{t(texts::new_text)}</p>
            <FormFailure problems />
            <DialogEnd open busy label=t(texts::create) />
        </Form>
    }
}

/// Who attends on an agenda.
#[component]
pub(super) fn Professionals(
    /// Who is chosen.
    chosen: RwSignal<Vec<MemberId>>,
) -> impl IntoView {
    let company_id = use_company().id;
    let members = load(&[Topic::Members], move || {
        call(ListMembers { company_id, active: Some(true), professional: Some(true) })
    });
    let options = Signal::derive(move || {
        let listed = |member: &leadsmart_contract::members::MemberView| (member.id, member.name.to_string());
        members.value.with(|members| members.iter().flatten().map(listed).collect::<Vec<_>>())
    });
    let none = move || members.value.with(|members| members.as_ref().is_some_and(Vec::is_empty));
    view! {
        <div>
            <CheckList label=t(texts::professionals) hint=t(texts::professionals_hint) options chosen />
            <p class="hint" hidden=move || !none()>{t(texts::no_professionals)}</p>
        </div>
    }
}
