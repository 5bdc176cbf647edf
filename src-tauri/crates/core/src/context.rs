//! Who calls, when, and inside which transaction.

use std::collections::HashMap;

use jiff::Timestamp;
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId, RoleId, SessionId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::AgendaRight;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use uuid::Uuid;

use crate::Ports;
use crate::db::write::Mutation;
use crate::error::{Forbidden, NotFound, Result};

/// The caller's place in the company that the command names.
#[derive(Clone, Debug)]
pub struct Member {
    /// The company.
    pub company_id: CompanyId,
    /// Her place in it.
    pub id: MemberId,
    /// Her role.
    pub role_id: RoleId,
    /// Whether she may do everything.
    pub owner: bool,
    /// Whether the company is in use.
    pub company_active: bool,
    /// Whether this computer was shut out of the company.
    pub(crate) shut_out: bool,
    pub(crate) permissions: Vec<Permission>,
    /// The agendas to which her role is limited; none for no limit.
    pub(crate) agendas: Option<HashMap<AgendaId, AgendaRight>>,
}

impl Member {
    /// Whether her role allows it.
    pub fn can(&self, permission: Permission) -> bool {
        self.owner || self.permissions.contains(&permission)
    }

    /// Whether her role is limited to some agendas.
    pub fn is_limited(&self) -> bool {
        !self.owner && self.agendas.is_some()
    }

    /// Whether she may see an agenda.
    pub fn sees(&self, agenda: AgendaId) -> bool {
        self.owner || self.agendas.as_ref().is_none_or(|rights| rights.contains_key(&agenda))
    }

    /// Whether she may book on an agenda, as far as her permissions go.
    pub fn books(&self, agenda: AgendaId) -> bool {
        self.owner
            || self.agendas.as_ref().is_none_or(|rights| rights.get(&agenda) == Some(&AgendaRight::Manage))
    }
}

/// Who calls and when. The instant is the same for all that a call does.
#[derive(Clone)]
pub struct Context {
    /// The instant of the call.
    pub now: Timestamp,
    /// The language for messages.
    pub language: Language,
    /// The caller, if logged in.
    pub user: Option<UserId>,
    /// The caller's session.
    pub session: Option<SessionId>,
    /// The caller's place in the company that the command names.
    pub member: Option<Member>,
    pub(crate) ports: Ports,
}

impl Context {
    /// The caller. Every command but the public ones has one.
    pub fn user(&self) -> Result<UserId> {
        self.user.ok_or_else(|| crate::access::Denied::Unauthenticated.into())
    }

    /// The caller's place in the company. Every command of a company has one.
    pub fn member(&self) -> Result<&Member> {
        self.member.as_ref().ok_or_else(|| NotFound::Company.into())
    }

    /// The company that the command names.
    pub fn company(&self) -> Result<CompanyId> {
        Ok(self.member()?.company_id)
    }

    /// Refuses unless the caller's role allows it.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.member()?.can(permission) { Ok(()) } else { Err(Forbidden.into()) }
    }

    /// A new identifier: UUID version 7 of this instant.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let mut random = [0; 10];
        self.ports.random.fill(&mut random);
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or(0);
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// Random bytes for a token or code.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.ports.random.fill(&mut bytes);
        bytes
    }
}

/// A reading call: one snapshot of the store, whoever writes meanwhile.
pub struct Read {
    /// Who calls and when.
    pub context: Context,
    pub(crate) transaction: Transaction<'static, Sqlite>,
}

impl Read {
    /// The connection, inside the snapshot.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}

/// A writing call: all of it is stored, or nothing. The table commits after the handler has succeeded.
pub struct Write {
    /// Who calls and when.
    pub context: Context,
    pub(crate) mutation: Mutation,
}

impl Write {
    /// The connection, inside the transaction.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        self.mutation.connection()
    }
}

/// Bytes as hexadecimal text.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
