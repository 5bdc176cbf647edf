//! A line against a WhatsApp that verifies everything. Every test that has one ends by asking that nothing was against the protocol
//! and nothing left without acknowledgement.

#![allow(clippy::unwrap_used, reason = "all of this is a test, helpers too")]

mod durability;
mod faults;
mod history;
mod linking;
mod media;
mod messages;
mod store;
mod support;
