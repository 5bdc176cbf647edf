//! What can be done with an appointment: buttons, each with its key.

use leadsmart_contract::appointments::{AppointmentCard, AppointmentView, SeriesScope, Status};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::values::ShortText;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::super::desk::{Desk, focus_calendar, focus_on, use_desk};
use super::super::series::{Scope, ScopeChoice, is_one_of_many};
use super::super::state::Panel;
use super::super::texts;
use super::super::verdict::is_squeeze;
use super::steps::{Day, Step, step_of_key, steps};
use crate::components::{Button, ErrorNote, Field, Form, Kind, Problems, Submit, TextInput};
use crate::dom;
use crate::language::{language, t};
use crate::load::Loaded;

/// The actions of one appointment while they are under way.
#[derive(Clone, Copy)]
struct Work {
    desk: Desk,
    view: Memo<AppointmentView>,
    loaded: Loaded<AppointmentView>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    /// What was refused because of a rule, to be tried again against it.
    refused: RwSignal<Option<Status>>,
    cancelling: RwSignal<bool>,
}

impl Work {
    fn run(self, step: Step) {
        match step {
            Step::Set(status, _) => self.set(status, None, false),
            Step::Move => {
                self.desk.state.panel.set(Panel::Moving(self.view.with_untracked(|view| view.card.id)))
            }
            Step::Cancel => self.cancelling.set(true),
            Step::Offer => self.offer(),
        }
    }

    fn offer(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        self.refused.set(None);
        let card = self.view.with_untracked(|view| view.card.clone());
        spawn_local(async move {
            let answer = self.desk.cancel_and_offer(card).await;
            if self.busy.try_set(false).is_none()
                && let Err(failure) = answer
            {
                self.loaded.reload();
                self.failure.set(Some(failure));
            }
        });
    }

    fn set(self, status: Status, reason: Option<ShortText>, r#override: bool) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        self.refused.set(None);
        let card = self.view.with_untracked(|view| view.card.clone());
        spawn_local(async move {
            let answer = self.desk.set_status(card, status, reason, r#override).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => {
                    self.cancelling.set(false);
                    self.loaded.value.set(Some(view));
                    keep_focus();
                }
                Err(failure) => {
                    if failure.code == Code::RulesBroken
                        && failure.broken_rules.iter().all(|rule| rule.overridable)
                    {
                        self.refused.set(Some(status));
                    }
                    self.loaded.reload();
                    self.failure.set(Some(failure));
                }
            }
        });
    }
}

impl Work {
    fn cancel_many(self, scope: SeriesScope, reason: Option<ShortText>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let card = self.view.with_untracked(|view| view.card.clone());
        spawn_local(async move {
            let answer = self.desk.cancel_series(&card, scope, reason).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            self.loaded.reload();
            match answer {
                Ok(_) => {
                    self.cancelling.set(false);
                    keep_focus();
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}

/// The button that was pressed may be gone: then the focus goes to the next step.
fn keep_focus() {
    request_animation_frame(|| {
        if dom::focused().is_none_or(|element| element.tag_name() == "BODY") {
            focus_on(".panel-actions button");
        }
    });
}

/// Whether the appointment may be changed by the person. Tracked.
pub(super) fn may_change(desk: Desk, view: Memo<AppointmentView>) -> bool {
    desk.may_change_on(view.with(|view| view.card.agenda_id))
}

/// What the person can do with an appointment now, the likeliest first. Tracked.
pub(in super::super) fn steps_of(desk: Desk, card: &AppointmentCard) -> Vec<Step> {
    let day = Day::of(card.start.local, desk.company.now());
    if desk.may_change_on(card.agenda_id) { steps(card.status, day) } else { Vec::new() }
}

/// The buttons, and what they ask.
#[component]
pub(super) fn Actions(view: Memo<AppointmentView>, loaded: Loaded<AppointmentView>) -> impl IntoView {
    let desk = use_desk();
    let work = Work {
        desk,
        view,
        loaded,
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        refused: RwSignal::new(None),
        cancelling: RwSignal::new(false),
    };
    let list = Memo::new(move |_| view.with(|view| steps_of(desk, &view.card)));
    // A step that was begun elsewhere and asks for something is finished here.
    Effect::new(move |_| {
        let asked = desk.asked.get().filter(|(id, _)| view.with_untracked(|view| view.card.id == *id));
        if let Some((_, step)) = asked {
            desk.asked.set(None);
            work.run(step);
        }
    });
    let listening = window_event_listener(leptos::ev::keydown, move |event| pressed(work, list, &event));
    on_cleanup(move || listening.remove());
    let buttons = move || {
        let button = |(place, step): (usize, Step)| {
            let kind = if place == 0 { Kind::Primary } else { Kind::Plain };
            view! { <Button label=t(step.label()) kind shortcut=step.key() on_press=move |_| work.run(step) /> }
        };
        list.get().into_iter().enumerate().map(button).collect_view()
    };
    view! {
        <div class="panel-actions" hidden=move || list.with(Vec::is_empty) || work.cancelling.get()>{buttons}</div>
        <Show when=move || work.cancelling.get()><CancelForm work /></Show>
        <Refused work />
    }
}

/// The second click of a cancellation, with room for the reason.
#[component]
fn CancelForm(work: Work) -> impl IntoView {
    let problems = Problems::new();
    let reason = RwSignal::new(String::new());
    let scope = RwSignal::new(Scope::This);
    let many = work.view.with_untracked(is_one_of_many);
    let submit = move |()| {
        problems.clear();
        let reason = problems.parse_optional("reason", &reason.get_untracked(), ShortText::parse);
        match (reason, scope.get_untracked().of_series()) {
            (Some(reason), None) => work.set(Status::Cancelled, reason, false),
            (Some(reason), Some(scope)) => work.cancel_many(scope, reason),
            (None, _) => {}
        }
    };
    if many {
        // One arrow more says how many are meant.
        focus_on(".cancel-form [role=radio][aria-checked=true]");
    }
    let words = move || match scope.get() {
        Scope::This => texts::cancel_it(language()),
        Scope::Following | Scope::All => texts::cancel_them(language()),
    };
    let keep = move || {
        work.cancelling.set(false);
        focus_calendar();
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            keep();
        }
    };
    view! {
        <div on:keydown=escape>
        <Form on_submit=submit problems class="cancel-form">
            {many.then(|| view! { <ScopeChoice scope on_enter=submit /> })}
            <Field label=t(texts::cancel_reason) name="reason" problems>
                <TextInput value=reason autofocus=!many />
            </Field>
            <div class="actions">
                <Button label=t(texts::keep_it) on_press=move |_| keep() />
                <Submit label=words kind=Kind::Danger busy=work.busy />
            </div>
        </Form>
        </div>
    }
}

/// Why a step was refused; who holds the right may take it nevertheless.
#[component]
fn Refused(work: Work) -> impl IntoView {
    let anyway = move || {
        let status = work.refused.get().filter(|_| work.desk.can_override())?;
        let squeeze = work
            .failure
            .with(|failure| failure.as_ref().is_some_and(|failure| is_squeeze(&failure.broken_rules)));
        let label = if squeeze { texts::squeeze } else { texts::anyway };
        Some(view! {
            <div class="actions">
                <Button label=t(label) kind=Kind::Danger busy=work.busy on_press=move |_| work.set(status, None, true) />
            </div>
        })
    };
    view! {
        {move || work.failure.get().map(|failure| view! { <ErrorNote failure /> })}
        {anyway}
    }
}

/// The keys of the actions, wherever the focus is but in a form: who chooses there which of a series are meant types on.
fn pressed(work: Work, list: Memo<Vec<Step>>, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let in_form = |target: &web_sys::Element| matches!(target.closest("form"), Ok(Some(_)));
    let writing = target.as_ref().is_some_and(|target| dom::takes_text(target) || in_form(target));
    let over = matches!(dom::document().query_selector("dialog[open], [popover]:popover-open"), Ok(Some(_)));
    if event.default_prevented() || event.is_composing() || over {
        return;
    }
    if writing || event.repeat() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    if let Some(step) = list.with_untracked(|list| step_of_key(list, &event.key())) {
        event.prevent_default();
        work.run(step);
    }
}
