//! An appointment was called off: its time, and who could come then rather than later.

mod takers;

use jiff::ToSpan;
use leadsmart_contract::appointments::{AppointmentCard, ListAppointments, Status, UpdateDate};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{List, Minutes, Start};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::{Desk, focus_calendar, focus_on, use_desk};
use super::panel::{Frame, load_appointment};
use super::series::Scope;
use super::spot::Proposal;
use super::state::Panel;
use super::{card, texts};
use crate::backend::call;
use crate::components::{Button, EmptyState, ErrorNote, Glyph, Kind};
use crate::dom;
use crate::language::{format, language, t};
use crate::load::load;
use crate::shortcuts::BookingWish;

impl Desk {
    /// Calls an appointment off at once, and offers its time. It can be taken back.
    pub(super) async fn cancel_and_offer(self, card: AppointmentCard) -> Result<(), Failure> {
        self.set_status(card.clone(), Status::Cancelled, None, false).await?;
        // The page may be gone.
        if self.freed.try_set(Some(card)).is_none() {
            self.state.panel.set(Panel::Freed);
        }
        Ok(())
    }
}

/// Those who could take the time, as far as the person may move them.
async fn look(company_id: CompanyId, freed: AppointmentCard) -> Result<Vec<AppointmentCard>, Failure> {
    let mut found = call(later(company_id, &freed, Some(freed.agenda_id), None)).await?.items;
    for member in freed.member_ids.iter().copied() {
        found.extend(call(later(company_id, &freed, None, Some(member))).await?.items);
    }
    Ok(takers::takers(&freed, found))
}

/// What is booked after a time, on an agenda or with a professional.
fn later(
    company_id: CompanyId,
    freed: &AppointmentCard,
    agenda_id: Option<AgendaId>,
    member_id: Option<MemberId>,
) -> ListAppointments {
    ListAppointments {
        company_id,
        from: Some(freed.end.at),
        to: freed.start.at.checked_add((takers::DAYS * 24).hours()).ok(),
        agenda_id,
        client_id: None,
        member_id,
        statuses: List::parse(vec![Status::Pending, Status::Confirmed]).unwrap_or_default(),
        descending: false,
        cursor: None,
        limit: Some(500),
    }
}

/// The freed time, and what can be done with it.
#[component]
pub(super) fn FreedPanel() -> impl IntoView {
    let desk = use_desk();
    move || {
        let freed = desk.freed.get()?;
        Some(view! { <Offer freed /> })
    }
}

#[component]
fn Offer(freed: AppointmentCard) -> impl IntoView {
    let desk = use_desk();
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    follow_undo(desk, &freed);
    let own = freed.clone();
    let company_id = desk.company.id;
    let found = load(&[Topic::Appointments, Topic::Clients], move || look(company_id, own.clone()));
    let list = Memo::new(move |_| {
        let mut list = found.get().unwrap_or_default();
        list.retain(|card| desk.may_change_on(card.agenda_id));
        list
    });
    let known = Memo::new(move |_| found.value.with(Option::is_some));
    Effect::new(move |_| {
        if known.get() {
            focus_on(".freed-panel .taker button, .freed-panel .book-here button");
        }
    });
    let count = move || match (known.get(), list.with(Vec::len)) {
        (false, _) => texts::freed_looking(language()).to_owned(),
        (true, 0) => texts::no_takers(language()).to_owned(),
        (true, count) => texts::takers(language(), count as u64),
    };
    let nobody = move || known.get() && list.with(Vec::is_empty);
    let freed = StoredValue::new(freed);
    let when = move || freed.with_value(|freed| described(desk, freed));
    let book = move |_| desk.begin_booking(freed.with_value(wish));
    let take = Callback::new(move |card: AppointmentCard| {
        if !busy.get_untracked() {
            busy.set(true);
            failure.set(None);
            desk.hand_over(freed.get_value(), card, busy, failure);
        }
    });
    let cards = move || list.get();
    view! {
        <Frame label=t(texts::freed) title=t(texts::freed) class="freed-panel">
            <p class="strong">{when}</p>
            <p class:unseen=nobody role="status">{count}</p>
            {move || found.failure.get().map(|failure| view! { <ErrorNote failure on_retry=move |()| found.reload() /> })}
            {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
            <Takers cards=Signal::derive(cards) busy take />
            <Show when=nobody>
                <EmptyState title=t(texts::no_takers) text=t(texts::no_takers_text) icon=Glyph::Calendar />
            </Show>
            <Show when=move || desk.can_book()>
                <div class="actions book-here">
                    <Button label=t(texts::book_here) icon=Glyph::Plus on_press=book />
                </div>
            </Show>
        </Frame>
    }
}

/// Where calling off is taken back, its time is free no more: then the appointment is shown again.
fn follow_undo(desk: Desk, freed: &AppointmentCard) {
    let id = freed.id;
    let now = load_appointment(id);
    Effect::new(move |_| {
        let back =
            now.value.with(|view| view.as_ref().is_some_and(|view| view.card.status != Status::Cancelled));
        if back && desk.state.panel.get_untracked() == Panel::Freed {
            desk.select(id);
            focus_calendar();
        }
    });
}

#[component]
fn Takers(
    #[prop(into)] cards: Signal<Vec<AppointmentCard>>,
    busy: RwSignal<bool>,
    take: Callback<AppointmentCard>,
) -> impl IntoView {
    let node = NodeRef::<html::Ul>::new();
    let pressed = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        let Some(list) = node.get_untracked() else { return };
        event.prevent_default();
        event.stop_propagation();
        dom::move_focus(&dom::find_all(&list, "button"), step);
    };
    view! {
        <ul class="takers" node_ref=node hidden=move || cards.with(Vec::is_empty) on:keydown=pressed>
            <For each=move || cards.get() key=|card| (card.id, card.revision) let:card>
                <Taker card busy take />
            </For>
        </ul>
    }
}

/// Who could come: the name, the phone, when it is now, and the button that moves it.
#[component]
fn Taker(card: AppointmentCard, busy: RwSignal<bool>, take: Callback<AppointmentCard>) -> impl IntoView {
    let desk = use_desk();
    let loaded = load_appointment(card.id);
    let phone = move || loaded.value.with(|view| view.as_ref()?.client_phone.as_ref().map(format::phone));
    let card = StoredValue::new(card);
    let name = move || card.with_value(|card| card::name(language(), card));
    let when = move || card.with_value(|card| when(desk, card));
    let what = move || card.with_value(what);
    let label = move || texts::take_here_of(language(), &name(), &when());
    view! {
        <li class="taker">
            <strong>{name}</strong>
            <span class="phone">{phone}</span>
            <span class="muted">{move || texts::now_at(language(), &when())}" "{what}</span>
            <Button label=t(texts::take_here) kind=Kind::Primary spoken=label busy on_press=move |_| take.run(card.get_value()) />
        </li>
    }
}

/// `amanhã, 14:00–14:30 · Ana Prado`.
fn described(desk: Desk, card: &AppointmentCard) -> String {
    let (start, end) = (card.start.local, card.end.local);
    let date = format::relative_date(language(), start.date(), desk.company.today());
    let time = format!("{}–{}", format::time(start.time()), format::time(end.time()));
    let names: Vec<String> = card.member_ids.iter().filter_map(|id| desk.member_name(*id)).collect();
    let who = if names.is_empty() { desk.agenda_name(card.agenda_id) } else { names.join(", ") };
    let when = texts::at_time(language(), &date, &time);
    if who.is_empty() { when } else { format!("{when} · {who}") }
}

/// `qui, 26 nov, 10:00`.
fn when(desk: Desk, card: &AppointmentCard) -> String {
    let start = card.start.local;
    let date = format::relative_date(language(), start.date(), desk.company.today());
    texts::at_time(language(), &date, &format::time(start.time()))
}

/// `Consulta · 30 min`.
fn what(card: &AppointmentCard) -> String {
    let minutes = (card.end.at.as_second() - card.start.at.as_second()) / 60;
    let length = Minutes::parse(minutes).map(format::duration).unwrap_or_default();
    if card.services.is_empty() { length } else { format!("{} · {length}", card.services) }
}

/// Somebody else, at the time that became free.
fn wish(freed: &AppointmentCard) -> BookingWish {
    let start = freed.start.local;
    BookingWish {
        agenda: Some(freed.agenda_id),
        member: freed.member_ids.first().copied(),
        date: Some(start.date()),
        minute: Some(format::minutes_of(start.time())),
        ..BookingWish::default()
    }
}

impl Desk {
    /// Moves an appointment to the time that became free. Where a rule speaks against it, the form that moves it tells which.
    fn hand_over(
        self,
        freed: AppointmentCard,
        card: AppointmentCard,
        busy: RwSignal<bool>,
        failure: RwSignal<Option<Failure>>,
    ) {
        let start = freed.start.local;
        let members = takers::attended_by(&freed, &card);
        let command = UpdateDate {
            company_id: self.company.id,
            appointment_id: card.id,
            revision: Some(card.revision),
            start: Start::Local(start),
            duration: None,
            agenda_id: (freed.agenda_id != card.agenda_id).then_some(freed.agenda_id),
            member_ids: members.as_ref().and_then(|members| List::parse(members.clone()).ok()),
            r#override: false,
        };
        let length = (card.end.at.as_second() - card.start.at.as_second()) / 60;
        let proposal = Proposal {
            id: card.id,
            agenda: freed.agenda_id,
            member: members.and_then(|members| members.first().copied()),
            date: start.date(),
            minute: format::minutes_of(start.time()),
            length: u16::try_from(length).unwrap_or(30),
            scope: Scope::This,
        };
        spawn_local(async move {
            let answer = self.move_to(command).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => self.reveal(&view.card),
                Err(refused) if refused.code == Code::RulesBroken => self.propose(proposal),
                Err(refused) => failure.set(Some(refused)),
            }
        });
    }
}
