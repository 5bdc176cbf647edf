//! What happened to an appointment; the newest change can be taken back.

use leadsmart_contract::appointments::{AppointmentView, ChangeView, GetHistory};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::{Desk, use_desk};
use super::super::texts;
use super::actions::may_change;
use crate::backend::call;
use crate::clock;
use crate::components::{Button, ErrorNote, Glyph, Kind};
use crate::language::{format, language, t};
use crate::load::{Ready, load};

/// The changes, the newest first.
#[component]
pub(super) fn History(view: Memo<AppointmentView>) -> impl IntoView {
    let desk = use_desk();
    let company_id = desk.company.id;
    let id = view.with_untracked(|view| view.card.id);
    let changes = load(&[Topic::Appointments], move || call(GetHistory { company_id, appointment_id: id }));
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let undo = move |change: &ChangeView| {
        let change = change.id;
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = desk.take_back(id, change).await;
            if busy.try_set(false).is_none() {
                failure.set(answer.err());
            }
        });
    };
    let lines = move |list: Signal<Vec<ChangeView>>| {
        let entry = move |(place, change): (usize, ChangeView)| {
            let offered = place == 0 && change.undoable && may_change(desk, view);
            let words = line(desk, &change);
            let button = offered.then(|| view! {
                <Button label=t(texts::undo) icon=Glyph::Undo kind=Kind::Ghost busy on_press=move |_| undo(&change) />
            });
            view! { <li><time>{words.0}</time><span>{words.1}</span>{button}</li> }
        };
        move || list.get().into_iter().enumerate().map(entry).collect_view()
    };
    view! {
        <section class="panel-history">
            <h3 class="section-title">{t(texts::history)}</h3>
            {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
            <Ready loaded=changes lines=2 let:list><ol>{lines(list)}</ol></Ready>
        </section>
    }
}

/// `25 nov 10:43` and `10:00 → 11:30 · Rita`.
fn line(desk: Desk, change: &ChangeView) -> (String, String) {
    let at = clock::there(change.at, &desk.company.zone());
    let date = format::relative_date(language(), at.date(), desk.company.today());
    let by =
        change.by.as_ref().map_or_else(|| texts::by_application(language()).to_owned(), ToString::to_string);
    (texts::at_time(language(), &date, &format::time(at.time())), format!("{} · {by}", change.summary))
}
