//! Sends what is written. The field is free again at once; what could not be handed over comes back into it.

use std::collections::VecDeque;

use jiff::civil::DateTime;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{MessageId, ThreadId};
use leadsmart_contract::messages::{OutgoingContent, SendMessage, UpdateMessage};
use leadsmart_contract::threads::{CreateNote, ShowTyping};
use leadsmart_contract::values::{MessageText, Start};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::flow::Flow;
use super::super::texts;
use super::files::{Attachment, Attachments, forget, upload};
use crate::backend::call;
use crate::clock;
use crate::dom;
use crate::language::language_now;

/// The other one is told again that somebody types after so many milliseconds.
const TELL_TYPING: i64 = 8_000;

/// What waits to be handed over: in the order in which it was written.
#[derive(Clone)]
struct Waiting {
    thread: ThreadId,
    text: String,
    files: Vec<Attachment>,
    quote: Option<MessageId>,
    send_at: Option<DateTime>,
    /// The id of the words, chosen before the first try.
    id: MessageId,
}

/// What goes out of the field. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Outgoing {
    flow: Flow,
    waiting: StoredValue<VecDeque<Waiting>, LocalStorage>,
    /// Words that were not taken, with their id: sent again unchanged, they are the same message.
    refused: StoredValue<Option<(String, MessageId)>>,
    told_typing: StoredValue<i64>,
    /// Whether files are being handed over.
    pub(super) uploading: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
}

impl Outgoing {
    pub(super) fn new(flow: Flow) -> Self {
        Self {
            flow,
            waiting: StoredValue::new_local(VecDeque::new()),
            refused: StoredValue::new(None),
            told_typing: StoredValue::new(0),
            uploading: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Sends what is written and attached, now or later.
    pub(super) fn send(
        self,
        thread: ThreadId,
        text: RwSignal<String>,
        attachments: Attachments,
        send_at: Option<DateTime>,
    ) {
        let words = text.get_untracked().trim().to_owned();
        if words.is_empty() && untrack(|| attachments.is_empty()) {
            return;
        }
        if !words.is_empty() && !self.fits(&words) {
            return;
        }
        self.failure.set(None);
        text.set(String::new());
        let files = attachments.take();
        let quote = self.flow.replying.get_untracked();
        self.flow.replying.set(None);
        let again =
            self.refused.with_value(|refused| refused.clone()).filter(|(refused, _)| *refused == words);
        let id = again.map_or_else(|| MessageId::new(dom::new_uuid()), |(_, id)| id);
        let next = Waiting { thread, text: words, files, quote, send_at, id };
        self.flow.go_to_end();
        let first = self.waiting.try_update_value(|waiting| {
            waiting.push_back(next);
            waiting.len() == 1
        });
        if first == Some(true) {
            spawn_local(async move { self.hand_over(text, attachments).await });
        }
    }

    /// Hands over one after the other. What was refused comes back, with what waits behind it.
    async fn hand_over(self, text: RwSignal<String>, attachments: Attachments) {
        let front = || self.waiting.try_with_value(|waiting| waiting.front().cloned()).flatten();
        while let Some(next) = front() {
            self.uploading.try_set(!next.files.is_empty());
            let answer = self.hand_over_one(&next).await;
            self.uploading.try_set(false);
            let Err((failure, left)) = answer else {
                next.files.iter().for_each(forget);
                self.waiting.try_update_value(VecDeque::pop_front);
                continue;
            };
            let mut all = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
            if left.len() == next.files.len() {
                self.refused.try_set_value(Some((next.text, next.id)));
            } else if let Some(first) = all.front_mut() {
                // Its words went with its first file.
                first.text = String::new();
            }
            let mut files = left;
            files.extend(all.iter().skip(1).flat_map(|waiting| waiting.files.clone()));
            let words = all.into_iter().map(|waiting| waiting.text);
            text.try_update(|text| {
                let words = words.chain([std::mem::take(text)]).filter(|words| !words.is_empty());
                *text = words.collect::<Vec<_>>().join("\n");
            });
            attachments.put_back(files);
            self.failure.try_set(Some(failure));
        }
    }

    /// The words stand beneath the first file, if there are files. Answers with a failure the files that were not sent.
    async fn hand_over_one(self, next: &Waiting) -> Result<(), (Failure, Vec<Attachment>)> {
        let mut words = MessageText::parse(&next.text).ok();
        if next.files.is_empty() {
            let Some(text) = words else { return Ok(()) };
            let content = OutgoingContent::Text { text };
            let sent = self.call(next, Some(next.id), content, next.quote).await;
            return sent.map_err(|failure| (failure, Vec::new()));
        }
        for (place, file) in next.files.iter().enumerate() {
            let caption = words.take();
            let sent = async {
                let upload_id = upload(self.flow.company.id, file).await?;
                let content = OutgoingContent::Media { upload_id, media_kind: file.kind, caption };
                let (id, quote) = if place == 0 { (Some(next.id), next.quote) } else { (None, None) };
                self.call(next, id, content, quote).await
            };
            if let Err(failure) = sent.await {
                return Err((failure, next.files[place..].to_vec()));
            }
        }
        Ok(())
    }

    async fn call(
        self,
        next: &Waiting,
        id: Option<MessageId>,
        content: OutgoingContent,
        quote_id: Option<MessageId>,
    ) -> Result<(), Failure> {
        let view = call(SendMessage {
            company_id: self.flow.company.id,
            thread_id: next.thread,
            id,
            content,
            quote_id,
            send_at: next.send_at.map(Start::Local),
        })
        .await?;
        if self.flow.thread.try_get_untracked().flatten() == Some(next.thread) {
            self.flow.change(|talk| talk.put(view));
        }
        Ok(())
    }

    /// Changes the words of a message.
    pub(super) fn change(self, message_id: MessageId, words: RwSignal<String>) {
        let Ok(text) = MessageText::parse(&words.get_untracked()) else {
            self.fits(&words.get_untracked());
            return;
        };
        let company_id = self.flow.company.id;
        self.failure.set(None);
        spawn_local(async move {
            match call(UpdateMessage { company_id, message_id, text: Some(text), send_at: None }).await {
                Ok(view) => {
                    self.flow.change(|talk| talk.put(view));
                    self.flow.editing.try_set(None);
                }
                Err(failure) => {
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// Adds a remark for the team.
    pub(super) fn note(self, thread_id: ThreadId, words: RwSignal<String>) {
        let Ok(text) = MessageText::parse(&words.get_untracked()) else {
            self.fits(&words.get_untracked());
            return;
        };
        let company_id = self.flow.company.id;
        self.failure.set(None);
        words.set(String::new());
        self.flow.go_to_end();
        spawn_local(async move {
            let kept = text.as_str().to_owned();
            match call(CreateNote { company_id, thread_id, text }).await {
                Ok(_) => self.flow.renew(),
                Err(failure) => {
                    if words.try_with_untracked(String::is_empty) == Some(true) {
                        words.set(kept);
                    }
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// Tells the other one that somebody types, not at every key.
    pub(super) fn typing(self, thread_id: ThreadId) {
        let now = clock::now().as_millisecond();
        if now - self.told_typing.get_value() < TELL_TYPING {
            return;
        }
        self.told_typing.set_value(now);
        let company_id = self.flow.company.id;
        spawn_local(async move {
            // Nobody misses it.
            let _ = call(ShowTyping { company_id, thread_id, typing: true }).await;
        });
    }

    /// Whether it can be sent as it is; says why not.
    fn fits(self, words: &str) -> bool {
        let fits = words.chars().count() <= MessageText::MAX;
        if !fits {
            let failure = Failure::new(
                leadsmart_contract::failure::Code::InvalidInput,
                texts::too_long(language_now()),
            );
            self.failure.set(Some(failure));
        }
        fits
    }
}
