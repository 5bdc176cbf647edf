//! A WhatsApp server with phones, which speaks the real multi-device protocol, so that everything that talks with WhatsApp can
//! be tried where WhatsApp cannot be reached: in tests, benchmarks and demonstrations. It is never part of the application.
//!
//! It is strict. What a client sends is verified, signatures and message authentication codes included; what it must
//! acknowledge is watched; and whatever the service would not take is kept as a [`Violation`], which a test asks for at its end.
//! `ARCHITECTURE.md` says where it is stricter than the service and where it is simpler.
//!
//! ```text
//! link.rs       a socket: handshake.rs, frames.rs
//! world.rs      the state, one lock, nothing waits: login.rs, pairing.rs, iq.rs, messages.rs, …
//! phone.rs      the first device of an account with its keys and sessions
//! simulator.rs  all of it for a caller; admin.rs the same over HTTP, main.rs as a program
//! ```

mod account;
mod admin;
mod envelope;
mod error;
mod faults;
mod frames;
mod groups;
mod handshake;
mod history;
mod iq;
mod keys;
mod link;
mod link_code;
mod login;
mod mailbox;
mod media;
mod media_host;
mod messages;
mod pairing;
mod phone;
mod presence;
mod receipts;
mod simulator;
mod stanza;
mod welcome;
mod world;

pub use account::Number;
pub use admin::Admin;
pub use error::{Refused, Violation};
pub use faults::Fault;
pub use handshake::Pattern;
pub use media::{File, FileKind};
pub use phone::Message;
pub use simulator::{Device, Phone, Settings, Simulator};
