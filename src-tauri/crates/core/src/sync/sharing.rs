//! Setting a company's database up, codes to join with, and the devices of a company. What is said of failures is in [`SetupFailure`].

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use leadsmart_contract::auth::Done;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{CompanyId, DeviceId, RoleId};
use leadsmart_contract::language::Language;
use leadsmart_contract::sync::{
    DeviceView, InviteDevice, RenewSync, SetUpSync, SyncInvite, SyncInviteDetails, SyncStatus,
};
use leadsmart_contract::texts;
use leadsmart_contract::values::{JoinCode, Name, Problem};
use leadsmart_ports::remote::{CompanyServer, Founder, Invited, ServerAccess, SetupFailure, Whom};

use super::engine::{Engine, Halt};
use super::link::{self, Beginning};
use super::{SyncError, hub, status, store};
use crate::auth;
use crate::companies::CompanyError;
use crate::error::{Explain, Forbidden, Invalid, NotFound, Result};
use crate::members;
use crate::roles::{self, Preset};
use crate::secrets;
use crate::stored::stored;
use crate::table::{Call, writable};
use crate::time::{from_millis, moment};

/// For how many days a code admits if nothing is said.
const DAYS: u16 = 7;
/// The most that may be asked for.
const MOST_DAYS: u16 = 90;

/// What a link to join with begins with; the code follows.
pub(super) const LINK: &str = "leadsmart://join/";

impl Explain for SetupFailure {
    fn explain(&self, language: Language) -> Failure {
        tracing::info!(failure = %self, "not set up, joined or managed");
        SetupFailure::explain(self, language)
    }
}

/// Sets the company's database up, and begins to hand in what is here.
pub(super) async fn set_up(call: &Call, command: SetUpSync) -> Result<SyncStatus> {
    writable(&call.context)?;
    let (core, company) = (call.core(), command.company_id);
    let door = core.hub().door.lock().await;
    let mut read = call.read().await?;
    if store::is_sample(read.connection(), company).await? {
        return Err(SyncError::Sample.into());
    }
    if store::link(read.connection(), company).await?.is_some() {
        return Err(SyncError::AlreadyShared.into());
    }
    let (user, _) = auth::user(read.connection(), call.context.user()?).await?;
    drop(read);
    // What would be lost with a keychain that does not serve is tried before anything is made.
    secrets::company_key(core, company).await?;
    secrets::probe(core).await?;
    let founder = Founder {
        company_id: company,
        member_id: call.context.member()?.id,
        device_name: device_name(command.device, &user.name, call.context.language),
        beside_others: command.beside_others.unwrap_or(false),
    };
    let access = ServerAccess {
        connection_string: command.connection_string.reveal(),
        authority: command.authority.as_deref(),
    };
    let founded = core.ports().servers.set_up(access, &founder).await?;
    secrets::keep_device_login(core, company, founded.login).await?;
    link::begin(core, &founded.admission, Beginning::Founded).await?;
    drop(door);
    core.hub().look_again();
    let mut read = call.read().await?;
    status::status(read.connection(), company, call.context.language).await
}

/// Brings the company's database to this version.
pub(super) async fn renew(call: &Call, command: RenewSync) -> Result<Done> {
    let access = ServerAccess {
        connection_string: command.connection_string.reveal(),
        authority: command.authority.as_deref(),
    };
    call.core().ports().servers.renew(access).await?;
    if let Some(line) = call.core().lines().get(command.company_id) {
        line.wake.notify_one();
    }
    Ok(Done {})
}

/// Makes a code to join with, in place of the one before.
pub(super) async fn invite(call: &Call, command: InviteDevice) -> Result<SyncInvite> {
    let (core, company) = (call.core(), command.company_id);
    let days = command.days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Invalid::new("days", Problem::Range(1, i64::from(MOST_DAYS))).into());
    }
    let (whom, role_id) = whom(call, &command).await?;
    let server = hub::server(core, company).await?;
    let key = secrets::shared_key(core, company).await?;
    hand_in(call, company, server.clone()).await?;
    let lasts = Duration::from_secs(24 * 60 * 60 * u64::from(days));
    let code = server.invite(whom, lasts, &key).await?;
    let expires_at = call.context.now.saturating_add(lasts).unwrap_or(Timestamp::MAX);
    let member_id = match whom {
        Whom::Member(member) => Some(member),
        Whom::Role(_) => None,
    };
    let link = format!("{LINK}{code}");
    Ok(SyncInvite {
        code: stored("a code", JoinCode::parse(&code))?,
        link: stored("a link", JoinCode::parse(&link))?,
        details: SyncInviteDetails { role_id, member_id, expires_at },
    })
}

/// For whom a code is to be, with the role that it gives: nothing that the caller may not do herself.
async fn whom(call: &Call, command: &InviteDevice) -> Result<(Whom, RoleId)> {
    let company = command.company_id;
    let mut read = call.read().await?;
    let connection = read.connection();
    if let Some(member) = command.member_id {
        let place = members::find(connection, company, member).await?;
        let role = roles::find(connection, company, place.role_id).await?;
        if !place.active || !roles::covers(call.context.member()?, &role) {
            return Err(Forbidden.into());
        }
        return Ok((Whom::Member(member), role.id));
    }
    let role = match command.role_id {
        Some(role) => role,
        None => roles::preset(connection, company, Preset::Receptionist)
            .await?
            .ok_or(Invalid::new("role_id", Problem::Empty))?,
    };
    let role = roles::find(connection, company, role).await?;
    if role.owner {
        return Err(CompanyError::InviteForOwner.into());
    }
    if !roles::covers(call.context.member()?, &role) {
        return Err(Forbidden.into());
    }
    Ok((Whom::Role(role.id), role.id))
}

/// Hands in what waits: the role or the member that a code is for may be new.
async fn hand_in(call: &Call, company: CompanyId, server: Arc<dyn CompanyServer>) -> Result<()> {
    let line = call.core().lines().get(company);
    let _turn = match &line {
        Some(line) => Some(line.turn.lock().await),
        None => None,
    };
    match Engine::new(call.core().clone(), company, server).push_all().await {
        Ok(()) => Ok(()),
        Err(Halt::Here(error)) => Err(error),
        Err(Halt::Remote(failure)) => Err(SetupFailure::from(failure).into()),
    }
}

/// Whom the code admits that was made last.
pub(super) async fn invited(call: &Call, company: CompanyId) -> Result<Option<SyncInviteDetails>> {
    let invited = hub::server(call.core(), company).await?.invited().await?;
    let details = |invited: Invited| {
        let expires_at = from_millis(invited.expires_at)?;
        Ok(SyncInviteDetails { role_id: invited.role_id, member_id: invited.member_id, expires_at })
    };
    invited.map(details).transpose()
}

/// Makes the code worthless.
pub(super) async fn revoke_invite(call: &Call, company: CompanyId) -> Result<Done> {
    hub::server(call.core(), company).await?.revoke_invite().await?;
    Ok(Done {})
}

/// The devices of the company.
pub(super) async fn devices(call: &Call, company: CompanyId) -> Result<Vec<DeviceView>> {
    let devices = hub::server(call.core(), company).await?.devices().await?;
    let mut read = call.read().await?;
    let here = store::link(read.connection(), company).await?.map(|link| link.device);
    let zone = store::zone(read.connection(), company).await?;
    let mut views = Vec::new();
    for device in devices {
        let member = members::find(read.connection(), company, device.member_id).await;
        views.push(DeviceView {
            id: DeviceId::new(device.device_id),
            name: device.name,
            member_id: device.member_id,
            member_name: member.ok().map(|member| member.name.as_str().to_owned()),
            joined_at: moment(from_millis(device.joined_at)?, &zone),
            seen_at: moment(from_millis(device.seen_at)?, &zone),
            shut_out: device.shut_out,
            here: here == Some(device.device_id),
        });
    }
    Ok(views)
}

/// Shuts a device out that is not this one.
pub(super) async fn shut_out(call: &Call, company: CompanyId, device: DeviceId) -> Result<Done> {
    let server = hub::server(call.core(), company).await?;
    let mut read = call.read().await?;
    if store::link(read.connection(), company).await?.is_some_and(|link| link.device == device.uuid()) {
        return Err(SyncError::OwnDevice.into());
    }
    drop(read);
    if server.shut_out(device.uuid()).await? { Ok(Done {}) } else { Err(NotFound::Device.into()) }
}

/// What a device is called in the list of devices.
pub(super) fn device_name(given: Option<Name>, person: &Name, language: Language) -> String {
    given.map_or_else(|| computer_of(language, person.as_str()), |name| name.as_str().to_owned())
}

texts! {
    computer_of(person: &str): "Computador de {person}", "{person}'s computer", "Equipo de {person}";
}
