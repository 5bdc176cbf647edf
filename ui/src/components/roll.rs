//! A long list of rows, drawn by [`sheet`], whose heights are known only once they are drawn. Pure: what is to be drawn, and where it is scrolled to.
//!
//! What a person looks at stays where it is, whatever comes above or below and however high it turns out to be: at its edge (a
//! conversation's end, the beginning of other lists) a list holds that edge, elsewhere the first row in sight. When a row above what is held turns out higher than was guessed, all
//! rows keep their places and the origin of the list moves (`shift`), so that the wheel is not disturbed while it turns; that is
//! set right when the first row comes near.

pub(crate) mod heights;
mod sheet;

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use self::heights::Heights;

pub(crate) use self::sheet::{Drawable, Sheet, follow_size};

/// How much is drawn above and below what is in sight, in heights of the window; so a turn of the wheel shows what is there.
const MARGIN: i64 = 1;

/// How much lies ready beyond what is in sight, in heights of the window.
const AHEAD: i64 = 3;

/// How near to the edge one is at it: about a line.
const NEAR: i64 = 24 * 64;

/// Where the newest stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Above all others.
    Begin,
    /// Below all others.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold<K> {
    /// The edge of the list stays at that of the window.
    Edge,
    /// This row stays where it is: so far above the window's upper edge.
    Row(K, i64),
}

/// The list. Lengths are those of [`super::heights`].
#[derive(Clone, Debug)]
pub(crate) struct Roll<K> {
    edge: Edge,
    keys: Vec<K>,
    places: HashMap<K, usize>,
    heights: Heights,
    measured: HashMap<K, i64>,
    /// How high the window is.
    window: i64,
    hold: Hold<K>,
    shift: i64,
    /// How much is drawn above and below what is in sight, in heights of the window.
    margin: i64,
}

impl<K: Copy + Eq + Hash> Roll<K> {
    /// An empty list that shows its edge. Until [`Self::widen`] or the first turn of the wheel nothing beyond what is in sight is
    /// drawn, so that the first look at it comes soon.
    pub(crate) fn new(edge: Edge) -> Self {
        Self {
            edge,
            keys: Vec::new(),
            places: HashMap::new(),
            heights: Heights::default(),
            measured: HashMap::new(),
            window: 0,
            hold: Hold::Edge,
            shift: 0,
            margin: 0,
        }
    }

    /// Draws beyond what is in sight from now on; answers whether it did not before.
    pub(crate) fn widen(&mut self) -> bool {
        std::mem::replace(&mut self.margin, MARGIN) != MARGIN
    }

    /// Whether nothing beyond what is in sight is drawn yet.
    pub(crate) fn is_narrow(&self) -> bool {
        self.margin != MARGIN
    }

    /// Its rows are these now; how high one is that was never drawn is guessed.
    pub(crate) fn set_rows(&mut self, keys: Vec<K>, guess: impl Fn(usize) -> i64) {
        if let Hold::Row(key, above) = self.hold
            && !keys.contains(&key)
        {
            self.hold = self.neighbour(key, &keys).map_or(Hold::Edge, |key| Hold::Row(key, above));
        }
        let height = |(row, key): (usize, &K)| self.measured.get(key).copied().unwrap_or_else(|| guess(row));
        self.heights = Heights::new(keys.iter().enumerate().map(height).collect());
        self.places = keys.iter().enumerate().map(|(row, key)| (*key, row)).collect();
        self.keys = keys;
        self.shift = 0;
    }

    /// The next row below one that goes, among those that stay.
    fn neighbour(&self, gone: K, stay: &[K]) -> Option<K> {
        let from = *self.places.get(&gone)?;
        self.keys[from..].iter().find(|key| stay.contains(key)).copied()
    }

    /// The window is so high now.
    pub(crate) fn resized(&mut self, window: i64) {
        self.window = window.max(0);
    }

    /// How high the window is.
    pub(crate) fn window(&self) -> i64 {
        self.window
    }

    /// A person has scrolled there.
    pub(crate) fn scrolled(&mut self, top: i64) {
        self.margin = MARGIN;
        let top = top - self.shift;
        let at_edge = match self.edge {
            Edge::Begin => top <= NEAR,
            Edge::End => top + self.window + NEAR >= self.heights.total(),
        };
        self.hold = if at_edge || self.keys.is_empty() {
            Hold::Edge
        } else {
            let row = self.heights.at(top);
            Hold::Row(self.keys[row], top - self.heights.begin(row))
        };
    }

    /// A row that was drawn is so high; answers whether it was taken for another height.
    pub(crate) fn measured(&mut self, key: K, height: i64) -> bool {
        self.measured.insert(key, height);
        let Some(&row) = self.places.get(&key) else { return false };
        let grown = self.heights.set(row, height);
        if row < self.held() {
            self.shift -= grown;
        }
        grown != 0
    }

    /// The place of the row that stays where it is.
    fn held(&self) -> usize {
        let edge = if self.edge == Edge::End { self.keys.len() } else { 0 };
        match self.hold {
            Hold::Edge => edge,
            Hold::Row(key, _) => self.places.get(&key).copied().unwrap_or(edge),
        }
    }

    /// Where it must be scrolled to, so that what is in sight stays there.
    pub(crate) fn top(&self) -> i64 {
        let end = self.heights.total() - self.window;
        let top = match self.hold {
            Hold::Edge if self.edge == Edge::Begin => 0,
            Hold::Edge => end,
            Hold::Row(_, above) => self.heights.begin(self.held()) + above,
        };
        (top.min(end) + self.shift).max(0)
    }

    /// The rows to be drawn. Call it after everything that moves something, and before asking where anything lies.
    pub(crate) fn drawn(&mut self) -> Range<usize> {
        let margin = self.window * self.margin;
        let from = self.top() - self.shift - margin;
        let range = self.heights.at(from)
            ..(self.heights.at(from + self.window + 2 * margin) + 1).min(self.keys.len());
        if range.start == 0 || self.heights.begin(range.start) + self.shift < 0 {
            self.shift = 0;
        }
        range
    }

    /// Where a row begins; for the number of rows, how high the list is.
    pub(crate) fn begin(&self, row: usize) -> i64 {
        self.heights.begin(row) + self.shift
    }

    /// How high all rows are together.
    pub(crate) fn total(&self) -> i64 {
        self.begin(self.keys.len())
    }

    /// Whether its edge is held.
    pub(crate) fn is_at_edge(&self) -> bool {
        self.hold == Hold::Edge
    }

    /// Whether so little is left beyond what is in sight, away from the edge, that more should be fetched.
    pub(crate) fn runs_out(&self) -> bool {
        let top = self.top() - self.shift;
        let left = match self.edge {
            Edge::Begin => self.heights.total() - top - self.window,
            Edge::End => top,
        };
        left < self.window * AHEAD
    }

    /// Goes to the edge.
    pub(crate) fn go_to_edge(&mut self) {
        self.hold = Hold::Edge;
    }

    /// Goes to a row, which then stands in the upper third of the window.
    pub(crate) fn go_to(&mut self, key: K) {
        if self.places.contains_key(&key) {
            self.hold = Hold::Row(key, -self.window / 3);
        }
    }

    /// Goes so little that the whole of a row is in sight.
    pub(crate) fn reveal(&mut self, key: K) {
        let Some(&row) = self.places.get(&key) else { return };
        let (begin, end) = (self.begin(row), self.begin(row + 1));
        let top = self.top();
        if begin < top {
            self.hold = Hold::Row(key, 0);
        } else if end > top + self.window {
            self.hold = Hold::Row(key, end - begin - self.window);
        }
    }

    /// What is in sight stays, also where the edge is: what is read next belongs beyond it.
    pub(crate) fn let_go(&mut self) {
        let top = self.top() - self.shift;
        if self.hold == Hold::Edge && !self.keys.is_empty() {
            let row = self.heights.at(top);
            self.hold = Hold::Row(self.keys[row], top - self.heights.begin(row));
        }
    }

    /// The row in the middle of the window.
    pub(crate) fn middle(&self) -> Option<K> {
        let row = self.heights.at(self.top() - self.shift + self.window / 2);
        self.keys.get(row).copied()
    }

    /// The place of a row.
    pub(crate) fn place(&self, key: K) -> Option<usize> {
        self.places.get(&key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: i64 = 40 * 64;
    const WINDOW: i64 = 600 * 64;

    fn roll(rows: std::ops::Range<i32>) -> Roll<i32> {
        let mut roll = Roll::new(Edge::End);
        roll.resized(WINDOW);
        roll.set_rows(rows.collect(), |_| ROW);
        roll
    }

    /// Where a row stands in the window.
    fn seen(roll: &mut Roll<i32>, key: i32) -> i64 {
        roll.drawn();
        roll.begin(roll.place(key).expect("the row is there")) - roll.top()
    }

    #[test]
    fn it_begins_at_its_end_and_stays_there_when_something_comes() {
        let mut roll = roll(0..1_000);
        assert_eq!(roll.top(), 1_000 * ROW - WINDOW);
        roll.set_rows((0..1_001).collect(), |_| ROW);
        assert_eq!(roll.top(), 1_001 * ROW - WINDOW);
        assert!(roll.is_at_edge());
    }

    #[test]
    fn only_what_is_in_sight_and_a_margin_is_drawn_of_ten_thousand() {
        let mut roll = roll(0..10_000);
        for top in [0, 1, 123_456, 5_000 * ROW, 10_000 * ROW] {
            roll.scrolled(top);
            let drawn = roll.drawn();
            assert!(drawn.len() <= 3 * 15 + 2, "{drawn:?} at {top}");
            let top = roll.top();
            assert!(
                roll.begin(drawn.start) <= top.max(0)
                    && roll.begin(drawn.end) >= (top + WINDOW).min(roll.total())
            );
        }
    }

    #[test]
    fn the_first_drawing_is_of_what_is_in_sight_and_the_margin_follows() {
        let mut roll = roll(0..1_000);
        assert!(roll.is_narrow());
        assert_eq!(roll.drawn(), 985..1_000);
        assert!(roll.widen() && !roll.widen());
        assert_eq!(roll.drawn(), 970..1_000);
        let mut roll = self::roll(0..1_000);
        roll.scrolled(500 * ROW);
        assert!(!roll.is_narrow(), "who turns the wheel has what comes next before it is in sight");
    }

    #[test]
    fn what_is_in_sight_stays_when_older_rows_are_put_above() {
        let mut roll = roll(500..1_000);
        roll.scrolled(100 * ROW + 7);
        let before = seen(&mut roll, 605);
        roll.set_rows((0..1_000).collect(), |_| ROW * 2);
        assert_eq!(
            seen(&mut roll, 605) - before,
            (605 - 600) * ROW,
            "only what was guessed anew below the held row moves"
        );
        let mut roll = self::roll(500..1_000);
        roll.scrolled(100 * ROW + 7);
        let before = seen(&mut roll, 600);
        roll.set_rows((0..1_000).collect(), |_| ROW);
        assert_eq!(seen(&mut roll, 600), before);
    }

    #[test]
    fn a_row_above_that_is_higher_than_guessed_moves_neither_what_is_in_sight_nor_the_wheel() {
        let mut roll = roll(0..1_000);
        roll.scrolled(500 * ROW);
        let (top, before) = (roll.top(), seen(&mut roll, 503));
        roll.measured(490, ROW * 3);
        assert_eq!((roll.top(), seen(&mut roll, 503)), (top, before));
    }

    #[test]
    fn at_the_end_rows_that_are_higher_than_guessed_leave_the_end_in_sight() {
        let mut roll = roll(0..1_000);
        let top = roll.top();
        roll.measured(999, ROW * 4);
        roll.drawn();
        assert_eq!((roll.top(), roll.total()), (top, top + WINDOW));
    }

    #[test]
    fn the_first_row_can_be_reached_however_much_the_guesses_were_wrong() {
        for wrong in [1, 3] {
            let mut roll = Roll::new(Edge::End);
            roll.resized(WINDOW);
            roll.set_rows((0..300).collect(), |_| ROW * wrong);
            let mut top = roll.top();
            for _ in 0..2_000 {
                roll.scrolled(top - ROW);
                for row in roll.drawn() {
                    roll.measured(row as i32, ROW * 2);
                }
                roll.drawn();
                top = roll.top();
            }
            assert_eq!((top, roll.begin(0)), (0, 0));
        }
    }

    #[test]
    fn when_the_row_that_is_held_goes_the_next_one_takes_its_place() {
        let mut roll = roll(0..100);
        roll.scrolled(50 * ROW);
        let before = seen(&mut roll, 50);
        roll.set_rows((0..100).filter(|row| *row != 50).collect(), |_| ROW);
        assert_eq!(seen(&mut roll, 51), before);
    }

    #[test]
    fn a_list_that_is_shorter_than_the_window_is_not_scrolled() {
        let mut roll = roll(0..3);
        assert_eq!(roll.top(), 0);
        assert_eq!(roll.drawn(), 0..3);
        assert_eq!(Roll::<i32>::new(Edge::End).drawn(), 0..0);
    }

    #[test]
    fn a_list_that_begins_with_the_newest_shows_what_comes_unless_one_reads_further_down() {
        let mut roll = Roll::new(Edge::Begin);
        roll.resized(WINDOW);
        roll.set_rows((0..100).collect(), |_| ROW);
        roll.set_rows((-1..100).collect(), |_| ROW);
        assert_eq!((roll.top(), seen(&mut roll, -1)), (0, 0));
        roll.scrolled(30 * ROW);
        let before = seen(&mut roll, 31);
        roll.set_rows((-2..100).collect(), |_| ROW);
        assert_eq!(seen(&mut roll, 31), before);
        roll.scrolled(100 * ROW);
        assert!(roll.runs_out());
    }

    #[test]
    fn a_row_is_revealed_by_as_little_as_needed() {
        let mut roll = roll(0..1_000);
        roll.scrolled(500 * ROW);
        roll.reveal(505);
        assert_eq!(roll.top(), 500 * ROW, "it is in sight");
        roll.reveal(499);
        assert_eq!(roll.top(), 499 * ROW);
        roll.reveal(514);
        assert_eq!(roll.top(), 515 * ROW - WINDOW);
    }

    #[test]
    fn what_is_read_beyond_the_edge_leaves_in_sight_what_is() {
        let mut roll = roll(0..100);
        let before = seen(&mut roll, 99);
        roll.let_go();
        roll.set_rows((0..200).collect(), |_| ROW);
        assert_eq!(seen(&mut roll, 99), before);
        assert_eq!(roll.middle(), Some(92));
    }

    #[test]
    fn going_to_a_row_brings_it_into_sight() {
        let mut roll = roll(0..1_000);
        roll.go_to(10);
        assert_eq!(seen(&mut roll, 10), WINDOW / 3);
        roll.go_to(5_000);
        assert_eq!(seen(&mut roll, 10), WINDOW / 3, "what is not there moves nothing");
    }
}
