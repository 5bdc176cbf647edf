use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::appointments::{Explain, NextFree, Rule, Status};
use leadsmart_contract::failure::Code;

use super::*;
use crate::appointments::{Question, free_times};

pub(super) fn question(clinic: &Clinic, time: &str) -> Explain {
    Explain {
        company_id: clinic.owner.company,
        agenda_id: clinic.agenda,
        start: on_thursday(time),
        duration: None,
        service_ids: List::default(),
        member_ids: List::default(),
        except: None,
    }
}

pub(super) fn next(company_id: CompanyId) -> NextFree {
    NextFree {
        company_id,
        from: None,
        service_ids: List::default(),
        duration: None,
        agenda_ids: List::default(),
        member_ids: List::default(),
        limit: None,
    }
}

fn starts(slots: &[SlotView]) -> Vec<String> {
    slots.iter().map(|slot| slot.start.local.strftime("%d %H:%M").to_string()).collect()
}

#[tokio::test]
async fn a_time_that_is_taken_is_explained_with_the_nearest_free_ones() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    let taken = clinic.bench.call(&clinic.owner, question(&clinic, "10:00")).await.expect("an explanation");
    assert!(!taken.free);
    assert_eq!(taken.broken_rules.iter().map(|broken| broken.rule).collect::<Vec<_>>(), [Rule::Full]);
    assert_eq!(
        starts(&taken.alternatives),
        ["26 08:30", "26 09:00", "26 09:30", "26 10:30", "26 11:00", "26 11:30"]
    );
    let itself = Explain { except: Some(booked.card.id), ..question(&clinic, "10:15") };
    let itself = clinic.bench.call(&clinic.owner, itself).await.expect("an explanation");
    assert!(itself.free && itself.broken_rules.is_empty(), "the one that is moved is not in its own way");
    let offered = clinic.bench.call(&clinic.owner, question(&clinic, "11:00")).await.expect("an explanation");
    assert!(offered.free && offered.alternatives.is_empty(), "what is offered needs no alternative");
}

#[tokio::test]
async fn an_explanation_and_a_booking_judge_alike() {
    let clinic = Clinic::open().await;
    clinic.booked("10:00").await;
    for time in ["07:45", "08:00", "09:45", "10:00", "10:30", "11:45", "12:30", "17:45"] {
        let told = clinic.bench.call(&clinic.owner, question(&clinic, time)).await.expect("an explanation");
        let tried = clinic.book(clinic.at(time)).await;
        match tried {
            Ok(booked) => {
                assert!(told.free, "{time} was booked");
                clinic.set(booked.card.id, Status::Cancelled).await.expect("a step");
            }
            Err(failure) => assert_eq!(failure.broken_rules, told.broken_rules, "{time}"),
        }
    }
}

#[tokio::test]
async fn everything_offered_can_be_booked_with_those_who_are_offered() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let team = clinic.agenda("Equipe", BookingRules { capacity: 2, ..rules() }, &[ana, rui]).await;
    clinic.book(CreateAppointment { member_ids: Some(only(ana)), ..clinic.at("10:00") }).await.expect("free");
    let date = THURSDAY.parse().expect("a date");
    let mut write = clinic.bench.write().await;
    let agenda = crate::agendas::booking(write.connection(), clinic.owner.company, team, date, date)
        .await
        .expect("loaded")
        .expect("one");
    let mut context = write.context.clone();
    context.member = Some(crate::context::Member {
        company_id: clinic.owner.company,
        id: clinic.owner.member,
        role_id: clinic.owner.role,
        owner: true,
        company_active: true,
        shut_out: false,
        permissions: Vec::new(),
        agendas: None,
    });
    let question = Question { service_ids: &[], duration: None, member_ids: &[] };
    let offered =
        free_times(write.connection(), &context, agenda, question, (date, date)).await.expect("times");
    drop(write);
    assert_eq!(offered.len(), 18, "every half hour of the day");
    let at_ten = offered
        .iter()
        .find(|slot| slot.start.local.time() == jiff::civil::time(10, 0, 0, 0))
        .expect("Rui is free");
    assert_eq!(at_ten.member_ids, [rui], "Ana is busy in another room");
    for slot in offered {
        for member in slot.member_ids {
            let command = CreateAppointment {
                agenda_id: team,
                start: Start::At(slot.start.at),
                member_ids: Some(only(member)),
                ..clinic.at("10:00")
            };
            clinic.book(command).await.expect("what is offered can be booked");
        }
    }
}

#[tokio::test]
async fn the_next_free_times_come_in_order_over_all_agendas() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let late = BookingRules { minimum_notice: minutes(60), ..rules() };
    let room = clinic.agenda("Sala 2", late, &[ana]).await;
    let found = clinic.bench.call(&clinic.owner, next(clinic.owner.company)).await.expect("times");
    assert_eq!(starts(&found), ["25 09:00", "25 09:30", "25 10:00", "25 10:00", "25 10:30"]);
    let with_ana = NextFree { member_ids: only(ana), ..next(clinic.owner.company) };
    let found = clinic.bench.call(&clinic.owner, with_ana).await.expect("times");
    assert!(found.iter().all(|slot| slot.agenda_id == room && slot.member_ids == [ana]));
    let from = NextFree {
        from: "2026-11-27T17:00".parse().ok(),
        agenda_ids: only(clinic.agenda),
        limit: Some(3),
        ..next(clinic.owner.company)
    };
    let found = clinic.bench.call(&clinic.owner, from).await.expect("times");
    assert_eq!(starts(&found), ["27 17:00", "27 17:30", "30 08:00"], "the weekend is passed over");
}

#[tokio::test]
async fn free_times_are_looked_for_sixty_days_ahead() {
    let clinic = Clinic::open().await;
    let sundays = |open: bool| {
        let range = ClockRange::parse(600, 630).expect("a range");
        WeeklyHours::parse(
            (0..7).map(|day| if open && day == 6 { vec![range] } else { Vec::new() }).collect(),
        )
        .expect("hours")
    };
    let rare = clinic.agenda("Domingos", BookingRules { hours: sundays(true), ..rules() }, &[]).await;
    let never = clinic.agenda("Nunca", BookingRules { hours: sundays(false), ..rules() }, &[]).await;
    let of = |agenda| NextFree { agenda_ids: only(agenda), limit: Some(50), ..next(clinic.owner.company) };
    let found = clinic.bench.call(&clinic.owner, of(rare)).await.expect("times");
    assert_eq!(found.len(), 8, "eight Sundays until 23 January");
    assert_eq!(clinic.bench.call(&clinic.owner, of(never)).await.expect("none"), []);
    let bounds = NextFree { limit: Some(51), ..next(clinic.owner.company) };
    assert_eq!(code(clinic.bench.call(&clinic.owner, bounds).await), Code::InvalidInput);
}
