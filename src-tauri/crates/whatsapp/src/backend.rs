//! What the library stores, in a vault: five traits, a module each.
//!
//! Everything is a value on a shelf under a key. Whatever the library hands over as one step is one write, so that a crash finds it
//! done or not begun: half of a ratchet step would make messages unreadable for good. What is read before it is written is guarded
//! by `gate`, since the library calls from several tasks at once.
//!
//! **It fails once.** After a write that failed it takes no other one, and the line over it ends: the library would go on with
//! ratchets that are in memory only, and acknowledge what comes again as known, though it can be read by nobody any more. A line that
//! is opened anew finds what is on the disk, which fits to what the service holds.

mod app_sync;
mod device;
mod keys;
mod protocol;
mod secrets;
mod signal;
mod waiting;

use std::sync::Arc;

use leadsmart_ports::whatsapp::{Entry, NotKept, Vault};
use leadsmart_ports::{Clock, SecretBytes};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Mutex, MutexGuard, watch};
use wacore::store::error::{Result, StoreError};

/// The shelves that the library's keys lie on. Emptying a vault goes through this list, so a new one has to be in it.
pub(crate) mod shelf {
    pub(crate) const DEVICE: &str = "device";
    pub(crate) const IDENTITY: &str = "identity";
    pub(crate) const SESSION: &str = "session";
    pub(crate) const PREKEY: &str = "prekey";
    pub(crate) const SIGNED_PREKEY: &str = "signed_prekey";
    pub(crate) const SENDER_KEY: &str = "sender_key";
    pub(crate) const SENDER_KEY_DEVICE: &str = "sender_key_device";
    pub(crate) const SYNC_KEY: &str = "sync_key";
    pub(crate) const SYNC_LATEST: &str = "sync_latest";
    pub(crate) const COLLECTION: &str = "collection";
    pub(crate) const MUTATION: &str = "mutation";
    pub(crate) const HIDDEN: &str = "hidden";
    pub(crate) const NUMBER: &str = "number";
    pub(crate) const BASE_KEY: &str = "base_key";
    pub(crate) const DEVICES: &str = "devices";
    pub(crate) const GROUP: &str = "group";
    pub(crate) const TOKEN: &str = "token";
    pub(crate) const SENT: &str = "sent";
    pub(crate) const PENDING: &str = "pending";
    pub(crate) const SECRET: &str = "secret";
    pub(crate) const SECRET_END: &str = "secret_end";
    pub(crate) const SECRET_DAY: &str = "secret_day";
    pub(crate) const VERSION: &str = "version";

    /// All of them.
    pub(crate) const ALL: [&str; 23] = [
        DEVICE,
        IDENTITY,
        SESSION,
        PREKEY,
        SIGNED_PREKEY,
        SENDER_KEY,
        SENDER_KEY_DEVICE,
        SYNC_KEY,
        SYNC_LATEST,
        COLLECTION,
        MUTATION,
        HIDDEN,
        NUMBER,
        BASE_KEY,
        DEVICES,
        GROUP,
        TOKEN,
        SENT,
        PENDING,
        SECRET,
        SECRET_END,
        SECRET_DAY,
        VERSION,
    ];
}

/// The library's store, over the vault of one line.
pub struct VaultBackend {
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    gate: Mutex<()>,
    /// Why it takes no writes any more.
    broken: watch::Sender<Option<NotKept>>,
}

impl VaultBackend {
    /// Over a vault. The clock dates what is kept for a while only.
    pub fn new(vault: Arc<dyn Vault>, clock: Arc<dyn Clock>) -> Self {
        Self { vault, clock, gate: Mutex::new(()), broken: watch::Sender::new(None) }
    }

    /// Takes no writes from now on, for this reason.
    pub(crate) fn refuse(&self, why: NotKept) {
        self.broken.send_if_modified(|broken| {
            let first = broken.is_none();
            if first {
                *broken = Some(why);
            }
            first
        });
    }

    /// Waits until a write fails, and tells why.
    pub(crate) async fn broken(&self) -> NotKept {
        let mut broken = self.broken.subscribe();
        let why = broken.wait_for(Option::is_some).await;
        // The sender is in `self`, which is borrowed here.
        why.ok().and_then(|why| why.clone()).unwrap_or_else(|| NotKept("closed".to_owned()))
    }

    /// Lets nobody else read and write in between.
    async fn alone(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().await
    }

    async fn get(&self, shelf: &str, key: &str) -> Result<Option<Vec<u8>>> {
        let found = self.vault.read(shelf, key).await.map_err(not_kept)?;
        Ok(found.map(|value| value.reveal().to_vec()))
    }

    async fn get_as<T: DeserializeOwned>(&self, shelf: &str, key: &str) -> Result<Option<T>> {
        self.vault.read(shelf, key).await.map_err(not_kept)?.map(|value| decode(value.reveal())).transpose()
    }

    async fn list(&self, shelf: &str, beginning: &str) -> Result<Vec<(String, SecretBytes)>> {
        self.vault.list(shelf, beginning).await.map_err(not_kept)
    }

    /// One write. Nothing to write is none.
    async fn write(&self, entries: Vec<Entry>) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let broken = self.broken.borrow().clone();
        if let Some(why) = broken {
            return Err(not_kept(why));
        }
        self.vault.write(entries).await.map_err(|why| {
            self.refuse(why.clone());
            not_kept(why)
        })
    }

    async fn put(&self, shelf: &'static str, key: impl Into<String>, value: Vec<u8>) -> Result<()> {
        self.write(vec![put(shelf, key, value)]).await
    }

    async fn remove(&self, shelf: &'static str, key: impl Into<String>) -> Result<()> {
        self.write(vec![gone(shelf, key)]).await
    }

    /// Seconds since 1970.
    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }
}

/// Takes everything out of a vault that a line has put there, in one write.
///
/// # Errors
/// [`NotKept`] when the vault fails; then everything is as it was.
pub(crate) async fn empty(vault: &dyn Vault) -> std::result::Result<(), NotKept> {
    let mut entries = Vec::new();
    for shelf in shelf::ALL {
        entries.extend(vault.list(shelf, "").await?.into_iter().map(|(key, _)| gone(shelf, key)));
    }
    vault.write(entries).await
}

fn put(shelf: &'static str, key: impl Into<String>, value: Vec<u8>) -> Entry {
    Entry { shelf, key: key.into(), value: Some(SecretBytes::new(value)) }
}

fn gone(shelf: &'static str, key: impl Into<String>) -> Entry {
    Entry { shelf, key: key.into(), value: None }
}

fn not_kept(why: NotKept) -> StoreError {
    StoreError::Database(Box::new(why))
}

/// As JSON: what the library adds to its records later has a default there, so what was stored before can still be read.
fn encode(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| StoreError::Serialization(Box::new(error)))
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Serialization(Box::new(error)))
}
