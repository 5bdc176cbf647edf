//! Which cards of a crowded board are drawn first: those in sight, with the page. The others follow, some with every frame, so
//! that turning a page answers at once however full it is.

use jiff::civil::Date;
use leadsmart_contract::ids::AppointmentId;
use leptos::html;
use leptos::prelude::*;

use wasm_bindgen::JsValue;

use super::calendar::top;
use super::columns::{Column, Placed};
use super::desk::Desk;
use super::geometry::{DAY, Span};
use super::state::Mode;
use crate::dom;

/// Up to so many cards a board is drawn at once.
const MANY: usize = 120;

/// So many cards follow with each frame.
const STEP: usize = 60;

/// How wide a lane is at least, in pixels: most first names fit.
pub(super) const LANE: u16 = 84;

/// What tells one page of the board from another: its columns with their dates, and whether they are known.
type Page = Vec<(String, Date, bool)>;

/// The part of a board that is in sight.
#[derive(Clone, Copy, Debug, PartialEq)]
struct View {
    /// From left to right, in pixels.
    across: (f64, f64),
    /// From when until when.
    hours: Span,
}

/// Which cards are drawn. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    desk: Desk,
    /// Counts the pages, with the part of the board that was in sight when each came.
    page: Memo<(u32, Page, View)>,
    /// Of which page how many cards were drawn beside those in sight.
    reach: RwSignal<(u32, usize)>,
}

impl Sight {
    /// Follows what the board shows.
    pub(super) fn follow(desk: Desk, board: NodeRef<html::Section>) -> Self {
        let page = Memo::new(move |before: Option<&(u32, Page, View)>| {
            let page: Page = desk.columns.with(|columns| {
                columns.iter().map(|column| (column.key.clone(), column.date, column.known)).collect()
            });
            match before {
                Some(before) if before.1 == page => before.clone(),
                before => (before.map_or(0, |before| before.0.wrapping_add(1)), page, in_sight(desk, board)),
            }
        });
        let sight = Self { desk, page, reach: RwSignal::new((0, 0)) };
        Effect::new(move |_| {
            let number = page.with(|page| page.0);
            sight.reach.set((number, 0));
            // The next frame paints what is in sight; what follows comes after it.
            request_animation_frame(move || request_animation_frame(move || sight.go_on(number)));
        });
        sight
    }

    /// Draws some more of a page, and goes on with the next frame.
    fn go_on(self, number: u32) {
        let Some((of, reach)) = self.reach.try_get_untracked() else { return };
        if of != number || reach == usize::MAX {
            return;
        }
        let all = self.desk.columns.with_untracked(|columns| crowd(columns));
        let next = if reach + STEP < all { reach + STEP } else { usize::MAX };
        self.reach.set((number, next));
        if next != usize::MAX {
            request_animation_frame(move || self.go_on(number));
        }
    }

    /// The places of the cards of a column that are drawn; the one on which the keyboard stands is among them. Tracked.
    pub(super) fn of(self, column: &Column, landing: impl Fn() -> Option<AppointmentId>) -> Vec<usize> {
        let (number, view) = self.page.with(|page| (page.0, page.2));
        let (of, reach) = self.reach.get();
        let reach = if of == number { reach } else { 0 };
        let week = self.desk.state.mode.get() == Mode::Week;
        let chosen = self.desk.columns.with(|columns| {
            let whole = reach == usize::MAX || crowd(columns) <= MANY;
            (!whole).then(|| chosen(columns, column, week, view, reach))
        });
        let all = 0..column.cards.len();
        let Some(chosen) = chosen else { return all.collect() };
        let landing = landing();
        all.filter(|place| chosen[*place] || Some(column.cards[*place].card.id) == landing).collect()
    }
}

/// Which cards of a column are drawn: those between two edges of the board, and as many of all cards as `reach` says.
fn chosen(columns: &[Column], column: &Column, week: bool, view: View, reach: usize) -> Vec<bool> {
    let (start, before) = place(columns, &column.key, week);
    let width = least_width(column, week);
    let drawn = |(at, placed): (usize, &Placed)| {
        let (from, to) = across(placed, start, width);
        let seen = from < view.across.1 && to > view.across.0 && view.hours.overlaps(placed.span.drawn());
        seen || before + at < reach
    };
    column.cards.iter().enumerate().map(drawn).collect()
}

/// What is in sight; before the board is drawn, as much as the window has room for, from where it will begin.
fn in_sight(desk: Desk, board: NodeRef<html::Section>) -> View {
    let high = f64::from(desk.state.hour.get_untracked()) / 60.0;
    let (left, top, width, height) = match board.get_untracked() {
        Some(board) => {
            let (left, top) = (board.scroll_left(), board.scroll_top());
            (
                f64::from(left),
                f64::from(top),
                f64::from(board.client_width()),
                f64::from(board.client_height()),
            )
        }
        None => {
            let length = |read: Result<JsValue, JsValue>| read.ok().and_then(|length| length.as_f64());
            let width = length(dom::window().inner_width()).unwrap_or(1280.0);
            let height = length(dom::window().inner_height()).unwrap_or(800.0);
            (0.0, desk.columns.with_untracked(|columns| top(columns, high, height)), width, height)
        }
    };
    let minute = |pixels: f64| (pixels / high).clamp(0.0, f64::from(DAY)) as u16;
    View {
        across: (left, left + width),
        hours: Span::new(minute(top), minute(top + height).max(minute(top) + 1)),
    }
}

/// How many cards a board has.
fn crowd(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.cards.len()).sum()
}

/// How many lanes a column has beside each other.
pub(super) fn lanes(column: &Column) -> u16 {
    column.cards.iter().map(|placed| placed.lane.of).max().unwrap_or(1)
}

/// How narrow a column may become, in pixels. Where there is more room all are in sight.
fn least_width(column: &Column, week: bool) -> f64 {
    f64::from((lanes(column) * LANE).max(if week { 76 } else { 148 }))
}

/// Where a column begins at the earliest, and how many cards stand before it.
fn place(columns: &[Column], key: &str, week: bool) -> (f64, usize) {
    let before = columns.iter().take_while(|column| column.key != key);
    before.fold((0.0, 0), |(left, cards), column| {
        (left + least_width(column, week), cards + column.cards.len())
    })
}

/// From where to where a card stands at the earliest, in a column that begins there and is so wide.
fn across(placed: &Placed, start: f64, width: f64) -> (f64, f64) {
    let lane = width / f64::from(placed.lane.of.max(1));
    let from = start + lane * f64::from(placed.lane.first);
    (from, from + lane * f64::from(placed.lane.width))
}

#[cfg(test)]
mod tests {
    use super::super::state::Grouping;
    use super::super::tests::{card, day_columns, view};
    use super::*;

    /// Three columns of two cards each, of one lane.
    fn columns() -> Vec<Column> {
        let mut view = view();
        view.appointments =
            vec![card(1, 1, &[1], 540, 600), card(2, 1, &[1], 600, 660), card(3, 2, &[2], 540, 600)];
        day_columns(&view, Grouping::Agendas)
    }

    #[test]
    fn what_is_in_sight_is_drawn_first_and_the_rest_from_the_left() {
        let columns = columns();
        let drawn = |column: usize, across, reach| {
            chosen(&columns, &columns[column], false, View { across, hours: Span::new(480, 1080) }, reach)
        };
        assert_eq!(drawn(0, (0.0, 100.0), 0), [true, true]);
        assert_eq!(drawn(1, (0.0, 100.0), 0), [false], "it begins to the right of what is in sight");
        assert_eq!(drawn(1, (150.0, 900.0), 0), [true], "scrolled to it");
        assert_eq!(drawn(0, (150.0, 900.0), 1), [true, false], "then one after the other");
        assert_eq!(drawn(1, (0.0, 100.0), 3), [true]);
    }

    #[test]
    fn what_lies_above_and_below_comes_later() {
        let columns = columns();
        let view = View { across: (0.0, 900.0), hours: Span::new(600, 700) };
        assert_eq!(
            chosen(&columns, &columns[0], false, view, 0),
            [false, true],
            "from 9 to 10, and from 10 on"
        );
    }

    #[test]
    fn beside_each_other_cards_are_in_sight_or_not_by_their_lane() {
        let mut view = view();
        view.appointments = (1..=20).map(|number| card(number, 1, &[1], 540, 600)).collect();
        let columns = day_columns(&view, Grouping::Agendas);
        let view = View { across: (0.0, 500.0), hours: Span::new(480, 1080) };
        let drawn = chosen(&columns, &columns[0], false, view, 0);
        assert_eq!(drawn.iter().filter(|drawn| **drawn).count(), 6, "six lanes begin within 500 pixels");
    }
}
