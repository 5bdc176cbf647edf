//! Buttons.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The one step that a place is there for.
    Primary,
    /// Any other step.
    #[default]
    Plain,
    /// Something goes away.
    Danger,
    /// Without a frame, for bars and rows.
    Ghost,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button",
            Self::Danger => "button danger",
            Self::Ghost => "button ghost",
        }
    }
}

/// A button. While busy it keeps its width and the focus, and does nothing.
#[component]
pub(crate) fn Button(
    /// What it says; with `icon_only` it is only spoken and shown as a tip.
    #[prop(into)]
    label: TextProp,
    /// What it does.
    #[prop(into)]
    on_press: Callback<MouseEvent>,
    /// How much it asks for attention.
    #[prop(optional)]
    kind: Kind,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Shows only the icon.
    #[prop(optional)]
    icon_only: bool,
    /// The key that does the same, such as `Ctrl N`.
    #[prop(optional, into)]
    shortcut: Option<&'static str>,
    /// Whether its work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether it is on, for a button that switches something.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// What screen readers say of it, where the words alone do not tell which is meant.
    #[prop(optional, into)]
    spoken: Option<TextProp>,
    /// Whether it gets the focus when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let press = move |event: MouseEvent| {
        if !busy.get_untracked() {
            on_press.run(event);
        }
    };
    let tip = label.clone();
    view! {
        <button
            type="button"
            class=kind.class()
            class:icon-only=icon_only
            disabled=move || disabled.get()
            autofocus=autofocus
            aria-busy=move || busy.get().then_some("true")
            aria-pressed=move || pressed.map(|on| if on.get() { "true" } else { "false" })
            aria-keyshortcuts=shortcut.map(|keys| keys.replace("Ctrl ", "Control+"))
            aria-label=move || spoken.as_ref().map(|spoken| spoken.get())
            title=move || icon_only.then(|| tip.get())
            on:click=press
        >
            <Face label icon icon_only shortcut />
        </button>
    }
}

/// The button that sends a form; Enter in a field does the same.
#[component]
pub(crate) fn Submit(
    /// What it says.
    #[prop(into)]
    label: TextProp,
    /// How much it asks for attention; the primary step by default.
    #[prop(default = Kind::Primary)]
    kind: Kind,
    /// Whether the call is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The key that does the same.
    #[prop(optional, into)]
    shortcut: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=kind.class()
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
        >
            <Face label icon=None icon_only=false shortcut />
        </button>
    }
}

#[component]
fn Face(
    label: TextProp,
    icon: Option<Glyph>,
    icon_only: bool,
    shortcut: Option<&'static str>,
) -> impl IntoView {
    view! {
        {icon.map(|glyph| view! { <Icon glyph size=16 /> })}
        <span class="words" class:unseen=icon_only>{move || label.get()}</span>
        {shortcut.map(|keys| view! { <Kbd keys /> })}
        <span class="spinner" aria-hidden="true"></span>
    }
}

/// A key or chord as it stands on the keyboard.
#[component]
pub(crate) fn Kbd(
    /// The keys, such as `Ctrl K`.
    keys: &'static str,
) -> impl IntoView {
    view! { <kbd aria-hidden="true">{keys}</kbd> }
}
