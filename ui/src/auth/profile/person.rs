//! Name, language and reminders.

use leadsmart_contract::auth::{UpdateUser, UserView};
use leadsmart_contract::language::Language;
use leadsmart_contract::values::{Minutes, Name};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::picture::PictureField;
use crate::auth::texts;
use crate::backend::call;
use crate::components::{
    Choice, Field, Form, FormFailure, Kind, Problems, Select, Submit, TextInput, use_toasts,
};
use crate::language::{format, language, language_now, speak, t};
use crate::session::use_session;
use crate::unsent::{FormName, NEW, UnsentNote, keep};

/// How long before an appointment one can be reminded, in minutes.
const REMINDERS: [i64; 7] = [5, 10, 15, 30, 60, 120, 1440];

/// What one is called, how one is spoken to, and when one is reminded.
#[component]
pub(super) fn PersonPanel() -> impl IntoView {
    let session = use_session();
    view! {
        <section class="panel">
            <h2>{t(texts::you)}</h2>
            <PictureField />
            <Show when=move || session.user.with(Option::is_some)><PersonForm /></Show>
        </section>
    }
}

#[component]
fn PersonForm() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let problems = Problems::new();
    let user = session.user.get_untracked();
    let name = RwSignal::new(user.as_ref().map(|user| user.name.to_string()).unwrap_or_default());
    let tag = RwSignal::new(user.as_ref().map_or(language_now(), |user| user.language).tag().to_owned());
    let reminder = RwSignal::new(
        user.as_ref().and_then(|user| user.remind_before).map(minutes_text).unwrap_or_default(),
    );
    let unsent = keep(FormName::Person, NEW)
        .with("name", name)
        .with("language", tag)
        .with("reminder", reminder)
        .begin();
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let Some(name) = problems.parse("name", &name.get_untracked(), Name::parse) else {
            return problems.focus_first();
        };
        let remind = reminder
            .with_untracked(|text| text.parse().ok().and_then(|minutes| Minutes::parse(minutes).ok()));
        let command = UpdateUser {
            name: Some(name),
            language: Language::best(&tag.get_untracked()),
            remind_before: Some(remind),
            new_password: None,
            current_password: None,
        };
        busy.set(true);
        spawn_local(async move {
            let answer = call(command).await;
            busy.set(false);
            match answer {
                Ok(user) => {
                    unsent.forget();
                    take_over(session.user, user);
                    toasts.say(texts::saved(language_now()));
                }
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    view! {
        <Form on_submit=submit problems>
            <UnsentNote unsent />
            <div class="form-row">
                <Field label=t(texts::name) name="name" problems required=true>
                    <TextInput value=name autocomplete="name" />
                </Field>
                <Field label=t(texts::language) name="language" problems>
                    <Select value=tag options=Signal::stored(languages()) />
                </Field>
                <Field label=t(texts::remind) name="remind_before" problems hint=t(texts::remind_hint)>
                    <Select value=reminder options=Signal::stored(reminders()) />
                </Field>
            </div>
            <FormFailure problems />
            <div class="actions"><Submit label=t(texts::save) kind=Kind::Plain busy /></div>
        </Form>
    }
}

/// Takes over the changed user, and speaks her language from now on.
fn take_over(known: RwSignal<Option<UserView>>, user: UserView) {
    speak(user.language);
    known.set(Some(user));
}

fn languages() -> Vec<Choice> {
    Language::ALL.map(|language| Choice::new(language.tag(), language.name())).to_vec()
}

fn reminders() -> Vec<Choice> {
    let before = |minutes: i64| {
        let shown = Minutes::parse(minutes).map(format::duration).unwrap_or_default();
        Choice::new(minutes.to_string(), move || texts::before(language(), &shown))
    };
    std::iter::once(Choice::new("", t(texts::never))).chain(REMINDERS.map(before)).collect()
}

fn minutes_text(minutes: Minutes) -> String {
    minutes.get().to_string()
}
