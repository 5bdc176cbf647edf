//! "Open chat", from wherever a client is in sight.

use leadsmart_contract::ids::ClientId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::threads::{ListThreadsByClient, OpenThread};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::backend::call;
use crate::components::{Button, Glyph, use_toasts};
use crate::language::t;
use crate::router::{Place, use_router};
use crate::session::use_company;

/// A button that opens the conversation with a client: the one that there is, or a new one. Nothing for who may not see any.
#[component]
pub(crate) fn OpenChat(
    /// With whom; none while that is not known.
    #[prop(into)]
    client: Signal<Option<ClientId>>,
) -> impl IntoView {
    let (company, router, toasts) = (use_company(), use_router(), use_toasts());
    let busy = RwSignal::new(false);
    let company_id = company.id;
    let open = move |_| {
        let Some(client_id) = client.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            let known =
                call(ListThreadsByClient { company_id, client_id, cursor: None, limit: Some(1) }).await;
            let known = known.map(|page| page.items.first().map(|thread| thread.id));
            let answer = match known {
                Ok(None) => call(OpenThread { company_id, client_id, instance_id: None, phone: None })
                    .await
                    .map(|view| Some(view.summary.id)),
                other => other,
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(thread) => thread.into_iter().for_each(|thread| router.go(Place::Chat(thread))),
                Err(failure) => toasts.fail(&failure),
            }
        });
    };
    view! {
        <Show when=move || client.get().is_some() && company.can(Permission::ThreadsView)>
            <Button label=t(texts::open_chat) icon=Glyph::Chat busy on_press=open />
        </Show>
    }
}
