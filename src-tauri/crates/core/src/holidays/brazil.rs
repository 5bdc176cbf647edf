//! The holidays of Brazil by law.

use super::Holiday;

/// The holidays of a year, in the country and in a state.
pub(super) fn holidays(_state: Option<&str>, _year: i16) -> Vec<Holiday> {
    Vec::new()
}
