//! What stands in the panel while nothing is open: who comes next.

use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::AppointmentId;
use leptos::prelude::*;

use super::super::columns::Column;
use super::super::desk::{Desk, use_desk};
use super::super::{card, texts};
use crate::language::{format, language, t};

/// How many stand there.
const MOST: usize = 8;

/// Who comes next among those in sight, and how to begin.
#[component]
pub(super) fn Idle() -> impl IntoView {
    let desk = use_desk();
    let next = Memo::new(move |_| {
        let now = desk.company.now();
        desk.columns.with(|columns| upcoming(columns, now))
    });
    let ids = move || next.with(|next| next.iter().map(|card| card.id).collect::<Vec<_>>());
    view! {
        <aside class="agenda-panel idle" aria-label=t(texts::coming_up)>
            <h2 class="section-title">{t(texts::coming_up)}</h2>
            <ol class="coming">
                <For each=ids key=|id| *id let:id><Coming id next /></For>
            </ol>
            <p class="muted small" hidden=move || next.with(|next| !next.is_empty())>{t(texts::nobody_coming)}</p>
            <p class="muted small" hidden=move || !desk.can_book()>{t(texts::how_to_begin)}</p>
        </aside>
    }
}

#[component]
fn Coming(id: AppointmentId, next: Memo<Vec<AppointmentCard>>) -> impl IntoView {
    let desk = use_desk();
    let found = Memo::new(move |_| next.with(|next| next.iter().find(|card| card.id == id).cloned()));
    let with = move |read: &dyn Fn(&AppointmentCard) -> String| {
        found.with(|card| card.as_ref().map(read).unwrap_or_default())
    };
    let open = move |_| {
        if let Some(card) = found.get_untracked() {
            desk.reveal(&card);
        }
    };
    let status = move || found.with(|card| card.as_ref().map_or("", |card| card.status.name()));
    view! {
        <li>
            <button type="button" on:click=open>
                <time>{move || with(&|card| time(desk, card))}</time>
                <span>
                    <strong class="ellipsis">{move || with(&|card| card::name(language(), card))}</strong>
                    <small class="status-word" data-status=status>
                        {move || with(&|card| texts::status(language(), card.status).to_owned())}
                    </small>
                </span>
            </button>
        </li>
    }
}

/// The time, with the day if it is not today.
fn time(desk: Desk, card: &AppointmentCard) -> String {
    let start = card.start.local;
    let time = format::time(start.time());
    if start.date() == desk.company.today() {
        return time;
    }
    format!("{} {time}", format::weekday_short(language(), start.date().weekday()))
}

/// Those that are not over, by start, each once.
fn upcoming(columns: &[Column], now: jiff::civil::DateTime) -> Vec<AppointmentCard> {
    let over = |card: &AppointmentCard| {
        card.status.is_void() || card.status == Status::Done || card.end.local <= now
    };
    let cards = columns.iter().flat_map(|column| &column.cards).map(|placed| &placed.card);
    let mut next: Vec<&AppointmentCard> = cards.filter(|card| !over(card)).collect();
    next.sort_by_key(|card| (card.start.at, card.id));
    next.dedup_by_key(|card| card.id);
    next.into_iter().take(MOST).cloned().collect()
}
