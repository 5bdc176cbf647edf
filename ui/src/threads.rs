//! Chats: the conversations of the company's numbers, one of them open, and who it is with.
//!
//! `desk` holds what the page knows; `list` draws the conversations and `row` says what one shows; `head` and `panel` stand
//! around the conversation itself, which is `crate::messages`. `counts` and `open` are what the rest of the window has of it: how
//! many wait, and the way to the chat of a client. Keys: `/` searches, Alt with an arrow goes to the next and the one before,
//! Escape goes from the field to the list.

mod book;
mod counts;
mod desk;
mod head;
mod list;
mod open;
mod panel;
mod row;
mod texts;
pub(crate) mod when;

use leadsmart_contract::failure::Code;
use leadsmart_contract::permission::Permission;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

pub(crate) use self::counts::{Counts, RailLink, TodayChats};
use self::desk::Desk;
pub(crate) use self::open::OpenChat;
use crate::components::{EmptyState, ErrorNote, Glyph};
use crate::dom;
use crate::frame::Page;
use crate::language::{language, t};
use crate::messages::{Composer, Conversation, focus_field};
use crate::router::{Link, Place};
use crate::session::use_company;

/// The page.
#[component]
pub(crate) fn ChatsPage() -> impl IntoView {
    let company = use_company();
    let allowed = Memo::new(move |_| company.can(Permission::ThreadsView));
    move || {
        if allowed.get() {
            view! { <Chats /> }.into_any()
        } else {
            view! {
                <Page title=t(texts::chats)>
                    <EmptyState title=t(texts::not_allowed) text=t(texts::not_allowed_text) icon=Glyph::Chat />
                </Page>
            }
            .into_any()
        }
    }
}

#[component]
fn Chats() -> impl IntoView {
    let desk = Desk::open();
    provide_context(desk);
    let listening = window_event_listener(leptos::ev::keydown, move |event| pressed(desk, &event));
    on_cleanup(move || listening.remove());
    let title = Memo::new(move |_| match desk.of_open(|thread| thread.title.clone()) {
        Some(name) => texts::chat_with(language(), &name),
        None => texts::chats(language()).to_owned(),
    });
    Effect::new(move |_| {
        title.track();
        // The frame names the page too; with a conversation open it is that one. The page may be gone by then.
        dom::after_paint(move || {
            let title = title.try_get_untracked();
            title.into_iter().for_each(|title| crate::backend::name_page(format!("{title} · LeadSmart")));
        });
    });
    let talk = move || match desk.of_open(|thread| thread.title.clone()) {
        Some(name) => texts::chat_with(language(), &name),
        None => texts::choose(language()).to_owned(),
    };
    let in_thread = Memo::new(move |_| desk.thread.get().is_some());
    let with_panel = Memo::new(move |_| in_thread.get() && desk.panel.get());
    Effect::new(move |_| {
        if let Ok(Some(main)) = dom::document().query_selector("#main.chats") {
            // What the style sheet asks for; a name that is none is the one thing that is refused.
            let _ = main.class_list().toggle_with_force("in-thread", in_thread.get());
            let _ = main.class_list().toggle_with_force("with-panel", with_panel.get());
        }
    });
    view! {
        <Page title=t(texts::chats) bar=move || view! { <Bar /> } class="chats">
            <list::ThreadList />
            <section class="talk" aria-label=talk>
                <Show when=move || in_thread.get() fallback=|| view! {
                    <div class="talk-none"><EmptyState title=t(texts::choose) text=t(texts::choose_text) icon=Glyph::Chat /></div>
                }>
                    <Open desk />
                </Show>
            </section>
            <Show when=move || with_panel.get()><panel::Panel /></Show>
        </Page>
    }
}

/// The conversation that is open. Its parts stay while another one is opened, but for what is being written.
#[component]
fn Open(desk: Desk) -> impl IntoView {
    let gone = move || {
        desk.view
            .failure
            .with(|failure| failure.as_ref().is_some_and(|failure| failure.code == Code::NotFound))
    };
    let failure = move || {
        let failure = desk.view.failure.get().filter(|failure| failure.code != Code::NotFound)?;
        Some(view! { <ErrorNote failure on_retry=move |()| desk.view.reload() /> })
    };
    view! {
        <Show when=move || !gone() fallback=|| view! {
            <div class="talk-none">
                <EmptyState title=t(texts::gone) icon=Glyph::Chat>
                    <Link to=Place::Chats class="button">{t(texts::back)}</Link>
                </EmptyState>
            </div>
        }>
            <div class="talk-top"><head::Head />{failure}</div>
            <Conversation flow=desk.flow />
            {move || desk.thread.get().map(|thread| view! { <Composer flow=desk.flow thread replies=desk.replies /> })}
        </Show>
    }
}

#[component]
fn Bar() -> impl IntoView {
    let company = use_company();
    view! {
        <span class="push"></span>
        <Show when=move || company.can(Permission::InstancesView)>
            <Link to=Place::Connections class="button ghost">
                <crate::components::Icon glyph=Glyph::Plug size=16 />
                {t(crate::instances::TITLE)}
            </Link>
        </Show>
    }
}

/// Keys of the page. What was pressed in a field, or while something lies over the page, is not for it.
fn pressed(desk: Desk, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let writing = target.as_ref().is_some_and(dom::takes_text);
    let over = matches!(dom::document().query_selector("dialog[open], [popover]:popover-open"), Ok(Some(_)));
    if event.default_prevented() || event.is_composing() || over || event.ctrl_key() || event.meta_key() {
        return;
    }
    match (event.alt_key(), event.key().as_str()) {
        (true, "ArrowDown") => desk.step(1),
        (true, "ArrowUp") => desk.step(-1),
        (false, "Escape") if writing || desk.thread.get_untracked().is_some() => list::focus_first(),
        (false, "/") if !writing => list::focus_search(),
        (false, "i" | "I") if !writing => focus_field(),
        _ => return,
    }
    event.prevent_default();
}
