//! The next free times, for a service or a duration. One click books.

use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::appointments::NextFree;
use leadsmart_contract::ids::{AgendaId, ServiceId};
use leadsmart_contract::values::{List, Minutes};
use leptos::prelude::*;

use super::super::desk::{Desk, RULES, use_desk};
use super::super::texts;
use crate::backend::call;
use crate::components::{Choice, ErrorNote, Select, Skeleton};
use crate::language::{format, language, t};
use crate::load::load;

/// How many are offered.
const MOST: u16 = 5;

/// Durations that are offered beside the services.
const DURATIONS: [i64; 8] = [15, 20, 30, 40, 45, 60, 90, 120];

/// What is asked for: the value of the choice.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Usual,
    Service(ServiceId),
    Duration(Minutes),
}

impl Wanted {
    fn parse(value: &str) -> Self {
        if let Ok(id) = value.parse() {
            return Self::Service(id);
        }
        value
            .parse()
            .ok()
            .and_then(|minutes| Minutes::parse(minutes).ok())
            .map_or(Self::Usual, Self::Duration)
    }

    fn services(&self) -> Vec<ServiceId> {
        if let Self::Service(id) = self { vec![*id] } else { Vec::new() }
    }

    fn duration(&self) -> Option<Minutes> {
        if let Self::Duration(minutes) = self { Some(*minutes) } else { None }
    }
}

/// The agendas among which a free time is looked for: those in sight; none stands for all.
pub(in super::super) fn agendas_in_sight(desk: Desk) -> List<AgendaId, 200> {
    let hidden = desk.state.hidden.read();
    let shown = desk.agendas.value.with(|agendas| {
        let all = agendas.iter().flatten().map(|agenda| agenda.id);
        all.filter(|id| !hidden.contains(&id.uuid())).collect::<Vec<_>>()
    });
    let all = desk.agendas.value.with(|agendas| agendas.as_ref().map_or(0, Vec::len));
    if shown.len() == all { List::default() } else { List::parse(shown).unwrap_or_default() }
}

/// The box of the next free times.
#[component]
pub(super) fn NextFreeBox() -> impl IntoView {
    let desk = use_desk();
    let value = RwSignal::new(String::new());
    let wanted = Memo::new(move |_| value.with(|value| Wanted::parse(value)));
    let company_id = desk.company.id;
    // What is free next changes with the clock too.
    let quarter = Memo::new(move |_| format::minutes_of(desk.company.now().time()) / 5);
    let free = load(RULES, move || {
        quarter.track();
        let wanted = wanted.get();
        call(NextFree {
            company_id,
            from: None,
            service_ids: List::parse(wanted.services()).unwrap_or_default(),
            duration: wanted.duration(),
            agenda_ids: agendas_in_sight(desk),
            member_ids: List::default(),
            limit: Some(MOST),
        })
    });
    let options = Signal::derive(move || choices(desk));
    let slots = move || {
        let list = free.value.get()?;
        let entry = |slot| view! { <FreeTime time=slot wanted /> };
        let nothing = list.is_empty().then(|| view! { <p class="muted small">{t(texts::none_free)}</p> });
        Some(view! { <ul class="free-list">{list.into_iter().map(entry).collect_view()}</ul> {nothing} })
    };
    let waiting = move || free.value.with(Option::is_none) && free.failure.with(Option::is_none);
    view! {
        <section class="next-free">
            <h2 class="section-title">{t(texts::next_free)}</h2>
            <Select value options label=t(texts::for_what) />
            {move || free.failure.get().map(|failure| view! { <ErrorNote failure on_retry=move |()| free.reload() /> })}
            <Show when=waiting><Skeleton lines=5 /></Show>
            {slots}
        </section>
    }
}

#[component]
fn FreeTime(time: SlotView, wanted: Memo<Wanted>) -> impl IntoView {
    let desk = use_desk();
    let start = time.start.local;
    let of = StoredValue::new(time);
    let day = move || {
        let today = desk.company.today();
        (start.date() != today).then(|| format::relative_date(language(), start.date(), today))
    };
    let who = move || of.with_value(|slot| desk.who_of(slot));
    let spoken = move || {
        let date = format::relative_date(language(), start.date(), desk.company.today());
        let time = texts::at_time(language(), &date, &format::time(start.time()));
        texts::slot_with(language(), &time, &who())
    };
    let book = move |_| {
        let wanted = wanted.get_untracked();
        let length = wanted.duration().map(|minutes| minutes.get().to_string()).unwrap_or_default();
        of.with_value(|slot| desk.book_slot(slot, wanted.services(), length));
        desk.state.side_open.set(false);
    };
    view! {
        <li>
            <button type="button" aria-label=spoken disabled=move || !desk.can_book() on:click=book>
                <strong>{format::time(start.time())}</strong>
                <small>{day}</small>
                <span class="ellipsis">{who}</span>
            </button>
        </li>
    }
}

fn choices(desk: Desk) -> Vec<Choice> {
    let usual = Choice::new("", t(texts::default_duration));
    let services = desk.services.value.with(|services| {
        let entry = |service: &leadsmart_contract::services::ServiceView| {
            let words = format!("{} · {}", service.name, format::duration(service.duration));
            Choice::new(service.id.to_string(), words)
        };
        services.iter().flatten().map(entry).collect::<Vec<_>>()
    });
    let durations = DURATIONS.into_iter().filter_map(|minutes| {
        Some(Choice::new(minutes.to_string(), format::duration(Minutes::parse(minutes).ok()?)))
    });
    std::iter::once(usual).chain(services).chain(durations).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_the_choice_says_what_is_wanted() {
        let id = "0190b6a8-7c3e-7b1a-8f00-000000000001";
        assert_eq!(Wanted::parse(""), Wanted::Usual);
        assert_eq!(Wanted::parse("40").duration().map(Minutes::get), Some(40));
        assert_eq!(Wanted::parse(id).services().len(), 1);
        assert_eq!(Wanted::parse("x"), Wanted::Usual);
    }
}
