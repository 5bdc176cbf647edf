//! Where one writes: a message, a remark for the team, or other words for a message that was sent.
//!
//! What is written is kept per conversation and outlives the page; files that were attached do not, because a page cannot keep
//! them.

mod files;
mod keys;
mod later;
mod outgoing;
mod quick_list;

use leadsmart_contract::ids::ThreadId;
use leadsmart_contract::quick_replies::QuickReplyView;
use leptos::ev::{ClipboardEvent, DragEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use self::files::{Attachments, FileList};
use self::keys::{Does, Situation};
use self::later::LaterDialog;
use self::outgoing::Outgoing;
use self::quick_list::{Quick, QuickList};
use super::conversation::FIELD;
use super::face::words_of;
use super::flow::Flow;
use super::quick_manage::QuickManage;
use super::texts;
use crate::components::{Button, Choice, Glyph, Kind, Segmented};
use crate::dom;
use crate::language::{language, t};
use crate::load::Loaded;
use crate::unsent::{FormName, keep};

const MESSAGE: &str = "message";
const NOTE: &str = "note";

/// What is being written. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
struct Draft {
    flow: Flow,
    thread: ThreadId,
    /// A message or a remark.
    text: RwSignal<String>,
    /// The new words of a message that is being changed; the draft waits meanwhile.
    edited: RwSignal<String>,
    /// `message` or `note`.
    mode: RwSignal<String>,
    attachments: Attachments,
    outgoing: Outgoing,
    quick: Quick,
    /// Whether a file is held over the field.
    over: RwSignal<bool>,
    /// Whether it is asked when to send.
    later: RwSignal<bool>,
    /// Whether the quick replies are being changed.
    managing: RwSignal<bool>,
    field: NodeRef<html::Textarea>,
}

impl Draft {
    /// What stands in the field.
    fn current(self) -> RwSignal<String> {
        if self.flow.editing.get_untracked().is_some() { self.edited } else { self.text }
    }

    /// Tracked.
    fn shown(self) -> String {
        if self.flow.editing.get().is_some() { self.edited.get() } else { self.text.get() }
    }

    /// Tracked.
    fn is_note(self) -> bool {
        self.flow.editing.get().is_none() && self.mode.with(|mode| mode == NOTE)
    }

    fn typed(self, text: String) {
        self.outgoing.failure.set(None);
        self.current().set(text);
        self.quick.typed();
        if !untrack(|| self.is_note()) && self.flow.editing.get_untracked().is_none() {
            self.outgoing.typing(self.thread);
        }
    }

    /// Sends or keeps what is written.
    fn submit(self) {
        if let Some(id) = self.flow.editing.get_untracked() {
            return self.outgoing.change(id, self.edited);
        }
        if untrack(|| self.is_note()) {
            return self.outgoing.note(self.thread, self.text);
        }
        self.outgoing.send(self.thread, self.text, self.attachments, None);
    }

    /// Gives up changing or answering; answers whether there was something to give up.
    fn give_up(self) -> bool {
        let any = self.flow.editing.get_untracked().is_some() || self.flow.replying.get_untracked().is_some();
        self.flow.editing.set(None);
        self.flow.replying.set(None);
        any
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let text = self.current().get_untracked();
        let situation = Situation {
            quick: untrack(|| self.quick.is_open()),
            empty: text.is_empty(),
            editing: self.flow.editing.get_untracked().is_some(),
            busy: self.flow.replying.get_untracked().is_some(),
        };
        let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        let Some(does) = keys::does(&event.key(), event.shift_key(), chord, situation) else { return };
        event.prevent_default();
        event.stop_propagation();
        match does {
            Does::Send => self.submit(),
            Does::Step(step) => self.quick.step(step),
            Does::Choose { send } => self.choose(self.quick.chosen(), send),
            Does::CloseQuick => self.quick.close(),
            Does::GiveUp => {
                self.give_up();
            }
            Does::EditLast => {
                let last =
                    self.flow.inner.with_value(|inner| inner.talk.newest_editable().map(|view| view.id));
                match last {
                    Some(id) => self.flow.edit(id),
                    None => {
                        self.flow.focus_newest();
                    }
                }
            }
            Does::ToMessages => {
                self.flow.focus_newest();
            }
        }
    }

    /// Puts a quick reply into the field, with what differs filled in; sends it if that is meant and nothing is missing.
    fn choose(self, chosen: Option<QuickReplyView>, send: bool) {
        let Some(chosen) = chosen else { return };
        let draft = self;
        self.quick.fill(self.thread, chosen.id, move |filled| {
            draft.text.set(filled.text);
            draft.quick.close();
            draft.take_focus();
            if !filled.missing.is_empty() {
                draft.quick.incomplete.set(true);
            } else if send {
                draft.submit();
            }
        });
    }

    fn take_focus(self) {
        request_animation_frame(move || {
            if let Some(field) = self.field.try_get_untracked().flatten() {
                dom::focus(&field);
            }
        });
    }

    fn pasted(self, event: &ClipboardEvent) {
        let files = event.clipboard_data().and_then(|data| data.files());
        if let Some(files) = files.filter(|files| files.length() > 0)
            && untrack(|| self.takes_files())
        {
            event.prevent_default();
            self.attachments.add(&files);
        }
    }

    /// Tracked.
    fn takes_files(self) -> bool {
        self.flow.editing.get().is_none() && !self.is_note()
    }
}

/// Where one writes. It is drawn anew for another conversation.
#[component]
pub(crate) fn Composer(
    /// The conversation that is open.
    flow: Flow,
    /// Which one that is.
    thread: ThreadId,
    /// The quick replies of the company.
    replies: Loaded<Vec<QuickReplyView>>,
) -> impl IntoView {
    let (text, mode) = (RwSignal::new(String::new()), RwSignal::new(MESSAGE.to_owned()));
    // It is kept until nothing stands there any more, whoever empties it.
    keep(FormName::Message, thread).with("text", text).along("mode", mode).begin();
    let draft = Draft {
        flow,
        thread,
        text,
        edited: RwSignal::new(String::new()),
        mode,
        attachments: Attachments::new(flow.toasts),
        outgoing: Outgoing::new(flow),
        quick: Quick::new(flow.company, text, flow.editing, mode, replies),
        over: RwSignal::new(false),
        later: RwSignal::new(false),
        managing: RwSignal::new(false),
        field: NodeRef::new(),
    };
    follow_editing(draft);
    Effect::new(move |_| {
        // Answering begins by writing.
        if flow.replying.get().is_some() {
            draft.take_focus();
        }
    });
    // Whoever opens a conversation mostly answers it.
    draft.take_focus();
    let may = Memo::new(move |_| flow.may());
    let held = move |event: DragEvent| {
        if untrack(|| draft.takes_files()) {
            event.prevent_default();
            // The window refuses files elsewhere.
            event.stop_propagation();
            draft.over.set(true);
        }
    };
    let dropped = move |event: DragEvent| {
        draft.over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(files) = files.filter(|_| untrack(|| draft.takes_files())) {
            event.prevent_default();
            event.stop_propagation();
            draft.attachments.add(&files);
        }
    };
    view! {
        <Show when=move || may.get() fallback=|| view! { <p class="composer muted small">{t(texts::not_allowed)}</p> }>
            <div
                class="composer"
                class:over=move || draft.over.get()
                class:note=move || draft.is_note()
                on:dragenter=held
                on:dragover=held
                on:dragleave=move |_| draft.over.set(false)
                on:drop=dropped
            >
                <About draft />
                <FileList attachments=draft.attachments />
                {move || draft.outgoing.failure.get().map(|failure| view! { <crate::components::ErrorNote failure /> })}
                <QuickList quick=draft.quick on_choose=move |reply| draft.choose(Some(reply), false) on_manage=move |()| draft.managing.set(true) />
                <Box_ draft />
                <Modes draft />
                <LaterDialog open=draft.later company=flow.company on_time=move |at| {
                    draft.outgoing.send(draft.thread, draft.text, draft.attachments, Some(at));
                } />
                <QuickManage open=draft.managing replies />
            </div>
        </Show>
    }
}

/// The words of a message that is to be changed come into the field, and go when that is over.
fn follow_editing(draft: Draft) {
    Effect::new(move |_| {
        let words = draft.flow.editing.get().and_then(|id| {
            let view = draft.flow.message(id)?;
            words_of(&view.content).map(str::to_owned)
        });
        if let Some(words) = words {
            draft.edited.set(words);
            draft.take_focus();
        }
    });
}

/// What is being answered or changed.
#[component]
fn About(draft: Draft) -> impl IntoView {
    let flow = draft.flow;
    let about = move || {
        let (id, replying) = match (flow.editing.get(), flow.replying.get()) {
            (Some(id), _) => (id, false),
            (None, Some(id)) => (id, true),
            (None, None) => return None,
        };
        let view = flow.message(id)?;
        let own = view.direction == leadsmart_contract::messages::Direction::Out;
        let who = if own { texts::you(language()).to_owned() } else { flow.title() };
        let what = match words_of(&view.content) {
            Some(words) => words.to_owned(),
            None => texts::kind(language(), super::face::kind_of(&view.content)).to_owned(),
        };
        let head = if replying {
            texts::replying_to(language(), &who)
        } else {
            texts::editing(language()).to_owned()
        };
        Some(view! {
            <div class="composer-about">
                <p class="ellipsis"><b>{head}</b>" "{what}</p>
                <Button
                    label=t(texts::give_up)
                    icon=Glyph::Cross
                    icon_only=true
                    kind=Kind::Ghost
                    on_press=move |_| {
                        draft.give_up();
                        draft.take_focus();
                    }
                />
            </div>
        })
    };
    view! { <div aria-live="polite">{about}</div> }
}

/// The field with its buttons.
#[component]
fn Box_(draft: Draft) -> impl IntoView {
    let flow = draft.flow;
    let words = move || match draft.is_note() {
        true => texts::write_note(language()).to_owned(),
        false => texts::write_to(language(), &flow.title()),
    };
    let placeholder = move || match draft.is_note() {
        true => words(),
        false => format!("{} · {}", words(), texts::write_hint(language())),
    };
    let send = move || match (flow.editing.get().is_some(), draft.is_note()) {
        (true, _) => texts::save_edit(language()),
        (false, true) => texts::keep_note(language()),
        (false, false) => texts::send(language()),
    };
    let nothing = move || {
        draft.shown().trim().is_empty() && (flow.editing.get().is_some() || draft.attachments.is_empty())
    };
    let quick = draft.quick;
    view! {
        <div class="composer-box">
            <Show when=move || draft.takes_files()>
                <files::AttachButton attachments=draft.attachments />
            </Show>
            <textarea
                id=FIELD
                rows="1"
                node_ref=draft.field
                aria-label=words
                placeholder=placeholder
                aria-autocomplete="list"
                aria-controls=quick_list::LIST
                aria-activedescendant=move || quick.active_id()
                prop:value=move || draft.shown()
                on:input:target=move |event| draft.typed(event.target().value())
                on:keydown=move |event| draft.pressed(&event)
                on:paste=move |event| draft.pasted(&event)
            ></textarea>
            <Button
                label=send
                kind=Kind::Primary
                busy=draft.outgoing.uploading
                disabled=Signal::derive(nothing)
                on_press=move |_| {
                    draft.submit();
                    draft.take_focus();
                }
            />
        </div>
    }
}

/// A message or a remark; and sending later.
#[component]
fn Modes(draft: Draft) -> impl IntoView {
    let options = Signal::derive(|| {
        vec![Choice::new(MESSAGE, t(texts::mode_message)), Choice::new(NOTE, t(texts::mode_note))]
    });
    let waits = move || draft.text.with(|text| text.trim().is_empty()) && draft.attachments.is_empty();
    let missing = move || draft.quick.incomplete.get().then(|| texts::quick_missing(language()));
    view! {
        <div class="composer-modes">
            <Segmented label=t(texts::mode) value=draft.mode options on_change=move |mode: String| {
                draft.mode.set(mode);
                draft.take_focus();
            } />
            <Show when=move || draft.takes_files()>
                <Button
                    label=t(texts::schedule)
                    icon=Glyph::Clock
                    kind=Kind::Ghost
                    disabled=Signal::derive(waits)
                    on_press=move |_| draft.later.set(true)
                />
                <Button label=t(texts::quick) icon=Glyph::Note kind=Kind::Ghost on_press=move |_| draft.managing.set(true) />
            </Show>
            <span role="status">{missing}</span>
        </div>
    }
}
