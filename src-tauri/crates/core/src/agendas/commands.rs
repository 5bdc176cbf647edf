//! Contract to rules and back: the commands of this feature.

use jiff::ToSpan;
use leadsmart_contract::agendas::{
    ActivateAgenda, AgendaView, AgendaWithAppointments, CalendarView, ClearException, CreateAgenda,
    CreateAgendaIntegration, DeleteAgenda, DeleteAgendaIntegration, GetAgenda, GetAgendaWithAppointments,
    GetAvailableSlots, GetCalendar, GetMonth, ListAgendas, MonthView, SetException, SlotView, UpdateAgenda,
};
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::auth::Done;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{ShortText, ZoneName};

use super::booking::DayException;
use super::{AgendaError, NewAgenda, calendar, month, rules, store};
use crate::appointments::{Question, free_times};
use crate::context::{Read, Write};
use crate::error::{Defect, Forbidden, NotFound, Result};
use crate::table::Builder;
use crate::time::stored_zone;

/// How many days of appointments of one agenda are given at once.
const MOST_DAYS: u16 = 93;

/// For how many days free times are given at once.
const MOST_DAYS_OF_SLOTS: u16 = 62;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .write::<CreateAgenda>(create)
        .read::<ListAgendas>(list)
        .read::<GetAgenda>(get)
        .read::<GetAgendaWithAppointments>(get_with_appointments)
        .read::<GetAvailableSlots>(available_slots)
        .write::<UpdateAgenda>(update)
        .write::<DeleteAgenda>(delete)
        .write::<ActivateAgenda>(activate)
        .read::<CreateAgendaIntegration>(create_integration)
        .read::<DeleteAgendaIntegration>(delete_integration)
        .write::<SetException>(set_exception)
        .write::<ClearException>(clear_exception)
        .read::<GetCalendar>(get_calendar)
        .read::<GetMonth>(get_month)
}

pub(crate) async fn create(write: &mut Write, command: CreateAgenda) -> Result<AgendaView> {
    let member = write.context.member()?;
    // Who is limited to some agendas would not even see the new one.
    if member.is_limited() {
        return Err(Forbidden.into());
    }
    let company = member.company_id;
    let zone = match command.zone {
        Some(zone) => zone,
        None => company_zone(write).await?,
    };
    let new = NewAgenda {
        name: command.name,
        color: command.color,
        zone,
        rules: command.rules.unwrap_or_else(rules::usual),
        members: command.member_ids.into_vec(),
    };
    let id = super::create(write, company, new).await?;
    super::view(write.mutation.connection(), &write.context, id).await
}

async fn company_zone(write: &mut Write) -> Result<ZoneName> {
    let company = write.context.company()?;
    let place = crate::companies::place(write.connection(), company).await?;
    Ok(ZoneName::parse(&place.zone_name)
        .map_err(|problem| Defect(format!("the zone {} of {company}: {problem}", place.zone_name)))?)
}

async fn list(read: &mut Read, command: ListAgendas) -> Result<Vec<AgendaView>> {
    let member = read.context.member()?;
    let mut agendas = store::find(&mut read.transaction, member.company_id, None, command.active).await?;
    agendas.retain(|agenda| member.sees(agenda.id));
    super::views(&mut read.transaction, &read.context, agendas).await
}

async fn get(read: &mut Read, command: GetAgenda) -> Result<AgendaView> {
    super::view(&mut read.transaction, &read.context, command.agenda_id).await
}

async fn get_with_appointments(
    read: &mut Read,
    command: GetAgendaWithAppointments,
) -> Result<AgendaWithAppointments> {
    let agenda = super::view(&mut read.transaction, &read.context, command.agenda_id).await?;
    let zone = stored_zone(agenda.zone.as_str())?;
    let from = command.from.unwrap_or_else(|| zone.to_datetime(read.context.now).date());
    let to = command.to.unwrap_or_else(|| from.saturating_add(6.days()));
    super::check_period(from, to, MOST_DAYS)?;
    let member = read.context.member()?;
    let appointments: Vec<AppointmentCard> = if member.can(Permission::AppointmentsView) {
        let (start, end) = calendar::instants(from, to, &zone)?;
        crate::appointments::cards_of_agendas(
            &mut read.transaction,
            member.company_id,
            &[agenda.id],
            start,
            end,
            true,
        )
        .await?
    } else {
        Vec::new()
    };
    Ok(AgendaWithAppointments { agenda, appointments })
}

async fn available_slots(read: &mut Read, command: GetAvailableSlots) -> Result<Vec<SlotView>> {
    let (connection, member) = (&mut read.transaction, read.context.member()?);
    let agenda = super::seen(connection, member, command.agenda_id).await?;
    let today = stored_zone(agenda.zone.as_str())?.to_datetime(read.context.now).date();
    let from = command.from.unwrap_or(today);
    let to = command.to.unwrap_or(from);
    super::check_period(from, to, MOST_DAYS_OF_SLOTS)?;
    // A horizon of working days counts from today, so what lies between has to be known.
    let loaded = super::booking(connection, member.company_id, agenda.id, today.min(from), to).await?;
    let question = Question {
        service_ids: &command.service_ids,
        duration: command.duration,
        member_ids: &command.member_ids,
    };
    free_times(connection, &read.context, loaded.ok_or(NotFound::Agenda)?, question, (from, to)).await
}

async fn update(write: &mut Write, command: UpdateAgenda) -> Result<AgendaView> {
    let id = command.agenda_id;
    super::update(write, command).await?;
    super::view(write.mutation.connection(), &write.context, id).await
}

async fn delete(write: &mut Write, command: DeleteAgenda) -> Result<Done> {
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let mut agenda = super::managed(connection, member, command.agenda_id).await?;
    let upcoming = crate::appointments::upcoming_of_agenda(connection, agenda.id, write.context.now).await?;
    if upcoming > 0 {
        return Err(AgendaError::InUse(upcoming).into());
    }
    if agenda.active {
        agenda.active = false;
        store::update(connection, member.company_id, &agenda).await?;
    }
    Ok(Done {})
}

async fn activate(write: &mut Write, command: ActivateAgenda) -> Result<AgendaView> {
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let mut agenda = super::managed(connection, member, command.agenda_id).await?;
    if !agenda.active {
        agenda.active = true;
        store::update(connection, member.company_id, &agenda).await?;
    }
    super::view(connection, &write.context, command.agenda_id).await
}

async fn create_integration(read: &mut Read, command: CreateAgendaIntegration) -> Result<Done> {
    super::managed(&mut read.transaction, read.context.member()?, command.agenda_id).await?;
    Err(AgendaError::NotConnected.into())
}

async fn delete_integration(read: &mut Read, command: DeleteAgendaIntegration) -> Result<Done> {
    super::managed(&mut read.transaction, read.context.member()?, command.agenda_id).await?;
    Err(AgendaError::NotConnected.into())
}

async fn set_exception(write: &mut Write, command: SetException) -> Result<AgendaView> {
    crate::holidays::check_year("date", command.date.year())?;
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let agenda = super::managed(connection, member, command.agenda_id).await?;
    let reason = command.reason.map_or_else(|| ShortText::parse(""), Ok);
    let reason = reason.map_err(|problem| Defect(format!("an empty reason: {problem}")))?;
    let day = DayException { hours: command.hours, reason };
    store::set_exception(connection, member.company_id, agenda.id, command.date, &day).await?;
    store::touch(connection, member.company_id, agenda.id).await?;
    super::view(connection, &write.context, agenda.id).await
}

async fn clear_exception(write: &mut Write, command: ClearException) -> Result<AgendaView> {
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let agenda = super::managed(connection, member, command.agenda_id).await?;
    if store::clear_exception(connection, agenda.id, command.date).await? {
        store::touch(connection, member.company_id, agenda.id).await?;
    }
    super::view(connection, &write.context, agenda.id).await
}

async fn get_calendar(read: &mut Read, command: GetCalendar) -> Result<CalendarView> {
    calendar::page(read, command).await
}

async fn get_month(read: &mut Read, command: GetMonth) -> Result<MonthView> {
    month::page(read, command).await
}
