//! All SQL of messages: the rows here, what pages and views read in [`page`], what a search asks in [`search`].

pub(crate) mod index;
pub(crate) mod page;
pub(crate) mod search;

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, InstanceId, MessageId, ThreadId};
use leadsmart_contract::messages::MessageState;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::model::{KeptContent, KeptFailure, Message, NewMedia, NewMessage};
use crate::error::Result;
use crate::stored::{from_wire_name, one_row, wire_name};
use crate::time::from_millis;

/// Stores a message.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    message: &NewMessage,
) -> Result<()> {
    let (id, company, thread) = (message.id.uuid(), company.uuid(), message.thread.uuid());
    let member = message.member.map(leadsmart_contract::ids::MemberId::uuid);
    let (at, send_at) = (message.at.as_millisecond(), message.send_at.map(Timestamp::as_millisecond));
    let (kind, state) = (wire_name(&message.content.kind)?, wire_name(&message.state)?);
    let detail = message.content.detail.as_ref().map(serde_json::to_string).transpose()?;
    let quote = message.quote.as_ref().map(serde_json::to_string).transpose()?;
    sqlx::query!(
        "INSERT INTO messages (id, company_id, thread_id, wire_id, from_me, member_id, at, kind, body, detail, quote, state,
                               unread, waited, send_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        company,
        thread,
        message.wire_id,
        message.from_me,
        member,
        at,
        kind,
        message.content.body,
        detail,
        quote,
        state,
        message.unread,
        message.waited,
        send_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores what is known of the file of a message, in place of what was known before.
pub(super) async fn put_media(
    connection: &mut SqliteConnection,
    company: CompanyId,
    message: MessageId,
    media: &NewMedia,
) -> Result<()> {
    let (id, company, kind) = (message.uuid(), company.uuid(), wire_name(&media.kind)?);
    let size = i64::try_from(media.size).unwrap_or(i64::MAX);
    let (width, height) = media.dimensions.unzip();
    sqlx::query!(
        "INSERT INTO message_media (message_id, company_id, kind, mime, file_name, size, seconds, width, height, thumbnail, digest,
                                    reference_sealed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (message_id) DO UPDATE SET size = excluded.size, digest = excluded.digest,
             reference_sealed = excluded.reference_sealed",
        id,
        company,
        kind,
        media.mime,
        media.file_name,
        size,
        media.seconds,
        width,
        height,
        media.thumbnail,
        media.digest,
        media.reference_sealed
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A message of a company.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    message: MessageId,
) -> Result<Option<Message>> {
    let (id, company_id) = (message.uuid(), company.uuid());
    let row = sqlx::query!(
        r#"SELECT m.thread_id AS "thread_id!: Uuid", t.instance_id AS "instance_id!: Uuid", m.wire_id, m.from_me AS "from_me!: bool",
                  m.at, m.kind, m.body, m.detail, m.quote, m.state
           FROM messages m JOIN threads t ON t.id = m.thread_id WHERE m.id = ? AND m.company_id = ?"#,
        id,
        company_id
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Message {
        id: message,
        company,
        instance: InstanceId::new(row.instance_id),
        thread: ThreadId::new(row.thread_id),
        wire_id: row.wire_id,
        from_me: row.from_me,
        at: from_millis(row.at)?,
        content: KeptContent {
            kind: from_wire_name(&row.kind)?,
            body: row.body,
            detail: row.detail.as_deref().map(serde_json::from_str).transpose()?,
        },
        quote: row.quote.as_deref().map(serde_json::from_str).transpose()?,
        state: from_wire_name(&row.state)?,
    }))
}

/// The instant at which a message stands that was sent in this second: after those of the same second that are there. WhatsApp tells
/// whole seconds, and people write faster.
pub(super) async fn place_in_second(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    at: Timestamp,
) -> Result<Timestamp> {
    let (thread, from) = (thread.uuid(), at.as_millisecond());
    let until = from.saturating_add(1000);
    let newest = sqlx::query_scalar!(
        r#"SELECT max(at) AS "at: i64" FROM messages WHERE thread_id = ? AND at >= ? AND at < ? AND state <> 'scheduled'"#,
        thread,
        from,
        until
    )
    .fetch_one(connection)
    .await?;
    from_millis(newest.map_or(from, |newest| newest.saturating_add(1)))
}

/// Whether any company uses this identifier for a message.
pub(super) async fn is_known(connection: &mut SqliteConnection, message: MessageId) -> Result<bool> {
    let id = message.uuid();
    let known =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM messages WHERE id = ?) AS "known!: bool""#, id);
    Ok(known.fetch_one(connection).await?)
}

/// The message that WhatsApp knows under an id, in a conversation.
pub(super) async fn by_wire(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    wire_id: &str,
    from_me: bool,
) -> Result<Option<(MessageId, MessageState)>> {
    let thread = thread.uuid();
    let row = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", state FROM messages WHERE thread_id = ? AND wire_id = ? AND from_me = ? ORDER BY id LIMIT 1"#,
        thread,
        wire_id,
        from_me
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((MessageId::new(row.id), from_wire_name(&row.state)?))).transpose()
}

/// A message from here over a number, by the id that was chosen for it.
pub(super) async fn sent_by_wire(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    wire_id: &str,
) -> Result<Option<(MessageId, MessageState)>> {
    let instance = instance.uuid();
    let row = sqlx::query!(
        r#"SELECT m.id AS "id!: Uuid", m.state FROM messages m CROSS JOIN threads t ON t.id = m.thread_id
           WHERE m.wire_id = ? AND m.from_me = 1 AND t.instance_id = ? LIMIT 1"#,
        wire_id,
        instance
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((MessageId::new(row.id), from_wire_name(&row.state)?))).transpose()
}

/// Sets what became of a message.
pub(super) async fn set_state(
    connection: &mut SqliteConnection,
    message: MessageId,
    state: MessageState,
    failure: Option<&KeptFailure>,
) -> Result<()> {
    let (id, state) = (message.uuid(), wire_name(&state)?);
    let failure = failure.map(serde_json::to_string).transpose()?;
    let done = sqlx::query!("UPDATE messages SET state = ?, failure = ? WHERE id = ?", state, failure, id)
        .execute(connection);
    one_row("messages", done.await?.rows_affected())
}

/// Sets when a message was sent, or is to be sent.
pub(super) async fn set_time(
    connection: &mut SqliteConnection,
    message: MessageId,
    at: Timestamp,
    send_at: Option<Timestamp>,
) -> Result<()> {
    let (id, at, send_at) = (message.uuid(), at.as_millisecond(), send_at.map(Timestamp::as_millisecond));
    let done = sqlx::query!("UPDATE messages SET at = ?, send_at = ? WHERE id = ?", at, send_at, id);
    one_row("messages", done.execute(connection).await?.rows_affected())
}

/// Sets what a message holds.
pub(super) async fn set_content(
    connection: &mut SqliteConnection,
    message: MessageId,
    content: &KeptContent,
    edited_at: Option<Timestamp>,
) -> Result<()> {
    let (id, kind) = (message.uuid(), wire_name(&content.kind)?);
    let detail = content.detail.as_ref().map(serde_json::to_string).transpose()?;
    let edited = edited_at.map(Timestamp::as_millisecond);
    let done = sqlx::query!(
        "UPDATE messages SET kind = ?, body = ?, detail = ?, edited_at = coalesce(?, edited_at) WHERE id = ?",
        kind,
        content.body,
        detail,
        edited,
        id
    );
    one_row("messages", done.execute(connection).await?.rows_affected())
}

/// Puts an emoji on a message, of the company or of the other one.
pub(super) async fn set_reaction(
    connection: &mut SqliteConnection,
    message: MessageId,
    mine: bool,
    emoji: Option<&str>,
) -> Result<()> {
    let id = message.uuid();
    sqlx::query!(
        "UPDATE messages SET reaction_mine = CASE WHEN ?1 THEN ?2 ELSE reaction_mine END,
                             reaction_theirs = CASE WHEN ?1 THEN reaction_theirs ELSE ?2 END WHERE id = ?3",
        mine,
        emoji,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds to the history of a message what it held until now.
pub(super) async fn add_revision(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: Uuid,
    message: MessageId,
    at: Timestamp,
    body: &str,
    deleted: bool,
) -> Result<()> {
    let (company, message, at) = (company.uuid(), message.uuid(), at.as_millisecond());
    sqlx::query!(
        "INSERT INTO message_revisions (id, company_id, message_id, at, body, deleted) VALUES (?, ?, ?, ?, ?, ?)",
        id,
        company,
        message,
        at,
        body,
        deleted
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What a message held before, the oldest first: when, what, and whether it was deleted then.
pub(super) async fn revisions(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<Vec<(Timestamp, String, bool)>> {
    let id = message.uuid();
    let rows = sqlx::query!(
        r#"SELECT at, body, deleted AS "deleted!: bool" FROM message_revisions WHERE message_id = ? ORDER BY at, deleted, id"#,
        id
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((from_millis(row.at)?, row.body, row.deleted))).collect()
}

/// Takes away a message that was never sent.
pub(super) async fn delete(connection: &mut SqliteConnection, message: MessageId) -> Result<()> {
    let id = message.uuid();
    let done = sqlx::query!("DELETE FROM messages WHERE id = ?", id).execute(connection).await?;
    one_row("messages", done.rows_affected())
}

/// The unread messages of a conversation up to one, the newest first: id and the id under which WhatsApp knows it.
pub(super) async fn unread(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    up_to: Option<Timestamp>,
) -> Result<Vec<(MessageId, String)>> {
    let (thread, up_to) = (thread.uuid(), up_to.map_or(i64::MAX, Timestamp::as_millisecond));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", wire_id FROM messages WHERE thread_id = ? AND unread = 1 AND at <= ? ORDER BY at DESC, id DESC"#,
        thread,
        up_to
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (MessageId::new(row.id), row.wire_id)).collect())
}

/// Notes that a message was read here.
pub(super) async fn set_read(connection: &mut SqliteConnection, message: MessageId) -> Result<()> {
    let id = message.uuid();
    sqlx::query!("UPDATE messages SET unread = 0 WHERE id = ? AND unread = 1", id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives all messages of a conversation to another one.
pub(super) async fn give_to_thread(
    connection: &mut SqliteConnection,
    from: ThreadId,
    to: ThreadId,
) -> Result<()> {
    let (from, to) = (from.uuid(), to.uuid());
    sqlx::query!("UPDATE messages SET thread_id = ? WHERE thread_id = ?", to, from)
        .execute(connection)
        .await?;
    Ok(())
}

/// Messages of a number whose time has come.
pub(super) async fn due(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    now: Timestamp,
) -> Result<Vec<MessageId>> {
    let (instance, now) = (instance.uuid(), now.as_millisecond());
    let rows = sqlx::query_scalar!(
        r#"SELECT m.id AS "id!: Uuid" FROM messages m INDEXED BY messages_waiting CROSS JOIN threads t ON t.id = m.thread_id
           WHERE m.company_id = (SELECT n.company_id FROM instances n WHERE n.id = ?1) AND m.state = 'scheduled'
             AND m.state IN ('scheduled', 'queued', 'sending', 'failed') AND t.instance_id = ?1 AND m.send_at <= ?2
           ORDER BY m.send_at, m.id LIMIT 100"#,
        instance,
        now
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(MessageId::new).collect())
}

/// Messages of a number that wait to be sent and stand in no queue: they were written on another desktop, or that one's queue is
/// gone.
pub(super) async fn unqueued(
    connection: &mut SqliteConnection,
    instance: InstanceId,
) -> Result<Vec<(MessageId, ThreadId, String)>> {
    let instance = instance.uuid();
    let rows = sqlx::query!(
        r#"SELECT m.id AS "id!: Uuid", m.thread_id AS "thread!: Uuid", m.wire_id
           FROM messages m INDEXED BY messages_waiting CROSS JOIN threads t ON t.id = m.thread_id
           WHERE m.company_id = (SELECT n.company_id FROM instances n WHERE n.id = ?1) AND m.state IN ('queued', 'sending')
             AND m.state IN ('scheduled', 'queued', 'sending', 'failed') AND t.instance_id = ?1 AND m.from_me = 1
             AND NOT EXISTS (SELECT 1 FROM whatsapp_queue q WHERE q.message_id = m.id AND q.action = 'send')
           ORDER BY m.at, m.id LIMIT 100"#,
        instance
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (MessageId::new(row.id), ThreadId::new(row.thread), row.wire_id)).collect())
}

/// What is sealed of the file of a message, and its size as the sender says.
pub(super) async fn media_reference(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<Option<(Option<Vec<u8>>, i64)>> {
    let id = message.uuid();
    let row = sqlx::query!("SELECT reference_sealed, size FROM message_media WHERE message_id = ?", id);
    Ok(row.fetch_optional(connection).await?.map(|row| (row.reference_sealed, row.size)))
}

/// What a file of a message is sent as: kind, media type, name, length, width and height.
pub(super) async fn media_to_send(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<Option<MediaToSend>> {
    let id = message.uuid();
    let row = sqlx::query!(
        "SELECT kind, mime, file_name, seconds, width, height, thumbnail, digest FROM message_media WHERE message_id = ?",
        id
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let count = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    Ok(Some(MediaToSend {
        kind: from_wire_name(&row.kind)?,
        mime: row.mime,
        file_name: row.file_name,
        seconds: count(row.seconds),
        dimensions: count(row.width).zip(count(row.height)),
        thumbnail: row.thumbnail,
        digest: row.digest,
    }))
}

/// What a file of a message is sent as.
pub(crate) struct MediaToSend {
    pub(crate) kind: leadsmart_contract::messages::MediaKind,
    pub(crate) mime: String,
    pub(crate) file_name: Option<String>,
    pub(crate) seconds: Option<u32>,
    pub(crate) dimensions: Option<(u32, u32)>,
    pub(crate) thumbnail: Option<Vec<u8>>,
    pub(crate) digest: Vec<u8>,
}
