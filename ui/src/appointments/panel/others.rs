//! The series of an appointment: which one of it this is, and the way to the others.

use leadsmart_contract::appointments::{AppointmentView, SeriesEntry, Status};
use leptos::prelude::*;

use super::super::desk::use_desk;
use super::super::series::{place_of, repeat_words};
use super::super::texts;
use crate::language::{format, language, t};

/// `3 de 10, toda semana`, which opens to all of them.
#[component]
pub(super) fn Others(view: Memo<AppointmentView>) -> impl IntoView {
    let shown = Memo::new(move |_| view.with(|view| view.series.is_some()));
    view! { <Show when=move || shown.get()><Series view /></Show> }
}

#[component]
fn Series(view: Memo<AppointmentView>) -> impl IntoView {
    let summary = move || {
        view.with(|view| {
            let series = view.series.as_ref()?;
            let (place, of) = place_of(series, view.card.id)?;
            let repeat = repeat_words(language(), series.repeat);
            Some(format!("{}, {repeat}", texts::place_in_series(language(), place, of)))
        })
    };
    let list = move || {
        let (own, entries) = view.with(|view| {
            let entries = view.series.as_ref().map(|series| series.entries.clone());
            (view.card.id, entries.unwrap_or_default())
        });
        let entry = move |entry: SeriesEntry| view! { <Line own=entry.id == own entry /> };
        entries.into_iter().map(entry).collect_view()
    };
    view! {
        <details class="panel-series">
            <summary><span class="section-title">{t(texts::series)}</span>" "<span>{summary}</span></summary>
            <ol>{list}</ol>
        </details>
    }
}

#[component]
fn Line(own: bool, entry: SeriesEntry) -> impl IntoView {
    let desk = use_desk();
    let SeriesEntry { id, start, status } = entry;
    let date = start.local.date();
    let open = move |_| {
        desk.state.go_to(date);
        desk.select(id);
    };
    let when = move || {
        let day = format::relative_date(language(), date, desk.company.today());
        texts::at_time(language(), &day, &format::time(start.local.time()))
    };
    let stands = move || (status != Status::Confirmed).then(|| texts::status(language(), status));
    view! {
        <li>
            <button
                type="button"
                class:void=status.is_void()
                aria-current=own.then_some("true")
                on:click=open
            >
                <time>{when}</time>
                <small>{stands}</small>
            </button>
        </li>
    }
}
