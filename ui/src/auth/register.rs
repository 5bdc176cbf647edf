//! Creating an account.

use leadsmart_contract::auth::{Register, Registered};
use leadsmart_contract::values::{EmailAddress, Name, Password};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{device, texts};
use crate::backend::call;
use crate::components::{
    Field, Form, FormFailure, Input, PasswordInput, PasswordText, Problems, Submit, TextInput,
};
use crate::language::{language_now, t};

/// The form for a new account. It does not log in yet: first the recovery code must be kept.
#[component]
pub(super) fn RegisterForm(
    /// Called with the new account.
    #[prop(into)]
    on_done: Callback<Registered>,
) -> impl IntoView {
    let problems = Problems::new();
    let (name, email, password) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), PasswordText::new());
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let parsed = (
            problems.parse("name", &name.get_untracked(), Name::parse),
            problems.parse("email", &email.get_untracked(), EmailAddress::parse),
            problems.parse("password", &password.get_untracked(), Password::parse),
        );
        let (Some(name), Some(email), Some(password)) = parsed else { return problems.focus_first() };
        let command = Register { name, email, password, language: Some(language_now()), device: device() };
        busy.set(true);
        spawn_local(async move {
            let answer = call(command).await;
            busy.set(false);
            match answer {
                Ok(registered) => on_done.run(registered),
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    let email_typed = problems.live("email", email, EmailAddress::parse);
    let password_typed = problems.live("password", password, Password::parse);
    view! {
        <Form on_submit=submit problems>
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=name autocomplete="name" autofocus=true />
            </Field>
            <Field label=t(texts::email) name="email" problems required=true hint=t(texts::email_hint)>
                <TextInput value=email kind=Input::Email autocomplete="username" on_change=email_typed />
            </Field>
            <Field label=t(texts::password) name="password" problems required=true hint=t(texts::password_hint)>
                <PasswordInput value=password autocomplete="new-password" on_change=password_typed />
            </Field>
            <FormFailure problems />
            <Submit label=t(texts::register) busy />
        </Form>
    }
}
