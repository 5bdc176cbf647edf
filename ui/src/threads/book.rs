//! Books for the client of the conversation: a free time and one button. What it lacks is asked by the form of the agenda.

use jiff::civil::DateTime;
use leadsmart_contract::agendas::{AgendaView, ListAgendas, SlotView};
use leadsmart_contract::appointments::{AppointmentView, CreateAppointment, NextFree, UndoChange};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::{AppointmentId, ClientId, ServiceId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::services::{ListServices, ServiceView};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{List, Start};
use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use super::texts;
use crate::backend::call;
use crate::components::{Button, Choice, ErrorNote, Kind, Select, Skeleton};
use crate::dom;
use crate::language::{format, language, language_now, t};
use crate::load::{Loaded, load};
use crate::send::{Action, ActionFailure};
use crate::shortcuts::{AgendaRequest, BookingWish, use_shortcuts};
use crate::undo::use_undo;

/// How many times are offered, and among how many of all agendas they are looked for.
const MOST: usize = 5;
const AMONG: u16 = 20;

/// What changes which times are free.
const RULES: &[Topic] =
    &[Topic::Appointments, Topic::Agendas, Topic::Services, Topic::Absences, Topic::Holidays, Topic::Members];

/// What can be booked and when. It is the same for everybody, so it is read once and not again for each conversation. It is
/// `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Offers {
    /// Whether the person may book.
    pub(super) books: Memo<bool>,
    service: RwSignal<String>,
    services: Loaded<Vec<ServiceView>>,
    agendas: Loaded<Vec<AgendaView>>,
    free: Loaded<Vec<SlotView>>,
}

impl Offers {
    /// Reads it, as long as the caller lives; nothing for who may not book.
    pub(super) fn read(desk: Desk) -> Self {
        let company = desk.company;
        let company_id = company.id;
        let service = RwSignal::new(String::new());
        let books = Memo::new(move |_| {
            company.can(Permission::AppointmentsManage) && company.can(Permission::AgendasView)
        });
        // What is free next changes with the clock too.
        let quarter = Memo::new(move |_| format::minutes_of(company.now().time()) / 15);
        Self {
            books,
            service,
            services: load(&[Topic::Services], move || {
                let books = books.get();
                async move {
                    if books {
                        call(ListServices { company_id, active: Some(true) }).await
                    } else {
                        Ok(Vec::new())
                    }
                }
            }),
            agendas: load(&[Topic::Agendas], move || {
                let books = books.get();
                async move {
                    if books {
                        call(ListAgendas { company_id, active: Some(true) }).await
                    } else {
                        Ok(Vec::new())
                    }
                }
            }),
            free: load(RULES, move || {
                quarter.track();
                let (books, service_ids) = (books.get(), of_service(&service.get()));
                async move {
                    if !books {
                        return Ok(Vec::new());
                    }
                    call(NextFree {
                        company_id,
                        from: None,
                        service_ids,
                        duration: None,
                        agenda_ids: List::default(),
                        member_ids: List::default(),
                        limit: Some(AMONG),
                    })
                    .await
                }
            }),
        }
    }
}

/// The service that was chosen; none for the usual.
fn of_service(chosen: &str) -> List<ServiceId, 10> {
    List::parse(chosen.parse().into_iter().collect()).unwrap_or_default()
}

/// The free times for a service, and the button that books one.
#[component]
pub(super) fn BookHere(
    /// For whom.
    client: ClientId,
    /// Her name.
    name: Signal<String>,
    /// What can be booked and when.
    offers: Offers,
) -> impl IntoView {
    let desk = use_desk();
    let (company, undo) = (desk.company, use_undo());
    let company_id = company.id;
    let Offers { service, services, agendas, free, .. } = offers;
    // What was chosen for somebody else was for somebody else.
    if service.with_untracked(|service| !service.is_empty()) {
        service.set(String::new());
    }
    let chosen = RwSignal::new(None::<SlotView>);
    let booking = Action::new();
    // The id is chosen before the first try: repeating it books once.
    let id = StoredValue::new(AppointmentId::new(dom::new_uuid()));
    Effect::new(move |_| {
        service.track();
        chosen.set(None);
        booking.failure.set(None);
    });
    let book = move |_| {
        let Some(slot) = chosen.get_untracked() else { return };
        let command = CreateAppointment {
            company_id,
            id: Some(id.get_value()),
            agenda_id: slot.agenda_id,
            client_id: client,
            start: Start::At(slot.start.at),
            duration: None,
            service_ids: of_service(&service.get_untracked()),
            member_ids: None,
            status: None,
            notes: None,
            r#override: false,
        };
        let told = texts::booked(
            language_now(),
            &name.get_untracked(),
            &untrack(|| when(slot.start.local, company.today())),
        );
        booking.send(command, move |view: AppointmentView| {
            id.set_value(AppointmentId::new(dom::new_uuid()));
            chosen.set(None);
            let appointment_id = view.card.id;
            if let Some(change_id) = view.last_change {
                undo.offer(told, move || async move {
                    call(UndoChange { company_id, appointment_id, change_id }).await.map(|_| ())
                });
            }
        });
    };
    // A time that was taken meanwhile is not offered again.
    Effect::new(move |_| {
        if booking
            .failure
            .with(|failure| failure.as_ref().is_some_and(|failure| failure.code == Code::RulesBroken))
        {
            chosen.set(None);
            free.reload();
        }
    });
    let options = Signal::derive(move || {
        let usual = Choice::new("", t(texts::usual));
        let entry = |service: &ServiceView| {
            let words = texts::service_and_length(
                language(),
                service.name.as_str(),
                &format::duration(service.duration),
            );
            Choice::new(service.id.to_string(), words)
        };
        let all = services.value.with(|services| services.iter().flatten().map(entry).collect::<Vec<_>>());
        std::iter::once(usual).chain(all).collect::<Vec<_>>()
    });
    let slots = move || {
        let slots = offered(free.value.get()?);
        let nothing = slots.is_empty().then(|| view! { <p class="muted small">{t(texts::none_free)}</p> });
        let chips = slots
            .into_iter()
            .map(|slot| view! { <Chip time=slot chosen agendas=agendas.value /> })
            .collect_view();
        Some(view! { {nothing} <div class="chat-slots">{chips}<Others client service /></div> })
    };
    let words = move || match chosen.get() {
        Some(slot) => texts::book_at(language(), &when(slot.start.local, company.today())),
        None => texts::book(language()).to_owned(),
    };
    let waiting = move || free.value.with(Option::is_none) && free.failure.with(Option::is_none);
    view! {
        <section>
            <h3 class="section-title">{t(texts::book_here)}</h3>
            <Select value=service options label=t(texts::what_for) />
            {move || free.failure.get().map(|failure| view! { <ErrorNote failure on_retry=move |()| free.reload() /> })}
            <Show when=waiting><Skeleton lines=2 /></Show>
            {slots}
            <ActionFailure action=booking />
            <Button
                label=words
                kind=Kind::Primary
                busy=booking.busy
                disabled=Signal::derive(move || chosen.with(Option::is_none))
                on_press=book
            />
        </section>
    }
}

/// A free time; pressing it chooses it.
#[component]
fn Chip(
    time: SlotView,
    chosen: RwSignal<Option<SlotView>>,
    agendas: RwSignal<Option<Vec<AgendaView>>>,
) -> impl IntoView {
    let desk = use_desk();
    let (start, agenda) = (time.start.local, time.agenda_id);
    let of = StoredValue::new(time);
    let on = move || {
        chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| of.with_value(|slot| slot == chosen)))
    };
    let label = move || when(start, desk.company.today());
    let spoken = move || {
        let name = agendas.with(|agendas| {
            agendas.iter().flatten().find(|known| known.id == agenda).map(|known| known.name.to_string())
        });
        match name {
            Some(name) => texts::slot_with(language(), &label(), &name),
            None => label(),
        }
    };
    view! {
        <button
            type="button"
            class="button"
            aria-pressed=move || if on() { "true" } else { "false" }
            aria-label=spoken
            title=spoken
            on:click=move |_| chosen.set((!untrack(on)).then(|| of.get_value()))
        >
            {label}
        </button>
    }
}

/// Goes on in the form of the agenda, with what is known.
#[component]
fn Others(client: ClientId, service: RwSignal<String>) -> impl IntoView {
    let (desk, shortcuts) = (use_desk(), use_shortcuts());
    let go = move |_| {
        let services = service.get_untracked().parse().into_iter().collect();
        let wish = BookingWish { client: Some(client), services, ..BookingWish::default() };
        shortcuts.ask_agenda(desk.router, AgendaRequest::Book(wish));
    };
    view! { <Button label=t(texts::others) spoken=t(texts::others_spoken) on_press=go /> }
}

/// Of the times that are free on several agendas one of each: which one it is says its tip.
fn offered(mut slots: Vec<SlotView>) -> Vec<SlotView> {
    slots.dedup_by_key(|slot| slot.start.at);
    slots.truncate(MOST);
    slots
}

/// `hoje 15:00`, `qui 10:20`.
fn when(start: DateTime, today: jiff::civil::Date) -> String {
    let time = format::time(start.time());
    let days = (start.date() - today).get_days();
    if (2..=6).contains(&days) {
        return format!("{} {time}", format::weekday_short(language(), start.date().weekday()));
    }
    format!("{} {time}", format::relative_date(language(), start.date(), today))
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::ids::AgendaId;
    use leadsmart_contract::values::Moment;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_time_that_is_free_on_several_agendas_is_offered_once() {
        let slot = |hour: i8, agenda: u128| {
            let local = jiff::civil::Date::constant(2026, 11, 24).at(hour, 0, 0, 0);
            let at = local.to_zoned(jiff::tz::TimeZone::UTC).expect("a time").timestamp();
            let start = Moment { at, local };
            let agenda_id = AgendaId::new(Uuid::from_u128(agenda));
            SlotView { agenda_id, start, end: start, seats_left: 1, member_ids: Vec::new() }
        };
        let all = vec![
            slot(9, 1),
            slot(9, 2),
            slot(10, 1),
            slot(11, 2),
            slot(11, 1),
            slot(12, 1),
            slot(13, 1),
            slot(14, 1),
        ];
        let hours: Vec<i8> = offered(all).iter().map(|slot| slot.start.local.hour()).collect();
        assert_eq!(hours, [9, 10, 11, 12, 13]);
    }
}
