//! Several desktops, one company: what was done here goes up, what stands comes down.
//!
//! A change is recorded with the change itself (`db/capture.rs`). [`plan`] makes intents of what is recorded and says what a row is
//! with what waits on top of it; it is pure. [`engine`] hands in one batch at a time and reads what has changed, so that a stop at any
//! point is gone on from; [`apply`] brings rows into the store, all of a reading or nothing; [`supervisor`] says when. The company's
//! database is behind the port [`leadsmart_ports::remote::Remote`], and decides. How a company comes to be shared is in [`sharing`] and
//! [`joining`]; [`hub`] keeps all of them together. A company that was joined is open before its [`older`] messages are here.

mod apply;
mod bulk;
pub(crate) mod commands;
mod conflict;
#[cfg(test)]
mod decisions;
mod engine;
mod hub;
mod joining;
mod link;
mod load;
mod older;
mod plan;
mod points;
mod recover;
mod rows;
mod settle;
mod sharing;
#[cfg(test)]
mod simulation;
mod status;
mod store;
mod supervisor;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use sqlx::SqliteConnection;
use uuid::Uuid;

pub(crate) use hub::Hub;
pub(crate) use older::{is_missing, reach_of_thread, want as want_older};
pub(crate) use supervisor::Lines;

use crate::Core;
use crate::error::{Explain, Result};

/// By which this computer is known among those that share a company, and whose it is; none if the company is on this one alone.
pub(crate) async fn device(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<Option<(Uuid, MemberId)>> {
    Ok(store::link(connection, company).await?.map(|link| (link.device, link.member)))
}

/// What can go wrong with what a person asks of synchronization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SyncError {
    /// The company is not shared, or its line is not open.
    #[error("no line")]
    NotConnected,
    /// The sample stays on this computer: it can be removed at any time.
    #[error("the sample")]
    Sample,
    /// It has a database already.
    #[error("shared already")]
    AlreadyShared,
    /// It is on this computer, and has no need to join.
    #[error("on this computer already")]
    AlreadyHere,
    /// A desktop does not shut itself out.
    #[error("this very device")]
    OwnDevice,
    /// Nothing was set back.
    #[error("nothing to recover")]
    NothingToRecover,
    /// It did not work: the company's database said this.
    #[error("not recovered: {0}")]
    NotRecovered(&'static str),
    /// The conflict does not wait for anybody.
    #[error("settled before")]
    SettledBefore,
    /// It cannot be settled in this way.
    #[error("not in this way")]
    NotThisWay,
}

impl Explain for SyncError {
    fn explain(&self, language: Language) -> Failure {
        let wrong = |message: &str| Failure::new(Code::WrongState, message);
        match self {
            Self::NotConnected => Failure::new(Code::NotConnected, not_connected(language))
                .with_hint(not_connected_hint(language)),
            Self::Sample => wrong(sample(language)).with_hint(sample_hint(language)),
            Self::AlreadyShared => Failure::new(Code::AlreadyExists, already_shared(language))
                .with_hint(already_shared_hint(language)),
            Self::AlreadyHere => Failure::new(Code::AlreadyExists, already_here(language))
                .with_hint(already_here_hint(language)),
            Self::OwnDevice => wrong(own_device(language)).with_hint(own_device_hint(language)),
            Self::NothingToRecover => wrong(nothing_to_recover(language)),
            Self::NotRecovered(_) => {
                Failure::new(Code::Busy, not_recovered(language)).with_hint(not_recovered_hint(language))
            }
            Self::SettledBefore => wrong(settled_before(language)),
            Self::NotThisWay => wrong(not_this_way(language)).with_hint(not_this_way_hint(language)),
        }
    }
}

impl Core {
    /// Keeps the companies of this computer that are shared together with those of the other desktops, until it is closed: all that
    /// are shared, and those that are set up or joined meanwhile. Whatever fails is noted and tried again.
    pub async fn keep_together(&self) {
        hub::keep_all(self).await;
    }

    /// Says that secrets can be reached that could not before: what waits for them goes on.
    pub(crate) fn secrets_opened(&self) {
        self.hub().look_again();
    }
}

texts! {
    not_connected: "Este computador não está ligado ao banco de dados da empresa.", "This computer is not connected to the company's database.",
        "Este equipo no está conectado a la base de datos de la empresa.";
    not_connected_hint: "O que você faz fica guardado aqui. Conecte-se em Ajustes › Sincronização.",
        "What you do is kept here. Connect in Settings › Synchronization.",
        "Lo que usted hace queda guardado aquí. Conéctese en Ajustes › Sincronización.";
    sample: "A clínica de exemplo fica só neste computador.", "The sample clinic stays on this computer alone.",
        "La clínica de ejemplo queda solo en este equipo.";
    sample_hint: "Crie a sua empresa para compartilhá-la.", "Create your company to share it.", "Cree su empresa para compartirla.";
    already_shared: "Esta empresa já tem um banco de dados.", "This company has a database already.", "Esta empresa ya tiene una base de datos.";
    already_shared_hint: "Em outro computador, entre com um código de convite.", "On another computer, join with an invite code.",
        "En otro equipo, únase con un código de invitación.";
    already_here: "Esta empresa já está neste computador.", "This company is on this computer already.", "Esta empresa ya está en este equipo.";
    already_here_hint: "Abra-a na lista. Outra pessoa deste computador entra com o código da página Equipe.",
        "Open it from the list. Another person of this computer joins with the code of the page Team.",
        "Ábrala desde la lista. Otra persona de este equipo se une con el código de la página Equipo.";
    own_device: "Este é o computador que você está usando.", "This is the computer that you are using.", "Este es el equipo que usted está usando.";
    own_device_hint: "Encerre o acesso dele a partir de outro.", "End its access from another one.", "Termine su acceso desde otro.";
    nothing_to_recover: "Não há nada para recuperar.", "There is nothing to recover.", "No hay nada que recuperar.";
    not_recovered: "O banco de dados da empresa não respondeu. Nada foi alterado.", "The company's database did not answer. Nothing was changed.",
        "La base de datos de la empresa no respondió. No se cambió nada.";
    not_recovered_hint: "Verifique a rede e tente de novo.", "Check the network and try again.", "Revise la red e inténtelo de nuevo.";
    settled_before: "Este conflito já foi resolvido.", "This conflict has been settled already.", "Este conflicto ya fue resuelto.";
    not_this_way: "Este conflito não pode ser resolvido assim.", "This conflict cannot be settled like this.",
        "Este conflicto no se puede resolver así.";
    not_this_way_hint: "Escolha uma das opções oferecidas.", "Choose one of the ways that are offered.", "Elija una de las opciones ofrecidas.";
}
