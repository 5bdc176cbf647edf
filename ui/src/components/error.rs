//! A failure, told where it happened.

use leadsmart_contract::failure::Failure;
use leptos::prelude::*;

use super::{Button, Glyph, Icon, texts};
use crate::language::t;

/// What went wrong and what to do about it, in place.
#[component]
pub(crate) fn ErrorNote(
    /// What went wrong.
    failure: Failure,
    /// Tries again; without it there is no button.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let Failure { message, hint, broken_rules, .. } = failure;
    view! {
        <div class="error-note" role="alert">
            <Icon glyph=Glyph::Warning />
            <div>
                <p class="strong">{message}</p>
                {(!broken_rules.is_empty()).then(|| view! {
                    <ul>{broken_rules.into_iter().map(|rule| view! { <li>{rule.message}</li> }).collect_view()}</ul>
                })}
                {hint.map(|hint| view! { <p>{hint}</p> })}
            </div>
            {on_retry.map(|retry| view! { <Button label=t(texts::retry) on_press=move |_| retry.run(()) /> })}
        </div>
    }
}
