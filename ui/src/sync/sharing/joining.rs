//! Companies that come to this computer: how far they are, and giving it up. They are asked about for as long as one is on its way.

use std::collections::BTreeSet;

use leadsmart_contract::companies::{CompanyView, ListCompanies};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::sync::{CancelJoining, JoiningPhase, JoiningView, ListJoining};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::backend::call;
use crate::clock;
use crate::components::{Button, ConfirmDialog, Glyph, Icon};
use crate::language::{language, t};
use crate::load::{Loaded, load};
use crate::send::Action;
use crate::session::{Session, use_session};

/// How often progress is asked for, in milliseconds: topics tell of what is stored, not of what is on its way.
const BEAT: i32 = 700;

/// The companies that are on their way to this computer.
#[derive(Clone, Copy)]
pub(crate) struct Joinings {
    list: Loaded<Vec<JoiningView>>,
}

impl Joinings {
    /// Asks for them for as long as the caller lives; `on_done` is called with one that has come.
    pub(crate) fn follow(on_done: Callback<CompanyView>) -> Self {
        let session = use_session();
        let list = load(&[Topic::Sync, Topic::Companies], move || {
            language();
            call(ListJoining {})
        });
        Effect::new(move |before: Option<BTreeSet<CompanyId>>| {
            let now: BTreeSet<_> =
                list.value.with(|list| list.iter().flatten().map(|joining| joining.company_id).collect());
            for gone in before.iter().flatten().filter(|id| !now.contains(id)) {
                spawn_local(arrived(session, *gone, on_done));
            }
            now
        });
        spawn_local(async move {
            loop {
                clock::wait(BEAT).await;
                let on_the_way =
                    list.value.try_with_untracked(|list| list.as_ref().is_some_and(|list| !list.is_empty()));
                match on_the_way {
                    Some(true) => list.reload(),
                    Some(false) => {}
                    // Whoever watched has gone.
                    None => return,
                }
            }
        });
        Self { list }
    }

    /// Whether one is on its way. Tracked.
    pub(crate) fn any(self) -> bool {
        self.list.value.with(|list| list.as_ref().is_some_and(|list| !list.is_empty()))
    }

    /// Asks at once: a code was taken.
    pub(crate) fn begun(self) {
        self.list.reload();
    }
}

/// Opens a company that is on its way no longer, unless it was given up.
async fn arrived(session: Session, id: CompanyId, on_done: Callback<CompanyView>) {
    let Ok(companies) = call(ListCompanies {}).await else { return };
    if let Some(company) = companies.into_iter().find(|company| company.id == id) {
        session.put_company(company.clone());
        // Whoever watched may have gone meanwhile.
        let _ = on_done.try_run(company);
    }
}

/// What is on its way, each with its progress.
#[component]
pub(crate) fn JoiningList(
    /// What is followed.
    joinings: Joinings,
) -> impl IntoView {
    let list = joinings.list;
    let ids = move || {
        list.value.with(|list| list.iter().flatten().map(|joining| joining.company_id).collect::<Vec<_>>())
    };
    let line = move |id| view! { <Joining id list /> };
    view! { <For each=ids key=|id| *id children=line /> }
}

#[component]
fn Joining(id: CompanyId, list: Loaded<Vec<JoiningView>>) -> impl IntoView {
    let found = Memo::new(move |_| {
        list.value.with(|list| list.iter().flatten().find(|joining| joining.company_id == id).cloned())
    });
    let read = move |read: &dyn Fn(&JoiningView) -> String| found.with(|found| found.as_ref().map(read));
    let stopped = Memo::new(move |_| {
        found.with(|found| found.as_ref().is_some_and(|one| one.phase == JoiningPhase::Stopped))
    });
    let percent = move || found.with(|found| found.as_ref().and_then(|one| one.percent));
    let hint = move || found.with(|found| found.as_ref().and_then(|one| one.hint.clone()));
    let rows = move || {
        let rows = found.with(|found| found.as_ref().map_or(0, |one| one.rows));
        (rows > 0).then(|| texts::rows(language(), rows))
    };
    view! {
        <section class="joining" aria-label=t(texts::joining)>
            <div class="row" class:bad=move || stopped.get()>
                <Show when=move || stopped.get()><Icon glyph=Glyph::Warning /></Show>
                <p class="strong" role="status">{move || read(&|one| one.message.clone())}</p>
            </div>
            {move || hint().map(|hint| view! { <p>{hint}</p> })}
            <Show when=move || !stopped.get()>
                <progress class="wide" max="100" value=move || percent().map(|percent| percent.to_string()) aria-label=t(texts::joining)></progress>
            </Show>
            <div class="row">
                <span class="muted small">
                    {move || percent().map(|percent| texts::percent(language(), percent))}" "{rows}
                </span>
                <span class="push"></span>
                <Cancel id list />
            </div>
        </section>
    }
}

/// Giving it up, which is asked about: the code is used up.
#[component]
fn Cancel(id: CompanyId, list: Loaded<Vec<JoiningView>>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let cancelling = Action::new();
    let cancel = move |()| {
        cancelling.send(CancelJoining { joining_id: id }, move |_| {
            asking.set(false);
            list.reload();
        });
    };
    view! {
        <Button label=t(texts::cancel) on_press=move |_| asking.set(true) />
        <ConfirmDialog
            open=asking
            title=t(texts::cancel_title)
            text=t(texts::cancel_text)
            confirm=t(texts::cancel_now)
            busy=cancelling.busy
            failure=cancelling.failure
            on_confirm=cancel
        />
    }
}
