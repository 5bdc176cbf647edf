//! Several desktops, one company: what was done here goes up, what stands comes down.
//!
//! A change is recorded with the change itself (`db/capture.rs`). [`plan`] makes intents of what is recorded and says what a row is
//! with what waits on top of it; it is pure. [`engine`] hands in one batch at a time and reads what has changed, so that a stop at any
//! point is gone on from; [`apply`] brings rows into the store, all of a reading or nothing; [`supervisor`] says when. The company's
//! database is behind the port [`leadsmart_ports::remote::Remote`], and decides.

pub(crate) mod apply;
pub(crate) mod engine;
pub(crate) mod link;
pub(crate) mod plan;
mod rows;
#[cfg(test)]
mod simulation;
pub(crate) mod store;
