//! The language of the window, and what is written the same way everywhere.
//!
//! One window speaks one language: that of the person who is logged in, before that the browser's.

pub(crate) mod format;

use std::sync::LazyLock;

use leadsmart_contract::language::Language;
use leptos::prelude::*;

use crate::dom::{document, window};

/// A text of `texts!` without arguments.
pub(crate) type Text = fn(Language) -> &'static str;

static LANGUAGE: LazyLock<ArcRwSignal<Language>> = LazyLock::new(|| ArcRwSignal::new(preferred()));

/// The language of the window. Tracked: what reads it follows a change.
pub(crate) fn language() -> Language {
    LANGUAGE.get()
}

/// The language of the window now, for what happens once.
pub(crate) fn language_now() -> Language {
    LANGUAGE.get_untracked()
}

/// Changes the language of the window.
pub(crate) fn speak(language: Language) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", language.tag());
    }
    if language_now() != language {
        LANGUAGE.set(language);
    }
}

/// A text of `texts!` as a closure that follows the language, for `view!` and for properties of components.
pub(crate) fn t(text: Text) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || text(language())
}

/// The first of the browser's languages that the product speaks.
pub(crate) fn preferred() -> Language {
    let wanted: Vec<String> =
        window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
    Language::best(&wanted.join(",")).unwrap_or_default()
}
