//! Beside the calendar, on the left: the month, what is in sight, the next free times.

mod filter;
mod narrow;
mod next_free;

use jiff::civil::Date;
use leadsmart_contract::appointments::{CountByDay, DayCount};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

pub(super) use self::narrow::NarrowedNote;
pub(super) use self::next_free::agendas_in_sight;
use super::desk::use_desk;
use super::texts;
use crate::backend::call;
use crate::components::MiniMonth;
use crate::language::t;
use crate::load::load;

/// The month, the filter and the next free times.
#[component]
pub(super) fn SidePanel() -> impl IntoView {
    let desk = use_desk();
    let open = desk.state.side_open;
    view! {
        <aside class="agenda-side" class:open=move || open.get() aria-label=t(texts::side)>
            <Month />
            <filter::Filter />
            <narrow::NarrowBox />
            <next_free::NextFreeBox />
        </aside>
        <div class="side-cover" class:open=move || open.get() on:click=move |_| open.set(false)></div>
    }
}

#[component]
fn Month() -> impl IntoView {
    let desk = use_desk();
    let shown = RwSignal::new(None::<(Date, Date)>);
    let company_id = desk.company.id;
    let counts = load(&[Topic::Appointments], move || {
        let period = shown.get().filter(|_| desk.company.can(Permission::AppointmentsView));
        async move {
            match period {
                Some((from, to)) => call(CountByDay { company_id, from, to }).await,
                None => Ok::<Vec<DayCount>, Failure>(Vec::new()),
            }
        }
    });
    let marked = Signal::derive(move || {
        counts.value.with(|counts| counts.iter().flatten().map(|day| day.date).collect::<Vec<_>>())
    });
    let today = Signal::derive(move || desk.company.today());
    let week_start = Signal::derive(move || desk.company.week_start());
    let pick = move |date: Date| {
        desk.state.go_to(date);
        desk.state.side_open.set(false);
    };
    view! {
        <MiniMonth
            selected=desk.state.date
            today
            week_start
            marked
            on_pick=pick
            on_show=Callback::new(move |period| shown.set(Some(period)))
        />
    }
}
