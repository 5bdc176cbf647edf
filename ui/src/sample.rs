//! The sample clinic: exploring it and removing it.

use leptos::prelude::*;

/// Says that this is the sample clinic, and removes it.
#[component]
pub(crate) fn RemoveSampleNote() -> impl IntoView {}
