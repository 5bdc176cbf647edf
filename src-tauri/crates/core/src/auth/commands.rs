//! Contract to rules and back: the commands of users.

use leadsmart_contract::auth::{
    ChangeEmail, CodeRequested, Done, ListSessions, Login, Logout, Me, PictureView, ProfilePicture,
    RecoveryCode, Register, Registered, ReplaceRecoveryCode, RequestEmailChange, RequestEmailVerification,
    RequestPasswordReset, ResetPassword, RevokeSession, SessionStarted, SessionView, UpdateUser,
    UploadProfilePicture, UserView, VerifyEmail,
};
use leadsmart_contract::ids::PictureId;
use leadsmart_contract::texts;

use super::{accounts, emails, pictures, store};
use crate::context::Read;
use crate::error::{NotFound, Result};
use crate::table::{Builder, Call};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .on::<Register>(create_account)
        .on::<Login>(login)
        .on::<Logout>(logout)
        .read::<Me>(me)
        .on::<UpdateUser>(update_user)
        .on::<ResetPassword>(reset_password)
        .on::<RequestPasswordReset>(request_password_reset)
        .on::<RequestEmailChange>(request_email_change)
        .on::<ChangeEmail>(change_email)
        .on::<VerifyEmail>(verify_email)
        .on::<RequestEmailVerification>(request_email_verification)
        .on::<ReplaceRecoveryCode>(replace_recovery_code)
        .on::<UploadProfilePicture>(upload_picture)
        .read::<ProfilePicture>(picture)
        .read::<ListSessions>(sessions)
        .on::<RevokeSession>(revoke_session)
}

async fn create_account(call: &mut Call, command: Register) -> Result<Registered> {
    accounts::register(call, command).await
}

async fn login(call: &mut Call, command: Login) -> Result<SessionStarted> {
    accounts::login(call, command).await
}

async fn logout(call: &mut Call, _: Logout) -> Result<Done> {
    let user = call.context.user()?;
    let mut transaction = call.core().db().write_local().await?;
    if let Some(session) = call.context.session {
        store::delete_session(&mut transaction, user, session).await?;
    }
    transaction.commit().await?;
    accounts::announce(call);
    Ok(Done {})
}

async fn me(read: &mut Read, _: Me) -> Result<UserView> {
    let user = read.context.user()?;
    Ok(store::by_id(read.connection(), user).await?.view)
}

async fn update_user(call: &mut Call, command: UpdateUser) -> Result<UserView> {
    accounts::update_user(call, command).await
}

async fn reset_password(call: &mut Call, command: ResetPassword) -> Result<Registered> {
    accounts::reset_password(call, command).await
}

async fn request_password_reset(call: &mut Call, command: RequestPasswordReset) -> Result<CodeRequested> {
    emails::request_password_reset(call, command).await
}

async fn request_email_change(call: &mut Call, command: RequestEmailChange) -> Result<CodeRequested> {
    emails::request_email_change(call, command).await
}

async fn change_email(call: &mut Call, command: ChangeEmail) -> Result<UserView> {
    emails::change_email(call, command).await
}

async fn verify_email(call: &mut Call, command: VerifyEmail) -> Result<Done> {
    emails::verify_email(call, command).await?;
    Ok(Done {})
}

async fn request_email_verification(call: &mut Call, _: RequestEmailVerification) -> Result<CodeRequested> {
    emails::request_verification(call).await
}

async fn replace_recovery_code(call: &mut Call, command: ReplaceRecoveryCode) -> Result<RecoveryCode> {
    accounts::replace_recovery_code(call, &command.current_password).await
}

async fn upload_picture(call: &mut Call, command: UploadProfilePicture) -> Result<UserView> {
    let user = call.context.user()?;
    let picture = match command.image {
        Some(image) => Some(pictures::prepare(image).await?),
        None => None,
    };
    let mut write = call.write().await?;
    let (id, now): (PictureId, _) = (write.context.new_id(), write.context.now);
    store::set_picture(write.connection(), user, picture.as_ref().map(|picture| (id, picture)), now).await?;
    let view = store::by_id(write.connection(), user).await?.view;
    call.commit(write).await?;
    Ok(view)
}

async fn picture(read: &mut Read, command: ProfilePicture) -> Result<PictureView> {
    let user = read.context.user()?;
    let found = store::visible_picture(read.connection(), user, command.picture_id).await?;
    let (mime, bytes) = found.ok_or(NotFound::Picture)?;
    Ok(PictureView { id: command.picture_id, data_url: pictures::data_url(&mime, &bytes) })
}

async fn sessions(read: &mut Read, _: ListSessions) -> Result<Vec<SessionView>> {
    let (user, now, current) = (read.context.user()?, read.context.now, read.context.session);
    let unnamed = unnamed_device(read.context.language);
    let sessions = store::sessions(read.connection(), user, now).await?;
    let view = |session: store::SessionRow| SessionView {
        id: session.id,
        device: if session.device.is_empty() { unnamed.to_owned() } else { session.device },
        created_at: session.created_at,
        used_at: session.used_at,
        expires_at: session.expires_at,
        current: current == Some(session.id),
    };
    Ok(sessions.into_iter().map(view).collect())
}

async fn revoke_session(call: &mut Call, command: RevokeSession) -> Result<Done> {
    let user = call.context.user()?;
    let mut transaction = call.core().db().write_local().await?;
    if !store::delete_session(&mut transaction, user, command.session_id).await? {
        return Err(NotFound::Session.into());
    }
    transaction.commit().await?;
    accounts::announce(call);
    Ok(Done {})
}

texts! {
    unnamed_device: "Aparelho sem nome", "Unnamed device", "Dispositivo sin nombre";
}
