//! Forms: what is wrong with which field, and sending by Enter.

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::values::Problem;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::ErrorNote;
use crate::dom;
use crate::language::{Text, language};

#[derive(Clone)]
enum Wrong {
    Value(Problem),
    Said(String),
    Text(Text),
}

/// What is wrong in a form, by the names that the command gives its fields.
#[derive(Clone, Copy)]
pub(crate) struct Problems {
    fields: RwSignal<Vec<(String, Wrong)>>,
    failure: RwSignal<Option<Failure>>,
    form: NodeRef<html::Form>,
}

impl Problems {
    /// Nothing is wrong.
    pub(crate) fn new() -> Self {
        Self { fields: RwSignal::new(Vec::new()), failure: RwSignal::new(None), form: NodeRef::new() }
    }

    /// Forgets everything.
    pub(crate) fn clear(self) {
        self.fields.set(Vec::new());
        self.failure.set(None);
    }

    /// Parses what was typed into a field; what is wrong is noted there.
    pub(crate) fn parse<T>(
        self,
        field: &str,
        text: &str,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        match parse(text) {
            Ok(value) => {
                self.forget(field);
                Some(value)
            }
            Err(problem) => {
                self.put(field, Wrong::Value(problem));
                None
            }
        }
    }

    /// The same for a field that may stay empty: `Some(None)` if it is.
    pub(crate) fn parse_optional<T>(
        self,
        field: &str,
        text: &str,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<Option<T>> {
        if text.trim().is_empty() {
            self.forget(field);
            return Some(None);
        }
        self.parse(field, text, parse).map(Some)
    }

    /// Checks a field while one types, without haste: what is wrong is said when the focus leaves the field, and from then
    /// on with each key until it is right. Give the answer to the input as `on_change`.
    pub(crate) fn live<T>(
        self,
        field: &'static str,
        value: impl Into<Signal<String>>,
        parse: impl Fn(&str) -> Result<T, Problem> + Copy + Send + Sync + 'static,
    ) -> Callback<String> {
        let value: Signal<String> = value.into();
        Effect::new(move |_| {
            let text = value.get();
            if self.of(field).with_untracked(Option::is_some) {
                self.parse(field, &text, parse);
            }
        });
        Callback::new(move |text: String| {
            if !text.trim().is_empty() {
                self.parse(field, &text, parse);
            }
        })
    }

    /// Takes back what a key answers: an empty field is being filled in, and what the backend said was of another text.
    pub(super) fn typed(self, field: &str) {
        let answered = |wrong: &Wrong| matches!(wrong, Wrong::Value(Problem::Empty) | Wrong::Said(_));
        let any = |fields: &Vec<(String, Wrong)>| {
            fields.iter().any(|(name, wrong)| stem(name) == field && answered(wrong))
        };
        if self.fields.with_untracked(any) {
            self.fields
                .update(|fields| fields.retain(|(name, wrong)| stem(name) != field || !answered(wrong)));
        }
    }

    /// Notes what is wrong in the words of a text.
    pub(crate) fn note(self, field: &str, text: Text) {
        self.put(field, Wrong::Text(text));
    }

    /// Notes what an input says of itself, or takes it back.
    pub(crate) fn note_text(self, field: &str, text: Option<String>) {
        match text {
            Some(text) => self.put(field, Wrong::Said(text)),
            None => self.forget(field),
        }
    }

    /// Takes a failed call: to its field if the form shows that, else above the buttons.
    pub(crate) fn refuse(self, failure: Failure) {
        let field =
            failure.field.clone().filter(|field| failure.code != Code::RulesBroken && self.shows(field));
        match field {
            Some(field) => {
                let text =
                    [Some(failure.message), failure.hint].into_iter().flatten().collect::<Vec<_>>().join(" ");
                self.put(&field, Wrong::Said(text));
                self.focus_first();
            }
            None => self.failure.set(Some(failure)),
        }
    }

    /// What is wrong with a field, in words. A failure at `phones.0` is shown by the field `phones` too.
    pub(crate) fn of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.fields.with(|fields| {
                let (_, wrong) = fields.iter().find(|(name, _)| stem(name) == field || name == field)?;
                Some(match wrong {
                    Wrong::Value(problem) => problem.text(language()),
                    Wrong::Said(text) => text.clone(),
                    Wrong::Text(text) => text(language()).to_owned(),
                })
            })
        })
    }

    /// The failure that belongs to no field.
    pub(crate) fn failure(self) -> Signal<Option<Failure>> {
        self.failure.into()
    }

    /// Moves the focus to the first wrong field of the form.
    pub(crate) fn focus_first(self) {
        let form = self.form;
        request_animation_frame(move || {
            let found = form.get_untracked().and_then(|form| dom::find(&form, "[aria-invalid=true]"));
            if let Some(input) = found {
                dom::focus(&input);
            }
        });
    }

    fn shows(self, field: &str) -> bool {
        let selector = |name: &str| format!("[data-field=\"{}\"]", name.replace(['"', '\\'], ""));
        self.form.get_untracked().is_none_or(|form| {
            [field, stem(field)].iter().any(|name| dom::find(&form, &selector(name)).is_some())
        })
    }

    fn put(self, field: &str, wrong: Wrong) {
        self.fields.update(|fields| {
            fields.retain(|(name, _)| name != field);
            fields.push((field.to_owned(), wrong));
        });
    }

    fn forget(self, field: &str) {
        if self.fields.with_untracked(|fields| fields.iter().any(|(name, _)| name == field)) {
            self.fields.update(|fields| fields.retain(|(name, _)| name != field));
        }
    }
}

fn stem(field: &str) -> &str {
    field.split('.').next().unwrap_or(field)
}

/// A form. It is sent by its [`super::Submit`] or by Enter in a field; the browser's own checks are off, because ours
/// speak the person's language.
#[component]
pub(crate) fn Form(
    /// Sends it.
    #[prop(into)]
    on_submit: Callback<()>,
    /// What is wrong in it.
    problems: Problems,
    /// Classes beside `form`.
    #[prop(optional, into)]
    class: &'static str,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        event.stop_propagation();
        on_submit.run(());
    };
    view! {
        <form class=format!("form {class}") novalidate node_ref=problems.form on:submit=submit>
            {children()}
        </form>
    }
}

/// The failure of a form that belongs to none of its fields.
#[component]
pub(crate) fn FormFailure(
    /// What is wrong in the form.
    problems: Problems,
) -> impl IntoView {
    move || problems.failure().get().map(|failure| view! { <ErrorNote failure /> })
}
