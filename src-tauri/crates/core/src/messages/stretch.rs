//! Which messages a page of a conversation has, and whether there are more on either side of it.

use leadsmart_contract::ids::ThreadId;
use sqlx::SqliteConnection;

use super::cursor::{END, Mark};
use super::reach::Reach;
use super::store::page;
use crate::error::Result;

/// Where a page lies.
pub(super) enum At {
    /// At the end.
    Newest,
    /// Before a place.
    Before(Mark),
    /// After a place.
    After(Mark),
    /// Around a message, with it.
    Around(Mark),
}

/// Messages that follow each other, the oldest first.
pub(super) struct Stretch {
    pub(super) marks: Vec<Mark>,
    /// The next older one that is here.
    pub(super) older: Option<Mark>,
    /// Whether there are newer ones.
    pub(super) newer: bool,
}

/// Finds them, `most` at most. One more than is asked for tells whether there are more, so that mostly one question is enough:
/// a question takes longer on its way to the engine than the engine takes for it.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    place: (ThreadId, Reach),
    at: At,
    most: usize,
) -> Result<Stretch> {
    let (thread, _) = place;
    match at {
        At::Newest => {
            // The newest came with everything else.
            let (marks, older) = before(connection, place, END, (1, most)).await?;
            Ok(Stretch { marks, older, newer: false })
        }
        At::Before(mark) => {
            let (marks, older) = before(connection, place, mark, (0, most)).await?;
            let newer = match marks.last() {
                Some(last) => after(connection, thread, *last, 0).await?.1,
                None => false,
            };
            Ok(Stretch { marks, older, newer })
        }
        At::After(mark) => {
            let (marks, newer) = after(connection, thread, mark, most).await?;
            let older = match marks.first() {
                Some(first) => before(connection, place, *first, (0, 0)).await?.1,
                None => None,
            };
            Ok(Stretch { marks, older, newer })
        }
        At::Around(mark) => {
            let (mut marks, older) = before(connection, place, mark, (0, most / 2)).await?;
            marks.push(mark);
            let (rest, newer) = after(connection, thread, mark, most.saturating_sub(marks.len())).await?;
            marks.extend(rest);
            Ok(Stretch { marks, older, newer })
        }
    }
}

/// Those before a place between which none is missing, the oldest first, and the next older one that is here. At least and at most so
/// many.
async fn before(
    connection: &mut SqliteConnection,
    (thread, reach): (ThreadId, Reach),
    mark: Mark,
    (least, most): (usize, usize),
) -> Result<(Vec<Mark>, Option<Mark>)> {
    let all = page::before(connection, thread, mark, one_more(most)).await?;
    let mut marks: Vec<Mark> = all.iter().take(most).copied().collect();
    reach.cut(&mut marks, least);
    let older = all.get(marks.len()).copied();
    marks.reverse();
    Ok((marks, older))
}

/// Those after a place, the oldest first, and whether there are more.
async fn after(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    mark: Mark,
    most: usize,
) -> Result<(Vec<Mark>, bool)> {
    let mut marks = page::after(connection, thread, mark, one_more(most)).await?;
    let more = marks.len() > most;
    marks.truncate(most);
    Ok((marks, more))
}

fn one_more(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)
}
