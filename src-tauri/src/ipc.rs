//! The way from the window to the command table: one command for all.

use std::time::Instant;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::shell::{ComputerSettings, Wish};
use leadsmart_contract::texts;
use leadsmart_core::Request;
use serde_json::Value;
use tauri::ipc::{InvokeBody, Request as Invocation, Response};
use tauri::{AppHandle, Manager, State};
use tauri_plugin_opener::OpenerExt;

use crate::backend::Backend;
use crate::computer::Computer;
use crate::links::First;
use crate::{downloads, sound, tray};

/// Carries out a command of the table.
#[tauri::command]
pub(crate) async fn call(
    app: AppHandle,
    backend: State<'_, Backend>,
    name: String,
    args: Value,
    token: Option<String>,
    language: Option<Language>,
) -> Result<Response, Failure> {
    if let Some(language) = language {
        tray::speak(&app, language);
    }
    let core = backend.core(language.unwrap_or_default()).await?;
    let (begun, command) = (Instant::now(), name.clone());
    let answer = core.call(Request { name, args, token, language }).await;
    tracing::debug!(command, took = ?begun.elapsed(), answered = answer.is_ok(), "a call");
    answer.map(Response::new)
}

/// Keeps the session of this desktop for the next start, or forgets it.
#[tauri::command]
pub(crate) async fn remember_session(backend: State<'_, Backend>, token: Option<String>) -> Result<(), ()> {
    backend.remember_session(token).await;
    Ok(())
}

/// What the person asked for by starting the application, such as to join with the link that she clicked; once.
#[tauri::command]
pub(crate) fn first_wish(first: State<'_, First>) -> Option<Wish> {
    first.take()
}

/// The session that was kept.
#[tauri::command]
pub(crate) async fn recall_session(backend: State<'_, Backend>) -> Result<Option<String>, ()> {
    Ok(backend.recall_session().await)
}

/// Puts a file that the interface made with the person's downloads, or into her home where the system names no folder for
/// them; answers its path.
#[tauri::command]
pub(crate) async fn save_file(
    app: AppHandle,
    name: String,
    text: String,
    language: Option<Language>,
) -> Result<String, Failure> {
    let language = language.unwrap_or_default();
    let defect = |error: String| Failure::new(Code::Internal, error);
    let folder = downloads_of(&app).map_err(defect)?;
    let work = tauri::async_runtime::spawn_blocking(move || downloads::save(&folder, &name, &text, language));
    let path = work.await.map_err(|error| defect(error.to_string()))??;
    Ok(path.display().to_string())
}

/// Puts a file that somebody sent with the person's downloads, as bytes; its name stands in a header, encoded as in an address.
/// Answers its path.
#[tauri::command]
pub(crate) async fn save_bytes(app: AppHandle, request: Invocation<'_>) -> Result<String, Failure> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let language = header("leadsmart-language").and_then(Language::best).unwrap_or_default();
    let name = header("leadsmart-name").map(percent_decoded).unwrap_or_default();
    let Some(bytes) = bytes(request.body()) else {
        return Err(Failure::new(Code::InvalidInput, bad_piece(language)));
    };
    let defect = |error: String| Failure::new(Code::Internal, error);
    let folder = downloads_of(&app).map_err(defect)?;
    let work =
        tauri::async_runtime::spawn_blocking(move || downloads::keep(&folder, &name, &bytes, language));
    let path = work.await.map_err(|error| defect(error.to_string()))??;
    Ok(path.display().to_string())
}

/// Opens a file that was put with the person's downloads in the program that the system has for it, unless that would run it.
#[tauri::command]
pub(crate) async fn open_saved(
    app: AppHandle,
    path: String,
    language: Option<Language>,
) -> Result<(), Failure> {
    let language = language.unwrap_or_default();
    let folder = downloads_of(&app).map_err(|error| Failure::new(Code::Internal, error))?;
    if !downloads::may_open(&folder, path.as_ref()) {
        return Err(Failure::new(Code::InvalidInput, not_opened(language, &path))
            .with_hint(not_opened_hint(language)));
    }
    app.opener().open_path(&path, None::<&str>).map_err(|error| {
        tracing::warn!(%error, "a file could not be opened");
        Failure::new(Code::Internal, not_shown(language, &path))
    })
}

/// Where files for the person go: her downloads, or her home where the system names no folder for them.
fn downloads_of(app: &AppHandle) -> Result<std::path::PathBuf, String> {
    app.path().download_dir().or_else(|_| app.path().home_dir()).map_err(|error| error.to_string())
}

/// A text as addresses carry it: what stands for a byte is put back; what is not UTF-8 then is left out.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let byte = (*first == b'%')
            .then(|| {
                std::str::from_utf8(after.get(..2)?).ok().and_then(|two| u8::from_str_radix(two, 16).ok())
            })
            .flatten();
        rest = if byte.is_some() { &after[2..] } else { after };
        bytes.push(byte.unwrap_or(*first));
    }
    String::from_utf8_lossy(&bytes).replace(char::REPLACEMENT_CHARACTER, "")
}

/// What is chosen for this computer.
#[tauri::command]
pub(crate) async fn computer_settings(
    app: AppHandle,
    computer: State<'_, Computer>,
) -> Result<ComputerSettings, ()> {
    Ok(computer.settings(&app))
}

/// Takes over what was chosen for this computer; answers what is so now.
#[tauri::command]
pub(crate) async fn choose_computer_settings(
    app: AppHandle,
    computer: State<'_, Computer>,
    settings: ComputerSettings,
    language: Option<Language>,
) -> Result<ComputerSettings, Failure> {
    computer.choose(&app, settings, language.unwrap_or_default())
}

/// Plays the sound of notifications, to try it.
#[tauri::command]
pub(crate) async fn try_sound() {
    sound::play();
}

/// Takes the next piece of a file that is sent to be restored, as bytes; answers how many are there now. Who may send one is
/// decided where the upload begins, in the command table; the headers name it and where the piece belongs.
#[tauri::command]
pub(crate) async fn send_backup(
    backend: State<'_, Backend>,
    request: Invocation<'_>,
) -> Result<u64, Failure> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let language = header("leadsmart-language").and_then(Language::best).unwrap_or_default();
    let offset = header("leadsmart-offset").and_then(|offset| offset.parse().ok());
    let (Some(upload), Some(offset), Some(piece)) =
        (header("leadsmart-upload"), offset, bytes(request.body()))
    else {
        return Err(Failure::new(Code::InvalidInput, bad_piece(language)));
    };
    backend.core(language).await?.receive_backup(upload, offset, piece, language).await
}

/// The bytes of a message. Where the webview has no way for them they come as a list of numbers.
fn bytes(body: &InvokeBody) -> Option<Vec<u8>> {
    match body {
        InvokeBody::Raw(bytes) => Some(bytes.clone()),
        InvokeBody::Json(list) => serde_json::from_value(list.clone()).ok(),
    }
}

/// Ends the application and starts it again, for a copy that is to take the place of the data.
#[tauri::command]
pub(crate) fn restart(app: AppHandle) {
    app.request_restart();
}

texts! {
    not_opened(place: &str): "Este tipo de arquivo não é aberto daqui. Ele está em {place}.",
        "This kind of file is not opened from here. It is at {place}.",
        "Este tipo de archivo no se abre desde aquí. Está en {place}.";
    not_opened_hint: "Quem enviou o arquivo pode não ser quem parece. Abra-o só se você o esperava.",
        "Whoever sent the file may not be who they seem. Open it only if you expected it.",
        "Quien envió el archivo puede no ser quien parece. Ábralo solo si lo esperaba.";
    not_shown(place: &str): "Nenhum programa abriu o arquivo. Ele está em {place}.", "No program opened the file. It is at {place}.",
        "Ningún programa abrió el archivo. Está en {place}.";
    bad_piece: "O arquivo não chegou inteiro.", "The file did not arrive whole.", "El archivo no llegó completo.";
}

#[cfg(test)]
mod tests {
    use super::percent_decoded;

    #[test]
    fn a_name_is_read_as_the_page_encoded_it() {
        assert_eq!(percent_decoded("Exame%20de%20s%C3%A1ngre.pdf"), "Exame de sángre.pdf");
        assert_eq!(percent_decoded("100%25%"), "100%%");
        assert_eq!(percent_decoded("%FFa%2"), "a%2");
    }
}
