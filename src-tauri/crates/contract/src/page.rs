//! Long lists come in pages.

use serde::{Deserialize, Serialize};

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Give this as `cursor` to get what follows; none at the end.
    pub next: Option<String>,
}

/// How many entries a page has when the caller does not say.
pub const DEFAULT_LIMIT: u16 = 50;

/// How many entries a page has at most.
pub const MAX_LIMIT: u16 = 500;
