//! Files in messages.

use leadsmart_ports::whatsapp::{MediaKind, MediaReference};
use waproto::whatsapp as wa;

/// What all kinds of files have, under the names that each gives it.
macro_rules! reference {
    ($file:expr, $kind:expr, { $($given:ident: $value:expr),* }) => {{
        let file = $file;
        Some(MediaReference {
            kind: $kind,
            mime: file.mimetype.clone().unwrap_or_default(),
            size: file.file_length.unwrap_or_default(),
            path: path(file.direct_path.as_deref(), file.url.as_deref())?,
            key: file.media_key.clone().filter(|key| !key.is_empty())?,
            digest: file.file_sha256.clone().unwrap_or_default(),
            sealed_digest: file.file_enc_sha256.clone().unwrap_or_default(),
            $($given: $value),*
        })
    }};
}

/// The file of a message, and the words beneath it. None also for one that cannot be fetched, such as a picture that may be seen once.
pub(super) fn file(message: &wa::Message) -> Option<(MediaReference, Option<String>)> {
    let (media, caption) = picture(message).or_else(|| film(message)).or_else(|| other(message))?;
    Some((media, caption.filter(|caption| !caption.is_empty())))
}

type File = Option<(MediaReference, Option<String>)>;

fn picture(message: &wa::Message) -> File {
    if let Some(image) = message.image_message.as_option() {
        let media = reference!(image, MediaKind::Image, {
            file_name: None,
            seconds: None,
            dimensions: dimensions(image.width, image.height),
            thumbnail: thumbnail(image.jpeg_thumbnail.as_ref())
        })?;
        return Some((media, image.caption.clone()));
    }
    let sticker = message.sticker_message.as_option()?;
    let media = reference!(sticker, MediaKind::Sticker, {
        file_name: None,
        seconds: None,
        dimensions: dimensions(sticker.width, sticker.height),
        thumbnail: None
    })?;
    Some((media, None))
}

fn film(message: &wa::Message) -> File {
    let film = message.video_message.as_option().or_else(|| message.ptv_message.as_option())?;
    let media = reference!(film, MediaKind::Video, {
        file_name: None,
        seconds: film.seconds,
        dimensions: dimensions(film.width, film.height),
        thumbnail: thumbnail(film.jpeg_thumbnail.as_ref())
    })?;
    Some((media, film.caption.clone()))
}

fn other(message: &wa::Message) -> File {
    if let Some(audio) = message.audio_message.as_option() {
        let kind = if audio.ptt == Some(true) { MediaKind::Voice } else { MediaKind::Audio };
        let media = reference!(audio, kind, {
            file_name: None,
            seconds: audio.seconds,
            dimensions: None,
            thumbnail: None
        })?;
        return Some((media, None));
    }
    let document = message.document_message.as_option()?;
    let media = reference!(document, MediaKind::Document, {
        file_name: document.file_name.clone().or_else(|| document.title.clone()),
        seconds: None,
        dimensions: None,
        thumbnail: thumbnail(document.jpeg_thumbnail.as_ref())
    })?;
    Some((media, document.caption.clone()))
}

fn dimensions(width: Option<u32>, height: Option<u32>) -> Option<(u32, u32)> {
    width.zip(height).filter(|(width, height)| *width > 0 && *height > 0)
}

fn thumbnail(bytes: Option<&Vec<u8>>) -> Option<Vec<u8>> {
    bytes.filter(|bytes| !bytes.is_empty()).cloned()
}

/// The path on the hosts; old messages have only the whole address.
fn path(direct: Option<&str>, url: Option<&str>) -> Option<String> {
    let whole = || {
        let rest = url?.strip_prefix("https://")?;
        rest.find('/').map(|start| &rest[start..])
    };
    direct.filter(|path| !path.is_empty()).or_else(whole).map(str::to_owned)
}

/// A sign for a file without words, in a quote.
pub(super) fn preview(message: &wa::Message) -> Option<String> {
    let (media, _) = file(message)?;
    Some(match media.kind {
        MediaKind::Image => "📷".to_owned(),
        MediaKind::Video => "🎥".to_owned(),
        MediaKind::Audio => "🎵".to_owned(),
        MediaKind::Voice => "🎤".to_owned(),
        MediaKind::Sticker => "💟".to_owned(),
        MediaKind::Document => format!("📄 {}", media.file_name.unwrap_or_default()).trim_end().to_owned(),
    })
}
