//! Inputs for text.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::field::field_context;
use super::{Glyph, Icon, texts};
use crate::dom;
use crate::language::t;

/// What is typed, so that keyboards and password managers help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Input {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A number.
    Number,
}

impl Input {
    const fn type_name(self) -> &'static str {
        match self {
            // Addresses are checked by the contract, whose rules differ from the browser's.
            Self::Text | Self::Number | Self::Email => "text",
            Self::Phone => "tel",
        }
    }

    const fn mode(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Number => "numeric",
        }
    }
}

/// One line of text.
#[component]
pub(crate) fn TextInput(
    /// What stands in it; typing changes it.
    value: RwSignal<String>,
    /// What is typed.
    #[prop(optional)]
    kind: Input,
    /// What a password manager may fill in, as HTML names it (`email`, `name`, `off`).
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// An example, shown while it is empty.
    #[prop(optional, into)]
    placeholder: Option<TextProp>,
    /// Its name for screen readers, where it stands in no field.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether it gets the focus when its page or dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// Called when typing is over: the focus leaves, or Enter.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let field = field_context();
    let (invalid, typed) = (field.invalid, field.typed);
    let node = NodeRef::new();
    if autofocus {
        focus_when_shown(node);
    }
    view! {
        <input
            class="input"
            node_ref=node
            id=field.id
            type=kind.type_name()
            inputmode=kind.mode()
            autocomplete=autocomplete
            spellcheck=if kind == Input::Text { None } else { Some("false") }
            autocapitalize=(kind == Input::Email).then_some("off")
            autofocus=autofocus
            placeholder=move || placeholder.as_ref().map(|text| text.get())
            aria-label=move || label.as_ref().map(|text| text.get())
            aria-describedby=field.described_by
            aria-invalid=move || invalid.get().then_some("true")
            aria-required=field.required.then_some("true")
            disabled=move || disabled.get()
            prop:value=move || value.get()
            on:input:target=move |event| {
                value.set(event.target().value());
                typed.run(());
            }
            on:change:target=move |event| if let Some(told) = on_change { told.run(event.target().value()) }
        />
    }
}

/// A password while it is typed. It is no signal, so that nothing keeps it by chance: it cannot be handed to
/// [`crate::unsent::keep`].
#[derive(Clone, Copy)]
pub(crate) struct PasswordText(RwSignal<String>);

impl PasswordText {
    /// Nothing is typed.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(String::new()))
    }

    /// What is typed now.
    pub(crate) fn get_untracked(self) -> String {
        self.0.get_untracked()
    }

    /// Empties the field.
    pub(crate) fn clear(self) {
        self.0.set(String::new());
    }
}

impl From<PasswordText> for Signal<String> {
    fn from(text: PasswordText) -> Self {
        text.0.into()
    }
}

/// A password, with a button that shows it.
#[component]
pub(crate) fn PasswordInput(
    /// What stands in it.
    value: PasswordText,
    /// `current-password` or `new-password`, so that password managers do the right thing.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    /// Whether it gets the focus when its page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Called when typing is over: the focus leaves, or Enter.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let PasswordText(value) = value;
    let field = field_context();
    let (invalid, typed) = (field.invalid, field.typed);
    let shown = RwSignal::new(false);
    let node = NodeRef::new();
    if autofocus {
        focus_when_shown(node);
    }
    let words = move || if shown.get() { t(texts::hide_password)() } else { t(texts::show_password)() };
    let glyph = Signal::derive(move || if shown.get() { Glyph::EyeOff } else { Glyph::Eye });
    view! {
        <div class="input-group">
            <input
                class="input"
                node_ref=node
                id=field.id
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                spellcheck="false"
                autocapitalize="off"
                aria-describedby=field.described_by
                aria-invalid=move || invalid.get().then_some("true")
                aria-required=field.required.then_some("true")
                prop:value=move || value.get()
                on:input:target=move |event| {
                value.set(event.target().value());
                typed.run(());
            }
                on:change:target=move |event| if let Some(told) = on_change { told.run(event.target().value()) }
            />
            <button
                type="button"
                class="button ghost icon-only"
                aria-pressed=move || if shown.get() { "true" } else { "false" }
                aria-label=t(texts::show_password)
                title=words
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                <Icon glyph size=16 />
            </button>
        </div>
    }
}

/// Several lines of text. It grows with what is typed.
#[component]
pub(crate) fn TextArea(
    /// What stands in it; typing changes it.
    value: RwSignal<String>,
    /// How many lines it has at least.
    #[prop(default = 3)]
    rows: u16,
    /// An example, shown while it is empty.
    #[prop(optional, into)]
    placeholder: Option<TextProp>,
    /// Its name for screen readers, where it stands in no field.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let field = field_context();
    let (invalid, typed) = (field.invalid, field.typed);
    view! {
        <textarea
            class="input"
            id=field.id
            rows=rows
            placeholder=move || placeholder.as_ref().map(|text| text.get())
            aria-label=move || label.as_ref().map(|text| text.get())
            aria-describedby=field.described_by
            aria-invalid=move || invalid.get().then_some("true")
            aria-required=field.required.then_some("true")
            disabled=move || disabled.get()
            prop:value=move || value.get()
            on:input:target=move |event| {
                value.set(event.target().value());
                typed.run(());
            }
        ></textarea>
    }
}

/// The `autofocus` attribute works only while a document loads; this does it for what is drawn later.
pub(super) fn focus_when_shown(node: NodeRef<leptos::html::Input>) {
    Effect::new(move |_| {
        if let Some(input) = node.get() {
            let before = dom::focused();
            request_animation_frame(move || {
                // Whoever has begun to type somewhere else goes on there.
                let elsewhere = dom::focused().is_some_and(|now| {
                    dom::takes_text(&now)
                        && before.as_ref().is_none_or(|before| !before.is_same_node(Some(&now)))
                });
                if !elsewhere {
                    dom::focus(&input);
                }
            });
        }
    });
}
