//! What every part of the agenda uses: what was read, what is shown, and the steps between.

use leadsmart_contract::agendas::{AgendaView, CalendarView, GetCalendar, ListAgendas, SlotView};
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::ids::{AgendaId, AppointmentId, MemberId};
use leadsmart_contract::members::{ListMembers, MemberView};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::services::{ListServices, ServiceView};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::List;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::away::Affected;
use super::columns::{Column, Source};
use super::geometry::Span;
use super::menu::CardMenu;
use super::narrow::Sieve;
use super::panel::Step;
use super::spot::{Proposal, Spot};
use super::state::{Cursor, Mode, Panel, State, Who};
use super::{day, week};
use crate::backend::call;
use crate::clock;
use crate::dom;
use crate::language::format::minutes_of;
use crate::load::{Loaded, load};
use crate::session::Company;
use crate::shortcuts::BookingWish;
use crate::undo::{Undo, use_undo};
use crate::unsent::{FormName, NEW, waits};

/// What changes a free time.
pub(super) const RULES: &[Topic] =
    &[Topic::Appointments, Topic::Agendas, Topic::Absences, Topic::Holidays, Topic::Services];

/// The time that is being chosen, as the calendar draws it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ghost {
    /// Whose column it belongs to.
    pub(super) agenda: String,
    /// The professionals; none for any.
    pub(super) members: Vec<MemberId>,
    /// The date.
    pub(super) date: jiff::civil::Date,
    /// From when until when.
    pub(super) span: Span,
}

/// The agenda page.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The company.
    pub(super) company: Company,
    /// What is shown.
    pub(super) state: State,
    /// The time that is being chosen.
    pub(super) spot: Spot,
    /// The page of the calendar.
    pub(super) calendar: Loaded<CalendarView>,
    /// The agendas in use, with their rules.
    pub(super) agendas: Loaded<Vec<AgendaView>>,
    /// The services that can be booked.
    pub(super) services: Loaded<Vec<ServiceView>>,
    /// The professionals.
    pub(super) members: Loaded<Vec<MemberView>>,
    /// The columns in sight.
    pub(super) columns: Memo<Vec<Column>>,
    /// What is looked for by service and status; what does not fit stands back.
    pub(super) sieve: Memo<Sieve>,
    /// The time that is being chosen, if one is.
    pub(super) ghost: Memo<Option<Ghost>>,
    /// What is known of the booking that begins; its form takes it.
    pub(super) wish: RwSignal<Option<BookingWish>>,
    /// Whom the absence affects that was entered last.
    pub(super) affected: RwSignal<Option<Affected>>,
    /// The appointment that was called off and whose time is offered.
    pub(super) freed: RwSignal<Option<AppointmentCard>>,
    /// The menu of a card.
    pub(super) menu: CardMenu,
    /// A step that the panel of an appointment is to take, because it asks for something or was refused.
    pub(super) asked: RwSignal<Option<(AppointmentId, Step)>>,
    /// What can be taken back.
    pub(super) undo: Undo,
}

/// The agenda page around the caller.
pub(super) fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// Reads what the page needs.
    pub(super) fn open(company: Company) -> Self {
        let state = State::remembered(company);
        let spot = Spot::new();
        let company_id = company.id;
        // Another date of the same week is no other page.
        let period = Memo::new(move |_| state.read_period());
        let calendar = load(
            &[
                Topic::Appointments,
                Topic::Agendas,
                Topic::Absences,
                Topic::Holidays,
                Topic::Services,
                Topic::Clients,
            ],
            move || {
                let (from, to) = period.get();
                let with_cancelled = state.cancelled.get();
                call(GetCalendar { company_id, from, to, agenda_ids: List::default(), with_cancelled })
            },
        );
        let agendas = load(&[Topic::Agendas], move || call(ListAgendas { company_id, active: Some(true) }));
        let services =
            load(&[Topic::Services], move || call(ListServices { company_id, active: Some(true) }));
        let members = load(&[Topic::Members], move || {
            call(ListMembers { company_id, active: Some(true), professional: Some(true) })
        });
        let columns = shown(state, calendar, members);
        let sieve = Memo::new(move |_| {
            services.value.with(|services| {
                state.narrow.with(|narrow| narrow.sieve(services.as_deref().unwrap_or_default()))
            })
        });
        let freed = RwSignal::new(None);
        let ghost = Memo::new(move |_| match state.panel.get() {
            Panel::Booking | Panel::Moving(_) => ghost(spot, services, agendas),
            Panel::Freed => freed.with(|card| card.as_ref().map(ghost_of)),
            _ => None,
        });
        let (wish, affected, undo) = (RwSignal::new(None), RwSignal::new(None), use_undo());
        let (menu, asked) = (CardMenu::new(), RwSignal::new(None));
        Self {
            company,
            state,
            spot,
            calendar,
            agendas,
            services,
            members,
            columns,
            sieve,
            ghost,
            wish,
            affected,
            freed,
            menu,
            asked,
            undo,
        }
    }

    /// Whether the person may change appointments. Tracked.
    pub(super) fn can_change(self) -> bool {
        self.company.can(Permission::AppointmentsManage)
    }

    /// Whether the person may change appointments of an agenda. Tracked.
    pub(super) fn may_change_on(self, agenda: AgendaId) -> bool {
        let closed = self.agendas.value.with(|list| {
            list.as_ref()
                .and_then(|list| list.iter().find(|known| known.id == agenda).map(|known| !known.manageable))
        });
        self.can_change() && !closed.unwrap_or(false)
    }

    /// Whether the person may book: that also needs clients to book for, and an agenda. Tracked.
    pub(super) fn can_book(self) -> bool {
        let anywhere = |agendas: &Option<Vec<AgendaView>>| {
            agendas.as_ref().is_none_or(|agendas| agendas.iter().any(|agenda| agenda.manageable))
        };
        self.can_change() && self.company.can(Permission::ClientsView) && self.agendas.value.with(anywhere)
    }

    /// Whether the person may book against rules. Tracked.
    pub(super) fn can_override(self) -> bool {
        self.company.can(Permission::AppointmentsOverride)
    }

    /// A free time of a column was chosen: it is booked, or what is being moved goes there.
    pub(super) fn choose(self, column: &Column, minute: u16) {
        let Some(agenda) = column.agenda_at(minute) else { return };
        let member = match column.who {
            Who::Member(id) => Some(id),
            Who::Agenda(_) | Who::Everybody => None,
        };
        let panel = self.state.panel.get_untracked();
        if !matches!(panel, Panel::Booking | Panel::Moving(_)) {
            if !untrack(|| self.can_book()) {
                return;
            }
            self.spot.clear(false);
        }
        self.state.cursor.set(Some(Cursor { column: column.key.clone(), minute, card: None }));
        self.spot.point(agenda, member, column.date, minute);
        if !matches!(panel, Panel::Booking | Panel::Moving(_)) {
            self.state.panel.set(Panel::Booking);
        }
    }

    /// A free time of a column was chosen with its end.
    pub(super) fn choose_span(self, column: &Column, span: Span) {
        self.choose(column, span.start);
        if matches!(self.state.panel.get_untracked(), Panel::Booking | Panel::Moving(_)) {
            self.spot.length.set(span.minutes().to_string());
        }
    }

    /// Opens the form that moves an appointment at the place to which it was dragged.
    pub(super) fn propose(self, proposal: Proposal) {
        let moving = Panel::Moving(proposal.id);
        if self.state.panel.get_untracked() == moving {
            self.spot.point_at(&proposal);
            return;
        }
        self.spot.propose(proposal);
        self.state.panel.set(moving);
    }

    /// Opens the form that books with what is known; where no start is, it proposes the next free time.
    pub(super) fn begin_booking(self, wish: BookingWish) {
        if !untrack(|| self.can_book()) {
            return;
        }
        // A form that is half filled in is not thrown away for an empty one.
        if self.state.panel.get_untracked() == Panel::Booking && wish == BookingWish::default() {
            focus_on(".booking [role=combobox], .booking input");
            return;
        }
        self.spot.begin(&wish);
        if let Some(date) = wish.date {
            self.state.go_to(date);
        }
        self.wish.set(Some(wish));
        self.state.panel.set(Panel::Booking);
    }

    /// Opens the form that books, if one was being filled in when the page went.
    pub(super) fn take_up_booking(self) {
        if waits(FormName::Booking, NEW) && untrack(|| self.can_book()) {
            self.spot.clear(false);
            self.state.panel.set(Panel::Booking);
        }
    }

    /// Books at a free time that was offered.
    pub(super) fn book_slot(
        self,
        slot: &SlotView,
        services: Vec<leadsmart_contract::ids::ServiceId>,
        length: String,
    ) {
        self.spot.clear(false);
        self.spot.take(slot);
        self.spot.services.set(services);
        self.spot.length.set(length);
        self.state.go_to(slot.start.local.date());
        self.state.panel.set(Panel::Booking);
    }

    /// Opens an appointment in the panel, which takes a step with it.
    pub(super) fn ask(self, id: AppointmentId, step: Step) {
        self.select(id);
        self.asked.set(Some((id, step)));
    }

    /// Opens an appointment in the panel.
    pub(super) fn select(self, id: AppointmentId) {
        self.asked.set(None);
        self.state.panel.set(Panel::Appointment(id));
    }

    /// Closes the panel, or goes a step back in it; the focus returns to the calendar.
    pub(super) fn step_back(self) {
        self.state.panel.update(|panel| {
            *panel = match *panel {
                Panel::Moving(id) => Panel::Appointment(id),
                _ => Panel::Closed,
            }
        });
        focus_calendar();
    }

    /// Shows a card as it is now, without waiting for the calendar to be read again.
    pub(super) fn put_card(self, card: &AppointmentCard) {
        let hidden = card.status.is_void() && !self.state.cancelled.try_get_untracked().unwrap_or_default();
        self.calendar.assume(|view| {
            view.appointments.retain(|known| known.id != card.id);
            if !hidden && view.agendas.iter().any(|agenda| agenda.id == card.agenda_id) {
                view.appointments.push(card.clone());
            }
        });
    }

    /// The card of an appointment, if it is in sight.
    pub(super) fn card(self, id: AppointmentId) -> Option<AppointmentCard> {
        self.calendar
            .value
            .with(|view| view.as_ref()?.appointments.iter().find(|card| card.id == id).cloned())
    }

    /// Goes to an appointment: its date, its card, the panel.
    pub(super) fn reveal(self, card: &AppointmentCard) {
        self.state.go_to(card.start.local.date());
        self.stand_on(card);
        self.state.panel.set(Panel::Appointment(card.id));
        focus_calendar();
    }

    /// Has the keyboard stand on a card, if it is in sight.
    pub(super) fn stand_on(self, card: &AppointmentCard) {
        let start = card.start.local;
        let holds = |column: &&Column| {
            column.date == start.date()
                && match column.who {
                    Who::Agenda(id) => id == card.agenda_id,
                    Who::Member(id) => card.member_ids.contains(&id),
                    Who::Everybody => true,
                }
        };
        let key = self
            .columns
            .with_untracked(|columns| columns.iter().find(holds).map(|column| column.key.clone()));
        if let Some(column) = key {
            let minute = minutes_of(start.time());
            self.state.cursor.set(Some(Cursor { column, minute, card: Some(card.id) }));
        }
    }

    /// The name of an agenda. Tracked.
    pub(super) fn agenda_name(self, id: AgendaId) -> String {
        let listed = self.agendas.value.with(|list| {
            list.as_ref()?.iter().find(|agenda| agenda.id == id).map(|agenda| agenda.name.to_string())
        });
        listed.unwrap_or_default()
    }

    /// The name of a professional. Tracked.
    pub(super) fn member_name(self, id: MemberId) -> Option<String> {
        self.members.value.with(|list| {
            list.as_ref()?.iter().find(|member| member.id == id).map(|member| member.name.to_string())
        })
    }

    /// Who attends at a free time: the professional, or the agenda where nobody in particular does. Tracked.
    pub(super) fn who_of(self, slot: &SlotView) -> String {
        let name = slot.member_ids.first().and_then(|id| self.member_name(*id));
        name.unwrap_or_else(|| self.agenda_name(slot.agenda_id))
    }
}

/// Moves the focus to where the keyboard stands in the calendar, once it is drawn.
pub(super) fn focus_calendar() {
    focus_on(".board [data-cursor='true'], .month-day[tabindex='0'], .list-line.selected, .list-line");
}

/// Moves the focus to the first element that a selector finds, once it is drawn.
pub(super) fn focus_on(selector: &'static str) {
    request_animation_frame(move || {
        let found = dom::document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            dom::focus(&element);
            // What is typed replaces what stands there.
            if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                input.select();
            }
        }
    });
}

/// How long the page before stays while the next one is read, in milliseconds: mostly it is there sooner, and to draw an empty
/// page in between would only make her wait for it.
const PATIENCE: i32 = 150;

/// The columns, those of the page before as long as it stays.
fn shown(
    state: State,
    calendar: Loaded<CalendarView>,
    members: Loaded<Vec<MemberView>>,
) -> Memo<Vec<Column>> {
    let late = RwSignal::new(false);
    Effect::new(move |_| {
        late.set(false);
        if calendar.loading.get() {
            spawn_local(async move {
                clock::wait(PATIENCE).await;
                if calendar.loading.try_get_untracked() == Some(true) {
                    late.set(true);
                }
            });
        }
    });
    Memo::new(move |before: Option<&Vec<Column>>| {
        let now = columns(state, calendar, members);
        let waits = !late.get() && calendar.failure.with(Option::is_none);
        match before {
            Some(before) if waits && stays(before, &now) => before.clone(),
            _ => now,
        }
    })
}

/// Whether a page can stand in for the next one: that is not known yet, and has the same columns.
fn stays(before: &[Column], now: &[Column]) -> bool {
    let known = |columns: &[Column]| columns.iter().any(|column| column.known);
    let keys = |columns: &[Column]| columns.iter().map(|column| column.key.clone()).collect::<Vec<_>>();
    known(before) && !known(now) && keys(before) == keys(now)
}

fn columns(state: State, calendar: Loaded<CalendarView>, members: Loaded<Vec<MemberView>>) -> Vec<Column> {
    let (calendar, members, hidden) = (calendar.value.read(), members.value.read(), state.hidden.read());
    let Some(view) = calendar.as_ref() else { return Vec::new() };
    let source = Source {
        view,
        members: members.as_deref().unwrap_or_default(),
        hidden: &hidden,
        reading: |moment, zone| clock::there(moment.at, zone),
    };
    let (from, to) = state.read_period();
    match state.mode.get() {
        Mode::Week => week::columns(source, from, to, state.week_of.get()),
        Mode::Day | Mode::Month | Mode::List => day::columns(source, from, state.grouping.get()),
    }
}

fn ghost(spot: Spot, services: Loaded<Vec<ServiceView>>, agendas: Loaded<Vec<AgendaView>>) -> Option<Ghost> {
    let (date, start) = (spot.date.get()?, spot.minute.get()?);
    let (services, agendas) = (services.value.read(), agendas.value.read());
    let length =
        spot.minutes(services.as_deref().unwrap_or_default(), agendas.as_deref().unwrap_or_default());
    let span = Span::new(start, start.saturating_add(length));
    Some(Ghost { agenda: spot.agenda.get(), members: spot.members.get(), date, span })
}

/// The time of an appointment that was called off.
fn ghost_of(card: &AppointmentCard) -> Ghost {
    let date = card.start.local.date();
    let span = Span::on(date, card.start.local, card.end.local);
    Ghost {
        agenda: card.agenda_id.to_string(),
        members: card.member_ids.clone(),
        date,
        span: span.unwrap_or(Span::new(0, 0)),
    }
}
