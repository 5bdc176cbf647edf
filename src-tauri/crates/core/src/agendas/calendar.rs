//! The page of the calendar: columns with their days, and what falls into them. The number of queries does not grow with
//! the number of columns.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadsmart_contract::agendas::{
    CalendarAbsence, CalendarAgenda, CalendarDay, CalendarView, ClosedBy, GetCalendar,
};
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::ids::{AgendaId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{ClockRange, ZoneName};

use super::{Booking, bookings, check_period};
use crate::context::{Context, Member, Read};
use crate::error::{Defect, Invalid, NotFound, Result};
use crate::time::{moment, resolve};

/// How many days a page may show: six weeks, as a month on paper.
pub(super) const MOST_DAYS: u16 = 42;

/// A page of the calendar.
///
/// # Errors
/// A period that cannot be, or an agenda that the caller may not see.
pub(super) async fn page(read: &mut Read, command: GetCalendar) -> Result<CalendarView> {
    let GetCalendar { from, to, agenda_ids, with_cancelled, .. } = command;
    check_period(from, to, MOST_DAYS)?;
    let columns = columns(read, &agenda_ids, from, to).await?;
    let mut spans: HashMap<AgendaId, (Timestamp, Timestamp)> = HashMap::new();
    for column in &columns {
        spans.insert(column.id, instants(from, to, &column.zone)?);
    }
    let starts = spans.values().map(|span| span.0);
    let (Some(start), Some(end)) = (starts.min(), spans.values().map(|span| span.1).max()) else {
        return Ok(CalendarView {
            read_at: read.context.now,
            agendas: Vec::new(),
            appointments: Vec::new(),
            absences: Vec::new(),
        });
    };
    let appointments = appointments(read, &spans, (start, end), with_cancelled).await?;
    let absences = absences(read, &columns, (start, end)).await?;
    let agendas =
        columns.into_iter().map(|column| agenda(&read.context, column, from, to)).collect::<Result<_>>()?;
    Ok(CalendarView { read_at: read.context.now, agendas, appointments, absences })
}

/// The instants at which the first date begins and the last one ends on a clock.
pub(super) fn instants(from: Date, to: Date, zone: &TimeZone) -> Result<(Timestamp, Timestamp)> {
    let end = to.tomorrow().map_err(|_| Invalid::new("to", leadsmart_contract::values::Problem::Moment))?;
    let start = resolve(from.at(0, 0, 0, 0), zone).map_err(|problem| Invalid::new("from", problem))?;
    let end = resolve(end.at(0, 0, 0, 0), zone).map_err(|problem| Invalid::new("to", problem))?;
    Ok((start, end))
}

/// The agendas to show: those that are named, or all in use that the caller may see.
pub(super) async fn columns(
    read: &mut Read,
    named: &[AgendaId],
    from: Date,
    to: Date,
) -> Result<Vec<Booking>> {
    let member = read.context.member()?;
    if named.iter().any(|id| !member.sees(*id)) {
        return Err(NotFound::Agenda.into());
    }
    let wanted = if named.is_empty() { None } else { Some(named) };
    let mut columns = bookings(&mut read.transaction, member.company_id, wanted, from, to).await?;
    if columns.len() < named.len() {
        return Err(NotFound::Agenda.into());
    }
    columns.retain(|column| member.sees(column.id));
    Ok(columns)
}

/// The appointments of the columns, each within the dates of its own clock; none for who may not see appointments.
async fn appointments(
    read: &mut Read,
    spans: &HashMap<AgendaId, (Timestamp, Timestamp)>,
    (start, end): (Timestamp, Timestamp),
    with_cancelled: bool,
) -> Result<Vec<AppointmentCard>> {
    let member = read.context.member()?;
    if !member.can(Permission::AppointmentsView) {
        return Ok(Vec::new());
    }
    let ids: Vec<AgendaId> = spans.keys().copied().collect();
    let company = member.company_id;
    let mut cards = crate::appointments::cards_of_agendas(
        &mut read.transaction,
        company,
        &ids,
        start,
        end,
        with_cancelled,
    )
    .await?;
    let touches = |card: &AppointmentCard, span: &(Timestamp, Timestamp)| {
        card.start.at < span.1 && card.end.at > span.0
    };
    // On one clock, what was read is what is shown.
    if spans.values().any(|span| *span != (start, end)) {
        cards.retain(|card| spans.get(&card.agenda_id).is_some_and(|span| touches(card, span)));
    }
    Ok(cards)
}

/// The absences of the professionals of the columns, on the company's clock.
async fn absences(
    read: &mut Read,
    columns: &[Booking],
    (start, end): (Timestamp, Timestamp),
) -> Result<Vec<CalendarAbsence>> {
    let mut members: Vec<MemberId> =
        columns.iter().flat_map(|column| column.member_ids.iter().copied()).collect();
    members.sort_unstable();
    members.dedup();
    let company = read.context.company()?;
    let found = crate::absences::of_members(&mut read.transaction, &members, start, end).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let zone = crate::companies::place(&mut read.transaction, company).await?.zone;
    let drawn = |absence: crate::absences::Absence| CalendarAbsence {
        id: absence.id,
        member_id: absence.member_id,
        start: moment(absence.start, &zone),
        end: moment(absence.end, &zone),
        reason: absence.reason,
    };
    Ok(found.into_iter().map(drawn).collect())
}

fn agenda(context: &Context, column: Booking, from: Date, to: Date) -> Result<CalendarAgenda> {
    let member = context.member()?;
    let dates = from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to);
    let days = dates.map(|date| day(&column, date, context.language)).collect();
    let zone = column.zone.iana_name().unwrap_or_default();
    let zone = ZoneName::parse(zone)
        .map_err(|problem| Defect(format!("the zone {zone} of {}: {problem}", column.id)))?;
    Ok(CalendarAgenda {
        id: column.id,
        name: column.name,
        color: column.color,
        now: moment(context.now, &column.zone),
        zone,
        capacity: column.rules.capacity,
        step: column.rules.interval.unwrap_or(column.rules.default_duration),
        member_ids: column.member_ids,
        manageable: may_book(member, column.id),
        days,
    })
}

/// Whether a member may book on an agenda.
pub(super) fn may_book(member: &Member, agenda: AgendaId) -> bool {
    member.can(Permission::AppointmentsManage) && member.books(agenda)
}

/// A day as it is drawn. An exception wins over a holiday, as it does for the slot engine.
pub(super) fn day(column: &Booking, date: Date, language: Language) -> CalendarDay {
    let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    let (open, cause, remark) = if let Some(exception) = column.exceptions.get(&date) {
        (exception.hours.ranges(), ClosedBy::Exception, Some(exception.reason.as_str()))
    } else if let Some(title) = column.holidays.get(&date) {
        (&[][..], ClosedBy::Holiday, Some(title.text(language)))
    } else {
        (column.rules.hours.days()[weekday].as_slice(), ClosedBy::Hours, None)
    };
    CalendarDay {
        date,
        open: joined(open),
        closed_by: open.is_empty().then_some(cause),
        remark: remark.filter(|remark| !remark.is_empty()).map(str::to_owned),
    }
}

/// Ranges in order, with those that touch made one.
fn joined(ranges: &[ClockRange]) -> Vec<ClockRange> {
    let mut joined: Vec<ClockRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let before = joined.last().copied().filter(|last| last.end() == range.start());
        match before.and_then(|last| ClockRange::parse(last.start().into(), range.end().into()).ok()) {
            Some(both) => {
                joined.pop();
                joined.push(both);
            }
            None => joined.push(*range),
        }
    }
    joined
}
