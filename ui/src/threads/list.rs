//! The list of conversations: found while one types, opened by Enter. Only the rows in sight exist.

use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, ThreadId};
use leadsmart_contract::sync::GetSyncStatus;
use leadsmart_contract::topic::Topic;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::counts::use_counts;
use super::desk::{Desk, Show, use_desk};
use super::row::{Face, Key, Look, height};
use super::texts;
use crate::backend::call;
use crate::components::roll::heights::from_pixels;
use crate::components::roll::{Edge, Sheet, follow_size};
use crate::components::{Choice, EmptyState, ErrorNote, Glyph, Icon, Kbd, Segmented, Select, Skeleton};
use crate::dom;
use crate::language::{Text, format, language, language_now, t};
use crate::load::load;
use crate::router::{Link, Place};

/// The id of the field that searches.
const FIELD: &str = "thread-search";

/// How long one stays on a conversation before it is read ahead: who only passes over others reads none of them.
const STAYED: Duration = Duration::from_millis(60);

/// What is drawn. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
struct Rows {
    desk: Desk,
    sheet: StoredValue<Option<Sheet<Face>>, LocalStorage>,
    /// The rows in their order.
    keys: Memo<Vec<Key>>,
    /// Where the keyboard stands.
    cursor: RwSignal<Option<Key>>,
    /// The conversation on which the pointer or the keyboard came to stand.
    near: StoredValue<Option<ThreadId>>,
    /// Whether the next frame draws.
    frame: StoredValue<bool>,
}

/// The list, with what narrows it.
#[component]
pub(super) fn ThreadList() -> impl IntoView {
    let desk = use_desk();
    let empty = Memo::new(move |_| {
        desk.settled.get() && desk.threads.with(Vec::is_empty) && desk.hits.with(Vec::is_empty)
    });
    let waits =
        move || !desk.settled.get() && desk.failure.with(Option::is_none) && desk.threads.with(Vec::is_empty);
    let spoken = move || {
        let count = desk.threads.with(Vec::len) + desk.hits.with(Vec::len);
        (desk.searches() && desk.settled.get()).then(|| texts::found(language(), count as u64))
    };
    view! {
        <section class="threads" aria-label=t(texts::chats)>
            <div class="threads-head">
                <SearchField desk />
                <Narrowing desk />
                <span class="unseen" role="status">{spoken}</span>
                <Show when=move || desk.searches()><NotAll company=desk.company.id /></Show>
                {move || {
                    let retry = Callback::new(move |()| desk.reload());
                    desk.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
                }}
            </div>
            <div class="threads-body">
                <Show when=waits><div class="threads-wait"><Skeleton lines=10 /></div></Show>
                <Show when=move || empty.get()><Nothing desk /></Show>
                <Drawn desk />
            </div>
        </section>
    }
}

/// Says that older messages are not found, while they are on their way to this computer.
#[component]
fn NotAll(company: CompanyId) -> impl IntoView {
    let status = load(&[Topic::Sync], move || call(GetSyncStatus { company_id: company }));
    let since = Memo::new(move |_| {
        let since = status.value.with(|status| status.as_ref().and_then(|status| status.messages_since));
        since.map(|since| since.local.date())
    });
    move || {
        let text = texts::found_since(language(), &format::date(since.get()?));
        Some(view! { <p class="muted small">{text}</p> })
    }
}

#[component]
fn SearchField(desk: Desk) -> impl IntoView {
    let pressed = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => focus_first(),
            "Enter" => {
                let first = desk.threads.with_untracked(|threads| threads.first().map(|thread| thread.id));
                first.into_iter().for_each(|id| desk.router.go(Place::Chat(id)));
            }
            "Escape" if desk.text.with_untracked(|text| !text.is_empty()) => desk.text.set(String::new()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div class="search-field">
            <Icon glyph=Glyph::Search size=16 />
            <input
                id=FIELD
                class="input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=t(texts::search)
                aria-keyshortcuts="/"
                placeholder=t(texts::search_hint)
                prop:value=move || desk.text.get()
                on:input:target=move |event| desk.text.set(event.target().value())
                on:keydown=pressed
            />
            <Kbd keys="/" />
        </div>
    }
}

#[component]
fn Narrowing(desk: Desk) -> impl IntoView {
    let counts = use_counts();
    let count = move |show: Show| {
        counts.get().map_or(0, |counts| match show {
            Show::Mine => counts.mine,
            Show::Nobodys => counts.unassigned,
            Show::Unread => counts.unread,
            Show::All | Show::Resolved => 0,
        })
    };
    let words = |show: Show| -> Text {
        match show {
            Show::All => texts::all,
            Show::Mine => texts::mine,
            Show::Nobodys => texts::nobodys,
            Show::Unread => texts::unread,
            Show::Resolved => texts::resolved_ones,
        }
    };
    let options = Signal::derive(move || {
        let choice = |show: Show| {
            let label = move || match count(show) {
                0 => words(show)(language()).to_owned(),
                count => texts::with_count(language(), words(show)(language()), count),
            };
            Choice::new(show.name(), label)
        };
        Show::ALL.map(choice).to_vec()
    });
    let value = Signal::derive(move || desk.show.get().name().to_owned());
    let numbers = Signal::derive(move || {
        let all = Choice::new("", t(texts::all_numbers));
        let known = desk.instances.value.with(|instances| {
            let choice = |instance: &leadsmart_contract::instances::InstanceView| {
                Choice::new(instance.id.to_string(), instance.name.to_string())
            };
            instances.iter().flatten().map(choice).collect::<Vec<_>>()
        });
        std::iter::once(all).chain(known).collect::<Vec<_>>()
    });
    view! {
        <Segmented label=t(texts::show) value options on_change=move |name: String| desk.show.set(Show::from_name(&name)) />
        <Show when=move || several(desk)><Select value=desk.number options=numbers label=t(texts::number) /></Show>
    }
}

/// Whether the company has several numbers. Tracked.
fn several(desk: Desk) -> bool {
    desk.instances.value.with(|instances| instances.as_ref().is_some_and(|instances| instances.len() > 1))
}

/// An empty list says why, and offers the next step.
#[component]
fn Nothing(desk: Desk) -> impl IntoView {
    let narrowed = move || desk.show.get() != Show::All || desk.number.with(|number| !number.is_empty());
    move || {
        if desk.searches() {
            let title = move || texts::none_found(language(), desk.text.get().trim());
            view! { <EmptyState title icon=Glyph::Search /> }.into_any()
        } else if narrowed() {
            view! { <EmptyState title=t(texts::none_here) text=t(texts::none_here_text) icon=Glyph::Check /> }
                .into_any()
        } else {
            view! {
                <EmptyState title=t(texts::none) text=t(texts::none_text) icon=Glyph::Chat>
                    <Link to=Place::Connections class="button">{t(texts::connect)}</Link>
                </EmptyState>
            }
            .into_any()
        }
    }
}

/// The rows.
#[component]
fn Drawn(desk: Desk) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let keys = Memo::new(move |_| {
        let threads = desk
            .threads
            .with(|threads| threads.iter().map(|thread| Key::Thread(thread.id)).collect::<Vec<_>>());
        let hits = desk.hits.with(|hits| hits.iter().map(|hit| Key::Hit(hit.message_id)).collect::<Vec<_>>());
        if hits.is_empty() {
            return threads;
        }
        let heads = (!threads.is_empty()).then_some(Key::Head(0));
        heads.into_iter().chain(threads).chain([Key::Head(1)]).chain(hits).collect()
    });
    let rows = Rows {
        desk,
        sheet: StoredValue::new_local(None),
        keys,
        cursor: RwSignal::new(None),
        near: StoredValue::new(None),
        frame: StoredValue::new(false),
    };
    Effect::new(move |_| {
        let Some(scroller) = node.get() else { return };
        let scroller: HtmlElement = scroller.into();
        rows.sheet.set_value(Sheet::new(&scroller, Edge::Begin));
        follow_size(&[&scroller], move || {
            rows.sheet.try_update_value(|sheet| sheet.iter_mut().for_each(Sheet::resized));
            rows.draw();
        });
    });
    Effect::new(move |_| {
        node.track();
        rows.keys.with(|keys| {
            rows.sheet.update_value(|sheet| {
                if let Some(sheet) = sheet {
                    sheet.roll().set_rows(keys.clone(), |row| from_pixels(height(keys[row])));
                }
            });
        });
        desk.threads.track();
        desk.hits.track();
        rows.draw();
    });
    Effect::new(move |_| {
        // What else a row depends on.
        rows.look();
        rows.cursor.track();
        rows.redraw();
    });
    // The row that is open comes into sight when it was opened from elsewhere.
    Effect::new(move |_| {
        if let Some(open) = desk.thread.get() {
            rows.sheet.update_value(|sheet| {
                sheet.iter_mut().for_each(|sheet| sheet.roll().reveal(Key::Thread(open)));
            });
            rows.redraw();
        }
    });
    on_cleanup(move || {
        rows.sheet.try_set_value(None);
    });
    let scrolled = move |_| {
        let by_hand = rows.sheet.try_update_value(|sheet| sheet.as_mut().is_some_and(Sheet::scrolled));
        if by_hand == Some(true) {
            rows.redraw();
        }
    };
    view! {
        <div
            class="roll thread-list"
            role="list"
            aria-label=t(texts::threads_found)
            node_ref=node
            tabindex="-1"
            on:scroll=scrolled
            on:pointerover=move |event| rows.came_near(&event)
            on:focusin=move |event| rows.came_near(&event)
            on:pointerdown=move |event| rows.pressed_down(&event)
            on:click=move |event| rows.clicked(&event)
            on:keydown=move |event| rows.pressed(&event)
        ></div>
    }
}

impl Rows {
    /// Tracked.
    fn look(self) -> Look {
        let desk = self.desk;
        Look {
            language: language(),
            now: desk.company.now(),
            me: desk.me(),
            open: desk.thread.get(),
            current: None,
            several: several(desk),
        }
    }

    /// Draws with the next frame, once, however much asks for it.
    fn redraw(self) {
        if self.frame.try_update_value(|frame| std::mem::replace(frame, true)) == Some(false) {
            request_animation_frame(move || {
                // The page may be gone.
                if self.frame.try_set_value(false).is_none() {
                    self.draw();
                }
            });
        }
    }

    fn draw(self) {
        let desk = self.desk;
        // The page may be gone.
        let Some(keys) = self.keys.try_get_untracked() else { return };
        let look = Look { language: language_now(), ..untrack(|| self.look()) };
        // Without a place of its own the keyboard comes in at the conversation that is open, or the first.
        let open = look.open.map(Key::Thread).filter(|open| keys.contains(open));
        let first = keys.iter().find(|key| !matches!(key, Key::Head(_))).copied();
        let own = self.cursor.get_untracked().filter(|cursor| keys.contains(cursor));
        let look = Look { current: own.or(open).or(first), ..look };
        let drawn = self.sheet.try_update_value(|sheet| {
            let sheet = sheet.as_mut()?;
            desk.threads.with_untracked(|threads| {
                desk.hits.with_untracked(|hits| {
                    sheet.draw(|row| match keys.get(row)? {
                        Key::Head(0) => Some(Face::head(0, texts::threads_found(look.language))),
                        Key::Head(number) => Some(Face::head(*number, texts::messages_found(look.language))),
                        // Conversations come first, after their heading.
                        Key::Thread(id) => {
                            find_thread(threads, row, *id).map(|thread| Face::thread(thread, look))
                        }
                        Key::Hit(id) => {
                            hits.iter().find(|hit| hit.message_id == *id).map(|hit| Face::hit(hit, look))
                        }
                    });
                });
            });
            Some((sheet.roll().is_narrow(), sheet.roll().runs_out()))
        });
        match drawn.flatten() {
            // What lies around what is in sight follows once this is painted.
            Some((true, _)) if !keys.is_empty() => dom::after_paint(move || self.widen()),
            Some((false, true)) => desk.more(),
            _ => {}
        }
    }

    fn widen(self) {
        let widened =
            self.sheet.try_update_value(|sheet| sheet.as_mut().is_some_and(|sheet| sheet.roll().widen()));
        if widened == Some(true) {
            self.draw();
        }
    }

    fn key_at(self, event: &web_sys::Event) -> Option<Key> {
        let target: web_sys::Element = event.target()?.dyn_into().ok()?;
        let row = target.closest("[role=listitem]").ok().flatten()?;
        self.sheet.with_value(|sheet| sheet.as_ref()?.key_of(&row))
    }

    /// The pointer or the keyboard has come to a row: whoever stays on it may open it.
    fn came_near(self, event: &web_sys::Event) {
        let near = match self.key_at(event) {
            Some(Key::Thread(id)) => Some(id),
            _ => None,
        };
        let before = self.near.try_update_value(|known| std::mem::replace(known, near));
        let Some(thread) = near.filter(|_| before != Some(near)) else { return };
        let stayed = move || {
            if self.near.try_get_value() == Some(Some(thread)) {
                self.desk.flow.fetch_ahead(thread);
            }
        };
        set_timeout(stayed, STAYED);
    }

    /// A row is pressed: it opens when it is let go.
    fn pressed_down(self, event: &web_sys::Event) {
        if let Some(Key::Thread(id)) = self.key_at(event) {
            self.desk.flow.fetch_ahead(id);
        }
    }

    fn clicked(self, event: &web_sys::Event) {
        if let Some(key) = self.key_at(event) {
            self.cursor.set(Some(key));
            self.open(key);
        }
    }

    fn open(self, key: Key) {
        match key {
            Key::Thread(id) => self.desk.router.go(Place::Chat(id)),
            Key::Hit(id) => {
                let thread = self.desk.hits.with_untracked(|hits| {
                    hits.iter().find(|hit| hit.message_id == id).map(|hit| hit.thread_id)
                });
                if let Some(thread) = thread {
                    self.desk.router.go(Place::Chat(thread));
                    // The conversation begins with its own next effect.
                    request_animation_frame(move || self.desk.flow.show(id));
                }
            }
            Key::Head(_) => {}
        }
    }

    fn pressed(self, event: &KeyboardEvent) {
        let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        if event.default_prevented() || event.is_composing() || chord {
            return;
        }
        let key = self.key_at(event);
        match event.key().as_str() {
            "ArrowUp" if key.is_some() && key == self.first() => focus_search(),
            "ArrowUp" => self.move_from(key, -1),
            "ArrowDown" => self.move_from(key, 1),
            "PageUp" => self.move_from(key, -8),
            "PageDown" => self.move_from(key, 8),
            "Home" => self.move_from(key, isize::MIN / 2),
            "End" => self.move_from(key, isize::MAX / 2),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn first(self) -> Option<Key> {
        self.keys.with_untracked(|keys| keys.iter().find(|key| !matches!(key, Key::Head(_))).copied())
    }

    fn move_from(self, from: Option<Key>, step: isize) {
        let to = self.keys.with_untracked(|keys| {
            let rows: Vec<Key> = keys.iter().filter(|key| !matches!(key, Key::Head(_))).copied().collect();
            let last = rows.len().checked_sub(1)?;
            let from = from.and_then(|from| rows.iter().position(|key| *key == from)).unwrap_or(0);
            rows.get(from.saturating_add_signed(step).min(last)).copied()
        });
        let Some(to) = to else { return };
        self.cursor.set(Some(to));
        self.sheet.update_value(|sheet| sheet.iter_mut().for_each(|sheet| sheet.roll().reveal(to)));
        self.draw();
        let button = self.sheet.with_value(|sheet| dom::find(sheet.as_ref()?.element(to)?, "button"));
        button.iter().for_each(dom::focus);
    }
}

fn find_thread(
    threads: &[leadsmart_contract::threads::ThreadSummary],
    row: usize,
    id: ThreadId,
) -> Option<&leadsmart_contract::threads::ThreadSummary> {
    let near = |row: usize| threads.get(row).filter(|thread| thread.id == id);
    near(row).or_else(|| near(row.checked_sub(1)?))
}

/// Puts the keyboard into the field that searches.
pub(super) fn focus_search() {
    let field = dom::document().get_element_by_id(FIELD).and_then(|field| field.dyn_into().ok());
    field.iter().for_each(dom::focus);
}

/// Puts the keyboard on the row that Tab would reach.
pub(super) fn focus_first() {
    let list = dom::document().query_selector(".thread-list").ok().flatten();
    let row = list
        .and_then(|list| dom::find(&list, "button[tabindex=\"0\"]").or_else(|| dom::find(&list, "button")));
    row.iter().for_each(dom::focus);
}
