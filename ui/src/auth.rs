//! Accounts: the first start, logging in, the forgotten password, the profile.

use leptos::prelude::*;

/// The first start.
#[component]
pub(crate) fn FirstStart() -> impl IntoView {}

/// Logging in.
#[component]
pub(crate) fn LogInPage() -> impl IntoView {}

/// The person's own account.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {}
