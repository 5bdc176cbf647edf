//! Contract to rules and back: the commands of this feature.

use jiff::civil::Date;
use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::appointments::{
    AddMembers, AppointmentCard, AppointmentView, CancelSeries, ChangeView, CheckSeries, CountByDay,
    CreateAppointment, CreateSeries, DayCount, DaySheet, DeleteMembers, Explain, Explanation, GetAppointment,
    GetDaySheet, GetHistory, GetToday, ListAppointments, ManyChanged, NextFree, Occurrence, SeriesOutcome,
    SetStatus, SetStatusMany, TodayView, UndoChange, UndoMany, UpdateAppointment, UpdateDate, UpdateSeries,
};
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use leadsmart_contract::values::Problem;
use sqlx::SqliteConnection;

use super::store::cards::{self, Filter, Position};
use super::store::facts;
use super::{AppointmentError, change, free, history, many, series, today, view};
use crate::context::{Context, Member, Read, Write};
use crate::error::{Invalid, NotFound, Result};
use crate::table::Builder;
use crate::time::{resolve, stored_zone};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .write::<CreateAppointment>(create)
        .read::<ListAppointments>(list)
        .read::<GetAppointment>(get)
        .write::<AddMembers>(add_members)
        .write::<DeleteMembers>(delete_members)
        .write::<UpdateAppointment>(update)
        .write::<UpdateDate>(update_date)
        .write::<SetStatus>(set_status)
        .read::<GetHistory>(get_history)
        .write::<UndoChange>(undo)
        .read::<Explain>(explain)
        .read::<NextFree>(next_free)
        .read::<CountByDay>(count_by_day)
        .read::<GetToday>(get_today)
        .read::<GetDaySheet>(get_day_sheet)
        .write::<SetStatusMany>(set_status_many)
        .write::<UndoMany>(undo_many)
        .read::<CheckSeries>(check_series)
        .write::<CreateSeries>(create_series)
        .write::<UpdateSeries>(update_series)
        .write::<CancelSeries>(cancel_series)
}

pub(crate) async fn create(write: &mut Write, command: CreateAppointment) -> Result<AppointmentView> {
    change::create(write, command).await
}

async fn add_members(write: &mut Write, command: AddMembers) -> Result<AppointmentView> {
    change::add_members(write, command).await
}

async fn delete_members(write: &mut Write, command: DeleteMembers) -> Result<AppointmentView> {
    change::delete_members(write, command).await
}

async fn update(write: &mut Write, command: UpdateAppointment) -> Result<AppointmentView> {
    change::update(write, command).await
}

pub(crate) async fn update_date(write: &mut Write, command: UpdateDate) -> Result<AppointmentView> {
    change::update_date(write, command).await
}

pub(crate) async fn set_status(write: &mut Write, command: SetStatus) -> Result<AppointmentView> {
    change::set_status(write, command).await
}

async fn undo(write: &mut Write, command: UndoChange) -> Result<AppointmentView> {
    change::undo(write, command).await
}

async fn set_status_many(write: &mut Write, command: SetStatusMany) -> Result<ManyChanged> {
    many::set_status(write, command).await
}

async fn undo_many(write: &mut Write, command: UndoMany) -> Result<ManyChanged> {
    many::undo(write, command).await
}

async fn check_series(read: &mut Read, command: CheckSeries) -> Result<Vec<Occurrence>> {
    series::check(read, command).await
}

async fn create_series(write: &mut Write, command: CreateSeries) -> Result<SeriesOutcome> {
    series::create(write, command).await
}

async fn update_series(write: &mut Write, command: UpdateSeries) -> Result<SeriesOutcome> {
    series::update(write, command).await
}

async fn cancel_series(write: &mut Write, command: CancelSeries) -> Result<SeriesOutcome> {
    series::cancel(write, command).await
}

async fn get_today(read: &mut Read, _: GetToday) -> Result<TodayView> {
    today::today(read).await
}

async fn get_day_sheet(read: &mut Read, command: GetDaySheet) -> Result<DaySheet> {
    today::sheet(read, command).await
}

async fn explain(read: &mut Read, command: Explain) -> Result<Explanation> {
    free::explain(read, command).await
}

async fn next_free(read: &mut Read, command: NextFree) -> Result<Vec<SlotView>> {
    free::next_free(read, command).await
}

async fn get(read: &mut Read, command: GetAppointment) -> Result<AppointmentView> {
    let context = read.context.clone();
    let found = change::seen(read.connection(), &context, command.appointment_id).await?;
    view::view(read.connection(), &context, found).await
}

async fn get_history(read: &mut Read, command: GetHistory) -> Result<Vec<ChangeView>> {
    let context = read.context.clone();
    history::history(read.connection(), &context, command.appointment_id).await
}

async fn list(read: &mut Read, command: ListAppointments) -> Result<Page<AppointmentCard>> {
    let (context, company) = (read.context.clone(), read.context.company()?);
    let connection = read.connection();
    let limit = command.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Invalid::new("limit", Problem::Range(1, MAX_LIMIT.into())).into());
    }
    if let Some((from, to)) = command.from.zip(command.to)
        && to < from
    {
        return Err(Invalid::new("to", Problem::Order).into());
    }
    require_filters(connection, &context, &command).await?;
    let filter = Filter {
        from: command.from,
        to: command.to,
        agenda: command.agenda_id,
        seen: seen_agendas(context.member()?),
        client: command.client_id,
        member: command.member_id,
        statuses: command.statuses.into_vec(),
        descending: command.descending,
        after: command.cursor.as_deref().map(read_cursor).transpose()?,
        // One more tells whether there is another page.
        limit: limit + 1,
    };
    let mut positions = cards::positions(connection, company, &filter).await?;
    let more = positions.len() > usize::from(limit);
    positions.truncate(limit.into());
    let next = positions.last().filter(|_| more).map(write_cursor);
    let mut items = cards::of_ids(connection, company, positions.iter().map(|position| position.id)).await?;
    if command.descending {
        items.reverse();
    }
    Ok(Page { items, next })
}

/// Refuses to filter by what is not the company's, or not for the caller to see.
async fn require_filters(
    connection: &mut SqliteConnection,
    context: &Context,
    command: &ListAppointments,
) -> Result<()> {
    let company = context.company()?;
    if let Some(agenda) = command.agenda_id {
        let known = context.member()?.sees(agenda)
            && facts::agendas(connection, company, [agenda]).await?.contains_key(&agenda);
        if !known {
            return Err(NotFound::Agenda.into());
        }
    }
    if let Some(client) = command.client_id
        && !facts::clients(connection, company, [client]).await?.contains_key(&client)
    {
        return Err(NotFound::Client.into());
    }
    if let Some(member) = command.member_id
        && !facts::people(connection, company, [member]).await?.contains_key(&member)
    {
        return Err(NotFound::Member.into());
    }
    Ok(())
}

/// The agendas that a member sees; none for all.
fn seen_agendas(member: &Member) -> Option<Vec<AgendaId>> {
    if member.owner {
        return None;
    }
    member.agendas.as_ref().map(|rights| rights.keys().copied().collect())
}

fn write_cursor(position: &Position) -> String {
    format!("{}.{}", position.start, position.id)
}

fn read_cursor(text: &str) -> Result<Position> {
    let parts = text.split_once('.').and_then(|(start, id)| Some((start.parse().ok()?, id.parse().ok()?)));
    let (start, id) = parts.ok_or(Invalid::new("cursor", Problem::Code))?;
    Ok(Position { start, id })
}

/// How many days can be counted at once: those of a page of a small calendar, and then some.
const MOST_DAYS: u16 = 63;

async fn count_by_day(read: &mut Read, command: CountByDay) -> Result<Vec<DayCount>> {
    let (context, company) = (read.context.clone(), read.context.company()?);
    crate::holidays::check_year("from", command.from.year())?;
    crate::holidays::check_year("to", command.to.year())?;
    if command.to < command.from {
        return Err(Invalid::new("to", Problem::Order).into());
    }
    let dates: Vec<Date> = command
        .from
        .series(jiff::Span::new().days(1))
        .take_while(|date| *date <= command.to)
        .take(usize::from(MOST_DAYS) + 1)
        .collect();
    if dates.len() > usize::from(MOST_DAYS) {
        return Err(AppointmentError::LongPeriod(MOST_DAYS).into());
    }
    let zone = stored_zone(facts::company_zone(read.connection(), company).await?.as_str())?;
    let midnight = |date: Date| resolve(date.at(0, 0, 0, 0), &zone).map(|at| at.as_millisecond());
    let periods = dates
        .iter()
        .map(|date| Ok((midnight(*date)?, midnight(date.tomorrow().map_err(|_| Problem::Moment)?)?)));
    let periods: Vec<(i64, i64)> =
        periods.collect::<Result<_, Problem>>().map_err(|problem| Invalid::new("to", problem))?;
    let agendas = seen_agendas(context.member()?);
    let counts = cards::counts(read.connection(), company, &periods, agendas.as_deref()).await?;
    let days = dates.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    Ok(days.map(|(date, count)| DayCount { date, count }).collect())
}
