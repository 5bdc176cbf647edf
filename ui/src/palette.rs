//! The command palette (Ctrl+K): clients, their next appointments, pages and actions by a few letters, and one line of text
//! that books.
//!
//! `line` and `guess` read what is typed, `plan` makes of it what to look up and what it may book, `rank` and `entries` make
//! the list; all of these are pure. `search` holds what is typed and read, and this file draws it: a combobox with a list
//! (ARIA Authoring Practices), in which the focus never leaves the field.

mod entries;
mod guess;
mod line;
mod plan;
mod rank;
mod recent;
mod search;
mod texts;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use self::entries::{Entry, Group};
use self::recent::Recent;
use self::search::Search;
use crate::components::{Dialog, ErrorNote, Glyph, Icon, Kbd};
use crate::language::{language, t};
use crate::router::use_router;
use crate::session::use_session;
use crate::shortcuts::use_shortcuts;

const LIST: &str = "palette-list";

/// The palette. It opens when `Shortcuts::search` says so.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let open = use_shortcuts().search;
    let recent = Recent::follow(use_router(), use_session());
    view! {
        <Dialog open title=t(texts::title) bare=true>
            <Body recent />
        </Dialog>
    }
}

#[component]
fn Body(recent: Recent) -> impl IntoView {
    let search = Search::open(recent);
    let spoken = move || (!search.waits()).then(|| texts::found(language(), search.length() as u64));
    let nothing = move || texts::nothing(language(), search.text.get().trim());
    view! {
        <div class="palette">
            <Field search />
            {move || search.failure.get().map(|failure| view! { <div class="palette-note"><ErrorNote failure /></div> })}
            <List search />
            <p class="palette-note muted" hidden=move || !search.nothing()>{nothing}</p>
            <p class="unseen" role="status">{spoken}</p>
            <Keys />
        </div>
    }
}

#[component]
fn Field(search: Search) -> impl IntoView {
    let any = move || search.length() != 0;
    let active = move || any().then(|| option_id(search.active()));
    view! {
        <div class="palette-field">
            <Icon glyph=Glyph::Search size=18 />
            <input
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                autofocus=true
                maxlength="200"
                aria-autocomplete="list"
                aria-expanded=move || if any() { "true" } else { "false" }
                aria-controls=LIST
                aria-activedescendant=active
                aria-label=t(texts::field)
                placeholder=t(texts::hint)
                prop:value=move || search.text.get()
                on:input:target=move |event| search.typed(event.target().value())
                on:keydown=move |event| pressed(search, &event)
            />
        </div>
    }
}

#[component]
fn List(search: Search) -> impl IntoView {
    let groups = move || {
        let mut place = 0;
        let draw = |group: Group| {
            let first = place;
            place += group.entries.len();
            view! { <GroupView search group first /> }
        };
        search.groups.get().into_iter().map(draw).collect_view()
    };
    view! {
        <div
            class="palette-list"
            id=LIST
            role="listbox"
            aria-label=t(texts::results)
            aria-busy=move || if search.waits() { "true" } else { "false" }
            hidden=move || search.length() == 0
        >
            {groups}
        </div>
    }
}

/// Entries of one kind, under their title.
#[component]
fn GroupView(search: Search, group: Group, first: usize) -> impl IntoView {
    let title = format!("palette-group-{first}");
    let labelled_by = title.clone();
    let entries = group.entries.into_iter().enumerate();
    let entries = entries.map(|(at, entry)| view! { <Row search entry place=first + at /> }).collect_view();
    view! {
        <div role="group" aria-labelledby=labelled_by>
            <div class="section-title" role="presentation" id=title>{group.title}</div>
            {entries}
        </div>
    }
}

#[component]
fn Row(search: Search, entry: Entry, place: usize) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let on = Memo::new(move |_| search.active() == place);
    Effect::new(move |_| {
        if on.get()
            && let Some(element) = node.get()
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let Entry { glyph, label, detail, keys, .. } = entry;
    let detail = (!detail.is_empty()).then(|| view! { <small>{detail}</small> });
    view! {
        <div
            class="palette-option"
            role="option"
            node_ref=node
            id=option_id(place)
            aria-selected=move || if on.get() { "true" } else { "false" }
            // The field keeps the focus.
            on:mousedown=move |event| event.prevent_default()
            on:mousemove=move |_| if !on.get_untracked() { search.point(place) }
            on:click=move |event| search.take(place, event.ctrl_key() || event.meta_key())
        >
            <Icon glyph size=16 />
            <span class="ellipsis">{label}</span>
            {detail}
            {keys.map(|keys| view! { <Kbd keys /> })}
        </div>
    }
}

/// What the keys do here, for those who see it; the field says it by its role.
#[component]
fn Keys() -> impl IntoView {
    view! {
        <p class="palette-keys" aria-hidden="true">
            <span><Kbd keys="↑ ↓" />{t(texts::key_choose)}</span>
            <span><Kbd keys="Enter" />{t(texts::key_open)}</span>
            <span><Kbd keys="Ctrl Enter" />{t(texts::key_book)}</span>
            <span><Kbd keys="Esc" />{t(texts::key_close)}</span>
        </p>
    }
}

fn option_id(place: usize) -> String {
    format!("palette-option-{place}")
}

/// Arrows move, Enter takes, Ctrl+Enter books, Ctrl+K closes; Escape is the dialog's.
fn pressed(search: Search, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "ArrowDown" => search.step(1),
        "ArrowUp" => search.step(-1),
        "Enter" => search.enter(command),
        "k" | "K" if command => search.close(),
        // There is nothing else in the dialog to go to.
        "Tab" => {}
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}
