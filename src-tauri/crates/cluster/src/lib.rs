//! PostgreSQL for tests and benchmarks: clusters of their own that may be killed, a faulty way to them, and databases that are set up.
//!
//! It is a package of its own because the core's tests need it as well as those that go through its doors. No program is built from it.

#![cfg(unix)]

pub mod cluster;
pub mod proxy;
pub mod remote;
