//! Putting the company out of use and in use again, and removing the sample clinic.

use leadsmart_contract::companies::{ActivateCompany, DeactivateCompany};
use leadsmart_contract::sample::RemoveSample;
use leptos::prelude::*;

use super::texts;
use crate::components::{Button, ConfirmDialog, Kind};
use crate::language::{language, t};
use crate::send::{Action, ActionFailure};
use crate::session::{use_company, use_session};

/// The steps that concern the company as a whole.
#[component]
pub(super) fn StatePanel() -> impl IntoView {
    let company = use_company();
    let sample = move || company.view.with(|view| view.sample);
    view! {
        <Show when=sample fallback=|| view! { <InUse /> }><Sample /></Show>
    }
}

#[component]
fn InUse() -> impl IntoView {
    let (company, session) = (use_company(), use_session());
    let (asking, action) = (RwSignal::new(false), Action::new());
    let company_id = company.id;
    let active = Memo::new(move |_| company.view.with(|view| view.active));
    let name = move || company.view.with(|view| view.name.to_string());
    let activate =
        move |_| action.send(ActivateCompany { company_id }, move |view| session.put_company(view));
    let deactivate = move |()| {
        action.send(DeactivateCompany { company_id }, move |view| {
            asking.set(false);
            session.put_company(view);
        });
    };
    view! {
        <section class="panel">
            <div><h3>{t(texts::in_use)}</h3><p class="muted">{t(texts::in_use_text)}</p></div>
            <Show when=move || !active.get()><ActionFailure action /></Show>
            <div>
                <Show
                    when=move || active.get()
                    fallback=move || view! { <Button label=t(texts::activate) kind=Kind::Primary busy=action.busy on_press=activate /> }
                >
                    <Button label=t(texts::deactivate) kind=Kind::Danger on_press=move |_| asking.set(true) />
                </Show>
            </div>
            <ConfirmDialog
                open=asking
                title=move || texts::deactivate_question(language(), &name())
                text=t(texts::deactivate_text)
                confirm=t(texts::deactivate)
                on_confirm=deactivate
                busy=action.busy
                failure=action.failure
            />
        </section>
    }
}

/// The sample clinic goes in one step, with its user.
#[component]
fn Sample() -> impl IntoView {
    let (company, session) = (use_company(), use_session());
    let (asking, action) = (RwSignal::new(false), Action::new());
    let name = move || company.view.with(|view| view.name.to_string());
    let remove = move |()| {
        action.send(RemoveSample { company_id: company.id }, move |_| session.start_over());
    };
    view! {
        <section class="panel">
            <div><h3>{t(texts::sample)}</h3><p class="muted">{t(texts::sample_text)}</p></div>
            <div><Button label=t(texts::sample_remove) kind=Kind::Danger on_press=move |_| asking.set(true) /></div>
            <ConfirmDialog
                open=asking
                title=move || texts::sample_question(language(), &name())
                text=t(texts::sample_question_text)
                confirm=t(texts::sample_remove)
                on_confirm=remove
                busy=action.busy
                failure=action.failure
            />
        </section>
    }
}
