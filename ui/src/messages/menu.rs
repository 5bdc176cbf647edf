//! What can be done with a message: a menu, by its button, by the right mouse button, and by keys.

use leadsmart_contract::ids::{MessageId, NoteId};
use leadsmart_contract::messages::{
    DeleteMessage, DiscardMessage, FetchMedia, MessageState, MessageView, ReactToMessage, RetryMessage,
};
use leadsmart_contract::threads::DeleteNote;
use leadsmart_contract::values::Emoji;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Element;

use super::face::{Key, words_of};
use super::flow::Flow;
use super::texts;
use crate::backend::call;
use crate::components::{Anchor, ConfirmDialog, Glyph, MenuItem, MenuList};
use crate::language::{language, language_now, t};
use crate::send::Action;

/// The emoji that are offered.
const EMOJI: [&str; 6] = ["👍", "❤️", "😂", "😮", "🙏", "✅"];

/// Where the menu stands and what it is about.
#[derive(Clone, Copy)]
pub(super) struct MessageMenu {
    anchor: RwSignal<Option<Anchor>>,
    of: RwSignal<Option<Key>>,
    /// What is to be deleted for everybody, once the person has confirmed it.
    deleting: RwSignal<Option<MessageId>>,
    /// Whose earlier words are shown.
    pub(super) history: RwSignal<Option<MessageId>>,
}

impl MessageMenu {
    /// It is closed.
    pub(super) fn new() -> Self {
        Self {
            anchor: RwSignal::new(None),
            of: RwSignal::new(None),
            deleting: RwSignal::new(None),
            history: RwSignal::new(None),
        }
    }

    /// Opens beside an element.
    pub(super) fn open(self, key: Key, beside: &Element) {
        self.of.set(Some(key));
        self.anchor.set(Some(Anchor::of(beside)));
    }
}

/// What can be done with a message, by what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Reply,
    Copy,
    SendNow,
    Retry,
    Edit,
    History,
    Discard,
    Delete,
}

impl Step {
    /// Its words, its sign, its key, and whether something goes.
    const fn face(self) -> (crate::language::Text, Glyph, Option<&'static str>, bool) {
        match self {
            Self::Reply => (texts::reply, Glyph::Reply, Some("R"), false),
            Self::Copy => (texts::copy, Glyph::Copy, None, false),
            Self::SendNow => (texts::send_now, Glyph::Send, None, false),
            Self::Retry => (texts::retry, Glyph::Repeat, None, false),
            Self::Edit => (texts::edit, Glyph::Pencil, Some("E"), false),
            Self::History => (texts::show_history, Glyph::Clock, None, false),
            Self::Discard => (texts::discard, Glyph::Cross, Some("Del"), true),
            Self::Delete => (texts::delete_for_all, Glyph::Trash, Some("Del"), true),
        }
    }
}

/// What can be done with a message, the likeliest first.
fn steps(view: &MessageView, may: bool) -> Vec<Step> {
    let was_sent = may
        && !matches!(
            view.state,
            MessageState::Scheduled
                | MessageState::Queued
                | MessageState::Failed
                | MessageState::Undecryptable
        );
    let failed = view.failure.as_ref().is_some_and(|failure| failure.retry);
    let gone = matches!(view.content, leadsmart_contract::messages::MessageContent::Deleted);
    let all = [
        (was_sent && !gone, Step::Reply),
        (words_of(&view.content).is_some(), Step::Copy),
        (may && view.state == MessageState::Scheduled, Step::SendNow),
        (may && view.state == MessageState::Failed && failed, Step::Retry),
        (may && view.editable, Step::Edit),
        (view.edited_at.is_some() || gone, Step::History),
        (may && view.discardable, Step::Discard),
        (may && view.deletable, Step::Delete),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, step)| step).collect()
}

impl Flow {
    /// What a key does with the message on which the keyboard stands; answers whether it did anything.
    pub(super) fn press(self, key: Key, pressed: &str) -> bool {
        let Key::Message(id) = key else { return false };
        let Some(view) = self.message(id) else { return false };
        let steps = steps(&view, untrack(|| self.may()));
        let wanted: &[Step] = match pressed {
            "r" | "R" => &[Step::Reply],
            "e" | "E" => &[Step::Edit],
            "Delete" => &[Step::Discard, Step::Delete],
            _ => return false,
        };
        let step = steps.into_iter().find(|step| wanted.contains(step));
        step.into_iter().for_each(|step| self.step(id, step));
        step.is_some()
    }

    fn step(self, id: MessageId, step: Step) {
        match step {
            Step::Reply => {
                self.editing.set(None);
                self.replying.set(Some(id));
            }
            Step::Edit => self.edit(id),
            Step::Copy => self.copy(id),
            Step::SendNow | Step::Retry => self.retry(id),
            Step::History => self.menu.history.set(Some(id)),
            Step::Discard => self.discard(id),
            Step::Delete => self.menu.deleting.set(Some(id)),
        }
    }

    /// Puts the words of a message into the field, to be changed.
    pub(super) fn edit(self, id: MessageId) {
        self.replying.set(None);
        self.editing.set(Some(id));
    }

    fn copy(self, id: MessageId) {
        let Some(view) = self.message(id) else { return };
        let toasts = self.toasts;
        let text = words_of(&view.content).unwrap_or_default().to_owned();
        let clipboard = crate::dom::window().navigator().clipboard();
        spawn_local(async move {
            let copied = wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await;
            if copied.is_ok() {
                toasts.say(texts::copied(language_now()));
            }
        });
    }

    /// Tries again what has failed, or sends now what waits for its time.
    pub(super) fn retry(self, message_id: MessageId) {
        let company_id = self.company.id;
        self.answer(RetryMessage { company_id, message_id });
    }

    /// Puts an emoji on a message; the one that is there already is taken away.
    fn react(self, message_id: MessageId, emoji: &str) {
        let Ok(emoji) = Emoji::parse(emoji) else { return };
        let company_id = self.company.id;
        self.answer(ReactToMessage { company_id, message_id, emoji });
    }

    /// Asks for a file that is not here.
    pub(super) fn fetch(self, message_id: MessageId) {
        let company_id = self.company.id;
        self.answer(FetchMedia { company_id, message_id });
    }

    /// Takes back what was not sent.
    pub(super) fn discard(self, message_id: MessageId) {
        let (company_id, toasts) = (self.company.id, self.toasts);
        spawn_local(async move {
            match call(DiscardMessage { company_id, message_id }).await {
                Ok(_) => {
                    self.change(|talk| talk.remove(message_id));
                    toasts.say(texts::discarded(language_now()));
                }
                Err(failure) => toasts.fail(&failure),
            }
        });
    }

    fn delete_note(self, note_id: NoteId) {
        let (company_id, toasts) = (self.company.id, self.toasts);
        let Some(thread_id) = self.thread.get_untracked() else { return };
        spawn_local(async move {
            if let Err(failure) = call(DeleteNote { company_id, thread_id, note_id }).await {
                toasts.fail(&failure);
            }
        });
    }

    /// Calls what answers with the message as it is now.
    fn answer<C>(self, command: C)
    where
        C: leadsmart_contract::command::Command<Reply = MessageView>,
    {
        let toasts = self.toasts;
        spawn_local(async move {
            match call(command).await {
                Ok(view) => {
                    self.change(|talk| talk.put(view));
                }
                Err(failure) => toasts.fail(&failure),
            }
        });
    }
}

/// The menu, and what it asks; once on the page.
#[component]
pub(super) fn MenuOfMessage(flow: Flow) -> impl IntoView {
    let menu = flow.menu;
    let about = Memo::new(move |_| match menu.of.get()? {
        Key::Message(id) => flow.message(id),
        Key::Note(_) => None,
    });
    let offered = Memo::new(move |_| {
        about.with(|view| view.as_ref().map(|view| steps(view, flow.may())).unwrap_or_default())
    });
    let item = move |step: Step| {
        let (label, glyph, shortcut, danger) = step.face();
        let take = move |()| {
            if let Some(Key::Message(id)) = menu.of.get_untracked() {
                flow.step(id, step);
            }
        };
        match shortcut {
            Some(keys) => {
                view! { <MenuItem label=t(label) icon=glyph shortcut=keys danger on_choose=take /> }
                    .into_any()
            }
            None => view! { <MenuItem label=t(label) icon=glyph danger on_choose=take /> }.into_any(),
        }
    };
    let reacts = move || {
        about.with(|view| view.is_some()) && flow.may() && offered.with(|steps| steps.contains(&Step::Reply))
    };
    let note = move || match menu.of.get() {
        Some(Key::Note(id)) if flow.may() => Some(id),
        _ => None,
    };
    view! {
        <MenuList anchor=menu.anchor label=t(texts::actions) beside=true>
            {move || reacts().then(|| view! { <Reactions flow about /> })}
            {move || offered.get().into_iter().map(item).collect_view()}
            {move || note().map(|id| view! {
                <MenuItem label=t(texts::delete_note) icon=Glyph::Trash danger=true on_choose=move |()| flow.delete_note(id) />
            })}
        </MenuList>
        <Deleting flow />
    }
}

#[component]
fn Reactions(flow: Flow, about: Memo<Option<MessageView>>) -> impl IntoView {
    let mine = move || about.with(|view| view.as_ref().and_then(|view| view.reaction_mine.clone()));
    let entry = move |emoji: &'static str| {
        let on = move || mine().as_deref() == Some(emoji);
        let label = move || match on() {
            true => texts::take_reaction(language()).to_owned(),
            false => texts::react_with(language(), emoji),
        };
        let choose = move |_| {
            let Some(id) = about.with_untracked(|view| view.as_ref().map(|view| view.id)) else { return };
            let emoji = if untrack(on) { "" } else { emoji };
            flow.menu.anchor.set(None);
            flow.react(id, emoji);
        };
        view! {
            <button type="button" role="menuitem" tabindex="-1" class:on=on aria-label=label on:click=choose>{emoji}</button>
        }
    };
    view! { <div class="menu-emoji" role="group" aria-label=t(texts::react)>{EMOJI.map(entry).collect_view()}</div> }
}

/// Asks before a message goes from the other one's phone.
#[component]
fn Deleting(flow: Flow) -> impl IntoView {
    let deleting = flow.menu.deleting;
    let action = Action::new();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(deleting.get().is_some()));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            deleting.set(None);
            action.failure.set(None);
        }
        now
    });
    let delete = move |()| {
        let Some(message_id) = deleting.get_untracked() else { return };
        let company_id = flow.company.id;
        action.send(DeleteMessage { company_id, message_id }, move |view| {
            flow.change(|talk| talk.put(view));
            open.set(false);
        });
    };
    view! {
        <ConfirmDialog
            open
            title=t(texts::delete_title)
            text=t(texts::delete_text)
            confirm=t(texts::delete)
            on_confirm=delete
            busy=action.busy
            failure=action.failure
        />
    }
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::messages::Direction;

    use super::super::face::tests::message;
    use super::*;

    #[test]
    fn what_waits_can_be_sent_now_changed_and_taken_back_but_not_answered() {
        let view = MessageView {
            state: MessageState::Scheduled,
            direction: Direction::Out,
            editable: true,
            discardable: true,
            ..message(1, "Oi")
        };
        assert_eq!(steps(&view, true), [Step::Copy, Step::SendNow, Step::Edit, Step::Discard]);
        assert_eq!(steps(&view, false), [Step::Copy]);
    }

    #[test]
    fn what_came_can_be_answered() {
        assert_eq!(steps(&message(1, "Oi"), true), [Step::Reply, Step::Copy]);
    }

    #[test]
    fn what_was_deleted_shows_what_it_said() {
        let content = leadsmart_contract::messages::MessageContent::Deleted;
        assert_eq!(steps(&MessageView { content, ..message(1, "") }, true), [Step::History]);
    }
}
