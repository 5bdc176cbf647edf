//! Rows of shared tables as they travel, into the store and out of it. The statements follow from the table of what is shared.

use std::collections::{BTreeMap, BTreeSet};

use leadsmart_ports::remote::Columns;
use leadsmart_ports::remote::shared::{Clash, Column, Kind, Merge, Table, Unique};
use serde_json::Value;
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

/// How many rows one statement writes.
const CHUNK: usize = 500;

/// A row to be written, with its key.
pub(super) struct Arrived {
    pub(super) key: String,
    pub(super) version: u64,
    pub(super) columns: Columns,
}

fn is_bytes(column: &Column) -> bool {
    matches!(column.kind, Kind::Id | Kind::Bytes)
}

/// A column out of the JSON `value`.
fn from_json(column: &Column) -> String {
    let name = column.name;
    if is_bytes(column) { format!("unhex(value ->> '{name}')") } else { format!("value ->> '{name}'") }
}

/// The key of a row as it travels.
fn key_text(table: &Table) -> String {
    let parts: Vec<String> =
        table
            .key()
            .map(|column| {
                if is_bytes(column) { format!("lower(hex({}))", column.name) } else { column.name.to_owned() }
            })
            .collect();
    parts.join(" || ':' || ")
}

/// Writes rows, whether they are there or not.
pub(super) async fn upsert(
    connection: &mut SqliteConnection,
    table: &'static Table,
    rows: Vec<Arrived>,
) -> sqlx::Result<()> {
    // An older server does not know all columns: what it leaves out stays as it is.
    let mut alike: BTreeMap<Vec<&'static str>, Vec<Value>> = BTreeMap::new();
    for mut row in rows {
        let known: Vec<&'static str> = table
            .travelling()
            .map(|column| column.name)
            .filter(|name| row.columns.contains_key(*name))
            .collect();
        row.columns.retain(|name, _| table.column(name).is_some());
        row.columns.insert("version".to_owned(), Value::from(row.version));
        alike.entry(known).or_default().push(Value::Object(row.columns));
    }
    for (names, rows) in alike {
        let text = upsert_text(table, &names);
        for chunk in rows.chunks(CHUNK) {
            let list = serde_json::to_string(chunk).map_err(|error| sqlx::Error::Encode(error.into()))?;
            sqlx::query(AssertSqlSafe(text.clone())).bind(list).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

fn upsert_text(table: &'static Table, names: &[&'static str]) -> String {
    let columns: Vec<&Column> = names.iter().filter_map(|name| table.column(name)).collect();
    let values: Vec<String> = columns.iter().map(|column| from_json(column)).collect();
    let key: Vec<&str> = table.key().map(|column| column.name).collect();
    let free = names.iter().filter(|name| !key.contains(name)).chain(&["version"]);
    let sets: Vec<String> = free.map(|name| format!("{name} = excluded.{name}")).collect();
    format!(
        "INSERT INTO {table} ({names}, version) SELECT {values}, value ->> 'version' FROM json_each(?) WHERE true
         ON CONFLICT ({key}) DO UPDATE SET {sets}",
        table = table.name,
        names = names.join(", "),
        values = values.join(", "),
        key = key.join(", "),
        sets = sets.join(", "),
    )
}

/// Removes rows, and what hangs on them.
pub(super) async fn delete(
    connection: &mut SqliteConnection,
    table: &'static Table,
    keys: &[String],
) -> sqlx::Result<()> {
    let columns: Vec<&Column> = table.key().collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let parts: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let part = format!("value ->> {place}");
            match column.kind {
                Kind::Id | Kind::Bytes => format!("unhex({part})"),
                Kind::Integer | Kind::Flag => format!("CAST({part} AS INTEGER)"),
                Kind::Text | Kind::Json => part,
            }
        })
        .collect();
    let text = format!(
        "DELETE FROM {} WHERE ({}) IN (SELECT {} FROM json_each(?))",
        table.name,
        names.join(", "),
        parts.join(", ")
    );
    for chunk in keys.chunks(CHUNK) {
        let split: Vec<Vec<&str>> =
            chunk.iter().map(|key| key.splitn(columns.len(), ':').collect()).collect();
        let list = serde_json::to_string(&split).map_err(|error| sqlx::Error::Encode(error.into()))?;
        sqlx::query(AssertSqlSafe(text.clone())).bind(list).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The keys of a company's rows, with their versions.
pub(super) async fn keys(
    connection: &mut SqliteConnection,
    table: &'static Table,
    company: Uuid,
) -> sqlx::Result<BTreeMap<String, u64>> {
    let text = format!(
        "SELECT {}, version FROM {} WHERE {} = ?",
        key_text(table),
        table.name,
        table.company_column()
    );
    let rows: Vec<(String, i64)> =
        sqlx::query_as(AssertSqlSafe(text)).bind(company).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(key, version)| (key, u64::try_from(version).unwrap_or(0))).collect())
}

/// A row as it travels.
fn whole(table: &Table) -> String {
    let pairs: Vec<String> = table
        .travelling()
        .map(|column| {
            let name = column.name;
            let value = if is_bytes(column) { format!("lower(hex({name}))") } else { name.to_owned() };
            // hex() makes an empty text of null.
            format!("'{name}', CASE WHEN {name} IS NULL THEN NULL ELSE {value} END")
        })
        .collect();
    format!("json_object({})", pairs.join(", "))
}

/// A company's rows as they travel, by key, with their versions.
pub(super) async fn all(
    connection: &mut SqliteConnection,
    table: &'static Table,
    company: Uuid,
) -> sqlx::Result<BTreeMap<String, (u64, Columns)>> {
    let place = format!("{} = ?", table.company_column());
    select(connection, table, &place, company).await
}

/// A row as it travels.
pub(super) async fn one(
    connection: &mut SqliteConnection,
    table: &'static Table,
    id: Uuid,
) -> sqlx::Result<Option<Columns>> {
    let found = select(connection, table, "id = ?", id).await?;
    Ok(found.into_values().next().map(|(_, columns)| columns))
}

/// The rows of a table that hang on a root, by key.
pub(super) async fn of_root(
    connection: &mut SqliteConnection,
    table: &'static Table,
    root: Uuid,
) -> sqlx::Result<BTreeMap<String, (u64, Columns)>> {
    let Some((_, column)) = table.root else { return Ok(BTreeMap::new()) };
    select(connection, table, &format!("{column} = ?"), root).await
}

async fn select(
    connection: &mut SqliteConnection,
    table: &'static Table,
    place: &str,
    id: Uuid,
) -> sqlx::Result<BTreeMap<String, (u64, Columns)>> {
    let text =
        format!("SELECT {}, version, {} FROM {} WHERE {place}", key_text(table), whole(table), table.name);
    let rows: Vec<(String, i64, String)> =
        sqlx::query_as(AssertSqlSafe(text)).bind(id).fetch_all(connection).await?;
    let read = |(key, version, columns): (String, i64, String)| {
        let columns = serde_json::from_str(&columns).map_err(|error| sqlx::Error::Decode(error.into()))?;
        Ok((key, (u64::try_from(version).unwrap_or(0), columns)))
    };
    rows.into_iter().map(read).collect()
}

/// Changes columns of a row that is there. Tells whether it was.
pub(super) async fn patch(
    connection: &mut SqliteConnection,
    table: &'static Table,
    key: &str,
    columns: &Columns,
) -> sqlx::Result<bool> {
    let free = |column: &&&Column| matches!(column.merge, Merge::Soft | Merge::Guarded);
    let changed: Vec<&Column> =
        columns.keys().filter_map(|name| table.column(name)).filter(|column| free(&column)).collect();
    let sets: Vec<String> =
        changed.iter().map(|column| format!("{} = {}", column.name, from_json(column))).collect();
    if sets.is_empty() {
        return Ok(false);
    }
    let name = table.name;
    let text = format!(
        "UPDATE {name} SET {} FROM (SELECT ?1 AS value) WHERE {} = ?2",
        sets.join(", "),
        key_text(table)
    );
    let values = serde_json::to_string(columns).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let done = sqlx::query(AssertSqlSafe(text)).bind(values).bind(key).execute(connection).await?;
    Ok(done.rows_affected() > 0)
}

/// Makes room for values that only one row may have, where others have them that are about to change as well. Tells whether there is
/// room now: not if a row has such a value that is not about to change.
pub(super) async fn make_room(
    connection: &mut SqliteConnection,
    table: &'static Table,
    unique: Unique,
    company: Uuid,
    rows: &[Arrived],
) -> sqlx::Result<bool> {
    let changing: BTreeSet<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    let (name, key, column) = (table.name, key_text(table), unique.column);
    let find = format!(
        "SELECT {key} FROM {name} WHERE {} = ? AND {column} = ? AND {key} <> ?",
        table.company_column()
    );
    let parked = match unique.clash {
        Clash::Number | Clash::Lose => format!("'parked:' || {key}"),
        Clash::Empty => "NULL".to_owned(),
    };
    let park = format!("UPDATE {name} SET {column} = {parked} WHERE {key} = ?");
    for row in rows {
        let Some(value) = row.columns.get(column).and_then(Value::as_str) else { continue };
        let others: Vec<String> = sqlx::query_scalar(AssertSqlSafe(find.clone()))
            .bind(company)
            .bind(value)
            .bind(&row.key)
            .fetch_all(&mut *connection)
            .await?;
        for other in others {
            if !changing.contains(other.as_str()) {
                return Ok(false);
            }
            sqlx::query(AssertSqlSafe(park.clone())).bind(other).execute(&mut *connection).await?;
        }
    }
    Ok(true)
}
