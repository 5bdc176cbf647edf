//! Damaged files: nothing panics, nothing is deleted, and what can be read is saved.

use std::path::Path;

use leadsmart_contract::failure::Code;
use leadsmart_contract::language::Language;
use leadsmart_core::Opened;
use leadsmart_tests::call;
use leadsmart_tests::house::{House, Raw};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

const CLIENTS: i64 = 600;

/// A file with a company, its owner, and clients with phones, which was closed in order. All is the same each time, so that
/// a seed damages the same things.
async fn filled() -> (House, Vec<u8>) {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    let [company, user, role, member, session] = [1, 2, 3, 4, 5].map(|number| format!("x'{number:032x}'"));
    raw.run(&format!(
        "BEGIN; INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, zeroblob(16), 'test', 0, 1);
         INSERT INTO companies (id, name, zone, language, country, week_start, created_at)
           VALUES ({company}, 'Clínica', 'America/Sao_Paulo', 'pt-BR', 'BR', 'sunday', 0);
         INSERT INTO users (id, name, email, language, created_at) VALUES ({user}, 'Ana', 'ana@example.com', 'pt-BR', 0);
         INSERT INTO roles (id, company_id, name, owner, permissions) VALUES ({role}, {company}, 'Owner', 1, '[]');
         INSERT INTO members (id, company_id, user_id, name, role_id, color, created_at)
           VALUES ({member}, {company}, {user}, 'Ana', {role}, 'teal', 0);
         INSERT INTO sessions (id, user_id, token_hash, device, created_at, used_at, expires_at)
           VALUES ({session}, {user}, zeroblob(32), 'desk', 0, 0, 1);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CLIENTS})
         INSERT INTO clients (id, company_id, name, search_name, notes, created_at)
           SELECT unhex(printf('%032x', i)), {company}, 'Client ' || i, 'client ' || i, printf('%.*c', i % 90, 'x'), i FROM n;
         INSERT INTO client_phones (client_id, position, company_id, typed, phone_key)
           SELECT id, 0, company_id, '11 9' || created_at, '55119' || created_at FROM clients;
         DELETE FROM write_context; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)"
    ))
    .await;
    raw.close().await;
    let bytes = std::fs::read(house.file()).expect("the file");
    (house, bytes)
}

/// Opens a folder with these bytes as its file, after a run that did not end in order.
async fn open_with(bytes: &[u8]) -> (House, Opened) {
    let house = House::new();
    std::fs::write(house.file(), bytes).expect("a file");
    std::fs::write(house.folder().join("running"), "").expect("a mark");
    let core = house.open().await;
    let opened = core.opened().clone();
    core.close().await;
    (house, opened)
}

async fn count(house: &House, table: &str) -> i64 {
    let mut raw = house.raw().await;
    raw.number(&format!("SELECT count(*) FROM {table}")).await
}

/// What must hold however badly a file was damaged.
async fn check(house: &House, opened: &Opened, damaged: &[u8], case: &str) {
    if let Some(salvage) = &opened.salvage {
        assert!(
            std::fs::read(&salvage.aside).expect("the file aside") == damaged,
            "{case}: the damaged file is kept as it was"
        );
        assert!(
            salvage.aside.starts_with(house.folder().join("damaged")),
            "{case}: it lies where the person finds it"
        );
        for language in Language::ALL {
            assert!(salvage.explain(language).contains("damaged"), "{case}: the person is told where");
        }
    }
    let mut raw = house.raw().await;
    assert_eq!(
        raw.texts("PRAGMA integrity_check").await,
        ["ok"],
        "{case}: what is used now is sound: {:?}",
        opened.salvage
    );
    assert_eq!(
        raw.number("SELECT count(*) FROM pragma_foreign_key_check WHERE parent <> 'companies'").await,
        0,
        "{case}"
    );
    raw.try_run("DELETE FROM companies WHERE 1; INSERT INTO companies (id) VALUES (zeroblob(16))")
        .await
        .expect_err("guarded");
}

#[tokio::test]
async fn flipped_bytes_never_stop_a_start_and_cost_little() {
    let (_house, sound) = filled().await;
    let mut salvages = 0;
    for seed in 0..48 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut bytes = sound.clone();
        let first = random.random_range(0..bytes.len());
        let length = random.random_range(1..=200).min(bytes.len() - first);
        for byte in &mut bytes[first..first + length] {
            *byte ^= random.random_range(1..=255_u8);
        }
        let case = format!("seed {seed}: {length} bytes from {first}");
        let (house, opened) = open_with(&bytes).await;
        check(&house, &opened, &bytes, &case).await;
        salvages += i32::from(opened.salvage.is_some());
        // The first page holds the beginning of the schema. Without it, where the tables lie is not known.
        if first >= 4096 {
            let clients = count(&house, "clients").await;
            assert!(
                clients >= CLIENTS * 9 / 10,
                "{case}: {clients} of {CLIENTS} clients, {:?}",
                opened.salvage
            );
            let intents = count(&house, "intents").await;
            assert!(intents >= CLIENTS, "{case}: {intents} intents");
        }
    }
    assert!(salvages > 20, "most of these damages are found: {salvages}");
}

#[tokio::test]
async fn a_damaged_header_costs_nothing() {
    let (_house, sound) = filled().await;
    for (first, end) in [(0, 16), (16, 18), (0, 40), (40, 100), (18, 24)] {
        let mut bytes = sound.clone();
        bytes[first..end].fill(0xA5);
        let (house, opened) = open_with(&bytes).await;
        let case = format!("bytes {first} to {end}");
        check(&house, &opened, &bytes, &case).await;
        assert_eq!(
            count(&house, "clients").await,
            CLIENTS,
            "{case}: {:?}",
            opened.salvage.map(|salvage| salvage.reason)
        );
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_keeps_what_is_left_of_it() {
    let (_house, sound) = filled().await;
    let mut saved = Vec::new();
    for share in [9, 7, 5, 2] {
        let bytes = &sound[..sound.len() * share / 10 / 4096 * 4096 + 100];
        let (house, opened) = open_with(bytes).await;
        check(&house, &opened, bytes, &format!("{share} tenths")).await;
        let salvage = opened.salvage.expect("a file that is too short is found out");
        saved.push(salvage.saved());
    }
    assert!(saved[0] > 1000, "most is saved of a file that lost a tenth: {saved:?}");
}

#[tokio::test]
async fn what_is_no_database_is_kept_aside_and_told() {
    for (name, bytes) in [
        ("nothing", Vec::new()),
        ("a text", b"Lista de clientes\n".repeat(400)),
        ("a few bytes", vec![1, 2, 3]),
    ] {
        let (house, opened) = open_with(&bytes).await;
        check(&house, &opened, &bytes, name).await;
        let salvage = opened.salvage.expect("it is told");
        assert_eq!(
            (salvage.saved(), opened.created),
            (0, false),
            "{name}: the person learns that the start is an empty one"
        );
        assert!(
            salvage.explain(Language::English).contains("started empty"),
            "{name}: {}",
            salvage.explain(Language::English)
        );
    }
}

#[tokio::test]
async fn a_database_of_another_program_is_kept_aside() {
    let house = House::new();
    let mut raw = Raw(sqlx::ConnectOptions::connect(
        &sqlx::sqlite::SqliteConnectOptions::new().filename(house.file()).create_if_missing(true),
    )
    .await
    .expect("a database"));
    raw.run("CREATE TABLE clients (name TEXT); INSERT INTO clients VALUES ('Ana')").await;
    raw.close().await;
    let core = house.open().await;
    let salvage = core.opened().salvage.clone().expect("it is not ours");
    assert_eq!(
        Raw::open(&salvage.aside).await.number("SELECT count(*) FROM clients").await,
        1,
        "nothing of it is lost"
    );
}

#[tokio::test]
async fn lost_rows_are_made_again_from_their_intents() {
    let (_house, sound) = filled().await;
    let house = House::new();
    std::fs::write(house.file(), &sound).expect("a file");
    let page = {
        let mut raw = house.raw().await;
        raw.guarded("UPDATE clients SET name = 'Renamed' WHERE created_at = 300; DELETE FROM clients WHERE created_at = 301").await;
        raw.number("SELECT rootpage FROM sqlite_master WHERE name = 'clients'").await
    };
    overwrite_page(&house.file(), page);
    std::fs::write(house.folder().join("running"), "").expect("a mark");
    let core = house.open().await;
    let salvage = core.opened().salvage.clone().expect("the damage is found");
    let clients = salvage.tables.iter().find(|table| table.table == "clients").expect("reported");
    assert_eq!(
        (clients.copied, clients.rebuilt),
        (0, 599),
        "the root of the table is gone, so all comes from intents"
    );
    let mut raw = house.raw().await;
    assert_eq!(
        raw.number("SELECT count(*) FROM clients WHERE name = 'Renamed' AND created_at = 300").await,
        1,
        "with its changes"
    );
    assert_eq!(
        raw.number("SELECT count(*) FROM clients WHERE created_at = 301").await,
        0,
        "what was deleted stays deleted"
    );
    assert_eq!(
        raw.number("SELECT count(*) FROM client_phones").await,
        599,
        "and what belongs to them is there"
    );
    let before = raw.number("SELECT max(seq) FROM intents").await;
    assert!(before >= 1200, "intents that wait to be synchronized are saved: {before}");
    raw.guarded("UPDATE clients SET notes = 'n' WHERE created_at = 1").await;
    assert_eq!(raw.number("SELECT max(seq) FROM intents").await, before + 1, "and their numbers go on");
}

#[tokio::test]
async fn what_the_server_has_not_seen_still_travels_when_its_intents_are_lost() {
    let (house, _) = filled().await;
    let page = {
        let mut raw = house.raw().await;
        // The server knows this one, as far as the file tells.
        raw.run(
            "BEGIN; INSERT INTO write_context (id, mutation, operation, at, captures)
               VALUES (1, zeroblob(16), 'remote', 0, 0);
             UPDATE clients SET version = 7 WHERE created_at = 5; DELETE FROM write_context; COMMIT;
             PRAGMA wal_checkpoint(TRUNCATE)",
        )
        .await;
        raw.number("SELECT rootpage FROM sqlite_master WHERE name = 'intents'").await
    };
    overwrite_page(&house.file(), page);
    std::fs::write(house.folder().join("running"), "").expect("a mark");
    let core = house.open().await;
    assert!(core.opened().salvage.is_some(), "the damage is found");
    let mut raw = house.raw().await;
    let recorded = "SELECT count(*) FROM intents WHERE entity = 'clients' AND action = 'insert' AND operation = 'salvage'";
    assert_eq!(
        raw.number(recorded).await,
        CLIENTS - 1,
        "all but the one that the server knows are recorded again"
    );
    let first = raw.texts("SELECT columns FROM intents WHERE entity = 'clients' ORDER BY seq LIMIT 1").await;
    assert!(first[0].contains("\"name\":\"Client 1\""), "with all that they are: {first:?}");
    let order = raw.texts("SELECT entity FROM intents GROUP BY entity ORDER BY min(seq)").await;
    let place = |entity: &str| order.iter().position(|known| known == entity);
    assert!(place("companies") < place("clients"), "what others refer to travels first: {order:?}");
}

#[tokio::test]
async fn a_reference_to_what_is_lost_is_emptied_or_its_row_left_out() {
    let (_house, sound) = filled().await;
    let house = House::new();
    std::fs::write(house.file(), &sound).expect("a file");
    let page = {
        let mut raw = house.raw().await;
        raw.run("DELETE FROM intents; PRAGMA wal_checkpoint(TRUNCATE)").await;
        raw.number("SELECT rootpage FROM sqlite_master WHERE name = 'users'").await
    };
    overwrite_page(&house.file(), page);
    std::fs::write(house.folder().join("running"), "").expect("a mark");
    let core = house.open().await;
    let salvage = core.opened().salvage.clone().expect("the damage is found");
    let mut raw = house.raw().await;
    assert_eq!(
        raw.number("SELECT count(*) FROM members WHERE user_id IS NULL").await,
        1,
        "her place stays, without her"
    );
    assert_eq!(raw.number("SELECT count(*) FROM sessions").await, 0, "a session of nobody is left out");
    let sessions = salvage.tables.iter().find(|table| table.table == "sessions").expect("reported");
    assert_eq!((sessions.copied, sessions.lost), (0, 1), "and counted as lost");
    assert_eq!(raw.number("SELECT count(*) FROM clients").await, CLIENTS, "nothing else is touched");
}

#[tokio::test]
async fn a_salvage_that_was_interrupted_is_finished_at_the_next_start() {
    let (whole, sound) = filled().await;
    // The damaged file was set aside and the new one had not yet taken its place.
    std::fs::rename(whole.file(), whole.folder().join("leadsmart.salvaged.db")).expect("renamed");
    let core = whole.open().await;
    assert!(
        core.opened().salvage.is_some() && !core.opened().created,
        "the new file takes its place, and it is told"
    );
    core.close().await;
    assert_eq!(count(&whole, "clients").await, CLIENTS);
    // The new file was complete and the damaged one still in its place: all begins anew.
    let house = House::new();
    std::fs::write(house.file(), &sound).expect("a file");
    std::fs::write(house.folder().join("leadsmart.salvaged.db"), &sound).expect("a file");
    let core = house.open().await;
    assert!(core.opened().salvage.is_none(), "the file in its place counts");
    assert!(!house.folder().join("leadsmart.salvaged.db").exists(), "the leftover is removed");
}

#[tokio::test]
async fn damage_that_is_met_while_working_is_mended_at_the_next_start() {
    let (house, _) = filled().await;
    let pages = {
        let mut raw = house.raw().await;
        let pages = raw.texts("SELECT CAST(rootpage AS TEXT) FROM sqlite_master WHERE tbl_name = 'sessions' AND rootpage > 0").await;
        raw.close().await;
        pages
    };
    for page in pages {
        overwrite_page(&house.file(), page.parse().expect("a number"));
    }
    let core = house.open().await;
    assert!(
        core.opened().salvage.is_none(),
        "a file that was closed in order is not read through at a start"
    );
    let failure =
        call(&core, Some("a token"), "auth.me", json!({})).await.expect_err("the sessions cannot be read");
    assert_eq!(failure.code, Code::Internal);
    assert!(failure.message.contains("damaged"), "the person learns why: {failure}");
    core.close().await;
    let core = house.open().await;
    assert!(core.opened().salvage.is_some(), "the next start finds and mends it");
    let failure =
        call(&core, Some("a token"), "auth.me", json!({})).await.expect_err("nobody has this token");
    assert_eq!(failure.code, Code::Unauthenticated, "and everything works again");
}

fn overwrite_page(file: &Path, number: i64) {
    let mut bytes = std::fs::read(file).expect("the file");
    let first = usize::try_from((number - 1) * 4096).expect("a place");
    bytes[first..first + 4096].fill(0x5A);
    std::fs::write(file, bytes).expect("damaged");
}
