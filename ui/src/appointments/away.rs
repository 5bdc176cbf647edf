//! A professional is away on a day: two clicks at the head of her column, and who is affected stands beside the calendar.

use jiff::civil::{Date, DateTime};
use leadsmart_contract::absences::{AbsenceEntered, CreateAbsence, DeleteAbsence};
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::ids::{AppointmentId, MemberId};
use leadsmart_contract::permission::Permission;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::columns::Column;
use super::desk::{Desk, use_desk};
use super::panel::Frame;
use super::state::{Panel, Who};
use super::{card, texts};
use crate::backend::call;
use crate::components::{Button, EmptyState, Glyph, Menu, MenuItem, use_toasts};
use crate::language::{format, language, language_now, t};

/// Whom an absence leaves without their professional.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Affected {
    /// Who is away.
    name: String,
    /// The appointments that fall into it, as they were.
    cards: Vec<AppointmentCard>,
}

/// The menu at the head of a column of one professional, for those who may enter absences.
#[component]
pub(super) fn ColumnMenu(column: Memo<Option<Column>>) -> impl IntoView {
    let desk = use_desk();
    let toasts = use_toasts();
    let place = Memo::new(move |_| {
        let (who, date) = column.with(|column| column.as_ref().map(|column| (column.who, column.date)))?;
        let may = desk.company.can(Permission::AgendasManage) && date >= desk.company.today();
        Some((attends_alone(desk, who).filter(|_| may)?, date))
    });
    let here = Memo::new(move |_| place.get().is_some());
    let today = move || place.get().is_some_and(|(_, date)| date == desk.company.today());
    let enter = move |from_now: bool| {
        let Some((member, date)) = place.get_untracked() else { return };
        let now = untrack(|| desk.company.now());
        let start = if from_now { now } else { date.at(0, 0, 0, 0) };
        spawn_local(async move {
            if let Err(failure) = desk.enter_absence(member, start, date).await {
                toasts.fail(&failure);
            }
        });
    };
    let label = move || {
        let name = place.get().and_then(|(member, _)| desk.member_name(member)).unwrap_or_default();
        texts::column_menu(language(), &name)
    };
    view! {
        <Show when=move || here.get()>
            <Menu label>
                <MenuItem label=t(texts::away_all_day) icon=Glyph::Suitcase on_choose=move |()| enter(false) />
                <Show when=today>
                    <MenuItem label=t(texts::away_from_now) icon=Glyph::Suitcase on_choose=move |()| enter(true) />
                </Show>
            </Menu>
        </Show>
    }
}

/// The one professional of a column. Tracked.
fn attends_alone(desk: Desk, who: Who) -> Option<MemberId> {
    match who {
        Who::Member(id) => Some(id),
        Who::Agenda(id) => desk.calendar.value.with(|view| {
            let agenda = view.as_ref()?.agendas.iter().find(|agenda| agenda.id == id)?;
            if let [only] = agenda.member_ids[..] { Some(only) } else { None }
        }),
        Who::Everybody => None,
    }
}

impl Desk {
    /// Enters that somebody is away from a time to the end of a date, offers to take it back, and shows whom it affects.
    async fn enter_absence(
        self,
        member: MemberId,
        start: DateTime,
        date: Date,
    ) -> Result<(), leadsmart_contract::failure::Failure> {
        let end = date.tomorrow().unwrap_or(date).at(0, 0, 0, 0);
        let company_id = self.company.id;
        let name = untrack(|| self.member_name(member)).unwrap_or_default();
        let AbsenceEntered { absence, affected } =
            call(CreateAbsence { company_id, member_id: member, start, end, reason: None }).await?;
        let absence_id = absence.id;
        self.undo.offer(texts::away(language_now(), &name), move || async move {
            call(DeleteAbsence { company_id, absence_id }).await?;
            let shown = self.state.panel.try_get_untracked();
            if shown == Some(Panel::Affected) {
                self.state.panel.set(Panel::Closed);
            }
            Ok(())
        });
        if self.state.panel.try_get_untracked().is_some() {
            self.affected.set(Some(Affected { name, cards: affected }));
            self.state.panel.set(Panel::Affected);
        }
        Ok(())
    }
}

/// Beside the calendar: whom an absence affects, each with the step that moves the appointment.
#[component]
pub(super) fn AffectedPanel() -> impl IntoView {
    let desk = use_desk();
    let ids = move || {
        desk.affected
            .with(|affected| affected.iter().flat_map(|a| &a.cards).map(|card| card.id).collect::<Vec<_>>())
    };
    let title = move || {
        desk.affected.with(|affected| {
            affected.as_ref().map(|affected| texts::away(language(), &affected.name)).unwrap_or_default()
        })
    };
    let count = move || texts::affected(language(), ids().len() as u64);
    let nobody = move || ids().is_empty();
    view! {
        <Frame label=title title class="affected-panel">
            <Show when=nobody>
                <EmptyState title=t(texts::nobody_affected) icon=Glyph::Check />
            </Show>
            <p hidden=nobody>{count}</p>
            <ul class="affected-list"><For each=ids key=|id| *id let:id><Line id /></For></ul>
        </Frame>
    }
}

#[component]
fn Line(id: AppointmentId) -> impl IntoView {
    let desk = use_desk();
    // As it is now, if its day is still in sight.
    let found = Memo::new(move |_| {
        desk.card(id).or_else(|| {
            desk.affected.with(|affected| affected.as_ref()?.cards.iter().find(|card| card.id == id).cloned())
        })
    });
    let with = move |read: fn(&AppointmentCard) -> String| {
        found.with(|card| card.as_ref().map(read).unwrap_or_default())
    };
    let name = move || with(|card| card::name(language(), card));
    let status = move || found.with(|card| card.as_ref().map_or("", |card| card.status.name()));
    view! {
        <li>
            <button type="button" class="affected-open" on:click=move |_| desk.select(id)>
                <time>{move || with(|card| format::time(card.start.local.time()))}</time>
                <span>
                    <strong class="ellipsis">{name}</strong>
                    <small class="status-word" data-status=status>
                        {move || with(|card| texts::status(language(), card.status).to_owned())}
                    </small>
                </span>
            </button>
            <Button
                label=move || texts::move_title(language(), &name())
                icon=Glyph::Calendar
                icon_only=true
                on_press=move |_| desk.state.panel.set(Panel::Moving(id))
            />
        </li>
    }
}
