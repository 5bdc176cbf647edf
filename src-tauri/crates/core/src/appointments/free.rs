//! Free times: why a time is not free, what is free nearby, and what is free next.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::appointments::{Explain, Explanation, NextFree};
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId};
use leadsmart_contract::values::Problem;
use sqlx::SqliteConnection;

use super::booking::{self, Wanted, tell};
use super::breach::Breach;
use super::situation::{Situation, check, engine_failed};
use super::{AppointmentError, change};
use crate::agendas::{self, Booking as Agenda};
use crate::context::{Context, Read};
use crate::error::{Defect, Invalid, NotFound, Result};
use crate::slots::{self, Slot, Team, TimeRange};
use crate::time::moment;

/// What is to be booked, and by whom.
pub(crate) struct Question<'a> {
    /// The services, whose durations add up.
    pub(crate) service_ids: &'a [leadsmart_contract::ids::ServiceId],
    /// The duration, if it is not that of the services.
    pub(crate) duration: Option<leadsmart_contract::values::Minutes>,
    /// Professionals who must all be free; any one of the agenda's if empty.
    pub(crate) member_ids: &'a [MemberId],
}

/// The times that an agenda offers on dates from `from` to `to`, in order. The agenda must have been loaded for these dates,
/// and from today on if they come later.
///
/// # Errors
/// A service or professional is not this company's or cannot be booked.
pub(crate) async fn free_times(
    connection: &mut SqliteConnection,
    context: &Context,
    agenda: Agenda,
    question: Question<'_>,
    (from, to): (Date, Date),
) -> Result<Vec<SlotView>> {
    let company = context.company()?;
    booking::require_professionals(connection, company, question.member_ids).await?;
    let wanted = Wanted::find(connection, company, question.service_ids, question.duration).await?;
    wanted.require_offer(&agenda)?;
    let service = wanted.on(&agenda);
    let loaded = Situation::load(
        connection,
        context.language,
        vec![(agenda, service)],
        question.member_ids,
        (from, to),
    )
    .await?;
    let mut free = Vec::new();
    for situation in loaded.iter().filter(|situation| situation.agenda.active) {
        let query = situation.query(service, situation.team(question.member_ids), context.now, None);
        let slots = slots::slots(&query, from, to).map_err(engine_failed)?;
        free.extend(slots.into_iter().map(|slot| slot_view(&situation.agenda, slot)));
    }
    Ok(free)
}

fn slot_view(agenda: &Agenda, slot: Slot) -> SlotView {
    SlotView {
        agenda_id: agenda.id,
        start: moment(slot.range.start(), &agenda.zone),
        end: moment(slot.range.end(), &agenda.zone),
        seats_left: u16::try_from(slot.seats_left).unwrap_or(u16::MAX),
        member_ids: slot.free.into_iter().map(|id| MemberId::new(uuid::Uuid::from_u128(id.0))).collect(),
    }
}

/// How many days before and after a time alternatives are looked for.
const BEFORE: i32 = 3;
const AFTER: i32 = 14;

/// How many alternatives are told on either side.
const ALTERNATIVES: usize = 3;

/// Why a time is not free, and what is free nearby.
pub(super) async fn explain(read: &mut Read, command: Explain) -> Result<Explanation> {
    let (context, company) = (read.context.clone(), read.context.company()?);
    let connection = read.connection();
    if !context.member()?.sees(command.agenda_id) {
        return Err(NotFound::Agenda.into());
    }
    let near = booking::date_of(command.start)?;
    let days = (near.saturating_sub(BEFORE.days()), near.saturating_add(AFTER.days()));
    let today = jiff::tz::TimeZone::UTC.to_datetime(context.now).date();
    let agenda = agendas::booking(connection, company, command.agenda_id, today.min(days.0), days.1).await?;
    let agenda = agenda.ok_or(NotFound::Agenda)?;
    if let Some(except) = command.except {
        change::seen(connection, &context, except).await?;
    }
    booking::require_professionals(connection, company, &command.member_ids).await?;
    let wanted = Wanted::find(connection, company, &command.service_ids, command.duration).await?;
    wanted.require_offer(&agenda)?;
    if !agenda.active {
        return Err(AppointmentError::AgendaOutOfUse(agenda.name).into());
    }
    let (service, zone) = (wanted.on(&agenda), agenda.zone.clone());
    let loaded =
        Situation::load(connection, context.language, vec![(agenda, service)], &command.member_ids, days)
            .await?;
    let situation = loaded.first().ok_or(NotFound::Agenda)?;
    let query = situation.query(service, situation.team(&command.member_ids), context.now, command.except);
    let (start, breaches) = match booking::instant(command.start, &zone) {
        Ok(start) => (start, breaches(&query, start)?),
        Err(Breach::Nonexistent { next }) => (next, vec![Breach::Nonexistent { next }]),
        Err(other) => return Err(Defect(format!("a start is no instant because of {other:?}")).into()),
    };
    let slots = slots::slots(&query, days.0, days.1).map_err(engine_failed)?;
    let alternatives =
        nearest(&slots, start).iter().map(|slot| slot_view(&situation.agenda, slot.clone())).collect();
    let broken_rules = tell(connection, &context, &zone, &breaches).await?;
    Ok(Explanation { free: broken_rules.is_empty(), broken_rules, alternatives })
}

fn breaches(query: &slots::Query<'_>, start: Timestamp) -> Result<Vec<Breach>> {
    let length = jiff::SignedDuration::from_mins(query.service.minutes.get().into());
    let end = start.checked_add(length).map_err(|_| Invalid::new("start", Problem::Moment))?;
    let range = TimeRange::new(start, end).ok_or_else(|| Invalid::new("duration", Problem::Order))?;
    Ok(check(query, range)?.into_iter().map(|reason| Breach::of(reason, start, query.now)).collect())
}

/// The slots next to a time on either side, in order.
fn nearest(slots: &[Slot], start: Timestamp) -> &[Slot] {
    let before = slots.partition_point(|slot| slot.range.start() < start);
    let same = slots[before..].partition_point(|slot| slot.range.start() == start);
    if same > 0 {
        // The time itself is offered: nothing else has to be.
        return &[];
    }
    &slots[before.saturating_sub(ALTERNATIVES)..slots.len().min(before + ALTERNATIVES)]
}

/// How far ahead free times are looked for, in days.
const HORIZON: i32 = 60;

/// The next free times over several agendas, the earliest first. Days are looked at in stretches that double: mostly the first
/// few days have what is asked for, and what lies beyond costs nothing.
pub(super) async fn next_free(read: &mut Read, command: NextFree) -> Result<Vec<SlotView>> {
    let (context, company) = (read.context.clone(), read.context.company()?);
    let connection = read.connection();
    let limit = command.limit.unwrap_or(5);
    if !(1..=50).contains(&limit) {
        return Err(Invalid::new("limit", Problem::Range(1, 50)).into());
    }
    let first = first_date(&context, command.from)?;
    let last = first.saturating_add(HORIZON.days());
    booking::require_professionals(connection, company, &command.member_ids).await?;
    let wanted = Wanted::find(connection, company, &command.service_ids, command.duration).await?;
    let candidates = candidates(connection, &context, company, &command, (first, last)).await?;
    let mut candidates: Vec<Agenda> =
        candidates.into_iter().filter(|agenda| wanted.is_offered_on(agenda.id)).collect();
    for agenda in candidates.iter_mut().filter(|_| !command.member_ids.is_empty()) {
        agenda.member_ids.retain(|member| command.member_ids.contains(member));
    }
    candidates.retain(|agenda| command.member_ids.is_empty() || !agenda.member_ids.is_empty());
    let mut found: Vec<SlotView> = Vec::new();
    let (mut from, mut stretch) = (first, 1_i32);
    while from <= last && found.len() < usize::from(limit) {
        let to = from.saturating_add((stretch - 1).days()).min(last);
        let agendas = candidates.iter().map(|agenda| (agenda.clone(), wanted.on(agenda))).collect();
        let situations = Situation::load(connection, context.language, agendas, &[], (from, to)).await?;
        found.extend(offers(&situations, &wanted, &context, command.from, (from, to))?);
        from = to.saturating_add(1.day());
        if to == last {
            break;
        }
        stretch *= 2;
    }
    found.sort_by_key(|slot| slot.start.at);
    found.truncate(limit.into());
    Ok(found)
}

/// What agendas offer on some days, by nobody before a reading of their clocks.
fn offers(
    situations: &[Situation],
    wanted: &Wanted,
    context: &Context,
    from: Option<DateTime>,
    (first, last): (Date, Date),
) -> Result<Vec<SlotView>> {
    let mut offers = Vec::new();
    for situation in situations {
        let team = if situation.agenda.staffed { situation.team(&[]) } else { Team::None };
        let query = situation.query(wanted.on(&situation.agenda), team, context.now, None);
        let slots = slots::slots(&query, first, last).map_err(engine_failed)?;
        let views = slots.into_iter().map(|slot| slot_view(&situation.agenda, slot));
        offers.extend(views.filter(|view| from.is_none_or(|from| view.start.local >= from)));
    }
    Ok(offers)
}

/// The first date that may have something, wherever on Earth the agendas are.
fn first_date(context: &Context, from: Option<DateTime>) -> Result<Date> {
    let today = jiff::tz::TimeZone::UTC.to_datetime(context.now).date().saturating_sub(1.day());
    let Some(from) = from else { return Ok(today) };
    crate::holidays::check_year("from", from.date().year())?;
    Ok(from.date().max(today))
}

/// The agendas in use on which the caller may look for times.
async fn candidates(
    connection: &mut SqliteConnection,
    context: &Context,
    company: CompanyId,
    command: &NextFree,
    (from, to): (Date, Date),
) -> Result<Vec<Agenda>> {
    let member = context.member()?;
    let named: Option<&[AgendaId]> = (!command.agenda_ids.is_empty()).then_some(&command.agenda_ids);
    let today = jiff::tz::TimeZone::UTC.to_datetime(context.now).date();
    let mut agendas = agendas::bookings(connection, company, named, today.min(from), to).await?;
    agendas.retain(|agenda| member.sees(agenda.id));
    if named.is_some_and(|named| named.len() != agendas.len()) {
        return Err(NotFound::Agenda.into());
    }
    agendas.retain(|agenda| agenda.active);
    Ok(agendas)
}
