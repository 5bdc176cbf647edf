//! Desktops of one company on a real PostgreSQL, from set-up on, through commands alone.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use leadsmart_contract::failure::Code;
use leadsmart_ports::{Secrets, SecretsFailure};
use leadsmart_tests::cluster::{Cluster, Settings};
use leadsmart_tests::remote::Database;
use serde_json::{Value, json};

use crate::desk::{Desk, ELEVEN, joined};

async fn empty() -> String {
    let cluster = Cluster::shared();
    cluster.connection_string(&cluster.empty().await)
}

#[tokio::test]
async fn two_desktops_see_each_others_bookings_from_the_invitation_on() {
    let ana = Desk::with_company().await;
    ana.book(ELEVEN).await;
    assert_eq!(ana.status().await["state"], "alone");
    ana.set_up(&empty().await).await;
    let invite = ana.invite().await;
    assert!(
        invite["link"].as_str().is_some_and(|link| link.starts_with("leadsmart://join/")),
        "the window draws it"
    );
    let mut rui = Desk::new("Rui", "rui@example.com").await;
    rui.join(&invite["link"]).await;
    assert_eq!(rui.ask("sync.joining", json!({})).await.expect("a list"), json!([]));
    let me = rui.done("companies.get", json!({})).await;
    assert_eq!(me["membership"]["owner"], false, "the code was for the desk");
    rui.until_appointments(1).await;
    rui.book("2026-11-26T13:00:00Z").await;
    ana.until_appointments(2).await;
    for desk in [&ana, &rui] {
        let members = desk.done("members.list", json!({})).await;
        let told: Vec<(&Value, &Value)> = members
            .as_array()
            .expect("a list")
            .iter()
            .map(|member| (&member["name"], &member["color"]))
            .collect();
        assert_eq!(told, [(&json!("Ana"), &json!("teal")), (&json!("Rui"), &json!("blue"))]);
    }
    let devices = ana.done("sync.devices", json!({})).await;
    let told: Vec<(&Value, &Value)> =
        devices.as_array().expect("a list").iter().map(|device| (&device["name"], &device["here"])).collect();
    assert_eq!(told, [(&json!("Ana's computer"), &json!(true)), (&json!("Rui's computer"), &json!(false))]);
    assert_eq!(rui.refused("sync.devices", json!({})).await.code, Code::Forbidden, "that is for managers");
}

#[tokio::test]
async fn a_desktop_goes_on_by_itself_after_a_restart() {
    let mut ana = Desk::with_company().await;
    ana.set_up(&empty().await).await;
    let mut rui = joined(&ana, "Rui", "rui@example.com").await;
    rui.stop_work().await;
    rui.book(ELEVEN).await;
    assert_eq!(rui.status().await["waiting"], 1);
    rui.restart().await;
    ana.restart().await;
    ana.until_appointments(1).await;
}

#[tokio::test]
async fn two_bookings_of_one_time_while_the_server_is_gone_become_one_conflict_on_both_desktops() {
    let mut cluster = Cluster::start(Settings { durable: true, ..Settings::default() });
    let string = cluster.connection_string(&cluster.empty().await);
    let ana = Desk::with_company().await;
    ana.set_up(&string).await;
    let rui = joined(&ana, "Rui", "rui@example.com").await;
    cluster.kill();
    for desk in [&ana, &rui] {
        desk.until_it_is("offline").await;
        desk.book(ELEVEN).await;
        let status = desk.status().await;
        assert_eq!((&status["state"], &status["waiting"]), (&json!("offline"), &json!(1)));
        assert!(status["offline_since"].is_object() && status["hint"].is_string(), "{status}");
    }
    cluster.start_again();
    let open = |status: &Value| status["conflicts"] == 1 && status["waiting"] == 0;
    for desk in [&ana, &rui] {
        let args = json!({ "company_id": desk.company });
        desk.until("a conflict", "sync.status", args, open).await;
        let conflicts = desk.done("sync.conflicts", json!({})).await;
        assert_eq!(conflicts.as_array().map(Vec::len), Some(1), "{conflicts}");
        assert_eq!(conflicts[0]["kind"], "full");
        desk.until_appointments(1).await;
    }
}

#[tokio::test]
async fn a_code_admits_once_and_not_after_it_was_replaced_or_revoked() {
    let ana = Desk::with_company().await;
    ana.set_up(&empty().await).await;
    let (first, second) = (ana.invite().await, ana.invite().await);
    let details = ana.done("sync.get_invite", json!({})).await;
    assert_eq!(details["role_id"], second["details"]["role_id"]);
    let mut rui = Desk::new("Rui", "rui@example.com").await;
    let late = rui.ask("sync.join", json!({ "code": first["code"] })).await;
    assert_eq!(late.expect_err("it was replaced").code, Code::CodeRejected);
    rui.join(&second["code"]).await;
    assert_eq!(ana.done("sync.get_invite", json!({})).await, Value::Null, "it was used");
    let eva = Desk::new("Eva", "eva@example.com").await;
    let third = ana.invite().await;
    ana.done("sync.revoke_invite", json!({})).await;
    for (code, why) in [(&second, "used"), (&third, "revoked")] {
        let late = eva.ask("sync.join", json!({ "code": code["code"] })).await.expect_err(why);
        assert_eq!(late.code, Code::CodeRejected, "{why}");
    }
    let nonsense = eva.ask("sync.join", json!({ "code": "leadsmart-join-1-AAAA" })).await;
    assert_eq!(nonsense.expect_err("it is none").code, Code::CodeRejected);
    let here = rui.ask("sync.join", json!({ "code": ana.invite().await["code"] })).await;
    assert_eq!(here.expect_err("it is here").code, Code::AlreadyExists);
    let code = ana.done("sync.get_invite", json!({})).await;
    assert!(code.is_object(), "what was refused here did not use it up");
}

#[tokio::test]
async fn whoever_is_deactivated_or_shut_out_is_told_at_once_and_comes_back_with_what_waits() {
    let ana = Desk::with_company().await;
    ana.set_up(&empty().await).await;
    let mut rui = joined(&ana, "Rui", "rui@example.com").await;
    let member = rui.done("companies.get", json!({})).await["membership"]["member_id"].clone();
    ana.done("members.deactivate", json!({ "member_id": member })).await;
    let told = rui.until_it_is("needs_you").await;
    assert_eq!(told["trouble"], "revoked");
    ana.done("members.activate", json!({ "member_id": member })).await;
    ana.until_synchronized().await;
    rui.until_synchronized().await;
    let devices = ana.done("sync.devices", json!({})).await;
    let (own, other) = (devices[0]["id"].clone(), devices[1]["id"].clone());
    assert_eq!(ana.refused("sync.shut_out", json!({ "device_id": own })).await.code, Code::WrongState);
    rui.stop_work().await;
    rui.book(ELEVEN).await;
    ana.done("sync.shut_out", json!({ "device_id": other })).await;
    rui.begin_work();
    assert_eq!(rui.until_it_is("needs_you").await["trouble"], "revoked");
    assert_eq!(rui.refused("clients.list", json!({})).await.code, Code::Forbidden, "it is locked");
    assert_eq!(rui.ask("companies.list", json!({})).await.expect("a list")[0]["locked"], true);
    assert_eq!(ana.refused("sync.shut_out", json!({ "device_id": other })).await.code, Code::NotFound);
    let code = ana.done("sync.invite", json!({ "member_id": member })).await["code"].clone();
    rui.join(&code).await;
    ana.until_appointments(1).await;
    let devices = ana.done("sync.devices", json!({})).await;
    let shut: Vec<&Value> =
        devices.as_array().expect("a list").iter().map(|device| &device["shut_out"]).collect();
    assert_eq!(shut, [&json!(false), &json!(true), &json!(false)]);
}

#[tokio::test]
async fn joining_that_is_given_up_leaves_nothing_behind() {
    let ana = Desk::with_company().await;
    ana.set_up(&empty().await).await;
    let mut rui = Desk::new("Rui", "rui@example.com").await;
    rui.stop_work().await;
    let code = ana.invite().await["code"].clone();
    let joining = rui.ask("sync.join", json!({ "code": code })).await.expect("the code is good");
    assert_eq!(joining["phase"], "connecting");
    let list = rui.ask("sync.joining", json!({})).await.expect("a list");
    assert_eq!(list[0]["company_id"], json!(ana.company));
    rui.ask("sync.cancel_joining", json!({ "joining_id": ana.company })).await.expect("it is given up");
    assert_eq!(rui.ask("sync.joining", json!({})).await.expect("a list"), json!([]));
    let again = rui.ask("sync.cancel_joining", json!({ "joining_id": ana.company })).await;
    assert_eq!(again.expect_err("nothing is being joined").code, Code::NotFound);
    for name in ["device-login", "company-key"] {
        let kept = rui.house.secrets.get(&format!("{name}:{}", ana.company)).await.expect("a keychain");
        assert!(kept.is_none(), "{name} is forgotten");
    }
    let devices = ana.done("sync.devices", json!({})).await;
    assert_eq!(devices[1]["shut_out"], true, "its login is closed: {devices}");
    rui.begin_work();
    rui.join(&ana.invite().await["code"]).await;
}

#[tokio::test]
async fn each_reason_why_a_database_is_not_set_up_has_words_of_its_own() {
    let (cluster, database) = (Cluster::shared(), Database::new().await);
    let name = cluster.empty().await;
    let (good, port) = (cluster.connection_string(&name), cluster.port().to_string());
    cluster.run("postgres", &format!("CREATE ROLE weak_{name} LOGIN PASSWORD 'x'")).await;
    let other = cluster.empty().await;
    cluster.run(&other, "CREATE TABLE invoices (id integer)").await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port()
        .to_string();
    let taken = Desk::with_company().await;
    taken.set_up(&database.connection_string()).await;
    let password = good.split([':', '@']).nth(2).expect("a password").to_owned();
    let cases = [
        ("nonsense".to_owned(), Code::InvalidInput, "no address"),
        (
            "postgres://ana:x@db.example.com/x?sslmode=disable".to_owned(),
            Code::InvalidInput,
            "Without protection",
        ),
        ("postgres://ana:x@nowhere.invalid/x".to_owned(), Code::NotConnected, "name of this server"),
        (good.replace(&port, &closed), Code::NotConnected, "refused the connection"),
        (format!("{good}?sslmode=verify-full"), Code::NotConnected, "certificate"),
        (good.replace(&password, "wrong"), Code::WrongCredentials, "name or the password"),
        (good.replace(&name, "nowhere"), Code::NotFound, "no database of this name"),
        (format!("postgres://weak_{name}:x@127.0.0.1:{port}/{name}"), Code::Forbidden, "may not create"),
        (good.replace(&name, &other), Code::InUse, "something else"),
        (database.connection_string(), Code::InUse, "another company"),
    ];
    let ana = Desk::with_company().await;
    for (string, code, words) in cases {
        let told = ana.refused("sync.set_up", json!({ "connection_string": string })).await;
        assert_eq!(told.code, code, "{string}: {told:?}");
        assert!(told.message.contains(words), "{words}: {told:?}");
        assert!(told.hint.is_some(), "{told:?}");
        assert!(!format!("{told:?}").contains(&password), "{told:?}");
        assert_eq!(ana.status().await["state"], "alone", "{words}");
    }
    let beside = json!({ "connection_string": database.connection_string(), "beside_others": true });
    ana.done("sync.set_up", beside).await;
    ana.until_synchronized().await;
    let again = ana.refused("sync.set_up", json!({ "connection_string": good })).await;
    assert_eq!(again.code, Code::AlreadyExists);
    ana.done("sync.renew", json!({ "connection_string": database.connection_string() })).await;
}

#[tokio::test]
async fn without_a_keychain_nothing_is_made_and_a_desktop_that_finds_its_locked_says_so() {
    let mut ana = Desk::with_company().await;
    let string = empty().await;
    ana.house.secrets.fail_with(Some(SecretsFailure::Missing("none".to_owned())));
    let refused = ana.refused("sync.set_up", json!({ "connection_string": string })).await;
    assert_eq!(refused.code, Code::KeychainUnavailable);
    ana.house.secrets.fail_with(None);
    ana.set_up(&string).await;
    ana.house.secrets.fail_with(Some(SecretsFailure::Locked("closed".to_owned())));
    ana.restart().await;
    let told = ana.until_it_is("needs_you").await;
    assert_eq!((&told["trouble"], told["hint"].is_string()), (&json!("no_keychain"), true));
    ana.book(ELEVEN).await;
    ana.house.secrets.fail_with(None);
    assert_eq!(ana.refused("sync.now", json!({})).await.code, Code::NotConnected, "the line is not open yet");
    ana.until_synchronized().await;
    let login = format!("device-login:{}", ana.company);
    ana.house.secrets.delete(&login).await.expect("a keychain");
    ana.restart().await;
    let lost = |status: &Value| status["trouble"] == "no_login";
    ana.until("no login", "sync.status", json!({ "company_id": ana.company }), lost).await;
}

#[tokio::test]
async fn where_there_is_no_keychain_a_passphrase_opens_what_a_desktop_needs() {
    let mut ana = Desk::with_company().await;
    let needless = ana.ask("system.seal_secrets", json!({ "passphrase": "a desk by the window" })).await;
    assert_eq!(needless.expect_err("the keychain serves").code, Code::WrongState);
    ana.house.secrets.fail_with(Some(SecretsFailure::Missing("none".to_owned())));
    let sealed = ana.ask("system.seal_secrets", json!({ "passphrase": "a desk by the window" })).await;
    assert_eq!(sealed.expect("a file"), json!({ "place": "sealed_file", "open": true }));
    ana.set_up(&empty().await).await;
    ana.restart().await;
    let told = ana.until_it_is("needs_you").await;
    assert!(told["hint"].as_str().is_some_and(|hint| hint.contains("passphrase")), "{told}");
    ana.book(ELEVEN).await;
    let wrong = ana.ask("system.open_secrets", json!({ "passphrase": "a desk by the door" })).await;
    assert_eq!(wrong.expect_err("it is another").code, Code::WrongCredentials);
    ana.ask("system.open_secrets", json!({ "passphrase": "a desk by the window" })).await.expect("it opens");
    ana.until_synchronized().await;
    let rui = joined(&ana, "Rui", "rui@example.com").await;
    rui.until_appointments(1).await;
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            files(&entry.path(), found);
        } else {
            let bytes = std::fs::read(entry.path()).expect("a file");
            found.push((entry.path().display().to_string(), bytes));
        }
    }
}

#[tokio::test]
async fn neither_the_administrators_password_nor_a_login_or_code_is_in_a_file_or_in_the_log() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let ana = Desk::with_company().await;
    let string = empty().await;
    ana.refused("sync.set_up", json!({ "connection_string": format!("{string}_nowhere") })).await;
    ana.set_up(&string).await;
    let code = ana.invite().await["code"].as_str().expect("a code").to_owned();
    let mut rui = Desk::new("Rui", "rui@example.com").await;
    rui.join(&json!(code)).await;
    let mut secrets = vec![string.split([':', '@']).nth(2).expect("a password").to_owned(), code];
    let mut found =
        vec![("the log".to_owned(), log.0.lock().unwrap_or_else(PoisonError::into_inner).clone())];
    for desk in [&ana, &rui] {
        let login =
            desk.house.secrets.get(&format!("device-login:{}", ana.company)).await.expect("a keychain");
        let login: Value = serde_json::from_slice(login.expect("a login").reveal()).expect("JSON");
        secrets.push(login["w"].as_str().expect("a password").to_owned());
        files(desk.house.folder(), &mut found);
    }
    assert!(found.len() > 3 && found[0].1.len() > 1000, "something was written");
    for secret in secrets {
        for (place, bytes) in &found {
            let shown = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!shown, "a secret is in {place}");
        }
    }
}
