//! Older messages: what a first reading leaves out, and how it is read later, in one short snapshot a stretch.

use leadsmart_ports::remote::older::{MESSAGES, Mark, Older, SCHEDULED, Stretch, UNSETTLED, hanging};
use leadsmart_ports::remote::shared::Table;
use leadsmart_ports::remote::{Part, Position, RemoteFailure};
use sqlx::postgres::{PgPool, PgRow};
use sqlx::{AssertSqlSafe, Postgres, Row, Transaction, ValueRef};
use uuid::Uuid;

use crate::load::{Known, known};
use crate::pull::snapshot;
use crate::remote::in_time;

/// The server keeps no statistics of what rows say, so it takes a company for a few of them and would rather sort those than go along an
/// index, each time anew.
const BEGIN: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL enable_sort = off";

/// A message that has something before it, or was not read: the condition of the index `messages_unsettled`.
fn unsettled() -> String {
    format!("(m.unread OR m.state IN ('{}'))", UNSETTLED.join("', '"))
}

/// The messages of a first reading, in three parts that have none in common: the last ones; of those before, what is not settled; and
/// the newest of each conversation.
fn first_messages(columns: &str, since: i64) -> String {
    let unsettled = unsettled();
    format!(
        "SELECT {columns} FROM app.messages m WHERE m.at >= {since}
         UNION ALL SELECT {columns} FROM app.messages m WHERE m.at < {since} AND {unsettled}
         UNION ALL SELECT {columns} FROM app.threads t CROSS JOIN LATERAL (
             SELECT * FROM app.messages n WHERE n.company_id = t.company_id AND n.thread_id = t.id AND n.state <> '{SCHEDULED}'
             ORDER BY n.company_id DESC, n.thread_id DESC, n.at DESC, n.id DESC LIMIT 1
         ) m WHERE m.at < {since} AND NOT {unsettled}"
    )
}

/// What a first reading reads of a table: all of it, but of messages, and of what hangs on them, only what is needed from the
/// beginning. Stands where a statement names a table.
pub(crate) fn first(table: &Table, since: Option<i64>) -> String {
    let hangs_by = hanging().find(|(hanging, _)| hanging.name == table.name).map(|(_, column)| column);
    match (since, hangs_by) {
        (Some(since), None) if table.name == MESSAGES => format!("({}) m", first_messages("m.*", since)),
        (Some(since), Some(column)) => {
            format!("app.{} WHERE {column} IN ({})", table.name, first_messages("m.id", since))
        }
        _ => format!("app.{}", table.name),
    }
}

/// Reads a stretch of older messages as they stand at a position, unless the company has gone on since.
pub(crate) async fn read(
    pool: &PgPool,
    seen: Position,
    stretch: Stretch,
) -> Result<Option<Older>, RemoteFailure> {
    let start = serde_json::to_string(&seen).map_err(|error| RemoteFailure::Protocol(error.to_string()))?;
    let (mut snapshot, horizon) = snapshot(pool, BEGIN, &start, true).await?;
    if horizon != seen {
        in_time(snapshot.rollback()).await?;
        return Ok(None);
    }
    let tables = known(&mut snapshot).await?;
    let mut parts = Vec::new();
    let mut marks = Vec::new();
    for known in tables.iter().filter(|known| known.table.name == MESSAGES) {
        let rows = messages(&mut snapshot, known, stretch).await?;
        marks = rows.iter().map(mark).collect::<Result<_, _>>().map_err(not_understood)?;
        parts.push(part(known, &rows)?);
    }
    let ids: Vec<Uuid> = marks.iter().map(|mark: &Mark| mark.id).collect();
    for (table, column) in hanging().filter(|_| !ids.is_empty()) {
        for known in tables.iter().filter(|known| known.table.name == table.name) {
            let text = format!("SELECT {} FROM app.{} WHERE {column} = ANY ($1)", known.select(), table.name);
            let query = sqlx::query(AssertSqlSafe(text)).bind(&ids);
            parts.push(part(known, &in_time(query.fetch_all(&mut *snapshot)).await?)?);
        }
    }
    in_time(snapshot.rollback()).await?;
    let down_to = marks.last().copied().filter(|_| marks.len() == stretch.rows.max(1));
    Ok(Some(Older { parts, down_to }))
}

/// The newest messages before a place. All that is put into the statement are numbers and identifiers.
async fn messages(
    snapshot: &mut Transaction<'static, Postgres>,
    known: &Known,
    stretch: Stretch,
) -> Result<Vec<PgRow>, RemoteFailure> {
    let Stretch { thread, before, rows } = stretch;
    let (of_thread, in_thread) = match thread {
        Some(thread) => (format!("thread_id = '{thread}' AND "), "thread_id DESC, "),
        None => (String::new(), ""),
    };
    let text = format!(
        "SELECT {} FROM app.messages WHERE {of_thread}(at, id) < ({}, '{}'::uuid)
         ORDER BY company_id DESC, {in_thread}at DESC, id DESC LIMIT {}",
        known.select(),
        before.at,
        before.id,
        rows.max(1)
    );
    let query = sqlx::query(AssertSqlSafe(text)).persistent(false);
    in_time(query.fetch_all(&mut **snapshot)).await
}

fn mark(row: &PgRow) -> Result<Mark, sqlx::Error> {
    Ok(Mark { at: row.try_get("at")?, id: row.try_get("id")? })
}

fn not_understood(error: sqlx::Error) -> RemoteFailure {
    RemoteFailure::Protocol(error.to_string())
}

/// Rows as they came: an answer to a prepared statement holds the same bytes as a copy in binary form.
fn part(known: &Known, rows: &[PgRow]) -> Result<Part, RemoteFailure> {
    let mut part = Part::new(known.table, known.columns.clone());
    let mut bytes = Vec::new();
    for row in rows {
        bytes.clear();
        for place in 0..row.len() {
            let value = row.try_get_raw(place).map_err(not_understood)?;
            let value = if value.is_null() {
                None
            } else {
                Some(value.as_bytes().map_err(|error| RemoteFailure::Protocol(error.to_string()))?)
            };
            let length = value.map_or(-1, |value| i32::try_from(value.len()).unwrap_or(i32::MAX));
            bytes.extend(length.to_be_bytes());
            bytes.extend(value.unwrap_or_default());
        }
        part.push(&bytes);
    }
    Ok(part)
}
