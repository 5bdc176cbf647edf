//! A month, small.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use leadsmart_contract::companies::WeekStart;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::{Button, Glyph, Kind, texts};
use crate::dom;
use crate::language::{format, language, t};

/// A small month to choose a date from. Arrow keys move by days and weeks, Page Up and Down by months.
#[component]
pub(crate) fn MiniMonth(
    /// The date that is chosen.
    #[prop(into)]
    selected: Signal<Date>,
    /// Today, which is marked.
    #[prop(into)]
    today: Signal<Date>,
    /// On which day weeks begin.
    #[prop(into)]
    week_start: Signal<WeekStart>,
    /// Called with the date that the person chooses.
    #[prop(into)]
    on_pick: Callback<Date>,
    /// The dates that carry a dot, such as those with appointments.
    #[prop(optional, into)]
    marked: Signal<Vec<Date>>,
    /// Called with the first and last date in sight, when that changes.
    #[prop(optional, into)]
    on_show: Option<Callback<(Date, Date)>>,
) -> impl IntoView {
    let shown = RwSignal::new(selected.get_untracked().first_of_month());
    Effect::new(move |_| shown.set(selected.get().first_of_month()));
    let first = Memo::new(move |_| week_begin(shown.get(), week_start.get()));
    Effect::new(move |_| {
        let first = first.get();
        if let Some(told) = on_show {
            told.run((first, first.saturating_add(41.days())));
        }
    });
    let turn = move |months: i32| shown.update(|date| *date = date.saturating_add(months.months()));
    let grid = NodeRef::<html::Div>::new();
    let moved = move |event: KeyboardEvent| {
        let date = selected.get_untracked();
        let next = match event.key().as_str() {
            "ArrowLeft" => date.saturating_sub(1.day()),
            "ArrowRight" => date.saturating_add(1.day()),
            "ArrowUp" => date.saturating_sub(1.week()),
            "ArrowDown" => date.saturating_add(1.week()),
            "PageUp" => date.saturating_sub(1.month()),
            "PageDown" => date.saturating_add(1.month()),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on_pick.run(next);
        // The chosen day is drawn by then and takes the focus along.
        request_animation_frame(move || {
            let day = grid.get_untracked().and_then(|grid| dom::find(&grid, "[tabindex='0']"));
            day.iter().for_each(dom::focus);
        });
    };
    let heads = move || {
        (0..7)
            .map(|offset| {
                let weekday = first.get().saturating_add(i64::from(offset).days()).weekday();
                let name = format::weekday(language(), weekday);
                view! { <b title=name aria-label=name>{format::weekday_letter(language(), weekday)}</b> }
            })
            .collect_view()
    };
    let days = move || {
        let first = first.get();
        (0..42_i64)
            .map(|offset| {
                let date = first.saturating_add(offset.days());
                view! { <Day date shown selected today marked on_pick /> }
            })
            .collect_view()
    };
    view! {
        <div class="mini-month">
            <div class="mini-month-bar">
                <strong aria-live="polite">{move || format::month_of_year(language(), shown.get())}</strong>
                <Button label=t(texts::previous_month) icon=Glyph::Left icon_only=true kind=Kind::Ghost on_press=move |_| turn(-1) />
                <Button label=t(texts::next_month) icon=Glyph::Right icon_only=true kind=Kind::Ghost on_press=move |_| turn(1) />
            </div>
            <div class="mini-month-grid" role="group" node_ref=grid on:keydown=moved>{heads}{days}</div>
        </div>
    }
}

#[component]
fn Day(
    date: Date,
    shown: RwSignal<Date>,
    selected: Signal<Date>,
    today: Signal<Date>,
    marked: Signal<Vec<Date>>,
    on_pick: Callback<Date>,
) -> impl IntoView {
    let on = move || selected.get() == date;
    view! {
        <button
            type="button"
            class:outside=move || shown.get().month() != date.month()
            class:marked=move || marked.with(|marked| marked.contains(&date))
            aria-current=move || (today.get() == date).then_some("date")
            aria-pressed=move || if on() { "true" } else { "false" }
            aria-label=move || format::long_date(language(), date, today.get())
            tabindex=move || if on() { "0" } else { "-1" }
            autofocus=on
            on:click=move |_| on_pick.run(date)
        >
            {date.day()}
        </button>
    }
}

/// The first day of the week in which a date lies.
pub(crate) fn week_begin(date: Date, start: WeekStart) -> Date {
    let first = match start {
        WeekStart::Monday => Weekday::Monday,
        WeekStart::Sunday => Weekday::Sunday,
        WeekStart::Saturday => Weekday::Saturday,
    };
    date.saturating_sub(i64::from(date.weekday().since(first)).days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_where_the_company_says() {
        let wednesday = Date::new(2026, 11, 25).expect("a date");
        assert_eq!(week_begin(wednesday, WeekStart::Monday).day(), 23);
        assert_eq!(week_begin(wednesday, WeekStart::Sunday).day(), 22);
        assert_eq!(week_begin(wednesday, WeekStart::Saturday).day(), 21);
        let sunday = Date::new(2026, 11, 22).expect("a date");
        assert_eq!(week_begin(sunday, WeekStart::Sunday), sunday);
    }
}
