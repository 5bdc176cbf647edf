//! Native notifications before appointments.

use std::time::Duration;

use leadsmart_contract::language::Language;
use leadsmart_core::reminders::Reminders;
use tauri::AppHandle;

use crate::backend::Backend;
use crate::notifications::{self, Notice};

/// How often the clock is looked at. After the computer slept, what was missed meanwhile and has not begun is shown.
const BEAT: Duration = Duration::from_secs(20);

/// Watches the appointments of whoever is logged in on this desktop.
pub(crate) fn watch(app: AppHandle, backend: Backend) {
    tauri::async_runtime::spawn(async move {
        let Ok(core) = backend.core(Language::default()).await else { return };
        let mut reminders = Reminders::new(core);
        let mut beat = tokio::time::interval(BEAT);
        loop {
            beat.tick().await;
            let Some(token) = backend.session().await else { continue };
            let notices = reminders.due(&token).await.into_iter().map(|reminder| Notice {
                title: reminder.title,
                body: reminder.body,
                wish: reminder.wish,
                language: reminder.language,
            });
            notifications::show(&app, notices.collect());
        }
    });
}
