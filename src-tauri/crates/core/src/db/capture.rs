//! Triggers that guard the shared tables and record what changes in them.
//!
//! They are made from the schema itself, so that a new column or table cannot be forgotten. A write without an open
//! [`super::write::Mutation`] is aborted, whoever tries it, also with another program; a write inside of one leaves a row in
//! `intents` with exactly the columns that changed, and those that mean something only together with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use leadsmart_ports::remote::shared;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// Tables of this file alone, which are neither guarded nor recorded: plumbing, sessions, and what is derived.
const LOCAL: [&str; 6] = ["write_context", "intents", "outbox", "sessions", "attempts", "_sqlx_migrations"];

/// Prefixes of tables of this file alone: what is derived from shared ones, such as search indexes, and how far this file is with
/// the others; and the links of numbers with this computer.
const LOCAL_PREFIXES: [&str; 3] = ["index_", "sync_", "whatsapp_"];

/// A column, as far as recording it goes.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) blob: bool,
    pub(crate) key: bool,
}

/// Removes the triggers, so that a migration may rewrite rows.
pub(crate) async fn remove(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture\\_%' ESCAPE '\\'",
    )
    .fetch_all(&mut *connection)
    .await?;
    for name in names {
        sqlx::query(AssertSqlSafe(format!("DROP TRIGGER {name}"))).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Makes the triggers of every shared table where they are missing or outdated, and removes those that no table needs.
pub(crate) async fn install(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let mut wanted = BTreeMap::new();
    for table in shared_tables(connection).await? {
        let columns = columns(connection, &table).await?;
        wanted.extend(triggers(&table, &columns));
    }
    // As bytes: a broken page may hold text that is none, and then the trigger is made anew.
    let stored: BTreeMap<String, Vec<u8>> = sqlx::query_as(
        "SELECT name, CAST(sql AS BLOB) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture\\_%' ESCAPE '\\'",
    )
    .fetch_all(&mut *connection)
    .await?
    .into_iter()
    .collect();
    let is_right = |name: &str, text: &str| stored.get(name).is_some_and(|stored| stored == text.as_bytes());
    let needless: Vec<&String> =
        stored.keys().filter(|name| !wanted.get(*name).is_some_and(|text| is_right(name, text))).collect();
    let missing: Vec<String> =
        wanted.iter().filter(|(name, text)| !is_right(name, text)).map(|(_, text)| text.clone()).collect();
    if needless.is_empty() && missing.is_empty() {
        return Ok(());
    }
    let mut transaction = connection.begin().await?;
    for name in needless {
        sqlx::query(AssertSqlSafe(format!("DROP TRIGGER {name}"))).execute(&mut *transaction).await?;
    }
    for text in missing {
        sqlx::query(AssertSqlSafe(text)).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// The tables that are guarded, recorded and synchronized.
pub(crate) async fn shared_tables(connection: &mut SqliteConnection) -> sqlx::Result<Vec<String>> {
    let all: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
            .fetch_all(connection)
            .await?;
    let is_local =
        |name: &str| LOCAL.contains(&name) || LOCAL_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    Ok(all.into_iter().filter(|name| !is_local(name)).collect())
}

/// The columns of a table, in their order.
pub(crate) async fn columns(connection: &mut SqliteConnection, table: &str) -> sqlx::Result<Vec<Column>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as("SELECT name, type, pk FROM pragma_table_info(?)")
        .bind(table)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(name, kind, pk)| Column { name, blob: kind == "BLOB", key: pk > 0 }).collect())
}

/// Name and text of the three triggers of a table.
fn triggers(table: &str, columns: &[Column]) -> [(String, String); 3] {
    let recorded: Vec<&Column> = columns.iter().filter(|column| column.name != "version").collect();
    let changed: Vec<String> = recorded.iter().map(|c| format!("OLD.{0} IS NOT NEW.{0}", c.name)).collect();
    let differences: Vec<String> = recorded
        .iter()
        .map(|c| format!("SELECT '{0}' AS k, {1} AS v WHERE {2}", c.name, value(c, "NEW"), differs(table, c)))
        .collect();
    let changes = format!("(SELECT json_group_object(k, v) FROM ({}))", differences.join(" UNION ALL "));
    [
        trigger(table, columns, "insert", "NEW", &whole_row(columns, "NEW"), "1"),
        trigger(table, columns, "update", "NEW", &changes, &changed.join(" OR ")),
        trigger(table, columns, "delete", "OLD", &whole_row(columns, "OLD"), "1"),
    ]
}

/// When a column is recorded: when it changed, or another one with which it makes sense only together.
fn differs(table: &str, column: &Column) -> String {
    let shared = shared::table(table);
    let group = shared.and_then(|shared| shared.column(&column.name)).and_then(|column| column.group);
    let together = shared
        .into_iter()
        .flat_map(|shared| shared.columns)
        .filter(|c| c.group.is_some() && c.group == group);
    let names = together.map(|c| c.name).filter(|name| *name != column.name);
    let tests =
        [column.name.as_str()].into_iter().chain(names).map(|name| format!("OLD.{name} IS NOT NEW.{name}"));
    tests.collect::<Vec<_>>().join(" OR ")
}

fn trigger(
    table: &str,
    columns: &[Column],
    action: &str,
    side: &str,
    recorded: &str,
    when: &str,
) -> (String, String) {
    let name = format!("capture_{table}_{action}");
    let company = company(table, columns, side);
    let base = if action == "insert" { "0".to_owned() } else { "OLD.version".to_owned() };
    let mut text = String::new();
    let _ = write!(
        text,
        "CREATE TRIGGER {name} AFTER {} ON {table} BEGIN \
         SELECT RAISE(ABORT, '{table} is written outside of the write path') WHERE NOT EXISTS (SELECT 1 FROM write_context); \
         INSERT INTO intents (mutation, operation, at, company_id, entity, row_key, action, base_version, columns) \
         SELECT mutation, operation, at, {company}, '{table}', {}, '{action}', {base}, {recorded} \
         FROM write_context WHERE captures = 1 AND ({when}); END",
        action.to_uppercase(),
        row_key(columns, side),
    );
    (name, text)
}

/// The company that a row belongs to, as `intents` has it.
pub(crate) fn company(table: &str, columns: &[Column], side: &str) -> String {
    match table {
        "companies" => format!("{side}.id"),
        _ if columns.iter().any(|c| c.name == "company_id") => format!("{side}.company_id"),
        _ => "NULL".to_owned(),
    }
}

/// All that is recorded of a row. Its version is the server's and does not travel.
pub(crate) fn whole_row(columns: &[Column], side: &str) -> String {
    let recorded = columns.iter().filter(|c| c.name != "version");
    let pairs: Vec<String> = recorded.map(|c| format!("'{}', {}", c.name, value(c, side))).collect();
    format!("json_object({})", pairs.join(", "))
}

/// What names a row in `intents`: the columns of its primary key.
pub(crate) fn row_key(columns: &[Column], side: &str) -> String {
    let key: Vec<String> = columns.iter().filter(|c| c.key).map(|c| value(c, side)).collect();
    key.join(" || ':' || ")
}

/// A column as JSON can hold it: bytes as hexadecimal text.
fn value(column: &Column, side: &str) -> String {
    let name = &column.name;
    if column.blob {
        format!("CASE WHEN {side}.{name} IS NULL THEN NULL ELSE lower(hex({side}.{name})) END")
    } else {
        format!("{side}.{name}")
    }
}
