//! Where the person is. The place stands in the address, so that going back and reloading work.

use leadsmart_contract::ids::{AgendaId, ClientId, ConflictId, ThreadId};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

use crate::dom::window;

/// A place in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The day that runs.
    Today,
    /// The agenda, on the day it showed last.
    Agenda,
    /// The list of clients.
    Clients,
    /// Clients who may be entered twice.
    Duplicates,
    /// One client.
    Client(ClientId),
    /// How the company stands with its other computers.
    Sync,
    /// What two computers did that does not fit together.
    Conflict(ConflictId),
    /// The conversations.
    Chats,
    /// One conversation.
    Chat(ThreadId),
    /// The numbers over which the company writes.
    Connections,
    /// A part of the settings.
    Settings(Section),
    /// The person's own account.
    Profile,
}

/// A part of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// The company.
    Company,
    /// Agendas: the list.
    Agendas,
    /// One agenda.
    Agenda(AgendaId),
    /// Services.
    Services,
    /// Members and invitations.
    Members,
    /// Roles.
    Roles,
    /// Absences of professionals.
    Absences,
    /// Holidays.
    Holidays,
    /// This computer.
    Computer,
}

impl Place {
    /// Its address.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Today => "/today".into(),
            Self::Agenda => "/agenda".into(),
            Self::Clients => "/clients".into(),
            Self::Duplicates => "/clients/duplicates".into(),
            Self::Client(id) => format!("/clients/{id}"),
            Self::Sync => "/sync".into(),
            Self::Conflict(id) => format!("/sync/conflicts/{id}"),
            Self::Chats => "/chats".into(),
            Self::Chat(id) => format!("/chats/{id}"),
            Self::Connections => "/connections".into(),
            Self::Settings(section) => section.path(),
            Self::Profile => "/profile".into(),
        }
    }

    /// The place of an address; the agenda if there is none.
    pub(crate) fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["today"] => Self::Today,
            ["clients"] => Self::Clients,
            ["clients", "duplicates"] => Self::Duplicates,
            ["clients", id] => id.parse().map_or(Self::Clients, Self::Client),
            ["sync", "conflicts", id] => id.parse().map_or(Self::Sync, Self::Conflict),
            ["sync", ..] => Self::Sync,
            ["chats"] => Self::Chats,
            ["chats", id] => id.parse().map_or(Self::Chats, Self::Chat),
            ["connections"] => Self::Connections,
            ["settings", rest @ ..] => Self::Settings(Section::parse(rest)),
            ["profile"] => Self::Profile,
            _ => Self::Agenda,
        }
    }
}

impl Section {
    fn path(self) -> String {
        match self {
            Self::Company => "/settings/company".into(),
            Self::Agendas => "/settings/agendas".into(),
            Self::Agenda(id) => format!("/settings/agendas/{id}"),
            Self::Services => "/settings/services".into(),
            Self::Members => "/settings/members".into(),
            Self::Roles => "/settings/roles".into(),
            Self::Absences => "/settings/absences".into(),
            Self::Holidays => "/settings/holidays".into(),
            Self::Computer => "/settings/computer".into(),
        }
    }

    fn parse(parts: &[&str]) -> Self {
        match parts {
            ["agendas"] => Self::Agendas,
            ["agendas", id] => id.parse().map_or(Self::Agendas, Self::Agenda),
            ["services"] => Self::Services,
            ["members"] => Self::Members,
            ["roles"] => Self::Roles,
            ["absences"] => Self::Absences,
            ["holidays"] => Self::Holidays,
            ["computer"] => Self::Computer,
            _ => Self::Company,
        }
    }
}

/// The place of the window.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    place: RwSignal<Place>,
}

/// The router of this window.
pub(crate) fn use_router() -> Router {
    expect_context()
}

impl Router {
    /// Starts at the address of the window and follows its back and forward.
    pub(crate) fn new() -> Self {
        let here = || Place::parse(&window().location().pathname().unwrap_or_default());
        let place = RwSignal::new(here());
        let moved = Closure::<dyn Fn()>::new(move || place.set(here()));
        window().set_onpopstate(Some(moved.as_ref().unchecked_ref()));
        moved.forget();
        Self { place }
    }

    /// Where the person is. Tracked.
    pub(crate) fn place(self) -> Place {
        self.place.get()
    }

    /// Goes to a place.
    pub(crate) fn go(self, place: Place) {
        if self.place.get_untracked() == place {
            return;
        }
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&place.path()));
        }
        self.place.set(place);
    }

    /// Puts another place where the person is, such as when what stood there is found elsewhere now. Going back does not lead
    /// here again.
    pub(crate) fn replace(self, place: Place) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&place.path()));
        }
        self.place.set(place);
    }
}

/// A link to a place. It is a link in every respect, so that it can be opened by mouse, keyboard and screen reader.
#[component]
pub(crate) fn Link(
    /// Where it leads.
    to: Place,
    /// Classes of the element.
    #[prop(optional, into)]
    class: &'static str,
    /// What it says, where its content does not.
    #[prop(optional, into)]
    label: Option<leptos::text_prop::TextProp>,
    /// Whether it stands for the place where the person is; by default, if the places are equal.
    #[prop(optional, into)]
    current: Option<Signal<bool>>,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let router = use_router();
    let is_current = move || current.map_or_else(|| router.place() == to, |current| current.get());
    let follow = move |event: leptos::ev::MouseEvent| {
        // Modifiers ask the browser for a tab or window of its own.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            router.go(to);
        }
    };
    let said = label.clone();
    view! {
        <a
            href=to.path()
            class=class
            aria-label=move || said.as_ref().map(|label| label.get())
            title=move || label.as_ref().map(|label| label.get())
            aria-current=move || is_current().then_some("page")
            on:click=follow
        >
            {children()}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_again_by_its_address() {
        let id = "0190b6a8-7c3e-7b1a-8f00-000000000001";
        let places = [
            Place::Today,
            Place::Agenda,
            Place::Clients,
            Place::Duplicates,
            Place::Client(id.parse().expect("an id")),
            Place::Chats,
            Place::Chat(id.parse().expect("an id")),
            Place::Connections,
            Place::Profile,
            Place::Sync,
            Place::Conflict(id.parse().expect("an id")),
            Place::Settings(Section::Company),
            Place::Settings(Section::Agendas),
            Place::Settings(Section::Agenda(id.parse().expect("an id"))),
            Place::Settings(Section::Services),
            Place::Settings(Section::Members),
            Place::Settings(Section::Roles),
            Place::Settings(Section::Absences),
            Place::Settings(Section::Holidays),
            Place::Settings(Section::Computer),
        ];
        for place in places {
            assert_eq!(Place::parse(&place.path()), place, "{} leads to its place", place.path());
        }
        assert_eq!(Place::parse("/index.html"), Place::Agenda);
    }
}
