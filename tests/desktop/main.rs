//! The real window, driven as a person would. `cargo xtask desktop` builds it, and says by which environment variables it and
//! the driver are found. Each test logs in to a session of its own, so several run at once.
//!
//! Tests have a second thread, because the driver of a test that failed says goodbye on the first.

mod agenda;
mod alerts;
mod audit;
mod backup;
mod computer;
mod cuts;
mod desk;
mod drag;
mod hours;
mod ics;
mod import;
mod journey;
mod menu;
mod merge;
mod palette;
mod pictures;
mod series;
mod session;
mod speed;
mod start;
mod sync;
mod task;
mod tasks;
mod today;
mod tray;
mod unsent;
mod views;
mod whatsapp;
mod window;
