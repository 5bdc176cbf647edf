//! Connections: the WhatsApp numbers of the company, how each fares, and linking one by a code.
//!
//! `rules` is pure: the light of a number and what it waits for. `card` draws one number, `link` the dialog with the code,
//! `forms` what is asked for. All follow the topic of numbers: codes rotate and states change by themselves.

mod card;
mod forms;
mod link;
mod rules;
mod texts;

use leadsmart_contract::ids::InstanceId;
use leadsmart_contract::instances::{InstanceView, ListInstances};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use crate::backend::call;
use crate::components::{Button, EmptyState, Glyph, Kind};
use crate::frame::Page;
use crate::language::{Text, t};
use crate::load::{Loaded, Ready, load};
use crate::session::{Company, use_company};

/// What the page is called.
pub(crate) const TITLE: Text = texts::title;

/// The page. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
struct Desk {
    company: Company,
    instances: Loaded<Vec<InstanceView>>,
    /// Whether a number is being added.
    adding: RwSignal<bool>,
    /// The number that is being linked.
    linking: RwSignal<Option<InstanceId>>,
}

fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// Whether the person may link and change numbers. Tracked.
    fn may(self) -> bool {
        self.company.can(Permission::InstancesManage)
    }

    /// Puts a number into the list as it is now, before the list is read again.
    fn put(self, view: InstanceView) {
        self.instances.assume(|list| match list.iter_mut().find(|known| known.id == view.id) {
            Some(known) => *known = view,
            None => list.push(view),
        });
    }
}

/// The page.
#[component]
pub(crate) fn ConnectionsPage() -> impl IntoView {
    let company = use_company();
    let allowed = Memo::new(move |_| company.can(Permission::InstancesView));
    move || {
        if allowed.get() {
            view! { <Connections /> }.into_any()
        } else {
            view! {
                <Page title=t(texts::title)>
                    <EmptyState title=t(texts::not_allowed) text=t(texts::not_allowed_text) icon=Glyph::Plug />
                </Page>
            }
            .into_any()
        }
    }
}

#[component]
fn Connections() -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let desk = Desk {
        company,
        instances: load(&[Topic::Instances], move || call(ListInstances { company_id })),
        adding: RwSignal::new(false),
        linking: RwSignal::new(None),
    };
    provide_context(desk);
    let bar = move || {
        view! {
            <span class="push"></span>
            <Show when=move || desk.may()>
                <Button label=t(texts::add) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.adding.set(true) />
            </Show>
        }
    };
    let list = move |list: Signal<Vec<InstanceView>>| {
        let ids = Memo::new(move |_| list.with(|list| list.iter().map(|view| view.id).collect::<Vec<_>>()));
        view! {
            <Show when=move || ids.with(Vec::is_empty)>
                <EmptyState title=t(texts::none) text=t(texts::none_text) icon=Glyph::Plug>
                    <Show when=move || desk.may()>
                        <Button label=t(texts::add) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| desk.adding.set(true) />
                    </Show>
                </EmptyState>
            </Show>
            <ul class="instances" aria-label=t(texts::whatsapp)>
                <For each=move || ids.get() key=|id| *id let:id><card::Card id list /></For>
            </ul>
        }
    };
    view! {
        <Page title=t(texts::title) bar=bar>
            <Ready loaded=desk.instances lines=6 children=list />
            <forms::AddDialog />
            <link::LinkDialog />
        </Page>
    }
}
