//! A person in a circle.

use leptos::prelude::*;

use crate::language::format::initials;

/// The picture of a person or, without one, the initials. The name stands beside it, so it is not spoken.
#[component]
pub(crate) fn Avatar(
    /// Whose.
    #[prop(into)]
    name: Signal<String>,
    /// The picture, ready for `src`.
    #[prop(optional, into)]
    picture: Signal<Option<String>>,
    /// Larger, for a profile.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <span class="avatar" class:large=large aria-hidden="true">
            {move || match picture.get() {
                Some(url) => view! { <img src=url alt="" /> }.into_any(),
                None => initials(&name.get()).into_any(),
            }}
        </span>
    }
}
