//! The agenda as a list: the appointments of a week from the date on, day by day, narrowed by words, and by service and status as
//! the whole agenda is. It shows no free time, so what does not fit is left out.

use jiff::civil::Date;
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::language::Language;
use leadsmart_contract::values::Name;
use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use super::card::{against, name, spoken};
use super::desk::{Desk, use_desk};
use super::texts;
use crate::components::{EmptyState, Glyph, Icon, TextInput, tint};
use crate::dom;
use crate::language::{format, language, t};

/// So many lines are drawn at first, and so many more when their end comes into sight.
const LINES: usize = 120;

/// How far from its end a list is continued, in pixels.
const AHEAD: i32 = 600;

/// What the list is narrowed to.
#[derive(Clone, Copy)]
struct Narrow {
    /// Words of names, services and professionals.
    words: RwSignal<String>,
    /// How many lines are drawn.
    room: RwSignal<usize>,
}

/// The list.
#[component]
pub(super) fn AgendaList() -> impl IntoView {
    let desk = use_desk();
    let narrow = Narrow { words: RwSignal::new(String::new()), room: RwSignal::new(LINES) };
    Effect::new(move |_| {
        desk.state.date.track();
        narrow.words.track();
        desk.sieve.track();
        narrow.room.set(LINES);
    });
    let found = Memo::new(move |_| found(desk, narrow));
    let days = Memo::new(move |_| {
        let room = narrow.room.get();
        found.with(|found| days(found.iter().take(room)))
    });
    let node = NodeRef::<html::Section>::new();
    let scrolled = move |_: Event| {
        let Some(section) = node.get_untracked() else { return };
        let left = section.scroll_height() - section.scroll_top() - section.client_height();
        if left < AHEAD && found.with_untracked(Vec::len) > narrow.room.get_untracked() {
            narrow.room.update(|room| *room += LINES);
        }
    };
    let count = move || found.with(|found| texts::appointments(language(), found.len() as u64));
    let nothing = move || desk.calendar.value.with(Option::is_some) && found.with(Vec::is_empty);
    view! {
        <section
            class="agenda-list"
            node_ref=node
            aria-label=t(texts::calendar_of_list)
            aria-busy=move || if desk.calendar.loading.get() { "true" } else { "false" }
            on:scroll=scrolled
            on:keydown=move |event| pressed(node, &event)
        >
            <div class="list-narrow" role="search">
                <TextInput value=narrow.words placeholder=t(texts::narrow) label=t(texts::narrow) />
                <span class="muted" role="status">{count}</span>
            </div>
            <For each=move || days.get() key=|day| day.0 let:day><Day date=day.0 days /></For>
            <Show when=nothing>
                <EmptyState title=t(texts::list_empty) text=t(texts::list_empty_text) icon=Glyph::Calendar />
            </Show>
        </section>
    }
}

#[component]
fn Day(date: Date, days: Memo<Vec<(Date, Vec<AppointmentCard>)>>) -> impl IntoView {
    let desk = use_desk();
    let cards = Memo::new(move |_| {
        days.with(|days| days.iter().find(|day| day.0 == date).map(|day| day.1.clone()).unwrap_or_default())
    });
    view! {
        <div class="list-day">
            <h2>{move || format::long_date(language(), date, desk.company.today())}</h2>
            <ul>
                <For each=move || cards.get() key=drawn let:card><li><Line card /></li></For>
            </ul>
        </div>
    }
}

/// What a line is drawn anew for.
fn drawn(card: &AppointmentCard) -> (AppointmentId, i64, Option<Name>) {
    (card.id, card.revision, card.client_name.clone())
}

#[component]
fn Line(card: AppointmentCard) -> impl IntoView {
    let desk = use_desk();
    let id = card.id;
    let color = card.color.map_or("", tint);
    let (start, end) = (card.start.local.time(), card.end.local.time());
    let card = StoredValue::new(card);
    let with = move |read: fn(Language, &AppointmentCard) -> String| {
        move || card.with_value(|card| read(language(), card))
    };
    let selected = move || desk.state.panel.get().appointment() == Some(id);
    let place = move || card.with_value(|card| who(desk, card));
    let signs = card.with_value(|card| {
        let signs = [
            against(card),
            card.series_id.is_some().then_some(Glyph::Repeat),
            card.has_notes.then_some(Glyph::Note),
        ];
        signs.into_iter().flatten().map(|glyph| view! { <Icon glyph size=12 /> }).collect_view()
    });
    view! {
        <button
            type="button"
            class="list-line"
            class:selected=selected
            data-appointment=id.to_string()
            data-status=card.with_value(|card| card.status.name())
            aria-current=move || selected().then_some("true")
            aria-label=with(spoken)
            on:click=move |_| desk.select(id)
        >
            <span class="list-time">{format::time(start)}"–"{format::time(end)}</span>
            <strong class="ellipsis">{with(name)}</strong>
            <span class="ellipsis"><i class=format!("dot {color}")></i>{with(|_, card| card.services.clone())}</span>
            <span class="ellipsis">{place}</span>
            <span class="status-word" data-status=card.with_value(|card| card.status.name())>
                {with(|language, card| texts::status(language, card.status).to_owned())}
            </span>
            <span class="signs">{signs}</span>
        </button>
    }
}

/// Who attends, else the agenda. Tracked.
fn who(desk: Desk, card: &AppointmentCard) -> String {
    let names: Vec<String> = card.member_ids.iter().filter_map(|id| desk.member_name(*id)).collect();
    if names.is_empty() { desk.agenda_name(card.agenda_id) } else { names.join(", ") }
}

/// What is in sight of what was read, by start.
fn found(desk: Desk, narrow: Narrow) -> Vec<AppointmentCard> {
    let words = narrow.words.get();
    let (hidden, sieve) = (desk.state.hidden.read(), desk.sieve.read());
    let fits = |card: &&AppointmentCard| {
        !hidden.contains(&card.agenda_id.uuid())
            && sieve.fits(card)
            && matches(&words, &[&name(language(), card), &card.services, &who(desk, card)])
    };
    desk.calendar.value.with(|view| {
        let cards = view.iter().flat_map(|view| &view.appointments);
        cards.filter(fits).cloned().collect()
    })
}

/// Whether each word begins a word of one of the texts, whatever their accents and capitals.
fn matches(words: &str, texts: &[&str]) -> bool {
    let texts: Vec<String> = texts.iter().map(|text| format::folded(text)).collect();
    let begins =
        |word: &str| texts.iter().any(|text| text.split_whitespace().any(|part| part.starts_with(word)));
    format::folded(words).split_whitespace().all(begins)
}

/// Cards by start, parted by the day on which they start.
fn days<'a>(cards: impl Iterator<Item = &'a AppointmentCard>) -> Vec<(Date, Vec<AppointmentCard>)> {
    let mut days: Vec<(Date, Vec<AppointmentCard>)> = Vec::new();
    for card in cards {
        let date = card.start.local.date();
        match days.iter_mut().find(|day| day.0 == date) {
            Some(day) => day.1.push(card.clone()),
            None => days.push((date, vec![card.clone()])),
        }
    }
    days
}

/// Arrows go from line to line.
fn pressed(node: NodeRef<html::Section>, event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let Some(section) = node.get_untracked() else { return };
    let Some(focused) = dom::focused() else { return };
    // From the field down into the list; the choice beside it keeps its arrows.
    let enters = dom::takes_text(&focused) && step > 0;
    let lines = dom::find_all(&section, ".list-line");
    if event.default_prevented()
        || lines.is_empty()
        || !(enters || focused.class_list().contains("list-line"))
    {
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    dom::move_focus(&lines, step);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_by_their_beginnings_without_accents() {
        let texts = ["Lúcia Araújo", "Avaliação, Limpeza", "Dra. Ana Prado"];
        let texts: Vec<&str> = texts.to_vec();
        assert!(matches("luc ava", &texts) && matches("", &texts) && matches("ANA", &texts));
        assert!(!matches("ucia", &texts) && !matches("lucia bruno", &texts));
    }
}
