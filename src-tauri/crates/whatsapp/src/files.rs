//! Files to the hosts and from them, piece by piece: how large one is does not matter to the memory.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use leadsmart_ports::whatsapp::{
    LineFailure, MediaFailure, MediaKind, MediaReference, NotKept, SendFailure, Upload,
};
use sha2::{Digest, Sha256};
use wacore::download::{DownloadWriter, MediaType};
use wacore::upload::{EncryptedMediaInfo, UploadSource, encrypt_media_streaming};
use whatsapp_rust::download::DownloadParams;
use whatsapp_rust::upload::UploadResponse;
use whatsapp_rust::{Client, ErrorChainExt, IqError};

const MEBIBYTE: u64 = 1024 * 1024;

/// What is taken at most, by what it is, as WhatsApp's help says of what one may send.
fn largest(kind: MediaKind) -> u64 {
    match kind {
        MediaKind::Sticker => MEBIBYTE,
        MediaKind::Image => 16 * MEBIBYTE,
        MediaKind::Audio | MediaKind::Voice | MediaKind::Video => 64 * MEBIBYTE,
        MediaKind::Document => 2048 * MEBIBYTE,
    }
}

/// Which keys a file is sealed with.
fn keys(kind: MediaKind) -> MediaType {
    match kind {
        MediaKind::Image => MediaType::Image,
        MediaKind::Video => MediaType::Video,
        MediaKind::Audio | MediaKind::Voice => MediaType::Audio,
        MediaKind::Document => MediaType::Document,
        MediaKind::Sticker => MediaType::Sticker,
    }
}

/// Seals a file and puts it on the hosts.
pub(crate) async fn upload(client: &Client, upload: &Upload) -> Result<UploadResponse, SendFailure> {
    let (path, kind) = (upload.file.clone(), upload.kind);
    let sealing = tokio::task::spawn_blocking(move || seal(&path, kind)).await;
    let (source, info) = sealing.map_err(|error| SendFailure::File(error.to_string()))??;
    let stored = client.upload_stream(source, info, keys(kind)).await;
    stored.map_err(|error| match (*error).http_status() {
        Some(413) => SendFailure::TooLarge,
        Some(status @ 400..=499) => LineFailure::Refused(format!("the host answers {status}")).into(),
        _ => LineFailure::Unreachable(format!("{error:#}")).into(),
    })
}

/// Seals a file into another one, which has no name and goes when it is closed.
fn seal(path: &Path, kind: MediaKind) -> Result<(Sealed, EncryptedMediaInfo), SendFailure> {
    let unreadable = |error: io::Error| SendFailure::File(error.to_string());
    let unwritable = |error: String| SendFailure::Line(LineFailure::NotKept(NotKept(error)));
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(SendFailure::File("it is no file".to_owned()));
    }
    if about.len() > largest(kind) {
        return Err(SendFailure::TooLarge);
    }
    let mut sealed = tempfile::tempfile().map_err(|error| unwritable(error.to_string()))?;
    let mut reading = Reading { file: BufReader::new(file), failed: None };
    // It may have grown since it was looked at.
    let bounded = (&mut reading).take(largest(kind) + 1);
    let info = encrypt_media_streaming(bounded, BufWriter::new(&mut sealed), keys(kind));
    let info = match (info, reading.failed) {
        (_, Some(error)) => return Err(SendFailure::File(error)),
        (Err(error), None) => return Err(unwritable(format!("{error:#}"))),
        (Ok(info), None) => info,
    };
    if info.file_length > largest(kind) {
        return Err(SendFailure::TooLarge);
    }
    let length = sealed.seek(SeekFrom::End(0)).map_err(|error| unwritable(error.to_string()))?;
    Ok((Sealed { file: sealed, length }, info))
}

/// Remembers that it was the reading that failed, and not the writing.
struct Reading {
    file: BufReader<File>,
    failed: Option<String>,
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer).inspect_err(|error| self.failed = Some(error.to_string()))
    }
}

/// A sealed file, which is read from where an upload goes on. One attempt follows the other, so they may share where they are.
struct Sealed {
    file: File,
    length: u64,
}

impl UploadSource for Sealed {
    fn len(&self) -> u64 {
        self.length
    }

    fn reader_from(&self, offset: u64) -> io::Result<Box<dyn Read + Send>> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Box::new(BufReader::new(file)))
    }
}

/// Fetches a file into a new one. What was begun is removed when it fails.
pub(crate) async fn download(
    client: &Client,
    media: &MediaReference,
    path: &Path,
) -> Result<(), MediaFailure> {
    let most = if media.size > 0 { media.size } else { largest(media.kind) };
    if most > largest(MediaKind::Document) {
        return Err(MediaFailure::TooLarge);
    }
    let disk = |error: io::Error| MediaFailure::Disk(error.to_string());
    let file = tokio::fs::File::create_new(path).await.map_err(disk)?.into_std().await;
    let fetched = fetch(client, media, file, most).await;
    if fetched.is_err()
        && let Err(error) = tokio::fs::remove_file(path).await
    {
        tracing::warn!(%error, "what was begun of a file stays");
    }
    fetched
}

async fn fetch(client: &Client, media: &MediaReference, file: File, most: u64) -> Result<(), MediaFailure> {
    let failed: Arc<Mutex<Option<MediaFailure>>> = Arc::default();
    let writer = Bounded { file, left: most, most, digest: Sha256::new(), failed: Arc::clone(&failed) };
    let sealed = (!media.sealed_digest.is_empty()).then(|| media.sealed_digest.clone());
    let wanted = DownloadParams {
        direct_path: media.path.clone(),
        media_key: Some(media.key.clone()),
        file_sha256: media.digest.clone(),
        file_enc_sha256: sealed,
        file_length: media.size,
        media_type: keys(media.kind),
    };
    let written = client.download_to_writer(&wanted, writer).await;
    let written = written.map_err(|error| {
        let here = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        here.unwrap_or_else(|| why(&error))
    })?;
    if !media.digest.is_empty() && written.digest.finalize()[..] != media.digest[..] {
        return Err(MediaFailure::Damaged);
    }
    let synced = tokio::task::spawn_blocking(move || written.file.sync_all()).await;
    match synced {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(MediaFailure::Disk(error.to_string())),
        Err(error) => Err(MediaFailure::Disk(error.to_string())),
    }
}

fn why(error: &anyhow::Error) -> MediaFailure {
    match (**error).http_status() {
        // Where the service has forgotten a path, some hosts refuse it and some do not find it.
        Some(403 | 404 | 410) => MediaFailure::Gone,
        // What was fetched in full and is not what it should be, the library says in words only.
        None if !error.chain().any(of_the_network) => MediaFailure::Damaged,
        _ => MediaFailure::Unreachable(format!("{error:#}")),
    }
}

fn of_the_network(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.is::<reqwest::Error>() || cause.is::<io::Error>() || cause.is::<IqError>()
}

/// A file that takes only so much, and knows the digest of what it took.
struct Bounded {
    file: File,
    left: u64,
    most: u64,
    digest: Sha256,
    failed: Arc<Mutex<Option<MediaFailure>>>,
}

impl Bounded {
    fn fail(&self, failure: MediaFailure) -> io::Error {
        let error = io::Error::other(failure.to_string());
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
        error
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.left.checked_sub(bytes.len() as u64);
        let Some(left) = left else { return Err(self.fail(MediaFailure::TooLarge)) };
        if let Err(error) = self.file.write_all(bytes) {
            return Err(self.fail(MediaFailure::Disk(error.to_string())));
        }
        self.left = left;
        self.digest.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl DownloadWriter for Bounded {
    /// Before each attempt and after a failed one: it begins anew.
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.left = self.most;
        self.digest = Sha256::new();
        Ok(())
    }
}
