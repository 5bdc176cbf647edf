//! The words of a message.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Problem, text_value};

/// What is written in a chat: 1 to 10,000 characters on any number of lines. It is text and never markup.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageText(String);

impl MessageText {
    /// The longest text, in characters.
    pub const MAX: usize = 10_000;

    /// Checks the length, blanks around it included, and takes those blanks away.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.chars().count() > Self::MAX {
            return Err(Problem::TooLong(Self::MAX));
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            return Err(Problem::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": Self::MAX })
    }
}

impl fmt::Display for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(MessageText);

/// An emoji as a person puts it on a message: a few characters, none of them a letter or digit of ASCII; empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Emoji(String);

impl Emoji {
    /// The most bytes: the longest families and flags of subdivisions have fewer.
    pub const MAX: usize = 64;

    /// Checks that it is short and may be a picture.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() > Self::MAX {
            return Err(Problem::TooLong(Self::MAX));
        }
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c.is_alphabetic()) {
            return Err(Problem::Control);
        }
        // `#️⃣` and `1️⃣` begin with ASCII, but consist of more.
        if !text.is_empty() && text.is_ascii() {
            return Err(Problem::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The emoji.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(feature = "schema")]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "maxLength": Self::MAX, "examples": ["👍"] })
    }
}

text_value!(Emoji);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_words_and_no_control_characters() {
        assert_eq!(
            MessageText::parse("  Olá!\nTudo bem? ").map(|t| t.to_string()),
            Ok("Olá!\nTudo bem?".into())
        );
        assert_eq!(MessageText::parse(" \n "), Err(Problem::Empty));
        assert_eq!(MessageText::parse("a\u{0}b"), Err(Problem::Control));
        assert_eq!(MessageText::parse(&"á".repeat(10_001)), Err(Problem::TooLong(10_000)));
    }

    #[test]
    fn an_emoji_is_no_word() {
        for good in ["👍", "", "👨‍👩‍👧‍👦", "1️⃣", "❤️"] {
            assert!(Emoji::parse(good).is_ok(), "{good} is an emoji");
        }
        for bad in ["ok", "1", "👍 ", "\u{7}", "é"] {
            let trimmed = bad.trim() != bad;
            assert_eq!(Emoji::parse(bad).is_ok(), trimmed, "{bad:?}");
        }
        assert!(Emoji::parse(&"👍".repeat(17)).is_err());
    }
}
