//! Agendas in the settings: the list, and one with its hours and rules.

use leadsmart_contract::ids::AgendaId;
use leptos::prelude::*;

/// The agendas, in the settings.
#[component]
pub(crate) fn AgendasSettings() -> impl IntoView {}

/// One agenda, in the settings.
#[component]
pub(crate) fn AgendaSettings(
    /// Which.
    id: AgendaId,
) -> impl IntoView {
    let _ = id;
}
