//! All SQL of this feature.

use jiff::Timestamp;
use leadsmart_contract::ids::{AbsenceId, CompanyId, MemberId};
use leadsmart_contract::values::ShortText;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::Absence;
use crate::error::{Defect, Error, NotFound, Result};
use crate::time::from_millis;

struct AbsenceRow {
    id: Uuid,
    member_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    reason: String,
}

impl TryFrom<AbsenceRow> for Absence {
    type Error = Error;

    fn try_from(row: AbsenceRow) -> Result<Self> {
        Ok(Self {
            id: AbsenceId::new(row.id),
            member_id: MemberId::new(row.member_id),
            start: from_millis(row.starts_at)?,
            end: from_millis(row.ends_at)?,
            reason: ShortText::parse(&row.reason)
                .map_err(|problem| Defect(format!("absences, row {}: {problem}", row.id)))?,
        })
    }
}

/// The absences of members that touch a period, by start.
pub(super) async fn of_members(
    connection: &mut SqliteConnection,
    members: &[MemberId],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Absence>> {
    let (members, from, to) = (serde_json::to_string(members)?, from.as_millisecond(), to.as_millisecond());
    let rows = sqlx::query_as!(
        AbsenceRow,
        r#"SELECT id AS "id!: Uuid", member_id AS "member_id!: Uuid", starts_at, ends_at, reason FROM absences
           WHERE member_id IN (SELECT unhex(value, '-') FROM json_each(?1)) AND ends_at > ?2 AND starts_at < ?3
           ORDER BY starts_at, id"#,
        members,
        from,
        to
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Absence::try_from).collect()
}

/// The absences of a company that touch a period, by start.
pub(super) async fn of_company(
    connection: &mut SqliteConnection,
    company: CompanyId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Absence>> {
    let (company, from, to) = (company.uuid(), from.as_millisecond(), to.as_millisecond());
    let rows = sqlx::query_as!(
        AbsenceRow,
        r#"SELECT id AS "id!: Uuid", member_id AS "member_id!: Uuid", starts_at, ends_at, reason FROM absences
           WHERE company_id = ? AND ends_at > ? AND starts_at < ? ORDER BY starts_at, id"#,
        company,
        from,
        to
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Absence::try_from).collect()
}

/// Stores a new absence.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    absence: &Absence,
    now: Timestamp,
) -> Result<()> {
    let (id, company, member, now) =
        (absence.id.uuid(), company.uuid(), absence.member_id.uuid(), now.as_millisecond());
    let (start, end, reason) =
        (absence.start.as_millisecond(), absence.end.as_millisecond(), absence.reason.as_str());
    sqlx::query!(
        "INSERT INTO absences (id, company_id, member_id, starts_at, ends_at, reason, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        id, company, member, start, end, reason, now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes an absence.
pub(super) async fn delete(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: AbsenceId,
) -> Result<()> {
    let (company, id) = (company.uuid(), id.uuid());
    let deleted = sqlx::query!("DELETE FROM absences WHERE company_id = ? AND id = ?", company, id)
        .execute(connection)
        .await?;
    if deleted.rows_affected() == 1 { Ok(()) } else { Err(NotFound::Absence.into()) }
}
