//! How the keyboard moves in the calendar. Pure: from column to column, from free time to card and on.

use leadsmart_contract::ids::AppointmentId;

use super::columns::{Column, Placed};
use super::geometry::DAY;
use super::state::Cursor;

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Later.
    Down,
    /// Earlier.
    Up,
    /// To the column, or the card, to the left.
    Left,
    /// To the column, or the card, to the right.
    Right,
    /// To the opening.
    First,
    /// To the last start before closing.
    Last,
}

impl Step {
    /// The step of a key.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowDown" => Self::Down,
            "ArrowUp" => Self::Up,
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "Home" => Self::First,
            "End" => Self::Last,
            _ => return None,
        })
    }
}

/// The column and the card under the cursor; none if there are no columns.
pub(super) fn landing<'a>(columns: &'a [Column], cursor: &Cursor) -> Option<(usize, Option<&'a Placed>)> {
    let place = columns.iter().position(|column| column.key == cursor.column).unwrap_or(0);
    let column = columns.get(place)?;
    let meant = |id: AppointmentId| column.cards.iter().find(|placed| placed.card.id == id);
    Some((place, cursor.card.and_then(meant).or_else(|| column.card_at(cursor.minute))))
}

/// Where the cursor stands before it was moved: at `now` if that is in sight, else at the first opening.
pub(super) fn start(columns: &[Column], now: Option<u16>) -> Option<Cursor> {
    let column = columns.iter().find(|column| !column.open.is_empty()).or(columns.first())?;
    let opening = column.open.first().map_or(8 * 60, |span| span.start);
    let minute = now.filter(|now| column.open.iter().any(|span| span.contains(*now)));
    let minute = minute.map_or(opening, |now| now - now % column.unit.max(1));
    Some(Cursor { column: column.key.clone(), minute, card: None })
}

/// The cursor after a step.
pub(super) fn moved(columns: &[Column], cursor: &Cursor, step: Step) -> Cursor {
    let Some((place, card)) = landing(columns, cursor) else { return cursor.clone() };
    let column = &columns[place];
    let at = |column: &Column, minute: u16| {
        let card = column.card_at(minute);
        Cursor {
            column: column.key.clone(),
            minute: card.map_or(minute, |placed| placed.span.start),
            card: card.map(|placed| placed.card.id),
        }
    };
    let from = card.map_or(cursor.minute, |placed| placed.span.start);
    match step {
        Step::Down => at(column, later(column, from, card)),
        Step::Up => at(column, earlier(column, from)),
        Step::First => at(column, column.open.first().map_or(0, |span| span.start)),
        Step::Last => {
            let end = column.open.last().map_or(DAY, |span| span.end);
            at(column, end.saturating_sub(column.unit))
        }
        Step::Left | Step::Right => match card.and_then(|card| beside(column, card, step)) {
            Some(other) => {
                Cursor { column: column.key.clone(), minute: other.span.start, card: Some(other.card.id) }
            }
            None => {
                let next = if step == Step::Left { place.checked_sub(1) } else { Some(place + 1) };
                next.and_then(|next| columns.get(next))
                    .map_or_else(|| cursor.clone(), |column| at(column, from))
            }
        },
    }
}

/// The end of the card, or the next start; never past a card that begins before it.
fn later(column: &Column, from: u16, card: Option<&Placed>) -> u16 {
    let grid = from + column.unit - (from - base(column, from)) % column.unit.max(1);
    let next = card.map_or(grid, |placed| placed.span.drawn().end);
    let begins = column.cards.iter().map(|placed| placed.span.start).filter(|start| *start > from).min();
    begins.map_or(next, |start| start.min(next)).min(DAY - column.unit)
}

/// The start before; a card that lies between is not passed over.
fn earlier(column: &Column, from: u16) -> u16 {
    let off = (from - base(column, from)) % column.unit.max(1);
    let back = from.saturating_sub(if off > 0 { off } else { column.unit });
    let between =
        column.cards.iter().map(|placed| placed.span.start).filter(|start| *start < from && *start > back);
    between.max().unwrap_or(back)
}

/// From where starts are counted at a minute.
fn base(column: &Column, minute: u16) -> u16 {
    column.open.iter().find(|span| span.contains(minute)).map_or(0, |span| span.start)
}

/// The card beside this one in the same column.
fn beside<'a>(column: &'a Column, card: &Placed, step: Step) -> Option<&'a Placed> {
    let there = column.cards.iter().filter(|other| other.span.drawn().overlaps(card.span.drawn()));
    match step {
        Step::Left => {
            there.filter(|other| other.lane.first < card.lane.first).max_by_key(|other| other.lane.first)
        }
        _ => there.filter(|other| other.lane.first > card.lane.first).min_by_key(|other| other.lane.first),
    }
}
