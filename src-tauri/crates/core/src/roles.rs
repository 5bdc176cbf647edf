//! Roles: sets of permissions in a company, possibly limited to some agendas.
//!
//! Nobody gives more than she has: a role can be made, changed, deleted or given only by somebody who may do everything
//! that it allows, before and after. The role of owners allows everything and keeps its rights; owners alone give it.

pub(crate) mod commands;
mod store;
#[cfg(test)]
mod tests;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, RoleId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::{AgendaGrant, RoleView};
use leadsmart_contract::texts;
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;

use crate::context::{Member, Write};
use crate::error::{Explain, NotFound, Result};
use crate::stored::stored;
use store::NewRole;

/// Why a role cannot be made, changed or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RoleError {
    /// Another role has this name.
    #[error("the name is taken")]
    NameTaken,
    /// The role of owners keeps its rights and stays.
    #[error("the role of owners")]
    OwnerRole,
    /// So many members have it.
    #[error("{0} members have it")]
    InUse(u32),
}

impl Explain for RoleError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::NameTaken => Failure::new(Code::AlreadyExists, name_taken(language)).at("name"),
            Self::OwnerRole => {
                Failure::new(Code::WrongState, owner_role(language)).with_hint(owner_role_hint(language))
            }
            Self::InUse(members) => Failure::new(Code::InUse, in_use(language, u64::from(*members)))
                .with_hint(in_use_hint(language)),
        }
    }
}

/// A role that comes with every company. Its name may change; which one it is stays known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preset {
    /// Runs the place day by day: everything but the settings of the company.
    Manager,
    /// Books, answers and knows the clients. Who joins with an invite code becomes this.
    Receptionist,
    /// Attends clients: sees the agendas, follows the appointments.
    Professional,
}

impl Preset {
    const ALL: [Self; 3] = [Self::Manager, Self::Receptionist, Self::Professional];

    const fn name(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Receptionist => "receptionist",
            Self::Professional => "professional",
        }
    }

    const fn title(self, language: Language) -> &'static str {
        match self {
            Self::Manager => manager(language),
            Self::Receptionist => receptionist(language),
            Self::Professional => professional(language),
        }
    }

    fn permissions(self) -> Vec<Permission> {
        use Permission as P;
        match self {
            Self::Manager => P::ALL.iter().copied().filter(|p| *p != P::CompanyManage).collect(),
            Self::Receptionist => vec![
                P::AgendasView,
                P::AppointmentsView,
                P::AppointmentsManage,
                P::ClientsView,
                P::ClientsManage,
                P::ThreadsView,
                P::ThreadsManage,
                P::InstancesView,
                P::NotificationsView,
            ],
            Self::Professional => {
                vec![P::AgendasView, P::AppointmentsView, P::AppointmentsManage, P::ClientsView]
            }
        }
    }
}

/// Makes the roles of a new company, named in its language. Answers the role of its owners.
pub(crate) async fn create_presets(
    write: &mut Write,
    company: CompanyId,
    language: Language,
) -> Result<RoleId> {
    for preset in Preset::ALL {
        let (id, name) = (write.context.new_id(), preset.title(language));
        let permissions = preset.permissions();
        let role = NewRole {
            id,
            name,
            owner: false,
            preset: Some(preset.name()),
            permissions: &permissions,
            agendas: None,
        };
        store::insert(write.connection(), company, role).await?;
    }
    let id = write.context.new_id();
    let role =
        NewRole { id, name: owner(language), owner: true, preset: None, permissions: &[], agendas: None };
    store::insert(write.connection(), company, role).await?;
    Ok(id)
}

/// A role of the company.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    role: RoleId,
) -> Result<RoleView> {
    Ok(store::one(connection, company, role).await?.ok_or(NotFound::Role)?)
}

/// The role that came with the company as this one, unless it was deleted.
pub(crate) async fn preset(
    connection: &mut SqliteConnection,
    company: CompanyId,
    preset: Preset,
) -> Result<Option<RoleId>> {
    store::preset(connection, company, preset.name()).await
}

/// Whether a member may do everything that a role allows, and so may give it.
pub(crate) fn covers(member: &Member, role: &RoleView) -> bool {
    if member.owner || role.owner {
        return member.owner;
    }
    role.permissions.iter().all(|permission| member.can(*permission))
        && reaches(member, role.agendas.as_deref())
}

/// Whether the agendas of a role are among those of a member, with no more rights.
fn reaches(member: &Member, agendas: Option<&[AgendaGrant]>) -> bool {
    let Some(own) = &member.agendas else { return true };
    let Some(agendas) = agendas else { return false };
    agendas.iter().all(|grant| own.get(&grant.agenda_id).is_some_and(|right| *right >= grant.right))
}

fn role_name(text: &str) -> Result<Name> {
    stored("roles.name", Name::parse(text))
}

texts! {
    owner: "Proprietário", "Owner", "Propietario";
    manager: "Gerente", "Manager", "Gerente";
    receptionist: "Recepcionista", "Receptionist", "Recepcionista";
    professional: "Profissional", "Professional", "Profesional";
    name_taken: "Já existe uma função com este nome.", "There is already a role with this name.", "Ya existe un rol con este nombre.";
    owner_role: "A função de proprietário permite tudo e não pode ser alterada nem excluída.",
        "The role of owner allows everything and cannot be changed or deleted.",
        "El rol de propietario permite todo y no puede cambiarse ni eliminarse.";
    owner_role_hint: "Crie outra função com as permissões de que precisa.", "Create another role with the permissions you need.",
        "Cree otro rol con los permisos que necesita.";
    in_use[count](): "{count} pessoa tem esta função." | "{count} pessoas têm esta função.",
        "{count} person has this role." | "{count} people have this role.",
        "{count} persona tiene este rol." | "{count} personas tienen este rol.";
    in_use_hint: "Primeiro dê outra função a quem tem esta.", "First give another role to those who have this one.",
        "Primero asigne otro rol a quienes tienen este.";
}
