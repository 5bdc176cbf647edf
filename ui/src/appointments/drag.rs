//! Taking hold of a time: pressing on free ground, on a card or on its edge, dragging it, or moving it by keys; what it would
//! become is asked before it is sent. Here is what can follow on what; it knows no document.
//!
//! `ground` turns a place in the window into a column and a minute, `place` knows where a card may go and what it finds there,
//! `hands` listens to the pointer and `keys` to the keys, `ghost` draws, `send` hands over to the form or to the backend.

mod ghost;
mod ground;
mod hands;
mod keys;
mod place;
mod send;
#[cfg(test)]
mod tests;

use leadsmart_contract::ids::AppointmentId;

pub(super) use self::ghost::{DragLayer, announced};
pub(super) use self::hands::Hands;
pub(super) use self::place::movable;
use super::columns::{Column, Placed};
use super::geometry::{DAY, Span, line_after, line_before, nearest};

/// What taking hold is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// Free ground: a new appointment.
    Create,
    /// A card: another time or column.
    Move,
    /// The lower edge of a card: another length.
    Resize,
}

/// Where something stands: in which column, from when until when. The end may lie after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// The place of the column among those in sight.
    pub(super) column: usize,
    /// From when until when.
    pub(super) span: Span,
}

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pull {
    /// What for.
    pub(super) aim: Aim,
    /// The card; none for free ground.
    pub(super) card: Option<AppointmentId>,
    /// Where it was taken.
    pub(super) from: At,
    /// How many minutes after its start the pointer holds it.
    pub(super) grab: u16,
    /// Where it is now.
    pub(super) at: At,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing is held.
    #[default]
    Rest,
    /// The pointer is down and has not moved: still a click.
    Press(Pull),
    /// It follows the pointer.
    Dragging(Pull),
    /// It was let go, or is moved by keys, and waits for a yes.
    Asking(Pull),
    /// It was handed over.
    Sent(Pull),
}

/// A key that moves what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nudge {
    /// Earlier.
    Up,
    /// Later.
    Down,
    /// To the column before.
    Left,
    /// To the next column.
    Right,
    /// Ends earlier.
    Shorter,
    /// Ends later.
    Longer,
}

/// What happens to what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    /// The pointer went there, far enough to be no click.
    Dragged(usize, u16),
    /// The pointer let go.
    Released,
    /// A key.
    Nudged(Nudge),
    /// Yes.
    Confirmed,
    /// No, or what was handed over has been answered.
    Over,
}

impl Phase {
    /// What follows.
    pub(super) fn next(self, happening: Happening, columns: &[Column]) -> Self {
        use Happening::{Confirmed, Dragged, Nudged, Over, Released};
        match (self, happening) {
            (_, Over) | (Self::Press(_), Released) => Self::Rest,
            (Self::Press(pull) | Self::Dragging(pull), Dragged(column, minute)) => {
                Self::Dragging(pull.dragged(column, minute, columns))
            }
            // The form asks by itself.
            (Self::Dragging(pull), Released) if pull.aim == Aim::Create => Self::Sent(pull),
            (Self::Dragging(pull), Released) if pull.at == pull.from => Self::Rest,
            (Self::Dragging(pull), Released) => Self::Asking(pull),
            (Self::Asking(pull), Nudged(nudge)) => Self::Asking(pull.nudged(nudge, columns)),
            (Self::Asking(pull), Confirmed) if pull.aim != Aim::Create && pull.at == pull.from => Self::Rest,
            (Self::Asking(pull), Confirmed) => Self::Sent(pull),
            (phase, _) => phase,
        }
    }

    /// What is in sight as a ghost.
    pub(super) const fn ghost(self) -> Option<Pull> {
        match self {
            Self::Dragging(pull) | Self::Asking(pull) => Some(pull),
            Self::Rest | Self::Press(_) | Self::Sent(_) => None,
        }
    }

    /// What waits for a yes.
    pub(super) const fn asking(self) -> Option<Pull> {
        match self {
            Self::Asking(pull) => Some(pull),
            _ => None,
        }
    }
}

impl Pull {
    /// Takes hold of free ground.
    pub(super) fn ground(column: usize, start: u16, unit: u16) -> Self {
        let at = At { column, span: Span::new(start, start.saturating_add(unit).min(DAY)) };
        Self { aim: Aim::Create, card: None, from: at, grab: 0, at }
    }

    /// Takes hold of a card at a minute.
    pub(super) fn card(aim: Aim, column: usize, placed: &Placed, minute: u16) -> Self {
        let length = (placed.card.end.at.as_second() - placed.card.start.at.as_second()) / 60;
        let start = placed.span.start;
        let at = At { column, span: Span::new(start, start + length.clamp(1, i64::from(DAY)) as u16) };
        Self { aim, card: Some(placed.card.id), from: at, grab: minute.saturating_sub(start), at }
    }

    /// Whether its length is another than at first.
    pub(super) const fn is_resized(&self) -> bool {
        self.at.span.minutes() != self.from.span.minutes()
    }

    /// As the pointer has it now.
    fn dragged(self, column: usize, minute: u16, columns: &[Column]) -> Self {
        let Some(own) = columns.get(self.at.column) else { return self };
        let span = self.from.span;
        match self.aim {
            Aim::Create => self.spanning(grown(span, minute, own.unit)),
            Aim::Resize => {
                let starts = own.cards.iter().map(|placed| placed.span.start);
                let also = starts.chain([span.end]).filter(|end| *end > span.start);
                let end = nearest(minute.min(DAY - 1), own.unit, &own.open, also);
                self.ending(end, own.unit)
            }
            Aim::Move => {
                let start = minute.saturating_sub(self.grab).min(self.latest());
                let to = if place::accepts(&self, column, start, columns) { column } else { self.at.column };
                let Some(there) = columns.get(to) else { return self };
                let others = there.cards.iter().filter(|placed| Some(placed.card.id) != self.card);
                let also = others.map(|placed| placed.span.end).chain([span.start]);
                let start = nearest(start, there.unit, &there.open, also);
                Self { at: At { column: to, span: self.at.span }, ..self }.starting(start)
            }
        }
    }

    /// After a key.
    fn nudged(self, nudge: Nudge, columns: &[Column]) -> Self {
        let Some(own) = columns.get(self.at.column) else { return self };
        let (start, end) = (self.at.span.start, self.at.span.end);
        match (nudge, self.aim) {
            (Nudge::Up | Nudge::Shorter, Aim::Create) | (Nudge::Shorter, _) => {
                self.ending(end.saturating_sub(own.unit), own.unit)
            }
            (Nudge::Down | Nudge::Longer, Aim::Create) | (Nudge::Longer, _) => {
                self.ending(end.saturating_add(own.unit), own.unit)
            }
            (Nudge::Left | Nudge::Right, Aim::Create) => self,
            (Nudge::Up, _) => self.starting(line_before(start, own.unit, &own.open)),
            (Nudge::Down, _) => self.starting(line_after(start, own.unit, &own.open)),
            (Nudge::Left, _) => self.beside((0..self.at.column).rev(), columns),
            (Nudge::Right, _) => self.beside(self.at.column + 1..columns.len(), columns),
        }
    }

    /// In the first of some columns that takes it.
    fn beside(self, mut others: impl Iterator<Item = usize>, columns: &[Column]) -> Self {
        let to = others.find(|to| place::accepts(&self, *to, self.at.span.start, columns));
        to.map_or(self, |column| Self { at: At { column, ..self.at }, ..self })
    }

    /// What fits into the day stays in it.
    fn latest(&self) -> u16 {
        let length = self.at.span.minutes();
        DAY.saturating_sub(length).max(if self.from.span.end > DAY { self.from.span.start } else { 0 })
    }

    fn starting(self, start: u16) -> Self {
        let start = start.min(self.latest());
        self.spanning(Span::new(start, start + self.at.span.minutes()))
    }

    /// Never shorter than a unit, unless it was, and not past midnight, unless it went past it.
    fn ending(self, end: u16, unit: u16) -> Self {
        let start = self.at.span.start;
        let least = start + unit.min(self.from.span.minutes()).max(1);
        let most = DAY.max(self.from.span.end).max(least);
        self.spanning(Span::new(start, end.clamp(least, most)))
    }

    const fn spanning(self, span: Span) -> Self {
        Self { at: At { column: self.at.column, span }, ..self }
    }
}

/// From the unit that was pressed to the pointer, in whole units, within the day.
fn grown(pressed: Span, minute: u16, unit: u16) -> Span {
    let unit = unit.max(1);
    let whole = |minutes: u16| minutes.div_ceil(unit) * unit;
    if minute < pressed.start {
        let more = whole(pressed.start - minute);
        let fits = if more > pressed.start { pressed.start / unit * unit } else { more };
        return Span::new(pressed.start - fits, pressed.end);
    }
    // Half a unit past a line is the next one.
    let more = (minute.saturating_sub(pressed.end) + unit / 2) / unit * unit;
    Span::new(pressed.start, pressed.end + more.min((DAY - pressed.end) / unit * unit))
}
