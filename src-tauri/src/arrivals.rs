//! Native notifications of what clients write, and the count of unread conversations in the tray.

use std::time::Duration;

use leadsmart_contract::language::Language;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_core::arrivals::{Arrival, Arrivals};
use tauri::AppHandle;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::backend::Backend;
use crate::notifications::{self, Notice};
use crate::{tray, window};

/// How long more of the same is waited for: what several messages change at once is looked at once.
const GATHER: Duration = Duration::from_millis(300);

/// Watches the conversations of whoever is logged in on this desktop.
pub(crate) fn watch(app: AppHandle, backend: Backend) {
    tauri::async_runtime::spawn(async move {
        let Ok(core) = backend.core(Language::default()).await else { return };
        let mut changes = core.changes();
        // Whose conversations were looked at. Whoever logs in is told of what comes from then on.
        let mut known: Option<(String, Arrivals)> = None;
        loop {
            match backend.session().await {
                Some(token) => {
                    if known.as_ref().is_none_or(|(of, _)| *of != token) {
                        known = Some((token, Arrivals::new(core.clone())));
                    }
                    if let Some((token, arrivals)) = &mut known {
                        look(&app, arrivals, token).await;
                    }
                }
                None => {
                    known = None;
                    tray::count_unread(&app, 0);
                }
            }
            if !something_happens(&mut changes, &backend).await {
                return;
            }
            tokio::time::sleep(GATHER).await;
        }
    });
}

async fn look(app: &AppHandle, arrivals: &mut Arrivals, token: &str) {
    let news = arrivals.look(token).await;
    tray::count_unread(app, news.unread);
    // Who sees the conversations needs nobody to point at them.
    if !window::is_in_front(app) {
        let notice = |arrival: Arrival| Notice {
            title: arrival.title,
            body: arrival.body,
            wish: arrival.wish,
            language: arrival.language,
        };
        notifications::show(app, news.arrivals.into_iter().map(notice).collect());
    }
}

/// Waits until conversations have changed, or who is logged in; answers no when the backend is closed.
async fn something_happens(changes: &mut Receiver<Changed>, backend: &Backend) -> bool {
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            () = backend.session_changed() => return true,
        };
        match change {
            Ok(change) if matches!(change.topic, Topic::Threads | Topic::Messages | Topic::Account) => {
                return true;
            }
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}
