//! No room on the disk, here or there.

use leadsmart_contract::failure::Code;
use leadsmart_ports::remote::RemoteFailure;
use serde_json::{Value, json};

use super::super::engine::Halt;
use super::desktop::Desktop;
use super::rules::{book, find};
use super::{Beginning, checks};

async fn status(desktop: &Desktop) -> Value {
    desktop.ask("sync.status", json!({ "company_id": desktop.company() })).await.expect("a status")
}

/// Makes clients with long notes.
async fn fill(desktop: &Desktop, number: usize) -> Result<Value, leadsmart_contract::failure::Failure> {
    let notes = "a long note ".repeat(150);
    let args = json!({ "company_id": desktop.company(), "name": format!("Guest {number}"), "notes": notes });
    desktop.ask("clients.create", args).await
}

#[tokio::test]
async fn a_full_disk_here_is_told_keeps_what_was_done_and_is_gone_on_from_when_there_is_room() {
    let world = Beginning::make().await.world(1).await;
    for number in 0..12 {
        fill(&world.desktops[0], number).await.expect("there is room");
    }
    world.desktops[0].round().await.expect("a round");
    let desktop = &world.desktops[1];
    book(desktop, "Client 1", "14:00").await;
    desktop.bound(1).await;
    let mut made = 0;
    let refused = loop {
        match fill(desktop, 100 + made).await {
            Ok(_) => made += 1,
            Err(refused) => break refused,
        }
        assert!(made < 1000, "the disk fills");
    };
    assert_eq!(refused.code, Code::StorageFull);
    let before = desktop.waiting().await;
    let halted = desktop.round().await;
    assert!(matches!(&halted, Err(Some(Halt::Here(error))) if error.is_full()), "{halted:?}");
    checks::between_rounds(desktop).await;
    assert_eq!(find(desktop, "appointments", &[]).await.len(), 1, "what was done is here");
    let told = status(desktop).await;
    assert_eq!(told["trouble"], "failed");
    assert!(told["message"].as_str().is_some_and(|text| text.contains("disk of this computer")), "{told}");
    assert!(desktop.waiting().await <= before, "and nothing was added to it");
    desktop.bound(1_000_000).await;
    world.come_together().await;
    assert_eq!(status(desktop).await["state"], "synchronized");
    let guests = find(&world.desktops[2], "clients", &[]).await.len();
    assert_eq!(guests, 3 + 12 + made, "each of them is there, once");
    assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 1);
}

#[tokio::test]
async fn a_full_disk_of_the_server_is_told_and_what_others_did_is_read_meanwhile() {
    let world = Beginning::make().await.world(1).await;
    let [owner, manager, _] = &world.desktops[..] else { panic!("three desktops") };
    book(owner, "Client 0", "13:00").await;
    owner.round().await.expect("a round");
    book(manager, "Client 1", "14:00").await;
    manager.set_full(true);
    let halted = manager.round().await;
    assert!(matches!(halted, Err(Some(Halt::Remote(RemoteFailure::Full)))), "{halted:?}");
    let told = status(manager).await;
    assert_eq!((&told["state"], &told["waiting"]), (&json!("needs_you"), &json!(1)));
    assert!(told["message"].as_str().is_some_and(|text| text.contains("company's server is full")), "{told}");
    assert_eq!(find(manager, "appointments", &[]).await.len(), 2, "what the owner did is here");
    checks::between_rounds(manager).await;
    manager.set_full(false);
    world.come_together().await;
    assert_eq!(status(manager).await["state"], "synchronized");
    assert_eq!(find(owner, "appointments", &[]).await.len(), 2);
}

/// Fills the disk that a database is on, down to the last row that finds room.
#[cfg(unix)]
async fn fill_up(superuser: &mut sqlx::PgConnection) {
    let junk =
        "CREATE TABLE junk AS SELECT repeat(md5(n::text), 20) AS text FROM generate_series(1, 1000) AS n";
    sqlx::raw_sql(junk).execute(&mut *superuser).await.expect("there is room for that much");
    for more in [
        "INSERT INTO junk SELECT text FROM junk LIMIT 1000",
        "INSERT INTO junk SELECT text FROM junk LIMIT 10",
        "INSERT INTO junk SELECT text FROM junk LIMIT 1",
    ] {
        let mut times = 0;
        while sqlx::raw_sql(more).execute(&mut *superuser).await.is_ok() {
            times += 1;
            assert!(times < 1000, "the disk fills");
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_disk_of_postgresql_that_fills_up_loses_nothing_and_is_gone_on_from_when_there_is_room() {
    let world = Beginning::on(super::postgres::Server::in_room(40).await).await.world(1).await;
    let [owner, manager, _] = &world.desktops[..] else { panic!("three desktops") };
    for number in 0..40 {
        fill(owner, number).await.expect("there is room here");
    }
    let mut superuser = world.ground.superuser().await;
    // Connections that are there: to a new one a server without room may say anything.
    for desktop in [manager, owner] {
        desktop.engine().pull().await.expect("a reading");
    }
    fill_up(&mut superuser).await;
    let halted = owner.round().await;
    assert!(matches!(halted, Err(Some(Halt::Remote(RemoteFailure::Full)))), "{halted:?}");
    let told = status(owner).await;
    assert_eq!((&told["state"], &told["waiting"]), (&json!("needs_you"), &json!(40)));
    checks::between_rounds(owner).await;
    sqlx::raw_sql("DROP TABLE junk").execute(&mut superuser).await.expect("room is made");
    world.come_together().await;
    assert_eq!(status(owner).await["state"], "synchronized");
    assert_eq!(find(manager, "clients", &[]).await.len(), 3 + 40, "each of them is there, once");
}
