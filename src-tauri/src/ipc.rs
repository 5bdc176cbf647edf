//! The way from the window to the command table: one command for all.

use leadsmart_contract::failure::Failure;
use leadsmart_contract::language::Language;
use leadsmart_core::Request;
use serde_json::Value;
use tauri::State;
use tauri::ipc::Response;

use crate::backend::Backend;

/// Carries out a command of the table.
#[tauri::command]
pub(crate) async fn call(
    backend: State<'_, Backend>,
    name: String,
    args: Value,
    token: Option<String>,
    language: Option<Language>,
) -> Result<Response, Failure> {
    let core = backend.core(language.unwrap_or_default()).await?;
    core.call(Request { name, args, token, language }).await.map(Response::new)
}

/// Keeps the session of this desktop for the next start, or forgets it.
#[tauri::command]
pub(crate) async fn remember_session(backend: State<'_, Backend>, token: Option<String>) -> Result<(), ()> {
    backend.remember_session(token).await;
    Ok(())
}

/// The session that was kept.
#[tauri::command]
pub(crate) async fn recall_session(backend: State<'_, Backend>) -> Result<Option<String>, ()> {
    Ok(backend.recall_session().await)
}
