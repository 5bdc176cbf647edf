//! Several of a list.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::components::Checkbox;

/// Any number of a list, each with a checkbox.
#[component]
pub(crate) fn CheckList<T>(
    /// What is chosen about.
    #[prop(into)]
    label: TextProp,
    /// What it means.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// What can be chosen, with its name.
    #[prop(into)]
    options: Signal<Vec<(T, String)>>,
    /// What is chosen.
    chosen: RwSignal<Vec<T>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let entry = move |(value, name): (T, String)| {
        let (shown, changed) = (value.clone(), value);
        let checked = Signal::derive(move || chosen.with(|chosen| chosen.contains(&shown)));
        let change = move |on: bool| {
            chosen.update(|chosen| {
                chosen.retain(|other| *other != changed);
                if on {
                    chosen.push(changed.clone());
                }
            });
        };
        view! { <Checkbox checked on_change=change label=name /> }
    };
    view! {
        <fieldset class="check-list">
            <legend>{move || label.get()}</legend>
            {hint.map(|hint| view! { <p class="hint">{move || hint.get()}</p> })}
            <div>{move || options.get().into_iter().map(entry).collect_view()}</div>
        </fieldset>
    }
}
