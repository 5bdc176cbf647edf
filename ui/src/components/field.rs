//! A field: its label, its input, its hint and what is wrong with it.

use leptos::context::Provider;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Problems, texts};
use crate::dom::unique_id;
use crate::language::t;

/// What an input takes over from the field around it.
#[derive(Clone)]
pub(crate) struct FieldContext {
    /// The id of the input, to which the label points.
    pub(super) id: String,
    /// The ids of hint and problem.
    pub(super) described_by: String,
    /// Whether there is a problem.
    pub(super) invalid: Signal<bool>,
    /// Whether it must be filled in.
    pub(super) required: bool,
    /// Notes a problem that the input itself sees, or takes it back.
    pub(super) note: Callback<Option<String>>,
    /// Told with each key, so that what it answers to is taken back.
    pub(super) typed: Callback<()>,
}

/// The attributes of an input from the field around it, if it stands in one.
pub(super) fn field_context() -> FieldContext {
    use_context().unwrap_or_else(|| FieldContext {
        id: unique_id("input"),
        described_by: String::new(),
        invalid: Signal::stored(false),
        required: false,
        note: Callback::new(|_| ()),
        typed: Callback::new(|()| ()),
    })
}

/// A label with the input that stands in it, its hint, and what is wrong with it.
#[component]
pub(crate) fn Field(
    /// What is asked for.
    #[prop(into)]
    label: TextProp,
    /// The field of the command, as failures name it.
    name: &'static str,
    /// What the form knows of its problems.
    problems: Problems,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Whether the label is only spoken, where the place says what is meant.
    #[prop(optional)]
    label_unseen: bool,
    /// The input.
    children: Children,
) -> impl IntoView {
    let id = unique_id("field");
    let (hint_id, problem_id) = (format!("{id}-hint"), format!("{id}-problem"));
    let problem = problems.of(name);
    let context = FieldContext {
        id: id.clone(),
        described_by: format!("{hint_id} {problem_id}"),
        invalid: Signal::derive(move || problem.with(Option::is_some)),
        required,
        note: Callback::new(move |text: Option<String>| problems.note_text(name, text)),
        typed: Callback::new(move |()| problems.typed(name)),
    };
    let has_hint = hint.is_some();
    view! {
        <div class="field" data-field=name class:invalid=move || problem.with(Option::is_some)>
            <label for=id class:unseen=label_unseen>
                {move || label.get()}
                {required.then(|| view! { <span class="required" title=t(texts::required)>"*"</span> })}
            </label>
            <Provider value=context>{children()}</Provider>
            <p class="hint" id=hint_id hidden=!has_hint>{move || hint.as_ref().map(|hint| hint.get())}</p>
            <p class="problem" id=problem_id role="alert">{move || problem.get()}</p>
        </div>
    }
}
