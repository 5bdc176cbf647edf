//! Contract to rules and back: the commands of this feature.

use crate::table::Builder;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
}
