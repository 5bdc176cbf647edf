//! What goes by mail: codes for a new password, a new address, and to confirm an address.
//!
//! A mail leaves through the server of a company of the person; its code is stored in the same transaction.

use jiff::Timestamp;
use leadsmart_contract::auth::{
    ChangeEmail, CodeRequested, Delivery, RequestEmailChange, RequestPasswordReset, UserView, VerifyEmail,
};
use leadsmart_contract::ids::UserId;
use leadsmart_contract::texts;
use leadsmart_contract::values::{AccessCode, EmailAddress};

use super::accounts::{is_recovery_code, prove};
use super::attempts::{self, Kind, Subject};
use super::codes::{self, Purpose};
use super::{AuthError, store};
use crate::companies;
use crate::context::Write;
use crate::error::Result;
use crate::outbox::{self, Letter};
use crate::secrets::{self, CompanyKey};
use crate::table::Call;

/// Sends a code for a new password, if the address is known. What is answered, and what it costs, is the same if not.
pub(super) async fn request_password_reset(
    call: &Call,
    command: RequestPasswordReset,
) -> Result<CodeRequested> {
    let mut read = call.read().await?;
    let known = store::by_email(read.connection(), &command.email).await?.map(|user| user.view);
    let any = companies::any_with_mail(read.connection()).await?;
    let own = match &known {
        Some(user) => companies::with_mail_of(read.connection(), user.id).await?,
        None => None,
    };
    drop(read);
    let key = match any {
        Some(any) => Some(secrets::company_key(call.core(), own.unwrap_or(any)).await?),
        None => None,
    };
    let mut write = call.write().await?;
    attempts::count(
        write.connection(),
        Subject::new(Kind::Request, command.email.as_str()),
        call.context.now,
    )
    .await?;
    if let (Some(user), Some(_), Some(key)) = (known, own, &key) {
        send_code(&mut write, key, &user, Purpose::ResetPassword, &command.email).await?;
    }
    call.commit(write).await?;
    Ok(requested(key.is_some()))
}

/// Sends a code to a new address, if it is free. Without a mail server the recovery code does instead.
pub(super) async fn request_email_change(call: &Call, command: RequestEmailChange) -> Result<CodeRequested> {
    prove(call, &command.current_password).await?;
    let Some((user, key)) = own_mail(call).await? else {
        return Ok(requested(false));
    };
    let mut write = call.write().await?;
    attempts::count(write.connection(), Subject::new(Kind::Request, user.email.as_str()), call.context.now)
        .await?;
    if store::by_email(write.connection(), &command.new_email).await?.is_none() {
        send_code(&mut write, &key, &user, Purpose::ChangeEmail, &command.new_email).await?;
    }
    call.commit(write).await?;
    Ok(requested(true))
}

/// Changes the address with a code. One that came by mail to the new address confirms it as well.
pub(super) async fn change_email(call: &Call, command: ChangeEmail) -> Result<UserView> {
    let subject = Subject::new(Kind::Code, command.email.as_str());
    attempts::begin(call.core(), subject, call.context.now).await?;
    let mut write = call.write().await?;
    let (context, connection) = (&write.context, write.mutation.connection());
    let user = store::by_email(connection, &command.email).await?.ok_or(AuthError::CodeRejected)?;
    let (id, new) = (user.view.id, &command.new_email);
    let by_mail =
        codes::redeem(context, connection, id, Purpose::ChangeEmail, Some(new), &command.code).await?;
    if !by_mail && !is_recovery_code(&user, &command.code) {
        return Err(AuthError::CodeRejected.into());
    }
    if store::by_email(connection, new).await?.is_some_and(|holder| holder.view.id != id) {
        return Err(AuthError::AddressTaken("new_email").into());
    }
    store::set_email(connection, id, new, by_mail.then_some(context.now)).await?;
    store::void_codes(connection, id, None).await?;
    attempts::clear(connection, subject).await?;
    let view = store::by_id(connection, id).await?.view;
    call.commit(write).await?;
    Ok(view)
}

/// Sends the message to confirm the address again.
pub(super) async fn request_verification(call: &Call) -> Result<CodeRequested> {
    let (user, key) = own_mail(call).await?.ok_or(AuthError::MailNotConfigured)?;
    let mut write = call.write().await?;
    attempts::count(write.connection(), Subject::new(Kind::Request, user.email.as_str()), call.context.now)
        .await?;
    send_code(&mut write, &key, &user, Purpose::VerifyEmail, &user.email).await?;
    call.commit(write).await?;
    Ok(requested(true))
}

/// Confirms an address with the code from the message.
pub(super) async fn verify_email(call: &Call, command: VerifyEmail) -> Result<()> {
    let subject = Subject::new(Kind::Code, command.email.as_str());
    attempts::begin(call.core(), subject, call.context.now).await?;
    let mut write = call.write().await?;
    let (context, connection) = (&write.context, write.mutation.connection());
    let user = store::by_email(connection, &command.email).await?.ok_or(AuthError::CodeRejected)?;
    let (id, email) = (user.view.id, &command.email);
    if !codes::redeem(context, connection, id, Purpose::VerifyEmail, Some(email), &command.code).await? {
        return Err(AuthError::CodeRejected.into());
    }
    store::set_email(connection, id, email, Some(context.now)).await?;
    attempts::clear(connection, subject).await?;
    call.commit(write).await
}

/// The caller with the key of the company through which mail reaches her, if one has a mail server.
async fn own_mail(call: &Call) -> Result<Option<(UserView, CompanyKey)>> {
    let id: UserId = call.context.user()?;
    let mut read = call.read().await?;
    let user = store::by_id(read.connection(), id).await?.view;
    let company = companies::with_mail_of(read.connection(), id).await?;
    drop(read);
    match company {
        Some(company) => Ok(Some((user, secrets::company_key(call.core(), company).await?))),
        None => Ok(None),
    }
}

/// Issues a code and queues the mail that carries it.
async fn send_code(
    write: &mut Write,
    key: &CompanyKey,
    user: &UserView,
    purpose: Purpose,
    to: &EmailAddress,
) -> Result<()> {
    let lasts = match purpose {
        Purpose::ResetPassword => codes::RESET_BY_MAIL,
        Purpose::ChangeEmail => codes::CHANGE_EMAIL,
        Purpose::VerifyEmail => codes::VERIFY_EMAIL,
    };
    let (context, connection) = (&write.context, write.mutation.connection());
    let (code, until) = codes::issue(context, connection, user.id, purpose, Some(to), lasts).await?;
    outbox::queue(write, key, &letter(user, purpose, to, &code, until)).await
}

fn letter(
    user: &UserView,
    purpose: Purpose,
    to: &EmailAddress,
    code: &AccessCode,
    until: Timestamp,
) -> Letter {
    let language = user.language;
    let (name, code) = (user.name.as_str(), code.grouped());
    let (subject, text) = match purpose {
        Purpose::ResetPassword => (reset_subject(language), reset_text(language, name, &code)),
        Purpose::ChangeEmail => (change_subject(language), change_text(language, name, &code)),
        Purpose::VerifyEmail => (verify_subject(language), verify_text(language, name, &code)),
    };
    Letter { to: to.clone(), subject: subject.to_owned(), text, until }
}

const fn requested(by_mail: bool) -> CodeRequested {
    CodeRequested { delivery: if by_mail { Delivery::Mail } else { Delivery::CodeOrAdministrator } }
}

texts! {
    reset_subject: "Código para uma nova senha", "Code for a new password", "Código para una nueva contraseña";
    reset_text(name: &str, code: &str):
        "Olá, {name}.\n\nPara definir uma nova senha no LeadSmart, use este código dentro de uma hora:\n\n    {code}\n\nSe você não pediu isto, não faça nada: sua senha continua a mesma.\n",
        "Hello, {name}.\n\nTo set a new password in LeadSmart, use this code within an hour:\n\n    {code}\n\nIf you did not ask for this, do nothing: your password stays as it is.\n",
        "Hola, {name}:\n\nPara definir una nueva contraseña en LeadSmart, use este código dentro de una hora:\n\n    {code}\n\nSi usted no pidió esto, no haga nada: su contraseña sigue igual.\n";
    change_subject: "Código para o novo e-mail", "Code for the new e-mail", "Código para el nuevo correo";
    change_text(name: &str, code: &str):
        "Olá, {name}.\n\nPara entrar no LeadSmart com este endereço, confirme-o com este código dentro de uma hora:\n\n    {code}\n\nSe você não pediu isto, não faça nada.\n",
        "Hello, {name}.\n\nTo log in to LeadSmart with this address, confirm it with this code within an hour:\n\n    {code}\n\nIf you did not ask for this, do nothing.\n",
        "Hola, {name}:\n\nPara iniciar sesión en LeadSmart con esta dirección, confírmela con este código dentro de una hora:\n\n    {code}\n\nSi usted no pidió esto, no haga nada.\n";
    verify_subject: "Confirme seu e-mail", "Confirm your e-mail", "Confirme su correo";
    verify_text(name: &str, code: &str):
        "Olá, {name}.\n\nPara confirmar este endereço no LeadSmart, use este código dentro de sete dias:\n\n    {code}\n\nSe você não tem uma conta, não faça nada.\n",
        "Hello, {name}.\n\nTo confirm this address in LeadSmart, use this code within seven days:\n\n    {code}\n\nIf you have no account, do nothing.\n",
        "Hola, {name}:\n\nPara confirmar esta dirección en LeadSmart, use este código dentro de siete días:\n\n    {code}\n\nSi usted no tiene una cuenta, no haga nada.\n";
}
