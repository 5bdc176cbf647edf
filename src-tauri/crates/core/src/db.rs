//! The store: one SQLite file, one writer, a pool of readers.
//!
//! Everything that a company shares is written through [`write::Mutation`], which records what changed ([`capture`]).

pub mod capture;
pub(crate) mod copies;
mod failure;
mod folder;
mod inspect;
pub mod open;
pub(crate) mod restore;
mod salvage;
pub(crate) mod spool;
pub mod write;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::Changed;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection, Transaction};
use tokio::sync::broadcast;

use crate::Ports;
use copies::Copy;
pub(crate) use failure::{is_damage, is_full, primary_code};
use folder::Folder;
pub(crate) use folder::sync_folder;
use open::{OpenFailure, Opened};
use restore::{KeptSession, Unfit};

/// The open store. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    /// A single connection: writers queue here and not at the file.
    writer: SqlitePool,
    readers: SqlitePool,
    changes: broadcast::Sender<Changed>,
    opened: Opened,
    /// Keeps other processes out for as long as the store is open.
    folder: Folder,
    /// Whether a broken page was met: then the next start checks the file.
    suspect: AtomicBool,
}

/// How many announcements a slow listener may be behind before it has to load everything again.
const BACKLOG: usize = 1024;

/// How long a copy waits for the file.
const PATIENCE: Duration = Duration::from_secs(30);

impl Db {
    /// Opens or makes the store in a folder.
    pub(crate) async fn open(folder: &Path, ports: &Ports) -> Result<Self, OpenFailure> {
        let parts = open::open(folder, ports).await?;
        let (changes, _) = broadcast::channel(BACKLOG);
        Ok(Self {
            inner: Arc::new(Inner {
                writer: parts.writer,
                readers: parts.readers,
                changes,
                opened: parts.opened,
                folder: parts.folder,
                suspect: AtomicBool::new(false),
            }),
        })
    }

    pub(crate) fn changes(&self) -> broadcast::Receiver<Changed> {
        self.inner.changes.subscribe()
    }

    pub(crate) fn opened(&self) -> &Opened {
        &self.inner.opened
    }

    /// A snapshot to read from.
    pub(crate) async fn read(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.inner.readers.begin().await
    }

    /// A transaction for tables that are not shared: sessions, attempts, the outbox. Guards keep it off the others.
    pub(crate) async fn write_local(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.inner.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// A file for what comes in of a company and is too much to be held in memory.
    pub(crate) fn spool(&self, company: CompanyId) -> io::Result<spool::Spool> {
        self.inner.folder.spool(company)
    }

    /// The copies that are kept in the data folder, in no order.
    pub(crate) fn copies(&self) -> io::Result<Vec<Copy>> {
        Ok(copies::list(&self.inner.folder.backups()?))
    }

    /// Makes the copy of a day beside the others, while work goes on.
    pub(crate) async fn keep_daily(&self, now: Timestamp) -> Result<(), OpenFailure> {
        let folder = self.inner.folder.backups()?;
        let stamp = now.strftime(copies::STAMP).to_string();
        let mut connection = self.copier().await?;
        let kept = copies::keep(&mut connection, &folder, copies::Kind::Daily, &stamp, "").await;
        connection.close().await?;
        kept.map(drop)
    }

    /// Makes a copy elsewhere, while work goes on. `making` is its name until it is whole.
    pub(crate) async fn copy_to(&self, making: &Path, copy: &Path) -> Result<(), OpenFailure> {
        let mut connection = self.copier().await?;
        let written = copies::write(&mut connection, making, copy).await;
        connection.close().await?;
        written
    }

    /// A connection of its own, outside of any transaction: what is copied is what it sees when it begins.
    async fn copier(&self) -> Result<SqliteConnection, OpenFailure> {
        let options = SqliteConnectOptions::new().filename(self.inner.folder.file());
        Ok(options.busy_timeout(PATIENCE).connect().await?)
    }

    /// An empty file for one that is sent. What was sent before is forgotten.
    pub(crate) fn receive(&self) -> io::Result<PathBuf> {
        self.inner.folder.receive()
    }

    /// Forgets the file that was sent.
    pub(crate) fn discard_received(&self) {
        self.inner.folder.discard_incoming();
    }

    /// Has a copy take the place of the file at the next start. It is made ready away from what answers other calls.
    pub(crate) async fn prepare_restore(
        &self,
        copy: &Path,
        now: Timestamp,
        kept: Option<KeptSession>,
    ) -> Result<(), Unfit> {
        let (db, copy, runtime) = (self.clone(), copy.to_owned(), tokio::runtime::Handle::current());
        let work = tokio::task::spawn_blocking(move || {
            runtime.block_on(restore::prepare(&db.inner.folder, &copy, now.as_millisecond(), kept.as_ref()))
        });
        work.await.map_err(io::Error::other)?
    }

    pub(crate) fn announce(&self, changes: impl IntoIterator<Item = Changed>) {
        for change in changes {
            // Nobody listening is no error.
            let _ = self.inner.changes.send(change);
        }
    }

    /// Notes that a broken page was met. The run then counts as one that did not end in order, so that the next start
    /// checks the file and saves what can be saved.
    pub(crate) fn suspect_damage(&self) {
        self.inner.suspect.store(true, Ordering::Relaxed);
    }

    /// Waits for who reads and writes, brings everything into the one file, and lets others have the folder.
    pub(crate) async fn close(&self) {
        if self.inner.writer.is_closed() {
            return;
        }
        self.inner.readers.close().await;
        let settled = self.settle().await;
        self.inner.writer.close().await;
        match settled {
            Ok(()) if !self.inner.suspect.load(Ordering::Relaxed) => self.inner.folder.unmark(),
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "the journal stays beside the file until the next start"),
        }
        self.inner.folder.release();
    }

    async fn settle(&self) -> sqlx::Result<()> {
        let mut connection = self.inner.writer.acquire().await?;
        sqlx::query("PRAGMA optimize").execute(&mut *connection).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *connection).await?;
        Ok(())
    }
}
