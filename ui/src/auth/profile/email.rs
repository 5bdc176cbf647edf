//! The address: confirming it, and changing it.

use leadsmart_contract::auth::{
    ChangeEmail, Delivery, RequestEmailChange, RequestEmailVerification, VerifyEmail,
};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::values::{AccessCode, EmailAddress, Secret};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::auth::texts;
use crate::backend::call;
use crate::components::{
    Badge, Button, Dialog, ErrorNote, Field, Form, FormFailure, Input, PasswordInput, PasswordText, Problems,
    Submit, TextInput, Tone, use_toasts,
};
use crate::language::{language, language_now, t};
use crate::session::use_session;

/// The address with whether it is confirmed.
#[component]
pub(super) fn EmailPanel() -> impl IntoView {
    let session = use_session();
    let verifying = RwSignal::new(false);
    let changing = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let address = move || session.user.with(|user| user.as_ref().map(|user| user.email.to_string()));
    let confirmed = move || session.user.with(|user| user.as_ref().is_some_and(|user| user.email_verified));
    let request = move |_| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match call(RequestEmailVerification {}).await {
                Ok(_) => verifying.set(true),
                Err(answer) => failure.set(Some(answer)),
            }
            busy.set(false);
        });
    };
    let badge = move || {
        let (label, tone) = if confirmed() {
            (texts::verified as fn(_) -> _, Tone::Ok)
        } else {
            (texts::unverified as fn(_) -> _, Tone::Warn)
        };
        view! { <Badge label=t(label) tone /> }
    };
    view! {
        <section class="panel">
            <header>
                <div><h2>{t(texts::email_title)}</h2><p>{address}" "{badge}</p></div>
                <Show when=move || !confirmed()><Button label=t(texts::verify) busy on_press=request /></Show>
                <Button label=t(texts::change_email) on_press=move |_| changing.set(true) />
            </header>
            {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
            <Dialog open=verifying title=t(texts::verify_title)><Verify open=verifying /></Dialog>
            <Dialog open=changing title=t(texts::change_email)><Change open=changing /></Dialog>
        </section>
    }
}

/// The code from the message.
#[component]
fn Verify(open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let problems = Problems::new();
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let address = move || session.user.with_untracked(|user| user.as_ref().map(|user| user.email.clone()));
    let submit = move |()| {
        problems.clear();
        let parsed = (address(), problems.parse("code", &code.get_untracked(), AccessCode::parse));
        let (Some(email), Some(code)) = parsed else { return problems.focus_first() };
        busy.set(true);
        spawn_local(async move {
            match call(VerifyEmail { email, code }).await {
                Ok(_) => {
                    session.user.update(|user| user.iter_mut().for_each(|user| user.email_verified = true));
                    toasts.say(texts::email_verified(language_now()));
                    open.set(false);
                }
                Err(failure) => problems.refuse(failure),
            }
            busy.set(false);
        });
    };
    let sent = move || address().map(|email| texts::verify_text(language(), email.as_str()));
    view! {
        <p>{sent}</p>
        <Form on_submit=submit problems>
            <Field label=t(texts::mail_code) name="code" problems required=true>
                <TextInput value=code autocomplete="one-time-code" autofocus=true />
            </Field>
            <FormFailure problems />
            <div class="actions"><Submit label=t(texts::verify) busy /></div>
        </Form>
    }
}

/// First the new address with the password, then the code that goes there, or the recovery code.
#[component]
fn Change(open: RwSignal<bool>) -> impl IntoView {
    let problems = Problems::new();
    let (email, password) = (RwSignal::new(String::new()), PasswordText::new());
    let asked = RwSignal::new(None::<(EmailAddress, Delivery)>);
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let parsed = (
            problems.parse("new_email", &email.get_untracked(), EmailAddress::parse),
            problems.parse("current_password", &password.get_untracked(), Secret::parse),
        );
        let (Some(new_email), Some(current_password)) = parsed else { return problems.focus_first() };
        busy.set(true);
        spawn_local(async move {
            let command = RequestEmailChange { new_email: new_email.clone(), current_password };
            match call(command).await {
                Ok(requested) => asked.set(Some((new_email, requested.delivery))),
                Err(failure) => problems.refuse(failure),
            }
            busy.set(false);
        });
    };
    let request = move || {
        view! {
            <Form on_submit=submit problems>
                <Field label=t(texts::new_email) name="new_email" problems required=true>
                    <TextInput value=email kind=Input::Email autocomplete="email" autofocus=true />
                </Field>
                <Field label=t(texts::current_password) name="current_password" problems required=true>
                    <PasswordInput value=password />
                </Field>
                <FormFailure problems />
                <div class="actions">
                    <Button label=t(texts::cancel) on_press=move |_| open.set(false) />
                    <Submit label=t(texts::next) busy />
                </div>
            </Form>
        }
    };
    move || match asked.get() {
        None => request().into_any(),
        Some((new_email, delivery)) => view! { <ChangeWithCode open new_email delivery /> }.into_any(),
    }
}

#[component]
fn ChangeWithCode(open: RwSignal<bool>, new_email: EmailAddress, delivery: Delivery) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let problems = Problems::new();
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let email = session.user.with_untracked(|user| user.as_ref().map(|user| user.email.clone()));
        let parsed = (email, problems.parse("code", &code.get_untracked(), AccessCode::parse));
        let (Some(email), Some(code)) = parsed else { return problems.focus_first() };
        let command = ChangeEmail { email, new_email: new_email.clone(), code };
        busy.set(true);
        spawn_local(async move {
            match call(command).await {
                Ok(user) => {
                    session.user.set(Some(user));
                    toasts.say(texts::email_changed(language_now()));
                    open.set(false);
                }
                Err(failure) => problems.refuse(failure),
            }
            busy.set(false);
        });
    };
    let (label, hint): (fn(_) -> _, fn(_) -> _) = match delivery {
        Delivery::Mail => (texts::mail_code, texts::code_by_mail),
        Delivery::CodeOrAdministrator => (texts::code, texts::code_by_recovery),
    };
    view! {
        <Form on_submit=submit problems>
            <Field label=t(label) name="code" problems required=true hint=t(hint)>
                <TextInput value=code autocomplete="one-time-code" autofocus=true />
            </Field>
            <FormFailure problems />
            <div class="actions"><Submit label=t(texts::change_email) busy /></div>
        </Form>
    }
}
