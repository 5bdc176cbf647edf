//! Roles: sets of permissions.

use leptos::prelude::*;

/// The roles, in the settings.
#[component]
pub(crate) fn RolesSettings() -> impl IntoView {}
