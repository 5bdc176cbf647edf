use leadsmart_contract::appointments::{CountByDay, ListAppointments, Status};
use leadsmart_contract::failure::Code;

use super::*;

pub(super) fn all(company_id: CompanyId) -> ListAppointments {
    ListAppointments {
        company_id,
        from: None,
        to: None,
        agenda_id: None,
        client_id: None,
        member_id: None,
        statuses: List::default(),
        descending: false,
        cursor: None,
        limit: None,
    }
}

impl Clinic {
    async fn list(&self, command: ListAppointments) -> Vec<AppointmentId> {
        let page = self.bench.call(&self.owner, command).await.expect("a page");
        page.items.into_iter().map(|card| card.id).collect()
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let clinic = Clinic::open().await;
    let wide = clinic.agenda("Sala 2", BookingRules { capacity: 3, ..rules() }, &[]).await;
    let mut booked = Vec::new();
    for time in ["08:00", "08:00", "08:00", "09:00", "10:00"] {
        let command = CreateAppointment { agenda_id: wide, ..clinic.at(time) };
        booked.push(clinic.book(command).await.expect("free").card);
    }
    booked.sort_by_key(|card| (card.start.at, card.id));
    for descending in [false, true] {
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let command =
                ListAppointments { limit: Some(2), cursor, descending, ..all(clinic.owner.company) };
            let page = clinic.bench.call(&clinic.owner, command).await.expect("a page");
            seen.extend(page.items.into_iter().map(|card| card.id));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let mut expected: Vec<AppointmentId> = booked.iter().map(|card| card.id).collect();
        if descending {
            expected.reverse();
        }
        assert_eq!(seen, expected, "descending: {descending}");
    }
}

#[tokio::test]
async fn every_filter_leaves_out_what_does_not_match() {
    let clinic = Clinic::open().await;
    let ana = clinic.professional("Ana Prado").await;
    let caio = client(&clinic.bench, clinic.owner.company, "Caio").await;
    let room = clinic.agenda("Sala 2", rules(), &[]).await;
    let plain = clinic.booked("08:00").await.card;
    let with_ana = clinic
        .book(CreateAppointment { member_ids: Some(only(ana)), ..clinic.at("09:00") })
        .await
        .expect("free")
        .card;
    let of_caio =
        clinic.book(CreateAppointment { client_id: caio, ..clinic.at("10:00") }).await.expect("free").card;
    let there =
        clinic.book(CreateAppointment { agenda_id: room, ..clinic.at("11:00") }).await.expect("free").card;
    clinic.set(there.id, Status::Cancelled).await.expect("a step");
    let all = || all(clinic.owner.company);
    assert_eq!(clinic.list(all()).await, [plain.id, with_ana.id, of_caio.id, there.id]);
    assert_eq!(clinic.list(ListAppointments { member_id: Some(ana), ..all() }).await, [with_ana.id]);
    assert_eq!(clinic.list(ListAppointments { client_id: Some(caio), ..all() }).await, [of_caio.id]);
    assert_eq!(clinic.list(ListAppointments { agenda_id: Some(room), ..all() }).await, [there.id]);
    assert_eq!(
        clinic.list(ListAppointments { statuses: only(Status::Cancelled), ..all() }).await,
        [there.id]
    );
    let from = ListAppointments { from: Some(plain.end.at), to: Some(of_caio.start.at), ..all() };
    assert_eq!(
        clinic.list(from).await,
        [with_ana.id],
        "what ends at the beginning or starts at the end is outside"
    );
    let within = ListAppointments {
        from: Some(with_ana.start.at + jiff::SignedDuration::from_mins(5)),
        member_id: Some(ana),
        ..all()
    };
    assert_eq!(clinic.list(within).await, [with_ana.id], "what has begun and not ended is inside");
}

#[tokio::test]
async fn a_cursor_that_is_none_and_limits_out_of_bounds_are_refused() {
    let clinic = Clinic::open().await;
    let all = || all(clinic.owner.company);
    let earlier = |hours| {
        crate::testing::NOW.parse::<jiff::Timestamp>().expect("an instant")
            - jiff::SignedDuration::from_hours(hours)
    };
    for (command, field) in [
        (ListAppointments { cursor: Some("abc".into()), ..all() }, "cursor"),
        (ListAppointments { cursor: Some("1.é".into()), ..all() }, "cursor"),
        (ListAppointments { limit: Some(0), ..all() }, "limit"),
        (ListAppointments { limit: Some(501), ..all() }, "limit"),
        (ListAppointments { from: Some(earlier(0)), to: Some(earlier(1)), ..all() }, "to"),
    ] {
        let failure = clinic.bench.call(&clinic.owner, command).await.expect_err("it cannot be");
        assert_eq!((failure.code, failure.field.as_deref()), (Code::InvalidInput, Some(field)));
    }
    let edges =
        ListAppointments { from: Some(jiff::Timestamp::MIN), to: Some(jiff::Timestamp::MAX), ..all() };
    assert_eq!(clinic.list(edges).await, [], "the ends of time are no error");
}

#[tokio::test]
async fn days_are_counted_on_the_companys_clock_without_what_is_called_off() {
    let clinic = Clinic::open().await;
    clinic.booked("08:00").await;
    let gone = clinic.booked("09:00").await;
    clinic.set(gone.card.id, Status::Cancelled).await.expect("a step");
    // 23:30 in São Paulo is the next day in UTC.
    clinic.book(CreateAppointment { r#override: true, ..clinic.at("23:30") }).await.expect("overridden");
    clinic
        .book(CreateAppointment { start: on("2026-11-27", "08:00"), ..clinic.at("08:00") })
        .await
        .expect("free");
    let count = |from: &str, to: &str| CountByDay {
        company_id: clinic.owner.company,
        from: from.parse().expect("a date"),
        to: to.parse().expect("a date"),
    };
    let days = clinic.bench.call(&clinic.owner, count("2026-11-01", "2026-12-31")).await.expect("counts");
    let days: Vec<(String, u32)> = days.into_iter().map(|day| (day.date.to_string(), day.count)).collect();
    assert_eq!(days, [("2026-11-26".to_owned(), 2), ("2026-11-27".to_owned(), 1)]);
    for (from, to) in
        [("2026-11-02", "2026-11-01"), ("2026-01-01", "2026-12-31"), ("9999-12-30", "9999-12-31")]
    {
        assert_eq!(
            code(clinic.bench.call(&clinic.owner, count(from, to)).await),
            Code::InvalidInput,
            "{from} to {to}"
        );
    }
}

#[tokio::test]
async fn a_calendar_gets_what_touches_its_period() {
    let clinic = Clinic::open().await;
    let (ana, service) = (clinic.professional("Ana Prado").await, clinic.service("Corte", 60, 0, 0).await);
    let command =
        CreateAppointment { member_ids: Some(only(ana)), service_ids: only(service), ..clinic.at("10:00") };
    let booked = clinic.book(command).await.expect("free");
    let called_off = clinic.booked("15:00").await;
    clinic.set(called_off.card.id, Status::Cancelled).await.expect("a step");
    let mut read = clinic.bench.core.db().read().await.expect("a snapshot");
    let company = clinic.owner.company;
    let (start, end) = (booked.card.start.at, booked.card.end.at);
    let day = jiff::SignedDuration::from_hours(24);
    for (from, to, count) in
        [(start, end, 1), (start - day, start, 0), (end, end + day, 0), (start + day / 48, end, 1)]
    {
        let cards =
            crate::appointments::cards_of_agendas(&mut read, company, &[clinic.agenda], from, to, false)
                .await
                .expect("cards");
        assert_eq!(cards.len(), count, "{from} to {to}");
        let cards =
            crate::appointments::cards_of_member(&mut read, company, ana, from, to).await.expect("cards");
        assert_eq!(cards.len(), count, "{from} to {to}");
    }
    let cards =
        crate::appointments::cards_of_agendas(&mut read, company, &[clinic.agenda], start, end + day, true)
            .await
            .expect("cards");
    assert_eq!(
        cards.iter().map(|card| card.id).collect::<Vec<_>>(),
        [booked.card.id, called_off.card.id],
        "also what was called off"
    );
    assert_eq!(cards[0], booked.card, "as everywhere");
}

#[tokio::test]
async fn a_client_is_remembered_by_visits_the_next_and_the_last() {
    let clinic = Clinic::open().await;
    let (ana, service) = (clinic.professional("Ana Prado").await, clinic.service("Corte", 60, 0, 0).await);
    let command =
        CreateAppointment { member_ids: Some(only(ana)), service_ids: only(service), ..clinic.at("10:00") };
    let next = clinic.book(command).await.expect("free");
    let gone = clinic.booked("08:00").await;
    clinic.set(gone.card.id, Status::Cancelled).await.expect("a step");
    let past = CreateAppointment {
        start: on("2026-11-24", "10:00"),
        r#override: true,
        status: Some(Status::Confirmed),
        ..clinic.at("10:00")
    };
    let past = clinic.book(past).await.expect("overridden");
    clinic.set(past.card.id, Status::Done).await.expect("a step");
    let mut read = clinic.bench.core.db().read().await.expect("a snapshot");
    let now = crate::testing::NOW.parse().expect("an instant");
    let record =
        crate::appointments::record_of_client(&mut read, clinic.client, now).await.expect("a record");
    let visits = record.visits;
    assert_eq!((visits.done, visits.no_show, visits.cancelled, visits.upcoming), (1, 0, 1, 1));
    let mention = record.next.expect("a next one");
    assert_eq!((mention.id, mention.summary.as_str()), (next.card.id, "Corte · Ana Prado"));
    assert_eq!(record.last.map(|mention| mention.id), Some(past.card.id));
    assert_eq!(
        crate::appointments::upcoming_of_client(&mut read, clinic.client, now).await.expect("a count"),
        1
    );
    assert_eq!(
        crate::appointments::upcoming_of_agenda(&mut read, clinic.agenda, now).await.expect("a count"),
        1
    );
}

/// How many cards differ from what they follow from, or are missing, or are of nothing.
pub(super) async fn stale_cards(clinic: &Clinic) -> i64 {
    let mut read = clinic.bench.core.db().read().await.expect("a snapshot");
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM (SELECT * FROM (SELECT * FROM index_cards EXCEPT SELECT * FROM index_cards_source)
                               UNION ALL SELECT * FROM (SELECT * FROM index_cards_source EXCEPT SELECT * FROM index_cards))",
    )
    .fetch_one(&mut *read)
    .await
    .expect("a count")
}

#[tokio::test]
async fn a_card_follows_whatever_it_shows() {
    let clinic = Clinic::open().await;
    let (ana, service) = (clinic.professional("Ana Prado").await, clinic.service("Corte", 60, 0, 0).await);
    let command =
        CreateAppointment { member_ids: Some(only(ana)), service_ids: only(service), ..clinic.at("10:00") };
    let booked = clinic.book(command).await.expect("free");
    let (appointment, client) = (booked.card.id.uuid(), clinic.client.uuid());
    for (change, id) in [
        ("UPDATE clients SET name = 'Bia \"Bi\" Rocha' WHERE id = ?", client),
        ("UPDATE clients SET deleted_at = 1 WHERE id = ?", client),
        ("UPDATE clients SET deleted_at = NULL WHERE id = ?", client),
        ("UPDATE appointments SET notes = 'Ligar antes' WHERE id = ?", appointment),
        ("DELETE FROM appointment_members WHERE appointment_id = ?", appointment),
        ("UPDATE appointment_services SET position = 3 WHERE appointment_id = ?", appointment),
        ("DELETE FROM appointment_services WHERE appointment_id = ?", appointment),
        ("UPDATE appointments SET client_id = NULL WHERE id = ?", appointment),
        ("DELETE FROM appointments WHERE id = ?", appointment),
    ] {
        clinic.alter(change, id).await;
        assert_eq!(stale_cards(&clinic).await, 0, "after {change}");
    }
}

#[tokio::test]
async fn what_a_calendar_and_the_slot_engine_read_is_found_by_its_start() {
    let bench = Bench::new().await;
    let mut plans = bench.plans(include_str!("../store/cards.rs")).await;
    plans.extend(bench.plans(include_str!("../store/busy.rs")).await);
    for search in [
        "SEARCH k USING PRIMARY KEY (agenda_id=? AND starts_at>? AND starts_at<?)",
        "SEARCH k USING PRIMARY KEY (agenda_id=? AND starts_at=? AND appointment_id=?)",
        "SEARCH p USING INDEX appointment_members_by_start (member_id=? AND starts_at>? AND starts_at<?)",
        "SEARCH appointments USING INDEX appointments_of_agenda (agenda_id=? AND starts_at>? AND starts_at<?)",
        "SEARCH m USING INDEX appointment_members_by_start (member_id=? AND starts_at>? AND starts_at<?)",
    ] {
        assert!(plans.iter().any(|plan| plan.contains(search)), "no query does: {search}\n{plans:#?}");
    }
}
