//! The day that runs, as the front desk works through it: who is here, who comes, who has not confirmed, what needs a decision;
//! and any day as a sheet of paper.
//!
//! Each agenda has the date of its own clock. Names and phones are read once for all lines, so that the number of queries does
//! not grow with the appointments.

mod decisions;

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadsmart_contract::appointments::{
    AppointmentCard, AppointmentLine, DaySheet, Decision, GetDaySheet, SheetAgenda, Status, TodayView,
};
use leadsmart_contract::ids::{AgendaId, ClientId, MemberId};
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{Name, PhoneNumber, Problem};
use sqlx::SqliteConnection;

use super::store::{cards, facts};
use crate::agendas::Booking as Agenda;
use crate::context::{Context, Read};
use crate::error::{Invalid, NotFound, Result};
use crate::time::{moment, resolve};

/// How far ahead the next open day is looked for.
const NEXT_OPEN: i32 = 14;

/// How far ahead appointments are looked at that something came in the way of.
const DECIDE: i32 = 28;

/// The day that runs.
pub(super) async fn today(read: &mut Read) -> Result<TodayView> {
    let context = read.context.clone();
    let member = context.member()?;
    let connection = read.connection();
    let zone = crate::companies::place(connection, member.company_id).await?.zone;
    let date = zone.to_datetime(context.now).date();
    let until = date.saturating_add(DECIDE.days());
    let mut agendas = crate::agendas::bookings(connection, member.company_id, None, date, until).await?;
    agendas.retain(|agenda| member.sees(agenda.id));
    let next_date = next_open(&agendas, date);
    let last = next_date.unwrap_or(date);
    let own = |agenda: &Agenda| {
        let today = agenda.zone.to_datetime(context.now).date();
        Ok((agenda.id, Days::of(today, last, &agenda.zone)?))
    };
    let days: HashMap<AgendaId, Days> = agendas.iter().map(own).collect::<Result<_>>()?;
    let sorted = Sorted::of(found(connection, &context, &days).await?, &days);
    let decisions = decisions::find(connection, &context, &agendas, (date, until)).await?;
    let all = sorted.lines().chain(decisions.iter().map(|(card, _)| card));
    let names = Names::of(connection, &context, &agendas, all).await?;
    let lines = |cards: Vec<AppointmentCard>| cards.into_iter().map(|card| names.line(card)).collect();
    Ok(TodayView {
        read_at: context.now,
        date,
        waiting: lines(sorted.waiting),
        in_service: lines(sorted.in_service),
        expected: lines(sorted.expected),
        done: sorted.done,
        next_date,
        unconfirmed_next: lines(sorted.unconfirmed_next),
        confirmed_next: sorted.confirmed_next,
        decisions: decisions
            .into_iter()
            .map(|(card, broken_rules)| Decision { line: names.line(card), broken_rules })
            .collect(),
    })
}

/// A day on paper.
///
/// # Errors
/// A date too far away, or an agenda that the caller may not see.
pub(super) async fn sheet(read: &mut Read, command: GetDaySheet) -> Result<DaySheet> {
    let GetDaySheet { date, agenda_ids, .. } = command;
    crate::holidays::check_year("date", date.year())?;
    let context = read.context.clone();
    let member = context.member()?;
    let connection = read.connection();
    let wanted = Some(&agenda_ids[..]).filter(|ids| !ids.is_empty());
    let mut agendas = crate::agendas::bookings(connection, member.company_id, wanted, date, date).await?;
    agendas.retain(|agenda| member.sees(agenda.id));
    if agendas.len() < agenda_ids.len() {
        return Err(NotFound::Agenda.into());
    }
    let days: HashMap<AgendaId, Days> = agendas
        .iter()
        .map(|agenda| Ok((agenda.id, Days::of(date, date, &agenda.zone)?)))
        .collect::<Result<_>>()?;
    let mut cards = found(connection, &context, &days).await?;
    let touches = |card: &AppointmentCard, days: &Days| card.start.at < days.end && card.end.at > days.start;
    cards.retain(|card| days.get(&card.agenda_id).is_some_and(|days| touches(card, days)));
    let names = Names::of(connection, &context, &agendas, cards.iter()).await?;
    let mut lines: HashMap<AgendaId, Vec<AppointmentLine>> = HashMap::new();
    for card in cards {
        lines.entry(card.agenda_id).or_default().push(names.line(card));
    }
    let sheets = agendas.into_iter().map(|agenda| SheetAgenda {
        open: decisions::hours(&agenda, date).to_vec(),
        lines: lines.remove(&agenda.id).unwrap_or_default(),
        id: agenda.id,
        name: agenda.name,
    });
    let agendas = sheets.collect();
    let zone = crate::companies::place(connection, member.company_id).await?.zone;
    Ok(DaySheet { date, read_at: moment(context.now, &zone), agendas })
}

/// The first date after today on which an agenda has hours.
fn next_open(agendas: &[Agenda], today: Date) -> Option<Date> {
    let ahead = (1..=NEXT_OPEN).map(|days| today.saturating_add(days.days()));
    ahead.into_iter().find(|date| agendas.iter().any(|agenda| !decisions::hours(agenda, *date).is_empty()))
}

/// When today and the days after it are, on the clock of an agenda.
struct Days {
    start: Timestamp,
    tomorrow: Timestamp,
    /// The end of the last day, exclusive.
    end: Timestamp,
}

impl Days {
    /// The days from `today` to `last` on a clock.
    fn of(today: Date, last: Date, zone: &TimeZone) -> Result<Self> {
        Ok(Self {
            start: midnight(today, zone)?,
            tomorrow: midnight(today.saturating_add(1.day()), zone)?,
            end: midnight(last.max(today).saturating_add(1.day()), zone)?,
        })
    }
}

fn midnight(date: Date, zone: &TimeZone) -> Result<Timestamp> {
    resolve(date.at(0, 0, 0, 0), zone).map_err(|_| Invalid::new("date", Problem::Moment).into())
}

/// The appointments of these days that are not called off.
async fn found(
    connection: &mut SqliteConnection,
    context: &Context,
    days: &HashMap<AgendaId, Days>,
) -> Result<Vec<AppointmentCard>> {
    let span = days.values().map(|day| day.start).min().zip(days.values().map(|day| day.end).max());
    let Some(span) = span else { return Ok(Vec::new()) };
    let ids: Vec<AgendaId> = days.keys().copied().collect();
    cards::of_agendas(connection, context.company()?, &ids, span, false).await
}

/// The appointments by what the front desk has to do with them.
#[derive(Default)]
struct Sorted {
    waiting: Vec<AppointmentCard>,
    in_service: Vec<AppointmentCard>,
    expected: Vec<AppointmentCard>,
    unconfirmed_next: Vec<AppointmentCard>,
    done: u32,
    confirmed_next: u32,
}

impl Sorted {
    /// Sorts appointments that come by start.
    fn of(cards: Vec<AppointmentCard>, days: &HashMap<AgendaId, Days>) -> Self {
        let mut sorted = Self::default();
        for card in cards {
            if let Some(days) = days.get(&card.agenda_id) {
                sorted.put(card, days);
            }
        }
        sorted.waiting.sort_by_key(|card| (card.arrived_at.map(|at| at.at), card.start.at, card.id));
        sorted
    }

    fn put(&mut self, card: AppointmentCard, days: &Days) {
        let start = card.start.at;
        let today = start >= days.start && start < days.tomorrow;
        let next = start >= days.tomorrow && start < days.end;
        match card.status {
            Status::Pending | Status::Confirmed if today => self.expected.push(card),
            // Over midnight somebody may still be here.
            Status::Arrived if today || !next => self.waiting.push(card),
            Status::InService if today || !next => self.in_service.push(card),
            Status::Done if today => self.done += 1,
            Status::Pending if next => self.unconfirmed_next.push(card),
            Status::Confirmed if next => self.confirmed_next += 1,
            _ => {}
        }
    }

    fn lines(&self) -> impl Iterator<Item = &AppointmentCard> {
        self.waiting.iter().chain(&self.in_service).chain(&self.expected).chain(&self.unconfirmed_next)
    }
}

/// What lines say besides their cards.
struct Names {
    agendas: HashMap<AgendaId, (Name, bool)>,
    members: HashMap<MemberId, Name>,
    phones: HashMap<ClientId, PhoneNumber>,
}

impl Names {
    async fn of(
        connection: &mut SqliteConnection,
        context: &Context,
        agendas: &[Agenda],
        cards: impl Iterator<Item = &AppointmentCard>,
    ) -> Result<Self> {
        let member = context.member()?;
        let (mut members, mut clients) = (Vec::new(), Vec::new());
        for card in cards {
            members.extend_from_slice(&card.member_ids);
            clients.extend(card.client_id);
        }
        members.sort_unstable();
        members.dedup();
        clients.sort_unstable();
        clients.dedup();
        let people = facts::people(connection, member.company_id, members).await?;
        let may = member.can(Permission::AppointmentsManage);
        let own = |agenda: &Agenda| (agenda.id, (agenda.name.clone(), may && member.books(agenda.id)));
        Ok(Self {
            agendas: agendas.iter().map(own).collect(),
            members: people.into_iter().map(|(id, person)| (id, person.name)).collect(),
            phones: facts::phones(connection, member.company_id, clients).await?,
        })
    }

    fn line(&self, card: AppointmentCard) -> AppointmentLine {
        let agenda = self.agendas.get(&card.agenda_id);
        AppointmentLine {
            agenda: agenda.map(|(name, _)| name.clone()),
            manageable: agenda.is_some_and(|(_, may)| *may),
            professionals: card.member_ids.iter().filter_map(|id| self.members.get(id).cloned()).collect(),
            phone: card.client_id.and_then(|id| self.phones.get(&id).cloned()),
            card,
        }
    }
}
