//! What administrators do with the places of a company.

use leadsmart_contract::auth::IssuedCode;
use leadsmart_contract::ids::{CompanyId, MemberId, RoleId, UserId};
use leadsmart_contract::members::{CreateMember, MemberCreated, MemberView, UpdateMember};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::roles::RoleView;
use leadsmart_contract::values::EmailAddress;
use sqlx::SqliteConnection;

use super::store::{self, NewMember};
use super::{MemberError, next_color};
use crate::context::Write;
use crate::error::{Forbidden, NotFound, Result};
use crate::{access, auth, companies, roles};

/// Adds a place. For an address that nobody has an account is made too; for a known one the place waits for her to join.
pub(crate) async fn create(write: &mut Write, command: CreateMember) -> Result<MemberCreated> {
    let company = command.company_id;
    givable(write, company, command.role_id).await?;
    let mut user = None;
    let mut prepared = None;
    if let Some(email) = &command.email {
        free_address(write.connection(), company, email).await?;
        match auth::holder(write.connection(), email).await? {
            Some(_) => prepared = Some(email),
            None => {
                let language = companies::language(write.connection(), company).await?;
                user = Some(auth::prepare_account(write, &command.name, email, language).await?);
            }
        }
    }
    let (id, now) = (write.context.new_id(), write.context.now);
    let color = match command.color {
        Some(color) => color,
        None => next_color(write.connection(), company).await?,
    };
    let member = NewMember {
        id,
        user,
        name: &command.name,
        email: prepared,
        phone: command.phone.as_ref(),
        role: command.role_id,
        professional: command.professional,
        color,
    };
    store::insert(write.connection(), company, member, now).await?;
    let first_login = match user {
        Some(user) => Some(issue(write, company, user).await?),
        None => None,
    };
    Ok(MemberCreated { member: find(write.connection(), company, id).await?, first_login })
}

/// Changes the fields that are given.
pub(super) async fn update(write: &mut Write, command: UpdateMember) -> Result<MemberView> {
    let company = command.company_id;
    let (before, role) = changeable(write, company, command.member_id).await?;
    let role_id = command.role_id.unwrap_or(before.role_id);
    if role_id != before.role_id {
        givable(write, company, role_id).await?;
        if role.owner {
            another_owner(write.connection(), company, before.id).await?;
        }
    }
    let after = MemberView {
        name: command.name.unwrap_or(before.name),
        phone: command.phone.unwrap_or(before.phone),
        role_id,
        professional: command.professional.unwrap_or(before.professional),
        color: command.color.unwrap_or(before.color),
        ..before
    };
    store::update(write.connection(), company, &after).await?;
    find(write.connection(), company, after.id).await
}

/// Shuts a member out, and ends her sessions if she belongs nowhere else.
pub(super) async fn deactivate(
    write: &mut Write,
    company: CompanyId,
    member: MemberId,
) -> Result<MemberView> {
    let (before, role) = changeable(write, company, member).await?;
    if role.owner {
        another_owner(write.connection(), company, member).await?;
    }
    store::set_active(write.connection(), company, member, false).await?;
    if let Some(user) = before.user_id
        && !store::active_anywhere(write.connection(), user).await?
    {
        auth::end_sessions(write.connection(), user).await?;
    }
    find(write.connection(), company, member).await
}

/// Lets a member in again, who gets back what her role allows.
pub(super) async fn activate(write: &mut Write, company: CompanyId, member: MemberId) -> Result<MemberView> {
    let (before, _) = changeable(write, company, member).await?;
    if !before.active {
        givable(write, company, before.role_id).await?;
    }
    store::set_active(write.connection(), company, member, true).await?;
    find(write.connection(), company, member).await
}

/// Issues a code that opens the account of a member. It opens her whole account, so the caller must be allowed to do in
/// each of her companies whatever she may do there.
pub(super) async fn issue_reset_code(
    write: &mut Write,
    company: CompanyId,
    member: MemberId,
) -> Result<IssuedCode> {
    let (target, _) = changeable(write, company, member).await?;
    let user = target.user_id.ok_or(MemberError::NoAccount)?;
    let caller = write.context.user()?;
    for (place, role) in store::places(write.connection(), user).await? {
        let role = roles::find(write.connection(), place, role).await?;
        let own = access::member(write.connection(), place, caller).await?;
        let own = own.filter(|(own, active)| *active && own.can(Permission::MembersManage));
        match own {
            Some((own, _)) if roles::covers(&own, &role) => {}
            Some(_) => return Err(Forbidden.into()),
            None => return Err(MemberError::ElsewhereToo.into()),
        }
    }
    issue(write, company, user).await
}

/// A member of the company.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
) -> Result<MemberView> {
    Ok(store::one(connection, company, member).await?.ok_or(NotFound::Member)?)
}

async fn issue(write: &mut Write, company: CompanyId, user: UserId) -> Result<IssuedCode> {
    let (code, expires_at) = auth::issue_reset_code(write, user).await?;
    Ok(IssuedCode { company_id: company, code, expires_at })
}

/// A member whom the caller may change, with her role: owners are changed by owners only.
async fn changeable(
    write: &mut Write,
    company: CompanyId,
    member: MemberId,
) -> Result<(MemberView, RoleView)> {
    let target = find(write.connection(), company, member).await?;
    let role = roles::find(write.connection(), company, target.role_id).await?;
    if role.owner && !write.context.member()?.owner { Err(Forbidden.into()) } else { Ok((target, role)) }
}

/// Refuses a role that allows more than the caller may do.
async fn givable(write: &mut Write, company: CompanyId, role: RoleId) -> Result<()> {
    let role = roles::find(write.connection(), company, role).await?;
    if roles::covers(write.context.member()?, &role) { Ok(()) } else { Err(Forbidden.into()) }
}

async fn another_owner(connection: &mut SqliteConnection, company: CompanyId, but: MemberId) -> Result<()> {
    if store::other_owner(connection, company, but).await? {
        Ok(())
    } else {
        Err(MemberError::LastOwner.into())
    }
}

async fn free_address(
    connection: &mut SqliteConnection,
    company: CompanyId,
    email: &EmailAddress,
) -> Result<()> {
    if store::has_address(connection, company, email).await? {
        Err(MemberError::AddressTaken.into())
    } else {
        Ok(())
    }
}
