//! Services: what the company offers, with duration, buffers and colour.

use leptos::prelude::*;

/// The services, in the settings.
#[component]
pub(crate) fn ServicesSettings() -> impl IntoView {}
