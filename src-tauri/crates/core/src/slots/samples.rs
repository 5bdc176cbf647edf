//! A small language for the tests: an agenda, what is on it, and the starts it offers as wall-clock text.
#![allow(clippy::unwrap_used)] // a test may panic

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::*;

/// The agenda's zone in most cases: no clock changes since 2019.
pub(super) const SAO_PAULO: &str = "America/Sao_Paulo";

/// One situation: rules, entries and what is asked.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) rules: Rules,
    pub(super) service: Service,
    pub(super) seats: NonZeroU32,
    pub(super) now: Timestamp,
    pub(super) busy: Busy,
    pub(super) professionals: Vec<Professional>,
    pub(super) team: Team,
    pub(super) except: Option<BookingId>,
}

impl Case {
    /// An agenda open daily at these hours, long before the dates asked for; clock alignment.
    pub(super) fn open(hours: &[&str], minutes: u32) -> Self {
        Self::in_zone(SAO_PAULO, hours, minutes)
    }

    pub(super) fn in_zone(zone: &str, hours: &[&str], minutes: u32) -> Self {
        let openings: Vec<Opening> = hours.iter().map(|hours| opening(hours)).collect();
        let mut rules = Rules::new(Hours::daily(TimeZone::get(zone).unwrap(), &openings));
        rules.alignment = Alignment::Clock;
        Self {
            rules,
            service: Service { minutes: nz(minutes), before: 0, after: 0 },
            seats: nz(1),
            now: "2000-01-01T00:00Z".parse().unwrap(),
            busy: Busy::default(),
            professionals: Vec::new(),
            team: Team::None,
            except: None,
        }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(super) fn aligned(self, alignment: Alignment) -> Self {
        self.with(|case| case.rules.alignment = alignment)
    }

    pub(super) fn booked(self, ranges: &[&str]) -> Self {
        self.with(|case| {
            for range in ranges {
                let booking = case.booking(case.busy.bookings.len() as u128 + 1, range);
                case.busy.bookings.push(booking);
            }
        })
    }

    pub(super) fn professional(self, id: u128, booked: &[&str]) -> Self {
        self.with(|case| {
            let bookings = booked.iter().enumerate();
            let bookings = bookings.map(|(n, range)| case.booking(id * 100 + n as u128, range)).collect();
            let busy = Busy { bookings, ..Busy::default() };
            case.professionals.push(Professional {
                id: ProfessionalId(id),
                hours: None,
                absences: Vec::new(),
                busy,
            });
        })
    }

    pub(super) fn team(self, team: Team) -> Self {
        self.with(|case| case.team = team)
    }

    /// A confirmed booking of one seat without buffers.
    pub(super) fn booking(&self, id: u128, range: &str) -> Booking {
        let range = self.range(range);
        Booking { id: BookingId(id), range, before: 0, after: 0, status: Status::Confirmed, seats: nz(1) }
    }

    /// An instant on the agenda's clock.
    pub(super) fn at(&self, local: &str) -> Timestamp {
        let local: DateTime = local.parse().unwrap();
        self.rules.hours.zone.to_timestamp(local).unwrap()
    }

    /// `2026-06-10T08:00/10:00`, or with a second date and time after the slash.
    pub(super) fn range(&self, range: &str) -> TimeRange {
        let (start, end) = range.split_once('/').unwrap();
        let end = if end.contains('T') { end.to_owned() } else { format!("{}T{end}", &start[..10]) };
        TimeRange::new(self.at(start), self.at(&end)).unwrap()
    }

    pub(super) fn query(&self) -> Query<'_> {
        Query {
            rules: &self.rules,
            service: self.service,
            seats: self.seats,
            now: self.now,
            busy: &self.busy,
            professionals: &self.professionals,
            team: self.team.clone(),
            except: self.except,
        }
    }

    /// What is offered on a date. Also asserts what holds of everything offered: its check is empty.
    pub(super) fn slots(&self, date: &str) -> Vec<Slot> {
        let date: Date = date.parse().unwrap();
        let slots = slots(&self.query(), date, date).unwrap();
        for slot in &slots {
            let broken = check(&self.query(), slot.range).unwrap();
            assert!(broken.is_empty(), "nothing offered is invalid: {slot:?} {broken:?}");
        }
        slots
    }

    /// The starts offered on a date, as `08:00 09:00`.
    pub(super) fn starts(&self, date: &str) -> String {
        let local =
            |slot: &Slot| self.rules.hours.zone.to_datetime(slot.range.start()).strftime("%H:%M").to_string();
        self.slots(date).iter().map(local).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn check(&self, range: &str) -> Vec<Rule> {
        let reasons = check(&self.query(), self.range(range)).unwrap();
        reasons.into_iter().map(|reason| reason.rule).collect()
    }
}

/// `08:00-12:00`; an end at or before the start is the next day's, 24:00 is the end of this one.
pub(super) fn opening(hours: &str) -> Opening {
    let minute = |time: &str| {
        let (hour, minute) = time.split_once(':').unwrap();
        hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
    };
    let (start, end) = hours.split_once('-').unwrap();
    Opening::new(minute(start), minute(end)).unwrap()
}

pub(super) fn nz(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// A confirmed event that takes its time.
pub(super) fn event(when: EventTime) -> ExternalEvent {
    ExternalEvent {
        id: EventId(1),
        when,
        transparency: None,
        status: EventStatus::Confirmed,
        declined: false,
    }
}
