//! The services of a booking: those that are chosen, and a field that adds one.

use leadsmart_contract::ids::ServiceId;
use leadsmart_contract::services::ServiceView;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::desk::focus_on;
use super::super::texts;
use super::Booking;
use crate::components::{ComboOption, Combobox, Field, Glyph, Icon, tint};
use crate::language::{format, language, t};

/// The services; not there where the company has none.
#[component]
pub(super) fn ServicesField(booking: Booking) -> impl IntoView {
    let desk = booking.desk;
    let chosen = desk.spot.services;
    let text = RwSignal::new(String::new());
    let any = move || desk.services.value.with(|list| list.as_ref().is_some_and(|list| !list.is_empty()));
    let options = Signal::derive(move || {
        let agenda = desk.spot.agenda_id();
        let fits = |service: &&ServiceView| {
            let offered = agenda
                .is_none_or(|agenda| service.agenda_ids.is_empty() || service.agenda_ids.contains(&agenda));
            offered
                && !chosen.with(|chosen| chosen.contains(&service.id))
                && text.with(|text| matches(service.name.as_str(), text))
        };
        desk.services.value.with(|list| list.iter().flatten().filter(fits).map(option).collect::<Vec<_>>())
    });
    let add = move |option: ComboOption| {
        text.set(String::new());
        if let Ok(id) = option.id.parse::<ServiceId>() {
            booking.repeated.set(false);
            chosen.update(|chosen| chosen.push(id));
        }
    };
    // The list handles Enter while it is open; what arrives here means that there is nothing to add.
    let done = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            focus_on(".booking [type=submit]");
        }
    };
    view! {
        <Show when=any>
            <div on:keydown=done>
                <Field label=t(texts::services) name="service_ids" problems=booking.problems>
                    <Chosen booking />
                    <Combobox text options on_choose=add placeholder=t(texts::add_service) />
                </Field>
            </div>
        </Show>
    }
}

#[component]
fn Chosen(booking: Booking) -> impl IntoView {
    let desk = booking.desk;
    let chosen = desk.spot.services;
    let chip = move |id: ServiceId| {
        let service = desk
            .services
            .value
            .with(|list| list.iter().flatten().find(|service| service.id == id).cloned())?;
        let name = service.name.to_string();
        let label = move || texts::remove_service(language(), &name);
        let remove = move |_| {
            booking.repeated.set(false);
            chosen.update(|chosen| chosen.retain(|other| *other != id));
            focus_on(".booking [data-field='service_ids'] input");
        };
        Some(view! {
            <li class=format!("service-chip {}", tint(service.color))>
                <i class="dot" aria-hidden="true"></i>
                <span class="ellipsis">{service.name.to_string()}</span>
                <small>{format::duration(service.duration)}</small>
                <button type="button" aria-label=label on:click=remove><Icon glyph=Glyph::Cross size=12 /></button>
            </li>
        })
    };
    view! {
        <ul class="service-chips" hidden=move || chosen.with(Vec::is_empty)>
            {move || chosen.get().into_iter().filter_map(chip).collect_view()}
        </ul>
        <p class="hint" hidden=move || !booking.repeated.get()>{t(texts::as_last_time)}</p>
    }
}

fn option(service: &ServiceView) -> ComboOption {
    ComboOption {
        id: service.id.to_string(),
        label: service.name.to_string(),
        detail: Some(format::duration(service.duration)),
    }
}

/// Whether a name has a word that begins as the text does, without regard to case and accents.
fn matches(name: &str, text: &str) -> bool {
    let (name, text) = (format::folded(name), format::folded(text.trim()));
    text.is_empty() || name.starts_with(&text) || name.contains(&format!(" {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_found_by_the_beginning_of_a_word_without_accents() {
        assert!(matches("Avaliação inicial", "avaliacao"));
        assert!(matches("Avaliação inicial", "Ini"));
        assert!(matches("Corte", "  "));
        assert!(!matches("Corte", "orte"));
    }
}
