//! Whole copies of the file: made while work goes on, kept in a folder of their own, looked into without being touched.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use super::failure::OpenFailure;
use super::folder::{make_private_file, remove_with_companions, sync_folder};

/// The kind of a file, written into it (sqlite.org/pragma.html, `application_id`): the letters "LSmt".
pub(super) const APPLICATION_ID: i32 = 0x4C53_6D74;

/// How an instant is written in a name: it sorts by time.
pub(super) const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// What a copy was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Once a day.
    Daily,
    /// Before another one took the place of the file.
    BeforeRestore,
    /// Before the file was migrated.
    BeforeUpdate,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Daily, Self::BeforeRestore, Self::BeforeUpdate];

    /// How the names of such copies begin.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Daily => "daily-",
            Self::BeforeRestore => "before-restore-",
            Self::BeforeUpdate => "leadsmart-",
        }
    }

    /// How many of them are kept.
    const fn kept(self) -> usize {
        match self {
            Self::Daily => 7,
            Self::BeforeRestore | Self::BeforeUpdate => 5,
        }
    }
}

/// A copy in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Copy {
    /// The name of its file.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// When it was made; none if the name does not say it.
    pub(crate) made: Option<Timestamp>,
    pub(crate) size: u64,
    pub(crate) path: PathBuf,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    /// Its companies, by name.
    pub(crate) companies: Vec<(Uuid, String)>,
    pub(crate) appointments: u64,
    /// When something was changed last, in milliseconds.
    pub(crate) changed: Option<i64>,
}

/// Copies the file as it is now into the folder of copies, and removes the oldest of its kind. `ending` tells copies of one
/// instant apart.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    folder: &Path,
    kind: Kind,
    stamp: &str,
    ending: &str,
) -> Result<PathBuf, OpenFailure> {
    let copy = folder.join(format!("{}{stamp}{ending}.db", kind.prefix()));
    write(connection, &folder.join("making.db"), &copy).await?;
    thin(folder, kind);
    Ok(copy)
}

/// Copies the file as it is now. The copy gets its name when it is whole and on the disk; only its owner reads it.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    making: &Path,
    copy: &Path,
) -> Result<(), OpenFailure> {
    remove_with_companions(making);
    make_private_file(making)?;
    let written = fill(connection, making, copy).await;
    if written.is_err() {
        // Half a copy would take the room that whatever failed may need.
        remove_with_companions(making);
    }
    written
}

async fn fill(connection: &mut SqliteConnection, making: &Path, copy: &Path) -> Result<(), OpenFailure> {
    let target = making.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO ?").bind(target).execute(connection).await?;
    File::open(making)?.sync_all()?;
    std::fs::rename(making, copy)?;
    if let Some(folder) = copy.parent() {
        sync_folder(folder)?;
    }
    Ok(())
}

/// Where a file goes that was in use until now, beside the copies.
pub(super) fn vacant(folder: &Path, kind: Kind, stamp: &str) -> PathBuf {
    let mut path = folder.join(format!("{}{stamp}.db", kind.prefix()));
    let mut number = 2;
    while path.exists() {
        path = folder.join(format!("{}{stamp}-{number}.db", kind.prefix()));
        number += 1;
    }
    path
}

/// Removes all but the newest copies of a kind; their names sort by time.
pub(super) fn thin(folder: &Path, kind: Kind) {
    let mut copies: Vec<Copy> = list(folder).into_iter().filter(|copy| copy.kind == kind).collect();
    copies.sort_by(|a, b| b.name.cmp(&a.name));
    for old in copies.into_iter().skip(kind.kept()) {
        if let Err(error) = std::fs::remove_file(old.path) {
            tracing::warn!(%error, "an old copy stays");
        }
    }
}

/// The copies in a folder, in no order.
pub(crate) fn list(folder: &Path) -> Vec<Copy> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let copy = |entry: io::Result<std::fs::DirEntry>| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        let stem = name.strip_suffix(".db")?;
        let kind = Kind::ALL.into_iter().find(|kind| stem.starts_with(kind.prefix()))?;
        let made = stem.strip_prefix(kind.prefix()).and_then(instant);
        let size = entry.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
        Some(Copy { kind, made, size, path: entry.path(), name })
    };
    entries.filter_map(copy).collect()
}

/// The instant at the beginning of what follows the kind in a name.
fn instant(rest: &str) -> Option<Timestamp> {
    let stamp = rest.split_inclusive('Z').next()?;
    let local = DateTime::strptime(STAMP, stamp).ok()?;
    local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// What a copy holds. The file is taken as it lies there: nothing is written beside it.
pub(crate) async fn contents(file: &Path) -> sqlx::Result<Contents> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let mut connection = options.connect().await?;
    let contents = contents_of(&mut connection).await;
    connection.close().await?;
    contents
}

/// What the file of a connection holds.
pub(crate) async fn contents_of(connection: &mut SqliteConnection) -> sqlx::Result<Contents> {
    let companies: Vec<(Uuid, String)> = sqlx::query_as("SELECT id, name FROM companies ORDER BY name, id")
        .fetch_all(&mut *connection)
        .await?;
    let appointments: i64 =
        sqlx::query_scalar("SELECT count(*) FROM appointments").fetch_one(&mut *connection).await?;
    // Intents are numbered in the order in which things happened.
    let changed = sqlx::query_scalar("SELECT at FROM intents ORDER BY seq DESC LIMIT 1");
    let changed = changed.fetch_optional(connection).await?;
    Ok(Contents { companies, appointments: appointments.unsigned_abs(), changed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_kind_and_instant_and_other_files_are_no_copies() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "daily-20261125T120000Z.db",
            "before-restore-20261125T120000Z-2.db",
            "leadsmart-20261124T080000Z-v8.db",
            "daily-sometime.db",
            "making.db",
            "notes.txt",
        ] {
            std::fs::write(folder.path().join(name), "x").expect("a file");
        }
        let mut found = list(folder.path());
        found.sort_by(|a, b| a.name.cmp(&b.name));
        let told: Vec<_> = found
            .iter()
            .map(|copy| (copy.kind, copy.made.map(|made| made.to_string()).unwrap_or_default()))
            .collect();
        let noon = "2026-11-25T12:00:00Z".to_owned();
        assert_eq!(
            told,
            [
                (Kind::BeforeRestore, noon.clone()),
                (Kind::Daily, noon),
                (Kind::Daily, String::new()),
                (Kind::BeforeUpdate, "2026-11-24T08:00:00Z".to_owned()),
            ]
        );
    }

    #[test]
    fn the_newest_of_each_kind_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        for day in 10..20 {
            for kind in Kind::ALL {
                let name = format!("{}202611{day}T120000Z.db", kind.prefix());
                std::fs::write(folder.path().join(name), "x").expect("a file");
            }
        }
        thin(folder.path(), Kind::Daily);
        let count = |kind| list(folder.path()).iter().filter(|copy| copy.kind == kind).count();
        assert_eq!((count(Kind::Daily), count(Kind::BeforeUpdate)), (7, 10), "only its own kind is thinned");
        let oldest = list(folder.path())
            .into_iter()
            .filter(|copy| copy.kind == Kind::Daily)
            .min_by_key(|copy| copy.made);
        assert_eq!(oldest.map(|copy| copy.name).as_deref(), Some("daily-20261113T120000Z.db"));
    }
}
