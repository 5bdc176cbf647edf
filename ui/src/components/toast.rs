//! Short notices at the edge of the window. They wait while the mouse or the focus is on them.

use std::time::Duration;

use leadsmart_contract::failure::Failure;
use leptos::prelude::*;

use super::{Button, Glyph, Icon, Kind, texts};
use crate::language::t;

/// How long a notice stays; with an action, long enough to read and reach it.
const STAYS: Duration = Duration::from_secs(6);
const STAYS_WITH_ACTION: Duration = Duration::from_secs(12);

/// The most that stand at once; older ones go.
const MOST: usize = 4;

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    bad: bool,
    undo: Option<Callback<()>>,
}

/// The notices of the window.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
    held: RwSignal<bool>,
}

/// The notices of this window.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0), held: RwSignal::new(false) }
    }

    /// Says something.
    pub(crate) fn say(self, text: impl Into<String>) {
        self.put(text.into(), false, None);
    }

    /// Says what went wrong, for work that has no place of its own any more. Where there is one, show it there.
    pub(crate) fn fail(self, failure: &Failure) {
        let text = match &failure.hint {
            Some(hint) => format!("{} {hint}", failure.message),
            None => failure.message.clone(),
        };
        self.put(text, true, None);
    }

    /// Says what was done and offers to take it back. Pages use [`crate::undo::Undo::offer`], which Ctrl+Z knows too.
    ///
    /// Answers the number by which [`Toasts::remove`] takes the notice away when the offer no longer stands.
    pub(crate) fn offer_undo(self, text: impl Into<String>, undo: Callback<()>) -> u32 {
        self.put(text.into(), false, Some(undo))
    }

    /// Takes a notice away.
    pub(crate) fn remove(self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
        if self.list.with_untracked(Vec::is_empty) {
            self.held.set(false);
        }
    }

    fn put(self, text: String, bad: bool, undo: Option<Callback<()>>) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.list.update(|list| {
            list.retain(|toast| toast.text != text);
            list.push(Toast { id, text, bad, undo });
            let surplus = list.len().saturating_sub(MOST);
            list.drain(..surplus);
        });
        self.wait(id, if bad || undo.is_some() { STAYS_WITH_ACTION } else { STAYS });
        id
    }

    fn wait(self, id: u32, stays: Duration) {
        set_timeout(
            move || {
                if self.held.get_untracked() {
                    self.wait(id, STAYS);
                } else {
                    self.remove(id);
                }
            },
            stays,
        );
    }
}

/// Where the notices stand; once in the window.
#[component]
pub(crate) fn ToastList() -> impl IntoView {
    let toasts = use_toasts();
    let hold = move |held: bool| toasts.held.set(held);
    view! {
        <section
            class="toasts"
            aria-label=t(texts::notices)
            aria-live="polite"
            on:mouseenter=move |_| hold(true)
            on:mouseleave=move |_| hold(false)
            on:focusin=move |_| hold(true)
            on:focusout=move |_| hold(false)
        >
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <OneToast toast toasts />
            </For>
        </section>
    }
}

#[component]
fn OneToast(toast: Toast, toasts: Toasts) -> impl IntoView {
    let Toast { id, text, bad, undo } = toast;
    let take_back = move |undo: Callback<()>| {
        toasts.remove(id);
        undo.run(());
    };
    view! {
        <div class="toast" class:bad=bad>
            <Icon glyph=if bad { Glyph::Warning } else { Glyph::Check } size=16 />
            <p>{text}</p>
            {undo.map(|undo| view! {
                <Button label=t(texts::undo) icon=Glyph::Undo shortcut="Ctrl Z" on_press=move |_| take_back(undo) />
            })}
            <Button label=t(texts::close) icon=Glyph::Cross icon_only=true kind=Kind::Ghost on_press=move |_| toasts.remove(id) />
        </div>
    }
}
