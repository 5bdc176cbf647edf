//! An agenda with all that the slot engine judges by: what is booked on it and with whom, and who is away.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::{AgendaId, AppointmentId, MemberId};
use leadsmart_contract::language::Language;
use sqlx::SqliteConnection;

use super::breach::Breach;
use super::engine;
use super::state::{State, engine_status};
use crate::absences;
use crate::agendas::Booking as Agenda;
use crate::error::{Defect, Result};
use crate::slots::{self, BookingId, ProfessionalId, Query, Reason, Team, TimeRange};

/// An agenda with what is booked and who is away, for some days: all that the slot engine judges by.
pub(super) struct Situation {
    pub(super) agenda: Agenda,
    rules: slots::Rules,
    busy: slots::Busy,
    professionals: Vec<slots::Professional>,
}

impl Situation {
    /// What agendas look like from `from` to `to`, for a service; with these people besides those who attend on them.
    pub(super) async fn load(
        connection: &mut SqliteConnection,
        language: Language,
        agendas: Vec<(Agenda, slots::Service)>,
        others: &[MemberId],
        (from, to): (Date, Date),
    ) -> Result<Vec<Self>> {
        let mut prepared = Vec::with_capacity(agendas.len());
        for (agenda, service) in agendas {
            let rules = engine::rules(&agenda, language);
            let window = slots::window(&rules, service, from, to);
            prepared.push((agenda, rules, window));
        }
        let start = prepared.iter().map(|(_, _, window)| window.start()).min();
        let end = prepared.iter().map(|(_, _, window)| window.end()).max();
        let (Some((first, ..)), Some(period)) =
            (prepared.first(), start.zip(end).and_then(|(start, end)| TimeRange::new(start, end)))
        else {
            return Ok(Vec::new());
        };
        let company = first.company_id;
        let ids: Vec<AgendaId> = prepared.iter().map(|(agenda, ..)| agenda.id).collect();
        let mut members: Vec<MemberId> =
            prepared.iter().flat_map(|(agenda, ..)| &agenda.member_ids).chain(others).copied().collect();
        members.sort_unstable();
        members.dedup();
        let mut busy = super::busy(connection, company, &ids, &members, period).await?;
        let professionals = professionals(connection, &members, busy.members, period).await?;
        let situations = prepared.into_iter().map(|(agenda, rules, _)| {
            let attends = |person: &MemberId| agenda.member_ids.contains(person) || others.contains(person);
            let professionals = professionals
                .iter()
                .filter(|(id, _)| attends(id))
                .map(|(_, person)| person.clone())
                .collect();
            let bookings = busy.agendas.remove(&agenda.id).unwrap_or_default();
            Self { agenda, rules, busy: slots::Busy { bookings, ..slots::Busy::default() }, professionals }
        });
        Ok(situations.collect())
    }

    /// A question to the engine.
    pub(super) fn query(
        &self,
        service: slots::Service,
        team: Team,
        now: Timestamp,
        except: Option<AppointmentId>,
    ) -> Query<'_> {
        Query {
            rules: &self.rules,
            service,
            seats: NonZeroU32::MIN,
            now,
            busy: &self.busy,
            professionals: &self.professionals,
            team,
            except: except.map(|id| BookingId(id.uuid().as_u128())),
        }
    }

    /// Who has to be free: all of those named, else any of those who attend, else nobody in particular.
    pub(super) fn team(&self, named: &[MemberId]) -> Team {
        if !named.is_empty() {
            Team::All(named.iter().map(professional).collect())
        } else if self.agenda.staffed {
            Team::Any(self.agenda.member_ids.iter().map(professional).collect())
        } else {
            Team::None
        }
    }

    /// Those who attend, who has least to do on a day first, else in their order.
    fn least_busy(&self, date: Date) -> Vec<MemberId> {
        let zone = &self.agenda.zone;
        let load = |member: &MemberId| {
            let person = self.professionals.iter().find(|person| person.id == professional(member));
            let that_day = |booking: &&slots::Booking| zone.to_datetime(booking.range.start()).date() == date;
            person.map_or(0, |person| person.busy.bookings.iter().filter(that_day).count())
        };
        let mut members = self.agenda.member_ids.clone();
        members.sort_by_cached_key(load);
        members
    }
}

async fn professionals(
    connection: &mut SqliteConnection,
    members: &[MemberId],
    mut busy: HashMap<MemberId, Vec<slots::Booking>>,
    period: TimeRange,
) -> Result<Vec<(MemberId, slots::Professional)>> {
    let mut away: HashMap<MemberId, Vec<TimeRange>> = HashMap::new();
    for absence in absences::of_members(connection, members, period.start(), period.end()).await? {
        away.entry(absence.member_id).or_default().extend(TimeRange::new(absence.start, absence.end));
    }
    let person = |member: &MemberId| {
        let bookings = busy.remove(member).unwrap_or_default();
        let absences = away.remove(member).unwrap_or_default();
        let busy = slots::Busy { bookings, ..slots::Busy::default() };
        (*member, slots::Professional { id: professional(member), hours: None, absences, busy })
    };
    Ok(members.iter().map(person).collect())
}

fn professional(member: &MemberId) -> ProfessionalId {
    ProfessionalId(member.uuid().as_u128())
}

/// How a booking is to be judged.
pub(super) struct Occasion<'a> {
    /// The appointment itself, which is in nobody's way.
    pub(super) except: Option<AppointmentId>,
    /// Whether its start is new: else notice, horizon and the past are no matter.
    pub(super) new_start: bool,
    /// Whether somebody who attends has to be chosen.
    pub(super) choose: bool,
    /// What was overridden before and is not asked again.
    pub(super) accepted: &'a [Breach],
    /// Whether rules may be broken.
    pub(super) overriding: bool,
}

impl Situation {
    /// Asks the rules about a booking, and notes in it what was overridden. Gives the rules that it breaks without that.
    pub(super) fn settle(
        &self,
        now: Timestamp,
        state: &mut State,
        occasion: &Occasion<'_>,
    ) -> Result<Vec<Breach>> {
        let mut found = self.judge(now, state, occasion)?;
        if !occasion.new_start {
            found.retain(|breach| !breach.is_about_timing());
        }
        let (accepted, refused): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|breach| occasion.accepted.contains(breach));
        if !refused.is_empty() && !occasion.overriding {
            return Ok(refused);
        }
        let timing = occasion
            .accepted
            .iter()
            .filter(|breach| !occasion.new_start && breach.is_about_timing())
            .cloned();
        state.breaches = timing.chain(accepted).chain(refused).collect();
        Ok(Vec::new())
    }

    /// Which rules a booking breaks; chooses who attends, where that is asked.
    pub(super) fn judge(
        &self,
        now: Timestamp,
        state: &mut State,
        occasion: &Occasion<'_>,
    ) -> Result<Vec<Breach>> {
        let range = TimeRange::new(state.start, state.end)
            .ok_or_else(|| Defect("an appointment without length".into()))?;
        let service = service_of(state);
        let reasons = |team| check(&self.query(service, team, now, occasion.except), range);
        let mut found = if occasion.choose && self.agenda.staffed {
            let date = self.agenda.zone.to_datetime(state.start).date();
            let (member, found) = choose(self, date, occasion.overriding, reasons)?;
            state.member_ids = member.into_iter().collect();
            found
        } else if state.member_ids.is_empty() {
            reasons(Team::None)?
        } else {
            reasons(self.team(&state.member_ids))?
        };
        found.dedup();
        Ok(found.into_iter().map(|reason| Breach::of(reason, state.start, now)).collect())
    }

    /// As much of it as decides about a date: to be asked often without reading all of it each time.
    pub(super) fn near(&self, date: Date, service: slots::Service) -> Self {
        let window = slots::window(&self.rules, service, date, date);
        // What its buffers bring into the window counts as well.
        let margin = SignedDuration::from_hours(24);
        let from = window.start().saturating_sub(margin).unwrap_or(Timestamp::MIN);
        let to = window.end().saturating_add(margin).unwrap_or(Timestamp::MAX);
        let part = |busy: &slots::Busy| {
            let reaches =
                |booking: &&slots::Booking| booking.range.start() < to && booking.range.end() > from;
            let bookings = busy.bookings.iter().filter(reaches).cloned().collect();
            slots::Busy { bookings, ..slots::Busy::default() }
        };
        let person = |person: &slots::Professional| slots::Professional {
            id: person.id,
            hours: person.hours.clone(),
            absences: person.absences.clone(),
            busy: part(&person.busy),
        };
        Self {
            agenda: self.agenda.clone(),
            rules: self.rules.clone(),
            busy: part(&self.busy),
            professionals: self.professionals.iter().map(person).collect(),
        }
    }

    /// Frees what these appointments take.
    pub(super) fn release(&mut self, appointments: &HashSet<AppointmentId>) {
        let ids: HashSet<BookingId> = appointments.iter().map(|id| BookingId(id.uuid().as_u128())).collect();
        self.busy.bookings.retain(|booking| !ids.contains(&booking.id));
        for person in &mut self.professionals {
            person.busy.bookings.retain(|booking| !ids.contains(&booking.id));
        }
    }

    /// Takes what a booking takes, here and of whoever attends it.
    pub(super) fn occupy(&mut self, id: AppointmentId, state: &State) {
        let Some(range) = TimeRange::new(state.start, state.end) else { return };
        let service = service_of(state);
        let booking = slots::Booking {
            id: BookingId(id.uuid().as_u128()),
            range,
            before: service.before,
            after: service.after,
            status: engine_status(state.status),
            seats: NonZeroU32::MIN,
        };
        for person in &mut self.professionals {
            if state.member_ids.iter().any(|member| professional(member) == person.id) {
                person.busy.bookings.push(booking.clone());
            }
        }
        if state.agenda_id == self.agenda.id {
            self.busy.bookings.push(booking);
        }
    }
}

/// Who attends: of those who are free the one who has least to do that day. If nobody is, rules are broken whoever it is.
fn choose(
    situation: &Situation,
    date: Date,
    overriding: bool,
    reasons: impl Fn(Team) -> Result<Vec<Reason>>,
) -> Result<(Option<MemberId>, Vec<Reason>)> {
    let candidates = situation.least_busy(date);
    for member in &candidates {
        let found = reasons(Team::All(vec![professional(member)]))?;
        if found.iter().all(|reason| reason.professional.is_none()) {
            return Ok((Some(*member), found));
        }
    }
    match candidates.first() {
        Some(first) if overriding => Ok((Some(*first), reasons(Team::All(vec![professional(first)]))?)),
        _ => Ok((None, reasons(situation.team(&[]))?)),
    }
}

/// The engine's judgement about a time.
pub(super) fn check(query: &Query<'_>, range: TimeRange) -> Result<Vec<Reason>> {
    slots::check(query, range).map_err(engine_failed)
}

/// The engine refuses only questions that are bounded before they reach it.
pub(super) fn engine_failed(error: slots::SlotsError) -> crate::error::Error {
    Defect(format!("the slot engine was asked wrongly: {error}")).into()
}

/// What a booking asks of the engine.
pub(super) fn service_of(state: &State) -> slots::Service {
    slots::Service {
        minutes: NonZeroU32::new(state.minutes()).unwrap_or(NonZeroU32::MIN),
        before: state.buffer_before.get().into(),
        after: state.buffer_after.get().into(),
    }
}
