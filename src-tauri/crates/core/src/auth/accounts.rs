//! Registering, logging in, passwords, profile.

use leadsmart_contract::auth::{
    Login, RecoveryCode, Register, Registered, ResetPassword, SessionStarted, UpdateUser, UserView,
};
use leadsmart_contract::ids::UserId;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_contract::values::{AccessCode, Problem, Secret};

use super::attempts::{self, Kind, Subject};
use super::codes::{self, Purpose};
use super::store::{self, NewUser, User};
use super::{AuthError, passwords, start_session};
use crate::context::Write;
use crate::error::{Invalid, Result, Stale};
use crate::table::Call;

/// Makes an account with a password and a recovery code, and logs in.
pub(super) async fn register(call: &Call, command: Register) -> Result<Registered> {
    let hash = passwords::hash(&call.context, command.password.reveal()).await?;
    let mut write = call.write().await?;
    let (context, connection) = (&write.context, write.mutation.connection());
    if store::by_email(connection, &command.email).await?.is_some() {
        return Err(AuthError::AddressTaken("email").into());
    }
    let recovery_code = codes::recovery_code(context)?;
    let id: UserId = context.new_id();
    let user = NewUser {
        id,
        name: &command.name,
        email: &command.email,
        language: command.language.unwrap_or(context.language),
        password_hash: Some(&hash),
        recovery_hash: Some(&codes::digest(&recovery_code)),
        sample: false,
    };
    store::insert(connection, user, context.now).await?;
    let session = start_session(context, connection, id, command.device.as_ref()).await?;
    call.commit(write).await?;
    Ok(Registered { session, recovery_code })
}

/// Logs in with address and password.
pub(super) async fn login(call: &Call, command: Login) -> Result<SessionStarted> {
    let subject = Subject::new(Kind::Password, command.email.as_str());
    attempts::begin(call.core(), subject, call.context.now).await?;
    let mut read = call.read().await?;
    let user = store::by_email(read.connection(), &command.email).await?;
    drop(read);
    let (id, hash) = user.map_or((None, None), |user| (Some(user.view.id), user.password_hash));
    let fits = passwords::verify(command.password.reveal(), hash).await?;
    let Some(id) = id.filter(|_| fits) else {
        return Err(AuthError::WrongCredentials.into());
    };
    let mut transaction = call.core().db().write_local().await?;
    attempts::clear(&mut transaction, subject).await?;
    let session = start_session(&call.context, &mut transaction, id, command.device.as_ref()).await?;
    transaction.commit().await?;
    announce(call);
    Ok(session)
}

/// Sets a new password with a code, ends all sessions and codes, and logs in.
pub(super) async fn reset_password(call: &Call, command: ResetPassword) -> Result<Registered> {
    let subject = Subject::new(Kind::Code, command.email.as_str());
    attempts::begin(call.core(), subject, call.context.now).await?;
    let hash = passwords::hash(&call.context, command.new_password.reveal()).await?;
    let mut write = call.write().await?;
    let (context, connection) = (&write.context, write.mutation.connection());
    let user = store::by_email(connection, &command.email).await?.ok_or(AuthError::CodeRejected)?;
    let id = user.view.id;
    let opened = is_recovery_code(&user, &command.code)
        || codes::redeem(context, connection, id, Purpose::ResetPassword, None, &command.code).await?;
    if !opened {
        return Err(AuthError::CodeRejected.into());
    }
    if !store::replace_password(connection, id, user.password_hash.as_deref(), &hash).await? {
        return Err(Stale.into());
    }
    // Whoever forgot the password may have lost the printed code too, and the answer shows a new one anyway.
    let recovery_code = codes::recovery_code(context)?;
    store::set_recovery(connection, id, &codes::digest(&recovery_code)).await?;
    store::void_codes(connection, id, None).await?;
    store::delete_sessions(connection, id, None).await?;
    attempts::clear(connection, subject).await?;
    attempts::clear(connection, Subject::new(Kind::Password, command.email.as_str())).await?;
    let session = start_session(context, connection, id, command.device.as_ref()).await?;
    call.commit(write).await?;
    Ok(Registered { session, recovery_code })
}

/// Whether a code is the recovery code of a user.
pub(super) fn is_recovery_code(user: &User, code: &AccessCode) -> bool {
    user.recovery_hash.as_deref().is_some_and(|kept| codes::fits(code, kept))
}

/// Changes the profile, and the password where a new one is given.
pub(super) async fn update_user(call: &Call, command: UpdateUser) -> Result<UserView> {
    let id = call.context.user()?;
    let replaced = match command.new_password {
        Some(new) => {
            let current = command.current_password.ok_or(Invalid::new("current_password", Problem::Empty))?;
            let before = prove(call, &current).await?;
            Some((before, passwords::hash(&call.context, new.reveal()).await?))
        }
        None => None,
    };
    let mut write = call.write().await?;
    if let Some((before, hash)) = replaced {
        change_password(&mut write, id, before.as_deref(), &hash).await?;
    }
    let mut view = store::by_id(write.connection(), id).await?.view;
    view.name = command.name.unwrap_or(view.name);
    view.language = command.language.unwrap_or(view.language);
    view.remind_before = command.remind_before.unwrap_or(view.remind_before);
    store::update_profile(write.connection(), &view).await?;
    call.commit(write).await?;
    Ok(view)
}

async fn change_password(write: &mut Write, user: UserId, before: Option<&str>, hash: &str) -> Result<()> {
    let session = write.context.session;
    if !store::replace_password(write.connection(), user, before, hash).await? {
        return Err(Stale.into());
    }
    store::void_codes(write.connection(), user, None).await?;
    store::delete_sessions(write.connection(), user, session).await
}

/// Replaces the recovery code.
pub(super) async fn replace_recovery_code(call: &Call, current: &Secret) -> Result<RecoveryCode> {
    prove(call, current).await?;
    let recovery_code = codes::recovery_code(&call.context)?;
    let mut write = call.write().await?;
    store::set_recovery(write.connection(), call.context.user()?, &codes::digest(&recovery_code)).await?;
    call.commit(write).await?;
    Ok(RecoveryCode { recovery_code })
}

/// Makes sure that whoever sits there knows the password. Answers the hash that it fits.
pub(super) async fn prove(call: &Call, password: &Secret) -> Result<Option<String>> {
    let mut read = call.read().await?;
    let user = store::by_id(read.connection(), call.context.user()?).await?;
    drop(read);
    let subject = Subject::new(Kind::Password, user.view.email.as_str());
    attempts::begin(call.core(), subject, call.context.now).await?;
    if !passwords::verify(password.reveal(), user.password_hash.clone()).await? {
        return Err(AuthError::WrongPassword.into());
    }
    let mut transaction = call.core().db().write_local().await?;
    attempts::clear(&mut transaction, subject).await?;
    transaction.commit().await?;
    Ok(user.password_hash)
}

/// Tells open windows that sessions changed, which no intent does: they belong to this file.
pub(super) fn announce(call: &Call) {
    call.core().db().announce([Changed { company_id: None, topic: Topic::Account }]);
}
