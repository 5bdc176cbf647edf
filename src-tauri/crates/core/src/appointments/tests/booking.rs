use leadsmart_contract::agendas::{BookingLimit, LimitPeriod, LimitUnit};
use leadsmart_contract::appointments::{Rule, Status, UpdateAppointment};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{List, Note};

use super::*;
use crate::Request;

#[tokio::test]
async fn a_booking_takes_its_time_and_is_pending_for_the_usual_duration() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    assert_eq!((time(&booked).as_str(), booked.card.status), ("10:00–10:30", Status::Pending));
    assert_eq!(booked.card.client_name.as_ref().map(|name| name.as_str()), Some("Bia Rocha"));
    assert!(booked.last_change.is_some(), "a booking is the first change of a history");
    assert_eq!(broken(clinic.book(clinic.at("10:00")).await), [Rule::Full], "the only place is taken");
    assert_eq!(broken(clinic.book(clinic.at("10:15")).await), [Rule::Full], "an overlap is enough");
    clinic.book(clinic.at("10:30")).await.expect("touching is no overlap");
}

#[tokio::test]
async fn every_rule_that_is_broken_is_told() {
    let clinic = Clinic::open().await;
    for (start, expected) in [
        (on_thursday("12:15"), vec![Rule::Closed]),
        (on("2026-11-28", "10:00"), vec![Rule::Closed]),
        (on("2026-11-25", "08:30"), vec![Rule::Past]),
        (on("2026-12-25", "10:00"), vec![Rule::Holiday]),
        (on("2026-11-22", "10:00"), vec![Rule::Past, Rule::Closed]),
    ] {
        let command = CreateAppointment { start, ..clinic.at("10:00") };
        assert_eq!(broken(clinic.book(command).await), expected, "{start}");
    }
    let closed = "INSERT INTO agenda_exceptions (agenda_id, company_id, date, hours) SELECT id, company_id, '2026-11-26', '[]' FROM agendas WHERE id = ?";
    clinic.alter(closed, clinic.agenda.uuid()).await;
    assert_eq!(broken(clinic.book(clinic.at("10:00")).await), [Rule::Exception]);
}

#[tokio::test]
async fn notice_horizon_and_limits_hold() {
    let clinic = Clinic::open().await;
    let strict = BookingRules {
        minimum_notice: minutes(24 * 60),
        horizon: Horizon::Days { days: 7 },
        limits: vec![BookingLimit { period: LimitPeriod::Day, unit: LimitUnit::Appointments, most: 1 }],
        ..rules()
    };
    let agenda = clinic.agenda("Sala 2", strict, &[]).await;
    let at = |start| CreateAppointment { agenda_id: agenda, start, ..clinic.at("10:00") };
    assert_eq!(broken(clinic.book(at(on_thursday("08:59"))).await), [Rule::Notice]);
    clinic.book(at(on_thursday("09:00"))).await.expect("24 hours of notice");
    assert_eq!(broken(clinic.book(at(on_thursday("15:00"))).await), [Rule::Limit]);
    assert_eq!(broken(clinic.book(at(on("2026-12-03", "10:00"))).await), [Rule::Horizon]);
}

#[tokio::test]
async fn services_add_up_and_keep_their_buffers() {
    let clinic = Clinic::open().await;
    let (cut, beard) = (clinic.service("Corte", 40, 10, 0).await, clinic.service("Barba", 20, 0, 15).await);
    let services = List::parse(vec![cut, beard]).expect("two");
    let booked =
        clinic.book(CreateAppointment { service_ids: services, ..clinic.at("10:00") }).await.expect("free");
    assert_eq!((time(&booked).as_str(), booked.card.services.as_str()), ("10:00–11:00", "Corte, Barba"));
    assert_eq!((booked.buffer_before, booked.buffer_after), (minutes(10), minutes(15)));
    assert_eq!(broken(clinic.book(clinic.at("11:00")).await), [Rule::Buffer], "time after it is kept free");
    assert_eq!(broken(clinic.book(clinic.at("09:30")).await), [Rule::Buffer], "time before it is kept free");
    clinic.book(clinic.at("11:15")).await.expect("far enough");
    assert_eq!(booked.card.color, Some(leadsmart_contract::values::Color::Pink));
}

#[tokio::test]
async fn the_professional_is_chosen_who_is_free_and_has_least_to_do() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let wide = BookingRules { capacity: 5, ..rules() };
    let agenda = clinic.agenda("Equipe", wide, &[ana, rui]).await;
    let at = |time| CreateAppointment { agenda_id: agenda, ..clinic.at(time) };
    let who = |booked: AppointmentView| booked.card.member_ids;
    assert_eq!(who(clinic.book(at("10:00")).await.expect("free")), [ana], "nobody has anything: the first");
    assert_eq!(who(clinic.book(at("15:00")).await.expect("free")), [rui], "who has less to do");
    assert_eq!(who(clinic.book(at("10:00")).await.expect("free")), [rui], "who is free");
    let refused = clinic.book(at("10:00")).await.expect_err("nobody is free");
    let messages: Vec<&str> = refused.broken_rules.iter().map(|rule| rule.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "Ana Prado is with another client from 10:00 to 10:30.",
            "Rui Sá is with another client from 10:00 to 10:30."
        ],
        "who is in the way is named, the other client is not"
    );
}

#[tokio::test]
async fn a_professional_is_busy_on_every_agenda_of_the_company() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let other = clinic.agenda("Sala 2", rules(), &[ana]).await;
    clinic.book(CreateAppointment { agenda_id: other, ..clinic.at("10:00") }).await.expect("free");
    let here = CreateAppointment { member_ids: Some(only(ana)), ..clinic.at("10:00") };
    assert_eq!(broken(clinic.book(here).await), [Rule::Busy]);
    let nobody = CreateAppointment { member_ids: Some(List::default()), ..clinic.at("10:00") };
    clinic.book(nobody).await.expect("the room itself is free");
}

#[tokio::test]
async fn who_is_away_cannot_be_booked() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let absence = "INSERT INTO absences (id, company_id, member_id, starts_at, ends_at, created_at)
         SELECT randomblob(16), company_id, id, 1795690800000, 1795712400000, 0 FROM members WHERE id = ?";
    clinic.alter(absence, ana.uuid()).await;
    let with_ana = |time| CreateAppointment { member_ids: Some(only(ana)), ..clinic.at(time) };
    assert_eq!(broken(clinic.book(with_ana("10:00")).await), [Rule::Absence]);
    clinic.book(with_ana("16:00")).await.expect("she is back");
}

#[tokio::test]
async fn rules_are_overridden_only_by_who_may_and_the_appointment_remembers() {
    let clinic = Clinic::open().await;
    let desk = [Permission::AppointmentsManage, Permission::AppointmentsView];
    let clerk = clinic.bench.member(clinic.owner.company, "clerk", false, &desk).await;
    let lunch = CreateAppointment { r#override: true, ..clinic.at("12:15") };
    assert_eq!(code(clinic.bench.call(&clerk, lunch.clone()).await), Code::Forbidden);
    let booked = clinic.book(lunch).await.expect("overridden");
    assert!(booked.card.overridden);
    assert_eq!(booked.broken_rules.iter().map(|broken| broken.rule).collect::<Vec<_>>(), [Rule::Closed]);
    let free = clinic.book(CreateAppointment { r#override: true, ..clinic.at("10:00") }).await.expect("free");
    assert!(!free.card.overridden, "nothing was broken");
}

#[tokio::test]
async fn what_was_overridden_once_is_not_asked_again() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let service = clinic.service("Consulta", 30, 0, 0).await;
    let booked =
        clinic.book(CreateAppointment { r#override: true, ..clinic.at("12:15") }).await.expect("overridden");
    let add = leadsmart_contract::appointments::AddMembers {
        company_id: clinic.owner.company,
        appointment_id: booked.card.id,
        member_ids: only(ana),
        r#override: false,
    };
    let with_ana = clinic.bench.call(&clinic.owner, add).await.expect("the hours are no matter any more");
    assert!(with_ana.card.overridden, "and still remembered");
    let edit = UpdateAppointment {
        company_id: clinic.owner.company,
        appointment_id: booked.card.id,
        revision: None,
        client_id: None,
        service_ids: Some(only(service)),
        notes: None,
        r#override: false,
    };
    clinic.bench.call(&clinic.owner, edit).await.expect("the same time with another service");
}

#[tokio::test]
async fn a_time_that_the_clock_skips_cannot_even_be_overridden() {
    let clinic = Clinic::open().await;
    clinic.alter("UPDATE agendas SET zone = 'Europe/Berlin' WHERE id = ?", clinic.agenda.uuid()).await;
    let skipped =
        CreateAppointment { start: on("2027-03-28", "02:30"), r#override: true, ..clinic.at("10:00") };
    let refused = clinic.book(skipped).await.expect_err("there is no 02:30");
    assert_eq!(
        refused.broken_rules.iter().map(|broken| (broken.rule, broken.overridable)).collect::<Vec<_>>(),
        [(Rule::Nonexistent, false)]
    );
    assert!(refused.broken_rules[0].message.contains("28/03/2027 03:00"), "{refused:?}");
}

#[tokio::test]
async fn a_repeated_call_books_once() {
    let clinic = Clinic::open().await;
    let id: AppointmentId = clinic.bench.write().await.context.new_id();
    let command = CreateAppointment { id: Some(id), ..clinic.at("10:00") };
    let first = clinic.book(command.clone()).await.expect("free");
    let second = clinic.book(command.clone()).await.expect("the same again");
    assert_eq!(first, second);
    let other = clinic.bench.company("Outra").await;
    let theirs = CreateAppointment { company_id: other.company, ..command };
    assert_eq!(code(clinic.bench.call(&other, theirs).await), Code::AlreadyExists);
}

#[tokio::test]
async fn values_that_cannot_be_are_refused() {
    let clinic = Clinic::open().await;
    let cases = [
        (CreateAppointment { duration: Some(minutes(0)), ..clinic.at("10:00") }, "duration"),
        (CreateAppointment { duration: Some(minutes(1441)), ..clinic.at("10:00") }, "duration"),
        (CreateAppointment { status: Some(Status::Done), ..clinic.at("10:00") }, "status"),
        (CreateAppointment { start: on("1812-01-01", "10:00"), ..clinic.at("10:00") }, "start"),
        (CreateAppointment { start: on("9999-12-31", "23:59"), ..clinic.at("10:00") }, "start"),
    ];
    for (command, field) in cases {
        let failure = clinic.book(command).await.expect_err("it cannot be");
        assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some(field)));
    }
}

#[tokio::test]
async fn what_is_out_of_use_is_not_booked() {
    let clinic = Clinic::open().await;
    let (ana, service) = (clinic.professional("Ana Prado").await, clinic.service("Corte", 30, 0, 0).await);
    clinic.alter("UPDATE members SET active = 0 WHERE id = ?", ana.uuid()).await;
    clinic.alter("UPDATE services SET active = 0 WHERE id = ?", service.uuid()).await;
    let failure = clinic
        .book(CreateAppointment { member_ids: Some(only(ana)), ..clinic.at("10:00") })
        .await
        .expect_err("she left");
    assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("member_ids")));
    let failure = clinic
        .book(CreateAppointment { service_ids: only(service), ..clinic.at("10:00") })
        .await
        .expect_err("not offered");
    assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some("service_ids")));
    let elsewhere = clinic.service("Barba", 30, 0, 0).await;
    clinic
        .alter(
            "UPDATE services SET agenda_ids = '[\"0195a000-0000-7000-8000-000000000000\"]' WHERE id = ?",
            elsewhere.uuid(),
        )
        .await;
    let failure = clinic
        .book(CreateAppointment { service_ids: only(elsewhere), ..clinic.at("10:00") })
        .await
        .expect_err("elsewhere");
    assert_eq!(failure.message, "The agenda Sala 1 does not offer Barba.");
    clinic.alter("UPDATE clients SET deleted_at = 1 WHERE id = ?", clinic.client.uuid()).await;
    assert_eq!(code(clinic.book(clinic.at("10:00")).await), Code::NotFound, "a deleted client");
    clinic.alter("UPDATE clients SET deleted_at = NULL WHERE id = ?", clinic.client.uuid()).await;
    clinic.alter("UPDATE agendas SET active = 0 WHERE id = ?", clinic.agenda.uuid()).await;
    assert_eq!(code(clinic.book(clinic.at("10:00")).await), Code::WrongState, "an agenda out of use");
}

#[tokio::test]
async fn broken_rules_are_told_in_the_callers_language() {
    let clinic = Clinic::open().await;
    clinic.booked("10:00").await;
    let request = Request {
        name: "appointments.create".into(),
        args: serde_json::to_value(clinic.at("10:00")).expect("JSON"),
        token: Some(clinic.owner.token.clone()),
        language: Some(Language::Portuguese),
    };
    let failure = clinic.bench.core.call(request).await.expect_err("taken");
    assert_eq!(failure.broken_rules[0].message, "Já há um agendamento das 10:00 às 10:30.");
}

#[tokio::test]
async fn an_edit_changes_what_is_given_and_is_refused_when_stale() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    clinic.booked("11:00").await;
    let (short, long) = (clinic.service("Curta", 45, 0, 0).await, clinic.service("Longa", 90, 0, 0).await);
    let edit = |services, revision| UpdateAppointment {
        company_id: clinic.owner.company,
        appointment_id: booked.card.id,
        revision: Some(revision),
        client_id: None,
        service_ids: services,
        notes: Some(Note::parse("traz exames").expect("a note")),
        r#override: false,
    };
    let edited = clinic.bench.call(&clinic.owner, edit(Some(only(short)), 1)).await.expect("fits");
    assert_eq!(
        (time(&edited).as_str(), edited.notes.as_str(), edited.card.revision),
        ("10:00–10:45", "traz exames", 2)
    );
    assert_eq!(code(clinic.bench.call(&clinic.owner, edit(None, 1)).await), Code::Stale);
    assert_eq!(
        broken(clinic.bench.call(&clinic.owner, edit(Some(only(long)), 2)).await),
        [Rule::Full],
        "it would run into the next one"
    );
    let same = clinic.bench.call(&clinic.owner, edit(None, 2)).await.expect("nothing new");
    assert_eq!(same.card.revision, 2, "what changes nothing is no change");
}
