//! Contract to rules and back: the commands of the sample.

use leadsmart_contract::auth::{Done, SessionStarted};
use leadsmart_contract::sample::{ExploreSample, RemoveSample};

use crate::error::Result;
use crate::table::{Builder, Call};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table.on::<ExploreSample>(explore).on::<RemoveSample>(remove)
}

async fn explore(call: &mut Call, command: ExploreSample) -> Result<SessionStarted> {
    super::explore(call, command.zone).await
}

async fn remove(call: &mut Call, command: RemoveSample) -> Result<Done> {
    super::remove(call, command.company_id).await?;
    Ok(Done {})
}
