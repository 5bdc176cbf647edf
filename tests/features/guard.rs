//! The write path: nothing that a company shares changes without an intent.

use leadsmart_tests::house::{House, Raw};

/// Tables that belong to one file, not to the company. A table that is added is guarded unless it is named here, on purpose.
const LOCAL_PREFIXES: [&str; 3] = ["index_", "sync_", "whatsapp_"];
const LOCAL: [&str; 6] = ["_sqlx_migrations", "attempts", "intents", "outbox", "sessions", "write_context"];

async fn shared_tables(raw: &mut Raw) -> Vec<String> {
    let all = raw
        .texts(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )
        .await;
    let is_local =
        |table: &str| LOCAL.contains(&table) || LOCAL_PREFIXES.iter().any(|prefix| table.starts_with(prefix));
    all.into_iter().filter(|table| !is_local(table)).collect()
}

/// A row of any table: what it means does not matter here, only that it is there.
async fn row(raw: &mut Raw, table: &str) -> String {
    let question = format!(
        "SELECT group_concat(CASE type WHEN 'BLOB' THEN 'zeroblob(16)' WHEN 'INTEGER' THEN '1' ELSE '''[]''' END, ', ')
         FROM pragma_table_info('{table}')"
    );
    raw.texts(&question).await.remove(0)
}

/// A folder with a row in every shared table.
async fn filled() -> (House, Raw, Vec<String>) {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    raw.run("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").await;
    let tables = shared_tables(&mut raw).await;
    for table in &tables {
        let values = row(&mut raw, table).await;
        raw.guarded(&format!("INSERT INTO {table} VALUES ({values})")).await;
    }
    (house, raw, tables)
}

#[tokio::test]
async fn every_shared_table_is_guarded_against_every_kind_of_write() {
    let (_house, mut raw, tables) = filled().await;
    assert!(tables.len() > 15, "the shared tables are found: {tables:?}");
    for table in &tables {
        let values = row(&mut raw, table).await;
        let column = raw
            .texts(&format!("SELECT name FROM pragma_table_info('{table}') WHERE name <> 'version'"))
            .await
            .remove(0);
        for write in [
            format!("INSERT INTO {table} VALUES ({values})"),
            format!(
                "INSERT OR IGNORE INTO {table} VALUES ({})",
                values.replace("zeroblob(16)", "randomblob(16)")
            ),
            format!("REPLACE INTO {table} VALUES ({values})"),
            format!("UPDATE {table} SET {column} = {column}"),
            format!("UPDATE OR REPLACE {table} SET version = version + 1"),
            format!("DELETE FROM {table}"),
        ] {
            match raw.try_run(&write).await {
                Ok(rows) => {
                    assert!(write.contains("OR IGNORE") && rows == 0, "{write}: {rows} rows were written")
                }
                Err(refused) => {
                    let text = refused.to_string();
                    let refusals = ["outside of the write path", "UNIQUE constraint"];
                    assert!(refusals.iter().any(|refusal| text.contains(refusal)), "{write}: {text}");
                }
            }
        }
        assert_eq!(raw.number(&format!("SELECT count(*) FROM {table}")).await, 1, "{table} is as it was");
    }
}

#[tokio::test]
async fn a_row_that_is_replaced_leaves_both_intents() {
    let (_house, mut raw, _) = filled().await;
    let before = raw.number("SELECT max(seq) FROM intents").await;
    let values = row(&mut raw, "holidays").await;
    raw.run("PRAGMA recursive_triggers = ON").await;
    raw.guarded(&format!("REPLACE INTO holidays VALUES ({values})")).await;
    let actions = raw.texts(&format!("SELECT action FROM intents WHERE seq > {before} ORDER BY seq")).await;
    assert_eq!(actions, ["delete", "insert"], "what REPLACE removes is recorded like what it adds");
}

#[tokio::test]
async fn what_arrives_from_elsewhere_leaves_no_intent() {
    let (_house, mut raw, _) = filled().await;
    let before = raw.number("SELECT count(*) FROM intents").await;
    raw.run(
        "BEGIN; INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, zeroblob(16), 'remote', 0, 0);
         UPDATE holidays SET name = 'Other'; DELETE FROM write_context; COMMIT",
    )
    .await;
    assert_eq!(
        raw.number("SELECT count(*) FROM intents").await,
        before,
        "a change from the server is not sent back to it"
    );
}

#[tokio::test]
async fn guards_that_a_crash_left_out_are_back_after_the_next_start() {
    let (house, mut raw, _) = filled().await;
    raw.run(
        "DROP TRIGGER capture_clients_insert; DROP TRIGGER capture_clients_update;
         CREATE TRIGGER capture_clients_update AFTER UPDATE ON clients BEGIN SELECT 1; END;
         CREATE TRIGGER capture_gone_insert AFTER INSERT ON clients BEGIN SELECT RAISE(ABORT, 'gone'); END",
    )
    .await;
    raw.close().await;
    house.make().await;
    let mut raw = house.raw().await;
    for write in ["UPDATE clients SET name = 'Other'", "DELETE FROM clients"] {
        let refused = raw.try_run(write).await.expect_err("guarded again").to_string();
        assert!(refused.contains("outside of the write path"), "{write}: {refused}");
    }
    let strange = raw.number("SELECT count(*) FROM sqlite_master WHERE name = 'capture_gone_insert'").await;
    assert_eq!(strange, 0, "a guard that no table needs is removed");
}

#[tokio::test]
async fn a_guard_that_stands_open_is_closed_at_the_next_start() {
    let (house, mut raw, _) = filled().await;
    raw.run("INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, zeroblob(16), 'left open', 0, 0)").await;
    raw.close().await;
    house.make().await;
    let mut raw = house.raw().await;
    raw.try_run("DELETE FROM clients").await.expect_err("the guard is closed");
}
