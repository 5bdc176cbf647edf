//! WhatsApp: lines over which a company's numbers write and are written to.
//!
//! A [`Line`] is one number on this desktop. It is opened over a [`Vault`], in which it keeps the keys of its session, and tells
//! everything that happens to a [`Listener`], in order and one at a time. Who opens it decides when: a line never opens itself again
//! after it has ended, so that one supervisor knows what runs.
//!
//! The multi-device protocol is one adapter; the official Cloud API could be another. So nothing here names a stanza or a session.

mod event;
pub mod fake;
mod message;
mod none;
mod vault;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::SecretBytes;

pub use event::{
    Acknowledgement, Chat, ChatUpdate, Contact, Ended, HistoryChat, HistoryPart, Inbound, LineEvent,
    LinkFailure, Linked, ReceiptKind, Undecryptable,
};
pub use message::{
    ContactCard, Content, MediaKind, MediaReference, Outbound, OutboundContent, Place, Quote, Upload,
};
pub use none::NoWhatsApp;
pub use vault::MemoryVault;

/// Opens lines.
#[async_trait]
pub trait WhatsApp: Send + Sync {
    /// Opens the line of a number. Without a session in the vault it asks to be linked: the first event is then a code.
    ///
    /// Answers as soon as it has begun; whether the service is reached, events tell.
    async fn open(
        &self,
        vault: Arc<dyn Vault>,
        listener: Arc<dyn Listener>,
    ) -> Result<Arc<dyn Line>, LineFailure>;
}

/// One number on this desktop, until it ends.
#[async_trait]
pub trait Line: Send + Sync {
    /// Asks for a code that is typed on the phone of this number (digits with country code), in place of scanning. Answers the
    /// eight characters; they hold as long as [`LineEvent::TypedCode`] says.
    async fn link_by_typing(&self, number: &str) -> Result<String, LineFailure>;

    /// Hands a message to the service, under the id that it was given before the first try: a repeated call is the same message.
    /// `Ok` says that it was handed over and nothing of what became of it; that is told by [`LineEvent::Acknowledged`] and
    /// [`LineEvent::Receipt`].
    async fn send(&self, message: &Outbound) -> Result<(), SendFailure>;

    /// Who has these numbers (digits with country code) on WhatsApp, under the number that is theirs in truth: in Brazil the
    /// ninth digit may be there or not. One answer for each question, in its order; none for who is not on WhatsApp.
    async fn look_up(&self, numbers: &[String]) -> Result<Vec<Option<Contact>>, LineFailure>;

    /// Fetches a file, verifies and decrypts it into a new file at `path`. What was begun is removed when it fails.
    async fn download(&self, media: &MediaReference, path: &Path) -> Result<(), MediaFailure>;

    /// Asks the phone to put the file of a message up again that the service no longer holds. The answer is
    /// [`LineEvent::MediaAgain`], within half a minute; none means that the phone was not reached.
    async fn ask_for_media(&self, message: &MessageKey, media: &MediaReference) -> Result<(), LineFailure>;

    /// Tells that these messages of a chat were read here.
    async fn mark_read(&self, chat: &Chat, messages: &[MessageKey]) -> Result<(), LineFailure>;

    /// Tells whether somebody is typing here.
    async fn typing(&self, chat: &Chat, typing: bool) -> Result<(), LineFailure>;

    /// How the line fares, from facts.
    async fn health(&self) -> LineHealth;

    /// Ends the link for good: the phone forgets this device, and the vault is emptied.
    async fn log_out(&self) -> Result<(), LineFailure>;

    /// Ends the line, and waits until what was under way is stored. The link stays.
    async fn close(&self);
}

/// Hears what happens on a line. Nothing else comes while it works, so it stores and returns; it never waits for the line, whose
/// answer may be behind what it is being told.
#[async_trait]
pub trait Listener: Send + Sync {
    /// Told one event after the other. A message is acknowledged to the service only after this said that it is kept; if it
    /// was not, the service brings it again when it is connected next, so the same message may be told twice. Another event that
    /// was not kept is told again before the next one, as long as the line is open.
    async fn hear(&self, event: LineEvent) -> Result<(), NotKept>;
}

/// What was told could not be stored: the disk is full, or the store is closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it could not be kept: {0}")]
pub struct NotKept(pub String);

/// Where a line keeps the keys of its session. What is written is on the disk when the call returns, all of one call or nothing;
/// a key that is lost makes messages unreadable for good.
#[async_trait]
pub trait Vault: Send + Sync {
    /// What is kept under a key of a shelf.
    async fn read(&self, shelf: &str, key: &str) -> Result<Option<SecretBytes>, NotKept>;

    /// Everything on a shelf whose key begins so, by key.
    async fn list(&self, shelf: &str, beginning: &str) -> Result<Vec<(String, SecretBytes)>, NotKept>;

    /// Puts and takes away, all or nothing.
    async fn write(&self, entries: Vec<Entry>) -> Result<(), NotKept>;
}

/// Something that is put into a vault, or taken away.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The shelf.
    pub shelf: &'static str,
    /// The key on it.
    pub key: String,
    /// What is put there; nothing takes away what is there.
    pub value: Option<SecretBytes>,
}

/// Which message, in which chat.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageKey {
    /// The chat.
    pub chat: Chat,
    /// Its id, as the service knows it.
    pub id: String,
    /// Whether it was sent by this number, here or on the phone.
    pub from_me: bool,
}

/// How a line fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineHealth {
    /// Whether the service has let it in and the connection stands.
    pub connected: bool,
    /// When the service last sent anything.
    pub last_heard: Option<Timestamp>,
    /// How long the last question took to be answered, in milliseconds.
    pub answer_ms: Option<u32>,
    /// How many messages of the service wait to be taken in.
    pub backlog: u32,
}

/// Why a line could not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFailure {
    /// There is no connection now. Another try may succeed.
    #[error("the service is not reached: {0}")]
    Unreachable(String),
    /// The number is not linked.
    #[error("the number is not linked")]
    NotLinked,
    /// The service asks for patience, so long in seconds if it said.
    #[error("too many requests")]
    TooMany(Option<u64>),
    /// The service refused.
    #[error("the service refused: {0}")]
    Refused(String),
    /// What the session needs could not be stored.
    #[error(transparent)]
    NotKept(#[from] NotKept),
}

/// Why a message was not handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// Another try may succeed, under the same id.
    #[error(transparent)]
    Line(#[from] LineFailure),
    /// None of the recipient's devices could be written to. Another try may succeed.
    #[error("no device of the recipient could be written to")]
    NoDevice,
    /// The recipient is not on WhatsApp.
    #[error("the recipient is not on WhatsApp")]
    NotOnWhatsApp,
    /// The file is not there any more, or cannot be read.
    #[error("the file cannot be read: {0}")]
    File(String),
    /// The file is larger than the service takes.
    #[error("the file is too large")]
    TooLarge,
}

/// Why a file was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MediaFailure {
    /// Another try may succeed.
    #[error("the file cannot be fetched now: {0}")]
    Unreachable(String),
    /// The service does not hold it any more: [`Line::ask_for_media`].
    #[error("the service does not hold the file any more")]
    Gone,
    /// What came is not what was sent.
    #[error("the file is damaged")]
    Damaged,
    /// It is larger than it said, or than is taken.
    #[error("the file is too large")]
    TooLarge,
    /// It cannot be stored here.
    #[error("the file cannot be stored: {0}")]
    Disk(String),
}
