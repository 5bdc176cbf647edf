//! Situations of what bounds a start and what takes time: notice, horizon, limits, statuses, holds, external events.
#![allow(clippy::unwrap_used)] // a test may panic

use jiff::civil::{Weekday, date};
use jiff::tz::TimeZone;

use super::samples::{Case, SAO_PAULO, event, nz, opening};
use super::*;

/// A Wednesday.
const DAY: &str = "2026-06-10";

mod bounds {
    use super::*;

    #[test]
    fn minimum_notice_is_kept_to_the_second() {
        let case = Case::open(&["08:00-12:00"], 60).with(|case| case.rules.notice_seconds = 7200);
        let exactly = case.clone().with(|case| case.now = case.at("2026-06-10T07:00:00"));
        assert_eq!(exactly.starts(DAY), "09:00 10:00 11:00");
        let late = case.with(|case| case.now = case.at("2026-06-10T07:00:01"));
        assert_eq!(late.starts(DAY), "10:00 11:00");
        let earliest = late.at("2026-06-10T09:00:01");
        assert_eq!(late.check("2026-06-10T09:00/10:00"), [Rule::Notice { earliest }]);
    }

    #[test]
    fn minimum_notice_is_elapsed_time_across_a_clock_change() {
        let case = Case::in_zone("Europe/Berlin", &["00:00-24:00"], 60).with(|case| {
            case.rules.notice_seconds = 24 * 3600;
            case.now = case.at("2026-10-24T12:00");
        });
        assert!(case.starts("2026-10-25").starts_with("11:00"), "25 hours from noon to noon");
    }

    #[test]
    fn a_horizon_of_days_ends_with_a_local_day() {
        let case = Case::open(&["08:00-09:00"], 60).with(|case| {
            case.now = case.at("2026-06-08T23:59");
            case.rules.horizon = Some(Horizon::Days(2));
        });
        assert_eq!(case.starts(DAY), "08:00");
        assert_eq!(case.starts("2026-06-11"), "");
        let last = Some(date(2026, 6, 10));
        let midnight = case.clone().with(|case| {
            case.rules.hours = Hours::daily(case.rules.hours.zone.clone(), &[opening("00:00-24:00")]);
        });
        assert_eq!(midnight.check("2026-06-10T23:59/2026-06-11T00:59"), []);
        let beyond = [Rule::Horizon { first: None, last }];
        assert_eq!(midnight.check("2026-06-11T00:00/01:00"), beyond);
        assert_eq!(case.check("2026-06-11T08:00/09:00"), [Rule::Horizon { first: None, last }]);
    }

    #[test]
    fn a_horizon_of_working_days_skips_days_without_hours() {
        let case = Case::open(&["08:00-09:00"], 60).with(|case| {
            case.rules.hours.on(Weekday::Saturday).clear();
            case.rules.hours.on(Weekday::Sunday).clear();
            case.rules.hours.holidays.insert(date(2026, 6, 15), "Feriado".to_owned());
            case.now = case.at("2026-06-12T12:00");
            case.rules.horizon = Some(Horizon::WorkingDays(2));
        });
        assert_eq!(case.starts("2026-06-16"), "08:00");
        assert_eq!(case.starts("2026-06-17"), "08:00");
        assert_eq!(case.starts("2026-06-18"), "");
    }

    #[test]
    fn a_horizon_of_dates_includes_both() {
        let case = Case::open(&["08:00-09:00"], 60).with(|case| {
            case.rules.horizon = Some(Horizon::Between(date(2026, 6, 10), date(2026, 6, 11)));
        });
        let offered: Vec<_> =
            ["09", "10", "11", "12"].iter().map(|day| case.slots(&format!("2026-06-{day}")).len()).collect();
        assert_eq!(offered, [0, 1, 1, 0]);
        assert!(matches!(case.check("2026-06-09T08:00/09:00")[..], [Rule::Horizon { .. }]));
    }

    #[test]
    fn a_query_without_an_answer_says_why() {
        let case = Case::open(&["08:00-09:00"], 60);
        let ask = |from, to| slots(&case.query(), from, to);
        assert_eq!(ask(date(2026, 6, 2), date(2026, 6, 1)), Err(SlotsError::DatesReversed));
        assert_eq!(ask(date(2026, 1, 1), date(2028, 1, 1)), Err(SlotsError::TooManyDays));
        let long = case.clone().with(|case| case.service.minutes = nz(MAX_MINUTES + 1));
        assert_eq!(slots(&long.query(), date(2026, 6, 1), date(2026, 6, 1)), Err(SlotsError::TooLong));
        let unknown = case.team(Team::Any(vec![ProfessionalId(9)]));
        let error = SlotsError::UnknownProfessional(ProfessionalId(9));
        assert_eq!(slots(&unknown.query(), date(2026, 6, 1), date(2026, 6, 1)), Err(error));
    }

    #[test]
    fn nothing_overflows_at_the_ends_of_the_calendar() {
        use jiff::civil::Date;
        let case = Case::open(&["00:00-24:00"], MAX_MINUTES).with(|case| {
            case.rules.horizon = Some(Horizon::WorkingDays(u16::MAX));
            case.rules.notice_seconds = u32::MAX;
            case.service.after = MAX_MINUTES;
        });
        for day in [Date::MIN, Date::MAX] {
            assert!(slots(&case.query(), day, day).is_ok());
            assert!(explain(&case.query(), day.at(12, 0, 0, 0)).is_ok());
            let window = window(&case.rules, case.service, day, day);
            assert!(window.start() <= window.end());
        }
        let last =
            TimeRange::new(jiff::Timestamp::MIN, jiff::Timestamp::MIN + jiff::SignedDuration::from_secs(1));
        assert!(check(&case.query(), last.unwrap()).is_ok());
    }
}

mod limits {
    use super::*;

    fn limited(per: Period, most: Quantity) -> Case {
        Case::open(&["08:00-10:00"], 60).with(|case| case.rules.limits.push(Limit { per, most }))
    }

    #[test]
    fn a_week_begins_on_the_day_the_agenda_says() {
        let case = limited(Period::Week, Quantity::Bookings(1)).booked(&["2026-06-10T08:00/09:00"]);
        let free = |case: &Case, day: &str| !case.slots(day).is_empty();
        for (starts, last_full, first_free) in
            [(Weekday::Sunday, "2026-06-13", "2026-06-14"), (Weekday::Monday, "2026-06-14", "2026-06-15")]
        {
            let case = case.clone().with(|case| case.rules.week_starts = starts);
            assert!(!free(&case, last_full), "{starts:?}");
            assert!(free(&case, first_free), "{starts:?}");
        }
        let sunday = case.with(|case| case.rules.week_starts = Weekday::Sunday);
        assert!(!free(&sunday, "2026-06-07"));
        assert!(free(&sunday, "2026-06-06"));
    }

    #[test]
    fn a_month_counts_from_its_first_to_its_last_day() {
        let case = limited(Period::Month, Quantity::Minutes(60)).booked(&["2026-06-30T09:00/10:00"]);
        assert_eq!(case.starts("2026-06-01"), "");
        assert_eq!(case.starts("2026-05-31"), "08:00 09:00");
        assert_eq!(case.starts("2026-07-01"), "08:00 09:00");
    }

    #[test]
    fn a_booking_counts_on_its_local_date_although_it_is_another_day_in_utc() {
        let case = Case::open(&["20:00-24:00"], 60).booked(&["2026-06-09T22:00/23:00"]);
        let case =
            case.with(|case| case.rules.limits.push(Limit { per: Period::Day, most: Quantity::Bookings(1) }));
        assert_eq!(case.starts("2026-06-09"), "");
        assert_eq!(case.starts(DAY), "20:00 21:00 22:00 23:00");
    }

    #[test]
    fn rescheduling_does_not_count_the_booking_itself() {
        let case = limited(Period::Day, Quantity::Bookings(1)).booked(&["2026-06-10T08:00/09:00"]);
        assert_eq!(case.starts(DAY), "");
        let moving = case.with(|case| case.except = Some(BookingId(1)));
        assert_eq!(moving.starts(DAY), "08:00 09:00");
    }

    #[test]
    fn cancelled_and_no_show_do_not_count_and_done_does() {
        for (status, starts) in
            [(Status::Cancelled, "08:00 09:00"), (Status::NoShow, "08:00 09:00"), (Status::Done, "")]
        {
            let case = limited(Period::Day, Quantity::Bookings(1)).booked(&["2026-06-10T08:00/09:00"]);
            assert_eq!(
                case.with(|case| case.busy.bookings[0].status = status).starts(DAY),
                starts,
                "{status:?}"
            );
        }
    }

    #[test]
    fn the_strictest_of_several_limits_holds_and_all_passed_are_named() {
        let case =
            limited(Period::Day, Quantity::Bookings(5)).booked(&["2026-06-10T08:00/08:30"]).with(|case| {
                case.rules.limits.push(Limit { per: Period::Day, most: Quantity::Minutes(80) });
                case.rules.limits.push(Limit { per: Period::Month, most: Quantity::Bookings(1) });
            });
        assert_eq!(case.starts(DAY), "");
        assert_eq!(case.check("2026-06-10T09:00/10:00").len(), 2);
    }

    #[test]
    fn the_window_to_load_holds_every_period_a_limit_counts() {
        let case = limited(Period::Month, Quantity::Bookings(5));
        let window = window(&case.rules, case.service, date(2026, 6, 10), date(2026, 6, 12));
        assert!(window.start() <= case.at("2026-06-01T00:00"));
        assert!(window.end() >= case.at("2026-07-01T00:00"));
    }
}

mod entries {
    use super::*;

    fn one(status: Status) -> Case {
        let case = Case::open(&["08:00-11:00"], 60).booked(&["2026-06-10T09:00/10:00"]);
        case.with(|case| case.busy.bookings[0].status = status)
    }

    #[test]
    fn what_is_under_way_blocks_and_what_will_not_happen_does_not() {
        use Status::{Arrived, Cancelled, Confirmed, InService, NoShow, Pending};
        for status in [Pending, Confirmed, Arrived, InService] {
            assert_eq!(one(status).starts(DAY), "08:00 10:00", "{status:?}");
        }
        for status in [Cancelled, NoShow] {
            assert_eq!(one(status).starts(DAY), "08:00 09:00 10:00", "{status:?}");
        }
        let pending = one(Pending).with(|case| case.rules.pending_blocks = false);
        assert_eq!(pending.starts(DAY), "08:00 09:00 10:00");
    }

    #[test]
    fn who_is_done_early_frees_the_rest() {
        let case = one(Status::Done).with(|case| {
            case.now = case.at("2026-06-10T09:20");
            case.busy.bookings[0].after = 30;
            case.rules.interval = Some(nz(20));
        });
        assert_eq!(case.starts(DAY), "09:20 09:40 10:00");
        assert!(case.check("2026-06-10T09:10/10:10").iter().any(|rule| matches!(rule, Rule::Taken { .. })));
    }

    #[test]
    fn who_is_done_in_time_blocked_until_then() {
        let case = one(Status::Done).with(|case| case.now = case.at("2026-06-10T10:05"));
        let taken =
            Rule::Taken { entry: Entry::Booking(BookingId(1)), range: case.range("2026-06-10T09:00/10:00") };
        assert!(case.check("2026-06-10T09:30/10:30").contains(&taken));
        assert!(!case.check("2026-06-10T10:00/11:00").contains(&taken));
    }

    #[test]
    fn a_hold_takes_its_seat_until_the_instant_it_expires() {
        let case = Case::open(&["08:00-11:00"], 60).with(|case| {
            let expires = case.at("2026-06-10T07:10");
            let range = case.range("2026-06-10T09:00/10:00");
            case.busy.holds.push(Hold {
                id: BookingId(7),
                range,
                before: 0,
                after: 0,
                seats: nz(1),
                expires,
            });
            case.now = case.at("2026-06-10T07:09:59");
        });
        assert_eq!(case.starts(DAY), "08:00 10:00");
        let own = case.clone().with(|case| case.except = Some(BookingId(7)));
        assert_eq!(own.starts(DAY), "08:00 09:00 10:00");
        let expired = case.with(|case| case.now = case.at("2026-06-10T07:10"));
        assert_eq!(expired.starts(DAY), "08:00 09:00 10:00");
    }

    #[test]
    fn an_external_event_gets_only_the_new_bookings_buffers() {
        for policy in [BufferPolicy::Max, BufferPolicy::Additive] {
            let case = Case::open(&["08:00-12:00"], 30).with(|case| {
                let when = EventTime::Timed(case.range("2026-06-10T10:00/10:30"));
                case.busy.external.push(event(when));
                case.rules.interval = Some(nz(10));
                case.rules.buffers = policy;
                (case.service.before, case.service.after) = (10, 20);
            });
            assert!(case.starts(DAY).contains("09:10 10:40"), "{}", case.starts(DAY));
        }
    }

    #[test]
    fn an_external_event_takes_every_seat() {
        let case = Case::open(&["08:00-11:00"], 60).with(|case| {
            let when = EventTime::Timed(case.range("2026-06-10T09:00/10:00"));
            case.busy.external.push(event(when));
            case.rules.capacity = nz(5);
        });
        assert_eq!(case.starts(DAY), "08:00 10:00");
        assert_eq!(case.slots(DAY)[0].seats_left, 5);
    }

    #[test]
    fn only_external_events_that_take_time_are_busy() {
        let case = Case::open(&[], 30);
        let range = case.range("2026-06-10T10:00/10:30");
        let base = event(EventTime::Timed(range));
        let busy = |change: fn(&mut ExternalEvent)| {
            let mut event = base.clone();
            change(&mut event);
            event.busy().is_some()
        };
        assert!(busy(|_| {}));
        assert!(busy(|event| event.transparency = Some(Transparency::Opaque)));
        assert!(busy(|event| event.status = EventStatus::Tentative));
        assert!(!busy(|event| event.transparency = Some(Transparency::Transparent)));
        assert!(!busy(|event| event.status = EventStatus::Cancelled));
        assert!(!busy(|event| event.declined = true));
    }

    #[test]
    fn an_all_day_event_is_days_of_its_calendar_with_the_end_exclusive() {
        let all_day = |zone: &str, first, end| {
            let zone = TimeZone::get(zone).unwrap();
            event(EventTime::AllDay { first, end, zone }).busy().unwrap()
        };
        let case = Case::open(&[], 30);
        let here = all_day(SAO_PAULO, date(2026, 6, 10), date(2026, 6, 12));
        assert_eq!(here, case.range("2026-06-10T00:00/2026-06-12T00:00"));
        let berlin = all_day("Europe/Berlin", date(2026, 6, 10), date(2026, 6, 11));
        assert_eq!(berlin, case.range("2026-06-09T19:00/2026-06-10T19:00"));
        let gap = all_day("America/Santiago", date(2026, 9, 6), date(2026, 9, 7));
        assert_eq!(gap.end().as_second() - gap.start().as_second(), 23 * 3600);
        let one_day = all_day(SAO_PAULO, date(2026, 6, 10), date(2026, 6, 10));
        assert_eq!(one_day, case.range("2026-06-10T00:00/2026-06-11T00:00"));
    }

    #[test]
    fn touching_is_not_overlapping() {
        let case =
            Case::open(&["08:00-11:00"], 60).booked(&["2026-06-10T08:00/09:00", "2026-06-10T10:00/11:00"]);
        assert_eq!(case.starts(DAY), "09:00");
    }

    #[test]
    fn a_reason_tells_what_is_taken_from_what_is_too_close() {
        let case = Case::open(&["08:00-11:00"], 60).booked(&["2026-06-10T09:00/10:00"]);
        let case = case.with(|case| case.service.before = 15);
        let (entry, range) = (Entry::Booking(BookingId(1)), case.range("2026-06-10T09:00/10:00"));
        assert_eq!(case.check("2026-06-10T09:30/10:30"), [Rule::Taken { entry, range }]);
        assert_eq!(case.check("2026-06-10T10:10/11:00"), [Rule::Buffer { entry, range }]);
        assert_eq!(case.check("2026-06-10T10:15/11:00"), []);
    }

    #[test]
    fn a_person_may_book_between_two_offered_starts() {
        let case = Case::open(&["08:00-11:00"], 30);
        let explanation = explain(&case.query(), date(2026, 6, 10).at(10, 5, 0, 0)).unwrap();
        assert_eq!((explanation.broken.len(), explanation.offered), (0, false));
    }

    #[test]
    fn every_broken_rule_is_named() {
        let case =
            Case::open(&["08:00-11:00"], 60).booked(&["2026-06-10T10:30/11:30", "2026-06-10T11:00/12:00"]);
        let case = case.with(|case| {
            case.now = case.at("2026-06-10T10:50");
            case.rules.limits.push(Limit { per: Period::Day, most: Quantity::Bookings(2) });
            case.rules.horizon = Some(Horizon::Between(date(2026, 7, 1), date(2026, 7, 31)));
        });
        let broken = case.check("2026-06-10T10:40/11:40");
        assert_eq!(broken.len(), 6, "notice, horizon, hours, two bookings, limit: {broken:?}");
    }
}
