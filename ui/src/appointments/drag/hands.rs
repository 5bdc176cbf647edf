//! The pointer on the board: what it takes hold of, and how that follows it.

use std::time::Duration;

use jiff::civil::Date;
use leadsmart_contract::ids::AppointmentId;
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions};

use super::super::cards::appointment_of;
use super::super::columns::{Column, Placed};
use super::super::desk::{Desk, focus_calendar, focus_on};
use super::super::geometry::{DAY, Span, snap};
use super::super::series::Scope;
use super::super::state::Cursor;
use super::ground::{Ground, Rect, is_far, on_edge};
use super::place::movable;
use super::{Aim, Happening, Phase, Pull};
use crate::components::{Toasts, use_toasts};
use crate::dom;

/// How long a finger rests on something to take hold of it; what moves sooner scrolls.
const HOLD: Duration = Duration::from_millis(350);

/// The pointer that holds something.
#[derive(Clone, Copy, Default)]
struct Grip {
    pointer: i32,
    touch: bool,
    from: (f64, f64),
    now: (f64, f64),
    /// Whether the next frame will be drawn for it.
    waiting: bool,
    hold: Option<TimeoutHandle>,
}

/// What is taken hold of on the board. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(in super::super) struct Hands {
    /// The page.
    pub(super) desk: Desk,
    /// Where failures are told that belong to no form.
    pub(super) toasts: Toasts,
    /// How far it has come.
    pub(super) phase: RwSignal<Phase>,
    /// The board, as it was measured last.
    pub(super) ground: RwSignal<Ground>,
    board: NodeRef<html::Section>,
    grip: StoredValue<Grip>,
    /// Whether the click that ends a drag is still to come.
    swallow: StoredValue<bool>,
    /// Which appointments of a series are handed over with what is held.
    pub(super) scope: StoredValue<Scope>,
    lifted: Memo<Option<AppointmentId>>,
}

impl Hands {
    /// Nothing is held yet.
    pub(in super::super) fn on(desk: Desk, board: NodeRef<html::Section>) -> Self {
        let phase = RwSignal::new(Phase::Rest);
        let lifted = Memo::new(move |_| phase.get().ghost().and_then(|pull| pull.card));
        let hands = Self {
            desk,
            toasts: use_toasts(),
            phase,
            ground: RwSignal::new(Ground::default()),
            board,
            grip: StoredValue::new(Grip::default()),
            swallow: StoredValue::new(false),
            scope: StoredValue::new(Scope::This),
            lifted,
        };
        hands.let_go_of_what_is_gone();
        let resized = window_event_listener(leptos::ev::resize, move |_| {
            if hands.phase.get_untracked() != Phase::Rest {
                hands.measure();
            }
        });
        let pressed =
            window_event_listener(leptos::ev::pointerdown, move |event| hands.pressed_beside(&event));
        on_cleanup(move || {
            resized.remove();
            pressed.remove();
        });
        hands
    }

    /// The card that is in somebody's hands: its ghost stands elsewhere. Tracked.
    pub(in super::super) fn lifted(self) -> Option<AppointmentId> {
        self.lifted.get()
    }

    /// Whether something follows the pointer. Tracked.
    pub(in super::super) fn drags(self) -> bool {
        matches!(self.phase.get(), Phase::Dragging(_))
    }

    /// Whether something follows the pointer now.
    pub(in super::super) fn drags_now(self) -> bool {
        matches!(self.phase.get_untracked(), Phase::Dragging(_))
    }

    /// Whether a finger holds something, or is about to: then it asks for no menu.
    pub(in super::super) fn holds_now(self) -> bool {
        let held = matches!(self.phase.get_untracked(), Phase::Press(_) | Phase::Dragging(_));
        held && self.grip.with_value(|grip| grip.touch)
    }

    /// Whether a click only ends a drag.
    pub(in super::super) fn swallows(self, event: &MouseEvent) -> bool {
        // A key that presses a button makes a click of no count.
        event.detail() > 0 && self.swallow.get_value()
    }

    /// Where other columns are in sight, nothing of the old ones is held.
    fn let_go_of_what_is_gone(self) {
        let desk = self.desk;
        let shown = Memo::new(move |_| {
            let key = |column: &Column| (column.key.clone(), column.date);
            desk.columns.with(|columns| columns.iter().map(key).collect::<Vec<(String, Date)>>())
        });
        Effect::new(move |before: Option<()>| {
            shown.track();
            if before.is_some() {
                self.happen(Happening::Over);
            }
        });
    }

    /// Takes a step; gives what follows.
    pub(super) fn happen(self, happening: Happening) -> Phase {
        let Some(now) = self.phase.try_get_untracked() else { return Phase::Rest };
        let next = self.desk.columns.with_untracked(|columns| now.next(happening, columns));
        if next != now {
            // However a drag ends, the click that follows when the button comes up is no click.
            if matches!(now, Phase::Dragging(_)) && !matches!(next, Phase::Dragging(_)) {
                self.swallow.set_value(true);
            }
            self.phase.set(next);
        }
        next
    }

    /// Lets go of it, and everything stays as it was.
    pub(super) fn give_up(self) {
        self.forget_hold();
        self.happen(Happening::Over);
        focus_calendar();
    }

    /// Yes: it is handed over.
    pub(super) fn confirm(self) {
        self.confirm_for(Scope::This);
    }

    /// Yes, and so with these of its series.
    pub(super) fn confirm_for(self, scope: Scope) {
        self.scope.set_value(scope);
        match self.happen(Happening::Confirmed) {
            Phase::Sent(pull) => self.hand_over(pull),
            _ => focus_calendar(),
        }
    }

    // The pointer.

    /// The pointer goes down.
    pub(in super::super) fn down(self, event: &PointerEvent) {
        let Some(target) = element(event) else { return };
        if matches!(target.closest(".drag-ask"), Ok(Some(_))) {
            return;
        }
        let asking = self.phase.get_untracked().asking().is_some();
        self.swallow.set_value(asking);
        if asking {
            // Pressing elsewhere says no, and nothing else.
            self.happen(Happening::Over);
            return;
        }
        let plain = event.button() == 0 && event.is_primary() && !event.ctrl_key() && !event.meta_key();
        if !plain || !matches!(target.closest(".column, .free-cell"), Ok(Some(_))) {
            return;
        }
        self.measure();
        let from = place_of(event);
        let Some(pull) = self.pull_at(&target, from) else { return };
        let touch = event.pointer_type() == "touch";
        let hold = touch.then(|| set_timeout_with_handle(move || self.held(), HOLD).ok()).flatten();
        let pointer = event.pointer_id();
        self.grip.set_value(Grip { pointer, touch, from, now: from, waiting: false, hold });
        self.phase.set(Phase::Press(pull));
    }

    /// The pointer goes down anywhere in the window: beside the board it says no.
    fn pressed_beside(self, event: &PointerEvent) {
        let on_board = element(event).is_some_and(|target| matches!(target.closest(".board"), Ok(Some(_))));
        if !on_board && self.phase.get_untracked().asking().is_some() {
            self.happen(Happening::Over);
        }
    }

    /// The pointer goes on.
    pub(in super::super) fn went(self, event: &PointerEvent) {
        let phase = self.phase.get_untracked();
        let grip = self.grip.get_value();
        if !matches!(phase, Phase::Press(_) | Phase::Dragging(_)) || grip.pointer != event.pointer_id() {
            return;
        }
        if event.buttons() == 0 {
            // It was let go outside of the window.
            self.lost();
            return;
        }
        let now = place_of(event);
        self.grip.update_value(|grip| grip.now = now);
        if matches!(phase, Phase::Press(_)) {
            if !is_far(grip.from, now, grip.touch) {
                return;
            }
            if grip.touch {
                // A finger that moves at once scrolls.
                self.lost();
                return;
            }
            self.begin();
        }
        self.follow();
    }

    /// The pointer lets go.
    pub(in super::super) fn up(self, event: &PointerEvent) {
        let phase = self.phase.get_untracked();
        if self.grip.with_value(|grip| grip.pointer) != event.pointer_id() {
            return;
        }
        self.forget_hold();
        if let Some(card) = self.rested(phase, event) {
            self.happen(Happening::Over);
            // A frame later: what opens while the finger lifts is closed by that.
            return request_animation_frame(move || self.desk.menu.open_on(self.desk, card));
        }
        if matches!(phase, Phase::Dragging(_)) {
            self.grip.update_value(|grip| grip.now = place_of(event));
            self.point();
            event.prevent_default();
        }
        match self.happen(Happening::Released) {
            Phase::Asking(_) => focus_on(".drag-ask .primary"),
            Phase::Sent(pull) if matches!(phase, Phase::Dragging(_)) => self.hand_over(pull),
            Phase::Rest if matches!(phase, Phase::Dragging(_)) => focus_calendar(),
            _ => {}
        }
    }

    /// The card on which a finger rested and let go without moving: that asks for its menu.
    fn rested(self, phase: Phase, event: &PointerEvent) -> Option<AppointmentId> {
        let Phase::Dragging(pull) = phase else { return None };
        let still = self.grip.with_value(|grip| grip.touch && !is_far(grip.from, place_of(event), true));
        pull.card.filter(|_| still)
    }

    /// The system took the pointer away, or it was let go out of sight.
    pub(in super::super) fn lost(self) {
        self.forget_hold();
        if matches!(self.phase.get_untracked(), Phase::Press(_) | Phase::Dragging(_)) {
            self.happen(Happening::Over);
        }
    }

    /// A finger has rested long enough.
    fn held(self) {
        if matches!(self.phase.try_get_untracked(), Some(Phase::Press(_))) {
            self.begin();
        }
    }

    /// From here on it is no click.
    fn begin(self) {
        let Some(board) = self.board.get_untracked() else { return };
        let pointer = self.grip.with_value(|grip| grip.pointer);
        // Without it, the drag ends where the pointer leaves the board.
        let _ = board.set_pointer_capture(pointer);
        if let Phase::Press(pull) = self.phase.get_untracked()
            && let Some(id) = pull.card
        {
            self.stand_on(pull, id);
        }
        // Here keys are heard, whatever had the focus.
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        let _ = board.focus_with_options(&still);
        self.point();
    }

    /// The keyboard stands where the card was taken.
    fn stand_on(self, pull: Pull, id: AppointmentId) {
        let key = self
            .desk
            .columns
            .with_untracked(|columns| columns.get(pull.from.column).map(|column| column.key.clone()));
        if let Some(column) = key {
            let minute = pull.from.span.start;
            self.desk.state.cursor.set(Some(Cursor { column, minute, card: Some(id) }));
        }
    }

    /// Draws it where the pointer is, once a frame.
    fn follow(self) {
        if !self.grip.with_value(|grip| grip.waiting) {
            self.grip.update_value(|grip| grip.waiting = true);
            request_animation_frame(move || self.frame());
        }
    }

    fn frame(self) {
        if self.grip.try_update_value(|grip| grip.waiting = false).is_none() {
            return;
        }
        let Some(board) = self.board.get_untracked() else { return };
        if !matches!(self.phase.get_untracked(), Phase::Dragging(_)) {
            return;
        }
        let now = self.grip.with_value(|grip| grip.now);
        let (across, down) = self.ground.with_untracked(|ground| ground.drift(now));
        let before = scrolled(&board);
        if (across, down) != (0.0, 0.0) {
            board.scroll_by_with_x_and_y(across, down);
        }
        self.point();
        if scrolled(&board) != before {
            self.follow();
        }
    }

    /// Where the pointer is, as column and minute.
    fn point(self) {
        let Some(board) = self.board.get_untracked() else { return };
        let now = self.grip.with_value(|grip| grip.now);
        let (column, minute) = self.ground.with_untracked(|ground| ground.under(now, scrolled(&board)));
        self.happen(Happening::Dragged(column, minute));
    }

    fn forget_hold(self) {
        let hold = self.grip.try_update_value(|grip| grip.hold.take()).flatten();
        if let Some(hold) = hold {
            hold.clear();
        }
    }

    /// What the pointer takes hold of.
    fn pull_at(self, target: &Element, from: (f64, f64)) -> Option<Pull> {
        let board = self.board.get_untracked()?;
        let (place, minute) = self.ground.with_untracked(|ground| ground.under(from, scrolled(&board)));
        let card = target.closest(".card").ok().flatten();
        self.desk.columns.with_untracked(|columns| {
            let column = columns.get(place)?;
            let Some(card) = card else { return self.ground_at(place, column, minute) };
            let id = appointment_of(&card)?;
            let placed = column.cards.iter().find(|placed| placed.card.id == id)?;
            let rect = card.get_bounding_client_rect();
            let edge = on_edge(from.1 - rect.top(), rect.height()) && ends_here(column, placed);
            let aim = if edge { Aim::Resize } else { Aim::Move };
            self.can_move(column, placed).then(|| Pull::card(aim, place, placed, minute))
        })
    }

    fn ground_at(self, place: usize, column: &Column, minute: u16) -> Option<Pull> {
        let taken: Vec<Span> = column.cards.iter().map(|placed| placed.span).collect();
        let start = snap(minute.min(DAY - 1), column.unit, &column.open, &taken);
        self.can_create(column).then(|| Pull::ground(place, start, column.unit))
    }

    pub(super) fn can_create(self, column: &Column) -> bool {
        !column.bookable.is_empty() && untrack(|| self.desk.can_book())
    }

    pub(super) fn can_move(self, column: &Column, placed: &Placed) -> bool {
        movable(column, placed) && untrack(|| self.desk.can_change())
    }

    // The board.

    /// How far the board is scrolled; nothing before it is drawn.
    pub(super) fn scrolled(self) -> (f64, f64) {
        self.board.get_untracked().map_or((0.0, 0.0), |board| scrolled(&board))
    }

    /// Measures the board. Once for each time that something is taken hold of.
    pub(super) fn measure(self) {
        let Some(board) = self.board.get_untracked() else { return };
        let outer = board.get_bounding_client_rect();
        let view = Rect {
            left: outer.left(),
            top: outer.top(),
            width: f64::from(board.client_width()),
            height: f64::from(board.client_height()),
        };
        let (left, top) = scrolled(&board);
        let boxes: Vec<_> = dom::find_all(&board, ".column[data-column]")
            .iter()
            .map(|column| column.get_bounding_client_rect())
            .collect();
        let hours = dom::find(&board, ".board-hours");
        self.ground.set(Ground {
            view,
            heads: boxes.first().map_or(0.0, |column| column.top() - view.top + top),
            hours: hours.map_or(0.0, |hours| hours.get_bounding_client_rect().width()),
            columns: boxes.iter().map(|column| (column.left() - view.left + left, column.width())).collect(),
            minute: boxes.first().map_or(0.0, |column| column.height() / f64::from(DAY)),
        });
    }
}

/// Whether the lower edge of a card in a column is its end, and not midnight.
fn ends_here(column: &Column, placed: &Placed) -> bool {
    let end = placed.card.end.local;
    end.date() == column.date || placed.span.end < DAY
}

pub(super) fn element(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn place_of(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

fn scrolled(board: &Element) -> (f64, f64) {
    (f64::from(board.scroll_left()), f64::from(board.scroll_top()))
}
