//! Contract to rules and back: the commands of the system.

use leadsmart_contract::system::{
    GetSecretsStatus, GetStatus, ListZones, OpenSecrets, SealSecrets, SecretsStatus, SystemStatus,
};
use leadsmart_contract::values::ZoneName;

use super::{own_zone, zones};
use crate::auth::attempts::{self, Kind, Subject};
use crate::context::Read;
use crate::error::Result;
use crate::table::{Builder, Call};
use crate::{auth, secrets};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .on::<GetStatus>(status)
        .read::<ListZones>(list_zones)
        .on::<GetSecretsStatus>(secrets_status)
        .on::<SealSecrets>(seal_secrets)
        .on::<OpenSecrets>(open_secrets)
}

async fn status(call: &mut Call, _: GetStatus) -> Result<SystemStatus> {
    let mut read = call.read().await?;
    let first_start = auth::nobody(read.connection()).await?;
    drop(read);
    Ok(SystemStatus {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        first_start,
        keychain: secrets::available(call.core(), call.context.now).await,
        zone: own_zone()?,
        restored: call.core().opened().restored.is_some(),
    })
}

async fn list_zones(_: &mut Read, _: ListZones) -> Result<Vec<ZoneName>> {
    Ok(zones())
}

async fn secrets_status(call: &mut Call, _: GetSecretsStatus) -> Result<SecretsStatus> {
    Ok(secrets::status(call.core(), call.context.now).await)
}

async fn seal_secrets(call: &mut Call, command: SealSecrets) -> Result<SecretsStatus> {
    secrets::seal(call.core(), command.passphrase.reveal()).await?;
    call.core().secrets_opened();
    Ok(secrets::status(call.core(), call.context.now).await)
}

async fn open_secrets(call: &mut Call, command: OpenSecrets) -> Result<SecretsStatus> {
    let subject = Subject::new(Kind::Passphrase, "this computer");
    attempts::begin(call.core(), subject, call.context.now).await?;
    secrets::open(call.core(), command.passphrase.reveal()).await?;
    let mut write = call.core().db().write_local().await?;
    attempts::clear(&mut write, subject).await?;
    write.commit().await?;
    call.core().secrets_opened();
    Ok(secrets::status(call.core(), call.context.now).await)
}
