//! Values that cannot be wrong: each has one `parse`, used by the interface while typing and by the backend at the border.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

mod document;
mod hours;
mod list;
mod message;
mod phone;
mod problem;
mod text;

pub use document::Document;
pub use hours::{ClockRange, DayHours, Minutes, WeeklyHours};
pub use list::List;
pub use message::{Emoji, MessageText};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moment {
    /// The instant, in UTC.
    pub at: Timestamp,
    /// What the clock on the wall shows then.
    pub local: DateTime,
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut moment = serializer.serialize_struct("Moment", 2)?;
        match Reading::new(TimeZone::UTC.to_datetime(self.at), b"Z") {
            Some(at) => moment.serialize_field("at", at.text())?,
            None => moment.serialize_field("at", &self.at)?,
        }
        match Reading::new(self.local, b"") {
            Some(local) => moment.serialize_field("local", local.text())?,
            None => moment.serialize_field("local", &self.local)?,
        }
        moment.end()
    }
}

/// A date and time of whole seconds as text, exactly as `jiff` writes it. A page of the calendar has nine thousand of them, and
/// the machinery of formats takes longer than the digits.
struct Reading {
    bytes: [u8; 20],
    length: usize,
}

impl Reading {
    /// None for fractions of seconds and years that have not four digits.
    fn new(at: DateTime, suffix: &[u8]) -> Option<Self> {
        let year = u8::try_from(at.year() / 100).ok().zip(u8::try_from(at.year() % 100).ok());
        let (century, year) = year.filter(|_| at.subsec_nanosecond() == 0 && at.year() >= 0)?;
        let mut reading = Self { bytes: *b"0000-00-00T00:00:00\0", length: 19 };
        let parts = [(0, century), (2, year)].into_iter().chain(
            [(5, at.month()), (8, at.day()), (11, at.hour()), (14, at.minute()), (17, at.second())]
                .map(|(place, part)| (place, part.unsigned_abs())),
        );
        for (place, part) in parts {
            reading.bytes[place] = b'0' + part / 10;
            reading.bytes[place + 1] = b'0' + part % 10;
        }
        for byte in suffix {
            *reading.bytes.get_mut(reading.length)? = *byte;
            reading.length += 1;
        }
        Some(reading)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_its_parts_are() {
        for (at, local) in [
            ("2026-09-07T11:00:00Z", "2026-09-07T08:00:00"),
            ("2026-12-31T23:59:59Z", "0000-01-01T00:00:00"),
            ("2026-01-02T03:04:05.000006Z", "9999-12-31T23:59:59.5"),
            ("0007-08-09T10:11:12Z", "-000001-01-01T00:00:00"),
            ("-000700-08-09T10:11:12Z", "1999-10-20T20:30:40"),
        ] {
            let moment =
                Moment { at: at.parse().expect("an instant"), local: local.parse().expect("a time") };
            let text = serde_json::to_string(&moment).expect("JSON");
            let parts = serde_json::json!({ "at": moment.at, "local": moment.local });
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), parts);
            assert_eq!(serde_json::from_str::<Moment>(&text).expect("a moment"), moment, "{text}");
        }
    }
}
