//! The client of a booking: found while one types, or entered here with name and phone.

use leadsmart_contract::appointments::{GetAppointment, ListAppointments, Status};
use leadsmart_contract::clients::{ClientSummary, GetClient};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{ClientId, CompanyId, ServiceId};
use leadsmart_contract::page::Page;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::List;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::focus_on;
use super::super::texts;
use super::Booking;
use crate::backend::call;
use crate::clients::TypedClients;
use crate::components::{Button, Checkbox, ComboOption, Combobox, ErrorNote, Field, Input, Kind, TextInput};
use crate::language::{language, t};
use crate::shortcuts::BookingWish;

/// The field of the client, or those of somebody new.
#[component]
pub(super) fn ClientField(booking: Booking) -> impl IntoView {
    move || {
        if booking.creating.get() {
            view! { <NewClient booking /> }.into_any()
        } else {
            view! { <KnownClient booking /> }.into_any()
        }
    }
}

/// What is typed, and what was found for it.
#[derive(Clone, Copy)]
struct Search {
    booking: Booking,
    clients: TypedClients,
    /// Whether Enter came before the answer: then the first that will be found is meant.
    hasty: RwSignal<bool>,
}

impl Search {
    fn choose(self, id: &str) {
        if let Some(client) = self.clients.by_id(id) {
            chosen(self.booking, client);
        }
    }

    fn create(self, name: String) {
        if untrack(|| self.clients.waits()) {
            self.hasty.set(true);
        } else if untrack(|| may_create(self.booking)) {
            begin_new(self.booking, name);
        }
    }

    /// Does what Enter meant, once the answer has come.
    fn catch_up(self) {
        if !self.hasty.get() || self.clients.waits() {
            return;
        }
        self.hasty.set(false);
        match self.clients.first() {
            Some(client) => {
                self.booking.text.set(client.name.to_string());
                chosen(self.booking, client);
            }
            None => self.create(untrack(|| self.clients.typed())),
        }
    }

    /// Whoever types on after choosing means somebody else.
    fn forget_if_changed(self) {
        let typed = self.clients.typed();
        let of_another = |client: &Option<ClientSummary>| {
            client.as_ref().is_some_and(|client| client.name.as_str() != typed)
        };
        if self.booking.client.with_untracked(of_another) {
            self.booking.client.set(None);
        }
    }
}

#[component]
fn KnownClient(booking: Booking) -> impl IntoView {
    let clients = TypedClients::new(booking.desk.company.id, booking.text);
    let search = Search { booking, clients, hasty: RwSignal::new(false) };
    Effect::new(move |_| search.forget_if_changed());
    Effect::new(move |_| search.catch_up());
    view! {
        <Field label=t(texts::client) name="client_id" problems=booking.problems required=true>
            <Combobox
                text=booking.text
                options=Signal::derive(move || clients.options())
                loading=Signal::derive(move || clients.waits())
                on_choose=move |option: ComboOption| search.choose(&option.id)
                on_create=Callback::new(move |name| search.create(name))
                create_label=move || texts::new_client(language(), &clients.typed())
                placeholder=t(texts::client_hint)
                autofocus=true
            />
        </Field>
        {move || clients.failure().map(|failure| view! { <ErrorNote failure /> })}
    }
}

#[component]
fn NewClient(booking: Booking) -> impl IntoView {
    let back = move |_| {
        booking.creating.set(false);
        booking.problems.clear();
    };
    let duplicate = move || booking.duplicate.get();
    view! {
        <fieldset class="new-client">
            <legend class="strong">{t(texts::new_client_title)}</legend>
            <Field label=t(texts::name) name="name" problems=booking.problems required=true>
                <TextInput value=booking.name />
            </Field>
            <Field label=t(texts::phone) name="phones" problems=booking.problems>
                <TextInput value=booking.phone kind=Input::Phone autofocus=true />
            </Field>
            <Show when=duplicate>
                <Checkbox
                    checked=booking.allow_duplicate
                    on_change=move |on| booking.allow_duplicate.set(on)
                    label=t(texts::allow_duplicate)
                />
            </Show>
            <Button label=t(texts::choose_known) kind=Kind::Ghost on_press=back />
        </fieldset>
    }
}

fn may_create(booking: Booking) -> bool {
    booking.desk.company.can(Permission::ClientsManage)
}

/// A client was chosen: the services of last time are proposed, and the focus goes on.
fn chosen(booking: Booking, client: ClientSummary) {
    let id = client.id;
    booking.client.set(Some(client));
    booking.problems.note_text("client_id", None);
    focus_on(".booking [data-field='service_ids'] input, .booking [data-field='duration'] input");
    let untouched =
        booking.repeated.get_untracked() || booking.desk.spot.services.with_untracked(Vec::is_empty);
    if !untouched || !untrack(|| booking.desk.company.can(Permission::AppointmentsView)) {
        return;
    }
    booking.looking.update(|count| *count += 1);
    spawn_local(async move {
        let services = last_services(booking.desk.company.id, id).await.unwrap_or_default();
        let still =
            booking.client.try_with_untracked(|client| client.as_ref().is_some_and(|client| client.id == id));
        if still == Some(true) {
            propose(booking, services);
        }
        let _ = booking.looking.try_update(|count| *count = count.saturating_sub(1));
    });
}

/// Puts the services that can still be booked into the form.
fn propose(booking: Booking, services: Vec<ServiceId>) {
    let known = booking.desk.services.value.with_untracked(|list| {
        let offered = |id: &ServiceId| list.iter().flatten().any(|service| service.id == *id);
        services.into_iter().filter(offered).collect::<Vec<_>>()
    });
    if booking.repeated.get_untracked() || !known.is_empty() {
        booking.repeated.set(!known.is_empty());
        booking.desk.spot.services.set(known);
    }
}

/// What the client came for last.
async fn last_services(company_id: CompanyId, client: ClientId) -> Result<Vec<ServiceId>, Failure> {
    let came = Status::ALL.into_iter().filter(|status| !status.is_void()).collect();
    let list = ListAppointments {
        company_id,
        from: None,
        to: None,
        agenda_id: None,
        client_id: Some(client),
        member_id: None,
        statuses: List::parse(came).unwrap_or_default(),
        descending: true,
        cursor: None,
        limit: Some(1),
    };
    let Page { items, .. } = call(list).await?;
    let Some(last) = items.first() else { return Ok(Vec::new()) };
    let view = call(GetAppointment { company_id, appointment_id: last.id }).await?;
    Ok(view.services.into_iter().map(|service| service.id).collect())
}

/// Begins with whom a booking is known to be for: nobody, a client, or somebody new.
pub(super) fn begin(booking: Booking, wish: BookingWish) {
    // What stands there already is for somebody else. A fresh form is left as it is, so that nothing is looked up twice.
    let begun = booking.creating.get_untracked() || booking.text.with_untracked(|text| !text.is_empty());
    if begun || booking.unsent.is_recovered() {
        booking.problems.clear();
        booking.creating.set(false);
        booking.client.set(None);
        booking.text.set(String::new());
        booking.notes.set(String::new());
        booking.repetition.clear();
    }
    booking.repeated.set(false);
    if let Some(name) = wish.newcomer {
        if untrack(|| may_create(booking)) {
            begin_new(booking, name);
        } else {
            booking.text.set(name);
        }
        return;
    }
    let Some(id) = wish.client else { return };
    let complete = wish.date.is_some() && wish.minute.is_some();
    let company_id = booking.desk.company.id;
    booking.looking.update(|count| *count += 1);
    spawn_local(async move {
        match call(GetClient { company_id, client_id: id }).await {
            Ok(view) if booking.busy.try_get_untracked().is_some() => {
                let phone = view.phones.into_iter().next();
                booking.text.set(view.name.to_string());
                chosen(booking, ClientSummary { id, name: view.name, phone, tags: view.tags });
                if complete {
                    // Nothing is missing: Enter books what is shown.
                    focus_on(".booking [type=submit]");
                }
            }
            Ok(_) => {}
            Err(failure) => {
                // The form may have been closed meanwhile.
                if booking.busy.try_get_untracked().is_some() {
                    booking.problems.refuse(failure.at("client_id"));
                }
            }
        }
        let _ = booking.looking.try_update(|count| *count = count.saturating_sub(1));
    });
}

fn begin_new(booking: Booking, text: String) {
    // A phone that nobody has is typed into the same field.
    let phone = text.chars().filter(char::is_ascii_digit).count() >= 8;
    if phone {
        booking.phone.set(text);
        booking.name.set(String::new());
    } else {
        booking.name.set(capitalized(&text));
    }
    booking.client.set(None);
    booking.problems.clear();
    booking.creating.set(true);
}

/// A name that was typed in small letters for searching, as a name is written: `maria da silva` is `Maria da Silva`.
fn capitalized(text: &str) -> String {
    if text.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if !matches!(word, "de" | "da" | "do" | "das" | "dos" | "e" | "del" | "y") => {
                first.to_uppercase().chain(letters).collect()
            }
            _ => word.to_owned(),
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_typed_for_searching_is_entered_as_names_are_written() {
        assert_eq!(capitalized("maria da silva"), "Maria da Silva");
        assert_eq!(capitalized("ângela  e rui"), "Ângela  e Rui");
        assert_eq!(capitalized("McDonald ana"), "McDonald ana", "who chose the letters knows better");
    }
}
