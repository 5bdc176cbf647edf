//! "Open chat", from wherever a client is in sight.

use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{ClientId, CompanyId, InstanceId, ThreadId};
use leadsmart_contract::instances::{InstanceView, ListInstances};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::threads::{ListThreadsByClient, OpenThread};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::backend::call;
use crate::components::{Anchor, Button, Glyph, MenuItem, MenuList, use_toasts};
use crate::language::{format, language, t};
use crate::router::{Place, use_router};
use crate::session::use_company;

/// What became of wanting to write to somebody.
enum Way {
    /// There is a conversation.
    Thread(ThreadId),
    /// It can begin over any of these numbers.
    Numbers(Vec<InstanceView>),
}

/// The conversation with a client: the one that there is, or a new one, over the number that was chosen or over the only one.
async fn find(
    company_id: CompanyId,
    client_id: ClientId,
    instance_id: Option<InstanceId>,
) -> Result<Way, Failure> {
    let known = call(ListThreadsByClient { company_id, client_id, cursor: None, limit: Some(1) }).await?;
    if let Some(thread) = known.items.first() {
        return Ok(Way::Thread(thread.id));
    }
    let failure = match call(OpenThread { company_id, client_id, instance_id, phone: None }).await {
        Ok(view) => return Ok(Way::Thread(view.summary.id)),
        Err(failure) => failure,
    };
    if instance_id.is_none() && failure.field.as_deref() == Some("instance_id") {
        // Who may not see the numbers is told what the failure says.
        let numbers = call(ListInstances { company_id }).await.unwrap_or_default();
        let usable: Vec<InstanceView> = numbers.into_iter().filter(|number| number.active).collect();
        if usable.len() > 1 {
            return Ok(Way::Numbers(usable));
        }
    }
    Err(failure)
}

/// A button that opens the conversation with a client; where it can begin over several numbers, it asks over which. Nothing for who
/// may not see any.
#[component]
pub(crate) fn OpenChat(
    /// With whom; none while that is not known.
    #[prop(into)]
    client: Signal<Option<ClientId>>,
) -> impl IntoView {
    let (company, router, toasts) = (use_company(), use_router(), use_toasts());
    let busy = RwSignal::new(false);
    let numbers = RwSignal::new(Vec::<InstanceView>::new());
    let anchor = RwSignal::new(None);
    let company_id = company.id;
    let open = move |over: Option<InstanceId>, at: Option<Anchor>| {
        let Some(client_id) = client.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = find(company_id, client_id, over).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(Way::Thread(thread)) => router.go(Place::Chat(thread)),
                Ok(Way::Numbers(found)) => {
                    numbers.set(found);
                    anchor.set(at);
                }
                Err(failure) => toasts.fail(&failure),
            }
        });
    };
    let entries = move || {
        let entry = move |number: InstanceView| {
            let (id, name) = (number.id, number.name.to_string());
            let phone = number.number.as_ref().map(format::phone);
            let label = move || {
                let over = texts::over(language(), &name);
                [Some(over), phone.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
            };
            view! { <MenuItem label icon=Glyph::Chat on_choose=move |()| open(Some(id), None) /> }
        };
        numbers.get().into_iter().map(entry).collect_view()
    };
    view! {
        <Show when=move || client.get().is_some() && company.can(Permission::ThreadsView)>
            <Button
                label=t(texts::open_chat)
                icon=Glyph::Chat
                busy
                on_press=move |event: leptos::ev::MouseEvent| open(None, Anchor::of_event(&event))
            />
            <MenuList anchor label=t(texts::over_which)>{entries}</MenuList>
        </Show>
    }
}
