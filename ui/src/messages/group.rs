//! What stands in a conversation beside its messages: the lines of days, where the unread begin, and which messages belong
//! together. Pure.

use jiff::civil::{Date, DateTime};

/// How long after a message another one of the same writer still belongs to it, in minutes.
const TOGETHER: i64 = 5;

/// Who wrote something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writer<M> {
    /// The other one.
    Them,
    /// The company: this member, or nobody in particular, as from the phone itself.
    Us(Option<M>),
    /// Nobody: it only says what happened, or is a note among colleagues, and stands alone.
    Nobody,
}

/// What is known of a message here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written<K, M> {
    /// Which one.
    pub(super) key: K,
    /// When, on the company's clock.
    pub(super) at: DateTime,
    /// By whom.
    pub(super) writer: Writer<M>,
}

/// A row of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Row<K> {
    /// Older messages are still on their way to this computer.
    Arriving,
    /// A day begins.
    Day(Date),
    /// The unread begin.
    Unread,
    /// A message.
    Message(K),
}

/// Where a message stands among those of its writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Among {
    /// It is the first: who wrote is said.
    pub(super) first: bool,
    /// It is the last: some room follows.
    pub(super) last: bool,
}

/// Stands by itself.
pub(super) const ALONE: Among = Among { first: true, last: true };

/// The rows of a conversation, oldest first; each message with its place among those of its writer.
pub(super) fn rows<K: Copy + PartialEq, M: PartialEq>(
    written: &[Written<K, M>],
    first_unread: Option<K>,
) -> Vec<(Row<K>, Among)> {
    let mut rows = Vec::with_capacity(written.len() + 8);
    for (at, now) in written.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| &written[at]);
        let new_day = before.is_none_or(|before| before.at.date() != now.at.date());
        if new_day {
            rows.push((Row::Day(now.at.date()), ALONE));
        }
        if first_unread == Some(now.key) {
            rows.push((Row::Unread, ALONE));
        }
        let parted = |later: &Written<K, M>, earlier: &Written<K, M>| {
            !belong(earlier, later) || first_unread == Some(later.key)
        };
        let first = before.is_none_or(|before| parted(now, before));
        let last = written.get(at + 1).is_none_or(|next| parted(next, now));
        rows.push((Row::Message(now.key), Among { first, last }));
    }
    rows
}

/// Whether two that follow each other are of one writer, one day and nearly one time.
fn belong<K, M: PartialEq>(earlier: &Written<K, M>, later: &Written<K, M>) -> bool {
    earlier.writer == later.writer
        && later.writer != Writer::Nobody
        && earlier.at.date() == later.at.date()
        && later.at.duration_since(earlier.at).as_mins() < TOGETHER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(key: u32, day: i8, minute: i8, writer: Writer<u8>) -> Written<u32, u8> {
        let at = Date::new(2026, 11, day).expect("a date").at(10, minute, 0, 0);
        Written { key, at, writer }
    }

    const THEM: Writer<u8> = Writer::Them;
    const RITA: Writer<u8> = Writer::Us(Some(1));
    const BRUNO: Writer<u8> = Writer::Us(Some(2));

    #[test]
    fn each_day_begins_with_its_line() {
        let rows = rows(&[written(1, 22, 0, THEM), written(2, 22, 1, THEM), written(3, 23, 0, THEM)], None);
        let kinds: Vec<_> = rows.iter().map(|(row, _)| *row).collect();
        let day = |day| Row::Day(Date::new(2026, 11, day).expect("a date"));
        assert_eq!(kinds, [day(22), Row::Message(1), Row::Message(2), day(23), Row::Message(3)]);
    }

    #[test]
    fn messages_of_one_writer_within_minutes_belong_together() {
        let of = [
            written(1, 22, 0, THEM),
            written(2, 22, 4, THEM),
            written(3, 22, 9, THEM),
            written(4, 22, 9, RITA),
            written(5, 22, 10, BRUNO),
        ];
        let among: Vec<_> =
            rows(&of, None).into_iter().skip(1).map(|(_, among)| (among.first, among.last)).collect();
        assert_eq!(among, [(true, false), (false, true), (true, true), (true, true), (true, true)]);
    }

    #[test]
    fn the_unread_begin_under_a_line_of_their_own() {
        let of = [written(1, 22, 0, THEM), written(2, 22, 1, THEM)];
        let rows = rows(&of, Some(2));
        assert_eq!(rows[2].0, Row::Unread);
        assert!(rows[1].1.last && rows[3].1.first, "the line parts what would belong together");
    }

    #[test]
    fn what_nobody_wrote_stands_alone() {
        let rows = rows(&[written(1, 22, 0, Writer::Nobody), written(2, 22, 0, Writer::Nobody)], None);
        assert!(rows.iter().all(|(_, among)| among.first && among.last));
    }
}
