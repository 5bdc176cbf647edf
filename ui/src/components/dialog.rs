//! Dialogs: the platform's own, which keep the focus inside and give it back.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::focus::FocusBefore;
use super::{Button, Glyph, Kind, texts};
use crate::dom;
use crate::language::t;

/// A dialog over the window. It is drawn only while it is open; Escape closes it, and the focus returns to where it was.
#[component]
pub(crate) fn Dialog(
    /// Whether it is open; closing sets it to false.
    open: RwSignal<bool>,
    /// What it is about.
    #[prop(into)]
    title: TextProp,
    /// Wider, for forms in two columns.
    #[prop(optional)]
    wide: bool,
    /// Without a head: the title is only spoken, and a click beside the dialog closes it.
    #[prop(optional)]
    bare: bool,
    /// Whether it can only be left by its own buttons.
    #[prop(optional, into)]
    must_answer: Signal<bool>,
    /// Called when the person closes it without a result.
    #[prop(optional, into)]
    on_dismiss: Option<Callback<()>>,
    /// Its content, with its own buttons in a `<div class="actions">`. A form in it should be a [`super::Form`].
    children: ChildrenFn,
) -> impl IntoView {
    let focus = FocusBefore::new(move || open.get());
    view! {
        <Show when=move || open.get()>
            <Shown open focus title=title.clone() wide bare must_answer on_dismiss children=children.clone() />
        </Show>
    }
}

#[component]
fn Shown(
    open: RwSignal<bool>,
    focus: FocusBefore,
    title: TextProp,
    wide: bool,
    bare: bool,
    must_answer: Signal<bool>,
    on_dismiss: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = dom::unique_id("dialog");
    let labelled_by = title_id.clone();
    focus.note();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            let _ = dialog.show_modal();
            // Without a word of its own, a form begins at its first field and not at the button that leaves it.
            let field = ".dialog-body :is(input, select, textarea):enabled";
            if let Some(first) = dom::find(&dialog, "[autofocus]").or_else(|| dom::find(&dialog, field)) {
                dom::focus(&first);
            }
        }
    });
    let dismiss = move || {
        if must_answer.get_untracked() {
            return;
        }
        open.set(false);
        if let Some(told) = on_dismiss {
            told.run(());
        }
    };
    view! {
        <dialog
            class="dialog"
            class:wide=wide
            class:bare=bare
            node_ref=node
            aria-labelledby=labelled_by
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                dismiss();
            }
            // What is beside it belongs to the element of the dialog, what is on it to its content.
            on:mousedown=move |event| {
                let beside = node.get_untracked().is_some_and(|dialog| event.target() == Some(dialog.into()));
                if bare && beside {
                    event.prevent_default();
                    dismiss();
                }
            }
        >
            <header class:unseen=bare>
                <h2 id=title_id>{move || title.get()}</h2>
                {move || (!must_answer.get() && !bare).then(|| view! {
                    <Button
                        label=t(texts::close)
                        icon=Glyph::Cross
                        icon_only=true
                        kind=Kind::Ghost
                        on_press=move |_| dismiss()
                    />
                })}
            </header>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}

/// Asks before something goes that cannot be taken back. The question names what goes.
#[component]
pub(crate) fn ConfirmDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question, such as "Delete Maria Duarte?".
    #[prop(into)]
    title: TextProp,
    /// What goes with it, and what stays.
    #[prop(into)]
    text: TextProp,
    /// The words of the button that does it.
    #[prop(into)]
    confirm: TextProp,
    /// Does it. The caller closes the dialog when it is done.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Whether it is being done.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it could not be done.
    #[prop(optional, into)]
    failure: Signal<Option<leadsmart_contract::failure::Failure>>,
) -> impl IntoView {
    let question = move || {
        let (text, confirm) = (text.clone(), confirm.clone());
        view! {
            <p>{move || text.get()}</p>
            {move || failure.get().map(|failure| view! { <super::ErrorNote failure /> })}
            <div class="actions">
                <Button label=t(texts::cancel) autofocus=true on_press=move |_| open.set(false) />
                <Button label=confirm kind=Kind::Danger busy on_press=move |_| on_confirm.run(()) />
            </div>
        }
    };
    view! { <Dialog open title>{question()}</Dialog> }
}
