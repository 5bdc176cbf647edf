//! All SQL on which older messages are still on their way to this computer.

use std::collections::HashSet;

use leadsmart_contract::ids::{CompanyId, ThreadId};
use leadsmart_ports::remote::older::Mark;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;

/// From which place on the messages of a company are here; none if all are.
pub(crate) async fn reach(connection: &mut SqliteConnection, company: CompanyId) -> Result<Option<Mark>> {
    let id = company.uuid();
    let row =
        sqlx::query_as!(Mark, r#"SELECT at, id AS "id!: Uuid" FROM sync_older WHERE company_id = ?"#, id);
    Ok(row.fetch_optional(connection).await?)
}

/// From which place on the messages of a conversation are here; none if those of the company are, or all of the conversation.
pub(crate) async fn reach_of_thread(
    connection: &mut SqliteConnection,
    company: CompanyId,
    thread: ThreadId,
) -> Result<Option<Mark>> {
    let Some(of_company) = reach(connection, company).await? else { return Ok(None) };
    let (company, thread) = (company.uuid(), thread.uuid());
    let row = sqlx::query_as!(
        Mark,
        r#"SELECT at, id AS "id!: Uuid" FROM sync_older_threads WHERE company_id = ? AND thread_id = ?"#,
        company,
        thread
    );
    let own = row.fetch_optional(connection).await?;
    let mark = own.map_or(of_company, |own| own.min(of_company));
    Ok(Some(mark).filter(|mark| *mark != Mark::BEGINNING))
}

/// Notes from which place on the messages of a company, or of one of its conversations, are here.
pub(crate) async fn set_reach(
    connection: &mut SqliteConnection,
    company: CompanyId,
    thread: Option<ThreadId>,
    mark: Mark,
) -> Result<()> {
    let company = company.uuid();
    match thread.map(ThreadId::uuid) {
        None => sqlx::query!(
            "INSERT INTO sync_older (company_id, at, id) VALUES (?, ?, ?)
             ON CONFLICT (company_id) DO UPDATE SET at = excluded.at, id = excluded.id",
            company,
            mark.at,
            mark.id
        ),
        Some(thread) => sqlx::query!(
            "INSERT INTO sync_older_threads (company_id, thread_id, at, id) VALUES (?, ?, ?, ?)
             ON CONFLICT (company_id, thread_id) DO UPDATE SET at = excluded.at, id = excluded.id",
            company,
            thread,
            mark.at,
            mark.id
        ),
    }
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that all messages of a company are here.
pub(crate) async fn forget_reach(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let id = company.uuid();
    sqlx::query!("DELETE FROM sync_older WHERE company_id = ?", id).execute(connection).await?;
    Ok(())
}

/// Which of these messages are here, by their keys as they travel.
pub(crate) async fn messages_here(
    connection: &mut SqliteConnection,
    keys: &[&str],
) -> Result<HashSet<String>> {
    let list = serde_json::to_string(keys)?;
    let here = sqlx::query_scalar!(
        r#"SELECT lower(hex(m.id)) AS "key!: String" FROM json_each(?) asked CROSS JOIN messages m ON m.id = unhex(asked.value)"#,
        list
    );
    Ok(here.fetch_all(connection).await?.into_iter().collect())
}
