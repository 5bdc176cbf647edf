//! Companies: choosing, creating and joining one, and its settings.

use leptos::prelude::*;

/// The companies of the person, and the ways to one more.
#[component]
pub(crate) fn ChooseCompany() -> impl IntoView {}

/// The company, in the settings.
#[component]
pub(crate) fn CompanySettings() -> impl IntoView {}
