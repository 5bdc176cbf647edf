//! Files of messages on this computer.

use jiff::Timestamp;
use leadsmart_contract::ids::{InstanceId, MessageId};
use leadsmart_contract::messages::MediaState;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::stored::{from_wire_name, wire_name};

/// A file that is to be fetched.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) message: MessageId,
    pub(crate) state: MediaState,
    pub(crate) attempts: i64,
}

/// Notes where the file of a message stands here.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    message: MessageId,
    state: MediaState,
    kept: Option<(&[u8], u64)>,
    next: Timestamp,
) -> Result<()> {
    let (instance, id, state) = (instance.uuid(), message.uuid(), wire_name(&state)?);
    let (digest, size) = kept.map(|(digest, size)| (digest, i64::try_from(size).unwrap_or(i64::MAX))).unzip();
    let next = next.as_millisecond();
    sqlx::query!(
        "INSERT INTO whatsapp_media (message_id, instance_id, state, digest, size, next_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (message_id) DO UPDATE SET state = excluded.state, digest = coalesce(excluded.digest, digest),
             size = coalesce(excluded.size, size), attempts = attempts + 1, next_at = excluded.next_at",
        id,
        instance,
        state,
        digest,
        size,
        next
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The files of a number that are to be fetched now, the newest first.
pub(crate) async fn due(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Wanted>> {
    let (instance, now) = (instance.uuid(), now.as_millisecond());
    let rows = sqlx::query!(
        r#"SELECT message_id AS "message!: Uuid", state, attempts FROM whatsapp_media
           WHERE instance_id = ? AND state IN ('waiting', 'asked', 'disk_full') AND next_at <= ? ORDER BY next_at DESC LIMIT ?"#,
        instance,
        now,
        most
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Wanted {
                message: MessageId::new(row.message),
                state: from_wire_name(&row.state)?,
                attempts: row.attempts,
            })
        })
        .collect()
}

/// Has a file that is not here fetched now.
pub(crate) async fn want_again(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    message: MessageId,
    now: Timestamp,
) -> Result<()> {
    let (instance, id, now) = (instance.uuid(), message.uuid(), now.as_millisecond());
    sqlx::query!(
        "INSERT INTO whatsapp_media (message_id, instance_id, state, next_at) VALUES (?, ?, 'waiting', ?)
         ON CONFLICT (message_id) DO UPDATE SET state = 'waiting', attempts = 0, next_at = excluded.next_at WHERE state <> 'here'",
        id,
        instance,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Under what the file of a message lies here, if it does.
pub(crate) async fn digest(connection: &mut SqliteConnection, message: MessageId) -> Result<Option<Vec<u8>>> {
    let id = message.uuid();
    let digest =
        sqlx::query_scalar!("SELECT digest FROM whatsapp_media WHERE message_id = ? AND state = 'here'", id);
    Ok(digest.fetch_optional(connection).await?.flatten())
}
