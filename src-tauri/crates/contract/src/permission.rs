//! What a role may allow, and who may call a command.

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$meta:meta])* $name:ident = $wire:literal;)*) => {
        /// Something that a role may allow.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Permission {
            $($(#[$meta])* #[serde(rename = $wire)] $name,)*
        }

        impl Permission {
            /// Every permission, in the order in which settings list them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The wire name, such as `appointments.manage`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $wire),* }
            }

            /// The permission of a wire name, if there is one.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($wire => Some(Self::$name),)* _ => None }
            }
        }
    };
}

permissions! {
    /// Change, deactivate and activate the company, its mail server and its holidays.
    CompanyManage = "company.manage";
    /// Create, change and deactivate members and roles; reset the invite code.
    MembersManage = "members.manage";
    /// See agendas, services, absences and free times.
    AgendasView = "agendas.view";
    /// Create, change and delete agendas, services and absences.
    AgendasManage = "agendas.manage";
    /// See appointments.
    AppointmentsView = "appointments.view";
    /// Book, move, change and cancel appointments.
    AppointmentsManage = "appointments.manage";
    /// Book against a rule: outside the hours, over capacity, without notice.
    AppointmentsOverride = "appointments.override";
    /// See clients.
    ClientsView = "clients.view";
    /// Create, change and delete clients.
    ClientsManage = "clients.manage";
    /// See conversations.
    ThreadsView = "threads.view";
    /// Answer and change conversations.
    ThreadsManage = "threads.manage";
    /// See WhatsApp numbers.
    InstancesView = "instances.view";
    /// Link, change and disconnect WhatsApp numbers.
    InstancesManage = "instances.manage";
    /// See links with outside services.
    IntegrationsView = "integrations.view";
    /// Connect and disconnect outside services.
    IntegrationsManage = "integrations.manage";
    /// See AI agents.
    AgentsView = "agents.view";
    /// Configure AI agents and their keys.
    AgentsManage = "agents.manage";
    /// See rules for notifications.
    NotificationsView = "notifications.view";
    /// Change rules for notifications.
    NotificationsManage = "notifications.manage";
}

/// Who may call a command; enforced in one place, the command table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, also without a session.
    Public,
    /// Anybody who is logged in.
    Session,
    /// Active members of the company that the command names.
    Member,
    /// The same, also while this computer is shut out of the company.
    MemberShutOut,
    /// Active members of the company whose role allows this.
    Permission(Permission),
    /// Operators of the platform.
    Platform,
}

impl Access {
    /// Whether the command must name a company.
    pub const fn needs_company(self) -> bool {
        matches!(self, Self::Member | Self::MemberShutOut | Self::Permission(_))
    }

    /// The name used in the list of operations.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Session => "self",
            Self::Member | Self::MemberShutOut => "member",
            Self::Permission(permission) => permission.name(),
            Self::Platform => "platform",
        }
    }
}
