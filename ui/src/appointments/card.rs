//! An appointment in the calendar.

use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::language::Language;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::calendar::Board;
use super::columns::{Column, Placed};
use super::desk::use_desk;
use super::drag::{Hands, movable};
use super::geometry::Span;
use super::state::{Cursor, Who};
use super::texts;
use crate::components::{Glyph, Icon, tint};
use crate::language::{format, language};

/// From this length on a card has two lines.
const TWO_LINES: u16 = 30;

/// A card: a button named "13:00 Maria Duarte, Consulta, confirmado".
#[component]
pub(super) fn Card(
    /// Which appointment.
    id: AppointmentId,
    /// The column in which it stands.
    column: Memo<Option<Column>>,
    /// The key of that column.
    key: String,
) -> impl IntoView {
    let desk = use_desk();
    let board = expect_context::<Board>();
    let hands = expect_context::<Hands>();
    let placed = Memo::new(move |_| {
        column.with(|column| column.as_ref()?.cards.iter().find(|placed| placed.card.id == id).cloned())
    });
    let own = StoredValue::new(key);
    let current = Memo::new(move |_| {
        board.landing.with(|landing| {
            landing
                .as_ref()
                .is_some_and(|(column, card)| *card == Some(id) && own.with_value(|own| own == column))
        })
    });
    let selected = move || desk.state.panel.get().appointment() == Some(id);
    let press = move |event: MouseEvent| {
        if hands.swallows(&event) {
            return;
        }
        let minute = placed.with_untracked(|placed| placed.as_ref().map_or(0, |placed| placed.span.start));
        desk.state.cursor.set(Some(Cursor { column: own.get_value(), minute, card: Some(id) }));
        desk.select(id);
    };
    let stands_back = Memo::new(move |_| {
        let fits = |placed: &Placed| desk.sieve.with(|sieve| sieve.fits(&placed.card));
        placed.with(|placed| placed.as_ref().is_some_and(|placed| !fits(placed)))
    });
    let said = move || {
        let said = placed.with(|placed| placed.as_ref().map(|placed| spoken(language(), &placed.card)));
        let left_out = stands_back.get().then(|| texts::left_out(language()).to_owned());
        said.into_iter().chain(left_out).collect::<Vec<_>>().join(", ")
    };
    let can_move = move || {
        let open = |column: &Column| {
            placed.with(|placed| placed.as_ref().is_some_and(|placed| movable(column, placed)))
        };
        desk.can_change() && column.with(|column| column.as_ref().is_some_and(open))
    };
    let with = move |read: fn(&Placed) -> String| {
        placed.with(|placed| placed.as_ref().map(read).unwrap_or_default())
    };
    let status =
        move || placed.with(|placed| placed.as_ref().map_or(Status::Pending, |placed| placed.card.status));
    view! {
        <button
            type="button"
            class="card"
            class:selected=selected
            class:movable=can_move
            class:dimmed=move || stands_back.get()
            class:lifted=move || hands.lifts(id)
            class:squeezed=move || placed.with(|placed| placed.as_ref().is_some_and(|placed| placed.card.squeezed))
            class:short=move || placed.with(|placed| placed.as_ref().is_some_and(|placed| is_short(placed.span)))
            data-status=move || status().name()
            data-appointment=id.to_string()
            data-cursor=move || if current.get() { "true" } else { "false" }
            tabindex=move || if current.get() { "0" } else { "-1" }
            aria-current=move || selected().then_some("true")
            aria-label=said
            title=said
            style=move || with(style)
            on:click=press
        >
            <Words placed column />
            <Signs placed />
        </button>
    }
}

/// Who, and in small when, what and how it stands.
#[component]
fn Words(placed: Memo<Option<Placed>>, column: Memo<Option<Column>>) -> impl IntoView {
    let desk = use_desk();
    // Where a column is that of everybody, a card says on which agenda it is.
    let everybody =
        move || column.with(|column| column.as_ref().is_some_and(|column| column.who == Who::Everybody));
    let name = move || placed.with(|placed| placed.as_ref().map(|placed| name(language(), &placed.card)));
    let line = move || {
        placed.with(|placed| {
            let placed = placed.as_ref()?;
            let agenda = everybody().then(|| desk.agenda_name(placed.card.agenda_id));
            Some(line(language(), placed, agenda))
        })
    };
    view! {
        <b>{name}</b>
        <small><Dot placed />{line}</small>
    }
}

/// The colour of the service.
#[component]
fn Dot(placed: Memo<Option<Placed>>) -> impl IntoView {
    move || {
        let color = placed.with(|placed| placed.as_ref().and_then(|placed| placed.card.color))?;
        Some(view! { <i class=format!("dot {}", tint(color)) aria-hidden="true"></i> })
    }
}

/// The sign of what was booked against the rules.
pub(super) fn against(card: &AppointmentCard) -> Option<Glyph> {
    match (card.squeezed, card.overridden) {
        (true, _) => Some(Glyph::Squeeze),
        (false, true) => Some(Glyph::Warning),
        (false, false) => None,
    }
}

/// What is told by a sign: the status, notes, a series, a booking against the rules. The name of the button says it in words.
#[component]
fn Signs(placed: Memo<Option<Placed>>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        placed.with(|placed| {
            placed.as_ref().map(|Placed { card, .. }| {
                (card.status, card.has_notes, against(card), card.series_id.is_some())
            })
        })
    });
    move || {
        let (status, notes, against, repeats) = shown.get()?;
        let sign = match status {
            // The frame of dashes says that it is not confirmed.
            Status::Pending | Status::Confirmed => None,
            Status::Arrived => Some(Glyph::Person),
            Status::InService => Some(Glyph::Clock),
            Status::Done => Some(Glyph::Check),
            Status::NoShow | Status::Cancelled => Some(Glyph::Cross),
        };
        let signs = [against, repeats.then_some(Glyph::Repeat), notes.then_some(Glyph::Note), sign];
        let signs = signs.into_iter().flatten().map(|glyph| view! { <Icon glyph size=12 /> }).collect_view();
        Some(view! { <span class="signs" aria-hidden="true">{signs}</span> })
    }
}

/// `13:00 Maria Duarte, Consulta, confirmado`.
pub(super) fn spoken(language: Language, card: &AppointmentCard) -> String {
    let start = format::time(card.start.local.time());
    let mut words = vec![format!("{start} {}", name(language, card))];
    if !card.services.is_empty() {
        words.push(card.services.clone());
    }
    words.push(texts::status(language, card.status).to_owned());
    if card.squeezed {
        words.push(texts::squeezed(language).to_owned());
    } else if card.overridden {
        words.push(texts::overridden(language).to_owned());
    }
    if card.series_id.is_some() {
        words.push(texts::repeats(language).to_owned());
    }
    if card.has_notes {
        words.push(texts::with_notes(language).to_owned());
    }
    words.join(", ")
}

/// The client's name, or that the client was deleted.
pub(super) fn name(language: Language, card: &AppointmentCard) -> String {
    card.client_name.as_ref().map_or_else(|| texts::nobody(language).to_owned(), ToString::to_string)
}

/// `13:00 · Consulta · confirmado`.
fn line(language: Language, placed: &Placed, agenda: Option<String>) -> String {
    let card = &placed.card;
    let status = match (card.status, card.arrived_at) {
        (Status::Arrived, Some(at)) => texts::arrived_at(language, &format::time(at.local.time())),
        (status, _) => texts::status(language, status).to_owned(),
    };
    let start = format::time(card.start.local.time());
    let parts = [Some(start), agenda, Some(card.services.clone()), Some(status)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn is_short(span: Span) -> bool {
    span.minutes() < TWO_LINES
}

fn style(placed: &Placed) -> String {
    let span = placed.span.drawn();
    let lane = placed.lane;
    format!(
        "--from:{};--for:{};--lane:{};--width:{};--of:{}",
        span.start,
        span.minutes(),
        lane.first,
        lane.width,
        lane.of
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shorter_than_half_an_hour_stands_in_one_line() {
        assert!(is_short(Span::new(480, 495)) && !is_short(Span::new(480, 510)));
    }
}
