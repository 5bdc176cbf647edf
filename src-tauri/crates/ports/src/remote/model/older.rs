//! Which messages a first reading leaves out, and how they are read later.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use uuid::Uuid;

use super::super::load::parts;
use super::super::older::{MESSAGES, Mark, Older, SCHEDULED, Stretch, UNSETTLED, hanging};
use super::super::{RemoteFailure, Row};

/// A message among the live rows of a company.
struct Message<'a> {
    mark: Mark,
    thread: &'a str,
    state: &'a str,
    unread: bool,
}

impl<'a> Message<'a> {
    fn of(row: &'a Row) -> Option<Self> {
        let columns = row.columns.as_ref().filter(|_| row.entity == MESSAGES)?;
        let text = |name: &str| columns.get(name).and_then(Value::as_str);
        let number = |name: &str| columns.get(name).and_then(Value::as_i64);
        Some(Self {
            mark: Mark { at: number("at")?, id: Uuid::try_parse(&row.key).ok()? },
            thread: text("thread_id")?,
            state: text("state")?,
            unread: number("unread") == Some(1),
        })
    }
}

/// The message that a row hangs on.
fn hangs_on(row: &Row) -> Option<Uuid> {
    let (_, column) = hanging().find(|(table, _)| table.name == row.entity)?;
    Uuid::try_parse(row.columns.as_ref()?.get(column)?.as_str()?).ok()
}

/// The rows that a first reading has: everything but older messages and what hangs on them.
pub(super) fn first(rows: &[Row], since: i64) -> Vec<Row> {
    let mut newest: HashMap<&str, Mark> = HashMap::new();
    for message in rows.iter().filter_map(Message::of).filter(|message| message.state != SCHEDULED) {
        let known = newest.entry(message.thread).or_insert(message.mark);
        *known = message.mark.max(*known);
    }
    let is_first = |message: &Message<'_>| {
        message.mark.at >= since
            || message.unread
            || UNSETTLED.contains(&message.state)
            || newest.get(message.thread) == Some(&message.mark)
    };
    let left_out = rows.iter().filter_map(Message::of).filter(|message| !is_first(message));
    let left_out: HashSet<Uuid> = left_out.map(|message| message.mark.id).collect();
    let is_left_out = |row: &Row| {
        let message = Message::of(row).map(|message| message.mark.id).or_else(|| hangs_on(row));
        message.is_some_and(|message| left_out.contains(&message))
    };
    rows.iter().filter(|row| !is_left_out(row)).cloned().collect()
}

/// A stretch of older messages out of the live rows of a company.
pub(super) fn stretch(rows: Vec<Row>, stretch: Stretch) -> Result<Older, RemoteFailure> {
    let thread = stretch.thread.map(|thread| thread.simple().to_string());
    let asked_for = |message: &Message<'_>| {
        message.mark < stretch.before && thread.as_ref().is_none_or(|thread| thread == message.thread)
    };
    let mut marks: Vec<Mark> =
        rows.iter().filter_map(Message::of).filter(asked_for).map(|message| message.mark).collect();
    marks.sort_by(|one, other| other.cmp(one));
    let most = stretch.rows.max(1);
    marks.truncate(most);
    let down_to = marks.last().copied().filter(|_| marks.len() == most);
    let given: HashSet<Uuid> = marks.into_iter().map(|mark| mark.id).collect();
    let is_given = |row: &Row| {
        let message = Message::of(row).map(|message| message.mark.id).or_else(|| hangs_on(row));
        message.is_some_and(|message| given.contains(&message))
    };
    Ok(Older { parts: parts(rows.into_iter().filter(is_given).collect())?, down_to })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::remote::Cell;

    fn row(entity: &str, key: u128, columns: &Value) -> Row {
        let key = Uuid::from_u128(key).simple().to_string();
        let columns = columns.as_object().cloned();
        Row { entity: entity.to_owned(), key, version: 1, columns }
    }

    fn hex(id: u128) -> String {
        Uuid::from_u128(id).simple().to_string()
    }

    fn message(id: u128, thread: u128, at: i64, state: &str, unread: u8) -> Row {
        row(
            MESSAGES,
            id,
            &json!({ "id": hex(id), "thread_id": hex(thread), "at": at, "state": state, "unread": unread }),
        )
    }

    fn company() -> Vec<Row> {
        let file = |message: u128| {
            row("message_media", message, &json!({ "message_id": hex(message), "kind": "image" }))
        };
        vec![
            row("clients", 99, &json!({ "id": hex(99) })),
            message(1, 7, 10, "read", 0),
            file(1),
            message(2, 7, 20, "failed", 0),
            message(3, 7, 20, "received", 1),
            message(4, 7, 90, "read", 0),
            file(4),
            message(5, 8, 30, "read", 0),
            message(6, 8, 40, "read", 0),
            message(7, 8, 300, "scheduled", 0),
            row("message_revisions", 50, &json!({ "id": hex(50), "message_id": hex(5) })),
        ]
    }

    fn keys(rows: &[Row]) -> Vec<u128> {
        rows.iter().map(|row| Uuid::try_parse(&row.key).expect("a key").as_u128()).collect()
    }

    #[test]
    fn a_first_reading_has_the_last_messages_and_what_cannot_wait() {
        // Of the second conversation the newest that was said comes, although it is old.
        assert_eq!(keys(&first(&company(), 50)), [99, 2, 3, 4, 4, 6, 7]);
        assert_eq!(first(&company(), 0).len(), company().len(), "nothing is older than everything");
    }

    #[test]
    fn stretches_of_any_size_bring_all_that_is_older_once_and_end() {
        for rows in [1, 2, 3, 5, 10] {
            let (mut before, mut given) = (Mark::before(50), Vec::new());
            loop {
                let older = super::stretch(company(), Stretch { thread: None, before, rows }).expect("rows");
                for part in &older.parts {
                    for row in part.rows() {
                        let row = row.expect("a row");
                        let id = row.iter().find_map(|cell| match cell {
                            Cell::Bytes(id) => Uuid::from_slice(id).ok(),
                            _ => None,
                        });
                        given.push((part.table().name, id.expect("an id").as_u128()));
                    }
                }
                let Some(mark) = older.down_to else { break };
                assert!(mark < before, "each goes further back");
                before = mark;
            }
            given.sort_unstable();
            let messages = [1, 2, 3, 5, 6].map(|id| (MESSAGES, id));
            let mut all = vec![("message_media", 1), ("message_revisions", 50)];
            all.extend(messages);
            all.sort_unstable();
            assert_eq!(given, all, "in stretches of {rows}");
        }
    }

    #[test]
    fn a_conversation_is_read_by_itself() {
        let asked = Stretch { thread: Some(Uuid::from_u128(8)), before: Mark::before(50), rows: 1 };
        let older = super::stretch(company(), asked).expect("rows");
        assert_eq!(older.down_to, Some(Mark { at: 40, id: Uuid::from_u128(6) }));
        assert_eq!(older.parts.iter().map(crate::remote::Part::len).sum::<usize>(), 1);
    }
}
