//! Files of messages, outside of the window: saved with the person's downloads, or opened by the program that the system has
//! for them.
//!
//! They come from strangers. Nothing is opened for what its sender called it: only what the backend found to be a picture, sound,
//! a film or a PDF in the bytes themselves, under a name whose ending says the same. Everything else can be saved, and is then
//! opened, or not, by the person's own decision.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{CompanyId, MessageId};
use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{GetMessage, MessageContent, ReadMedia};
use leadsmart_contract::texts;
use leadsmart_core::Core;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_opener::OpenerExt;

use crate::backend::Backend;
use crate::downloads;

/// What is opened, with the ending that the file gets.
const OPENED: [(&str, &str); 12] = [
    ("application/pdf", "pdf"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("image/webp", "webp"),
    ("image/gif", "gif"),
    ("audio/ogg", "ogg"),
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/aac", "aac"),
    ("audio/wav", "wav"),
    ("video/mp4", "mp4"),
    ("video/webm", "webm"),
];

/// How many letters of a name are kept.
const LONGEST: usize = 100;

/// Who asks, about which file.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Attachment {
    company_id: CompanyId,
    message_id: MessageId,
    token: Option<String>,
    #[serde(default)]
    language: Language,
}

/// A file of a message.
struct Read {
    bytes: Vec<u8>,
    /// What it was found to be.
    mime: String,
    /// What its sender called it.
    name: Option<String>,
}

/// Puts the file of a message with the person's downloads; answers its path.
#[tauri::command]
pub(crate) async fn save_attachment(
    app: AppHandle,
    backend: State<'_, Backend>,
    attachment: Attachment,
) -> Result<String, Failure> {
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir());
    let folder = folder.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
    let file = read(&backend.core(attachment.language).await?, &attachment).await?;
    let (stem, kind) = name_of(&file);
    put(folder, stem, kind, file.bytes, attachment.language).await.map(|path| path.display().to_string())
}

/// Opens the file of a message with the system's program for it.
#[tauri::command]
pub(crate) async fn open_attachment(
    app: AppHandle,
    backend: State<'_, Backend>,
    attachment: Attachment,
) -> Result<(), Failure> {
    let language = attachment.language;
    let file = read(&backend.core(language).await?, &attachment).await?;
    let Some(kind) = opened_as(&file.mime) else {
        return Err(
            Failure::new(Code::InvalidInput, not_opened(language)).with_hint(not_opened_hint(language))
        );
    };
    let folder = folder(&app).map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
    let (stem, _) = name_of(&file);
    let path = put(folder, stem, kind.to_owned(), file.bytes, language).await?;
    app.opener().open_path(path.display().to_string(), None::<&str>).map_err(|error| {
        tracing::warn!(%error, "the system opened no program for a file");
        Failure::new(Code::Internal, no_program(language)).with_hint(not_opened_hint(language))
    })
}

/// Takes away what was opened before: the programs have had their time with it.
pub(crate) fn sweep(app: &AppHandle) {
    if let Ok(folder) = folder(app)
        && let Err(error) = std::fs::remove_dir_all(&folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "files that were opened could not be taken away");
    }
}

/// Where a file lies that is open in another program.
fn folder(app: &AppHandle) -> tauri::Result<PathBuf> {
    Ok(app.path().app_cache_dir()?.join("attachments"))
}

async fn put(
    folder: PathBuf,
    stem: String,
    kind: String,
    bytes: Vec<u8>,
    language: Language,
) -> Result<PathBuf, Failure> {
    let work = tauri::async_runtime::spawn_blocking(move || {
        make(&folder)?;
        Ok::<_, std::io::Error>(downloads::keep(&folder, (&stem, &kind), &bytes, language))
    });
    let done = work.await.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
    done.map_err(|error| Failure::new(Code::Internal, error.to_string()))?
}

/// Makes a folder that only this person can read.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Reads the whole file through the commands that every page uses, so that who may read it is decided where it always is.
async fn read(core: &Core, attachment: &Attachment) -> Result<Read, Failure> {
    let Attachment { company_id, message_id, language, .. } = *attachment;
    let token = attachment.token.as_deref();
    let message = core.ask(token, Some(language), GetMessage { company_id, message_id }).await?;
    let name = match message.content {
        MessageContent::Media { media, .. } => media.file_name,
        _ => None,
    };
    let (mut bytes, mut offset) = (Vec::new(), 0);
    loop {
        let piece = core.ask(token, Some(language), ReadMedia { company_id, message_id, offset }).await?;
        let more = BASE64_STANDARD.decode(&piece.bytes);
        bytes.extend(more.map_err(|error| Failure::new(Code::Internal, error.to_string()))?);
        match piece.next {
            Some(next) if next > offset => offset = next,
            _ => return Ok(Read { bytes, mime: piece.mime, name }),
        }
    }
}

fn opened_as(mime: &str) -> Option<&'static str> {
    OPENED.iter().find(|(known, _)| *known == mime).map(|(_, ending)| *ending)
}

/// Name and ending: what the sender called it, as far as that is a plain name.
fn name_of(file: &Read) -> (String, String) {
    let given = file.name.as_deref().unwrap_or_default();
    let (stem, kind) = given.rsplit_once('.').unwrap_or((given, ""));
    let plain = |text: &str| -> String {
        let kept = |c: char| if c.is_alphanumeric() || "-_ ().".contains(c) { c } else { '_' };
        text.trim_matches(['.', ' ']).chars().map(kept).take(LONGEST).collect()
    };
    let (stem, kind) = (plain(stem), plain(kind).replace(['.', ' '], "").to_lowercase());
    let stem = if stem.is_empty() { "LeadSmart".to_owned() } else { stem };
    let found = opened_as(&file.mime).unwrap_or("bin");
    (stem, if kind.is_empty() { found.to_owned() } else { kind })
}

texts! {
    not_opened: "Este tipo de arquivo não é aberto daqui.", "This kind of file is not opened from here.",
        "Este tipo de archivo no se abre desde aquí.";
    not_opened_hint: "Salve o arquivo e só abra se você confia em quem enviou.",
        "Save the file, and open it only if you trust who sent it.",
        "Guarde el archivo y ábralo solo si confía en quien lo envió.";
    no_program: "Este computador não tem um programa para este arquivo.", "This computer has no program for this file.",
        "Este equipo no tiene un programa para este archivo.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: Option<&str>, mime: &str) -> Read {
        Read { bytes: Vec::new(), mime: mime.to_owned(), name: name.map(str::to_owned) }
    }

    #[test]
    fn a_name_leads_to_no_other_folder_and_has_an_ending() {
        let name = |given, mime| name_of(&file(given, mime));
        let pair = |stem: &str, kind: &str| (stem.to_owned(), kind.to_owned());
        assert_eq!(name(Some("Exame de sangue.pdf"), "application/pdf"), pair("Exame de sangue", "pdf"));
        assert_eq!(name(Some("../../.bashrc"), "application/octet-stream"), pair("_.._", "bashrc"));
        assert_eq!(name(Some("a/b\\c:d.PDF"), "application/pdf"), pair("a_b_c_d", "pdf"));
        assert_eq!(name(None, "image/jpeg"), pair("LeadSmart", "jpg"));
        assert_eq!(name(Some("..."), "application/octet-stream"), pair("LeadSmart", "bin"));
        assert_eq!(name(Some(&"x".repeat(500)), "video/mp4").0.len(), LONGEST);
    }

    #[test]
    fn only_what_shows_itself_to_be_harmless_is_opened() {
        for mime in ["application/octet-stream", "text/html", "application/x-desktop", "image/svg+xml", ""] {
            assert_eq!(opened_as(mime), None, "{mime}");
        }
        assert_eq!(opened_as("application/pdf"), Some("pdf"));
    }
}
