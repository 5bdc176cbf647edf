//! Native notifications: what they say, their sound, and the way from a click on one into the window.

use leadsmart_contract::language::Language;
use leadsmart_contract::shell::Wish;
use leadsmart_contract::texts;
use tauri::{AppHandle, Manager};

use crate::computer::Computer;
use crate::sound;

/// What is shown.
pub(crate) struct Notice {
    /// What it is about.
    pub(crate) title: String,
    /// What there is to know.
    pub(crate) body: String,
    /// What a click on it asks for.
    pub(crate) wish: Wish,
    /// In which language the click is named.
    pub(crate) language: Language,
}

/// Shows notices that came at one time, with one sound for all of them.
pub(crate) fn show(app: &AppHandle, notices: Vec<Notice>) {
    if notices.is_empty() {
        return;
    }
    if app.state::<Computer>().sounds() {
        sound::play();
    }
    for notice in notices {
        system::show(app.clone(), notice);
    }
}

/// The freedesktop.org notifications: the daemon tells which one was clicked.
#[cfg(target_os = "linux")]
mod system {
    use notify_rust::{Hint, Notification, NotificationResponse};
    use tauri::AppHandle;

    use super::{Notice, open_action};
    use crate::window;

    pub(super) fn show(app: AppHandle, notice: Notice) {
        tauri::async_runtime::spawn(async move {
            let shown = Notification::new()
                .appname("LeadSmart")
                .summary(&notice.title)
                .body(&notice.body)
                .icon("leadsmart")
                .hint(Hint::DesktopEntry("LeadSmart".into()))
                // By the specification "default" is what a click on the notification itself does.
                .action("default", open_action(notice.language))
                .show_async()
                .await;
            match shown {
                Ok(handle) => {
                    let clicked = |response: &NotificationResponse| {
                        if !matches!(response, NotificationResponse::Closed(_)) {
                            window::ask(&app, notice.wish);
                        }
                    };
                    handle.wait_for_action_async(clicked).await;
                }
                Err(error) => tracing::warn!(%error, "a notification was not shown"),
            }
        });
    }
}

/// Elsewhere the plugin shows them; what a click does is the system's affair.
#[cfg(not(target_os = "linux"))]
mod system {
    use tauri::AppHandle;
    use tauri_plugin_notification::NotificationExt;

    use super::Notice;

    pub(super) fn show(app: AppHandle, notice: Notice) {
        if let Err(error) = app.notification().builder().title(notice.title).body(notice.body).show() {
            tracing::warn!(%error, "a notification was not shown");
        }
    }
}

texts! {
    open_action: "Abrir", "Open", "Abrir";
}
