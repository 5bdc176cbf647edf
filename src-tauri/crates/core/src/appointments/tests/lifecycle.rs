use jiff::SignedDuration;
use leadsmart_contract::appointments::{
    AddMembers, ChangeKind, ChangeView, DeleteMembers, GetHistory, Rule, SetStatus, Status, UndoChange,
};
use leadsmart_contract::failure::Code;
use leadsmart_contract::values::ShortText;

use super::*;

impl Clinic {
    async fn undo(&self, appointment: &AppointmentView) -> Result<AppointmentView, Failure> {
        let command = UndoChange {
            company_id: self.owner.company,
            appointment_id: appointment.card.id,
            change_id: appointment.last_change.expect("a change"),
        };
        self.bench.call(&self.owner, command).await
    }

    async fn moved(&self, command: UpdateDate) -> Result<AppointmentView, Failure> {
        self.bench.call(&self.owner, command).await
    }

    async fn history(&self, appointment: &AppointmentView) -> Vec<ChangeView> {
        let command = GetHistory { company_id: self.owner.company, appointment_id: appointment.card.id };
        self.bench.call(&self.owner, command).await.expect("a history")
    }
}

#[tokio::test]
async fn an_appointment_goes_through_its_day() {
    let clinic = Clinic::open().await;
    let id = clinic.booked("10:00").await.card.id;
    assert_eq!(code(clinic.set(id, Status::Done).await), Code::WrongState, "nobody is attended unconfirmed");
    for status in [Status::Confirmed, Status::Arrived, Status::InService, Status::Done] {
        assert_eq!(clinic.set(id, status).await.expect("a step").card.status, status);
    }
    let done = clinic.set(id, Status::Done).await.expect("nothing new");
    assert_eq!(done.card.revision, 5, "the same step again is no change");
    assert_eq!(done.card.arrived_at.map(|at| at.local.to_string()), Some("2026-11-25T09:00:00".into()));
    let back = clinic.set(id, Status::Confirmed).await.expect("a slip is mended");
    assert_eq!(back.card.arrived_at, None, "who is only confirmed has not arrived");
}

#[tokio::test]
async fn cancelling_frees_the_time_and_booking_again_asks_the_rules() {
    let clinic = Clinic::open().await;
    let first = clinic.booked("10:00").await;
    let cancel = SetStatus {
        company_id: clinic.owner.company,
        appointment_id: first.card.id,
        revision: Some(1),
        status: Status::Cancelled,
        reason: Some(ShortText::parse("viagem").expect("a reason")),
        r#override: false,
    };
    let cancelled = clinic.bench.call(&clinic.owner, cancel.clone()).await.expect("cancelled");
    assert_eq!(cancelled.cancel_reason.as_ref().map(ShortText::as_str), Some("viagem"));
    clinic.booked("10:00").await;
    assert_eq!(
        broken(clinic.set(first.card.id, Status::Confirmed).await),
        [Rule::Full],
        "somebody else has it by now"
    );
    assert_eq!(code(clinic.set(first.card.id, Status::Arrived).await), Code::WrongState);
    assert_eq!(
        code(clinic.moved(clinic.to(&first, "15:00")).await),
        Code::WrongState,
        "what is called off is not moved"
    );
    assert_eq!(code(clinic.bench.call(&clinic.owner, cancel).await), Code::Stale);
    let over = SetStatus {
        company_id: clinic.owner.company,
        appointment_id: first.card.id,
        revision: None,
        status: Status::Confirmed,
        reason: None,
        r#override: true,
    };
    let again = clinic.bench.call(&clinic.owner, over).await.expect("overridden");
    assert!(again.card.overridden && again.cancel_reason.is_none());
}

#[tokio::test]
async fn who_comes_late_after_all_is_attended_if_the_time_is_still_free() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    clinic.set(booked.card.id, Status::NoShow).await.expect("a step");
    clinic.bench.clock.advance(SignedDuration::from_mins(25 * 60 + 20));
    clinic.set(booked.card.id, Status::Arrived).await.expect("that it has begun is no matter");
}

#[tokio::test]
async fn who_is_here_can_be_given_another_professional_after_the_start() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let booked = clinic
        .book(CreateAppointment { member_ids: Some(only(ana)), ..clinic.at("10:00") })
        .await
        .expect("free");
    clinic.bench.clock.advance(SignedDuration::from_mins(25 * 60 + 10));
    let given = clinic
        .moved(UpdateDate { member_ids: Some(only(rui)), ..clinic.to(&booked, "10:00") })
        .await
        .expect("in service");
    assert_eq!(given.card.member_ids, [rui]);
    assert_eq!(
        broken(clinic.moved(clinic.to(&booked, "10:05")).await),
        [Rule::Past],
        "a new start is one in the past"
    );
}

#[tokio::test]
async fn a_pending_one_that_does_not_block_is_checked_when_it_is_confirmed() {
    let clinic = Clinic::open().await;
    let lax = BookingRules { pending_blocks: false, ..rules() };
    let agenda = clinic.agenda("Pedidos", lax, &[]).await;
    let at = || CreateAppointment { agenda_id: agenda, ..clinic.at("10:00") };
    let (one, two) = (clinic.book(at()).await.expect("a request"), clinic.book(at()).await.expect("another"));
    clinic.set(one.card.id, Status::Confirmed).await.expect("the first");
    assert_eq!(
        broken(clinic.set(two.card.id, Status::Confirmed).await),
        [Rule::Full],
        "one place is not given twice"
    );
}

#[tokio::test]
async fn moving_does_not_count_the_appointment_itself() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    clinic.booked("11:00").await;
    let moved = clinic.moved(clinic.to(&booked, "10:15")).await.expect("only itself is there");
    assert_eq!(time(&moved), "10:15–10:45");
    let longer = UpdateDate { duration: Some(minutes(60)), ..clinic.to(&booked, "10:15") };
    assert_eq!(broken(clinic.moved(longer).await), [Rule::Full]);
    let stale = UpdateDate { revision: Some(1), ..clinic.to(&booked, "15:00") };
    assert_eq!(code(clinic.moved(stale).await), Code::Stale);
}

#[tokio::test]
async fn on_another_agenda_somebody_who_attends_there_is_chosen() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let first = clinic.agenda("Ana", rules(), &[ana]).await;
    let second = clinic.agenda("Rui", rules(), &[rui]).await;
    let both = clinic.agenda("Juntos", rules(), &[rui, ana]).await;
    let booked =
        clinic.book(CreateAppointment { agenda_id: first, ..clinic.at("10:00") }).await.expect("free");
    assert_eq!(booked.card.member_ids, [ana]);
    let to = |agenda| UpdateDate { agenda_id: Some(agenda), ..clinic.to(&booked, "10:00") };
    assert_eq!(
        clinic.moved(to(second)).await.expect("free").card.member_ids,
        [rui],
        "Ana does not attend there"
    );
    assert_eq!(clinic.moved(to(both)).await.expect("free").card.member_ids, [rui], "Rui does");
    let moved = clinic.moved(to(clinic.agenda)).await.expect("free");
    assert_eq!(moved.card.member_ids, [], "nobody attends in the room");
}

#[tokio::test]
async fn professionals_are_added_and_removed() {
    let clinic = Clinic::open().await;
    let (ana, rui) = (clinic.professional("Ana Prado").await, clinic.professional("Rui Sá").await);
    let wide = clinic.agenda("Sala 2", BookingRules { capacity: 3, ..rules() }, &[]).await;
    let busy = CreateAppointment { agenda_id: wide, member_ids: Some(only(rui)), ..clinic.at("10:00") };
    clinic.book(busy).await.expect("free");
    let booked = clinic.booked("10:00").await;
    let add = |member, r#override| AddMembers {
        company_id: clinic.owner.company,
        appointment_id: booked.card.id,
        member_ids: only(member),
        r#override,
    };
    assert_eq!(clinic.bench.call(&clinic.owner, add(ana, false)).await.expect("free").card.member_ids, [ana]);
    let again = clinic.bench.call(&clinic.owner, add(ana, false)).await.expect("nothing new");
    assert_eq!(again.card.revision, 2);
    assert_eq!(broken(clinic.bench.call(&clinic.owner, add(rui, false)).await), [Rule::Busy]);
    let over = clinic.bench.call(&clinic.owner, add(rui, true)).await.expect("overridden");
    assert!(over.card.overridden);
    let remove = DeleteMembers {
        company_id: clinic.owner.company,
        appointment_id: booked.card.id,
        member_ids: only(rui),
    };
    let left = clinic.bench.call(&clinic.owner, remove).await.expect("removed");
    assert_eq!(
        (left.card.member_ids.as_slice(), left.card.overridden),
        ([ana].as_slice(), false),
        "what he broke went with him"
    );
}

#[tokio::test]
async fn the_newest_change_is_taken_back_and_taken_back_again() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    let moved = clinic.moved(clinic.to(&booked, "11:30")).await.expect("free");
    assert_eq!(code(clinic.undo(&booked).await), Code::Stale, "only the newest change");
    let back = clinic.undo(&moved).await.expect("free");
    assert_eq!(time(&back), "10:00–10:30");
    let again = clinic.undo(&back).await.expect("free");
    assert_eq!(time(&again), "11:30–12:00");
    let history = clinic.history(&booked).await;
    let told: Vec<(ChangeKind, &str, bool)> =
        history.iter().map(|c| (c.kind, c.summary.as_str(), c.undoable)).collect();
    assert_eq!(
        told,
        [
            (ChangeKind::Undone, "10:00 → 11:30", true),
            (ChangeKind::Undone, "11:30 → 10:00", false),
            // In force again, since what took it back was taken back.
            (ChangeKind::Moved, "10:00 → 11:30", true),
            (ChangeKind::Created, "Booked for 26/11/2026 10:00", false),
        ]
    );
    assert_eq!(history[0].by.as_ref().map(|name| name.as_str()), Some("owner"));
}

#[tokio::test]
async fn the_last_steps_are_taken_back_one_after_the_other() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    let moved = clinic.moved(clinic.to(&booked, "11:30")).await.expect("free");
    let cancelled = clinic.set(booked.card.id, Status::Cancelled).await.expect("a step");
    assert_eq!(code(clinic.undo(&moved).await), Code::Stale, "a newer step stands");
    assert_eq!(clinic.undo(&cancelled).await.expect("free").card.status, Status::Pending);
    assert_eq!(time(&clinic.undo(&moved).await.expect("free")), "10:00–10:30");
    assert_eq!(code(clinic.undo(&moved).await), Code::Stale, "a step is taken back once");
    assert_eq!(clinic.undo(&booked).await.expect("taken back").card.status, Status::Cancelled);
}

#[tokio::test]
async fn a_booking_that_is_taken_back_is_cancelled() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    let cancelled = clinic.undo(&booked).await.expect("taken back");
    assert_eq!(cancelled.card.status, Status::Cancelled);
    clinic.booked("10:00").await;
    assert_eq!(broken(clinic.undo(&cancelled).await), [Rule::Full], "its time is somebody else's by now");
}

#[tokio::test]
async fn a_move_is_not_taken_back_into_a_time_that_was_given_away() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    let moved = clinic.moved(clinic.to(&booked, "15:00")).await.expect("free");
    clinic.booked("10:15").await;
    assert_eq!(broken(clinic.undo(&moved).await), [Rule::Full]);
}

#[tokio::test]
async fn a_slip_is_taken_back_although_its_start_has_passed() {
    let clinic = Clinic::open().await;
    let booked = clinic.booked("10:00").await;
    clinic.bench.clock.advance(SignedDuration::from_mins(25 * 60 + 5));
    let moved = clinic.moved(clinic.to(&booked, "15:00")).await.expect("free");
    let back = clinic.undo(&moved).await.expect("the past is asked of new starts alone");
    assert_eq!(time(&back), "10:00–10:30");
}

#[tokio::test]
async fn the_history_names_each_thing_that_differs() {
    let clinic = Clinic::open().await;
    let (ana, service) = (clinic.professional("Ana Prado").await, clinic.service("Corte", 60, 0, 0).await);
    let booked = clinic.booked("10:00").await;
    let next = UpdateDate {
        member_ids: Some(only(ana)),
        start: on("2026-11-27", "10:00"),
        ..clinic.to(&booked, "10:00")
    };
    clinic.moved(next).await.expect("free");
    let edit = leadsmart_contract::appointments::UpdateAppointment {
        company_id: clinic.owner.company,
        appointment_id: booked.card.id,
        revision: None,
        client_id: Some(client(&clinic.bench, clinic.owner.company, "Caio Reis").await),
        service_ids: Some(only(service)),
        notes: None,
        r#override: false,
    };
    clinic.bench.call(&clinic.owner, edit).await.expect("free");
    clinic.set(booked.card.id, Status::Confirmed).await.expect("a step");
    let told: Vec<String> = clinic.history(&booked).await.into_iter().map(|change| change.summary).collect();
    assert_eq!(
        told[..3],
        [
            "unconfirmed → confirmed",
            "10:00–10:30 → 10:00–11:00; — → Corte; Bia Rocha → Caio Reis",
            "26/11/2026 10:00 → 27/11/2026 10:00; + Ana Prado",
        ]
    );
}
