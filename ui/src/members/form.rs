//! The form for a member.

use leadsmart_contract::ids::RoleId;
use leadsmart_contract::members::{CreateMember, MemberCreated, MemberView, UpdateMember};
use leadsmart_contract::values::{Color, EmailAddress, Name, PhoneNumber, Problem};
use leptos::prelude::*;

use super::{Code, Desk, texts};
use crate::components::{
    Checkbox, Choice, ColorPicker, Dialog, Field, Form, FormFailure, Input, Problems, Select, TextInput,
};
use crate::language::t;
use crate::send::submit;
use crate::settings::kit::DialogEnd;

/// The dialog for somebody new, or for a member who is changed.
#[component]
pub(super) fn MemberDialog(desk: Desk) -> impl IntoView {
    let title = move || if desk.subject.with(Option::is_some) { t(texts::edit)() } else { t(texts::add)() };
    view! { <Dialog open=desk.open title><MemberForm desk subject=desk.subject.get_untracked() /></Dialog> }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    problems: Problems,
    name: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    role: RwSignal<String>,
    professional: RwSignal<bool>,
    color: RwSignal<Color>,
    busy: RwSignal<bool>,
}

impl Draft {
    fn new(member: Option<&MemberView>) -> Self {
        let of = |read: fn(&MemberView) -> String| RwSignal::new(member.map(read).unwrap_or_default());
        Self {
            problems: Problems::new(),
            name: of(|member| member.name.to_string()),
            email: RwSignal::new(String::new()),
            phone: of(|member| {
                member.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default()
            }),
            role: of(|member| member.role_id.to_string()),
            professional: RwSignal::new(member.is_some_and(|member| member.professional)),
            color: RwSignal::new(member.map_or(Color::default(), |member| member.color)),
            busy: RwSignal::new(false),
        }
    }

    fn role(self) -> Option<RoleId> {
        self.problems.parse("role_id", &self.role.get_untracked(), |text| {
            if text.is_empty() { Err(Problem::Empty) } else { text.parse() }
        })
    }

    fn create(self, desk: Desk) {
        let problems = self.problems;
        let name = problems.parse("name", &self.name.get_untracked(), Name::parse);
        let email = problems.parse_optional("email", &self.email.get_untracked(), EmailAddress::parse);
        let phone = problems.parse_optional("phone", &self.phone.get_untracked(), PhoneNumber::parse);
        let role = self.role();
        let (Some(name), Some(email), Some(phone), Some(role_id)) = (name, email, phone, role) else {
            return problems.focus_first();
        };
        let command = CreateMember {
            company_id: desk.company.id,
            name,
            email,
            phone,
            role_id,
            professional: self.professional.get_untracked(),
            color: Some(self.color.get_untracked()),
        };
        submit(command, problems, self.busy, move |created| {
            let MemberCreated { member, first_login } = created;
            desk.open.set(false);
            if let Some(issued) = first_login {
                desk.code.set(Some(Code { issued, name: member.name.to_string(), first: true }));
            }
        });
    }

    fn change(self, desk: Desk, member: &MemberView) {
        let problems = self.problems;
        let name = problems.parse("name", &self.name.get_untracked(), Name::parse);
        let phone = problems.parse_optional("phone", &self.phone.get_untracked(), PhoneNumber::parse);
        let role = self.role();
        let (Some(name), Some(phone), Some(role)) = (name, phone, role) else {
            return problems.focus_first();
        };
        let command = UpdateMember {
            company_id: desk.company.id,
            member_id: member.id,
            name: Some(name),
            phone: Some(phone),
            // Sent only if it changes: whoever may not give a role may still correct a name.
            role_id: (role != member.role_id).then_some(role),
            professional: Some(self.professional.get_untracked()),
            color: Some(self.color.get_untracked()),
        };
        submit(command, problems, self.busy, move |_| desk.open.set(false));
    }
}

#[component]
fn MemberForm(desk: Desk, subject: Option<MemberView>) -> impl IntoView {
    let draft = Draft::new(subject.as_ref());
    let problems = draft.problems;
    let new = subject.is_none();
    let own_role = subject.as_ref().map(|member| (member.role_id.to_string(), member.role_name.to_string()));
    let subject = StoredValue::new(subject);
    let send = move |()| {
        problems.clear();
        match subject.get_value() {
            Some(member) => draft.change(desk, &member),
            None => draft.create(desk),
        }
    };
    let roles = Signal::derive(move || {
        let mut choices = desk.role_choices(true);
        match &own_role {
            // The role that she has stands there also if it cannot be given.
            Some((id, name)) if !choices.iter().any(|choice| choice.value == *id) => {
                choices.insert(0, Choice::new(id.clone(), name.clone()));
            }
            None => choices.insert(0, Choice::new("", t(texts::choose_role))),
            Some(_) => {}
        }
        choices
    });
    view! {
        <Form on_submit=send problems>
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=draft.name autofocus=true />
            </Field>
            {new.then(|| view! {
                <Field label=t(texts::email) name="email" problems hint=t(texts::email_hint)>
                    <TextInput value=draft.email kind=Input::Email />
                </Field>
            })}
            <div class="form-row">
                <Field label=t(texts::role) name="role_id" problems required=true>
                    <Select value=draft.role options=roles />
                </Field>
                <Field label=t(texts::phone) name="phone" problems>
                    <TextInput value=draft.phone kind=Input::Phone />
                </Field>
            </div>
            <Checkbox
                checked=draft.professional
                on_change=move |on| draft.professional.set(on)
                label=t(texts::attends)
                hint=t(texts::attends_hint)
            />
            <ColorPicker label=t(texts::color) value=draft.color />
            <FormFailure problems />
            <DialogEnd open=desk.open busy=draft.busy />
        </Form>
    }
}
