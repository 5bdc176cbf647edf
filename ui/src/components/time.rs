//! A time of day: typed.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::field::field_context;
use super::texts;
use crate::language::{format, language_now, t};

/// A time of the day, typed as `9`, `930`, `9:30` or `09h30`; arrow keys move it by five minutes.
#[component]
pub(crate) fn TimeInput(
    /// Minutes since midnight; typing changes it. What is no time leaves it none.
    value: RwSignal<Option<u16>>,
    /// Its name for screen readers, where it stands in no field.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called with the new time when typing is over.
    #[prop(optional, into)]
    on_change: Option<Callback<Option<u16>>>,
) -> impl IntoView {
    let field = field_context();
    let (invalid, note) = (field.invalid, field.note);
    let wrong = RwSignal::new(false);
    let put = move |minutes: Option<u16>| {
        value.set(minutes);
        if let Some(told) = on_change {
            told.run(minutes);
        }
    };
    // What was typed stays in sight while it is wrong.
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(minutes) = value.get() {
            text.set(format::clock(minutes));
        } else if !wrong.get_untracked() {
            text.set(String::new());
        }
    });
    let typed = move |typed: String| {
        let minutes = format::parse_clock(&typed);
        wrong.set(minutes.is_none() && !typed.trim().is_empty());
        note.run(wrong.get_untracked().then(|| texts::not_a_time(language_now()).to_owned()));
        text.set(minutes.map_or(typed, format::clock));
        put(minutes);
    };
    let nudged = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowUp" => 5,
            "ArrowDown" => 1440 - 5,
            _ => return,
        };
        event.prevent_default();
        wrong.set(false);
        note.run(None);
        put(Some((value.get_untracked().unwrap_or(540) + step) % 1440));
    };
    view! {
        <input
            class="input time"
            id=field.id
            type="text"
            inputmode="numeric"
            autocomplete="off"
            placeholder=t(texts::time_form)
            aria-label=move || label.as_ref().map(|text| text.get())
            aria-describedby=field.described_by
            aria-invalid=move || (invalid.get() || wrong.get()).then_some("true")
            aria-required=field.required.then_some("true")
            disabled=move || disabled.get()
            prop:value=move || text.get()
            on:change:target=move |event| typed(event.target().value())
            on:keydown=nudged
        />
    }
}
