//! When a message was written, what became of it, and what can be done where something has to be.

use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{Direction, MessageState, MessageView};

use super::super::texts;
use super::Look;
use crate::components::Glyph;
use crate::language::format;

/// What stands below a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Footer {
    /// `10:33`.
    pub(in super::super) time: String,
    /// Whether a remark says when it goes: the time beside it would say it twice.
    pub(in super::super) planned: bool,
    /// Words beside it: that it was changed, that it came late, for when it is planned.
    pub(in super::super) remarks: Vec<String>,
    /// What became of it, for what was written here.
    pub(in super::super) state: Option<State>,
    /// Why it was not sent.
    pub(in super::super) why: Option<String>,
    /// What can be done, where something has to be.
    pub(in super::super) offers: Vec<Offer>,
}

/// What became of a message: a sign and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct State {
    /// The sign.
    pub(in super::super) glyph: Glyph,
    /// The word.
    pub(in super::super) word: &'static str,
    /// Whether the word is seen too, and not only said.
    pub(in super::super) in_words: bool,
    /// What the style sheet calls it.
    pub(in super::super) class: &'static str,
}

/// What can be done with what was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Offer {
    /// Try again, or send now.
    Retry,
    /// Change its words.
    Edit,
    /// Take it back.
    Discard,
}

impl Offer {
    /// All of them.
    const ALL: [Self; 3] = [Self::Retry, Self::Edit, Self::Discard];

    /// How an element names it.
    pub(in super::super) const fn name(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Edit => "edit",
            Self::Discard => "discard",
        }
    }

    /// What an element names.
    pub(in super::super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|offer| offer.name() == name)
    }

    /// What the button says.
    pub(in super::super) const fn label(self, language: Language) -> &'static str {
        match self {
            Self::Retry => texts::retry(language),
            Self::Edit => texts::edit(language),
            Self::Discard => texts::discard(language),
        }
    }
}

impl Footer {
    /// That of a message.
    pub(super) fn of(view: &MessageView, look: Look<'_>) -> Self {
        let language = look.language;
        let planned = view.send_at.filter(|_| view.state == MessageState::Scheduled).map(|at| {
            let date = format::relative_date(language, at.local.date(), look.today);
            texts::planned(language, &texts::at_time(language, &date, &format::time(at.local.time())))
        });
        let edited = view.edited_at.map(|_| texts::edited(language).to_owned());
        let waited = view.waited.then(|| texts::waited(language).to_owned());
        let failed = view.state == MessageState::Failed;
        let failure = view.failure.as_ref().filter(|_| failed);
        let why = failure.map(|failure| {
            let parts = [Some(failure.message.clone()), failure.hint.clone()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        let offered = |offer: &Offer| match offer {
            Offer::Retry => failure.is_some_and(|failure| failure.retry),
            Offer::Edit => view.editable,
            Offer::Discard => view.discardable,
        };
        let offers = Offer::ALL.into_iter().filter(|offer| failed && look.may && offered(offer)).collect();
        Self {
            time: format::time(view.at.local.time()),
            planned: planned.is_some(),
            remarks: [planned, waited, edited].into_iter().flatten().collect(),
            state: (view.direction == Direction::Out).then(|| State::of(view.state, language)),
            why,
            offers,
        }
    }

    /// As it is said, after the time.
    pub(super) fn spoken(&self) -> Option<String> {
        let state = self.state.map(|state| state.word.to_owned());
        let words: Vec<String> = self.remarks.iter().cloned().chain(state).chain(self.why.clone()).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

impl State {
    fn of(state: MessageState, language: Language) -> Self {
        let (glyph, in_words, class) = match state {
            MessageState::Scheduled => (Glyph::Clock, false, "state"),
            MessageState::Queued | MessageState::Sending => (Glyph::Clock, true, "state"),
            MessageState::Sent | MessageState::Received => (Glyph::Check, false, "state"),
            MessageState::Delivered => (Glyph::Checks, false, "state"),
            MessageState::Read | MessageState::Played => (Glyph::Checks, true, "state read"),
            MessageState::Failed | MessageState::Undecryptable => (Glyph::Warning, true, "state failed"),
        };
        Self { glyph, word: texts::state(language, state), in_words, class }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_names_what_it_offers() {
        for offer in Offer::ALL {
            assert_eq!(Offer::from_name(offer.name()), Some(offer));
        }
        assert_eq!(Offer::from_name("delete"), None);
    }
}
