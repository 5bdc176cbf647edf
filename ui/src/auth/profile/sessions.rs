//! Where one is logged in.

use leadsmart_contract::auth::{ListSessions, RevokeSession, SessionView};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::auth::texts;
use crate::backend::call;
use crate::clock;
use crate::components::{Badge, Button, ErrorNote, Tone, use_toasts};
use crate::language::format::{relative_date, time};
use crate::language::{language, language_now, t};
use crate::load::{Ready, load};

/// Every session, with the way to end it.
#[component]
pub(super) fn SessionsPanel() -> impl IntoView {
    let sessions = load(&[Topic::Account], || call(ListSessions {}));
    let failure = RwSignal::new(None::<Failure>);
    let toasts = use_toasts();
    let end = Callback::new(move |session: SessionView| {
        failure.set(None);
        spawn_local(async move {
            match call(RevokeSession { session_id: session.id }).await {
                Ok(_) => {
                    sessions.assume(|list| list.retain(|known| known.id != session.id));
                    toasts.say(texts::session_ended(language_now(), &session.device));
                }
                Err(answer) => failure.set(Some(answer)),
            }
        });
    });
    view! {
        <section class="panel">
            <div><h2>{t(texts::sessions)}</h2><p class="muted">{t(texts::sessions_text)}</p></div>
            {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
            <Ready loaded=sessions lines=2 let:list>
                <ul class="sessions">
                    <For each=move || list.get() key=|session| (session.id, session.used_at) let:session>
                        <OneSession session end />
                    </For>
                </ul>
            </Ready>
        </section>
    }
}

#[component]
fn OneSession(session: SessionView, end: Callback<SessionView>) -> impl IntoView {
    let SessionView { used_at, created_at, current, .. } = session;
    let device = session.device.clone();
    let when = move |at| {
        let (at, now) = (clock::here(at), clock::here(clock::now()));
        format!("{} {}", relative_date(language(), at.date(), now.date()), time(at.time()))
    };
    let line = move || {
        format!(
            "{} · {}",
            texts::used(language(), &when(used_at)),
            texts::began(language(), &when(created_at))
        )
    };
    view! {
        <li>
            <span><strong class="strong">{device}</strong><small>{line}</small></span>
            {if current {
                view! { <Badge label=t(texts::this_session) tone=Tone::Accent /> }.into_any()
            } else {
                view! { <Button label=t(texts::end_session) on_press=move |_| end.run(session.clone()) /> }.into_any()
            }}
        </li>
    }
}
