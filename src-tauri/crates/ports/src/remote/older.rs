//! What of a company comes in while one works: messages that are older than the last ones, and what hangs on them. A desktop that joins
//! reads everything else first, and then these in stretches, the newest first.

use uuid::Uuid;

use super::Part;
use super::shared::{TABLES, Table};

/// The table whose older rows come later.
pub const MESSAGES: &str = "messages";

/// States of messages that have something before them. These are read first however old they are, and so are unread messages and the
/// newest of each conversation: counts, the order of conversations and what goes out are right from the beginning. What waits to be sent
/// is also all that ever changes its time, so no message leaves the stretch in which it is read.
pub const UNSETTLED: [&str; 4] = ["scheduled", "queued", "sending", "failed"];

/// The state of a message that stands at a planned time, and so is not the newest of its conversation.
pub const SCHEDULED: &str = "scheduled";

/// The tables that hang on messages, each with the column that names the message.
pub fn hanging() -> impl Iterator<Item = (&'static Table, &'static str)> {
    TABLES.iter().filter_map(|table| match table.root {
        Some((MESSAGES, column)) => Some((table, column)),
        _ => None,
    })
}

/// A place among messages: an instant in milliseconds, and an id. They are in the order of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The time of a message.
    pub at: i64,
    /// The message.
    pub id: Uuid,
}

impl Mark {
    /// Before all messages.
    pub const BEGINNING: Self = Self { at: i64::MIN, id: Uuid::nil() };

    /// Before the messages of an instant.
    pub const fn before(at: i64) -> Self {
        Self { at, id: Uuid::nil() }
    }
}

/// Which older messages are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Only of this conversation.
    pub thread: Option<Uuid>,
    /// Only what is before this place.
    pub before: Mark,
    /// The newest of them, at most so many; at least one.
    pub rows: usize,
}

/// Older messages with all that hangs on them.
#[derive(Clone, Debug)]
pub struct Older {
    /// The rows, in any order.
    pub parts: Vec<Part>,
    /// From which place on everything that was asked for is in them; none if there is nothing before.
    pub down_to: Option<Mark>,
}
