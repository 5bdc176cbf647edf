//! Keys that work everywhere in the window.

use jiff::civil::Date;
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, MemberId, ServiceId};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::dom::{document, takes_text};
use crate::router::{Place, Router};
use crate::undo::Undo;

/// What is known of a booking before its form opens. The form asks for the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BookingWish {
    /// For whom.
    pub(crate) client: Option<ClientId>,
    /// The name of somebody new, where nobody known is meant.
    pub(crate) newcomer: Option<String>,
    /// What for.
    pub(crate) services: Vec<ServiceId>,
    /// On which agenda.
    pub(crate) agenda: Option<AgendaId>,
    /// With whom.
    pub(crate) member: Option<MemberId>,
    /// On which day.
    pub(crate) date: Option<Date>,
    /// The start, in minutes since midnight; without it the next free time of the day, or after it, is proposed.
    pub(crate) minute: Option<u16>,
    /// Where no start is known, the minute of the day before which none is meant.
    pub(crate) not_before: Option<u16>,
    /// The length in minutes, if it is not that of the services.
    pub(crate) length: Option<u16>,
}

/// What the agenda is asked to do, from anywhere in the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AgendaRequest {
    /// Open the booking form with what is known.
    Book(BookingWish),
    /// Show a day.
    Show(Date),
    /// Show an appointment on its day.
    Open(AppointmentId, Date),
    /// Go to the next free times.
    NextFree,
}

/// What the keys and the palette ask for. Who handles a request takes it back.
#[derive(Clone, Copy)]
pub(crate) struct Shortcuts {
    /// What the agenda is asked to do; Ctrl+N or N asks it to book.
    pub(crate) agenda: RwSignal<Option<AgendaRequest>>,
    /// Somebody new is to be entered, under this name: the list of clients opens its form.
    pub(crate) new_client: RwSignal<Option<String>>,
    /// Ctrl+K: search.
    pub(crate) search: RwSignal<bool>,
    /// `?`: the list of keys.
    pub(crate) help: RwSignal<bool>,
}

/// The keys of this window.
pub(crate) fn use_shortcuts() -> Shortcuts {
    expect_context()
}

impl Shortcuts {
    /// Listens as long as the caller lives.
    pub(crate) fn new(router: Router, undo: Undo) -> Self {
        let keys = Self {
            agenda: RwSignal::new(None),
            new_client: RwSignal::new(None),
            search: RwSignal::new(false),
            help: RwSignal::new(false),
        };
        let listening =
            window_event_listener(leptos::ev::keydown, move |event| keys.pressed(&event, router, undo));
        on_cleanup(move || listening.remove());
        keys
    }

    /// Goes to the agenda and asks it for something.
    pub(crate) fn ask_agenda(self, router: Router, request: AgendaRequest) {
        router.go(Place::Agenda);
        self.agenda.set(Some(request));
    }

    /// Goes to the agenda and asks it to book.
    pub(crate) fn book(self, router: Router) {
        self.ask_agenda(router, AgendaRequest::Book(BookingWish::default()));
    }

    /// Goes to the agenda and asks it to book for a client.
    pub(crate) fn book_for(self, router: Router, client: ClientId) {
        let wish = BookingWish { client: Some(client), ..BookingWish::default() };
        self.ask_agenda(router, AgendaRequest::Book(wish));
    }

    /// Goes to the clients and asks to enter somebody new under this name.
    pub(crate) fn enter_client(self, router: Router, name: String) {
        router.go(Place::Clients);
        self.new_client.set(Some(name));
    }

    /// Goes to the agenda and asks it to open an appointment on its date.
    pub(crate) fn open_appointment(self, router: Router, id: AppointmentId, date: Date) {
        self.ask_agenda(router, AgendaRequest::Open(id, date));
    }

    fn pressed(self, event: &KeyboardEvent, router: Router, undo: Undo) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let writing = target.as_ref().is_some_and(takes_text);
        let command = event.ctrl_key() || event.meta_key();
        // A dialog has the floor while it is open.
        let dialog = matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
        if event.default_prevented() || event.is_composing() || event.alt_key() || dialog {
            return;
        }
        match (command, event.key().to_ascii_lowercase().as_str()) {
            (true, "n") => self.book(router),
            (true, "k") => self.search.set(true),
            (true, "z") if !event.shift_key() && !writing => undo.take_back_last(),
            (false, "n") if !writing => self.book(router),
            (false, "?") if !writing => self.help.set(true),
            _ => return,
        }
        event.prevent_default();
    }
}
