//! A copy of the file before it is migrated.

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::SqliteConnection;

use super::failure::OpenFailure;
use super::folder::{Folder, make_private_file, remove_with_companions, sync_folder};

/// How many copies are kept.
const KEPT: usize = 5;

/// Copies the file as it is now. The copy gets its name when it is whole and on the disk.
pub(super) async fn backup(
    connection: &mut SqliteConnection,
    folder: &Folder,
    stamp: &str,
    version: i64,
) -> Result<PathBuf, OpenFailure> {
    let backups = folder.backups()?;
    let making = backups.join("making.db");
    remove_with_companions(&making);
    make_private_file(&making)?;
    let target = making.to_string_lossy().into_owned();
    if let Err(error) = sqlx::query("VACUUM INTO ?").bind(target).execute(connection).await {
        remove_with_companions(&making);
        return Err(error.into());
    }
    File::open(&making)?.sync_all()?;
    let copy = backups.join(format!("leadsmart-{stamp}-v{version}.db"));
    std::fs::rename(&making, &copy)?;
    sync_folder(&backups)?;
    thin(&backups);
    Ok(copy)
}

/// Removes all but the newest copies; their names sort by time.
fn thin(backups: &Path) {
    let Ok(entries) = std::fs::read_dir(backups) else { return };
    let mut copies: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("leadsmart-"))
        })
        .collect();
    copies.sort();
    for old in copies.iter().rev().skip(KEPT) {
        if let Err(error) = std::fs::remove_file(old) {
            tracing::warn!(%error, "an old copy stays");
        }
    }
}
