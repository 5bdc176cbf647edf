//! What something came in the way of: somebody has to move it, give it to a colleague, or call it off, on the agenda.

use leptos::prelude::*;

use super::lists::Lines;
use super::rules::Part;
use super::{texts, use_desk};
use crate::components::Button;
use crate::language::{language, t};

/// How many are in sight at first.
pub(super) const FIRST: usize = 4;

/// The list of what needs a decision, with what is in the way below.
#[component]
pub(super) fn Decisions() -> impl IntoView {
    let desk = use_desk();
    let all = Memo::new(move |_| desk.lines(Part::Decisions));
    let lines = Memo::new(move |_| {
        let most = if desk.all_decisions.get() { usize::MAX } else { FIRST };
        all.with(|all| all.iter().take(most).cloned().collect::<Vec<_>>())
    });
    let count = move || all.with(Vec::len);
    let more = move || count() > lines.with(Vec::len);
    view! {
        <section class="today-part decisions" aria-label=t(texts::decisions)>
            <header>
                <h2>{t(texts::decisions)}</h2>
                <span class="badge bad" hidden=move || count() == 0>{count}</span>
            </header>
            <p class="muted small" hidden=move || count() != 0>{t(texts::nothing_to_decide)}</p>
            <Lines part=Part::Decisions lines />
            <Show when=more>
                <Button
                    label=move || texts::show_all(language(), count() as u64)
                    on_press=move |_| desk.all_decisions.set(true)
                />
            </Show>
        </section>
    }
}
