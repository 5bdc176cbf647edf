//! All SQL of roles.

use leadsmart_contract::ids::{CompanyId, RoleId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{AgendaGrant, RoleView};
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::role_name;
use crate::error::{Error, Result};
use crate::stored::{one_row, order_key};

struct RoleRow {
    id: Uuid,
    name: String,
    owner: i64,
    permissions: String,
    agendas: Option<String>,
    members: i64,
}

impl TryFrom<RoleRow> for RoleView {
    type Error = Error;
    fn try_from(row: RoleRow) -> Result<Self> {
        let owner = row.owner != 0;
        let permissions =
            if owner { Permission::ALL.to_vec() } else { serde_json::from_str(&row.permissions)? };
        Ok(Self {
            id: RoleId::new(row.id),
            name: role_name(&row.name)?,
            owner,
            permissions,
            agendas: row.agendas.as_deref().map(serde_json::from_str).transpose()?,
            members: u32::try_from(row.members).unwrap_or(u32::MAX),
        })
    }
}

/// A role to store.
pub(super) struct NewRole<'a> {
    pub(super) id: RoleId,
    pub(super) name: &'a str,
    pub(super) owner: bool,
    pub(super) preset: Option<&'static str>,
    pub(super) permissions: &'a [Permission],
    pub(super) agendas: Option<&'a [AgendaGrant]>,
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    role: NewRole<'_>,
) -> Result<()> {
    let (id, company) = (role.id.uuid(), company.uuid());
    let permissions = serde_json::to_string(role.permissions)?;
    let agendas = role.agendas.map(serde_json::to_string).transpose()?;
    sqlx::query!(
        "INSERT INTO roles (id, company_id, name, owner, preset, permissions, agendas) VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        company,
        role.name,
        role.owner,
        role.preset,
        permissions,
        agendas
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn one(
    connection: &mut SqliteConnection,
    company: CompanyId,
    role: RoleId,
) -> Result<Option<RoleView>> {
    let (company, role) = (company.uuid(), role.uuid());
    let row = sqlx::query_as!(
        RoleRow,
        r#"SELECT r.id AS "id!: Uuid", r.name, r.owner, r.permissions, r.agendas,
                  (SELECT COUNT(*) FROM members m WHERE m.role_id = r.id) AS "members!: i64"
           FROM roles r WHERE r.company_id = ? AND r.id = ?"#,
        company,
        role
    )
    .fetch_optional(connection)
    .await?;
    row.map(RoleView::try_from).transpose()
}

/// The roles of a company, owners first, then by name.
pub(super) async fn all(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<RoleView>> {
    let company = company.uuid();
    let rows = sqlx::query_as!(
        RoleRow,
        r#"SELECT r.id AS "id!: Uuid", r.name, r.owner, r.permissions, r.agendas,
                  (SELECT COUNT(*) FROM members m WHERE m.role_id = r.id) AS "members!: i64"
           FROM roles r WHERE r.company_id = ?"#,
        company
    )
    .fetch_all(connection)
    .await?;
    let mut roles = rows.into_iter().map(RoleView::try_from).collect::<Result<Vec<_>>>()?;
    roles.sort_by_cached_key(|role| (!role.owner, order_key(role.name.as_str())));
    Ok(roles)
}

pub(super) async fn preset(
    connection: &mut SqliteConnection,
    company: CompanyId,
    preset: &str,
) -> Result<Option<RoleId>> {
    let company = company.uuid();
    let id = sqlx::query_scalar!(
        r#"SELECT id AS "id!: Uuid" FROM roles WHERE company_id = ? AND preset = ? LIMIT 1"#,
        company,
        preset
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(RoleId::new))
}

pub(super) async fn rename(
    connection: &mut SqliteConnection,
    company: CompanyId,
    role: RoleId,
    name: &Name,
) -> Result<()> {
    let (company, role, name) = (company.uuid(), role.uuid(), name.as_str());
    let done = sqlx::query!("UPDATE roles SET name = ? WHERE company_id = ? AND id = ?", name, company, role)
        .execute(connection)
        .await?;
    one_row("roles", done.rows_affected())
}

pub(super) async fn set_rights(
    connection: &mut SqliteConnection,
    company: CompanyId,
    role: &RoleView,
) -> Result<()> {
    let (company, id) = (company.uuid(), role.id.uuid());
    let permissions = serde_json::to_string(&role.permissions)?;
    let agendas = role.agendas.as_ref().map(serde_json::to_string).transpose()?;
    let done = sqlx::query!(
        "UPDATE roles SET permissions = ?, agendas = ? WHERE company_id = ? AND id = ? AND owner = 0",
        permissions,
        agendas,
        company,
        id
    )
    .execute(connection)
    .await?;
    one_row("roles", done.rows_affected())
}

pub(super) async fn delete(
    connection: &mut SqliteConnection,
    company: CompanyId,
    role: RoleId,
) -> Result<()> {
    let (company, role) = (company.uuid(), role.uuid());
    let done = sqlx::query!("DELETE FROM roles WHERE company_id = ? AND id = ? AND owner = 0", company, role)
        .execute(connection)
        .await?;
    one_row("roles", done.rows_affected())
}
