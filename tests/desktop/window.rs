//! One start of the application, from opening to closing.

use std::path::PathBuf;

use thirtyfour::prelude::*;

/// The application, running with its window open.
pub(crate) struct Window {
    page: WebDriver,
}

impl Window {
    /// Starts the application with arguments and waits until its page is loaded.
    pub(crate) async fn open(arguments: &[&str]) -> Self {
        let application = serde_json::json!({ "application": variable("LEADSMART_BIN"), "args": arguments });
        let wanted = [("browserName", "wry".into()), ("tauri:options", application)];
        let capabilities: serde_json::Map<_, _> =
            wanted.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let page = WebDriver::new(variable("LEADSMART_WEBDRIVER"), Capabilities::from(capabilities));
        Self { page: page.await.expect("the application starts and its page loads") }
    }

    /// The page, for finding, clicking and typing.
    pub(crate) fn page(&self) -> &WebDriver {
        &self.page
    }

    /// Keeps what the window shows now as a picture of this name.
    pub(crate) async fn screenshot(&self, name: &str) {
        let file = PathBuf::from(variable("LEADSMART_SCREENSHOTS")).join(format!("{name}.png"));
        self.page.screenshot(&file).await.expect("the webview draws the page");
    }

    /// Ends the application.
    pub(crate) async fn close(self) {
        self.page.quit().await.expect("the application ends when its session does");
    }
}

fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: start these tests with `cargo xtask desktop`"))
}
