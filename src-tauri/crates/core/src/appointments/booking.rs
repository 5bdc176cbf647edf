//! Booking by the rules: what the slot engine has to know is loaded, asked, and its answer turned into a booking or a refusal.
//!
//! Whoever writes asks here inside of the writing transaction, of which there is one at a time: so of two bookings of one place
//! the second sees the first. Free times are offered from the same [`Situation`], so that nothing offered is refused.

use std::collections::HashMap;
use std::num::NonZeroU32;

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::appointments::{BrokenRule, Status};
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId, ServiceId};
use leadsmart_contract::values::{Minutes, Name, Note, Problem, Start};
use sqlx::SqliteConnection;

use super::AppointmentError;
use super::breach::{Breach, Telling};
use super::situation::{Occasion, Situation, service_of};
use super::state::{Booked, State};
use super::store::facts;
use crate::agendas::{self, Booking as Agenda};
use crate::context::Context;
use crate::error::{Invalid, NotFound, Result};
use crate::services::Service;
use crate::{services, slots};

/// What is to be booked: services, or a bare duration.
pub(super) struct Wanted {
    services: Vec<Service>,
    duration: Option<Minutes>,
}

/// The longest appointment, in minutes.
const LONGEST: i64 = 24 * 60;

impl Wanted {
    /// Finds the services.
    ///
    /// # Errors
    /// One of them is not this company's or no longer offered, or the time is none from a minute to a day.
    pub(super) async fn find(
        connection: &mut SqliteConnection,
        company: CompanyId,
        service_ids: &[ServiceId],
        duration: Option<Minutes>,
    ) -> Result<Self> {
        let services = services::get_many(connection, company, service_ids).await?;
        if let Some(gone) = services.iter().find(|service| !service.active) {
            return Err(AppointmentError::ServiceOutOfUse(gone.name.clone()).into());
        }
        let sum: i64 = services.iter().map(|service| i64::from(service.duration)).sum();
        let (field, minutes) = match duration {
            Some(duration) => ("duration", i64::from(duration)),
            None => ("service_ids", if services.is_empty() { 1 } else { sum }),
        };
        if (1..=LONGEST).contains(&minutes) {
            Ok(Self { services, duration })
        } else {
            Err(Invalid::new(field, Problem::Range(1, LONGEST)).into())
        }
    }

    /// Whether an agenda offers all of it.
    pub(super) fn is_offered_on(&self, agenda: AgendaId) -> bool {
        self.services.iter().all(|service| service.is_offered_on(agenda))
    }

    /// Refuses an agenda that does not offer all of it.
    pub(super) fn require_offer(&self, agenda: &Agenda) -> Result<()> {
        match self.services.iter().find(|service| !service.is_offered_on(agenda.id)) {
            Some(service) => Err(AppointmentError::NotOffered {
                service: service.name.clone(),
                agenda: agenda.name.clone(),
            }
            .into()),
            None => Ok(()),
        }
    }

    /// As the engine needs it: services are done one after the other, so the buffers are those at both ends.
    pub(super) fn on(&self, agenda: &Agenda) -> slots::Service {
        let sum: u32 = self.services.iter().map(|service| u32::from(service.duration.get())).sum();
        let usual =
            if self.services.is_empty() { u32::from(agenda.rules.default_duration.get()) } else { sum };
        let minutes = self.duration.map_or(usual, |duration| duration.get().into());
        slots::Service {
            minutes: NonZeroU32::new(minutes).unwrap_or(NonZeroU32::MIN),
            before: self.buffer_before().get().into(),
            after: self.buffer_after().get().into(),
        }
    }

    pub(super) fn buffer_before(&self) -> Minutes {
        self.services.first().map_or(Minutes::default(), |service| service.buffer_before)
    }

    pub(super) fn buffer_after(&self) -> Minutes {
        self.services.last().map_or(Minutes::default(), |service| service.buffer_after)
    }

    /// A booking of it on an agenda, of nobody yet.
    ///
    /// # Errors
    /// It would end after the end of time.
    pub(super) fn draft(&self, agenda: &Agenda, start: Timestamp) -> Result<State> {
        Ok(State {
            agenda_id: agenda.id,
            client_id: None,
            start,
            end: end(start, self.on(agenda).minutes.get())?,
            status: Status::Pending,
            member_ids: Vec::new(),
            services: self.booked(),
            buffer_before: self.buffer_before(),
            buffer_after: self.buffer_after(),
            notes: Note::default(),
            cancel_reason: None,
            arrived_at: None,
            breaches: Vec::new(),
        })
    }

    pub(super) fn booked(&self) -> Vec<Booked> {
        self.services
            .iter()
            .map(|service| Booked { service_id: service.id, duration: service.duration })
            .collect()
    }
}

/// When something ends that takes so many minutes.
pub(super) fn end(start: Timestamp, minutes: u32) -> Result<Timestamp> {
    let end = start.checked_add(SignedDuration::from_mins(minutes.into()));
    end.map_err(|_| Invalid::new("start", Problem::Moment).into())
}

/// An agenda as it is on a date and, as a horizon of working days needs, from today on.
///
/// # Errors
/// There is no such agenda in the company.
pub(super) async fn agenda_on(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agenda: AgendaId,
    now: Timestamp,
    date: Date,
) -> Result<Agenda> {
    // The agenda's own date may differ by one: the period that is loaded is wider than that.
    let today = TimeZone::UTC.to_datetime(now).date();
    let found = agendas::booking(connection, company, agenda, today.min(date), today.max(date)).await?;
    Ok(found.ok_or(NotFound::Agenda)?)
}

/// The date to load an agenda for, before its zone is known.
///
/// # Errors
/// It lies too far away to be meant.
pub(super) fn date_of(start: Start) -> Result<Date> {
    let date = match start {
        Start::At(at) => TimeZone::UTC.to_datetime(at).date(),
        Start::Local(local) => local.date(),
    };
    crate::holidays::check_year("start", date.year())?;
    Ok(date)
}

/// The instant of a start. Appointments begin on whole minutes: what is below is dropped. Of an hour that the clock shows twice the
/// earlier one is meant.
///
/// # Errors
/// The clock skips it.
pub(super) fn instant(start: Start, zone: &TimeZone) -> std::result::Result<Timestamp, Breach> {
    let at = match start {
        Start::At(at) => at,
        Start::Local(local) => {
            let ambiguous = zone.to_ambiguous_timestamp(local);
            let gap = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
            let resolved = ambiguous.compatible().unwrap_or(Timestamp::MAX);
            if gap {
                // What precedes the instant after the resolved one is the change of the clock itself.
                let after = resolved.saturating_add(SignedDuration::from_secs(1)).unwrap_or(resolved);
                let next = zone.preceding(after).next().map_or(resolved, |transition| transition.timestamp());
                return Err(Breach::Nonexistent { next });
            }
            resolved
        }
    };
    Ok(Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at))
}

/// Asks the rules about a booking, inside of the transaction that writes it, and notes in it what was overridden.
///
/// # Errors
/// It breaks rules and that was not overridden.
pub(super) async fn settle(
    connection: &mut SqliteConnection,
    context: &Context,
    agenda: Agenda,
    state: &mut State,
    occasion: Occasion<'_>,
) -> Result<()> {
    require_use(&agenda)?;
    let zone = agenda.zone.clone();
    let date = zone.to_datetime(state.start).date();
    let service = service_of(state);
    let loaded = Situation::load(
        connection,
        context.language,
        vec![(agenda, service)],
        &state.member_ids,
        (date, date),
    )
    .await?;
    let situation = loaded.first().ok_or(NotFound::Agenda)?;
    let refused = situation.settle(context.now, state, &occasion)?;
    if !refused.is_empty() {
        let broken = tell(connection, context, &zone, &refused).await?;
        return Err(AppointmentError::RulesBroken(broken).into());
    }
    Ok(())
}

/// Refuses an agenda that is out of use.
pub(super) fn require_use(agenda: &Agenda) -> Result<()> {
    if agenda.active { Ok(()) } else { Err(AppointmentError::AgendaOutOfUse(agenda.name.clone()).into()) }
}

/// Breaches in the caller's language.
pub(super) async fn tell(
    connection: &mut SqliteConnection,
    context: &Context,
    zone: &TimeZone,
    breaches: &[Breach],
) -> Result<Vec<BrokenRule>> {
    let company = context.company()?;
    let members: Vec<MemberId> = breaches.iter().filter_map(Breach::member_id).collect();
    let names: HashMap<MemberId, Name> = if members.is_empty() {
        HashMap::new()
    } else {
        let people = facts::people(connection, company, members).await?;
        people.into_iter().map(|(id, person)| (id, person.name)).collect()
    };
    Ok(Telling { language: context.language, zone, names: &names }.all(breaches))
}

/// Refuses people who are not in the company or do not attend clients.
pub(super) async fn require_professionals(
    connection: &mut SqliteConnection,
    company: CompanyId,
    members: &[MemberId],
) -> Result<()> {
    if members.is_empty() {
        return Ok(());
    }
    let people = facts::people(connection, company, members.iter().copied()).await?;
    for member in members {
        let person = people.get(member).ok_or(NotFound::Member)?;
        if !person.attends {
            return Err(AppointmentError::NotAttending(person.name.clone()).into());
        }
    }
    Ok(())
}
