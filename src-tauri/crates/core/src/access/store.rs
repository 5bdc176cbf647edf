//! Sessions and memberships, as every call needs them.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, MemberId, RoleId, SessionId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::AgendaGrant;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{SESSION_IDLE, SESSION_MAX, Session};
use crate::context::Member;
use crate::error::{Defect, Result};
use crate::time::from_millis;

/// The session of a token, unless it has ended.
pub(crate) async fn session(
    connection: &mut SqliteConnection,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Session>> {
    let (hash, now) = (hash.as_slice(), now.as_millisecond());
    let row = sqlx::query!(
        r#"SELECT s.id AS "id!: Uuid", s.user_id AS "user_id!: Uuid", s.used_at, u.language
           FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ? AND s.expires_at > ?"#,
        hash,
        now
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Session {
            id: SessionId::new(row.id),
            user: UserId::new(row.user_id),
            language: language(&row.language)?,
            used_at: from_millis(row.used_at)?,
        })
    })
    .transpose()
}

/// Notes the use of a session and lets it live on.
pub(crate) async fn note_use(
    connection: &mut SqliteConnection,
    session: SessionId,
    now: Timestamp,
) -> Result<()> {
    let id = session.uuid();
    let expires = now.saturating_add(SESSION_IDLE).unwrap_or(Timestamp::MAX).as_millisecond();
    let longest = i64::try_from(SESSION_MAX.as_millis()).unwrap_or(i64::MAX);
    let now = now.as_millisecond();
    sqlx::query!(
        "UPDATE sessions SET used_at = ?, expires_at = MIN(?, created_at + ?) WHERE id = ?",
        now,
        expires,
        longest,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A user's place in a company, and whether it is active.
pub(crate) async fn member(
    connection: &mut SqliteConnection,
    company: CompanyId,
    user: UserId,
) -> Result<Option<(Member, bool)>> {
    let (company_id, user_id) = (company.uuid(), user.uuid());
    let row = sqlx::query!(
        r#"SELECT m.id AS "id!: Uuid", m.role_id AS "role_id!: Uuid", m.active, r.owner, r.permissions, r.agendas,
                  c.active AS company_active,
                  EXISTS (SELECT 1 FROM sync_links l WHERE l.company_id = c.id AND l.trouble = 'shut_out') AS "shut_out!: bool"
           FROM members m JOIN roles r ON r.id = m.role_id JOIN companies c ON c.id = m.company_id
           WHERE m.company_id = ? AND m.user_id = ?"#,
        company_id,
        user_id
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let permissions: Vec<Permission> = serde_json::from_str(&row.permissions)?;
    let agendas: Option<Vec<AgendaGrant>> = row.agendas.as_deref().map(serde_json::from_str).transpose()?;
    let member = Member {
        company_id: company,
        id: MemberId::new(row.id),
        role_id: RoleId::new(row.role_id),
        owner: row.owner != 0,
        company_active: row.company_active != 0,
        shut_out: row.shut_out,
        permissions,
        agendas: agendas
            .map(|grants| grants.into_iter().map(|grant| (grant.agenda_id, grant.right)).collect()),
    };
    Ok(Some((member, row.active != 0)))
}

/// A stored language tag.
pub(crate) fn language(tag: &str) -> Result<Language> {
    Language::ALL
        .into_iter()
        .find(|l| l.tag() == tag)
        .ok_or_else(|| Defect(format!("the stored language {tag} is unknown")).into())
}
