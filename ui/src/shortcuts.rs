//! Keys that work everywhere in the window.

use jiff::civil::Date;
use leadsmart_contract::ids::{AppointmentId, ClientId};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::dom::{document, takes_text};
use crate::router::{Place, Router};
use crate::undo::Undo;

/// What the keys ask for. Who handles a request sets it back to false.
#[derive(Clone, Copy)]
pub(crate) struct Shortcuts {
    /// Ctrl+N or N: book. The agenda opens its booking form.
    pub(crate) quick_booking: RwSignal<bool>,
    /// For whom the booking form opens: it takes the client from here and sets it back to none.
    pub(crate) quick_booking_for: RwSignal<Option<ClientId>>,
    /// The appointment that the agenda is to open on its date; it sets it back to none.
    pub(crate) appointment: RwSignal<Option<(AppointmentId, Date)>>,
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
            quick_booking: RwSignal::new(false),
            quick_booking_for: RwSignal::new(None),
            appointment: RwSignal::new(None),
            search: RwSignal::new(false),
            help: RwSignal::new(false),
        };
        let listening =
            window_event_listener(leptos::ev::keydown, move |event| keys.pressed(&event, router, undo));
        on_cleanup(move || listening.remove());
        keys
    }

    /// Goes to the agenda and asks it to book.
    pub(crate) fn book(self, router: Router) {
        router.go(Place::Agenda);
        self.quick_booking.set(true);
    }

    /// Goes to the agenda and asks it to book for a client.
    pub(crate) fn book_for(self, router: Router, client: ClientId) {
        self.quick_booking_for.set(Some(client));
        self.book(router);
    }

    /// Goes to the agenda and asks it to open an appointment on its date.
    pub(crate) fn open_appointment(self, router: Router, id: AppointmentId, date: Date) {
        self.appointment.set(Some((id, date)));
        router.go(Place::Agenda);
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
