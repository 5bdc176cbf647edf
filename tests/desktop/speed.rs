//! How fast the real window is, on a file with 100,000 appointments and 100,000 clients. `cargo xtask speed` runs these alone,
//! one after the other, on a release build; they judge nothing and write each figure as a line of the table that it prints.
//!
//! Everything is drawn in software on a virtual display: a computer with a graphics card is faster.

mod chats;
mod drag;
mod figures;
mod furnished;
mod memory;
mod pages;
mod processes;
mod start;
