//! The person's own account.

use leptos::prelude::*;

/// The person's own account.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {}
