//! Invite codes: one a company, replaced by the next, good for some days.

use jiff::SignedDuration;
use leadsmart_contract::companies::{CompanyView, InviteCode, ResetInviteCode};
use leadsmart_contract::values::{AccessCode, Problem};

use super::{CompanyError, store, view};
use crate::access::Denied;
use crate::auth::attempts::{self, Kind, Subject};
use crate::auth::{self, codes};
use crate::context::Write;
use crate::error::{Forbidden, Invalid, Result};
use crate::members;
use crate::roles::{self, Preset};
use crate::table::Call;

/// For how many days a code admits if nothing is said.
const DAYS: u16 = 7;
/// The most that may be asked for.
const MOST_DAYS: u16 = 90;

/// Makes a code, in place of the one before. Its role allows nothing that the caller may not do.
pub(super) async fn replace(write: &mut Write, command: ResetInviteCode) -> Result<InviteCode> {
    let company = command.company_id;
    let days = command.days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Invalid::new("days", Problem::Range(1, i64::from(MOST_DAYS))).into());
    }
    let role = match command.role_id {
        Some(role) => role,
        None => roles::preset(write.connection(), company, Preset::Receptionist)
            .await?
            .ok_or(Invalid::new("role_id", Problem::Empty))?,
    };
    let role = roles::find(write.connection(), company, role).await?;
    if role.owner {
        return Err(CompanyError::InviteForOwner.into());
    }
    if !roles::covers(write.context.member()?, &role) {
        return Err(Forbidden.into());
    }
    let code = codes::short_code(&write.context)?;
    let now = write.context.now;
    let lasts = SignedDuration::from_hours(24 * i64::from(days));
    let expires_at = now.saturating_add(lasts).unwrap_or(jiff::Timestamp::MAX);
    store::set_invite(write.connection(), company, &codes::digest(&code), role.id, (now, expires_at)).await?;
    Ok(InviteCode { code, expires_at })
}

/// Makes the caller a member of the company that issued the code.
pub(super) async fn join(call: &Call, code: &AccessCode) -> Result<CompanyView> {
    let id = call.context.user()?;
    let subject = Subject::new(Kind::Invite, &id.to_string());
    attempts::begin(call.core(), subject, call.context.now).await?;
    let mut write = call.write().await?;
    let (user, sample) = auth::user(write.connection(), id).await?;
    let now = write.context.now;
    let invite = store::invite(write.connection(), &codes::digest(code), now).await?;
    let invite = invite.ok_or(CompanyError::InviteRejected)?;
    if sample {
        return Err(CompanyError::SampleUser.into());
    }
    if !invite.company_active {
        return Err(Denied::CompanyInactive.into());
    }
    members::admit(&mut write, invite.company, &user, invite.role).await?;
    attempts::clear(write.connection(), subject).await?;
    let view = view(write.connection(), invite.company, id).await?;
    call.commit(write).await?;
    Ok(view)
}
