//! Clients: the list and the profile.

use leadsmart_contract::ids::ClientId;
use leptos::prelude::*;

/// The list of clients.
#[component]
pub(crate) fn ClientsPage() -> impl IntoView {}

/// One client.
#[component]
pub(crate) fn ClientPage(
    /// Who.
    id: ClientId,
) -> impl IntoView {
    let _ = id;
}
