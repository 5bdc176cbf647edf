//! A phone: the first device of an account. It owns the account's keys, and remembers what was said.

mod signal;
mod store;

use std::collections::BTreeSet;

use rand::RngExt;
use rand::rngs::StdRng;
use wacore::libsignal::protocol::{PrivateKey, PublicKey};
use wacore::proto_helpers::MessageExt;
use wacore::send::stanza_type_from_message;
use waproto::whatsapp as wa;

use crate::account::Number;
use crate::error::Refused;
use crate::keys::PublishedKeys;
pub(crate) use signal::{Sealed, Signal};

/// A phone.
pub(crate) struct Phone {
    /// What its owner calls itself.
    pub(crate) name: String,
    pub(crate) signal: Signal,
    raw_id: u32,
    /// What was said, in the order in which the phone learned of it.
    log: Vec<Message>,
    /// Which messages it has, by id and sender.
    known: BTreeSet<(String, Number)>,
    /// The key that the account's settings are sealed with, and its number.
    pub(crate) settings_key: SettingsKey,
}

/// The key of the shared settings.
#[derive(Clone)]
pub(crate) struct SettingsKey {
    pub(crate) id: [u8; 6],
    pub(crate) key: [u8; 32],
}

/// A message as a phone knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Chosen by who sent it.
    pub id: String,
    /// Whom it was exchanged with.
    pub chat: Number,
    /// Who sent it.
    pub sender: Number,
    /// Which device of the sender; 0 is its phone.
    pub device: u16,
    /// When the service took it, in seconds.
    pub at: i64,
    /// What it says.
    pub content: wa::Message,
    /// Numbers of those who have got it, of those it was sent to.
    pub delivered: BTreeSet<Number>,
    /// Numbers of those who have read it.
    pub read: BTreeSet<Number>,
}

impl Message {
    /// Its text, for a message that has one.
    pub fn text(&self) -> Option<&str> {
        self.content.text_content()
    }

    /// Of which kind it is, as its stanza says: `text`, `media`, `reaction`, `poll` and so on.
    pub fn kind(&self) -> &'static str {
        stanza_type_from_message(&self.content)
    }
}

impl Phone {
    pub(crate) fn new(name: &str, rng: &mut StdRng, millis: u64) -> Result<Self, Refused> {
        Ok(Self {
            name: name.to_owned(),
            signal: Signal::generate(rng, millis)?,
            raw_id: rng.random(),
            log: Vec::new(),
            known: BTreeSet::new(),
            settings_key: SettingsKey { id: rng.random(), key: rng.random() },
        })
    }

    /// What ties the account's lists of devices together.
    pub(crate) fn raw_id(&self) -> u32 {
        self.raw_id
    }

    /// The key that the account signs with.
    pub(crate) fn identity(&self) -> &PublicKey {
        self.signal.identity().public_key()
    }

    /// Its secret half.
    pub(crate) fn identity_private(&self) -> PrivateKey {
        self.signal.identity().private_key().clone()
    }

    /// Signs as the account.
    pub(crate) fn sign(&self, parts: &[&[u8]], rng: &mut StdRng) -> Option<Vec<u8>> {
        let key = self.signal.identity().private_key();
        key.calculate_signature_for_multipart_message(parts, rng).ok().map(|signature| signature.to_vec())
    }

    /// What the server holds of its keys.
    pub(crate) fn published(&mut self) -> &mut PublishedKeys {
        &mut self.signal.published
    }

    /// Keeps a message, once.
    pub(crate) fn remember(&mut self, message: Message) {
        if self.known.insert((message.id.clone(), message.sender.clone())) {
            self.log.push(message);
        }
    }

    /// What was said.
    pub(crate) fn log(&self) -> &[Message] {
        &self.log
    }

    /// A message by its id.
    pub(crate) fn find(&mut self, id: &str) -> Option<&mut Message> {
        self.log.iter_mut().rev().find(|message| message.id == id)
    }
}
