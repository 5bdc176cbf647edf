//! What was noted and what was settled, so that nothing that lost is ever gone. Read when somebody looks.

use leadsmart_contract::sync::{ConflictState, ConflictView, ListConflicts};
use leptos::html;
use leptos::prelude::*;

use super::conflict::Sides;
use super::{CONFLICT_TOPICS, Teller, texts};
use crate::backend::call;
use crate::language::{Text, language, t};
use crate::load::{Ready, load};
use crate::session::use_company;

/// Both lists, closed at first.
#[component]
pub(super) fn History(teller: Teller) -> impl IntoView {
    view! {
        <div>
            <Kept state=ConflictState::Noted title=texts::noted teller />
            <Kept state=ConflictState::Settled title=texts::settled teller />
        </div>
    }
}

#[component]
fn Kept(state: ConflictState, title: Text, teller: Teller) -> impl IntoView {
    let opened = RwSignal::new(false);
    let node = NodeRef::<html::Details>::new();
    let toggled = move |_| {
        if node.get_untracked().is_some_and(|details| details.open()) {
            opened.set(true);
        }
    };
    view! {
        <details class="sync-kept" node_ref=node on:toggle=toggled>
            <summary>{t(title)}</summary>
            <Show when=move || opened.get()><KeptList state teller /></Show>
        </details>
    }
}

#[component]
fn KeptList(state: ConflictState, teller: Teller) -> impl IntoView {
    let company = use_company();
    let list = load(CONFLICT_TOPICS, move || {
        language();
        call(ListConflicts { company_id: company.id, state: Some(state) })
    });
    view! {
        <Ready loaded=list lines=3 let:list>
            <Show
                when=move || list.with(|list: &Vec<ConflictView>| !list.is_empty())
                fallback=|| view! { <p class="muted">{t(texts::none_kept)}</p> }
            >
                <ul class="sync-lines">
                    <For each=move || list.get() key=|conflict| conflict.id let:conflict><KeptLine conflict teller /></For>
                </ul>
            </Show>
        </Ready>
    }
}

#[component]
fn KeptLine(conflict: ConflictView, teller: Teller) -> impl IntoView {
    let conflict = Signal::stored(conflict);
    let title = move || conflict.with(|one| teller.with(|reader| reader.title(one)));
    let origin = move || conflict.with(|one| teller.with(|reader| reader.origin(one)));
    view! {
        <li>
            <details>
                <summary>
                    <strong>{title}</strong>
                    <span>{move || conflict.with(|one| one.message.clone())}</span>
                    <small>{origin}</small>
                </summary>
                <Sides conflict teller />
            </details>
        </li>
    }
}
