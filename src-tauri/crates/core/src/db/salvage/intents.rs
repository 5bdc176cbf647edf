//! Rows and the intents that recorded them, each made again from the other.
//!
//! An intent holds all columns of a row that was inserted and those that changed since. So long as the first one has not
//! been synchronized and cleared away, the row can be made again.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::db::capture::{self, Column};
use crate::db::failure::primary_code;

/// What became of rows that are not there, by their key. Keys are bytes here: a broken page may hold text that is none.
type Missing = BTreeMap<Vec<u8>, Option<Map<String, Value>>>;

/// Makes the rows of a table that intents tell of and the table misses; gives their number.
pub(super) async fn rebuild(connection: &mut SqliteConnection, table: &str) -> sqlx::Result<u64> {
    let columns = capture::columns(connection, table).await?;
    let mut missing = missing_rows(connection, table, &columns).await?;
    if missing.is_empty() {
        return Ok(0);
    }
    replay(connection, table, &mut missing).await?;
    let mut made = 0;
    for row in missing.into_values().flatten() {
        made += insert(connection, table, &columns, &row).await?;
    }
    Ok(made)
}

/// Records the rows of a table again that the server has not seen and whose intents are lost, so that they travel all the
/// same; gives their number. They are dated like the last intent that is left. A row with broken text stays, but has no JSON.
pub(super) async fn record(connection: &mut SqliteConnection, table: &str) -> sqlx::Result<u64> {
    let columns = capture::columns(connection, table).await?;
    let key = capture::row_key(&columns, "present");
    let company = capture::company(table, &columns, "present");
    let row = capture::whole_row(&columns, "present");
    let text = format!(
        "INSERT OR IGNORE INTO intents (mutation, operation, at, company_id, entity, row_key, action, base_version, columns)
         SELECT (SELECT randomblob(16)), 'salvage', (SELECT COALESCE(MAX(at), 0) FROM intents), {company}, ?1, {key}, 'insert', 0, {row}
         FROM {table} AS present
         WHERE version = 0 AND {key} NOT IN (SELECT row_key FROM intents WHERE entity = ?1 AND action = 'insert')"
    );
    let done = sqlx::query(AssertSqlSafe(text)).bind(table).execute(connection).await?;
    Ok(done.rows_affected())
}

/// The rows that were inserted and are not there; what becomes of them is found out next.
async fn missing_rows(
    connection: &mut SqliteConnection,
    table: &str,
    columns: &[Column],
) -> sqlx::Result<Missing> {
    let key = capture::row_key(columns, "present");
    let text = format!(
        "SELECT CAST(k AS BLOB) FROM (SELECT row_key AS k FROM intents WHERE entity = ? AND action = 'insert'
         EXCEPT SELECT {key} FROM {table} AS present)"
    );
    let keys: Vec<Vec<u8>> =
        sqlx::query_scalar(AssertSqlSafe(text)).bind(table).fetch_all(connection).await?;
    Ok(keys.into_iter().map(|key| (key, None)).collect())
}

async fn replay(connection: &mut SqliteConnection, table: &str, missing: &mut Missing) -> sqlx::Result<()> {
    let recorded: Vec<(Vec<u8>, String, Vec<u8>)> = sqlx::query_as(
        "SELECT CAST(row_key AS BLOB), action, CAST(columns AS BLOB) FROM intents WHERE entity = ? ORDER BY seq",
    )
    .bind(table)
    .fetch_all(connection)
    .await?;
    for (key, action, columns) in recorded {
        let Some(row) = missing.get_mut(&key) else { continue };
        let Ok(Value::Object(columns)) = serde_json::from_slice(&columns) else { continue };
        match (action.as_str(), row) {
            ("insert", row) => *row = Some(columns),
            ("update", Some(row)) => row.extend(columns),
            ("delete", row) => *row = None,
            _ => {}
        }
    }
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    table: &str,
    columns: &[Column],
    row: &Map<String, Value>,
) -> sqlx::Result<u64> {
    let known: Vec<(&Column, &Value)> =
        columns.iter().filter_map(|column| Some((column, row.get(&column.name)?))).collect();
    let names: Vec<&str> = known.iter().map(|(column, _)| column.name.as_str()).collect();
    let places = vec!["?"; names.len()].join(", ");
    let text = format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(text));
    for (column, value) in known {
        query = match value {
            Value::Null => query.bind(None::<i64>),
            Value::Bool(value) => query.bind(*value),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => query.bind(whole),
                None => query.bind(number.as_f64()),
            },
            Value::String(text) if column.blob => query.bind(from_hex(text)),
            Value::String(text) => query.bind(text.clone()),
            Value::Array(_) | Value::Object(_) => query.bind(value.to_string()),
        };
    }
    match query.execute(connection).await {
        Ok(done) => Ok(done.rows_affected()),
        // A row that conflicts with what could be read gives way to it.
        Err(error) if primary_code(&error) == 19 => Ok(0),
        Err(error) => Err(error),
    }
}

/// Bytes from hexadecimal text; none if it is none.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_their_text() {
        assert_eq!(from_hex("00ff7a"), Some(vec![0, 255, 122]));
        assert_eq!(from_hex(""), Some(vec![]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("zz"), None);
    }
}
