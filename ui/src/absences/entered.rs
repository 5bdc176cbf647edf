//! What to do after an absence was entered: the appointments that fall into it.

use leadsmart_contract::appointments::AppointmentCard;
use leptos::prelude::*;

use super::{Desk, texts};
use crate::components::{Button, Dialog, Kind};
use crate::language::{format, language, t};
use crate::router::{Link, Place};

/// Lists the appointments that somebody has to move, give to a colleague or cancel.
#[component]
pub(super) fn EnteredDialog(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if desk.entered.with(Option::is_some) {
            open.set(true);
        }
    });
    let title = move || {
        let (name, count) = desk.entered.with(|entered| match entered {
            Some(entered) => (desk.name(entered.absence.member_id), entered.affected.len() as u64),
            None => (String::new(), 0),
        });
        texts::affected(language(), count, &name)
    };
    let close = move || {
        open.set(false);
        desk.entered.set(None);
    };
    let lines = move || {
        let cards = desk.entered.with(|entered| entered.as_ref().map(|entered| entered.affected.clone()));
        cards.into_iter().flatten().map(|card| view! { <Line card desk /> }).collect_view()
    };
    view! {
        <Dialog open title on_dismiss=move |()| desk.entered.set(None)>
            <p>{t(texts::affected_text)}</p>
            <ul class="affected">{lines}</ul>
            <div class="actions">
                <Link to=Place::Agenda class="button">{t(texts::to_agenda)}</Link>
                <Button label=t(texts::understood) kind=Kind::Primary autofocus=true on_press=move |_| close() />
            </div>
        </Dialog>
    }
}

#[component]
fn Line(card: AppointmentCard, desk: Desk) -> impl IntoView {
    let start = card.start.local;
    let when = move || {
        let date = format::short_date(language(), start.date(), desk.company.today());
        format!("{date}, {}", format::time(start.time()))
    };
    let name = card.client_name.map(|name| name.to_string());
    let client = match (card.client_id, name) {
        (Some(id), Some(name)) => view! { <Link to=Place::Client(id)>{name}</Link> }.into_any(),
        (_, name) => name.unwrap_or_default().into_any(),
    };
    view! { <li><time>{when}</time><span>{client}</span><small class="push">{card.services}</small></li> }
}
