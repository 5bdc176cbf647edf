//! Holidays: those of the country and those that the company added.

use leptos::prelude::*;

/// The holidays, in the settings.
#[component]
pub(crate) fn HolidaysSettings() -> impl IntoView {}
