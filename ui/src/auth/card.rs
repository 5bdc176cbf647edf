//! What pages have around them while nobody is logged in: a card, and the language.

use leadsmart_contract::language::Language;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::texts;
use crate::components::{Choice, Segmented};
use crate::dom;
use crate::language::{language, speak, t};

/// A card in the middle of the window, with the languages below.
#[component]
pub(crate) fn AuthCard(
    /// What is to be done.
    #[prop(into)]
    title: TextProp,
    /// Why, or how.
    #[prop(optional, into)]
    text: Option<TextProp>,
    /// Wider, for forms with hours.
    #[prop(optional)]
    wide: bool,
    /// What stands above the title, such as the step.
    #[prop(optional, into)]
    above: Option<TextProp>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let spoken = title.clone();
    Effect::new(move |_| dom::document().set_title(&format!("{} · LeadSmart", spoken.get())));
    view! {
        <main id="main" class="auth" tabindex="-1">
            <div class="auth-card" class:wide=wide>
                <header>
                    <span class="logo" aria-hidden="true">"L"</span>
                    {above.map(|above| view! { <p class="muted small">{move || above.get()}</p> })}
                    <h1>{move || title.get()}</h1>
                    {text.map(|text| view! { <p class="muted">{move || text.get()}</p> })}
                </header>
                {children()}
            </div>
            <Languages />
        </main>
    }
}

/// The languages, each by its own name.
#[component]
fn Languages() -> impl IntoView {
    let options = Language::ALL.map(|language| Choice::new(language.tag(), language.name())).to_vec();
    let choose = move |tag: String| speak(Language::best(&tag).unwrap_or_default());
    view! {
        <footer class="auth-languages">
            <Segmented
                label=t(texts::language)
                value=Signal::derive(|| language().tag().to_owned())
                options=Signal::stored(options)
                on_change=choose
            />
        </footer>
    }
}
