//! The real client, and a simulator for it.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use leadsmart_whatsapp_simulator::{Number, Phone, Settings, Simulator};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use wacore::store::InMemoryBackend;
pub(crate) use waproto::whatsapp as wa;
use whatsapp_rust::TokioRuntime;
use whatsapp_rust::bot::{Bot, BotHandle};
use whatsapp_rust::http::{HttpClient, HttpRequest, HttpResponse};
use whatsapp_rust::transport::{Connector, TokioWebSocketTransportFactory};
use whatsapp_rust::types::events::{Event, EventHandler};

/// The number of the phone that most tests link a client to.
pub(crate) const CLINIC: &str = "5511987650001";

/// The number of somebody who writes to it.
pub(crate) const PATIENT: &str = "5511987650002";

/// How long anything may take before a test gives up. Nothing is timed: it only ends what hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A simulator with a phone; at the end of the test nothing may have been against the protocol.
pub(crate) struct Service {
    pub(crate) simulator: Simulator,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let simulator = Simulator::start(Settings::default()).await.unwrap();
        simulator.add_phone(CLINIC, "Clínica Aurora").unwrap();
        Self { simulator }
    }

    /// The same, with the phone of somebody who may write.
    pub(crate) async fn with_patient() -> Self {
        let service = Self::start().await;
        service.simulator.add_phone(PATIENT, "Maria").unwrap();
        service
    }

    pub(crate) fn phone(&self) -> Phone<'_> {
        self.simulator.phone(CLINIC).unwrap()
    }

    /// Waits until something can be seen.
    pub(crate) async fn until<T>(&self, what: &str, seen: impl FnMut(&Simulator) -> Option<T>) -> T {
        in_time(what, self.simulator.until(seen)).await
    }

    /// Waits for every acknowledgement, then asks that nothing was against the protocol.
    pub(crate) async fn settle(&self) {
        let unacknowledged = |simulator: &Simulator| simulator.unacknowledged().is_empty().then_some(());
        if tokio::time::timeout(PATIENCE, self.simulator.until(unacknowledged)).await.is_err() {
            panic!("without acknowledgement: {:#?}", self.simulator.unacknowledged());
        }
        assert_eq!(self.simulator.violations(), [], "something was against the protocol");
    }
}

/// The real client.
pub(crate) struct Client {
    handle: BotHandle,
    events: Mutex<UnboundedReceiver<Arc<Event>>>,
    backend: Arc<InMemoryBackend>,
}

impl Client {
    /// A client that is not linked yet.
    pub(crate) async fn start(service: &Service) -> Self {
        Self::resume(service, Arc::new(InMemoryBackend::new())).await
    }

    /// A client with what one before it stored, as after a restart.
    pub(crate) async fn resume(service: &Service, backend: Arc<InMemoryBackend>) -> Self {
        let (sender, events) = unbounded_channel();
        let transport = TokioWebSocketTransportFactory::new()
            .with_url(service.simulator.url())
            .with_connector(Connector::Plain);
        let handle = Bot::builder()
            .with_backend_arc(Arc::clone(&backend) as _)
            .with_transport_factory(transport)
            .with_http_client(Https::trusting(service.simulator.media_certificate()))
            .with_runtime(TokioRuntime)
            // Without a version the client would ask the real service for one.
            .with_version((2, 3000, 1_042_742_319))
            .with_event_handler(Forward(sender))
            .build()
            .await
            .unwrap()
            .spawn();
        Self { handle, events: Mutex::new(events), backend }
    }

    /// A client that is linked to the phone of [`CLINIC`] and ready.
    pub(crate) async fn linked(service: &Service) -> Self {
        let client = Self::start(service).await;
        let code = client.code().await;
        service.phone().scan(&code).unwrap();
        service.until("the device to be usable", usable).await;
        client
    }

    /// Waits for an event that gives something.
    pub(crate) async fn event<T>(&self, what: &str, mut of: impl FnMut(&Event) -> Option<T>) -> T {
        in_time(what, async {
            loop {
                let next = std::future::poll_fn(|context| self.events.lock().unwrap().poll_recv(context));
                let event = next.await.expect("the client reports as long as it lives");
                if let Some(value) = of(&event) {
                    return value;
                }
            }
        })
        .await
    }

    /// The code it shows.
    pub(crate) async fn code(&self) -> String {
        self.event("a code", |event| match event {
            Event::PairingQrCode(code) => Some(code.code.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) fn client(&self) -> Arc<whatsapp_rust::Client> {
        self.handle.client()
    }

    /// What it stores, while it runs.
    pub(crate) fn stored(&self) -> Arc<InMemoryBackend> {
        Arc::clone(&self.backend)
    }

    /// Ends it as an application that is closed does, and gives what it stored.
    pub(crate) async fn stop(self) -> Arc<InMemoryBackend> {
        in_time("the client to end", self.handle.shutdown()).await;
        self.backend
    }
}

/// A number that is known to be one.
pub(crate) fn number(digits: &str) -> Number {
    Number::parse(digits).unwrap()
}

/// The one linked device, once it is connected and has published its keys.
pub(crate) fn usable(simulator: &Simulator) -> Option<leadsmart_whatsapp_simulator::Device> {
    let devices = simulator.phone(CLINIC).unwrap().devices();
    devices.into_iter().find(|device| device.usable && device.prekeys > 0)
}

/// Ends a test that waits in vain.
pub(crate) async fn in_time<T>(what: &str, waiting: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(value) => value,
        Err(_) => panic!("waited in vain for {what}"),
    }
}

struct Forward(UnboundedSender<Arc<Event>>);

impl EventHandler for Forward {
    fn handle_event(&self, event: Arc<Event>) {
        // A test that has seen enough drops its end.
        let _ = self.0.send(event);
    }
}

/// The network of the client: only the simulator's hosts, with the certificate that they have.
struct Https(reqwest::Client);

impl Https {
    fn trusting(certificate: &str) -> Self {
        let certificate = reqwest::Certificate::from_pem(certificate.as_bytes()).unwrap();
        Self(reqwest::Client::builder().tls_certs_only([certificate]).build().unwrap())
    }
}

#[async_trait]
impl HttpClient for Https {
    async fn execute(&self, request: HttpRequest) -> anyhow::Result<HttpResponse> {
        let mut sent = match request.method.as_str() {
            "POST" => self.0.post(&request.url),
            _ => self.0.get(&request.url),
        };
        for (name, value) in &request.headers {
            sent = sent.header(name, value);
        }
        let answer = sent.body(request.body.unwrap_or_default()).send().await?;
        let status_code = answer.status().as_u16();
        Ok(HttpResponse { status_code, body: answer.bytes().await?.to_vec() })
    }
}
