//! A query made ready: everything sorted once, then any day of it answered by looking at that day only.

use super::align::{Grid, days_reached, whole_minute};
use super::busy::{Needs, Seats, Taken, View, blocked, closed_by};
use super::clock::{DAY, Day, LocalClock, date_of, day_of};
use super::hours::Hours;
use super::limits::Tally;
use super::professionals::{Free, Member, Professional, find};
use super::ranges::{Range, Ranges, Second, TimeRange, second_after};
use super::rules::Horizon;
use super::{MAX_DAYS, MAX_MINUTES, ProfessionalId, Query, Slot, SlotsError, today};

/// Days around those asked for that limits, spilling hours and lookback may touch.
const MARGIN_DAYS: Day = 40;

/// No horizon is looked for farther ahead than this, however few days have hours.
const FARTHEST_WORKING_DAY: Day = 5 * 366;

/// A query made ready for a stretch of days.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) query: &'a Query<'a>,
    pub(super) clock: LocalClock,
    pub(super) duration: Second,
    pub(super) needs: Needs,
    pub(super) agenda: Side,
    /// Everybody the team names, in the order of their ids.
    pub(super) people: Vec<Person<'a>>,
    pub(super) groups: Vec<Vec<Member>>,
    pub(super) tally: Tally,
    /// Seats that may be taken already; nothing when more are asked for than there are.
    pub(super) allowed: Option<u64>,
    /// The first start that the minimum notice allows.
    pub(super) earliest: Second,
    /// First and last day of the horizon.
    pub(super) horizon: (Option<Day>, Option<Day>),
    grid: Grid,
    /// Starts that touch the end of a booking, and whose booking it is.
    touching: Vec<(Second, Option<usize>)>,
}

/// The agenda's or a professional's taken time.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) taken: Vec<Taken>,
    pub(super) seats: Option<Seats>,
    /// Where no part of the new booking may be.
    closed: Ranges,
}

/// A professional of the team.
#[derive(Debug)]
pub(super) struct Person<'a> {
    pub(super) id: ProfessionalId,
    pub(super) professional: &'a Professional,
    pub(super) hours: Option<(&'a Hours, LocalClock)>,
    pub(super) side: Side,
}

impl<'a> Plan<'a> {
    /// Makes ready the days from `first` to `last` for bookings of `duration` seconds.
    pub(super) fn new(
        query: &'a Query<'a>,
        duration: Second,
        first: Day,
        last: Day,
    ) -> Result<Self, SlotsError> {
        check_size(query, duration, first, last)?;
        let rules = query.rules;
        let last_reached = last + MARGIN_DAYS + days_reached(duration);
        let stretch = ((first - MARGIN_DAYS) * DAY, last_reached * DAY);
        let clock = LocalClock::new(&rules.hours.zone, stretch);
        let view = View::of(query);
        let needs = Needs::new(query.service, rules.buffers);
        let capacity = u64::from(rules.capacity.get());
        let allowed = capacity.checked_sub(u64::from(query.seats.get()));
        let taken = query.busy.taken(view);
        let seats = (capacity > 1).then(|| Seats::new(&taken, needs));
        let agenda = Side::new(taken, needs, allowed, seats, &[]);
        let everybody = query.team.everybody();
        let person = |professional: &'a Professional| Person::new(professional, view, needs, stretch);
        let people: Vec<_> = find(query.professionals, &everybody)?.into_iter().map(person).collect();
        let booked = query.busy.booked(view);
        let mut plan = Self {
            groups: query.team.groups(&everybody),
            tally: Tally::new(&rules.limits, rules.week_starts, &clock, &booked),
            horizon: horizon(query, last),
            earliest: second_after(query.now) + Second::from(rules.notice_seconds),
            grid: Grid::new(rules.interval.unwrap_or(query.service.minutes), rules.alignment),
            touching: Vec::new(),
            query,
            clock,
            duration,
            needs,
            agenda,
            people,
            allowed,
        };
        if rules.fill_gaps {
            plan.touching = plan.ends();
        }
        Ok(plan)
    }

    /// Every slot that starts on one of these days, in order.
    pub(super) fn slots(&self, first: Day, last: Day) -> Vec<Slot> {
        let window = self.window(first, last);
        if window.0 >= window.1 {
            return Vec::new();
        }
        let free = self.free(window);
        let mut starts = Vec::new();
        for (opening, end) in free.ranges() {
            self.grid.starts(&self.clock, (opening, end - self.duration + 1), window, &mut starts);
        }
        self.touch(&free, window, &mut starts);
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|start| self.tally.passed(self.clock.day(*start), self.duration).next().is_none());
        self.offer(&starts, &free)
    }

    /// When the agenda and the team are free, right for starts within `window`.
    pub(super) fn free(&self, window: Range) -> Free {
        // Back to before the day before, even where the zone once left a day out.
        let first = self.clock.midnight(self.clock.day(window.0) - 3);
        let reached = (first, window.1 + self.duration);
        let agenda = self.query.rules.hours.open(&self.clock, reached).without(&self.agenda.closed);
        let person = |person: &Person<'_>| {
            let own =
                person.hours.as_ref().map(|(hours, clock)| hours.open(clock, reached).intersect(&agenda));
            own.as_ref().unwrap_or(&agenda).without(&person.side.closed)
        };
        let people = self.people.iter().map(person).collect();
        Free::new(&agenda, people, &self.groups)
    }

    /// The starts that days, notice and horizon leave.
    fn window(&self, first: Day, last: Day) -> Range {
        let first = self.horizon.0.map_or(first, |day| day.max(first));
        let last = self.horizon.1.map_or(last, |day| day.min(last));
        (self.clock.midnight(first).max(self.earliest), self.clock.midnight(last + 1))
    }

    fn touch(&self, free: &Free, window: Range, starts: &mut Vec<Second>) {
        let first = self.touching.partition_point(|(start, _)| *start < window.0);
        let end = self.touching.partition_point(|(start, _)| *start < window.1);
        for &(start, whose) in self.touching.get(first..end).unwrap_or_default() {
            let range = (start, start + self.duration);
            if whose.is_none_or(|whose| free.people[whose].covers(range)) && free.covers(range) {
                starts.push(start);
            }
        }
    }

    fn ends(&self) -> Vec<(Second, Option<usize>)> {
        let people = self.people.iter().enumerate().map(|(position, person)| (Some(position), &person.side));
        let sides = std::iter::once((None, &self.agenda)).chain(people);
        let end = |taken: &Taken| whole_minute(&self.clock, self.needs.around(taken).1);
        let ends = sides.flat_map(|(whose, side)| {
            let bookings = side.taken.iter().filter(|taken| taken.is_booking());
            bookings.map(move |taken| (end(taken), whose))
        });
        let mut ends: Vec<_> = ends.collect();
        ends.sort_unstable();
        ends
    }

    fn offer(&self, starts: &[Second], free: &Free) -> Vec<Slot> {
        let slot = |start: &Second| {
            let range = (*start, start + self.duration);
            Slot {
                range: TimeRange::from_seconds(range),
                seats_left: self.seats_left(range),
                free: Vec::new(),
            }
        };
        let mut slots: Vec<Slot> = starts.iter().map(slot).collect();
        for (person, free) in self.people.iter().zip(&free.people) {
            let mut ranges = free.as_slice();
            for (slot, start) in slots.iter_mut().zip(starts) {
                while ranges.first().is_some_and(|range| range.1 < start + self.duration) {
                    ranges = &ranges[1..];
                }
                if ranges.first().is_some_and(|range| range.0 <= *start) {
                    slot.free.push(person.id);
                }
            }
        }
        slots
    }

    fn seats_left(&self, range: Range) -> u32 {
        let capacity = self.query.rules.capacity.get();
        let taken = self.agenda.seats.as_ref().map_or(0, |seats| seats.most(range));
        capacity.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX))
    }
}

impl Side {
    fn new(
        taken: Vec<Taken>,
        needs: Needs,
        allowed: Option<u64>,
        seats: Option<Seats>,
        away: &[TimeRange],
    ) -> Self {
        let closed = match allowed {
            Some(allowed) => {
                let away = away.iter().map(|away| away.seconds());
                closed_by(blocked(&taken, needs, allowed, seats.as_ref()), away)
            }
            None => Ranges::always(),
        };
        Self { taken, seats, closed }
    }
}

impl<'a> Person<'a> {
    fn new(professional: &'a Professional, view: View, needs: Needs, stretch: Range) -> Self {
        let clock = |hours: &'a Hours| (hours, LocalClock::new(&hours.zone, stretch));
        let taken = professional.busy.taken(view);
        Self {
            id: professional.id,
            professional,
            hours: professional.hours.as_ref().map(clock),
            side: Side::new(taken, needs, Some(0), None, &professional.absences),
        }
    }
}

fn check_size(query: &Query<'_>, duration: Second, first: Day, last: Day) -> Result<(), SlotsError> {
    if last < first {
        return Err(SlotsError::DatesReversed);
    }
    if last - first >= MAX_DAYS {
        return Err(SlotsError::TooManyDays);
    }
    let longest = Second::from(MAX_MINUTES) * 60;
    let buffer = query.service.before.max(query.service.after);
    if duration > longest || buffer > MAX_MINUTES {
        return Err(SlotsError::TooLong);
    }
    Ok(())
}

fn horizon(query: &Query<'_>, last: Day) -> (Option<Day>, Option<Day>) {
    let (hours, today) = (&query.rules.hours, today(query));
    match query.rules.horizon {
        None => (None, None),
        Some(Horizon::Days(days)) => (None, Some(today + Day::from(days))),
        Some(Horizon::WorkingDays(days)) => (None, Some(working_day(hours, today, days, last))),
        Some(Horizon::Between(first, last)) => (Some(day_of(first)), Some(day_of(last))),
    }
}

/// The n-th day after `today` that has hours; not looked for past `last`, beyond which nothing is asked.
fn working_day(hours: &Hours, today: Day, count: u16, last: Day) -> Day {
    let mut left = count;
    let mut day = today;
    while left > 0 && day <= last && day - today < FARTHEST_WORKING_DAY {
        day += 1;
        left -= u16::from(!hours.openings(date_of(day)).is_empty());
    }
    day
}
