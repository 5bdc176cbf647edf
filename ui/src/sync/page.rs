//! The page: how things stand, what waits and why, what needs a decision, what was decided.

use leadsmart_contract::permission::Permission;
use leadsmart_contract::sync::{
    ConflictView, GetSyncStatus, ListConflicts, ListWaiting, RecoverSync, SyncNow, SyncState, SyncStatus,
    SyncTrouble, WaitingView,
};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use super::history::History;
use super::queue::{self, Line};
use super::sharing::{Devices, Invitation, Renew, SetUp};
use super::{CONFLICT_TOPICS, Secrets, Teller, sign, texts, words};
use crate::backend::call;
use crate::companies::JoinForm;
use crate::components::{Badge, Button, ConfirmDialog, Dialog, Glyph, Icon, Kind, Tone, use_toasts};
use crate::frame::Page;
use crate::language::{Text, format, language, language_now, t};
use crate::load::{Loaded, Ready, load};
use crate::router::{Link, Place};
use crate::send::{Action, ActionFailure};
use crate::session::use_company;

/// The page.
#[component]
pub(crate) fn SyncPage() -> impl IntoView {
    let company = use_company();
    let status = load(&[Topic::Sync], move || {
        language();
        call(GetSyncStatus { company_id: company.id })
    });
    let shared = Memo::new(move |_| {
        status.value.with(|status| status.as_ref().is_some_and(|status| status.state != SyncState::Alone))
    });
    let alone = Memo::new(move |_| {
        let known = status.value.with(|status| status.as_ref().map(|status| status.state));
        // The sample can be removed at any time, so it is nothing to share.
        let own = company.view.with(|view| !view.sample);
        known == Some(SyncState::Alone) && own && company.can(Permission::CompanyManage)
    });
    let invites = Memo::new(move |_| shared.get() && company.can(Permission::MembersManage));
    let open = move || status.value.with(|status| status.as_ref().is_some_and(|status| status.conflicts > 0));
    let sees = Memo::new(move |_| (shared.get() || open()) && company.can(Permission::AppointmentsView));
    view! {
        <Page title=t(texts::title) class="padded sync">
            <p class="muted sync-text">{t(texts::text)}</p>
            <section class="panel" aria-label=t(texts::state)>
                <Ready loaded=status lines=2 let:status><State status /></Ready>
            </section>
            <Show when=move || shared.get() || alone.get()><Secrets /></Show>
            <Show when=move || sees.get()><Conflicts /></Show>
            <Show when=move || shared.get()><Queue status /></Show>
            <Show when=move || alone.get()><SetUp /></Show>
            <Show when=move || invites.get()>
                <Invitation />
                <Devices />
            </Show>
        </Page>
    }
}

/// The state in words, and what can be done about it.
#[component]
fn State(status: Signal<SyncStatus>) -> impl IntoView {
    let company = use_company();
    let today = move || company.today();
    let sign = Memo::new(move |_| status.with(|status| sign::sign(language(), status, today())));
    let glyph =
        Signal::derive(move || sign.with(|sign| sign.as_ref().map_or(Glyph::Computer, |sign| sign.glyph)));
    let tone = move || match sign.with(|sign| sign.as_ref().map(|sign| sign.tone)) {
        Some(Tone::Bad) => "sync-state bad",
        Some(Tone::Warn) => "sync-state warn",
        Some(_) => "sync-state ok",
        None => "sync-state",
    };
    let title = move || {
        status.with(|status| match (status.state, &sign.get()) {
            // The sentence of the frame knows since when, that of the backend what is wrong.
            (SyncState::Offline | SyncState::Waiting, Some(sign)) => sign.words.clone(),
            _ => status.message.clone(),
        })
    };
    let hint = move || status.with(|status| status.hint.clone());
    // It goes back day after day, so it is no part of what is spoken by itself.
    let since =
        Memo::new(move |_| status.with(|status| status.messages_since.map(|since| since.local.date())));
    let older = move || since.get().map(|since| texts::messages_since(language(), &format::date(since)));
    let detail = Memo::new(move |_| status.with(|status| status.detail.clone()));
    let shared = Memo::new(move |_| status.with(|status| status.state != SyncState::Alone));
    view! {
        <div class=tone>
            <Icon glyph size=24 />
            <div role="status">
                <p class="strong">{title}</p>
                {move || hint().map(|hint| view! { <p>{hint}</p> })}
                <Show when=move || !shared.get()><p>{t(texts::alone_text)}</p></Show>
            </div>
        </div>
        {move || older().map(|text| view! { <p class="muted">{text}</p> })}
        {move || detail.get().map(|detail| view! {
            <details class="sync-detail"><summary>{t(texts::detail)}</summary><p class="small">{detail}</p></details>
        })}
        <Show when=move || shared.get()><Steps status /></Show>
    }
}

/// Trying now, and the ways on where something keeps it from going on by itself.
#[component]
fn Steps(status: Signal<SyncStatus>) -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let trying = Action::new();
    let asked = RwSignal::new(false);
    let trouble = Memo::new(move |_| status.with(|status| status.trouble));
    let too_old = move || trouble.get() == Some(SyncTrouble::ServerTooOld);
    // As another device it goes on, and hands in what waited.
    let out = move || {
        matches!(trouble.get(), Some(SyncTrouble::Revoked | SyncTrouble::NoLogin | SyncTrouble::Forked))
    };
    let recoverable = Memo::new(move |_| status.with(|status| status.recoverable));
    let may = Memo::new(move |_| company.can(Permission::CompanyManage));
    let try_now = move |_| {
        asked.set(false);
        trying.send(SyncNow { company_id }, move |_| asked.set(true));
    };
    view! {
        <Show when=move || recoverable.get() && !may.get()><p class="note warn">{t(texts::ask_manager)}</p></Show>
        <ActionFailure action=trying />
        <div class="row sync-steps">
            <Button label=t(texts::try_now) icon=Glyph::Repeat busy=trying.busy on_press=try_now />
            <Show when=move || too_old() && may.get()><Renew /></Show>
            <Show when=out><JoinAgain /></Show>
            <Show when=move || recoverable.get() && may.get()><Recover trouble /></Show>
            <span class="muted" role="status">{move || asked.get().then(|| texts::trying(language()))}</span>
        </div>
    }
}

/// The code with which a computer goes on that was shut out, or has lost its login.
#[component]
fn JoinAgain() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Button label=t(texts::join_again) on_press=move |_| open.set(true) />
        <Dialog open title=t(texts::join_again_title)>
            <p>{t(texts::join_again_text)}</p>
            <JoinForm on_done=move |_| open.set(false) on_joining=move |()| open.set(false) />
        </Dialog>
    }
}

/// Going on after something was set back, with a question that says what will happen.
#[component]
fn Recover(trouble: Memo<Option<SyncTrouble>>) -> impl IntoView {
    let company_id = use_company().id;
    let toasts = use_toasts();
    let recovering = Action::new();
    let asking = RwSignal::new(false);
    let what = move || {
        let forked = trouble.get() == Some(SyncTrouble::Forked);
        let text: Text = if forked { texts::recover_forked } else { texts::recover_restored };
        text(language())
    };
    let recover = move |()| {
        recovering.send(RecoverSync { company_id }, move |_| {
            asking.set(false);
            toasts.say(texts::recovering(language_now()));
        });
    };
    view! {
        <Button label=t(texts::recover) kind=Kind::Primary on_press=move |_| asking.set(true) />
        <ConfirmDialog
            open=asking
            title=t(texts::recover_title)
            text=what
            confirm=t(texts::recover_now)
            busy=recovering.busy
            failure=recovering.failure
            on_confirm=recover
        />
    }
}

/// What needs a decision, and below it what was noted or decided.
#[component]
fn Conflicts() -> impl IntoView {
    let company = use_company();
    let open = load(CONFLICT_TOPICS, move || {
        language();
        call(ListConflicts { company_id: company.id, state: None })
    });
    let teller = Teller::new();
    view! {
        <section class="panel" aria-labelledby="conflicts-title">
            <div>
                <h2 id="conflicts-title">{t(texts::conflicts)}</h2>
                <p class="muted">{t(texts::conflicts_text)}</p>
            </div>
            <Ready loaded=open lines=2 let:list>
                <Show
                    when=move || list.with(|list| !list.is_empty())
                    fallback=|| view! { <p class="muted">{t(texts::none_open)}</p> }
                >
                    <ConflictList list teller />
                </Show>
            </Ready>
            <History teller />
        </section>
    }
}

/// Conflicts that wait for somebody; each leads to its two sides.
#[component]
fn ConflictList(list: Signal<Vec<ConflictView>>, teller: Teller) -> impl IntoView {
    let ids = move || list.with(|list| list.iter().map(|conflict| conflict.id).collect::<Vec<_>>());
    let line = move |id| {
        let found =
            Memo::new(move |_| list.with(|list| list.iter().find(|conflict| conflict.id == id).cloned()));
        let tell = move |read: &dyn Fn(&super::compare::Reader<'_>, &ConflictView) -> String| {
            found.with(|found| found.as_ref().map(|one| teller.with(|reader| read(reader, one))))
        };
        let title = move || tell(&|reader, conflict| reader.title(conflict));
        let origin = move || tell(&|reader, conflict| reader.origin(conflict));
        let message = move || found.with(|found| found.as_ref().map(|one| one.message.clone()));
        let spoken = move || texts::decide_about(language(), &title().unwrap_or_default());
        view! {
            <li>
                <Icon glyph=Glyph::Warning />
                <span class="what">
                    <strong>{title}</strong>
                    <span>{message}</span>
                    <small>{origin}</small>
                </span>
                <Link to=Place::Conflict(id) class="button" label=spoken>{t(texts::decide)}</Link>
            </li>
        }
    };
    view! { <ul class="sync-lines open"><For each=ids key=|id| *id children=line /></ul> }
}

/// What waits to be sent, and why it does.
#[component]
fn Queue(status: Loaded<SyncStatus>) -> impl IntoView {
    let company = use_company();
    let waiting = load(&[Topic::Sync], move || call(ListWaiting { company_id: company.id }));
    let why = move || {
        let text: Text = status.value.with(|status| match status.as_ref() {
            Some(SyncStatus { trouble: Some(_), .. }) => texts::queue_stopped,
            Some(SyncStatus { offline_since: Some(_), .. }) => texts::queue_offline,
            _ => texts::queue_online,
        });
        text(language())
    };
    let count = move || status.value.with(|status| status.as_ref().map_or(0, |status| status.waiting));
    // The backend lists the first ones only.
    let rest = move |list: Signal<Vec<WaitingView>>| count().saturating_sub(list.with(Vec::len) as u64);
    view! {
        <section class="panel" aria-labelledby="queue-title">
            <header>
                <h2 id="queue-title">{t(texts::queue)}</h2>
                <span class="badge" hidden=move || count() == 0>{count}</span>
            </header>
            <Ready loaded=waiting lines=3 let:list>
                <Show
                    when=move || list.with(|list: &Vec<WaitingView>| !list.is_empty())
                    fallback=|| view! { <p class="muted">{t(texts::queue_empty)}</p> }
                >
                    <p class="muted">{why}</p>
                    <ol class="sync-lines">
                        {move || list.with(|list| queue::lines(list)).into_iter().map(|line| view! { <QueueLine line /> }).collect_view()}
                    </ol>
                    <p class="muted" hidden=move || rest(list) == 0>{move || texts::and_more(language(), rest(list))}</p>
                </Show>
            </Ready>
        </section>
    }
}

#[component]
fn QueueLine(line: Line) -> impl IntoView {
    let company = use_company();
    let Line { operation, at, count, handed_in } = line;
    let when = move || sign::when(language(), at, company.today());
    view! {
        <li>
            <span class="what">
                <strong>{move || words::operation(language(), &operation)}</strong>
                {(count > 1).then(|| view! { <small>{move || texts::times(language(), count)}</small> })}
            </span>
            {handed_in.then(|| view! { <Badge label=t(texts::handed_in) /> })}
            <time class="muted">{when}</time>
        </li>
    }
}
