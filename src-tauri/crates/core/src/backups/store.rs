//! All SQL of backups on the open file. What copies hold is read where they are made: they are files of their own.

use jiff::tz::TimeZone;
use leadsmart_contract::ids::{CompanyId, SessionId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::db::restore::KeptSession;
use crate::error::{NotFound, Result};
use crate::time::stored_zone;

/// All companies of this computer.
pub(super) async fn companies(connection: &mut SqliteConnection) -> Result<Vec<CompanyId>> {
    let ids = sqlx::query_scalar!(r#"SELECT id AS "id!: Uuid" FROM companies ORDER BY name, id"#);
    Ok(ids.fetch_all(connection).await?.into_iter().map(CompanyId::new).collect())
}

/// The zone of a company.
pub(super) async fn zone(connection: &mut SqliteConnection, company: CompanyId) -> Result<TimeZone> {
    let id = company.uuid();
    let zone =
        sqlx::query_scalar!("SELECT zone FROM companies WHERE id = ?", id).fetch_optional(connection).await?;
    stored_zone(&zone.ok_or(NotFound::Company)?)
}

/// The caller's session as it is stored.
pub(super) async fn session(connection: &mut SqliteConnection, session: SessionId) -> Result<KeptSession> {
    let id = session.uuid();
    let row = sqlx::query_as!(
        KeptSession,
        r#"SELECT id AS "id!: Uuid", user_id AS "user!: Uuid", token_hash, device, created_at, used_at, expires_at
           FROM sessions WHERE id = ?"#,
        id
    );
    Ok(row.fetch_optional(connection).await?.ok_or(NotFound::Session)?)
}
