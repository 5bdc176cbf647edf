//! How a company comes to be on several computers: its database set up, a code for another computer, the computers it has.

mod devices;
mod invite;
pub(super) mod joining;
pub(super) mod secrets;
mod set_up;
mod sheet;
mod texts;

pub(super) use devices::Devices;
pub(super) use invite::Invitation;
pub(super) use set_up::{Renew, SetUp};
