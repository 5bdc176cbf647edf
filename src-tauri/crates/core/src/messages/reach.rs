//! How far back a conversation is on this computer, while older messages are still on their way to it.
//!
//! Single ones from before may be here: the newest, unread ones, those that somebody has changed since. A page does not show them beside
//! each other as if nothing were between: it ends where the conversation has no gaps any more.

use leadsmart_contract::ids::{CompanyId, ThreadId};
use sqlx::SqliteConnection;

use super::cursor::Mark;
use crate::error::Result;
use crate::sync;

/// From which place on all messages of a conversation are here; none if it is here as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach(Option<Mark>);

impl Reach {
    /// That of a conversation.
    pub(super) async fn of(
        connection: &mut SqliteConnection,
        company: CompanyId,
        thread: ThreadId,
    ) -> Result<Self> {
        Ok(Self(sync::reach_of_thread(connection, company, thread).await?))
    }

    /// Leaves of messages, the newest first, those between which none is missing; at least so many.
    pub(super) fn cut(self, marks: &mut Vec<Mark>, least: usize) {
        let whole = marks.iter().take_while(|mark| self.0.is_none_or(|from| **mark >= from)).count();
        marks.truncate(whole.max(least));
    }

    /// Whether a page ends because what comes before it is not here: `older` is the next message before it that is. An empty conversation
    /// (`empty`) has nothing before it: the newest message of each comes with everything else.
    pub(super) fn ends(self, older: Option<Mark>, empty: bool) -> bool {
        self.0.is_some_and(|from| !empty && older.is_none_or(|older| older < from))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn mark(at: i64) -> Mark {
        (at, Uuid::nil())
    }

    #[test]
    fn a_page_ends_where_messages_begin_to_be_missing() {
        let reach = Reach(Some(mark(50)));
        let cut = |times: &[i64], least| {
            let mut marks: Vec<Mark> = times.iter().map(|at| mark(*at)).collect();
            reach.cut(&mut marks, least);
            marks.into_iter().map(|(at, _)| at).collect::<Vec<_>>()
        };
        assert_eq!(cut(&[90, 50, 40, 10], 0), [90, 50]);
        assert_eq!(cut(&[40, 10], 1), [40], "the newest is shown however old it is");
        assert_eq!(cut(&[40, 10], 0), [] as [i64; 0]);
        assert!(reach.ends(Some(mark(40)), false) && reach.ends(None, false), "more is on its way");
        assert!(!reach.ends(Some(mark(50)), false), "the next page is here");
        assert!(!reach.ends(None, true), "where nothing was said nothing is missing");
    }

    #[test]
    fn a_conversation_that_is_here_ends_at_its_beginning() {
        let mut marks = vec![mark(90), mark(1)];
        Reach(None).cut(&mut marks, 0);
        assert_eq!(marks.len(), 2);
        assert!(!Reach(None).ends(None, false));
    }
}
