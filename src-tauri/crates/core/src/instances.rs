//! WhatsApp numbers: what the company calls them, as whom they are linked, which desktop holds them, how they stand.

pub(crate) mod commands;
mod lease;
mod store;
mod view;

use jiff::Timestamp;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, InstanceId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;

use crate::error::{Explain, NotFound, Result};
pub(crate) use lease::{keep_lease, require_here};
pub(crate) use store::{only, set_linked};
pub(crate) use view::obstacle;

/// Why something cannot be done with a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InstanceError {
    /// The identifier that the caller chose is in use.
    #[error("the id is in use")]
    IdTaken,
    /// It is turned off.
    #[error("it is turned off")]
    Inactive,
    /// Another desktop holds it.
    #[error("another desktop holds it")]
    Elsewhere(Option<Name>),
    /// It shows no codes, so none can be typed.
    #[error("it is not being linked")]
    NotLinking,
    /// The phone has no area code, or no country.
    #[error("no full telephone number")]
    Phone,
    /// Older messages of the company are not here yet. What the phone brings would not be known again, and two conversations that are one
    /// would not find together.
    #[error("older messages are on their way")]
    OlderMissing,
    /// WhatsApp did not give a code.
    #[error("no code: {0}")]
    NoCode(String),
}

impl Explain for InstanceError {
    fn explain(&self, language: Language) -> Failure {
        let told = |code, message: &str, hint: &str| Failure::new(code, message).with_hint(hint);
        match self {
            Self::IdTaken => told(Code::AlreadyExists, id_taken(language), id_taken_hint(language)).at("id"),
            Self::Inactive => told(Code::WrongState, inactive(language), inactive_hint(language)),
            Self::Elsewhere(Some(name)) => {
                told(Code::InUse, &elsewhere_of(language, name), elsewhere_hint(language))
            }
            Self::Elsewhere(None) => told(Code::InUse, elsewhere(language), elsewhere_hint(language)),
            Self::NotLinking => told(Code::WrongState, not_linking(language), not_linking_hint(language)),
            Self::OlderMissing => {
                told(Code::WrongState, older_missing(language), older_missing_hint(language))
            }
            Self::Phone => Failure::new(Code::InvalidInput, phone(language)).at("number"),
            Self::NoCode(detail) => {
                tracing::warn!(detail, "no code to type");
                told(Code::NotConnected, no_code(language), no_code_hint(language))
            }
        }
    }
}

/// A number in the store.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) id: InstanceId,
    pub(crate) name: Name,
    pub(crate) active: bool,
    pub(crate) per_minute: u16,
    pub(crate) new_chats_per_day: u16,
    pub(crate) number: Option<String>,
    pub(crate) profile_name: Option<String>,
    pub(crate) linked_at: Option<i64>,
    pub(crate) revision: i64,
}

/// A number of a company.
///
/// # Errors
/// There is none.
pub(crate) async fn present(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
) -> Result<Instance> {
    let found = store::find(connection, company, Some(instance)).await?;
    Ok(found.into_iter().next().ok_or(NotFound::Instance)?)
}

/// Enters a number.
pub(crate) async fn enter(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    name: &Name,
    now: Timestamp,
) -> Result<()> {
    store::insert(connection, company, instance, name, now).await
}

texts! {
    id_taken: "Este identificador já está em uso.", "This identifier is in use already.", "Este identificador ya está en uso.";
    id_taken_hint: "Tente de novo com outro identificador, ou sem nenhum.", "Try again with another identifier, or with none.",
        "Inténtelo de nuevo con otro identificador, o sin ninguno.";
    inactive: "Este número está desativado.", "This number is turned off.", "Este número está desactivado.";
    inactive_hint: "Ative o número primeiro.", "Turn the number on first.", "Active el número primero.";
    elsewhere: "Este número está em uso em outro computador.", "This number is in use on another computer.",
        "Este número está en uso en otra computadora.";
    elsewhere_of(name: &Name): "Este número está em uso no computador de {name}.", "This number is in use on the computer of {name}.",
        "Este número está en uso en la computadora de {name}.";
    elsewhere_hint: "Use aqui para trazê-lo a este computador.", "Choose “use here” to bring it to this computer.",
        "Elija “usar aquí” para traerlo a esta computadora.";
    not_linking: "Este número não está mostrando códigos.", "This number is not showing codes.", "Este número no está mostrando códigos.";
    not_linking_hint: "Clique em Conectar e peça o código de novo.", "Choose Connect and ask for the code again.",
        "Elija Conectar y pida el código de nuevo.";
    older_missing: "As mensagens antigas da empresa ainda estão chegando a este computador.", "Older messages of the company are still coming to this computer.",
        "Los mensajes antiguos de la empresa todavía están llegando a esta computadora.";
    older_missing_hint: "Conecte o número aqui quando elas tiverem chegado: a página Sincronização mostra até onde já estão.",
        "Connect the number here when they have come: the page Synchronization shows how far they are.",
        "Conecte el número aquí cuando hayan llegado: la página Sincronización muestra hasta dónde están.";
    phone: "Escreva o telefone com DDD, ou com + e o código do país.", "Write the phone with its area code, or with + and the country code.",
        "Escriba el teléfono con código de área, o con + y el código del país.";
    no_code: "O WhatsApp não deu um código para digitar.", "WhatsApp did not give a code to type.", "WhatsApp no dio un código para escribir.";
    no_code_hint: "Confira o telefone e tente de novo, ou escaneie o código.", "Check the phone and try again, or scan the code.",
        "Verifique el teléfono e inténtelo de nuevo, o escanee el código.";
}
