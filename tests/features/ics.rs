//! Calendar files between us and a library that others wrote (icalendar, from PyPI): each understands what the other writes.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use leadsmart_core::Core;
use leadsmart_tests::call;
use leadsmart_tests::house::{House, Person};
use serde_json::{Value, json};

/// Asks the other library.
fn peer(words: &[&str], input: &str) -> Value {
    let icalendar =
        std::env::var("LEADSMART_ICALENDAR").expect("`make test` sets up the library and says where it is");
    let mut program = Command::new(Path::new(&icalendar).with_file_name("python3"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("features/calendar_peer.py"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut to = program.stdin.take().expect("its input is piped");
    to.write_all(input.as_bytes()).expect("it reads");
    drop(to);
    let answer = program.wait_with_output().expect("it ends");
    assert!(answer.status.success(), "the other library understands this: {input}");
    serde_json::from_slice(&answer.stdout).expect("it answers with JSON")
}

/// A company with an agenda that is open every day and night, and its owner.
async fn open() -> (House, Core, Person, String) {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    let company = raw.company("Clínica").await;
    let owner = raw.member(company, "Ana", true, &[]).await;
    raw.close().await;
    let core = house.open().await;
    let agenda = ask(
        &core,
        &owner,
        "agendas.create",
        json!({ "name": "Sala 1, térreo", "zone": "America/Sao_Paulo" }),
    )
    .await;
    let agenda = agenda["id"].as_str().expect("an id").to_owned();
    (house, core, owner, agenda)
}

async fn ask(core: &Core, person: &Person, name: &str, mut args: Value) -> Value {
    args["company_id"] = json!(person.company);
    call(core, Some(&person.token), name, args).await.unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn what_goes_out_is_understood_by_a_library_that_others_wrote() {
    let (_house, core, owner, agenda) = open().await;
    let name = "Conceição; a “primeira”, de Albuquerque \\ Vasconcelos Montenegro Figueiredo 🙂";
    let client =
        ask(&core, &owner, "clients.create", json!({ "name": name, "phones": ["11 98765-4321"] })).await;
    let service =
        ask(&core, &owner, "services.create", json!({ "name": "Corte, barba", "duration": 45 })).await;
    let booked = ask(
        &core,
        &owner,
        "appointments.create",
        json!({
            "agenda_id": agenda, "client_id": client["id"], "start": "2026-11-26T09:00", "service_ids": [service["id"]],
            "status": "confirmed", "override": true,
        }),
    )
    .await;
    let days = json!({ "from": "2026-11-26", "to": "2026-11-26", "with_phones": true });
    let file = ask(&core, &owner, "ics.export", days).await;
    let read = peer(&["read"], file["ics"].as_str().expect("a text"));
    assert_eq!(
        read,
        json!({
            "version": "2.0",
            "events": [{
                "uid": format!("{}@leadsmart", booked["card"]["id"].as_str().expect("an id")),
                "summary": format!("{name} · Corte, barba"),
                "start": "2026-11-26T12:00:00Z",
                "end": "2026-11-26T12:45:00Z",
                "stamp": "2026-11-25T12:00:00Z",
                "status": "CONFIRMED",
                "categories": ["Sala 1, térreo"],
                "description": "11 98765-4321",
            }],
        })
    );
    core.close().await;
}

#[tokio::test]
async fn what_others_write_comes_in_when_they_say_that_it_takes_place() {
    let (_house, core, owner, agenda) = open().await;
    for (rule, zone) in [
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9", "America/New_York"),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20270401T000000Z", "America/Sao_Paulo"),
        ("FREQ=MONTHLY;BYDAY=-1TH", "Europe/Berlin"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "America/Santiago"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "America/Sao_Paulo"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "America/New_York"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TH;COUNT=7", "America/Sao_Paulo"),
    ] {
        let made = peer(&["write", rule, zone], "");
        let file = base64(made["ics"].as_str().expect("a text"));
        let args = json!({ "agenda_id": agenda, "file": file, "create_clients": true });
        let check = ask(&core, &owner, "ics.check", args).await;
        let events = check["events"].as_array().expect("events");
        let starts: Vec<&Value> = events.iter().map(|event| &event["start"]["at"]).collect();
        let expected: Vec<&Value> = made["times"].as_array().expect("times").iter().collect();
        assert!(
            !expected.is_empty() && starts == expected,
            "{rule} in {zone}: {starts:?} and not {expected:?}"
        );
        assert!(events.iter().all(|event| event["verdict"] != "wrong"), "{rule}: {events:?}");
        let client = "Conceição d'Ávila; a \"primeira\", de Albuquerque e Vasconcelos Montenegro Figueiredo";
        assert_eq!(events[0]["client"], client, "folds and escapes are taken back");
    }
    core.close().await;
}
