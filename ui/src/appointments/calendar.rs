//! The board: heads, hours, columns, and the keyboard in it.

use leptos::ev::{KeyboardEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;

use super::column::{ColumnView, Head};
use super::columns::Column;
use super::cursor::{Step, landing, moved, start};
use super::desk::{Desk, focus_calendar, use_desk};
use super::drag::{DragLayer, Hands, announced};
use super::geometry::{DAY, HOUR, zoomed};
use super::sight::{LANE, Sight, lanes};
use super::state::{Cursor, Mode};
use super::{off, texts};
use crate::clock;
use crate::dom;
use crate::language::{format, language, t};

/// How many columns the skeleton has.
const SKELETON: usize = 4;

/// A day of a week on which nothing is open and nothing is booked leaves its room to the others.
const CLOSED: &str = "minmax(76px,0.45fr)";

/// What the columns share.
#[derive(Clone, Copy)]
pub(super) struct Board {
    /// Where the keyboard stands.
    pub(super) cursor: Memo<Option<Cursor>>,
    /// The element that the keyboard is on: the column, and the card if there is one.
    pub(super) landing: Memo<Option<(String, Option<leadsmart_contract::ids::AppointmentId>)>>,
}

/// The board.
#[component]
pub(super) fn Calendar() -> impl IntoView {
    let desk = use_desk();
    let board = board(desk);
    provide_context(board);
    let node = NodeRef::<html::Section>::new();
    let hands = Hands::on(desk, node);
    provide_context(hands);
    provide_context(Sight::follow(desk, node));
    open_at_now(desk, node);
    tell_when_usable(desk);
    let keys = Memo::new(move |_| {
        desk.columns.with(|columns| columns.iter().map(|c| c.key.clone()).collect::<Vec<_>>())
    });
    let widths = Memo::new(move |_| desk.columns.with(|columns| widths(columns, desk.state.mode.get())));
    let label = move || match desk.state.mode.get() {
        Mode::Week => texts::calendar_of_week(language()),
        Mode::Day | Mode::Month | Mode::List => texts::calendar_of_day(language()),
    };
    let waiting = move || desk.calendar.value.with(Option::is_none);
    let skeleton = move || {
        waiting().then(|| (0..SKELETON).map(|_| view! { <div class="column unknown"></div> }).collect_view())
    };
    let heads = move || {
        waiting()
            .then(|| (0..SKELETON).map(|_| view! { <div class="column-head unknown"></div> }).collect_view())
    };
    view! {
        <section
            class="board"
            class:week=move || desk.state.mode.get() == Mode::Week
            class:dragging=move || hands.drags()
            node_ref=node
            tabindex="-1"
            aria-label=label
            aria-busy=move || if desk.calendar.loading.get() { "true" } else { "false" }
            on:keydown=move |event| pressed(desk, board, hands, node, &event)
            on:pointerdown=move |event| hands.down(&event)
            on:pointermove=move |event| hands.went(&event)
            on:pointerup=move |event| hands.up(&event)
            on:pointercancel=move |_| hands.lost()
            on:lostpointercapture=move |_| hands.lost()
            on:touchmove=move |event| if hands.drags_now() { event.prevent_default() }
            on:wheel=move |event| turned(desk, node, &event)
            on:contextmenu=move |event| if hands.holds_now() { event.prevent_default() }
        >
            <div class="board-grid" style=move || grid(desk.state.hour.get(), &widths.get())>
                <div class="board-corner"><Zoom node /></div>
                {heads}
                <For each=move || keys.get() key=Clone::clone let:key><Head key /></For>
                <Hours />
                {skeleton}
                <For each=move || keys.get() key=Clone::clone let:key><ColumnView key /></For>
                <FreeCell />
                <DragLayer />
            </div>
        </section>
    }
}

fn grid(hour: u16, widths: &str) -> String {
    format!("--minute:{}px;grid-template-columns:{widths}", f64::from(hour) / 60.0)
}

/// The two buttons that make hours lower and higher.
#[component]
fn Zoom(node: NodeRef<html::Section>) -> impl IntoView {
    let desk = use_desk();
    let button = move |sign: &'static str, label: crate::language::Text, steps: isize| {
        let last = move || zoomed(desk.state.hour.get(), steps) == desk.state.hour.get();
        view! {
            <button
                type="button"
                aria-label=t(label)
                title=t(label)
                disabled=last
                on:click=move |_| zoom(desk, node, Some(steps))
            >
                {sign}
            </button>
        }
    };
    view! {
        {button("\u{2212}", texts::zoom_out, -1)}
        {button("+", texts::zoom_in, 1)}
    }
}

/// Makes hours so many steps higher, or as high as at first. What is in the middle of the board stays there.
fn zoom(desk: Desk, node: NodeRef<html::Section>, steps: Option<isize>) {
    let Some(section) = node.get_untracked() else { return };
    let before = desk.state.hour.get_untracked();
    let after = steps.map_or(HOUR, |steps| zoomed(before, steps));
    if before == after {
        return;
    }
    let half = f64::from(section.client_height()) / 2.0;
    let middle = (f64::from(section.scroll_top()) + half) * f64::from(after) / f64::from(before);
    desk.state.hour.set(after);
    request_animation_frame(move || section.set_scroll_top((middle - half).max(0.0) as i32));
}

/// With Ctrl held the wheel zooms.
fn turned(desk: Desk, node: NodeRef<html::Section>, event: &WheelEvent) {
    if event.ctrl_key() && event.delta_y() != 0.0 {
        event.prevent_default();
        zoom(desk, node, Some(if event.delta_y() < 0.0 { 1 } else { -1 }));
    }
}

/// How wide the columns are at least: where many stand side by side, each still shows a name.
fn widths(columns: &[Column], mode: Mode) -> String {
    let least = |column: &Column| {
        if mode == Mode::Week && column.known && column.open.is_empty() && column.cards.is_empty() {
            return CLOSED.to_owned();
        }
        format!("minmax(max(var(--column),{}px),1fr)", lanes(column) * LANE)
    };
    let columns: Vec<String> = columns.iter().map(least).collect();
    if columns.is_empty() {
        return format!("var(--edge) repeat({SKELETON},minmax(var(--column),1fr))");
    }
    format!("var(--edge) {}", columns.join(" "))
}

/// Hours at the edge, and the time that it is now.
#[component]
fn Hours() -> impl IntoView {
    let desk = use_desk();
    let now = Memo::new(move |_| desk.columns.with(|columns| columns.iter().find_map(now_in)));
    let hours = (1..24_u16)
        .map(|hour| view! { <span style=format!("--from:{}", hour * 60)>{format::clock(hour * 60)}</span> })
        .collect_view();
    view! {
        <div class="board-hours" aria-hidden="true">
            {hours}
            {move || now.get().map(|now| view! { <b style=format!("--from:{now}")>{format::clock(now)}</b> })}
        </div>
    }
}

/// The free time on which the keyboard stands. One element that moves, so that it keeps the focus.
#[component]
fn FreeCell() -> impl IntoView {
    let desk = use_desk();
    let board = expect_context::<Board>();
    let hands = expect_context::<Hands>();
    let here = Memo::new(move |_| {
        let cursor = board.cursor.get()?;
        desk.columns.with(|columns| match landing(columns, &cursor)? {
            (place, None) => Some((place, cursor.minute, columns[place].unit)),
            (_, Some(_)) => None,
        })
    });
    let label = move || desk.columns.with(|columns| spoken(desk, columns, &board.cursor.get()?));
    let told = Memo::new(move |_| announced(hands));
    let moved = move || desk.state.cursor.with(Option::is_some);
    let style = move || {
        here.get().map_or_else(
            || "display:none".to_owned(),
            |(place, minute, unit)| {
                format!("grid-column:{}/{};--from:{minute};--for:{unit}", place + 2, place + 3)
            },
        )
    };
    let press = move |_| {
        let Some(cursor) = board.cursor.get_untracked() else { return };
        let column = desk
            .columns
            .with_untracked(|columns| landing(columns, &cursor).map(|(place, _)| columns[place].clone()));
        if let Some(column) = column {
            desk.choose(&column, cursor.minute);
        }
    };
    view! {
        <button
            type="button"
            class="free-cell"
            data-cursor=move || if here.get().is_some() { "true" } else { "false" }
            tabindex=move || if here.get().is_some() { "0" } else { "-1" }
            style=style
            aria-label=label
            on:click=press
        >
            {move || here.get().map(|(_, minute, _)| format::clock(minute))}
        </button>
        <span class="unseen" role="status">
            {move || told.get().or_else(|| (moved() && here.get().is_some()).then(label).flatten())}
        </span>
    }
}

/// `10:30, Ana Prado, quarta, 25 de novembro, livre`.
fn spoken(desk: Desk, columns: &[Column], cursor: &Cursor) -> Option<String> {
    let (place, _) = landing(columns, cursor)?;
    let column = &columns[place];
    let state = column.why_at(cursor.minute).map(|why| off::words(language(), why));
    let state = state.unwrap_or_else(|| texts::free(language()).to_owned());
    Some(format!("{}, {}, {state}", format::clock(cursor.minute), title(desk, column)))
}

/// What a column is about in words: the agenda or professional, in a week the day.
pub(super) fn title(desk: Desk, column: &Column) -> String {
    let date = format::long_date(language(), column.date, desk.company.today());
    match &column.name {
        Some(name) => texts::column_of(language(), name, &date),
        None => date,
    }
}

/// The minute that it is now on the clock of a column, if it is that day there. Follows the clock.
pub(super) fn now_in(column: &Column) -> Option<u16> {
    let now = clock::now_in(column.zone.as_ref()?);
    (now.date() == column.date).then(|| format::minutes_of(now.time()))
}

fn board(desk: Desk) -> Board {
    let cursor = Memo::new(move |_| {
        desk.state.cursor.get().or_else(|| {
            desk.columns.with(|columns| start(columns, untrack(|| columns.iter().find_map(now_in))))
        })
    });
    let landing = Memo::new(move |_| {
        let cursor = cursor.get()?;
        desk.columns.with(|columns| {
            let (place, card) = landing(columns, &cursor)?;
            Some((columns[place].key.clone(), card.map(|placed| placed.card.id)))
        })
    });
    Board { cursor, landing }
}

/// Scrolls to now, or to the first opening: as far as is known when the board is drawn, and once more when the hours are.
fn open_at_now(desk: Desk, node: NodeRef<html::Section>) {
    let settled = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(section) = node.get() else { return };
        let hours = desk.columns.with(|columns| hours_in_sight(columns));
        if settled.get_value() {
            return;
        }
        settled.set_value(hours.is_some());
        request_animation_frame(move || {
            let high = f64::from(desk.state.hour.get_untracked()) / 60.0;
            let room = f64::from(section.client_height());
            section.set_scroll_top(desk.columns.with_untracked(|columns| top(columns, high, room)) as i32);
        });
    });
}

/// How far the board is scrolled at first, in pixels: to now, else to the first opening, with some of what was before.
pub(super) fn top(columns: &[Column], high: f64, room: f64) -> f64 {
    let (first, last) = hours_in_sight(columns).unwrap_or((8 * 60, 18 * 60));
    let now = untrack(|| columns.iter().find_map(now_in));
    let minute = now.filter(|now| (first..last).contains(now)).unwrap_or(first);
    (f64::from(minute) * high - (room / 4.0).min(90.0)).clamp(0.0, f64::from(DAY) * high)
}

/// Marks the start as done when the board is first drawn with what was read.
fn tell_when_usable(desk: Desk) {
    Effect::new(move |told: Option<bool>| {
        let known = desk.columns.with(|columns| columns.iter().any(|column| column.known));
        if known && told != Some(true) {
            dom::mark_usable();
        }
        known || told == Some(true)
    });
}

/// From the first opening to the last closing; none while nothing is known.
fn hours_in_sight(columns: &[Column]) -> Option<(u16, u16)> {
    let open = columns.iter().flat_map(|column| &column.open);
    let hours = open.clone().map(|span| span.start).min().zip(open.map(|span| span.end).max());
    let known = columns.iter().any(|column| column.known);
    hours.or_else(|| known.then_some((8 * 60, 18 * 60)))
}

/// Arrows move; plus, minus and nought zoom; with Ctrl arrows turn the page; with Shift they move or stretch what they stand on.
fn pressed(desk: Desk, board: Board, hands: Hands, node: NodeRef<html::Section>, event: &KeyboardEvent) {
    if !event.default_prevented() && hands.key(event, board.cursor.get_untracked()) {
        event.prevent_default();
        event.stop_propagation();
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    if event.alt_key() || event.default_prevented() {
        return;
    }
    match (command, event.key().as_str()) {
        (true, "ArrowLeft") => desk.state.turn(-1),
        (true, "ArrowRight") => desk.state.turn(1),
        (false, "+" | "=") => return zoom(desk, node, Some(1)),
        (false, "-") => return zoom(desk, node, Some(-1)),
        (false, "0") => return zoom(desk, node, None),
        (false, key) => {
            let (Some(step), Some(cursor)) = (Step::of_key(key), board.cursor.get_untracked()) else {
                return;
            };
            let next = desk.columns.with_untracked(|columns| moved(columns, &cursor, step));
            desk.state.cursor.set(Some(next));
        }
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
    focus_calendar();
}
