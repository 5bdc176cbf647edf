//! Roles: sets of permissions in a company.

use crate::auth::Done;
use crate::ids::{AgendaId, CompanyId, RoleId};
use crate::permission::{Access, Permission};
use crate::values::{List, Name, nullable};
use crate::{command, view};

const GROUP: &str = "Company Roles";

view! {
    /// What a role may do with one agenda.
    enum AgendaRight {
        /// See it and its appointments.
        View,
        /// Book on it, as far as the permissions of the role go.
        Manage,
    }
}

view! {
    /// A right to one agenda.
    struct AgendaGrant {
        /// The agenda.
        agenda_id: AgendaId,
        /// What may be done with it.
        right: AgendaRight,
    }
}

view! {
    /// A role.
    struct RoleView {
        /// Its id.
        id: RoleId,
        /// Its name.
        name: Name,
        /// Whether it is the role of owners, which allows everything and cannot be changed or deleted.
        owner: bool,
        /// What it allows.
        permissions: Vec<Permission>,
        /// The agendas to which it is limited; none for no limit.
        agendas: Option<Vec<AgendaGrant>>,
        /// How many members have it.
        members: u32,
    }
}

command! {
    /// One role.
    GetRole("roles.get", Get "/v1/companies/{company_id}/roles/{role_id}", Access::Member, GROUP, "Get Single Company Role") -> RoleView {
        /// The company.
        company_id: CompanyId,
        /// The role.
        role_id: RoleId,
    }
}

command! {
    /// The roles, owners first, then by name.
    ListRoles("roles.list", Get "/v1/companies/{company_id}/roles", Access::Member, GROUP, "Get All Company Roles") -> Vec<RoleView> {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Creates a role. Nobody can give more than she has.
    CreateRole("roles.create", Post "/v1/companies/{company_id}/roles", Access::Permission(Permission::MembersManage), GROUP, "Create Company Role") -> RoleView {
        /// The company.
        company_id: CompanyId,
        /// Its name, different from those of other roles.
        name: Name,
        /// What it allows.
        permissions: List<Permission, 40>,
        /// The agendas to which it is limited; no limit if left out.
        #[serde(default)]
        agendas: Option<List<AgendaGrant, 200>>,
    }
}

command! {
    /// Deletes a role that no member has.
    DeleteRole("roles.delete", Delete "/v1/companies/{company_id}/roles/{role_id}", Access::Permission(Permission::MembersManage), GROUP, "Delete Company Role") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The role.
        role_id: RoleId,
    }
}

command! {
    /// Changes the fields that are given. The role of owners stays as it is, but for its name.
    UpdateRole("roles.update", Patch "/v1/companies/{company_id}/roles/{role_id}", Access::Permission(Permission::MembersManage), GROUP, "Update Company Role") -> RoleView {
        /// The company.
        company_id: CompanyId,
        /// The role.
        role_id: RoleId,
        /// Its new name.
        #[serde(default)]
        name: Option<Name>,
        /// What it allows.
        #[serde(default)]
        permissions: Option<List<Permission, 40>>,
        /// The agendas to which it is limited; null for no limit.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<List<AgendaGrant, 200>>"))]
        agendas: Option<Option<List<AgendaGrant, 200>>>,
    }
}
