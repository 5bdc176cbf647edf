//! How much may be booked in a day, week or month of the agenda's zone.
//!
//! A booking belongs to the period its start is in, whole. What does not block does not count, except that a booking which is
//! done counts in full.

use std::collections::HashMap;

use jiff::civil::Weekday;

use super::clock::{Day, LocalClock, date_of, day_of};
use super::ranges::{Range, Second};

/// The most that may be booked in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// The period counted over.
    pub per: Period,
    /// The most in it.
    pub most: Quantity,
}

/// A calendar period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// From midnight to midnight.
    Day,
    /// Seven days from the day the week begins on.
    Week,
    /// From the first of the month.
    Month,
}

/// An amount of bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// So many bookings.
    Bookings(u32),
    /// Bookings of so many minutes together, without buffers.
    Minutes(u32),
}

impl Period {
    /// The first day of the period that holds `day`.
    pub(super) fn first_day(self, day: Day, week_starts: Weekday) -> Day {
        match self {
            Self::Day => day,
            Self::Week => {
                let weekday = date_of(day).weekday();
                day - Day::from(week_starts.until(weekday))
            }
            Self::Month => {
                let date = date_of(day);
                day - Day::from(date.day()) + 1
            }
        }
    }

    /// The first day of the period after the one that holds `day`.
    pub(super) fn next_first_day(self, day: Day, week_starts: Weekday) -> Day {
        match self {
            Self::Day => day + 1,
            Self::Week => self.first_day(day, week_starts) + 7,
            Self::Month => day_of(date_of(day).last_of_month()) + 1,
        }
    }
}

/// What is already booked in each period that a limit looks at.
#[derive(Debug)]
pub(super) struct Tally {
    week_starts: Weekday,
    limits: Vec<(Limit, HashMap<Day, Amount>)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Amount {
    bookings: u64,
    seconds: Second,
}

impl Tally {
    pub(super) fn new(limits: &[Limit], week_starts: Weekday, clock: &LocalClock, booked: &[Range]) -> Self {
        let count = |limit: &Limit| {
            let mut amounts: HashMap<Day, Amount> = HashMap::new();
            for range in booked {
                let amount = amounts.entry(limit.per.first_day(clock.day(range.0), week_starts)).or_default();
                amount.bookings += 1;
                amount.seconds = amount.seconds.saturating_add(range.1 - range.0);
            }
            (*limit, amounts)
        };
        Self { week_starts, limits: limits.iter().map(count).collect() }
    }

    /// The limits that one more booking of `seconds` on `day` would pass.
    pub(super) fn passed(&self, day: Day, seconds: Second) -> impl Iterator<Item = Limit> + '_ {
        self.limits.iter().filter_map(move |(limit, amounts)| {
            let amount =
                amounts.get(&limit.per.first_day(day, self.week_starts)).copied().unwrap_or_default();
            let room = match limit.most {
                Quantity::Bookings(most) => amount.bookings < u64::from(most),
                Quantity::Minutes(most) => amount.seconds.saturating_add(seconds) <= Second::from(most) * 60,
            };
            (!room).then_some(*limit)
        })
    }
}
