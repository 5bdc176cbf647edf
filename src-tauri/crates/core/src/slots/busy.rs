//! What makes a time busy: bookings with their buffers, holds, external events; and how many at once.
//!
//! **Buffers at capacity n.** Two bookings in one seat need max(earlier.after, later.before) between them. With the policy `Max`
//! a booking therefore counts together with its after-buffer, and once more together with its before-buffer, never with both at
//! once; with `Additive` it counts with both. Whichever count passes the capacity blocks. For one seat this is exactly the gap
//! asked for; for more, the seats are counted at moments and nobody is put in a lane. So with the policy `Max`, two or more seats and
//! services whose buffers differ, who sits where may leave a gap shorter than wanted, though never more bookings than seats.

use std::num::NonZeroU32;

use jiff::Timestamp;

use super::external::ExternalEvent;
use super::ranges::{Range, Ranges, Second, TimeRange, second_before};
use super::rules::{BufferPolicy, Service};
use super::{BookingId, EventId, Query};

/// Everything that takes time on one agenda or of one professional. In any order.
#[derive(Debug, Clone, Default)]
pub struct Busy {
    /// Bookings, whatever their status.
    pub bookings: Vec<Booking>,
    /// Seats kept for somebody who is about to book.
    pub holds: Vec<Hold>,
    /// Events of the connected external calendar; each takes every seat, without buffers of its own.
    pub external: Vec<ExternalEvent>,
}

/// An existing booking.
#[derive(Debug, Clone)]
pub struct Booking {
    /// Which booking it is; the one being rescheduled is left out by it.
    pub id: BookingId,
    /// When it is, without buffers.
    pub range: TimeRange,
    /// Minutes needed free before it, from its own service.
    pub before: u32,
    /// Minutes needed free after it, from its own service.
    pub after: u32,
    /// How far it has come.
    pub status: Status,
    /// How many seats it takes.
    pub seats: NonZeroU32,
}

/// How far a booking has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Asked for, not confirmed.
    Pending,
    /// Agreed on.
    Confirmed,
    /// The client is here.
    Arrived,
    /// Being served.
    InService,
    /// Over.
    Done,
    /// The client did not come.
    NoShow,
    /// Called off.
    Cancelled,
}

/// What of its time a booking takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// All of it.
    All,
    /// What of it is past: who left early frees the rest.
    Past,
    /// Nothing.
    Nothing,
}

impl Status {
    /// What of its time a booking in this status takes.
    pub fn blocks(self, pending_blocks: bool) -> Blocks {
        match self {
            Self::Pending if !pending_blocks => Blocks::Nothing,
            Self::Pending | Self::Confirmed | Self::Arrived | Self::InService => Blocks::All,
            Self::Done => Blocks::Past,
            Self::NoShow | Self::Cancelled => Blocks::Nothing,
        }
    }
}

/// A place kept for somebody until an instant.
#[derive(Debug, Clone)]
pub struct Hold {
    /// The booking it is to become; left out when that one is being made.
    pub id: BookingId,
    /// When it is, without buffers.
    pub range: TimeRange,
    /// Minutes needed free before it.
    pub before: u32,
    /// Minutes needed free after it.
    pub after: u32,
    /// How many seats it takes.
    pub seats: NonZeroU32,
    /// From this instant on it takes nothing.
    pub expires: Timestamp,
}

/// Which entry takes a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// A booking.
    Booking(BookingId),
    /// A hold.
    Hold(BookingId),
    /// An event of an external calendar.
    External(EventId),
}

/// What decides whether an entry counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    now: Timestamp,
    pending_blocks: bool,
    except: Option<BookingId>,
}

impl View {
    pub(super) fn of(query: &Query<'_>) -> Self {
        let Query { rules, now, except, .. } = query;
        Self { now: *now, pending_blocks: rules.pending_blocks, except: *except }
    }
}

/// An entry that takes time, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) entry: Entry,
    pub(super) range: Range,
    before: Second,
    after: Second,
    seats: u64,
}

/// The free time a new booking asks for around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    before: Second,
    after: Second,
    policy: BufferPolicy,
}

impl Needs {
    pub(super) fn new(service: Service, policy: BufferPolicy) -> Self {
        Self { before: minutes(service.before), after: minutes(service.after), policy }
    }

    /// Where no part of the new booking may be, for this entry's sake. An external event has no buffers, so under either policy
    /// only the new booking's count.
    pub(super) fn around(&self, taken: &Taken) -> Range {
        let gap = |theirs: Second, ours: Second| match self.policy {
            BufferPolicy::Max => theirs.max(ours),
            BufferPolicy::Additive => theirs + ours,
        };
        (taken.range.0 - gap(taken.before, self.after), taken.range.1 + gap(taken.after, self.before))
    }
}

impl Taken {
    pub(super) fn is_booking(&self) -> bool {
        matches!(self.entry, Entry::Booking(_))
    }

    pub(super) fn is_external(&self) -> bool {
        matches!(self.entry, Entry::External(_))
    }
}

impl Busy {
    /// What takes time, as `view` has it.
    pub(super) fn taken(&self, view: View) -> Vec<Taken> {
        let bookings = self.bookings.iter().filter_map(|booking| booking.taken(view));
        let holds = self.holds.iter().filter(|hold| hold.counts(view)).map(|hold| Taken {
            entry: Entry::Hold(hold.id),
            range: hold.range.seconds(),
            before: minutes(hold.before),
            after: minutes(hold.after),
            seats: u64::from(hold.seats.get()),
        });
        let external = self.external.iter().filter_map(|event| {
            let range = event.busy()?.seconds();
            Some(Taken { entry: Entry::External(event.id), range, before: 0, after: 0, seats: u64::MAX })
        });
        bookings.chain(holds).chain(external).collect()
    }

    /// What counts against limits: whole bookings, done ones too, and holds.
    pub(super) fn booked(&self, view: View) -> Vec<Range> {
        let counts = |booking: &&Booking| {
            Some(booking.id) != view.except && booking.status.blocks(view.pending_blocks) != Blocks::Nothing
        };
        let bookings = self.bookings.iter().filter(counts).map(|booking| booking.range);
        let holds = self.holds.iter().filter(|hold| hold.counts(view)).map(|hold| hold.range);
        bookings.chain(holds).map(TimeRange::seconds).collect()
    }
}

impl Booking {
    fn taken(&self, view: View) -> Option<Taken> {
        let whole = self.range.seconds();
        let (mut end, mut after) = (whole.1, minutes(self.after));
        if Some(self.id) == view.except {
            return None;
        }
        match self.status.blocks(view.pending_blocks) {
            Blocks::All => {}
            Blocks::Past => {
                let now = second_before(view.now);
                let cleared = (whole.1 + after).min(now);
                end = end.min(now);
                after = cleared - end;
            }
            Blocks::Nothing => return None,
        }
        (whole.0 < end).then(|| Taken {
            entry: Entry::Booking(self.id),
            range: (whole.0, end),
            before: minutes(self.before),
            after,
            seats: u64::from(self.seats.get()),
        })
    }
}

impl Hold {
    fn counts(&self, view: View) -> bool {
        Some(self.id) != view.except && view.now < self.expires
    }
}

/// How many seats are taken over time, seen the ways the buffer policy asks for.
#[derive(Debug)]
pub(super) struct Seats {
    counts: Vec<Count>,
}

/// One way of counting, and how much around a new booking it looks at.
#[derive(Debug)]
struct Count {
    before: Second,
    after: Second,
    depth: Depth,
}

impl Seats {
    /// External events are not counted: they leave no seat to anybody.
    pub(super) fn new(taken: &[Taken], needs: Needs) -> Self {
        let count = |before: bool, after: bool| {
            let widen = |taken: &Taken| {
                let before = if before { taken.before } else { 0 };
                let after = if after { taken.after } else { 0 };
                (taken.range.0 - before, taken.range.1 + after, taken.seats)
            };
            let seated = taken.iter().filter(|taken| !taken.is_external());
            Count {
                before: if before { needs.before } else { 0 },
                after: if after { needs.after } else { 0 },
                depth: Depth::new(seated.map(widen)),
            }
        };
        let counts = match needs.policy {
            BufferPolicy::Max => vec![count(false, true), count(true, false)],
            BufferPolicy::Additive => vec![count(true, true)],
        };
        Self { counts }
    }

    /// The most seats taken at a moment that a new booking at `range` has to share.
    pub(super) fn most(&self, range: Range) -> u64 {
        let most = |count: &Count| count.depth.most((range.0 - count.before, range.1 + count.after));
        self.counts.iter().map(most).max().unwrap_or(0)
    }

    /// Where no part of a new booking may be when more than `allowed` seats may not be taken already.
    fn full(&self, allowed: u64) -> impl Iterator<Item = Range> + '_ {
        self.counts.iter().flat_map(move |count| {
            let widen = |(start, end): Range| (start - count.after, end + count.before);
            count.depth.above(allowed).map(widen)
        })
    }
}

/// Where no part of a new booking may be. `allowed` is how many seats may be taken already; none when there is one seat.
pub(super) fn blocked(taken: &[Taken], needs: Needs, allowed: u64, seats: Option<&Seats>) -> Vec<Range> {
    let Some(seats) = seats else {
        return taken.iter().map(|taken| needs.around(taken)).collect();
    };
    let external = taken.iter().filter(|taken| taken.is_external());
    external.map(|taken| needs.around(taken)).chain(seats.full(allowed)).collect()
}

/// How many seats are taken, as steps over time with a table of maxima.
#[derive(Debug)]
struct Depth {
    /// From when on; before the first nothing is taken.
    since: Vec<Second>,
    /// `most[k][i]` is the most over the 2^k steps from step `i`; `most[0]` are the steps.
    most: Vec<Vec<u64>>,
}

impl Depth {
    fn new(ranges: impl Iterator<Item = (Second, Second, u64)>) -> Self {
        let mut changes: Vec<(Second, i128)> = ranges
            .flat_map(|(start, end, seats)| [(start, i128::from(seats)), (end, -i128::from(seats))])
            .collect();
        changes.sort_unstable();
        let (mut since, mut steps, mut depth): (Vec<Second>, Vec<u64>, i128) = Default::default();
        for (at, change) in changes {
            depth += change;
            let taken = u64::try_from(depth.max(0)).unwrap_or(u64::MAX);
            if since.last() == Some(&at) {
                if let Some(last) = steps.last_mut() {
                    *last = taken;
                }
            } else {
                since.push(at);
                steps.push(taken);
            }
        }
        Self { since, most: maxima(steps) }
    }

    /// The most at any moment of `range`.
    fn most(&self, range: Range) -> u64 {
        let first = self.since.partition_point(|since| *since <= range.0).saturating_sub(1);
        let end = self.since.partition_point(|since| *since < range.1);
        if first >= end {
            return 0;
        }
        let level = (end - first).ilog2();
        let row = &self.most[level as usize];
        row[first].max(row[end - (1 << level)])
    }

    /// Where more than `allowed` are taken.
    fn above(&self, allowed: u64) -> impl Iterator<Item = Range> + '_ {
        // The last step is empty: everything has ended by then.
        let steps = self.since.windows(2).zip(&self.most[0]);
        steps.filter(move |(_, taken)| **taken > allowed).map(|(since, _)| (since[0], since[1]))
    }
}

fn maxima(steps: Vec<u64>) -> Vec<Vec<u64>> {
    let mut rows = vec![steps];
    let mut width = 1;
    while let Some(last) = rows.last()
        && last.len() > width
    {
        let row = last.iter().zip(&last[width..]).map(|(left, right)| *left.max(right)).collect();
        rows.push(row);
        width *= 2;
    }
    rows
}

/// The union of what `blocked` says, and more ranges that are not free.
pub(super) fn closed_by(blocked: Vec<Range>, more: impl Iterator<Item = Range>) -> Ranges {
    Ranges::union_of(blocked.into_iter().chain(more).collect())
}

fn minutes(minutes: u32) -> Second {
    Second::from(minutes) * 60
}
