//! The rules of one agenda, and what is asked of it.

use std::num::NonZeroU32;

use jiff::civil::{Date, Weekday};

use super::hours::Hours;
use super::limits::Limit;

/// The rules of one agenda. Durations are minutes unless said.
#[derive(Debug, Clone)]
pub struct Rules {
    /// When the agenda is open, and the zone every rule is read in.
    pub hours: Hours,
    /// Minutes between two offered starts; without it, the duration.
    pub interval: Option<NonZeroU32>,
    /// Where the interval is counted from.
    pub alignment: Alignment,
    /// Also offer the start that touches an existing booking's end.
    pub fill_gaps: bool,
    /// How much free time two bookings need between them.
    pub buffers: BufferPolicy,
    /// Seconds between now and the first start that may be booked.
    pub notice_seconds: u32,
    /// How far ahead may be booked; without it, any date.
    pub horizon: Option<Horizon>,
    /// How much may be booked in a day, week or month.
    pub limits: Vec<Limit>,
    /// The day a week begins on, for limits per week.
    pub week_starts: Weekday,
    /// How many seats there are at any moment.
    pub capacity: NonZeroU32,
    /// Whether a booking that is not confirmed yet takes its time.
    pub pending_blocks: bool,
}

impl Rules {
    /// The rules of a new agenda: one seat, starts counted from the opening, no notice, horizon or limits.
    pub fn new(hours: Hours) -> Self {
        Self {
            hours,
            interval: None,
            alignment: Alignment::Opening,
            fill_gaps: false,
            buffers: BufferPolicy::Max,
            notice_seconds: 0,
            horizon: None,
            limits: Vec::new(),
            week_starts: Weekday::Sunday,
            capacity: NonZeroU32::MIN,
            pending_blocks: true,
        }
    }
}

/// Where the interval is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// From the opening of each free range.
    Opening,
    /// From the first multiple of the interval on the local clock, when the interval divides an hour; else from the opening.
    Clock,
}

/// How much free time two bookings need between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BufferPolicy {
    /// The longer of the two buffers that face each other.
    Max,
    /// Both.
    Additive,
}

/// How far ahead may be booked, in dates of the agenda's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Horizon {
    /// Up to this many days after today.
    Days(u16),
    /// Up to the day that is the n-th, after today, on which the agenda has hours.
    WorkingDays(u16),
    /// Only on these dates, both included.
    Between(Date, Date),
}

/// What is to be booked, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// How long it takes.
    pub minutes: NonZeroU32,
    /// Free time needed before it.
    pub before: u32,
    /// Free time needed after it.
    pub after: u32,
}

impl Service {
    /// Services done one after the other in one booking: their durations add up; the buffers are the first's before and the
    /// last's after. Nothing when there is no service.
    pub fn together(services: &[Self]) -> Option<Self> {
        let (first, rest) = services.split_first()?;
        let minutes = rest.iter().fold(first.minutes, |sum, next| sum.saturating_add(next.minutes.get()));
        let after = rest.last().unwrap_or(first).after;
        Some(Self { minutes, before: first.before, after })
    }
}
