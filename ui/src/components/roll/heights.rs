//! How high the rows of a long list are, and what lies where. Pure.
//!
//! Lengths are whole sixty-fourths of a CSS pixel, as webviews lay out: so the sum of ten thousand rows is exact, at every zoom.

/// A length of pixels.
pub(crate) fn from_pixels(pixels: f64) -> i64 {
    (pixels * 64.0).round() as i64
}

/// A length in pixels.
pub(crate) fn to_pixels(length: i64) -> f64 {
    length as f64 / 64.0
}

/// The heights of rows that stand one below the other. Where a row begins, which one lies at a place and another height for one
/// each take a few steps, however many there are (a binary indexed tree).
#[derive(Clone, Debug, Default)]
pub(crate) struct Heights {
    own: Vec<i64>,
    /// At `i` the sum of as many rows up to `i` as the lowest bit of `i + 1` counts.
    sums: Vec<i64>,
}

impl Heights {
    /// Of rows as high as this.
    pub(crate) fn new(own: Vec<i64>) -> Self {
        let mut sums = own.clone();
        for at in 0..sums.len() {
            let parent = at | (at + 1);
            if parent < sums.len() {
                sums[parent] += sums[at];
            }
        }
        Self { own, sums }
    }

    /// How high all are together.
    pub(crate) fn total(&self) -> i64 {
        self.begin(self.own.len())
    }

    /// Where a row begins; the end of the last one for the number of rows.
    pub(crate) fn begin(&self, row: usize) -> i64 {
        let (mut end, mut sum) = (row.min(self.own.len()), 0);
        while end > 0 {
            sum += self.sums[end - 1];
            end &= end - 1;
        }
        sum
    }

    /// Gives a row another height; answers by how much it grew.
    pub(crate) fn set(&mut self, row: usize, height: i64) -> i64 {
        let Some(own) = self.own.get_mut(row) else { return 0 };
        let grown = height - *own;
        *own = height;
        let mut at = row;
        while at < self.sums.len() {
            self.sums[at] += grown;
            at |= at + 1;
        }
        grown
    }

    /// The row that lies at a place: the first one above all, the last one below.
    pub(crate) fn at(&self, place: i64) -> usize {
        let (mut rows, mut rest) = (0, place);
        let mut step = self.own.len().next_power_of_two();
        while step > 0 {
            let next = rows + step;
            if next <= self.sums.len() && self.sums[next - 1] <= rest {
                rest -= self.sums[next - 1];
                rows = next;
            }
            step /= 2;
        }
        rows.min(self.own.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_begin_where_those_above_them_end() {
        for count in 0..70 {
            let own: Vec<i64> = (0..count).map(|row| 10 + row % 7).collect();
            let heights = Heights::new(own.clone());
            for row in 0..=own.len() {
                assert_eq!(heights.begin(row), own[..row].iter().sum::<i64>(), "row {row} of {count}");
            }
            assert_eq!(heights.total(), own.iter().sum::<i64>());
        }
    }

    #[test]
    fn the_row_at_a_place_is_the_one_that_covers_it() {
        let mut heights = Heights::new(vec![10; 37]);
        heights.set(5, 100);
        heights.set(36, 3);
        for row in 0..37 {
            let (begin, end) = (heights.begin(row), heights.begin(row + 1));
            assert_eq!((heights.at(begin), heights.at(end - 1)), (row, row));
        }
        assert_eq!((heights.at(-5), heights.at(1_000_000)), (0, 36));
        assert_eq!(Heights::default().at(0), 0);
    }

    #[test]
    fn another_height_moves_only_what_is_below() {
        let mut heights = Heights::new(vec![64; 10_000]);
        assert_eq!(heights.set(4_000, 640), 576);
        assert_eq!(heights.begin(4_000), 4_000 * 64);
        assert_eq!(heights.begin(4_001), 4_000 * 64 + 640);
        assert_eq!(heights.total(), 10_000 * 64 + 576);
        assert_eq!(heights.set(10_000, 1), 0, "there is no such row");
    }

    #[test]
    fn pixels_keep_their_fractions() {
        assert_eq!(to_pixels(from_pixels(33.328125)), 33.328125);
    }
}
