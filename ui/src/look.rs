//! How this device draws the window: light or dark, and how large. Nobody else is concerned, so it lies in the webview's own
//! storage.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::components::{Choice, Segmented};
use crate::language::{Text, t};
use crate::{backend, dom};

const LIGHT_KEY: &str = "leadsmart.appearance";
const SIZE_KEY: &str = "leadsmart.size";

/// How large everything is drawn, in percent.
const SIZES: [u16; 9] = [75, 90, 100, 110, 125, 150, 175, 200, 250];

/// The size that nobody chose.
const USUAL: u16 = 100;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Appearance {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Appearance {
    const ALL: [(Self, Text); 3] =
        [(Self::System, texts::as_system), (Self::Light, texts::light), (Self::Dark, texts::dark)];

    const fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_key(key: &str) -> Self {
        Self::ALL
            .into_iter()
            .map(|(appearance, _)| appearance)
            .find(|own| own.key() == key)
            .unwrap_or_default()
    }

    /// By the one property that all colours follow.
    fn apply(self) {
        let root = dom::document().document_element();
        let Some(root) = root.and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
        let _ = match self {
            Self::System => root.style().remove_property("color-scheme").map(|_| ()),
            Self::Light | Self::Dark => root.style().set_property("color-scheme", self.key()),
        };
    }
}

/// Draws the window as this device remembers, and listens to the keys that change its size.
pub(crate) fn begin() {
    if let Some(kept) = recall(LIGHT_KEY) {
        Appearance::from_key(&kept).apply();
    }
    // A browser has these keys itself.
    if !backend::in_window() {
        return;
    }
    let size = StoredValue::new(recall(SIZE_KEY).map_or(USUAL, |kept| known(kept.parse().unwrap_or(USUAL))));
    if size.get_value() != USUAL {
        backend::draw_at(size.get_value());
    }
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        let next = match event.key().as_str() {
            "+" | "=" if command => resized(size.get_value(), 1),
            "-" if command => resized(size.get_value(), -1),
            "0" if command => USUAL,
            _ => return,
        };
        event.prevent_default();
        size.set_value(next);
        keep(SIZE_KEY, &next.to_string());
        backend::draw_at(next);
    };
    // For as long as the window lives.
    window_event_listener(leptos::ev::keydown, pressed);
}

/// The size that is nearest to what was kept, whoever kept it.
fn known(size: u16) -> u16 {
    SIZES.into_iter().min_by_key(|own| own.abs_diff(size)).unwrap_or(USUAL)
}

/// So many steps larger, or smaller; the last one stays.
fn resized(size: u16, step: isize) -> u16 {
    let place = SIZES.iter().position(|own| *own == size).unwrap_or_default();
    SIZES[place.saturating_add_signed(step).min(SIZES.len() - 1)]
}

fn recall(key: &str) -> Option<String> {
    dom::local_storage()?.get_item(key).ok().flatten()
}

fn keep(key: &str, value: &str) {
    if let Some(storage) = dom::local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Light or dark, to choose.
#[component]
pub(crate) fn AppearancePanel() -> impl IntoView {
    let chosen = RwSignal::new(recall(LIGHT_KEY).map(|key| Appearance::from_key(&key)).unwrap_or_default());
    let options = Appearance::ALL.map(|(appearance, label)| Choice::new(appearance.key(), t(label))).to_vec();
    let choose = move |key: String| {
        let appearance = Appearance::from_key(&key);
        chosen.set(appearance);
        keep(LIGHT_KEY, &key);
        appearance.apply();
    };
    let hint = move || if backend::in_window() { texts::size_hint } else { texts::size_browser };
    view! {
        <section class="panel stack">
            <h2>{t(texts::title)}</h2>
            <div class="row">
                <Segmented
                    label=t(texts::title)
                    value=Signal::derive(move || chosen.get().key().to_owned())
                    options=Signal::stored(options)
                    on_change=choose
                />
            </div>
            <p class="hint">{move || t(hint())()}</p>
        </section>
    }
}

mod texts {
    leadsmart_contract::texts! {
        title: "Aparência", "Appearance", "Apariencia";
        as_system: "Como o sistema", "As the system", "Como el sistema";
        light: "Clara", "Light", "Clara";
        dark: "Escura", "Dark", "Oscura";
        size_hint: "Vale para este computador. Ctrl + e Ctrl − aumentam e diminuem tudo; Ctrl 0 volta ao normal.",
            "Applies to this computer. Ctrl + and Ctrl − make everything larger and smaller; Ctrl 0 makes it as it was.",
            "Vale para esta computadora. Ctrl + y Ctrl − agrandan y achican todo; Ctrl 0 vuelve al tamaño normal.";
        size_browser: "Vale para este navegador.", "Applies to this browser.", "Vale para este navegador.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_by_steps_and_end() {
        assert_eq!((resized(100, 1), resized(100, -1)), (110, 90));
        assert_eq!((resized(75, -1), resized(250, 1)), (75, 250));
        assert_eq!(resized(known(1), 1), 90);
    }

    #[test]
    fn what_was_kept_by_another_version_is_the_nearest_size() {
        assert_eq!([known(0), known(104), known(130), known(900)], [75, 100, 125, 250]);
    }

    #[test]
    fn an_appearance_is_found_again_by_its_key() {
        for (appearance, _) in Appearance::ALL {
            assert_eq!(Appearance::from_key(appearance.key()), appearance);
        }
        assert_eq!(Appearance::from_key("sepia"), Appearance::System);
    }
}
