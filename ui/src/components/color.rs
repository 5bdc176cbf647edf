//! The palette.

use leadsmart_contract::values::Color;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::texts;
use crate::dom::unique_id;
use crate::language::{Text, t};

/// The class that gives an element a colour of the palette: `--tint`, `--tint-wash` and `--tint-ink`.
pub(crate) const fn tint(color: Color) -> &'static str {
    match color {
        Color::Teal => "color-teal",
        Color::Blue => "color-blue",
        Color::Violet => "color-violet",
        Color::Pink => "color-pink",
        Color::Red => "color-red",
        Color::Orange => "color-orange",
        Color::Amber => "color-amber",
        Color::Green => "color-green",
        Color::Slate => "color-slate",
    }
}

const fn name(color: Color) -> Text {
    match color {
        Color::Teal => texts::teal,
        Color::Blue => texts::blue,
        Color::Violet => texts::violet,
        Color::Pink => texts::pink,
        Color::Red => texts::red,
        Color::Orange => texts::orange,
        Color::Amber => texts::amber,
        Color::Green => texts::green,
        Color::Slate => texts::slate,
    }
}

/// One of the palette: radio buttons, each with the name of its colour.
#[component]
pub(crate) fn ColorPicker(
    /// What gets the colour.
    #[prop(into)]
    label: TextProp,
    /// The colour that is chosen; choosing changes it.
    value: RwSignal<Color>,
) -> impl IntoView {
    let group = unique_id("color");
    let entry = |color: Color| {
        view! {
            <label class=format!("swatch {}", tint(color)) title=t(name(color))>
                <input
                    type="radio"
                    class="unseen"
                    name=group.clone()
                    prop:checked=move || value.get() == color
                    on:change=move |_| value.set(color)
                />
                <span class="unseen">{t(name(color))}</span>
            </label>
        }
    };
    view! {
        <fieldset class="swatches">
            <legend>{move || label.get()}</legend>
            {Color::ALL.into_iter().map(entry).collect_view()}
        </fieldset>
    }
}
