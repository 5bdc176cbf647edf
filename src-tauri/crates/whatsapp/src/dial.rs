//! Reaching the service: the library says nothing when it does not, so it is said here.

use std::sync::{Arc, Mutex, Once, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use leadsmart_ports::whatsapp::LineEvent;
use wacore::net::{Transport, TransportEvent, TransportFactory};
use whatsapp_rust::async_channel::Receiver;
use whatsapp_rust::transport::TokioWebSocketTransportFactory;

use crate::teller::Jobs;

/// How long a connection may take. The library itself gives up after twenty seconds, and tells nobody.
const PATIENCE: Duration = Duration::from_secs(15);

/// The connection that was made last, so that it can be cut.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Mutex<Option<Weak<dyn Transport>>>>);

impl Wire {
    /// Cuts it at once: nothing goes out any more.
    pub(crate) async fn cut(&self) {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(transport) = last.as_ref().and_then(Weak::upgrade) {
            transport.disconnect().await;
        }
    }
}

/// Makes connections, and tells when one was not made.
pub(crate) struct Dialer {
    inner: TokioWebSocketTransportFactory,
    jobs: Jobs,
    wire: Wire,
}

impl Dialer {
    pub(crate) fn new(url: Option<&str>, jobs: Jobs, wire: Wire) -> Self {
        let inner = TokioWebSocketTransportFactory::new();
        let inner = url.into_iter().fold(inner, TokioWebSocketTransportFactory::with_url);
        Self { inner, jobs, wire }
    }
}

#[async_trait]
impl TransportFactory for Dialer {
    async fn create_transport(&self) -> anyhow::Result<(Arc<dyn Transport>, Receiver<TransportEvent>)> {
        let made = match tokio::time::timeout(PATIENCE, self.inner.create_transport()).await {
            Ok(made) => made,
            Err(_) => Err(anyhow::anyhow!("no connection within {} s", PATIENCE.as_secs())),
        };
        match &made {
            Ok((transport, _)) => {
                let mut last = self.wire.0.lock().unwrap_or_else(PoisonError::into_inner);
                *last = Some(Arc::downgrade(transport));
            }
            Err(error) => self.jobs.tell(LineEvent::Disconnected { detail: format!("{error:#}") }),
        }
        made
    }
}

/// Chooses the cryptography of TLS for the whole process. The library would choose it at the first connection otherwise, and
/// `reqwest` has none of its own.
pub(crate) fn choose_cryptography() {
    static CHOSEN: Once = Once::new();
    CHOSEN.call_once(|| {
        // Somebody else may have chosen already, which serves as well.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    });
}
