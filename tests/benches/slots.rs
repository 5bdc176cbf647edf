//! How long the slot engine takes. Run it in a release build.
//!
//! The figures to keep, as medians: one agenda × 30 days × 2,000 busy ranges in 1 ms; 50 professionals × 30 days in 20 ms.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::hint::black_box;
use std::num::NonZeroU32;
use std::time::Instant;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadsmart_core::slots::{
    Booking, BookingId, Busy, Hours, Opening, Professional, ProfessionalId, Query, Rules, Service, Status,
    Team, TimeRange, check, next_free, slots,
};
use leadsmart_tests::speed::{Limit, Times};

const FROM: Date = date(2026, 11, 2);
const TO: Date = date(2026, 12, 1);

fn main() {
    let zone = TimeZone::get("America/Sao_Paulo").unwrap_or(TimeZone::UTC);
    let mut rules = Rules::new(Hours::daily(zone.clone(), &openings()));
    rules.interval = NonZeroU32::new(15);
    let start = zone.to_timestamp(FROM.at(0, 0, 0, 0)).unwrap_or_default();
    let (nothing, crowded) = (Busy::default(), busy(start, 2000, 1));
    let professionals: Vec<Professional> = (0..50).map(|id| professional(start, id)).collect();
    let everybody: Vec<ProfessionalId> = professionals.iter().map(|one| one.id).collect();
    let alone = query(&rules, &crowded, &[], Team::None, start);
    let any = query(&rules, &nothing, &professionals, Team::Any(everybody.clone()), start);
    let groups = Team::Groups(everybody.chunks(10).map(<[ProfessionalId]>::to_vec).collect());
    let groups = query(&rules, &nothing, &professionals, groups, start);
    let shared = Rules { capacity: NonZeroU32::MIN.saturating_add(19), ..rules.clone() };
    let seats = query(&shared, &crowded, &[], Team::None, start);
    let taken = crowded.bookings[1000].range;

    measure("slots: one agenda, 30 days, 2,000 busy ranges", Limit::Median(1.0), || {
        slots(&alone, FROM, TO).map(|slots| slots.len())
    });
    measure("the same with 20 seats", Limit::None, || slots(&seats, FROM, TO).map(|slots| slots.len()));
    measure("slots: any of 50 professionals with 100 bookings each, 30 days", Limit::Median(20.0), || {
        slots(&any, FROM, TO).map(|slots| slots.len())
    });
    measure("one of each of 5 groups of 10, 30 days", Limit::None, || {
        slots(&groups, FROM, TO).map(|slots| slots.len())
    });
    measure("next 10 free of 50 professionals", Limit::None, || {
        next_free(std::slice::from_ref(&any), 30, 10).map(|found| found.len())
    });
    measure("check of one time among 2,000 busy ranges", Limit::None, || {
        check(&alone, taken).map(|broken| broken.len())
    });
}

/// From 8 to 12 and from 13 to 18.
fn openings() -> Vec<Opening> {
    let minutes = [(8 * 60, 12 * 60), (13 * 60, 18 * 60)];
    minutes.into_iter().filter_map(|(from, to)| Opening::new(from, to)).collect()
}

fn query<'a>(
    rules: &'a Rules,
    busy: &'a Busy,
    professionals: &'a [Professional],
    team: Team,
    now: Timestamp,
) -> Query<'a> {
    let service = Service { minutes: NonZeroU32::MIN.saturating_add(29), before: 5, after: 10 };
    Query { rules, service, seats: NonZeroU32::MIN, now, busy, professionals, team, except: None }
}

fn professional(start: Timestamp, id: u64) -> Professional {
    Professional {
        id: ProfessionalId(id.into()),
        hours: None,
        absences: Vec::new(),
        busy: busy(start, 100, id + 2),
    }
}

/// Bookings of 10 to 55 minutes over 30 days, from a small generator of its own so that every run measures the same.
fn busy(start: Timestamp, count: u32, seed: u64) -> Busy {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let booking = |id| {
        let from = start + (random(30 * 288) as i64 * 5).minutes();
        let range = TimeRange::new(from, from + (random(10) as i64 * 5 + 10).minutes())?;
        let status = Status::Confirmed;
        Some(Booking {
            id: BookingId(u128::from(id)),
            range,
            before: 0,
            after: 5,
            status,
            seats: NonZeroU32::MIN,
        })
    };
    Busy { bookings: (0..count).filter_map(booking).collect(), ..Busy::default() }
}

fn measure<T>(what: &str, limit: Limit, run: impl Fn() -> T)
where
    T: std::fmt::Debug,
{
    let answer = run();
    let time = |_| {
        let begun = Instant::now();
        black_box(run());
        begun.elapsed()
    };
    Times::new((0..300).map(time).collect()).print(what, limit);
    println!("    {answer:?} found");
}
