//! Conversations of a number with somebody: who it is, who answers, how it stands.
//!
//! Somebody is known by a telephone number, by a hidden id, or by both; one conversation stands for all of it. When it turns out that
//! two conversations are with the same person, the messages of one go over to the other.

pub(crate) mod commands;
pub(crate) mod notes;
mod people;
mod store;
#[cfg(test)]
mod tests;
mod view;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{ClientId, CompanyId, InstanceId, MemberId, ThreadId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::threads::ThreadStatus;
use sqlx::SqliteConnection;

use crate::context::Context;
use crate::error::{Explain, NotFound, Result};
pub(crate) use people::{known, learn, meet, number_of, phone_of, verify};
pub(crate) use view::client_of;

/// Why something cannot be done with a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ThreadError {
    /// The company has no active number, or several and none was chosen.
    #[error("no number to write over")]
    NoInstance,
    /// The client has no phone, or not the one that was chosen.
    #[error("no phone to write to")]
    NoPhone,
    /// Somebody who cannot answer: not a member in office.
    #[error("not a member in office")]
    NotAMember,
}

impl Explain for ThreadError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::NoInstance => Failure::new(Code::WrongState, no_instance(language))
                .with_hint(no_instance_hint(language))
                .at("instance_id"),
            Self::NoPhone => Failure::new(Code::WrongState, no_phone(language))
                .with_hint(no_phone_hint(language))
                .at("phone"),
            Self::NotAMember => Failure::new(Code::NotFound, not_a_member(language)).at("assignee_id"),
        }
    }
}

/// A conversation in the store, as far as rules go by it.
#[derive(Clone, Debug)]
pub(crate) struct Thread {
    pub(crate) id: ThreadId,
    pub(crate) company: CompanyId,
    pub(crate) instance: InstanceId,
    pub(crate) client: Option<ClientId>,
    /// Digits with country code.
    pub(crate) number: Option<String>,
    /// Whether WhatsApp has told the number.
    pub(crate) verified: bool,
    pub(crate) hidden: Option<String>,
    pub(crate) profile_name: Option<String>,
    pub(crate) status: ThreadStatus,
    pub(crate) assignee: Option<MemberId>,
    pub(crate) deleted: bool,
    pub(crate) revision: i64,
}

/// A conversation of a company; one that is hidden too.
///
/// # Errors
/// There is none.
pub(crate) async fn present(
    connection: &mut SqliteConnection,
    company: CompanyId,
    thread: ThreadId,
) -> Result<Thread> {
    Ok(store::find(connection, company, thread).await?.ok_or(NotFound::Thread)?)
}

/// The caller has answered: the other one's turn, and hers to go on, unless somebody else does already.
pub(crate) async fn answered(
    connection: &mut SqliteConnection,
    context: &Context,
    thread: &Thread,
) -> Result<()> {
    let assignee = thread.assignee.or(Some(context.member()?.id));
    let after = Thread { assignee, status: ThreadStatus::Waiting, deleted: false, ..thread.clone() };
    change(connection, thread, &after).await
}

/// A message has come: somebody has to answer, and the conversation shows again.
pub(crate) async fn reopen(connection: &mut SqliteConnection, thread: &Thread) -> Result<()> {
    let after = Thread { status: ThreadStatus::Open, deleted: false, ..thread.clone() };
    change(connection, thread, &after).await
}

/// Sets how a conversation stands and who answers.
pub(crate) async fn set(
    connection: &mut SqliteConnection,
    thread: &Thread,
    status: ThreadStatus,
    assignee: Option<MemberId>,
) -> Result<()> {
    change(connection, thread, &Thread { status, assignee, ..thread.clone() }).await
}

/// There is nothing to do: all of it was read long ago on the phone.
pub(crate) async fn settle(connection: &mut SqliteConnection, thread: &Thread) -> Result<()> {
    change(connection, thread, &Thread { status: ThreadStatus::Resolved, ..thread.clone() }).await
}

/// The conversation shows again.
pub(crate) async fn show(connection: &mut SqliteConnection, thread: &Thread) -> Result<()> {
    change(connection, thread, &Thread { deleted: false, ..thread.clone() }).await
}

async fn change(connection: &mut SqliteConnection, before: &Thread, after: &Thread) -> Result<()> {
    let same = before.status == after.status
        && before.assignee == after.assignee
        && before.client == after.client
        && before.deleted == after.deleted;
    if same { Ok(()) } else { store::update(connection, after).await }
}

/// How many people were written to for the first time over a number since an instant: they have never answered.
pub(crate) async fn begun_since(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    since: jiff::Timestamp,
) -> Result<u32> {
    store::begun_since(connection, instance, since).await
}

/// Whether nothing was ever sent in a conversation, nor came.
pub(crate) async fn is_new(connection: &mut SqliteConnection, thread: ThreadId) -> Result<bool> {
    store::is_new(connection, thread).await
}

texts! {
    no_instance: "Escolha por qual número do WhatsApp escrever.", "Choose over which WhatsApp number to write.",
        "Elija por qué número de WhatsApp escribir.";
    no_instance_hint: "Conecte um número em Conexões, ou escolha um.", "Connect a number in Connections, or choose one.",
        "Conecte un número en Conexiones, o elija uno.";
    no_phone: "Este cliente não tem um telefone para o qual escrever.", "This client has no phone to write to.",
        "Este cliente no tiene un teléfono al que escribir.";
    no_phone_hint: "Cadastre um telefone com DDD no perfil do cliente.", "Enter a phone with area code in the client's profile.",
        "Registre un teléfono con código de área en el perfil del cliente.";
    not_a_member: "Esta pessoa da equipe não foi encontrada.", "This person on the team was not found.",
        "No se encontró a esta persona del equipo.";
}
