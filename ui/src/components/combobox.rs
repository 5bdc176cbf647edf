//! A field with a list that follows what is typed (ARIA Authoring Practices, combobox with list autocomplete).

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::field::field_context;
use super::input::focus_when_shown;
use super::popover::{Anchor, place};
use super::{Glyph, Icon, texts};
use crate::dom::unique_id;
use crate::language::{language, t};

/// One entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ComboOption {
    /// What is chosen.
    pub(crate) id: String,
    /// What stands first in the entry, and in the field after choosing.
    pub(crate) label: String,
    /// What tells it from others of the same name, such as a phone.
    pub(crate) detail: Option<String>,
}

/// Whether the entry at a place is an option or the offer to create one.
#[derive(Clone, Copy)]
struct List {
    text: RwSignal<String>,
    options: Signal<Vec<ComboOption>>,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
    on_choose: Callback<ComboOption>,
    on_create: Option<Callback<String>>,
}

impl List {
    fn creates(self) -> bool {
        self.on_create.is_some() && self.text.with(|text| !text.trim().is_empty())
    }

    fn length(self) -> usize {
        self.options.with(Vec::len) + usize::from(self.creates())
    }

    fn step(self, step: isize) {
        let length = untrack(|| self.length());
        if length > 0 {
            self.active
                .update(|active| *active = (*active as isize + step).rem_euclid(length as isize) as usize);
        }
    }

    fn take(self, place: usize) {
        let chosen = self.options.with_untracked(|options| options.get(place).cloned());
        self.open.set(false);
        match (chosen, self.on_create) {
            (Some(option), _) => {
                self.text.set(option.label.clone());
                self.on_choose.run(option);
            }
            (None, Some(create)) => create.run(self.text.get_untracked().trim().to_owned()),
            (None, None) => {}
        }
    }

    /// Enter takes the entry, the arrows move, Escape closes the list before it closes a dialog.
    fn pressed(self, event: &KeyboardEvent) {
        let open = self.open.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if open => self.step(1),
            "ArrowUp" if open => self.step(-1),
            "ArrowDown" | "ArrowUp" => self.open.set(true),
            "Enter" if open && untrack(|| self.length()) > 0 && !event.is_composing() => {
                self.take(self.active.get_untracked());
            }
            "Escape" if open => self.open.set(false),
            "Tab" => return self.open.set(false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// A field that offers what fits while one types. The caller watches `text` and gives `options` to match, which may come
/// later; the first of them is taken by Enter.
#[component]
pub(crate) fn Combobox(
    /// What is typed; choosing sets it to the label of the entry.
    text: RwSignal<String>,
    /// What fits, the best first.
    #[prop(into)]
    options: Signal<Vec<ComboOption>>,
    /// Called with the entry that is chosen.
    #[prop(into)]
    on_choose: Callback<ComboOption>,
    /// Whether options are on their way.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// Called with the text if the person wants a new one; without it nothing is offered.
    #[prop(optional, into)]
    on_create: Option<Callback<String>>,
    /// The words of that offer, such as "New client “ana”".
    #[prop(optional, into)]
    create_label: Option<TextProp>,
    /// An example, shown while it is empty.
    #[prop(optional, into)]
    placeholder: Option<TextProp>,
    /// Its name for screen readers, where it stands in no field.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// Whether it gets the focus when its page or dialog opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let field = field_context();
    let (invalid, typed) = (field.invalid, field.typed);
    let list_id = StoredValue::new(unique_id("list"));
    let list =
        List { text, options, open: RwSignal::new(false), active: RwSignal::new(0), on_choose, on_create };
    Effect::new(move |_| {
        options.track();
        list.active.set(0);
    });
    let node = NodeRef::<html::Input>::new();
    if autofocus {
        focus_when_shown(node);
    }
    let active_id = move || {
        (list.open.get() && list.length() > 0)
            .then(|| format!("{}-{}", list_id.get_value(), list.active.get()))
    };
    view! {
        <div class="combobox">
            <input
                class="input"
                node_ref=node
                id=field.id
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                autofocus=autofocus
                aria-autocomplete="list"
                aria-controls=list_id.get_value()
                aria-expanded=move || if list.open.get() { "true" } else { "false" }
                aria-activedescendant=active_id
                aria-label=move || label.as_ref().map(|text| text.get())
                aria-describedby=field.described_by
                aria-invalid=move || invalid.get().then_some("true")
                aria-required=field.required.then_some("true")
                placeholder=move || placeholder.as_ref().map(|text| text.get())
                prop:value=move || text.get()
                on:input:target=move |event| {
                    text.set(event.target().value());
                    typed.run(());
                    list.open.set(true);
                }
                on:keydown=move |event| list.pressed(&event)
                on:click=move |_| list.open.set(true)
                on:blur=move |_| list.open.set(false)
            />
            <Options list list_id loading create_label field=node />
        </div>
    }
}

#[component]
fn Options(
    list: List,
    list_id: StoredValue<String>,
    loading: Signal<bool>,
    create_label: Option<TextProp>,
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let (Some(element), Some(field)) = (node.get(), field.get()) else { return };
        if !list.open.get() {
            let _ = element.hide_popover();
            return;
        }
        list.length();
        let anchor = Anchor::of(&field);
        element.style(("min-width", format!("{}px", anchor.width)));
        let _ = element.show_popover();
        place(&element, anchor);
    });
    let create = StoredValue::new(create_label);
    let entries = move || {
        let entry = |(place, option): (usize, ComboOption)| {
            view! {
                <Entry list list_id place>
                    <span class="ellipsis">{option.label}</span>
                    {option.detail.map(|detail| view! { <small>{detail}</small> })}
                </Entry>
            }
        };
        list.options.get().into_iter().enumerate().map(entry).collect_view()
    };
    let offer = move || {
        let place = list.options.with(Vec::len);
        let words = move || create.with_value(|label| label.as_ref().map(|label| label.get()));
        list.creates().then(|| {
            view! {
                <Entry list list_id place>
                    <Icon glyph=Glyph::Plus size=16 />
                    <span class="ellipsis">{words}</span>
                </Entry>
            }
        })
    };
    let nothing = move || list.length() == 0;
    let spoken =
        move || list.open.get().then(|| texts::results(language(), list.options.with(Vec::len) as u64));
    view! {
        // In the top layer, so that a dialog that scrolls does not cut it off.
        <div class="popover combobox-list" popover="manual" node_ref=node id=list_id.get_value() role="listbox">
            {entries}
            {offer}
            <p class="muted" hidden=move || !nothing() || loading.get()>{t(texts::no_match)}</p>
            <p class="muted" hidden=move || !nothing() || !loading.get()>{t(texts::loading)}</p>
        </div>
        <span class="unseen" role="status">{spoken}</span>
    }
}

#[component]
fn Entry(list: List, list_id: StoredValue<String>, place: usize, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let on = move || list.active.get() == place;
    Effect::new(move |_| {
        if on()
            && list.open.get()
            && let Some(element) = node.get_untracked()
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    view! {
        <div
            class="combobox-option"
            role="option"
            node_ref=node
            id=format!("{}-{place}", list_id.get_value())
            aria-selected=move || if on() { "true" } else { "false" }
            // The field keeps the focus, so that leaving it does not close the list before the click arrives.
            on:mousedown=move |event| event.prevent_default()
            on:mouseenter=move |_| list.active.set(place)
            on:click=move |_| list.take(place)
        >
            {children()}
        </div>
    }
}
