//! Users: who can log in, and how they prove it.
//!
//! A password is compared outside of any transaction; guessing slows down ([`attempts`]); codes open an account once
//! ([`codes`]). There is always a way back in: the recovery code, a mail through the server of a company of hers, or a code
//! from an administrator. Answers to requests for a code do not tell whether an address is known.

mod accounts;
pub(crate) mod attempts;
pub(crate) mod codes;
pub(crate) mod commands;
mod emails;
mod passwords;
mod pictures;
mod store;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use leadsmart_contract::auth::{SessionStarted, UserView};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, SessionId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{AccessCode, EmailAddress, Name, Secret};
use sqlx::SqliteConnection;

use crate::access::{SESSION_IDLE, token_hash};
use crate::context::{Context, Write};
use crate::error::{Defect, Explain, Result};
use codes::Purpose;
use store::NewUser;

/// Why an account does not open or change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthError {
    /// Somebody has this address already.
    #[error("the address in {0} is taken")]
    AddressTaken(&'static str),
    /// Address or password are wrong; which of them is not told.
    #[error("wrong credentials")]
    WrongCredentials,
    /// The password that proves who asks is wrong.
    #[error("wrong current password")]
    WrongPassword,
    /// The code has expired, was used, or was never given.
    #[error("the code is rejected")]
    CodeRejected,
    /// The next attempt must wait.
    #[error("too many attempts, wait until {0}")]
    TooManyAttempts(Timestamp),
    /// No company of hers has set a mail server.
    #[error("no mail server")]
    MailNotConfigured,
    /// The picture is larger than what is accepted.
    #[error("the picture is too large")]
    PictureTooLarge,
}

impl Explain for AuthError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::AddressTaken(field) => Failure::new(Code::AlreadyExists, address_taken(language))
                .with_hint(address_taken_hint(language))
                .at(*field),
            Self::WrongCredentials => Failure::new(Code::WrongCredentials, wrong_credentials(language))
                .with_hint(wrong_credentials_hint(language)),
            Self::WrongPassword => {
                Failure::new(Code::WrongCredentials, wrong_password(language)).at("current_password")
            }
            Self::CodeRejected => Failure::new(Code::CodeRejected, code_rejected(language))
                .with_hint(code_rejected_hint(language)),
            Self::TooManyAttempts(retry_at) => Failure {
                retry_at: Some(*retry_at),
                ..Failure::new(Code::TooManyAttempts, too_many(language)).with_hint(too_many_hint(language))
            },
            Self::MailNotConfigured => {
                Failure::new(Code::MailNotConfigured, no_mail(language)).with_hint(no_mail_hint(language))
            }
            Self::PictureTooLarge => Failure::new(Code::TooLarge, picture_too_large(language))
                .with_hint(picture_too_large_hint(language))
                .at("image"),
        }
    }
}

/// Whether nobody has registered yet.
pub(crate) async fn nobody(connection: &mut SqliteConnection) -> Result<bool> {
    store::nobody(connection).await
}

/// A user as she sees herself, and whether she is the one of the sample.
pub(crate) async fn user(connection: &mut SqliteConnection, user: UserId) -> Result<(UserView, bool)> {
    let user = store::by_id(connection, user).await?;
    Ok((user.view, user.sample))
}

/// Who has an address.
pub(crate) async fn holder(
    connection: &mut SqliteConnection,
    email: &EmailAddress,
) -> Result<Option<UserId>> {
    Ok(store::by_email(connection, email).await?.map(|user| user.view.id))
}

/// Makes an account that nobody can open before a code was issued for it.
pub(crate) async fn prepare_account(
    write: &mut Write,
    name: &Name,
    email: &EmailAddress,
    language: Language,
) -> Result<UserId> {
    let (id, now) = (write.context.new_id(), write.context.now);
    let user = NewUser { id, name, email, language, password_hash: None, recovery_hash: None, sample: false };
    store::insert(write.connection(), user, now).await?;
    Ok(id)
}

/// The account of the sample: it has a password, so that it counts as one that can be opened, but nobody knows it.
pub(crate) struct SampleAccount {
    password_hash: String,
}

impl SampleAccount {
    /// Makes up its password; not inside of a transaction.
    pub(crate) async fn prepare(context: &Context) -> Result<Self> {
        let password_hash = passwords::hash(context, &random_token(context)).await?;
        Ok(Self { password_hash })
    }

    /// Stores the account.
    pub(crate) async fn create(
        &self,
        write: &mut Write,
        name: &Name,
        email: &EmailAddress,
    ) -> Result<UserId> {
        let (id, now, language) = (write.context.new_id(), write.context.now, write.context.language);
        let password_hash = Some(self.password_hash.as_str());
        let user = NewUser { id, name, email, language, password_hash, recovery_hash: None, sample: true };
        store::insert(write.connection(), user, now).await?;
        Ok(id)
    }
}

/// The users who exist only for a company that is being removed. Ask while they still are its members; they can be removed
/// once they are not.
pub(crate) async fn bound_to(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<UserId>> {
    store::bound_to(connection, company).await
}

/// Removes a user with her sessions, codes and pictures.
pub(crate) async fn remove(connection: &mut SqliteConnection, user: UserId) -> Result<()> {
    store::delete(connection, user).await
}

/// Issues the code that an administrator hands to somebody, who sets a new password with it.
pub(crate) async fn issue_reset_code(write: &mut Write, user: UserId) -> Result<(AccessCode, Timestamp)> {
    let (context, connection) = (&write.context, write.mutation.connection());
    codes::issue(context, connection, user, Purpose::ResetPassword, None, codes::RESET_BY_ADMINISTRATOR).await
}

/// Ends every session of a user.
pub(crate) async fn end_sessions(connection: &mut SqliteConnection, user: UserId) -> Result<()> {
    store::delete_sessions(connection, user, None).await
}

/// Begins a session.
pub(crate) async fn start_session(
    context: &Context,
    connection: &mut SqliteConnection,
    user: UserId,
    device: Option<&Name>,
) -> Result<SessionStarted> {
    let token = random_token(context);
    let session_id: SessionId = context.new_id();
    let expires_at = context.now.saturating_add(SESSION_IDLE).unwrap_or(Timestamp::MAX);
    let device = device.map_or("", Name::as_str);
    let times = (context.now, expires_at);
    store::insert_session(connection, session_id, user, &token_hash(&token), device, times).await?;
    let user = store::by_id(connection, user).await?.view;
    let token = Secret::parse(&token).map_err(|problem| Defect(format!("a new token: {problem}")))?;
    Ok(SessionStarted { session_id, token, expires_at, user })
}

/// 256 bits that nobody can guess, as text.
fn random_token(context: &Context) -> String {
    URL_SAFE_NO_PAD.encode(context.random::<32>())
}

texts! {
    address_taken: "Já existe uma conta com este e-mail.", "There is already an account with this e-mail.",
        "Ya existe una cuenta con este correo.";
    address_taken_hint: "Entre com ela, ou defina uma nova senha com um código.",
        "Log in with it, or set a new password with a code.", "Inicie sesión con ella, o defina una nueva contraseña con un código.";
    wrong_credentials: "E-mail ou senha não conferem.", "E-mail or password do not match.", "El correo o la contraseña no coinciden.";
    wrong_credentials_hint: "Confira os dois, ou defina uma nova senha com o código de recuperação.",
        "Check both, or set a new password with the recovery code.",
        "Revise ambos, o defina una nueva contraseña con el código de recuperación.";
    wrong_password: "A senha atual não confere. Nada foi alterado.", "The current password does not match. Nothing was changed.",
        "La contraseña actual no coincide. No se cambió nada.";
    code_rejected: "Este código não é válido ou já expirou.", "This code is not valid or has expired.",
        "Este código no es válido o ya venció.";
    code_rejected_hint: "Confira o código ou peça um novo.", "Check the code or ask for a new one.",
        "Revise el código o pida uno nuevo.";
    too_many: "Muitas tentativas seguidas.", "Too many attempts in a row.", "Demasiados intentos seguidos.";
    too_many_hint: "Espere um pouco antes de tentar de novo.", "Wait a little before trying again.",
        "Espere un poco antes de intentarlo de nuevo.";
    no_mail: "Nenhuma das suas empresas tem um servidor de e-mail, então a mensagem não pode ser enviada.",
        "None of your companies has a mail server, so the message cannot be sent.",
        "Ninguna de sus empresas tiene un servidor de correo, así que el mensaje no se puede enviar.";
    no_mail_hint: "Configure um em Ajustes › Empresa.", "Set one up in Settings › Company.",
        "Configure uno en Ajustes › Empresa.";
    picture_too_large: "A imagem é grande demais.", "The picture is too large.", "La imagen es demasiado grande.";
    picture_too_large_hint: "Use uma de até 5 MB e 40 megapixels.", "Use one of up to 5 MB and 40 megapixels.",
        "Use una de hasta 5 MB y 40 megapíxeles.";
}
