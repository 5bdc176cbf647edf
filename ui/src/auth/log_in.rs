//! Logging in, and logging in again.

use leadsmart_contract::auth::{Login, Registered, SessionStarted};
use leadsmart_contract::values::{EmailAddress, Secret};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::card::KeychainNote;
use super::forgotten::ForgottenForm;
use super::recovery_code::RecoveryCodeSheet;
use super::register::RegisterForm;
use super::{AuthCard, device, texts};
use crate::backend::call;
use crate::components::{
    Dialog, ErrorNote, Field, Form, FormFailure, Input, PasswordInput, PasswordText, Problems, Submit,
    TextInput,
};
use crate::language::{language, t};
use crate::session::use_session;

#[derive(Clone, PartialEq)]
enum Way {
    LogIn,
    Register,
    Forgotten,
    Code(Registered),
}

/// The page while nobody is logged in.
#[component]
pub(crate) fn LogInPage() -> impl IntoView {
    let way = RwSignal::new(Way::LogIn);
    // What was typed as address goes along to the other forms and back.
    let email = RwSignal::new(String::new());
    let shown = move |registered| way.set(Way::Code(registered));
    move || match way.get() {
        Way::LogIn => view! { <LogInCard way email /> }.into_any(),
        Way::Register => view! {
            <AuthCard title=t(texts::create_account) text=t(texts::create_account_text)>
                <RegisterForm on_done=shown />
                <Back way />
            </AuthCard>
        }
        .into_any(),
        Way::Forgotten => view! {
            <AuthCard title=t(texts::reset) text=t(texts::reset_text)>
                <ForgottenForm email on_done=shown />
                <Back way />
            </AuthCard>
        }
        .into_any(),
        Way::Code(registered) => view! { <CodeCard registered /> }.into_any(),
    }
}

#[component]
fn Back(way: RwSignal<Way>) -> impl IntoView {
    view! { <button type="button" class="link-button" on:click=move |_| way.set(Way::LogIn)>{t(texts::back)}</button> }
}

#[component]
fn LogInCard(way: RwSignal<Way>, email: RwSignal<String>) -> impl IntoView {
    view! {
        <AuthCard title=t(texts::log_in)>
            <LogInForm email />
            <KeychainNote />
            <div class="auth-links">
                <button type="button" class="link-button" on:click=move |_| way.set(Way::Forgotten)>
                    {t(texts::forgotten)}
                </button>
                <button type="button" class="link-button" on:click=move |_| way.set(Way::Register)>
                    {t(texts::no_account)}
                </button>
            </div>
        </AuthCard>
    }
}

/// Address and password. With a fixed address only the password is asked for.
#[component]
fn LogInForm(
    email: RwSignal<String>,
    /// Whether the address is that of the session that ended.
    #[prop(optional)]
    fixed: bool,
) -> impl IntoView {
    let session = use_session();
    let problems = Problems::new();
    let password = PasswordText::new();
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let parsed = (
            problems.parse("email", &email.get_untracked(), EmailAddress::parse),
            problems.parse("password", &password.get_untracked(), Secret::parse),
        );
        let (Some(email), Some(secret)) = parsed else { return problems.focus_first() };
        busy.set(true);
        spawn_local(async move {
            let answer = match call(Login { email, password: secret, device: device() }).await {
                Ok(started) => session.adopt(started).await,
                Err(failure) => Err(failure),
            };
            busy.set(false);
            if let Err(failure) = answer {
                problems.refuse(failure);
            }
        });
    };
    view! {
        <Form on_submit=submit problems>
            {(!fixed).then(|| view! {
                <Field label=t(texts::email) name="email" problems required=true>
                    <TextInput value=email kind=Input::Email autocomplete="username" autofocus=true />
                </Field>
            })}
            <Field label=t(texts::password) name="password" problems required=true>
                <PasswordInput value=password autofocus=fixed />
            </Field>
            <FormFailure problems />
            <Submit label=t(texts::log_in) busy />
        </Form>
    }
}

#[component]
fn CodeCard(registered: Registered) -> impl IntoView {
    let session = use_session();
    let failure = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let Registered { session: started, recovery_code } = registered;
    let go_on = move |()| {
        let started: SessionStarted = started.clone();
        busy.set(true);
        spawn_local(async move {
            failure.set(session.adopt(started).await.err());
            busy.set(false);
        });
    };
    view! {
        <AuthCard title=t(texts::keep_code) text=t(texts::keep_code_text)>
            <RecoveryCodeSheet code=recovery_code on_kept=go_on busy />
            {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
        </AuthCard>
    }
}

/// Asks for the password over the page when the session has ended, so that nothing typed there is lost.
#[component]
pub(crate) fn LogInAgain() -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(session.ended.get() && session.user.with(Option::is_some)));
    let email = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(user) = session.user.get() {
            email.set(user.email.to_string());
        }
    });
    view! {
        <Dialog open title=t(texts::again) must_answer=true>
            <p>{move || texts::again_text(language(), &email.get())}</p>
            <LogInForm email fixed=true />
            <button type="button" class="link-button" on:click=move |_| session.start_over()>
                {t(texts::somebody_else)}
            </button>
        </Dialog>
    }
}
