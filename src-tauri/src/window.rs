//! The window from outside of it: raised, hidden, asked for something, and brought back when its renderer died.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use leadsmart_contract::shell::{WISH, Wish};
use tauri::{AppHandle, Emitter, Manager, WebviewWindow, WindowEvent};

use crate::computer::{Computer, STARTED_BY_SYSTEM};
use crate::tray::Tray;

/// The label of the one window.
const MAIN: &str = "main";

/// So often in [`SPAN`] a renderer is brought back at once; one that dies on is given [`PAUSE`], so as not to spin.
const AT_ONCE: usize = 3;
const SPAN: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_secs(10);

/// Shows the window at the start, unless the system started the application and it may begin in the tray.
pub(crate) fn open(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    bring_back(&window);
    let by_system = std::env::args().any(|argument| argument == STARTED_BY_SYSTEM);
    if !(by_system && may_hide(app)) {
        let _ = window.show();
    }
}

/// Puts the window before everything else.
pub(crate) fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Whether the person is working in the window.
pub(crate) fn is_in_front(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN).is_some_and(|window| window.is_focused().unwrap_or_default())
}

/// Raises the window and asks it for something.
pub(crate) fn ask(app: &AppHandle, wish: Wish) {
    raise(app);
    if let Err(error) = app.emit(WISH, wish) {
        tracing::warn!(%error, "the window was not asked");
    }
}

/// Closing hides the window where the person chose that the application goes on, and there is a tray to find it in.
pub(crate) fn closing(window: &tauri::Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && may_hide(window.app_handle())
    {
        api.prevent_close();
        let _ = window.hide();
    }
}

fn may_hide(app: &AppHandle) -> bool {
    app.state::<Computer>().stays() && app.try_state::<Tray>().is_some()
}

/// When a renderer died lately.
#[derive(Default)]
struct Deaths(Mutex<Vec<Instant>>);

impl Deaths {
    /// How long to wait before it is brought back after one more death.
    fn another(&self, now: Instant) -> Duration {
        let mut deaths = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        deaths.retain(|death| now.saturating_duration_since(*death) < SPAN);
        deaths.push(now);
        if deaths.len() <= AT_ONCE { Duration::ZERO } else { PAUSE }
    }
}

/// Loads the page again when the system's webview loses the process that draws it; the address says where it was.
#[cfg(target_os = "linux")]
fn bring_back(window: &WebviewWindow) {
    use webkit2gtk::WebViewExt;

    let deaths = Deaths::default();
    let own = window.clone();
    let watched = window.with_webview(move |webview| {
        webview.inner().connect_web_process_terminated(move |_, reason| {
            let pause = deaths.another(Instant::now());
            tracing::error!(?reason, ?pause, "the process that draws the window died; it is loaded again");
            let window = own.clone();
            tauri::async_runtime::spawn(async move {
                tokio::time::sleep(pause).await;
                if let Err(error) = window.reload() {
                    tracing::error!(%error, "the window could not be loaded again");
                }
            });
        });
    });
    if let Err(error) = watched {
        tracing::warn!(%error, "the process that draws the window is not watched");
    }
}

/// Windows brings its webview back by itself; macOS tells the builder.
#[cfg(not(target_os = "linux"))]
fn bring_back(_window: &WebviewWindow) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renderer_that_dies_again_and_again_is_given_a_pause() {
        let deaths = Deaths::default();
        let begin = Instant::now();
        let after = |seconds: u64| deaths.another(begin + Duration::from_secs(seconds));
        assert_eq!([after(0), after(1), after(2)], [Duration::ZERO; 3]);
        assert_eq!(after(3), PAUSE);
        assert_eq!(after(120), Duration::ZERO, "what was long ago does not count");
    }
}
