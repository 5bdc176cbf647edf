//! Where columns and minutes lie in the window, as it was measured when something was taken hold of. Pure.

use super::super::geometry::DAY;
use super::At;

/// From so many pixels on a press is no click any more.
const CLICK: f64 = 4.0;

/// A finger is less exact.
const TOUCH: f64 = 10.0;

/// So near to its edge the board begins to scroll.
const ZONE: f64 = 44.0;

/// So many pixels a frame it scrolls at most.
const SPEED: f64 = 18.0;

/// How wide the question after letting go is, and how high at most; and that about one of a series.
pub(super) const ASK: (f64, f64) = (264.0, 148.0);
pub(super) const ASK_OF_MANY: (f64, f64) = (264.0, 262.0);

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    /// Left edge.
    pub(super) left: f64,
    /// Upper edge.
    pub(super) top: f64,
    /// Width.
    pub(super) width: f64,
    /// Height.
    pub(super) height: f64,
}

/// The board as it was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ground {
    /// What is in sight of the board, in the window.
    pub(super) view: Rect,
    /// How high the heads are, which stay in sight.
    pub(super) heads: f64,
    /// How wide the hours are, which stay in sight.
    pub(super) hours: f64,
    /// Left edge and width of each column, from the left of all that can be scrolled to.
    pub(super) columns: Vec<(f64, f64)>,
    /// Pixels of a minute.
    pub(super) minute: f64,
}

impl Ground {
    /// The column and the minute under a place in the window, of which so much is scrolled out of sight.
    pub(super) fn under(&self, (x, y): (f64, f64), (left, top): (f64, f64)) -> (usize, u16) {
        let x = x - self.view.left + left;
        let column = self.columns.iter().rposition(|(start, _)| *start <= x).unwrap_or(0);
        let height = y - self.view.top + top - self.heads;
        let minute = if self.minute > 0.0 { height / self.minute } else { 0.0 };
        (column, minute.clamp(0.0, f64::from(DAY)) as u16)
    }

    /// Where something is drawn, from the upper left of all that can be scrolled to.
    pub(super) fn rect(&self, at: At) -> Rect {
        let (left, width) = self.columns.get(at.column).copied().unwrap_or_default();
        let span = at.span.drawn();
        let top = self.heads + f64::from(span.start) * self.minute;
        Rect { left, top, width, height: f64::from(span.minutes()) * self.minute }
    }

    /// How far to scroll in a frame while the pointer is there: faster, the nearer to the edge.
    pub(super) fn drift(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let view = self.view;
        let along = |at: f64, start: f64, end: f64| {
            // Where little is in sight, the zones leave a quiet middle.
            let zone = ZONE.min((end - start) / 4.0).max(1.0);
            let before = (start + zone - at).clamp(0.0, zone);
            let after = (at - end + zone).clamp(0.0, zone);
            ((after - before) / zone * SPEED).round()
        };
        (
            along(x, view.left + self.hours, view.left + view.width),
            along(y, view.top + self.heads, view.top + view.height),
        )
    }

    /// Where the question stands: below what it is about, above where there is no room, always in sight.
    pub(super) fn beside(
        &self,
        about: Rect,
        (width, height): (f64, f64),
        (left, top): (f64, f64),
    ) -> (f64, f64) {
        const GAP: f64 = 6.0;
        let floor = top + self.view.height - height - GAP;
        let ceiling = top + self.heads + GAP;
        let below = about.top + about.height + GAP;
        let above = about.top - GAP - height;
        let y = if below <= floor || above < ceiling { below.min(floor) } else { above };
        let right = left + self.view.width - width - GAP;
        let x = about.left.min(right).max(left + self.hours + GAP);
        (x.max(0.0), y.max(ceiling))
    }
}

/// Whether a movement is too long for a click.
pub(super) fn is_far(from: (f64, f64), to: (f64, f64), touch: bool) -> bool {
    (to.0 - from.0).hypot(to.1 - from.1) >= if touch { TOUCH } else { CLICK }
}

/// Whether a card of this height is held by its lower edge.
pub(super) fn on_edge(below_top: f64, height: f64) -> bool {
    below_top > height - (height / 4.0).min(7.0)
}

#[cfg(test)]
mod tests {
    use super::super::super::geometry::Span;
    use super::*;

    fn ground() -> Ground {
        Ground {
            view: Rect { left: 100.0, top: 50.0, width: 500.0, height: 400.0 },
            heads: 52.0,
            hours: 50.0,
            columns: vec![(50.0, 200.0), (250.0, 200.0), (450.0, 200.0)],
            minute: 2.0,
        }
    }

    #[test]
    fn a_place_in_the_window_is_a_column_and_a_minute() {
        let ground = ground();
        assert_eq!(ground.under((360.0, 50.0 + 52.0 + 20.0), (0.0, 1000.0)), (1, 510));
        assert_eq!(ground.under((360.0, 102.0), (200.0, 0.0)), (2, 0), "scrolled to the right");
        assert_eq!(ground.under((-500.0, -500.0), (0.0, 0.0)), (0, 0));
        assert_eq!(ground.under((9000.0, 9000.0), (0.0, 9000.0)), (2, 1440));
        assert_eq!(Ground::default().under((1.0, 1.0), (0.0, 0.0)), (0, 0), "nothing was measured");
    }

    #[test]
    fn what_is_held_is_drawn_where_the_columns_lie() {
        let at = At { column: 1, span: Span::new(600, 660) };
        let expected = Rect { left: 250.0, top: 1252.0, width: 200.0, height: 120.0 };
        assert_eq!(ground().rect(at), expected);
        let late = At { column: 1, span: Span::new(1410, 1470) };
        assert_eq!(ground().rect(late).height, 60.0, "past midnight it is cut");
    }

    #[test]
    fn near_the_edges_the_board_scrolls_the_faster_the_nearer() {
        let ground = ground();
        assert_eq!(ground.drift((350.0, 250.0)), (0.0, 0.0));
        assert_eq!(ground.drift((350.0, 450.0)), (0.0, SPEED));
        assert_eq!(ground.drift((350.0, 428.0)), (0.0, SPEED / 2.0));
        assert_eq!(ground.drift((350.0, 0.0)), (0.0, -SPEED), "above it too");
        assert_eq!(ground.drift((600.0, 250.0)), (SPEED, 0.0));
        assert_eq!(ground.drift((150.0, 250.0)), (-SPEED, 0.0), "beside the hours");
    }

    #[test]
    fn the_question_stands_beside_and_in_sight() {
        let ground = ground();
        let about = |top: f64| Rect { left: 250.0, top, width: 200.0, height: 40.0 };
        assert_eq!(ground.beside(about(1100.0), ASK, (0.0, 1000.0)), (230.0, 1146.0));
        assert_eq!(ground.beside(about(1340.0), ASK, (0.0, 1000.0)).1, 1340.0 - 6.0 - ASK.1, "above");
        let (x, y) = ground.beside(Rect { height: 900.0, ..about(1000.0) }, ASK, (0.0, 1000.0));
        assert!(x + ASK.0 <= 500.0 && y + ASK.1 <= 1400.0, "in sight, whatever it is about");
    }

    #[test]
    fn a_small_movement_is_a_click() {
        assert!(!is_far((10.0, 10.0), (12.0, 12.0), false));
        assert!(is_far((10.0, 10.0), (10.0, 14.0), false));
        assert!(!is_far((10.0, 10.0), (10.0, 14.0), true), "fingers tremble");
    }

    #[test]
    fn the_edge_of_a_low_card_leaves_room_to_hold_it() {
        assert!(on_edge(76.0, 80.0) && !on_edge(70.0, 80.0));
        assert!(on_edge(17.0, 20.0) && !on_edge(14.0, 20.0));
    }
}
