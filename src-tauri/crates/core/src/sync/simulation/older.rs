//! Somebody joins a company that has messages of years: the last ones are there at once, the others come in while everybody works.

use jiff::SignedDuration;
use leadsmart_contract::ids::ThreadId;
use leadsmart_ports::SeededRandom;
use leadsmart_ports::remote::Model;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use tempfile::TempDir;
use uuid::Uuid;

use super::super::engine::Halt;
use super::super::{link, store};
use super::desktop::{Account, Desktop};
use super::ground::Ground;
use super::postgres::Server;
use super::rules::find;
use super::{Beginning, Teller, World, checks, folder, number, one};
use crate::testing::{Bench, NOW, Person};

/// How many seeded histories there are.
const HISTORIES: u64 = 25;

/// Where the newcomer's desktop stands among the others.
const NEWCOMER: usize = 3;

const THREADS: u128 = 3;

fn thread(number: u128) -> Uuid {
    Uuid::from_u128(0x7000 + number)
}

/// So many days before now, in milliseconds.
fn days_ago(days: i64) -> i64 {
    let now: jiff::Timestamp = NOW.parse().expect("an instant");
    now.saturating_sub(SignedDuration::from_hours(24 * days)).expect("an instant").as_millisecond()
}

/// Changes messages on a desktop, as its line would.
async fn change(desktop: &Desktop, work: impl AsyncFnOnce(&mut SqliteConnection)) {
    let mut write = desktop.bench.write().await;
    work(write.connection()).await;
    write.mutation.commit().await.expect("stored");
}

async fn add(connection: &mut SqliteConnection, desktop: &Desktop, id: u128, thread: Uuid, at: i64) {
    let company = desktop.company().uuid();
    sqlx::query(
        "INSERT INTO messages (id, company_id, thread_id, wire_id, from_me, at, kind, body, state)
         VALUES (?1, ?2, ?3, hex(?1), 0, ?4, 'text', 'agulha ' || hex(?1), 'received')",
    )
    .bind(Uuid::from_u128(id))
    .bind(company)
    .bind(thread)
    .bind(at)
    .execute(&mut *connection)
    .await
    .expect("a message");
    if id.is_multiple_of(3) {
        sqlx::query(
            "INSERT INTO message_media (message_id, company_id, kind, mime, size, digest) VALUES (?, ?, 'image', 'image/png', 7, x'00ff')",
        )
        .bind(Uuid::from_u128(id))
        .bind(company)
        .execute(&mut *connection)
        .await
        .expect("a file");
    }
    if id.is_multiple_of(4) {
        sqlx::query("INSERT INTO message_revisions (id, company_id, message_id, at, body, deleted) VALUES (?, ?, ?, 1, 'before', 0)")
            .bind(Uuid::from_u128(id + 0xF000_0000))
            .bind(company)
            .bind(Uuid::from_u128(id))
            .execute(connection)
            .await
            .expect("a revision");
    }
}

/// A number with conversations, and a message every ten days for a year in one after the other, of which an old one is unread,
/// one failed and one is planned; all have handed in and read.
async fn chats<G: Ground>(world: &World<G>) {
    let owner = &world.desktops[0];
    change(owner, async |connection| {
        let company = owner.company().uuid();
        sqlx::query("INSERT INTO instances (id, company_id, name, created_at) VALUES (?, ?, 'Recepção', 0)")
            .bind(Uuid::from_u128(0x5000))
            .bind(company)
            .execute(&mut *connection)
            .await
            .expect("a number");
        for number in 0..THREADS {
            sqlx::query("INSERT INTO threads (id, company_id, instance_id, created_at) VALUES (?, ?, ?, 0)")
                .bind(thread(number))
                .bind(company)
                .bind(Uuid::from_u128(0x5000))
                .execute(&mut *connection)
                .await
                .expect("a conversation");
        }
        for age in 0..36 {
            let number = 100 + u128::try_from(age).expect("a number");
            // Nothing was said in the last conversation for three months.
            let place = if age < 9 { number % 2 } else { number % THREADS };
            add(&mut *connection, owner, number, thread(place), days_ago(age * 10)).await;
        }
    })
    .await;
    change(owner, async |connection| {
        for text in [
            "UPDATE messages SET unread = 1 WHERE id = x'00000000000000000000000000000078'",
            "UPDATE messages SET state = 'failed' WHERE id = x'0000000000000000000000000000007d'",
        ] {
            sqlx::query(text).execute(&mut *connection).await.expect("changed");
        }
        let planned =
            "UPDATE messages SET state = 'scheduled', at = ? WHERE id = x'00000000000000000000000000000087'";
        sqlx::query(planned).bind(days_ago(-2)).execute(&mut *connection).await.expect("changed");
    })
    .await;
    for _ in 0..2 {
        for desktop in &world.desktops {
            desktop.round().await.expect("a round");
        }
    }
}

/// Another desktop of the owner, which has joined and read nothing.
async fn newcomer<G: Ground>(world: &World<G>, seed: u64) -> (Desktop, TempDir) {
    let owner = &world.desktops[0].account.person;
    let random = SeededRandom::new(seed.wrapping_add(41));
    let admission = world.ground.admit(world.company, owner.member, false, &random).await;
    let own = folder();
    let bench = Bench::open(own.path(), seed.wrapping_add(4)).await;
    let user = bench.account().await;
    let person = Person { user: user.user, token: user.token, ..owner.clone() };
    let account = Account::new(&person, &admission);
    let line = world.ground.line(world.company, account.device);
    let desktop = Desktop::around(bench, own.path(), line, account);
    desktop.begin(&admission, link::Beginning::Joined(user.user)).await;
    (desktop, own)
}

/// A company with chats on three desktops, and a fourth that has joined.
async fn joined<G: Ground>(beginning: &Beginning<G>, seed: u64) -> (World<G>, TempDir) {
    let mut world = beginning.world(seed).await;
    chats(&world).await;
    let (desktop, own) = newcomer(&world, seed).await;
    world.desktops.push(desktop);
    (world, own)
}

async fn lacks(desktop: &Desktop) -> bool {
    store::reach(&mut *desktop.read().await, desktop.company()).await.expect("it is known").is_some()
}

/// Rounds of the newcomer until all is here, and of everybody until all is the same.
async fn finish<G: Ground>(world: &World<G>) {
    let mut rounds = 0;
    while rounds == 0 || lacks(&world.desktops[NEWCOMER]).await {
        world.desktops[NEWCOMER].round().await.expect("a round");
        rounds += 1;
        assert!(rounds < 400, "older messages come to an end");
    }
    world.come_together().await;
    for desktop in &world.desktops {
        in_step(desktop).await;
    }
}

/// What lists and searches of messages read follows from the messages.
async fn in_step(desktop: &Desktop) {
    let mut read = desktop.read().await;
    let wrong: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM index_threads i WHERE last_id IS NOT (SELECT id FROM messages m
           WHERE m.thread_id = i.thread_id AND m.state <> 'scheduled' ORDER BY at DESC, id DESC LIMIT 1)
           OR unread <> (SELECT count(*) FROM messages m WHERE m.thread_id = i.thread_id AND m.unread = 1)",
    )
    .fetch_one(&mut *read)
    .await
    .expect("counted");
    assert_eq!(wrong, 0, "the newest of each conversation and how many are unread are known");
    let missing: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM messages WHERE body <> '' AND id NOT IN (SELECT message_id FROM index_message_words)",
    )
    .fetch_one(&mut *read)
    .await
    .expect("counted");
    assert_eq!(missing, 0, "every message is found");
}

/// The newest message of each conversation, and when that was.
async fn newest(desktop: &Desktop) -> Vec<(Uuid, i64, Option<Uuid>)> {
    let newest = sqlx::query_as("SELECT thread_id, last_at, last_id FROM index_threads ORDER BY thread_id");
    newest.fetch_all(&mut *desktop.read().await).await.expect("conversations")
}

async fn ids(desktop: &Desktop) -> Vec<String> {
    checks::table_of(desktop, "messages").await.into_keys().collect()
}

async fn list(desktop: &Desktop, of: Uuid, before: Option<&Value>) -> Value {
    let mut args = json!({ "company_id": desktop.company(), "thread_id": of, "limit": 200 });
    if let Some(before) = before {
        args["before"] = before.clone();
    }
    desktop.ask("messages.list", args).await.expect("a page")
}

fn length(page: &Value) -> usize {
    page["items"].as_array().expect("messages").len()
}

/// The first reading has all but older messages.
async fn opens_with_the_last<G: Ground>(world: &World<G>) {
    let desktop = &world.desktops[NEWCOMER];
    desktop.engine().pull().await.expect("the first reading");
    // Those of 30 days, the newest of the conversation in which nothing was said since, and what is unread, failed or planned.
    assert_eq!(ids(desktop).await.len(), 8, "the last messages and what cannot wait");
    assert_eq!(find(desktop, "message_media", &[]).await.len(), 3, "with what hangs on them");
    assert_eq!(find(desktop, "clients", &[]).await.len(), 3, "and everything else");
    assert_eq!(find(desktop, "threads", &[]).await.len(), 3);
    in_step(desktop).await;
    assert_eq!(newest(desktop).await, newest(&world.desktops[0]).await, "conversations stand in their order");
}

#[tokio::test]
async fn a_desktop_that_joins_is_open_with_the_last_messages_and_older_ones_come_in_round_by_round() {
    let (world, _folder) = joined(&Beginning::make().await, 1).await;
    let desktop = &world.desktops[NEWCOMER];
    opens_with_the_last(&world).await;
    let status = desktop.ask("sync.status", json!({ "company_id": world.company })).await.expect("a status");
    assert_eq!(status["state"], "synchronized");
    assert_eq!(status["messages_since"]["local"], "2026-10-26T09:00:00", "how far they go is told");
    let mut before = ids(desktop).await.len();
    for _ in 0..3 {
        desktop.round().await.expect("a round");
        let now = ids(desktop).await.len();
        assert!(before < now && now <= before + desktop.page, "each round brings a stretch: {before}, {now}");
        before = now;
    }
    finish(&world).await;
    assert_eq!(ids(&world.desktops[NEWCOMER]).await.len(), 36);
    let desktop = &world.desktops[NEWCOMER];
    let status = desktop.ask("sync.status", json!({ "company_id": world.company })).await.expect("a status");
    assert_eq!(status["messages_since"], Value::Null, "and then there is nothing to tell");
}

#[tokio::test]
async fn a_conversation_that_is_read_back_comes_before_the_others_and_shows_no_gap() {
    let (world, _folder) = joined(&Beginning::make().await, 1).await;
    let desktop = &world.desktops[NEWCOMER];
    desktop.engine().pull().await.expect("the first reading");
    let first = list(desktop, thread(0), None).await;
    assert_eq!((length(&first), &first["arriving"]), (3, &json!(true)), "what is here is shown");
    let silent = list(desktop, thread(2), None).await;
    assert_eq!((length(&silent), &silent["arriving"]), (1, &json!(true)), "the newest however old it is");
    let nothing = list(desktop, thread(2), Some(&silent["before"])).await;
    assert_eq!((length(&nothing), &nothing["before"]), (0, &silent["before"]), "one can ask again");
    let mut changes = desktop.bench.core.changes();
    let asked = json!({ "company_id": world.company, "thread_id": thread(2) });
    while list(desktop, thread(2), None).await["arriving"] == true {
        desktop.ask("messages.fetch_older", asked.clone()).await.expect("noted");
        desktop.engine().read_older().await.expect("a stretch");
    }
    let told: Vec<_> = std::iter::from_fn(|| changes.try_recv().ok()).collect();
    let messages = leadsmart_contract::topic::Topic::Messages;
    assert!(told.iter().any(|change| change.topic == messages), "who looks at it sees it come");
    let whole = list(desktop, thread(2), None).await;
    assert_eq!((length(&whole), &whole["before"]), (9, &Value::Null), "it is here as a whole");
    assert!(lacks(desktop).await, "the others are not");
    assert_eq!(list(desktop, thread(0), None).await["arriving"], true);
    finish(&world).await;
    let other = list(&world.desktops[NEWCOMER], thread(0), None).await;
    assert_eq!((&other["arriving"], &other["before"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn what_is_changed_or_deleted_before_it_has_come_in_is_as_it_stands() {
    let (world, _folder) = joined(&Beginning::make().await, 1).await;
    let (owner, desktop) = (&world.desktops[0], &world.desktops[NEWCOMER]);
    desktop.engine().pull().await.expect("the first reading");
    change(owner, async |connection| {
        for text in [
            // A message that has a file and a revision, a file alone, a message that goes, one that moves.
            "UPDATE messages SET state = 'read', reaction_mine = '👍' WHERE id = x'00000000000000000000000000000084'",
            "UPDATE message_media SET size = 8 WHERE message_id = x'0000000000000000000000000000007b'",
            "DELETE FROM messages WHERE id = x'0000000000000000000000000000007c'",
            "UPDATE messages SET thread_id = x'00000000000000000000000000007001' WHERE id = x'0000000000000000000000000000007e'",
        ] {
            sqlx::query(text).execute(&mut *connection).await.expect("changed");
        }
    })
    .await;
    owner.round().await.expect("a round");
    desktop.engine().pull().await.expect("what is new");
    let changed = find(desktop, "messages", &[("reaction_mine", json!("👍"))]).await;
    assert_eq!(changed.len(), 1, "a change brings the whole message");
    let alone = find(desktop, "message_media", &[("size", json!(8))]).await;
    assert!(alone.is_empty(), "what hangs on a message that is not here waits for it");
    checks::between_rounds(desktop).await;
    finish(&world).await;
    let desktop = &world.desktops[NEWCOMER];
    assert_eq!(find(desktop, "message_media", &[("size", json!(8))]).await.len(), 1);
    assert_eq!(ids(desktop).await.len(), 35, "what was deleted does not return");
}

#[tokio::test]
async fn what_was_deleted_here_and_waits_does_not_return_with_a_stretch() {
    let (world, _folder) = joined(&Beginning::make().await, 1).await;
    let desktop = &world.desktops[NEWCOMER];
    desktop.engine().pull().await.expect("the first reading");
    let early = find(desktop, "messages", &[("thread_id", json!(thread(2).simple().to_string()))]).await;
    let id = Uuid::try_parse(early[0]["id"].as_str().expect("an id")).expect("an id");
    change(desktop, async |connection| {
        sqlx::query("DELETE FROM messages WHERE id = ?").bind(id).execute(connection).await.expect("deleted");
    })
    .await;
    while lacks(desktop).await {
        desktop.engine().read_older().await.expect("a stretch");
        assert!(!ids(desktop).await.contains(&id.simple().to_string()), "it stays away");
    }
    finish(&world).await;
    assert_eq!(ids(&world.desktops[0]).await.len(), 35);
}

#[tokio::test]
async fn a_stretch_that_does_not_fit_to_what_is_here_is_not_stored() {
    let (world, _folder) = joined(&Beginning::make().await, 1).await;
    let (owner, desktop) = (&world.desktops[0], &world.desktops[NEWCOMER]);
    desktop.engine().pull().await.expect("the first reading");
    let before = ids(desktop).await;
    change(owner, async |connection| add(connection, owner, 900, thread(1), days_ago(200)).await).await;
    owner.round().await.expect("a round");
    desktop.engine().read_older().await.expect("it waits");
    assert_eq!(ids(desktop).await, before, "the company has gone on");
    finish(&world).await;
    assert_eq!(ids(&world.desktops[NEWCOMER]).await.len(), 37);
}

#[tokio::test]
async fn a_reading_of_everything_leaves_nothing_to_come() {
    let (world, _folder) = joined(&Beginning::make().await, 1).await;
    let desktop = &world.desktops[NEWCOMER];
    desktop.engine().pull().await.expect("the first reading");
    let mut write = desktop.bench.core.db().write_local().await.expect("the writer");
    store::forget_position(&mut write, world.company).await.expect("noted");
    write.commit().await.expect("stored");
    desktop.engine().pull().await.expect("all is read anew");
    assert!(!lacks(desktop).await);
    assert_eq!(ids(desktop).await.len(), 36);
    finish(&world).await;
}

#[tokio::test]
async fn a_number_is_connected_only_where_all_messages_are() {
    let (world, _folder) = joined(&Beginning::make().await, 1).await;
    let desktop = &world.desktops[NEWCOMER];
    desktop.engine().pull().await.expect("the first reading");
    let args = json!({ "company_id": world.company, "instance_id": Uuid::from_u128(0x5000) });
    for command in ["instances.connect", "instances.use_here"] {
        let refused = desktop.ask(command, args.clone()).await.expect_err("not yet");
        assert!(refused.message.contains("Older messages"), "{command}: {refused}");
    }
}

/// Somebody changes a message, or one comes, also one that was said long ago.
async fn work(desktop: &Desktop, dice: &mut StdRng) {
    let here = ids(desktop).await;
    let id = one(dice, &here).map(|key| Uuid::try_parse(key).expect("an id"));
    let (new, place) =
        (dice.random_range(10_000..u128::from(u32::MAX)), thread(dice.random_range(0..THREADS)));
    let at = days_ago(dice.random_range(0..400));
    let what = dice.random_range(0..10);
    if find(desktop, "threads", &[]).await.is_empty() {
        return;
    }
    change(desktop, async |connection| {
        let text = match what {
            0..3 => return add(connection, desktop, new, place, at).await,
            3 => "UPDATE messages SET state = 'read', unread = 1 - unread WHERE id = ?1",
            4 => "UPDATE messages SET reaction_theirs = hex(randomblob(2)) WHERE id = ?1",
            5 => {
                "UPDATE messages SET body = 'other words ' || hex(randomblob(2)), edited_at = 9 WHERE id = ?1"
            }
            6 => "UPDATE message_media SET size = size + 1 WHERE message_id = ?1",
            7 => {
                "INSERT INTO message_revisions (id, company_id, message_id, at, body, deleted)
                  SELECT randomblob(16), company_id, id, 2, body, 0 FROM messages WHERE id = ?1"
            }
            8 => "UPDATE messages SET thread_id = ?2 WHERE id = ?1",
            _ => "DELETE FROM messages WHERE id = ?1",
        };
        let Some(id) = id else { return };
        let query = sqlx::query(text).bind(id);
        let query = if what == 8 { query.bind(place) } else { query };
        query.execute(connection).await.expect("changed");
    })
    .await;
}

async fn crash<G: Ground>(world: &mut World<G>) {
    let desktop = world.desktops.remove(NEWCOMER).crash().await;
    world.desktops.push(desktop);
}

/// The newcomer's messages come in while everybody works, the network cuts, and its process ends now and then.
async fn history<G: Ground>(beginning: &Beginning<G>, seed: u64) -> usize {
    let (mut world, _folder) = joined(beginning, seed).await;
    let mut faults = 0;
    world.desktops[NEWCOMER].seed(seed);
    world.desktops[NEWCOMER].page = world.dice.random_range(1..9);
    world.desktops[NEWCOMER].set_faults(world.dice.random_range(0..150), world.dice.random_range(0..80));
    for _ in 0..50 {
        match world.dice.random_range(0..100) {
            0..40 => {
                let at = *one(&mut world.dice, &[0, 1, NEWCOMER]).expect("a desktop");
                let mut dice = StdRng::seed_from_u64(world.dice.random());
                work(&world.desktops[at], &mut dice).await;
            }
            40..75 => match world.desktops[NEWCOMER].round().await {
                Ok(()) => {}
                Err(None) => {
                    faults += 1;
                    crash(&mut world).await;
                }
                Err(Some(Halt::Remote(failure))) if failure.is_temporary() => faults += 1,
                Err(Some(other)) => panic!("{other:?}"),
            },
            75..90 => {
                let at = world.dice.random_range(0..2);
                world.desktops[at].round().await.expect("a round");
            }
            90..97 => {
                let wanted = ThreadId::new(thread(world.dice.random_range(0..THREADS)));
                world.desktops[NEWCOMER].bench.core.hub().want(world.company, wanted);
            }
            _ => crash(&mut world).await,
        }
        checks::between_rounds(&world.desktops[NEWCOMER]).await;
    }
    world.desktops[NEWCOMER].set_faults(0, 0);
    finish(&world).await;
    faults
}

#[tokio::test]
async fn histories_of_work_while_older_messages_come_in_end_with_the_same_everywhere() {
    let beginning = Beginning::make().await;
    let (first, count) = match number("LEADSMART_SYNC_SEED") {
        Some(seed) => (seed, 1),
        None => (0, number("LEADSMART_SYNC_HISTORIES").unwrap_or(HISTORIES)),
    };
    let mut faults = 0;
    for seed in first..first + count {
        let teller = Teller(seed);
        faults += history::<Model>(&beginning, seed).await;
        drop(teller);
    }
    assert!(count < HISTORIES || faults > 20, "the histories meet what they are for: {faults}");
}

#[tokio::test]
async fn older_messages_come_in_from_postgresql_as_from_the_model() {
    let beginning = Beginning::on(Server::start().await).await;
    let (world, _folder) = joined(&beginning, 0).await;
    opens_with_the_last(&world).await;
    for seed in 1..4 {
        let teller = Teller(seed);
        history(&beginning, seed).await;
        drop(teller);
    }
}

/// A company with chats on a real server and a desktop that has joined, to be killed while older messages come in.
pub(super) async fn on_postgres(beginning: &Beginning<Server>, seed: u64) -> (World<Server>, TempDir) {
    joined(beginning, seed).await
}

/// What was cut off is gone on with.
pub(super) async fn goes_on(world: &World<Server>) {
    checks::between_rounds(&world.desktops[NEWCOMER]).await;
    finish(world).await;
    assert_eq!(ids(&world.desktops[NEWCOMER]).await.len(), 36);
}
