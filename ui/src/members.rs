//! Members: who works in the company, and how others join.

use leptos::prelude::*;

/// The team, in the settings.
#[component]
pub(crate) fn MembersSettings() -> impl IntoView {}
