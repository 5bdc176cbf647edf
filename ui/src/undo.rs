//! What was done last, and how to take it back: Ctrl+Z, or the button in the toast.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use leadsmart_contract::failure::Failure;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Toasts, use_toasts};
use crate::language::language_now;

/// How many steps can be taken back.
const MOST: usize = 20;

type Step = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = Result<(), Failure>>>>>;

struct Done {
    id: u32,
    toast: u32,
    description: String,
    step: Step,
}

/// The steps that can be taken back, the newest last.
#[derive(Clone, Copy)]
pub(crate) struct Undo {
    steps: StoredValue<VecDeque<Done>, LocalStorage>,
    next: StoredValue<u32>,
    toasts: Toasts,
}

/// The steps of this window.
pub(crate) fn use_undo() -> Undo {
    expect_context()
}

impl Undo {
    /// An empty stack that speaks through the toasts of the window.
    pub(crate) fn new() -> Self {
        Self {
            steps: StoredValue::new_local(VecDeque::new()),
            next: StoredValue::new(0),
            toasts: use_toasts(),
        }
    }

    /// Tells what was done, such as "Maria Duarte moved to 11:30", and offers to take it back with `step`. Only the newest
    /// step is offered on the screen, because an older one may not be taken back before it; Ctrl+Z goes on from there.
    pub(crate) fn offer<F>(self, description: impl Into<String>, step: impl FnOnce() -> F + 'static)
    where
        F: Future<Output = Result<(), Failure>> + 'static,
    {
        let description = description.into();
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let toast = self.toasts.offer_undo(description.clone(), Callback::new(move |()| self.take_back(id)));
        self.steps.update_value(|steps| {
            if let Some(older) = steps.back() {
                self.toasts.remove(older.toast);
            }
            if steps.len() == MOST {
                steps.pop_front();
            }
            steps.push_back(Done { id, toast, description, step: Box::new(move || Box::pin(step())) });
        });
    }

    /// Takes back the newest step.
    pub(crate) fn take_back_last(self) {
        if let Some(done) = self.steps.try_update_value(VecDeque::pop_back).flatten() {
            self.run(done);
        } else {
            self.toasts.say(texts::nothing(language_now()));
        }
    }

    fn take_back(self, id: u32) {
        let found = self.steps.try_update_value(|steps| {
            let place = steps.iter().position(|done| done.id == id)?;
            steps.remove(place)
        });
        if let Some(done) = found.flatten() {
            self.run(done);
        }
    }

    fn run(self, done: Done) {
        self.toasts.remove(done.toast);
        spawn_local(async move {
            match (done.step)().await {
                Ok(()) => self.toasts.say(texts::undone(language_now(), &done.description)),
                Err(failure) => self.toasts.fail(&failure),
            }
        });
    }
}

mod texts {
    leadsmart_contract::texts! {
        nothing: "Não há nada para desfazer.", "There is nothing to undo.", "No hay nada que deshacer.";
        undone(what: &str): "Desfeito: {what}", "Undone: {what}", "Deshecho: {what}";
    }
}
