//! The files of messages, under the SHA-256 of what they hold: `media/ab/cdef…` in the data folder.
//!
//! A file is written elsewhere first and takes its name when it is whole and on the disk, so what has a name is complete. The same
//! picture in ten conversations lies there once.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::context::hexadecimal;

/// Where files are while they come.
const INCOMING: &str = "incoming";

/// The folder of the files.
#[derive(Clone, Debug)]
pub(crate) struct Files(PathBuf);

impl Files {
    /// The files of a data folder. What was coming when the last run ended is forgotten.
    pub(crate) fn of(data: &Path) -> Self {
        let files = Self(data.join("media"));
        if let Err(error) = fs::remove_dir_all(files.0.join(INCOMING))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "files that had not come to their end stay");
        }
        files
    }

    /// A place for a file that comes, under a name that nothing else has.
    pub(crate) fn incoming(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.0.join(INCOMING);
        fs::create_dir_all(&folder)?;
        Ok(folder.join(name))
    }

    /// Where a file lies, or would.
    pub(crate) fn path(&self, digest: &[u8]) -> PathBuf {
        let name = hexadecimal(digest);
        let (folder, rest) = name.split_at_checked(2).unwrap_or(("", &name));
        self.0.join(folder).join(rest)
    }

    /// Gives a file that has come its name.
    pub(crate) fn keep(&self, from: &Path, digest: &[u8]) -> io::Result<()> {
        let to = self.path(digest);
        if to.exists() {
            return fs::remove_file(from);
        }
        File::open(from)?.sync_all()?;
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
            fs::rename(from, &to)?;
            // On Windows a folder cannot be opened like this, and needs not.
            #[cfg(unix)]
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// A piece of a file, the size of the whole, and its beginning, by which its type is told.
    pub(crate) fn piece(
        &self,
        digest: &[u8],
        offset: u64,
        most: usize,
    ) -> io::Result<(Vec<u8>, u64, Vec<u8>)> {
        let mut file = File::open(self.path(digest))?;
        let size = file.metadata()?.len();
        let mut head = vec![0; 32];
        let read = read_up_to(&mut file, &mut head)?;
        head.truncate(read);
        file.seek(SeekFrom::Start(offset.min(size)))?;
        let mut piece = vec![0; most.min(usize::try_from(size.saturating_sub(offset)).unwrap_or(most))];
        let read = read_up_to(&mut file, &mut piece)?;
        piece.truncate(read);
        Ok((piece, size, head))
    }
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read(&mut buffer[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// The SHA-256 of a file and its size.
pub(crate) fn digest_of(path: &Path) -> io::Result<(Vec<u8>, u64)> {
    let (mut file, mut digest, mut size) = (File::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((digest.finalize().to_vec(), size)),
            read => {
                digest.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
}

/// Whether a disk is full, or a quota used up.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// The media type of a file by its first bytes, if it is one of those that a page may show. Names and types that others tell are not
/// gone by.
pub(crate) fn sniff(head: &[u8]) -> &'static str {
    let at = |place: usize, what: &[u8]| head.get(place..place + what.len()) == Some(what);
    match () {
        () if at(0, b"\xff\xd8\xff") => "image/jpeg",
        () if at(0, b"\x89PNG\r\n\x1a\n") => "image/png",
        () if at(0, b"RIFF") && at(8, b"WEBP") => "image/webp",
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => "image/gif",
        () if at(0, b"OggS") => "audio/ogg",
        () if at(0, b"RIFF") && at(8, b"WAVE") => "audio/wav",
        () if at(0, b"ID3") || at(0, b"\xff\xfb") || at(0, b"\xff\xf3") || at(0, b"\xff\xf2") => "audio/mpeg",
        () if at(4, b"ftypM4A") => "audio/mp4",
        () if at(4, b"ftyp") => "video/mp4",
        () if at(0, b"\x1a\x45\xdf\xa3") => "video/webm",
        () if at(0, b"%PDF-") => "application/pdf",
        () => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lies_under_what_it_holds_and_the_same_lies_there_once() {
        let data = tempfile::tempdir().expect("a folder");
        let files = Files::of(data.path());
        let mut digest = Vec::new();
        for name in ["one", "two"] {
            let path = files.incoming(name).expect("a place");
            fs::write(&path, b"%PDF-1.7 the same").expect("written");
            digest = digest_of(&path).expect("a digest").0;
            files.keep(&path, &digest).expect("kept");
            assert!(!path.exists(), "it has moved");
        }
        let (piece, size, head) = files.piece(&digest, 5, 4).expect("a piece");
        assert_eq!((piece.as_slice(), size, sniff(&head)), (b"1.7 ".as_slice(), 17, "application/pdf"));
        assert!(files.piece(&digest, 99, 4).expect("nothing more").0.is_empty());
        fs::write(files.incoming("half").expect("a place"), b"half").expect("written");
        let files = Files::of(data.path());
        assert!(
            !files.incoming("half").expect("a place").exists(),
            "what had not come to its end is forgotten"
        );
    }

    #[test]
    fn a_type_is_told_by_the_bytes_and_what_is_not_known_is_no_picture() {
        assert_eq!(sniff(b"\xff\xd8\xff\xe0abcdefgh"), "image/jpeg");
        assert_eq!(sniff(b"<svg onload=alert(1)>"), "application/octet-stream");
        assert_eq!(sniff(b"RIFF1234WEBPVP8 "), "image/webp");
        assert_eq!(sniff(b""), "application/octet-stream");
    }
}
