//! One start of the application, from opening to closing, and what a person does in its window.
//!
//! Things are found by what a person or a screen reader finds them by: the words of buttons, the labels of fields, the
//! names of regions. Finding waits until the thing is there and in sight.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;

use crate::desk::{Desk, variable, wait_until_closed};

/// How long a thing may take to appear. Generous: this machine may be busy with other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked for.
const BEAT: Duration = Duration::from_millis(60);

/// The application, running with its window open.
pub(crate) struct Window {
    page: WebDriver,
    data: PathBuf,
    pictures: &'static str,
    /// Whether everything is drawn at another size, which the driver's pointer knows nothing of.
    resized: Cell<bool>,
}

impl Window {
    /// Starts the application on a desk and waits until its page is loaded.
    pub(crate) async fn open(desk: &Desk) -> Self {
        Self::open_program(desk, &variable("LEADSMART_BIN")).await
    }

    /// Starts another program of the same toolkit on a desk and waits until its page is loaded.
    pub(crate) async fn open_program(desk: &Desk, program: &str) -> Self {
        let application = serde_json::json!({ "application": program, "args": [] });
        let wanted = [("browserName", "wry".into()), ("tauri:options", application)];
        let capabilities: serde_json::Map<_, _> =
            wanted.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let page = WebDriver::builder(desk.address(), Capabilities::from(capabilities))
            .poller(Arc::new(ElementPollerWithTimeout::new(PATIENCE, BEAT)));
        let page = page.await.expect("the application starts and its page loads");
        Self { page, data: desk.data(), pictures: desk.pictures(), resized: Cell::new(false) }
    }

    /// The page, for what has no words.
    pub(crate) fn page(&self) -> &WebDriver {
        &self.page
    }

    /// What an XPath finds, once it is in sight.
    pub(crate) async fn find(&self, path: &str) -> WebElement {
        let found = self.page.query(By::XPath(path)).ignore_errors(true).with_filter(is_shown).first().await;
        match found {
            Ok(element) => element,
            Err(error) => {
                self.keep("not-found").await;
                panic!("nothing in sight is {path}: {error}");
            }
        }
    }

    /// Waits until nothing is found by an XPath.
    pub(crate) async fn gone(&self, path: &str) {
        if let Err(error) = self.page.query(By::XPath(path)).ignore_errors(true).wait_until_gone().await {
            self.keep("not-gone").await;
            panic!("still there is {path}: {error}");
        }
    }

    /// Whether something is found by an XPath right now.
    pub(crate) async fn has(&self, path: &str) -> bool {
        self.page.query(By::XPath(path)).nowait().exists().await.unwrap_or(false)
    }

    /// Waits for a heading.
    pub(crate) async fn heading(&self, words: &str) -> WebElement {
        self.find(&format!("//*[self::h1 or self::h2][normalize-space()=\"{words}\"]")).await
    }

    /// Presses the button of these words.
    pub(crate) async fn press(&self, words: &str) {
        self.press_in("", words).await;
    }

    /// Presses the button of these words inside the region of this name.
    pub(crate) async fn press_in(&self, region: &str, words: &str) {
        let inside = if region.is_empty() { String::new() } else { format!("//*[@aria-label=\"{region}\"]") };
        self.click(&format!("{inside}{}", button(words))).await;
    }

    /// Clicks what an XPath finds, once it can be clicked. What is drawn anew meanwhile is found again.
    pub(crate) async fn click(&self, path: &str) {
        for _ in 0..3 {
            let element = self.find(path).await;
            // The driver would stop at the edge, where heads that stay in sight may cover it.
            let aim = "arguments[0].scrollIntoView({ block: 'center', inline: 'nearest' });";
            let aimed = element.to_json().map(|json| self.page.execute(aim, vec![json]));
            if let Ok(aimed) = aimed
                && aimed.await.is_ok()
                && self.click_at(&element).await
            {
                return;
            }
        }
        self.keep("not-clicked").await;
        panic!("this cannot be clicked: {path}");
    }

    async fn click_at(&self, element: &WebElement) -> bool {
        if !self.resized.get() {
            return element.click().await.is_ok();
        }
        let click = "arguments[0].focus(); arguments[0].click();";
        match element.to_json() {
            Ok(json) => self.page.execute(click, vec![json]).await.is_ok(),
            Err(_) => false,
        }
    }

    /// Has everything drawn so many steps larger, by keys. From now on the page itself is told of clicks.
    pub(crate) async fn enlarge(&self, steps: usize) {
        for _ in 0..steps {
            self.keys(Key::Control + "+").await;
        }
        self.resized.set(steps > 0);
    }

    /// Follows the link of this name.
    pub(crate) async fn follow(&self, name: &str) {
        self.click(&format!("//a[@aria-label=\"{name}\" or normalize-space()=\"{name}\"]")).await;
    }

    /// The field of this label.
    pub(crate) async fn field(&self, label: &str) -> WebElement {
        self.find(&format!("//*[@id=//label[normalize-space(text())=\"{label}\"]/@for]")).await
    }

    /// Types into the field of this label, in place of what stands there, and leaves it.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.send_keys(Key::Control + "a").await.expect("the field takes keys");
        field.send_keys(text).await.expect("the field takes text");
        field.send_keys(Key::Tab).await.expect("the field lets go of the focus");
    }

    /// Types into a field with a list and takes the entry that contains these words.
    pub(crate) async fn choose(&self, label: &str, text: &str, entry: &str) {
        let field = self.field(label).await;
        field.send_keys(Key::Control + "a").await.expect("the field takes keys");
        field.send_keys(text).await.expect("the field takes text");
        self.click(&format!("//*[@role=\"option\"][contains(normalize-space(), \"{entry}\")]")).await;
    }

    /// Sends keys to whatever has the focus.
    pub(crate) async fn keys(&self, keys: TypingData) {
        let keys: String = keys.as_vec().iter().collect();
        // What has the focus may be drawn anew between the two questions.
        for _ in 0..3 {
            let focused = self.page.active_element().await.expect("something has the focus");
            match focused.send_keys(keys.as_str()).await {
                Err(error) if matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_)) => {}
                outcome => return outcome.expect("it takes keys"),
            }
        }
        panic!("what has the focus is drawn anew again and again");
    }

    /// Waits until the focus is on what a selector finds.
    pub(crate) async fn focus_is_on(&self, selector: &str) {
        let look = "const [selector, done] = arguments; let frames = 0; \
                    const look = () => { const there = document.activeElement?.matches(selector); \
                        if (there || ++frames > 600) { done(there); } else { requestAnimationFrame(look); } }; look();";
        let there = self.page.execute_async(look, vec![selector.into()]).await.expect("the page answers");
        if there.json().as_bool() != Some(true) {
            self.keep("not-focused").await;
            panic!("the focus is not on {selector}");
        }
    }

    /// Waits until what is due with the next frame is done and drawn.
    pub(crate) async fn next_frame(&self) {
        let drawn = "const done = arguments[arguments.length - 1]; \
                     requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));";
        self.page.execute_async(drawn, vec![]).await.expect("the page draws frames");
    }

    /// Keeps what the window shows now as a picture of this name.
    pub(crate) async fn screenshot(&self, name: &str) {
        // The picture is of the last frame that was drawn, which may be older than the page.
        self.next_frame().await;
        let file =
            PathBuf::from(variable("LEADSMART_SCREENSHOTS")).join(format!("{name}{}.png", self.pictures));
        self.page.screenshot(&file).await.expect("the webview draws the page");
    }

    /// Keeps picture and source of a page that is not as it should be.
    async fn keep(&self, name: &str) {
        self.screenshot(name).await;
        let source = self.page.source().await.expect("the page has a source");
        let file =
            PathBuf::from(variable("LEADSMART_SCREENSHOTS")).join(format!("{name}{}.html", self.pictures));
        std::fs::write(file, source).expect("the folder of the pictures can be written to");
    }

    /// Lets go of a window whose application has ended by itself.
    pub(crate) async fn left(self) {
        // The driver may have noticed, or not yet.
        let _gone = self.page.quit().await;
    }

    /// Ends the application, and waits until it has: a start before that would only raise the old window.
    pub(crate) async fn close(self) {
        self.page.quit().await.expect("the session can be deleted");
        wait_until_closed(&self.data);
    }

    /// Tells the driver that the application has ended by itself.
    pub(crate) async fn forget(self) {
        // It may have noticed.
        let _gone = self.page.quit().await;
    }
}

/// Whether the page shows an element. The driver's own question says no of a card whose words are cut off by its edge.
async fn is_shown(element: WebElement) -> WebDriverResult<bool> {
    let question = "return arguments[0].getClientRects().length > 0 \
                    && arguments[0].checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });";
    let answer = element.handle().execute(question, vec![element.to_json()?]).await;
    // It may have been drawn anew between finding and asking; then the next look finds the new one.
    Ok(answer.is_ok_and(|answer| answer.json().as_bool() == Some(true)))
}

/// An XPath for a button: by its name for screen readers, or by its words without the key that does the same.
fn button(words: &str) -> String {
    format!(
        "//button[@aria-label=\"{words}\" or normalize-space()=\"{words}\" \
         or .//*[contains(@class, \"words\")][normalize-space()=\"{words}\"] \
         or .//strong[normalize-space()=\"{words}\"]]"
    )
}
