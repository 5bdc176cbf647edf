//! Beside the calendar, on the right: an appointment with its actions, the form that books, the form that moves.

mod actions;
mod details;
mod history;
mod idle;
mod notes;
mod others;
mod steps;
mod team;

use leadsmart_contract::appointments::{AppointmentView, GetAppointment};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

pub(super) use self::actions::steps_of;
pub(super) use self::details::when;
pub(super) use self::steps::{Step, step_of_key};
use super::desk::use_desk;
use super::state::Panel;
use super::{away, booking, card, freed, move_form, texts};
use crate::backend::call;
use crate::components::{Button, EmptyState, ErrorNote, Glyph, Kind, Skeleton};
use crate::language::{format, language, t};
use crate::load::{Loaded, load};
use crate::router::{Link, Place};
use crate::threads::OpenChat;

/// What the panel does now.
#[component]
pub(super) fn PanelView() -> impl IntoView {
    let desk = use_desk();
    let panel = Memo::new(move |_| desk.state.panel.get());
    move || match panel.get() {
        Panel::Closed => view! { <idle::Idle /> }.into_any(),
        Panel::Appointment(id) => view! { <Shown id /> }.into_any(),
        Panel::Booking => view! { <booking::BookingForm /> }.into_any(),
        Panel::Moving(id) => view! { <move_form::MoveForm id /> }.into_any(),
        Panel::Affected => view! { <away::AffectedPanel /> }.into_any(),
        Panel::Freed => view! { <freed::FreedPanel /> }.into_any(),
    }
}

/// The panel with its title and the button that closes it.
#[component]
pub(super) fn Frame(
    /// What it is about.
    #[prop(into)]
    label: leptos::text_prop::TextProp,
    /// Its title.
    #[prop(into)]
    title: leptos::text_prop::TextProp,
    /// Classes beside `agenda-panel`.
    #[prop(default = "")]
    class: &'static str,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let desk = use_desk();
    view! {
        <aside class=format!("agenda-panel {class}") aria-label=move || label.get()>
            <header>
                <h2>{move || title.get()}</h2>
                <Button
                    label=t(texts::close)
                    icon=Glyph::Cross
                    icon_only=true
                    kind=Kind::Ghost
                    on_press=move |_| desk.step_back()
                />
            </header>
            {children()}
        </aside>
    }
}

/// Reads an appointment, and again when one changes.
pub(super) fn load_appointment(id: AppointmentId) -> Loaded<AppointmentView> {
    let company_id = use_desk().company.id;
    load(&[Topic::Appointments, Topic::Clients], move || {
        call(GetAppointment { company_id, appointment_id: id })
    })
}

#[component]
fn Shown(id: AppointmentId) -> impl IntoView {
    let desk = use_desk();
    let loaded = load_appointment(id);
    // What the calendar knows stands there before the rest has come.
    let name = move || {
        let known = loaded.value.with(|view| view.as_ref().map(|view| card::name(language(), &view.card)));
        known.or_else(|| desk.card(id).map(|card| card::name(language(), &card))).unwrap_or_default()
    };
    let label = move || texts::appointment_of(language(), &name());
    let gone = move || {
        loaded.failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.code == Code::NotFound))
    };
    let failure = move || {
        let failure = loaded.failure.get().filter(|failure| failure.code != Code::NotFound)?;
        Some(view! { <ErrorNote failure on_retry=move |()| loaded.reload() /> })
    };
    let current = RwSignal::new(None::<AppointmentView>);
    Effect::new(move |_| {
        if let Some(view) = loaded.value.get() {
            current.set(Some(view));
        }
    });
    let arrived = Memo::new(move |_| current.with(Option::is_some));
    let body = move || {
        let first = arrived.get().then(|| current.get_untracked()).flatten()?;
        let view = Memo::new(move |_| current.get().unwrap_or_else(|| first.clone()));
        Some(view! { <Body view loaded /> })
    };
    view! {
        <Frame label title=name>
            <Show when=gone><EmptyState title=t(texts::gone) icon=Glyph::Calendar /></Show>
            {failure}
            <Show when=move || !arrived.get() && loaded.failure.with(Option::is_none)><Skeleton lines=8 /></Show>
            <div class="panel-body" hidden=gone>{body}</div>
        </Frame>
    }
}

#[component]
fn Body(view: Memo<AppointmentView>, loaded: Loaded<AppointmentView>) -> impl IntoView {
    let desk = use_desk();
    let phone = move || view.with(|view| view.client_phone.as_ref().map(format::phone));
    let profile = move || {
        let client = view.with(|view| view.card.client_id)?;
        desk.company.can(Permission::ClientsView).then(|| {
            view! { <Link to=Place::Client(client) class="profile-link">{t(texts::profile)}</Link> }
        })
    };
    let client = Signal::derive(move || view.with(|view| view.card.client_id));
    view! {
        <p class="contact"><span>{phone}</span>{profile}<OpenChat client /></p>
        <actions::Actions view loaded />
        <details::Details view />
        <team::Team view loaded />
        <others::Others view />
        <notes::Notes view loaded />
        <history::History view />
    }
}
