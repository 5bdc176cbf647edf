//! Remarks on conversations.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, MemberId, NoteId, ThreadId};
use leadsmart_contract::threads::MemberMention;
use leadsmart_contract::values::{MessageText, Name};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::stored::stored;
use crate::time::from_millis;

/// A remark.
pub(crate) struct Note {
    pub(crate) id: NoteId,
    pub(crate) at: Timestamp,
    pub(crate) by: Option<MemberMention>,
    pub(crate) text: MessageText,
}

/// The remarks on a conversation, the oldest first.
pub(crate) async fn all(connection: &mut SqliteConnection, thread: ThreadId) -> Result<Vec<Note>> {
    let thread = thread.uuid();
    let rows = sqlx::query!(
        r#"SELECT n.id AS "id!: Uuid", n.at AS "at!", n.text AS "text!", m.id AS "member?: Uuid", m.name AS "name?"
           FROM thread_notes n LEFT JOIN members m ON m.id = n.member_id
           WHERE n.thread_id = ? AND n.deleted_at IS NULL ORDER BY n.at, n.id"#,
        thread
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let by = match row.member.zip(row.name) {
                Some((id, name)) => {
                    Some(MemberMention { id: MemberId::new(id), name: stored("member", Name::parse(&name))? })
                }
                None => None,
            };
            let text = stored("note", MessageText::parse(&row.text))?;
            Ok(Note { id: NoteId::new(row.id), at: from_millis(row.at)?, by, text })
        })
        .collect()
}

/// Adds a remark.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    thread: ThreadId,
    id: NoteId,
    member: MemberId,
    text: &MessageText,
    now: Timestamp,
) -> Result<()> {
    let (id, company, thread, member) = (id.uuid(), company.uuid(), thread.uuid(), member.uuid());
    let (text, now) = (text.as_str(), now.as_millisecond());
    sqlx::query!(
        "INSERT INTO thread_notes (id, company_id, thread_id, member_id, at, text) VALUES (?, ?, ?, ?, ?, ?)",
        id,
        company,
        thread,
        member,
        now,
        text
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Hides a remark; answers whether there was one.
pub(crate) async fn hide(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    note: NoteId,
    now: Timestamp,
) -> Result<bool> {
    let (thread, note, now) = (thread.uuid(), note.uuid(), now.as_millisecond());
    let done = sqlx::query!(
        "UPDATE thread_notes SET deleted_at = ? WHERE id = ? AND thread_id = ? AND deleted_at IS NULL",
        now,
        note,
        thread
    );
    Ok(done.execute(connection).await?.rows_affected() == 1)
}
