//! The conversation in the document: its rows, what is heard on them, and its keys.

use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{MediaKind, MediaState, MessageContent, MessageView};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::face::{Face, Key, Look, Offer, guess};
use super::flow::{Flow, Inner};
use super::group::Row;
use super::menu::MenuOfMessage;
use super::viewer::{History, LinkDialog, Viewer};
use super::{pictures, texts};
use crate::components::roll::heights::from_pixels;
use crate::components::roll::{Edge, Sheet, follow_size};
use crate::components::{Button, EmptyState, ErrorNote, Glyph};
use crate::dom;
use crate::language::{language, language_now, t};

/// The field in which one writes.
pub(super) const FIELD: &str = "composer-field";

/// What was said in the conversation that is open.
#[component]
pub(crate) fn Conversation(
    /// Which one.
    flow: Flow,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let frame = StoredValue::new(false);
    let redraw = move || {
        if frame.try_update_value(|frame| std::mem::replace(frame, true)) == Some(false) {
            request_animation_frame(move || {
                if frame.try_set_value(false).is_none() {
                    flow.draw();
                }
            });
        }
    };
    Effect::new(move |_| {
        let Some(scroller) = node.get() else { return };
        flow.stand(&scroller);
        flow.follow_sizes(&scroller, redraw);
    });
    Effect::new(move |_| {
        flow.changed.track();
        node.track();
        flow.rows();
        flow.draw();
    });
    Effect::new(move |_| {
        // What else a row depends on.
        language();
        flow.company.today();
        flow.cursor.track();
        flow.found.track();
        flow.may();
        flow.title();
        flow.sound.track();
        redraw();
    });
    let looked_at = window_event_listener(leptos::ev::focus, move |_| flow.after_drawing());
    on_cleanup(move || {
        looked_at.remove();
        flow.inner.try_update_value(|inner| inner.sheet = None);
    });
    let scrolled = move |_| {
        let by_hand = flow.inner.try_update_value(|inner| inner.sheet.as_mut().is_some_and(Sheet::scrolled));
        if by_hand == Some(true) {
            redraw();
        }
    };
    let empty = move || {
        flow.changed.track();
        flow.inner.with_value(|inner| inner.talk.is_read() && inner.talk.rows().is_empty())
    };
    view! {
        <div class="talk-body">
            <div
                class="roll"
                role="list"
                aria-label=t(texts::messages)
                node_ref=node
                tabindex="-1"
                on:scroll=scrolled
                on:click=move |event| clicked(flow, &event)
                on:contextmenu=move |event| called(flow, &event)
                on:keydown=move |event| pressed(flow, &event)
                on:focusin=move |event| focused(flow, &event)
            ></div>
            <Show when=empty>
                <div class="talk-none"><EmptyState title=t(texts::no_messages) text=t(texts::no_messages_text) icon=Glyph::Chat /></div>
            </Show>
            {move || {
                let retry = Callback::new(move |()| flow.renew());
                flow.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
            }}
            <Show when=move || !flow.at_end.get()>
                <div class="talk-down">
                    <Button label=t(texts::to_newest) icon=Glyph::Down icon_only=true on_press=move |_| flow.go_to_end() />
                </div>
            </Show>
            <Spoken flow />
            <MenuOfMessage flow />
            <Viewer flow />
            <LinkDialog flow />
            <History flow />
        </div>
    }
}

/// Says what comes while the conversation is open. The rows themselves are drawn anew at every turn of the wheel, which nobody
/// wants to hear.
#[component]
fn Spoken(flow: Flow) -> impl IntoView {
    let words = move || {
        let view = flow.message(flow.came.get()?)?;
        let title = flow.title();
        let look = Look { them: &title, ..plain(language(), flow) };
        Some(Face::message(&view, look).label)
    };
    view! { <div class="unseen" role="log" aria-live="polite">{words}</div> }
}

fn plain(language: Language, flow: Flow) -> Look<'static> {
    Look {
        language,
        today: untrack(|| flow.company.today()),
        them: "",
        among: super::group::Among { first: true, last: true },
        current: false,
        found: false,
        may: untrack(|| flow.may()),
        playing: None,
        picture: None,
    }
}

impl Flow {
    /// Begins to draw in an element.
    fn stand(self, scroller: &HtmlElement) {
        self.inner.update_value(|inner| inner.sheet = Sheet::new(scroller, Edge::End));
    }

    fn follow_sizes(self, scroller: &HtmlElement, redraw: impl Fn() + Copy + 'static) {
        let rows = self.inner.with_value(|inner| inner.sheet.as_ref().map(|sheet| sheet.rows().clone()));
        let Some(rows) = rows else { return };
        follow_size(&[scroller, &rows], move || {
            self.inner.try_update_value(|inner| inner.sheet.iter_mut().for_each(Sheet::resized));
            redraw();
        });
    }

    /// Takes the rows over from what was read.
    fn rows(self) {
        self.inner.update_value(|inner| {
            let Inner { sheet: Some(sheet), talk, .. } = inner else { return };
            let keys: Vec<Row<Key>> = talk.rows().iter().map(|(row, _)| *row).collect();
            let height = |row: usize| {
                let row = talk.rows()[row].0;
                let view = match row {
                    Row::Message(Key::Message(id)) => talk.message(id),
                    _ => None,
                };
                from_pixels(guess(row, view))
            };
            sheet.roll().set_rows(keys, height);
        });
    }

    /// Draws what is in sight, and sees to what follows from it.
    fn draw(self) {
        let (language, title) = (language_now(), untrack(|| self.title()));
        let look = Look { them: &title, ..plain(language, self) };
        let (cursor, found) = (self.cursor.get_untracked(), self.found.get_untracked());
        let narrow = self.inner.try_update_value(|inner| {
            let Inner { sheet: Some(sheet), talk, .. } = inner else { return false };
            // Without a place of its own the keyboard comes in at the newest.
            let last = talk.rows().iter().rev().find_map(|(row, _)| match row {
                Row::Message(key) => Some(*key),
                _ => None,
            });
            let cursor = cursor.or(last);
            sheet.draw(|row| {
                let (row, among) = *talk.rows().get(row)?;
                let look = Look { among, ..look };
                Some(match row {
                    Row::Arriving => Face::arriving(language),
                    Row::Day(date) => Face::day(date, language, look.today),
                    Row::Unread => Face::unread(language),
                    Row::Message(key @ Key::Note(id)) => {
                        Face::note(talk.note(id)?, Look { current: cursor == Some(key), ..look })
                    }
                    Row::Message(key @ Key::Message(id)) => {
                        let picture = self.pictures.of(id);
                        let playing = untrack(|| self.sound.of(id));
                        let (current, found) = (cursor == Some(key), found == Some(id));
                        let look = Look { current, found, playing, picture: picture.as_deref(), ..look };
                        Face::message(talk.message(id)?, look)
                    }
                })
            });
            talk.is_read() && sheet.roll().is_narrow()
        });
        if narrow == Some(true) {
            dom::after_paint(move || self.widen());
        } else {
            self.after_drawing();
        }
    }

    /// Draws what lies around what is in sight, now that this is painted.
    fn widen(self) {
        let widened = self
            .inner
            .try_update_value(|inner| inner.sheet.as_mut().is_some_and(|sheet| sheet.roll().widen()));
        if widened == Some(true) {
            self.draw();
        }
    }

    /// What is in sight is read, what comes into sight is fetched.
    fn after_drawing(self) {
        let known = self.inner.try_update_value(|inner| {
            let Inner { sheet: Some(sheet), talk, .. } = inner else { return None };
            let drawn = sheet.roll().drawn();
            let wanted = talk.rows().get(drawn)?.iter().filter_map(|(row, _)| match row {
                Row::Message(Key::Message(id)) => {
                    talk.message(*id).filter(|view| has_picture(view)).map(|view| view.id)
                }
                _ => None,
            });
            let wanted: Vec<_> = wanted.collect();
            Some((wanted, sheet.roll().is_at_edge(), sheet.roll().runs_out(), talk.is_read()))
        });
        let Some((wanted, at_edge, runs_out, true)) = known.flatten() else { return };
        self.pictures.want(wanted);
        let at_end = at_edge && self.inner.with_value(|inner| inner.talk.after().is_none());
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        if at_end {
            self.seen();
        } else if at_edge {
            self.newer();
        }
        if runs_out {
            self.older();
        }
    }

    /// Moves the keyboard to another message.
    fn move_to(self, step: isize) {
        let from = self.cursor.get_untracked();
        let to = self.inner.with_value(|inner| {
            let keys: Vec<Key> = inner
                .talk
                .rows()
                .iter()
                .filter_map(|(row, _)| match row {
                    Row::Message(key) => Some(*key),
                    _ => None,
                })
                .collect();
            let last = keys.len().checked_sub(1)?;
            let from = from.and_then(|from| keys.iter().position(|key| *key == from)).unwrap_or(last);
            keys.get(from.saturating_add_signed(step).min(last)).copied()
        });
        to.into_iter().for_each(|to| self.focus(to));
    }

    /// Puts the keyboard on a message.
    pub(super) fn focus(self, key: Key) {
        self.cursor.set(Some(key));
        self.inner.update_value(|inner| {
            if let Some(sheet) = &mut inner.sheet {
                sheet.roll().reveal(Row::Message(key));
            }
        });
        self.draw();
        let element = self.element(key);
        element.iter().for_each(dom::focus);
    }

    /// Puts the keyboard on the newest message; answers whether there is one.
    pub(super) fn focus_newest(self) -> bool {
        let newest = self.inner.with_value(|inner| {
            inner.talk.rows().iter().rev().find_map(|(row, _)| match row {
                Row::Message(key) => Some(*key),
                _ => None,
            })
        });
        newest.into_iter().for_each(|key| self.focus(key));
        newest.is_some()
    }

    fn element(self, key: Key) -> Option<HtmlElement> {
        self.inner.with_value(|inner| inner.sheet.as_ref()?.element(Row::Message(key)).cloned())
    }
}

/// Whether a message has a picture that is shown without being asked for.
fn has_picture(view: &MessageView) -> bool {
    let MessageContent::Media { media, .. } = &view.content else { return false };
    matches!(media.media_kind, MediaKind::Image | MediaKind::Sticker)
        && media.state == MediaState::Here
        && media.size <= pictures::MOST
}

/// The message on which something happened.
fn key_at(target: Option<web_sys::EventTarget>) -> Option<(Key, Element)> {
    let target: Element = target?.dyn_into().ok()?;
    let row = target.closest("[data-row]").ok().flatten()?;
    Some((Key::of_attribute(&row.get_attribute("data-row")?)?, row))
}

fn focused(flow: Flow, event: &web_sys::FocusEvent) {
    if let Some((key, _)) = key_at(event.target())
        && flow.cursor.get_untracked() != Some(key)
    {
        flow.cursor.set(Some(key));
    }
}

fn clicked(flow: Flow, event: &MouseEvent) {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let Some(button) = target.and_then(|target| target.closest("[data-do]").ok().flatten()) else { return };
    let Some((key, _)) = key_at(event.target()) else { return };
    let does = button.get_attribute("data-do").unwrap_or_default();
    event.prevent_default();
    match (does.as_str(), key) {
        ("menu", key) => flow.menu.open(key, &button),
        ("link", _) => flow.leaving.set(button.get_attribute("href")),
        ("quote", _) => {
            let to = button.get_attribute("data-to").and_then(|to| to.parse().ok());
            to.into_iter().for_each(|to| flow.show(to));
        }
        ("open", Key::Message(id)) => flow.viewing.set(Some(id)),
        ("fetch", Key::Message(id)) => flow.fetch(id),
        ("play", Key::Message(id)) => flow.sound.toggle(id),
        (offer, Key::Message(id)) => match Offer::from_name(offer) {
            Some(Offer::Retry) => flow.retry(id),
            Some(Offer::Edit) => flow.edit(id),
            Some(Offer::Discard) => flow.discard(id),
            None => {}
        },
        (_, Key::Note(_)) => {}
    }
}

/// The right mouse button, or the menu key.
fn called(flow: Flow, event: &MouseEvent) {
    let Some((key, row)) = key_at(event.target()) else { return };
    // Words that are selected have the system's own menu, to copy them; so has a link.
    let selected =
        dom::window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    if selected {
        return;
    }
    event.prevent_default();
    let bubble = dom::find(&row, ".bubble");
    // The press that called it would close it again.
    request_animation_frame(move || {
        if let Some(bubble) = bubble {
            flow.menu.open(key, &bubble);
        }
    });
}

fn pressed(flow: Flow, event: &KeyboardEvent) {
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if event.default_prevented() || event.is_composing() || chord {
        return;
    }
    let at = key_at(event.target());
    let on_row =
        at.as_ref().is_some_and(|(_, row)| event.target().is_some_and(|target| target == *row.as_ref()));
    match (event.key().as_str(), at) {
        ("ArrowUp", _) => flow.move_to(-1),
        ("ArrowDown", _) => flow.move_to(1),
        ("PageUp", _) => flow.move_to(-10),
        ("PageDown", _) => flow.move_to(10),
        ("Home", _) => flow.move_to(isize::MIN / 2),
        ("End", _) => {
            flow.go_to_end();
            flow.focus_newest();
        }
        ("Escape", _) => focus_field(),
        ("Enter" | " ", Some((_, row))) if on_row => match dom::find(&row, ".media, .file, .bubble .words a")
        {
            Some(first) => first.click(),
            None => return,
        },
        ("ContextMenu", Some((key, row))) => open_menu(flow, key, &row),
        ("F10", Some((key, row))) if event.shift_key() => open_menu(flow, key, &row),
        (pressed, Some((key, _))) if on_row => {
            if !flow.press(key, pressed) {
                return;
            }
            if matches!(pressed, "r" | "R" | "e" | "E") {
                focus_field();
            }
        }
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

fn open_menu(flow: Flow, key: Key, row: &Element) {
    if let Some(bubble) = dom::find(row, ".bubble") {
        flow.menu.open(key, &bubble);
    }
}

/// Puts the keyboard into the field.
pub(crate) fn focus_field() {
    let field = dom::document().get_element_by_id(FIELD).and_then(|field| field.dyn_into().ok());
    field.iter().for_each(dom::focus);
}
