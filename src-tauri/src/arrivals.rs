//! Native notifications of what clients write, and the count of unread conversations in the tray.

use std::time::Duration;

use leadsmart_contract::language::Language;
use leadsmart_contract::topic::Topic;
use leadsmart_core::arrivals::Arrivals;
use tauri::AppHandle;
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
        let mut arrivals = Arrivals::new(core);
        loop {
            if let Some(token) = backend.session().await {
                let news = arrivals.look(&token).await;
                tray::count_unread(&app, news.unread);
                // Who sees the conversations needs nobody to point at them.
                if !window::is_in_front(&app) {
                    let notice = |arrival: leadsmart_core::arrivals::Arrival| Notice {
                        title: arrival.title,
                        body: arrival.body,
                        wish: arrival.wish,
                        language: arrival.language,
                    };
                    notifications::show(&app, news.arrivals.into_iter().map(notice).collect());
                }
            }
            loop {
                match changes.recv().await {
                    Ok(change)
                        if matches!(change.topic, Topic::Threads | Topic::Messages | Topic::Account) =>
                    {
                        break;
                    }
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                }
            }
            tokio::time::sleep(GATHER).await;
        }
    });
}
