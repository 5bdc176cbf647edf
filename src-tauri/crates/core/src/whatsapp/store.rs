//! All SQL of lines: what the supervisor goes by here, the queue in [`queue`], files in [`media`].

pub(super) mod media;
pub(super) mod queue;

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, InstanceId, ThreadId};
use leadsmart_ports::whatsapp::Content;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::time::from_millis;

/// A number as the supervisor sees it.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    pub(crate) company: CompanyId,
    pub(crate) id: InstanceId,
    pub(crate) active: bool,
    pub(crate) per_minute: u32,
    pub(crate) new_chats_per_day: u32,
    pub(crate) line: KeptLine,
}

/// What a restart has to know of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeptLine {
    pub(crate) linked: bool,
    pub(crate) ended: Option<String>,
    pub(crate) ended_until: Option<Timestamp>,
    pub(crate) detail: Option<String>,
    pub(crate) history_percent: Option<i64>,
    pub(crate) history_chats: i64,
    pub(crate) history_messages: i64,
    pub(crate) history_done: bool,
}

/// All numbers of companies that are in use.
pub(super) async fn watched(connection: &mut SqliteConnection) -> Result<Vec<Watched>> {
    let rows = sqlx::query!(
        r#"SELECT i.company_id AS "company!: Uuid", i.id AS "id!: Uuid", (i.active AND c.active) AS "active!: bool", i.per_minute AS "per_minute!",
             i.new_chats_per_day AS "new_chats!", ifnull(l.linked, 0) AS "linked!: bool", l.ended, l.ended_until, l.detail
           FROM instances i CROSS JOIN companies c ON c.id = i.company_id LEFT JOIN whatsapp_lines l ON l.instance_id = i.id ORDER BY i.id"#
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Watched {
                company: CompanyId::new(row.company),
                id: InstanceId::new(row.id),
                active: row.active,
                per_minute: u32::try_from(row.per_minute).unwrap_or(1),
                new_chats_per_day: u32::try_from(row.new_chats).unwrap_or(0),
                line: KeptLine {
                    linked: row.linked,
                    ended: row.ended,
                    ended_until: row.ended_until.map(from_millis).transpose()?,
                    detail: row.detail,
                    ..KeptLine::default()
                },
            })
        })
        .collect()
}

/// How the line of a number stands here.
pub(super) async fn line(connection: &mut SqliteConnection, instance: InstanceId) -> Result<KeptLine> {
    let id = instance.uuid();
    let row = sqlx::query!(
        r#"SELECT linked AS "linked!: bool", ended, ended_until, detail, history_percent, history_chats, history_messages,
                  history_done AS "history_done!: bool" FROM whatsapp_lines WHERE instance_id = ?"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(KeptLine::default()) };
    Ok(KeptLine {
        linked: row.linked,
        ended: row.ended,
        ended_until: row.ended_until.map(from_millis).transpose()?,
        detail: row.detail,
        history_percent: row.history_percent,
        history_chats: row.history_chats,
        history_messages: row.history_messages,
        history_done: row.history_done,
    })
}

/// Notes how the line of a number stands here.
pub(super) async fn put_line(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    line: &KeptLine,
) -> Result<()> {
    let (id, until) = (instance.uuid(), line.ended_until.map(Timestamp::as_millisecond));
    sqlx::query!(
        "INSERT INTO whatsapp_lines (instance_id, linked, ended, ended_until, detail, history_percent, history_chats, history_messages,
                                     history_done)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (instance_id) DO UPDATE SET linked = excluded.linked, ended = excluded.ended, ended_until = excluded.ended_until,
             detail = excluded.detail, history_percent = excluded.history_percent, history_chats = excluded.history_chats,
             history_messages = excluded.history_messages, history_done = excluded.history_done",
        id,
        line.linked,
        line.ended,
        until,
        line.detail,
        line.history_percent,
        line.history_chats,
        line.history_messages,
        line.history_done
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is sealed under a key of a shelf.
pub(super) async fn sealed(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    shelf: &str,
    key: &str,
) -> sqlx::Result<Option<Vec<u8>>> {
    let instance = instance.uuid();
    sqlx::query_scalar!(
        "SELECT sealed FROM whatsapp_vault WHERE instance_id = ? AND shelf = ? AND key = ?",
        instance,
        shelf,
        key
    )
    .fetch_optional(connection)
    .await
}

/// Everything on a shelf whose key begins so, by key.
pub(super) async fn sealed_from(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    shelf: &str,
    beginning: &str,
) -> sqlx::Result<Vec<(String, Vec<u8>)>> {
    let instance = instance.uuid();
    let rows = sqlx::query!(
        "SELECT key, sealed FROM whatsapp_vault
         WHERE instance_id = ?1 AND shelf = ?2 AND key >= ?3 AND substr(key, 1, length(?3)) = ?3 ORDER BY key",
        instance,
        shelf,
        beginning
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.sealed)).collect())
}

/// Puts something on a shelf, or takes it away.
pub(super) async fn put_sealed(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    shelf: &str,
    key: &str,
    sealed: Option<&[u8]>,
) -> sqlx::Result<()> {
    let instance = instance.uuid();
    match sealed {
        Some(sealed) => {
            sqlx::query!(
                "INSERT INTO whatsapp_vault (instance_id, shelf, key, sealed) VALUES (?, ?, ?, ?)
                 ON CONFLICT (instance_id, shelf, key) DO UPDATE SET sealed = excluded.sealed",
                instance,
                shelf,
                key,
                sealed
            )
            .execute(connection)
            .await?
        }
        None => {
            sqlx::query!(
                "DELETE FROM whatsapp_vault WHERE instance_id = ? AND shelf = ? AND key = ?",
                instance,
                shelf,
                key
            )
            .execute(connection)
            .await?
        }
    };
    Ok(())
}

/// Empties the vault of a number.
pub(super) async fn empty_vault(connection: &mut SqliteConnection, instance: InstanceId) -> Result<()> {
    let instance = instance.uuid();
    sqlx::query!("DELETE FROM whatsapp_vault WHERE instance_id = ?", instance).execute(connection).await?;
    Ok(())
}

/// A change of a message that is not here yet.
pub(super) struct Early {
    pub(super) by_me: bool,
    pub(super) at: Timestamp,
    pub(super) content: Content,
}

/// Keeps a change of a message that is not here yet.
pub(super) async fn put_early(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    target: (&str, bool),
    early: &Early,
) -> Result<()> {
    let (thread, at, content) =
        (thread.uuid(), early.at.as_millisecond(), serde_json::to_string(&early.content)?);
    sqlx::query!(
        "INSERT INTO whatsapp_early (thread_id, wire_id, target_mine, by_me, at, content) VALUES (?, ?, ?, ?, ?, ?)",
        thread,
        target.0,
        target.1,
        early.by_me,
        at,
        content
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes out what waits for a message, in the order in which it came.
pub(super) async fn take_early(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    target: (&str, bool),
) -> Result<Vec<Early>> {
    let thread = thread.uuid();
    let rows = sqlx::query!(
        r#"SELECT by_me AS "by_me!: bool", at, content FROM whatsapp_early
           WHERE thread_id = ? AND wire_id = ? AND target_mine = ? ORDER BY at, seq"#,
        thread,
        target.0,
        target.1
    )
    .fetch_all(&mut *connection)
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query!(
        "DELETE FROM whatsapp_early WHERE thread_id = ? AND wire_id = ? AND target_mine = ?",
        thread,
        target.0,
        target.1
    )
    .execute(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Early {
                by_me: row.by_me,
                at: from_millis(row.at)?,
                content: serde_json::from_str(&row.content)?,
            })
        })
        .collect()
}
