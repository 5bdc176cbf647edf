//! The backend of LeadSmart: one folder a feature, one command table, one write path.
//!
//! To read a feature begin with its file (`clients.rs`: the rules), then `clients/commands.rs` (contract to rules) and
//! `clients/store.rs` (all of its SQL). What no feature edits is in [`db`], [`table`] and [`access`].
//!
//! Deliberately absent: Tauri, HTTP, adapters, the system's clock. They reach this crate through `leadsmart-ports`.

pub mod access;
pub mod arrivals;
pub mod context;
pub mod db;
pub mod error;
pub mod reminders;
pub mod slots;
pub mod table;
#[cfg(test)]
mod testing;
pub mod time;

mod features;

mod absences;
mod agendas;
mod appointments;
mod auth;
mod backups;
mod clients;
mod companies;
mod holidays;
mod ics;
mod instances;
mod media;
mod members;
mod messages;
mod outbox;
mod quick_replies;
mod roles;
mod sample;
mod secrets;
mod services;
mod stored;
mod sync;
mod system;
mod threads;
mod whatsapp;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, Weak};

use leadsmart_contract::command::Command;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::language::Language;
use leadsmart_contract::topic::Changed;
use leadsmart_ports::remote::CompanyServers;
use leadsmart_ports::whatsapp::WhatsApp;
use leadsmart_ports::{Clock, Mailer, Random, Secrets};
use serde_json::Value;
use tokio::sync::broadcast;

use db::Db;
pub use db::open::{OpenFailure, Opened, Salvage, SalvagedTable};
use table::Table;

/// What goes into the log, unless `LEADSMART_LOG` asks for something else: our own words, which name nobody, and what libraries complain
/// about that never see a client. The library for WhatsApp tells numbers and names even of what goes well, so nothing of it is written.
pub const LOGGED: &str =
    "off,leadsmart=info,sqlx=warn,sqlx::pool=error,tauri=warn,wry=warn,tao=warn,axum=warn";

/// What the backend needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness for ids, tokens and keys.
    pub random: Arc<dyn Random>,
    /// Keeps the keys of companies, the logins to their databases, and the session of this computer.
    pub secrets: Arc<dyn Secrets>,
    /// Hands in mail.
    pub mailer: Arc<dyn Mailer>,
    /// Opens the lines of WhatsApp numbers.
    pub whatsapp: Arc<dyn WhatsApp>,
    /// Leads to the companies' databases, where desktops meet.
    pub servers: Arc<dyn CompanyServers>,
}

/// A call as it arrives, from whatever side.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The name of the command.
    pub name: String,
    /// Its fields.
    pub args: Value,
    /// The token of the caller's session.
    pub token: Option<String>,
    /// The language for messages; the caller's own if left out.
    pub language: Option<Language>,
}

/// The backend. Cheap to clone; all clones are the same backend.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    ports: Ports,
    table: Table,
    keys: secrets::Keys,
    /// The file that takes the keychain's place where there is none.
    sealed: secrets::Sealed,
    /// Held while the outbox is emptied, so that no message is sent by two at once.
    delivering: tokio::sync::Mutex<()>,
    /// Where copies are put that a person asks for.
    downloads: OnceLock<PathBuf>,
    /// The file that is being sent to be restored.
    upload: tokio::sync::Mutex<Option<backups::Upload>>,
    /// The lines to the companies' databases.
    lines: sync::Lines,
    /// The lines of WhatsApp numbers.
    whatsapp: whatsapp::Lines,
    /// The files of messages.
    files: media::Files,
    /// Files that are being sent.
    uploads: messages::Uploads,
    /// The companies that are shared with other desktops.
    hub: sync::Hub,
}

impl Core {
    /// Opens the data folder, makes or migrates the store, and registers all commands.
    ///
    /// # Errors
    /// Another process has the folder, the file comes from a newer version, or it cannot be read or written.
    pub async fn open(folder: &Path, ports: Ports) -> Result<Self, OpenFailure> {
        let db = Db::open(folder, &ports).await?;
        let mut derived = db.write_local().await?;
        clients::ensure_index(&mut derived).await?;
        messages::ensure_index(&mut derived).await?;
        derived.commit().await?;
        Ok(Self::around(db, folder, ports))
    }

    /// A backend with nothing in its memory yet, around an open store.
    fn around(db: Db, folder: &Path, ports: Ports) -> Self {
        let inner = Inner {
            db,
            ports,
            table: features::table(),
            keys: secrets::Keys::default(),
            sealed: secrets::Sealed::of(folder),
            delivering: tokio::sync::Mutex::default(),
            downloads: OnceLock::new(),
            upload: tokio::sync::Mutex::default(),
            lines: sync::Lines::default(),
            whatsapp: whatsapp::Lines::default(),
            files: media::Files::of(folder),
            uploads: messages::Uploads::default(),
            hub: sync::Hub::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Carries out a call. The reply is the JSON text of what the command's contract promises.
    ///
    /// # Errors
    /// Every failure comes with a code, a message in the caller's language and, where there is one, a way out.
    pub async fn call(&self, request: Request) -> Result<String, Failure> {
        self.inner.table.call(self, request).await
    }

    /// Carries out a command of the contract for what lives beside the window in this process, as the person of a session.
    ///
    /// # Errors
    /// As [`Core::call`].
    pub async fn ask<C: Command>(
        &self,
        token: Option<&str>,
        language: Option<Language>,
        command: C,
    ) -> Result<C::Reply, Failure> {
        let defect =
            |error: serde_json::Error| error::Error::from(error).explain(language.unwrap_or_default());
        let args = serde_json::to_value(command).map_err(defect)?;
        let request =
            Request { name: C::SPEC.name.to_owned(), args, token: token.map(str::to_owned), language };
        serde_json::from_str(&self.call(request).await?).map_err(defect)
    }

    /// Says where copies are put that a person asks for: the shell knows her folder, no page does. Said once; without it there
    /// are only the copies in the data folder.
    pub fn put_downloads_into(&self, folder: PathBuf) {
        // It is said at the start and nowhere else.
        let _ = self.inner.downloads.set(folder);
    }

    /// Makes the copy of this day, unless it is there or nothing has changed since the last one.
    ///
    /// # Errors
    /// The disk is full or refuses.
    pub async fn keep_daily_copy(&self) -> Result<(), OpenFailure> {
        backups::keep_daily(self).await
    }

    /// Takes the next piece of a file that is sent to be restored, and answers how many bytes are there now.
    ///
    /// # Errors
    /// There is no such upload, the piece is not the next one, or the disk is full.
    pub async fn receive_backup(
        &self,
        upload: &str,
        offset: u64,
        piece: Vec<u8>,
        language: Language,
    ) -> Result<u64, Failure> {
        let received = backups::receive(self, upload, offset, piece).await;
        received.map_err(|error| error.explain(language))
    }

    /// Announces what changes from now on. A listener that falls behind gets an error and should load everything again.
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.inner.db.changes()
    }

    /// The commands, for REST and its documentation.
    pub fn table(&self) -> &Table {
        &self.inner.table
    }

    /// What was opened, and what had to be mended for it.
    pub fn opened(&self) -> &Opened {
        self.inner.db.opened()
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn ports(&self) -> &Ports {
        &self.inner.ports
    }

    pub(crate) fn lines(&self) -> &sync::Lines {
        &self.inner.lines
    }

    pub(crate) fn hub(&self) -> &sync::Hub {
        &self.inner.hub
    }

    pub(crate) fn sealed(&self) -> &secrets::Sealed {
        &self.inner.sealed
    }

    pub(crate) fn keys(&self) -> &secrets::Keys {
        &self.inner.keys
    }

    pub(crate) fn whatsapp(&self) -> &whatsapp::Lines {
        &self.inner.whatsapp
    }

    pub(crate) fn files(&self) -> &media::Files {
        &self.inner.files
    }

    pub(crate) fn uploads(&self) -> &messages::Uploads {
        &self.inner.uploads
    }

    /// For what the backend itself holds, such as a line: it must not keep the backend.
    fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.inner)
    }

    fn upgrade(inner: &Weak<Inner>) -> Option<Self> {
        inner.upgrade().map(|inner| Self { inner })
    }

    /// Ends synchronization and closes the lines, waits for other work, and closes the store, so that the file is whole without its journal.
    pub async fn close(&self) {
        self.inner.hub.close();
        self.close_whatsapp().await;
        self.inner.db.close().await;
    }
}
