//! The forgotten password.

use leadsmart_contract::auth::{Delivery, Registered, RequestPasswordReset, ResetPassword};
use leadsmart_contract::values::{AccessCode, EmailAddress, Password};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{device, texts};
use crate::backend::call;
use crate::components::{
    Button, Field, Form, FormFailure, Glyph, Input, PasswordInput, PasswordText, Problems, Submit, TextInput,
};
use crate::language::{language, t};

/// A code and a new password. The answer brings a new recovery code, which must be kept.
#[component]
pub(super) fn ForgottenForm(
    /// The address of the account.
    email: RwSignal<String>,
    /// Called with the session and the new recovery code.
    #[prop(into)]
    on_done: Callback<Registered>,
) -> impl IntoView {
    let problems = Problems::new();
    let (code, password) = (RwSignal::new(String::new()), PasswordText::new());
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let parsed = (
            problems.parse("email", &email.get_untracked(), EmailAddress::parse),
            problems.parse("code", &code.get_untracked(), AccessCode::parse),
            problems.parse("new_password", &password.get_untracked(), Password::parse),
        );
        let (Some(email), Some(code), Some(new_password)) = parsed else { return problems.focus_first() };
        busy.set(true);
        spawn_local(async move {
            let answer = call(ResetPassword { email, code, new_password, device: device() }).await;
            busy.set(false);
            match answer {
                Ok(registered) => on_done.run(registered),
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    let password_typed = problems.live("new_password", password, Password::parse);
    view! {
        <Form on_submit=submit problems>
            <Field label=t(texts::email) name="email" problems required=true>
                <TextInput value=email kind=Input::Email autocomplete="username" autofocus=true />
            </Field>
            <Field label=t(texts::any_code) name="code" problems required=true hint=t(texts::any_code_hint)>
                <TextInput value=code autocomplete="one-time-code" />
            </Field>
            <CodeByMail email problems />
            <Field label=t(texts::new_password) name="new_password" problems required=true hint=t(texts::password_hint)>
                <PasswordInput value=password autocomplete="new-password" on_change=password_typed />
            </Field>
            <FormFailure problems />
            <Submit label=t(texts::save_password) busy />
        </Form>
    }
}

/// Asks for a code by mail, and says what came of it.
#[component]
fn CodeByMail(email: RwSignal<String>, problems: Problems) -> impl IntoView {
    let busy = RwSignal::new(false);
    let delivery = RwSignal::new(None);
    let request = move |_| {
        problems.clear();
        let Some(email) = problems.parse("email", &email.get_untracked(), EmailAddress::parse) else {
            return problems.focus_first();
        };
        busy.set(true);
        spawn_local(async move {
            match call(RequestPasswordReset { email }).await {
                Ok(requested) => delivery.set(Some(requested.delivery)),
                Err(failure) => problems.refuse(failure),
            }
            busy.set(false);
        });
    };
    let said = move || {
        delivery.get().map(|delivery| match delivery {
            Delivery::Mail => texts::code_sent(language()),
            Delivery::CodeOrAdministrator => texts::no_mail(language()),
        })
    };
    view! {
        <div class="stack">
            <div><Button label=t(texts::send_code) icon=Glyph::Mail busy on_press=request /></div>
            <p class="note" role="status" hidden=move || delivery.get().is_none()>{said}</p>
        </div>
    }
}
