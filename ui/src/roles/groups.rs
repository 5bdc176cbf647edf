//! Permissions in groups and plain words.
//!
//! Only what the window has a place for is offered; a role keeps whatever else it allows.

use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;

use super::texts;

/// A text that follows the language.
pub(super) type Words = fn(Language) -> &'static str;

/// A group with its permissions.
pub(super) struct Group {
    /// What it is about.
    pub(super) title: Words,
    /// What may be allowed, the least first.
    pub(super) permissions: &'static [Permission],
}

/// The groups in the order of the form.
pub(super) const GROUPS: [Group; 4] = [
    Group {
        title: texts::group_appointments,
        permissions: &[
            Permission::AppointmentsView,
            Permission::AppointmentsManage,
            Permission::AppointmentsOverride,
        ],
    },
    Group { title: texts::group_clients, permissions: &[Permission::ClientsView, Permission::ClientsManage] },
    Group { title: texts::group_agendas, permissions: &[Permission::AgendasView, Permission::AgendasManage] },
    Group {
        title: texts::group_company,
        permissions: &[Permission::MembersManage, Permission::CompanyManage],
    },
];

/// What a permission allows, and a remark where that is not plain; none for what the window has no place for.
pub(super) const fn words(permission: Permission) -> Option<(Words, Words)> {
    Some(match permission {
        Permission::AppointmentsView => (texts::appointments_view, texts::nothing),
        Permission::AppointmentsManage => (texts::appointments_manage, texts::nothing),
        Permission::AppointmentsOverride => (texts::appointments_override, texts::appointments_override_hint),
        Permission::ClientsView => (texts::clients_view, texts::nothing),
        Permission::ClientsManage => (texts::clients_manage, texts::nothing),
        Permission::AgendasView => (texts::agendas_view, texts::agendas_view_hint),
        Permission::AgendasManage => (texts::agendas_manage, texts::agendas_manage_hint),
        Permission::MembersManage => (texts::members_manage, texts::members_manage_hint),
        Permission::CompanyManage => (texts::company_manage, texts::nothing),
        _ => return None,
    })
}

/// What must be allowed too, so that a permission is of use.
pub(super) const fn needs(permission: Permission) -> Option<Permission> {
    match permission {
        Permission::AppointmentsManage => Some(Permission::AppointmentsView),
        Permission::AppointmentsOverride => Some(Permission::AppointmentsManage),
        Permission::ClientsManage => Some(Permission::ClientsView),
        Permission::AgendasManage => Some(Permission::AgendasView),
        _ => None,
    }
}

/// Turns a permission on with what it needs, or off with what needs it.
pub(super) fn switch(allowed: &mut Vec<Permission>, permission: Permission, on: bool) {
    if on {
        if !allowed.contains(&permission) {
            allowed.push(permission);
        }
        if let Some(needed) = needs(permission) {
            switch(allowed, needed, true);
        }
    } else {
        allowed.retain(|other| *other != permission);
        let dependent: Vec<_> =
            allowed.iter().copied().filter(|other| needs(*other) == Some(permission)).collect();
        dependent.into_iter().for_each(|other| switch(allowed, other, false));
    }
}

/// The groups in which a role may change something, such as "Agendamentos, Clientes".
pub(super) fn summary(language: Language, allowed: &[Permission]) -> String {
    let changes = |group: &&Group| {
        let mut strong = group.permissions.iter().filter(|permission| !permission.name().ends_with(".view"));
        strong.any(|permission| allowed.contains(permission))
    };
    let titles: Vec<_> = GROUPS.iter().filter(changes).map(|group| (group.title)(language)).collect();
    if titles.is_empty() { texts::only_sees(language).to_owned() } else { titles.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_comes_and_goes_with_what_it_needs() {
        let mut allowed = Vec::new();
        switch(&mut allowed, Permission::AppointmentsOverride, true);
        assert!(
            allowed.contains(&Permission::AppointmentsView)
                && allowed.contains(&Permission::AppointmentsManage)
        );
        switch(&mut allowed, Permission::AppointmentsView, false);
        assert!(allowed.is_empty(), "without seeing nothing else is of use: {allowed:?}");
    }

    #[test]
    fn every_offered_permission_has_words() {
        let offered = GROUPS.iter().flat_map(|group| group.permissions);
        assert!(offered.into_iter().all(|permission| words(*permission).is_some()));
    }
}
