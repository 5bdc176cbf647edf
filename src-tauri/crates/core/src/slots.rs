//! The slot engine: rules + busy intervals + now → free times, or the reasons why a time is not free.
//!
//! It is a pure function. It knows no database, does no input or output and never asks for the time: the caller says what `now`
//! is. Where the rules leave a choice, it is written here.
//!
//! - **Hours** are wall-clock times in the agenda's zone ([`Hours`]). Each boundary becomes an instant on its own: in a gap it moves
//!   to the first instant after it, in a repeated hour it is the first of the two. Hours that touch at midnight are one range. What
//!   spills over from the day before is clipped when this day has an exception or is a holiday; an exception wins over a holiday.
//! - **Free range**: what is left of the hours when everything taken is out, widened by the buffers. Now, notice, horizon and limits
//!   forbid starts; they open no range.
//! - **Starts** are counted from each free range's opening, or snapped to the local clock ([`Alignment`]), always on whole minutes.
//!   A range that has been open since before the day before counts anew from each midnight, so that what a day offers does not
//!   depend on which days were asked for. With `fill_gaps` the first start allowed after each booking is offered too.
//! - **Buffers** may reach outside the hours and into an absence; only other entries keep their distance. How they count with more
//!   than one seat is told in `busy`.
//! - **Done** bookings take only what of their time, and of their buffers, is past.
//! - **Limits** count bookings and holds of this agenda by the local date of their start, what blocks and what is done.
//! - **Teams**: [`Team::Any`] has the slots that each of them would have alone; [`Team::Groups`] those of every choice of one per group.
//! - Busy entries are rounded outwards, and now upwards, to whole seconds.
//!
//! [`slots`] offers and [`check`] judges by the same rules: nothing offered has anything in its check, and an override is the list
//! that `check` returns. The cost is sorting what was given and one pass over what the days asked for touch; load no more than
//! [`window`] says.
//!
//! Read next: `rules`, `plan`, then what each file is named after.

mod align;
mod busy;
mod clock;
mod external;
mod hours;
mod limits;
mod plan;
mod professionals;
mod ranges;
mod reasons;
mod rules;
mod suggest;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod cases_busy;
#[cfg(test)]
mod cases_teams;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

pub use busy::{Blocks, Booking, Busy, Entry, Hold, Status};
pub use external::{EventStatus, EventTime, ExternalEvent, Transparency};
pub use hours::{Hours, Opening};
pub use limits::{Limit, Period, Quantity};
pub use professionals::{Professional, Team};
pub use ranges::TimeRange;
pub use reasons::{Reason, Rule};
pub use rules::{Alignment, BufferPolicy, Horizon, Rules, Service};
pub use suggest::{Suggestion, by_fewest_gaps, next_free};

use clock::{DAY, Day, LocalClock, Occurrence, day_of, local_of};
use plan::Plan;
use ranges::{Second, second_before, timestamp};

/// The most days one query may ask for.
pub const MAX_DAYS: i64 = 400;

/// The longest booking or buffer, in minutes: 31 days.
pub const MAX_MINUTES: u32 = 31 * 24 * 60;

/// Identifies a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookingId(pub u128);

/// Identifies a professional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfessionalId(pub u128);

/// Identifies an event of an external calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u128);

/// What is asked of the engine.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// The rules of the agenda.
    pub rules: &'a Rules,
    /// What is to be booked.
    pub service: Service,
    /// For how many seats.
    pub seats: NonZeroU32,
    /// The time it is.
    pub now: Timestamp,
    /// What takes time on this agenda.
    pub busy: &'a Busy,
    /// At least everybody the team names.
    pub professionals: &'a [Professional],
    /// Who has to be free.
    pub team: Team,
    /// The booking that is being rescheduled, or that a hold is becoming; it is in nobody's way.
    pub except: Option<BookingId>,
}

/// A free time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// When the booking would be, without buffers.
    pub range: TimeRange,
    /// How many seats are left at its fullest moment, before the new booking.
    pub seats_left: u32,
    /// Who of the team is free for all of it, ordered by id.
    pub free: Vec<ProfessionalId>,
}

/// Why a time of the wall clock may or may not be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// When the booking would be; nothing when the day has no such time.
    pub range: Option<TimeRange>,
    /// Every rule it breaks; none when it may be booked.
    pub broken: Vec<Reason>,
    /// Whether [`slots`] offers it. A time that breaks no rule may lie between two offered ones, and may still be booked.
    pub offered: bool,
}

/// A query that cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotsError {
    /// The last date is before the first.
    DatesReversed,
    /// More than [`MAX_DAYS`] are asked for.
    TooManyDays,
    /// The booking or a buffer is longer than [`MAX_MINUTES`].
    TooLong,
    /// The team names somebody who is not among the professionals.
    UnknownProfessional(ProfessionalId),
}

impl std::fmt::Display for SlotsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DatesReversed => write!(f, "the last date is before the first"),
            Self::TooManyDays => write!(f, "more than {MAX_DAYS} days were asked for"),
            Self::TooLong => write!(f, "a booking or a buffer is longer than {MAX_MINUTES} minutes"),
            Self::UnknownProfessional(id) => {
                write!(f, "the team names an unknown professional, {:032x}", id.0)
            }
        }
    }
}

impl std::error::Error for SlotsError {}

/// Every free time that starts on a date from `from` to `to`, both included, in the agenda's zone; in order of time.
pub fn slots(query: &Query<'_>, from: Date, to: Date) -> Result<Vec<Slot>, SlotsError> {
    let (first, last) = (day_of(from), day_of(to));
    let plan = Plan::new(query, query.duration(), first, last)?;
    Ok(plan.slots(first, last))
}

/// Every rule that a booking at `range` breaks; none when it may be booked. The range may be longer or shorter than the service and
/// start at any time. Call it again in the transaction that writes the booking.
pub fn check(query: &Query<'_>, range: TimeRange) -> Result<Vec<Reason>, SlotsError> {
    let range = range.seconds();
    let day = day_in(query, range.0);
    let plan = Plan::new(query, range.1 - range.0, day, day)?;
    Ok(plan.broken(range))
}

/// Why the service may or may not be booked at a time of the agenda's wall clock. Of a time that the clock shows twice, the first
/// that may be booked is meant, else the first.
pub fn explain(query: &Query<'_>, at: DateTime) -> Result<Explanation, SlotsError> {
    let local = local_of(at.date(), at.time());
    let day = local.div_euclid(DAY);
    let plan = Plan::new(query, query.duration(), day, day)?;
    let explanation = |start: Second| {
        let range = (start, start + plan.duration);
        let day = plan.clock.day(start);
        let range_time = TimeRange::from_seconds(range);
        let offered = plan.slots(day, day).iter().any(|slot| slot.range == range_time);
        Explanation { range: Some(range_time), broken: plan.broken(range), offered }
    };
    Ok(match plan.clock.occurrence(local) {
        Occurrence::Once(at) => explanation(at),
        Occurrence::Twice(first, second) => {
            let (first, second) = (explanation(first), explanation(second));
            if !first.broken.is_empty() && second.broken.is_empty() { second } else { first }
        }
        Occurrence::Never(next) => {
            let rule = Rule::NoSuchTime { next: timestamp(next) };
            Explanation { range: None, broken: vec![Reason { professional: None, rule }], offered: false }
        }
    })
}

/// What the caller has to load to ask for the dates from `from` to `to`: the entries whose time, buffers included, is in the range
/// touch it. It reaches back to where free ranges may open, and over the whole of every period that a limit counts.
pub fn window(rules: &Rules, service: Service, from: Date, to: Date) -> TimeRange {
    let (first, last) = (day_of(from), day_of(to));
    let (mut start, mut end) = (first - 2, last + 2);
    for limit in &rules.limits {
        start = start.min(limit.per.first_day(first, rules.week_starts));
        end = end.max(limit.per.next_first_day(last, rules.week_starts));
    }
    let reach =
        Second::from(service.minutes.get().saturating_add(service.before).saturating_add(service.after)) * 60;
    let clock = LocalClock::new(&rules.hours.zone, ((start - 2) * DAY, (end + 2) * DAY));
    let range = (clock.midnight(start) - reach, clock.midnight(end) + reach);
    TimeRange::from_seconds(range)
}

impl Query<'_> {
    fn duration(&self) -> Second {
        Second::from(self.service.minutes.get()) * 60
    }
}

/// The day it is in the agenda's zone.
fn today(query: &Query<'_>) -> Day {
    day_in(query, second_before(query.now))
}

fn day_in(query: &Query<'_>, at: Second) -> Day {
    LocalClock::new(&query.rules.hours.zone, (at, at + 1)).day(at)
}
