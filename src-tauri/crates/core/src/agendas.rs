//! Agendas: their hours, exceptions and rules, and the page of the calendar that shows them.
//!
//! An agenda that is out of use keeps its past: it is never removed. Who may not see an agenda is told that it does not
//! exist; who may see but not book on it cannot change it either.

mod booking;
mod calendar;
pub(crate) mod commands;
mod month;
mod rules;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use leadsmart_contract::agendas::{AgendaView, BookingRules, ExceptionView, UpdateAgenda};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Color, Name, Problem, WeeklyHours, ZoneName};
use sqlx::SqliteConnection;

pub(crate) use booking::{Booking, booking, bookings};

use crate::context::{Context, Member, Write};
use crate::error::{Explain, Forbidden, Invalid, NotFound, Result, Stale};
use crate::time::stored_zone;

/// An agenda without what hangs on it.
#[derive(Clone, Debug)]
pub(crate) struct Agenda {
    pub(crate) id: AgendaId,
    pub(crate) name: Name,
    pub(crate) color: Color,
    pub(crate) zone: ZoneName,
    pub(crate) position: u16,
    pub(crate) active: bool,
    pub(crate) rules: BookingRules,
    pub(crate) revision: i64,
}

/// What can go wrong with agendas, beyond wrong values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AgendaError {
    /// So many appointments are still to come.
    #[error("{0} appointments to come")]
    InUse(u32),
    /// No account of an outside calendar is connected.
    #[error("not connected")]
    NotConnected,
    /// A period of more than so many days was asked for.
    #[error("a period of more than {0} days")]
    LongPeriod(u16),
}

impl Explain for AgendaError {
    fn explain(&self, language: Language) -> Failure {
        match *self {
            Self::InUse(count) => {
                Failure::new(Code::InUse, in_use(language, count.into())).with_hint(in_use_hint(language))
            }
            Self::NotConnected => Failure::new(Code::NotConnected, not_connected(language))
                .with_hint(not_connected_hint(language)),
            Self::LongPeriod(days) => Failure::new(Code::InvalidInput, long_period(language, days)).at("to"),
        }
    }
}

/// Creates the first agenda of a company that was created in the same transaction.
pub(crate) async fn create_first(
    write: &mut Write,
    company: CompanyId,
    zone: &ZoneName,
    name: Name,
    hours: Option<WeeklyHours>,
) -> Result<AgendaId> {
    let mut rules = rules::usual();
    if let Some(hours) = hours {
        rules.hours = hours;
    }
    create(write, company, NewAgenda { name, color: None, zone: zone.clone(), rules, members: Vec::new() })
        .await
}

/// An agenda to be.
pub(crate) struct NewAgenda {
    pub(crate) name: Name,
    /// The next of the palette if none.
    pub(crate) color: Option<Color>,
    pub(crate) zone: ZoneName,
    pub(crate) rules: BookingRules,
    pub(crate) members: Vec<MemberId>,
}

/// Creates an agenda, as the last column.
///
/// # Errors
/// Rules that cannot be, an unknown zone, or somebody who is no professional of the company.
pub(crate) async fn create(write: &mut Write, company: CompanyId, new: NewAgenda) -> Result<AgendaId> {
    rules::check(&new.rules)?;
    let zone = rules::known_zone(&new.zone)?;
    let (id, now): (AgendaId, Timestamp) = (write.context.new_id(), write.context.now);
    let connection = write.connection();
    check_members(connection, company, &new.members).await?;
    let position = store::next_position(connection, company).await?;
    let agenda = Agenda {
        id,
        name: new.name,
        color: new.color.unwrap_or(Color::ALL[usize::from(position) % Color::ALL.len()]),
        zone,
        position,
        active: true,
        rules: new.rules,
        revision: 1,
    };
    store::insert(connection, company, &agenda, now).await?;
    store::set_members(connection, company, id, &new.members).await?;
    Ok(id)
}

/// Changes the fields of an agenda that are given.
///
/// # Errors
/// It was changed since the caller read it, she may not change it, or as [`create`].
pub(crate) async fn update(write: &mut Write, command: UpdateAgenda) -> Result<()> {
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let mut agenda = managed(connection, member, command.agenda_id).await?;
    if command.revision.is_some_and(|revision| revision != agenda.revision) {
        return Err(Stale.into());
    }
    if let Some(rules) = command.rules {
        rules::check(&rules)?;
        agenda.rules = rules;
    }
    if let Some(zone) = command.zone {
        agenda.zone = rules::known_zone(&zone)?;
    }
    agenda.name = command.name.unwrap_or(agenda.name);
    agenda.color = command.color.unwrap_or(agenda.color);
    if let Some(members) = command.member_ids {
        check_members(connection, member.company_id, &members).await?;
        store::set_members(connection, member.company_id, agenda.id, &members).await?;
    }
    store::update(connection, member.company_id, &agenda).await?;
    if let Some(position) = command.position {
        place(connection, member.company_id, agenda.id, position).await?;
    }
    Ok(())
}

/// Moves an agenda to a place among the columns, beyond the last one to the end; the others close up.
async fn place(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: AgendaId,
    position: u16,
) -> Result<()> {
    let mut columns = store::find(connection, company, None, None).await?;
    let Some(current) = columns.iter().position(|column| column.id == id) else {
        return Err(NotFound::Agenda.into());
    };
    let moved = columns.remove(current);
    columns.insert(usize::from(position).min(columns.len()), moved);
    for (column, position) in columns.iter().zip(0..) {
        if column.position != position {
            store::set_position(connection, company, column.id, position).await?;
        }
    }
    Ok(())
}

/// Whether all of these are agendas of the company, in use or not. None at all counts as yes.
pub(crate) async fn exist(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
) -> Result<bool> {
    Ok(agendas.is_empty() || store::count(connection, company, agendas).await? == agendas.len())
}

/// An agenda that the caller may see.
///
/// # Errors
/// There is none with this id, or none that she may see.
pub(crate) async fn seen(connection: &mut SqliteConnection, member: &Member, id: AgendaId) -> Result<Agenda> {
    if !member.sees(id) {
        return Err(NotFound::Agenda.into());
    }
    let found = store::find(connection, member.company_id, Some(&[id]), None).await?;
    Ok(found.into_iter().next().ok_or(NotFound::Agenda)?)
}

/// An agenda that the caller may change.
///
/// # Errors
/// As [`seen`]; and she may see it only.
pub(crate) async fn managed(
    connection: &mut SqliteConnection,
    member: &Member,
    id: AgendaId,
) -> Result<Agenda> {
    let agenda = seen(connection, member, id).await?;
    if member.books(id) { Ok(agenda) } else { Err(Forbidden.into()) }
}

/// Of these agendas, or of all if none is named, those in use that the caller may see.
///
/// # Errors
/// One that is named is not there for her.
pub(crate) async fn shown(
    connection: &mut SqliteConnection,
    member: &Member,
    ids: &[AgendaId],
) -> Result<Vec<Agenda>> {
    if ids.is_empty() {
        let mut found = store::find(connection, member.company_id, None, Some(true)).await?;
        found.retain(|agenda| member.sees(agenda.id));
        return Ok(found);
    }
    let found = store::find(connection, member.company_id, Some(ids), None).await?;
    let all = found.len() == ids.len() && ids.iter().all(|id| member.sees(*id));
    if all { Ok(found) } else { Err(NotFound::Agenda.into()) }
}

/// Agendas as their callers see them, with professionals and the exceptions from today on.
pub(crate) async fn views(
    connection: &mut SqliteConnection,
    context: &Context,
    agendas: Vec<Agenda>,
) -> Result<Vec<AgendaView>> {
    let member = context.member()?;
    let ids: Vec<AgendaId> = agendas.iter().map(|agenda| agenda.id).collect();
    let mut members = store::members(connection, &ids).await?;
    let mut exceptions = store::exceptions(connection, &ids, earliest_today(context.now), Date::MAX).await?;
    let mut views = Vec::with_capacity(agendas.len());
    for agenda in agendas {
        let today = stored_zone(agenda.zone.as_str())?.to_datetime(context.now).date();
        let exceptions = exceptions.remove(&agenda.id).unwrap_or_default();
        views.push(AgendaView {
            id: agenda.id,
            name: agenda.name,
            color: agenda.color,
            zone: agenda.zone,
            position: agenda.position,
            active: agenda.active,
            rules: agenda.rules,
            member_ids: members.remove(&agenda.id).unwrap_or_default().active,
            exceptions: exceptions
                .into_iter()
                .filter(|(date, _)| *date >= today)
                .map(|(date, day)| ExceptionView { date, hours: day.hours, reason: day.reason })
                .collect(),
            manageable: calendar::may_book(member, agenda.id),
            revision: agenda.revision,
        });
    }
    Ok(views)
}

/// One agenda as its caller sees it.
pub(crate) async fn view(
    connection: &mut SqliteConnection,
    context: &Context,
    id: AgendaId,
) -> Result<AgendaView> {
    let agenda = seen(connection, context.member()?, id).await?;
    let views = views(connection, context, vec![agenda]).await?;
    Ok(views.into_iter().next().ok_or(NotFound::Agenda)?)
}

/// Refuses people who are not professionals of the company, or not in use.
pub(crate) async fn check_members(
    connection: &mut SqliteConnection,
    company: CompanyId,
    members: &[MemberId],
) -> Result<()> {
    if crate::members::professionals(connection, company, members).await? {
        Ok(())
    } else {
        Err(NotFound::Member.into())
    }
}

/// The dates that are asked for, both included.
///
/// # Errors
/// The end comes first, the years cannot be computed, or there are more than `most` days.
pub(crate) fn check_period(from: Date, to: Date, most: u16) -> Result<()> {
    crate::holidays::check_year("from", from.year())?;
    crate::holidays::check_year("to", to.year())?;
    if to < from {
        return Err(Invalid::new("to", Problem::Order).into());
    }
    let days = from.duration_until(to).as_hours() / 24 + 1;
    if days > i64::from(most) { Err(AgendaError::LongPeriod(most).into()) } else { Ok(()) }
}

/// The date that is today at the last place on Earth.
fn earliest_today(now: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(now).date().yesterday().unwrap_or(Date::MIN)
}

texts! {
    in_use[count](): "Esta agenda ainda tem {count} agendamento por vir. Nada foi alterado." | "Esta agenda ainda tem {count} agendamentos por vir. Nada foi alterado.",
        "This agenda still has {count} appointment to come. Nothing was changed." | "This agenda still has {count} appointments to come. Nothing was changed.",
        "Esta agenda aún tiene {count} cita por venir. No se cambió nada." | "Esta agenda aún tiene {count} citas por venir. No se cambió nada.";
    in_use_hint: "Remarque ou cancele esses agendamentos antes de excluir a agenda.", "Move or cancel them before you delete the agenda.",
        "Reprográmelas o cancélelas antes de eliminar la agenda.";
    not_connected: "Nenhuma conta de calendário está conectada.", "No calendar account is connected.",
        "No hay ninguna cuenta de calendario conectada.";
    not_connected_hint: "A conexão com o Google Agenda ainda não está disponível; a agenda funciona sem ela.",
        "The link with Google Calendar is not available yet; the agenda works without it.",
        "La conexión con Google Calendar aún no está disponible; la agenda funciona sin ella.";
    long_period(days: u16): "Escolha um período de até {days} dias.", "Choose a period of up to {days} days.",
        "Elija un período de hasta {days} días.";
}
