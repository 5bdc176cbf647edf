//! Secrets in a real keychain: GNOME Keyring on a bus of its own, with folders of its own.
//!
//! The keychain is found by the environment of a process, so the tests start this test binary again with the bus that they
//! have made. The bus starts the keychain itself when it is first asked, so nothing has to be waited for, and the keychain
//! ends with its bus.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use leadsmart_contract::failure::Code;
use leadsmart_core::{Core, Ports};
use leadsmart_keychain::SystemKeychain;
use leadsmart_ports::{SecretBytes, Secrets, SecretsFailure};
use leadsmart_tests::house::House;
use leadsmart_tests::{call, child, company, register};
use serde_json::{Value, json};
use tempfile::TempDir;

const SERVICE: &str = "LeadSmart tests";
/// What the child is to do.
const PART: &str = "LEADSMART_KEYCHAIN_PART";
/// The data folder of the child.
const FOLDER: &str = "LEADSMART_KEYCHAIN_FOLDER";

/// What a desk with a keychain keeps from one log-in of its person to the next.
struct Desk(TempDir);

/// What starts when a name on the bus is asked for.
enum Keychain {
    Unlocked,
    Locked,
    None,
}

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// The time from one log-in to the log-out.
    fn session(&self, keychain: &Keychain) -> Session {
        Session::start(self.0.path(), keychain)
    }
}

/// A bus, with the keychain that it starts.
struct Session {
    bus: Child,
    address: String,
    data: PathBuf,
    // Sockets and settings of one session: a keychain that still ends is not met by the next.
    _runtime: TempDir,
}

impl Session {
    fn start(desk: &Path, keychain: &Keychain) -> Self {
        let runtime = tempfile::tempdir().expect("a folder");
        let services = runtime.path().join("services");
        std::fs::create_dir(&services).expect("a folder");
        let daemon = "exec gnome-keyring-daemon --foreground --components=secrets";
        let start = match keychain {
            Keychain::Unlocked => Some(format!("printf 'a password' | {daemon} --unlock")),
            Keychain::Locked => Some(daemon.to_owned()),
            Keychain::None => None,
        };
        if let Some(start) = start {
            let service =
                format!("[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/sh -c \"{start}\"\n");
            std::fs::write(services.join("org.freedesktop.secrets.service"), service).expect("a file");
        }
        let settings = runtime.path().join("bus.conf");
        std::fs::write(&settings, bus(runtime.path(), &services)).expect("a file");
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", settings.display()))
            .args(["--nofork", "--print-address"])
            .env("XDG_RUNTIME_DIR", runtime.path())
            .env("XDG_DATA_HOME", desk.join("share"))
            .env("HOME", desk)
            // With these, somebody at a screen would be asked for a password.
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("GNOME_KEYRING_CONTROL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("`make test` installs the bus");
        let mut address = String::new();
        let said = bus.stdout.take().expect("its output is piped");
        BufReader::new(said).read_line(&mut address).expect("the bus says its address");
        Self { bus, address: address.trim().to_owned(), data: desk.join("data"), _runtime: runtime }
    }

    /// Does a part of a test where the keychain of this session is the keychain.
    fn run(&self, part: &str) {
        run_at(&self.address, &self.data, part);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ended = self.bus.kill().and_then(|()| self.bus.wait());
    }
}

fn run_at(address: &str, data: &Path, part: &str) {
    let output = child("keychain::child_that_uses_the_keychain")
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env(PART, part)
        .env(FOLDER, data)
        .output()
        .expect("a child starts");
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{part}: {said}");
    assert!(said.contains("1 passed"), "{part}: the child was found under its name: {said}");
}

/// A session bus for one user, on which only these services are started.
fn bus(runtime: &Path, services: &Path) -> String {
    format!(
        r#"<busconfig>
  <type>session</type>
  <listen>unix:dir={}</listen>
  <servicedir>{}</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        runtime.display(),
        services.display()
    )
}

#[test]
fn what_was_kept_is_there_after_the_keychain_was_started_anew_and_a_missing_one_is_none() {
    let desk = Desk::new();
    desk.session(&Keychain::Unlocked).run("keep");
    desk.session(&Keychain::Unlocked).run("find and forget");
    desk.session(&Keychain::Unlocked).run("find nothing");
}

#[test]
fn a_keychain_that_nobody_unlocks_keeps_its_secret_and_is_told_as_locked() {
    let desk = Desk::new();
    desk.session(&Keychain::Unlocked).run("keep");
    desk.session(&Keychain::Locked).run("meet a lock");
    desk.session(&Keychain::Unlocked).run("find and forget");
}

#[test]
fn without_a_keychain_on_the_bus_or_without_a_bus_there_is_no_keychain_and_the_work_goes_on() {
    let desk = Desk::new();
    desk.session(&Keychain::None).run("do without");
    let nowhere = desk.0.path().join("no bus");
    run_at(&format!("unix:path={}", nowhere.display()), &desk.0.path().join("data"), "do without");
}

#[test]
fn the_password_of_a_mail_server_is_sealed_with_a_key_that_a_real_keychain_keeps() {
    let desk = Desk::new();
    desk.session(&Keychain::Unlocked).run("set a mail server");
    desk.session(&Keychain::Unlocked).run("reset a password by mail");
}

/// Not a test of its own: uses the keychain of its environment, if it was started for that.
#[tokio::test]
async fn child_that_uses_the_keychain() {
    let Ok(part) = std::env::var(PART) else { return };
    let keychain = SystemKeychain::new(SERVICE);
    match part.as_str() {
        "keep" => keep(&keychain).await,
        "find and forget" => find_and_forget(&keychain).await,
        "find nothing" => find_nothing(&keychain).await,
        "meet a lock" => meet_a_lock(&keychain).await,
        "do without" => do_without(&keychain).await,
        "set a mail server" => set_mail_server().await,
        "reset a password by mail" => reset_by_mail().await,
        other => panic!("there is no part {other}"),
    }
}

/// Names with secrets that a keychain for texts would spoil.
fn odd_secrets() -> [(&'static str, Vec<u8>); 4] {
    [
        ("session", b"a token\r\nin lines\n".to_vec()),
        ("company-key:1", (0..=255).collect()),
        ("with space, acentuação and \"quotes\"", vec![0; 32]),
        ("empty", Vec::new()),
    ]
}

async fn keep(keychain: &SystemKeychain) {
    find_nothing(keychain).await;
    for (name, secret) in odd_secrets() {
        keychain.set(name, SecretBytes::new(b"an older one".to_vec())).await.expect("a secret is kept");
        keychain.set(name, SecretBytes::new(secret)).await.expect("it takes the place of the one before");
    }
    let other = SystemKeychain::new("Somebody else");
    let theirs = other.get("session").await.expect("an answer");
    assert!(theirs.is_none(), "what is kept under another service is not found");
}

async fn find_and_forget(keychain: &SystemKeychain) {
    for (name, secret) in odd_secrets() {
        let found = keychain.get(name).await.expect("an answer").expect("it was kept");
        assert!(found.reveal() == secret, "{name}: every byte comes back");
        keychain.delete(name).await.expect("it is forgotten");
        let left = keychain.get(name).await.expect("an answer");
        assert!(left.is_none(), "{name}: what was forgotten is not found");
        keychain.delete(name).await.expect("forgetting twice does nothing");
    }
}

async fn find_nothing(keychain: &SystemKeychain) {
    for (name, _) in odd_secrets() {
        let found = keychain.get(name).await;
        assert!(matches!(found, Ok(None)), "{name}: what is missing is none and no error: {found:?}");
    }
}

async fn meet_a_lock(keychain: &SystemKeychain) {
    let found = keychain.get("session").await;
    assert!(matches!(found, Err(SecretsFailure::Locked(_))), "{found:?}");
    let kept = keychain.set("session", SecretBytes::new(b"another".to_vec())).await;
    assert!(matches!(kept, Err(SecretsFailure::Locked(_))), "{kept:?}");
}

async fn do_without(keychain: &SystemKeychain) {
    let outcomes = [
        keychain.get("session").await.map(|_| ()),
        keychain.set("session", SecretBytes::new(b"a token".to_vec())).await,
        keychain.delete("session").await,
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Err(SecretsFailure::Missing(_))), "{outcome:?}");
    }
    let house = House::new();
    let core = open(&house, house.folder()).await;
    let status = call(&core, None, "system.status", json!({})).await.expect("a status");
    assert_eq!(status["keychain"], json!(false), "the window is told that there is no keychain");
    let token = register(&core, "Ana", "ana@example.com").await;
    let company = company(&core, &token, "Clínica").await;
    let refused = call(&core, Some(&token), "companies.set_mail_server", mail_server(&company)).await;
    let refused = refused.expect_err("a password cannot be sealed");
    assert_eq!(refused.code, Code::KeychainUnavailable, "{refused:?}");
    let client = json!({ "company_id": company, "name": "Maria" });
    call(&core, Some(&token), "clients.create", client).await.expect("all else works");
    core.close().await;
}

/// A backend on a data folder, with the real keychain and all else of this house.
async fn open(house: &House, folder: &Path) -> Core {
    let ports = Ports { secrets: Arc::new(SystemKeychain::new(SERVICE)), ..house.ports() };
    Core::open(folder, ports).await.expect("the data folder opens")
}

fn mail_server(company: &str) -> Value {
    json!({
        "company_id": company, "host": "smtp.example.com", "port": 465, "security": "tls",
        "username": "clinica", "password": "a sealed one", "sender": "clinica@example.com",
    })
}

/// The data folder that lasts from one child to the next.
fn lasting() -> PathBuf {
    std::env::var_os(FOLDER).expect("the parent says where").into()
}

async fn set_mail_server() {
    let house = House::new();
    let core = open(&house, &lasting()).await;
    let token = register(&core, "Ana", "ana@example.com").await;
    let company = company(&core, &token, "Clínica").await;
    call(&core, Some(&token), "companies.set_mail_server", mail_server(&company))
        .await
        .expect("the key is made and kept");
    core.close().await;
}

async fn reset_by_mail() {
    let house = House::new();
    let core = open(&house, &lasting()).await;
    call(&core, None, "auth.request_password_reset", json!({ "email": "ana@example.com" }))
        .await
        .expect("taken");
    assert_eq!(core.deliver_due().await.expect("the outbox is read"), 1);
    assert_eq!(house.mailer.sent().len(), 1, "the key of before opens what was sealed with it");
    core.close().await;
}
