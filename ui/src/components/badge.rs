//! A word or a number that says how something stands.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What a colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// The accent.
    Accent,
    /// Good.
    Ok,
    /// Needs a look.
    Warn,
    /// Wrong.
    Bad,
}

/// A word that says how something stands. Its colour is never the only sign.
#[component]
pub(crate) fn Badge(
    /// The word.
    #[prop(into)]
    label: TextProp,
    /// What its colour means.
    #[prop(optional, into)]
    tone: Signal<Tone>,
) -> impl IntoView {
    let class = move || match tone.get() {
        Tone::Neutral => "badge",
        Tone::Accent => "badge accent",
        Tone::Ok => "badge ok",
        Tone::Warn => "badge warn",
        Tone::Bad => "badge bad",
    };
    view! { <span class=class>{move || label.get()}</span> }
}
