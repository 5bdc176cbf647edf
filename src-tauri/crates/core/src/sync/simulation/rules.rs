//! Single situations, each a rule.

use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::Row;
use serde_json::{Value, json};

use super::super::apply;
use super::super::engine::Halt;
use super::desktop::Desktop;
use super::{Beginning, World, checks};
use crate::db::write::Mutation;

/// The rows of a table on a desktop that have these values.
pub(super) async fn find(desktop: &Desktop, table: &str, values: &[(&str, Value)]) -> Vec<Value> {
    let here = checks::table_of(desktop, table).await;
    let fits = |row: &serde_json::Map<String, Value>| {
        values.iter().all(|(name, value)| row.get(*name) == Some(value))
    };
    here.values().filter(|(_, row)| fits(row)).map(|(_, row)| Value::Object(row.clone())).collect()
}

/// The id of a row as commands have it.
pub(super) fn id(row: &Value) -> String {
    uuid::Uuid::try_parse(row["id"].as_str().expect("an id")).expect("an id").to_string()
}

/// The id of the first row with this value.
pub(super) async fn id_of(desktop: &Desktop, table: &str, column: &str, value: &str) -> String {
    id(find(desktop, table, &[(column, json!(value))]).await.first().expect("a row"))
}

/// A booking of half an hour in the room with one place, on the day after.
pub(super) async fn book(desktop: &Desktop, client: &str, time: &str) -> Value {
    let args = json!({
        "company_id": desktop.company(), "agenda_id": id_of(desktop, "agendas", "name", "Sala 1").await,
        "client_id": id_of(desktop, "clients", "name", client).await,
        "start": format!("2026-11-26T{time}:00Z"), "duration": 30, "status": "confirmed",
    });
    desktop.ask("appointments.create", args).await.expect("a free time")
}

async fn conflicts(desktop: &Desktop) -> Vec<Value> {
    let listed = desktop.ask("sync.conflicts", json!({ "company_id": desktop.company() })).await;
    listed.expect("a list").as_array().expect("a list").clone()
}

async fn settle(
    desktop: &Desktop,
    conflict: &Value,
    settlement: &str,
    start: Option<&str>,
) -> Result<(), String> {
    let mut args =
        json!({ "company_id": desktop.company(), "conflict_id": conflict["id"], "settlement": settlement });
    if let Some(start) = start {
        args["start"] = json!(start);
    }
    desktop.ask("sync.settle", args).await.map(drop).map_err(|failure| failure.message)
}

async fn status(desktop: &Desktop) -> Value {
    desktop.ask("sync.status", json!({ "company_id": desktop.company() })).await.expect("a status")
}

/// Two desktops that have booked the same time without knowing of each other, and have come together.
async fn double_booking() -> World {
    let world = Beginning::make().await.world(1).await;
    book(&world.desktops[1], "Client 1", "14:00").await;
    book(&world.desktops[2], "Client 2", "14:00").await;
    world.come_together().await;
    world
}

#[tokio::test]
async fn of_two_offline_bookings_of_one_place_one_stands_and_the_other_is_a_conflict_on_every_desktop() {
    let world = double_booking().await;
    for desktop in &world.desktops {
        let standing = find(desktop, "appointments", &[]).await;
        assert_eq!(standing.len(), 1, "one stands");
        let conflicts = conflicts(desktop).await;
        assert_eq!(conflicts.len(), 1, "one is a conflict");
        assert_eq!(conflicts[0]["kind"], "full");
        assert_eq!(conflicts[0]["meant"]["client_name"], "Client 2", "with what was meant");
        assert_eq!(conflicts[0]["standing"][0]["client_name"], "Client 1", "and with what stands");
        assert_eq!(conflicts[0]["member_name"], "Caio");
        assert_eq!(status(desktop).await["state"], "needs_you");
    }
    assert!(
        conflicts(&world.desktops[2]).await[0]["here"] == true
            && conflicts(&world.desktops[0]).await[0]["here"] == false
    );
}

#[tokio::test]
async fn a_conflict_is_settled_by_moving_from_any_desktop() {
    let world = double_booking().await;
    let conflict = conflicts(&world.desktops[1]).await.remove(0);
    let taken = settle(&world.desktops[1], &conflict, "move", Some("2026-11-26T14:00:00Z")).await;
    taken.expect_err("the time is taken still");
    assert_eq!(conflicts(&world.desktops[1]).await.len(), 1, "what is refused settles nothing");
    settle(&world.desktops[1], &conflict, "move", Some("2026-11-26T18:00:00Z")).await.expect("settled");
    world.come_together().await;
    for desktop in &world.desktops {
        assert_eq!(find(desktop, "appointments", &[]).await.len(), 2, "both are booked");
        assert!(conflicts(desktop).await.is_empty(), "and nothing waits");
        assert_eq!(status(desktop).await["state"], "synchronized");
    }
    settle(&world.desktops[0], &conflict, "discard", None).await.expect_err("it was settled before");
}

#[tokio::test]
async fn a_conflict_is_settled_by_overbooking_only_with_the_right_to() {
    let world = double_booking().await;
    let conflict = conflicts(&world.desktops[2]).await.remove(0);
    assert_eq!(conflict["settlements"], json!(["move", "discard"]), "the receptionist may not");
    settle(&world.desktops[2], &conflict, "overbook", None).await.expect_err("nor by asking for it");
    settle(&world.desktops[0], &conflict, "overbook", None).await.expect("the owner may");
    world.come_together().await;
    let both = find(&world.desktops[2], "appointments", &[("status", json!("confirmed"))]).await;
    assert_eq!(both.len(), 2, "both stand at the same time");
    assert!(conflicts(&world.desktops[2]).await.is_empty());
}

#[tokio::test]
async fn a_conflict_that_two_settle_at_once_is_settled_once_and_nothing_is_lost() {
    let world = double_booking().await;
    let conflict = conflicts(&world.desktops[0]).await.remove(0);
    settle(&world.desktops[0], &conflict, "move", Some("2026-11-26T18:00:00Z")).await.expect("settled here");
    settle(&world.desktops[1], &conflict, "discard", None).await.expect("and there");
    world.come_together().await;
    let settled = find(&world.desktops[2], "conflicts", &[("state", json!("settled"))]).await;
    assert_eq!(settled.len(), 1);
    assert_eq!(settled[0]["settled_how"], "move", "the first stands");
    assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 2);
}

#[tokio::test]
async fn a_booking_that_lost_and_was_changed_since_keeps_the_change() {
    let world = Beginning::make().await.world(1).await;
    book(&world.desktops[1], "Client 1", "14:00").await;
    world.desktops[1].round().await.expect("a round");
    let second = &world.desktops[2];
    let booked = book(second, "Client 2", "14:00").await;
    let engine = second.engine();
    engine.push_all().await.expect("handed in");
    let args =
        json!({ "company_id": world.company, "appointment_id": booked["card"]["id"], "notes": "knee hurts" });
    second.ask("appointments.update", args).await.expect("it still shows");
    world.come_together().await;
    let conflict = conflicts(second).await.remove(0);
    assert_eq!(conflict["meant"]["notes"], "knee hurts", "the later change is in the same conflict");
    settle(second, &conflict, "move", Some("2026-11-26T18:00:00Z")).await.expect("settled");
    world.come_together().await;
    assert_eq!(find(&world.desktops[0], "appointments", &[("notes", json!("knee hurts"))]).await.len(), 1);
}

#[tokio::test]
async fn changes_of_different_columns_merge_and_of_the_same_guarded_one_the_first_stands() {
    let world = Beginning::make().await.world(1).await;
    let client = id_of(&world.desktops[0], "clients", "name", "Client 0").await;
    let update = |fields: Value| {
        let mut args = json!({ "company_id": world.company, "client_id": client, "allow_duplicate": true });
        args.as_object_mut().expect("fields").extend(fields.as_object().expect("fields").clone());
        args
    };
    let [owner, manager, receptionist] = &world.desktops[..] else { panic!("three desktops") };
    owner.ask("clients.update", update(json!({ "name": "Ana Prado" }))).await.expect("renamed");
    manager.ask("clients.update", update(json!({ "notes": "first" }))).await.expect("noted");
    receptionist.ask("clients.update", update(json!({ "notes": "second" }))).await.expect("noted");
    world.come_together().await;
    let merged = find(receptionist, "clients", &[("name", json!("Ana Prado"))]).await;
    assert_eq!(merged[0]["notes"], "second", "the later one stands");
    let noted = find(owner, "conflicts", &[("kind", json!("superseded"))]).await;
    assert!(noted[0]["changes"].as_str().expect("changes").contains("first"), "and the earlier one is kept");
    assert!(conflicts(owner).await.is_empty(), "without anybody having to decide");
    manager.ask("clients.update", update(json!({ "phones": ["+5511988887777"] }))).await.expect("changed");
    owner.ask("clients.update", update(json!({ "phones": ["+5511966665555"] }))).await.expect("changed");
    manager.round().await.expect("the manager is first");
    world.come_together().await;
    let phones = find(owner, "client_phones", &[("phone_key", json!("5511988887777"))]).await;
    assert_eq!(phones.len(), 1, "the first stands");
    let conflict = conflicts(owner).await.remove(0);
    assert_eq!(
        (&conflict["kind"], &conflict["settlements"]),
        (&json!("stale"), &json!(["repeat", "discard"]))
    );
    settle(owner, &conflict, "repeat", None).await.expect("settled");
    world.come_together().await;
    let phones = find(receptionist, "client_phones", &[("phone_key", json!("5511966665555"))]).await;
    assert_eq!(phones.len(), 1, "what was meant is made again on what stands");
}

#[tokio::test]
async fn what_was_deleted_does_not_return_and_what_was_done_to_it_is_kept() {
    let world = Beginning::make().await.world(1).await;
    let service = id_of(&world.desktops[0], "services", "name", "Corte").await;
    let args = json!({ "company_id": world.company, "service_id": service });
    world.desktops[0].ask("services.delete", args.clone()).await.expect("deleted");
    let mut change = args;
    change["name"] = json!("Corte longo");
    world.desktops[1].ask("services.update", change).await.expect("renamed");
    world.come_together().await;
    assert!(find(&world.desktops[1], "services", &[]).await.is_empty());
    let conflict = conflicts(&world.desktops[0]).await.remove(0);
    assert_eq!((&conflict["kind"], &conflict["settlements"]), (&json!("deleted"), &json!(["discard"])));
}

#[tokio::test]
async fn the_same_name_given_twice_is_numbered_and_the_same_holiday_is_entered_once() {
    let world = Beginning::make().await.world(1).await;
    for desktop in &world.desktops[..2] {
        let args = json!({ "company_id": world.company, "name": "Barba", "duration": 20 });
        desktop.ask("services.create", args).await.expect("made");
        let args = json!({ "company_id": world.company, "date": "2026-12-24", "name": "Véspera" });
        desktop.ask("holidays.create", args).await.expect("made");
    }
    world.come_together().await;
    assert_eq!(find(&world.desktops[2], "services", &[("name", json!("Barba (2)"))]).await.len(), 1);
    assert_eq!(find(&world.desktops[2], "holidays", &[("date", json!("2026-12-24"))]).await.len(), 1);
    assert!(conflicts(&world.desktops[0]).await.is_empty(), "nobody has to decide");
}

#[tokio::test]
async fn what_a_role_does_not_allow_any_more_is_kept_and_taken_back() {
    let world = Beginning::make().await.world(1).await;
    let receptionist = &world.desktops[2];
    let role = receptionist.account.person.role;
    let args = json!({ "company_id": world.company, "role_id": role, "permissions": ["agendas.view", "appointments.view", "clients.view"] });
    world.desktops[0].ask("roles.update", args).await.expect("less is allowed");
    world.desktops[0].round().await.expect("a round");
    book(receptionist, "Client 2", "14:00").await;
    world.come_together().await;
    assert!(find(receptionist, "appointments", &[]).await.is_empty());
    let kept = find(&world.desktops[0], "conflicts", &[("kind", json!("denied"))]).await;
    assert_eq!(kept[0]["reason"], "appointments.manage");
    assert_eq!(kept[0]["state"], "noted");
}

#[tokio::test]
async fn a_row_that_cannot_be_stops_no_other() {
    let world = Beginning::make().await.world(1).await;
    let desktop = &world.desktops[1];
    let mut write = desktop.bench.write().await;
    // What no rule of ours would write, but a defect might.
    sqlx::query("UPDATE clients SET notes = 'zero ' || char(0) WHERE name = 'Client 0'")
        .execute(write.connection())
        .await
        .expect("changed");
    write.mutation.commit().await.expect("stored");
    book(desktop, "Client 1", "14:00").await;
    world.come_together().await;
    assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 1);
    assert_eq!(find(&world.desktops[2], "conflicts", &[("kind", json!("invalid"))]).await.len(), 1);
}

#[tokio::test]
async fn the_end_of_the_process_between_any_two_steps_changes_nothing() {
    let beginning = Beginning::make().await;
    let mut ended = 0;
    for step in 1..16 {
        let mut world = beginning.world(1).await;
        book(&world.desktops[0], "Client 0", "14:00").await;
        book(&world.desktops[0], "Client 0", "16:00").await;
        world.desktops[0].round().await.expect("a round");
        let mut desktop = world.desktops.remove(1);
        desktop.page = 3;
        book(&desktop, "Client 1", "14:00").await;
        book(&desktop, "Client 2", "18:00").await;
        desktop.faults.ends_in.store(step, std::sync::atomic::Ordering::Relaxed);
        match desktop.round().await {
            Err(None) => ended += 1,
            Ok(()) => {}
            Err(Some(other)) => panic!("step {step}: {other:?}"),
        }
        desktop.faults.ends_in.store(0, std::sync::atomic::Ordering::Relaxed);
        let desktop = desktop.crash().await;
        checks::between_rounds(&desktop).await;
        world.desktops.insert(1, desktop);
        world.come_together().await;
        assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 3, "step {step}");
        assert_eq!(conflicts(&world.desktops[2]).await.len(), 1, "step {step}");
    }
    assert!((6..15).contains(&ended), "a round has several steps, and all were met: {ended}");
}

#[tokio::test]
async fn pages_of_any_size_bring_the_same() {
    let beginning = Beginning::make().await;
    let mut world = beginning.world(1).await;
    for time in ["13:00", "14:00", "18:00"] {
        book(&world.desktops[0], "Client 0", time).await;
    }
    world.desktops[0].round().await.expect("a round");
    let engine = world.desktops[1].engine();
    let link = engine.link().await.expect("a link");
    let (_, rows) = engine.read_all(link.position, false, &[]).await.expect("a reading");
    let n = rows.len();
    assert!(n > 4, "there is something to read: {n}");
    for page in [1, n - 1, n, n + 1, 2 * n] {
        let (_, paged) = super::super::engine::Engine { page, ..world.desktops[1].engine() }
            .read_all(link.position, false, &[])
            .await
            .expect("a reading");
        assert_eq!(paged, rows, "pages of {page}");
    }
    world.desktops[1].page = n - 1;
    world.desktops[2].page = 1;
    world.come_together().await;
}

#[tokio::test]
async fn what_arrives_is_announced_and_is_no_intent() {
    let world = Beginning::make().await.world(1).await;
    book(&world.desktops[0], "Client 0", "14:00").await;
    world.desktops[0].round().await.expect("a round");
    let mut changes = world.desktops[1].bench.core.changes();
    world.desktops[1].round().await.expect("a round");
    let told: Vec<Changed> = std::iter::from_fn(|| changes.try_recv().ok()).collect();
    let appointments = Changed { company_id: Some(world.company), topic: Topic::Appointments };
    assert!(told.contains(&appointments), "windows load again what shows appointments: {told:?}");
    assert!(told.iter().all(|change| change.topic != Topic::Clients), "and nothing else");
    assert_eq!(world.desktops[1].waiting().await, 0);
    let mut changes = world.desktops[1].bench.core.changes();
    world.desktops[1].round().await.expect("a round");
    assert!(changes.try_recv().is_err(), "a round that brings nothing announces nothing");
}

#[tokio::test]
async fn an_older_desktop_passes_over_what_it_does_not_know_and_blanks_nothing() {
    let world = Beginning::make().await.world(1).await;
    let desktop = &world.desktops[1];
    let client = find(desktop, "clients", &[("name", json!("Client 0"))]).await.remove(0);
    let mut columns = client.as_object().expect("a row").clone();
    columns.insert("loyalty".to_owned(), json!(7));
    columns.insert("notes".to_owned(), json!("from a newer desktop"));
    let key = columns["id"].as_str().expect("a key").to_owned();
    let newer = Row { entity: "clients".to_owned(), key: key.clone(), version: 1000, columns: Some(columns) };
    let unknown =
        Row { entity: "vouchers".to_owned(), key, version: 1000, columns: Some(Default::default()) };
    let core = &desktop.bench.core;
    let mut mutation =
        Mutation::receive(core.db(), uuid::Uuid::nil(), desktop.bench.now()).await.expect("open");
    apply::apply(&mut mutation, world.company, vec![newer, unknown], false).await.expect("applied");
    mutation.commit().await.expect("stored");
    assert_eq!(find(desktop, "clients", &[("notes", json!("from a newer desktop"))]).await.len(), 1);
    let args = json!({ "company_id": world.company, "client_id": id(&client), "email": "a@example.com" });
    desktop.ask("clients.update", args).await.expect("changed");
    let waiting =
        super::super::store::waiting(&mut *desktop.read().await, world.company).await.expect("what waits");
    let names: Vec<&String> = waiting[0].columns.keys().collect();
    assert_eq!(names, ["email", "revision"], "only what changed is handed in");
}

#[tokio::test]
async fn without_a_line_work_goes_on_and_is_told_to_wait() {
    let world = Beginning::make().await.world(1).await;
    let desktop = &world.desktops[1];
    desktop.set_down(true);
    book(desktop, "Client 1", "14:00").await;
    assert!(matches!(desktop.round().await, Err(Some(Halt::Remote(failure))) if failure.is_temporary()));
    let told = status(desktop).await;
    assert_eq!((&told["state"], &told["waiting"]), (&json!("offline"), &json!(1)));
    assert!(told["offline_since"].is_object(), "since when is told");
    let listed = desktop.ask("sync.waiting", json!({ "company_id": world.company })).await.expect("a list");
    assert_eq!(listed[0]["operation"], "appointments.create");
    desktop.set_down(false);
    desktop.round().await.expect("a round");
    assert_eq!(status(desktop).await["state"], "synchronized");
}
