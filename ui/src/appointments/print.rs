//! The day on paper: read anew when it is asked for, put beside the window's page, and printed instead of it.

use leadsmart_contract::appointments::{AppointmentLine, DaySheet, GetDaySheet, SheetAgenda};
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::List;
use leptos::ev::KeyboardEvent;
use leptos::portal::Portal;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::{Desk, use_desk};
use super::state::{Grouping, Mode};
use super::texts;
use crate::backend::call;
use crate::components::{Button, Glyph, Kind, Toasts, use_toasts};
use crate::dom;
use crate::language::{format, language, t};

/// A sheet that was asked for.
#[derive(Clone, Copy)]
struct Printer {
    desk: Desk,
    sheet: RwSignal<Option<DaySheet>>,
    busy: RwSignal<bool>,
    toasts: Toasts,
}

impl Printer {
    fn print(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let command = GetDaySheet {
            company_id: self.desk.company.id,
            date: self.desk.state.date.get_untracked(),
            agenda_ids: agendas_in_sight(self.desk),
        };
        spawn_local(async move {
            let answer = call(command).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(sheet) => {
                    self.sheet.set(Some(sheet));
                    // A frame later it is drawn. A webview that cannot print does nothing.
                    request_animation_frame(|| request_animation_frame(|| drop(dom::window().print())));
                }
                Err(failure) => self.toasts.fail(&failure),
            }
        });
    }
}

/// The button that prints the day, and Ctrl+P.
#[component]
pub(super) fn Print() -> impl IntoView {
    let desk = use_desk();
    let printer =
        Printer { desk, sheet: RwSignal::new(None), busy: RwSignal::new(false), toasts: use_toasts() };
    let may = Memo::new(move |_| {
        desk.state.mode.get() == Mode::Day && desk.company.can(Permission::AppointmentsView)
    });
    let listening = window_event_listener(leptos::ev::keydown, move |event| {
        if may.get_untracked() && asks(&event) {
            event.prevent_default();
            printer.print();
        }
    });
    on_cleanup(move || listening.remove());
    let sheet = move || {
        printer.sheet.get().map(|sheet| view! { <Portal><Sheet desk sheet=sheet.clone() /></Portal> })
    };
    view! {
        <Show when=move || may.get()>
            <Button
                label=t(texts::print_day)
                icon=Glyph::Print
                icon_only=true
                kind=Kind::Ghost
                busy=printer.busy
                on_press=move |_| printer.print()
            />
        </Show>
        {sheet}
    }
}

/// Ctrl+P, unless a dialog has the floor.
fn asks(event: &KeyboardEvent) -> bool {
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
    let dialog = matches!(dom::document().query_selector("dialog[open]"), Ok(Some(_)));
    command && event.key().eq_ignore_ascii_case("p") && !event.repeat() && !dialog
}

/// The agendas that are not filtered out; none if none are, which means all.
pub(super) fn agendas_in_sight(desk: Desk) -> List<AgendaId, 200> {
    let hidden = desk.state.hidden.read_untracked();
    if desk.state.grouping.get_untracked() != Grouping::Agendas || hidden.is_empty() {
        return List::default();
    }
    let shown = desk.calendar.value.with_untracked(|view| {
        let agendas = view.iter().flat_map(|view| &view.agendas).map(|agenda| agenda.id);
        agendas.filter(|id| !hidden.contains(&id.uuid())).collect::<Vec<_>>()
    });
    List::parse(shown).unwrap_or_default()
}

/// The sheet. It is nowhere but on paper.
#[component]
fn Sheet(desk: Desk, sheet: DaySheet) -> impl IntoView {
    let company = move || desk.company.view.with(|view| view.name.to_string());
    let DaySheet { date, read_at, agendas } = sheet;
    let day = move || format::full_date(language(), date);
    let printed = move || {
        let local = read_at.local;
        texts::printed_at(language(), &format::date(local.date()), &format::time(local.time()))
    };
    let agendas = agendas.into_iter().map(|agenda| view! { <OfAgenda agenda /> }).collect_view();
    view! {
        <article class="print-sheet">
            <header><h1>{company}</h1><p>{day}</p></header>
            {agendas}
            <footer>{printed}</footer>
        </article>
    }
}

#[component]
fn OfAgenda(agenda: SheetAgenda) -> impl IntoView {
    let SheetAgenda { name, open, lines, .. } = agenda;
    let hours: Vec<String> =
        open.iter().map(|range| format::clock_range(range.start(), range.end())).collect();
    let (hours, count) = (hours.join(", "), lines.len() as u64);
    let about = move || {
        let hours = if hours.is_empty() { texts::closed(language()).to_owned() } else { hours.clone() };
        format!("{hours} · {}", texts::appointments(language(), count))
    };
    let heads = [
        texts::start,
        texts::client,
        texts::phone,
        texts::service,
        texts::with,
        texts::notes,
        texts::status_label,
    ];
    let heads = heads.map(|text| view! { <th scope="col">{t(text)}</th> }).collect_view();
    let rows = lines.into_iter().map(|line| view! { <Row line /> }).collect_view();
    view! {
        <section>
            <h2>{name.to_string()}" "<small>{about}</small></h2>
            {(count > 0).then(|| view! { <table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> })}
        </section>
    }
}

#[component]
fn Row(line: AppointmentLine) -> impl IntoView {
    let AppointmentLine { card, professionals, phone, .. } = line;
    let time = format!("{}–{}", format::time(card.start.local.time()), format::time(card.end.local.time()));
    let phone = phone.as_ref().map(format::phone).unwrap_or_default();
    let with = professionals.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let (status, notes) = (card.status, card.has_notes);
    let name = card.client_name.as_ref().map(ToString::to_string);
    let name = move || name.clone().unwrap_or_else(|| texts::nobody(language()).to_owned());
    view! {
        <tr>
            <td class="time">{time}</td>
            <td class="strong">{name}</td>
            <td class="phone">{phone}</td>
            <td>{card.services}</td>
            <td>{with}</td>
            <td>{move || if notes { texts::yes(language()) } else { "" }}</td>
            <td>{move || texts::status(language(), status)}</td>
        </tr>
    }
}
