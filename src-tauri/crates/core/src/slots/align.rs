//! Which starts are offered within a free range.
//!
//! The interval is counted from the opening of the free range. A range that is open since before the day before has no opening
//! anyone remembers: there each day counts from its midnight. So what a day offers never depends on which days were asked for.

use std::num::NonZeroU32;

use super::clock::{DAY, LocalClock};
use super::ranges::{Range, Second};
use super::rules::Alignment;

/// Starts are whole minutes, also after an external event that ends within one.
const MINUTE: Second = 60;

/// How starts are spaced.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    interval: Second,
    /// Every first start is a multiple of this on the local clock.
    snap: Second,
}

impl Grid {
    pub(super) fn new(interval: NonZeroU32, alignment: Alignment) -> Self {
        let interval = Second::from(interval.get()) * MINUTE;
        let clock = alignment == Alignment::Clock && 3600 % interval == 0;
        Self { interval, snap: if clock { interval } else { MINUTE } }
    }

    /// Adds the starts within `window` of the free range that opens at `free.0` and in which one may start before `free.1`.
    pub(super) fn starts(&self, clock: &LocalClock, free: Range, window: Range, starts: &mut Vec<Second>) {
        let mut day = clock.day(free.0) + 2;
        self.count((free.0, clock.midnight(day).min(free.1)), clock, window, starts);
        day = day.max(clock.day(window.0) - 1);
        let end = free.1.min(window.1);
        while clock.midnight(day) < end {
            let today = (clock.midnight(day), clock.midnight(day + 1).min(free.1));
            self.count(today, clock, window, starts);
            day += 1;
        }
    }

    /// Counts the interval through `piece`. Where a clock change moves the multiples of the interval, it snaps anew.
    fn count(&self, piece: Range, clock: &LocalClock, window: Range, starts: &mut Vec<Second>) {
        if self.snap == MINUTE {
            return self.count_from(self.snapped(piece.0, clock.local(piece.0)), piece.1, window, starts);
        }
        for ((from, until), offset) in clock.stretches(piece) {
            self.count_from(self.snapped(from, from + offset), until, window, starts);
        }
    }

    fn snapped(&self, at: Second, local: Second) -> Second {
        at + (-local).rem_euclid(self.snap)
    }

    fn count_from(&self, first: Second, until: Second, window: Range, starts: &mut Vec<Second>) {
        let skipped = (window.0 - first).max(0);
        let mut start = first + (skipped + self.interval - 1) / self.interval * self.interval;
        let until = until.min(window.1);
        while start < until {
            starts.push(start);
            start += self.interval;
        }
    }
}

/// The first whole minute of the local clock at or after an instant.
pub(super) fn whole_minute(clock: &LocalClock, at: Second) -> Second {
    at + (-clock.local(at)).rem_euclid(MINUTE)
}

/// Days that a duration may reach past the day it starts on.
pub(super) fn days_reached(duration: Second) -> i64 {
    duration / DAY + 1
}
