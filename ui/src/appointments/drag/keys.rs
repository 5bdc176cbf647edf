//! The same by keys: Shift with an arrow takes hold of what the keyboard stands on.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::super::cursor::landing;
use super::super::series::Scope;
use super::super::state::Cursor;
use super::hands::element;
use super::place::held;
use super::{Aim, Hands, Happening, Nudge, Phase, Pull};
use crate::dom;

impl Hands {
    /// A key on the board; answers whether it was meant for what is held.
    pub(in super::super) fn key(self, event: &KeyboardEvent, cursor: Option<Cursor>) -> bool {
        let resize = event.alt_key() || event.ctrl_key() || event.meta_key();
        let nudge = nudge_of(&event.key(), resize);
        match self.phase.get_untracked() {
            Phase::Press(_) | Phase::Dragging(_) => {
                if event.key() == "Escape" {
                    self.give_up();
                }
                true
            }
            Phase::Asking(_) => match (event.key().as_str(), nudge) {
                ("Escape", _) => {
                    self.give_up();
                    true
                }
                ("Enter", _) if !on_button(event) => {
                    self.confirm();
                    true
                }
                (_, Some(nudge)) => {
                    self.nudge(nudge);
                    true
                }
                (key, None) if !event.ctrl_key() && !event.meta_key() && self.holds_one_of_many() => {
                    scope_of(key).is_some_and(|scope| {
                        self.confirm_for(scope);
                        true
                    })
                }
                _ => false,
            },
            Phase::Rest | Phase::Sent(_) => match (event.shift_key(), nudge, cursor) {
                (true, Some(nudge), Some(cursor)) => {
                    self.take_by_key(&cursor, nudge);
                    true
                }
                _ => false,
            },
        }
    }

    /// Whether what is held is one of a series.
    pub(super) fn holds_one_of_many(self) -> bool {
        let pull = self.phase.get_untracked().asking();
        let is_one = |pull: Pull| {
            self.desk
                .columns
                .with_untracked(|columns| held(&pull, columns).is_some_and(|card| card.series_id.is_some()))
        };
        pull.is_some_and(is_one)
    }

    fn take_by_key(self, cursor: &Cursor, nudge: Nudge) {
        self.measure();
        let pull = self.desk.columns.with_untracked(|columns| {
            let (place, card) = landing(columns, cursor)?;
            let column = columns.get(place)?;
            match card {
                Some(placed) => self
                    .can_move(column, placed)
                    .then(|| Pull::card(Aim::Move, place, placed, placed.span.start)),
                None => self.can_create(column).then(|| Pull::ground(place, cursor.minute, column.unit)),
            }
        });
        if let Some(pull) = pull {
            self.phase.set(Phase::Asking(pull));
            self.nudge(nudge);
        }
    }

    fn nudge(self, nudge: Nudge) {
        self.happen(Happening::Nudged(nudge));
        request_animation_frame(|| {
            let ghost = dom::document().query_selector(".drag-ghost").ok().flatten();
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            nearest.set_inline(ScrollLogicalPosition::Nearest);
            if let Some(ghost) = ghost {
                ghost.scroll_into_view_with_scroll_into_view_options(&nearest);
            }
        });
    }
}

/// Which key moves what is held; with a second key beside Shift it changes the length.
fn nudge_of(key: &str, resize: bool) -> Option<Nudge> {
    Some(match (key, resize) {
        ("ArrowUp", false) => Nudge::Up,
        ("ArrowDown", false) => Nudge::Down,
        ("ArrowLeft", false) => Nudge::Left,
        ("ArrowRight", false) => Nudge::Right,
        ("ArrowUp", true) => Nudge::Shorter,
        ("ArrowDown", true) => Nudge::Longer,
        _ => return None,
    })
}

/// The keys that go on with more of a series than the one that is held.
pub(super) const SCOPES: [(Scope, &str); 2] = [(Scope::Following, "S"), (Scope::All, "T")];

fn scope_of(key: &str) -> Option<Scope> {
    SCOPES.into_iter().find(|(_, own)| own.eq_ignore_ascii_case(key)).map(|(scope, _)| scope)
}

fn on_button(event: &KeyboardEvent) -> bool {
    element(event).is_some_and(|target| matches!(target.closest(".drag-ask button"), Ok(Some(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_move_and_with_another_key_they_change_the_length() {
        assert_eq!(nudge_of("ArrowDown", false), Some(Nudge::Down));
        assert_eq!(nudge_of("ArrowDown", true), Some(Nudge::Longer));
        assert_eq!(nudge_of("ArrowLeft", true), None, "the page is turned with it");
        assert_eq!(nudge_of("a", false), None);
    }

    #[test]
    fn one_key_goes_on_with_more_of_a_series() {
        assert_eq!((scope_of("s"), scope_of("T")), (Some(Scope::Following), Some(Scope::All)));
        assert_eq!(scope_of("x"), None);
    }
}
