//! How long the chats take on a file with a thousand conversations, one of them of 10,000 messages, beside 100,000 appointments:
//! through the command table and with the reply as the text that goes out. Run it in a release build.
//!
//! What a page of the window waits for is to take 10 ms at the 95th percentile, so that drawing has the rest of what opening a
//! conversation may take.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::Path;

use leadsmart_core::Core;
use leadsmart_tests::chats::{self, Chats, LONGEST, MESSAGE, OTHERS, THREAD, THREADS};
use leadsmart_tests::diary::{self, CLIENT, TOKEN, id};
use leadsmart_tests::speed::{self, Limit, NOW, Outcome, measure};
use serde_json::{Value, json};
use sqlx::Connection;

/// As many clients as the diary has.
const CLIENTS: u32 = 5_000;

/// What the window waits for, in milliseconds.
const READ: Limit = Limit::P95(10.0);

/// What is read before it is needed, in milliseconds: three windows further up.
const AHEAD: Limit = Limit::P95(20.0);

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let core = speed::open(folder.path()).await?;
    let file = core.opened().file.clone();
    core.close().await;
    drop(core);
    diary::fill(&file).await?;
    fill(&file, folder.path()).await?;
    let core = speed::open(folder.path()).await?;
    lists(&core).await?;
    conversation(&core).await?;
    pages(&core).await?;
    searches(&core).await?;
    beside(&core).await?;
    writes(&core).await?;
    core.close().await;
    Ok(())
}

/// Writes the conversations, and leaves the newest words from the other one unread in each of the others.
async fn fill(file: &Path, data: &Path) -> Outcome<()> {
    let mut connection = diary::connect(file).await?;
    let mut transaction = connection.begin().await?;
    diary::begin_change(&mut transaction, false).await?;
    let conversations = Chats { company: id(diary::COMPANY, 0), now: NOW.parse()?, clients: CLIENTS };
    conversations.write(&mut transaction, data).await?;
    conversations.leave_unread(&mut transaction).await?;
    diary::end_change(&mut transaction).await?;
    transaction.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

fn company() -> String {
    id(diary::COMPANY, 0).to_string()
}

fn thread(number: u32) -> String {
    id(THREAD, number % THREADS).to_string()
}

/// A message of the longest conversation.
fn message(number: u32) -> String {
    id(MESSAGE, number % LONGEST).to_string()
}

/// Measures a command of the company.
async fn measured(
    core: &Core,
    what: (&str, Limit),
    name: &str,
    args: impl Fn(u32) -> Value,
) -> Outcome<String> {
    let of_company = |number| {
        let mut args = args(number);
        args["company_id"] = company().into();
        args
    };
    measure(core, TOKEN, what, name, of_company).await
}

/// The list of conversations, as the page asks for it.
async fn lists(core: &Core) -> Outcome<()> {
    let narrowings = [
        ("all", READ, json!({})),
        ("with unread", READ, json!({ "unread": true })),
        ("of the caller", READ, json!({ "assigned": "me" })),
        ("open and of nobody", READ, json!({ "assigned": "nobody", "status": "open" })),
        ("a search that finds many", READ, json!({ "search": "conversa 1" })),
        ("a search that finds nobody", READ, json!({ "search": "xyzw" })),
        ("a search by number", READ, json!({ "search": "5511910000" })),
        // Read again behind what is shown, by who has scrolled far.
        ("as many as are read again at once", Limit::None, json!({ "limit": 500 })),
    ];
    for (which, limit, mut args) in narrowings {
        // As many as the page begins with.
        args["limit"] = args["limit"].as_u64().unwrap_or(60).into();
        let what = format!("conversations: {which}");
        let reply = measured(core, (&what, limit), "threads.list", |_| args.clone()).await?;
        let page: Value = serde_json::from_str(&reply)?;
        println!("    {} in {} bytes", page["items"].as_array().map_or(0, Vec::len), reply.len());
    }
    measured(core, ("conversations: how many wait", READ), "threads.count", |_| json!({})).await?;
    Ok(())
}

/// What opening a conversation asks for.
async fn conversation(core: &Core) -> Outcome<()> {
    let what = ("a conversation: with whom", READ);
    measured(core, what, "threads.get", |n| json!({ "thread_id": thread(n) })).await?;
    let what = ("a conversation: the newest page of 10,000 messages", READ);
    let args = |_| json!({ "thread_id": thread(0), "limit": 50 });
    let reply = measured(core, what, "messages.list", args).await?;
    println!("    in {} bytes", reply.len());
    let what = ("a conversation: the newest page of one of the others", READ);
    measured(core, what, "messages.list", |n| json!({ "thread_id": thread(n + 1), "limit": 50 })).await?;
    let what = ("a conversation: the remarks of the team", READ);
    measured(core, what, "threads.list_notes", |n| json!({ "thread_id": thread(n) })).await?;
    Ok(())
}

/// Reading on in the long conversation.
async fn pages(core: &Core) -> Outcome<()> {
    let what = ("reading on: 50 messages around one in the middle", READ);
    let around = |n| json!({ "thread_id": thread(0), "limit": 50, "around": message(2_000 + n * 29) });
    let reply = measured(core, what, "messages.list", around).await?;
    let middle: Value = serde_json::from_str(&reply)?;
    let before = middle["before"].as_str().ok_or("there are older ones")?;
    let after = middle["after"].as_str().ok_or("there are newer ones")?;
    for (what, side, cursor) in [
        ("reading on: 200 older messages from the middle", "before", before),
        ("reading on: 200 newer messages from the middle", "after", after),
    ] {
        let args = |_| json!({ "thread_id": thread(0), "limit": 200, side: cursor });
        let reply = measured(core, (what, AHEAD), "messages.list", args).await?;
        println!("    in {} bytes", reply.len());
    }
    let what = ("a picture of a message", Limit::None);
    let args = |n| json!({ "message_id": message(n * chats::PICTURES), "offset": 0 });
    let reply = measured(core, what, "messages.read_media", args).await?;
    println!("    in {} bytes", reply.len());
    Ok(())
}

/// Words that are in a few messages, and words that are in thousands.
async fn searches(core: &Core) -> Outcome<()> {
    for (which, words) in [("in one of eight messages", "estacionamento"), ("in none", "xyzw")] {
        let what = format!("messages with a word that is {which}");
        let args = |_| json!({ "search": words, "limit": 50 });
        measured(core, (&what, Limit::None), "messages.search", args).await?;
    }
    let what = ("messages with a word, in one conversation", Limit::None);
    let args = |n| json!({ "search": "estacionamento", "limit": 50, "thread_id": thread(1 + n) });
    measured(core, what, "messages.search", args).await?;
    Ok(())
}

/// What stands beside a conversation.
async fn beside(core: &Core) -> Outcome<()> {
    let what = ("beside it: the client", READ);
    let client = |n| json!({ "client_id": id(CLIENT, n % CLIENTS) });
    measured(core, what, "clients.get", client).await?;
    let what = ("beside it: the next 20 free times", Limit::None);
    measured(core, what, "appointments.next_free", |_| json!({ "limit": 20 })).await?;
    for name in ["agendas.list", "services.list"] {
        let what = format!("beside it: {name}");
        measured(core, (&what, READ), name, |_| json!({ "active": true })).await?;
    }
    for name in ["members.list", "instances.list", "quick_replies.list"] {
        let what = format!("with the page: {name}");
        measured(core, (&what, READ), name, |_| json!({})).await?;
    }
    Ok(())
}

/// Noting that what came was read, to the disk, and with nothing to note.
async fn writes(core: &Core) -> Outcome<()> {
    let what = ("what came is noted as read, to the disk", Limit::None);
    measured(core, what, "threads.mark_read", |n| json!({ "thread_id": thread(1 + n) })).await?;
    let what = ("there is nothing to note as read", READ);
    let newest = id(MESSAGE, LONGEST + OTHERS - 1);
    let args = |_| json!({ "thread_id": thread(1), "up_to": newest });
    measured(core, what, "threads.mark_read", args).await?;
    Ok(())
}
