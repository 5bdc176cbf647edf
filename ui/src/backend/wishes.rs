//! What the person asked of the window from outside of it: by a notification, or in the tray.

use std::sync::LazyLock;

use leadsmart_contract::shell::{WISH, Wish};
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
        spawn_local(shell::listen(WISH, heard));
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
