//! What else can be done with the agenda in sight: calendar files in and out.

use leadsmart_contract::agendas::AgendaView;
use leadsmart_contract::permission::Permission;
use leptos::prelude::*;

use super::desk::use_desk;
use super::print::agendas_in_sight;
use super::texts;
use crate::components::{Menu, MenuItem, use_toasts};
use crate::language::t;
use crate::{ics, pages};

/// The menu of further actions.
#[component]
pub(super) fn More() -> impl IntoView {
    let desk = use_desk();
    let toasts = use_toasts();
    let importing = RwSignal::new(false);
    // Its code is fetched when it is first wanted.
    let wanted = RwSignal::new(false);
    let sees = Memo::new(move |_| desk.company.can(Permission::AppointmentsView));
    let agendas = Signal::derive(move || {
        let own = |agendas: &Vec<AgendaView>| {
            agendas.iter().filter(|agenda| agenda.manageable && agenda.active).cloned().collect::<Vec<_>>()
        };
        desk.agendas.value.with(|agendas| agendas.as_ref().map(own).unwrap_or_default())
    });
    let begin = move |()| {
        wanted.set(true);
        importing.set(true);
    };
    let give_out = move |with_phones: bool| {
        let period = untrack(|| desk.state.period());
        let wanted = ics::Wanted { period, agenda_ids: agendas_in_sight(desk), with_phones };
        ics::export(desk.company, wanted, toasts);
    };
    view! {
        <Show when=move || sees.get()>
            <Menu label=t(texts::other_actions)>
                <Show when=move || desk.can_book()>
                    <MenuItem label=t(ics::IMPORT) on_choose=begin />
                </Show>
                <MenuItem label=t(ics::EXPORT) on_choose=move |()| give_out(false) />
                <Show when=move || desk.company.can(Permission::ClientsView)>
                    <MenuItem label=t(ics::EXPORT_WITH_PHONES) on_choose=move |()| give_out(true) />
                </Show>
            </Menu>
        </Show>
        <Show when=move || wanted.get()>{pages::open(pages::import_calendar(importing, agendas))}</Show>
    }
}
