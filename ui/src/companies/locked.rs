//! What stands in the place of a company that this computer was shut out of: why, and the way back.

use leadsmart_contract::companies::CompanyView;
use leadsmart_contract::ids::CompanyId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::join::JoinForm;
use super::texts;
use crate::auth::AuthCard;
use crate::components::{Button, Glyph, Kind};
use crate::language::{language, t};
use crate::session::use_session;
use crate::sync::Secrets;

/// Says that the company is locked, and takes the code with which this computer goes on as another device.
#[component]
pub(crate) fn LockedCompany(id: CompanyId) -> impl IntoView {
    let session = use_session();
    let name = move || {
        session.companies.with(|companies| {
            let known = companies.iter().find(|company| company.id == id);
            known.map(|company| company.name.to_string()).unwrap_or_default()
        })
    };
    let title = move || texts::locked(language(), &name());
    let joined = Callback::new(move |company: CompanyView| {
        let id = company.id;
        session.put_company(company);
        session.choose(Some(id));
    });
    let joining = move |()| spawn_local(async move { session.refresh().await });
    view! {
        <AuthCard title text=t(texts::locked_text)>
            <Secrets />
            <JoinForm on_done=joined on_joining=joining />
            <div class="auth-links">
                <button type="button" class="link-button" on:click=move |_| session.open_companies()>
                    {t(texts::other_companies)}
                </button>
                <Button label=t(texts::log_out) kind=Kind::Ghost icon=Glyph::Leave on_press=move |_| session.log_out() />
            </div>
        </AuthCard>
    }
}
