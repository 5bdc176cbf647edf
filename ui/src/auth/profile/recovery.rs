//! Replacing the recovery code.

use leadsmart_contract::auth::ReplaceRecoveryCode;
use leadsmart_contract::values::{AccessCode, Secret};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::auth::recovery_code::RecoveryCodeSheet;
use crate::auth::texts;
use crate::backend::call;
use crate::components::{
    Button, Dialog, Field, Form, FormFailure, Glyph, PasswordInput, PasswordText, Problems, Submit,
};
use crate::language::t;

/// Says what the recovery code is for, and makes another.
#[component]
pub(super) fn RecoveryPanel() -> impl IntoView {
    let open = RwSignal::new(false);
    let code = RwSignal::new(None::<AccessCode>);
    let ask = move |_| {
        code.set(None);
        open.set(true);
    };
    // The old code is gone by then: a slip with Escape would leave the person without any.
    let must_answer = Signal::derive(move || code.with(Option::is_some));
    view! {
        <section class="panel">
            <header>
                <div><h2>{t(texts::recovery_title)}</h2><p class="muted">{t(texts::recovery_text)}</p></div>
                <Button label=t(texts::replace_code) icon=Glyph::Key on_press=ask />
            </header>
            <Dialog open title=t(texts::replace_code) must_answer><Replace open code /></Dialog>
        </section>
    }
}

/// First the password, then the new code until it is kept.
#[component]
fn Replace(open: RwSignal<bool>, code: RwSignal<Option<AccessCode>>) -> impl IntoView {
    let problems = Problems::new();
    let password = PasswordText::new();
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let Some(current_password) =
            problems.parse("current_password", &password.get_untracked(), Secret::parse)
        else {
            return problems.focus_first();
        };
        busy.set(true);
        spawn_local(async move {
            match call(ReplaceRecoveryCode { current_password }).await {
                Ok(answer) => code.set(Some(answer.recovery_code)),
                Err(failure) => problems.refuse(failure),
            }
            busy.set(false);
        });
    };
    let question = move || {
        view! {
            <Form on_submit=submit problems>
                <Field label=t(texts::current_password) name="current_password" problems required=true>
                    <PasswordInput value=password autofocus=true />
                </Field>
                <FormFailure problems />
                <div class="actions">
                    <Button label=t(texts::cancel) on_press=move |_| open.set(false) />
                    <Submit label=t(texts::replace_code) busy />
                </div>
            </Form>
        }
    };
    move || match code.get() {
        Some(code) => view! {
            <p>{t(texts::keep_code_text)}" "{t(texts::new_code_text)}</p>
            <RecoveryCodeSheet code on_kept=move |()| open.set(false) />
        }
        .into_any(),
        None => question().into_any(),
    }
}
