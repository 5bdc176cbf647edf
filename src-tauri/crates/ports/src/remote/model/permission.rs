//! What the member of a device may change.

use leadsmart_contract::permission::Permission;
use serde_json::Value;

use super::super::shared::{self, Table};
use super::super::{Action, Change, Lost};
use super::change::Loss;
use super::rows::{Key, Rows, Stored};
use super::{Device, rank};

/// The rights of a device at this moment.
pub(super) struct Rights<'a> {
    rows: &'a Rows,
    role: Option<&'a Stored>,
    /// The first device of a company before its member is there.
    founding: bool,
}

impl<'a> Rights<'a> {
    pub(super) fn of(rows: &'a Rows, device: &Device) -> Self {
        let member = rows.find("members", &device.member.uuid().simple().to_string());
        let role = member.and_then(|member| rows.find("roles", member.text("role_id")));
        Self { rows, role, founding: device.founder && member.is_none() }
    }

    /// Whether a rule of the time may be broken.
    pub(super) fn may_override(&self) -> bool {
        self.founding || self.is_owner() || self.can(Permission::AppointmentsOverride)
    }

    /// Whether members may be invited and devices shut out.
    pub(super) fn may_manage_members(&self) -> bool {
        self.is_owner() || self.can(Permission::MembersManage)
    }

    /// Whether somebody may be invited with a role.
    pub(super) fn may_give(&self, role: &Stored) -> bool {
        self.is_owner() || self.cover(role).is_ok()
    }

    fn is_owner(&self) -> bool {
        self.role.is_some_and(|role| role.number("owner") == 1)
    }

    fn can(&self, permission: Permission) -> bool {
        self.role
            .is_some_and(|role| list(role.get("permissions")).iter().any(|held| held == permission.name()))
    }

    /// Refuses a change that the member may not make.
    pub(super) fn check(&self, company: &str, table: &'static Table, change: &Change) -> Result<(), Loss> {
        if self.founding {
            return Ok(());
        }
        let needed = self.needed(table, change);
        if self.role.is_none() {
            return Err(denied(needed.name()));
        }
        let inactive =
            self.rows.find("companies", company).is_some_and(|company| company.number("active") == 0);
        if inactive && table.name != "companies" {
            return Err(denied("company_inactive"));
        }
        if self.is_owner() {
            return Ok(());
        }
        if self.may_reassign(table, change) {
            return Ok(());
        }
        if !self.can(needed) {
            return Err(denied(needed.name()));
        }
        match table.name {
            "roles" | "members" => self.check_cover(table, change),
            _ if root_of(table) == "appointments" => self.check_agendas(table, change),
            _ => Ok(()),
        }
    }

    fn needed(&self, table: &'static Table, change: &Change) -> Permission {
        if table.name != "conflicts" {
            return table.permission;
        }
        let about = self.present(table, change).and_then(|conflict| shared::table(conflict.text("entity")));
        about.map_or(Permission::CompanyManage, |table| table.permission)
    }

    fn present(&self, table: &'static Table, change: &Change) -> Option<&'a Stored> {
        let key: Key = (rank(table), change.key.clone());
        self.rows.live_row(&key)
    }

    /// Merging clients gives their appointments to the one who stays.
    fn may_reassign(&self, table: &Table, change: &Change) -> bool {
        table.name == "appointments"
            && change.action == Action::Update
            && change.columns.keys().all(|column| matches!(column.as_str(), "client_id" | "revision"))
            && self.can(Permission::ClientsManage)
    }

    fn check_agendas(&self, table: &'static Table, change: &Change) -> Result<(), Loss> {
        let Some(grants) = self.role.map(|role| role.get("agendas")).filter(|grants| !grants.is_null())
        else {
            return Ok(());
        };
        let present = match table.root {
            None => self.present(table, change),
            Some((root, column)) => self
                .present(table, change)
                .map(|row| row.get(column))
                .or_else(|| change.columns.get(column))
                .and_then(Value::as_str)
                .and_then(|key| self.rows.find(root, key)),
        };
        let is_given = table.root.is_none() && change.action != Action::Delete;
        let given = is_given.then(|| change.columns.get("agenda_id")).flatten();
        let agendas = present.map(|row| row.get("agenda_id")).into_iter().chain(given);
        for agenda in agendas.filter_map(Value::as_str) {
            if right(grants, agenda) != Some(2) {
                return Err(denied(table.permission.name()));
            }
        }
        Ok(())
    }

    fn check_cover(&self, table: &'static Table, change: &Change) -> Result<(), Loss> {
        let present = self.present(table, change);
        if table.name == "members" {
            let given = change.columns.get("role_id").filter(|_| change.action != Action::Delete);
            let roles = present.map(|member| member.get("role_id")).into_iter().chain(given);
            for role in roles.filter_map(Value::as_str) {
                if let Some(role) = self.rows.find("roles", role) {
                    self.cover(role)?;
                }
            }
            return Ok(());
        }
        if let Some(role) = present {
            self.cover(role)?;
        }
        if change.action == Action::Delete {
            return Ok(());
        }
        let mut after = present.map(|role| role.columns.clone()).unwrap_or_default();
        after.extend(change.columns.clone());
        let after =
            Stored { columns: after, stamps: Default::default(), version: 0, live: true, occupies: false };
        self.cover(&after)
    }

    /// Refuses unless the member may do everything that a role allows.
    fn cover(&self, other: &Stored) -> Result<(), Loss> {
        if other.number("owner") == 1 {
            return Err(denied("owner"));
        }
        let own = self.role.map(|role| role.get("agendas")).unwrap_or(&Value::Null);
        let permissions = list(other.get("permissions"));
        let permitted = permissions
            .iter()
            .all(|name| self.role.is_some_and(|role| list(role.get("permissions")).contains(name)));
        let agendas = other.get("agendas");
        let reaches = own.is_null()
            || (!agendas.is_null()
                && grants(agendas)
                    .iter()
                    .all(|(agenda, level)| right(own, agenda).is_some_and(|own| own >= *level)));
        if permitted && reaches { Ok(()) } else { Err(denied(Permission::MembersManage.name())) }
    }
}

fn root_of(table: &Table) -> &'static str {
    table.root.map_or(table.name, |(root, _)| root)
}

fn denied(reason: &str) -> Loss {
    Loss { kind: Lost::Denied, winners: Vec::new(), reason: Some(reason.to_owned()) }
}

/// The texts of a JSON list in a text column.
fn list(value: &Value) -> Vec<String> {
    value.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The agendas of a role as keys have them, each with its level: 1 to see, 2 to book.
fn grants(value: &Value) -> Vec<(String, u8)> {
    let entries: Vec<Value> =
        value.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let read = |entry: &Value| {
        let agenda = entry.get("agenda_id")?.as_str()?.replace('-', "");
        let level = match entry.get("right")?.as_str()? {
            "manage" => 2,
            _ => 1,
        };
        Some((agenda, level))
    };
    entries.iter().filter_map(read).collect()
}

fn right(value: &Value, agenda: &str) -> Option<u8> {
    grants(value).into_iter().find(|(key, _)| key == agenda).map(|(_, level)| level)
}
