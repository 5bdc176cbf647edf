//! Values that cannot be wrong: each has one `parse`, used by the interface while typing and by the backend at the border.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

mod document;
mod hours;
mod list;
mod phone;
mod problem;
mod text;

pub use document::Document;
pub use hours::{ClockRange, DayHours, Minutes, WeeklyHours};
pub use list::List;
pub use phone::PhoneNumber;
pub use problem::Problem;
pub use text::{
    AccessCode, EmailAddress, Line, Name, Note, Password, SearchText, Secret, ShortText, ZoneName,
};

/// Implements the conversions that serde uses for a text value with a `parse`.
macro_rules! text_value {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = $crate::values::Problem;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::Problem;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                Self::schema()
            }
        }
    };
}
pub(crate) use text_value;

/// An instant with its reading on the clock of the agenda or company that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moment {
    /// The instant, in UTC.
    pub at: Timestamp,
    /// What the clock on the wall shows then.
    pub local: DateTime,
}

/// A start as a caller gives it: an instant with its offset (`2026-11-25T13:00:00-03:00`) or the reading of the agenda's
/// clock (`2026-11-25T13:00`), which is resolved in the agenda's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Start {
    /// An instant.
    At(Timestamp),
    /// A reading of the agenda's clock.
    Local(DateTime),
}

impl FromStr for Start {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.len() > 64 {
            return Err(Problem::TooLong(64));
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self::At(at));
        }
        text.parse::<DateTime>().map(Self::Local).map_err(|_| Problem::Moment)
    }
}

impl TryFrom<String> for Start {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Start> for String {
    fn from(start: Start) -> Self {
        start.to_string()
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => at.fmt(f),
            Self::Local(local) => local.fmt(f),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Start {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Start".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": 64,
            "description": "An instant with offset, or a date and time on the agenda's clock.",
            "examples": ["2026-11-25T13:00:00-03:00", "2026-11-25T13:00"]
        })
    }
}

/// A colour from the palette; the interface chooses the shades for light and dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Color {
    #[default]
    Teal,
    Blue,
    Violet,
    Pink,
    Red,
    Orange,
    Amber,
    Green,
    Slate,
}

impl Color {
    /// The palette, in the order in which it is offered.
    pub const ALL: [Self; 9] = [
        Self::Teal,
        Self::Blue,
        Self::Violet,
        Self::Pink,
        Self::Red,
        Self::Orange,
        Self::Amber,
        Self::Green,
        Self::Slate,
    ];

    /// The name on the wire and in style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Violet => "violet",
            Self::Pink => "pink",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Slate => "slate",
        }
    }

    /// The colour of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.name() == name)
    }
}

/// Reads a field that may be left out (`None`), set to null (`Some(None)`), or set to a value.
pub fn nullable<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}
