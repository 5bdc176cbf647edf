//! The list of keys.

use leptos::prelude::*;

use super::texts;
use crate::components::{Dialog, Kbd};
use crate::language::{Text, t};
use crate::shortcuts::use_shortcuts;

/// Keys that work everywhere, then those of a page, which names them beside its actions too.
const KEYS: [(&str, Text); 23] = [
    ("Ctrl K", texts::key_search),
    ("Ctrl N", texts::key_book),
    ("Ctrl Z", texts::key_undo),
    ("?", texts::key_help),
    ("Tab", texts::key_next),
    ("← ↑ → ↓", texts::key_move),
    ("Shift ← ↑ → ↓", texts::key_drag),
    ("Ctrl Shift ↑ ↓", texts::key_resize),
    ("S T", texts::key_series),
    ("Shift F10", texts::key_menu),
    ("+ − 0", texts::key_zoom),
    ("Ctrl + − 0", texts::key_size),
    ("Enter", texts::key_send),
    ("Esc", texts::key_close),
    ("Ctrl P", texts::key_print),
    ("J K", texts::key_lines),
    ("A", texts::key_arrived),
    ("O", texts::key_confirm),
    ("I F", texts::key_serve),
    ("␣", texts::key_choose),
    ("Alt ↑ ↓", texts::key_chats),
    ("/", texts::key_slash),
    ("R E Del", texts::key_message),
];

/// The dialog that lists the keys.
#[component]
pub(super) fn Help() -> impl IntoView {
    let shortcuts = use_shortcuts();
    let rows = || KEYS.map(|(keys, text)| view! { <dt><Kbd keys /></dt><dd>{t(text)}</dd> }).collect_view();
    // Where it is longer than the window, the keys that scroll need something that has the focus.
    view! {
        <Dialog open=shortcuts.help title=t(texts::keys)>
            <dl class="keys" tabindex="0">{rows()}</dl>
        </Dialog>
    }
}
