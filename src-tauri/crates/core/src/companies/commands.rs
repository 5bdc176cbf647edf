//! Contract to rules and back: the commands of companies.

use leadsmart_contract::auth::Done;
use leadsmart_contract::companies::{
    ActivateCompany, CompanyView, CreateCompany, DeactivateCompany, GetCompany, GetMailServer, InviteCode,
    JoinCompany, ListCompanies, MailServerView, RemoveMailServer, ResetInviteCode, RevokeInviteCode,
    SetMailServer, UpdateCompany,
};

use super::{CompanyError, change, found, invites, mail, store, view};
use crate::auth;
use crate::context::{Read, Write};
use crate::error::Result;
use crate::table::{Builder, Call};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .write::<CreateCompany>(create)
        .on::<JoinCompany>(join)
        .read::<ListCompanies>(list)
        .read::<GetCompany>(get)
        .write::<UpdateCompany>(update)
        .write::<DeactivateCompany>(deactivate)
        .on::<ActivateCompany>(activate)
        .write::<ResetInviteCode>(reset_invite_code)
        .write::<RevokeInviteCode>(revoke_invite_code)
        .read::<GetMailServer>(mail_server)
        .on::<SetMailServer>(set_mail_server)
        .write::<RemoveMailServer>(remove_mail_server)
}

async fn create(write: &mut Write, command: CreateCompany) -> Result<CompanyView> {
    let user = write.context.user()?;
    let (_, sample) = auth::user(write.connection(), user).await?;
    if sample {
        return Err(CompanyError::SampleUser.into());
    }
    let company = found(write, user, command, false).await?;
    view(write.connection(), company, user).await
}

async fn join(call: &mut Call, command: JoinCompany) -> Result<CompanyView> {
    invites::join(call, &command.invite_code).await
}

async fn list(read: &mut Read, _: ListCompanies) -> Result<Vec<CompanyView>> {
    let user = read.context.user()?;
    store::of_user(read.connection(), user, None).await
}

async fn get(read: &mut Read, command: GetCompany) -> Result<CompanyView> {
    let user = read.context.user()?;
    view(read.connection(), command.company_id, user).await
}

async fn update(write: &mut Write, command: UpdateCompany) -> Result<CompanyView> {
    let (user, company) = (write.context.user()?, command.company_id);
    change(write, command).await?;
    view(write.connection(), company, user).await
}

async fn deactivate(write: &mut Write, command: DeactivateCompany) -> Result<CompanyView> {
    let user = write.context.user()?;
    store::set_active(write.connection(), command.company_id, false).await?;
    view(write.connection(), command.company_id, user).await
}

/// The one change of a company that is out of use, so it does without the check that all others go through.
async fn activate(call: &mut Call, command: ActivateCompany) -> Result<CompanyView> {
    let mut write = call.write().await?;
    store::set_active(write.connection(), command.company_id, true).await?;
    let view = view(write.connection(), command.company_id, call.context.user()?).await?;
    call.commit(write).await?;
    Ok(view)
}

async fn reset_invite_code(write: &mut Write, command: ResetInviteCode) -> Result<InviteCode> {
    invites::replace(write, command).await
}

async fn revoke_invite_code(write: &mut Write, command: RevokeInviteCode) -> Result<Done> {
    store::delete_invite(write.connection(), command.company_id).await?;
    Ok(Done {})
}

async fn mail_server(read: &mut Read, command: GetMailServer) -> Result<Option<MailServerView>> {
    let server = store::mail_server(read.connection(), command.company_id).await?;
    Ok(server.map(|server| server.view()))
}

async fn set_mail_server(call: &mut Call, command: SetMailServer) -> Result<MailServerView> {
    mail::set(call, command).await
}

async fn remove_mail_server(write: &mut Write, command: RemoveMailServer) -> Result<Done> {
    store::delete_mail_server(write.connection(), command.company_id).await?;
    Ok(Done {})
}
