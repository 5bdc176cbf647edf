//! What stands where something will come.

use leptos::prelude::*;

use super::texts;
use crate::language::t;

/// Grey lines of the size of what comes.
#[component]
pub(crate) fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label=t(texts::loading)>
            {(0..lines).map(|_| view! { <span></span> }).collect_view()}
        </div>
    }
}
