//! All SQL of conversations: the rows here, what lists show in [`list`], notes in [`notes`].

pub(super) mod list;
pub(super) mod notes;

use jiff::Timestamp;
use leadsmart_contract::ids::{ClientId, CompanyId, InstanceId, MemberId, ThreadId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::Thread;
use crate::clients::name_key;
use crate::error::{Error, Result};
use crate::stored::{from_wire_name, one_row, wire_name};

struct Row {
    id: Uuid,
    company_id: Uuid,
    instance_id: Uuid,
    client_id: Option<Uuid>,
    number: Option<String>,
    verified: bool,
    hidden: Option<String>,
    profile_name: Option<String>,
    status: String,
    assignee_id: Option<Uuid>,
    deleted_at: Option<i64>,
    revision: i64,
}

impl TryFrom<Row> for Thread {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ThreadId::new(row.id),
            company: CompanyId::new(row.company_id),
            instance: InstanceId::new(row.instance_id),
            client: row.client_id.map(ClientId::new),
            number: row.number,
            verified: row.verified,
            hidden: row.hidden,
            profile_name: row.profile_name,
            status: from_wire_name(&row.status)?,
            assignee: row.assignee_id.map(MemberId::new),
            deleted: row.deleted_at.is_some(),
            revision: row.revision,
        })
    }
}

/// A conversation of a company.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    thread: ThreadId,
) -> Result<Option<Thread>> {
    let (company, id) = (company.uuid(), thread.uuid());
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id!: Uuid", company_id AS "company_id!: Uuid", instance_id AS "instance_id!: Uuid",
             client_id AS "client_id: Uuid", number, verified AS "verified!: bool", hidden, profile_name, status,
             assignee_id AS "assignee_id: Uuid", deleted_at, revision
           FROM threads WHERE id = ? AND company_id = ?"#,
        id,
        company
    )
    .fetch_optional(connection)
    .await?;
    row.map(Thread::try_from).transpose()
}

/// The conversation over a number with who has another one, by its key.
pub(super) async fn by_number(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    key: &str,
) -> Result<Option<Thread>> {
    let (company, instance) = (company.uuid(), instance.uuid());
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id!: Uuid", company_id AS "company_id!: Uuid", instance_id AS "instance_id!: Uuid",
             client_id AS "client_id: Uuid", number, verified AS "verified!: bool", hidden, profile_name, status,
             assignee_id AS "assignee_id: Uuid", deleted_at, revision
           FROM threads WHERE instance_id = ? AND number_key = ? AND company_id = ? ORDER BY id LIMIT 1"#,
        instance,
        key,
        company
    )
    .fetch_optional(connection)
    .await?;
    row.map(Thread::try_from).transpose()
}

/// The conversation over a number with who has a hidden id.
pub(super) async fn by_hidden(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    hidden: &str,
) -> Result<Option<Thread>> {
    let (company, instance) = (company.uuid(), instance.uuid());
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id!: Uuid", company_id AS "company_id!: Uuid", instance_id AS "instance_id!: Uuid",
             client_id AS "client_id: Uuid", number, verified AS "verified!: bool", hidden, profile_name, status,
             assignee_id AS "assignee_id: Uuid", deleted_at, revision
           FROM threads WHERE instance_id = ? AND hidden = ? AND company_id = ? ORDER BY id LIMIT 1"#,
        instance,
        hidden,
        company
    )
    .fetch_optional(connection)
    .await?;
    row.map(Thread::try_from).transpose()
}

/// Stores a conversation.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    thread: &Thread,
    number_key: Option<String>,
    now: Timestamp,
) -> Result<()> {
    let (id, company, instance) = (thread.id.uuid(), thread.company.uuid(), thread.instance.uuid());
    let (client, assignee) = (thread.client.map(ClientId::uuid), thread.assignee.map(MemberId::uuid));
    let (status, now) = (wire_name(&thread.status)?, now.as_millisecond());
    let search = name_key(thread.profile_name.as_deref().unwrap_or_default());
    sqlx::query!(
        "INSERT INTO threads (id, company_id, instance_id, client_id, number, number_key, verified, hidden, profile_name, search_name,
                              status, assignee_id, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        company,
        instance,
        client,
        thread.number,
        number_key,
        thread.verified,
        thread.hidden,
        thread.profile_name,
        search,
        status,
        assignee,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores whose conversation it is, who answers and how it stands. The instant of hiding is that of the transaction.
pub(super) async fn update(connection: &mut SqliteConnection, thread: &Thread) -> Result<()> {
    let (id, status) = (thread.id.uuid(), wire_name(&thread.status)?);
    let (client, assignee) = (thread.client.map(ClientId::uuid), thread.assignee.map(MemberId::uuid));
    let done = sqlx::query!(
        "UPDATE threads SET client_id = ?1, status = ?2, assignee_id = ?3, revision = revision + 1,
           deleted_at = CASE WHEN ?4 THEN coalesce(deleted_at, (SELECT at FROM write_context)) END WHERE id = ?5",
        client,
        status,
        assignee,
        thread.deleted,
        id
    )
    .execute(connection)
    .await?;
    one_row("threads", done.rows_affected())
}

/// Stores what is known of who one talks with.
pub(super) async fn set_person(
    connection: &mut SqliteConnection,
    thread: &Thread,
    number_key: Option<String>,
) -> Result<()> {
    let id = thread.id.uuid();
    let search = name_key(thread.profile_name.as_deref().unwrap_or_default());
    let done = sqlx::query!(
        "UPDATE threads SET number = ?, number_key = ?, verified = ?, hidden = ?, profile_name = ?, search_name = ? WHERE id = ?",
        thread.number,
        number_key,
        thread.verified,
        thread.hidden,
        thread.profile_name,
        search,
        id
    )
    .execute(connection)
    .await?;
    one_row("threads", done.rows_affected())
}

/// Gives notes, and what waits to go out or to be changed, to another conversation.
pub(super) async fn give_rest(connection: &mut SqliteConnection, from: ThreadId, to: ThreadId) -> Result<()> {
    let (from, to) = (from.uuid(), to.uuid());
    sqlx::query!("UPDATE thread_notes SET thread_id = ? WHERE thread_id = ?", to, from)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE whatsapp_queue SET thread_id = ? WHERE thread_id = ?", to, from)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE whatsapp_early SET thread_id = ? WHERE thread_id = ?", to, from)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps that a hidden id is a number.
pub(super) async fn put_person(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    hidden: &str,
    number: &str,
) -> Result<()> {
    let instance = instance.uuid();
    sqlx::query!(
        "INSERT INTO whatsapp_people (instance_id, hidden, number) VALUES (?, ?, ?)
         ON CONFLICT (instance_id, hidden) DO UPDATE SET number = excluded.number WHERE number IS NOT excluded.number",
        instance,
        hidden,
        number
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The number of a hidden id, if it was ever told.
pub(super) async fn number_of_person(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    hidden: &str,
) -> Result<Option<String>> {
    let instance = instance.uuid();
    let number = sqlx::query_scalar!(
        "SELECT number FROM whatsapp_people WHERE instance_id = ? AND hidden = ?",
        instance,
        hidden
    );
    Ok(number.fetch_optional(connection).await?.flatten())
}

/// How many conversations over a number were begun from here since an instant and have nothing from the other one.
pub(super) async fn begun_since(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    since: Timestamp,
) -> Result<u32> {
    let (instance, since) = (instance.uuid(), since.as_millisecond());
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!: i64" FROM threads t
           WHERE t.instance_id = ?1
             AND (SELECT min(m.at) FROM messages m WHERE m.thread_id = t.id AND m.state IN ('sending', 'sent', 'delivered', 'read', 'played'))
                 >= ?2
             AND EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = t.id AND m.from_me = 1 AND m.member_id IS NOT NULL
                         AND m.state IN ('sending', 'sent', 'delivered', 'read', 'played'))
             AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = t.id AND m.from_me = 0)"#,
        instance,
        since
    )
    .fetch_one(connection)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whether nothing was ever sent in a conversation, nor came.
pub(super) async fn is_new(connection: &mut SqliteConnection, thread: ThreadId) -> Result<bool> {
    let id = thread.uuid();
    let new = sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (SELECT 1 FROM messages WHERE thread_id = ? AND state NOT IN ('scheduled', 'queued', 'failed')) AS "new!: bool""#,
        id
    );
    Ok(new.fetch_one(connection).await?)
}
