//! The application: what stands in the window, from the start on.

use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::shell::Wish;
use leptos::context::Provider;
use leptos::prelude::*;

use crate::components::{ErrorNote, ToastList, Toasts};
use crate::frame::Frame;
use crate::language::{language_now, speak};
use crate::router::{Place, Router, use_router};
use crate::session::{Company, Session, Stage, use_session};
use crate::shortcuts::{AgendaRequest, Shortcuts};
use crate::threads::Counts;
use crate::undo::Undo;
use crate::{appointments, auth, backend, dom, look, pages};

/// The window: what every part may use, and the stage that the session is at.
#[component]
pub(crate) fn App() -> impl IntoView {
    speak(language_now());
    dom::refuse_stray_files();
    look::begin();
    backend::follow_wishes();
    let toasts = Toasts::new();
    provide_context(toasts);
    let session = Session::start();
    provide_context(session);
    let restored = Memo::new(move |_| {
        session.status.with(|status| status.as_ref().is_some_and(|status| status.restored))
    });
    Effect::new(move |_| {
        if restored.get() {
            toasts.say(restored_text(language_now()));
        }
    });
    provide_context(Router::new());
    view! {
        <Stages />
        <auth::LogInAgain />
        <ToastList />
    }
}

#[component]
fn Stages() -> impl IntoView {
    let session = use_session();
    let stage = Memo::new(move |_| session.stage());
    move || match stage.get() {
        Stage::Starting => view! { <Starting /> }.into_any(),
        Stage::Failed(failure) => view! { <NoAnswer failure /> }.into_any(),
        Stage::FirstStart => pages::open(pages::first_start()),
        Stage::LoggedOut => view! { <auth::LogInPage /> }.into_any(),
        Stage::NoCompany => pages::open(pages::choose_company()),
        Stage::Locked(id) => pages::open(pages::locked_company(id)),
        Stage::Working(id) => view! { <Working id /> }.into_any(),
    }
}

/// What stands there for the blink until the backend answers.
#[component]
fn Starting() -> impl IntoView {
    view! { <div class="starting" aria-busy="true"><span class="logo">"L"</span></div> }
}

#[component]
fn NoAnswer(failure: Failure) -> impl IntoView {
    let session = use_session();
    let retry = Callback::new(move |()| session.ask());
    view! { <div class="starting"><ErrorNote failure on_retry=retry /></div> }
}

/// The frame with the pages of one company. It is drawn anew for another company, so that nothing of one is left in sight.
#[component]
fn Working(id: CompanyId) -> impl IntoView {
    let session = use_session();
    let known = move || session.companies.with(|list| list.iter().find(|company| company.id == id).cloned());
    let Some(first) = untrack(known) else { return ().into_any() };
    // The last view stays while a log-out takes the companies away.
    let view = Memo::new(move |before: Option<&_>| {
        known().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    pages::fetch_ahead();
    let undo = Undo::new();
    let shortcuts = Shortcuts::new(use_router(), undo);
    let company = Company { id, view: view.into() };
    fulfil_wishes(session, id, shortcuts, use_router());
    let counts = Counts::follow(company);
    view! {
        <Provider value=company>
            <Provider value=undo>
                <Provider value=shortcuts>
                    <Provider value=counts><Frame><Pages /></Frame></Provider>
                </Provider>
            </Provider>
        </Provider>
    }
    .into_any()
}

/// Goes where a notification or the tray leads; what belongs to another company has that one opened first.
fn fulfil_wishes(session: Session, company: CompanyId, shortcuts: Shortcuts, router: Router) {
    Effect::new(move |_| {
        let Some(wish) = backend::wish() else { return };
        match wish {
            Wish::Appointment { company_id, .. }
            | Wish::Thread { company_id, .. }
            | Wish::Threads { company_id }
                if company_id != company =>
            {
                let hers = session
                    .companies
                    .with_untracked(|companies| companies.iter().any(|company| company.id == company_id));
                if hers {
                    return session.choose(Some(company_id));
                }
            }
            Wish::Appointment { appointment_id, date, .. } => {
                shortcuts.ask_agenda(router, AgendaRequest::Open(appointment_id, date));
            }
            Wish::Thread { thread_id, .. } => router.go(Place::Chat(thread_id)),
            Wish::Threads { .. } => router.go(Place::Chats),
            Wish::Today => router.go(Place::Today),
            Wish::Book => shortcuts.book(router),
            // The form takes it.
            Wish::Join { .. } => return session.open_companies(),
        }
        backend::take_wish();
    });
}

#[component]
fn Pages() -> impl IntoView {
    let router = use_router();
    // A page that stays at its place while its part changes (settings, agenda) follows the router by itself.
    let page = Memo::new(move |_| match router.place() {
        Place::Settings(_) => Place::Settings(crate::router::Section::Company),
        Place::Chat(_) => Place::Chats,
        place => place,
    });
    move || match page.get() {
        Place::Today => pages::open(pages::today()),
        Place::Agenda => view! { <appointments::AgendaPage /> }.into_any(),
        Place::Clients => pages::open(pages::clients()),
        Place::Duplicates => pages::open(pages::duplicates()),
        Place::Client(id) => pages::open(pages::client(id)),
        Place::Sync => pages::open(pages::sync()),
        Place::Conflict(id) => pages::open(pages::conflict(id)),
        Place::Chats | Place::Chat(_) => pages::open(pages::chats()),
        Place::Connections => pages::open(pages::connections()),
        Place::Settings(_) => pages::open(pages::settings()),
        Place::Profile => pages::open(pages::profile()),
    }
}

leadsmart_contract::texts! {
    restored_text: "A cópia foi restaurada. O que havia antes está guardado em Ajustes › Empresa.",
        "The copy was restored. What was there before is kept under Settings › Company.",
        "La copia fue restaurada. Lo que había antes está guardado en Ajustes › Empresa.";
}
