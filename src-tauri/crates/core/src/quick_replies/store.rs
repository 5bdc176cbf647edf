//! All SQL of quick replies.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, MemberId, QuickReplyId};
use leadsmart_contract::quick_replies::QuickReplyView;
use leadsmart_contract::values::{MessageText, Name};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::QuickReplyError;
use crate::error::{Error, Result};
use crate::stored::{one_row, stored};

/// The texts of a company by what is typed to find them, or one of them.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    reply: Option<QuickReplyId>,
) -> Result<Vec<QuickReplyView>> {
    let (company, reply) = (company.uuid(), reply.map(QuickReplyId::uuid));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", shortcut, text, revision FROM quick_replies
           WHERE company_id = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY shortcut COLLATE NOCASE, id"#,
        company,
        reply
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(QuickReplyView {
                id: QuickReplyId::new(row.id),
                shortcut: stored("shortcut", Name::parse(&row.shortcut))?,
                text: stored("text", MessageText::parse(&row.text))?,
                revision: row.revision,
            })
        })
        .collect()
}

/// How many texts a company keeps.
pub(super) async fn count(connection: &mut SqliteConnection, company: CompanyId) -> Result<i64> {
    let company = company.uuid();
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!: i64" FROM quick_replies WHERE company_id = ?"#,
        company
    );
    Ok(count.fetch_one(connection).await?)
}

/// Keeps a text.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    reply: &QuickReplyView,
    now: Timestamp,
) -> Result<()> {
    let (id, company, now) = (reply.id.uuid(), company.uuid(), now.as_millisecond());
    let (shortcut, text) = (reply.shortcut.as_str(), reply.text.as_str());
    sqlx::query!(
        "INSERT INTO quick_replies (id, company_id, shortcut, text, created_at) VALUES (?, ?, ?, ?, ?)",
        id,
        company,
        shortcut,
        text,
        now
    )
    .execute(connection)
    .await
    .map_err(taken)?;
    Ok(())
}

/// Keeps another text in place of one.
pub(super) async fn update(connection: &mut SqliteConnection, reply: &QuickReplyView) -> Result<()> {
    let (id, shortcut, text) = (reply.id.uuid(), reply.shortcut.as_str(), reply.text.as_str());
    let done = sqlx::query!(
        "UPDATE quick_replies SET shortcut = ?, text = ?, revision = revision + 1 WHERE id = ?",
        shortcut,
        text,
        id
    );
    one_row("quick_replies", done.execute(connection).await.map_err(taken)?.rows_affected())
}

/// Forgets a text; answers whether there was one.
pub(super) async fn delete(
    connection: &mut SqliteConnection,
    company: CompanyId,
    reply: QuickReplyId,
) -> Result<bool> {
    let (company, id) = (company.uuid(), reply.uuid());
    let done = sqlx::query!("DELETE FROM quick_replies WHERE company_id = ? AND id = ?", company, id);
    Ok(done.execute(connection).await?.rows_affected() == 1)
}

/// The name of a member.
pub(super) async fn member_name(
    connection: &mut SqliteConnection,
    member: MemberId,
) -> Result<Option<String>> {
    let id = member.uuid();
    Ok(sqlx::query_scalar!("SELECT name FROM members WHERE id = ?", id).fetch_optional(connection).await?)
}

fn taken(error: sqlx::Error) -> Error {
    let unique = error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
    if unique { QuickReplyError::Taken.into() } else { error.into() }
}
