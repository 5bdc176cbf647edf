//! Desktops and servers that were set back, copied, shut out, or away for long.

use leadsmart_contract::topic::Topic;
use leadsmart_ports::remote::{Admission, RemoteFailure, SCHEMA};
use serde_json::json;

use super::super::engine::Halt;
use super::super::{link, store, supervisor};
use super::ground::Ground;
use super::rules::{book, find, id_of};
use super::{Beginning, checks, folder};

fn refused(done: Result<(), Option<Halt>>) -> RemoteFailure {
    match done {
        Err(Some(Halt::Remote(failure))) => failure,
        other => panic!("it is refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_restored_desktop_is_recognised_and_repeats_and_loses_nothing() {
    let mut world = Beginning::make().await.world(1).await;
    let copies = folder();
    let copy = copies.path().join("copy.db");
    let desktop = world.desktops.remove(1);
    book(&desktop, "Client 0", "13:00").await;
    desktop.copy_to(&copy).await;
    desktop.round().await.expect("what the copy has waiting is handed in");
    book(&desktop, "Client 1", "14:00").await;
    desktop.round().await.expect("and more");
    let desktop = desktop.restored_from(&copy).await;
    assert_eq!(desktop.waiting().await, 1, "it waits again");
    book(&desktop, "Client 2", "18:00").await;
    assert_eq!(refused(desktop.round().await), RemoteFailure::Forked);
    let told = desktop.ask("sync.status", json!({ "company_id": world.company })).await.expect("a status");
    assert_eq!((&told["trouble"], &told["recoverable"]), (&json!("forked"), &json!(true)));
    assert_eq!(find(&desktop, "appointments", &[]).await.len(), 3, "what others know came down meanwhile");
    desktop.engine().begin_anew().await.expect("confirmed");
    world.desktops.insert(1, desktop);
    world.come_together().await;
    assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 3, "each of them once");
    assert!(find(&world.desktops[2], "conflicts", &[]).await.is_empty());
}

#[tokio::test]
async fn of_a_desktop_and_its_copy_the_one_that_comes_later_is_recognised() {
    let beginning = Beginning::make().await;
    let world = beginning.world(1).await;
    let mut copy = beginning.world(2).await;
    let clone = copy.desktops.remove(1);
    let original = &world.desktops[1];
    let line = world.ground.line(world.company, original.account.device);
    let clone = super::Desktop::around(clone.bench, std::path::Path::new(""), line, original.account.clone());
    clone
        .bench
        .clock
        .set(original.bench.now().saturating_add(jiff::SignedDuration::from_secs(1)).expect("later"));
    book(original, "Client 0", "13:00").await;
    original.round().await.expect("a round");
    book(&clone, "Client 1", "14:00").await;
    assert_eq!(refused(clone.round().await), RemoteFailure::Forked);
    clone.engine().begin_anew().await.expect("confirmed");
    clone.round().await.expect("its work is handed in");
    book(original, "Client 2", "18:00").await;
    assert_eq!(refused(original.round().await), RemoteFailure::Forked, "now this one is recognised");
    original.engine().begin_anew().await.expect("confirmed");
    world.come_together().await;
    assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 3);
}

#[tokio::test]
async fn a_server_that_was_set_back_gets_again_what_the_desktops_have() {
    let world = Beginning::make().await.world(1).await;
    book(&world.desktops[0], "Client 0", "13:00").await;
    world.come_together().await;
    let backup = world.ground.snapshot();
    book(&world.desktops[1], "Client 1", "14:00").await;
    let client = id_of(&world.desktops[2], "clients", "name", "Client 0").await;
    let args = json!({ "company_id": world.company, "client_id": client, "notes": "after the backup" });
    world.desktops[2].ask("clients.update", args).await.expect("noted");
    world.come_together().await;
    book(&world.desktops[2], "Client 2", "18:00").await;
    world.ground.restore(&backup);
    for desktop in &world.desktops {
        assert_eq!(refused(desktop.round().await), RemoteFailure::Restored);
        let here = find(desktop, "appointments", &[]).await;
        assert!(here.len() >= 2, "nothing is overwritten before a person has confirmed");
    }
    for desktop in &world.desktops {
        desktop.engine().reconcile().await.expect("confirmed");
        desktop.round().await.expect("a round");
    }
    world.come_together().await;
    assert_eq!(find(&world.desktops[0], "appointments", &[]).await.len(), 3);
    assert_eq!(find(&world.desktops[0], "clients", &[("notes", json!("after the backup"))]).await.len(), 1);
}

#[tokio::test]
async fn a_server_that_was_set_back_and_went_on_is_recognised_although_its_version_is_beyond() {
    let world = Beginning::make().await.world(1).await;
    let backup = world.ground.snapshot();
    book(&world.desktops[0], "Client 0", "13:00").await;
    world.desktops[0].round().await.expect("a round");
    world.ground.restore(&backup);
    for time in ["14:00", "18:00", "16:00"] {
        book(&world.desktops[1], "Client 1", time).await;
        world.desktops[1].round().await.expect("a round: it has not read what was lost");
    }
    assert_eq!(refused(world.desktops[0].round().await), RemoteFailure::Restored);
    world.desktops[0].engine().reconcile().await.expect("confirmed");
    world.come_together().await;
    assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 4);
}

#[tokio::test]
async fn a_desktop_that_was_away_for_too_long_reads_all_anew_and_keeps_what_waits() {
    let world = Beginning::make().await.world(1).await;
    let service = id_of(&world.desktops[0], "services", "name", "Corte").await;
    book(&world.desktops[2], "Client 2", "14:00").await;
    let args = json!({ "company_id": world.company, "service_id": service });
    world.desktops[0].ask("services.delete", args).await.expect("deleted");
    for desktop in &world.desktops[..2] {
        desktop.round().await.expect("a round");
    }
    world.ground.forget(world.company);
    world.come_together().await;
    assert!(find(&world.desktops[2], "services", &[]).await.is_empty(), "what was deleted is gone there too");
    assert_eq!(find(&world.desktops[0], "appointments", &[]).await.len(), 1, "what waited was handed in");
}

/// Whether a desktop answers nothing of the company, and says so where it lists companies.
async fn is_locked(desktop: &super::Desktop) -> bool {
    let listed = desktop.ask("companies.list", json!({})).await.expect("a list")[0]["locked"].clone();
    let refused = desktop.ask("clients.list", json!({ "company_id": desktop.company() })).await.err();
    assert_eq!(listed, json!(refused.is_some()), "both say the same");
    refused.is_some_and(|failure| failure.message.contains("access to the company was ended"))
}

#[tokio::test]
async fn a_desktop_that_was_shut_out_is_told_and_locked_and_keeps_what_waits() {
    let world = Beginning::make().await.world(1).await;
    let desktop = &world.desktops[1];
    world.ground.revoke(world.company, desktop.account.device);
    book(desktop, "Client 1", "14:00").await;
    assert!(!is_locked(desktop).await, "nobody has told it yet");
    assert_eq!(refused(desktop.round().await), RemoteFailure::Revoked);
    let told = desktop.ask("sync.status", json!({ "company_id": world.company })).await.expect("a status");
    assert_eq!(
        (&told["state"], &told["trouble"], &told["waiting"]),
        (&json!("needs_you"), &json!("revoked"), &json!(1))
    );
    assert!(is_locked(desktop).await);
    desktop.set_down(true);
    desktop.round().await.expect_err("the cable is pulled");
    assert!(is_locked(desktop).await, "that opens nothing");
    assert_eq!(find(desktop, "appointments", &[]).await.len(), 1, "and what was done is kept");
}

#[tokio::test]
async fn a_desktop_whose_member_is_deactivated_is_locked_until_she_is_active_again() {
    let world = Beginning::make().await.world(1).await;
    let [owner, manager, _] = &world.desktops[..] else { panic!("three desktops") };
    let member = json!({ "company_id": world.company, "member_id": manager.account.person.member });
    owner.ask("members.deactivate", member.clone()).await.expect("deactivated");
    owner.round().await.expect("a round");
    book(manager, "Client 1", "14:00").await;
    assert_eq!(refused(manager.round().await), RemoteFailure::Revoked);
    assert!(is_locked(manager).await);
    owner.ask("members.activate", member).await.expect("active again");
    owner.round().await.expect("a round");
    manager.round().await.expect("it is let in");
    assert!(!is_locked(manager).await);
    world.come_together().await;
    assert_eq!(find(owner, "appointments", &[]).await.len(), 1, "what waited was handed in");
}

#[tokio::test]
async fn a_desktop_or_server_that_is_too_old_is_told_and_what_was_done_waits() {
    let world = Beginning::make().await.world(1).await;
    let desktop = &world.desktops[1];
    book(desktop, "Client 1", "14:00").await;
    world.ground.serve(SCHEMA + 1, SCHEMA + 2);
    assert_eq!(refused(desktop.round().await), RemoteFailure::ClientTooOld);
    world.ground.serve(1, SCHEMA - 1);
    assert_eq!(refused(desktop.round().await), RemoteFailure::ServerTooOld);
    assert_eq!(desktop.waiting().await, 1);
    world.ground.serve(1, SCHEMA);
    desktop.round().await.expect("a round");
    assert_eq!(desktop.waiting().await, 0, "the same batch goes out once it is understood");
}

#[tokio::test]
async fn clocks_that_are_wrong_change_no_outcome() {
    let beginning = Beginning::make().await;
    let mut seen = Vec::new();
    for hours in [0, -24 * 400, 24 * 400] {
        let world = beginning.world(1).await;
        let client = id_of(&world.desktops[1], "clients", "name", "Client 0").await;
        for (desktop, notes) in [(1, "first"), (2, "second")] {
            let desktop = &world.desktops[desktop];
            if notes == "second" {
                desktop.skew(jiff::SignedDuration::from_hours(hours));
                desktop.renew_session().await;
            }
            let args = json!({ "company_id": world.company, "client_id": client, "notes": notes,
                               "phones": [format!("+55119888800{:02}", notes.len())], "allow_duplicate": true });
            desktop.ask("clients.update", args).await.expect("changed");
        }
        world.come_together().await;
        let stands = find(&world.desktops[0], "clients", &[("notes", json!("first"))]).await.len();
        let phone =
            find(&world.desktops[0], "client_phones", &[("phone_key", json!("5511988880005"))]).await.len();
        let open = find(&world.desktops[0], "conflicts", &[("state", json!("open"))]).await.len();
        seen.push((stands, phone, open));
    }
    assert_eq!(seen, [(1, 1, 1); 3], "the order of arrival decides");
}

#[tokio::test]
async fn what_is_done_goes_out_and_arrives_without_anybody_asking() {
    let world = Beginning::make().await.world(1).await;
    let [first, second, _] = &world.desktops[..] else { panic!("three desktops") };
    let run = |desktop: &super::Desktop| {
        let (core, remote, company) = (desktop.bench.core.clone(), desktop.remote.clone(), desktop.company());
        async move { supervisor::run(&core, company, remote).await }
    };
    let work = async {
        let mut changes = second.bench.core.changes();
        let version = world.ground.version(world.company);
        book(first, "Client 0", "14:00").await;
        while world.ground.version(world.company) == version {
            tokio::task::yield_now().await;
        }
        let asked = second.ask("sync.now", json!({ "company_id": world.company })).await;
        asked.expect("the line is open");
        while changes.recv().await.expect("told").topic != Topic::Appointments {}
        assert_eq!(find(second, "appointments", &[]).await.len(), 1);
    };
    tokio::select! {
        () = run(first) => panic!("it goes on for ever"),
        () = run(second) => panic!("it goes on for ever"),
        () = work => {}
    }
    let closed = second.ask("sync.now", json!({ "company_id": world.company })).await;
    closed.expect_err("the line is closed with who kept it open");
}

#[tokio::test]
async fn a_desktop_whose_file_was_damaged_reads_all_anew_and_hands_in_what_it_saved() {
    let mut world = Beginning::make().await.world(1).await;
    book(&world.desktops[0], "Client 0", "13:00").await;
    world.come_together().await;
    let desktop = world.desktops.remove(1);
    book(&desktop, "Client 1", "14:00").await;
    let desktop = desktop.damaged().await;
    let salvage = desktop.bench.core.opened().salvage.clone().expect("the damage is noticed");
    assert!(salvage.saved() > 0, "{salvage:?}");
    world.desktops.insert(1, desktop);
    world.come_together().await;
    assert_eq!(find(&world.desktops[2], "appointments", &[]).await.len(), 2);
}

#[tokio::test]
async fn the_sample_is_not_shared() {
    let world = Beginning::make().await.world(1).await;
    let bench = &world.desktops[0].bench;
    let sample = bench.company("Sample").await;
    let mut write = bench.write().await;
    sqlx::query("UPDATE companies SET sample = 1 WHERE id = ?")
        .bind(sample.company.uuid())
        .execute(write.connection())
        .await
        .expect("marked");
    write.mutation.commit().await.expect("stored");
    let joined = world.ground.found(sample.company, sample.member, &leadsmart_ports::SeededRandom::new(9));
    let admission = Admission::of(&joined.greeting, joined.token);
    let shared = link::begin(&bench.core, &admission, link::Beginning::Founded).await;
    assert!(shared.is_err_and(|error| error.to_string().contains("sample")));
    let mut read = bench.core.db().read().await.expect("a snapshot");
    assert_eq!(store::linked(&mut read).await.expect("a list"), [world.company]);
}

#[tokio::test]
async fn what_waits_and_stands_in_the_way_of_a_reading_leaves_the_desktop_as_it_is_until_it_is_decided() {
    let world = Beginning::make().await.world(1).await;
    let [owner, manager, receptionist] = &world.desktops[..] else { panic!("three desktops") };
    let args = json!({ "company_id": world.company, "name": "Barba", "duration": 20 });
    owner.ask("services.create", args.clone()).await.expect("made");
    let service = id_of(owner, "services", "name", "Corte").await;
    let booking = json!({
        "company_id": world.company, "agenda_id": id_of(owner, "agendas", "name", "Sala 1").await,
        "client_id": id_of(owner, "clients", "name", "Client 0").await, "service_ids": [service],
        "start": "2026-11-26T14:00:00Z", "status": "confirmed",
    });
    owner.ask("appointments.create", booking).await.expect("booked");
    owner.round().await.expect("a round");
    world.ground.serve(1, SCHEMA - 1);
    // First only a reference stands in the way, which shows when all is stored; then the name as well.
    let gone = json!({ "company_id": world.company, "service_id": service });
    for (name, args) in [("services.delete", gone), ("services.create", args)] {
        manager.ask(name, args).await.expect("done here");
        let before = checks::of_desktop(manager).await;
        assert_eq!(
            refused(manager.round().await),
            RemoteFailure::ServerTooOld,
            "handing in is what is refused"
        );
        assert_eq!(checks::of_desktop(manager).await, before, "and nothing is half there");
    }
    world.ground.serve(1, SCHEMA);
    world.come_together().await;
    assert_eq!(find(receptionist, "services", &[("name", json!("Barba (2)"))]).await.len(), 1);
    assert_eq!(
        find(manager, "services", &[("name", json!("Corte"))]).await.len(),
        1,
        "what is used is there again"
    );
    assert_eq!(find(receptionist, "conflicts", &[("kind", json!("in_use"))]).await.len(), 1);
}
