//! The first start: an account and a company, or the sample clinic.

use leadsmart_contract::auth::Registered;
use leadsmart_contract::companies::CompanyView;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::sample::ExploreSample;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::card::KeychainNote;
use super::recovery_code::RecoveryCodeSheet;
use super::register::RegisterForm;
use super::{AuthCard, texts};
use crate::backend::{self, call, in_window};
use crate::backups::FirstRestore;
use crate::companies::{JoinForm, NewCompanyForm};
use crate::components::{ErrorNote, Glyph, Icon};
use crate::language::{Text, language, t};
use crate::router::{Place, use_router};
use crate::session::{Session, use_session};
use crate::sync::{JoiningList, Joinings, Secrets};

#[derive(Clone, PartialEq)]
enum Step {
    Welcome,
    Register,
    Code(Registered),
    Company,
    Join,
}

/// What the account is made for.
#[derive(Clone, Copy, PartialEq)]
enum Aim {
    /// A company of its own.
    Company,
    /// One that is on another computer.
    Join,
}

/// The first start, step by step.
#[component]
pub(crate) fn FirstStart() -> impl IntoView {
    let session = use_session();
    let logged_in = session.user.with_untracked(Option::is_some);
    let step = RwSignal::new(if logged_in { Step::Company } else { Step::Welcome });
    let aim = RwSignal::new(Aim::Company);
    Effect::new(move |_| {
        if backend::invitation().is_none() {
            return;
        }
        aim.set(Aim::Join);
        match step.get_untracked() {
            Step::Welcome => step.set(Step::Register),
            Step::Company => step.set(Step::Join),
            Step::Register | Step::Code(_) | Step::Join => {}
        }
    });
    move || match step.get() {
        Step::Welcome => view! { <Welcome step aim /> }.into_any(),
        Step::Register => view! { <RegisterStep step /> }.into_any(),
        Step::Code(registered) => view! { <CodeStep registered step aim /> }.into_any(),
        Step::Company => view! { <CompanyStep step /> }.into_any(),
        Step::Join => view! { <JoinStep step /> }.into_any(),
    }
}

#[component]
fn Welcome(step: RwSignal<Step>, aim: RwSignal<Aim>) -> impl IntoView {
    let session = use_session();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None);
    let explore = move |_| {
        if !busy.get_untracked() {
            busy.set(true);
            spawn_local(async move {
                failure.set(explore_sample(session).await.err());
                busy.set(false);
            });
        }
    };
    let begin = move |wanted| {
        aim.set(wanted);
        step.set(Step::Register);
    };
    view! {
        <AuthCard title=t(texts::welcome) text=t(texts::welcome_text)>
            <div class="ways">
                <button type="button" class="way" on:click=move |_| begin(Aim::Company)>
                    <Icon glyph=Glyph::Building size=24 />
                    <span><strong>{t(texts::set_up)}</strong><small>{t(texts::set_up_text)}</small></span>
                    <Icon glyph=Glyph::Right />
                </button>
                <button type="button" class="way" aria-busy=move || busy.get().then_some("true") on:click=explore>
                    <Icon glyph=Glyph::Sun size=24 />
                    <span><strong>{t(texts::explore)}</strong><small>{t(texts::explore_text)}</small></span>
                    <Icon glyph=Glyph::Right />
                </button>
                <button type="button" class="way" on:click=move |_| begin(Aim::Join)>
                    <Icon glyph=Glyph::Key size=24 />
                    <span><strong>{t(texts::join)}</strong><small>{t(texts::join_text)}</small></span>
                    <Icon glyph=Glyph::Right />
                </button>
            </div>
            <Show when=in_window><FirstRestore /></Show>
            {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
        </AuthCard>
    }
}

/// Fills the sample clinic and goes to its agenda.
async fn explore_sample(session: Session) -> Result<(), Failure> {
    let zone = match session.status.get_untracked() {
        Some(status) => status.zone,
        None => call(leadsmart_contract::system::GetStatus {}).await?.zone,
    };
    let started = call(ExploreSample { zone }).await?;
    session.adopt(started).await?;
    session.setting_up.set(false);
    Ok(())
}

#[component]
fn RegisterStep(step: RwSignal<Step>) -> impl IntoView {
    view! {
        <AuthCard
            title=t(texts::create_account)
            text=t(texts::create_account_text)
            above=move || texts::step(language(), 1, 3)
        >
            <RegisterForm on_done=move |registered| step.set(Step::Code(registered)) />
            <KeychainNote />
            <button type="button" class="link-button" on:click=move |_| step.set(Step::Welcome)>{t(texts::back)}</button>
        </AuthCard>
    }
}

#[component]
fn CodeStep(registered: Registered, step: RwSignal<Step>, aim: RwSignal<Aim>) -> impl IntoView {
    let session = use_session();
    let failure = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let Registered { session: started, recovery_code } = registered;
    let go_on = move |()| {
        let started = started.clone();
        busy.set(true);
        spawn_local(async move {
            let answer = session.adopt(started).await;
            busy.set(false);
            match answer {
                Ok(()) if aim.get_untracked() == Aim::Join => step.set(Step::Join),
                Ok(()) => step.set(Step::Company),
                Err(answer) => failure.set(Some(answer)),
            }
        });
    };
    view! {
        <AuthCard
            title=t(texts::keep_code)
            text=t(texts::keep_code_text)
            above=move || texts::step(language(), 2, 3)
        >
            <RecoveryCodeSheet code=recovery_code on_kept=go_on busy />
            {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
        </AuthCard>
    }
}

/// What follows when there is a company to work in.
fn enter() -> Callback<CompanyView> {
    let session = use_session();
    let router = use_router();
    Callback::new(move |company: CompanyView| {
        let id = company.id;
        router.go(Place::Agenda);
        session.put_company(company);
        session.choose(Some(id));
        session.setting_up.set(false);
    })
}

#[component]
fn CompanyStep(step: RwSignal<Step>) -> impl IntoView {
    view! {
        <AuthCard
            wide=true
            title=t(crate::companies::texts::your_company)
            text=t(crate::companies::texts::your_company_text)
            above=move || texts::step(language(), 3, 3)
        >
            <NewCompanyForm on_done=enter() />
            <button type="button" class="link-button" on:click=move |_| step.set(Step::Join)>{t(texts::join)}</button>
        </AuthCard>
    }
}

/// The code from another computer, then how far the company is that it brings.
#[component]
fn JoinStep(step: RwSignal<Step>) -> impl IntoView {
    let done = enter();
    let joinings = Joinings::follow(done);
    let coming = Memo::new(move |_| joinings.any());
    let title = move || {
        let text: Text = if coming.get() { texts::joining } else { crate::companies::texts::join_title };
        text(language())
    };
    view! {
        <AuthCard title text=t(crate::companies::texts::join_text) above=move || texts::step(language(), 3, 3)>
            <JoiningList joinings />
            <Secrets />
            <Show when=move || !coming.get()>
                <JoinForm on_done=done on_joining=move |()| joinings.begun() />
                <button type="button" class="link-button" on:click=move |_| step.set(Step::Company)>
                    {t(texts::company_instead)}
                </button>
            </Show>
        </AuthCard>
    }
}
