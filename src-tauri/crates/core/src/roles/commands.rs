//! Contract to rules and back: the commands of roles.

use leadsmart_contract::auth::Done;
use leadsmart_contract::ids::{AgendaId, CompanyId, RoleId};
use leadsmart_contract::roles::{
    AgendaGrant, CreateRole, DeleteRole, GetRole, ListRoles, RoleView, UpdateRole,
};
use leadsmart_contract::values::{List, Problem};
use sqlx::SqliteConnection;

use super::store::{self, NewRole};
use super::{RoleError, covers, find};
use crate::agendas;
use crate::context::{Read, Write};
use crate::error::{Forbidden, Invalid, NotFound, Result};
use crate::table::Builder;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .read::<GetRole>(get)
        .read::<ListRoles>(list)
        .write::<CreateRole>(create)
        .write::<DeleteRole>(delete)
        .write::<UpdateRole>(update)
}

async fn get(read: &mut Read, command: GetRole) -> Result<RoleView> {
    find(read.connection(), command.company_id, command.role_id).await
}

async fn list(read: &mut Read, command: ListRoles) -> Result<Vec<RoleView>> {
    store::all(read.connection(), command.company_id).await
}

async fn create(write: &mut Write, command: CreateRole) -> Result<RoleView> {
    let company = command.company_id;
    let role = RoleView {
        id: write.context.new_id(),
        name: command.name,
        owner: false,
        permissions: command.permissions.into_vec(),
        agendas: command.agendas.map(List::into_vec),
        members: 0,
    };
    if !covers(write.context.member()?, &role) {
        return Err(Forbidden.into());
    }
    free_name(write.connection(), company, &role).await?;
    known_agendas(write.connection(), company, role.agendas.as_deref()).await?;
    let new = NewRole {
        id: role.id,
        name: role.name.as_str(),
        owner: false,
        preset: None,
        permissions: &role.permissions,
        agendas: role.agendas.as_deref(),
    };
    store::insert(write.connection(), company, new).await?;
    Ok(role)
}

async fn update(write: &mut Write, command: UpdateRole) -> Result<RoleView> {
    let company = command.company_id;
    let mut role = changeable(write, company, command.role_id).await?;
    let rights = command.permissions.is_some() || command.agendas.is_some();
    if role.owner && rights {
        return Err(RoleError::OwnerRole.into());
    }
    role.name = command.name.unwrap_or(role.name);
    role.permissions = command.permissions.map_or(role.permissions, List::into_vec);
    if let Some(agendas) = command.agendas {
        role.agendas = agendas.map(List::into_vec);
        known_agendas(write.connection(), company, role.agendas.as_deref()).await?;
    }
    if !covers(write.context.member()?, &role) {
        return Err(Forbidden.into());
    }
    free_name(write.connection(), company, &role).await?;
    store::rename(write.connection(), company, role.id, &role.name).await?;
    if rights {
        store::set_rights(write.connection(), company, &role).await?;
    }
    Ok(role)
}

async fn delete(write: &mut Write, command: DeleteRole) -> Result<Done> {
    let role = changeable(write, command.company_id, command.role_id).await?;
    if role.owner {
        return Err(RoleError::OwnerRole.into());
    }
    if role.members > 0 {
        return Err(RoleError::InUse(role.members).into());
    }
    store::delete(write.connection(), command.company_id, role.id).await?;
    Ok(Done {})
}

/// A role that the caller may change: it allows nothing that she may not do herself.
async fn changeable(write: &mut Write, company: CompanyId, role: RoleId) -> Result<RoleView> {
    let role = find(write.connection(), company, role).await?;
    if covers(write.context.member()?, &role) { Ok(role) } else { Err(Forbidden.into()) }
}

async fn free_name(connection: &mut SqliteConnection, company: CompanyId, role: &RoleView) -> Result<()> {
    let wanted = role.name.as_str().to_lowercase();
    let others = store::all(connection, company).await?;
    let taken =
        others.iter().any(|other| other.id != role.id && other.name.as_str().to_lowercase() == wanted);
    if taken { Err(RoleError::NameTaken.into()) } else { Ok(()) }
}

async fn known_agendas(
    connection: &mut SqliteConnection,
    company: CompanyId,
    grants: Option<&[AgendaGrant]>,
) -> Result<()> {
    let mut ids: Vec<AgendaId> = grants.unwrap_or_default().iter().map(|grant| grant.agenda_id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < count {
        return Err(Invalid::new("agendas", Problem::Repeated).into());
    }
    if agendas::exist(connection, company, &ids).await? { Ok(()) } else { Err(NotFound::Agenda.into()) }
}
