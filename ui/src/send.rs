//! Writing to the backend: from a form, or by a button.

use leadsmart_contract::command::Command;
use leadsmart_contract::failure::Failure;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::backend::call;
use crate::components::{ErrorNote, Problems};

/// Sends what a form has parsed. A failure goes to its field, or above the buttons of the form.
pub(crate) fn submit<C: Command>(
    command: C,
    problems: Problems,
    busy: RwSignal<bool>,
    done: impl FnOnce(C::Reply) + 'static,
) {
    busy.set(true);
    spawn_local(async move {
        let answer = call(command).await;
        // Who closed the form meanwhile does not wait for its answer.
        if busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(reply) => done(reply),
            Err(failure) => problems.refuse(failure),
        }
    });
}

/// A step behind a button: whether it is under way, and why it failed.
#[derive(Clone, Copy)]
pub(crate) struct Action {
    /// Whether it is under way.
    pub(crate) busy: RwSignal<bool>,
    /// Why it failed.
    pub(crate) failure: RwSignal<Option<Failure>>,
}

impl Action {
    /// Nothing is under way.
    pub(crate) fn new() -> Self {
        Self { busy: RwSignal::new(false), failure: RwSignal::new(None) }
    }

    /// Takes the step; `done` is called when it went through.
    pub(crate) fn send<C: Command>(self, command: C, done: impl FnOnce(C::Reply) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = call(command).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(reply) => done(reply),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}

/// Why a step failed, in the place where it was taken.
#[component]
pub(crate) fn ActionFailure(
    /// The step.
    action: Action,
) -> impl IntoView {
    move || action.failure.get().map(|failure| view! { <ErrorNote failure /> })
}
