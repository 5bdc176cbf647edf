//! Conflicts as they are stored.

use std::collections::HashMap;

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_ports::remote::RowName;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::counted;
use crate::error::Result;

/// A conflict as it is stored.
pub(crate) struct Conflict {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) entity: String,
    pub(crate) row_key: String,
    pub(crate) operation: String,
    pub(crate) at: i64,
    pub(crate) device_id: Uuid,
    pub(crate) member_name: Option<String>,
    pub(crate) changes: String,
    pub(crate) winners: String,
}

/// The conflicts of a company in a state, or one of them; the newest first.
pub(crate) async fn conflicts(
    connection: &mut SqliteConnection,
    company: CompanyId,
    state: Option<&str>,
    one: Option<Uuid>,
) -> Result<Vec<Conflict>> {
    let id = company.uuid();
    let rows = sqlx::query_as!(
        Conflict,
        r#"SELECT c.id AS "id!: Uuid", c.kind, c.state, c.entity, c.row_key, c.operation, c.at,
                  c.device_id AS "device_id!: Uuid", m.name AS "member_name?: String", c.changes, c.winners
           FROM conflicts c LEFT JOIN members m ON m.id = c.member_id
           WHERE c.company_id = ?1 AND c.state = COALESCE(?2, c.state) AND c.id = COALESCE(?3, c.id)
           ORDER BY c.at DESC, c.id DESC LIMIT 200"#,
        id,
        state,
        one
    );
    Ok(rows.fetch_all(connection).await?)
}

/// How many conflicts wait for somebody.
pub(crate) async fn count_open(connection: &mut SqliteConnection, company: CompanyId) -> Result<u64> {
    let id = company.uuid();
    let count =
        sqlx::query_scalar!("SELECT COUNT(*) FROM conflicts WHERE company_id = ? AND state = 'open'", id)
            .fetch_one(connection)
            .await?;
    counted(count)
}

/// Notes how a conflict was settled.
pub(crate) async fn settle_conflict(
    connection: &mut SqliteConnection,
    conflict: Uuid,
    by: MemberId,
    at: Timestamp,
    how: &str,
) -> Result<()> {
    let (by, at) = (by.uuid(), at.as_millisecond());
    sqlx::query!(
        "UPDATE conflicts SET state = 'settled', settled_at = ?, settled_by = ?, settled_how = ? WHERE id = ?",
        at,
        by,
        how,
        conflict
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What the conflicts with these keys are about, by key.
pub(crate) async fn subjects(
    connection: &mut SqliteConnection,
    keys: &[&str],
) -> Result<HashMap<String, RowName>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let list = serde_json::to_string(keys)?;
    let rows = sqlx::query!(
        r#"SELECT lower(hex(c.id)) AS "id!: String", c.entity, c.row_key FROM conflicts c
           WHERE c.id IN (SELECT unhex(value) FROM json_each(?))"#,
        list
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, RowName { entity: row.entity, key: row.row_key })).collect())
}

/// The names of an agenda and of a client, where they are.
pub(crate) async fn names(
    connection: &mut SqliteConnection,
    agenda: Uuid,
    client: Option<Uuid>,
) -> Result<(Option<String>, Option<String>)> {
    let row = sqlx::query!(
        r#"SELECT (SELECT name FROM agendas WHERE id = ?) AS "agenda?: String",
                  (SELECT name FROM clients WHERE id = ? AND deleted_at IS NULL) AS "client?: String""#,
        agenda,
        client
    )
    .fetch_one(connection)
    .await?;
    Ok((row.agenda, row.client))
}
