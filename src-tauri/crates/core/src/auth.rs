//! The rules of this feature.

pub(crate) mod commands;
pub(crate) mod store;
