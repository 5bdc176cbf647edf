//! Appointments: the agenda as day and week, booking, moving, cancelling.

use leptos::prelude::*;

/// The agenda.
#[component]
pub(crate) fn AgendaPage() -> impl IntoView {}
