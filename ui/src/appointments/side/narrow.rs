//! What is looked for: services and statuses, and that the agenda is narrowed to them.

use std::collections::BTreeSet;

use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::ServiceId;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::super::desk::{Desk, focus_calendar, use_desk};
use super::super::narrow::{Narrow, offers};
use super::super::state::Mode;
use super::super::texts;
use crate::components::{Button, Glyph, Icon, Kind, tint};
use crate::language::{Text, language, t};

/// The two choices. A month only counts, so there is nothing to narrow.
#[component]
pub(super) fn NarrowBox() -> impl IntoView {
    let desk = use_desk();
    let services = Memo::new(move |_| {
        let one =
            |service: &leadsmart_contract::services::ServiceView| (service.id, service.name.to_string());
        desk.services.value.with(|services| services.iter().flatten().map(one).collect::<Vec<_>>())
    });
    // What was remembered stands open.
    let (by_service, by_status) = desk.state.narrow.with_untracked(Narrow::kinds);
    let chosen_services = move || desk.sieve.with(|sieve| sieve.services.len());
    let chosen_statuses = move || desk.sieve.with(|sieve| sieve.statuses.len());
    view! {
        <section class="narrow" hidden=move || desk.state.mode.get() == Mode::Month>
            <h2 class="section-title">{t(texts::narrow_to)}</h2>
            <Group label=texts::narrow_service open=by_service chosen=Signal::derive(chosen_services)>
                <For each=move || services.get() key=Clone::clone let:service><ServiceLine service /></For>
            </Group>
            <Group label=texts::narrow_status open=by_status chosen=Signal::derive(chosen_statuses)>
                {Status::ALL.map(|status| view! { <StatusLine status /> }).into_iter().collect_view()}
            </Group>
        </section>
    }
}

#[component]
fn Group(label: Text, open: bool, #[prop(into)] chosen: Signal<usize>, children: Children) -> impl IntoView {
    view! {
        <details open=open>
            <summary>
                {t(label)}
                <em hidden=move || chosen.get() == 0>
                    <span aria-hidden="true">{chosen}</span>
                    <span class="unseen">{move || texts::chosen(language(), chosen.get() as u64)}</span>
                </em>
            </summary>
            {children()}
        </details>
    }
}

#[component]
fn ServiceLine(service: (ServiceId, String)) -> impl IntoView {
    let desk = use_desk();
    let (id, name) = service;
    let own = name.clone();
    let color = move || {
        let color = desk.services.value.with(|services| {
            services.iter().flatten().find(|service| service.id == id).map(|service| service.color)
        });
        color.map_or("", tint)
    };
    let checked = Signal::derive(move || desk.state.narrow.with(|narrow| narrow.has_service(id)));
    let count =
        Signal::derive(move || counted(desk, |card| !card.status.is_void() && offers(&card.services, &own)));
    let change = Callback::new(move |on| desk.state.narrow.update(|narrow| narrow.set_service(id, on)));
    view! { <div class=color><Line label=name checked count change dot="dot" status="" /></div> }
}

#[component]
fn StatusLine(status: Status) -> impl IntoView {
    let desk = use_desk();
    let checked = Signal::derive(move || desk.state.narrow.with(|narrow| narrow.has_status(status)));
    let count = Signal::derive(move || counted(desk, |card| card.status == status));
    let change = Callback::new(move |on| {
        // Who looks for what was called off wants to see it.
        if on && status.is_void() {
            desk.state.cancelled.set(true);
        }
        desk.state.narrow.update(|narrow| narrow.set_status(status, on));
    });
    let label = move || texts::status(language(), status);
    view! { <Line label checked count change dot="status-word" status=status.name() /> }
}

#[component]
fn Line(
    #[prop(into)] label: TextProp,
    checked: Signal<bool>,
    count: Signal<usize>,
    change: Callback<bool>,
    dot: &'static str,
    status: &'static str,
) -> impl IntoView {
    view! {
        <label class="filter-line">
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                on:change:target=move |event| change.run(event.target().checked())
            />
            <i class=dot data-status=status aria-hidden="true"></i>
            <span class="ellipsis">{move || label.get()}</span>
            <em aria-hidden="true">{count}</em>
            <span class="unseen">{move || texts::appointments(language(), count.get() as u64)}</span>
        </label>
    }
}

/// How many of those that were read.
fn counted(desk: Desk, belongs: impl Fn(&AppointmentCard) -> bool) -> usize {
    let hidden = desk.state.hidden.read();
    desk.calendar.value.with(|view| {
        let cards = view.iter().flat_map(|view| &view.appointments);
        cards.filter(|card| !hidden.contains(&card.agenda_id.uuid()) && belongs(card)).count()
    })
}

/// That the agenda is narrowed, to what, and the way back: above the calendar, whether or not the choices are in sight.
#[component]
pub(in super::super) fn NarrowedNote() -> impl IntoView {
    let desk = use_desk();
    let on =
        Memo::new(move |_| desk.state.mode.get() != Mode::Month && desk.sieve.with(|sieve| sieve.is_on()));
    let what = move || {
        desk.sieve.with(|sieve| {
            let statuses = sieve.statuses.iter().map(|status| texts::status(language(), *status).to_owned());
            let kinds = [sieve.services.join(", "), statuses.collect::<Vec<_>>().join(", ")];
            kinds.into_iter().filter(|kind| !kind.is_empty()).collect::<Vec<_>>().join(" · ")
        })
    };
    // A list counts by itself.
    let count = move || {
        let (some, all) = shown(desk);
        (desk.state.mode.get() != Mode::List).then(|| texts::narrowed_count(language(), some, all))
    };
    let clear = move |_| {
        desk.state.narrow.set(Narrow::default());
        focus_calendar();
    };
    view! {
        <div class="narrowed" hidden=move || !on.get()>
            <Icon glyph=Glyph::Filter size=16 />
            <p role="status">
                {move || on.get().then(|| view! { <strong>{texts::narrowed(language(), &what())}</strong> " " <span class="muted">{count}</span> })}
            </p>
            <Button label=t(texts::clear_filter) icon=Glyph::Cross kind=Kind::Ghost on_press=clear />
        </div>
    }
}

/// How many of those in sight fit, and how many there are; each once.
fn shown(desk: Desk) -> (usize, usize) {
    let sieve = desk.sieve.read();
    desk.columns.with(|columns| {
        let cards = || columns.iter().flat_map(|column| &column.cards).map(|placed| &placed.card);
        let ids = |fits: bool| {
            cards()
                .filter(|card| !fits || sieve.fits(card))
                .map(|card| card.id.uuid())
                .collect::<BTreeSet<_>>()
                .len()
        };
        (ids(true), ids(false))
    })
}
