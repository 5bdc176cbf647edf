//! Who has not confirmed: all are chosen, exceptions are left out, and one click confirms the others.

use leadsmart_contract::appointments::{KeptOfMany, ManyChanged, SetStatusMany, Status, UndoMany};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{AppointmentId, ChangeId, CompanyId};
use leadsmart_contract::values::List;
use leptos::prelude::*;

use super::lists::Lines;
use super::rules::{self, Part};
use super::{Desk, name_of, texts, use_desk};
use crate::backend::call;
use crate::components::{Button, Glyph, Icon, Kind};
use crate::language::{format, language, language_now, t};

/// A list of those who have not confirmed.
#[component]
pub(super) fn Unconfirmed(
    /// Of today or of the next day.
    part: Part,
) -> impl IntoView {
    let desk = use_desk();
    let lines = Memo::new(move |_| desk.lines(part));
    let chosen =
        Memo::new(move |_| desk.left_out.with(|left_out| lines.with(|lines| rules::chosen(lines, left_out))));
    let kept = RwSignal::new(Vec::<KeptOfMany>::new());
    let (count, open) = (move || chosen.with(Vec::len), move || lines.with(Vec::len));
    let confirm = move |_| confirm(desk, chosen.get_untracked(), kept);
    let share = move || share(desk, part, open());
    view! {
        <section class=format!("today-part {}", part.key()) aria-label=move || title(desk, part)>
            <header>
                <h2>{move || title(desk, part)}</h2>
                <span class="badge" hidden=move || open() == 0>{share}</span>
                <span class="push"></span>
                <Show when=move || open() != 0>
                    <All lines chosen />
                    <Button
                        label=move || texts::confirm_many(language(), count() as u64)
                        kind=Kind::Primary
                        busy=desk.action.busy
                        disabled=Signal::derive(move || count() == 0)
                        on_press=confirm
                    />
                </Show>
            </header>
            <KeptNote kept />
            <p class="muted small" hidden=move || open() != 0>{move || empty(desk, part)}</p>
            <Lines part lines boxes=true />
        </section>
    }
}

/// Chooses all, or none.
#[component]
fn All(
    lines: Memo<Vec<leadsmart_contract::appointments::AppointmentLine>>,
    chosen: Memo<Vec<AppointmentId>>,
) -> impl IntoView {
    let desk = use_desk();
    let most = move || lines.with(|lines| lines.iter().filter(|line| line.manageable).count());
    let all = move || chosen.with(Vec::len) == most();
    let some = move || !all() && chosen.with(|chosen| !chosen.is_empty());
    let change = move |_| {
        let ids: Vec<AppointmentId> =
            lines.with_untracked(|lines| lines.iter().map(|line| line.card.id).collect());
        let leave = untrack(all);
        desk.left_out.update(|left_out| {
            for id in ids {
                if leave {
                    left_out.insert(id)
                } else {
                    left_out.remove(&id)
                };
            }
        });
    };
    view! {
        <label class="today-all">
            <input
                type="checkbox"
                disabled=move || most() == 0
                prop:checked=move || most() != 0 && all()
                prop:indeterminate=some
                on:change=change
            />
            {t(texts::all_of_them)}
        </label>
    }
}

/// Who stays as she was, and why.
#[component]
fn KeptNote(kept: RwSignal<Vec<KeptOfMany>>) -> impl IntoView {
    let title = move || texts::not_confirmed(language(), kept.with(Vec::len) as u64);
    let line = |kept: KeptOfMany| {
        let reason = kept.failure.broken_rules.first().map(|rule| rule.message.clone());
        let reason = reason.unwrap_or(kept.failure.message);
        let name =
            format!("{} {}", format::time(kept.card.start.local.time()), name_of(language_now(), &kept.card));
        view! { <li>{texts::kept_line(language_now(), &name, &reason)}</li> }
    };
    view! {
        <Show when=move || kept.with(|kept| !kept.is_empty())>
            <div class="error-note" role="alert">
                <Icon glyph=Glyph::Warning />
                <div>
                    <p class="strong">{title}</p>
                    <ul>{move || kept.get().into_iter().map(line).collect_view()}</ul>
                </div>
                <Button label=t(texts::understood) on_press=move |_| kept.set(Vec::new()) />
            </div>
        </Show>
    }
}

/// Confirms in one call, and offers to take all of it back in one.
fn confirm(desk: Desk, ids: Vec<AppointmentId>, kept: RwSignal<Vec<KeptOfMany>>) {
    // The most that one call takes; who has more presses again.
    let ids = ids.into_iter().take(500).collect();
    let Ok(appointment_ids) = List::parse(ids) else { return };
    let (company_id, undo) = (desk.company.id, desk.undo);
    let command = SetStatusMany { company_id, appointment_ids, status: Status::Confirmed, reason: None };
    desk.action.send(command, move |outcome: ManyChanged| {
        let changes: Vec<ChangeId> = outcome.changed.iter().filter_map(|changed| changed.change_id).collect();
        if !changes.is_empty() {
            let text = texts::were_confirmed(language_now(), changes.len() as u64);
            undo.offer(text, move || take_back(company_id, changes));
        }
        kept.set(outcome.kept);
    });
}

async fn take_back(company_id: CompanyId, changes: Vec<ChangeId>) -> Result<(), Failure> {
    let Ok(change_ids) = List::parse(changes) else { return Ok(()) };
    let outcome = call(UndoMany { company_id, change_ids }).await?;
    let count = outcome.kept.len() as u64;
    match outcome.kept.into_iter().next() {
        Some(kept) => Err(Failure::new(kept.failure.code, texts::not_undone(language_now(), count))),
        None => Ok(()),
    }
}

fn title(desk: Desk, part: Part) -> String {
    if part == Part::Unconfirmed {
        return texts::unconfirmed(language()).to_owned();
    }
    match desk.today.value.with(|view| view.as_ref().and_then(|view| view.next_date)) {
        Some(date) => {
            texts::next_day(language(), &format::relative_date(language(), date, desk.company.today()))
        }
        None => texts::next_days(language()).to_owned(),
    }
}

/// `12 de 40`: how many of the next day have not confirmed.
fn share(desk: Desk, part: Part, open: usize) -> String {
    let confirmed = desk.today.value.with(|view| view.as_ref().map_or(0, |view| view.confirmed_next));
    if part == Part::Unconfirmed {
        return open.to_string();
    }
    let all = open + confirmed as usize;
    texts::of_all(language(), &open.to_string(), &all.to_string())
}

/// What is said where nobody is left to ask.
fn empty(desk: Desk, part: Part) -> String {
    let language = language();
    desk.today.value.with(|view| match view {
        _ if part == Part::Unconfirmed => texts::all_confirmed_today(language).to_owned(),
        Some(view) if view.next_date.is_none() => texts::never_open(language).to_owned(),
        Some(view) if view.confirmed_next == 0 => texts::nothing_booked(language).to_owned(),
        Some(view) => texts::all_confirmed(language, view.confirmed_next.into()),
        None => String::new(),
    })
}
