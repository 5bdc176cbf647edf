//! WhatsApp as the application reaches it: the service itself. Only a build with the feature `simulator`, which is never given away,
//! can be told of another one.

use std::sync::Arc;

use leadsmart_ports::Clock;
use leadsmart_ports::whatsapp::{NoWhatsApp, WhatsApp};
use leadsmart_whatsapp::{Instead, MultiDevice};

/// The adapter. Its connections belong to the runtime of the application. A system that trusts no certificate at all has none; the
/// rest works without.
pub(crate) fn service(clock: Arc<dyn Clock>) -> Arc<dyn WhatsApp> {
    // The adapter takes the runtime that it is made in.
    match tauri::async_runtime::block_on(async { MultiDevice::new(clock, instead()) }) {
        Ok(service) => Arc::new(service),
        Err(failure) => {
            tracing::error!(%failure, "there is no way to WhatsApp");
            Arc::new(NoWhatsApp)
        }
    }
}

#[cfg(not(feature = "simulator"))]
const fn instead() -> Option<Instead> {
    None
}

/// Where the simulator is, as it says itself in one line of JSON.
#[cfg(feature = "simulator")]
fn instead() -> Option<Instead> {
    #[derive(serde::Deserialize)]
    struct Addresses {
        url: String,
        certificate: String,
    }
    let text = std::env::var("LEADSMART_SIMULATOR").ok()?;
    match serde_json::from_str::<Addresses>(&text) {
        Ok(Addresses { url, certificate }) => Some(Instead { url, certificate }),
        Err(error) => {
            tracing::error!(%error, "the simulator's addresses cannot be read");
            None
        }
    }
}
