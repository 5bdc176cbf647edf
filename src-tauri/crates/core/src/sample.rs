//! The sample clinic: a believable company to explore, marked as sample and removable in one step.
//!
//! It is made only on a store that has no company. Its user is marked too, and nobody knows her password: she serves for the
//! sample and goes with it. What the clinic holds is in [`clinic`].

mod chats;
mod clinic;
pub(crate) mod commands;
mod diary;
mod people;
#[cfg(test)]
mod tests;

use leadsmart_contract::auth::SessionStarted;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::ZoneName;

use crate::auth::SampleAccount;
use crate::error::{Explain, Result};
use crate::table::Call;
use crate::{auth, companies, outbox, secrets};

/// Why the sample cannot be made or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SampleError {
    /// There is a company already: a sample would mix with real work.
    #[error("there is a company already")]
    NotEmpty,
    /// The company is a real one.
    #[error("not the sample")]
    NotSample,
}

impl Explain for SampleError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::NotEmpty => {
                Failure::new(Code::WrongState, not_empty(language)).with_hint(not_empty_hint(language))
            }
            Self::NotSample => {
                Failure::new(Code::WrongState, not_sample(language)).with_hint(not_sample_hint(language))
            }
        }
    }
}

/// Makes the clinic and logs its user in.
async fn explore(call: &Call, zone: ZoneName) -> Result<SessionStarted> {
    let account = SampleAccount::prepare(&call.context).await?;
    let mut write = call.write().await?;
    if !companies::none(write.connection()).await? {
        return Err(SampleError::NotEmpty.into());
    }
    let user = clinic::furnish(&mut write, &account, zone).await?;
    let (context, connection) = (&write.context, write.mutation.connection());
    let session = auth::start_session(context, connection, user, None).await?;
    call.commit(write).await?;
    Ok(session)
}

/// Removes the clinic with all that was entered in it, and the users who exist only for it.
async fn remove(call: &Call, company: CompanyId) -> Result<()> {
    let mut write = call.write().await?;
    let caller = call.context.user()?;
    if !companies::view(write.connection(), company, caller).await?.sample {
        return Err(SampleError::NotSample.into());
    }
    let users = auth::bound_to(write.connection(), company).await?;
    outbox::forget(write.connection(), company).await?;
    companies::delete(write.connection(), company).await?;
    for user in users {
        auth::remove(write.connection(), user).await?;
    }
    call.commit(write).await?;
    if let Err(error) = secrets::forget_key(call.core(), company).await {
        tracing::warn!(%error, "the key of the removed sample stays in the keychain");
    }
    Ok(())
}

texts! {
    not_empty: "Já existe uma empresa aqui; a clínica de exemplo não se mistura com ela.",
        "There is already a company here; the sample clinic does not mix with it.",
        "Ya existe una empresa aquí; la clínica de ejemplo no se mezcla con ella.";
    not_empty_hint: "Entre na sua conta.", "Log in to your account.", "Inicie sesión en su cuenta.";
    not_sample: "Esta empresa não é a clínica de exemplo. Nada foi removido.",
        "This company is not the sample clinic. Nothing was removed.",
        "Esta empresa no es la clínica de ejemplo. No se quitó nada.";
    not_sample_hint: "Uma empresa de verdade pode ser desativada em Ajustes › Empresa.",
        "A real company can be deactivated in Settings › Company.",
        "Una empresa real puede desactivarse en Ajustes › Empresa.";
}
