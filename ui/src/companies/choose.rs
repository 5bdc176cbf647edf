//! Choosing the company to work in, or coming to one more.

use leadsmart_contract::companies::CompanyView;
use leptos::prelude::*;

use super::join::JoinForm;
use super::{NewCompanyForm, texts};
use crate::auth::AuthCard;
use crate::backend;
use crate::components::{Avatar, Badge, Button, Glyph, Icon, Kind};
use crate::language::t;
use crate::router::{Place, use_router};
use crate::session::use_session;
use crate::sync::{JoiningList, Joinings, Secrets};

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Choose,
    Create,
    Join,
}

/// The companies of the person, and the ways to one more.
#[component]
pub(crate) fn ChooseCompany() -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let way = RwSignal::new(Way::Choose);
    Effect::new(move |_| {
        if backend::invitation().is_some() {
            way.set(Way::Join);
        }
    });
    let open = Callback::new(move |company: CompanyView| {
        let id = company.id;
        router.go(Place::Agenda);
        session.put_company(company);
        session.choose(Some(id));
    });
    move || match way.get() {
        Way::Choose => view! { <List way open /> }.into_any(),
        Way::Create => view! {
            <AuthCard wide=true title=t(texts::your_company) text=t(texts::your_company_text)>
                <NewCompanyForm on_done=open />
                <Back way />
            </AuthCard>
        }
        .into_any(),
        Way::Join => view! {
            <AuthCard title=t(texts::join_title) text=t(texts::join_text)>
                <Secrets />
                <JoinForm on_done=open on_joining=move |()| way.set(Way::Choose) />
                <Back way />
            </AuthCard>
        }
        .into_any(),
    }
}

#[component]
fn Back(way: RwSignal<Way>) -> impl IntoView {
    view! { <button type="button" class="link-button" on:click=move |_| way.set(Way::Choose)>{t(texts::back)}</button> }
}

#[component]
fn List(way: RwSignal<Way>, open: Callback<CompanyView>) -> impl IntoView {
    let session = use_session();
    let none = move || session.companies.with(Vec::is_empty);
    let title = move || if none() { t(texts::none)() } else { t(texts::choose)() };
    let text = move || if none() { t(texts::none_text)() } else { "" };
    let joinings = Joinings::follow(open);
    let entries = move || {
        let entry = |company: CompanyView| view! { <Entry company open /> };
        session.companies.get().into_iter().map(entry).collect_view()
    };
    view! {
        <AuthCard title text=text>
            <div class="ways">{entries}</div>
            <JoiningList joinings />
            <div class="row">
                <Button label=t(texts::new) icon=Glyph::Plus on_press=move |_| way.set(Way::Create) />
                <Button label=t(texts::join) icon=Glyph::Key on_press=move |_| way.set(Way::Join) />
            </div>
            <div class="auth-links">
                <Show when=move || session.may_go_back()>
                    <button type="button" class="link-button" on:click=move |_| session.close_companies()>
                        {t(texts::back)}
                    </button>
                </Show>
                <Button label=t(texts::log_out) kind=Kind::Ghost icon=Glyph::Leave on_press=move |_| session.log_out() />
            </div>
        </AuthCard>
    }
}

#[component]
fn Entry(company: CompanyView, open: Callback<CompanyView>) -> impl IntoView {
    let name = company.name.to_string();
    let role = company.membership.role_name.to_string();
    let (active, sample) = (company.active, company.sample);
    let picked = move |_| open.run(company.clone());
    view! {
        <button type="button" class="way" on:click=picked>
            <Avatar name=name.clone() />
            <span><strong>{name}</strong><small>{role}</small></span>
            {sample.then(|| view! { <Badge label=t(texts::sample) /> })}
            {(!active).then(|| view! { <Badge label=t(texts::inactive) /> })}
            <Icon glyph=Glyph::Right />
        </button>
    }
}
