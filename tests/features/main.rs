//! The features through the command table, on real files. One module a topic.

mod backup;
mod bad_input;
mod crash;
mod damage;
mod ground;
mod guard;
mod ics;
#[cfg(target_os = "linux")]
mod keychain;
mod mail;
mod rest;
mod rest_fuzz;
mod store;
