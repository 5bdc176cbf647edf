//! What changed, on its way to the window.

use leadsmart_contract::language::Language;
use leadsmart_contract::topic::{Changed, Topic};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

use crate::backend::Backend;

/// Tells the window every change for as long as the application runs.
pub(crate) fn forward(app: AppHandle, backend: Backend) {
    tauri::async_runtime::spawn(async move {
        let Ok(core) = backend.core(Language::default()).await else { return };
        let mut changes = core.changes();
        loop {
            match changes.recv().await {
                Ok(change) => tell(&app, change),
                // Some were missed: everything may have changed.
                Err(RecvError::Lagged(_)) => Topic::ALL
                    .iter()
                    .for_each(|topic| tell(&app, Changed { company_id: None, topic: *topic })),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn tell(app: &AppHandle, change: Changed) {
    if let Err(error) = app.emit("changed", change) {
        tracing::warn!(%error, "the window was not told of a change");
    }
}
