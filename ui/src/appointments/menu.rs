//! The menu of a card: the steps that the panel has buttons for, by right mouse button, menu key, or a finger that rests.

use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::AppointmentId;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::desk::{Desk, use_desk};
use super::panel::{Step, step_of_key, steps_of};
use super::state::Panel;
use super::{card, texts};
use crate::components::{Anchor, MenuItem, MenuList, Toasts, use_toasts};
use crate::dom;
use crate::language::{language, t};

/// The mouse button that asks for a menu.
const RIGHT: i16 = 2;

/// Where the menu stands and what it is about. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct CardMenu {
    anchor: RwSignal<Option<Anchor>>,
    of: RwSignal<Option<AppointmentId>>,
    /// Whether the right button or a finger is down: the platform takes its release beside a menu for a wish to close it, so
    /// the menu waits until then.
    held: StoredValue<bool>,
    waiting: StoredValue<Option<AppointmentId>>,
}

impl CardMenu {
    /// It is closed.
    pub(super) fn new() -> Self {
        Self {
            anchor: RwSignal::new(None),
            of: RwSignal::new(None),
            held: StoredValue::new(false),
            waiting: StoredValue::new(None),
        }
    }

    /// The system's wish for a menu, by mouse or by key.
    pub(super) fn called(self, desk: Desk, event: &MouseEvent) {
        if event.default_prevented() {
            return;
        }
        let Some(id) = appointment_at(event) else { return };
        event.prevent_default();
        if self.held.get_value() {
            self.waiting.set_value(Some(id));
        } else {
            self.open_on(desk, id);
        }
    }

    /// The menu key, or Shift+F10, where the system does not turn them into such a wish.
    pub(super) fn pressed(self, desk: Desk, event: &KeyboardEvent) {
        let asks = event.key() == "ContextMenu" || event.shift_key() && event.key() == "F10";
        let Some(id) = appointment_at(event).filter(|_| asks && !event.default_prevented()) else { return };
        event.prevent_default();
        event.stop_propagation();
        self.open_on(desk, id);
    }

    /// Opens beside the card of an appointment, if there is anything to be done with it.
    pub(super) fn open_on(self, desk: Desk, id: AppointmentId) {
        let offered = untrack(|| desk.card(id).map(|card| (steps_of(desk, &card), card)));
        let Some((_, card)) = offered.filter(|(steps, _)| !steps.is_empty()) else { return };
        let selector = format!(".agenda-center [data-appointment=\"{id}\"]");
        let found = dom::document().query_selector(&selector).ok().flatten();
        let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) else {
            return;
        };
        // There the focus goes back to.
        desk.stand_on(&card);
        dom::focus(&element);
        self.of.set(Some(id));
        self.anchor.set(Some(Anchor::of(&element)));
    }

    fn close(self) {
        self.anchor.set(None);
    }

    /// Follows the right mouse button and fingers as long as the caller lives.
    fn follow(self, desk: Desk) {
        let down = window_event_listener(leptos::ev::pointerdown, move |event| {
            self.held.set_value(event.button() == RIGHT || event.pointer_type() == "touch");
        });
        // While another button is down, a mouse tells of the right one only so.
        let chord = window_event_listener(leptos::ev::mousedown, move |event| {
            self.held.set_value(event.button() == RIGHT);
        });
        let ended = move || {
            self.held.set_value(false);
            if let Some(id) = self.waiting.try_update_value(Option::take).flatten() {
                request_animation_frame(move || self.open_on(desk, id));
            }
        };
        let up = window_event_listener(leptos::ev::pointerup, move |_| ended());
        let chord_up = window_event_listener(leptos::ev::mouseup, move |_| ended());
        let lost = window_event_listener(leptos::ev::pointercancel, move |_| ended());
        on_cleanup(move || {
            [down, chord, up, chord_up, lost].into_iter().for_each(|listener| listener.remove())
        });
    }
}

/// The appointment on which an event happened.
fn appointment_at(event: &web_sys::Event) -> Option<AppointmentId> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[data-appointment]").ok().flatten()?.get_attribute("data-appointment")?.parse().ok()
}

/// The menu; once on the page.
#[component]
pub(super) fn StepMenu() -> impl IntoView {
    let desk = use_desk();
    let toasts = use_toasts();
    let menu = desk.menu;
    menu.follow(desk);
    let about = Memo::new(move |_| menu.of.get().and_then(|id| desk.card(id)));
    let steps = Memo::new(move |_| {
        about.with(|card| card.as_ref().map(|card| steps_of(desk, card)).unwrap_or_default())
    });
    let label = move || {
        let name = about.with(|card| card.as_ref().map(|card| card::name(language(), card)));
        texts::column_menu(language(), &name.unwrap_or_default())
    };
    let take = move |step: Step| {
        if let Some(card) = about.get_untracked() {
            desk.take_step(card, step, toasts);
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.repeat();
        let step = steps.with_untracked(|steps| step_of_key(steps, &event.key())).filter(|_| plain);
        if let Some(step) = step {
            event.prevent_default();
            event.stop_propagation();
            menu.close();
            take(step);
        }
    };
    let item = move |step: Step| {
        let danger = matches!(step, Step::Cancel | Step::Offer);
        view! { <MenuItem label=t(step.label()) shortcut=step.key() danger on_choose=move |()| take(step) /> }
    };
    view! {
        <div class="contents" on:keydown=pressed on:contextmenu=move |event| event.prevent_default()>
            <MenuList anchor=menu.anchor label beside=true>
                {move || steps.get().into_iter().map(item).collect_view()}
            </MenuList>
        </div>
    }
}

impl Desk {
    /// Takes a step with a card where it stands. What asks for something, or is refused by a rule, goes on in the panel.
    fn take_step(self, card: AppointmentCard, step: Step, toasts: Toasts) {
        let id = card.id;
        let status = match step {
            Step::Set(status, _) => status,
            Step::Move => return self.state.panel.set(Panel::Moving(id)),
            Step::Cancel => return self.ask(id, step),
            Step::Offer => {
                spawn_local(async move {
                    if let Err(failure) = self.cancel_and_offer(card).await {
                        toasts.fail(&failure);
                    }
                });
                return;
            }
        };
        spawn_local(async move {
            let Err(failure) = self.set_status(card, status, None, false).await else { return };
            if failure.code == Code::RulesBroken && self.asked.try_get_untracked().is_some() {
                self.ask(id, step);
            } else {
                toasts.fail(&failure);
            }
        });
    }
}
