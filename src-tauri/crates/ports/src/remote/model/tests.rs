//! What the server decides, situation by situation.

use leadsmart_contract::ids::{CompanyId, MemberId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::{
    Action, Batch, Change, Columns, Intent, Lost, Outcome, Position, Receipt, Remote, RemoteFailure, RowName,
    SCHEMA,
};
use super::{Joined, Model};
use crate::SeededRandom;

/// A device with what it has to remember.
struct Device {
    joined: Joined,
    number: u64,
    last: Uuid,
    seen: Position,
    operations: u128,
}

fn hex(number: u128) -> String {
    Uuid::from_u128(number).simple().to_string()
}

const COMPANY: u128 = 1;
const OWNER: u128 = 2;
const MEMBER: u128 = 3;
const ROLE: u128 = 4;
const LESS: u128 = 5;
const AGENDA: u128 = 6;

fn columns(value: Value) -> Columns {
    value.as_object().cloned().expect("columns")
}

fn change(entity: &str, key: &str, action: Action, base_version: u64, value: Value) -> Change {
    Change { entity: entity.to_owned(), key: key.to_owned(), action, base_version, columns: columns(value) }
}

fn insert(entity: &str, id: u128, value: Value) -> Change {
    let mut all = columns(json!({ "id": hex(id) }));
    if entity != "companies" {
        all.insert("company_id".to_owned(), json!(hex(COMPANY)));
    }
    all.extend(columns(value));
    change(entity, &hex(id), Action::Insert, 0, Value::Object(all))
}

fn appointment(id: u128, start: i64, end: i64) -> Change {
    insert(
        "appointments",
        id,
        json!({ "agenda_id": hex(AGENDA), "starts_at": start, "ends_at": end, "status": "confirmed",
                "buffer_before": 0, "buffer_after": 0, "created_at": 0 }),
    )
}

fn update(entity: &str, id: u128, base: u64, value: Value) -> Change {
    change(entity, &hex(id), Action::Update, base, value)
}

impl Device {
    fn new(joined: Joined) -> Self {
        let seen = Position { version: 0, mark: Uuid::nil(), ..joined.greeting.position };
        let operations = joined.greeting.device_id.as_u128();
        Self { last: joined.token, joined, number: 0, seen, operations }
    }

    fn batch(&mut self, changes: Vec<Change>) -> Batch {
        self.operations += 1;
        let intents = (0..).zip(changes).map(|(part, change)| Intent {
            mutation: Uuid::from_u128(self.operations),
            part,
            operation: "test".to_owned(),
            at: 0,
            entity: change.entity.clone(),
            key: change.key.clone(),
            changes: vec![change],
        });
        let token = Uuid::from_u128(self.operations << 1);
        Batch {
            schema: SCHEMA,
            seen: self.seen,
            number: self.number + 1,
            previous: self.last,
            token,
            intents: intents.collect(),
        }
    }

    async fn hand_in(&mut self, batch: &Batch) -> Result<Receipt, RemoteFailure> {
        let receipt = self.joined.remote.push(batch).await?;
        (self.number, self.last) = (batch.number, batch.token);
        Ok(receipt)
    }

    /// Hands in changes, each an intent of its own.
    async fn push(&mut self, changes: Vec<Change>) -> Vec<Result<(), Lost>> {
        let batch = self.batch(changes);
        let receipt = self.hand_in(&batch).await.expect("it is taken");
        let outcomes = receipt.outcomes.into_iter().map(|outcome| match outcome {
            Outcome::Applied => Ok(()),
            Outcome::Lost { kind, .. } => Err(kind),
        });
        outcomes.collect()
    }

    async fn one(&mut self, change: Change) -> Result<(), Lost> {
        self.push(vec![change]).await.remove(0)
    }
}

/// A company with an agenda of one place, its owner's device, and that of a member who may book and no more.
async fn company() -> (Model, Device, Device) {
    let (model, random) = (Model::default(), SeededRandom::new(1));
    let company = CompanyId::new(Uuid::from_u128(COMPANY));
    let mut owner = Device::new(model.found(company, MemberId::new(Uuid::from_u128(OWNER)), &random));
    let role = |id: u128, owner: i64, permissions: &str| {
        insert(
            "roles",
            id,
            json!({ "name": format!("role {id}"), "owner": owner, "permissions": permissions }),
        )
    };
    let member = |id: u128, role: u128| {
        insert("members", id, json!({ "name": "N", "role_id": hex(role), "color": "teal", "created_at": 0 }))
    };
    let agenda = json!({
        "name": "A", "color": "teal", "zone": "UTC", "position": 0, "hours": "[]", "alignment": "opening", "fill_gaps": 0,
        "buffer_policy": "max", "minimum_notice": 0, "horizon": "{}", "limits": "[]", "capacity": 1, "pending_blocks": 1,
        "observes_holidays": 1, "default_duration": 30, "created_at": 0,
    });
    let made = owner
        .push(vec![
            insert(
                "companies",
                COMPANY,
                json!({ "name": "C", "zone": "UTC", "language": "en", "country": "BR", "week_start": "sunday", "created_at": 0 }),
            ),
            role(ROLE, 1, "[]"),
            role(LESS, 0, "[\"appointments.manage\"]"),
            member(OWNER, ROLE),
            member(MEMBER, LESS),
            insert("agendas", AGENDA, agenda),
        ])
        .await;
    assert!(made.iter().all(Result::is_ok), "{made:?}");
    let other = Device::new(model.join(company, MemberId::new(Uuid::from_u128(MEMBER)), &random));
    (model, owner, other)
}

#[tokio::test]
async fn a_batch_happens_once_and_keeps_its_answer() {
    let (model, mut owner, _) = company().await;
    let batch = owner.batch(vec![appointment(10, 0, 100)]);
    let first = owner.hand_in(&batch).await.expect("taken");
    let again = owner.joined.remote.push(&batch).await.expect("answered");
    assert_eq!(first, again);
    assert_eq!(
        model.version(CompanyId::new(Uuid::from_u128(COMPANY))),
        first.version,
        "and changes nothing more"
    );
    let another = Batch { token: Uuid::from_u128(99), ..batch.clone() };
    assert_eq!(owner.joined.remote.push(&another).await, Err(RemoteFailure::Forked));
    let beyond = Batch { number: batch.number + 2, ..batch.clone() };
    assert_eq!(owner.joined.remote.push(&beyond).await, Err(RemoteFailure::Restored));
    let unchained = Batch { number: batch.number + 1, previous: Uuid::nil(), ..batch };
    assert_eq!(owner.joined.remote.push(&unchained).await, Err(RemoteFailure::Forked));
}

#[tokio::test]
async fn an_operation_happens_once_even_in_another_batch() {
    let (_, mut owner, _) = company().await;
    let batch = owner.batch(vec![appointment(10, 0, 100)]);
    owner.hand_in(&batch).await.expect("taken");
    owner.one(update("appointments", 10, 0, json!({ "notes": "later" }))).await.expect("changed");
    owner.joined.remote.restart(Uuid::from_u128(7)).await.expect("begun anew");
    (owner.number, owner.last) = (0, Uuid::from_u128(7));
    let repeated = Batch { number: 1, previous: owner.last, token: Uuid::from_u128(8), ..batch };
    let receipt = owner.hand_in(&repeated).await.expect("taken");
    assert_eq!(receipt.outcomes, [Outcome::Applied]);
    let mut pull = owner.joined.remote.pull(owner.seen, false, &[]).await.expect("a reading");
    let rows = pull.page(100).await.expect("a page");
    let row = rows.iter().find(|row| row.entity == "appointments").expect("the appointment");
    assert_eq!(row.columns.as_ref().expect("it is there")["notes"], "later", "it was not made a second time");
}

#[tokio::test]
async fn versions_have_no_gaps_and_what_changes_nothing_makes_none() {
    let (model, mut owner, _) = company().await;
    let id = CompanyId::new(Uuid::from_u128(COMPANY));
    let before = model.version(id);
    owner.one(appointment(10, 0, 100)).await.expect("made");
    assert_eq!(model.version(id), before + 1);
    owner.one(update("appointments", 10, 9, json!({ "notes": "" }))).await.expect("it is so already");
    assert_eq!(model.version(id), before + 1);
    owner.one(appointment(11, 50, 150)).await.expect_err("the place is taken");
    assert_eq!(model.version(id), before + 2, "the conflict is a row like any other");
}

#[tokio::test]
async fn a_place_is_held_from_the_start_to_the_end_which_is_free_again() {
    let (_, mut owner, _) = company().await;
    let booked = owner
        .push(vec![
            appointment(10, 100, 200),
            appointment(11, 0, 100),
            appointment(12, 200, 300),
            appointment(13, 199, 201),
            appointment(14, 0, 400),
        ])
        .await;
    assert_eq!(booked, [Ok(()), Ok(()), Ok(()), Err(Lost::Full), Err(Lost::Full)]);
    owner.one(update("appointments", 10, 9, json!({ "status": "cancelled" }))).await.expect("called off");
    owner.one(appointment(15, 100, 200)).await.expect("its place is free");
    assert_eq!(
        owner.one(update("appointments", 10, 9, json!({ "status": "confirmed" }))).await,
        Err(Lost::Full),
        "and does not come back"
    );
}

#[tokio::test]
async fn only_who_may_books_on_top_of_another() {
    let (_, mut owner, mut member) = company().await;
    owner.one(appointment(10, 0, 100)).await.expect("made");
    let mut on_top = appointment(11, 0, 100);
    on_top.columns.insert("broken_rules".to_owned(), json!("[{\"rule\":\"taken\"}]"));
    assert_eq!(member.one(on_top.clone()).await, Err(Lost::Full));
    on_top = Change { key: hex(12), ..on_top };
    on_top.columns.insert("id".to_owned(), json!(hex(12)));
    owner.one(on_top).await.expect("the owner may");
}

#[tokio::test]
async fn of_two_changes_the_group_counts_and_own_changes_are_never_late() {
    let (_, mut owner, mut member) = company().await;
    owner.one(appointment(10, 0, 100)).await.expect("made");
    let seen = 2;
    owner
        .one(update("appointments", 10, 0, json!({ "starts_at": 200, "ends_at": 300 })))
        .await
        .expect("moved");
    owner
        .one(update("appointments", 10, 0, json!({ "ends_at": 350 })))
        .await
        .expect("its own change is known to it");
    assert_eq!(
        member.one(update("appointments", 10, seen, json!({ "ends_at": 400 }))).await,
        Err(Lost::Stale),
        "the end means nothing without the start"
    );
    member
        .one(update("appointments", 10, seen, json!({ "status": "arrived" })))
        .await
        .expect("another matter");
    member
        .one(update("appointments", 10, seen, json!({ "starts_at": 200, "ends_at": 350 })))
        .await
        .expect("both meant the same");
}

#[tokio::test]
async fn what_cannot_be_is_lost_and_what_comes_after_it_is_not() {
    let (_, mut owner, _) = company().await;
    let with = |name: &str, value: Value| {
        let mut change = appointment(20, 0, 100);
        change.columns.insert(name.to_owned(), value);
        change
    };
    let elsewhere = with("company_id", json!(hex(77)));
    let cases = vec![
        with("nonsense", json!(1)),
        with("starts_at", json!("soon")),
        with("starts_at", json!(1.5)),
        with("ends_at", json!(0)),
        with("status", json!("sleeping")),
        with("agenda_id", json!("ABCDEF")),
        with("notes", json!("\0")),
        with("broken_rules", json!("{")),
        with("id", json!(hex(21))),
        elsewhere,
        change("companies", &hex(COMPANY), Action::Delete, 9, json!({})),
        change("users", &hex(1), Action::Insert, 0, json!({})),
        change("appointment_changes", &hex(1), Action::Update, 0, json!({ "kind": "x" })),
        update("agendas", AGENDA, 9, json!({ "created_at": 1 })),
        change("client_phones", "nonsense", Action::Delete, 0, json!({})),
    ];
    let count = cases.len();
    let mut handed_in = cases;
    handed_in.push(appointment(20, 0, 100));
    let outcomes = owner.push(handed_in).await;
    assert!(outcomes[..count].iter().all(|outcome| *outcome == Err(Lost::Invalid)), "{outcomes:?}");
    assert_eq!(outcomes[count], Ok(()));
}

#[tokio::test]
async fn a_reference_has_to_lead_somewhere_and_what_is_used_stays() {
    let (_, mut owner, _) = company().await;
    let mut lost = appointment(10, 0, 100);
    lost.columns.insert("client_id".to_owned(), json!(hex(50)));
    assert_eq!(owner.one(lost.clone()).await, Err(Lost::Missing));
    let role = change("roles", &hex(LESS), Action::Delete, 9, json!({}));
    assert_eq!(owner.one(role).await, Err(Lost::InUse), "a member has it");
    assert_eq!(owner.one(update("clients", 50, 0, json!({ "notes": "x" }))).await, Err(Lost::Missing));
}

#[tokio::test]
async fn nobody_does_more_than_her_role_allows_nor_gives_it() {
    let (_, mut owner, mut member) = company().await;
    assert_eq!(member.one(update("agendas", AGENDA, 9, json!({ "name": "B" }))).await, Err(Lost::Denied));
    assert_eq!(
        member.one(update("members", MEMBER, 9, json!({ "role_id": hex(ROLE) }))).await,
        Err(Lost::Denied)
    );
    let manages = json!({ "permissions": "[\"appointments.manage\",\"members.manage\"]" });
    owner.one(update("roles", LESS, 9, manages)).await.expect("the owner gives more");
    let more = json!({ "permissions": "[\"appointments.manage\",\"members.manage\",\"company.manage\"]" });
    assert_eq!(
        member.one(update("roles", LESS, 9, more)).await,
        Err(Lost::Denied),
        "nobody gives what she has not"
    );
    assert_eq!(
        member.one(update("members", MEMBER, 9, json!({ "role_id": hex(ROLE) }))).await,
        Err(Lost::Denied)
    );
    member.one(update("members", MEMBER, 9, json!({ "name": "M" }))).await.expect("what she may");
    owner.one(update("companies", COMPANY, 9, json!({ "active": 0 }))).await.expect("out of use");
    assert_eq!(
        member.one(appointment(10, 0, 100)).await,
        Err(Lost::Denied),
        "a company out of use is only read"
    );
    owner
        .one(update("members", MEMBER, 9, json!({ "active": 0 })))
        .await
        .expect_err("the company is out of use");
    owner.one(update("companies", COMPANY, 9, json!({ "active": 1 }))).await.expect("in use again");
    owner.one(update("members", MEMBER, 9, json!({ "active": 0 }))).await.expect("shut out");
    let batch = member.batch(vec![appointment(10, 0, 100)]);
    assert_eq!(member.hand_in(&batch).await, Err(RemoteFailure::Revoked));
}

#[tokio::test]
async fn a_reading_has_what_changed_and_what_it_asks_for_and_no_other_company() {
    let (model, mut owner, _) = company().await;
    let stranger =
        model.join(CompanyId::new(Uuid::from_u128(900)), MemberId::new(Uuid::nil()), &SeededRandom::new(3));
    let mut nothing = stranger.remote.pull(stranger.greeting.position, true, &[]).await.expect("a reading");
    assert!(nothing.page(100).await.expect("a page").is_empty());
    let position = owner.joined.remote.greet().await.expect("a greeting").position;
    owner.one(appointment(10, 0, 100)).await.expect("made");
    let also = |entity: &str, key: String| RowName { entity: entity.to_owned(), key };
    let asked = [also("agendas", hex(AGENDA)), also("services", hex(99)), also("appointments", hex(10))];
    let mut pull = owner.joined.remote.pull(position, false, &asked).await.expect("a reading");
    let rows = pull.page(100).await.expect("a page");
    let seen: Vec<(&str, bool)> =
        rows.iter().map(|row| (row.entity.as_str(), row.columns.is_some())).collect();
    assert_eq!(
        seen,
        [("services", false), ("agendas", true), ("appointments", true)],
        "each once, by version"
    );
    let elsewhere = Position { incarnation: Uuid::nil(), ..position };
    let refused = owner.joined.remote.pull(elsewhere, true, &[]).await;
    assert!(matches!(refused, Err(RemoteFailure::Restored)), "also when all is read");
}
