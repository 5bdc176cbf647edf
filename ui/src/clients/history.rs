//! Every appointment of a client, the newest first.

use leadsmart_contract::agendas::ListAgendas;
use leadsmart_contract::appointments::{AppointmentCard, ListAppointments, Status};
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::members::ListMembers;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::List;
use leptos::prelude::*;

use super::paged::paged;
use super::texts;
use crate::backend::call;
use crate::components::{Badge, Button, ErrorNote, Kind, Skeleton, Tone};
use crate::language::{format, language, t};
use crate::load::{Loaded, load};
use crate::session::use_company;

/// The names of professionals and agendas, by their ids as text.
#[derive(Clone, Copy)]
struct Names {
    members: Loaded<Vec<leadsmart_contract::members::MemberView>>,
    agendas: Loaded<Vec<leadsmart_contract::agendas::AgendaView>>,
}

impl Names {
    /// With whom, or else on which agenda.
    fn of(self, card: &AppointmentCard) -> String {
        let members = self.members.value.with(|members| {
            let named = members.iter().flatten().filter(|member| card.member_ids.contains(&member.id));
            named.map(|member| member.name.to_string()).collect::<Vec<_>>().join(", ")
        });
        if !members.is_empty() {
            return members;
        }
        self.agendas.value.with(|agendas| {
            let agenda = agendas.iter().flatten().find(|agenda| agenda.id == card.agenda_id);
            agenda.map(|agenda| agenda.name.to_string()).unwrap_or_default()
        })
    }
}

/// All appointments of a client, a page at a time.
#[component]
pub(super) fn History(id: ClientId) -> impl IntoView {
    let company_id = use_company().id;
    let names = Names {
        members: load(&[Topic::Members], move || {
            call(ListMembers { company_id, active: None, professional: None })
        }),
        agendas: load(&[Topic::Agendas], move || call(ListAgendas { company_id, active: None })),
    };
    let list = paged(
        &[Topic::Appointments],
        || (),
        move |(), cursor, limit| {
            call(ListAppointments {
                company_id,
                from: None,
                to: None,
                agenda_id: None,
                client_id: Some(id),
                member_id: None,
                statuses: List::default(),
                descending: true,
                cursor,
                limit: Some(limit),
            })
        },
    );
    let failure = move || {
        let retry = Callback::new(move |()| list.reload());
        list.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
    };
    let empty = move || list.settled.get() && list.items.with(Vec::is_empty);
    view! {
        <section class="panel">
            <h3>{t(texts::history)}</h3>
            {failure}
            <Show when=move || !list.settled.get() && list.failure.with(Option::is_none)><Skeleton lines=5 /></Show>
            <p class="muted" hidden=move || !empty()>{t(texts::no_history)}</p>
            <ol class="visit-list">
                <For each=move || list.items.get() key=|card| (card.id, card.revision) let:card>
                    <Line card names />
                </For>
            </ol>
            <Show when=move || list.has_more()>
                <Button label=t(texts::more) kind=Kind::Ghost busy=list.loading on_press=move |_| list.more() />
            </Show>
        </section>
    }
}

#[component]
fn Line(card: AppointmentCard, names: Names) -> impl IntoView {
    let company = use_company();
    let (start, end, status) = (card.start.local, card.end.local, card.status);
    let services = card.services.clone();
    let who = move || names.of(&card);
    let date = move || format::relative_date(language(), start.date(), company.today());
    let hours = format!("{}–{}", format::time(start.time()), format::time(end.time()));
    let what =
        move || if services.is_empty() { texts::no_service(language()).to_owned() } else { services.clone() };
    view! {
        <li class:void=status.is_void()>
            <time datetime=start.to_string()><strong>{date}</strong><small>{hours}</small></time>
            <span><span class="ellipsis">{what}</span><small class="ellipsis">{who}</small></span>
            <Badge label=move || texts::status(language(), status) tone=tone(status) />
        </li>
    }
}

const fn tone(status: Status) -> Tone {
    match status {
        Status::Pending => Tone::Warn,
        Status::Confirmed => Tone::Ok,
        Status::Arrived | Status::InService => Tone::Accent,
        Status::Done | Status::Cancelled => Tone::Neutral,
        Status::NoShow => Tone::Bad,
    }
}
