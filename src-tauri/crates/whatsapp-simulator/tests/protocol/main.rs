//! What the simulator is for: the real client, unchanged, against it. Every test ends by asking that nothing was against the
//! protocol and nothing left without acknowledgement.

#![allow(clippy::unwrap_used, reason = "all of this is a test, helpers too")]

mod admin;
mod baileys;
mod client;
mod faults;
mod groups;
mod history;
mod linking;
mod media;
mod messages;
mod presence;
mod strictness;
