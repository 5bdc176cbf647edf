//! The data folder: what lies in it, who may read it, and that only one process has it.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use leadsmart_contract::ids::CompanyId;

use super::failure::OpenFailure;
use super::spool::Spool;

/// The file in the data folder.
pub const FILE: &str = "leadsmart.db";
/// A file in the making; it takes its place only when it is complete.
const STAGED: &str = "leadsmart.new.db";
/// A complete file that waits for the damaged one to be set aside.
const SALVAGED: &str = "leadsmart.salvaged.db";
/// A copy of a damaged file whose header was mended, for reading only.
const MENDED: &str = "leadsmart.mended.db";
/// A copy that is being made ready to take the place of the file.
const RESTORING: &str = "leadsmart.restoring.db";
/// A complete file that takes the place of the one in use at the next start.
const RESTORED: &str = "leadsmart.restored.db";
/// Where a file is put that is sent piece by piece.
const INCOMING: &str = "incoming.db";
/// What comes in of a company begins with this; the company follows.
const SPOOL: &str = "incoming-";
/// Stands from opening to closing: who finds it knows that the last run ended otherwise.
const RUNNING: &str = "running";
/// What SQLite keeps beside a file.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The data folder, for as long as this process has it.
pub(super) struct Folder {
    path: PathBuf,
    lock: File,
}

impl Folder {
    /// Makes the folder if it is missing, closes it to other persons, and takes it for this process.
    pub(super) fn take(path: &Path) -> Result<Self, OpenFailure> {
        make_private_folder(path)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(OpenFailure::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Lets another process have it.
    pub(super) fn release(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the lock stays until the process ends");
        }
    }

    pub(super) fn file(&self) -> PathBuf {
        self.path.join(FILE)
    }

    pub(super) fn salvaged(&self) -> PathBuf {
        self.path.join(SALVAGED)
    }

    /// The file that takes the place of the one in use at the next start, if it is there.
    pub(super) fn restored(&self) -> PathBuf {
        self.path.join(RESTORED)
    }

    /// An empty place for a copy that is made ready.
    pub(super) fn stage_restore(&self) -> io::Result<PathBuf> {
        self.clean(RESTORING)
    }

    /// Forgets what was being made ready or sent when the last run ended.
    pub(super) fn discard_staged_restore(&self) {
        remove_with_companions(&self.path.join(RESTORING));
        self.discard_incoming();
    }

    /// A file for what comes in of a company.
    pub(super) fn spool(&self, company: CompanyId) -> io::Result<Spool> {
        Spool::at(self.path.join(format!("{SPOOL}{company}")))
    }

    /// Removes what came in when the last run ended.
    pub(super) fn discard_spools(&self) {
        let entries = std::fs::read_dir(&self.path).into_iter().flatten().flatten();
        for entry in
            entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(SPOOL.as_bytes()))
        {
            remove_with_companions(&entry.path());
        }
    }

    /// An empty place for a file that is sent.
    pub(super) fn receive(&self) -> io::Result<PathBuf> {
        self.clean(INCOMING)
    }

    /// Forgets the file that was sent.
    pub(super) fn discard_incoming(&self) {
        remove_with_companions(&self.path.join(INCOMING));
    }

    /// Whether the last run ended without closing.
    pub(super) fn is_marked(&self) -> bool {
        self.path.join(RUNNING).exists()
    }

    /// Marks the run, durably, before anything is written.
    pub(super) fn mark(&self) -> io::Result<()> {
        File::create(self.path.join(RUNNING))?.sync_all()?;
        sync_folder(&self.path)
    }

    /// Takes the mark away: the file was closed in order.
    pub(super) fn unmark(&self) {
        match std::fs::remove_file(self.path.join(RUNNING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "the next start will check the file");
            }
            _ => {}
        }
    }

    /// An empty place for a file in the making, without leftovers of an earlier attempt.
    pub(super) fn stage(&self) -> io::Result<PathBuf> {
        self.clean(STAGED)
    }

    /// An empty place for a mended copy.
    pub(super) fn mend(&self) -> io::Result<PathBuf> {
        self.clean(MENDED)
    }

    /// Forgets the mended copy.
    pub(super) fn discard_mended(&self) {
        remove_with_companions(&self.path.join(MENDED));
    }

    fn clean(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.path.join(name);
        remove_with_companions(&path);
        make_private_file(&path)?;
        Ok(path)
    }

    /// Puts a complete file in its place. Its content is on the disk before its name is.
    pub(super) fn place(&self, from: &Path, to: &Path) -> io::Result<()> {
        File::open(from)?.sync_all()?;
        std::fs::rename(from, to)?;
        sync_folder(&self.path)
    }

    /// Moves the file and what SQLite keeps beside it to `damaged`; gives where it lies now. A companion that is left
    /// without its file goes too: beside a new file it would be taken for that one's journal.
    pub(super) fn set_aside(&self, stamp: &str) -> io::Result<PathBuf> {
        let folder = self.path.join("damaged");
        make_private_folder(&folder)?;
        let aside = vacant(&folder, stamp);
        let file = self.file();
        if file.exists() {
            std::fs::rename(&file, &aside)?;
        }
        for companion in COMPANIONS {
            let beside = with_suffix(&file, companion);
            if beside.exists() {
                std::fs::rename(beside, with_suffix(&aside, companion))?;
            }
        }
        sync_folder(&folder)?;
        sync_folder(&self.path)?;
        Ok(aside)
    }

    /// Whether a journal lies here without its file.
    pub(super) fn has_strays(&self) -> bool {
        let file = self.file();
        !file.exists() && COMPANIONS.iter().any(|companion| with_suffix(&file, companion).exists())
    }

    /// The folder for copies.
    pub(super) fn backups(&self) -> io::Result<PathBuf> {
        let folder = self.path.join("backups");
        make_private_folder(&folder)?;
        Ok(folder)
    }

    /// Closes the file to other persons, also one that an older version or another program made.
    pub(super) fn protect_file(&self) {
        let file = self.file();
        for path in COMPANIONS.iter().map(|companion| with_suffix(&file, companion)).chain([file.clone()]) {
            if path.exists() {
                make_private(&path, 0o600);
            }
        }
    }
}

/// The same path with something behind its name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut text = OsString::from(path);
    text.push(suffix);
    PathBuf::from(text)
}

/// Removes a file that is ours to make again.
pub(super) fn remove_with_companions(path: &Path) {
    for path in COMPANIONS.iter().map(|companion| with_suffix(path, companion)).chain([path.to_owned()]) {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a leftover stays");
            }
            _ => {}
        }
    }
}

/// Makes an empty file that only its owner reads. SQLite gives its journals the same rights.
pub(super) fn make_private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

/// Makes names durable that were given or taken in a folder.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Other systems write names through on their own and have no call for it.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn make_private_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)?;
    make_private(path, 0o700);
    Ok(())
}

/// A folder that belongs to somebody else stays as it is: whether it can be used shows when it is used.
#[cfg(unix)]
fn make_private(path: &Path, mode: u32) {
    let rights = std::os::unix::fs::PermissionsExt::from_mode(mode);
    if let Err(error) = std::fs::set_permissions(path, rights) {
        tracing::warn!(%error, "the rights of the data folder stay as they are");
    }
}

/// Elsewhere the folder of a person's application data is closed to others by its place.
#[cfg(not(unix))]
fn make_private(_: &Path, _: u32) {}

/// A name that nothing has yet, also when the clock stood still or went back.
fn vacant(folder: &Path, stamp: &str) -> PathBuf {
    let mut path = folder.join(format!("leadsmart-{stamp}.db"));
    let mut number = 2;
    while path.exists() || with_suffix(&path, "-wal").exists() {
        path = folder.join(format!("leadsmart-{stamp}-{number}.db"));
        number += 1;
    }
    path
}
