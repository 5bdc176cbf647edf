//! What agendas show and forbid because of what is booked on them.

use jiff::civil::{Date, date};
use leadsmart_contract::absences::CreateAbsence;
use leadsmart_contract::agendas::{
    CreateAgenda, DeleteAgenda, GetAgendaWithAppointments, GetAvailableSlots, GetCalendar, GetMonth, Horizon,
    SlotView, UpdateAgenda,
};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::{AgendaId, MemberId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::List;
use uuid::Uuid;

use super::{agenda, calendar, code, exception, limit, list, new_agenda, no_change};
use crate::testing::{Bench, Person};

/// A Thursday, the day after the clock of the bench.
const TOMORROW: Date = date(2026, 11, 26);

/// 10:00 of tomorrow in São Paulo, in milliseconds.
const TEN: i64 = 1_795_698_000_000;

const HOUR: i64 = 3_600_000;

/// Books an hour, straight into the store.
async fn book(
    bench: &Bench,
    person: &Person,
    agenda: AgendaId,
    members: &[MemberId],
    start: i64,
    status: &str,
) {
    let mut write = bench.write().await;
    let id: Uuid = write.context.new_id();
    sqlx::query(
        "INSERT INTO appointments (id, company_id, agenda_id, starts_at, ends_at, status, buffer_before, buffer_after, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0)",
    )
    .bind(id).bind(person.company.uuid()).bind(agenda.uuid()).bind(start).bind(start + HOUR).bind(status)
    .execute(write.connection()).await.expect("an appointment");
    for member in members {
        sqlx::query("INSERT INTO appointment_members (appointment_id, member_id, company_id, starts_at) VALUES (?, ?, ?, ?)")
            .bind(id).bind(member.uuid()).bind(person.company.uuid()).bind(start)
            .execute(write.connection()).await.expect("a professional");
    }
    write.mutation.commit().await.expect("stored");
}

fn slots_of(person: &Person, agenda_id: AgendaId) -> GetAvailableSlots {
    GetAvailableSlots {
        company_id: person.company,
        agenda_id,
        from: Some(TOMORROW),
        to: None,
        service_ids: List::default(),
        duration: None,
        member_ids: List::default(),
    }
}

fn starts(slots: &[SlotView]) -> Vec<String> {
    slots.iter().map(|slot| slot.start.local.strftime("%H:%M").to_string()).collect()
}

#[tokio::test]
async fn an_agenda_with_appointments_to_come_stays_in_use() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (company_id, agenda_id) = (owner.company, agenda(&bench, &owner, "Sala").await.id);
    book(&bench, &owner, agenda_id, &[], TEN - 48 * HOUR, "done").await;
    book(&bench, &owner, agenda_id, &[], TEN, "confirmed").await;
    assert_eq!(code(bench.call(&owner, DeleteAgenda { company_id, agenda_id }).await).0, Code::InUse);
    let mut write = bench.write().await;
    sqlx::query("UPDATE appointments SET status = 'cancelled' WHERE starts_at = ?")
        .bind(TEN)
        .execute(write.connection())
        .await
        .expect("cancelled");
    write.mutation.commit().await.expect("stored");
    bench
        .call(&owner, DeleteAgenda { company_id, agenda_id })
        .await
        .expect("what is past or called off is no reason to keep it");
}

#[tokio::test]
async fn appointments_are_shown_to_those_who_may_see_them() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (shown, hidden) = (agenda(&bench, &owner, "A").await.id, agenda(&bench, &owner, "B").await.id);
    book(&bench, &owner, shown, &[], TEN, "confirmed").await;
    book(&bench, &owner, shown, &[], TEN, "cancelled").await;
    book(&bench, &owner, hidden, &[], TEN, "confirmed").await;
    let page = |person: &Person| calendar(person, TOMORROW, TOMORROW);
    assert_eq!(bench.call(&owner, page(&owner)).await.expect("a page").appointments.len(), 2);
    let all = GetCalendar { with_cancelled: true, ..page(&owner) };
    assert_eq!(bench.call(&owner, all).await.expect("a page").appointments.len(), 3);
    let day_before = calendar(&owner, date(2026, 11, 25), date(2026, 11, 25));
    assert!(bench.call(&owner, day_before).await.expect("a page").appointments.is_empty(), "another day");
    let viewer = bench
        .member(owner.company, "Bia", false, &[Permission::AgendasView, Permission::AppointmentsView])
        .await;
    limit(&bench, &viewer, &[(shown, "view")]).await;
    let seen = bench.call(&viewer, page(&viewer)).await.expect("a page");
    assert_eq!(seen.appointments.iter().map(|card| card.agenda_id).collect::<Vec<_>>(), [shown]);
    let blind = bench.member(owner.company, "Caio", false, &[Permission::AgendasView]).await;
    assert!(bench.call(&blind, page(&blind)).await.expect("a page").appointments.is_empty());
    let with =
        GetAgendaWithAppointments { company_id: owner.company, agenda_id: shown, from: None, to: None };
    assert_eq!(
        bench.call(&owner, with.clone()).await.expect("a week").appointments.len(),
        2,
        "the history of an agenda has all"
    );
    assert!(bench.call(&blind, with).await.expect("a week").appointments.is_empty());
}

#[tokio::test]
async fn an_absence_tells_what_falls_into_it_and_the_page_shows_it() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let command = CreateAgenda { member_ids: list(&[owner.member]), ..new_agenda(&owner, "Sala") };
    let id = bench.call(&owner, command).await.expect("an agenda").id;
    book(&bench, &owner, id, &[owner.member], TEN, "confirmed").await;
    book(&bench, &owner, id, &[owner.member], TEN + 4 * HOUR, "confirmed").await;
    let (start, end) = (TOMORROW.at(8, 0, 0, 0), TOMORROW.at(12, 0, 0, 0));
    let away = CreateAbsence { company_id: owner.company, member_id: owner.member, start, end, reason: None };
    let manager = bench
        .member(owner.company, "Bia", false, &[Permission::AgendasView, Permission::AgendasManage])
        .await;
    let entered = bench.call(&manager, away.clone()).await.expect("an absence");
    assert!(entered.affected.is_empty(), "who may not see appointments is told of none");
    let entered = bench.call(&owner, away).await.expect("an absence");
    assert_eq!(entered.affected.iter().map(|card| card.start.at.as_millisecond()).collect::<Vec<_>>(), [TEN]);
    let page = bench.call(&owner, calendar(&owner, TOMORROW, TOMORROW)).await.expect("a page");
    assert_eq!(page.absences.len(), 2);
    assert_eq!((page.absences[0].start.local, page.absences[0].end.local), (start, end));
    let free = bench.call(&owner, slots_of(&owner, id)).await.expect("slots");
    assert_eq!(starts(&free), ["13:00", "13:30", "15:00", "15:30", "16:00", "16:30", "17:00", "17:30"]);
}

#[tokio::test]
async fn free_times_leave_out_what_is_booked() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let id = agenda(&bench, &owner, "Sala").await.id;
    book(&bench, &owner, id, &[], TEN, "confirmed").await;
    let free = bench.call(&owner, slots_of(&owner, id)).await.expect("slots");
    assert_eq!(&starts(&free)[..5], ["08:00", "08:30", "09:00", "09:30", "11:00"]);
    assert!(
        free.iter().all(|slot| slot.agenda_id == id && slot.seats_left == 1 && slot.member_ids.is_empty())
    );
    let today =
        bench.call(&owner, GetAvailableSlots { from: None, ..slots_of(&owner, id) }).await.expect("slots");
    assert_eq!(starts(&today)[0], "09:00", "today if no date is given, from now on");
    let long = GetAvailableSlots { to: Some(date(2027, 1, 27)), ..slots_of(&owner, id) };
    assert_eq!(code(bench.call(&owner, long).await), (Code::InvalidInput, Some("to".into())));
    bench.call(&owner, exception(&owner, id, TOMORROW, &[], "")).await.expect("closed");
    assert!(bench.call(&owner, slots_of(&owner, id)).await.expect("slots").is_empty());
}

#[tokio::test]
async fn a_horizon_of_working_days_counts_the_days_between() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let read = agenda(&bench, &owner, "Sala").await;
    let mut rules = read.rules.clone();
    rules.horizon = Horizon::WorkingDays { days: 3 };
    bench
        .call(&owner, UpdateAgenda { rules: Some(rules), ..no_change(&owner, read.id) })
        .await
        .expect("changed");
    // Wednesday is today: Thursday, Friday and Monday follow; with Thursday closed, Friday, Monday and Tuesday.
    let tuesday = GetAvailableSlots { from: Some(date(2026, 12, 1)), ..slots_of(&owner, read.id) };
    assert!(bench.call(&owner, tuesday.clone()).await.expect("slots").is_empty(), "beyond the horizon");
    bench.call(&owner, exception(&owner, read.id, TOMORROW, &[], "")).await.expect("closed");
    assert!(!bench.call(&owner, tuesday).await.expect("slots").is_empty(), "a closed day does not count");
}

#[tokio::test]
async fn free_times_of_an_agenda_that_is_hidden_are_not_told() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let id = agenda(&bench, &owner, "Sala").await.id;
    let bia = bench.member(owner.company, "Bia", false, &[Permission::AgendasView]).await;
    limit(&bench, &bia, &[]).await;
    assert_eq!(code(bench.call(&bia, slots_of(&bia, id)).await).0, Code::NotFound);
}

fn month(person: &Person) -> GetMonth {
    let (from, to) = (date(2026, 11, 1), date(2026, 11, 30));
    GetMonth { company_id: person.company, from, to, agenda_ids: List::default() }
}

#[tokio::test]
async fn a_month_tells_how_full_each_day_of_each_agenda_is() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let (one, other) = (agenda(&bench, &owner, "Sala 1").await.id, agenda(&bench, &owner, "Sala 2").await.id);
    book(&bench, &owner, one, &[], TEN, "confirmed").await;
    book(&bench, &owner, one, &[], TEN + HOUR, "pending").await;
    book(&bench, &owner, one, &[], TEN + 2 * HOUR, "cancelled").await;
    book(&bench, &owner, other, &[], TEN + 24 * HOUR, "pending").await;
    // 23:30 in São Paulo is the next day in UTC, and still this one here.
    book(&bench, &owner, other, &[], TEN + 13 * HOUR + HOUR / 2, "confirmed").await;

    let view = bench.call(&owner, month(&owner)).await.expect("a month");
    assert_eq!((view.days.len(), view.agendas.len()), (30, 2));
    let taken = |day: Date, agenda: AgendaId| {
        let day = view.days.iter().find(|found| found.date == day).expect("the day");
        let load = day.loads.iter().find(|load| load.agenda_id == agenda);
        load.map_or((0, 0, 0), |load| (load.appointments, load.booked, load.unconfirmed))
    };
    assert_eq!(taken(TOMORROW, one), (2, 120, 1));
    assert_eq!(taken(TOMORROW, other), (1, 60, 0));
    assert_eq!(taken(date(2026, 11, 27), other), (1, 60, 1));
    assert_eq!(taken(date(2026, 11, 27), one).0, 0);
}

#[tokio::test]
async fn a_month_tells_hours_and_holidays_and_nothing_of_what_may_not_be_seen() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let one = agenda(&bench, &owner, "Sala 1").await.id;
    let closed = exception(&owner, one, TOMORROW, &[], "Reforma");
    bench.call(&owner, closed).await.expect("closed");
    book(&bench, &owner, one, &[], TEN, "confirmed").await;

    let view = bench.call(&owner, month(&owner)).await.expect("a month");
    let day = |wanted: Date| view.days.iter().find(|day| day.date == wanted).expect("the day");
    // 20 November is a holiday of the whole country since 2024 (law 14.759 of 2023).
    assert!(day(date(2026, 11, 20)).holiday.is_some());
    assert_eq!(day(date(2026, 11, 18)).holiday, None);
    assert!(day(date(2026, 11, 18)).loads[0].open > 0);
    // What is booked on a day without hours is told all the same.
    assert_eq!((day(TOMORROW).loads[0].open, day(TOMORROW).loads[0].appointments), (0, 1));

    let clerk = bench.member(owner.company, "Bia", false, &[Permission::AgendasView]).await;
    let view = bench.call(&clerk, month(&clerk)).await.expect("hours alone");
    assert!(view.days.iter().flat_map(|day| &day.loads).all(|load| load.appointments == 0));
    limit(&bench, &clerk, &[]).await;
    assert!(bench.call(&clerk, month(&clerk)).await.expect("no agenda").agendas.is_empty());
}
