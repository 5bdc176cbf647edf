//! The record of clients who were made one.

use jiff::Timestamp;
use leadsmart_contract::clients::MergeMention;
use leadsmart_contract::ids::{AppointmentId, ClientId, CompanyId, MemberId, MergeId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{one, stored};
use crate::clients::merge::{Fields, Merge};
use crate::error::Result;
use crate::time::from_millis;

/// Notes a merge.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    merge: &Merge,
    member: MemberId,
    now: Timestamp,
) -> Result<()> {
    let (id, company, at) = (merge.id.uuid(), company.uuid(), now.as_millisecond());
    let (kept, gone, member) = (merge.kept.uuid(), merge.gone.uuid(), member.uuid());
    let (before, after) = (serde_json::to_string(&merge.before)?, serde_json::to_string(&merge.after)?);
    let appointments = serde_json::to_string(&merge.appointments)?;
    let distinctions = serde_json::to_string(&merge.distinctions)?;
    sqlx::query!(
        "INSERT INTO client_merges (id, company_id, kept_id, gone_id, at, member_id, before, after, appointments, distinctions)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        company,
        kept,
        gone,
        at,
        member,
        before,
        after,
        appointments,
        distinctions
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A merge of a company, also one that was taken back.
pub(crate) async fn get(
    connection: &mut SqliteConnection,
    company: CompanyId,
    merge: MergeId,
) -> Result<Option<Merge>> {
    let (id, company) = (merge.uuid(), company.uuid());
    let row = sqlx::query!(
        r#"SELECT kept_id AS "kept!: Uuid", gone_id AS "gone!: Uuid", before, after, appointments, distinctions, undone_at
           FROM client_merges WHERE id = ? AND company_id = ?"#,
        id,
        company
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let fields = |text: &str| serde_json::from_str::<Fields>(text);
    let appointments: Vec<AppointmentId> = serde_json::from_str(&row.appointments)?;
    let distinctions: Vec<ClientId> = serde_json::from_str(&row.distinctions)?;
    Ok(Some(Merge {
        id: merge,
        kept: ClientId::new(row.kept),
        gone: ClientId::new(row.gone),
        before: fields(&row.before)?,
        after: fields(&row.after)?,
        appointments,
        distinctions,
        undone: row.undone_at.is_some(),
    }))
}

/// By which merge a client went, and into whom; none if she did not, or is back.
pub(crate) async fn of_gone(
    connection: &mut SqliteConnection,
    company: CompanyId,
    gone: ClientId,
) -> Result<Option<(MergeId, ClientId)>> {
    let (gone, company) = (gone.uuid(), company.uuid());
    let row = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", kept_id AS "kept!: Uuid" FROM client_merges
           WHERE gone_id = ? AND undone_at IS NULL AND +company_id = ? ORDER BY at DESC, id DESC LIMIT 1"#,
        gone,
        company
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| (MergeId::new(row.id), ClientId::new(row.kept))))
}

/// Who went into a client and is not back, the newest first.
pub(crate) async fn of_kept(connection: &mut SqliteConnection, kept: ClientId) -> Result<Vec<MergeMention>> {
    let kept = kept.uuid();
    let rows = sqlx::query!(
        r#"SELECT m.id AS "id!: Uuid", c.name AS "name!", m.at AS "at!" FROM client_merges m JOIN clients c ON c.id = m.gone_id
           WHERE m.kept_id = ? AND m.undone_at IS NULL ORDER BY m.at DESC, m.id DESC"#,
        kept
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(MergeMention { id: MergeId::new(row.id), name: stored(&row.name)?, at: from_millis(row.at)? })
        })
        .collect()
}

/// Notes that a merge was taken back.
pub(crate) async fn set_undone(
    connection: &mut SqliteConnection,
    company: CompanyId,
    merge: MergeId,
    now: Timestamp,
) -> Result<()> {
    let (id, company, at) = (merge.uuid(), company.uuid(), now.as_millisecond());
    let done = sqlx::query!(
        "UPDATE client_merges SET undone_at = ? WHERE id = ? AND company_id = ?",
        at,
        id,
        company
    )
    .execute(connection)
    .await?;
    one(done.rows_affected())
}
