//! An empty place.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon};

/// Says what belongs into an empty place, and offers the next step.
#[component]
pub(crate) fn EmptyState(
    /// What belongs here.
    #[prop(into)]
    title: TextProp,
    /// What it is good for, or why there is nothing.
    #[prop(optional, into)]
    text: Option<TextProp>,
    /// A picture of it.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The next step: a button or a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.map(|glyph| view! { <Icon glyph size=32 /> })}
            <p class="strong">{move || title.get()}</p>
            {text.map(|text| view! { <p class="muted">{move || text.get()}</p> })}
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}
