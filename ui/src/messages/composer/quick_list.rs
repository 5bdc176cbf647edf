//! Quick replies while `/` and some letters stand in the field.

use leadsmart_contract::ids::{MessageId, QuickReplyId, ThreadId};
use leadsmart_contract::quick_replies::{FillQuickReply, FilledReply, QuickReplyView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::{quick, texts};
use super::NOTE;
use crate::backend::call;
use crate::components::{Button, Kind, Toasts, use_toasts};
use crate::language::t;
use crate::load::Loaded;
use crate::session::Company;

/// The id of the list, and the beginning of those of its entries.
pub(super) const LIST: &str = "quick-replies";

/// What is offered. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Quick {
    company: Company,
    text: RwSignal<String>,
    replies: Loaded<Vec<QuickReplyView>>,
    /// What is found for what is typed; none where nothing asks for it.
    found: Memo<Option<Vec<QuickReplyView>>>,
    active: RwSignal<usize>,
    /// What was typed when the person closed the list.
    closed: RwSignal<Option<String>>,
    /// Whether something of the reply in the field is still to be filled in.
    pub(super) incomplete: RwSignal<bool>,
    toasts: Toasts,
}

impl Quick {
    pub(super) fn new(
        company: Company,
        text: RwSignal<String>,
        editing: RwSignal<Option<MessageId>>,
        mode: RwSignal<String>,
        replies: Loaded<Vec<QuickReplyView>>,
    ) -> Self {
        let closed = RwSignal::new(None::<String>);
        let found = Memo::new(move |_| {
            if editing.get().is_some() || mode.with(|mode| mode == NOTE) {
                return None;
            }
            let sought = text.with(|text| quick::sought(text).map(str::to_owned))?;
            if closed.with(|closed| closed.as_deref().is_some_and(|closed| text.with(|text| text == closed)))
            {
                return None;
            }
            replies.value.with(|replies| {
                let replies = replies.as_ref()?;
                let all = replies.iter().map(|reply| (reply.shortcut.as_str(), reply.text.as_str()));
                let places = quick::found(&sought, all);
                Some(places.into_iter().map(|place| replies[place].clone()).collect())
            })
        });
        Self {
            company,
            text,
            replies,
            found,
            active: RwSignal::new(0),
            closed,
            incomplete: RwSignal::new(false),
            toasts: use_toasts(),
        }
    }

    /// Whether any is offered. Tracked.
    pub(super) fn is_open(self) -> bool {
        self.found.with(|found| found.as_ref().is_some_and(|found| !found.is_empty()))
    }

    /// Whether something asks for one. Tracked.
    fn is_asked(self) -> bool {
        self.found.with(Option::is_some)
    }

    /// The element of the one that Enter takes. Tracked.
    pub(super) fn active_id(self) -> Option<String> {
        self.is_open().then(|| format!("{LIST}-{}", self.active.get()))
    }

    pub(super) fn typed(self) {
        self.active.set(0);
        self.incomplete.set(false);
    }

    pub(super) fn step(self, step: isize) {
        let count = self.found.with_untracked(|found| found.as_ref().map_or(0, Vec::len));
        if count > 0 {
            self.active
                .update(|active| *active = (*active as isize + step).rem_euclid(count as isize) as usize);
        }
    }

    pub(super) fn chosen(self) -> Option<QuickReplyView> {
        let active = self.active.get_untracked();
        self.found.with_untracked(|found| found.as_ref()?.get(active).cloned())
    }

    pub(super) fn close(self) {
        self.closed.set(Some(self.text.get_untracked()));
    }

    /// Has what differs filled in.
    pub(super) fn fill(
        self,
        thread_id: ThreadId,
        quick_reply_id: QuickReplyId,
        done: impl FnOnce(FilledReply) + 'static,
    ) {
        let company_id = self.company.id;
        spawn_local(async move {
            let answer = call(FillQuickReply { company_id, thread_id, quick_reply_id }).await;
            // Another conversation may be open.
            if self.active.try_get_untracked().is_none() {
                return;
            }
            match answer {
                Ok(filled) => done(filled),
                Err(failure) => self.toasts.fail(&failure),
            }
        });
    }
}

/// The list over the field.
#[component]
pub(super) fn QuickList(
    quick: Quick,
    #[prop(into)] on_choose: Callback<QuickReplyView>,
    #[prop(into)] on_manage: Callback<()>,
) -> impl IntoView {
    let entry = move |(place, reply): (usize, QuickReplyView)| {
        let (shortcut, text) = (format!("/{}", reply.shortcut), reply.text.as_str().to_owned());
        let active = move || quick.active.get() == place;
        view! {
            <li
                id=format!("{LIST}-{place}")
                role="option"
                aria-selected=move || if active() { "true" } else { "false" }
                // The field keeps the focus.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| on_choose.run(reply.clone())
            >
                <b class="ellipsis">{shortcut}</b>
                <span class="ellipsis">{text}</span>
            </li>
        }
    };
    let entries = move || {
        let found = quick.found.get().unwrap_or_default();
        found.into_iter().enumerate().map(entry).collect_view()
    };
    let none = move || quick.is_asked() && !quick.is_open();
    let nothing_kept =
        move || quick.replies.value.with(|replies| replies.as_ref().is_some_and(Vec::is_empty));
    view! {
        <ul class="quick-list" id=LIST role="listbox" aria-label=t(texts::quick) hidden=move || !quick.is_open()>{entries}</ul>
        <Show when=none>
            <div class="quick-list">
                <p class="muted">
                    {move || if nothing_kept() { t(texts::quick_empty)() } else { t(texts::quick_none)() }}
                    " "
                    <Button label=t(texts::quick_manage) kind=Kind::Ghost on_press=move |_| on_manage.run(()) />
                </p>
            </div>
        </Show>
    }
}
