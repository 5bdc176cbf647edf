//! What the parts of the settings share.

mod checks;
mod code;
mod number;
mod texts;

pub(crate) use checks::CheckList;
pub(crate) use code::CodeSheet;
pub(crate) use number::{MinutesField, NumberField, minute_choices, minutes_between, number_between};

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::components::{Button, Submit};
use crate::language::t;

/// The head of a part: its title, what it is for, and its first step.
#[component]
pub(crate) fn Head(
    /// The title.
    #[prop(into)]
    title: TextProp,
    /// What it is for.
    #[prop(optional, into)]
    text: Option<TextProp>,
    /// The first step: buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="set-head">
            <div>
                <h2>{move || title.get()}</h2>
                {text.map(|text| view! { <p class="muted">{move || text.get()}</p> })}
            </div>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </header>
    }
}

/// The end of a form in a dialog: leave, or send.
#[component]
pub(crate) fn DialogEnd(
    /// The dialog.
    open: RwSignal<bool>,
    /// Whether the form is on its way.
    busy: RwSignal<bool>,
    /// What sending says; "Save" if left out.
    #[prop(optional, into)]
    label: Option<TextProp>,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| TextProp::from(t(texts::save)));
    view! {
        <div class="actions">
            <Button label=t(texts::cancel) on_press=move |_| open.set(false) />
            <Submit label busy />
        </div>
    }
}
