//! Appointments that something came in the way of after they were booked: the professional is away, or the agenda is closed by
//! a holiday or an exception. What was booked against that very rule was decided already.
//!
//! It is asked from the side of what came in the way, of which there is little: so the price does not grow with what is booked.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use leadsmart_contract::appointments::{AppointmentCard, BrokenRule, Status};
use leadsmart_contract::ids::{AgendaId, AppointmentId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::values::ClockRange;
use sqlx::SqliteConnection;

use super::super::booking;
use super::super::breach::Breach;
use super::super::store::{self, cards};
use super::midnight;
use crate::agendas::Booking as Agenda;
use crate::context::Context;
use crate::error::Result;

/// How many are told; who has more to decide begins with these.
const MOST: usize = 100;

/// The appointments from now to the last of these dates that need a decision, by start, with what is in their way.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    context: &Context,
    agendas: &[Agenda],
    (today, until): (Date, Date),
) -> Result<Vec<(AppointmentCard, Vec<BrokenRule>)>> {
    let known: HashMap<AgendaId, &Agenda> = agendas.iter().map(|agenda| (agenda.id, agenda)).collect();
    let mut found = Found::default();
    closed(connection, context, &known, (today, until), &mut found).await?;
    away(connection, context, agendas, until, &mut found).await?;
    let mut found: Vec<(AppointmentCard, Vec<Breach>)> = found.0.into_values().collect();
    found.retain(|(card, _)| is_open(card, context.now));
    found.sort_by_key(|(card, _)| (card.start.at, card.id));
    let mut told = Vec::new();
    for (card, mut breaches) in found {
        let Some(agenda) = known.get(&card.agenda_id) else { continue };
        if card.overridden {
            drop_accepted(connection, context, card.id, &mut breaches).await?;
        }
        if breaches.is_empty() {
            continue;
        }
        told.push((card, booking::tell(connection, context, &agenda.zone, &breaches).await?));
        if told.len() == MOST {
            break;
        }
    }
    Ok(told)
}

/// Each appointment once, whatever is in its way.
#[derive(Default)]
struct Found(HashMap<AppointmentId, (AppointmentCard, Vec<Breach>)>);

impl Found {
    fn add(&mut self, card: AppointmentCard, breach: Breach) {
        self.0.entry(card.id).or_insert_with(|| (card, Vec::new())).1.push(breach);
    }
}

/// Whether it is still to come, or runs and nobody has come.
fn is_open(card: &AppointmentCard, now: Timestamp) -> bool {
    matches!(card.status, Status::Pending | Status::Confirmed) && card.end.at > now
}

/// The hours of an agenda on a date. An exception wins over a holiday, as it does for the slot engine.
pub(super) fn hours(agenda: &Agenda, date: Date) -> &[ClockRange] {
    let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    match (agenda.exceptions.get(&date), agenda.holidays.get(&date)) {
        (Some(exception), _) => exception.hours.ranges(),
        (None, Some(_)) => &[],
        (None, None) => agenda.rules.hours.days()[weekday].as_slice(),
    }
}

/// What changes the hours of an agenda on a date.
fn change_of_hours(agenda: &Agenda, date: Date, language: Language) -> Option<Breach> {
    if agenda.exceptions.contains_key(&date) {
        return Some(Breach::Exception { date });
    }
    let title = agenda.holidays.get(&date)?;
    Some(Breach::Holiday { date, name: title.text(language).to_owned() })
}

/// Adds what is booked on dates with hours of their own, and outside of these. One query a date, for all its agendas.
async fn closed(
    connection: &mut SqliteConnection,
    context: &Context,
    agendas: &HashMap<AgendaId, &Agenda>,
    (today, until): (Date, Date),
    found: &mut Found,
) -> Result<()> {
    for (date, there) in changed_dates(agendas, today, until) {
        let ids: Vec<AgendaId> = there.iter().map(|agenda| agenda.id).collect();
        let (mut from, mut to) = (Timestamp::MAX, Timestamp::MIN);
        for agenda in there {
            from = from.min(midnight(date, &agenda.zone)?);
            to = to.max(midnight(date.saturating_add(1.day()), &agenda.zone)?);
        }
        for card in cards::of_agendas(connection, context.company()?, &ids, (from, to), false).await? {
            let Some(agenda) = agendas.get(&card.agenda_id) else { continue };
            if let Some(breach) = change_of_hours(agenda, date, context.language)
                && !is_within(hours(agenda, date), date, card.start.local, card.end.local)
            {
                found.add(card, breach);
            }
        }
    }
    Ok(())
}

/// The dates on which agendas do not have the hours of the week.
fn changed_dates<'a>(
    agendas: &HashMap<AgendaId, &'a Agenda>,
    today: Date,
    until: Date,
) -> BTreeMap<Date, Vec<&'a Agenda>> {
    let mut dates: BTreeMap<Date, Vec<&Agenda>> = BTreeMap::new();
    for agenda in agendas.values() {
        let closing = agenda.holidays.keys().filter(|date| !agenda.exceptions.contains_key(*date));
        let own = agenda.exceptions.keys().chain(closing);
        for date in own.filter(|date| (today..=until).contains(*date)) {
            dates.entry(*date).or_default().push(agenda);
        }
    }
    dates
}

/// Adds what is booked with professionals who are away meanwhile.
async fn away(
    connection: &mut SqliteConnection,
    context: &Context,
    agendas: &[Agenda],
    until: Date,
    found: &mut Found,
) -> Result<()> {
    let mut members: Vec<MemberId> =
        agendas.iter().flat_map(|agenda| agenda.member_ids.iter().copied()).collect();
    members.sort_unstable();
    members.dedup();
    let company = context.company()?;
    let zone = crate::companies::place(connection, company).await?.zone;
    let end = midnight(until.saturating_add(1.day()), &zone)?;
    for absence in crate::absences::of_members(connection, &members, context.now, end).await? {
        let (member_id, from, to) = (absence.member_id, absence.start, absence.end);
        let period = (from.max(context.now), to.min(end));
        for card in cards::of_member(connection, company, member_id, period).await? {
            found.add(card, Breach::Absence { member_id, from, to });
        }
    }
    Ok(())
}

/// Whether the part of a time that falls on a date lies in these hours, of which some may touch.
fn is_within(hours: &[ClockRange], date: Date, start: DateTime, end: DateTime) -> bool {
    let minute =
        |at: DateTime| u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs());
    let from = if start.date() < date { 0 } else { minute(start) };
    let to = if end.date() > date { 24 * 60 } else { minute(end) };
    // An agenda of another zone may have nothing of it on this date.
    if start.date() > date || end.date() < date || from >= to {
        return true;
    }
    let reached =
        hours.iter().fold(
            from,
            |reached, range| {
                if range.start() <= reached { reached.max(range.end()) } else { reached }
            },
        );
    hours.iter().any(|range| range.start() <= from && from < range.end()) && reached >= to
}

/// Drops what was overridden when it was booked or moved.
async fn drop_accepted(
    connection: &mut SqliteConnection,
    context: &Context,
    id: AppointmentId,
    breaches: &mut Vec<Breach>,
) -> Result<()> {
    let Some(appointment) = store::load(connection, context.company()?, id).await? else { return Ok(()) };
    let accepted = appointment.state.breaches;
    breaches.retain(|breach| !accepted.iter().any(|known| is_same(known, breach)));
    Ok(())
}

/// Whether two tell of the same thing: a holiday has a name in each language, and absences that touch are one to the engine.
fn is_same(known: &Breach, now: &Breach) -> bool {
    match (known, now) {
        (Breach::Exception { date: known }, Breach::Exception { date: now })
        | (Breach::Holiday { date: known, .. }, Breach::Holiday { date: now, .. }) => known == now,
        (
            Breach::Absence { member_id: known, from, to },
            Breach::Absence { member_id: now, from: start, to: end },
        ) => known == now && from < end && start < to,
        _ => false,
    }
}
