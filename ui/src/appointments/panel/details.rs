//! When, what, with whom, how it stands.

use leadsmart_contract::appointments::{AppointmentView, Status};
use leadsmart_contract::values::Minutes;
use leptos::prelude::*;

use super::super::desk::{Desk, use_desk};
use super::super::texts;
use crate::language::{format, language, t};

/// What is known of an appointment.
#[component]
pub(super) fn Details(view: Memo<AppointmentView>) -> impl IntoView {
    let desk = use_desk();
    let status = move || view.with(|view| view.card.status.name());
    let about = move || {
        let notes = view.with(|view| view.client_notes.as_ref().map(|notes| notes.as_str().to_owned()))?;
        (!notes.is_empty())
            .then(|| view! { <dt>{t(texts::about_client)}</dt><dd class="client-notes">{notes}</dd> })
    };
    let reason = move || {
        let reason = view.with(|view| view.cancel_reason.as_ref().map(ToString::to_string))?;
        (!reason.is_empty()).then(|| view! { <dt>{t(texts::reason)}</dt><dd>{reason}</dd> })
    };
    let rules = move || {
        let rules = view.with(|view| view.broken_rules.clone());
        let entry = |rule: leadsmart_contract::appointments::BrokenRule| view! { <p>{rule.message}</p> };
        let squeezed = view.with(|view| view.card.squeezed);
        let name = if squeezed { texts::squeeze_in } else { texts::rules };
        (!rules.is_empty())
            .then(|| view! { <dt>{t(name)}</dt><dd>{rules.into_iter().map(entry).collect_view()}</dd> })
    };
    view! {
        <dl class="facts">
            <dt>{t(texts::when)}</dt><dd>{move || view.with(|view| when(desk, view))}</dd>
            <dt>{t(texts::service)}</dt><dd>{move || view.with(services)}</dd>
            <dt>{t(texts::with)}</dt><dd>{move || view.with(|view| with(desk, view))}</dd>
            <dt>{t(texts::status_label)}</dt>
            <dd><span class="status-word" data-status=status>{move || view.with(state)}</span></dd>
            {reason}
            {rules}
            {about}
        </dl>
    }
}

/// `hoje, 13:00–14:00`.
pub(in super::super) fn when(desk: Desk, view: &AppointmentView) -> String {
    let (start, end) = (view.card.start.local, view.card.end.local);
    let date = format::relative_date(language(), start.date(), desk.company.today());
    texts::at_time(language(), &date, &format!("{}–{}", format::time(start.time()), format::time(end.time())))
}

fn services(view: &AppointmentView) -> String {
    let minutes = (view.card.end.at.as_second() - view.card.start.at.as_second()) / 60;
    let length = Minutes::parse(minutes).map(format::duration).unwrap_or_default();
    let names: Vec<String> = view.services.iter().map(|service| service.name.to_string()).collect();
    let names = if names.is_empty() { texts::no_service(language()).to_owned() } else { names.join(", ") };
    format!("{names} · {length}")
}

/// The professionals, and the agenda if that says more.
fn with(desk: Desk, view: &AppointmentView) -> String {
    let agenda = desk.agenda_name(view.card.agenda_id);
    let mut names: Vec<String> = view.card.member_ids.iter().filter_map(|id| desk.member_name(*id)).collect();
    if !agenda.is_empty() && !names.contains(&agenda) {
        names.push(agenda);
    }
    names.join(" · ")
}

fn state(view: &AppointmentView) -> String {
    match (view.card.status, view.card.arrived_at) {
        (Status::Arrived, Some(at)) => texts::arrived_at(language(), &format::time(at.local.time())),
        (status, _) => texts::status(language(), status).to_owned(),
    }
}
