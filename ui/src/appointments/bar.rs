//! The top bar of the agenda: steps through time, what is in sight, the button that books.

use jiff::civil::Date;
use leadsmart_contract::language::Language;
use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use super::state::{Grouping, Mode, Who};
use super::texts;
use crate::components::{Button, Choice, Glyph, Kind, Segmented, Select};
use crate::language::{Text, format, language, t};
use crate::router::use_router;
use crate::shortcuts::use_shortcuts;

/// The date, the dates of the week, or the month.
pub(super) fn title(desk: Desk) -> String {
    let (from, to) = desk.state.period();
    let today = desk.company.today();
    match desk.state.mode.get() {
        Mode::Day => format::long_date(language(), from, today),
        Mode::Week | Mode::List => week(language(), from, to),
        Mode::Month => format::month_of_year(language(), desk.state.date.get()),
    }
}

/// `23–29 de novembro de 2026`, `30 nov – 6 dez 2026`.
fn week(language: Language, from: Date, to: Date) -> String {
    if from.month() == to.month() {
        return format!("{}–{} {}", from.day(), to.day(), of_month(language, to));
    }
    let short = |date: Date| format!("{} {}", date.day(), format::month_short(language, date.month()));
    format!("{} – {} {}", short(from), short(to), to.year())
}

fn of_month(language: Language, date: Date) -> String {
    let month = format::month_of_year(language, date);
    if language == Language::English { month } else { format!("de {month}") }
}

/// Today, before, after.
#[component]
pub(super) fn Lead() -> impl IntoView {
    let desk = use_desk();
    let before = move || match desk.state.mode.get() {
        Mode::Day => texts::previous_day(language()),
        Mode::Week | Mode::List => texts::previous_week(language()),
        Mode::Month => texts::previous_month(language()),
    };
    let after = move || match desk.state.mode.get() {
        Mode::Day => texts::next_day(language()),
        Mode::Week | Mode::List => texts::next_week(language()),
        Mode::Month => texts::next_month(language()),
    };
    let today = move |_| desk.state.go_to(untrack(|| desk.company.today()));
    view! {
        <SideButton />
        <Button label=t(texts::today) on_press=today />
        <Button label=before icon=Glyph::Left icon_only=true on_press=move |_| desk.state.turn(-1) />
        <Button label=after icon=Glyph::Right icon_only=true on_press=move |_| desk.state.turn(1) />
    }
}

/// Where there is no room for month and filters beside the calendar, they open by this.
#[component]
fn SideButton() -> impl IntoView {
    let open = use_desk().state.side_open;
    view! {
        <span class="side-button">
            <Button
                label=t(texts::side)
                icon=Glyph::Filter
                icon_only=true
                pressed=Signal::from(open)
                on_press=move |_| open.update(|open| *open = !*open)
            />
        </span>
    }
}

/// The name of a mode.
const fn words(mode: Mode) -> Text {
    match mode {
        Mode::Day => texts::day,
        Mode::Week => texts::week,
        Mode::Month => texts::month,
        Mode::List => texts::list,
    }
}

/// How many days are in sight, whose columns, and the button that books.
#[component]
pub(super) fn Rest() -> impl IntoView {
    let desk = use_desk();
    let (shortcuts, router) = (use_shortcuts(), use_router());
    let state = desk.state;
    let mode = Signal::derive(move || state.mode.get().key().to_owned());
    let modes = Signal::derive(|| Mode::ALL.map(|mode| Choice::new(mode.key(), t(words(mode)))).to_vec());
    let choose = move |value: String| state.mode.set(Mode::from_key(&value));
    let book = move |_| shortcuts.book(router);
    let whose = move || match state.mode.get() {
        Mode::Day => view! { <WhoseColumns /> }.into_any(),
        Mode::Week => view! { <WhoseWeek /> }.into_any(),
        Mode::Month | Mode::List => ().into_any(),
    };
    view! {
        <Segmented label=t(texts::view) value=mode options=modes on_change=choose />
        {whose}
        <span class="push"></span>
        <super::print::Print />
        <super::more::More />
        <Show when=move || desk.can_book()>
            <Button label=t(texts::book) kind=Kind::Primary shortcut="Ctrl N" on_press=book />
        </Show>
    }
}

#[component]
fn WhoseColumns() -> impl IntoView {
    let state = use_desk().state;
    let value = Signal::derive(move || match state.grouping.get() {
        Grouping::Agendas => "agendas".to_owned(),
        Grouping::Professionals => "professionals".to_owned(),
    });
    let options = Signal::derive(|| {
        vec![Choice::new("agendas", t(texts::agendas)), Choice::new("professionals", t(texts::professionals))]
    });
    let choose = move |value: String| {
        state.grouping.set(if value == "agendas" { Grouping::Agendas } else { Grouping::Professionals });
    };
    view! { <Segmented label=t(texts::columns) value options on_change=choose /> }
}

#[component]
fn WhoseWeek() -> impl IntoView {
    let desk = use_desk();
    let value = RwSignal::new(desk.state.week_of.get_untracked().key());
    let options = Signal::derive(move || {
        let mut list = vec![Choice::new(Who::Everybody.key(), t(texts::everybody))];
        desk.agendas.value.with(|agendas| {
            let own = agendas.iter().flatten();
            list.extend(own.map(|agenda| Choice::new(Who::Agenda(agenda.id).key(), agenda.name.to_string())));
        });
        desk.members.value.with(|members| {
            let own = members.iter().flatten();
            list.extend(own.map(|member| Choice::new(Who::Member(member.id).key(), member.name.to_string())));
        });
        list
    });
    let choose = move |value: String| desk.state.week_of.set(Who::from_key(&value));
    view! { <span class="whose-week"><Select value options label=t(texts::whose_week) on_change=choose /></span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_written_with_its_month_or_both() {
        let date = |month, day| Date::new(2026, month, day).expect("a date");
        assert_eq!(week(Language::Portuguese, date(11, 23), date(11, 29)), "23–29 de novembro de 2026");
        assert_eq!(week(Language::English, date(11, 23), date(11, 29)), "23–29 November 2026");
        assert_eq!(week(Language::Spanish, date(11, 30), date(12, 6)), "30 nov – 6 dic 2026");
    }
}
