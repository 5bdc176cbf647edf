//! Painting the hours of a day: ranges in, ranges out. Pure.

use std::ops::RangeInclusive;

/// Minutes of a day on the clock.
pub(super) const DAY: u16 = 1440;

/// Minutes of a cell.
pub(super) const STEP: u16 = 15;

/// A part of a day, in minutes since midnight; the end is exclusive and may be 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// From when.
    pub(super) start: u16,
    /// Until when.
    pub(super) end: u16,
}

impl Part {
    /// From here to there.
    pub(super) const fn new(start: u16, end: u16) -> Self {
        Self { start, end }
    }
}

/// In order, without what is empty, made one where they touch.
fn joined(mut parts: Vec<Part>) -> Vec<Part> {
    parts.retain(|part| part.start < part.end);
    parts.sort();
    let mut result: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match result.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => result.push(part),
        }
    }
    result
}

/// Open there too.
fn painted(open: &[Part], part: Part) -> Vec<Part> {
    joined(open.iter().copied().chain([part]).collect())
}

/// Closed there.
fn erased(open: &[Part], part: Part) -> Vec<Part> {
    let around = |own: &Part| {
        [Part::new(own.start, own.end.min(part.start)), Part::new(own.start.max(part.end), own.end)]
    };
    joined(open.iter().flat_map(around).collect())
}

/// With the edge of one of them elsewhere; it stays at least a cell long.
fn stretched(open: &[Part], own: Part, begin: bool, minute: u16) -> Vec<Part> {
    let new = if begin {
        Part::new(minute.min(own.end.saturating_sub(STEP)), own.end)
    } else {
        Part::new(own.start, minute.max(own.start + STEP).min(DAY))
    };
    joined(open.iter().copied().filter(|other| *other != own).chain([new]).collect())
}

/// The open part at a minute.
pub(super) fn open_at(open: &[Part], minute: u16) -> Option<Part> {
    open.iter().copied().find(|part| part.start <= minute && minute < part.end)
}

/// What is closed around a minute.
pub(super) fn closed_at(open: &[Part], minute: u16) -> Part {
    let before = open.iter().map(|part| part.end).filter(|end| *end <= minute).max();
    let after = open.iter().map(|part| part.start).filter(|start| *start > minute).min();
    Part::new(before.unwrap_or(0), after.unwrap_or(DAY))
}

/// A cell: a line of the week, and the minute at which the cell begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The line, from the first of the week.
    pub(super) row: usize,
    /// The minute.
    pub(super) minute: u16,
}

impl Place {
    /// So many days and minutes on, inside the week.
    pub(super) fn moved(self, rows: isize, minutes: i32) -> Self {
        let row = self.row.saturating_add_signed(rows).min(6);
        let minute = (i32::from(self.minute) + minutes).clamp(0, i32::from(DAY - STEP));
        Self { row, minute: u16::try_from(minute).unwrap_or(0) }
    }
}

/// What is done to cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// They open.
    Paint,
    /// They close.
    Erase,
    /// The edge of a part follows: its begin, or its end.
    Stretch(Part, bool),
}

/// Cells from one to another, over days and hours, and what is done to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stroke {
    /// What.
    pub(super) act: Act,
    /// Where it began.
    pub(super) from: Place,
    /// Where it is now; of an edge, the line at which it stands.
    pub(super) to: Place,
}

impl Stroke {
    /// Its days.
    pub(super) fn rows(self) -> RangeInclusive<usize> {
        match self.act {
            Act::Stretch(..) => self.from.row..=self.from.row,
            Act::Paint | Act::Erase => self.from.row.min(self.to.row)..=self.from.row.max(self.to.row),
        }
    }

    /// Its hours, with the cells at both ends.
    pub(super) fn part(self) -> Part {
        let (one, other) = (self.from.minute, self.to.minute);
        Part::new(one.min(other), (one.max(other) + STEP).min(DAY))
    }

    /// What a day becomes.
    pub(super) fn on(self, row: usize, open: Vec<Part>) -> Vec<Part> {
        if !self.rows().contains(&row) {
            return open;
        }
        match self.act {
            Act::Paint => painted(&open, self.part()),
            Act::Erase => erased(&open, self.part()),
            Act::Stretch(own, begin) => stretched(&open, own, begin, self.to.minute),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(pairs: &[(u16, u16)]) -> Vec<Part> {
        pairs.iter().map(|(start, end)| Part::new(*start, *end)).collect()
    }

    fn stroke(act: Act, from: (usize, u16), to: (usize, u16)) -> Stroke {
        let place = |(row, minute)| Place { row, minute };
        Stroke { act, from: place(from), to: place(to) }
    }

    #[test]
    fn painting_opens_and_joins_what_touches() {
        assert_eq!(painted(&[], Part::new(480, 720)), parts(&[(480, 720)]));
        assert_eq!(painted(&parts(&[(780, 1080), (480, 720)]), Part::new(720, 780)), parts(&[(480, 1080)]));
        assert_eq!(painted(&parts(&[(480, 720)]), Part::new(1380, DAY)), parts(&[(480, 720), (1380, DAY)]));
    }

    #[test]
    fn erasing_closes_and_parts_what_it_crosses() {
        let office = parts(&[(480, 720), (780, 1080)]);
        assert_eq!(erased(&office, Part::new(600, 840)), parts(&[(480, 600), (840, 1080)]));
        assert_eq!(erased(&office, Part::new(540, 570)), parts(&[(480, 540), (570, 720), (780, 1080)]));
        assert_eq!(erased(&office, Part::new(0, DAY)), []);
    }

    #[test]
    fn an_edge_moves_joins_its_neighbour_and_never_passes_the_other_edge() {
        let office = parts(&[(480, 720), (780, 1080)]);
        let morning = office[0];
        assert_eq!(stretched(&office, morning, false, 780), parts(&[(480, 1080)]));
        assert_eq!(stretched(&office, morning, false, 300), parts(&[(480, 495), (780, 1080)]));
        assert_eq!(stretched(&office, morning, true, 420), parts(&[(420, 720), (780, 1080)]));
        assert_eq!(stretched(&office, office[1], false, DAY), parts(&[(480, 720), (780, DAY)]));
    }

    #[test]
    fn a_stroke_takes_the_cells_at_both_ends_of_every_day_between() {
        let drawn = stroke(Act::Paint, (4, 705), (1, 480));
        assert_eq!((drawn.rows(), drawn.part()), (1..=4, Part::new(480, 720)));
        assert_eq!(drawn.on(2, Vec::new()), parts(&[(480, 720)]));
        assert_eq!(drawn.on(0, Vec::new()), []);
        let last = stroke(Act::Paint, (0, 1425), (0, 1425));
        assert_eq!(last.part(), Part::new(1425, DAY), "to 24:00");
    }

    #[test]
    fn what_lies_around_a_minute_is_open_or_closed() {
        let office = parts(&[(480, 720), (780, 1080)]);
        assert_eq!(open_at(&office, 480), Some(Part::new(480, 720)));
        assert_eq!(open_at(&office, 720), None);
        assert_eq!(closed_at(&office, 720), Part::new(720, 780));
        assert_eq!(
            (closed_at(&office, 0), closed_at(&office, 1200)),
            (Part::new(0, 480), Part::new(1080, DAY))
        );
    }

    #[test]
    fn the_keyboard_stays_inside_the_week() {
        let place = Place { row: 6, minute: DAY - STEP };
        assert_eq!(place.moved(1, 15), place);
        assert_eq!(Place::default().moved(-1, -60), Place::default());
    }
}
