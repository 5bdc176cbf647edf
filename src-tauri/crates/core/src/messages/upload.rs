//! Files that are sent: they come in pieces, and are kept when a message takes them.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::messages::{
    BeginUpload, MOST_MEDIA_BYTES, MOST_PIECE_BYTES, MediaKind, UploadPiece, UploadStarted, UploadState,
};
use leadsmart_contract::values::{Problem, ShortText};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::MessageError;
use super::model::NewMedia;
use crate::context::hexadecimal;
use crate::error::{Defect, Invalid, Result};
use crate::media::{self, Files};
use crate::table::Call;

/// How long a file waits for its message.
const HOLDS: SignedDuration = SignedDuration::from_hours(1);

/// How many files may be coming at once.
const MOST: usize = 32;

/// A file that is being sent.
struct Upload {
    company: CompanyId,
    begun: Timestamp,
    size: u64,
    received: u64,
    digest: Sha256,
    head: Vec<u8>,
    file: Option<File>,
    path: PathBuf,
    file_name: Option<String>,
    seconds: Option<u32>,
    /// Under which it was kept.
    kept: Option<Vec<u8>>,
}

/// The files that are being sent.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<HashMap<String, Upload>>);

impl From<io::Error> for MessageError {
    fn from(error: io::Error) -> Self {
        if media::is_full(&error) {
            return Self::Full;
        }
        tracing::warn!(%error, "a file was not kept");
        Self::NoFile
    }
}

/// Makes room for a file.
pub(super) async fn begin(call: &Call, command: BeginUpload) -> Result<UploadStarted> {
    if !(1..=MOST_MEDIA_BYTES).contains(&command.size) {
        return Err(if command.size == 0 {
            Invalid::new("size", Problem::Range(1, i64::try_from(MOST_MEDIA_BYTES).unwrap_or(i64::MAX)))
                .into()
        } else {
            MessageError::TooLarge(MOST_MEDIA_BYTES).into()
        });
    }
    let id = hexadecimal(&call.context.random::<16>());
    let now = call.context.now;
    let mut uploads = call.core().uploads().0.lock().await;
    uploads.retain(|_, upload| {
        let holds = now.duration_since(upload.begun) < HOLDS;
        if !holds {
            let _ = fs::remove_file(&upload.path);
        }
        holds
    });
    if uploads.len() >= MOST {
        return Err(MessageError::Upload.into());
    }
    let path = call.core().files().incoming(&id).map_err(MessageError::from)?;
    let file = File::create_new(&path).map_err(MessageError::from)?;
    let upload = Upload {
        company: call.context.company()?,
        begun: now,
        size: command.size,
        received: 0,
        digest: Sha256::new(),
        head: Vec::new(),
        file: Some(file),
        path,
        file_name: command.file_name.as_ref().map(ShortText::as_str).and_then(plain_name),
        seconds: command.seconds,
        kept: None,
    };
    uploads.insert(id.clone(), upload);
    Ok(UploadStarted { upload_id: id })
}

/// Takes the next piece of a file.
pub(super) async fn receive(call: &Call, command: UploadPiece) -> Result<UploadState> {
    let company = call.context.company()?;
    let too_long = Invalid::new("bytes", Problem::TooLong(MOST_PIECE_BYTES));
    if command.bytes.len() > MOST_PIECE_BYTES.div_ceil(3) * 4 {
        return Err(too_long.into());
    }
    let piece = STANDARD.decode(&command.bytes).map_err(|_| Invalid::new("bytes", Problem::Code))?;
    let mut uploads = call.core().uploads().0.lock().await;
    let upload = uploads.get_mut(&command.upload_id).filter(|upload| upload.company == company);
    let upload = upload.ok_or(MessageError::Upload)?;
    let end = upload.received.saturating_add(piece.len() as u64);
    // A piece that came before is answered as it was, since its answer may have been lost.
    if end <= upload.received || command.offset.saturating_add(piece.len() as u64) <= upload.received {
        return Ok(UploadState { received: upload.received, complete: upload.received == upload.size });
    }
    let Some(file) = upload.file.as_mut().filter(|_| command.offset == upload.received && end <= upload.size)
    else {
        return Err(MessageError::Piece.into());
    };
    if let Err(error) = file.write_all(&piece) {
        let _ = fs::remove_file(&upload.path);
        uploads.remove(&command.upload_id);
        return Err(MessageError::from(error).into());
    }
    upload.digest.update(&piece);
    if upload.head.len() < 32 {
        upload.head.extend(piece.iter().take(32));
    }
    upload.received = end;
    Ok(UploadState { received: end, complete: end == upload.size })
}

/// Keeps a file that has come whole, as something that can be sent. It is chosen by its upload until [`forget`].
pub(super) async fn keep(call: &Call, id: &str, kind: MediaKind) -> Result<NewMedia> {
    let company = call.context.company()?;
    let mut uploads = call.core().uploads().0.lock().await;
    let upload =
        uploads.get_mut(id).filter(|upload| upload.company == company && upload.received == upload.size);
    let upload = upload.ok_or(MessageError::Upload)?;
    let found = media::sniff(&upload.head);
    check(kind, found, upload.size)?;
    let digest = match &upload.kept {
        Some(digest) => digest.clone(),
        None => {
            upload.file = None;
            let digest = upload.digest.clone().finalize().to_vec();
            let (files, from, name): (Files, _, _) =
                (call.core().files().clone(), upload.path.clone(), digest.clone());
            let kept = tokio::task::spawn_blocking(move || files.keep(&from, &name)).await;
            kept.map_err(|error| Defect(error.to_string()))?.map_err(MessageError::from)?;
            upload.kept = Some(digest.clone());
            digest
        }
    };
    Ok(NewMedia {
        kind,
        mime: mime(kind, found).to_owned(),
        file_name: upload.file_name.clone(),
        size: upload.size,
        seconds: upload
            .seconds
            .filter(|_| !matches!(kind, MediaKind::Image | MediaKind::Document | MediaKind::Sticker)),
        dimensions: None,
        thumbnail: None,
        digest,
        reference_sealed: None,
    })
}

/// Forgets an upload whose message was stored.
pub(super) async fn forget(call: &Call, id: &str) {
    call.core().uploads().0.lock().await.remove(id);
}

/// Refuses what is too large for its kind, or none of that kind.
fn check(kind: MediaKind, found: &str, size: u64) -> Result<(), MessageError> {
    const MEGABYTE: u64 = 1024 * 1024;
    let (most, fits) = match kind {
        MediaKind::Image => (16 * MEGABYTE, found.starts_with("image/")),
        MediaKind::Video => (16 * MEGABYTE, found.starts_with("video/")),
        MediaKind::Audio => (16 * MEGABYTE, found.starts_with("audio/") || found == "video/mp4"),
        MediaKind::Voice => (16 * MEGABYTE, found == "audio/ogg"),
        MediaKind::Document => (MOST_MEDIA_BYTES, true),
        MediaKind::Sticker => (MEGABYTE, found == "image/webp"),
    };
    match () {
        () if size > most => Err(MessageError::TooLarge(most)),
        () if !fits => Err(MessageError::NotSuchMedia),
        () => Ok(()),
    }
}

fn mime(kind: MediaKind, found: &'static str) -> &'static str {
    match (kind, found) {
        (MediaKind::Voice, _) => "audio/ogg; codecs=opus",
        (MediaKind::Audio, "video/mp4") => "audio/mp4",
        (_, found) => found,
    }
}

/// The last part of a name, without what folders and screens could take for something else; none if nothing is left.
pub(crate) fn plain_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .take(200)
        .collect();
    let plain = plain.trim().trim_matches('.').trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_and_reads_as_it_is() {
        assert_eq!(plain_name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(plain_name("C:\\x\\foto.jpg").as_deref(), Some("foto.jpg"));
        assert_eq!(plain_name("fatura\u{202e}fdp.exe").as_deref(), Some("faturafdp.exe"));
        assert_eq!(plain_name(".."), None);
        assert_eq!(plain_name("\n"), None);
    }

    #[test]
    fn what_is_sent_as_a_picture_is_one() {
        assert_eq!(check(MediaKind::Image, "image/png", 10), Ok(()));
        assert_eq!(check(MediaKind::Image, "application/pdf", 10), Err(MessageError::NotSuchMedia));
        assert_eq!(check(MediaKind::Document, "application/octet-stream", 10), Ok(()));
        assert_eq!(check(MediaKind::Image, "image/png", 17 << 20), Err(MessageError::TooLarge(16 << 20)));
    }
}
