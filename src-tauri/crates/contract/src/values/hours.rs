//! Wall-clock hours of a week.

use serde::{Deserialize, Serialize};

use super::Problem;

/// A number of minutes, from 0 to a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Minutes(u16);

impl Minutes {
    /// The most: seven days.
    pub const MAX: i64 = 7 * 24 * 60;

    /// Checks the bounds.
    pub fn parse(minutes: i64) -> Result<Self, Problem> {
        u16::try_from(minutes)
            .ok()
            .filter(|m| i64::from(*m) <= Self::MAX)
            .map(Self)
            .ok_or(Problem::Range(0, Self::MAX))
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<i64> for Minutes {
    type Error = Problem;
    fn try_from(minutes: i64) -> Result<Self, Problem> {
        Self::parse(minutes)
    }
}

impl From<Minutes> for i64 {
    fn from(minutes: Minutes) -> Self {
        i64::from(minutes.0)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Minutes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Minutes".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": Self::MAX, "description": "Minutes." })
    }
}

/// A range of wall-clock time within a day, in minutes since midnight; the end is exclusive and may be 1440 (24:00).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "RawRange", into = "RawRange")]
#[cfg_attr(feature = "schema", schemars(with = "RawRange"))]
pub struct ClockRange {
    start: u16,
    end: u16,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ClockRange"))]
#[serde(deny_unknown_fields)]
struct RawRange {
    /// Minutes since midnight.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1439)))]
    start: i64,
    /// Minutes since midnight, after `start`; 1440 is the end of the day.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1440)))]
    end: i64,
}

impl ClockRange {
    /// Checks bounds and order.
    pub fn parse(start: i64, end: i64) -> Result<Self, Problem> {
        if !(0..1440).contains(&start) || !(1..=1440).contains(&end) {
            return Err(Problem::Range(0, 1440));
        }
        if end <= start {
            return Err(Problem::Order);
        }
        Ok(Self { start: start as u16, end: end as u16 })
    }

    /// Minutes since midnight.
    pub const fn start(self) -> u16 {
        self.start
    }

    /// Minutes since midnight, exclusive.
    pub const fn end(self) -> u16 {
        self.end
    }
}

impl TryFrom<RawRange> for ClockRange {
    type Error = Problem;
    fn try_from(raw: RawRange) -> Result<Self, Problem> {
        Self::parse(raw.start, raw.end)
    }
}

impl From<ClockRange> for RawRange {
    fn from(range: ClockRange) -> Self {
        Self { start: range.start.into(), end: range.end.into() }
    }
}

/// The hours of a week: seven days from Monday on, each with its ranges in order, none overlapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<ClockRange>>", into = "Vec<Vec<ClockRange>>")]
pub struct WeeklyHours([Vec<ClockRange>; 7]);

impl WeeklyHours {
    /// How many ranges a day may have.
    pub const MAX_RANGES: usize = 12;

    /// Sorts each day and checks that there are seven of them without overlaps.
    pub fn parse(days: Vec<Vec<ClockRange>>) -> Result<Self, Problem> {
        let mut days: [Vec<ClockRange>; 7] = days.try_into().map_err(|_| Problem::Range(7, 7))?;
        for day in &mut days {
            sort_ranges(day)?;
        }
        Ok(Self(days))
    }

    /// The same ranges from Monday to Friday, closed at the weekend.
    pub fn weekdays(ranges: &[ClockRange]) -> Self {
        Self(std::array::from_fn(|day| if day < 5 { ranges.to_vec() } else { Vec::new() }))
    }

    /// The days from Monday on.
    pub const fn days(&self) -> &[Vec<ClockRange>; 7] {
        &self.0
    }
}

/// The hours of one date: ranges in order, none overlapping; empty means closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Vec<ClockRange>", into = "Vec<ClockRange>")]
#[cfg_attr(feature = "schema", schemars(with = "Vec<ClockRange>"))]
pub struct DayHours(Vec<ClockRange>);

impl DayHours {
    /// Sorts the ranges and refuses overlaps.
    pub fn parse(mut ranges: Vec<ClockRange>) -> Result<Self, Problem> {
        sort_ranges(&mut ranges)?;
        Ok(Self(ranges))
    }

    /// The ranges in order.
    pub fn ranges(&self) -> &[ClockRange] {
        &self.0
    }
}

impl TryFrom<Vec<ClockRange>> for DayHours {
    type Error = Problem;
    fn try_from(ranges: Vec<ClockRange>) -> Result<Self, Problem> {
        Self::parse(ranges)
    }
}

impl From<DayHours> for Vec<ClockRange> {
    fn from(hours: DayHours) -> Self {
        hours.0
    }
}

/// Sorts the ranges of a day and refuses overlaps; ranges may touch.
fn sort_ranges(day: &mut [ClockRange]) -> Result<(), Problem> {
    if day.len() > WeeklyHours::MAX_RANGES {
        return Err(Problem::TooLong(WeeklyHours::MAX_RANGES));
    }
    day.sort();
    if day.windows(2).any(|pair| pair[1].start < pair[0].end) { Err(Problem::Overlap) } else { Ok(()) }
}

impl TryFrom<Vec<Vec<ClockRange>>> for WeeklyHours {
    type Error = Problem;
    fn try_from(days: Vec<Vec<ClockRange>>) -> Result<Self, Problem> {
        Self::parse(days)
    }
}

impl From<WeeklyHours> for Vec<Vec<ClockRange>> {
    fn from(hours: WeeklyHours) -> Self {
        hours.0.into()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for WeeklyHours {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WeeklyHours".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let range = generator.subschema_for::<ClockRange>();
        schemars::json_schema!({
            "type": "array", "minItems": 7, "maxItems": 7, "description": "The days from Monday on.",
            "items": { "type": "array", "maxItems": Self::MAX_RANGES, "items": range }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_a_day_are_sorted_and_do_not_overlap() {
        let range = |start, end| ClockRange::parse(start, end).expect("a range");
        let week = |day: Vec<ClockRange>| {
            WeeklyHours::parse(vec![day, vec![], vec![], vec![], vec![], vec![], vec![]])
        };
        let sorted =
            week(vec![range(780, 1080), range(480, 720), range(720, 780)]).expect("touching ranges are fine");
        assert_eq!(sorted.days()[0].iter().map(|r| r.start()).collect::<Vec<_>>(), [480, 720, 780]);
        assert_eq!(week(vec![range(480, 720), range(719, 800)]), Err(Problem::Overlap));
        assert_eq!(ClockRange::parse(600, 600), Err(Problem::Order));
        assert_eq!(ClockRange::parse(0, 1441), Err(Problem::Range(0, 1440)));
        assert_eq!(WeeklyHours::parse(vec![]), Err(Problem::Range(7, 7)));
    }
}
