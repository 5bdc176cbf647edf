//! The company, in the settings.

use leptos::prelude::*;

/// The company, in the settings.
#[component]
pub(crate) fn CompanySettings() -> impl IntoView {}
