//! Opening the store: lock, check, back up, migrate.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::capture;
use crate::Ports;

/// The file in the data folder.
pub const FILE: &str = "leadsmart.db";

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/local");

/// What was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The file.
    pub file: PathBuf,
    /// Whether it was made now.
    pub created: bool,
    /// The copy that was kept before the file was migrated.
    pub backup: Option<PathBuf>,
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailure {
    /// Another process has this data folder.
    #[error("another LeadSmart has this data folder open")]
    InUse,
    /// The file was written by a newer version.
    #[error("the file comes from a newer version (migration {0}); update LeadSmart")]
    Newer(i64),
    /// The folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// The store failed.
    #[error("the store cannot be opened: {0}")]
    Store(#[from] sqlx::Error),
    /// A migration failed; the backup holds what was.
    #[error("the file cannot be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

pub(super) struct Parts {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
    pub(super) opened: Opened,
    pub(super) lock: File,
}

pub(super) async fn open(folder: &Path, _ports: &Ports) -> Result<Parts, OpenFailure> {
    std::fs::create_dir_all(folder)?;
    let lock = lock(folder)?;
    let file = folder.join(FILE);
    let created = !file.exists();
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(std::time::Duration::from_secs(5))
        .pragma("recursive_triggers", "ON")
        .synchronous(SqliteSynchronous::Full);
    let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    migrate(&writer).await?;
    let readers = SqlitePoolOptions::new().max_connections(4).connect_with(options.pragma("query_only", "ON")).await?;
    Ok(Parts { writer, readers, opened: Opened { file, created, backup: None }, lock })
}

fn lock(folder: &Path) -> Result<File, OpenFailure> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenFailure::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

async fn migrate(writer: &SqlitePool) -> Result<(), OpenFailure> {
    MIGRATIONS.run(writer).await?;
    let mut connection = writer.acquire().await?;
    capture::install(&mut connection).await?;
    Ok(())
}
