//! The version of the web client that the service is told. It refuses old ones, so the present one is asked for, once a day at most;
//! where it cannot be known, the last one known is told, or the one that this was built with.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use leadsmart_ports::whatsapp::{Entry, NotKept, Vault};
use leadsmart_ports::{Clock, SecretBytes};
use serde::{Deserialize, Serialize};
use wacore::net::HttpClient;

use crate::backend::shelf;

/// The version at the time when this was written.
pub(crate) const BUILT_WITH: (u32, u32, u32) = (2, 3000, 1_042_742_319);

/// How long a version is taken for the present one.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// How long opening a line waits for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

const KEY: &str = "web";

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Known {
    at: Timestamp,
    version: (u32, u32, u32),
}

/// The version to be told.
///
/// # Errors
/// [`NotKept`] when the vault cannot be read.
pub(crate) async fn present(
    vault: &Arc<dyn Vault>,
    http: &Arc<dyn HttpClient>,
    clock: &dyn Clock,
) -> Result<(u32, u32, u32), NotKept> {
    let known = vault.read(shelf::VERSION, KEY).await?;
    let known: Option<Known> = known.and_then(|known| serde_json::from_slice(known.reveal()).ok());
    let now = clock.now();
    let fresh = |known: &Known| known.at <= now && now.duration_since(known.at) < FRESH;
    if let Some(known) = known.filter(fresh) {
        return Ok(known.version);
    }
    let asked = tokio::time::timeout(PATIENCE, whatsapp_rust::version::fetch_latest_app_version(http)).await;
    let version = match asked {
        Ok(Ok(version)) => version,
        Ok(Err(error)) => {
            tracing::info!(%error, "the version of the web client is not known");
            return Ok(older_of(known));
        }
        Err(_) => return Ok(older_of(known)),
    };
    if let Ok(value) = serde_json::to_vec(&Known { at: now, version }) {
        let value = Some(SecretBytes::new(value));
        vault.write(vec![Entry { shelf: shelf::VERSION, key: KEY.to_owned(), value }]).await?;
    }
    Ok(version)
}

/// Forgets the version, since the service does not take it any more.
pub(crate) async fn forget(vault: &Arc<dyn Vault>) -> Result<(), NotKept> {
    vault.write(vec![Entry { shelf: shelf::VERSION, key: KEY.to_owned(), value: None }]).await
}

fn older_of(known: Option<Known>) -> (u32, u32, u32) {
    known.map_or(BUILT_WITH, |known| known.version.max(BUILT_WITH))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;
    use leadsmart_ports::FakeClock;
    use leadsmart_ports::whatsapp::MemoryVault;
    use wacore::net::{HttpRequest, HttpResponse};

    use super::*;

    /// Answers with a version, or with nothing for people while it is 0.
    struct Web(AtomicU32);

    #[async_trait]
    impl HttpClient for Web {
        async fn execute(&self, _request: HttpRequest) -> anyhow::Result<HttpResponse> {
            match self.0.load(Ordering::Relaxed) {
                0 => anyhow::bail!("no network"),
                version => {
                    let body = format!("{{\\\"client_revision\\\":{version},").into_bytes();
                    Ok(HttpResponse { status_code: 200, body })
                }
            }
        }
    }

    #[tokio::test]
    async fn the_version_is_asked_for_once_a_day_and_kept_for_when_it_cannot_be() {
        let vault: Arc<dyn Vault> = Arc::new(MemoryVault::default());
        let web = Arc::new(Web(AtomicU32::new(0)));
        let http: Arc<dyn HttpClient> = Arc::clone(&web) as _;
        let clock = FakeClock::new("2026-03-02T10:00:00Z".parse().unwrap());
        let present = || async { present(&vault, &http, &clock).await.unwrap() };
        assert_eq!(present().await, BUILT_WITH, "without a network, ever");
        web.0.store(2_000_000_000, Ordering::Relaxed);
        assert_eq!(present().await, (2, 3000, 2_000_000_000));
        web.0.store(2_000_000_001, Ordering::Relaxed);
        assert_eq!(present().await, (2, 3000, 2_000_000_000), "on the same day");
        clock.advance(FRESH);
        assert_eq!(present().await, (2, 3000, 2_000_000_001));
        clock.advance(FRESH);
        web.0.store(0, Ordering::Relaxed);
        assert_eq!(present().await, (2, 3000, 2_000_000_001), "the last one that was known");
        forget(&vault).await.unwrap();
        assert_eq!(present().await, BUILT_WITH);
    }
}
