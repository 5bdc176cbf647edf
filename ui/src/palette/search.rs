//! What is typed into the palette, what was read for it, and what Enter does.

use std::time::Duration;

use leadsmart_contract::agendas::{AgendaView, ListAgendas, SlotView};
use leadsmart_contract::appointments::NextFree;
use leadsmart_contract::clients::{ClientView, GetClient, ListClients};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{ClientId, CompanyId};
use leadsmart_contract::members::{ListMembers, MemberView};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::services::{ListServices, ServiceView};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{List, Minutes, SearchText};
use leptos::prelude::*;

use super::entries::{APPOINTMENTS, Does, Entry, Group, Source};
use super::guess::{Known, Seat, Service};
use super::plan::{Ask, Hits, Plan, asks};
use super::recent::Recent;
use crate::backend::{self, call};
use crate::components::{Toasts, use_toasts};
use crate::language::format::folded;
use crate::language::language;
use crate::load::{Loaded, load};
use crate::router::{Router, use_router};
use crate::session::{Company, Session, use_company, use_session};
use crate::shortcuts::{Shortcuts, use_shortcuts};

/// How long to wait for the next key before asking: a fast hand types several letters in the time of one answer.
const PAUSE: Duration = Duration::from_millis(15);

/// How many clients are asked for.
const MOST: u16 = 8;

/// The questions about times that were asked, and who is free at those that could be answered.
type Free = (Vec<Ask>, Vec<(Ask, Option<SlotView>)>);

/// The palette while it is open.
#[derive(Clone, Copy)]
pub(super) struct Search {
    company: Company,
    router: Router,
    shortcuts: Shortcuts,
    session: Session,
    toasts: Toasts,
    /// What is typed.
    pub(super) text: RwSignal<String>,
    /// The list.
    pub(super) groups: Memo<Vec<Group>>,
    /// The key of the entry that was moved to; the first one is meant while there is none.
    active: RwSignal<Option<String>>,
    /// Why clients could not be looked up.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// Whether the answers to the text have come.
    settled: Memo<bool>,
    asks: Memo<Vec<Ask>>,
    free: Loaded<Free>,
    /// Enter came before the answer: whether it was to book.
    hasty: RwSignal<Option<bool>>,
}

impl Search {
    /// Begins with nothing typed.
    pub(super) fn open(recent: Recent) -> Self {
        let company = use_company();
        let text = RwSignal::new(String::new());
        let known = known(company);
        let sees_clients = Memo::new(move |_| company.can(Permission::ClientsView));
        let plan = Memo::new(move |_| {
            let may_book = sees_clients.get()
                && company.can(Permission::AppointmentsManage)
                && company.can(Permission::AgendasView);
            let plan = text.with(|text| known.with(|known| Plan::of(text, company.now(), known, may_book)));
            if sees_clients.get() { plan } else { Plan { queries: Vec::new(), ..plan } }
        });
        let found = found(company.id, plan);
        let settled = Memo::new(move |_| {
            let came = |query: &String| {
                found.value.with(|hits| hits.iter().flatten().any(|(asked, _)| asked == query))
            };
            found.failure.with(Option::is_some) || plan.with(|plan| plan.queries.iter().all(came))
        });
        let hits = Memo::new(move |_| found.value.get().unwrap_or_default());
        let read = read(company.id, recent, plan, hits, settled);
        let asks = Memo::new(move |before: Option<&Vec<Ask>>| match before {
            Some(before) if !settled.get() => before.clone(),
            _ => plan.with(|plan| hits.with(|hits| asks(&plan.rows(hits)))),
        });
        let free = free(company.id, asks);
        let groups = Memo::new(move |_| {
            let (plan, hits, read, free) = (plan.read(), hits.read(), read.value.read(), free.value.read());
            let source = Source {
                plan: &plan,
                hits: &hits,
                settled: settled.get(),
                read: read.as_deref().unwrap_or_default(),
                free: free.as_ref().map(|(_, free)| free.as_slice()).unwrap_or_default(),
                known: &known.read(),
                now: company.now(),
                language: language(),
                in_window: backend::in_window(),
                may: &|permission| company.can(permission),
            };
            source.groups()
        });
        let search = Self {
            company,
            router: use_router(),
            shortcuts: use_shortcuts(),
            session: use_session(),
            toasts: use_toasts(),
            text,
            groups,
            active: RwSignal::new(None),
            failure: found.failure,
            settled,
            asks,
            free,
            hasty: RwSignal::new(None),
        };
        search.catch_up();
        search
    }

    /// What is typed now.
    pub(super) fn typed(self, text: String) {
        self.text.set(text);
        self.active.set(None);
        self.hasty.set(None);
    }

    /// The place of the entry that Enter takes. Tracked.
    pub(super) fn active(self) -> usize {
        self.active.with(|active| {
            let key = active.as_deref();
            self.groups.with(|groups| {
                let mut keys = groups.iter().flat_map(|group| &group.entries).map(|entry| entry.key.as_str());
                key.and_then(|key| keys.position(|other| other == key)).unwrap_or_default()
            })
        })
    }

    /// How many entries there are. Tracked.
    pub(super) fn length(self) -> usize {
        self.groups.with(|groups| groups.iter().map(|group| group.entries.len()).sum())
    }

    /// Whether answers are on their way without which the first entry may not be the right one. Tracked.
    pub(super) fn waits(self) -> bool {
        let asked = || {
            self.asks.with(|asks| {
                self.free.value.with(|free| free.as_ref().is_some_and(|(asked, _)| asked == asks))
            })
        };
        !self.settled.get()
            || !(self.asks.with(Vec::is_empty) || asked() || self.free.failure.with(Option::is_some))
    }

    /// Whether nothing answers the text. Tracked.
    pub(super) fn nothing(self) -> bool {
        self.length() == 0 && self.settled.get()
    }

    /// Moves to another entry, around both ends.
    pub(super) fn step(self, step: isize) {
        let (length, now) = untrack(|| (self.length(), self.active()));
        if length > 0 {
            self.point((now as isize + step).rem_euclid(length as isize) as usize);
        }
    }

    /// Moves to the entry at a place.
    pub(super) fn point(self, place: usize) {
        if let Some(entry) = self.entry(place) {
            self.active.set(Some(entry.key));
        }
    }

    fn entry(self, place: usize) -> Option<Entry> {
        self.groups
            .with_untracked(|groups| groups.iter().flat_map(|group| &group.entries).nth(place).cloned())
    }

    /// Takes the entry that is moved to; with `book` it books for its client. The first entry is taken once it is known.
    pub(super) fn enter(self, book: bool) {
        if untrack(|| self.waits()) && self.active.with_untracked(Option::is_none) {
            self.hasty.set(Some(book));
        } else {
            self.take(untrack(|| self.active()), book);
        }
    }

    /// Does what Enter meant, once the answers have come.
    fn catch_up(self) {
        Effect::new(move |_| {
            let Some(book) = self.hasty.get() else { return };
            if !self.waits() {
                self.hasty.set(None);
                self.take(untrack(|| self.active()), book);
            }
        });
    }

    /// Takes the entry at a place.
    pub(super) fn take(self, place: usize, book: bool) {
        let Some(entry) = self.entry(place) else { return };
        self.shortcuts.search.set(false);
        let may = untrack(|| self.company.can(Permission::AppointmentsManage));
        match entry.client.filter(|_| book && may) {
            Some(client) => self.shortcuts.book_for(self.router, client),
            None => self.run(entry.does),
        }
    }

    /// Closes without doing anything.
    pub(super) fn close(self) {
        self.shortcuts.search.set(false);
    }

    fn run(self, does: Does) {
        let Self { shortcuts, router, session, toasts, .. } = self;
        match does {
            Does::Go(place) => router.go(place),
            Does::Ask(request) => shortcuts.ask_agenda(router, request),
            Does::Speak(chosen) => session.choose_language(chosen, toasts),
            Does::SwitchCompany => session.open_companies(),
            Does::LogOut => session.log_out(),
            Does::NewClient(name) => after_closing(move || shortcuts.enter_client(router, name)),
            Does::Help => after_closing(move || shortcuts.help.set(true)),
        }
    }
}

/// What opens a dialog of its own waits until the focus is back where the palette found it, so that it returns there too.
fn after_closing(open: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(open));
}

/// What the company offers, by name.
fn known(company: Company) -> Memo<Known> {
    let company_id = company.id;
    let may = Memo::new(move |_| company.can(Permission::AgendasView));
    let services = load(&[Topic::Services], move || {
        let may = may.get();
        async move {
            if !may {
                return Ok(Vec::new());
            }
            call(ListServices { company_id, active: Some(true) }).await
        }
    });
    let agendas = load(&[Topic::Agendas], move || {
        let may = may.get();
        async move {
            if !may {
                return Ok(Vec::new());
            }
            call(ListAgendas { company_id, active: Some(true) }).await
        }
    });
    let members = load(&[Topic::Members], move || {
        call(ListMembers { company_id, active: Some(true), professional: Some(true) })
    });
    Memo::new(move |_| {
        let (services, agendas, members) =
            (services.value.read(), agendas.value.read(), members.value.read());
        Known {
            services: services.iter().flatten().map(service).collect(),
            seats: seats(agendas.as_deref().unwrap_or_default(), members.as_deref().unwrap_or_default()),
        }
    })
}

fn service(view: &ServiceView) -> Service {
    Service { id: view.id, name: view.name.to_string(), agendas: view.agenda_ids.clone() }
}

/// The agendas on which the person may book, each followed by its professionals who are not called as the agenda is.
fn seats(agendas: &[AgendaView], members: &[MemberView]) -> Vec<Seat> {
    let mut seats = Vec::new();
    for agenda in agendas.iter().filter(|agenda| agenda.manageable) {
        seats.push(Seat { agenda: agenda.id, member: None, name: agenda.name.to_string() });
        let attend = members.iter().filter(|member| agenda.member_ids.contains(&member.id));
        let others = attend.filter(|member| folded(member.name.as_str()) != folded(agenda.name.as_str()));
        seats.extend(others.map(|member| Seat {
            agenda: agenda.id,
            member: Some(member.id),
            name: member.name.to_string(),
        }));
    }
    seats
}

/// Looks up clients a moment after the last key. Answers that are overtaken are dropped.
fn found(company_id: CompanyId, plan: Memo<Plan>) -> Loaded<Hits> {
    let asked = RwSignal::new(Vec::<String>::new());
    let typed = StoredValue::new(0_u32);
    let queries = Memo::new(move |_| plan.with(|plan| plan.queries.clone()));
    Effect::new(move |_| {
        let now = queries.get();
        let number = typed.get_value().wrapping_add(1);
        typed.set_value(number);
        let ask = move || {
            if typed.try_get_value() == Some(number) {
                asked.set(now);
            }
        };
        set_timeout(ask, PAUSE);
    });
    load(&[Topic::Clients], move || {
        let queries = asked.get();
        async move {
            let mut hits = Vec::new();
            for query in queries {
                let text: String = query.chars().take(100).collect();
                let search = SearchText::parse(&text).ok();
                let list = ListClients { company_id, search, tag: None, cursor: None, limit: Some(MOST) };
                hits.push((query, call(list).await?.items));
            }
            Ok(hits)
        }
    })
}

/// Reads whole the clients opened last, or the first of those found, with what comes next for them.
fn read(
    company_id: CompanyId,
    recent: Recent,
    plan: Memo<Plan>,
    hits: Memo<Hits>,
    settled: Memo<bool>,
) -> Loaded<Vec<ClientView>> {
    let ids = Memo::new(move |before: Option<&Vec<ClientId>>| {
        if plan.with(|plan| plan.text.is_empty()) {
            return recent.ids();
        }
        match before {
            Some(before) if !settled.get() => before.clone(),
            _ => {
                let found = plan.with(|plan| hits.with(|hits| plan.clients(hits)));
                found.into_iter().take(APPOINTMENTS).map(|client| client.id).collect()
            }
        }
    });
    load(&[Topic::Clients, Topic::Appointments], move || {
        let ids = ids.get();
        async move {
            let mut clients = Vec::new();
            for client_id in ids {
                // Who was deleted meanwhile is no failure of the palette.
                clients.extend(call(GetClient { company_id, client_id }).await);
            }
            Ok(clients)
        }
    })
}

/// Asks who is free at the times that the lines name.
fn free(company_id: CompanyId, asks: Memo<Vec<Ask>>) -> Loaded<Free> {
    load(&[Topic::Appointments, Topic::Agendas], move || {
        let asks = asks.get();
        async move {
            let mut answers = Vec::new();
            for ask in &asks {
                let slots = call(NextFree {
                    company_id,
                    from: Some(ask.start),
                    service_ids: List::parse(ask.services.clone()).unwrap_or_default(),
                    duration: ask.length.and_then(|length| Minutes::parse(length.into()).ok()),
                    agenda_ids: List::parse(ask.agenda.into_iter().collect()).unwrap_or_default(),
                    member_ids: List::parse(ask.member.into_iter().collect()).unwrap_or_default(),
                    limit: Some(1),
                });
                // What cannot be answered here the form will say.
                if let Ok(slots) = slots.await {
                    let slot = slots.into_iter().find(|slot| slot.start.local == ask.start);
                    answers.push((ask.clone(), slot));
                }
            }
            Ok((asks, answers))
        }
    })
}
