//! Links that lead into the application: an invitation to a company, clicked in a letter or a chat. The system starts the application
//! with the link; if one runs, `tauri-plugin-single-instance` hands it over to that one.

use std::sync::{Mutex, PoisonError};

use leadsmart_contract::shell::Wish;
use leadsmart_contract::values::JoinCode;
use tauri::{AppHandle, Manager, Url};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::window;

/// What is asked for before the page is there to hear it.
#[derive(Default)]
pub(crate) struct First(Mutex<Option<Wish>>);

impl First {
    /// Gives it to the page, once.
    pub(crate) fn take(&self) -> Option<Wish> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Has links followed from now on, and the one that started the application when the page asks.
pub(crate) fn follow(app: &AppHandle) {
    let links = app.deep_link();
    let first = links.get_current().ok().flatten().and_then(|urls| urls.iter().find_map(meant));
    app.manage(First(Mutex::new(first)));
    let hearing = app.clone();
    links.on_open_url(move |event| {
        if let Some(wish) = event.urls().iter().find_map(meant) {
            window::ask(&hearing, wish);
        }
    });
}

/// What a link means. Whoever makes one only fills in a form: nothing is done before the person says so.
fn meant(url: &Url) -> Option<Wish> {
    let invites = url.scheme() == "leadsmart" && url.host_str() == Some("join");
    JoinCode::parse(url.as_str()).ok().filter(|_| invites).map(|code| Wish::Join { code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_means_an_invitation_or_nothing() {
        let meant = |link: &str| meant(&Url::parse(link).expect("an address"));
        let code = JoinCode::parse("leadsmart://join/aB3_-x").expect("a code");
        assert_eq!(meant("leadsmart://join/aB3_-x"), Some(Wish::Join { code }));
        for other in ["leadsmart://clients/1", "https://join/aB3", "leadsmart:join", "file:///join/x"] {
            assert_eq!(meant(other), None, "{other}");
        }
        assert_eq!(meant(&format!("leadsmart://join/{}", "x".repeat(8000))), None);
    }
}
