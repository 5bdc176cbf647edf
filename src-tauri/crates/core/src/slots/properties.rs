//! What holds of every situation: nothing offered is invalid, nothing free is missed, and a day's answer is the same however asked.
#![allow(clippy::unwrap_used)] // a test may panic

use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

use super::oracle::World;
use super::samples::{Case, nz};
use super::*;

/// Zones and dates: the clock set forward and back, by an hour and by half, at midnight and at night, a whole day left out; and
/// zones without changes.
const PLACES: &[(&str, Date)] = &[
    ("UTC", date(2026, 6, 10)),
    ("Asia/Kolkata", date(2026, 6, 10)),
    ("America/Sao_Paulo", date(2018, 2, 17)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 11, 1)),
    ("Pacific/Apia", date(2011, 12, 31)),
];

/// The same situations on every run: a failure here is a change in the rules, not luck.
fn cases(count: u32) -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(20_260_610);
    ProptestConfig { cases: count, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn what_is_offered_is_what_the_oracle_offers((case, from) in situation()) {
        let query = case.query();
        let world = World::new(&query, from, 2);
        for day in [from, from + 1.day()] {
            let offered: Vec<_> = slots(&query, day, day).unwrap();
            let offered = offered.into_iter().map(|slot| (slot.range.start(), slot.seats_left, slot.free));
            prop_assert_eq!(offered.collect::<Vec<_>>(), world.slots(day));
        }
    }

    #[test]
    fn a_time_breaks_a_rule_exactly_when_the_oracle_refuses_it(
        (case, from) in situation(),
        times in vec((0usize..2880, 1usize..200), 20),
    ) {
        let query = case.query();
        let world = World::new(&query, from, 2);
        for (ahead, duration) in times {
            let start = world.at(4 * 1440 + ahead);
            let range = TimeRange::new(start, world.at(4 * 1440 + ahead + duration)).unwrap();
            let broken = check(&query, range).unwrap();
            prop_assert_eq!(broken.is_empty(), world.may_book(start, duration), "{:?} {:?}", range, broken);
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn nothing_offered_breaks_a_rule_and_days_add_up((case, from) in situation()) {
        let query = case.query();
        let offered = slots(&query, from, from + 2.days()).unwrap();
        for slot in &offered {
            prop_assert_eq!(check(&query, slot.range).unwrap(), vec![]);
        }
        let days = [from, from + 1.day(), from + 2.days()];
        let one_by_one: Vec<_> = days.iter().flat_map(|day| slots(&query, *day, *day).unwrap()).collect();
        prop_assert_eq!(&offered, &one_by_one);
        prop_assert!(offered.windows(2).all(|pair| pair[0].range.start() < pair[1].range.start()));
        let ranked = by_fewest_gaps(&query, &offered).unwrap();
        prop_assert_eq!(ranked.len(), offered.len());
    }

    #[test]
    fn any_of_them_is_the_union_of_each_alone((case, from) in situation()) {
        let everybody: Vec<_> = case.professionals.iter().map(|one| one.id).collect();
        let starts = |team: Team| -> Vec<_> {
            let query = Query { team, ..case.query() };
            slots(&query, from, from + 1.day()).unwrap().into_iter().map(|slot| slot.range.start()).collect()
        };
        let mut each: Vec<_> = everybody.iter().flat_map(|id| starts(Team::Any(vec![*id]))).collect();
        each.sort_unstable();
        each.dedup();
        prop_assert_eq!(starts(Team::Any(everybody)), each);
    }

    #[test]
    fn what_lies_outside_the_window_changes_nothing((case, from) in situation()) {
        let to = from + 1.day();
        let window = window(&case.rules, case.service, from, to);
        let mut near = case.clone();
        let touches = |booking: &Booking| {
            let (before, after) = (i64::from(booking.before).minutes(), i64::from(booking.after).minutes());
            booking.range.start() - before <= window.end() && booking.range.end() + after >= window.start()
        };
        near.busy.bookings.retain(touches);
        near.professionals.iter_mut().for_each(|one| one.busy.bookings.retain(touches));
        prop_assert_eq!(slots(&case.query(), from, to), slots(&near.query(), from, to));
    }

    #[test]
    fn the_next_free_times_are_the_first_offered((case, _) in situation()) {
        let query = case.query();
        let today = case.rules.hours.zone.to_datetime(case.now).date();
        let mut offered = slots(&query, today, today + 3.days()).unwrap();
        offered.truncate(5);
        let found = next_free(&[query], 4, 5).unwrap().into_iter().map(|(_, slot)| slot);
        prop_assert_eq!(found.collect::<Vec<_>>(), offered);
    }
}

/// A situation around a date, and that date.
fn situation() -> impl Strategy<Value = (Case, Date)> {
    let place = (select(PLACES), 0i64..2);
    (place, hours(), rules(), busy(), vec((busy(), prop::option::of(hours()), absences()), 0..=3), asked())
        .prop_map(|((place, early), hours, rules, busy, people, asked)| {
            let from = place.1 - early.days();
            let mut case = Case::in_zone(place.0, &[], asked.minutes);
            let zone = case.rules.hours.zone.clone();
            // Everything else is given in minutes after this instant.
            let start = zone.to_timestamp((from - 3.days()).at(0, 0, 0, 0)).unwrap();
            case.rules.hours = hours.on(zone.clone(), from);
            rules.apply(&mut case.rules, from);
            case.busy = busy.at(start, 0);
            for (id, (busy, own, absences)) in people.into_iter().enumerate() {
                let absences = absences.iter().map(|absence| range(start, *absence)).collect();
                let (id, hours) = (id as u128 + 1, own.map(|own| own.on(zone.clone(), from)));
                case.professionals.push(Professional {
                    id: ProfessionalId(id),
                    hours,
                    absences,
                    busy: busy.at(start, id * 100),
                });
            }
            asked.apply(&mut case, start);
            (case, from)
        })
}

fn minutes() -> impl Strategy<Value = u32> {
    prop_oneof![4 => (0u32..400).prop_map(|quarters| quarters * 15), 1 => 0u32..6000]
}

fn buffer() -> impl Strategy<Value = u32> {
    select(vec![0, 0, 0, 5, 15, 30])
}

#[derive(Debug, Clone)]
struct SomeHours {
    weekly: Vec<Vec<Opening>>,
    exceptions: Vec<(i64, Vec<Opening>)>,
    holidays: Vec<i64>,
}

fn openings() -> impl Strategy<Value = Vec<Opening>> {
    let quarter = prop_oneof![4 => (0u16..=96).prop_map(|quarter| quarter * 15), 1 => 0u16..=1440];
    let opening =
        (quarter.clone(), quarter).prop_filter_map("an opening", |(start, end)| Opening::new(start, end));
    prop_oneof![1 => Just(vec![Opening::new(0, 1440).unwrap()]), 3 => vec(opening, 0..=2)]
}

fn hours() -> impl Strategy<Value = SomeHours> {
    (vec(openings(), 7), vec((-2i64..4, openings()), 0..=1), vec(-2i64..4, 0..=1))
        .prop_map(|(weekly, exceptions, holidays)| SomeHours { weekly, exceptions, holidays })
}

impl SomeHours {
    fn on(self, zone: TimeZone, from: Date) -> Hours {
        let mut hours = Hours::closed(zone);
        for (openings, day) in self.weekly.into_iter().zip(&mut hours.weekly) {
            *day = openings;
        }
        hours.exceptions =
            self.exceptions.into_iter().map(|(day, openings)| (from + day.days(), openings)).collect();
        hours.holidays = self.holidays.into_iter().map(|day| (from + day.days(), String::new())).collect();
        hours
    }
}

type SomeEntry = (u32, u32, u32, u32, usize, u32);

#[derive(Debug, Clone)]
struct SomeBusy {
    bookings: Vec<SomeEntry>,
    holds: Vec<(SomeEntry, u32)>,
    external: Vec<SomeEntry>,
}

fn busy() -> impl Strategy<Value = SomeBusy> {
    let entry = || (minutes(), 1u32..240, buffer(), buffer(), 0usize..12, 1u32..=2);
    (vec(entry(), 0..=8), vec((entry(), minutes()), 0..=1), vec(entry(), 0..=1))
        .prop_map(|(bookings, holds, external)| SomeBusy { bookings, holds, external })
}

fn absences() -> impl Strategy<Value = Vec<(u32, u32)>> {
    vec((minutes(), 1u32..600), 0..=1)
}

fn range(start: Timestamp, (from, length): (u32, u32)) -> TimeRange {
    let from = start + i64::from(from).minutes();
    TimeRange::new(from, from + i64::from(length).minutes()).unwrap()
}

impl SomeBusy {
    fn at(self, start: Timestamp, first: u128) -> Busy {
        use Status::{Arrived, Cancelled, Confirmed, Done, InService, NoShow, Pending};
        let statuses = [Pending, Done, Done, Arrived, InService, NoShow, Cancelled];
        let booking = |(id, (from, length, before, after, status, seats)): (usize, SomeEntry)| Booking {
            id: BookingId(first + id as u128),
            range: range(start, (from, length)),
            before,
            after,
            status: statuses.get(status).copied().unwrap_or(Confirmed),
            seats: nz(seats),
        };
        let hold = |((from, length, before, after, _, seats), expires): (SomeEntry, u32)| Hold {
            id: BookingId(first + 50),
            range: range(start, (from, length)),
            before,
            after,
            seats: nz(seats),
            expires: start + i64::from(expires).minutes(),
        };
        let external = |(from, length, ..): SomeEntry| ExternalEvent {
            id: EventId(first),
            when: EventTime::Timed(range(start, (from, length))),
            transparency: None,
            status: EventStatus::Confirmed,
            declined: false,
        };
        Busy {
            bookings: self.bookings.into_iter().enumerate().map(booking).collect(),
            holds: self.holds.into_iter().map(hold).collect(),
            external: self.external.into_iter().map(external).collect(),
        }
    }
}

#[derive(Debug, Clone)]
struct SomeRules {
    interval: Option<u32>,
    clock: bool,
    fill_gaps: bool,
    additive: bool,
    notice: u32,
    horizon: Option<(u8, u16)>,
    limits: Vec<Limit>,
    monday: bool,
    capacity: u32,
    pending_blocks: bool,
}

fn rules() -> impl Strategy<Value = SomeRules> {
    let period = select(vec![Period::Day, Period::Week, Period::Month]);
    let most = prop_oneof![(1u32..8).prop_map(Quantity::Bookings), (60u32..900).prop_map(Quantity::Minutes)];
    let limit = (period, most).prop_map(|(per, most)| Limit { per, most });
    let spacing =
        (prop::option::of(select(vec![5, 10, 15, 20, 30, 45, 50, 60, 90])), any::<bool>(), any::<bool>());
    let ahead = (select(vec![0u32, 0, 1, 3600, 90_000]), prop::option::weighted(0.3, (0u8..3, 0u16..5)));
    let room = (prop::option::weighted(0.3, limit), select(vec![1u32, 1, 1, 2, 3]), any::<bool>());
    (spacing, ahead, room, any::<bool>(), any::<bool>()).prop_map(
        |(
            (interval, clock, fill_gaps),
            (notice, horizon),
            (limit, capacity, pending_blocks),
            additive,
            monday,
        )| SomeRules {
            interval,
            clock,
            fill_gaps,
            additive,
            notice,
            horizon,
            limits: limit.into_iter().collect(),
            monday,
            capacity,
            pending_blocks,
        },
    )
}

impl SomeRules {
    fn apply(self, rules: &mut Rules, from: Date) {
        rules.interval = self.interval.map(nz);
        rules.alignment = if self.clock { Alignment::Clock } else { Alignment::Opening };
        rules.fill_gaps = self.fill_gaps;
        rules.buffers = if self.additive { BufferPolicy::Additive } else { BufferPolicy::Max };
        rules.notice_seconds = self.notice;
        rules.horizon = self.horizon.map(|(kind, days)| match kind {
            0 => Horizon::Days(days),
            1 => Horizon::WorkingDays(days),
            _ => Horizon::Between(from, from + i64::from(days).days()),
        });
        rules.limits = self.limits;
        rules.week_starts = if self.monday { Weekday::Monday } else { Weekday::Sunday };
        rules.capacity = nz(self.capacity);
        rules.pending_blocks = self.pending_blocks;
    }
}

#[derive(Debug, Clone)]
struct Asked {
    minutes: u32,
    before: u32,
    after: u32,
    seats: u32,
    now: i64,
    team: u8,
    except: Option<u128>,
}

fn asked() -> impl Strategy<Value = Asked> {
    let service = (select(vec![15u32, 20, 30, 45, 60, 75, 120]), buffer(), buffer());
    let now = prop_oneof![1 => Just(0i64), 1 => 2i64 * 86_400..5 * 86_400];
    (service, select(vec![1u32, 1, 1, 2]), now, 0u8..6, prop::option::weighted(0.2, 0u128..8)).prop_map(
        |((minutes, before, after), seats, now, team, except)| Asked {
            minutes,
            before,
            after,
            seats,
            now,
            team,
            except,
        },
    )
}

impl Asked {
    fn apply(self, case: &mut Case, start: Timestamp) {
        case.service = Service { minutes: nz(self.minutes), before: self.before, after: self.after };
        case.seats = nz(self.seats);
        case.now = start + self.now.seconds();
        case.except = self.except.map(BookingId);
        let everybody: Vec<_> = case.professionals.iter().map(|one| one.id).collect();
        let (first, rest) = everybody.split_at(everybody.len() / 2);
        case.team = match self.team {
            0 | 1 => Team::None,
            2 => Team::All(everybody),
            3 | 4 => Team::Any(everybody),
            _ => Team::Groups(vec![first.to_vec(), rest.to_vec()]),
        };
    }
}
