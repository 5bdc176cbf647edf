//! Booking a series, and asking before whether it can be.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadsmart_contract::appointments::{
    ChangeKind, ChangedOfMany, CheckSeries, CreateSeries, Occurrence, Repeat, SeriesOutcome,
};
use leadsmart_contract::ids::{AgendaId, AppointmentId, MemberId, SeriesId, ServiceId};
use leadsmart_contract::values::{Minutes, Start};
use sqlx::SqliteConnection;

use super::super::booking::{self, Wanted};
use super::super::breach::Breach;
use super::super::situation::Occasion;
use super::super::state::{Appointment, State};
use super::super::store::{self as appointments, facts, series as store};
use super::super::{AppointmentError, change, record};
use super::dates::dates;
use super::ground::{Ground, agendas_between};
use super::occurrence;
use crate::context::{Context, Read, Write};
use crate::error::{Defect, NotFound, Result};
use crate::time::stored_zone;

/// What is to be booked on each date.
struct Wish<'a> {
    agenda: AgendaId,
    start: Start,
    duration: Option<Minutes>,
    services: &'a [ServiceId],
    members: Option<&'a [MemberId]>,
    repeat: Repeat,
    /// Dates that are not booked.
    leave_out: &'a [Date],
    /// Dates that are booked against the rules.
    override_on: &'a [Date],
    /// Whether the caller must be allowed to book.
    to_book: bool,
}

/// One date of a series before it is booked.
struct Draft {
    id: AppointmentId,
    /// As the repetition has it, also where the clock skips the time.
    date: Date,
    state: State,
    broken: Vec<Breach>,
}

/// Which dates of a series are free, and which rules the others break.
pub(in super::super) async fn check(read: &mut Read, command: CheckSeries) -> Result<Vec<Occurrence>> {
    let context = read.context.clone();
    let connection = read.connection();
    let wish = Wish {
        agenda: command.agenda_id,
        start: command.start,
        duration: command.duration,
        services: &command.service_ids,
        members: command.member_ids.as_deref(),
        repeat: command.repeat,
        leave_out: &[],
        override_on: &[],
        to_book: false,
    };
    let (zone, drafts) = drafts(connection, &context, &wish, State::clone).await?;
    let mut occurrences = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        occurrences.push(draft.told(connection, &context, &zone).await?);
    }
    Ok(occurrences)
}

/// Books a series: all of its dates but those that are left out, or none.
///
/// # Errors
/// Something that it names is not there, or the id is taken. An id of this company's answers what was booked.
pub(in super::super) async fn create(write: &mut Write, command: CreateSeries) -> Result<SeriesOutcome> {
    let (context, company) = (write.context.clone(), write.context.company()?);
    let connection = write.connection();
    if let Some(id) = command.id
        && store::is_taken(connection, id).await?
    {
        return repeated(connection, &context, id).await;
    }
    change::require_client(connection, company, command.client_id).await?;
    let status = change::initial(command.status)?;
    change::overriding(&context, !command.override_on.is_empty())?;
    let wish = Wish {
        agenda: command.agenda_id,
        start: command.start,
        duration: command.duration,
        services: &command.service_ids,
        members: command.member_ids.as_deref(),
        repeat: command.repeat,
        leave_out: &command.leave_out,
        override_on: &command.override_on,
        to_book: true,
    };
    let filled = |state: &State| State {
        client_id: Some(command.client_id),
        status,
        notes: command.notes.clone().unwrap_or_default(),
        ..state.clone()
    };
    let (zone, drafts) = drafts(connection, &context, &wish, filled).await?;
    let series_id = command.id.unwrap_or_else(|| context.new_id());
    let mut outcome = SeriesOutcome { series_id, changed: Vec::new(), kept: Vec::new(), refused: Vec::new() };
    for draft in drafts.iter().filter(|draft| !draft.broken.is_empty()) {
        outcome.refused.push(draft.told(connection, &context, &zone).await?);
    }
    if outcome.refused.is_empty() {
        let by = context.member()?.id;
        store::insert(connection, company, series_id, command.repeat, by, context.now).await?;
        for draft in drafts {
            outcome.changed.push(draft.book(connection, &context, series_id).await?);
        }
    }
    Ok(outcome)
}

impl Draft {
    /// In the caller's words.
    async fn told(
        &self,
        connection: &mut SqliteConnection,
        context: &Context,
        zone: &TimeZone,
    ) -> Result<Occurrence> {
        let told = occurrence(connection, context, zone, None, (&self.state, &self.broken)).await?;
        Ok(Occurrence { date: self.date, ..told })
    }

    /// Books it.
    async fn book(
        self,
        connection: &mut SqliteConnection,
        context: &Context,
        series: SeriesId,
    ) -> Result<ChangedOfMany> {
        let Self { id, state, .. } = self;
        let by = context.member()?;
        let appointment =
            Appointment { id, state, series_id: Some(series), created_at: context.now, revision: 1 };
        appointments::insert(connection, by.company_id, &appointment, Some(by.id)).await?;
        let change = record::note(connection, context, &appointment, ChangeKind::Created, None, None).await?;
        Ok(ChangedOfMany { appointment_id: id, change_id: Some(change) })
    }
}

/// Answers a repeated booking with what was booked.
async fn repeated(
    connection: &mut SqliteConnection,
    context: &Context,
    id: SeriesId,
) -> Result<SeriesOutcome> {
    let member = context.member()?;
    let entries = store::entries(connection, member.company_id, id).await?;
    if entries.is_empty() || entries.iter().any(|entry| !member.sees(entry.agenda)) {
        return Err(AppointmentError::IdTaken.into());
    }
    let mut changed = Vec::with_capacity(entries.len());
    for entry in entries {
        let change_id = appointments::last_change(connection, entry.id).await?;
        changed.push(ChangedOfMany { appointment_id: entry.id, change_id });
    }
    Ok(SeriesOutcome { series_id: id, changed, kept: Vec::new(), refused: Vec::new() })
}

/// The dates that are to be booked, in order, each judged as if those before it that are free were booked.
async fn drafts(
    connection: &mut SqliteConnection,
    context: &Context,
    wish: &Wish<'_>,
    filled: impl Fn(&State) -> State,
) -> Result<(TimeZone, Vec<Draft>)> {
    let company = context.company()?;
    booking::date_of(wish.start)?;
    let found = facts::agendas(connection, company, [wish.agenda]).await?.remove(&wish.agenda);
    let (_, zone) = found.ok_or(NotFound::Agenda)?;
    let wanted = Wanted::find(connection, company, wish.services, wish.duration).await?;
    let members = wish.members.map(change::in_order);
    let named = members.as_deref().unwrap_or_default();
    booking::require_professionals(connection, company, named).await?;
    let starts = starts(wish, &stored_zone(zone.as_str())?)?;
    let dates = || starts.iter().map(|(date, _)| *date);
    let period = (dates().min().unwrap_or_default(), dates().max().unwrap_or_default());
    let found = agendas_between(connection, context, &[wish.agenda], period, wish.to_book).await?;
    let agenda = found.into_iter().next().ok_or(NotFound::Agenda)?;
    booking::require_use(&agenda)?;
    wanted.require_offer(&agenda)?;
    let service = wanted.on(&agenda);
    let mut ground =
        Ground::load(connection, context, vec![(agenda.clone(), service)], named, period).await?;
    let mut drafts = Vec::with_capacity(starts.len());
    for (date, start) in starts {
        let (start, skipped) = match booking::instant(start, &agenda.zone) {
            Ok(start) => (start, Vec::new()),
            Err(Breach::Nonexistent { next }) => (next, vec![Breach::Nonexistent { next }]),
            Err(other) => return Err(Defect(format!("a start is no instant because of {other:?}")).into()),
        };
        let mut state = filled(&wanted.draft(&agenda, start)?);
        state.member_ids = named.to_vec();
        let (id, mut broken) = (context.new_id(), skipped);
        if broken.is_empty() {
            let (choose, overriding) = (members.is_none(), wish.override_on.contains(&date));
            let occasion = Occasion { except: None, new_start: true, choose, accepted: &[], overriding };
            broken = ground.settle(context, &mut state, occasion)?;
        }
        if broken.is_empty() {
            ground.occupy(id, &state);
        }
        drafts.push(Draft { id, date, state, broken });
    }
    Ok((agenda.zone, drafts))
}

/// The dates that are to be booked, each with its start.
fn starts(wish: &Wish<'_>, zone: &TimeZone) -> Result<Vec<(Date, Start)>> {
    let first = match wish.start {
        Start::Local(local) => local,
        Start::At(at) => zone.to_datetime(at),
    };
    let dates = dates(first.date(), wish.repeat)?;
    require_known(&dates, wish)?;
    // Of the first date one of two equal readings may be meant.
    let start = |date: Date| match date == first.date() {
        true => wish.start,
        false => Start::Local(date.to_datetime(first.time())),
    };
    let wanted = dates.into_iter().filter(|date| !wish.leave_out.contains(date));
    Ok(wanted.map(|date| (date, start(date))).collect())
}

/// Refuses to speak of dates that the series does not have, and to leave out all of them.
fn require_known(dates: &[Date], wish: &Wish<'_>) -> Result<()> {
    for (field, named) in [("leave_out", wish.leave_out), ("override_on", wish.override_on)] {
        if let Some(date) = named.iter().find(|date| !dates.contains(date)) {
            return Err(AppointmentError::NoOccurrence { field, date: *date }.into());
        }
    }
    if dates.iter().all(|date| wish.leave_out.contains(date)) {
        return Err(AppointmentError::NothingLeft.into());
    }
    Ok(())
}
