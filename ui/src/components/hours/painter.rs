//! A week on which hours are painted: a line a day, by pointer or by keys. The typed hours beside it are the same.

use leadsmart_contract::companies::WeekStart;
use leadsmart_contract::language::Language;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::super::texts;
use super::paint::{Act, DAY, Part, Place, STEP, Stroke, closed_at, open_at};
use super::{HoursDraft, WEEK, week_order};
use crate::dom;
use crate::language::{format, language, language_now, t};

/// What is being painted. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
struct Painter {
    draft: HoursDraft,
    /// The day of each line.
    order: Memo<[usize; 7]>,
    disabled: Signal<bool>,
    /// What the pointer does.
    stroke: RwSignal<Option<Stroke>>,
    pointer: StoredValue<i32>,
    /// Where the keyboard stands, and where what it chose began.
    cursor: RwSignal<Place>,
    anchor: RwSignal<Option<Place>>,
    /// The hours of the day that was copied.
    copied: StoredValue<Option<Vec<Part>>>,
    said: RwSignal<String>,
    grid: NodeRef<html::Div>,
    button: NodeRef<html::Button>,
}

/// The week.
#[component]
pub(crate) fn HoursPainter(
    /// The hours; painting changes them.
    draft: HoursDraft,
    /// On which day the week begins.
    #[prop(into)]
    week_start: Signal<WeekStart>,
    /// Whether they cannot be changed.
    #[prop(into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let order = Memo::new(move |_| week_order(week_start.get()));
    let painter = Painter {
        draft,
        order,
        disabled,
        stroke: RwSignal::new(None),
        pointer: StoredValue::new(0),
        cursor: RwSignal::new(first(draft, order.get_untracked())),
        anchor: RwSignal::new(None),
        copied: StoredValue::new(None),
        said: RwSignal::new(String::new()),
        grid: NodeRef::new(),
        button: NodeRef::new(),
    };
    let scroller = NodeRef::<html::Div>::new();
    open_at_first(scroller, painter);
    let hint = dom::unique_id("paint");
    let described = hint.clone();
    let hours = (0..=24_u16)
        .map(|hour| view! { <span style=format!("--from:{}", hour * 60)>{hour}</span> })
        .collect_view();
    view! {
        <div class="paint" role="group" aria-label=t(texts::paint) aria-describedby=described>
            <p class="hint" id=hint>{t(texts::paint_hint)}</p>
            <div class="paint-scroll" node_ref=scroller>
                <div
                    class="paint-grid"
                    class:fixed=move || disabled.get()
                    node_ref=painter.grid
                    on:pointerdown=move |event| painter.down(&event)
                    on:pointermove=move |event| painter.went(&event)
                    on:pointerup=move |event| painter.up(&event)
                    on:pointercancel=move |_| painter.stroke.set(None)
                    on:lostpointercapture=move |_| painter.stroke.set(None)
                    on:keydown=move |event| painter.pressed(&event)
                >
                    <span class="paint-corner"></span>
                    <div class="paint-hours" aria-hidden="true">{hours}</div>
                    {(0..WEEK.len()).map(|row| view! { <Row painter row /> }).collect_view()}
                    <Cursor painter />
                </div>
            </div>
            <span class="unseen" role="status">{move || painter.said.get()}</span>
        </div>
    }
}

#[component]
fn Row(painter: Painter, row: usize) -> impl IntoView {
    let day = move || painter.order.get()[row];
    let open = Memo::new(move |_| painter.shown(row));
    let drawn = move |part: Part| {
        let style = format!("--from:{};--for:{}", part.start, part.end - part.start);
        view! {
            <span class="paint-open" style=style data-start=part.start.to_string()>
                <i data-edge="begin"></i>
                <b>{format::clock_range(part.start, part.end)}</b>
                <i data-edge="end"></i>
            </span>
        }
    };
    view! {
        <span class="paint-day" aria-hidden="true">{move || format::weekday(language(), WEEK[day()])}</span>
        <div class="paint-track" data-row=row.to_string() data-day=move || day().to_string() aria-hidden="true">
            {move || open.get().into_iter().map(drawn).collect_view()}
        </div>
    }
}

/// Where the keyboard stands, over all that it has chosen. One element that moves, so that it keeps the focus.
#[component]
fn Cursor(painter: Painter) -> impl IntoView {
    let style = move || {
        let chosen = painter.chosen(Act::Paint);
        let (rows, part) = (chosen.rows(), chosen.part());
        format!(
            "grid-row:{}/{};--from:{};--for:{}",
            rows.start() + 2,
            rows.end() + 3,
            part.start,
            part.end - part.start
        )
    };
    view! {
        <button
            type="button"
            class="paint-cursor"
            node_ref=painter.button
            style=style
            aria-label=move || painter.standing(language())
        ></button>
    }
}

/// The first opening of the week, or eight o'clock.
fn first(draft: HoursDraft, order: [usize; 7]) -> Place {
    let begins = |row: usize| draft.open(order[row]).first().map(|part| part.start - part.start % STEP);
    let found = (0..order.len()).find_map(|row| Some(Place { row, minute: untrack(|| begins(row))? }));
    found.unwrap_or(Place { row: 0, minute: 8 * 60 })
}

/// Scrolls to an hour before the first opening, where there is no room for the whole day.
fn open_at_first(scroller: NodeRef<html::Div>, painter: Painter) {
    Effect::new(move |_| {
        let Some(scroller) = scroller.get() else { return };
        request_animation_frame(move || {
            let track = dom::find(&scroller, ".paint-track").map(|track| f64::from(track.client_width()));
            let minute = f64::from(painter.cursor.get_untracked().minute.saturating_sub(60));
            scroller.set_scroll_left((track.unwrap_or(0.0) * minute / f64::from(DAY)) as i32);
        });
    });
}

impl Painter {
    /// The hours of a line, with what is being done to them. Tracked.
    fn shown(self, row: usize) -> Vec<Part> {
        let open = self.draft.open(self.order.get()[row]);
        match self.stroke.get() {
            Some(stroke) => stroke.on(row, open),
            None => open,
        }
    }

    fn open(self, row: usize) -> Vec<Part> {
        untrack(|| self.draft.open(self.order.get()[row]))
    }

    /// What the keyboard has chosen. Tracked.
    fn chosen(self, act: Act) -> Stroke {
        let to = self.cursor.get();
        Stroke { act, from: self.anchor.get().unwrap_or(to), to }
    }

    fn commit(self, stroke: Stroke) {
        for row in stroke.rows() {
            let day = self.order.get_untracked()[row];
            self.draft.put(day, &stroke.on(row, self.open(row)));
        }
        self.said.set(self.outcome(stroke));
    }

    // In words.

    /// `segunda`, `segunda a sexta`.
    fn days(self, language: Language, stroke: Stroke) -> String {
        let name = |row: usize| format::weekday(language, WEEK[untrack(|| self.order.get())[row]]);
        let rows = stroke.rows();
        if rows.start() == rows.end() {
            return name(*rows.start()).to_owned();
        }
        texts::days_between(language, name(*rows.start()), name(*rows.end()))
    }

    /// `segunda, das 08:00 às 12:00, aberto`: what became of a stroke.
    fn outcome(self, stroke: Stroke) -> String {
        let language = language_now();
        let days = self.days(language, stroke);
        let part = stroke.part();
        let row = *stroke.rows().start();
        let open = self.open(row);
        match stroke.act {
            Act::Erase => said(language, &days, part, false),
            Act::Paint => said(language, &days, open_at(&open, part.start).unwrap_or(part), true),
            Act::Stretch(own, begin) => {
                let kept = if begin { own.end - 1 } else { own.start };
                said(language, &days, open_at(&open, kept).unwrap_or(own), true)
            }
        }
    }

    /// What the keyboard stands on, or has chosen. Tracked.
    fn standing(self, language: Language) -> String {
        let chosen = self.chosen(Act::Paint);
        let days = self.days(language, chosen);
        let part = chosen.part();
        if self.anchor.with(Option::is_some) {
            return texts::hours_chosen(
                language,
                &days,
                &format::clock(part.start),
                &format::clock(part.end),
            );
        }
        let open = self.draft.open(self.order.get()[chosen.to.row]);
        let clock = format::clock(part.start);
        let around = match open_at(&open, part.start) {
            Some(part) => said(language, &days, part, true),
            None => said(language, &days, closed_at(&open, part.start), false),
        };
        format!("{clock}, {around}")
    }

    // The pointer.

    fn down(self, event: &PointerEvent) {
        let plain = event.button() == 0 && event.is_primary() && !event.ctrl_key() && !event.meta_key();
        if !plain || self.disabled.get_untracked() {
            return;
        }
        let Some(place) = element(event).and_then(|target| self.begun_at(&target, event)) else { return };
        event.prevent_default();
        self.anchor.set(None);
        self.cursor.set(place.from);
        self.pointer.set_value(event.pointer_id());
        self.stroke.set(Some(place));
        if let Some(grid) = self.grid.get_untracked() {
            // Without it, the stroke ends where the pointer leaves the week.
            let _ = grid.set_pointer_capture(event.pointer_id());
        }
        // A frame later: the press itself takes the focus away.
        request_animation_frame(move || self.take_focus());
    }

    /// Here keys are heard, such as the one that gives up.
    fn take_focus(self) {
        if let Some(button) = self.button.try_get_untracked().flatten() {
            let still = FocusOptions::new();
            still.set_prevent_scroll(true);
            let _ = button.focus_with_options(&still);
        }
    }

    /// A stroke that begins on an edge stretches, one on what is open erases, any other paints.
    fn begun_at(self, target: &Element, event: &PointerEvent) -> Option<Stroke> {
        let track = target.closest(".paint-track").ok().flatten()?;
        let row: usize = track.get_attribute("data-row")?.parse().ok()?;
        let cell = Place { row, minute: cell(minute_in(&track, event)) };
        let open = self.open(row);
        if let Some(edge) = target.get_attribute("data-edge") {
            let start: u16 = target.parent_element()?.get_attribute("data-start")?.parse().ok()?;
            let own = open.into_iter().find(|part| part.start == start)?;
            let begin = edge == "begin";
            let to = Place { row, minute: if begin { own.start } else { own.end } };
            return Some(Stroke { act: Act::Stretch(own, begin), from: cell, to });
        }
        let act = if open_at(&open, cell.minute).is_some() { Act::Erase } else { Act::Paint };
        Some(Stroke { act, from: cell, to: cell })
    }

    fn went(self, event: &PointerEvent) {
        let Some(stroke) = self.stroke.get_untracked() else { return };
        if self.pointer.get_value() != event.pointer_id() {
            return;
        }
        let Some(to) = self.reached(stroke, event) else { return };
        if to != stroke.to {
            self.stroke.set(Some(Stroke { to, ..stroke }));
        }
    }

    fn reached(self, stroke: Stroke, event: &PointerEvent) -> Option<Place> {
        let grid = self.grid.get_untracked()?;
        let tracks = dom::find_all(&grid, ".paint-track");
        let y = f64::from(event.client_y());
        let above = |track: &&web_sys::HtmlElement| track.get_bounding_client_rect().bottom() <= y;
        let row = tracks.iter().take_while(above).count().min(tracks.len().checked_sub(1)?);
        let minute = minute_in(&tracks[row], event);
        Some(match stroke.act {
            Act::Stretch(..) => Place { row: stroke.from.row, minute: line(minute) },
            Act::Paint | Act::Erase => Place { row, minute: cell(minute) },
        })
    }

    fn up(self, event: &PointerEvent) {
        if self.pointer.get_value() != event.pointer_id() {
            return;
        }
        self.went(event);
        if let Some(stroke) = self.stroke.get_untracked() {
            self.stroke.set(None);
            self.commit(stroke);
            self.take_focus();
        }
    }

    // Keys.

    fn pressed(self, event: &KeyboardEvent) {
        if event.alt_key() || event.default_prevented() {
            return;
        }
        let command = event.ctrl_key() || event.meta_key();
        let key = event.key();
        let meant = match (command, key.as_str()) {
            (_, "Escape") => self.let_go(),
            (true, "c" | "C") => self.copy(),
            (true, "v" | "V") => self.paste(),
            (false, " " | "Enter") => self.toggle(),
            (false, "Delete" | "Backspace") => self.clear(),
            _ => self.step(&key, command, event.shift_key()),
        };
        if meant {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn step(self, key: &str, command: bool, shift: bool) -> bool {
        let far = if command { 60 } else { i32::from(STEP) };
        let (rows, minutes) = match key {
            "ArrowLeft" => (0, -far),
            "ArrowRight" => (0, far),
            "ArrowUp" => (-1, 0),
            "ArrowDown" => (1, 0),
            "Home" => (0, -i32::from(DAY)),
            "End" => (0, i32::from(DAY)),
            _ => return false,
        };
        let here = self.cursor.get_untracked();
        match (shift, self.anchor.get_untracked()) {
            (true, None) => self.anchor.set(Some(here)),
            (false, Some(_)) => self.anchor.set(None),
            _ => {}
        }
        self.cursor.set(here.moved(rows, minutes));
        self.said.set(untrack(|| self.standing(language_now())));
        if let Some(button) = self.button.get_untracked() {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            nearest.set_inline(ScrollLogicalPosition::Nearest);
            // A frame later it has its new place.
            request_animation_frame(move || button.scroll_into_view_with_scroll_into_view_options(&nearest));
        }
        true
    }

    fn let_go(self) -> bool {
        let held = self.stroke.get_untracked().is_some() || self.anchor.get_untracked().is_some();
        self.stroke.set(None);
        self.anchor.set(None);
        held
    }

    fn toggle(self) -> bool {
        let chosen = untrack(|| self.chosen(Act::Paint));
        let taken = open_at(&self.open(chosen.from.row), chosen.from.minute).is_some();
        let act = if taken { Act::Erase } else { Act::Paint };
        self.anchor.set(None);
        self.commit(Stroke { act, ..chosen });
        true
    }

    fn clear(self) -> bool {
        let chosen = untrack(|| self.chosen(Act::Erase));
        let whole = |place: Place, minute| Place { row: place.row, minute };
        self.anchor.set(None);
        let stroke = Stroke { from: whole(chosen.from, 0), to: whole(chosen.to, DAY - STEP), ..chosen };
        self.commit(stroke);
        self.said.set(texts::day_closed(language_now(), &self.days(language_now(), stroke)));
        true
    }

    fn copy(self) -> bool {
        let place = self.cursor.get_untracked();
        self.copied.set_value(Some(self.open(place.row)));
        let day = format::weekday(language_now(), WEEK[self.order.get_untracked()[place.row]]);
        self.said.set(texts::day_copied(language_now(), day));
        true
    }

    /// Gives the days that are chosen the hours of the day that was copied.
    fn paste(self) -> bool {
        let Some(hours) = self.copied.get_value() else { return false };
        let chosen = untrack(|| self.chosen(Act::Paint));
        for row in chosen.rows() {
            self.draft.put(self.order.get_untracked()[row], &hours);
        }
        let language = language_now();
        let days = self.days(language, chosen);
        let listed: Vec<String> =
            hours.iter().map(|part| format::clock_range(part.start, part.end)).collect();
        self.said.set(if listed.is_empty() {
            texts::day_closed(language, &days)
        } else {
            format!("{days}: {}", listed.join(", "))
        });
        self.anchor.set(None);
        true
    }
}

fn said(language: Language, days: &str, part: Part, open: bool) -> String {
    let (from, until) = (format::clock(part.start), format::clock(part.end));
    match open {
        true => texts::hours_open(language, days, &from, &until),
        false => texts::hours_closed(language, days, &from, &until),
    }
}

fn element(event: &PointerEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The minute of a line at which the pointer is.
fn minute_in(track: &Element, event: &PointerEvent) -> f64 {
    let area = track.get_bounding_client_rect();
    let share = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0);
    share.clamp(0.0, 1.0) * f64::from(DAY)
}

/// The begin of the cell in which a minute lies.
fn cell(minute: f64) -> u16 {
    let minute = (minute as u16).min(DAY - 1);
    minute - minute % STEP
}

/// The line between two cells that is nearest to a minute.
fn line(minute: f64) -> u16 {
    let step = f64::from(STEP);
    ((minute / step).round() * step) as u16
}
