//! Changing the password.

use leadsmart_contract::auth::UpdateUser;
use leadsmart_contract::values::{Password, Secret};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::auth::texts;
use crate::backend::call;
use crate::components::{
    Field, Form, FormFailure, Kind, PasswordInput, PasswordText, Problems, Submit, use_toasts,
};
use crate::language::{language_now, t};

/// A new password, with the current one.
#[component]
pub(super) fn PasswordPanel() -> impl IntoView {
    let toasts = use_toasts();
    let problems = Problems::new();
    let (current, new) = (PasswordText::new(), PasswordText::new());
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let parsed = (
            problems.parse("current_password", &current.get_untracked(), Secret::parse),
            problems.parse("new_password", &new.get_untracked(), Password::parse),
        );
        let (Some(current_password), Some(new_password)) = parsed else { return problems.focus_first() };
        let command = UpdateUser {
            name: None,
            language: None,
            remind_before: None,
            new_password: Some(new_password),
            current_password: Some(current_password),
        };
        busy.set(true);
        spawn_local(async move {
            let answer = call(command).await;
            busy.set(false);
            match answer {
                Ok(_) => {
                    current.clear();
                    new.clear();
                    toasts.say(texts::password_changed(language_now()));
                }
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    let typed = problems.live("new_password", new, Password::parse);
    view! {
        <section class="panel">
            <div><h2>{t(texts::password_title)}</h2><p class="muted">{t(texts::password_text)}</p></div>
            <Form on_submit=submit problems>
                <div class="form-row">
                    <Field label=t(texts::current_password) name="current_password" problems required=true>
                        <PasswordInput value=current />
                    </Field>
                    <Field label=t(texts::new_password) name="new_password" problems required=true hint=t(texts::password_hint)>
                        <PasswordInput value=new autocomplete="new-password" on_change=typed />
                    </Field>
                </div>
                <FormFailure problems />
                <div class="actions"><Submit label=t(texts::change_password) kind=Kind::Plain busy /></div>
            </Form>
        </section>
    }
}
