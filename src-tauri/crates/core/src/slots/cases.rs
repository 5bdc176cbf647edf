//! The table of cases of the scheduling rules, row by row, and more situations of hours and starts.
#![allow(clippy::unwrap_used)] // a test may panic

use jiff::civil::{Weekday, date};

use super::samples::{Case, SAO_PAULO, event, nz, opening};
use super::*;

/// A Wednesday.
const DAY: &str = "2026-06-10";

mod table {
    use super::*;

    #[test]
    fn a_full_day_has_24_hourly_slots_whether_they_take_60_or_30_minutes() {
        for minutes in [60, 30] {
            let case = Case::open(&["00:00-24:00"], minutes).with(|case| case.rules.interval = Some(nz(60)));
            assert_eq!(case.slots(DAY).len(), 24);
            assert_eq!(case.aligned(Alignment::Opening).slots(DAY).len(), 24);
        }
    }

    #[test]
    fn a_second_before_noon_the_rest_of_the_day_has_12_slots() {
        for alignment in [Alignment::Clock, Alignment::Opening] {
            let case = Case::open(&["00:00-24:00"], 60).aligned(alignment);
            let case = case.with(|case| case.now = case.at("2026-06-10T11:59:59"));
            let starts = case.starts(DAY);
            assert_eq!(starts.split(' ').count(), 12);
            assert!(starts.starts_with("12:00") && starts.ends_with("23:00"), "{starts}");
        }
    }

    #[test]
    fn from_midnight_to_a_quarter_to_midnight_71_slots_of_20_minutes_fit() {
        assert_eq!(Case::open(&["00:00-23:45"], 20).slots(DAY).len(), 71);
    }

    #[test]
    fn overlapping_hours_are_one_range() {
        assert_eq!(Case::open(&["11:00-12:00", "11:20-12:40"], 20).slots(DAY).len(), 5);
    }

    #[test]
    fn the_order_of_the_hours_does_not_matter() {
        for hours in [["11:00-13:00", "11:15-13:00"], ["11:15-13:00", "11:00-13:00"]] {
            assert_eq!(Case::open(&hours, 45).starts(DAY), "11:00 11:45");
        }
    }

    #[test]
    fn clock_alignment_snaps_each_range_and_opening_counts_from_it() {
        let case = Case::open(&["08:00-10:00", "10:10-12:30"], 60);
        assert_eq!(case.starts(DAY), "08:00 09:00 11:00");
        assert_eq!(case.aligned(Alignment::Opening).starts(DAY), "08:00 09:00 10:10 11:10");
    }

    #[test]
    fn opening_at_half_past_costs_the_clock_a_slot() {
        let case = Case::open(&["09:30-17:30"], 60);
        assert_eq!(case.slots(DAY).len(), 7);
        assert_eq!(case.aligned(Alignment::Opening).slots(DAY).len(), 8);
    }

    #[test]
    fn hours_that_touch_at_midnight_are_one_range() {
        let case = Case::open(&[], 60).aligned(Alignment::Opening).with(|case| {
            case.rules.hours.on(Weekday::Wednesday).push(opening("23:00-24:00"));
            case.rules.hours.on(Weekday::Thursday).push(opening("00:00-00:30"));
            case.rules.interval = Some(nz(30));
        });
        assert_eq!(case.starts(DAY), "23:00 23:30");
        assert_eq!(case.check("2026-06-10T23:00/2026-06-11T00:30"), []);
        let beyond = Rule::OutsideHours { date: date(2026, 6, 11) };
        assert_eq!(case.check("2026-06-10T23:00/2026-06-11T00:31"), [beyond]);
    }

    #[test]
    fn additive_buffers_keep_everything_from_starting_between_two_bookings() {
        let case =
            Case::open(&["08:00-20:00"], 30).booked(&["2026-06-10T12:30/13:00", "2026-06-10T14:30/15:00"]);
        let case = case.with(|case| {
            case.rules.interval = Some(nz(5));
            case.rules.buffers = BufferPolicy::Additive;
            case.service = Service { minutes: nz(30), before: 15, after: 30 };
            for booking in &mut case.busy.bookings {
                (booking.before, booking.after) = (15, 30);
            }
        });
        let starts = case.starts(DAY);
        assert!(!starts.split(' ').any(|start| ("13:00"..="14:30").contains(&start)), "{starts}");
        assert!(starts.contains("11:15 15:45"), "{starts}");
        let max = case.with(|case| case.rules.buffers = BufferPolicy::Max).starts(DAY);
        assert!(max.contains("11:30 13:30 15:30"), "the longer buffer is enough: {max}");
    }

    #[test]
    fn a_booking_blocks_its_buffers_for_a_service_without() {
        for policy in [BufferPolicy::Max, BufferPolicy::Additive] {
            let case = Case::open(&["09:00-12:00"], 15).booked(&["2026-06-10T10:00/11:00"]).with(|case| {
                case.rules.buffers = policy;
                case.busy.bookings[0].before = 15;
                case.busy.bookings[0].after = 30;
            });
            assert_eq!(case.starts(DAY), "09:00 09:15 09:30 11:30 11:45");
        }
    }

    #[test]
    fn a_day_with_its_one_booking_is_over() {
        let limit = Limit { per: Period::Day, most: Quantity::Bookings(1) };
        let case = Case::open(&["00:00-24:00"], 60).booked(&["2026-06-10T12:00/13:00"]);
        let case = case.with(|case| case.rules.limits.push(limit));
        assert_eq!(case.slots(DAY), []);
        assert_eq!(case.slots("2026-06-09").len(), 24);
        assert_eq!(case.slots("2026-06-11").len(), 24);
        assert_eq!(case.check("2026-06-10T20:00/21:00"), [Rule::Limit(limit)]);
    }

    #[test]
    fn two_hours_booked_of_two_hours_a_day_leave_none() {
        let limit = Limit { per: Period::Day, most: Quantity::Minutes(120) };
        let case =
            Case::open(&["00:00-24:00"], 60).booked(&["2026-06-10T10:00/11:00", "2026-06-10T15:00/16:00"]);
        let case = case.with(|case| case.rules.limits.push(limit));
        assert_eq!(case.slots(DAY), []);
        let less = case.with(|case| case.busy.bookings.truncate(1));
        assert_eq!(less.slots(DAY).len(), 23);
    }

    #[test]
    fn seats_are_counted_at_moments_so_three_bookings_may_share_two() {
        let case =
            Case::open(&["00:00-24:00"], 180).booked(&["2026-06-10T00:00/02:00", "2026-06-10T03:00/05:00"]);
        let case = case.with(|case| {
            case.rules.capacity = nz(2);
            case.rules.interval = Some(nz(60));
        });
        let slots = case.slots(DAY);
        assert_eq!(slots[1].range, case.range("2026-06-10T01:00/04:00"));
        assert_eq!(slots[1].seats_left, 1);
        assert_eq!(slots[5].seats_left, 2);
    }

    #[test]
    fn a_start_in_the_hour_that_midnight_skips_is_not_offered() {
        for (zone, day) in [("America/Santiago", "2026-09-06"), (SAO_PAULO, "2018-11-04")] {
            for alignment in [Alignment::Clock, Alignment::Opening] {
                let case = Case::in_zone(zone, &["00:00-03:00"], 60).aligned(alignment);
                assert_eq!(case.starts(day), "01:00 02:00", "{zone}");
            }
        }
    }

    #[test]
    fn a_repeated_hour_gives_distinct_instants() {
        for alignment in [Alignment::Clock, Alignment::Opening] {
            let case = Case::in_zone("Europe/Berlin", &["01:00-04:00"], 60).aligned(alignment);
            assert_eq!(case.starts("2026-10-25"), "01:00 02:00 02:00 03:00");
            let slots = case.slots("2026-10-25");
            assert!(slots.windows(2).all(|pair| pair[0].range.end() == pair[1].range.start()));
        }
    }
}

mod hours {
    use super::*;

    #[test]
    fn an_exception_replaces_the_whole_day_and_an_empty_one_closes_it() {
        let case = Case::open(&["08:00-12:00"], 60).with(|case| {
            case.rules.hours.exceptions.insert(date(2026, 6, 10), vec![opening("18:00-20:00")]);
            case.rules.hours.exceptions.insert(date(2026, 6, 11), vec![]);
        });
        assert_eq!(case.starts(DAY), "18:00 19:00");
        assert_eq!(case.starts("2026-06-11"), "");
        assert_eq!(case.check("2026-06-10T09:00/10:00"), [Rule::Exception { date: date(2026, 6, 10) }]);
    }

    #[test]
    fn a_holiday_closes_and_is_named_and_an_exception_opens_it_again() {
        let case = Case::open(&["08:00-10:00"], 60);
        let case = case.with(|case| {
            case.rules.hours.holidays.insert(date(2026, 6, 10), "Corpus Christi".to_owned());
        });
        assert_eq!(case.starts(DAY), "");
        let holiday = Rule::Holiday { date: date(2026, 6, 10), name: "Corpus Christi".to_owned() };
        assert_eq!(case.check("2026-06-10T09:00/10:00"), [holiday]);
        let opened = case.with(|case| {
            case.rules.hours.exceptions.insert(date(2026, 6, 10), vec![opening("09:00-10:00")]);
        });
        assert_eq!(opened.starts(DAY), "09:00");
    }

    #[test]
    fn what_spills_over_midnight_is_clipped_when_the_next_day_is_an_exception_or_holiday() {
        let case = Case::open(&["22:00-02:00"], 60);
        assert_eq!(case.starts("2026-06-11"), "00:00 01:00 22:00 23:00");
        let exception = case.clone().with(|case| {
            case.rules.hours.exceptions.insert(date(2026, 6, 11), vec![opening("05:00-06:00")]);
        });
        assert_eq!(exception.starts("2026-06-11"), "05:00");
        assert_eq!(exception.starts("2026-06-10"), "00:00 01:00 22:00 23:00");
        let holiday = case.with(|case| {
            case.rules.hours.holidays.insert(date(2026, 6, 11), "Feriado".to_owned());
        });
        assert_eq!(holiday.starts("2026-06-11"), "");
    }

    #[test]
    fn a_slot_may_cross_midnight_and_belongs_to_the_day_it_starts_on() {
        let case = Case::open(&["22:00-02:00"], 60).aligned(Alignment::Opening).with(|case| {
            case.service.minutes = nz(90);
        });
        assert_eq!(case.starts(DAY), "22:00 23:30");
        assert_eq!(case.check("2026-06-11T00:30/02:00"), []);
    }

    #[test]
    fn one_weekday_has_its_own_hours() {
        let case = Case::open(&["08:00-10:00"], 60).with(|case| {
            *case.rules.hours.on(Weekday::Wednesday) = vec![opening("14:00-15:00")];
            case.rules.hours.on(Weekday::Sunday).clear();
        });
        assert_eq!(case.starts(DAY), "14:00");
        assert_eq!(case.starts("2026-06-14"), "");
        assert_eq!(case.starts("2026-06-09"), "08:00 09:00");
    }

    #[test]
    fn hours_that_lie_wholly_in_a_gap_do_not_open() {
        let case = Case::in_zone("Europe/Berlin", &["02:00-03:00", "02:15-02:45"], 15);
        assert_eq!(case.starts("2026-03-29"), "");
        let open = Case::in_zone("Europe/Berlin", &["02:30-04:00"], 30);
        assert_eq!(open.starts("2026-03-29"), "03:00 03:30");
    }

    #[test]
    fn wall_clock_hours_stay_the_same_after_the_clock_changes() {
        let case = Case::in_zone("Europe/Berlin", &["09:00-11:00"], 60);
        for day in ["2026-03-28", "2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26"] {
            assert_eq!(case.starts(day), "09:00 10:00", "{day}");
        }
    }

    #[test]
    fn a_time_that_does_not_exist_is_explained_with_the_next_that_does() {
        let case = Case::in_zone("America/Santiago", &["00:00-03:00"], 60);
        let explanation = explain(&case.query(), date(2026, 9, 6).at(0, 30, 0, 0)).unwrap();
        let next = case.at("2026-09-06T01:00");
        let broken = vec![Reason { professional: None, rule: Rule::NoSuchTime { next } }];
        assert_eq!(explanation, Explanation { range: None, broken, offered: false });
    }

    #[test]
    fn of_a_repeated_time_the_first_free_one_is_explained() {
        let case = Case::in_zone("Europe/Berlin", &["01:00-04:00"], 60).with(|case| {
            let first = case.slots("2026-10-25")[1].range;
            let booking = Booking { range: first, ..case.booking(1, "2026-10-25T00:00/00:30") };
            case.busy.bookings.push(booking);
        });
        let explanation = explain(&case.query(), date(2026, 10, 25).at(2, 0, 0, 0)).unwrap();
        assert!(explanation.offered && explanation.broken.is_empty());
        assert_eq!(explanation.range.unwrap().start(), case.busy.bookings[0].range.end());
    }

    #[test]
    fn minutes_outside_a_day_are_no_opening() {
        assert_eq!(Opening::new(1440, 1440), None);
        assert_eq!(Opening::new(0, 1441), None);
        assert_eq!(Opening::new(600, 600), None);
        assert_eq!(Opening::new(600, 0).unwrap().end(), 1440);
    }
}

mod starts {
    use super::*;

    #[test]
    fn the_interval_may_be_shorter_or_longer_than_the_duration() {
        let case = Case::open(&["08:00-10:00"], 60).with(|case| case.rules.interval = Some(nz(15)));
        assert_eq!(case.starts(DAY), "08:00 08:15 08:30 08:45 09:00");
        let case = case.with(|case| case.rules.interval = Some(nz(90)));
        assert_eq!(case.starts(DAY), "08:00");
    }

    #[test]
    fn an_interval_that_does_not_divide_the_hour_counts_from_the_opening() {
        let case = Case::open(&["08:10-11:00"], 45);
        assert_eq!(case.starts(DAY), "08:10 08:55 09:40");
        let case = case.with(|case| case.rules.interval = Some(nz(120)));
        assert_eq!(case.starts(DAY), "08:10 10:10");
    }

    #[test]
    fn opening_counts_anew_after_a_booking_and_clock_snaps_anew() {
        let case = Case::open(&["08:00-12:00"], 60).booked(&["2026-06-10T09:00/09:45"]);
        assert_eq!(case.starts(DAY), "08:00 10:00 11:00");
        assert_eq!(case.aligned(Alignment::Opening).starts(DAY), "08:00 09:45 10:45");
    }

    #[test]
    fn filling_gaps_also_offers_the_end_of_a_booking() {
        let case = Case::open(&["08:00-12:00"], 60).booked(&["2026-06-10T09:00/09:45"]);
        let case = case.with(|case| case.rules.fill_gaps = true);
        assert_eq!(case.starts(DAY), "08:00 09:45 10:00 11:00");
        let buffered = case.with(|case| case.service.before = 10);
        assert_eq!(buffered.starts(DAY), "08:00 09:55 10:00 11:00");
    }

    #[test]
    fn filling_gaps_does_not_fill_what_is_taken_or_too_short() {
        let case =
            Case::open(&["08:00-12:00"], 60).booked(&["2026-06-10T09:00/09:45", "2026-06-10T10:30/11:20"]);
        assert_eq!(case.with(|case| case.rules.fill_gaps = true).starts(DAY), "08:00");
    }

    #[test]
    fn starts_are_whole_minutes_after_an_event_that_ends_within_one() {
        let case = Case::open(&["08:00-11:00"], 60).aligned(Alignment::Opening).with(|case| {
            let when = EventTime::Timed(case.range("2026-06-10T08:00/08:20:30"));
            case.busy.external.push(event(when));
        });
        assert_eq!(case.starts(DAY), "08:21 09:21");
    }

    #[test]
    fn clock_alignment_follows_a_clock_that_moves_by_half_an_hour() {
        let case = Case::in_zone("Australia/Lord_Howe", &["00:00-24:00"], 60);
        assert!(
            case.starts("2026-10-04").starts_with("00:00 01:00 03:00 04:00"),
            "{}",
            case.starts("2026-10-04")
        );
        assert!(
            case.starts("2026-04-05").starts_with("00:00 01:00 02:00 03:00"),
            "{}",
            case.starts("2026-04-05")
        );
    }

    #[test]
    fn clock_alignment_is_on_the_local_clock_where_the_offset_has_half_hours() {
        assert_eq!(Case::in_zone("Asia/Kolkata", &["08:15-11:00"], 60).starts(DAY), "09:00 10:00");
    }

    #[test]
    fn an_agenda_that_never_closes_counts_from_each_midnight() {
        let case = Case::open(&["00:00-24:00"], 50).aligned(Alignment::Opening);
        assert!(case.starts(DAY).starts_with("00:00 00:50"));
        assert_eq!(case.starts(DAY), case.starts("2026-06-11"));
    }

    #[test]
    fn what_a_day_offers_does_not_depend_on_the_days_asked_for() {
        let case =
            Case::open(&["00:00-24:00"], 50).aligned(Alignment::Opening).booked(&["2026-06-09T21:00/21:30"]);
        let days = [date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 11)];
        let one_by_one =
            days.iter().flat_map(|day| slots(&case.query(), *day, *day).unwrap()).collect::<Vec<_>>();
        assert_eq!(slots(&case.query(), days[0], days[3]).unwrap(), one_by_one);
    }
}
