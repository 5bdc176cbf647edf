//! Who may change a series, what is refused, and what happens at once.

use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{AgendaGrant, AgendaRight};

use super::*;
use crate::Request;

const DESK: [Permission; 3] =
    [Permission::AppointmentsManage, Permission::AppointmentsView, Permission::AgendasView];

impl Clinic {
    async fn limit(&self, who: &Person, rights: &[(AgendaId, AgendaRight)]) {
        let grants: Vec<AgendaGrant> = rights
            .iter()
            .map(|(agenda_id, right)| AgendaGrant { agenda_id: *agenda_id, right: *right })
            .collect();
        let mut write = self.bench.write().await;
        sqlx::query("UPDATE roles SET agendas = ? WHERE id = ?")
            .bind(serde_json::to_string(&grants).expect("JSON"))
            .bind(who.role.uuid())
            .execute(write.connection())
            .await
            .expect("a limit");
        write.mutation.commit().await.expect("stored");
    }
}

#[tokio::test]
async fn a_series_needs_the_rights_of_its_appointments() {
    let clinic = Clinic::open().await;
    let company = clinic.owner.company;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    let desk = clinic.bench.member(company, "desk", false, &DESK).await;
    let viewer = clinic.bench.member(company, "viewer", false, &DESK[1..]).await;
    let other = clinic.bench.company("Outra").await;
    let cancel = |company_id| CancelSeries {
        company_id,
        appointment_id: ids[0],
        revision: None,
        scope: SeriesScope::All,
        reason: None,
    };
    let later = clinic.shift(ids[0], SeriesScope::All, Some(on_thursday("15:00")));
    let call = &clinic.bench;
    assert_eq!(code(call.call(&viewer, clinic.weekly("15:00")).await), Code::Forbidden);
    assert_eq!(code(call.call(&viewer, later.clone()).await), Code::Forbidden);
    assert_eq!(code(call.call(&viewer, cancel(company)).await), Code::Forbidden);
    assert_eq!(code(call.call(&other, cancel(other.company)).await), Code::NotFound);

    let squeeze = CreateSeries { override_on: only(date(DATES[0])), ..clinic.weekly("14:00") };
    assert_eq!(code(call.call(&desk, squeeze).await), Code::Forbidden, "that right is one of its own");
    let over = UpdateSeries { r#override: true, ..later.clone() };
    assert_eq!(code(call.call(&desk, over).await), Code::Forbidden);

    clinic.limit(&desk, &[(clinic.agenda, AgendaRight::View)]).await;
    assert_eq!(code(call.call(&desk, clinic.weekly("15:00")).await), Code::Forbidden);
    assert_eq!(code(call.call(&desk, later.clone()).await), Code::Forbidden);
    clinic.limit(&desk, &[]).await;
    assert_eq!(code(call.call(&desk, clinic.weekly("15:00")).await), Code::NotFound);
    assert_eq!(code(call.call(&desk, later).await), Code::NotFound);
}

#[tokio::test]
async fn one_on_an_agenda_that_is_not_hers_keeps_her_from_all() {
    let clinic = Clinic::open().await;
    let ids = ids(&clinic.booked_series(clinic.weekly("14:00")).await);
    let room = clinic.agenda("Sala 2", rules(), &[]).await;
    let moved = UpdateDate {
        agenda_id: Some(room),
        start: on(DATES[2], "14:00"),
        ..clinic.to(&clinic.view(ids[2]).await, "14:00")
    };
    clinic.bench.call(&clinic.owner, moved).await.expect("free");
    let desk = clinic.bench.member(clinic.owner.company, "desk", false, &DESK).await;
    clinic.limit(&desk, &[(clinic.agenda, AgendaRight::Manage)]).await;
    let later = clinic.shift(ids[0], SeriesScope::All, Some(on_thursday("15:00")));
    assert_eq!(code(clinic.bench.call(&desk, later).await), Code::Forbidden);
    let command = GetAppointment { company_id: clinic.owner.company, appointment_id: ids[0] };
    let view = clinic.bench.call(&desk, command).await.expect("hers to see");
    let entries = view.series.expect("a series").entries;
    assert_eq!(entries.len(), 3, "what she does not see is not told");
    let later = clinic.shift(ids[3], SeriesScope::Following, Some(on(DATES[3], "15:00")));
    assert_eq!(clinic.bench.call(&desk, later).await.expect("hers").changed.len(), 1);
}

#[tokio::test]
async fn what_makes_no_series_is_refused_with_its_field() {
    let clinic = Clinic::open().await;
    let repeat = |every, unit, end| Repeat { every, unit, end };
    let count = |count| RepeatEnd::Count { count };
    let far = RepeatEnd::Until { date: date("2029-01-01") };
    let weekly = clinic.weekly("14:00");
    let with = |repeat: Repeat| CreateSeries { repeat, ..weekly.clone() };
    let stray = only(date("2026-11-27"));
    let every = List::parse(DATES.iter().map(|text| date(text)).collect()).expect("dates");
    for (command, field) in [
        (with(repeat(0, RepeatUnit::Week, count(4))), "repeat.every"),
        (with(repeat(1, RepeatUnit::Week, count(1))), "repeat.end.count"),
        (with(repeat(1, RepeatUnit::Week, count(61))), "repeat.end.count"),
        (with(repeat(1, RepeatUnit::Week, far)), "repeat.end"),
        (with(repeat(9, RepeatUnit::Month, count(9))), "repeat.end"),
        (CreateSeries { leave_out: stray.clone(), ..weekly.clone() }, "leave_out"),
        (CreateSeries { leave_out: every, ..weekly.clone() }, "leave_out"),
        (CreateSeries { override_on: stray, ..weekly.clone() }, "override_on"),
        (CreateSeries { status: Some(Status::Arrived), ..weekly.clone() }, "status"),
        (CreateSeries { duration: Some(minutes(0)), ..weekly.clone() }, "duration"),
    ] {
        let failure = clinic.book_series(command).await.expect_err("refused");
        assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some(field)));
    }
    assert_eq!(clinic.count().await, 0);
    let alone = clinic.booked("10:00").await;
    assert_eq!(code(clinic.cancel_series(alone.card.id, SeriesScope::All).await), Code::WrongState);
    let series = clinic.booked_series(weekly).await;
    let foreign = UpdateSeries {
        leave_out: only(alone.card.id),
        ..clinic.shift(ids(&series)[0], SeriesScope::All, None)
    };
    assert_eq!(code(clinic.bench.call(&clinic.owner, foreign).await), Code::NotFound);
    let stale = UpdateSeries { revision: Some(9), ..clinic.shift(ids(&series)[0], SeriesScope::All, None) };
    assert_eq!(code(clinic.bench.call(&clinic.owner, stale).await), Code::Stale);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_series_that_want_one_time_one_is_booked_whole() {
    let clinic = Clinic::open().await;
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            // They share dates, and each begins on another.
            let start = on(DATES[task % 4], "14:00");
            let request = Request {
                name: "appointments.create_series".into(),
                args: serde_json::to_value(clinic.series(start, WEEKLY)).expect("JSON"),
                token: Some(clinic.owner.token.clone()),
                language: None,
            };
            let core = clinic.bench.core.clone();
            tokio::spawn(async move { core.call(request).await })
        })
        .collect();
    let mut booked = 0;
    for task in tasks {
        let answer = task.await.expect("no panic").expect("an outcome");
        let outcome: SeriesOutcome = serde_json::from_str(&answer).expect("the reply");
        assert!(outcome.refused.is_empty() != outcome.changed.is_empty(), "all or none");
        booked += outcome.changed.len();
    }
    assert_eq!((booked, clinic.count().await), (4, 4), "one of them");
}
