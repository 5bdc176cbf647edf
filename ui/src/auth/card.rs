//! What pages have around them while nobody is logged in: a card, and the language.

use leadsmart_contract::language::Language;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::texts;
use crate::backend;
use crate::components::{Choice, Segmented};
use crate::language::{language, speak, t};
use crate::session::use_session;

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
    Effect::new(move |_| backend::name_page(format!("{} · LeadSmart", spoken.get())));
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

/// Says that the session cannot be kept for the next start. Nothing where a keychain serves.
#[component]
pub(super) fn KeychainNote() -> impl IntoView {
    let session = use_session();
    // Only the desktop keeps its session in a keychain; a browser has its own storage.
    let missing = move || {
        crate::backend::in_window()
            && session.status.with(|status| status.as_ref().is_some_and(|status| !status.keychain))
    };
    view! {
        <Show when=missing>
            <p class="note small" role="status">{t(texts::no_keychain)}</p>
        </Show>
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
