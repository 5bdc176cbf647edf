//! What a series is judged on: its agendas with all that is booked from its first date to its last.

use std::collections::HashSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadsmart_contract::ids::{AgendaId, AppointmentId, MemberId};
use sqlx::SqliteConnection;

use super::super::breach::Breach;
use super::super::situation::{Occasion, Situation, service_of};
use super::super::state::State;
use crate::agendas::{self, Booking as Agenda};
use crate::context::Context;
use crate::error::{Forbidden, NotFound, Result};
use crate::slots;

/// Agendas as they are from a date to another and, as a horizon of working days needs, from today on.
///
/// # Errors
/// One of them is not there for the caller, or not hers to book on where that is asked.
pub(super) async fn agendas_between(
    connection: &mut SqliteConnection,
    context: &Context,
    ids: &[AgendaId],
    (from, to): (Date, Date),
    to_book: bool,
) -> Result<Vec<Agenda>> {
    let member = context.member()?;
    if ids.iter().any(|id| !member.sees(*id)) {
        return Err(NotFound::Agenda.into());
    }
    let today = TimeZone::UTC.to_datetime(context.now).date();
    let found =
        agendas::bookings(connection, member.company_id, Some(ids), today.min(from), today.max(to)).await?;
    if ids.iter().any(|id| !found.iter().any(|agenda| agenda.id == *id)) {
        return Err(NotFound::Agenda.into());
    }
    if to_book && ids.iter().any(|id| !member.books(*id)) {
        return Err(Forbidden.into());
    }
    Ok(found)
}

/// Agendas over the whole length of a series.
pub(super) struct Ground {
    situations: Vec<Situation>,
    /// Who attends, where anybody may: whoever was chosen first, as long as she is free.
    lead: Option<MemberId>,
}

impl Ground {
    /// Loads what is booked on agendas and with people.
    pub(super) async fn load(
        connection: &mut SqliteConnection,
        context: &Context,
        agendas: Vec<(Agenda, slots::Service)>,
        members: &[MemberId],
        period: (Date, Date),
    ) -> Result<Self> {
        let situations = Situation::load(connection, context.language, agendas, members, period).await?;
        Ok(Self { situations, lead: None })
    }

    /// Frees what appointments take that are to be placed anew.
    pub(super) fn release(&mut self, appointments: &HashSet<AppointmentId>) {
        for situation in &mut self.situations {
            situation.release(appointments);
        }
    }

    /// Takes what an appointment takes.
    pub(super) fn occupy(&mut self, id: AppointmentId, state: &State) {
        for situation in &mut self.situations {
            situation.occupy(id, state);
        }
    }

    /// Asks the rules about one occurrence and notes in it what was overridden. Gives the rules that it breaks without that.
    pub(super) fn settle(
        &mut self,
        context: &Context,
        state: &mut State,
        occasion: Occasion<'_>,
    ) -> Result<Vec<Breach>> {
        let whole = self.situations.iter().find(|situation| situation.agenda.id == state.agenda_id);
        let whole = whole.ok_or(NotFound::Agenda)?;
        let date = whole.agenda.zone.to_datetime(state.start).date();
        let situation = whole.near(date, service_of(state));
        let mut choose = occasion.choose && situation.agenda.staffed;
        if choose && let Some(lead) = self.lead {
            let mut with_lead = State { member_ids: vec![lead], ..state.clone() };
            let named = Occasion { choose: false, ..occasion };
            let found = situation.judge(context.now, &mut with_lead, &named)?;
            if found.iter().all(|breach| breach.member_id().is_none()) {
                state.member_ids = vec![lead];
                choose = false;
            }
        }
        let refused = situation.settle(context.now, state, &Occasion { choose, ..occasion })?;
        if choose && refused.is_empty() {
            self.lead = self.lead.or(state.member_ids.first().copied());
        }
        Ok(refused)
    }
}
