//! The store: one SQLite file, one writer, a pool of readers.
//!
//! Everything that a company shares is written through [`write::Mutation`], which records what changed ([`capture`]).

pub mod capture;
pub mod open;
pub mod write;

use std::path::Path;
use std::sync::Arc;

use leadsmart_contract::topic::Changed;
use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};
use tokio::sync::broadcast;

use crate::Ports;
use open::{OpenFailure, Opened};

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
    _lock: std::fs::File,
}

/// How many announcements a slow listener may be behind before it has to load everything again.
const BACKLOG: usize = 1024;

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
                _lock: parts.lock,
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

    pub(crate) fn announce(&self, changes: impl IntoIterator<Item = Changed>) {
        for change in changes {
            // Nobody listening is no error.
            let _ = self.inner.changes.send(change);
        }
    }

    pub(crate) async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
    }
}
