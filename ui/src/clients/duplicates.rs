//! Clients who may be entered twice: how many, on the page of clients, and a page that goes through them.

use leadsmart_contract::clients::{ClientSummary, DuplicatePair, Duplicates, ListDuplicates};
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::merge::{MergeDialog, Pair};
use super::texts;
use crate::backend::call;
use crate::components::{Badge, EmptyState, Glyph, Icon};
use crate::dom;
use crate::frame::Page;
use crate::language::{format, language, t};
use crate::load::{Loaded, Ready, load_kept};
use crate::router::{Link, Place};
use crate::session::use_company;

const LIST: &str = ".duplicate-list";

/// The page begins with what the way to it has read: to look through all clients takes a while.
fn read() -> Loaded<Duplicates> {
    let company_id = use_company().id;
    let key = format!("duplicates of {company_id}");
    load_kept(key, &[Topic::Clients], move || call(ListDuplicates { company_id }))
}

/// Leads to the duplicates, if there are any.
#[component]
pub(super) fn DuplicatesEntry() -> impl IntoView {
    let found = read();
    let count = Memo::new(move |_| found.value.with(|found| found.as_ref().map(count)).unwrap_or_default());
    view! {
        <Show when=move || !count.with(String::is_empty)>
            <p class="duplicates-entry">
                <Link to=Place::Duplicates class="button ghost">
                    <Icon glyph=Glyph::People size=16 />
                    <span class="words">{move || texts::possible_duplicates(language(), &count.get())}</span>
                </Link>
            </p>
        </Show>
    }
}

/// How many pairs there are, in a word; empty for none.
fn count(found: &Duplicates) -> String {
    match (found.pairs.len(), found.more) {
        (0, _) => String::new(),
        (count, true) => format!("{count}+"),
        (count, false) => count.to_string(),
    }
}

/// The pairs, one after the other.
#[component]
pub(crate) fn DuplicatesPage() -> impl IntoView {
    let company = use_company();
    let allowed =
        Memo::new(move |_| company.can(Permission::ClientsView) && company.can(Permission::ClientsManage));
    let lead = || {
        view! {
            <Link to=Place::Clients class="button ghost icon-only" label=t(texts::back)><Icon glyph=Glyph::Left size=16 /></Link>
        }
    };
    let content = move || {
        if allowed.get() {
            view! { <Pairs /> }.into_any()
        } else {
            view! { <EmptyState title=t(texts::not_allowed) text=t(texts::not_allowed_text) icon=Glyph::People /> }
                .into_any()
        }
    };
    view! { <Page title=t(texts::duplicates) lead class="padded duplicates">{content}</Page> }
}

#[component]
fn Pairs() -> impl IntoView {
    let found = read();
    let pair = RwSignal::new(None::<Pair>);
    let open = RwSignal::new(false);
    // After a step its row goes, and the focus with it.
    let stepped = RwSignal::new(false);
    Effect::new(move |_| {
        found.value.track();
        if stepped.get_untracked() {
            stepped.set(false);
            request_animation_frame(focus_next);
        }
    });
    let choose = Callback::new(move |(first, second): (ClientId, ClientId)| {
        pair.set(Some((first, Some(second))));
        open.set(true);
    });
    let drawn = move |found: Signal<Duplicates>| {
        let none = Memo::new(move |_| found.with(|found| found.pairs.is_empty()));
        view! {
            <Show
                when=move || !none.get()
                fallback=|| view! {
                    <EmptyState title=t(texts::no_duplicates) text=t(texts::no_duplicates_text) icon=Glyph::Check />
                }
            >
                <p class="muted">{t(texts::duplicates_text)}</p>
                <ul class="duplicate-list" aria-label=t(texts::duplicates) on:keydown=|event: KeyboardEvent| moved(&event)>
                    <For each=move || found.get().pairs key=row_key let:pair><Row pair choose /></For>
                </ul>
                <p class="muted" hidden=move || !found.with(|found| found.more)>{t(texts::more_duplicates)}</p>
            </Show>
        }
    };
    view! {
        <Ready loaded=found lines=8 let:found>{drawn(found)}</Ready>
        <MergeDialog open pair suggested=true on_done=move |()| stepped.set(true) />
    }
}

/// What a row shows: another text is another row.
fn row_key(pair: &DuplicatePair) -> String {
    let of = |client: &ClientSummary| {
        format!("{} {} {:?}", client.id, client.name, client.phone.as_ref().map(|phone| phone.as_str()))
    };
    format!("{} {} {:?}", of(&pair.first), of(&pair.second), pair.likenesses)
}

#[component]
fn Row(pair: DuplicatePair, choose: Callback<(ClientId, ClientId)>) -> impl IntoView {
    let DuplicatePair { first, second, likenesses } = pair;
    let ids = (first.id, second.id);
    let reasons = likenesses
        .into_iter()
        .map(|likeness| view! { <Badge label=move || likeness.text(language()) />" " })
        .collect_view();
    view! {
        <li>
            <button type="button" class="duplicate-row" aria-haspopup="dialog" on:click=move |_| choose.run(ids)>
                <One client=first />
                <One client=second />
                <span class="row-tags">{reasons}</span>
            </button>
        </li>
    }
}

#[component]
fn One(client: ClientSummary) -> impl IntoView {
    let phone = client.phone.as_ref().map(format::phone);
    view! {
        <span class="duplicate-one">
            <strong class="ellipsis">{client.name.to_string()}</strong>" "
            <span class="muted">{phone}</span>" "
        </span>
    }
}

fn rows() -> Vec<web_sys::HtmlElement> {
    let list = dom::document().query_selector(LIST).ok().flatten();
    list.map(|list| dom::find_all(&list, ".duplicate-row")).unwrap_or_default()
}

fn moved(event: &KeyboardEvent) {
    match event.key().as_str() {
        "ArrowUp" => dom::move_focus(&rows(), -1),
        "ArrowDown" => dom::move_focus(&rows(), 1),
        "Home" => rows().first().into_iter().for_each(dom::focus),
        "End" => rows().last().into_iter().for_each(dom::focus),
        _ => return,
    }
    event.prevent_default();
}

/// Puts the focus on the next pair, or on the page if there is none, unless it is somewhere.
fn focus_next() {
    if dom::focused().is_some_and(|element| element.tag_name() != "BODY") {
        return;
    }
    let page = || dom::document().get_element_by_id("main").and_then(|main| main.dyn_into().ok());
    if let Some(element) = rows().into_iter().next().or_else(page) {
        dom::focus(&element);
    }
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::language::Language;

    use super::*;

    #[test]
    fn the_count_says_when_there_are_more_than_are_told() {
        let none = Duplicates { pairs: Vec::new(), more: false };
        assert_eq!(count(&none), "");
        assert_eq!(texts::possible_duplicates(Language::Portuguese, "3"), "Possíveis duplicados (3)");
    }
}
