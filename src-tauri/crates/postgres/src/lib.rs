//! The company's database on a PostgreSQL server (15 or newer): the ports [`leadsmart_ports::remote::Remote`] and
//! [`leadsmart_ports::remote::CompanyServers`]: synchronizing, set-up by an administrator, and joining with an invite code.
//!
//! The server decides everything in functions (`migrations/remote/functions`); this crate connects, calls them, and says what went
//! wrong. A connection is protected by TLS with the certificate verified, or goes to this computer.

mod address;
mod connect;
mod failure;
mod invite;
mod join;
mod load;
mod older;
mod pull;
mod remote;
mod scram;
mod servers;
mod setup;

pub use address::{Address, Protection};
pub use invite::InviteCode;
pub use join::Joined;
pub use remote::{Device, DeviceLogin, PostgresRemote};
pub use scram::Password;
pub use servers::PostgresServers;
pub use setup::{Administrator, Founded};
