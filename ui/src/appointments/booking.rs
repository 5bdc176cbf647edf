//! The form that books, beside the calendar: client, service, time. Three letters and three times Enter are enough.

mod client;
mod people;
mod place;
mod repeat;
mod services;
mod submit;

use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::appointments::{CreateAppointment, NextFree};
use leadsmart_contract::clients::ClientSummary;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{AppointmentId, ClientId};
use leadsmart_contract::values::List;
use leptos::prelude::*;

pub(super) use self::place::PlaceFields;
use self::repeat::Repetition;
use super::desk::{Desk, RULES, use_desk};
use super::panel::Frame;
use super::side::agendas_in_sight;
use super::state::Panel;
use super::texts;
use super::verdict::{SlotChips, Verdict, VerdictNote};
use crate::backend::call;
use crate::components::{Choice, Field, Form, FormFailure, Problems, Segmented, Submit, TextArea};
use crate::dom;
use crate::language::{language, t};
use crate::load::{Loaded, load};
use crate::unsent::{FormName, NEW, Unsent, UnsentNote, keep};

/// How many free times are offered.
const MOST: u16 = 5;

/// What is filled in.
#[derive(Clone, Copy)]
struct Booking {
    desk: Desk,
    problems: Problems,
    verdict: Verdict,
    /// Whether and how it repeats.
    repetition: Repetition,
    /// What is typed into the field of the client.
    text: RwSignal<String>,
    /// Who was chosen.
    client: RwSignal<Option<ClientSummary>>,
    /// Whether somebody new is entered here.
    creating: RwSignal<bool>,
    name: RwSignal<String>,
    phone: RwSignal<String>,
    /// Whether somebody else has the phone, and that is meant.
    duplicate: RwSignal<bool>,
    allow_duplicate: RwSignal<bool>,
    /// Whether the services are those of last time.
    repeated: RwSignal<bool>,
    notes: RwSignal<String>,
    /// `pending` or `confirmed`.
    status: RwSignal<String>,
    /// Whether clients, or what one had last time, are being looked up.
    looking: RwSignal<u32>,
    /// Whether to book as soon as nothing is being looked up any more.
    queued: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// The next free times, where the form was opened without a time.
    free: Loaded<Vec<SlotView>>,
    /// What is typed outlives a crash.
    unsent: Unsent,
    /// The id for somebody new, and the last booking that was sent with its id: repeating it books once.
    client_id: StoredValue<ClientId>,
    sent: StoredValue<Option<CreateAppointment>>,
}

impl Booking {
    fn open(desk: Desk) -> Self {
        let text = || RwSignal::new(String::new());
        let (client, creating) = (RwSignal::new(None::<ClientSummary>), RwSignal::new(false));
        let (typed, name, phone, notes) = (text(), text(), text(), text());
        let status = RwSignal::new("pending".to_owned());
        let spot = desk.spot;
        let repetition = Repetition::open(desk);
        let unsent = repetition
            .kept_by(keep(FormName::Booking, NEW))
            .with("text", typed)
            .with("client", client)
            .with("name", name)
            .with("phone", phone)
            .with("notes", notes)
            .with("services", spot.services)
            .with("length", spot.length)
            .along("creating", creating)
            .along("status", status)
            .along("agenda", spot.agenda)
            .along("members", spot.members)
            .along("date", spot.date)
            .along("minute", spot.minute)
            .along("automatic", spot.automatic)
            .until(move || desk.state.panel.try_get_untracked().is_some_and(|panel| panel != Panel::Booking))
            .begin();
        if let Some(date) = spot.date.get_untracked().filter(|_| unsent.is_recovered()) {
            desk.state.go_to(date);
        }
        Self {
            desk,
            problems: Problems::new(),
            verdict: Verdict::follow(desk, None),
            repetition,
            text: typed,
            client,
            creating,
            name,
            phone,
            duplicate: RwSignal::new(false),
            allow_duplicate: RwSignal::new(false),
            repeated: RwSignal::new(false),
            notes,
            status,
            looking: RwSignal::new(0),
            queued: RwSignal::new(false),
            busy: RwSignal::new(false),
            free: next_free(desk),
            unsent,
            client_id: StoredValue::new(ClientId::new(dom::new_uuid())),
            sent: StoredValue::new(None),
        }
    }

    /// Whether something is on its way without which it would not be known what is booked. Tracked.
    fn waits(self) -> bool {
        self.looking.get() > 0
            || (self.desk.spot.automatic.get() && self.free.loading.get())
            || self.repetition.waits()
    }

    /// What the button says: how many are booked, where it repeats. Tracked.
    fn send_words(self) -> String {
        match self.repetition.count() {
            dates if self.repetition.is_on() && dates > 0 => texts::book_dates(language(), dates as u64),
            _ => texts::book(language()).to_owned(),
        }
    }

    /// A fresh id, unless the same booking was sent before.
    fn id_for(self, command: &CreateAppointment) -> Option<AppointmentId> {
        let same = self.sent.with_value(|sent| {
            sent.as_ref().filter(|sent| CreateAppointment { id: None, ..(*sent).clone() } == *command)?.id
        });
        Some(same.unwrap_or_else(|| AppointmentId::new(dom::new_uuid())))
    }
}

/// The next free times for the services, the earliest first; asked for only where the form was opened without a time.
fn next_free(desk: Desk) -> Loaded<Vec<SlotView>> {
    let spot = desk.spot;
    // Once asked for, they stay while one of them is chosen.
    let open =
        Memo::new(move |before: Option<&bool>| spot.automatic.get() || before.is_some_and(|open| *open));
    let company_id = desk.company.id;
    let free = load(RULES, move || {
        let sought = spot.sought.get();
        let now = untrack(|| desk.company.now());
        let wanted = open.get().then(|| NextFree {
            company_id,
            from: sought.from.filter(|from| *from > now),
            service_ids: List::parse(spot.services.get()).unwrap_or_default(),
            duration: spot.typed_length().ok().flatten(),
            agenda_ids: match sought.agenda {
                Some(agenda) => List::parse(vec![agenda]).unwrap_or_default(),
                None => agendas_in_sight(desk),
            },
            member_ids: List::parse(sought.member.into_iter().collect()).unwrap_or_default(),
            limit: Some(MOST),
        });
        async move {
            match wanted {
                Some(wanted) => call(wanted).await,
                None => Ok::<Vec<SlotView>, Failure>(Vec::new()),
            }
        }
    });
    Effect::new(move |_| {
        let first = free.value.with(|slots| slots.as_ref().and_then(|slots| slots.first().cloned()));
        if let Some(slot) = first.filter(|_| spot.automatic.get_untracked()) {
            spot.take(&slot);
            desk.state.go_to(slot.start.local.date());
        }
    });
    free
}

/// The form that books.
#[component]
pub(super) fn BookingForm() -> impl IntoView {
    let booking = Booking::open(use_desk());
    let submit = move |()| booking.submit(false);
    Effect::new(move |_| {
        if let Some(wish) = booking.desk.wish.get() {
            booking.desk.wish.set(None);
            let recovered = booking.unsent.is_recovered();
            client::begin(booking, wish);
            // Somebody else is meant than the one who was being booked before.
            if recovered {
                booking.unsent.forget();
            }
        }
    });
    Effect::new(move |_| {
        if booking.queued.get() && !booking.waits() {
            booking.queued.set(false);
            booking.submit(false);
        }
    });
    let slots = Signal::derive(move || booking.free.get().unwrap_or_default());
    let offered = move || slots.with(|slots| !slots.is_empty());
    let once = move || !booking.repetition.is_on();
    view! {
        <Frame label=t(texts::book) title=t(texts::book) class="booking">
            <Form on_submit=submit problems=booking.problems>
                <UnsentNote unsent=booking.unsent />
                <client::ClientField booking />
                <services::ServicesField booking />
                <Show when=offered>
                    <div class="suggestions">
                        <p class="section-title">{t(texts::next_free)}</p>
                        <SlotChips slots />
                    </div>
                </Show>
                <PlaceFields spot=booking.desk.spot problems=booking.problems />
                <Show when=once>
                    <VerdictNote
                        verdict=booking.verdict
                        anyway=t(texts::book_anyway)
                        busy=booking.busy
                        on_override=move |()| booking.submit(true)
                    />
                </Show>
                <repeat::RepeatField repetition=booking.repetition problems=booking.problems />
                <Rest booking />
                <FormFailure problems=booking.problems />
                <div class="actions form-end">
                    <Submit label=move || booking.send_words() busy=Signal::derive(move || booking.busy.get() || booking.queued.get()) />
                </div>
            </Form>
        </Frame>
    }
}

#[component]
fn Rest(booking: Booking) -> impl IntoView {
    let options = Signal::derive(|| {
        vec![
            Choice::new("pending", t(texts::status_pending)),
            Choice::new("confirmed", t(texts::status_confirmed)),
        ]
    });
    let status = booking.status;
    view! {
        <Segmented label=t(texts::status_label) value=status options on_change=move |value: String| status.set(value) />
        <Field label=t(texts::notes) name="notes" problems=booking.problems>
            <TextArea value=booking.notes rows=2 placeholder=t(texts::notes_hint) />
        </Field>
    }
}
