//! A service in memory, driven step by step: nothing happens on a line but what a test makes happen.
//!
//! It is strict where the port makes promises: a line that was closed or has ended tells nothing and takes nothing, a message under a known
//! id is the same message and must be the same, and a number that is not linked cannot write.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    Acknowledgement, Chat, Contact, Content, Ended, Entry, Inbound, Line, LineEvent, LineFailure, LineHealth,
    Linked, Listener, MediaFailure, MediaReference, MessageKey, NotKept, Outbound, ReceiptKind, SendFailure,
    Vault, WhatsApp,
};
use crate::SecretBytes;

/// Where a line keeps as whom it is linked.
const SHELF: &str = "fake";
const KEY: &str = "number";

/// The service.
#[derive(Clone, Default)]
pub struct FakeWhatsApp(Arc<Mutex<Service>>);

#[derive(Default)]
struct Service {
    lines: Vec<Arc<FakeLine>>,
    closed: Option<LineFailure>,
    /// Who is on WhatsApp, by the digits that are asked for.
    people: BTreeMap<String, Contact>,
    files: BTreeMap<String, Result<Vec<u8>, MediaFailure>>,
}

impl FakeWhatsApp {
    /// The line that was opened last.
    pub fn newest(&self) -> Option<Arc<FakeLine>> {
        self.lock().lines.last().cloned()
    }

    /// How many lines were opened so far.
    pub fn opened(&self) -> usize {
        self.lock().lines.len()
    }

    /// How many lines are open.
    pub fn open_now(&self) -> usize {
        self.lock().lines.iter().filter(|line| !line.state().over).count()
    }

    /// Refuses to open lines from now on, or opens them again.
    pub fn refuse(&self, failure: Option<LineFailure>) {
        self.lock().closed = failure;
    }

    /// Somebody whom a look-up of these digits finds.
    pub fn put_person(&self, asked: &str, contact: Contact) {
        self.lock().people.insert(asked.to_owned(), contact);
    }

    /// What a file is, or why it is not fetched.
    pub fn put_file(&self, path: &str, file: Result<Vec<u8>, MediaFailure>) {
        self.lock().files.insert(path.to_owned(), file);
    }

    fn lock(&self) -> MutexGuard<'_, Service> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl WhatsApp for FakeWhatsApp {
    async fn open(
        &self,
        vault: Arc<dyn Vault>,
        listener: Arc<dyn Listener>,
    ) -> Result<Arc<dyn Line>, LineFailure> {
        if let Some(failure) = &self.lock().closed {
            return Err(failure.clone());
        }
        let linked = vault.read(SHELF, KEY).await?.is_some();
        let state = State { linked, ..State::default() };
        let line = Arc::new(FakeLine { service: self.clone(), vault, listener, state: Mutex::new(state) });
        self.lock().lines.push(line.clone());
        Ok(line)
    }
}

/// A number, as a test sees it.
pub struct FakeLine {
    service: FakeWhatsApp,
    vault: Arc<dyn Vault>,
    listener: Arc<dyn Listener>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    linked: bool,
    connected: bool,
    over: bool,
    taken: Vec<Outbound>,
    handed: usize,
    refusal: Option<SendFailure>,
    health: LineHealth,
    read: Vec<MessageKey>,
    typing: Vec<bool>,
    asked: Vec<MessageKey>,
}

impl FakeLine {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the line tell something.
    ///
    /// # Errors
    /// It was not kept.
    ///
    /// # Panics
    /// The line is over: it tells nothing any more.
    pub async fn tell(&self, event: LineEvent) -> Result<(), NotKept> {
        assert!(!self.state().over, "a line that is over tells nothing");
        self.listener.hear(event).await
    }

    /// The phone scans, and the line comes up.
    ///
    /// # Errors
    /// Something was not kept.
    pub async fn scan(&self, number: &str) -> Result<(), NotKept> {
        self.tell(LineEvent::Finishing).await?;
        let session = SecretBytes::new(number.as_bytes().to_vec());
        self.vault.write(vec![Entry { shelf: SHELF, key: KEY.to_owned(), value: Some(session) }]).await?;
        self.state().linked = true;
        let linked = Linked { number: number.to_owned(), hidden: None, name: Some("Clínica".to_owned()) };
        self.tell(LineEvent::Linked(linked)).await?;
        self.come_up().await
    }

    /// The service lets the number in and has brought what waited.
    ///
    /// # Errors
    /// Something was not kept.
    pub async fn come_up(&self) -> Result<(), NotKept> {
        self.state().connected = true;
        self.tell(LineEvent::Connected).await?;
        self.tell(LineEvent::CaughtUp).await
    }

    /// The connection goes away.
    ///
    /// # Errors
    /// It was not kept.
    pub async fn drop_connection(&self) -> Result<(), NotKept> {
        self.state().connected = false;
        self.tell(LineEvent::Disconnected { detail: "the connection was reset".to_owned() }).await
    }

    /// The line ends by itself.
    ///
    /// # Errors
    /// It was not kept.
    pub async fn end(&self, ended: Ended) -> Result<(), NotKept> {
        let told = self.tell(LineEvent::Ended(ended)).await;
        let mut state = self.state();
        (state.connected, state.over) = (false, true);
        told
    }

    /// Somebody writes.
    ///
    /// # Errors
    /// It was not kept.
    pub async fn receive(&self, message: Inbound) -> Result<(), NotKept> {
        self.tell(LineEvent::Messages(vec![message])).await
    }

    /// The service answers to a message that it was handed.
    ///
    /// # Errors
    /// It was not kept.
    pub async fn answer(&self, id: &str, error: Option<u16>, at: Timestamp) -> Result<(), NotKept> {
        let message = self.key_of(id);
        self.tell(LineEvent::Acknowledged(Acknowledgement { message, error, at })).await
    }

    /// The recipient's device tells something of a message that was handed over.
    ///
    /// # Errors
    /// It was not kept.
    pub async fn receipt(&self, id: &str, kind: ReceiptKind, at: Timestamp) -> Result<(), NotKept> {
        let messages = vec![self.key_of(id)];
        self.tell(LineEvent::Receipt { messages, kind, at }).await
    }

    fn key_of(&self, id: &str) -> MessageKey {
        let state = self.state();
        let chat = state.taken.iter().find(|taken| taken.id == id).map(|taken| taken.chat.clone());
        MessageKey { chat: chat.unwrap_or_default(), id: id.to_owned(), from_me: true }
    }

    /// The messages that were handed over, each once, in order.
    pub fn taken(&self) -> Vec<Outbound> {
        self.state().taken.clone()
    }

    /// How often something was handed over.
    pub fn handed(&self) -> usize {
        self.state().handed
    }

    /// Refuses messages from now on, or takes them again.
    pub fn refuse(&self, failure: Option<SendFailure>) {
        self.state().refusal = failure;
    }

    /// What the line says of how it fares.
    pub fn set_health(&self, health: LineHealth) {
        self.state().health = health;
    }

    /// The messages of which it was told that they were read here.
    pub fn read(&self) -> Vec<MessageKey> {
        self.state().read.clone()
    }

    /// What was told of typing.
    pub fn typing(&self) -> Vec<bool> {
        self.state().typing.clone()
    }

    /// The messages whose files the phone was asked for.
    pub fn asked(&self) -> Vec<MessageKey> {
        self.state().asked.clone()
    }

    fn ready(&self) -> Result<MutexGuard<'_, State>, LineFailure> {
        let state = self.state();
        match () {
            () if state.over => Err(LineFailure::Unreachable("the line is over".to_owned())),
            () if !state.linked => Err(LineFailure::NotLinked),
            () if !state.connected => Err(LineFailure::Unreachable("there is no connection".to_owned())),
            () => Ok(state),
        }
    }
}

#[async_trait]
impl Line for FakeLine {
    async fn link_by_typing(&self, number: &str) -> Result<String, LineFailure> {
        let state = self.state();
        match () {
            () if state.over => Err(LineFailure::Unreachable("the line is over".to_owned())),
            () if state.linked => Err(LineFailure::Refused("it is linked".to_owned())),
            () if number.bytes().all(|byte| byte.is_ascii_digit()) => Ok("ABCD1234".to_owned()),
            () => Err(LineFailure::Refused("not a number".to_owned())),
        }
    }

    async fn send(&self, message: &Outbound) -> Result<(), SendFailure> {
        assert!(!message.id.is_empty(), "a message has an id before it is sent");
        assert!(message.chat.number.is_some() || message.chat.hidden.is_some(), "a message goes to somebody");
        let mut state = self.ready()?;
        state.handed += 1;
        if let Some(failure) = &state.refusal {
            return Err(failure.clone());
        }
        match state.taken.iter().find(|taken| taken.id == message.id) {
            Some(taken) => assert_eq!(taken.content, message.content, "under one id goes one message"),
            None => state.taken.push(message.clone()),
        }
        Ok(())
    }

    async fn look_up(&self, numbers: &[String]) -> Result<Vec<Option<Contact>>, LineFailure> {
        drop(self.ready()?);
        let service = self.service.lock();
        Ok(numbers.iter().map(|number| service.people.get(number).cloned()).collect())
    }

    async fn download(&self, media: &MediaReference, path: &Path) -> Result<(), MediaFailure> {
        drop(self.ready().map_err(|failure| MediaFailure::Unreachable(failure.to_string()))?);
        let file = self.service.lock().files.get(&media.path).cloned().unwrap_or(Err(MediaFailure::Gone))?;
        assert!(!path.exists(), "a file is fetched into a new one");
        std::fs::write(path, file).map_err(|error| MediaFailure::Disk(error.to_string()))
    }

    async fn ask_for_media(&self, message: &MessageKey, _: &MediaReference) -> Result<(), LineFailure> {
        self.ready()?.asked.push(message.clone());
        Ok(())
    }

    async fn mark_read(&self, _: &Chat, messages: &[MessageKey]) -> Result<(), LineFailure> {
        self.ready()?.read.extend(messages.iter().cloned());
        Ok(())
    }

    async fn typing(&self, _: &Chat, typing: bool) -> Result<(), LineFailure> {
        self.ready()?.typing.push(typing);
        Ok(())
    }

    async fn health(&self) -> LineHealth {
        let state = self.state();
        LineHealth { connected: state.connected, ..state.health.clone() }
    }

    async fn log_out(&self) -> Result<(), LineFailure> {
        self.ready()?.linked = false;
        self.vault.write(vec![Entry { shelf: SHELF, key: KEY.to_owned(), value: None }]).await?;
        Ok(())
    }

    async fn close(&self) {
        let was_over = {
            let mut state = self.state();
            state.connected = false;
            std::mem::replace(&mut state.over, true)
        };
        if !was_over {
            // A listener that is gone keeps nothing, and need not.
            let _ = self.listener.hear(LineEvent::Ended(Ended::Closed)).await;
        }
    }
}

/// Words that came from a number.
pub fn words(number: &str, id: &str, text: &str, at: Timestamp) -> Inbound {
    let chat = Chat { number: Some(number.to_owned()), ..Chat::default() };
    Inbound {
        key: MessageKey { chat: chat.clone(), id: id.to_owned(), from_me: false },
        sender: chat,
        sender_name: Some("Maria".to_owned()),
        at,
        content: Content::Text { text: text.to_owned() },
        quote: None,
        waited: false,
        view_once: false,
    }
}
