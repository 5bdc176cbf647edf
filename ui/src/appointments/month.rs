//! A month on one page: how full each day is. Arrow keys go from day to day, Enter opens one.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use leadsmart_contract::agendas::{GetMonth, MonthAgenda, MonthDay, MonthView};
use leadsmart_contract::language::Language;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{Color, List};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use uuid::Uuid;

use super::desk::{Desk, focus_on, use_desk};
use super::state::Mode;
use super::texts;
use crate::backend::call;
use crate::components::{ErrorNote, tint};
use crate::language::{format, language};
use crate::load::{Loaded, load};

/// So many agendas have a line of their own in each day; more are told together.
const LINES: usize = 4;

/// A day as it is drawn.
#[derive(Clone, Debug, PartialEq)]
struct Cell {
    date: Date,
    holiday: Option<String>,
    /// Whether its hours are known.
    known: bool,
    /// Whether no agenda in sight is open.
    closed: bool,
    appointments: u32,
    unconfirmed: u32,
    /// How much of the open time is taken, in hundredths; none where nothing is open.
    share: Option<u16>,
    /// Name, colour and appointments of each agenda that has some, where there are few agendas.
    lines: Vec<(String, Color, u32)>,
}

/// The month.
#[component]
pub(super) fn Month() -> impl IntoView {
    let desk = use_desk();
    let company_id = desk.company.id;
    // Going from day to day within a month reads nothing anew.
    let period = Memo::new(move |_| desk.state.period());
    let topics = &[Topic::Appointments, Topic::Agendas, Topic::Holidays];
    let month = load(topics, move || {
        let (from, to) = period.get();
        call(GetMonth { company_id, from, to, agenda_ids: List::default() })
    });
    let dates = Memo::new(move |_| {
        let (from, to) = period.get();
        from.series(1.day()).take_while(|date| *date <= to).collect::<Vec<_>>()
    });
    let heads = move || {
        let first = dates.with(|dates| dates.iter().take(7).copied().collect::<Vec<_>>());
        first
            .into_iter()
            .map(|date| view! { <span>{format::weekday_short(language(), date.weekday())}</span> })
            .collect_view()
    };
    view! {
        <section
            class="month"
            aria-label=move || texts::calendar_of_month(language())
            aria-busy=move || if month.loading.get() { "true" } else { "false" }
            on:keydown=move |event| pressed(desk, &event)
        >
            <NotRead month />
            <div class="month-heads" aria-hidden="true">{heads}</div>
            <div class="month-grid">
                <For each=move || dates.get() key=|date| *date let:date><Day date month /></For>
            </div>
        </section>
    }
}

#[component]
fn NotRead(month: Loaded<MonthView>) -> impl IntoView {
    let retry = Callback::new(move |()| month.reload());
    move || month.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
}

#[component]
fn Day(date: Date, month: Loaded<MonthView>) -> impl IntoView {
    let desk = use_desk();
    let cell = Memo::new(move |_| {
        let hidden = desk.state.hidden.read();
        month.value.with(|view| cell(view.as_ref(), date, &hidden))
    });
    let selected = move || desk.state.date.get() == date;
    let today = move || desk.company.today();
    let open = move |_| {
        desk.state.go_to(date);
        desk.state.mode.set(Mode::Day);
        super::desk::focus_calendar();
    };
    view! {
        <button
            type="button"
            class="month-day"
            class:outside=move || desk.state.date.get().first_of_month() != date.first_of_month()
            class:closed=move || cell.with(|cell| cell.closed)
            class:unknown=move || cell.with(|cell| !cell.known)
            data-date=date.to_string()
            tabindex=move || if selected() { "0" } else { "-1" }
            aria-current=move || (today() == date).then_some("date")
            aria-label=move || cell.with(|cell| spoken(language(), cell, today()))
            on:click=open
        >
            <span class="month-date">
                <strong>{date.day()}</strong>
                <small class="ellipsis">{move || cell.with(|cell| remark(language(), cell))}</small>
            </span>
            <Taken cell />
        </button>
    }
}

/// What is taken of a day: a meter, the count, and the agendas where they are few.
#[component]
fn Taken(cell: Memo<Cell>) -> impl IntoView {
    move || {
        let cell = cell.get();
        if cell.appointments == 0 {
            return None;
        }
        let unconfirmed =
            (cell.unconfirmed > 0).then(|| texts::unconfirmed(language(), u64::from(cell.unconfirmed)));
        let meter = cell.share.map(|share| {
            let full = share >= 100;
            view! { <span class="meter" class:full=full style=format!("--share:{}%", share.min(100))></span> }
        });
        let lines = cell.lines.into_iter().map(|(name, color, count)| {
            view! { <li class=tint(color)><i class="dot"></i><span class="ellipsis">{name}</span><em>{count}</em></li> }
        });
        Some(view! {
            <span class="month-taken" aria-hidden="true">
                {meter}
                <span class="month-count"><b>{cell.appointments}</b>{unconfirmed.map(|words| view! { <small>{words}</small> })}</span>
                <ul>{lines.collect_view()}</ul>
            </span>
        })
    }
}

/// Why a day is not as others.
fn remark(language: Language, cell: &Cell) -> String {
    match &cell.holiday {
        Some(name) => name.clone(),
        None if cell.known && cell.closed => texts::closed(language).to_owned(),
        None => String::new(),
    }
}

/// `quarta, 25 de novembro, 12 agendamentos, 3 a confirmar, 80% ocupado`.
fn spoken(language: Language, cell: &Cell, today: Date) -> String {
    let mut words = vec![format::long_date(language, cell.date, today)];
    words.push(remark(language, cell));
    if cell.known && (cell.appointments > 0 || !cell.closed) {
        words.push(texts::appointments(language, u64::from(cell.appointments)));
        words.extend(
            (cell.unconfirmed > 0).then(|| texts::unconfirmed(language, u64::from(cell.unconfirmed))),
        );
        words.extend(cell.share.map(|share| texts::booked_share_spoken(language, share)));
    }
    words.retain(|word| !word.is_empty());
    words.join(", ")
}

fn cell(view: Option<&MonthView>, date: Date, hidden: &BTreeSet<Uuid>) -> Cell {
    let day = view.and_then(|view| view.days.iter().find(|day| day.date == date));
    let (Some(view), Some(day)) = (view, day) else {
        let lines = Vec::new();
        return Cell {
            date,
            holiday: None,
            known: false,
            closed: false,
            appointments: 0,
            unconfirmed: 0,
            share: None,
            lines,
        };
    };
    let agendas: Vec<&MonthAgenda> =
        view.agendas.iter().filter(|agenda| !hidden.contains(&agenda.id.uuid())).collect();
    let loads = || day.loads.iter().filter(|load| agendas.iter().any(|agenda| agenda.id == load.agenda_id));
    let (open, booked) =
        loads().fold((0, 0), |(open, booked), load| (open + load.open, booked + load.booked));
    let share =
        (open > 0).then(|| u16::try_from(u64::from(booked) * 100 / u64::from(open)).unwrap_or(u16::MAX));
    Cell {
        date,
        holiday: day.holiday.clone(),
        known: true,
        closed: open == 0,
        appointments: loads().map(|load| load.appointments).sum(),
        unconfirmed: loads().map(|load| load.unconfirmed).sum(),
        share,
        lines: if agendas.len() <= LINES { lines(&agendas, day) } else { Vec::new() },
    }
}

fn lines(agendas: &[&MonthAgenda], day: &MonthDay) -> Vec<(String, Color, u32)> {
    let line = |agenda: &&MonthAgenda| {
        let load = day.loads.iter().find(|load| load.agenda_id == agenda.id)?;
        (load.appointments > 0).then(|| (agenda.name.to_string(), agenda.color, load.appointments))
    };
    // With one agenda its line would only repeat the count.
    if agendas.len() < 2 { Vec::new() } else { agendas.iter().filter_map(line).collect() }
}

/// Arrows go by days and weeks, Page Up and Page Down by months.
fn pressed(desk: Desk, event: &KeyboardEvent) {
    if event.default_prevented() || event.alt_key() || event.shift_key() {
        return;
    }
    let date = desk.state.date.get_untracked();
    let command = event.ctrl_key() || event.meta_key();
    let next = match (command, event.key().as_str()) {
        (false, "ArrowLeft") => date.saturating_sub(1.day()),
        (false, "ArrowRight") => date.saturating_add(1.day()),
        (false, "ArrowUp") => date.saturating_sub(1.week()),
        (false, "ArrowDown") => date.saturating_add(1.week()),
        (false, "PageUp") | (true, "ArrowLeft") => date.saturating_sub(1.month()),
        (false, "PageDown") | (true, "ArrowRight") => date.saturating_add(1.month()),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    desk.state.go_to(next);
    focus_on(".month-day[tabindex='0']");
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::agendas::DayLoad;
    use leadsmart_contract::ids::AgendaId;
    use leadsmart_contract::values::Name;

    use super::*;

    const DATE: Date = jiff::civil::date(2026, 11, 25);

    fn agenda(number: u128, name: &str) -> MonthAgenda {
        MonthAgenda {
            id: AgendaId::new(Uuid::from_u128(number)),
            name: Name::parse(name).expect("a name"),
            color: Color::Teal,
        }
    }

    fn load(number: u128, open: u32, booked: u32, appointments: u32) -> DayLoad {
        let agenda_id = AgendaId::new(Uuid::from_u128(number));
        DayLoad { agenda_id, open, booked, appointments, unconfirmed: 1 }
    }

    fn month(loads: Vec<DayLoad>) -> MonthView {
        let day = MonthDay { date: DATE, holiday: None, loads };
        MonthView { agendas: vec![agenda(1, "Ana"), agenda(2, "Bruno")], days: vec![day] }
    }

    #[test]
    fn a_day_adds_up_what_is_in_sight() {
        let view = month(vec![load(1, 600, 300, 6), load(2, 400, 100, 2)]);
        let whole = cell(Some(&view), DATE, &BTreeSet::new());
        assert_eq!((whole.appointments, whole.unconfirmed, whole.share), (8, 2, Some(40)));
        assert_eq!(whole.lines.len(), 2);
        let one = cell(Some(&view), DATE, &BTreeSet::from([Uuid::from_u128(2)]));
        assert_eq!((one.appointments, one.share), (6, Some(50)));
        assert!(one.lines.is_empty(), "one agenda needs no line of its own");
    }

    #[test]
    fn a_day_without_hours_is_closed_and_still_shows_what_is_booked() {
        let view = month(vec![load(1, 0, 60, 1)]);
        let day = cell(Some(&view), DATE, &BTreeSet::new());
        assert!(day.closed);
        assert_eq!((day.appointments, day.share), (1, None));
        assert!(!cell(None, DATE, &BTreeSet::new()).known);
    }

    #[test]
    fn a_screen_reader_hears_all_of_a_day() {
        let view = month(vec![load(1, 600, 480, 12)]);
        let said = spoken(Language::Portuguese, &cell(Some(&view), DATE, &BTreeSet::new()), DATE);
        assert!(said.ends_with("12 agendamentos, 1 a confirmar, 80% ocupado"), "{said}");
    }
}
