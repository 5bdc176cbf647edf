//! What was acknowledged is there, whenever the process was killed.
//!
//! The parent starts this test binary again as a child that writes through the command table and says on its output what it
//! begins and what was acknowledged. The parent kills it after a seeded number of lines, at once or some instructions later,
//! which is in the middle of a write as often as not.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use leadsmart_core::Core;
use leadsmart_tests::house::{House, Person};
use leadsmart_tests::{call, child};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

const ROUNDS: u64 = 24;
const FOLDER: &str = "LEADSMART_CRASH_FOLDER";
const TOKEN: &str = "LEADSMART_CRASH_TOKEN";
const COMPANY: &str = "LEADSMART_CRASH_COMPANY";
const PHONES: [&str; 2] = ["(11) 98765-4321", "(11) 3456-7890"];

#[tokio::test]
async fn no_acknowledged_write_is_lost_when_the_process_is_killed() {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    let company = raw.company("Clínica").await;
    let owner = raw.member(company, "Ana", true, &[]).await;
    raw.close().await;
    let mut acknowledged = HashSet::new();
    for round in 0..ROUNDS {
        let mut random = StdRng::seed_from_u64(round);
        // Some rounds are killed while they open the file, the others after so many lines.
        let lines = if round % 6 == 5 { 0 } else { random.random_range(1..60) };
        let spin = random.random_range(0..200_000_u32);
        acknowledged.extend(run_and_kill(house.folder(), &owner, lines, spin));
        check(&house, &acknowledged, round).await;
    }
    assert!(acknowledged.len() > 100, "the rounds wrote something: {}", acknowledged.len());
}

/// Starts a child, kills it, and gives the ids that it had acknowledged.
fn run_and_kill(folder: &Path, owner: &Person, lines: usize, spin: u32) -> Vec<String> {
    let mut child = start(folder, owner);
    let mut output = BufReader::new(child.stdout.take().expect("the output is piped"));
    let mut acknowledged = Vec::new();
    for _ in 0..lines {
        match next_line(&mut output) {
            Some(line) => acknowledged.extend(line.strip_prefix("stored ").map(str::to_owned)),
            None => panic!("the child ended on its own"),
        }
    }
    for _ in 0..spin {
        std::hint::spin_loop();
    }
    child.kill().expect("the child is killed");
    child.wait().expect("the child has ended");
    while let Some(line) = next_line(&mut output) {
        acknowledged.extend(line.strip_prefix("stored ").map(str::to_owned));
    }
    acknowledged
}

fn start(folder: &Path, owner: &Person) -> Child {
    child("crash::child_that_writes")
        .env(FOLDER, folder)
        .env(TOKEN, &owner.token)
        .env(COMPANY, owner.company.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child starts")
}

/// The next whole line of the child; what the test harness says itself is stepped over.
fn next_line(output: &mut BufReader<ChildStdout>) -> Option<String> {
    loop {
        let mut line = String::new();
        output.read_line(&mut line).expect("text");
        // A line without its end was cut by the kill: its write was not acknowledged.
        let line = line.strip_suffix('\n')?;
        if let Some(at) = line.find("begin ").or_else(|| line.find("stored ")) {
            return Some(line[at..].to_owned());
        }
    }
}

async fn check(house: &House, acknowledged: &HashSet<String>, round: u64) {
    let core = house.open().await;
    assert!(
        core.opened().salvage.is_none(),
        "round {round}: a kill damages nothing: {:?}",
        core.opened().salvage
    );
    let mut raw = house.raw().await;
    assert_eq!(raw.texts("PRAGMA integrity_check").await, ["ok"], "round {round}: the file is whole");
    assert_eq!(raw.number("SELECT count(*) FROM pragma_foreign_key_check").await, 0, "round {round}");
    assert_eq!(
        raw.number("SELECT count(*) FROM write_context").await,
        0,
        "round {round}: the guard is closed"
    );
    for (what, question) in [
        ("clients", "SELECT lower(hex(id)) FROM clients"),
        ("intents", "SELECT row_key FROM intents WHERE entity = 'clients' AND action = 'insert'"),
    ] {
        let there: HashSet<String> = raw.texts(question).await.into_iter().collect();
        let lost: Vec<&String> = acknowledged.difference(&there).collect();
        assert!(lost.is_empty(), "round {round}: acknowledged and not among the {what}: {lost:?}");
    }
    let halves = "SELECT count(*) FROM clients c WHERE (SELECT count(*) FROM client_phones p WHERE p.client_id = c.id) <> 2";
    assert_eq!(raw.number(halves).await, 0, "round {round}: no client is stored by half");
    let halves = "SELECT count(*) FROM (SELECT 1 FROM intents WHERE operation = 'clients.create' GROUP BY mutation HAVING count(*) <> 3)";
    assert_eq!(raw.number(halves).await, 0, "round {round}: no change is recorded by half");
    raw.close().await;
    // Every other round the next child finds what a killed process leaves, not what an orderly end does.
    if round.is_multiple_of(2) {
        core.close().await;
    }
}

/// Not a test of its own: writes until it is killed, if it was started for that.
#[tokio::test]
async fn child_that_writes() {
    let (Ok(folder), Ok(token), Ok(company)) =
        (std::env::var(FOLDER), std::env::var(TOKEN), std::env::var(COMPANY))
    else {
        return;
    };
    let core = Core::open(Path::new(&folder), House::new().ports()).await.expect("the data folder opens");
    for number in 0.. {
        say(&format!("begin {number}"));
        let args = json!({ "company_id": company, "name": format!("Client {number}"), "phones": PHONES, "allow_duplicate": true });
        let reply = call(&core, Some(&token), "clients.create", args).await.expect("a client is stored");
        say(&format!("stored {}", reply["id"].as_str().expect("an id").replace('-', "")));
    }
}

fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    output
        .write_all(format!("{line}\n").as_bytes())
        .and_then(|()| output.flush())
        .expect("the parent listens");
}
