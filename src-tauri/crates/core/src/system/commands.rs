//! Contract to rules and back: the commands of the system.

use leadsmart_contract::system::{GetStatus, ListZones, SystemStatus};
use leadsmart_contract::values::ZoneName;

use super::{own_zone, zones};
use crate::context::Read;
use crate::error::Result;
use crate::table::{Builder, Call};
use crate::{auth, secrets};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table.on::<GetStatus>(status).read::<ListZones>(list_zones)
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
