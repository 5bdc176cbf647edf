//! From minutes to pixels and back, and where things stand beside each other. Pure: it knows no document.

use jiff::civil::{Date, DateTime};

use crate::language::format::minutes_of;

/// How high an hour may be, in pixels, from a whole day at a glance to minutes apart.
const HOURS: [u16; 5] = [40, 56, 80, 112, 160];

/// How high an hour is at first: so that a quarter of it holds a line of text.
pub(super) const HOUR: u16 = 80;

/// The next height of an hour, so many steps higher or lower; the last one where there is none.
pub(super) fn zoomed(hour: u16, steps: isize) -> u16 {
    let place = HOURS.iter().position(|height| *height >= hour).unwrap_or(HOURS.len() - 1);
    HOURS[place.saturating_add_signed(steps).min(HOURS.len() - 1)]
}

/// Minutes of a day on the clock.
pub(super) const DAY: u16 = 1440;

/// What is shorter is drawn as long as this, so that it stays legible and can be pressed.
const LEAST: u16 = 15;

/// A part of a day, in minutes since midnight; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// From when.
    pub(super) start: u16,
    /// Until when.
    pub(super) end: u16,
}

impl Span {
    /// From here to there.
    pub(super) const fn new(start: u16, end: u16) -> Self {
        Self { start, end }
    }

    /// How long.
    pub(super) const fn minutes(self) -> u16 {
        self.end.saturating_sub(self.start)
    }

    /// Whether a minute lies in it.
    pub(super) const fn contains(self, minute: u16) -> bool {
        self.start <= minute && minute < self.end
    }

    /// Whether both have a minute in common.
    pub(super) const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// As it is drawn: long enough to read, never past the end of the day.
    pub(super) fn drawn(self) -> Self {
        let end = self.end.max(self.start + LEAST).min(DAY);
        Self { start: self.start.min(DAY - LEAST), end }
    }

    /// The part of a period that lies on a date, if any. Where the clock is set back within it, it keeps the shortest length.
    pub(super) fn on(date: Date, start: DateTime, end: DateTime) -> Option<Self> {
        if start.date() > date || end.date() < date {
            return None;
        }
        let from = if start.date() < date { 0 } else { minutes_of(start.time()) };
        let to = if end.date() > date { DAY } else { minutes_of(end.time()) };
        match (start.date() < date, to) {
            (true, 0) => None,
            _ => Some(Self { start: from, end: to.max(from + 1) }),
        }
    }
}

/// Where a card stands in the width of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lane {
    /// The first lane that it takes, from 0.
    pub(super) first: u16,
    /// How many lanes it takes.
    pub(super) width: u16,
    /// How many lanes there are beside each other.
    pub(super) of: u16,
}

/// Lanes for what overlaps, in the order given. There are at least `least` of them, so that the places left are in sight.
///
/// Each takes the first lane that is free, and the free lanes to its right as far as `least` allows.
pub(super) fn lanes(spans: &[Span], least: u16) -> Vec<Lane> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|place| (spans[*place].start, std::cmp::Reverse(spans[*place].end)));
    let mut result = vec![Lane { first: 0, width: 1, of: 1 }; spans.len()];
    let mut cluster: Vec<usize> = Vec::new();
    let mut until = 0;
    for place in order {
        if spans[place].start >= until && !cluster.is_empty() {
            settle(&cluster, spans, least, &mut result);
            cluster.clear();
        }
        until = until.max(spans[place].end);
        cluster.push(place);
    }
    settle(&cluster, spans, least, &mut result);
    result
}

/// Gives lanes to those that overlap each other, directly or through others.
fn settle(cluster: &[usize], spans: &[Span], least: u16, result: &mut [Lane]) {
    let mut ends: Vec<u16> = Vec::new();
    for place in cluster {
        let span = spans[*place];
        let free = ends.iter().position(|end| *end <= span.start);
        let lane = free.unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = span.end,
            None => ends.push(span.end),
        }
        result[*place].first = lane as u16;
    }
    let of = (ends.len() as u16).max(least).max(1);
    for place in cluster {
        let own = result[*place].first;
        let beside = |other: &&usize| result[**other].first > own && spans[**other].overlaps(spans[*place]);
        let next = cluster.iter().filter(beside).map(|other| result[*other].first).min();
        let room = if ends.len() as u16 <= least { own + 1 } else { of };
        result[*place].width = next.unwrap_or(room) - own;
        result[*place].of = of;
    }
}

/// Ranges sorted and made one where they touch.
pub(super) fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// What a day leaves out, given what is open in order and apart.
pub(super) fn closed(open: &[Span]) -> Vec<Span> {
    let starts = std::iter::once(0).chain(open.iter().map(|span| span.end));
    let ends = open.iter().map(|span| span.start).chain(std::iter::once(DAY));
    starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| Span { start, end }).collect()
}

/// Minutes between the starts that a click chooses from: the largest round one that fits the step of the agenda.
pub(super) fn unit(step: u16) -> u16 {
    [30, 20, 15, 10].into_iter().find(|unit| step > 0 && step.is_multiple_of(*unit)).unwrap_or(5)
}

/// The start that is meant by pointing at a minute: counted in units from the opening, or where the card before it ends.
pub(super) fn snap(minute: u16, unit: u16, open: &[Span], taken: &[Span]) -> u16 {
    let unit = unit.max(1);
    let grid = minute - (minute - base(minute, open)) % unit;
    let touching = taken.iter().map(|span| span.end).filter(|end| *end <= minute && *end > grid).max();
    touching.unwrap_or(grid).min(DAY - 5)
}

/// The start that is nearest to a minute: on a line of the grid, or one of `also`, such as where the card before ends.
pub(super) fn nearest(minute: u16, unit: u16, open: &[Span], also: impl Iterator<Item = u16>) -> u16 {
    let unit = unit.max(1);
    let line = minute - (minute - base(minute, open)) % unit;
    let all = [line, line.saturating_add(unit)].into_iter().chain(also);
    all.min_by_key(|start| start.abs_diff(minute)).unwrap_or(line)
}

/// The next line of the grid after a minute.
pub(super) fn line_after(minute: u16, unit: u16, open: &[Span]) -> u16 {
    let unit = unit.max(1);
    minute - (minute - base(minute, open)) % unit + unit
}

/// The last line of the grid before a minute.
pub(super) fn line_before(minute: u16, unit: u16, open: &[Span]) -> u16 {
    let unit = unit.max(1);
    let past = (minute - base(minute, open)) % unit;
    minute.saturating_sub(if past > 0 { past } else { unit })
}

/// From where the lines of the grid are counted at a minute: from the opening, outside of the hours from midnight.
fn base(minute: u16, open: &[Span]) -> u16 {
    open.iter().find(|span| span.contains(minute)).map_or(0, |span| span.start)
}

/// How much of the open hours is booked, in percent; none if it is closed. `seats` may be taken at the same time.
pub(super) fn occupancy(open: &[Span], taken: &[Span], seats: u16) -> Option<u16> {
    let total: u32 = open.iter().map(|span| u32::from(span.minutes())).sum::<u32>() * u32::from(seats.max(1));
    let inside = |span: &Span, part: &Span| {
        u32::from(Span::new(span.start.max(part.start), span.end.min(part.end)).minutes())
    };
    let booked: u32 = taken.iter().map(|span| open.iter().map(|part| inside(span, part)).sum::<u32>()).sum();
    (total > 0).then(|| (booked * 100 / total).min(100) as u16)
}

/// The minute at a height in a column that is so high, within the day.
pub(super) fn minute_at(height: f64, whole: f64) -> u16 {
    let minute = if whole > 0.0 { height / whole * f64::from(DAY) } else { 0.0 };
    minute.clamp(0.0, f64::from(DAY) - 1.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u16, end: u16) -> Span {
        Span::new(start, end)
    }

    fn placed(spans: &[Span], least: u16) -> Vec<(u16, u16, u16)> {
        lanes(spans, least).into_iter().map(|lane| (lane.first, lane.width, lane.of)).collect()
    }

    #[test]
    fn what_does_not_overlap_has_the_whole_width() {
        assert_eq!(placed(&[], 1), []);
        assert_eq!(
            placed(&[span(480, 540), span(540, 600)], 1),
            [(0, 1, 1), (0, 1, 1)],
            "touching is not overlapping"
        );
    }

    #[test]
    fn what_overlaps_stands_side_by_side_whatever_the_order() {
        assert_eq!(placed(&[span(540, 600), span(480, 570)], 1), [(1, 1, 2), (0, 1, 2)]);
        let three = [span(480, 600), span(500, 520), span(530, 560)];
        assert_eq!(
            placed(&three, 1),
            [(0, 1, 2), (1, 1, 2), (1, 1, 2)],
            "a lane is used again when it is free"
        );
    }

    #[test]
    fn a_card_takes_the_free_lanes_to_its_right() {
        let spans = [span(0, 100), span(0, 50), span(0, 40), span(60, 90)];
        assert_eq!(placed(&spans, 1), [(0, 1, 3), (1, 1, 3), (2, 1, 3), (1, 2, 3)]);
    }

    #[test]
    fn places_left_of_an_agenda_stay_in_sight() {
        assert_eq!(placed(&[span(780, 840)], 2), [(0, 1, 2)]);
        assert_eq!(placed(&[span(0, 60), span(0, 60), span(0, 60)], 2), [(0, 1, 3), (1, 1, 3), (2, 1, 3)]);
    }

    #[test]
    fn no_two_that_overlap_share_a_lane() {
        let mut seed = 7_u32;
        let mut next = |most: u32| {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            (seed >> 16) % most
        };
        for _ in 0..500 {
            let spans: Vec<Span> = (0..next(12))
                .map(|_| {
                    let start = next(300) as u16;
                    span(start, start + 1 + next(120) as u16)
                })
                .collect();
            let lanes = lanes(&spans, 1 + next(3) as u16);
            for (a, one) in lanes.iter().enumerate() {
                assert!(one.width >= 1 && one.first + one.width <= one.of, "{spans:?} stays in its column");
                for (b, other) in lanes.iter().enumerate().skip(a + 1) {
                    let apart =
                        one.first + one.width <= other.first || other.first + other.width <= one.first;
                    assert!(apart || !spans[a].overlaps(spans[b]), "{spans:?}: {a} and {b} cover each other");
                }
            }
        }
    }

    #[test]
    fn an_appointment_over_midnight_is_drawn_on_both_dates() {
        let date = |day| Date::new(2026, 11, day).expect("a date");
        let (start, end) = (date(25).at(23, 0, 0, 0), date(26).at(0, 30, 0, 0));
        assert_eq!(Span::on(date(25), start, end), Some(span(1380, 1440)));
        assert_eq!(Span::on(date(26), start, end), Some(span(0, 30)));
        assert_eq!(Span::on(date(24), start, end), None);
        assert_eq!(Span::on(date(26), start, date(26).at(0, 0, 0, 0)), None, "midnight ends the day before");
    }

    #[test]
    fn an_hour_that_is_repeated_leaves_a_card_that_can_be_pressed() {
        let date = Date::new(2026, 10, 25).expect("a date");
        let drawn = Span::on(date, date.at(2, 50, 0, 0), date.at(2, 10, 0, 0)).map(Span::drawn);
        assert_eq!(drawn, Some(span(170, 185)));
        assert_eq!(span(1438, 1440).drawn(), span(1425, 1440));
    }

    #[test]
    fn closed_is_what_open_leaves_out() {
        assert_eq!(
            closed(&[span(480, 720), span(780, 1080)]),
            [span(0, 480), span(720, 780), span(1080, 1440)]
        );
        assert_eq!(closed(&[]), [span(0, DAY)]);
        assert_eq!(closed(&[span(0, DAY)]), []);
        assert_eq!(union(vec![span(600, 700), span(480, 600)]), [span(480, 700)]);
    }

    #[test]
    fn pointing_chooses_a_start_of_the_agenda() {
        let open = [span(490, 720)];
        assert_eq!(snap(515, 30, &open, &[]), 490, "counted from the opening");
        assert_eq!(snap(735, 30, &open, &[]), 720, "outside of the hours, on the clock");
        assert_eq!(snap(512, 30, &open, &[span(490, 510)]), 510, "where the card before it ends");
        assert_eq!(snap(1439, 5, &[], &[]), 1435);
        assert_eq!([60, 40, 45, 50, 25, 0].map(unit), [30, 20, 15, 10, 5, 5]);
    }

    #[test]
    fn what_is_dragged_stops_at_the_nearest_line_or_neighbour() {
        let open = [span(490, 720)];
        assert_eq!(nearest(504, 30, &open, [].into_iter()), 490, "counted from the opening");
        assert_eq!(nearest(506, 30, &open, [].into_iter()), 520);
        assert_eq!(nearest(506, 30, &open, [510].into_iter()), 510, "where the card before it ends");
        assert_eq!(nearest(1430, 30, &[], [].into_iter()), 1440);
        assert_eq!((line_after(490, 30, &open), line_after(500, 30, &open)), (520, 520));
        assert_eq!((line_before(520, 30, &open), line_before(500, 30, &open)), (490, 490));
        assert_eq!(line_before(10, 30, &[]), 0);
        assert_eq!(line_before(0, 30, &[]), 0);
    }

    #[test]
    fn occupancy_counts_what_is_booked_inside_the_hours() {
        assert_eq!(occupancy(&[span(480, 600)], &[span(450, 540)], 1), Some(50));
        assert_eq!(occupancy(&[span(480, 600)], &[span(480, 600)], 2), Some(50));
        assert_eq!(occupancy(&[], &[span(480, 600)], 1), None);
    }

    #[test]
    fn heights_and_minutes_agree() {
        assert_eq!(minute_at(800.5, 1920.0), 600);
        assert_eq!(minute_at(-4.0, 1920.0), 0);
        assert_eq!(minute_at(99_999.0, 1920.0), 1439);
        assert_eq!(minute_at(10.0, 0.0), 0, "nothing is drawn yet");
    }

    #[test]
    fn an_hour_grows_and_shrinks_in_steps_and_stops_at_the_ends() {
        assert_eq!((zoomed(HOUR, 1), zoomed(HOUR, -1), zoomed(HOUR, 0)), (112, 56, 80));
        assert_eq!((zoomed(160, 1), zoomed(40, -1)), (160, 40));
        assert_eq!(zoomed(999, 0), 160, "what an older version kept is no failure");
    }
}
