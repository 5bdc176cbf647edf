//! Where and when: agenda, professional, date, start, length. The same fields book and move.

use leadsmart_contract::agendas::AgendaView;
use leadsmart_contract::values::Minutes;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::desk::{Desk, use_desk};
use super::super::spot::Spot;
use super::super::texts;
use super::people::PeopleField;
use crate::components::{Choice, DatePicker, Field, Input, Problems, Select, TextInput, TimeInput};
use crate::language::{format, t};

/// The fields of a spot. Whoever changes one has chosen the time herself.
#[component]
pub(in super::super) fn PlaceFields(spot: Spot, problems: Problems) -> impl IntoView {
    let desk = use_desk();
    let fixed = move || spot.automatic.set(false);
    let today = Signal::derive(move || desk.company.today());
    let week_start = Signal::derive(move || desk.company.week_start());
    // The month and the typed date change the signal by themselves; the calendar follows.
    Effect::new(move |before: Option<Option<jiff::civil::Date>>| {
        let date = spot.date.get();
        if let (Some(date), Some(before)) = (date, before)
            && before != Some(date)
        {
            desk.state.go_to(date);
        }
        date
    });
    let usual = move || {
        let (services, agendas) = (desk.services.value.read(), desk.agendas.value.read());
        let minutes = spot
            .usual_minutes(services.as_deref().unwrap_or_default(), agendas.as_deref().unwrap_or_default());
        Minutes::parse(minutes.into()).map(format::duration).unwrap_or_default()
    };
    view! {
        <div class="form-row">
            <Field label=t(texts::agenda_label) name="agenda_id" problems required=true>
                <Select value=spot.agenda options=Signal::derive(move || agendas(desk)) on_change=move |_| fixed() />
            </Field>
            <PeopleField spot problems />
        </div>
        <div class="place-row">
            <div on:change=move |_| fixed() on:click=move |event| if in_month(&event) { fixed() }>
                <Field label=t(texts::date) name="date" problems required=true>
                    <DatePicker value=spot.date today week_start />
                </Field>
            </div>
            <Field label=t(texts::start) name="start" problems required=true>
                <TimeInput value=spot.minute on_change=move |_| fixed() />
            </Field>
            <Field label=t(texts::duration) name="duration" problems>
                <TextInput value=spot.length kind=Input::Number placeholder=usual />
            </Field>
        </div>
    }
}

/// Whether a click chooses a day of the small month.
fn in_month(event: &leptos::ev::MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(target.closest(".mini-month-grid"), Ok(Some(_))))
}

/// The agendas on which the person may book.
fn agendas(desk: Desk) -> Vec<Choice> {
    let own = desk.spot.agenda_id();
    let entry = |agenda: &AgendaView| Choice::new(agenda.id.to_string(), agenda.name.to_string());
    let mut list: Vec<Choice> = desk
        .agendas
        .value
        .with(|agendas| agendas.iter().flatten().filter(|agenda| agenda.manageable).map(entry).collect());
    if own.is_none() {
        list.insert(0, Choice::new("", "\u{2014}"));
    }
    list
}
