//! What the person asked of the window from outside of it: by a notification, or in the tray.

use std::sync::LazyLock;

use leadsmart_contract::shell::{WISH, Wish};
use leadsmart_contract::values::JoinCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shell;

/// The wish that waits for whoever fulfils it.
static WAITING: LazyLock<ArcRwSignal<Option<Wish>>> = LazyLock::new(|| ArcRwSignal::new(None));

/// Hears what the shell tells, for as long as the window lives.
pub(crate) fn follow_wishes() {
    let heard = |text: &str| {
        if let Ok(wish) = serde_json::from_str::<Wish>(text) {
            WAITING.set(Some(wish));
        }
    };
    if shell::present() {
        spawn_local(async move {
            shell::listen(WISH, heard).await;
            if let Some(first) = shell::first_wish().await {
                WAITING.set(Some(first));
            }
        });
    }
}

/// The invitation that waits, if that is what the person asked for. Tracked.
pub(crate) fn invitation() -> Option<JoinCode> {
    match wish() {
        Some(Wish::Join { code }) => Some(code),
        _ => None,
    }
}

/// The wish that waits. Tracked. Nobody may be logged in who could have it fulfilled: it waits until then.
pub(crate) fn wish() -> Option<Wish> {
    WAITING.get()
}

/// Says that it is fulfilled.
pub(crate) fn take_wish() {
    WAITING.set(None);
}
