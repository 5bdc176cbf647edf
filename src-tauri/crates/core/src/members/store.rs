//! All SQL of this feature.

use leadsmart_contract::ids::{CompanyId, MemberId};
use sqlx::SqliteConnection;

use crate::error::Result;

/// How many of these attend clients and are in use.
pub(super) async fn count_professionals(
    connection: &mut SqliteConnection,
    company: CompanyId,
    members: &[MemberId],
) -> Result<usize> {
    let (company, ids) = (company.uuid(), serde_json::to_string(members)?);
    let count = sqlx::query_scalar!(
        r#"SELECT COUNT(*) AS "count!: i64" FROM members
           WHERE company_id = ?1 AND id IN (SELECT unhex(value, '-') FROM json_each(?2)) AND professional = 1 AND active = 1"#,
        company,
        ids
    )
    .fetch_one(connection)
    .await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Whether this is a member of the company.
pub(super) async fn exists(connection: &mut SqliteConnection, company: CompanyId, member: MemberId) -> Result<bool> {
    let (company, id) = (company.uuid(), member.uuid());
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM members WHERE company_id = ? AND id = ?) AS "found!: bool""#,
        company,
        id
    )
    .fetch_one(connection)
    .await?;
    Ok(found)
}
