//! Opening the store: take the folder, look, mend, back up, migrate.
//!
//! Nothing is written to a file before it was found to be of this version or an older one, and sound as far as there is
//! reason to doubt it. A new file, also one that takes the place of a damaged one, gets its name when it is complete.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::copies::{self, APPLICATION_ID, Kind, STAMP};
pub use super::failure::OpenFailure;
pub use super::folder::FILE;
use super::folder::Folder;
use super::inspect::{self, State};
pub use super::salvage::{Salvage, SalvagedTable};
use super::{capture, restore, salvage};
use crate::Ports;

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/local");

/// Older ones can corrupt a file when a journal is reset (sqlite.org/wal.html).
const OLDEST_ENGINE: [u32; 3] = [3, 51, 3];

/// Statements that a connection keeps prepared: more than all features have.
const STATEMENTS: usize = 1024;

/// What was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The file.
    pub file: PathBuf,
    /// Whether it was made now, with nothing in it.
    pub created: bool,
    /// The copy that was kept before the file was migrated.
    pub backup: Option<PathBuf>,
    /// Where the data lies that was in use, if a copy took its place at this start.
    pub restored: Option<PathBuf>,
    /// What was saved if the file was damaged. The window tells the person; synchronization compares everything.
    pub salvage: Option<Salvage>,
}

pub(super) struct Parts {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
    pub(super) opened: Opened,
    pub(super) folder: Folder,
}

pub(super) async fn open(path: &Path, ports: &Ports) -> Result<Parts, OpenFailure> {
    check_engine().await?;
    let folder = Folder::take(path)?;
    let stamp = ports.clock.now().strftime(STAMP).to_string();
    let mut saved = salvage::resume(&folder, &stamp).await?;
    let restored = restore::resume(&folder, &stamp).await?;
    let mut created = false;
    match inspect::inspect(&folder.file(), folder.is_marked()).await? {
        State::Sound => {}
        State::Damaged(reason) => saved = Some(salvage::salvage(&folder, &stamp, reason).await?),
        State::Missing => {
            create(&folder, &stamp).await?;
            created = true;
        }
    }
    folder.mark()?;
    folder.protect_file();
    let (writer, backup) = match start(&folder, &stamp).await {
        Err(failure) if failure.is_damage() && saved.is_none() => {
            saved = Some(salvage::salvage(&folder, &stamp, failure.to_string()).await?);
            start(&folder, &stamp).await?
        }
        started => started?,
    };
    // Journals are read through the cache as well; four readers with this much are enough for a week of twenty agendas.
    let options = options(&folder.file()).pragma("cache_size", "-8192").pragma("query_only", "ON");
    let readers = lasting_pool(4).connect_with(options).await?;
    let opened = Opened { file: folder.file(), created, backup, restored, salvage: saved };
    Ok(Parts { writer, readers, opened, folder })
}

/// How every connection to the open file is set up. Memory mapping stays off: a disk that fails under a mapped page ends the
/// process, while a failed read is an error that can be told.
fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(STATEMENTS)
        // A row that is replaced fires the triggers of its deletion only with this.
        .pragma("recursive_triggers", "ON")
        .pragma("temp_store", "MEMORY")
}

/// A pool whose connections live as long as the store: nothing is on the other side that could go away. Only one that was
/// left behind by its transaction is replaced.
fn lasting_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10))
        .after_release(|connection, _| Box::pin(is_reusable(connection)))
}

/// Whether a connection that is given back is outside of any transaction.
///
/// On a full disk the engine itself rolls back a transaction whose commit fails (sqlite.org/lang_transaction.html). sqlx then
/// has its rollback refused, goes on counting that transaction, and would refuse every later one.
async fn is_reusable(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // A rollback that was asked for by dropping a transaction comes before the answer.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// How a file is written that nobody reads before it is complete: safety comes from its name, which it gets last.
pub(super) fn staging(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(false)
        .pragma("temp_store", "MEMORY")
}

/// Makes an empty store.
async fn create(folder: &Folder, stamp: &str) -> Result<(), OpenFailure> {
    if folder.has_strays() {
        let aside = folder.set_aside(stamp)?;
        tracing::warn!(aside = %aside.display(), "a journal without its file was set aside");
    }
    let staged = folder.stage()?;
    let mut connection = staging(&staged).connect().await?;
    MIGRATIONS.run(&mut connection).await.map_err(|cause| OpenFailure::Migration { cause, backup: None })?;
    complete(connection).await?;
    folder.place(&staged, &folder.file())?;
    Ok(())
}

/// The last steps of a file in the making: its triggers, its kind, its way of keeping a journal.
pub(super) async fn complete(mut connection: SqliteConnection) -> Result<(), OpenFailure> {
    capture::install(&mut connection).await?;
    sign(&mut connection).await?;
    sqlx::query("PRAGMA journal_mode = WAL").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Opens the file to write, and brings it to this version.
async fn start(folder: &Folder, stamp: &str) -> Result<(SqlitePool, Option<PathBuf>), OpenFailure> {
    let options = options(&folder.file()).pragma("cache_size", "-16384");
    let writer = lasting_pool(1).connect_with(options).await?;
    let prepared = match writer.acquire().await {
        Ok(mut connection) => prepare(&mut connection, folder, stamp).await,
        Err(error) => Err(error.into()),
    };
    match prepared {
        Ok(backup) => Ok((writer, backup)),
        Err(failure) => {
            writer.close().await;
            Err(failure)
        }
    }
}

/// Backs up and migrates where there is something to migrate, and makes sure of the guards. They are compared at every
/// start, so a crash while they were off is healed by the next one before anybody writes.
async fn prepare(
    connection: &mut SqliteConnection,
    folder: &Folder,
    stamp: &str,
) -> Result<Option<PathBuf>, OpenFailure> {
    let version = inspect::version(connection).await?;
    let newest = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let mut copy = None;
    if version < newest {
        if version > 0 {
            let (backups, ending) = (folder.backups()?, format!("-v{version}"));
            copy = Some(copies::keep(connection, &backups, Kind::BeforeUpdate, stamp, &ending).await?);
        }
        capture::remove(connection).await?;
        let migrated = MIGRATIONS.run(&mut *connection).await;
        migrated.map_err(|cause| OpenFailure::Migration { cause, backup: copy.clone() })?;
    }
    capture::install(connection).await?;
    close_guard(connection).await?;
    sign(connection).await?;
    Ok(copy)
}

/// Writes into the file what kind it is, where that is missing.
async fn sign(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let signed: i32 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await?;
    if signed != APPLICATION_ID {
        let sign = format!("PRAGMA application_id = {APPLICATION_ID}");
        sqlx::query(sqlx::AssertSqlSafe(sign)).execute(connection).await?;
    }
    Ok(())
}

/// The guard is closed whenever nobody writes. It lives inside of transactions, so an open one was made by somebody else.
async fn close_guard(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let open: i64 =
        sqlx::query_scalar("SELECT count(*) FROM write_context").fetch_one(&mut *connection).await?;
    if open > 0 {
        tracing::error!("the guard of the write path stood open and was closed");
        sqlx::query("DELETE FROM write_context").execute(connection).await?;
    }
    Ok(())
}

async fn check_engine() -> Result<(), OpenFailure> {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?;
    connection.close().await?;
    if is_safe(&version) { Ok(()) } else { Err(OpenFailure::Engine(version)) }
}

fn is_safe(version: &str) -> bool {
    let parts: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    parts.is_some_and(|parts| parts.as_slice() >= OLDEST_ENGINE.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_may_corrupt_is_refused() {
        for (version, safe) in [
            ("3.51.3", true),
            ("3.51.2", false),
            ("3.52.0", true),
            ("3.7.17", false),
            ("4.0.0", true),
            ("?", false),
        ] {
            assert_eq!(is_safe(version), safe, "{version}");
        }
    }

    #[tokio::test]
    async fn the_linked_engine_is_safe() {
        check_engine().await.expect("the build links a SQLite that resets journals right");
    }
}
