//! Beside the conversation: who it is, when she comes next, and booking without leaving.

use leadsmart_contract::clients::{AppointmentMention, ClientView, CreateClient, GetClient};
use leadsmart_contract::ids::{ClientId, ThreadId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::threads::UpdateThread;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{List, Name};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::book::{BookHere, Offers};
use super::desk::{Desk, use_desk};
use super::head::unchanged;
use super::texts;
use crate::backend::call;
use crate::clients::TypedClients;
use crate::components::{
    Badge, Button, ComboOption, Combobox, ErrorNote, Field, Glyph, Kind, Problems, Skeleton,
};
use crate::dom;
use crate::language::{format, language, t};
use crate::load::load;
use crate::router::{Link, Place};
use crate::shortcuts::use_shortcuts;

/// The panel of the conversation that is open. It follows once the messages are in sight.
#[component]
pub(super) fn Panel() -> impl IntoView {
    let desk = use_desk();
    let placed = Memo::new(move |_| desk.painted.with(Option::is_some));
    view! {
        <aside class="chat-panel" aria-label=t(texts::panel)>
            <header>
                <div><h2>{move || desk.of_painted(|thread| thread.title.clone())}</h2></div>
                <Button
                    label=t(texts::close)
                    icon=Glyph::Cross
                    icon_only=true
                    kind=Kind::Ghost
                    on_press=move |_| desk.panel.set(false)
                />
            </header>
            <Show when=move || placed.get() && desk.company.can(Permission::ClientsView)><Who desk /></Show>
        </aside>
    }
}

/// Whom the panel is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// That is not known yet.
    Nothing,
    /// A client of the company.
    Client(ClientId),
    /// Somebody who is no client, or is to be another one.
    Unknown,
}

/// Who it is. It is drawn anew for another conversation.
#[component]
fn Who(desk: Desk) -> impl IntoView {
    // In which conversation it is to be somebody else.
    let changing = RwSignal::new(None::<ThreadId>);
    let offers = Offers::read(desk);
    let client = Memo::new(move |_| desk.of_painted(|thread| thread.client.as_ref().map(|client| client.id)));
    Effect::new(move |before: Option<Option<Option<ClientId>>>| {
        let now = client.get();
        if before.is_some_and(|before| before != now) {
            changing.set(None);
        }
        now
    });
    let shown = Memo::new(move |_| {
        let thread = desk.painted.get();
        let shown = match client.get() {
            None => Shown::Nothing,
            Some(Some(client)) if changing.get() != thread => Shown::Client(client),
            Some(_) => Shown::Unknown,
        };
        (thread, shown)
    });
    move || match shown.get() {
        (_, Shown::Nothing) => ().into_any(),
        (thread, Shown::Client(id)) => {
            view! { <Known id offers on_change=move |()| changing.set(thread) /> }.into_any()
        }
        (_, Shown::Unknown) => view! { <Unknown desk /> }.into_any(),
    }
}

/// A client of the company.
#[component]
fn Known(
    id: ClientId,
    offers: Offers,
    /// It is to be somebody else.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let desk = use_desk();
    let company_id = desk.company.id;
    let client = load(&[Topic::Clients, Topic::Appointments, Topic::Agendas], move || {
        call(GetClient { company_id, client_id: id })
    });
    let name = Signal::derive(move || {
        client.value.with(|client| client.as_ref().map(|client| client.name.to_string())).unwrap_or_default()
    });
    let facts = move || {
        client.value.with(|client| client.as_ref().map(|client| view! { <Facts client=client.clone() /> }))
    };
    let waiting = move || client.value.with(Option::is_none) && client.failure.with(Option::is_none);
    view! {
        {move || client.failure.get().map(|failure| view! { <ErrorNote failure on_retry=move |()| client.reload() /> })}
        <Show when=waiting><Skeleton lines=6 /></Show>
        {facts}
        <Show when=move || offers.books.get()><BookHere client=id name offers /></Show>
        <div class="row">
            <Link to=Place::Client(id) class="button">{t(texts::profile)}</Link>
            <Show when=move || desk.flow.may()>
                <Button label=t(texts::change_client) kind=Kind::Ghost on_press=move |_| on_change.run(()) />
            </Show>
        </div>
    }
}

/// What is known of a client: how often she came, when she comes next, what to know.
#[component]
fn Facts(client: ClientView) -> impl IntoView {
    let ClientView { visits, next_appointment, notes, tags, .. } = client;
    let visited = move || {
        let (came, missed) =
            (texts::visits(language(), visits.done.into()), texts::missed(language(), visits.no_show.into()));
        texts::since_visits(language(), &came, &missed)
    };
    let notes = notes.as_str().to_owned();
    view! {
        <section>
            <p class="muted small">{visited}</p>
            <p class="row-tags">{tags.into_iter().map(|tag| view! { <Badge label=tag.to_string() /> }).collect_view()}</p>
        </section>
        <section>
            <h3 class="section-title">{t(texts::next)}</h3>
            {match next_appointment {
                Some(mention) => view! { <Next mention /> }.into_any(),
                None => view! { <p class="muted">{t(texts::no_next)}</p> }.into_any(),
            }}
        </section>
        {(!notes.is_empty()).then(|| view! {
            <section><h3 class="section-title">{t(texts::notes)}</h3><p class="chat-notes">{notes}</p></section>
        })}
    }
}

/// The next appointment; pressing it shows it on the agenda.
#[component]
fn Next(mention: AppointmentMention) -> impl IntoView {
    let (desk, shortcuts) = (use_desk(), use_shortcuts());
    let AppointmentMention { id, start, summary } = mention;
    let local = start.local;
    let when = move || {
        let date = format::relative_date(language(), local.date(), desk.company.today());
        texts::at_time(language(), &date, &format::time(local.time()))
    };
    view! {
        <button
            type="button"
            class="chat-next"
            title=t(texts::show_on_agenda)
            on:click=move |_| shortcuts.open_appointment(desk.router, id, local.date())
        >
            <strong>{when}</strong>
            <span class="muted">{summary}</span>
        </button>
    }
}

/// Somebody who is no client yet: chosen, or entered under the name and phone that are known.
#[component]
fn Unknown(desk: Desk) -> impl IntoView {
    let company_id = desk.company.id;
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let clients = TypedClients::new(company_id, text);
    // The name that the other one gave themselves is the likeliest.
    Effect::new(move |_| {
        let named = desk.open_view().and_then(|view| view.profile_name);
        if let Some(named) = named
            && text.with_untracked(String::is_empty)
        {
            text.set(named);
        }
    });
    let belong = move |client: ClientId| {
        let Some(thread_id) = desk.painted.get_untracked() else { return };
        let command = UpdateThread { client_id: Some(Some(client)), ..unchanged(company_id, thread_id) };
        busy.set(true);
        spawn_local(async move {
            let answer = call(command).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => desk.view.value.set(Some(Some(view))),
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    let enter = move |name: String| {
        let Some(name) = problems.parse("client_id", &name, Name::parse) else { return };
        let phone = untrack(|| desk.of_painted(|thread| thread.phone.clone())).flatten();
        let command = CreateClient {
            company_id,
            id: Some(ClientId::new(dom::new_uuid())),
            name,
            phones: List::parse(phone.into_iter().collect()).unwrap_or_default(),
            email: None,
            document: None,
            birthday: None,
            notes: None,
            tags: List::default(),
            marketing_consent: false,
            allow_duplicate: true,
        };
        busy.set(true);
        spawn_local(async move {
            let answer = call(command).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(client) => belong(client.id),
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    let choose = move |option: ComboOption| {
        if let Some(client) = clients.by_id(&option.id) {
            belong(client.id);
        }
    };
    let creates = untrack(|| desk.company.can(Permission::ClientsManage));
    let failure = move || problems.failure().get().map(|failure| view! { <ErrorNote failure /> });
    view! {
        <section>
            <p class="strong">{t(texts::unknown)}</p>
            <p class="muted small">{t(texts::unknown_text)}</p>
            <Show when=move || desk.flow.may()>
                <Field label=t(texts::who) name="client_id" problems>
                    <Combobox
                        text
                        options=Signal::derive(move || clients.options())
                        loading=Signal::derive(move || clients.waits() || busy.get())
                        on_choose=choose
                        on_create=Callback::new(move |name| if creates { enter(name) })
                        create_label=move || texts::new_client(language(), &clients.typed())
                        placeholder=t(texts::who_hint)
                    />
                </Field>
            </Show>
            {failure}
        </section>
    }
}
