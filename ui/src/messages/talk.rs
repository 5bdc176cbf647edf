//! The part of a conversation that was read, and how what is read later joins it. Pure.

use std::collections::{HashMap, HashSet};

use leadsmart_contract::ids::{MemberId, MessageId};
use leadsmart_contract::messages::{Direction, MessagePage, MessageView};
use leadsmart_contract::threads::NoteView;

use super::face::Key;
use super::group::{ALONE, Among, Row, Writer, Written, rows};

/// What reading the newest page again has brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Renewed {
    /// What came from the other one.
    pub(super) came: Vec<MessageId>,
    /// Whether anything is another than before, so that it has to be drawn.
    pub(super) changed: bool,
}

/// What was read of a conversation, the oldest first, without a gap.
#[derive(Clone, Debug, Default)]
pub(super) struct Talk {
    items: Vec<MessageView>,
    notes: Vec<NoteView>,
    /// What to ask for older ones; none at the beginning.
    before: Option<String>,
    /// What to ask for newer ones; none at the end.
    after: Option<String>,
    /// Whether what is before is still on its way to this computer.
    arriving: bool,
    /// Where the unread began when the conversation was opened.
    first_unread: Option<MessageId>,
    /// Whether anything was read yet.
    read: bool,
    /// Whether it was read since it was opened last.
    opened: bool,
    rows: Vec<(Row<Key>, Among)>,
    places: HashMap<MessageId, usize>,
}

impl Talk {
    /// Whether anything was read yet.
    pub(super) fn is_read(&self) -> bool {
        self.read
    }

    /// The rows, the oldest first.
    pub(super) fn rows(&self) -> &[(Row<Key>, Among)] {
        &self.rows
    }

    /// A message that was read.
    pub(super) fn message(&self, id: MessageId) -> Option<&MessageView> {
        self.items.get(*self.places.get(&id)?)
    }

    /// A remark that was read.
    pub(super) fn note(&self, id: leadsmart_contract::ids::NoteId) -> Option<&NoteView> {
        self.notes.iter().find(|note| note.id == id)
    }

    /// The newest message, if the end was read.
    pub(super) fn newest(&self) -> Option<&MessageView> {
        self.items.last().filter(|_| self.after.is_none())
    }

    /// The newest words of the person's own that can be changed.
    pub(super) fn newest_editable(&self) -> Option<&MessageView> {
        self.items.iter().rev().find(|view| view.editable && view.direction == Direction::Out)
    }

    /// What to ask for older ones.
    pub(super) fn before(&self) -> Option<String> {
        self.before.clone()
    }

    /// Whether it goes as far back as there are messages on this computer, with older ones on their way to it.
    pub(super) fn is_arriving(&self) -> bool {
        self.arriving
    }

    /// What to ask for newer ones.
    pub(super) fn after(&self) -> Option<String> {
        self.after.clone()
    }

    /// Whether any message that was read is unread.
    pub(super) fn has_unread(&self) -> bool {
        self.items.iter().any(|view| view.unread)
    }

    /// Begins anew with the newest page, or the one around a message.
    pub(super) fn begin(&mut self, page: MessagePage) {
        let MessagePage { items, before, after, arriving } = page;
        (self.items, self.before, self.after, self.arriving) = (items, before, after, arriving);
        self.read = true;
        self.mark_unread();
        self.arrange();
    }

    /// Takes the newest page again: what came, what changed, and what went.
    ///
    /// Where so much came that there would be a gap, only the page stays.
    pub(super) fn renew(&mut self, page: MessagePage) -> Renewed {
        if !self.read {
            self.begin(page);
            return Renewed { came: Vec::new(), changed: true };
        }
        // Not at the end: what is in sight is renewed by itself.
        if self.after.is_some() {
            return Renewed::default();
        }
        if self.ends_with(&page) {
            // Where the unread begin was seen when it was opened, and stands.
            self.opened = true;
            return Renewed::default();
        }
        let known: HashSet<MessageId> = self.places.keys().copied().collect();
        let came = |view: &&MessageView| view.direction == Direction::In && !known.contains(&view.id);
        let came = page.items.iter().filter(came).map(|view| view.id).collect();
        let of_page: HashSet<MessageId> = page.items.iter().map(|view| view.id).collect();
        match self.items.iter().position(|view| of_page.contains(&view.id)) {
            Some(joint) if joint > 0 && page.before.is_some() => {
                self.items.truncate(joint);
                self.items.extend(page.items);
            }
            // It goes as far back as what was read, or further.
            _ => (self.items, self.before, self.arriving) = (page.items, page.before, page.arriving),
        }
        self.after = page.after;
        self.mark_unread();
        self.arrange();
        Renewed { came, changed: true }
    }

    /// Whether the newest page is what was read already.
    fn ends_with(&self, page: &MessagePage) -> bool {
        let Some(from) = self.items.len().checked_sub(page.items.len()) else { return false };
        let whole = page.before.is_some() || (from == 0 && self.before.is_none());
        whole && self.after == page.after && self.items[from..] == page.items[..]
    }

    /// Takes what is in sight again: what changed.
    pub(super) fn refresh(&mut self, page: MessagePage) {
        for view in page.items {
            if let Some(place) = self.places.get(&view.id) {
                self.items[*place] = view;
            }
        }
        self.arrange();
    }

    /// Puts older ones above.
    pub(super) fn put_older(&mut self, page: MessagePage) {
        let new: Vec<_> = page.items.into_iter().filter(|view| !self.places.contains_key(&view.id)).collect();
        self.items.splice(0..0, new);
        (self.before, self.arriving) = (page.before, page.arriving);
        self.arrange();
    }

    /// Puts newer ones below.
    pub(super) fn put_newer(&mut self, page: MessagePage) {
        let places = &self.places;
        self.items.extend(page.items.into_iter().filter(|view| !places.contains_key(&view.id)));
        self.after = page.after;
        self.arrange();
    }

    /// Puts a message that was answered by a call: changed in its place, or new at the end.
    pub(super) fn put(&mut self, view: MessageView) {
        match self.places.get(&view.id) {
            Some(place) => self.items[*place] = view,
            None if self.after.is_none() => self.items.push(view),
            None => return,
        }
        self.arrange();
    }

    /// Takes a message away that was taken back.
    pub(super) fn remove(&mut self, id: MessageId) {
        self.items.retain(|view| view.id != id);
        self.arrange();
    }

    /// Takes the remarks of the team; answers whether they are others than before.
    pub(super) fn set_notes(&mut self, notes: Vec<NoteView>) -> bool {
        if self.notes == notes {
            return false;
        }
        self.notes = notes;
        self.arrange();
        true
    }

    /// It was marked as read as far as this message.
    pub(super) fn note_read(&mut self, up_to: MessageId) {
        if let Some(place) = self.places.get(&up_to) {
            self.items[..=*place].iter_mut().for_each(|view| view.unread = false);
        }
    }

    /// It is opened again: where the unread begin is seen anew, now and when the newest page was read again.
    pub(super) fn reopen(&mut self) {
        (self.first_unread, self.opened) = (self.unread_from(), false);
        self.arrange();
    }

    fn unread_from(&self) -> Option<MessageId> {
        self.items.iter().find(|view| view.unread).map(|view| view.id)
    }

    fn mark_unread(&mut self) {
        if !std::mem::replace(&mut self.opened, true) {
            self.first_unread = self.unread_from();
        }
    }

    fn arrange(&mut self) {
        self.places = self.items.iter().enumerate().map(|(place, view)| (view.id, place)).collect();
        // Remarks of days that were not read stand nowhere yet.
        let begin = self.items.first().filter(|_| self.before.is_some()).map(|view| view.at.at);
        let end = self.items.last().filter(|_| self.after.is_some()).map(|view| view.at.at);
        let in_sight = |note: &&NoteView| {
            begin.is_none_or(|begin| note.at.at >= begin) && end.is_none_or(|end| note.at.at <= end)
        };
        let mut notes = self.notes.iter().filter(in_sight).map(written_note).peekable();
        let mut written = Vec::with_capacity(self.items.len());
        for view in &self.items {
            while let Some((_, note)) = notes.next_if(|(at, _)| *at <= view.at.at) {
                written.push(note);
            }
            written.push(written_message(view));
        }
        written.extend(notes.map(|(_, note)| note));
        self.rows = rows(&written, self.first_unread.map(Key::Message));
        if self.arriving {
            self.rows.insert(0, (Row::Arriving, ALONE));
        }
    }
}

fn written_message(view: &MessageView) -> Written<Key, MemberId> {
    let writer = match view.direction {
        Direction::In => Writer::Them,
        Direction::Out => Writer::Us(view.by.as_ref().map(|by| by.id)),
    };
    Written { key: Key::Message(view.id), at: view.at.local, writer }
}

fn written_note(note: &NoteView) -> (jiff::Timestamp, Written<Key, MemberId>) {
    (note.at.at, Written { key: Key::Note(note.id), at: note.at.local, writer: Writer::Nobody })
}

#[cfg(test)]
mod tests {
    use super::super::face::tests::message;
    use super::*;

    fn page(numbers: std::ops::Range<u128>, before: bool, after: bool) -> MessagePage {
        let cursor = |there: bool| there.then(|| "x".to_owned());
        MessagePage {
            items: numbers.map(|number| message(number, "Oi")).collect(),
            before: cursor(before),
            after: cursor(after),
            arriving: false,
        }
    }

    fn numbers(talk: &Talk) -> Vec<u128> {
        talk.items.iter().map(|view| view.id.uuid().as_u128()).collect()
    }

    fn begun(with: MessagePage) -> Talk {
        let mut talk = Talk::default();
        talk.begin(with);
        talk
    }

    #[test]
    fn what_comes_is_put_below_and_told_once() {
        let mut talk = begun(page(10..13, true, false));
        let renewed = talk.renew(page(11..15, true, false));
        assert_eq!(numbers(&talk), [10, 11, 12, 13, 14]);
        assert_eq!((renewed.came.len(), renewed.changed), (2, true));
        assert_eq!(talk.renew(page(11..15, true, false)), Renewed::default());
        assert_eq!(talk.before().as_deref(), Some("x"));
    }

    #[test]
    fn what_was_taken_back_elsewhere_goes() {
        let mut talk = begun(page(10..15, true, false));
        let mut newest = page(12..15, true, false);
        newest.items.remove(1);
        talk.renew(newest);
        assert_eq!(numbers(&talk), [10, 11, 12, 14]);
    }

    #[test]
    fn where_there_would_be_a_gap_only_the_newest_stay() {
        let mut talk = begun(page(10..12, true, false));
        talk.renew(page(50..52, true, false));
        assert_eq!(numbers(&talk), [50, 51]);
    }

    #[test]
    fn older_and_newer_join_without_repeating() {
        let mut talk = begun(page(10..12, true, true));
        talk.put_older(page(7..11, false, true));
        talk.put_newer(page(11..14, true, false));
        assert_eq!(numbers(&talk), [7, 8, 9, 10, 11, 12, 13]);
        assert_eq!((talk.before(), talk.after()), (None, None));
    }

    #[test]
    fn a_line_above_says_that_older_ones_are_on_their_way_until_they_are_here() {
        let arriving = |page: MessagePage| MessagePage { arriving: true, ..page };
        let says_so = |talk: &Talk| talk.rows().first().is_some_and(|(row, _)| *row == Row::Arriving);
        let mut talk = begun(arriving(page(10..12, true, false)));
        assert!(says_so(&talk) && talk.is_arriving());
        talk.put_older(arriving(page(0..0, true, false)));
        assert!(says_so(&talk), "nothing has come yet");
        talk.renew(page(11..13, true, false));
        assert!(says_so(&talk), "what is new says nothing of what is old");
        talk.put_older(page(5..10, true, false));
        assert!(!says_so(&talk) && numbers(&talk).len() == 8);
        let mut talk = begun(arriving(page(10..12, true, false)));
        talk.renew(page(5..12, true, false));
        assert!(!says_so(&talk), "they came with the newest");
        assert_eq!(numbers(&talk), [5, 6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn away_from_the_end_nothing_is_appended() {
        let mut talk = begun(page(10..12, true, true));
        assert_eq!(talk.renew(page(50..52, true, false)), Renewed::default());
        talk.put(message(60, "Oi"));
        assert_eq!(numbers(&talk), [10, 11]);
        assert!(talk.newest().is_none());
    }

    #[test]
    fn where_the_unread_began_stays_until_it_is_opened_again() {
        let mut first = page(10..13, true, false);
        first.items[1].unread = true;
        let mut talk = begun(first);
        let marked = |talk: &Talk| talk.rows().iter().any(|(row, _)| *row == Row::Unread);
        assert!(marked(&talk) && talk.has_unread());
        talk.renew(page(11..14, true, false));
        assert!(marked(&talk), "reading marks the messages, but the eye still needs the line");
        talk.reopen();
        assert!(!marked(&talk));
        let mut newest = page(12..15, true, false);
        newest.items[2].unread = true;
        talk.renew(newest);
        assert!(marked(&talk), "what came meanwhile");
    }

    #[test]
    fn what_is_the_same_is_not_drawn_again() {
        let mut talk = begun(page(10..15, true, false));
        assert!(!talk.renew(page(12..15, true, false)).changed, "nothing came");
        let mut newest = page(12..15, true, false);
        newest.items[0].unread = true;
        assert!(talk.renew(newest).changed, "one changed");
        assert!(talk.renew(page(13..15, false, false)).changed, "what was before is gone");
        assert!(!talk.renew(page(13..15, false, false)).changed);
        assert!(!talk.set_notes(Vec::new()), "there are no remarks, as before");
    }

    #[test]
    fn what_was_kept_shows_its_unread_at_once_but_not_what_was_read_before_one_left() {
        let mut newest = page(10..13, true, false);
        newest.items[1].unread = true;
        let mut talk = begun(newest);
        let marked = |talk: &Talk| talk.rows().iter().any(|(row, _)| *row == Row::Unread);
        talk.reopen();
        assert!(marked(&talk), "it is seen without asking again");
        talk.note_read(message(12, "").id);
        talk.reopen();
        assert!(!marked(&talk) && !talk.has_unread());
    }

    #[test]
    fn a_message_that_changed_keeps_its_place() {
        let mut talk = begun(page(10..13, false, false));
        talk.put(message(11, "Olá"));
        talk.refresh(MessagePage {
            items: vec![message(12, "Até"), message(99, "?")],
            before: None,
            after: None,
            arriving: false,
        });
        assert_eq!(numbers(&talk), [10, 11, 12]);
        assert_eq!(talk.items[1].content, message(11, "Olá").content);
        talk.remove(message(10, "").id);
        assert_eq!(numbers(&talk), [11, 12]);
    }
}
