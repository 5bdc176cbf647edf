//! An agenda as the slot engine needs it: its rules with exceptions and holidays in one piece.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadsmart_contract::agendas::BookingRules;
use leadsmart_contract::companies::WeekStart;
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId};
use leadsmart_contract::values::{Color, DayHours, Name, ShortText};
use sqlx::SqliteConnection;

use super::{Agenda, store};
use crate::error::Result;
use crate::holidays::{self, Title};
use crate::time::stored_zone;

/// The hours of a date that differ from those of the week.
#[derive(Clone, Debug)]
pub(crate) struct DayException {
    /// The hours; empty for closed.
    pub(crate) hours: DayHours,
    /// Why.
    pub(crate) reason: ShortText,
}

/// All that decides when an agenda can be booked, but for what is booked already.
#[derive(Clone, Debug)]
pub(crate) struct Booking {
    /// The agenda.
    pub(crate) id: AgendaId,
    /// Its company.
    pub(crate) company_id: CompanyId,
    /// Its name.
    pub(crate) name: Name,
    /// Its colour.
    pub(crate) color: Color,
    /// The zone of its clock.
    pub(crate) zone: TimeZone,
    /// Whether it can be booked.
    pub(crate) active: bool,
    /// Its rules.
    pub(crate) rules: BookingRules,
    /// The professionals who attend on it and are in use, in their order.
    pub(crate) member_ids: Vec<MemberId>,
    /// Whether it has professionals at all. With professionals of whom none is in use, nobody can be booked on it.
    pub(crate) staffed: bool,
    /// The dates with hours of their own.
    pub(crate) exceptions: BTreeMap<Date, DayException>,
    /// The holidays that close it: none if it does not observe them, and without those on which it is open nevertheless.
    pub(crate) holidays: BTreeMap<Date, Title>,
    /// The day on which the weeks of its company begin.
    pub(crate) week_start: WeekStart,
}

/// How many days around a period the slot engine looks at: hours of the day before may reach into it.
const AROUND: i32 = 3;

/// An agenda with its exceptions and holidays from `from` to `to`, and some days around.
///
/// For a horizon of working days `from` must not come after today: the days between count.
pub(crate) async fn booking(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agenda: AgendaId,
    from: Date,
    to: Date,
) -> Result<Option<Booking>> {
    Ok(bookings(connection, company, Some(&[agenda]), from, to).await?.into_iter().next())
}

/// As [`booking`], for several agendas in the order of their columns: for all that are in use if none are named. Ids of
/// no agenda of the company are passed over.
pub(crate) async fn bookings(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: Option<&[AgendaId]>,
    from: Date,
    to: Date,
) -> Result<Vec<Booking>> {
    let active = if agendas.is_none() { Some(true) } else { None };
    let found = store::find(connection, company, agendas, active).await?;
    let ids: Vec<AgendaId> = found.iter().map(|agenda| agenda.id).collect();
    let (from, to) = (from.saturating_sub(AROUND.days()), to.saturating_add(AROUND.days()));
    let place = crate::companies::place(connection, company).await?;
    let mut members = store::members(connection, &ids).await?;
    let mut exceptions = store::exceptions(connection, &ids, from, to).await?;
    let holidays = holidays::in_period(connection, &place, from, to).await?;
    let openings = holidays::openings(connection, &ids, from, to).await?;
    let assemble = |agenda: Agenda| {
        let attendants = members.remove(&agenda.id).unwrap_or_default();
        let closing = holidays.iter().filter(|holiday| {
            agenda.rules.observes_holidays && !openings.contains(&(agenda.id, holiday.date))
        });
        Ok(Booking {
            id: agenda.id,
            company_id: company,
            name: agenda.name,
            color: agenda.color,
            zone: stored_zone(agenda.zone.as_str())?,
            active: agenda.active,
            member_ids: attendants.active,
            staffed: attendants.any,
            exceptions: exceptions.remove(&agenda.id).unwrap_or_default(),
            holidays: closing.rev().map(|holiday| (holiday.date, holiday.title.clone())).collect(),
            week_start: place.week_start,
            rules: agenda.rules,
        })
    };
    found.into_iter().map(assemble).collect()
}
