//! Where the appointments of a series go when one of them is moved, or all get another length, agenda or professional.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadsmart_contract::appointments::{ChangeKind, UpdateSeries};
use leadsmart_contract::ids::{AgendaId, AppointmentId, MemberId};
use leadsmart_contract::values::{Problem, Start};
use sqlx::SqliteConnection;

use super::super::booking::{self, Wanted};
use super::super::breach::Breach;
use super::super::change;
use super::super::situation::{Occasion, service_of};
use super::super::state::{Appointment, State};
use super::super::store::facts;
use super::ground::{Ground, agendas_between};
use crate::agendas::Booking as Agenda;
use crate::context::Context;
use crate::error::{Invalid, NotFound, Result};
use crate::slots;
use crate::time::stored_zone;

/// An appointment with what it is to become, and the rules that this breaks.
pub(super) struct Move {
    pub(super) found: Appointment,
    pub(super) next: State,
    pub(super) broken: Vec<Breach>,
    /// Whether somebody who attends has to be chosen.
    choose: bool,
}

/// Appointments of a series in their new places, by start.
pub(super) struct Shifted {
    moves: Vec<Move>,
    agendas: HashMap<AgendaId, Agenda>,
    period: (Date, Date),
}

/// How far each is moved on the clock of its agenda. Days and minutes are apart, because a day on a clock may have 23 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shift {
    days: i32,
    minutes: i64,
}

impl Shift {
    fn between(from: DateTime, to: DateTime) -> Result<Self> {
        let of_day = |at: DateTime| i64::from(at.hour()) * 60 + i64::from(at.minute());
        let days = from.date().until(to.date()).map_err(|_| Invalid::new("start", Problem::Moment))?;
        Ok(Self { days: days.get_days(), minutes: of_day(to) - of_day(from) })
    }

    fn from(self, local: DateTime) -> Result<DateTime> {
        let shifted = local.checked_add(self.days.days().minutes(self.minutes));
        Ok(shifted.map_err(|_| Invalid::new("start", Problem::Moment))?)
    }
}

impl Shifted {
    /// Puts appointments where a command has them, seen from one of them.
    ///
    /// # Errors
    /// Something that the command names is not there, or not for the caller to book.
    pub(super) async fn of(
        connection: &mut SqliteConnection,
        context: &Context,
        terms: &Terms<'_>,
        anchor: &Appointment,
        open: Vec<Appointment>,
    ) -> Result<Self> {
        let command = terms.command;
        let target = |state: &State| command.agenda_id.unwrap_or(state.agenda_id);
        let agendas = open.iter().chain([anchor]).flat_map(|one| [one.state.agenda_id, target(&one.state)]);
        let zones = zones(connection, context, agendas.collect()).await?;
        let local = |one: &Appointment| reading(&zones, one.state.agenda_id, one.state.start);
        let shift = match command.start {
            None => Shift::default(),
            Some(start @ Start::Local(to)) => {
                booking::date_of(start)?;
                Shift::between(local(anchor)?, to)?
            }
            Some(start @ Start::At(at)) => {
                booking::date_of(start)?;
                Shift::between(local(anchor)?, reading(&zones, target(&anchor.state), at)?)?
            }
        };
        let places = open.into_iter().map(|found| Ok((shift.from(local(&found)?)?, found)));
        let places: Vec<(DateTime, Appointment)> = places.collect::<Result<_>>()?;
        let period = period(&places)?;
        let ids: HashSet<AgendaId> = places.iter().map(|(_, found)| target(&found.state)).collect();
        let ids: Vec<AgendaId> = ids.into_iter().collect();
        let agendas = agendas_between(connection, context, &ids, period, true).await?;
        let agendas: HashMap<AgendaId, Agenda> =
            agendas.into_iter().map(|agenda| (agenda.id, agenda)).collect();
        let mut moves = Vec::with_capacity(places.len());
        for (local, found) in places {
            let agenda = agendas.get(&target(&found.state)).ok_or(NotFound::Agenda)?;
            let stays = shift == Shift::default() && agenda.id == found.state.agenda_id;
            moves.push(terms.step(connection, context, (found, agenda, (!stays).then_some(local))).await?);
        }
        moves.sort_by_key(|one| (one.next.start, one.found.id));
        require_professionals(connection, context, &moves).await?;
        Ok(Self { moves, agendas, period })
    }

    /// Asks the rules about each, as if those before it stood in their new places already. Gives each with the zone of its clock.
    pub(super) async fn judged(
        mut self,
        connection: &mut SqliteConnection,
        context: &Context,
        overriding: bool,
    ) -> Result<Vec<(Move, TimeZone)>> {
        let widest = widest(&self.moves);
        let members: Vec<MemberId> =
            self.moves.iter().flat_map(|one| one.next.member_ids.iter().copied()).collect();
        let agendas = self.agendas.values().map(|agenda| (agenda.clone(), widest)).collect();
        let mut ground = Ground::load(connection, context, agendas, &members, self.period).await?;
        // Those that stay where they are stay in the way of the others.
        let asked: HashSet<AppointmentId> =
            self.moves.iter().filter(|one| self.is_asked(one)).map(|one| one.found.id).collect();
        ground.release(&asked);
        let mut judged = Vec::with_capacity(self.moves.len());
        for mut one in std::mem::take(&mut self.moves) {
            let agenda = self.agendas.get(&one.next.agenda_id).ok_or(NotFound::Agenda)?;
            if asked.contains(&one.found.id) {
                one.judge(context, &mut ground, agenda, overriding)?;
            }
            judged.push((one, agenda.zone.clone()));
        }
        Ok(judged)
    }

    /// Whether the rules are asked about one: it takes time that it did not have, or somebody has to be chosen.
    fn is_asked(&self, one: &Move) -> bool {
        let pending_blocks =
            self.agendas.get(&one.next.agenda_id).is_some_and(|agenda| agenda.rules.pending_blocks);
        one.choose || one.found.state.has_to_be_checked(&one.next, pending_blocks)
    }
}

impl Move {
    /// Asks the rules about it, and takes its new place if they allow that.
    fn judge(
        &mut self,
        context: &Context,
        ground: &mut Ground,
        agenda: &Agenda,
        overriding: bool,
    ) -> Result<()> {
        if self.broken.is_empty() {
            booking::require_use(agenda)?;
            let was = &self.found.state;
            let occasion = Occasion {
                except: None,
                new_start: self.next.start != was.start,
                choose: self.choose,
                accepted: &was.breaches,
                overriding,
            };
            self.broken = ground.settle(context, &mut self.next, occasion)?;
        }
        if self.broken.is_empty() {
            ground.occupy(self.found.id, &self.next);
        }
        Ok(())
    }
}

/// What became of one, as its history names it.
pub(super) fn kind(was: &State, next: &State) -> ChangeKind {
    if (was.agenda_id, was.start, was.end) != (next.agenda_id, next.start, next.end) {
        ChangeKind::Moved
    } else if was.member_ids != next.member_ids {
        ChangeKind::MembersChanged
    } else {
        ChangeKind::Edited
    }
}

/// What is to become of each.
pub(super) struct Terms<'a> {
    command: &'a UpdateSeries,
    wanted: Option<Wanted>,
    minutes: Option<u32>,
}

impl<'a> Terms<'a> {
    /// Finds what a command names.
    ///
    /// # Errors
    /// An agenda, a professional or a service is not there for the caller.
    pub(super) async fn of(
        connection: &mut SqliteConnection,
        context: &Context,
        command: &'a UpdateSeries,
    ) -> Result<Self> {
        let member = context.member()?;
        let company = member.company_id;
        if let Some(agenda) = command.agenda_id
            && !(member.sees(agenda)
                && facts::agendas(connection, company, [agenda]).await?.contains_key(&agenda))
        {
            return Err(NotFound::Agenda.into());
        }
        if let Some(members) = &command.member_ids
            && facts::people(connection, company, members.iter().copied()).await?.len() != members.len()
        {
            return Err(NotFound::Member.into());
        }
        let minutes = change::minutes(command.duration)?;
        let wanted = match &command.service_ids {
            Some(services) => Some(Wanted::find(connection, company, services, None).await?),
            None => None,
        };
        Ok(Self { command, wanted, minutes })
    }

    /// What one becomes on an agenda, at a reading of its clock if it is moved.
    async fn step(
        &self,
        connection: &mut SqliteConnection,
        context: &Context,
        (found, agenda, local): (Appointment, &Agenda, Option<DateTime>),
    ) -> Result<Move> {
        let was = &found.state;
        let mut next = State { agenda_id: agenda.id, ..was.clone() };
        let mut broken = Vec::new();
        match local.map(|local| booking::instant(Start::Local(local), &agenda.zone)) {
            None => {}
            Some(Ok(start)) => next.start = start,
            Some(Err(breach)) => {
                if let Breach::Nonexistent { next: after } = breach {
                    next.start = after;
                }
                broken.push(breach);
            }
        }
        let mut minutes = was.minutes();
        if let Some(wanted) = &self.wanted {
            wanted.require_offer(agenda)?;
            minutes = wanted.on(agenda).minutes.get();
            next.services = wanted.booked();
            next.buffer_before = wanted.buffer_before();
            next.buffer_after = wanted.buffer_after();
        } else if agenda.id != was.agenda_id {
            change::require_offered(connection, context.company()?, was, agenda).await?;
        }
        next.end = booking::end(next.start, self.minutes.unwrap_or(minutes))?;
        if let Some(notes) = &self.command.notes {
            next.notes = notes.clone();
        }
        let choose = change::staff(&mut next, was, agenda, self.command.member_ids.as_deref());
        Ok(Move { found, next, broken, choose })
    }
}

/// The first and the last date of some places.
fn period(places: &[(DateTime, Appointment)]) -> Result<(Date, Date)> {
    let dates = || places.iter().map(|(local, _)| local.date());
    let (first, last) = (dates().min().unwrap_or_default(), dates().max().unwrap_or_default());
    crate::holidays::check_year("start", first.year())?;
    crate::holidays::check_year("start", last.year())?;
    Ok((first, last))
}

/// Refuses those who are added and do not attend.
async fn require_professionals(
    connection: &mut SqliteConnection,
    context: &Context,
    moves: &[Move],
) -> Result<()> {
    let added: HashSet<MemberId> =
        moves.iter().flat_map(|one| change::added(&one.found.state, &one.next)).collect();
    let added: Vec<MemberId> = added.into_iter().collect();
    booking::require_professionals(connection, context.company()?, &added).await
}

/// The longest of what is moved, so that enough is read around it.
fn widest(moves: &[Move]) -> slots::Service {
    let all = || moves.iter().map(|one| service_of(&one.next));
    slots::Service {
        minutes: all().map(|service| service.minutes).max().unwrap_or(NonZeroU32::MIN),
        before: all().map(|service| service.before).max().unwrap_or(0),
        after: all().map(|service| service.after).max().unwrap_or(0),
    }
}

/// The zones of agendas.
async fn zones(
    connection: &mut SqliteConnection,
    context: &Context,
    agendas: HashSet<AgendaId>,
) -> Result<HashMap<AgendaId, TimeZone>> {
    let found = facts::agendas(connection, context.company()?, agendas).await?;
    found.into_iter().map(|(id, (_, zone))| Ok((id, stored_zone(zone.as_str())?))).collect()
}

/// What the clock of an agenda shows at an instant.
fn reading(zones: &HashMap<AgendaId, TimeZone>, agenda: AgendaId, at: Timestamp) -> Result<DateTime> {
    Ok(zones.get(&agenda).ok_or(NotFound::Agenda)?.to_datetime(at))
}
