//! The conversation that is open: what was read of it, and reading on.
//!
//! A change is told only as "messages changed", so the newest page is read again, and what is in sight if that is another one;
//! never twice at once, however many messages come. What was read of the last conversations is kept, and of the one that is likely
//! to be opened next the newest page is read before, so that both show at once and are read again once they are painted. Nothing
//! else is asked for before the messages of a conversation are in sight: what stands beside them follows `painted`.

use std::collections::VecDeque;

use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{MessageId, ThreadId};
use leadsmart_contract::messages::{FetchOlderMessages, ListMessages, MessagePage, MessageView};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::threads::{ListNotes, MarkThreadRead};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::face::{Face, Key};
use super::group::Row;
use super::menu::MessageMenu;
use super::pictures::Pictures;
use super::sound::Sound;
use super::talk::Talk;
use crate::backend::{self, call};
use crate::components::roll::{Edge, Sheet};
use crate::components::{Toasts, use_toasts};
use crate::dom;
use crate::load::Steady;
use crate::session::Company;

/// How many messages come first: somewhat more than are in sight.
const FIRST: u16 = 50;

/// How many come when one reads on.
const MORE: u16 = 200;

/// How many conversations are kept as they were read.
const KEPT: usize = 16;

/// Of how many conversations the newest page is read ahead at once.
const AHEAD: usize = 2;

/// The part of it that is no signal.
pub(super) struct Inner {
    pub(super) sheet: Option<Sheet<Face>>,
    pub(super) talk: Talk,
    /// Which conversation that is.
    thread: Option<ThreadId>,
    kept: VecDeque<(ThreadId, Talk)>,
    /// Whose newest pages are on their way ahead of being opened.
    coming: Vec<ThreadId>,
    /// Whether older or newer ones are on their way.
    reading_on: bool,
    /// Whether older messages that are not on this computer yet were asked for.
    asked_for_older: bool,
    /// The newest message that was marked as read.
    marked: Option<MessageId>,
}

impl Inner {
    fn keep(&mut self, thread: ThreadId, talk: Talk) {
        self.kept.push_back((thread, talk));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    fn knows(&self, thread: ThreadId) -> bool {
        self.thread == Some(thread) || self.kept.iter().any(|(kept, _)| *kept == thread)
    }
}

/// The conversation that is open. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(crate) struct Flow {
    pub(super) company: Company,
    pub(super) thread: Memo<Option<ThreadId>>,
    /// The conversation whose messages are painted, or could not be read.
    painted: RwSignal<Option<ThreadId>>,
    /// What the other one is called.
    name: Signal<String>,
    pub(super) inner: StoredValue<Inner, LocalStorage>,
    /// Grows when what was read changed.
    pub(super) changed: RwSignal<u32>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// On what the keyboard stands.
    pub(super) cursor: RwSignal<Option<Key>>,
    /// What was looked for.
    pub(super) found: RwSignal<Option<MessageId>>,
    /// What is answered by what is being written.
    pub(super) replying: RwSignal<Option<MessageId>>,
    /// Whose words are being changed.
    pub(super) editing: RwSignal<Option<MessageId>>,
    /// Whether the newest message is in sight.
    pub(super) at_end: RwSignal<bool>,
    /// What came last, for screen readers.
    pub(super) came: RwSignal<Option<MessageId>>,
    /// The picture that is shown in full.
    pub(super) viewing: RwSignal<Option<MessageId>>,
    /// The address that is about to be opened.
    pub(super) leaving: RwSignal<Option<String>>,
    pub(super) menu: MessageMenu,
    pub(super) pictures: Pictures,
    pub(super) sound: Sound,
    pub(super) toasts: Toasts,
    renewing: Steady,
}

impl Flow {
    /// Follows the conversation that is open, as long as the caller lives. `painted` follows it in turn, once its messages are
    /// painted.
    pub(crate) fn follow(
        company: Company,
        thread: Memo<Option<ThreadId>>,
        painted: RwSignal<Option<ThreadId>>,
        name: Signal<String>,
    ) -> Self {
        let inner = Inner {
            sheet: None,
            talk: Talk::default(),
            thread: None,
            kept: VecDeque::new(),
            coming: Vec::new(),
            reading_on: false,
            asked_for_older: false,
            marked: None,
        };
        let changed = RwSignal::new(0);
        let flow = Self {
            company,
            thread,
            painted,
            name,
            inner: StoredValue::new_local(inner),
            changed,
            failure: RwSignal::new(None),
            cursor: RwSignal::new(None),
            found: RwSignal::new(None),
            replying: RwSignal::new(None),
            editing: RwSignal::new(None),
            at_end: RwSignal::new(true),
            came: RwSignal::new(None),
            viewing: RwSignal::new(None),
            leaving: RwSignal::new(None),
            menu: MessageMenu::new(),
            pictures: Pictures::new(company.id, changed),
            sound: Sound::new(company.id),
            toasts: use_toasts(),
            renewing: Steady::new(),
        };
        Effect::new(move |_| flow.switch(flow.thread.get()));
        Effect::new(move |before: Option<()>| {
            backend::track(Topic::Messages);
            backend::track(Topic::Threads);
            if before.is_some() {
                flow.renew();
            }
        });
        flow
    }

    /// Whether the person may answer. Tracked.
    pub(crate) fn may(self) -> bool {
        self.company.can(Permission::ThreadsManage)
    }

    /// What the other one is called. Tracked.
    pub(super) fn title(self) -> String {
        self.name.get()
    }

    /// Says something at the edge of the window.
    pub(crate) fn say(self, text: String) {
        self.toasts.say(text);
    }

    /// A message of the conversation.
    pub(super) fn message(self, id: MessageId) -> Option<MessageView> {
        self.inner.with_value(|inner| inner.talk.message(id).cloned())
    }

    /// Changes what was read, and has it drawn.
    pub(super) fn change<T>(self, change: impl FnOnce(&mut Talk) -> T) -> Option<T> {
        let answer = self.inner.try_update_value(|inner| change(&mut inner.talk));
        self.changed.try_update(|count| *count = count.wrapping_add(1));
        answer
    }

    fn switch(self, thread: Option<ThreadId>) {
        let begun = self.inner.try_update_value(|inner| {
            if inner.thread == thread {
                return None;
            }
            let mut before = std::mem::take(&mut inner.talk);
            inner.marked.into_iter().for_each(|up_to| before.note_read(up_to));
            if let Some(old) = inner.thread.filter(|_| before.is_read() && before.after().is_none()) {
                inner.keep(old, before);
            }
            let kept = inner.kept.iter().position(|(kept, _)| Some(*kept) == thread);
            inner.talk =
                kept.and_then(|place| inner.kept.remove(place)).map(|(_, talk)| talk).unwrap_or_default();
            inner.talk.reopen();
            (inner.thread, inner.reading_on, inner.marked) = (thread, false, None);
            inner.asked_for_older = false;
            if let Some(sheet) = &mut inner.sheet {
                sheet.clear(Edge::End);
            }
            Some((inner.talk.is_read(), thread.is_some_and(|thread| inner.coming.contains(&thread))))
        });
        let Some((known, coming)) = begun.flatten() else { return };
        for signal in [self.replying, self.editing, self.found, self.came, self.viewing] {
            clear(signal);
        }
        clear(self.cursor);
        clear(self.failure);
        self.at_end.set(true);
        self.change(|_| ());
        if known || thread.is_none() {
            dom::after_paint(move || {
                self.settle(thread);
                self.renew();
            });
        } else if !coming {
            self.renew();
        }
    }

    /// What stands beside the conversation may follow, unless another one is open by now.
    fn settle(self, thread: Option<ThreadId>) {
        if self.thread.try_get_untracked() == Some(thread) && self.painted.get_untracked() != thread {
            self.painted.set(thread);
        }
    }

    /// Reads the newest page of a conversation that is likely to be opened next, unless it is known or on its way.
    pub(crate) fn fetch_ahead(self, thread: ThreadId) {
        let wanted = self.inner.try_update_value(|inner| {
            let wanted =
                !inner.knows(thread) && !inner.coming.contains(&thread) && inner.coming.len() < AHEAD;
            if wanted {
                inner.coming.push(thread);
            }
            wanted
        });
        if wanted != Some(true) {
            return;
        }
        spawn_local(async move {
            let page = call(self.ask(thread, None, None, None, FIRST)).await;
            let open = self.inner.try_update_value(|inner| {
                inner.coming.retain(|coming| *coming != thread);
                inner.thread == Some(thread)
            });
            match (open, page) {
                (Some(true), page) => {
                    self.take_newest(thread, page);
                    dom::painted().await;
                    self.settle(Some(thread));
                    self.read_notes(thread).await;
                }
                (Some(false), Ok(page)) => {
                    let mut talk = Talk::default();
                    talk.begin(page);
                    self.inner.try_update_value(|inner| inner.keep(thread, talk));
                }
                // What fails is told when it is opened; the page may be gone.
                (Some(false), Err(_)) | (None, _) => {}
            }
        });
    }

    /// Reads again what may have changed.
    pub(super) fn renew(self) {
        self.renewing.run(move || async move {
            let Some(thread) = self.thread.try_get_untracked().flatten() else { return };
            // They may be among what changed.
            self.if_open(thread, |inner| inner.asked_for_older = false);
            let first = self.if_open(thread, |inner| !inner.talk.is_read()) == Some(true);
            let page = call(self.ask(thread, None, None, None, FIRST)).await;
            self.take_newest(thread, page);
            if first {
                dom::painted().await;
                self.settle(Some(thread));
            }
            self.read_notes(thread).await;
            if let Some(middle) = self.in_sight() {
                let page = call(self.ask(thread, None, None, Some(middle), FIRST)).await;
                self.take(thread, page, Talk::refresh);
            }
        });
    }

    /// Reads the remarks of the team.
    async fn read_notes(self, thread: ThreadId) {
        let command = ListNotes { company_id: self.company.id, thread_id: thread };
        if let Ok(notes) = call(command).await
            && self.if_open(thread, |inner| inner.talk.set_notes(notes)) == Some(true)
        {
            self.change(|_| ());
        }
    }

    /// What is in the middle of the window, if that is not among the newest.
    fn in_sight(self) -> Option<MessageId> {
        self.inner.try_update_value(|inner| {
            let Inner { sheet, talk, .. } = inner;
            let roll = sheet.as_mut()?.roll();
            let middle = roll.middle()?;
            let from_end = talk.rows().len().saturating_sub(roll.place(middle)?);
            match middle {
                Row::Message(Key::Message(id)) if from_end > usize::from(FIRST) || talk.after().is_some() => {
                    Some(id)
                }
                _ => None,
            }
        })?
    }

    /// Reads older ones, unless some are on their way.
    pub(super) fn older(self) {
        let waits = |inner: &Inner| inner.asked_for_older && inner.talk.is_arriving();
        let before = self.inner.with_value(|inner| inner.talk.before().filter(|_| !waits(inner)));
        self.read_on(
            before,
            |flow, thread, before| flow.ask(thread, Some(before), None, None, MORE),
            Talk::put_older,
        );
    }

    /// Reads newer ones, where what was read does not reach the end.
    pub(super) fn newer(self) {
        let after = self.inner.with_value(|inner| inner.talk.after());
        let put = |talk: &mut Talk, page| talk.put_newer(page);
        self.read_on(after, |flow, thread, after| flow.ask(thread, None, Some(after), None, MORE), put);
    }

    fn read_on(
        self,
        cursor: Option<String>,
        ask: fn(Self, ThreadId, String) -> ListMessages,
        put: fn(&mut Talk, MessagePage),
    ) {
        let (Some(thread), Some(cursor)) = (self.thread.get_untracked(), cursor) else { return };
        let busy = self.inner.try_update_value(|inner| std::mem::replace(&mut inner.reading_on, true));
        if busy != Some(false) {
            return;
        }
        spawn_local(async move {
            let page = call(ask(self, thread, cursor)).await;
            if page.as_ref().is_ok_and(|page| page.arriving && page.items.is_empty()) {
                self.have_older_come(thread);
            }
            self.if_open(thread, |inner| {
                inner.reading_on = false;
                // What comes beyond the edge is read from where one is.
                if let Some(sheet) = inner.sheet.as_mut().filter(|_| inner.talk.after().is_some()) {
                    sheet.roll().let_go();
                }
            });
            self.take(thread, page, put);
        });
    }

    /// Has older messages come to this computer. That they have come is told as a change.
    fn have_older_come(self, thread_id: ThreadId) {
        self.if_open(thread_id, |inner| inner.asked_for_older = true);
        let company_id = self.company.id;
        spawn_local(async move {
            if call(FetchOlderMessages { company_id, thread_id }).await.is_err() {
                // The next look tries again.
                self.if_open(thread_id, |inner| inner.asked_for_older = false);
            }
        });
    }

    /// Shows a message, read or not, and marks it as what was looked for.
    pub(crate) fn show(self, id: MessageId) {
        self.found.set(Some(id));
        if self.message(id).is_some() {
            return self.go_to(id);
        }
        let Some(thread) = self.thread.get_untracked() else { return };
        spawn_local(async move {
            let page = call(self.ask(thread, None, None, Some(id), FIRST)).await;
            self.take(thread, page, Talk::begin);
            self.go_to(id);
        });
    }

    fn go_to(self, id: MessageId) {
        let go = move || {
            let key = Key::Message(id);
            self.inner.try_update_value(|inner| {
                if let Some(sheet) = &mut inner.sheet {
                    sheet.roll().go_to(Row::Message(key));
                }
            });
            self.cursor.try_set(Some(key));
            self.change(|_| ());
        };
        // Its row comes with the next drawing.
        request_animation_frame(go);
    }

    /// Goes to the newest message.
    pub(crate) fn go_to_end(self) {
        let away = self.inner.try_update_value(|inner| {
            if let Some(sheet) = &mut inner.sheet {
                sheet.roll().go_to_edge();
            }
            inner.talk.after().is_some()
        });
        self.found.set(None);
        self.at_end.set(true);
        if away == Some(true) {
            self.change(|talk| *talk = Talk::default());
            self.renew();
        } else {
            self.change(|_| ());
        }
    }

    /// The person has seen the newest: it is marked as read.
    pub(super) fn seen(self) {
        let may = untrack(|| self.may());
        let (Some(thread), true, true) = (self.thread.get_untracked(), may, is_looked_at()) else { return };
        let up_to = self.inner.try_update_value(|inner| {
            let newest = inner.talk.newest().filter(|_| inner.talk.has_unread())?.id;
            (inner.marked.replace(newest) != Some(newest)).then_some(newest)
        });
        let Some(up_to) = up_to.flatten() else { return };
        let company_id = self.company.id;
        spawn_local(async move {
            let command = MarkThreadRead { company_id, thread_id: thread, up_to: Some(up_to) };
            if call(command).await.is_err() {
                // The next look tries again.
                self.if_open(thread, |inner| inner.marked = None);
            }
        });
    }

    fn ask(
        self,
        thread_id: ThreadId,
        before: Option<String>,
        after: Option<String>,
        around: Option<MessageId>,
        limit: u16,
    ) -> ListMessages {
        ListMessages { company_id: self.company.id, thread_id, before, after, around, limit: Some(limit) }
    }

    /// Takes the newest page, which is drawn if anything is another than before, and says what came to who does not see it.
    fn take_newest(self, thread: ThreadId, page: Result<MessagePage, Failure>) {
        match page {
            Ok(page) => {
                let renewed = self.if_open(thread, |inner| inner.talk.renew(page)).unwrap_or_default();
                clear(self.failure);
                if renewed.changed {
                    self.change(|_| ());
                }
                if let Some(last) = renewed.came.last() {
                    self.came.try_set(Some(*last));
                }
            }
            Err(failure) => {
                self.if_open(thread, |_| self.failure.set(Some(failure)));
            }
        }
    }

    fn take<T>(
        self,
        thread: ThreadId,
        page: Result<MessagePage, Failure>,
        put: impl FnOnce(&mut Talk, MessagePage) -> T,
    ) -> Option<T> {
        match page {
            Ok(page) => {
                let answer = self.if_open(thread, |inner| put(&mut inner.talk, page));
                self.failure.try_set(None);
                self.change(|_| ());
                answer
            }
            Err(failure) => {
                self.if_open(thread, |_| self.failure.set(Some(failure)));
                None
            }
        }
    }

    /// Does something, if that conversation is still open.
    fn if_open<T>(self, thread: ThreadId, work: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        self.inner.try_update_value(|inner| (inner.thread == Some(thread)).then(|| work(inner))).flatten()
    }
}

/// Empties a signal, unless it is empty or the page is gone.
fn clear<T: Send + Sync + 'static>(signal: RwSignal<Option<T>>) {
    if signal.try_with_untracked(Option::is_some) == Some(true) {
        signal.set(None);
    }
}

/// Whether a person looks at the window.
fn is_looked_at() -> bool {
    dom::document().has_focus().unwrap_or(true)
}
