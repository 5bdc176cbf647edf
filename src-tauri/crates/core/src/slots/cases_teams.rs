//! Situations of seats, teams and suggestions.
#![allow(clippy::unwrap_used)] // a test may panic

use jiff::civil::date;

use super::samples::{Case, nz, opening};
use super::*;

/// A Wednesday.
const DAY: &str = "2026-06-10";

mod seats {
    use super::*;

    #[test]
    fn a_part_full_slot_reports_the_seats_left_and_a_full_one_is_not_offered() {
        let case = Case::open(&["08:00-11:00"], 60)
            .booked(&["2026-06-10T08:00/09:00", "2026-06-10T08:00/09:00", "2026-06-10T09:00/10:00"])
            .with(|case| case.rules.capacity = nz(2));
        let offered: Vec<_> = case.slots(DAY).iter().map(|slot| slot.seats_left).collect();
        assert_eq!(offered, [1, 2]);
        assert_eq!(case.check("2026-06-10T08:30/09:30"), [Rule::Full { capacity: 2, taken: 2 }]);
    }

    #[test]
    fn a_party_needs_all_its_seats_at_every_moment() {
        let case = Case::open(&["08:00-11:00"], 60).booked(&["2026-06-10T08:00/09:00"]).with(|case| {
            case.rules.capacity = nz(3);
            case.busy.bookings[0].seats = nz(2);
            case.seats = nz(2);
        });
        assert_eq!(case.starts(DAY), "09:00 10:00");
        let too_many = case.with(|case| case.seats = nz(4));
        assert_eq!(too_many.starts(DAY), "");
        assert_eq!(too_many.check("2026-06-10T10:00/11:00"), [Rule::Full { capacity: 3, taken: 0 }]);
    }

    #[test]
    fn more_seats_than_the_only_one_are_refused() {
        let case = Case::open(&["08:00-11:00"], 60).with(|case| case.seats = nz(2));
        assert_eq!(case.starts(DAY), "");
        assert_eq!(case.check("2026-06-10T10:00/11:00"), [Rule::Full { capacity: 1, taken: 0 }]);
    }

    #[test]
    fn bookings_one_after_the_other_with_buffers_share_a_seat() {
        for (policy, second) in [
            (BufferPolicy::Max, "2026-06-10T10:15/11:00"),
            (BufferPolicy::Additive, "2026-06-10T10:30/11:00"),
        ] {
            let case =
                Case::open(&["08:00-12:00"], 30).booked(&["2026-06-10T09:00/10:00", second]).with(|case| {
                    case.rules.capacity = nz(2);
                    case.rules.buffers = policy;
                    (case.service.before, case.service.after) = (15, 15);
                    for booking in &mut case.busy.bookings {
                        (booking.before, booking.after) = (15, 15);
                    }
                });
            assert_eq!(
                case.check("2026-06-10T09:55/10:25"),
                [],
                "the other seat is free all along: {policy:?}"
            );
        }
    }

    #[test]
    fn a_seat_with_its_buffer_is_taken_when_the_others_are() {
        let case = Case::open(&["08:00-12:00"], 30)
            .booked(&["2026-06-10T09:00/10:00", "2026-06-10T09:00/11:00"])
            .with(|case| {
                case.rules.capacity = nz(2);
                case.busy.bookings[0].after = 30;
            });
        assert_eq!(case.starts(DAY), "08:00 08:30 10:30 11:00 11:30");
    }
}

mod teams {
    use super::*;

    const ANA: ProfessionalId = ProfessionalId(1);
    const BIA: ProfessionalId = ProfessionalId(2);
    const CAIO: ProfessionalId = ProfessionalId(3);

    fn two() -> Case {
        Case::open(&["08:00-12:00"], 60)
            .professional(1, &["2026-06-10T09:00/12:00"])
            .professional(2, &["2026-06-10T08:00/10:00"])
    }

    #[test]
    fn all_of_them_are_free_where_each_is_and_touching_is_not_common() {
        assert_eq!(two().team(Team::All(vec![ANA, BIA])).starts(DAY), "");
        let third = two().professional(3, &["2026-06-10T11:00/12:00"]);
        assert_eq!(third.team(Team::All(vec![BIA, CAIO])).starts(DAY), "10:00");
    }

    #[test]
    fn any_of_them_has_the_slots_of_each_and_tells_who_is_free() {
        let case = two().team(Team::Any(vec![ANA, BIA]));
        let offered: Vec<_> = case.slots(DAY).into_iter().map(|slot| slot.free).collect();
        assert_eq!(case.starts(DAY), "08:00 10:00 11:00");
        assert_eq!(offered, [vec![ANA], vec![BIA], vec![BIA]]);
    }

    #[test]
    fn no_slot_is_stitched_of_two_people() {
        let case = Case::open(&["08:00-10:00"], 120)
            .professional(1, &["2026-06-10T09:00/10:00"])
            .professional(2, &["2026-06-10T08:00/09:00"]);
        assert_eq!(case.team(Team::Any(vec![ANA, BIA])).starts(DAY), "");
    }

    #[test]
    fn groups_need_one_of_each() {
        let case = two().professional(3, &["2026-06-10T08:00/09:00", "2026-06-10T11:00/12:00"]);
        let case = case.team(Team::Groups(vec![vec![ANA, BIA], vec![CAIO]]));
        assert_eq!(case.starts(DAY), "10:00");
        assert_eq!(case.slots(DAY)[0].free, [BIA, CAIO]);
    }

    #[test]
    fn a_group_is_free_for_as_long_as_any_of_it_is() {
        let case = Case::open(&["08:00-12:00"], 60)
            .professional(1, &[])
            .professional(2, &["2026-06-10T10:00/12:00"])
            .professional(3, &[]);
        let case = case.team(Team::Groups(vec![vec![ANA], vec![BIA, CAIO]]));
        assert_eq!(case.starts(DAY), "08:00 09:00 10:00 11:00");
    }

    #[test]
    fn a_group_without_anybody_has_no_slots_and_says_so() {
        let case = two().team(Team::Any(vec![]));
        assert_eq!(case.starts(DAY), "");
        assert_eq!(case.check("2026-06-10T08:00/09:00"), [Rule::NobodyToAsk]);
        assert_eq!(two().team(Team::All(vec![])).slots(DAY).len(), 4);
    }

    #[test]
    fn an_absence_subtracts_and_is_the_reason() {
        let case =
            Case::open(&["08:00-10:00"], 60).professional(1, &[]).team(Team::All(vec![ANA])).with(|case| {
                let range = case.range("2026-06-10T08:30/09:00");
                case.professionals[0].absences.push(range);
                case.service.before = 30;
            });
        assert_eq!(case.starts(DAY), "09:00");
        let reasons = check(&case.query(), case.range("2026-06-10T08:00/09:00")).unwrap();
        let rule = Rule::Absence { range: case.range("2026-06-10T08:30/09:00") };
        assert_eq!(reasons, [Reason { professional: Some(ANA), rule }]);
    }

    #[test]
    fn own_hours_hold_within_the_agendas() {
        let case =
            Case::open(&["08:00-10:00"], 60).professional(1, &[]).team(Team::All(vec![ANA])).with(|case| {
                let zone = case.rules.hours.zone.clone();
                case.professionals[0].hours = Some(Hours::daily(zone, &[opening("09:00-15:00")]));
            });
        assert_eq!(case.starts(DAY), "09:00");
        let reasons = check(&case.query(), case.range("2026-06-10T08:00/09:00")).unwrap();
        let rule = Rule::OutsideHours { date: date(2026, 6, 10) };
        assert_eq!(reasons, [Reason { professional: Some(ANA), rule }]);
    }

    #[test]
    fn a_professional_is_busy_across_agendas_and_their_gaps_are_filled() {
        let case = Case::open(&["08:00-12:00"], 60)
            .professional(1, &["2026-06-10T08:00/08:40"])
            .team(Team::Any(vec![ANA]));
        assert_eq!(case.starts(DAY), "09:00 10:00 11:00");
        assert_eq!(case.with(|case| case.rules.fill_gaps = true).starts(DAY), "08:40 09:00 10:00 11:00");
    }

    #[test]
    fn when_nobody_can_the_reasons_of_everybody_are_told() {
        let case = two().team(Team::Any(vec![ANA, BIA]));
        let reasons = check(&case.query(), case.range("2026-06-10T09:00/10:00")).unwrap();
        let whose: Vec<_> = reasons.iter().map(|reason| reason.professional).collect();
        assert_eq!(whose, [Some(ANA), Some(BIA)]);
    }
}

mod suggestions {
    use super::*;

    #[test]
    fn the_next_free_times_are_found_over_several_agendas_in_order_of_time() {
        let morning = Case::open(&["08:00-09:00"], 60).with(|case| case.now = case.at("2026-06-10T12:00"));
        let evening =
            Case::in_zone("Europe/Berlin", &["23:00-24:00"], 60).with(|case| case.now = morning.now);
        let queries = [morning.query(), evening.query()];
        let found = next_free(&queries, 3, 4).unwrap();
        let which: Vec<_> = found.iter().map(|(query, _)| *query).collect();
        assert_eq!(which, [1, 0, 1, 0]);
        assert_eq!(found[0].1.range.start(), evening.at("2026-06-10T23:00"));
        assert!(found.windows(2).all(|pair| pair[0].1.range.start() <= pair[1].1.range.start()));
    }

    #[test]
    fn the_search_ends_with_its_days() {
        let case = Case::open(&["08:00-09:00"], 60).with(|case| case.now = case.at("2026-06-10T12:00"));
        assert_eq!(next_free(&[case.query()], 3, 10).unwrap().len(), 2);
        assert_eq!(next_free(&[], 3, 10), Ok(vec![]));
    }

    #[test]
    fn the_fewest_gaps_come_first() {
        let case = Case::open(&["08:00-12:00"], 30).booked(&["2026-06-10T09:00/10:00"]).with(|case| {
            case.rules.interval = Some(nz(15));
        });
        let ranked = by_fewest_gaps(&case.query(), &case.slots(DAY)).unwrap();
        let start =
            |at: usize| case.rules.hours.zone.to_datetime(ranked[at].slot.range.start()).time().to_string();
        let first: Vec<_> = (0..4).map(start).collect();
        assert_eq!(first, ["08:00:00", "08:30:00", "10:00:00", "11:30:00"], "they touch what is there");
        let last = ranked.last().unwrap();
        assert_eq!((last.gap_before, last.gap_after), (15, 15), "a quarter lost on both sides is the worst");
    }
}

#[test]
fn services_one_after_the_other_add_up() {
    let service = |minutes, before, after| Service { minutes: nz(minutes), before, after };
    let together = Service::together(&[service(30, 5, 10), service(45, 20, 15)]);
    assert_eq!(together, Some(service(75, 5, 15)));
    assert_eq!(Service::together(&[]), None);
}
