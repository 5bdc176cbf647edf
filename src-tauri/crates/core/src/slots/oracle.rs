//! The rules once more, written minute by minute and without regard to cost, to judge the engine by.
//!
//! It shares the public types with the engine and nothing else: wall-clock time is jiff's, ranges are arrays of minutes, a team is
//! every choice of its members. Everything in its world begins and ends on whole minutes; only `now` has seconds.
#![allow(clippy::unwrap_used)] // a test may panic

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::*;

/// Minutes since the start of the world.
type Minute = usize;

/// A stretch of minutes around the dates asked for.
pub(super) struct World<'a> {
    query: &'a Query<'a>,
    start: i64,
    dates: Vec<Date>,
    agenda: Vec<bool>,
    people: Vec<Vec<bool>>,
}

impl<'a> World<'a> {
    pub(super) fn new(query: &'a Query<'a>, from: Date, days: i64) -> Self {
        let zone = &query.rules.hours.zone;
        let start = instant(zone, from - 4.days(), 0);
        let length = ((days + 9) * 1440) as usize;
        let date =
            |minute| zone.to_datetime(Timestamp::from_second(start + minute as i64 * 60).unwrap()).date();
        let mut world =
            Self { query, start, dates: (0..length).map(date).collect(), agenda: vec![], people: vec![] };
        let agenda = world.entries(query.busy);
        let capacity = i64::from(query.rules.capacity.get());
        let blocked = world.blocked(&agenda, capacity - i64::from(query.seats.get()), capacity > 1);
        world.agenda = both(&world.open(&query.rules.hours), &not(&blocked));
        let people = query.professionals.iter().map(|one| {
            let own = one
                .hours
                .as_ref()
                .map_or(world.agenda.clone(), |hours| both(&world.agenda, &world.open(hours)));
            let blocked = world.blocked(&world.entries(&one.busy), 0, false);
            let mut away = vec![false; length];
            for absence in &one.absences {
                world.mark(&mut away, world.minute(absence.start()), world.minute(absence.end()));
            }
            both(&own, &both(&not(&blocked), &not(&away)))
        });
        world.people = people.collect();
        world
    }

    /// Every start offered on the date, with the seats left and who is free.
    pub(super) fn slots(&self, date: Date) -> Vec<(Timestamp, u32, Vec<ProfessionalId>)> {
        let mut starts = BTreeSet::new();
        for choice in self.choices() {
            let free = self.free(&choice);
            let duration = self.query.service.minutes.get() as usize;
            let fits = |start: &Minute| {
                free.get(*start..start + duration).is_some_and(|run| run.iter().all(|free| *free))
            };
            let candidates = self.grid(&free, date).into_iter().chain(self.touching(&choice));
            starts.extend(
                candidates
                    .filter(fits)
                    .filter(|start| self.dates[*start] == date && self.allowed(*start, duration)),
            );
        }
        starts.into_iter().map(|start| self.slot(start)).collect()
    }

    /// Whether a booking of so many minutes may be made.
    pub(super) fn may_book(&self, start: Timestamp, duration: usize) -> bool {
        let start = self.minute(start) as usize;
        let free = |choice: &Vec<usize>| self.free(choice)[start..start + duration].iter().all(|free| *free);
        self.choices().iter().any(free) && self.allowed(start, duration)
    }

    fn slot(&self, start: Minute) -> (Timestamp, u32, Vec<ProfessionalId>) {
        let duration = self.query.service.minutes.get() as usize;
        let named = self.choices().concat();
        let free = |position: &usize| {
            named.contains(position)
                && self.people[*position][start..start + duration].iter().all(|free| *free)
        };
        let mut free: Vec<_> =
            (0..self.people.len()).filter(free).map(|one| self.query.professionals[one].id).collect();
        free.sort_unstable();
        let capacity = self.query.rules.capacity.get();
        let taken = if capacity > 1 { self.most_taken(start as i64, (start + duration) as i64) } else { 0 };
        (self.at(start), capacity - taken as u32, free)
    }

    /// Everyone who would do together, for each way to choose.
    fn choices(&self) -> Vec<Vec<usize>> {
        let position =
            |id: &ProfessionalId| self.query.professionals.iter().position(|one| one.id == *id).unwrap();
        let groups: Vec<Vec<ProfessionalId>> = match &self.query.team {
            Team::None => vec![],
            Team::All(ids) => ids.iter().map(|id| vec![*id]).collect(),
            Team::Any(ids) => vec![ids.clone()],
            Team::Groups(groups) => groups.clone(),
        };
        groups.iter().fold(vec![vec![]], |choices: Vec<Vec<usize>>, group| {
            let with = |choice: &Vec<usize>| -> Vec<Vec<usize>> {
                group.iter().map(|id| [choice.as_slice(), &[position(id)]].concat()).collect()
            };
            choices.iter().flat_map(with).collect()
        })
    }

    fn free(&self, choice: &[usize]) -> Vec<bool> {
        choice.iter().fold(self.agenda.clone(), |free, one| both(&free, &self.people[*one]))
    }

    /// Starts that the alignment gives within the runs of free minutes.
    fn grid(&self, free: &[bool], date: Date) -> Vec<Minute> {
        let rules = self.query.rules;
        let interval = rules.interval.unwrap_or(self.query.service.minutes).get() as usize;
        let today = || (0..free.len()).filter(|minute| self.dates[*minute] == date);
        if rules.alignment == Alignment::Clock && 60 % interval == 0 {
            let zone = &rules.hours.zone;
            let shown = |minute: &Minute| zone.to_datetime(self.at(*minute)).minute() as usize;
            return today().filter(|minute| shown(minute) % interval == 0).collect();
        }
        let yesterday = date.yesterday().unwrap();
        let mut starts = Vec::new();
        for minute in today().filter(|minute| free[*minute]) {
            let opening = (0..=minute).rev().take_while(|minute| free[*minute]).last().unwrap();
            let since = if self.dates[opening] >= yesterday { opening } else { today().next().unwrap() };
            if (minute - since).is_multiple_of(interval) {
                starts.push(minute);
            }
        }
        starts
    }

    /// The first minute allowed after each booking of the agenda or of those chosen.
    fn touching(&self, choice: &[usize]) -> Vec<Minute> {
        if !self.query.rules.fill_gaps {
            return vec![];
        }
        let people = choice.iter().map(|one| &self.query.professionals[*one].busy);
        let sides = std::iter::once(self.query.busy).chain(people);
        let entries = sides.flat_map(|busy| self.entries(busy)).filter(|entry| entry.booking);
        entries
            .filter_map(|entry| {
                usize::try_from(entry.end + self.gap(entry.after, self.query.service.before)).ok()
            })
            .collect()
    }

    fn allowed(&self, start: Minute, duration: usize) -> bool {
        let rules = self.query.rules;
        let zone = &rules.hours.zone;
        let date = self.dates[start];
        let today = zone.to_datetime(self.query.now).date();
        let earliest = self.query.now.as_second() + i64::from(rules.notice_seconds);
        let near = match rules.horizon {
            None => true,
            Some(Horizon::Days(days)) => date <= today + i64::from(days).days(),
            Some(Horizon::WorkingDays(days)) => {
                let open = |day: &Date| *day > today && !rules.hours.openings(*day).is_empty();
                let before = (1..400)
                    .map(|ahead| today + ahead.days())
                    .take_while(|day| *day < date)
                    .filter(open)
                    .count();
                date <= today || before < usize::from(days)
            }
            Some(Horizon::Between(first, last)) => (first..=last).contains(&date),
        };
        near && self.at(start).as_second() >= earliest
            && rules.limits.iter().all(|limit| self.within(limit, date, duration))
    }

    fn within(&self, limit: &Limit, date: Date, duration: usize) -> bool {
        let period = |date: Date| match limit.per {
            Period::Day => date,
            Period::Week => (0..7)
                .map(|ago| date - ago.days())
                .find(|day| day.weekday() == self.query.rules.week_starts)
                .unwrap(),
            Period::Month => date.first_of_month(),
        };
        let mut lengths: Vec<i64> = Vec::new();
        let mut count = |range: TimeRange| {
            if period(self.query.rules.hours.zone.to_datetime(range.start()).date()) == period(date) {
                lengths.push((range.end().as_second() - range.start().as_second()) / 60);
            }
        };
        for booking in &self.query.busy.bookings {
            let pending = booking.status == Status::Pending && !self.query.rules.pending_blocks;
            let gone = matches!(booking.status, Status::Cancelled | Status::NoShow) || pending;
            if !gone && self.query.except != Some(booking.id) {
                count(booking.range);
            }
        }
        for hold in self.query.busy.holds.iter().filter(|hold| hold.expires > self.query.now) {
            if self.query.except != Some(hold.id) {
                count(hold.range);
            }
        }
        match limit.most {
            Quantity::Bookings(most) => lengths.len() < most as usize,
            Quantity::Minutes(most) => lengths.iter().sum::<i64>() + duration as i64 <= i64::from(most),
        }
    }

    /// The minutes when somebody is at work by these hours.
    fn open(&self, hours: &Hours) -> Vec<bool> {
        let mut open = vec![false; self.dates.len()];
        let special = |date: Date| hours.exceptions.contains_key(&date) || hours.holidays.contains_key(&date);
        let (mut date, last) = (self.dates[0] - 3.days(), *self.dates.last().unwrap() + 2.days());
        while date <= last {
            for opening in hours.openings(date) {
                let tomorrow = date.tomorrow().unwrap();
                let at = |date, minute| (instant(&hours.zone, date, minute) - self.start) / 60;
                let closing = if opening.end() < 1440 { at(date, opening.end()) } else { at(tomorrow, 0) };
                self.mark(&mut open, at(date, opening.start()), closing);
                if opening.end() > 1440 && !special(tomorrow) {
                    self.mark(&mut open, at(date, opening.start()), at(tomorrow, opening.end() - 1440));
                }
            }
            date = date.tomorrow().unwrap();
        }
        open
    }

    fn entries(&self, busy: &Busy) -> Vec<Taking> {
        let query = self.query;
        let wanted = |id: BookingId| query.except != Some(id);
        let bookings = busy.bookings.iter().filter(|booking| wanted(booking.id));
        let mut entries: Vec<Taking> = bookings.filter_map(|booking| self.taking(booking)).collect();
        for hold in busy.holds.iter().filter(|hold| hold.expires > query.now && wanted(hold.id)) {
            let seats = hold.seats.get();
            entries.push(self.entry(hold.range, hold.before, hold.after, seats));
        }
        for range in busy.external.iter().filter_map(ExternalEvent::busy) {
            entries.push(Taking { external: true, ..self.entry(range, 0, 0, 1) });
        }
        entries
    }

    fn taking(&self, booking: &Booking) -> Option<Taking> {
        let (now, seats) = (self.query.now.as_second(), booking.seats.get());
        let ceiling = (now - self.start + 59).div_euclid(60);
        let mut entry = self.entry(booking.range, booking.before, booking.after, seats);
        entry.booking = true;
        if booking.status == Status::Done {
            let cleared = (entry.end + entry.after).min(ceiling);
            entry.end = entry.end.min(ceiling);
            entry.after = cleared - entry.end;
        }
        let gone = matches!(booking.status, Status::Cancelled | Status::NoShow);
        let unconfirmed = booking.status == Status::Pending && !self.query.rules.pending_blocks;
        (!gone && !unconfirmed && entry.start < entry.end).then_some(entry)
    }

    fn entry(&self, range: TimeRange, before: u32, after: u32, seats: u32) -> Taking {
        Taking {
            booking: false,
            external: false,
            start: self.minute(range.start()),
            end: self.minute(range.end()),
            before: before.into(),
            after: after.into(),
            seats: seats.into(),
        }
    }

    /// The minutes that no part of the new booking may be in.
    fn blocked(&self, entries: &[Taking], allowed: i64, counted: bool) -> Vec<bool> {
        let service = self.query.service;
        let mut blocked = vec![allowed < 0; self.dates.len()];
        for entry in entries.iter().filter(|entry| !counted || entry.external) {
            let from = entry.start - self.gap(entry.before, service.after);
            self.mark(&mut blocked, from, entry.end + self.gap(entry.after, service.before));
        }
        if counted {
            for (minute, blocked) in blocked.iter_mut().enumerate() {
                *blocked |= self.most(entries, minute as i64, minute as i64 + 1) > allowed;
            }
        }
        blocked
    }

    fn most_taken(&self, start: i64, end: i64) -> i64 {
        self.most(&self.entries(self.query.busy), start, end)
    }

    /// The most seats taken at a moment that a booking from `start` to `end` shares, buffers counted as the policy says.
    fn most(&self, entries: &[Taking], start: i64, end: i64) -> i64 {
        let (before, after) = (i64::from(self.query.service.before), i64::from(self.query.service.after));
        let taken = |with_before: bool, with_after: bool, moment: i64| -> i64 {
            let covers = |entry: &&Taking| {
                let from = entry.start - if with_before { entry.before } else { 0 };
                let until = entry.end + if with_after { entry.after } else { 0 };
                !entry.external && from <= moment && moment < until
            };
            entries.iter().filter(covers).map(|entry| entry.seats).sum()
        };
        let count = |with_before: bool, with_after: bool| {
            let from = start - if with_before { before } else { 0 };
            let until = end + if with_after { after } else { 0 };
            // The most can only be reached at the first moment or where an entry begins.
            let begins = entries.iter().map(|entry| entry.start - if with_before { entry.before } else { 0 });
            let moments = begins.chain([from]).filter(|moment| (from..until).contains(moment));
            moments.map(|moment| taken(with_before, with_after, moment)).max().unwrap_or(0)
        };
        match self.query.rules.buffers {
            BufferPolicy::Max => count(false, true).max(count(true, false)),
            BufferPolicy::Additive => count(true, true),
        }
    }

    fn gap(&self, theirs: i64, ours: u32) -> i64 {
        match self.query.rules.buffers {
            BufferPolicy::Max => theirs.max(ours.into()),
            BufferPolicy::Additive => theirs + i64::from(ours),
        }
    }

    fn mark(&self, minutes: &mut [bool], from: i64, until: i64) {
        for minute in from.max(0)..until.min(minutes.len() as i64) {
            minutes[minute as usize] = true;
        }
    }

    fn minute(&self, at: Timestamp) -> i64 {
        (at.as_second() - self.start) / 60
    }

    pub(super) fn at(&self, minute: Minute) -> Timestamp {
        Timestamp::from_second(self.start + minute as i64 * 60).unwrap()
    }
}

/// An entry in minutes of the world.
struct Taking {
    booking: bool,
    external: bool,
    start: i64,
    end: i64,
    before: i64,
    after: i64,
    seats: i64,
}

/// When the clock first shows a minute of a date; if it never does, when it first shows a later one.
fn instant(zone: &TimeZone, date: Date, minute: u16) -> i64 {
    let mut shown: DateTime = date.to_datetime(Time::midnight()) + i64::from(minute).minutes();
    while let AmbiguousOffset::Gap { .. } = zone.to_ambiguous_timestamp(shown).offset() {
        shown += 1.minute();
    }
    zone.to_ambiguous_timestamp(shown).earlier().unwrap().as_second()
}

fn both(one: &[bool], other: &[bool]) -> Vec<bool> {
    one.iter().zip(other).map(|(one, other)| *one && *other).collect()
}

fn not(minutes: &[bool]) -> Vec<bool> {
    minutes.iter().map(|minute| !minute).collect()
}
