//! Finding messages by their words.

use leadsmart_contract::ids::{CompanyId, ThreadId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::page::Mark;
use crate::error::Result;

/// A message that was found.
pub(crate) struct Found {
    pub(crate) id: Uuid,
    pub(crate) thread: Uuid,
    pub(crate) at: i64,
    pub(crate) from_me: bool,
    pub(crate) title: Option<String>,
    /// Words around what was found, which stands between the characters 2 and 3.
    pub(crate) excerpt: String,
}

/// The messages that a question in the language of FTS5 finds, the newest first.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    question: &str,
    thread: Option<ThreadId>,
    mark: Mark,
    most: i64,
) -> Result<Vec<Found>> {
    let (company, thread) = (company.uuid(), thread.map(ThreadId::uuid));
    let rows = sqlx::query!(
        r#"SELECT m.id AS "id!: Uuid", m.thread_id AS "thread!: Uuid", m.at AS "at!", m.from_me AS "from_me!: bool",
             coalesce(c.name, t.profile_name, '+' || t.number) AS "title?: String",
             snippet(index_message_search, 0, char(2), char(3), '…', 16) AS "excerpt!: String"
           FROM index_message_search s
           CROSS JOIN index_message_words w ON w.doc = s.rowid
           CROSS JOIN messages m ON m.id = w.message_id
           CROSS JOIN threads t ON t.id = m.thread_id
           LEFT JOIN clients c ON c.id = t.client_id
           WHERE index_message_search MATCH ?1 AND m.company_id = ?2 AND t.deleted_at IS NULL
             AND (?3 IS NULL OR m.thread_id = ?3) AND (m.at, m.id) < (?4, ?5)
           ORDER BY m.at DESC, m.id DESC LIMIT ?6"#,
        question,
        company,
        thread,
        mark.0,
        mark.1,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Found {
            id: row.id,
            thread: row.thread,
            at: row.at,
            from_me: row.from_me,
            title: row.title,
            excerpt: row.excerpt,
        })
        .collect())
}
