//! Where the keychain does not serve: a file sealed with a passphrase keeps the company's key and the login to its database. Nothing
//! is shown where secrets can be kept and reached.

use leadsmart_contract::system::{GetSecretsStatus, OpenSecrets, SealSecrets, SecretsPlace};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{Password, Secret};
use leptos::prelude::*;

use super::texts;
use crate::backend::call;
use crate::components::{
    Field, Form, FormFailure, PasswordInput, PasswordText, Problems, Submit, use_toasts,
};
use crate::language::{Text, language_now, t};
use crate::load::load;
use crate::send::submit;

/// Asks for a passphrase where one is needed.
#[component]
pub(crate) fn Secrets() -> impl IntoView {
    let status = load(&[Topic::Sync, Topic::Account], || call(GetSecretsStatus {}));
    let wanted = Memo::new(move |_| {
        let status = status.get()?;
        (!status.open).then_some(status.place)
    });
    let done = Callback::new(move |()| status.reload());
    move || match wanted.get()? {
        SecretsPlace::SealedFile => Some(view! { <Open done /> }.into_any()),
        SecretsPlace::Keychain | SecretsPlace::Nowhere => Some(view! { <Seal done /> }.into_any()),
    }
}

/// Makes the file. The passphrase is typed twice, since nobody can recover it.
#[component]
fn Seal(done: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let (first, again) = (PasswordText::new(), PasswordText::new());
    let send = move |()| {
        problems.clear();
        let Some(passphrase) = problems.parse("passphrase", &first.get_untracked(), Password::parse) else {
            return problems.focus_first();
        };
        if first.get_untracked() != again.get_untracked() {
            problems.note("again", texts::not_the_same);
            return problems.focus_first();
        }
        submit(SealSecrets { passphrase }, problems, busy, move |_| {
            toasts.say(texts::sealed(language_now()));
            done.run(());
        });
    };
    view! {
        <Panel title=texts::seal text=texts::seal_text>
            <Form on_submit=send problems>
                <div class="form-row">
                    <Field label=t(texts::passphrase) name="passphrase" problems required=true hint=t(texts::passphrase_hint)>
                        <PasswordInput value=first autocomplete="new-password" />
                    </Field>
                    <Field label=t(texts::passphrase_again) name="again" problems required=true>
                        <PasswordInput value=again autocomplete="new-password" />
                    </Field>
                </div>
                <FormFailure problems />
                <div><Submit label=t(texts::seal_now) busy /></div>
            </Form>
        </Panel>
    }
}

/// Opens the file, once after each start.
#[component]
fn Open(done: Callback<()>) -> impl IntoView {
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let typed = PasswordText::new();
    let send = move |()| {
        problems.clear();
        let Some(passphrase) = problems.parse("passphrase", &typed.get_untracked(), Secret::parse) else {
            return problems.focus_first();
        };
        submit(OpenSecrets { passphrase }, problems, busy, move |_| done.run(()));
    };
    view! {
        <Panel title=texts::unseal text=texts::unseal_text>
            <Form on_submit=send problems>
                <Field label=t(texts::passphrase) name="passphrase" problems required=true>
                    <PasswordInput value=typed />
                </Field>
                <FormFailure problems />
                <div><Submit label=t(texts::unseal_now) busy /></div>
            </Form>
        </Panel>
    }
}

#[component]
fn Panel(title: Text, text: Text, children: Children) -> impl IntoView {
    view! {
        <section class="panel secrets" aria-label=t(title)>
            <div>
                <h2>{t(title)}</h2>
                <p class="muted">{t(text)}</p>
            </div>
            {children()}
        </section>
    }
}
