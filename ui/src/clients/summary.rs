//! How often a client came, when she comes next and when she came last.

use leadsmart_contract::clients::{AppointmentMention, ClientView};
use leptos::prelude::*;

use super::texts;
use crate::language::{format, language, t};
use crate::session::use_company;

/// Visits by outcome, the next appointment and the last.
#[component]
pub(super) fn Summary(client: Signal<ClientView>) -> impl IntoView {
    let visits = Memo::new(move |_| client.with(|client| client.visits.clone()));
    let next = move || client.with(|client| client.next_appointment.clone());
    let last = move || client.with(|client| client.last_appointment.clone());
    view! {
        <section class="panel">
            <dl class="visits">
                <div><dd>{move || visits.with(|visits| visits.done)}</dd><dt>{t(texts::visits_done)}</dt></div>
                <div><dd>{move || visits.with(|visits| visits.upcoming)}</dd><dt>{t(texts::visits_upcoming)}</dt></div>
                <div class:bad=move || visits.with(|visits| visits.no_show > 0)>
                    <dd>{move || visits.with(|visits| visits.no_show)}</dd>
                    <dt>{t(texts::visits_missed)}</dt>
                </div>
                <div><dd>{move || visits.with(|visits| visits.cancelled)}</dd><dt>{t(texts::visits_cancelled)}</dt></div>
            </dl>
            <dl class="facts">
                <dt>{t(texts::next)}</dt>
                <dd><Mention mention=next none=texts::no_next /></dd>
                <dt>{t(texts::last)}</dt>
                <dd><Mention mention=last none=texts::no_last /></dd>
            </dl>
        </section>
    }
}

#[component]
fn Mention(
    mention: impl Fn() -> Option<AppointmentMention> + Send + Sync + 'static,
    none: fn(leadsmart_contract::language::Language) -> &'static str,
) -> impl IntoView {
    let company = use_company();
    move || match mention() {
        None => view! { <p class="muted">{t(none)}</p> }.into_any(),
        Some(mention) => {
            let local = mention.start.local;
            let date = format::relative_date(language(), local.date(), company.today());
            let when = texts::at_time(language(), &date, &format::time(local.time()));
            view! { {when}<p>{mention.summary}</p> }.into_any()
        }
    }
}
