//! Contract to rules and back: the commands of synchronization.

use leadsmart_contract::auth::Done;
use leadsmart_contract::sync::{
    CancelJoining, ConflictState, ConflictView, DeviceView, GetSyncInvite, GetSyncStatus, InviteDevice,
    JoinSync, JoiningView, ListConflicts, ListDevices, ListJoining, ListWaiting, RecoverSync, RenewSync,
    RevokeSyncInvite, SetUpSync, SettleConflict, ShutOutDevice, SyncInvite, SyncInviteDetails, SyncNow,
    SyncStatus, WaitingView,
};

use super::conflict::{self, Conflict};
use super::{SyncError, joining, recover, settle, sharing, status, store};
use crate::context::{Read, Write};
use crate::error::Result;
use crate::stored::wire_name;
use crate::table::{Builder, Call};
use crate::time::{from_millis, moment};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .read::<GetSyncStatus>(get_status)
        .read::<ListWaiting>(list_waiting)
        .read::<ListConflicts>(list_conflicts)
        .write::<SettleConflict>(settle_conflict)
        .on::<SyncNow>(sync_now)
        .on::<RecoverSync>(recover_sync)
        .on::<SetUpSync>(set_up)
        .on::<RenewSync>(renew)
        .on::<InviteDevice>(invite)
        .on::<GetSyncInvite>(get_invite)
        .on::<RevokeSyncInvite>(revoke_invite)
        .on::<JoinSync>(join)
        .on::<ListJoining>(list_joining)
        .on::<CancelJoining>(cancel_joining)
        .on::<ListDevices>(list_devices)
        .on::<ShutOutDevice>(shut_out)
}

async fn get_status(read: &mut Read, _: GetSyncStatus) -> Result<SyncStatus> {
    let (company, language) = (read.context.company()?, read.context.language);
    status::status(read.connection(), company, language).await
}

async fn list_waiting(read: &mut Read, _: ListWaiting) -> Result<Vec<WaitingView>> {
    let company = read.context.company()?;
    let connection = read.connection();
    if store::link(connection, company).await?.is_none() {
        return Ok(Vec::new());
    }
    let zone = store::zone(connection, company).await?;
    let waiting = store::waiting_operations(connection, company).await?;
    let view = |waiting: store::Waiting| {
        Ok(WaitingView {
            operation: waiting.operation,
            at: moment(from_millis(waiting.at)?, &zone),
            changes: u32::try_from(waiting.changes).unwrap_or(u32::MAX),
            handed_in: waiting.handed_in,
        })
    };
    waiting.into_iter().map(view).collect()
}

async fn list_conflicts(read: &mut Read, command: ListConflicts) -> Result<Vec<ConflictView>> {
    let (context, company) = (read.context.clone(), read.context.company()?);
    let connection = read.connection();
    let state = wire_name(&command.state.unwrap_or(ConflictState::Open))?;
    let device = store::link(connection, company).await?.map(|link| link.device);
    let mut views = Vec::new();
    for stored in store::conflicts(connection, company, Some(&state), None).await? {
        let conflict = Conflict::read(stored)?;
        views.extend(conflict::view(connection, &context, &conflict, device).await?);
    }
    Ok(views)
}

async fn settle_conflict(write: &mut Write, command: SettleConflict) -> Result<Done> {
    settle::settle(write, command).await?;
    Ok(Done {})
}

async fn sync_now(call: &mut Call, _: SyncNow) -> Result<Done> {
    // A keychain that was locked may be open now.
    call.core().hub().look_again();
    let line = call.core().lines().get(call.context.company()?).ok_or(SyncError::NotConnected)?;
    line.wake.notify_one();
    Ok(Done {})
}

async fn recover_sync(call: &mut Call, _: RecoverSync) -> Result<Done> {
    recover::recover(call.core(), call.context.company()?).await?;
    Ok(Done {})
}

async fn set_up(call: &mut Call, command: SetUpSync) -> Result<SyncStatus> {
    sharing::set_up(call, command).await
}

async fn renew(call: &mut Call, command: RenewSync) -> Result<Done> {
    sharing::renew(call, command).await
}

async fn invite(call: &mut Call, command: InviteDevice) -> Result<SyncInvite> {
    sharing::invite(call, command).await
}

async fn get_invite(call: &mut Call, command: GetSyncInvite) -> Result<Option<SyncInviteDetails>> {
    sharing::invited(call, command.company_id).await
}

async fn revoke_invite(call: &mut Call, command: RevokeSyncInvite) -> Result<Done> {
    sharing::revoke_invite(call, command.company_id).await
}

async fn join(call: &mut Call, command: JoinSync) -> Result<JoiningView> {
    joining::join(call, command).await
}

async fn list_joining(call: &mut Call, _: ListJoining) -> Result<Vec<JoiningView>> {
    joining::list(call).await
}

async fn cancel_joining(call: &mut Call, command: CancelJoining) -> Result<Done> {
    joining::cancel(call, command.joining_id).await
}

async fn list_devices(call: &mut Call, command: ListDevices) -> Result<Vec<DeviceView>> {
    sharing::devices(call, command.company_id).await
}

async fn shut_out(call: &mut Call, command: ShutOutDevice) -> Result<Done> {
    sharing::shut_out(call, command.company_id, command.device_id).await
}
