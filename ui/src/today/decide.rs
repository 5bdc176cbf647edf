//! What something came in the way of: somebody has to move it, give it to a colleague, or call it off, on the agenda.

use leadsmart_contract::ids::ConflictId;
use leptos::prelude::*;
use uuid::Uuid;

use super::lists::{Lines, key, place};
use super::rules::Part;
use super::{texts, use_desk};
use crate::components::{Button, Glyph, Icon};
use crate::language::{language, t};
use crate::router::{Link, Place};
use crate::sync::Teller;

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
    let conflicts = desk.conflicts;
    let booked = move || all.with(Vec::len);
    let count = move || booked() + conflicts.with(Vec::len);
    let more = move || booked() > lines.with(Vec::len);
    view! {
        <section class="today-part decisions" aria-label=t(texts::decisions)>
            <header>
                <h2>{t(texts::decisions)}</h2>
                <span class="badge bad" hidden=move || count() == 0>{count}</span>
            </header>
            <p class="muted small" hidden=move || count() != 0>{t(texts::nothing_to_decide)}</p>
            <Conflicts />
            <Lines part=Part::Decisions lines />
            <Show when=more>
                <Button
                    label=move || texts::show_all(language(), booked() as u64)
                    on_press=move |_| desk.all_decisions.set(true)
                />
            </Show>
        </section>
    }
}

/// What two computers did that does not fit together, above all else: somebody may come whom nobody expects.
#[component]
fn Conflicts() -> impl IntoView {
    let desk = use_desk();
    let ids = move || desk.conflicts.with(|list| list.iter().map(|conflict| conflict.id).collect::<Vec<_>>());
    // The line on which Tab stops: that of the keyboard, or the first.
    let stop = Memo::new(move |_| {
        let here = desk.cursor.get().filter(|(part, _)| *part == Part::Conflicts);
        let first = || desk.conflicts.with(|list| list.first().map(|conflict| conflict.id.uuid()));
        here.map(|(_, id)| id).or_else(first)
    });
    view! { <ol class="today-lines"><For each=ids key=|id| *id let:id><Conflict id stop /></For></ol> }
}

#[component]
fn Conflict(id: ConflictId, stop: Memo<Option<Uuid>>) -> impl IntoView {
    let (desk, teller) = (use_desk(), Teller::new());
    let spot = (Part::Conflicts, id.uuid());
    let found = Memo::new(move |_| {
        desk.conflicts.with(|list| list.iter().find(|conflict| conflict.id == id).cloned())
    });
    let title = move || found.with(|found| found.as_ref().map(|conflict| teller.title(conflict)));
    let message = move || found.with(|found| found.as_ref().map(|conflict| conflict.message.clone()));
    let current = move || desk.cursor.get() == Some(spot);
    let tabindex = move || if stop.get() == Some(id.uuid()) { "0" } else { "-1" };
    view! {
        <li class="today-line" class:current=current on:focusin=move |_| place(desk, spot)>
            <Link to=Place::Conflict(id) class="today-open" attr:data-spot=key(spot) attr:tabindex=tabindex>
                <Icon glyph=Glyph::Warning size=16 />
                <span class="who">
                    <strong>{title}</strong>
                    " "
                    <small class="reason">{message}</small>
                </span>
                <Icon glyph=Glyph::Right size=16 />
            </Link>
        </li>
    }
}
