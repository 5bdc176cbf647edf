//! What waits to go out.

use jiff::Timestamp;
use leadsmart_contract::ids::{InstanceId, MessageId, ThreadId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::queue::{Before, Order};
use crate::error::{Error, Result};
use crate::time::from_millis;

/// Something that waits to go out.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) seq: i64,
    pub(crate) thread: ThreadId,
    pub(crate) message: MessageId,
    pub(crate) action: String,
    pub(crate) wire_id: String,
    pub(crate) text: String,
    pub(crate) created_at: Timestamp,
    pub(crate) attempts: i64,
    pub(crate) before: Option<Before>,
}

struct Row {
    seq: i64,
    thread_id: Uuid,
    message_id: Uuid,
    action: String,
    wire_id: String,
    text: String,
    created_at: i64,
    attempts: i64,
    before: Option<String>,
}

impl TryFrom<Row> for Waiting {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            thread: ThreadId::new(row.thread_id),
            message: MessageId::new(row.message_id),
            action: row.action,
            wire_id: row.wire_id,
            text: row.text,
            created_at: from_millis(row.created_at)?,
            attempts: row.attempts,
            before: row.before.as_deref().map(serde_json::from_str).transpose()?,
        })
    }
}

/// Puts something at the end of the queue; nothing happens if it stands there.
pub(crate) async fn put(connection: &mut SqliteConnection, order: &Order, now: Timestamp) -> Result<()> {
    let (instance, thread, message) = (order.instance.uuid(), order.thread.uuid(), order.message.uuid());
    let (before, now) = (order.before.as_ref().map(serde_json::to_string).transpose()?, now.as_millisecond());
    sqlx::query!(
        "INSERT INTO whatsapp_queue (instance_id, thread_id, message_id, action, wire_id, text, created_at, next_at, before)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (instance_id, wire_id) DO NOTHING",
        instance,
        thread,
        message,
        order.action,
        order.wire_id,
        order.text,
        now,
        now,
        before
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is due, in the order in which it was asked for: of each conversation only the first, so that nothing overtakes.
pub(crate) async fn due(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Waiting>> {
    let (instance, now) = (instance.uuid(), now.as_millisecond());
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT q.seq AS "seq!", q.thread_id AS "thread_id!: Uuid", q.message_id AS "message_id!: Uuid", q.action, q.wire_id, q.text, q.created_at,
             q.attempts, q.before
           FROM whatsapp_queue q
           WHERE q.instance_id = ?1 AND q.next_at <= ?2
             AND NOT EXISTS (SELECT 1 FROM whatsapp_queue e WHERE e.thread_id = q.thread_id AND e.seq < q.seq AND e.handed_at IS NULL)
           ORDER BY q.seq LIMIT ?3"#,
        instance,
        now,
        most
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Waiting::try_from).collect()
}

/// What stands in the queue under an id, which was chosen here.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    wire_id: &str,
) -> Result<Option<Waiting>> {
    let instance = instance.uuid();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT seq AS "seq!", thread_id AS "thread_id!: Uuid", message_id AS "message_id!: Uuid", action, wire_id, text, created_at, attempts, before
           FROM whatsapp_queue WHERE instance_id = ? AND wire_id = ?"#,
        instance,
        wire_id
    )
    .fetch_optional(connection)
    .await?;
    row.map(Waiting::try_from).transpose()
}

/// Notes that something is handed over now, and when it is handed over again if nothing is heard of it.
pub(crate) async fn handing(
    connection: &mut SqliteConnection,
    seq: i64,
    now: Timestamp,
    again: Timestamp,
) -> Result<()> {
    let (now, again) = (now.as_millisecond(), again.as_millisecond());
    sqlx::query!(
        "UPDATE whatsapp_queue SET handed_at = ?, next_at = ?, attempts = attempts + 1 WHERE seq = ?",
        now,
        again,
        seq
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that something was not handed over, why, and when it is tried again.
pub(crate) async fn later(
    connection: &mut SqliteConnection,
    seq: i64,
    again: Timestamp,
    detail: &str,
) -> Result<()> {
    let again = again.as_millisecond();
    sqlx::query!(
        "UPDATE whatsapp_queue SET handed_at = NULL, next_at = ?, detail = ? WHERE seq = ?",
        again,
        detail,
        seq
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Has everything that was handed over on a line that is gone go out again, under the same ids.
pub(crate) async fn all_again(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    now: Timestamp,
) -> Result<()> {
    let (instance, now) = (instance.uuid(), now.as_millisecond());
    sqlx::query!(
        "UPDATE whatsapp_queue SET next_at = ? WHERE instance_id = ? AND next_at > ?",
        now,
        instance,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes something out of the queue.
pub(crate) async fn delete(connection: &mut SqliteConnection, seq: i64) -> Result<()> {
    sqlx::query!("DELETE FROM whatsapp_queue WHERE seq = ?", seq).execute(connection).await?;
    Ok(())
}

/// Takes a message out of the queue.
pub(crate) async fn delete_message(connection: &mut SqliteConnection, message: MessageId) -> Result<()> {
    let id = message.uuid();
    sqlx::query!("DELETE FROM whatsapp_queue WHERE message_id = ? AND action = 'send'", id)
        .execute(connection)
        .await?;
    Ok(())
}

/// How many messages of a number wait, and how many have failed.
pub(crate) async fn counts(connection: &mut SqliteConnection, instance: InstanceId) -> Result<(i64, i64)> {
    let instance = instance.uuid();
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM whatsapp_queue q WHERE q.instance_id = ?1 AND q.action = 'send') AS "queued!: i64",
             (SELECT count(*) FROM messages m INDEXED BY messages_waiting CROSS JOIN threads t ON t.id = m.thread_id
              WHERE m.company_id = (SELECT n.company_id FROM instances n WHERE n.id = ?1) AND m.state = 'failed'
                AND m.state IN ('scheduled', 'queued', 'sending', 'failed') AND t.instance_id = ?1) AS "failed!: i64""#,
        instance
    )
    .fetch_one(connection)
    .await?;
    Ok((row.queued, row.failed))
}
