//! The rules that a time may break.

use crate::view;

/// A rule that a time breaks.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrokenRule {
    /// Which rule.
    pub rule: Rule,
    /// What it says here, in the caller's language, such as "Ana Prado attends another client from 10:00 to 11:00".
    pub message: String,
    /// Whether who holds the right may book nevertheless.
    pub overridable: bool,
}

view! {
    /// The rules that a time may break.
    enum Rule {
        /// Outside the hours of the agenda.
        Closed,
        /// An exception closes the date or changes its hours.
        Exception,
        /// A holiday.
        Holiday,
        /// The professional is away.
        Absence,
        /// The agenda has no place left.
        Full,
        /// The professional attends somebody else.
        Busy,
        /// Too close to a neighbour.
        Buffer,
        /// Too short notice.
        Notice,
        /// Too far ahead.
        Horizon,
        /// A limit of the day, week or month is reached.
        Limit,
        /// The clock skips this time on that date.
        Nonexistent,
        /// In the past.
        Past,
    }
}

impl Rule {
    /// Whether it says that the time is taken: what goes against no other rule is squeezed in.
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Full | Self::Busy)
    }
}
