//! Pages whose code is fetched when they are first opened. What the window starts with, and the agenda, come at once; the rest
//! is split off when the interface is built (`xtask ui`), so that a browser downloads less before the first screen.
//!
//! A page stands here with the name of its file. Pages that are opened together share one.

use leadsmart_contract::agendas::AgendaView;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{ClientId, CompanyId, ConflictId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::components::ErrorNote;
use crate::language::language_now;
use crate::{auth, clients, clock, companies, dom, ics, instances, settings, sync, threads, today};

/// The code of a page could not be fetched: the server was updated meanwhile, or does not answer.
pub(crate) struct Unreachable;

impl From<SplitLoaderError> for Unreachable {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

type Page = Result<AnyView, Unreachable>;

#[wasm_split(welcome, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn first_start() -> Page {
    Ok(view! { <auth::FirstStart /> }.into_any())
}

#[wasm_split(welcome, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn choose_company() -> Page {
    Ok(view! { <companies::ChooseCompany /> }.into_any())
}

#[wasm_split(welcome, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn locked_company(id: CompanyId) -> Page {
    Ok(view! { <companies::LockedCompany id /> }.into_any())
}

#[wasm_split(today, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_today))]
pub(crate) fn today() -> Page {
    Ok(view! { <today::TodayPage /> }.into_any())
}

#[wasm_split(clients, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_clients))]
pub(crate) fn clients() -> Page {
    Ok(view! { <clients::ClientsPage /> }.into_any())
}

#[wasm_split(clients, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn duplicates() -> Page {
    Ok(view! { <clients::DuplicatesPage /> }.into_any())
}

#[wasm_split(clients, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn client(id: ClientId) -> Page {
    Ok(view! { <clients::ClientPage id /> }.into_any())
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_settings))]
pub(crate) fn settings() -> Page {
    Ok(view! { <settings::SettingsPage /> }.into_any())
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn profile() -> Page {
    Ok(view! { <auth::ProfilePage /> }.into_any())
}

#[wasm_split(sync, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn sync() -> Page {
    Ok(view! { <sync::SyncPage /> }.into_any())
}

#[wasm_split(sync, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn conflict(id: ConflictId) -> Page {
    Ok(view! { <sync::ConflictPage id /> }.into_any())
}

#[wasm_split(chats, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_chats))]
pub(crate) fn chats() -> Page {
    Ok(view! { <threads::ChatsPage /> }.into_any())
}

#[wasm_split(chats, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn connections() -> Page {
    Ok(view! { <instances::ConnectionsPage /> }.into_any())
}

/// The import of a calendar file, a dialog of the agenda.
#[wasm_split(calendar_file, wasm_split_path = leptos::wasm_split, fallible)]
pub(crate) fn import_calendar(open: RwSignal<bool>, agendas: Signal<Vec<AgendaView>>) -> Page {
    Ok(view! { <ics::ImportDialog open agendas /> }.into_any())
}

/// Shows a page as soon as its code is there.
pub(crate) fn open(page: impl Future<Output = Page> + Send + 'static) -> AnyView {
    Suspend::new(async move { page.await.unwrap_or_else(|Unreachable| view! { <Missing /> }.into_any()) })
        .into_any()
}

/// How long the first page has the webview for itself, and how long each of those that are fetched leaves it to a person's
/// hands, in milliseconds. To make a page ready takes the webview long enough to be felt.
const FIRST: i32 = 1_500;
const BETWEEN: i32 = 400;

/// Fetches what will be opened next, so that it opens at once.
pub(crate) fn fetch_ahead() {
    spawn_local(async {
        clock::wait(FIRST).await;
        // What cannot be fetched now is fetched again when it is opened.
        let _today = fetch_today().await;
        clock::wait(BETWEEN).await;
        let _chats = fetch_chats().await;
        clock::wait(BETWEEN).await;
        let _clients = fetch_clients().await;
        clock::wait(BETWEEN).await;
        let _settings = fetch_settings().await;
    });
}

#[component]
fn Missing() -> impl IntoView {
    let failure = Failure::new(Code::Internal, texts::missing(language_now()));
    let retry = Callback::new(|()| dom::reload());
    view! { <div class="starting"><ErrorNote failure on_retry=retry /></div> }
}

mod texts {
    leadsmart_contract::texts! {
        missing: "Esta página não pôde ser carregada. Nada do que foi salvo se perdeu.",
            "This page could not be loaded. Nothing that was saved is lost.",
            "No se pudo cargar esta página. No se perdió nada de lo guardado.";
    }
}
