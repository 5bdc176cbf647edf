//! WhatsApp over the multi-device protocol: the adapter of the port [`leadsmart_ports::whatsapp`].
//!
//! A line is a linked device like WhatsApp in a browser. `whatsapp-rust` speaks the protocol; here it is given a store, a network and
//! a listener, and its errors and events are said in the words of the port.
//!
//! ```text
//! service.rs   opens lines: version.rs, dial.rs (the socket), http.rs (the hosts of files)
//! line.rs      one number until it ends: send.rs, outbound.rs, files.rs, lookup.rs
//! teller.rs    what happens, to the listener, one after the other: events.rs, content.rs
//! backend.rs   the library's store over a vault
//! ```

mod address;
mod backend;
mod content;
mod dial;
mod events;
mod failure;
mod files;
mod http;
mod line;
mod lookup;
mod outbound;
mod send;
mod service;
mod teller;
mod version;

pub use backend::VaultBackend;
pub use service::{Instead, MultiDevice};
