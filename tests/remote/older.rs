//! A company with many messages comes to another computer: the last ones first, older ones while one works. What is read takes what it
//! brings and does not go through everything.

use leadsmart_ports::remote::older::{Mark, Stretch};
use leadsmart_ports::remote::{Load, Part, Position, Remote};
use leadsmart_postgres::PostgresRemote;
use leadsmart_tests::cluster::Cluster;
use leadsmart_tests::diary;
use leadsmart_tests::house::NOW;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::desk::{Desk, joined};
use super::town::Town;

/// How many messages there are; every hundredth has a file.
const MESSAGES: i64 = 60_000;

/// How many of them are older than what comes first.
const OLDER: i64 = 50_000;

/// How many conversations they are in, one after the other.
const THREADS: i64 = 200;

/// A company whose messages were said one a second, from second 1 on.
async fn town() -> Town {
    let town = Town::new().await;
    let (company, database) = (town.company.uuid(), &town.database);
    let id = |number: &str| format!("lpad(to_hex({number}), 32, '0')::uuid");
    let (thread, message) = (id(&format!("n % {THREADS}")), id("n"));
    database
        .cluster
        .run(
            &database.name,
            &format!(
                "INSERT INTO app.instances (company_id, id, name, created_at, version) VALUES ('{company}', '{nil}', 'A', 0, 1);
                 INSERT INTO app.threads (company_id, id, instance_id, created_at, version)
                 SELECT '{company}', {thread}, '{nil}', 0, 1 FROM generate_series(0, {THREADS} - 1) n;
                 INSERT INTO app.messages (company_id, id, thread_id, wire_id, from_me, at, kind, body, state, unread, version)
                 SELECT '{company}', {message}, {thread}, 'w' || n, false, n * 1000, 'text', 'agulha', 'read', n = 7, 1
                 FROM generate_series(1, {MESSAGES}) n;
                 INSERT INTO app.message_media (company_id, message_id, kind, mime, size, digest, version)
                 SELECT '{company}', {message}, 'image', 'image/png', 1, '', 1 FROM generate_series(100, {MESSAGES}, 100) n",
                nil = Uuid::nil()
            ),
        )
        .await;
    database.cluster.run(&database.name, "VACUUM ANALYZE").await;
    town
}

/// How many rows of messages were looked at so far, in whatever way; told once the connection that did is over.
async fn looked_at(superuser: &mut PgConnection) -> i64 {
    let query = "SELECT coalesce(seq_tup_read + idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relid = 'app.messages'::regclass";
    sqlx::query_scalar(query).fetch_one(superuser).await.expect("counts")
}

/// How many rows of messages some work over a connection of its own looks at; it brings at least so many.
async fn cost<T>(
    town: &Town,
    least: i64,
    work: impl AsyncFnOnce(&PostgresRemote, Position) -> T,
) -> (T, i64) {
    let mut superuser = town.database.superuser().await;
    let before = looked_at(&mut superuser).await;
    let remote = PostgresRemote::new(&town.device);
    let position = remote.greet().await.expect("it stands").position;
    let done = work(&remote, position).await;
    remote.close().await;
    for _ in 0..100_000 {
        let cost = looked_at(&mut superuser).await - before;
        if cost >= least {
            return (done, cost);
        }
    }
    panic!("the server tells what was looked at");
}

async fn rows(load: &mut dyn Load) -> (usize, usize) {
    let (mut messages, mut files) = (0, 0);
    while let Some(part) = load.part().await.expect("it serves") {
        match part.table().name {
            "messages" => messages += part.len(),
            "message_media" => files += part.len(),
            _ => {}
        }
    }
    (messages, files)
}

#[tokio::test]
async fn a_first_reading_goes_through_the_last_messages_and_not_through_all() {
    let town = town().await;
    let last = MESSAGES - OLDER;
    let ((first, left_out), cost) = cost(&town, last, async |remote, position| {
        let since = OLDER * 1000 + 1;
        let mut load = remote.load(position, Some(since), 0).await.expect("it serves");
        (rows(&mut *load).await, load.left_out())
    })
    .await;
    // The unread one comes although it is old.
    assert_eq!(first, (usize::try_from(last).expect("a number") + 1, 100));
    assert_eq!(left_out, Some(Mark::before(OLDER * 1000 + 1)));
    // They are counted, copied, and asked for by what hangs on them.
    assert!(cost < 8 * last, "{cost} rows are looked at for {last}");
}

#[tokio::test]
async fn a_stretch_goes_through_what_it_brings() {
    let town = town().await;
    let brings = |stretch: Stretch| {
        let town = &town;
        async move {
            let (older, cost) =
                cost(town, i64::try_from(stretch.rows).expect("few"), async |remote, position| {
                    remote.older(position, stretch).await.expect("it serves").expect("nobody goes on")
                })
                .await;
            (older.parts.iter().map(Part::len).collect::<Vec<_>>(), older.down_to.map(|mark| mark.at), cost)
        }
    };
    let before = Mark::before(OLDER * 1000 + 1);
    let (rows, down_to, cost) = brings(Stretch { thread: None, before, rows: 1000 }).await;
    assert_eq!((rows, down_to), (vec![1000, 10, 0], Some((OLDER - 999) * 1000)));
    assert!(cost < 3000, "{cost} rows are looked at for 1000 of the company");
    let thread = Some(Uuid::from_u128(3));
    let (rows, down_to, cost) = brings(Stretch { thread, before, rows: 100 }).await;
    assert_eq!((rows[0], down_to), (100, Some((OLDER + 3 - 100 * THREADS) * 1000)));
    assert!(cost < 500, "{cost} rows are looked at for 100 of a conversation");
}

/// A number with a conversation, in which something was said every two hours for more than a year, into the file of a desktop.
async fn say(desk: &Desk, count: i64) {
    let mut connection = diary::connect(&desk.house.file()).await.expect("the file");
    let mut write = connection.begin().await.expect("a transaction");
    diary::begin_change(&mut write, false).await.expect("a change");
    let company = Uuid::try_parse(&desk.company).expect("an id");
    for text in [
        "INSERT INTO instances (id, company_id, name, created_at) VALUES (zeroblob(16), ?1, 'Recepção', 0)",
        "INSERT INTO threads (id, company_id, instance_id, profile_name, search_name, created_at)
         VALUES (zeroblob(16), ?1, zeroblob(16), 'Bia', 'bia', 0)",
    ] {
        sqlx::query(text).bind(company).execute(&mut *write).await.expect("entered");
    }
    sqlx::query(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
         INSERT INTO messages (id, company_id, thread_id, wire_id, from_me, at, kind, body, state)
         SELECT unhex(format('%032x', i)), ?1, zeroblob(16), 'w' || i, 0, ?3 - i * 7200000, 'text', 'recado n' || i, 'received' FROM n",
    )
    .bind(company)
    .bind(count)
    .bind(NOW.parse::<jiff::Timestamp>().expect("an instant").as_millisecond())
    .execute(&mut *write)
    .await
    .expect("messages");
    diary::end_change(&mut write).await.expect("the end");
    write.commit().await.expect("stored");
    connection.close().await.expect("closed");
}

#[tokio::test]
async fn a_company_with_messages_of_a_year_is_open_at_once_and_has_all_of_them_by_itself() {
    const COUNT: i64 = 5000;
    let ana = Desk::with_company().await;
    say(&ana, COUNT).await;
    let cluster = Cluster::shared();
    ana.set_up(&cluster.connection_string(&cluster.empty().await)).await;
    let rui = joined(&ana, "Rui", "rui@example.com").await;
    let threads = rui.done("threads.list", json!({})).await;
    assert_eq!(
        threads["items"][0]["last"]["text"], "recado n0",
        "the newest is here from the beginning: {threads}"
    );
    let thread = threads["items"][0]["id"].clone();
    rui.done("messages.fetch_older", json!({ "thread_id": thread })).await;
    let args = json!({ "company_id": rui.company });
    let all = |status: &Value| status["messages_since"].is_null() && status["state"] == "synchronized";
    rui.until("older messages come in", "sync.status", args, all).await;
    let (mut count, mut before) = (0, Value::Null);
    loop {
        let mut args = json!({ "thread_id": thread, "limit": 200 });
        if !before.is_null() {
            args["before"] = before;
        }
        let page = rui.done("messages.list", args).await;
        assert_eq!(page["arriving"], false);
        count += page["items"].as_array().expect("messages").len();
        before = page["before"].clone();
        if before.is_null() {
            break;
        }
    }
    assert_eq!(i64::try_from(count), Ok(COUNT), "it is read back to its beginning");
    let found = rui.done("messages.search", json!({ "search": "n4999" })).await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "and searched: {found}");
}
