//! A row of the list: a conversation, a message that was found, or a heading. What it shows is pure.

use jiff::civil::DateTime;
use leadsmart_contract::ids::{MemberId, MessageId, ThreadId};
use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{ContentKind, Direction, ExcerptPart, MessageHit, MessageState};
use leadsmart_contract::threads::{LastMessage, ThreadStatus, ThreadSummary};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{texts, when};
use crate::components::Glyph;
use crate::components::roll::Drawable;
use crate::dom;
use crate::language::format;
use crate::messages;

/// Which row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A conversation.
    Thread(ThreadId),
    /// A message that was found.
    Hit(MessageId),
    /// A heading, by its number.
    Head(u8),
}

/// How high a row is, in pixels.
pub(super) const fn height(key: Key) -> f64 {
    match key {
        Key::Thread(_) | Key::Hit(_) => 62.0,
        Key::Head(_) => 30.0,
    }
}

/// What a row shows. Two that are equal are drawn alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    /// Which row.
    key: Key,
    /// What it is called.
    title: String,
    /// Letters for its picture.
    initials: String,
    /// When, in short.
    time: String,
    /// Words: what was said last, or what was found.
    words: Vec<ExcerptPart>,
    /// What stands at the end: not sent, who answers.
    signs: Vec<Sign>,
    /// What screen readers say.
    label: String,
    unread: bool,
    /// Whether it is the one that is open.
    open: bool,
    /// Whether the keyboard stands on it.
    current: bool,
}

/// What stands at the end of a row.
#[derive(Clone, Debug, PartialEq)]
enum Sign {
    /// How many are unread.
    Count(u32),
    /// Something went wrong.
    Bad(String),
    /// A word.
    Word(String),
    /// A sign with its word.
    Icon(Glyph, String),
}

/// What a face depends on beside its conversation.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// The language.
    pub(super) language: Language,
    /// What the company's clock shows.
    pub(super) now: DateTime,
    /// The person herself.
    pub(super) me: MemberId,
    /// The conversation that is open.
    pub(super) open: Option<ThreadId>,
    /// Where the keyboard stands.
    pub(super) current: Option<Key>,
    /// Whether several numbers are in use.
    pub(super) several: bool,
}

impl Face {
    /// A heading.
    pub(super) fn head(number: u8, title: &str) -> Self {
        let title = title.to_owned();
        Self {
            key: Key::Head(number),
            label: title.clone(),
            title,
            initials: String::new(),
            time: String::new(),
            words: Vec::new(),
            signs: Vec::new(),
            unread: false,
            open: false,
            current: false,
        }
    }

    /// A conversation.
    pub(super) fn thread(thread: &ThreadSummary, look: Look) -> Self {
        let language = look.language;
        let key = Key::Thread(thread.id);
        let time = thread.last.as_ref().map(|last| when::brief(language, last.at.local, look.now));
        let words = match (&thread.last, thread.typing) {
            (_, true) => texts::typing(language).to_owned(),
            (Some(last), false) => last_words(last, language),
            (None, false) => thread.phone.as_ref().map(format::phone).unwrap_or_default(),
        };
        let signs = signs(thread, look);
        let unread = (thread.unread > 0).then(|| texts::unread_count(language, thread.unread.into()));
        let last = time.as_ref().map(|time| texts::last_at(language, time, &words));
        let said = signs.iter().filter_map(Sign::said).map(str::to_owned);
        let label: Vec<String> =
            [Some(thread.title.clone()), unread, last].into_iter().flatten().chain(said).collect();
        Self {
            key,
            title: thread.title.clone(),
            initials: initials(&thread.title),
            time: time.unwrap_or_default(),
            words: vec![ExcerptPart { text: words, found: false }],
            signs,
            label: label.join(", "),
            unread: thread.unread > 0,
            open: look.open == Some(thread.id),
            current: look.current == Some(key),
        }
    }

    /// A message that was found.
    pub(super) fn hit(hit: &MessageHit, look: Look) -> Self {
        let language = look.language;
        let key = Key::Hit(hit.message_id);
        let time = when::brief(language, hit.at.local, look.now);
        let words: String = hit.excerpt.iter().map(|part| part.text.as_str()).collect();
        let words = if hit.direction == Direction::Out { texts::you_said(language, &words) } else { words };
        Self {
            key,
            title: hit.title.clone(),
            initials: initials(&hit.title),
            label: format!("{}, {}", hit.title, texts::last_at(language, &time, &words)),
            time,
            words: hit.excerpt.clone(),
            signs: Vec::new(),
            unread: false,
            open: false,
            current: look.current == Some(key),
        }
    }
}

/// Letters of a name; a plus sign for a number.
fn initials(title: &str) -> String {
    let letters = format::initials(title);
    if letters.chars().any(char::is_alphabetic) { letters } else { "+".to_owned() }
}

fn last_words(last: &LastMessage, language: Language) -> String {
    let words = match (last.kind, last.text.is_empty()) {
        (ContentKind::Text, _) => last.text.clone(),
        (kind, true) => messages::kind(language, kind).to_owned(),
        (kind, false) => format!("{} · {}", messages::kind(language, kind), last.text),
    };
    if last.direction == Direction::Out { texts::you_said(language, &words) } else { words }
}

fn signs(thread: &ThreadSummary, look: Look) -> Vec<Sign> {
    let language = look.language;
    let failed = thread.last.as_ref().is_some_and(|last| last.state == MessageState::Failed);
    let failed = failed.then(|| Sign::Bad(texts::not_sent(language).to_owned()));
    let resolved = (thread.status == ThreadStatus::Resolved)
        .then(|| Sign::Icon(Glyph::Check, texts::resolved(language).to_owned()));
    let waiting = (thread.status == ThreadStatus::Waiting)
        .then(|| Sign::Icon(Glyph::Clock, texts::waiting(language).to_owned()));
    let who = thread.assignee.as_ref().map(|who| {
        let mine = look.me == who.id;
        let first = who.name.as_str().split(' ').next().unwrap_or_default();
        Sign::Word(if mine { texts::you(language).to_owned() } else { first.to_owned() })
    });
    let number = look.several.then(|| Sign::Word(thread.instance_name.to_string()));
    let count = (thread.unread > 0).then_some(Sign::Count(thread.unread));
    // There is room for one word.
    let word = failed.or(who).or(number);
    [word, resolved.or(waiting), count].into_iter().flatten().collect()
}

impl Sign {
    fn said(&self) -> Option<&str> {
        match self {
            Self::Count(_) => None,
            Self::Bad(words) | Self::Word(words) | Self::Icon(_, words) => Some(words),
        }
    }
}

impl Drawable for Face {
    type Key = Key;

    fn key(&self) -> Key {
        self.key
    }

    fn make(&self) -> Option<HtmlElement> {
        let row: HtmlElement = dom::document().create_element("div").ok()?.dyn_into().ok()?;
        set(&row, "role", "listitem");
        match self.key {
            Key::Head(_) => {
                row.set_class_name("thread-head section-title");
                row.set_text_content(Some(&self.title));
            }
            Key::Thread(_) | Key::Hit(_) => {
                let button = add(&row, "button", "")?;
                set(&button, "type", "button");
                self.fill(&button);
            }
        }
        Some(row)
    }

    fn renew(&self, before: &Self, element: &HtmlElement) {
        match (self.key, dom::find(element, "button")) {
            (Key::Head(_), _) => element.set_text_content(Some(&self.title)),
            (_, Some(button)) if self.inside_differs(before) => {
                button.set_text_content(None);
                self.fill(&button);
            }
            (_, Some(button)) => self.outside(&button),
            (_, None) => {}
        }
    }
}

impl Face {
    fn inside_differs(&self, other: &Self) -> bool {
        let parts =
            |face: &Self| (face.title.clone(), face.time.clone(), face.words.clone(), face.signs.clone());
        parts(self) != parts(other)
    }

    fn outside(&self, button: &Element) {
        button.set_class_name(if self.unread { "thread unread" } else { "thread" });
        set(button, "aria-label", &self.label);
        set(button, "tabindex", if self.current { "0" } else { "-1" });
        set(button, "aria-current", if self.open { "true" } else { "false" });
    }

    fn fill(&self, button: &Element) {
        self.outside(button);
        let words = |class: &str, tag: &str, text: &str| {
            let made = add(button, tag, class);
            made.inspect(|made| made.set_text_content(Some(text)))
        };
        words("avatar", "span", &self.initials);
        words("ellipsis", "b", &self.title);
        words("", "time", &self.time);
        if let Some(line) = add(button, "p", "ellipsis") {
            for part in &self.words {
                let made = add(&line, if part.found { "mark" } else { "span" }, "");
                made.iter().for_each(|made| made.set_text_content(Some(&part.text)));
            }
        }
        if let Some(signs) = add(button, "span", "thread-signs") {
            self.signs.iter().for_each(|sign| draw_sign(&signs, sign));
        }
    }
}

fn draw_sign(parent: &Element, sign: &Sign) {
    let (class, text) = match sign {
        Sign::Count(count) => ("count", count.to_string()),
        Sign::Bad(words) => ("bad ellipsis", words.clone()),
        Sign::Word(words) => ("ellipsis", words.clone()),
        Sign::Icon(glyph, words) => {
            if let Some(made) = add(parent, "span", "") {
                set(&made, "title", words);
                // Markup of this application's own.
                made.set_inner_html(&glyph.markup(14));
            }
            return;
        }
    };
    let made = add(parent, "span", class);
    made.iter().for_each(|made| made.set_text_content(Some(&text)));
}

fn add(parent: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = dom::document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    parent.append_child(&element).ok()?;
    Some(element)
}

fn set(element: &Element, name: &str, value: &str) {
    // Refused only for a name that is none.
    let _ = element.set_attribute(name, value);
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use leadsmart_contract::ids::InstanceId;
    use leadsmart_contract::threads::MemberMention;
    use leadsmart_contract::values::{Moment, Name};
    use uuid::Uuid;

    use super::*;

    const NOW: DateTime = DateTime::constant(2026, 11, 23, 11, 0, 0, 0);

    fn name(text: &str) -> Name {
        Name::parse(text).expect("a name")
    }

    fn thread(last: LastMessage) -> ThreadSummary {
        ThreadSummary {
            id: ThreadId::new(Uuid::from_u128(1)),
            instance_id: InstanceId::new(Uuid::from_u128(2)),
            instance_name: name("Recepção"),
            client: None,
            title: "Maria Duarte".to_owned(),
            phone: None,
            status: ThreadStatus::Open,
            assignee: None,
            unread: 0,
            last: Some(last),
            typing: false,
        }
    }

    fn last(kind: ContentKind, text: &str) -> LastMessage {
        let local = Date::constant(2026, 11, 23).at(10, 41, 0, 0);
        let at = Moment { at: local.to_zoned(jiff::tz::TimeZone::UTC).expect("a time").timestamp(), local };
        LastMessage {
            id: MessageId::new(Uuid::from_u128(3)),
            at,
            direction: Direction::In,
            kind,
            text: text.to_owned(),
            state: MessageState::Received,
        }
    }

    fn look() -> Look {
        Look {
            language: Language::Portuguese,
            now: NOW,
            me: MemberId::new(Uuid::from_u128(8)),
            open: None,
            current: None,
            several: false,
        }
    }

    #[test]
    fn a_row_says_who_when_and_what_was_said_last() {
        let face = Face::thread(&thread(last(ContentKind::Text, "Pode ser às 15h")), look());
        assert_eq!(face.label, "Maria Duarte, 10:41: Pode ser às 15h");
        assert_eq!((face.initials.as_str(), face.time.as_str()), ("MD", "10:41"));
    }

    #[test]
    fn what_is_unread_is_counted_and_said() {
        let face = Face::thread(&ThreadSummary { unread: 2, ..thread(last(ContentKind::Voice, "")) }, look());
        assert_eq!(face.label, "Maria Duarte, 2 mensagens não lidas, 10:41: Mensagem de voz");
        assert!(face.signs.contains(&Sign::Count(2)) && face.unread);
    }

    #[test]
    fn what_was_not_sent_comes_before_who_answers() {
        let rita = MemberMention { id: MemberId::new(Uuid::from_u128(9)), name: name("Rita Braga") };
        let of = |state| {
            let last = LastMessage { direction: Direction::Out, state, ..last(ContentKind::Text, "Oi") };
            let thread = ThreadSummary { assignee: Some(rita.clone()), ..thread(last) };
            Face::thread(&thread, look()).signs
        };
        assert_eq!(of(MessageState::Failed), [Sign::Bad("não enviada".to_owned())]);
        assert_eq!(of(MessageState::Sent), [Sign::Word("Rita".to_owned())]);
    }

    #[test]
    fn a_number_without_a_name_has_no_letters() {
        assert_eq!(initials("+55 21 99888-1122"), "+");
    }
}
