//! The clock on the agenda's wall, over a stretch of time.
//!
//! A zone changes its offset a few times a year. Looked up once for the stretch in question, every later step between instants
//! and wall-clock time is integer arithmetic.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

use super::ranges::{Range, Second, timestamp};

/// Seconds of a calendar day without a clock change.
pub(super) const DAY: Second = 86_400;

/// A calendar day, counted from 1970-01-01.
pub(super) type Day = i64;

/// The offsets of a zone over a stretch of time.
#[derive(Debug, Clone)]
pub(super) struct LocalClock {
    /// Since when which offset holds; the first one also before.
    shifts: Vec<(Second, Second)>,
}

/// How often a wall-clock time is on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occurrence {
    /// As on most days.
    Once(Second),
    /// The clock was set back over it: the first and the second time.
    Twice(Second, Second),
    /// The clock was set forward over it; the first instant after the gap.
    Never(Second),
}

impl LocalClock {
    /// The clock of a zone, right at least within `range`.
    pub(super) fn new(zone: &TimeZone, range: Range) -> Self {
        let from = timestamp(range.0);
        let mut shifts = vec![(range.0, offset_seconds(zone.to_offset(from)))];
        for transition in zone.following(from) {
            let at = transition.timestamp().as_second();
            if at >= range.1 {
                break;
            }
            let offset = offset_seconds(transition.offset());
            if shifts.last().is_some_and(|last| last.1 != offset) {
                shifts.push((at, offset));
            }
        }
        Self { shifts }
    }

    /// Wall-clock seconds since 1970-01-01 00:00 on this wall.
    pub(super) fn local(&self, at: Second) -> Second {
        let next = self.shifts.partition_point(|shift| shift.0 <= at);
        at + self.shifts[next.saturating_sub(1)].1
    }

    /// The calendar day of an instant.
    pub(super) fn day(&self, at: Second) -> Day {
        self.local(at).div_euclid(DAY)
    }

    /// When the wall shows `local`: the first time if it does so twice, the first instant after the gap if never.
    pub(super) fn instant(&self, local: Second) -> Second {
        match self.occurrence(local) {
            Occurrence::Once(at) | Occurrence::Twice(at, _) | Occurrence::Never(at) => at,
        }
    }

    /// When the wall shows `local`.
    pub(super) fn occurrence(&self, local: Second) -> Occurrence {
        let mut first = None;
        for (index, &(since, offset)) in self.shifts.iter().enumerate() {
            let at = local - offset;
            if self.shifts.get(index + 1).is_some_and(|next| at >= next.0) {
                continue;
            }
            let shown = index == 0 || at >= since;
            match (first, shown) {
                (None, true) => first = Some(at),
                (None, false) => return Occurrence::Never(since),
                (Some(first), true) => return Occurrence::Twice(first, at),
                (Some(_), false) => break,
            }
        }
        // Past the last shift every time is shown, so the loop never ends without one.
        first.map_or(Occurrence::Never(local), Occurrence::Once)
    }

    /// The first instant of a calendar day.
    pub(super) fn midnight(&self, day: Day) -> Second {
        self.instant(day.saturating_mul(DAY))
    }

    /// `range` cut where the offset changes, each piece with its offset.
    pub(super) fn stretches(&self, range: Range) -> impl Iterator<Item = (Range, Second)> + '_ {
        let first = self.shifts.partition_point(|shift| shift.0 <= range.0).saturating_sub(1);
        (first..self.shifts.len())
            .map(move |index| {
                let since = if index == first { range.0 } else { self.shifts[index].0 };
                let until = self.shifts.get(index + 1).map_or(range.1, |next| next.0.min(range.1));
                ((since, until), self.shifts[index].1)
            })
            .take_while(|(stretch, _)| stretch.0 < stretch.1)
    }
}

/// The calendar day of a date.
pub(super) fn day_of(date: Date) -> Day {
    local_of(date, Time::midnight()).div_euclid(DAY)
}

/// Wall-clock seconds of a date and time; below the second they are dropped.
pub(super) fn local_of(date: Date, time: Time) -> Second {
    let edge = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Offset::UTC.to_timestamp(date.to_datetime(time)).unwrap_or(edge).as_second()
}

/// The date of a calendar day; what lies beyond the calendar is held at its end.
pub(super) fn date_of(day: Day) -> Date {
    Offset::UTC.to_datetime(timestamp(day.saturating_mul(DAY))).date()
}

fn offset_seconds(offset: Offset) -> Second {
    Second::from(offset.seconds())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may panic
mod tests {
    use super::*;
    use jiff::civil::date;

    fn clock(zone: &str, day: Date) -> LocalClock {
        let zone = TimeZone::get(zone).unwrap();
        let noon = local_of(day, Time::midnight());
        LocalClock::new(&zone, (noon - 3 * DAY, noon + 4 * DAY))
    }

    #[test]
    fn a_time_in_a_gap_is_the_first_instant_after_it() {
        let clock = clock("Europe/Berlin", date(2026, 3, 29));
        let two_thirty = day_of(date(2026, 3, 29)) * DAY + 2 * 3600 + 1800;
        let one_utc = day_of(date(2026, 3, 29)) * DAY + 3600;
        assert_eq!(clock.occurrence(two_thirty), Occurrence::Never(one_utc));
    }

    #[test]
    fn a_repeated_time_has_two_instants_and_counts_as_the_first() {
        let clock = clock("Europe/Berlin", date(2026, 10, 25));
        let two_thirty = day_of(date(2026, 10, 25)) * DAY + 2 * 3600 + 1800;
        let utc = day_of(date(2026, 10, 25)) * DAY + 1800;
        assert_eq!(clock.occurrence(two_thirty), Occurrence::Twice(utc, utc + 3600));
        assert_eq!(clock.instant(two_thirty), utc);
    }

    #[test]
    fn a_day_may_have_23_or_25_or_half_hours_more() {
        for (zone, day, hours_twice) in [
            ("Europe/Berlin", date(2026, 3, 29), 46),
            ("Europe/Berlin", date(2026, 10, 25), 50),
            ("America/Sao_Paulo", date(2018, 2, 17), 50),
            ("America/Sao_Paulo", date(2018, 11, 4), 46),
            ("Australia/Lord_Howe", date(2026, 4, 5), 49),
            ("Asia/Kolkata", date(2026, 4, 5), 48),
        ] {
            let clock = clock(zone, day);
            let length = clock.midnight(day_of(day) + 1) - clock.midnight(day_of(day));
            assert_eq!(length, hours_twice * 1800, "{zone} {day}");
        }
    }

    #[test]
    fn days_and_dates_go_back_and_forth() {
        for day in [date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29), date(2100, 1, 1)] {
            assert_eq!(date_of(day_of(day)), day);
        }
        assert_eq!(date_of(Day::MAX), date(9999, 12, 30));
    }
}
