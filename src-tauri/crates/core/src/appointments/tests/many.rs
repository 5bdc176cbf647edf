use leadsmart_contract::appointments::{
    ChangeKind, GetAppointment, GetHistory, ManyChanged, SetStatusMany, UndoMany,
};
use leadsmart_contract::ids::ChangeId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{AgendaGrant, AgendaRight};
use leadsmart_contract::values::{Problem, ShortText};

use super::*;

impl Clinic {
    fn many(&self, appointments: &[&AppointmentView], status: Status) -> SetStatusMany {
        let ids = appointments.iter().map(|appointment| appointment.card.id).collect();
        SetStatusMany {
            company_id: self.owner.company,
            appointment_ids: List::parse(ids).expect("different ones"),
            status,
            reason: None,
        }
    }

    async fn confirm(&self, appointments: &[&AppointmentView]) -> ManyChanged {
        let command = self.many(appointments, Status::Confirmed);
        self.bench.call(&self.owner, command).await.expect("an outcome")
    }

    async fn undo_many(&self, changes: Vec<ChangeId>) -> Result<ManyChanged, Failure> {
        let change_ids = List::parse(changes).expect("different ones");
        self.bench.call(&self.owner, UndoMany { company_id: self.owner.company, change_ids }).await
    }

    async fn now(&self, appointment: &AppointmentView) -> AppointmentView {
        let command = GetAppointment { company_id: self.owner.company, appointment_id: appointment.card.id };
        self.bench.call(&self.owner, command).await.expect("it is there")
    }
}

fn changes(outcome: &ManyChanged) -> Vec<ChangeId> {
    outcome.changed.iter().filter_map(|changed| changed.change_id).collect()
}

fn kept(outcome: &ManyChanged) -> Vec<(AppointmentId, Code)> {
    outcome.kept.iter().map(|kept| (kept.card.id, kept.failure.code)).collect()
}

#[tokio::test]
async fn many_are_confirmed_in_one_call_and_each_has_its_entry() {
    let clinic = Clinic::open().await;
    let (first, second) = (clinic.booked("10:00").await, clinic.booked("11:00").await);
    let outcome = clinic.confirm(&[&second, &first]).await;
    let ids: Vec<AppointmentId> = outcome.changed.iter().map(|changed| changed.appointment_id).collect();
    assert_eq!(ids, [first.card.id, second.card.id], "by start");
    assert_eq!(kept(&outcome), []);
    for (appointment, changed) in [&first, &second].into_iter().zip(&outcome.changed) {
        let now = clinic.now(appointment).await;
        assert_eq!((now.card.status, now.last_change), (Status::Confirmed, changed.change_id));
        let history = GetHistory { company_id: clinic.owner.company, appointment_id: appointment.card.id };
        let history = clinic.bench.call(&clinic.owner, history).await.expect("a history");
        assert_eq!((history.len(), history[0].kind), (2, ChangeKind::StatusChanged));
    }
    let again = clinic.confirm(&[&first, &second]).await;
    assert_eq!((again.changed.len(), changes(&again).len()), (2, 0), "the same again is no change");
}

#[tokio::test]
async fn what_stands_further_or_is_called_off_stays_and_is_told() {
    let clinic = Clinic::open().await;
    let (pending, here, gone) =
        (clinic.booked("10:00").await, clinic.booked("11:00").await, clinic.booked("14:00").await);
    clinic.set(here.card.id, Status::Arrived).await.expect("a step");
    clinic.set(gone.card.id, Status::Cancelled).await.expect("a step");
    let outcome = clinic.confirm(&[&gone, &here, &pending]).await;
    assert_eq!(outcome.changed.len(), 1);
    assert_eq!(kept(&outcome), [(here.card.id, Code::WrongState), (gone.card.id, Code::WrongState)]);
    assert_eq!(clinic.now(&pending).await.card.status, Status::Confirmed);
    assert_eq!(clinic.now(&here).await.card.status, Status::Arrived, "who is here is not sent back");
    assert_eq!(clinic.now(&gone).await.card.status, Status::Cancelled);
    let kept = &outcome.kept[0];
    assert!(kept.card.client_name.is_some() && !kept.failure.message.is_empty(), "{kept:?}");
}

#[tokio::test]
async fn of_two_that_want_one_place_one_is_confirmed_and_the_other_told() {
    let clinic = Clinic::open().await;
    let relaxed = BookingRules { pending_blocks: false, ..rules() };
    let room = clinic.agenda("Sala 2", relaxed, &[]).await;
    let first = clinic.book(CreateAppointment { agenda_id: room, ..clinic.at("10:00") }).await;
    let second = clinic.book(CreateAppointment { agenda_id: room, ..clinic.at("10:15") }).await;
    let (first, second) = (first.expect("free"), second.expect("free: the other is only pending"));
    let outcome = clinic.confirm(&[&second, &first]).await;
    assert_eq!(outcome.changed.len(), 1);
    assert_eq!(kept(&outcome), [(second.card.id, Code::RulesBroken)], "the earlier one has the place");
    assert_eq!(clinic.now(&second).await.card.status, Status::Pending);
}

#[tokio::test]
async fn one_that_is_not_there_or_not_hers_to_change_refuses_them_all() {
    let clinic = Clinic::open().await;
    let other = clinic.bench.company("Outra").await;
    let mine = clinic.booked("10:00").await;
    let room = agenda(&clinic.bench, other.company, "Sala", rules(), &[]).await;
    let somebody = client(&clinic.bench, other.company, "Caio").await;
    let theirs = CreateAppointment {
        company_id: other.company,
        agenda_id: room,
        client_id: somebody,
        ..clinic.at("10:00")
    };
    let theirs = clinic.bench.call(&other, theirs).await.expect("free");
    let both = clinic.many(&[&mine, &theirs], Status::Confirmed);
    assert_eq!(code(clinic.bench.call(&clinic.owner, both).await), Code::NotFound);
    assert_eq!(clinic.now(&mine).await.card.status, Status::Pending, "nothing was changed");
    let foreign = theirs.last_change.expect("a change");
    assert_eq!(code(clinic.undo_many(vec![foreign]).await), Code::NotFound);

    let rights = [Permission::AppointmentsManage, Permission::AppointmentsView, Permission::AgendasView];
    let clerk = clinic.bench.member(clinic.owner.company, "clerk", false, &rights).await;
    for (right, expected) in [(Some(AgendaRight::View), Code::Forbidden), (None, Code::NotFound)] {
        let grant = right.map(|right| AgendaGrant { agenda_id: clinic.agenda, right });
        let grants: Vec<AgendaGrant> = grant.into_iter().collect();
        let mut write = clinic.bench.write().await;
        sqlx::query("UPDATE roles SET agendas = ? WHERE id = ?")
            .bind(serde_json::to_string(&grants).expect("JSON"))
            .bind(clerk.role.uuid())
            .execute(write.connection())
            .await
            .expect("a limit");
        write.mutation.commit().await.expect("stored");
        let confirm = clinic.many(&[&mine], Status::Confirmed);
        assert_eq!(code(clinic.bench.call(&clerk, confirm).await), expected);
        let change_ids = only(mine.last_change.expect("a change"));
        let undo = UndoMany { company_id: clinic.owner.company, change_ids };
        assert_eq!(code(clinic.bench.call(&clerk, undo).await), expected);
    }
    let viewer = clinic.bench.member(clinic.owner.company, "viewer", false, &rights[1..]).await;
    let confirm = clinic.many(&[&mine], Status::Confirmed);
    assert_eq!(code(clinic.bench.call(&viewer, confirm).await), Code::Forbidden);
}

#[tokio::test]
async fn no_more_than_five_hundred_at_once_none_twice_and_not_none() {
    let clinic = Clinic::open().await;
    let id = |number: u128| AppointmentId::new(uuid::Uuid::from_u128(number));
    let list = |ids: Vec<AppointmentId>| List::<AppointmentId, 500>::parse(ids).err();
    assert_eq!(list((0..501).map(id).collect()), Some(Problem::TooLong(500)));
    assert_eq!(list((0..500).map(id).collect()), None);
    assert_eq!(list(vec![id(1), id(1)]), Some(Problem::Repeated));
    let none = clinic.many(&[], Status::Confirmed);
    assert_eq!(code(clinic.bench.call(&clinic.owner, none).await), Code::InvalidInput);
    assert_eq!(code(clinic.undo_many(Vec::new()).await), Code::InvalidInput);
}

#[tokio::test]
async fn what_was_done_to_many_is_taken_back_but_for_what_changed_since() {
    let clinic = Clinic::open().await;
    let (first, second, third) =
        (clinic.booked("10:00").await, clinic.booked("11:00").await, clinic.booked("14:00").await);
    let outcome = clinic.confirm(&[&first, &second, &third]).await;
    clinic.set(second.card.id, Status::Arrived).await.expect("a step");
    let undone = clinic.undo_many(changes(&outcome)).await.expect("an outcome");
    assert_eq!(undone.changed.len(), 2);
    assert_eq!(kept(&undone), [(second.card.id, Code::Stale)]);
    for (appointment, status) in
        [(&first, Status::Pending), (&second, Status::Arrived), (&third, Status::Pending)]
    {
        assert_eq!(clinic.now(appointment).await.card.status, status);
    }
    let again = clinic.undo_many(changes(&undone)).await.expect("taking back is taken back too");
    assert_eq!(again.kept, []);
    assert_eq!(clinic.now(&first).await.card.status, Status::Confirmed);
    let twice = vec![first.last_change.expect("a change"), changes(&again)[0]];
    assert_eq!(code(clinic.undo_many(twice).await), Code::InvalidInput, "two changes of one appointment");
}

#[tokio::test]
async fn many_are_called_off_with_the_reason() {
    let clinic = Clinic::open().await;
    let (first, second) = (clinic.booked("10:00").await, clinic.booked("11:00").await);
    let reason = Some(ShortText::parse("profissional ausente").expect("a reason"));
    let cancel =
        SetStatusMany { reason: reason.clone(), ..clinic.many(&[&first, &second], Status::Cancelled) };
    let outcome = clinic.bench.call(&clinic.owner, cancel).await.expect("an outcome");
    assert_eq!((outcome.changed.len(), outcome.kept.len()), (2, 0));
    let now = clinic.now(&first).await;
    assert_eq!((now.card.status, now.cancel_reason), (Status::Cancelled, reason));
    clinic.booked("10:00").await;
}
