//! What changed, told to every open window: a window that shows a topic loads it again.

use serde::{Deserialize, Serialize};

use crate::ids::CompanyId;

/// A kind of thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Companies and their settings.
    Companies,
    /// Members.
    Members,
    /// Roles.
    Roles,
    /// Clients.
    Clients,
    /// Agendas, their hours and exceptions.
    Agendas,
    /// Services.
    Services,
    /// Absences of professionals.
    Absences,
    /// Holidays.
    Holidays,
    /// Appointments and their history.
    Appointments,
    /// The logged-in person: profile, sessions.
    Account,
    /// Synchronization with other desktops: what waits, and what a person has to settle.
    Sync,
    /// WhatsApp numbers: their links, codes and health.
    Instances,
    /// Conversations: the list, who answers, notes, quick replies.
    Threads,
    /// Messages, their states and files.
    Messages,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Companies,
        Self::Members,
        Self::Roles,
        Self::Clients,
        Self::Agendas,
        Self::Services,
        Self::Absences,
        Self::Holidays,
        Self::Appointments,
        Self::Account,
        Self::Sync,
        Self::Instances,
        Self::Threads,
        Self::Messages,
    ];
}

/// One change, sent after it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// The company it belongs to; none for what belongs to a person.
    pub company_id: Option<CompanyId>,
    /// What changed.
    pub topic: Topic,
}
