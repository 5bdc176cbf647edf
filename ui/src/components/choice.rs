//! Choices: of a list, of a few, of yes and no.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::field::field_context;
use crate::dom;

/// One entry of a choice.
#[derive(Clone)]
pub(crate) struct Choice {
    /// What is chosen.
    pub(crate) value: String,
    /// What the person reads.
    pub(crate) label: TextProp,
}

impl Choice {
    /// A value with its words.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<TextProp>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of a list, by the platform's own control.
#[component]
pub(crate) fn Select(
    /// The value that is chosen.
    value: RwSignal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// Its name for screen readers, where it stands in no field.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called when the person chooses.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let field = field_context();
    let (invalid, typed) = (field.invalid, field.typed);
    let entries = move || {
        let entry = |choice: Choice| {
            let Choice { value: own, label } = choice;
            let mine = own.clone();
            view! { <option value=own selected=move || value.with(|value| *value == mine)>{move || label.get()}</option> }
        };
        options.get().into_iter().map(entry).collect_view()
    };
    view! {
        <select
            class="input select"
            id=field.id
            aria-label=move || label.as_ref().map(|text| text.get())
            aria-describedby=field.described_by
            aria-invalid=move || invalid.get().then_some("true")
            disabled=move || disabled.get()
            prop:value=move || { options.track(); value.get() }
            on:change:target=move |event| {
                let chosen = event.target().value();
                value.set(chosen.clone());
                typed.run(());
                if let Some(told) = on_change {
                    told.run(chosen);
                }
            }
        >
            {entries}
        </select>
    }
}

/// Yes or no.
#[component]
pub(crate) fn Checkbox(
    /// Whether it is on.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_change: Callback<bool>,
    /// What is chosen.
    #[prop(into)]
    label: TextProp,
    /// What it means, in small below.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span>
                {move || label.get()}
                {hint.map(|hint| view! { <small>{move || hint.get()}</small> })}
            </span>
        </label>
    }
}

/// One of two to five, all in sight. Arrow keys move, as among radio buttons.
#[component]
pub(crate) fn Segmented(
    /// What is chosen about, for screen readers.
    #[prop(into)]
    label: TextProp,
    /// The value that is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// Called when the person chooses.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let group = NodeRef::<leptos::html::Div>::new();
    let moved = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => 1,
            "ArrowLeft" | "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(group) = group.get_untracked() {
            dom::move_focus(&dom::find_all(&group, "[role=radio]"), step);
            if let Some(chosen) = dom::focused() {
                chosen.click();
            }
        }
    };
    let entries = move || {
        let entry = |choice: Choice| {
            let Choice { value: own, label } = choice;
            let mine = own.clone();
            let on = Signal::derive(move || value.with(|value| *value == mine));
            view! {
                <button
                    type="button"
                    role="radio"
                    aria-checked=move || if on.get() { "true" } else { "false" }
                    tabindex=move || if on.get() { "0" } else { "-1" }
                    on:click=move |_| on_change.run(own.clone())
                >
                    {move || label.get()}
                </button>
            }
        };
        options.get().into_iter().map(entry).collect_view()
    };
    view! {
        <div class="segmented" role="radiogroup" node_ref=group aria-label=move || label.get() on:keydown=moved>
            {entries}
        </div>
    }
}
