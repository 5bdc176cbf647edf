//! Changes told by the backend, as a counter for each topic.

use std::cell::{Cell, RefCell};
use std::sync::LazyLock;

use leadsmart_contract::topic::{Changed, Topic};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::AbortController;

use super::{http, shell};
use crate::clock;

const TOPICS: [Topic; Topic::ALL.len()] = Topic::ALL;

static VERSIONS: LazyLock<[ArcRwSignal<u32>; TOPICS.len()]> =
    LazyLock::new(|| std::array::from_fn(|_| ArcRwSignal::new(0)));

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    static STREAM: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Grows with each change of the topic.
pub(super) fn version(topic: Topic) -> &'static ArcRwSignal<u32> {
    let place = TOPICS.iter().position(|known| *known == topic).unwrap_or_default();
    &VERSIONS[place]
}

/// Follows the changes that this session may see; without a token, none.
pub(super) fn follow(token: Option<String>) {
    if shell::present() {
        // The shell tells them to its window for as long as that lives.
        if !LISTENING.replace(true) {
            spawn_local(shell::listen("changed", heard));
        }
        return;
    }
    if let Some(earlier) = STREAM.take() {
        earlier.abort();
    }
    if let (Some(token), Ok(abort)) = (token, AbortController::new()) {
        STREAM.set(Some(abort.clone()));
        spawn_local(keep_reading(token, abort));
    }
}

/// Reads the stream, and opens it again when it breaks; what changed meanwhile is unknown, so everything is read again.
async fn keep_reading(token: String, abort: AbortController) {
    let signal = abort.signal();
    let first = Cell::new(true);
    let wait = Cell::new(1_000);
    while !signal.aborted() {
        let opened = || {
            wait.set(1_000);
            if !first.replace(false) {
                bump_all();
            }
        };
        let _ = http::changes(&token, &signal, opened, heard).await;
        if signal.aborted() {
            return;
        }
        clock::wait(wait.get()).await;
        wait.set((wait.get() * 2).min(30_000));
    }
}

fn heard(text: &str) {
    if let Ok(changed) = serde_json::from_str::<Changed>(text) {
        bump(changed.topic);
    }
}

/// Has every topic read again.
pub(super) fn bump_all() {
    TOPICS.iter().for_each(|topic| bump(*topic));
}

fn bump(topic: Topic) {
    version(topic).update(|count| *count = count.wrapping_add(1));
}
