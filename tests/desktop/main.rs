//! The real window, driven as a person would. `cargo xtask desktop` makes the display, the session bus with its keychain
//! and the driver, and says by which environment variables they are found.
//!
//! Tests have a second thread, because the driver of a test that failed says goodbye on the first.

mod agenda;
mod audit;
mod desk;
mod drag;
mod journey;
mod palette;
mod pictures;
mod reminders;
mod start;
mod today;
mod window;
