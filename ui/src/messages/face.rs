//! What a row of a conversation shows, as a value that can be compared. Pure; [`super::draw`] makes elements of it.

mod body;
mod footer;

use jiff::civil::Date;
use leadsmart_contract::ids::{MessageId, NoteId};
use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{Direction, MessageState, MessageView, QuoteView};
use leadsmart_contract::threads::NoteView;

pub(super) use self::body::{Body, CardFace, FileFace, PictureFace, PlaceFace, SoundFace, kind_of, words_of};
pub(super) use self::footer::{Footer, Offer};
use super::group::{Among, Row};
use super::texts;
use crate::language::format;

/// What can stand in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A message.
    Message(MessageId),
    /// A remark of the team.
    Note(NoteId),
}

impl Key {
    /// How an element names it.
    pub(super) fn attribute(self) -> String {
        match self {
            Self::Message(id) => format!("m-{id}"),
            Self::Note(id) => format!("n-{id}"),
        }
    }

    /// What an element names.
    pub(super) fn of_attribute(text: &str) -> Option<Self> {
        match text.split_once('-')? {
            ("m", id) => id.parse().ok().map(Self::Message),
            ("n", id) => id.parse().ok().map(Self::Note),
            _ => None,
        }
    }
}

/// What a row shows. Two that are equal are drawn alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    /// Which row.
    pub(super) key: Row<Key>,
    /// What the style sheet tells rows apart by.
    pub(super) class: String,
    /// What screen readers say of it.
    pub(super) label: String,
    /// Whether the keyboard stands on it.
    pub(super) current: bool,
    /// What it holds.
    pub(super) holds: Holds,
}

/// What a row holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Holds {
    /// A line between messages.
    Line(String),
    /// A message or a remark.
    Bubble(Box<Bubble>),
}

/// A message or a remark.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bubble {
    /// Who wrote it, where that is said.
    pub(super) by: Option<String>,
    /// What it answers.
    pub(super) quote: Option<Quoted>,
    /// What it holds.
    pub(super) body: Body,
    /// When and how it stands.
    pub(super) footer: Footer,
    /// The emoji on it.
    pub(super) reactions: Vec<String>,
    /// What the button for its actions is called; none if nothing can be done with it.
    pub(super) menu: Option<&'static str>,
}

/// What a message answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quoted {
    /// Which, if it can be shown.
    pub(super) id: Option<MessageId>,
    /// Who wrote it.
    pub(super) by: String,
    /// Its words.
    pub(super) text: String,
}

/// What a face depends on beside its message.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    /// The language.
    pub(super) language: Language,
    /// The company's date.
    pub(super) today: Date,
    /// What the other one is called.
    pub(super) them: &'a str,
    /// Where it stands among those of its writer.
    pub(super) among: Among,
    /// Whether the keyboard stands on it.
    pub(super) current: bool,
    /// Whether it is what was looked for.
    pub(super) found: bool,
    /// Whether the person may answer and change.
    pub(super) may: bool,
    /// Whether its sound is being played, and how far, in seconds.
    pub(super) playing: Option<u32>,
    /// The address of its picture, if that was read.
    pub(super) picture: Option<&'a str>,
}

impl Face {
    /// A line that says which day begins.
    pub(super) fn day(date: Date, language: Language, today: Date) -> Self {
        Self::line(Row::Day(date), "m-line", format::relative_date(language, date, today))
    }

    /// A line that says that older messages are still on their way to this computer.
    pub(super) fn arriving(language: Language) -> Self {
        Self::line(Row::Arriving, "m-line", texts::older_arriving(language).to_owned())
    }

    /// A line that says where the unread begin.
    pub(super) fn unread(language: Language) -> Self {
        Self::line(Row::Unread, "m-line unread", texts::unread_from_here(language).to_owned())
    }

    fn line(key: Row<Key>, class: &str, text: String) -> Self {
        Self { key, class: class.to_owned(), label: text.clone(), current: false, holds: Holds::Line(text) }
    }

    /// A message.
    pub(super) fn message(view: &MessageView, look: Look<'_>) -> Self {
        let language = look.language;
        let body = Body::of(view, look);
        let footer = Footer::of(view, look);
        let out = view.direction == Direction::Out;
        let writer = writer(view, look);
        let by = (look.among.first && out).then(|| writer.clone());
        let reactions = [&view.reaction_theirs, &view.reaction_mine];
        let bubble = Bubble {
            by,
            quote: view.quote.as_ref().map(|quote| quoted(quote, look)),
            reactions: reactions.into_iter().flatten().filter(|emoji| !emoji.is_empty()).cloned().collect(),
            menu: look.may.then(|| texts::actions(language)),
            body,
            footer,
        };
        let mut class = class(if out { "m out" } else { "m in" }, look);
        if view.state == MessageState::Failed {
            class.push_str(" failed");
        }
        let said = texts::said(language, &writer, &bubble.footer.time, &bubble.body.spoken(language));
        let label = [Some(said), bubble.footer.spoken()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Self {
            key: Row::Message(Key::Message(view.id)),
            class,
            label,
            current: look.current,
            holds: Holds::Bubble(Box::new(bubble)),
        }
    }

    /// A remark of the team.
    pub(super) fn note(view: &NoteView, look: Look<'_>) -> Self {
        let language = look.language;
        let by = match &view.by {
            Some(by) => texts::note_by(language, by.name.as_str()),
            None => texts::note(language).to_owned(),
        };
        let time = format::time(view.at.local.time());
        let label = texts::said(language, &by, &time, view.text.as_str());
        let bubble = Bubble {
            by: Some(by),
            quote: None,
            body: Body::Words { text: view.text.as_str().to_owned(), big: false },
            footer: Footer { time, ..Footer::default() },
            reactions: Vec::new(),
            menu: look.may.then(|| texts::actions(language)),
        };
        Self {
            key: Row::Message(Key::Note(view.id)),
            class: class("m note-row", look),
            label,
            current: look.current,
            holds: Holds::Bubble(Box::new(bubble)),
        }
    }
}

fn class(stem: &str, look: Look<'_>) -> String {
    let mut class = stem.to_owned();
    for (holds, word) in [(look.among.first, " first"), (look.among.last, " last"), (look.found, " found")] {
        if holds {
            class.push_str(word);
        }
    }
    class
}

/// Who wrote it: a member by name, the phone, or the other one.
fn writer(view: &MessageView, look: Look<'_>) -> String {
    match (view.direction, &view.by) {
        (Direction::In, _) => look.them.to_owned(),
        (Direction::Out, Some(by)) => by.name.to_string(),
        (Direction::Out, None) => texts::phone(look.language).to_owned(),
    }
}

fn quoted(quote: &QuoteView, look: Look<'_>) -> Quoted {
    let by = match quote.direction {
        Direction::In => look.them.to_owned(),
        Direction::Out => texts::you(look.language).to_owned(),
    };
    Quoted { id: quote.message_id, by, text: quote.text.clone() }
}

/// How high a row will be, in pixels, before it was ever drawn: near enough that little moves.
pub(super) fn guess(row: Row<Key>, view: Option<&MessageView>) -> f64 {
    let Row::Message(_) = row else { return 38.0 };
    let Some(view) = view else { return 74.0 };
    let quote = if view.quote.is_some() { 44.0 } else { 0.0 };
    34.0 + quote + body::guess(&view.content)
}

#[cfg(test)]
pub(super) mod tests {
    use leadsmart_contract::messages::{FailureReason, MessageContent, SendFailure};
    use leadsmart_contract::values::Moment;
    use uuid::Uuid;

    use super::*;

    /// A message of the client with these words.
    pub(in super::super) fn message(number: u128, text: &str) -> MessageView {
        let local = Date::constant(2026, 11, 23).at(10, 33, 0, 0);
        let at = Moment { at: local.to_zoned(jiff::tz::TimeZone::UTC).expect("a time").timestamp(), local };
        MessageView {
            id: MessageId::new(Uuid::from_u128(number)),
            thread_id: leadsmart_contract::ids::ThreadId::new(Uuid::from_u128(7)),
            direction: Direction::In,
            at,
            content: MessageContent::Text { text: text.to_owned() },
            quote: None,
            state: MessageState::Received,
            failure: None,
            by: None,
            send_at: None,
            waited: false,
            unread: false,
            edited_at: None,
            reaction_mine: None,
            reaction_theirs: None,
            editable: false,
            deletable: false,
            discardable: false,
        }
    }

    /// How it is drawn for who may answer.
    pub(in super::super) fn look() -> Look<'static> {
        Look {
            language: Language::Portuguese,
            today: Date::constant(2026, 11, 23),
            them: "Maria",
            among: Among { first: true, last: true },
            current: false,
            found: false,
            may: true,
            playing: None,
            picture: None,
        }
    }

    fn bubble(view: &MessageView) -> Bubble {
        match Face::message(view, look()).holds {
            Holds::Bubble(bubble) => *bubble,
            Holds::Line(line) => panic!("a message is no line: {line}"),
        }
    }

    #[test]
    fn how_a_message_stands_is_told_in_a_word_and_a_sign() {
        for (state, word) in [
            (MessageState::Sent, "enviada"),
            (MessageState::Delivered, "entregue"),
            (MessageState::Read, "lida"),
            (MessageState::Failed, "não enviada"),
            (MessageState::Queued, "na fila"),
        ] {
            let view = MessageView { direction: Direction::Out, state, ..message(1, "Oi") };
            let face = Face::message(&view, look());
            assert!(face.label.contains(word), "{}", face.label);
            assert!(bubble(&view).footer.state.is_some());
        }
        let signs: Vec<_> = [MessageState::Sent, MessageState::Delivered, MessageState::Read]
            .into_iter()
            .map(|state| {
                bubble(&MessageView { direction: Direction::Out, state, ..message(1, "Oi") }).footer.state
            })
            .map(|state| state.map(|state| (state.glyph, state.in_words)))
            .collect();
        assert!(signs[0] != signs[1] && signs[1] != signs[2] && signs[0] != signs[2], "not by colour alone");
    }

    #[test]
    fn what_was_not_sent_says_why_and_what_can_be_done() {
        let failure = SendFailure {
            reason: FailureReason::NotOnWhatsApp,
            message: "Este número não está no WhatsApp.".to_owned(),
            hint: None,
            detail: None,
            retry: true,
        };
        let view = MessageView {
            direction: Direction::Out,
            state: MessageState::Failed,
            failure: Some(failure),
            editable: true,
            discardable: true,
            ..message(1, "Oi")
        };
        let footer = bubble(&view).footer;
        assert_eq!(footer.why.as_deref(), Some("Este número não está no WhatsApp."));
        assert_eq!(footer.offers, [Offer::Retry, Offer::Edit, Offer::Discard]);
        assert!(Face::message(&view, look()).class.contains("failed"));
    }

    #[test]
    fn whoever_may_only_read_is_offered_nothing() {
        let view = MessageView { discardable: true, state: MessageState::Failed, ..message(1, "Oi") };
        let Holds::Bubble(bubble) = Face::message(&view, Look { may: false, ..look() }).holds else { return };
        assert!(bubble.footer.offers.is_empty() && bubble.menu.is_none());
    }

    #[test]
    fn who_wrote_is_said_once_and_only_of_the_company() {
        assert_eq!(bubble(&message(1, "Oi")).by, None);
        let view = MessageView { direction: Direction::Out, ..message(1, "Oi") };
        assert_eq!(bubble(&view).by.as_deref(), Some("Celular"));
    }

    #[test]
    fn an_element_names_what_it_shows() {
        let key = Key::Message(message(3, "").id);
        assert_eq!(Key::of_attribute(&key.attribute()), Some(key));
        assert_eq!(Key::of_attribute("x-1"), None);
    }
}
