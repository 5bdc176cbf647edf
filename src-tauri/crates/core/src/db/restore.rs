//! A copy in the place of the file.
//!
//! It is made ready while work goes on: checked, brought to this version, and written in full under a name of its own. The
//! next start only renames: the file in use goes to the copies, the other one takes its name. Whatever ends the process in
//! between, the start after it goes on from what lies in the folder.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use super::capture;
use super::copies::{self, APPLICATION_ID, Contents, Kind};
use super::failure::OpenFailure;
use super::folder::{Folder, with_suffix};
use super::inspect::{self, State};
use super::open::{MIGRATIONS, complete, staging};

/// Why a copy cannot take the place of the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfit {
    /// It is no file of this application.
    #[error("not a file of this application")]
    NotOurs,
    /// It comes from a newer version.
    #[error("written by a newer version")]
    Newer,
    /// It is damaged.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The disk, or whatever else.
    #[error(transparent)]
    Failed(OpenFailure),
}

impl<E: Into<OpenFailure>> From<E> for Unfit {
    fn from(error: E) -> Self {
        match error.into() {
            OpenFailure::Newer(_) => Self::Newer,
            failure if failure.is_damage() => Self::Damaged(failure.to_string()),
            failure => Self::Failed(failure),
        }
    }
}

/// A session as it is stored.
#[derive(Clone)]
pub(crate) struct KeptSession {
    pub(crate) id: Uuid,
    pub(crate) user: Uuid,
    pub(crate) token_hash: Vec<u8>,
    pub(crate) device: String,
    pub(crate) created_at: i64,
    pub(crate) used_at: i64,
    pub(crate) expires_at: i64,
}

/// Reads a copy to its end. Tells what it holds.
pub(crate) async fn check(file: &Path) -> Result<Contents, Unfit> {
    let ours = is_ours(file)?;
    match inspect::inspect(file, true).await? {
        State::Missing => Err(io::Error::from(io::ErrorKind::NotFound).into()),
        State::Damaged(_) if !ours => Err(Unfit::NotOurs),
        State::Damaged(reason) => Err(Unfit::Damaged(reason)),
        State::Sound => match copies::contents(file).await {
            Ok(contents) => Ok(contents),
            Err(_) if !ours => Err(Unfit::NotOurs),
            Err(error) => Err(error.into()),
        },
    }
}

/// Whether the head of a file says that it is one of this application (sqlite.org/fileformat.html, 1.3).
fn is_ours(file: &Path) -> io::Result<bool> {
    let mut head = Vec::with_capacity(100);
    std::fs::File::open(file)?.take(100).read_to_end(&mut head)?;
    Ok(head.get(68..72) == Some(APPLICATION_ID.to_be_bytes().as_slice()))
}

/// Makes a copy ready to take the place of the file at the next start. It blocks while it copies.
pub(super) async fn prepare(
    folder: &Folder,
    source: &Path,
    now: i64,
    kept: Option<&KeptSession>,
) -> Result<(), Unfit> {
    let staged = folder.stage_restore()?;
    let made = make_ready(folder, source, &staged, now, kept).await;
    if made.is_err() {
        super::folder::remove_with_companions(&staged);
    }
    made
}

async fn make_ready(
    folder: &Folder,
    source: &Path,
    staged: &Path,
    now: i64,
    kept: Option<&KeptSession>,
) -> Result<(), Unfit> {
    std::fs::copy(source, staged)?;
    // What was copied is what is checked: the other file could change meanwhile.
    check(staged).await?;
    // A file whose journal lay beside it is made one that needs none.
    let mut connection = staging(staged).connect().await?;
    capture::remove(&mut connection).await?;
    MIGRATIONS.run(&mut connection).await.map_err(|cause| OpenFailure::Migration { cause, backup: None })?;
    forget_the_past(&mut connection, now).await?;
    if let Some(kept) = kept {
        keep_session(&mut connection, kept).await?;
    }
    complete(connection).await?;
    folder.place(staged, &folder.restored())?;
    Ok(())
}

/// What must not come back with a copy: sessions that have ended since, guesses, messages that may have gone out since. What was
/// handed in to the company's database since needs no mark: the next batch follows a token that is no longer the last one there,
/// which is how a desktop that was set back, by whatever means, is recognised (`sync/recover.rs`).
async fn forget_the_past(connection: &mut SqliteConnection, now: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM write_context").execute(&mut *connection).await?;
    sqlx::query("DELETE FROM sessions").execute(&mut *connection).await?;
    sqlx::query("DELETE FROM attempts").execute(&mut *connection).await?;
    // The keys of a line have gone on since: with older ones messages could not be read any more. Its numbers are linked anew, and what
    // waited to be sent may have gone out.
    sqlx::query("DELETE FROM whatsapp_vault").execute(&mut *connection).await?;
    sqlx::query("UPDATE whatsapp_lines SET linked = 0, ended = 'logged_out'")
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM whatsapp_queue").execute(&mut *connection).await?;
    let given_up = "UPDATE messages SET state = 'failed', failure = '{\"reason\":\"disconnected\"}' \
                    WHERE state IN ('queued', 'sending') OR (state = 'scheduled' AND send_at <= ?)";
    sqlx::query(given_up).bind(now).execute(&mut *connection).await?;
    let waiting =
        "UPDATE outbox SET given_up_at = ?, payload = x'' WHERE sent_at IS NULL AND given_up_at IS NULL";
    sqlx::query(waiting).bind(now).execute(connection).await?;
    Ok(())
}

/// Who restores stays logged in, if she is in the copy: it might be a sample, whose password nobody knows.
async fn keep_session(connection: &mut SqliteConnection, kept: &KeptSession) -> sqlx::Result<()> {
    let insert = "INSERT INTO sessions (id, user_id, token_hash, device, created_at, used_at, expires_at)
                  SELECT ?, id, ?, ?, ?, ?, ? FROM users WHERE id = ?";
    sqlx::query(insert)
        .bind(kept.id)
        .bind(&kept.token_hash)
        .bind(&kept.device)
        .bind(kept.created_at)
        .bind(kept.used_at)
        .bind(kept.expires_at)
        .bind(kept.user)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts a copy that is ready in the place of the file, or goes on with that. Tells where the file lies now that was in use.
pub(super) async fn resume(folder: &Folder, stamp: &str) -> Result<Option<PathBuf>, OpenFailure> {
    folder.discard_staged_restore();
    folder.discard_spools();
    let restored = folder.restored();
    if !restored.exists() {
        return Ok(None);
    }
    let aside = set_aside(folder, stamp).await?;
    folder.place(&restored, &folder.file())?;
    tracing::info!(aside = %aside.display(), "a copy took the place of the data");
    Ok(Some(aside))
}

/// Moves the file in use to the copies. One that cannot be closed in order goes to the damaged ones, with its journal.
async fn set_aside(folder: &Folder, stamp: &str) -> Result<PathBuf, OpenFailure> {
    let (file, backups) = (folder.file(), folder.backups()?);
    if !file.exists() {
        // The last start came this far, or there never was one.
        return if folder.has_strays() { Ok(folder.set_aside(stamp)?) } else { Ok(backups) };
    }
    if let Err(error) = settle(&file).await {
        tracing::warn!(%error, "the file in use was set aside as it is");
        return Ok(folder.set_aside(stamp)?);
    }
    let aside = copies::vacant(&backups, Kind::BeforeRestore, stamp);
    folder.place(&file, &aside)?;
    copies::thin(&backups, Kind::BeforeRestore);
    Ok(aside)
}

/// Brings the journal into the file, so that it is whole without it.
async fn settle(file: &Path) -> Result<(), OpenFailure> {
    let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
    let settled = sqlx::query("PRAGMA journal_mode = DELETE").execute(&mut connection).await;
    connection.close().await?;
    settled?;
    let journal = with_suffix(file, "-wal");
    if journal.exists() { Err(io::Error::from(io::ErrorKind::ResourceBusy).into()) } else { Ok(()) }
}
