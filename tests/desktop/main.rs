//! The real window, driven as a person would. `cargo xtask desktop` makes the display, the session bus with its keychain
//! and the driver, and says by which environment variables they are found.

mod window;

use thirtyfour::prelude::*;
use window::Window;

#[tokio::test]
async fn the_window_shows_the_interface() {
    let window = Window::open(&[]).await;
    let heading = window
        .page()
        .query(By::Css("body *"))
        .first()
        .await
        .expect("the interface put something on the page");
    assert!(heading.is_displayed().await.expect("the page answers"), "what the interface shows is visible");
    window.screenshot("first-sight").await;
    window.close().await;
}
