//! The list of clients: found while one types, opened by Enter.

use std::collections::BTreeSet;
use std::time::Duration;

use leadsmart_contract::clients::{ClientSummary, ClientView, ListClients};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{Name, SearchText};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::duplicates::DuplicatesEntry;
use super::export::export;
use super::form::ClientDialog;
use super::import::{self, ImportDialog};
use super::paged::{Paged, paged};
use super::texts;
use crate::backend::call;
use crate::components::{
    Avatar, Badge, Button, Choice, EmptyState, ErrorNote, Glyph, Icon, Kbd, Kind, Menu, MenuItem, Select,
    Skeleton, use_toasts,
};
use crate::dom;
use crate::frame::Page;
use crate::language::{format, language, t};
use crate::router::{Link, Place, Router, use_router};
use crate::session::{Company, use_company};
use crate::shortcuts::use_shortcuts;

/// How long to wait for the next key before asking: the answer takes less time than a hand to the next key.
const PAUSE: Duration = Duration::from_millis(15);

/// How near to the end of the list, in pixels, the next page is read.
const NEAR: i32 = 400;

const FIELD: &str = "client-search";

/// The list of clients.
#[component]
pub(crate) fn ClientsPage() -> impl IntoView {
    let company = use_company();
    let allowed = Memo::new(move |_| company.can(Permission::ClientsView));
    move || {
        if allowed.get() {
            view! { <Clients /> }.into_any()
        } else {
            view! {
                <Page title=t(texts::clients)>
                    <EmptyState title=t(texts::not_allowed) text=t(texts::not_allowed_text) icon=Glyph::People />
                </Page>
            }
            .into_any()
        }
    }
}

/// What is looked for and what was found.
#[derive(Clone, Copy)]
struct Search {
    company: Company,
    router: Router,
    /// What is typed.
    text: RwSignal<String>,
    /// What was asked last.
    asked: RwSignal<String>,
    /// The tag of the filter; empty for all.
    tag: RwSignal<String>,
    /// The tags that were seen so far.
    tags: RwSignal<BTreeSet<Name>>,
    found: Paged<ClientSummary>,
    /// Whether Enter came before the answer.
    hasty: RwSignal<bool>,
    /// Whether somebody new is being entered, and under which name.
    creating: RwSignal<bool>,
    name: RwSignal<String>,
    /// Whether a list is being taken in.
    importing: RwSignal<bool>,
}

impl Search {
    fn open(company: Company, router: Router) -> Self {
        let asked = RwSignal::new(String::new());
        let tag = RwSignal::new(String::new());
        let company_id = company.id;
        let found = paged(
            &[Topic::Clients],
            move || (asked.get(), tag.get()),
            move |(asked, tag), cursor, limit| {
                let (search, tag) = (search_text(&asked), Name::parse(&tag).ok());
                call(ListClients { company_id, search, tag, cursor, limit: Some(limit) })
            },
        );
        let search = Self {
            company,
            router,
            text: RwSignal::new(String::new()),
            asked,
            tag,
            tags: RwSignal::new(BTreeSet::new()),
            found,
            hasty: RwSignal::new(false),
            creating: RwSignal::new(false),
            name: RwSignal::new(String::new()),
            importing: RwSignal::new(false),
        };
        search.ask_after_a_pause();
        search.open_when_found();
        Effect::new(move |_| {
            let seen =
                found.items.with(|items| items.iter().flat_map(|client| client.tags.clone()).collect());
            search.tags.update(|tags: &mut BTreeSet<Name>| tags.extend::<BTreeSet<Name>>(seen));
        });
        search
    }

    fn ask_after_a_pause(self) {
        let typed = StoredValue::new(0_u32);
        Effect::new(move |_| {
            let now = self.text.with(|text| text.trim().to_owned());
            let number = typed.get_value().wrapping_add(1);
            typed.set_value(number);
            if self.asked.with_untracked(|asked| *asked == now) {
                return;
            }
            let ask = move || {
                if typed.try_get_value() == Some(number) {
                    self.asked.set(now);
                }
            };
            set_timeout(ask, PAUSE);
        });
    }

    /// Enter opens the first one, also when it is pressed before the answer has come.
    fn open_when_found(self) {
        Effect::new(move |_| {
            let settled = self.asked.get() == self.text.get().trim() && !self.found.loading.get();
            if !(self.hasty.get() && settled) {
                return;
            }
            self.hasty.set(false);
            let first = self.found.items.with_untracked(|items| items.first().map(|client| client.id));
            if let Some(id) = first {
                self.router.go(Place::Client(id));
            }
        });
    }

    /// Whether something narrows the list. Tracked.
    fn narrowed(self) -> bool {
        self.asked.with(|text| !text.is_empty()) || self.tag.with(|tag| !tag.is_empty())
    }

    fn may_create(self) -> bool {
        self.company.can(Permission::ClientsManage)
    }

    fn create(self, name: String) {
        if untrack(|| self.may_create()) {
            self.name.set(name);
            self.creating.set(true);
        }
    }
}

#[component]
fn Clients() -> impl IntoView {
    let search = Search::open(use_company(), use_router());
    let listening = window_event_listener(leptos::ev::keydown, move |event| pressed(search, &event));
    on_cleanup(move || listening.remove());
    let wanted = use_shortcuts().new_client;
    Effect::new(move |_| {
        if let Some(name) = wanted.get() {
            wanted.set(None);
            search.create(name);
        }
    });
    let entered = move |client: ClientView| search.router.go(Place::Client(client.id));
    let failure = move || {
        let retry = Callback::new(move |()| search.found.reload());
        search.found.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
    };
    view! {
        <Page title=t(texts::clients) bar=move || view! { <Bar search /> } class="clients">
            <div
                class="client-scroll"
                on:scroll:target=move |event| {
                    let list = event.target();
                    if list.scroll_top() + list.client_height() + NEAR >= list.scroll_height() {
                        search.found.more();
                    }
                }
            >
                {failure}
                <Show when=move || search.may_create() && !search.narrowed()><DuplicatesEntry /></Show>
                <List search />
            </div>
            <ClientDialog open=search.creating name=search.name on_done=entered />
            <ImportDialog open=search.importing />
        </Page>
    }
}

#[component]
fn Bar(search: Search) -> impl IntoView {
    let company = search.company;
    let tags = Signal::derive(move || {
        let all = Choice::new("", t(texts::all_tags));
        let known = search.tags.get().into_iter().map(|tag| Choice::new(tag.to_string(), tag.to_string()));
        std::iter::once(all).chain(known).collect::<Vec<_>>()
    });
    let none = move || search.tags.with(BTreeSet::is_empty);
    view! {
        <div class="search-field">
            <Icon glyph=Glyph::Search size=16 />
            <input
                id=FIELD
                class="input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=t(texts::search)
                aria-keyshortcuts="/"
                placeholder=t(texts::search_hint)
                prop:value=move || search.text.get()
                on:input:target=move |event| search.text.set(event.target().value())
                on:keydown=move |event| in_field(search, &event)
            />
            <Kbd keys="/" />
        </div>
        <div class="tag-filter" hidden=none>
            <Select value=search.tag options=tags label=t(texts::tag_filter) />
        </div>
        <span class="push"></span>
        <Show when=move || company.can(Permission::ClientsManage)>
            <Button
                label=t(texts::new_client)
                kind=Kind::Primary
                icon=Glyph::Plus
                shortcut="C"
                on_press=move |_| search.create(String::new())
            />
        </Show>
        <Lists search />
    }
}

/// Lists that come in and go out.
#[component]
fn Lists(search: Search) -> impl IntoView {
    let (company, toasts) = (search.company, use_toasts());
    let exported =
        move || if search.narrowed() { texts::export_found(language()) } else { texts::export(language()) };
    let give_out = move |()| {
        let text = search.asked.with_untracked(|asked| search_text(asked));
        let tag = search.tag.with_untracked(|tag| Name::parse(tag).ok());
        export(company, text, tag, toasts);
    };
    view! {
        <Menu label=t(texts::other_actions)>
            <Show when=move || company.can(Permission::ClientsManage)>
                <MenuItem label=t(import::BUTTON) on_choose=move |()| search.importing.set(true) />
            </Show>
            <MenuItem label=exported on_choose=give_out />
        </Menu>
    }
}

#[component]
fn List(search: Search) -> impl IntoView {
    let found = search.found;
    let empty = Memo::new(move |_| found.settled.get() && found.items.with(Vec::is_empty));
    let first = move || !found.settled.get() && found.failure.with(Option::is_none);
    let moved = move |event: KeyboardEvent| in_list(&event);
    let spoken = move || {
        (search.narrowed() && !found.loading.get())
            .then(|| texts::found(language(), found.items.with(Vec::len) as u64))
    };
    view! {
        <span class="unseen" role="status">{spoken}</span>
        <Show when=first><Skeleton lines=12 /></Show>
        <Show when=move || empty.get() && !found.loading.get()><Nothing search /></Show>
        <ul class="client-list" aria-label=t(texts::clients) on:keydown=moved hidden=move || empty.get()>
            <For each=move || found.items.get() key=row_key let:client><Row client /></For>
        </ul>
        <Show when=move || found.has_more()>
            <div class="list-end">
                <Button label=t(texts::more) kind=Kind::Ghost busy=found.loading on_press=move |_| found.more() />
            </div>
        </Show>
    }
}

/// What a row shows: another text is another row.
fn row_key(client: &ClientSummary) -> (String, String, Vec<Name>) {
    let phone = client.phone.as_ref().map(|phone| phone.as_str()).unwrap_or_default();
    (client.id.to_string(), format!("{} {phone}", client.name), client.tags.clone())
}

#[component]
fn Row(client: ClientSummary) -> impl IntoView {
    let ClientSummary { id, name, phone, tags } = client;
    let name = name.to_string();
    let tags = tags.into_iter().map(|tag| view! { <Badge label=tag.to_string() /> }).collect_view();
    view! {
        <li>
            <Link to=Place::Client(id) class="client-row">
                <Avatar name=name.clone() />
                <strong class="ellipsis">{name}</strong>
                <span class="muted">{phone.as_ref().map(format::phone)}</span>
                <span class="row-tags">{tags}</span>
            </Link>
        </li>
    }
}

/// An empty list says why, and offers the next step.
#[component]
fn Nothing(search: Search) -> impl IntoView {
    let narrowed = Memo::new(move |_| search.narrowed());
    let text = move || search.asked.get();
    let not_found = move || texts::none_found(language(), &text());
    move || {
        let may = search.may_create();
        if narrowed.get() && text().is_empty() {
            view! { <EmptyState title=t(texts::none_tagged) icon=Glyph::Tag /> }.into_any()
        } else if narrowed.get() {
            view! {
                <EmptyState title=not_found text=t(texts::none_found_text) icon=Glyph::Search>
                    <Show when=move || may>
                        <Button
                            label=t(texts::new_client)
                            icon=Glyph::Plus
                            on_press=move |_| search.create(search.text.get_untracked().trim().to_owned())
                        />
                    </Show>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <EmptyState title=t(texts::none) text=t(texts::none_text) icon=Glyph::People>
                    <Show when=move || may>
                        <Button
                            label=t(texts::new_client)
                            kind=Kind::Primary
                            icon=Glyph::Plus
                            on_press=move |_| search.create(String::new())
                        />
                        <Button label=t(import::BUTTON) on_press=move |_| search.importing.set(true) />
                    </Show>
                </EmptyState>
            }
            .into_any()
        }
    }
}

/// Keys of the page: `/` searches, C enters somebody new.
fn pressed(search: Search, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let writing = target.as_ref().is_some_and(dom::takes_text);
    let over = matches!(dom::document().query_selector("dialog[open], [popover]:popover-open"), Ok(Some(_)));
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if event.default_prevented() || event.is_composing() || writing || over || chord {
        return;
    }
    match event.key().as_str() {
        "/" => focus_field(),
        "c" | "C" => search.create(String::new()),
        _ => return,
    }
    event.prevent_default();
}

fn in_field(search: Search, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => rows().first().into_iter().for_each(dom::focus),
        "Enter" => search.hasty.set(true),
        "Escape" if search.text.with_untracked(|text| !text.is_empty()) => search.text.set(String::new()),
        _ => return,
    }
    event.prevent_default();
}

fn in_list(event: &KeyboardEvent) {
    let rows = rows();
    let first =
        || dom::focused().is_some_and(|now| rows.first().is_some_and(|row| row.is_same_node(Some(&now))));
    let last =
        || dom::focused().is_some_and(|now| rows.last().is_some_and(|row| row.is_same_node(Some(&now))));
    match event.key().as_str() {
        "ArrowUp" if first() => focus_field(),
        "ArrowUp" => dom::move_focus(&rows, -1),
        // At the end the next page is on its way; going around would lose the place.
        "ArrowDown" if last() => {}
        "ArrowDown" => dom::move_focus(&rows, 1),
        "Home" => rows.first().into_iter().for_each(dom::focus),
        "End" => rows.last().into_iter().for_each(dom::focus),
        _ => return,
    }
    event.prevent_default();
}

/// What is typed as it is searched for; none if that is nothing.
fn search_text(typed: &str) -> Option<SearchText> {
    let text: String = typed.chars().take(100).collect();
    SearchText::parse(&text).ok().filter(|search| !search.as_str().is_empty())
}

fn rows() -> Vec<web_sys::HtmlElement> {
    let list = dom::document().query_selector(".client-list").ok().flatten();
    list.map(|list| dom::find_all(&list, ".client-row")).unwrap_or_default()
}

fn focus_field() {
    let field = dom::document().get_element_by_id(FIELD).and_then(|field| field.dyn_into().ok());
    if let Some(field) = field {
        dom::focus(&field);
    }
}
