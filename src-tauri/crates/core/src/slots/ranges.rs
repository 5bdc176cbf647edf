//! Sets of time as sorted, disjoint, half-open ranges of whole seconds.
//!
//! Everything inside the engine is counted in seconds since the Unix epoch: the rules ask for no more, and integers sort and
//! compare without a zone. Every operation is a sort or one pass over what overlaps.

use jiff::Timestamp;

/// Seconds since the Unix epoch.
pub(super) type Second = i64;

/// A half-open range of seconds; the start is before the end.
pub(super) type Range = (Second, Second);

/// Farther than any instant, near enough that adding a duration cannot overflow.
const FAR: Second = i64::MAX / 4;

/// A period of time with a start before its end; the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeRange {
    start: Timestamp,
    end: Timestamp,
}

impl TimeRange {
    /// The period from `start` up to `end`, or nothing when it would be empty or reversed.
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first instant of the period.
    pub fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant after the period.
    pub fn end(self) -> Timestamp {
        self.end
    }

    /// Outwards to whole seconds: a busy time is never made shorter.
    pub(super) fn seconds(self) -> Range {
        (second_before(self.start), second_after(self.end))
    }

    pub(super) fn from_seconds((start, end): Range) -> Self {
        Self { start: timestamp(start), end: timestamp(end) }
    }
}

/// The whole second at or before an instant.
pub(super) fn second_before(at: Timestamp) -> Second {
    at.as_second() - Second::from(at.subsec_nanosecond() < 0)
}

/// The whole second at or after an instant.
pub(super) fn second_after(at: Timestamp) -> Second {
    at.as_second() + Second::from(at.subsec_nanosecond() > 0)
}

/// Back to an instant; what lies beyond the calendar is held at its end.
pub(super) fn timestamp(at: Second) -> Timestamp {
    let edge = if at < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(at).unwrap_or(edge)
}

/// A set of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ranges(Vec<Range>);

impl Ranges {
    /// All of time.
    pub(super) fn always() -> Self {
        Self(vec![(-FAR, FAR)])
    }

    /// The union of ranges in any order; ranges that overlap or touch become one, empty ones vanish.
    pub(super) fn union_of(mut ranges: Vec<Range>) -> Self {
        ranges.retain(|range| range.0 < range.1);
        ranges.sort_unstable();
        ranges.dedup_by(|next, kept| {
            let joined = next.0 <= kept.1;
            if joined {
                kept.1 = kept.1.max(next.1);
            }
            joined
        });
        Self(ranges)
    }

    /// What is in both sets; ranges that only touch have nothing in common.
    pub(super) fn intersect(&self, other: &Self) -> Self {
        let mut common = Vec::new();
        let mut rest = self.reaching_past(other.first_start());
        let mut others = other.reaching_past(self.first_start());
        while let (Some(&(start, end)), Some(&(other_start, other_end))) = (rest.first(), others.first()) {
            let shared = (start.max(other_start), end.min(other_end));
            if shared.0 < shared.1 {
                common.push(shared);
            }
            if end <= other_end {
                rest = &rest[1..];
            } else {
                others = &others[1..];
            }
        }
        Self(common)
    }

    /// What is in this set and not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut left = Vec::with_capacity(self.0.len());
        let mut others = other.reaching_past(self.first_start());
        for &(start, end) in &self.0 {
            let mut from = start;
            while let Some(&(other_start, other_end)) = others.first() {
                if other_start >= end {
                    break;
                }
                if from < other_start {
                    left.push((from, other_start));
                }
                from = from.max(other_end);
                if other_end > end {
                    break; // it may reach into the next range too
                }
                others = &others[1..];
            }
            if from < end {
                left.push((from, end));
            }
        }
        Self(left)
    }

    /// The range that holds this second.
    pub(super) fn around(&self, at: Second) -> Option<Range> {
        self.reaching_past(at).first().copied().filter(|range| range.0 <= at)
    }

    /// Whether one range of the set holds the whole of `range`.
    pub(super) fn covers(&self, range: Range) -> bool {
        self.around(range.0).is_some_and(|around| range.1 <= around.1)
    }

    pub(super) fn as_slice(&self) -> &[Range] {
        &self.0
    }

    fn first_start(&self) -> Second {
        self.0.first().map_or(FAR, |range| range.0)
    }

    /// The ranges that end after this second.
    fn reaching_past(&self, at: Second) -> &[Range] {
        &self.0[self.0.partition_point(|range| range.1 <= at)..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[Range]) -> Ranges {
        Ranges::union_of(ranges.to_vec())
    }

    #[test]
    fn ranges_that_touch_are_one_and_empty_ones_vanish() {
        assert_eq!(set(&[(5, 9), (1, 3), (3, 5), (20, 20), (12, 11)]), set(&[(1, 9)]));
    }

    #[test]
    fn an_intersection_of_touching_ranges_is_empty() {
        assert_eq!(set(&[(0, 10)]).intersect(&set(&[(10, 20)])), Ranges::default());
        assert_eq!(set(&[(0, 10), (15, 30)]).intersect(&set(&[(5, 20)])), set(&[(5, 10), (15, 20)]));
    }

    #[test]
    fn taking_away_a_range_that_spans_two_cuts_both() {
        assert_eq!(set(&[(0, 10), (12, 20)]).without(&set(&[(5, 15)])), set(&[(0, 5), (15, 20)]));
        assert_eq!(
            set(&[(0, 10)]).without(&set(&[(2, 3), (4, 5), (10, 12)])),
            Ranges(vec![(0, 2), (3, 4), (5, 10)])
        );
    }

    #[test]
    fn the_end_of_a_range_is_not_in_it() {
        let open = set(&[(0, 10)]);
        assert!(open.covers((0, 10)));
        assert!(!open.covers((0, 11)));
        assert_eq!(open.around(10), None);
    }
}
