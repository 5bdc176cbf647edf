//! Opening hours on the wall clock, and what they are as instants.
//!
//! Each boundary is resolved on its own: in a gap it moves to the first instant after it, in a repeated hour it is the first.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::clock::{DAY, Day, LocalClock, date_of};
use super::ranges::{Range, Ranges, Second};

const DAY_MINUTES: u16 = 1440;

/// A stretch of a day's opening hours, in minutes of the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opening {
    start: u16,
    /// Above 1440 it lies in the next day.
    end: u16,
}

impl Opening {
    /// From the minute `start` (0..1440) to the minute `end` (0..=1440, 1440 being 24:00) after midnight. An end before the
    /// start is the next day's: 22:00–02:00 spills over. Equal minutes, or minutes outside a day, give nothing.
    pub fn new(start: u16, end: u16) -> Option<Self> {
        if start >= DAY_MINUTES || end > DAY_MINUTES || start == end {
            return None;
        }
        let end = if end < start { end + DAY_MINUTES } else { end };
        Some(Self { start, end })
    }

    /// The minute it opens, after the day's midnight.
    pub fn start(self) -> u16 {
        self.start
    }

    /// The minute it closes, after the day's midnight: 1440 is 24:00, more is in the next day.
    pub fn end(self) -> u16 {
        self.end
    }
}

/// The hours of an agenda or a professional, in wall-clock time of a zone.
#[derive(Debug, Clone)]
pub struct Hours {
    /// The zone whose clock the hours are read on.
    pub zone: TimeZone,
    /// The openings of each weekday, Monday first.
    pub weekly: [Vec<Opening>; 7],
    /// Dates whose hours replace the whole day's; no openings close the day. They also win over a holiday.
    pub exceptions: BTreeMap<Date, Vec<Opening>>,
    /// Dates that are closed, with the name to show. Holidays opted out of are not in it.
    pub holidays: BTreeMap<Date, String>,
}

/// Where a day's hours come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source<'a> {
    Weekly,
    Exception,
    Holiday(&'a str),
}

impl Hours {
    /// Closed all week, without exceptions or holidays.
    pub fn closed(zone: TimeZone) -> Self {
        Self { zone, weekly: Default::default(), exceptions: BTreeMap::new(), holidays: BTreeMap::new() }
    }

    /// The same openings on every weekday.
    pub fn daily(zone: TimeZone, openings: &[Opening]) -> Self {
        Self { weekly: std::array::from_fn(|_| openings.to_vec()), ..Self::closed(zone) }
    }

    /// The openings of a weekday.
    pub fn on(&mut self, weekday: Weekday) -> &mut Vec<Opening> {
        &mut self.weekly[monday_first(weekday)]
    }

    /// The openings that begin on a date, after exceptions and holidays.
    pub fn openings(&self, date: Date) -> &[Opening] {
        if let Some(openings) = self.exceptions.get(&date) {
            return openings;
        }
        if self.holidays.contains_key(&date) {
            return &[];
        }
        &self.weekly[monday_first(date.weekday())]
    }

    pub(super) fn source(&self, date: Date) -> Source<'_> {
        if self.exceptions.contains_key(&date) {
            return Source::Exception;
        }
        self.holidays.get(&date).map_or(Source::Weekly, |name| Source::Holiday(name))
    }

    /// All open time of the days that `window` touches, as one set: what touches at midnight is one range.
    pub(super) fn open(&self, clock: &LocalClock, window: Range) -> Ranges {
        let mut ranges = Vec::new();
        // The day before may spill into the first day.
        for day in clock.day(window.0) - 1..=clock.day(window.1) {
            for opening in self.openings(date_of(day)) {
                ranges.push(self.resolve(clock, day, *opening));
            }
        }
        Ranges::union_of(ranges)
    }

    fn resolve(&self, clock: &LocalClock, day: Day, opening: Opening) -> Range {
        let local = |minute: u16| clock.instant(day * DAY + Second::from(minute) * 60);
        let spills = opening.end > DAY_MINUTES;
        let clipped = spills && self.source(date_of(day + 1)) != Source::Weekly;
        let end = if clipped { DAY_MINUTES } else { opening.end };
        (local(opening.start), local(end))
    }
}

fn monday_first(weekday: Weekday) -> usize {
    usize::from(weekday.to_monday_zero_offset().unsigned_abs())
}
