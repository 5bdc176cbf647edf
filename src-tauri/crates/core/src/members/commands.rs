//! Contract to rules and back: the commands of members.

use leadsmart_contract::auth::IssuedCode;
use leadsmart_contract::members::{
    ActivateMember, CreateMember, DeactivateMember, GetMember, IssueResetCode, ListMembers, MemberCreated,
    MemberView, UpdateMember,
};

use super::{places, store};
use crate::context::{Read, Write};
use crate::error::Result;
use crate::table::Builder;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .write::<CreateMember>(create)
        .read::<ListMembers>(list)
        .read::<GetMember>(get)
        .write::<UpdateMember>(update)
        .write::<DeactivateMember>(deactivate)
        .write::<ActivateMember>(activate)
        .write::<IssueResetCode>(issue_reset_code)
}

async fn create(write: &mut Write, command: CreateMember) -> Result<MemberCreated> {
    places::create(write, command).await
}

async fn list(read: &mut Read, command: ListMembers) -> Result<Vec<MemberView>> {
    let mut members = store::all(read.connection(), command.company_id).await?;
    members.retain(|member| {
        command.active.is_none_or(|active| member.active == active)
            && command.professional.is_none_or(|professional| member.professional == professional)
    });
    Ok(members)
}

async fn get(read: &mut Read, command: GetMember) -> Result<MemberView> {
    places::find(read.connection(), command.company_id, command.member_id).await
}

async fn update(write: &mut Write, command: UpdateMember) -> Result<MemberView> {
    places::update(write, command).await
}

async fn deactivate(write: &mut Write, command: DeactivateMember) -> Result<MemberView> {
    places::deactivate(write, command.company_id, command.member_id).await
}

async fn activate(write: &mut Write, command: ActivateMember) -> Result<MemberView> {
    places::activate(write, command.company_id, command.member_id).await
}

async fn issue_reset_code(write: &mut Write, command: IssueResetCode) -> Result<IssuedCode> {
    places::issue_reset_code(write, command.company_id, command.member_id).await
}
