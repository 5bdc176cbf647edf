//! WhatsApp as this adapter reaches it.

use std::sync::Arc;

use async_trait::async_trait;
use leadsmart_ports::Clock;
use leadsmart_ports::whatsapp::{Line, LineFailure, Listener, NotKept, Vault, WhatsApp};
use wacore::net::HttpClient;
use wacore::store::DevicePropsOverride;
use waproto::whatsapp::device_props::PlatformType;
use whatsapp_rust::TokioRuntime;
use whatsapp_rust::bot::{Bot, BotBuilderError};

use crate::backend::VaultBackend;
use crate::dial::{Dialer, Wire, choose_cryptography};
use crate::http::Http;
use crate::line::MultiDeviceLine;
use crate::teller::Jobs;
use crate::version;

/// What this device is called in the list of linked devices on the phone.
const NAME: &str = "LeadSmart";

/// Another service in WhatsApp's place: a simulator.
#[derive(Clone, Debug)]
pub struct Instead {
    /// Where its socket is.
    pub url: String,
    /// The certificate of its hosts of files, as PEM; it is the only one that is trusted.
    pub certificate: String,
}

/// WhatsApp over the multi-device protocol.
pub struct MultiDevice {
    clock: Arc<dyn Clock>,
    http: Http,
    instead: Option<Instead>,
}

impl MultiDevice {
    /// The service itself, or another one in its place. Its connections belong to the runtime that this is called in.
    ///
    /// # Errors
    /// [`LineFailure::Unreachable`] when the other one's certificate is none, or the system has none to trust.
    pub fn new(clock: Arc<dyn Clock>, instead: Option<Instead>) -> Result<Self, LineFailure> {
        choose_cryptography();
        let certificate = instead.as_ref().map(|instead| instead.certificate.as_str());
        let http = Http::new(certificate).map_err(|error| LineFailure::Unreachable(error.to_string()))?;
        Ok(Self { clock, http, instead })
    }
}

#[async_trait]
impl WhatsApp for MultiDevice {
    async fn open(
        &self,
        vault: Arc<dyn Vault>,
        listener: Arc<dyn Listener>,
    ) -> Result<Arc<dyn Line>, LineFailure> {
        let opening = Opening { clock: &self.clock, http: &self.http, instead: self.instead.as_ref() };
        Ok(Arc::new(Box::pin(MultiDeviceLine::open(opening, vault, listener)).await?))
    }
}

/// What a line needs to begin.
pub(crate) struct Opening<'a> {
    pub(crate) clock: &'a Arc<dyn Clock>,
    http: &'a Http,
    instead: Option<&'a Instead>,
}

impl Opening<'_> {
    /// The library's client, over a store, with its events handed in.
    pub(crate) async fn bot(
        &self,
        vault: &Arc<dyn Vault>,
        backend: Arc<VaultBackend>,
        jobs: &Jobs,
        wire: &Wire,
    ) -> Result<Bot, LineFailure> {
        let http: Arc<dyn HttpClient> = Arc::new(self.http.clone());
        let version = match self.instead {
            // Another service knows no newer version, and the real one has nothing to do with it.
            Some(_) => version::BUILT_WITH,
            None => version::present(vault, &http, &**self.clock).await?,
        };
        let device = DevicePropsOverride::new().with_os(NAME).with_platform_type(PlatformType::DESKTOP);
        let url = self.instead.map(|instead| instead.url.as_str());
        let built = Bot::builder()
            .with_backend_arc(backend)
            .with_transport_factory(Dialer::new(url, jobs.clone(), wire.clone()))
            .with_http_client(self.http.clone())
            .with_runtime(TokioRuntime)
            .with_version(version)
            .with_device_props(device)
            .with_event_handler(jobs.clone())
            .with_inbound_durability_hook(jobs.clone())
            .build();
        Box::pin(built).await.map_err(|error| match error {
            BotBuilderError::Store(error) => NotKept(error.to_string()).into(),
            other => LineFailure::Refused(other.to_string()),
        })
    }
}
