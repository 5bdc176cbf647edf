//! A service, and desks that have lines to it.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use leadsmart_ports::SystemClock;
use leadsmart_ports::whatsapp::{
    Chat, Ended, Inbound, Line, LineEvent, Listener, MemoryVault, NotKept, Outbound, OutboundContent,
    WhatsApp,
};
use leadsmart_whatsapp::{Instead, MultiDevice};
use leadsmart_whatsapp_simulator::{Device, Number, Phone, Settings, Simulator};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The number of the phone that most tests link a line to.
pub(crate) const CLINIC: &str = "5511987650001";

/// The number of somebody who writes to it.
pub(crate) const PATIENT: &str = "5511987650002";

/// How long anything may take before a test gives up. Nothing is timed: it only ends what hangs.
const PATIENCE: Duration = Duration::from_secs(90);

/// A simulator with two phones.
pub(crate) struct Service {
    pub(crate) simulator: Simulator,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let simulator = Simulator::start(Settings::default()).await.unwrap();
        simulator.add_phone(CLINIC, "Clínica Aurora").unwrap();
        simulator.add_phone(PATIENT, "Maria").unwrap();
        Self { simulator }
    }

    pub(crate) fn phone(&self) -> Phone<'_> {
        self.simulator.phone(CLINIC).unwrap()
    }

    pub(crate) fn patient(&self) -> Phone<'_> {
        self.simulator.phone(PATIENT).unwrap()
    }

    /// The patient writes to the clinic.
    pub(crate) fn write(&self, text: &str) -> String {
        self.patient().send_text(&number(CLINIC), text).unwrap()
    }

    pub(crate) async fn until<T>(&self, what: &str, seen: impl FnMut(&Simulator) -> Option<T>) -> T {
        in_time(what, self.simulator.until(seen)).await
    }

    /// Until the clinic's device has logged in.
    pub(crate) async fn usable(&self) -> Device {
        self.until("the device to be usable", usable).await
    }

    /// Until it has gone.
    pub(crate) async fn away(&self) {
        self.until("the device to be gone", |simulator| usable(simulator).is_none().then_some(())).await;
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

/// Hears, and can be made not to keep anything.
pub(crate) struct Ear {
    heard: UnboundedSender<LineEvent>,
    deaf: Mutex<Option<NotKept>>,
}

impl Ear {
    pub(crate) fn keep_nothing(&self, why: Option<NotKept>) {
        *self.deaf.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }
}

#[async_trait]
impl Listener for Ear {
    async fn hear(&self, event: LineEvent) -> Result<(), NotKept> {
        if let Some(why) = &*self.deaf.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(why.clone());
        }
        // A test that has seen enough drops its end.
        let _ = self.heard.send(event);
        Ok(())
    }
}

/// A desktop with one line.
pub(crate) struct Desk {
    pub(crate) line: Arc<dyn Line>,
    pub(crate) vault: Arc<MemoryVault>,
    pub(crate) ear: Arc<Ear>,
    events: tokio::sync::Mutex<UnboundedReceiver<LineEvent>>,
}

impl Desk {
    /// Opens a line over a vault.
    pub(crate) async fn open(service: &Service, vault: Arc<MemoryVault>) -> Self {
        let instead = Instead {
            url: service.simulator.url(),
            certificate: service.simulator.media_certificate().to_owned(),
        };
        Self::open_instead(instead, vault).await
    }

    /// Opens a line to a service at an address.
    pub(crate) async fn open_at(url: String, vault: Arc<MemoryVault>) -> Self {
        let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
        Self::open_instead(Instead { url, certificate }, vault).await
    }

    async fn open_instead(instead: Instead, vault: Arc<MemoryVault>) -> Self {
        let (heard, events) = unbounded_channel();
        let ear = Arc::new(Ear { heard, deaf: Mutex::default() });
        let whatsapp = MultiDevice::new(Arc::new(SystemClock), Some(instead)).unwrap();
        let line = whatsapp.open(Arc::clone(&vault) as _, Arc::clone(&ear) as _).await.unwrap();
        Self { line, vault, ear, events: tokio::sync::Mutex::new(events) }
    }

    /// Opens a line that is not linked yet.
    pub(crate) async fn new(service: &Service) -> Self {
        Self::open(service, Arc::default()).await
    }

    /// A line that is linked to the clinic's phone, and ready.
    pub(crate) async fn linked(service: &Service) -> Self {
        let desk = Self::linked_to(service, &service.phone()).await;
        service.usable().await;
        desk
    }

    /// A line that is linked to a phone.
    pub(crate) async fn linked_to(service: &Service, phone: &Phone<'_>) -> Self {
        let desk = Self::new(service).await;
        let code = desk.code().await;
        phone.scan(&code).unwrap();
        desk.event("the connection", |event| matches!(event, LineEvent::Connected).then_some(())).await;
        desk
    }

    /// Waits for an event that gives something; others are passed over.
    pub(crate) async fn event<T>(&self, what: &str, mut of: impl FnMut(&LineEvent) -> Option<T>) -> T {
        let mut events = self.events.lock().await;
        in_time(what, async {
            loop {
                let event = events.recv().await.expect("a line tells its end first");
                if let Some(value) = of(&event) {
                    return value;
                }
            }
        })
        .await
    }

    pub(crate) async fn code(&self) -> String {
        self.event("a code", |event| match event {
            LineEvent::Code { text, .. } => Some(text.clone()),
            _ => None,
        })
        .await
    }

    /// The next messages.
    pub(crate) async fn messages(&self) -> Vec<Inbound> {
        self.event("a message", |event| match event {
            LineEvent::Messages(messages) => Some(messages.clone()),
            _ => None,
        })
        .await
    }

    /// The next message, which comes alone.
    pub(crate) async fn message(&self) -> Inbound {
        let mut messages = self.messages().await;
        assert_eq!(messages.len(), 1, "{messages:#?}");
        messages.remove(0)
    }

    /// Words until some of them have come, in their order.
    pub(crate) async fn words_until(&self, last: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        while !words.iter().any(|text| text == last) {
            words.extend(self.messages().await.iter().filter_map(text));
        }
        words
    }

    /// Why it ended.
    pub(crate) async fn end(&self) -> Ended {
        self.event("the end", |event| match event {
            LineEvent::Ended(ended) => Some(ended.clone()),
            _ => None,
        })
        .await
    }

    /// Ends it as an application that is closed does.
    pub(crate) async fn close(self) -> Arc<MemoryVault> {
        in_time("the line to close", self.line.close()).await;
        self.vault
    }

    /// Sends to the patient, under an id made of a number.
    pub(crate) async fn send(&self, count: u8, content: OutboundContent) -> String {
        let id = Outbound::id_from([count; 9]);
        let outbound = Outbound { id: id.clone(), chat: chat(PATIENT), content, quote: None };
        in_time("the sending", self.line.send(&outbound)).await.unwrap();
        id
    }
}

/// The words of a message.
pub(crate) fn text(message: &Inbound) -> Option<String> {
    match &message.content {
        leadsmart_ports::whatsapp::Content::Text { text } => Some(text.clone()),
        _ => None,
    }
}

/// A number that is known to be one.
pub(crate) fn number(digits: &str) -> Number {
    Number::parse(digits).unwrap()
}

/// The chat with a number.
pub(crate) fn chat(number: &str) -> Chat {
    Chat { number: Some(number.to_owned()), ..Chat::default() }
}

/// The clinic's linked device, once it is connected and has published its keys.
fn usable(simulator: &Simulator) -> Option<Device> {
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
