//! Why a time may not be booked: every rule it breaks.
//!
//! This is the same judgement the slots are made by, taken for one time, so what is offered breaks nothing and what is overridden
//! is named in full. Being between two offered starts is no rule: a person may book at 10:05.

use jiff::Timestamp;
use jiff::civil::Date;

use super::ProfessionalId;
use super::busy::Entry;
use super::clock::{LocalClock, date_of};
use super::hours::{Hours, Source};
use super::limits::Limit;
use super::plan::{Person, Plan, Side};
use super::professionals::Member;
use super::ranges::{Range, Ranges, Second, TimeRange, timestamp};

/// A rule that a time breaks, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The professional it is about; nobody when it is the agenda's.
    pub professional: Option<ProfessionalId>,
    /// What is broken.
    pub rule: Rule,
}

/// A rule that a time breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The clock is set forward over this time; it does not exist on that day.
    NoSuchTime {
        /// The first instant after the gap.
        next: Timestamp,
    },
    /// Some of it is outside the weekly hours.
    OutsideHours {
        /// The date on which it is.
        date: Date,
    },
    /// Some of it is outside the hours that this date has instead of the weekly ones.
    Exception {
        /// The date with its own hours.
        date: Date,
    },
    /// Some of it is on a holiday.
    Holiday {
        /// The date of the holiday.
        date: Date,
        /// Its name.
        name: String,
    },
    /// The professional is away.
    Absence {
        /// From when to when.
        range: TimeRange,
    },
    /// Something else is at that time.
    Taken {
        /// What it is.
        entry: Entry,
        /// When it is, without buffers.
        range: TimeRange,
    },
    /// It comes too close to something else.
    Buffer {
        /// What it is.
        entry: Entry,
        /// When it is, without buffers.
        range: TimeRange,
    },
    /// At some moment inside it too few seats are left.
    Full {
        /// How many seats there are.
        capacity: u32,
        /// How many are taken at the fullest moment.
        taken: u32,
    },
    /// It starts in the past, or sooner than the minimum notice allows.
    Notice {
        /// The first start that is allowed.
        earliest: Timestamp,
    },
    /// It is farther ahead than may be booked, or before the dates that may be.
    Horizon {
        /// The first date that may be booked, if there is one.
        first: Option<Date>,
        /// The last date that may be booked, if there is one.
        last: Option<Date>,
    },
    /// The most of that day, week or month is booked.
    Limit(Limit),
    /// Nobody is in a group of which one is needed.
    NobodyToAsk,
}

impl Plan<'_> {
    /// Every rule that a booking at `range` breaks; none if it may be booked.
    pub(super) fn broken(&self, range: Range) -> Vec<Reason> {
        let mut rules = Vec::new();
        self.time_rules(range.0, &mut rules);
        let hours = &self.query.rules.hours;
        outside(hours, &self.clock, range, &mut rules);
        self.seat_rules(range, &mut rules);
        let limits = self.tally.passed(self.clock.day(range.0), range.1 - range.0);
        rules.extend(limits.map(Rule::Limit));
        let mut reasons: Vec<Reason> =
            rules.into_iter().map(|rule| Reason { professional: None, rule }).collect();
        for group in &self.groups {
            reasons.extend(self.team_reasons(group, range));
        }
        reasons
    }

    fn time_rules(&self, start: Second, rules: &mut Vec<Rule>) {
        if start < self.earliest {
            rules.push(Rule::Notice { earliest: timestamp(self.earliest) });
        }
        let (first, last) = self.horizon;
        let early = first.is_some_and(|first| start < self.clock.midnight(first));
        let late = last.is_some_and(|last| start >= self.clock.midnight(last + 1));
        if early || late {
            rules.push(Rule::Horizon { first: first.map(date_of), last: last.map(date_of) });
        }
    }

    fn seat_rules(&self, range: Range, rules: &mut Vec<Rule>) {
        let Some(seats) = &self.agenda.seats else {
            if self.allowed.is_none() {
                rules.push(self.full(0));
            }
            return self.taken_rules(&self.agenda, range, false, rules);
        };
        self.taken_rules(&self.agenda, range, true, rules);
        let taken = seats.most(range);
        if self.allowed.is_none_or(|allowed| taken > allowed) {
            rules.push(self.full(taken));
        }
    }

    fn full(&self, taken: u64) -> Rule {
        let taken = u32::try_from(taken).unwrap_or(u32::MAX);
        Rule::Full { capacity: self.query.rules.capacity.get(), taken }
    }

    /// The entries in the way; where seats are counted, only those that take all of them.
    fn taken_rules(&self, side: &Side, range: Range, counted: bool, rules: &mut Vec<Rule>) {
        for taken in side.taken.iter().filter(|taken| !counted || taken.is_external()) {
            let (entry, when) = (taken.entry, TimeRange::from_seconds(taken.range));
            if overlap(taken.range, range) {
                rules.push(Rule::Taken { entry, range: when });
            } else if overlap(self.needs.around(taken), range) {
                rules.push(Rule::Buffer { entry, range: when });
            }
        }
    }

    /// Why no member of the group can; nothing if one can.
    fn team_reasons(&self, group: &[Member], range: Range) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for member in group {
            let people = member.iter().map(|position| &self.people[*position]);
            let broken: Vec<Reason> = people.flat_map(|person| self.person_reasons(person, range)).collect();
            if broken.is_empty() {
                return broken;
            }
            reasons.extend(broken);
        }
        if reasons.is_empty() {
            reasons.push(Reason { professional: None, rule: Rule::NobodyToAsk });
        }
        reasons
    }

    fn person_reasons(&self, person: &Person<'_>, range: Range) -> Vec<Reason> {
        let mut rules = Vec::new();
        if let Some((hours, clock)) = &person.hours {
            outside(hours, clock, range, &mut rules);
        }
        let away = person.professional.absences.iter().filter(|away| overlap(away.seconds(), range));
        rules.extend(away.map(|away| Rule::Absence { range: *away }));
        self.taken_rules(&person.side, range, false, &mut rules);
        rules.into_iter().map(|rule| Reason { professional: Some(person.id), rule }).collect()
    }
}

/// Names what closes each day of which some of `range` is not open.
fn outside(hours: &Hours, clock: &LocalClock, range: Range, rules: &mut Vec<Rule>) {
    let open = hours.open(clock, range);
    for &(start, end) in Ranges::union_of(vec![range]).without(&open).as_slice() {
        for day in clock.day(start)..=clock.day(end - 1) {
            let date = date_of(day);
            let rule = match hours.source(date) {
                Source::Weekly => Rule::OutsideHours { date },
                Source::Exception => Rule::Exception { date },
                Source::Holiday(name) => Rule::Holiday { date, name: name.to_owned() },
            };
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
    }
}

fn overlap(one: Range, other: Range) -> bool {
    one.0 < other.1 && other.0 < one.1
}
