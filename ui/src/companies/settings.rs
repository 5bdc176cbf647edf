//! The company, in the settings.

mod data;
mod mail;
mod state;
mod texts;

use leadsmart_contract::permission::Permission;
use leptos::prelude::*;

use crate::backend::in_window;
use crate::backups::BackupPanel;
use crate::language::t;
use crate::router::{Link, Place};
use crate::session::use_company;
use crate::settings::kit::Head;

/// The company, in the settings.
#[component]
pub(crate) fn CompanySettings() -> impl IntoView {
    let company = use_company();
    let may = Memo::new(move |_| company.can(Permission::CompanyManage));
    view! {
        <Head title=move || company.view.with(|view| view.name.to_string()) />
        <Show when=move || may.get() fallback=|| view! { <data::Facts /> }>
            <Show when=move || company.view.with(|view| !view.active)>
                <p class="note warn">{t(texts::inactive_note)}</p>
            </Show>
            <section class="panel"><data::DataForm /></section>
            <mail::MailPanel />
            <ComputersPanel />
            <Show when=in_window><BackupPanel /></Show>
            <state::StatePanel />
        </Show>
    }
}

/// The way to the page about the company's other computers.
#[component]
fn ComputersPanel() -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="computers-title">
            <div>
                <h3 id="computers-title">{t(texts::computers)}</h3>
                <p class="muted">{t(texts::computers_text)}</p>
            </div>
            <div><Link to=Place::Sync class="button">{t(texts::computers_open)}</Link></div>
        </section>
    }
}
