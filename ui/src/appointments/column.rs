//! One column: its head, what is closed, the cards, the line of now, and what pointing at it does.

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::away::ColumnMenu;
use super::calendar::{now_in, title};
use super::cards::{Cards, appointment_of, card_at};
use super::columns::{Column, Why};
use super::desk::{Desk, Ghost, use_desk};
use super::drag::Hands;
use super::geometry::{DAY, Span, minute_at, occupancy, snap};
use super::state::{Cursor, Mode, Who};
use super::{off, texts};
use crate::components::{Avatar, tint};
use crate::language::{format, language};

/// The column of a key as it is now; none for the blink before it goes.
fn column_of(desk: Desk, key: String) -> Memo<Option<Column>> {
    Memo::new(move |_| desk.columns.with(|columns| columns.iter().find(|column| column.key == key).cloned()))
}

/// The head of a column, which stays in sight.
#[component]
pub(super) fn Head(
    /// The key of the column.
    key: String,
) -> impl IntoView {
    let desk = use_desk();
    let column = column_of(desk, key);
    let person =
        Memo::new(move |_| column.with(|column| column.as_ref().and_then(|column| column.name.clone())));
    let face = move || match person.get() {
        Some(name) => view! { <AgendaHead column name /> }.into_any(),
        None => view! { <DayHead column /> }.into_any(),
    };
    let color = move || column.with(|column| column.as_ref().map_or("", |column| tint(column.color)));
    view! { <div class=move || format!("column-head {}", color())>{face}</div> }
}

#[component]
fn AgendaHead(column: Memo<Option<Column>>, name: String) -> impl IntoView {
    let of = StoredValue::new(name);
    view! {
        <Avatar name=Signal::derive(move || of.get_value()) />
        <div>
            <strong class="ellipsis" title=of.get_value()>{of.get_value()}</strong>
            <small class="ellipsis">{move || column.with(|column| column.as_ref().map(summary))}</small>
        </div>
        <ColumnMenu column />
    }
}

/// In a week, the head of a day leads to it.
#[component]
fn DayHead(column: Memo<Option<Column>>) -> impl IntoView {
    let desk = use_desk();
    let date = move || column.with(|column| column.as_ref().map(|column| column.date));
    let open = move |_| {
        if let Some(date) = untrack(date) {
            desk.state.go_to(date);
            desk.state.mode.set(Mode::Day);
        }
    };
    let today = move || date() == Some(desk.company.today());
    view! {
        <button type="button" class="day-head" class:today=today on:click=open>
            <span class="weekday">{move || date().map(|date| format::weekday_short(language(), date.weekday()))}</span>
            <strong>{move || date().map(|date| date.day())}</strong>
            <small class="ellipsis">{move || column.with(|column| column.as_ref().map(summary))}</small>
        </button>
    }
}

/// The hours, how much of them is booked, and how many places there are.
fn summary(column: &Column) -> String {
    let language = language();
    if !column.known {
        return "\u{2026}".into();
    }
    let hours = match (column.open.first(), column.open.last()) {
        (Some(first), Some(last)) => format::clock_range(first.start, last.end),
        _ => column
            .off
            .first()
            .map_or_else(|| texts::closed(language).to_owned(), |off| off::words(language, &off.why)),
    };
    let blocks = column.cards.iter().filter(|placed| !placed.card.status.is_void());
    let taken: Vec<Span> = blocks.map(|placed| placed.span).collect();
    let share = match column.who {
        Who::Everybody => None,
        _ => occupancy(&column.open, &taken, column.seats),
    };
    let share = share.map(|share| texts::booked_share(language, share));
    let seats = (column.seats > 1).then(|| texts::seats(language, u64::from(column.seats)));
    [Some(hours), share, seats].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A column.
#[component]
pub(super) fn ColumnView(
    /// Its key.
    key: String,
) -> impl IntoView {
    let desk = use_desk();
    let hands = expect_context::<Hands>();
    let column = column_of(desk, key.clone());
    let hover = RwSignal::new(None::<u16>);
    let bookable =
        move || column.with(|column| column.as_ref().is_some_and(|column| !column.bookable.is_empty()));
    let can = move || bookable() && desk.can_book();
    let point = move |event: PointerEvent| {
        let minute = if untrack(can) && card_at(&event).is_none() { minute_of(&event, column) } else { None };
        if hover.get_untracked() != minute {
            hover.set(minute);
        }
    };
    let press = move |event: MouseEvent| {
        if hands.swallows(&event) {
            return;
        }
        if let Some(card) = card_at(&event) {
            return column.with_untracked(|column| press_card(desk, column.as_ref(), &card));
        }
        if let (Some(minute), Some(column)) = (minute_of(&event, column), column.get_untracked())
            && untrack(can)
        {
            desk.choose(&column, minute);
        }
    };
    let label = move || column.with(|column| column.as_ref().map(|column| title(desk, column)));
    let own = StoredValue::new(key.clone());
    view! {
        <div
            class="column"
            class:unknown=move || column.with(|column| column.as_ref().is_none_or(|column| !column.known))
            class:bookable=can
            role="group"
            aria-label=label
            data-column=key
            on:click=press
            on:pointermove=point
            on:pointerleave=move |_| hover.set(None)
        >
            <Closed column />
            <Hover column hover />
            <Cards column key=own.get_value() />
            <Chosen column />
            <NowLine column />
        </div>
    }
}

/// What is not open, hatched, with the reason.
#[component]
fn Closed(column: Memo<Option<Column>>) -> impl IntoView {
    let offs = Memo::new(move |_| {
        column.with(|column| column.as_ref().map(|column| column.off.clone()).unwrap_or_default())
    });
    move || {
        let entry = |off: super::columns::Off| {
            let partial = matches!(off.why, Why::Away { alone: false, .. });
            let away = matches!(off.why, Why::Away { .. });
            let style = place(off.span);
            let words = off::words(language(), &off.why);
            view! { <div class="off" class:away=away class:partial=partial style=style><span>{words}</span></div> }
        };
        offs.get().into_iter().map(entry).collect_view()
    }
}

/// The start that a click would choose.
#[component]
fn Hover(column: Memo<Option<Column>>, hover: RwSignal<Option<u16>>) -> impl IntoView {
    move || {
        let minute = hover.get()?;
        let unit = column.with(|column| column.as_ref().map_or(30, |column| column.unit));
        let style = place(Span::new(minute, minute + unit));
        Some(view! { <div class="hover" aria-hidden="true" style=style>{format::clock(minute)}</div> })
    }
}

/// The time that a form is about.
#[component]
fn Chosen(column: Memo<Option<Column>>) -> impl IntoView {
    let desk = use_desk();
    let chosen = Memo::new(move |_| {
        let ghost = desk.ghost.get()?;
        column.with(|column| column.as_ref().filter(|column| belongs(column, &ghost)).map(|_| ghost.span))
    });
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let (Some(element), Some(_)) = (node.get(), chosen.get()) {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            nearest.set_inline(ScrollLogicalPosition::Nearest);
            // A frame later it has its new place.
            request_animation_frame(move || element.scroll_into_view_with_scroll_into_view_options(&nearest));
        }
    });
    let some = Memo::new(move |_| chosen.get().is_some());
    let style = move || chosen.get().map(|span| place(Span::new(span.start, span.end.min(DAY)).drawn()));
    let words = move || chosen.get().map(|span| format::clock_range(span.start, span.end));
    view! {
        <Show when=move || some.get()>
            <div class="chosen" node_ref=node style=style>{words}</div>
        </Show>
    }
}

fn belongs(column: &Column, ghost: &Ghost) -> bool {
    let agenda = |id: leadsmart_contract::ids::AgendaId| id.to_string() == ghost.agenda;
    column.date == ghost.date
        && match column.who {
            Who::Agenda(id) => agenda(id),
            Who::Member(id) => ghost.members.contains(&id),
            Who::Everybody => true,
        }
}

#[component]
fn NowLine(column: Memo<Option<Column>>) -> impl IntoView {
    let now = Memo::new(move |_| column.with(|column| column.as_ref().and_then(now_in)));
    move || {
        now.get().map(
            |now| view! { <div class="now-line" aria-hidden="true" style=format!("--from:{now}")></div> },
        )
    }
}

/// Where a span stands, for the style sheet.
pub(super) fn place(span: Span) -> String {
    format!("--from:{};--for:{}", span.start, span.minutes())
}

/// A card was pressed: the keyboard stands on it, and the panel shows it.
fn press_card(desk: Desk, column: Option<&Column>, card: &Element) {
    let (Some(column), Some(id)) = (column, appointment_of(card)) else { return };
    let minute =
        column.cards.iter().find(|placed| placed.card.id == id).map_or(0, |placed| placed.span.start);
    desk.state.cursor.set(Some(Cursor { column: column.key.clone(), minute, card: Some(id) }));
    desk.select(id);
}

/// The start at which the pointer is.
fn minute_of(event: &MouseEvent, column: Memo<Option<Column>>) -> Option<u16> {
    let ground = event.current_target()?.dyn_into::<Element>().ok()?;
    let area = ground.get_bounding_client_rect();
    let height = f64::from(event.client_y()) - area.top();
    column.with_untracked(|column| {
        let column = column.as_ref()?;
        let taken: Vec<Span> = column.cards.iter().map(|placed| placed.span).collect();
        Some(snap(minute_at(height, area.height()), column.unit, &column.open, &taken))
    })
}
