//! All SQL of the outbox.

use jiff::Timestamp;
use leadsmart_contract::ids::CompanyId;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::time::from_millis;

/// A message that waits to be sent.
pub(super) struct Waiting {
    pub(super) id: Uuid,
    pub(super) company: CompanyId,
    pub(super) payload: Vec<u8>,
    pub(super) created_at: Timestamp,
    pub(super) attempts: i64,
    pub(super) last_error: Option<String>,
}

/// Stores a message that is due at once.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    id: Uuid,
    company: CompanyId,
    payload: &[u8],
    now: Timestamp,
) -> Result<()> {
    let (company, now) = (company.uuid(), now.as_millisecond());
    sqlx::query!(
        "INSERT INTO outbox (id, company_id, kind, payload, created_at, next_attempt_at) VALUES (?, ?, 'mail', ?, ?, ?)",
        id,
        company,
        payload,
        now,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is due, the oldest first.
pub(super) async fn due(
    connection: &mut SqliteConnection,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Waiting>> {
    let now = now.as_millisecond();
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", company_id AS "company_id!: Uuid", payload, created_at, attempts, last_error
           FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL AND next_attempt_at <= ?
           ORDER BY next_attempt_at, id LIMIT ?"#,
        now,
        most
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting {
                id: row.id,
                company: CompanyId::new(row.company_id),
                payload: row.payload,
                created_at: from_millis(row.created_at)?,
                attempts: row.attempts,
                last_error: row.last_error,
            })
        })
        .collect()
}

/// Notes that a message went out, and deletes its text.
pub(super) async fn sent(connection: &mut SqliteConnection, id: Uuid, now: Timestamp) -> Result<()> {
    let now = now.as_millisecond();
    sqlx::query!(
        "UPDATE outbox SET sent_at = ?, attempts = attempts + 1, last_error = NULL, payload = x'' WHERE id = ?",
        now,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes a failure and when to try again.
pub(super) async fn failed(
    connection: &mut SqliteConnection,
    id: Uuid,
    why: &str,
    next: Timestamp,
) -> Result<()> {
    let next = next.as_millisecond();
    sqlx::query!(
        "UPDATE outbox SET attempts = attempts + 1, last_error = ?, next_attempt_at = ? WHERE id = ?",
        why,
        next,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that a message is not tried any more, and deletes its text.
pub(super) async fn given_up(
    connection: &mut SqliteConnection,
    id: Uuid,
    why: &str,
    now: Timestamp,
) -> Result<()> {
    let now = now.as_millisecond();
    sqlx::query!(
        "UPDATE outbox SET given_up_at = ?, attempts = attempts + 1, last_error = ?, payload = x'' WHERE id = ?",
        now,
        why,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes the messages of a company.
pub(super) async fn delete_of_company(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let company = company.uuid();
    sqlx::query!("DELETE FROM outbox WHERE company_id = ?", company).execute(connection).await?;
    Ok(())
}
