//! Contract to rules and back: the commands of this feature.

use leadsmart_contract::auth::Done;
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::services::{CreateService, DeleteService, ListServices, ServiceView, UpdateService};
use leadsmart_contract::values::Color;
use sqlx::SqliteConnection;

use super::{Service, store};
use crate::context::{Member, Read, Write};
use crate::error::{NotFound, Result};
use crate::table::Builder;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .read::<ListServices>(list)
        .write::<CreateService>(create)
        .write::<UpdateService>(update)
        .write::<DeleteService>(delete)
}

/// Who is limited to some agendas gets the services that one of them offers.
async fn list(read: &mut Read, command: ListServices) -> Result<Vec<ServiceView>> {
    let member = read.context.member()?;
    let mut services = store::find(&mut read.transaction, member.company_id, None, command.active).await?;
    services.retain(|service| {
        service.agenda_ids.is_empty() || service.agenda_ids.iter().any(|id| member.sees(*id))
    });
    Ok(services.into_iter().map(ServiceView::from).collect())
}

pub(crate) async fn create(write: &mut Write, command: CreateService) -> Result<ServiceView> {
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    check_agendas(connection, member, &command.agenda_ids).await?;
    let color = match command.color {
        Some(color) => color,
        None => Color::ALL[store::count(connection, member.company_id).await? % Color::ALL.len()],
    };
    let service = Service {
        id: write.context.new_id(),
        name: command.name,
        duration: command.duration,
        buffer_before: command.buffer_before,
        buffer_after: command.buffer_after,
        color,
        agenda_ids: command.agenda_ids.into_vec(),
        active: true,
    };
    service.check()?;
    store::insert(connection, member.company_id, &service, write.context.now).await?;
    Ok(service.into())
}

async fn update(write: &mut Write, command: UpdateService) -> Result<ServiceView> {
    let connection = write.mutation.connection();
    let member = write.context.member()?;
    let found = super::get_many(connection, member.company_id, &[command.service_id]).await?;
    let mut service = found.into_iter().next().ok_or(NotFound::Service)?;
    if let Some(agendas) = command.agenda_ids {
        check_agendas(connection, member, &agendas).await?;
        service.agenda_ids = agendas.into_vec();
    }
    service.name = command.name.unwrap_or(service.name);
    service.duration = command.duration.unwrap_or(service.duration);
    service.buffer_before = command.buffer_before.unwrap_or(service.buffer_before);
    service.buffer_after = command.buffer_after.unwrap_or(service.buffer_after);
    service.color = command.color.unwrap_or(service.color);
    service.active = command.active.unwrap_or(service.active);
    service.check()?;
    store::update(connection, member.company_id, &service).await?;
    Ok(service.into())
}

async fn delete(write: &mut Write, command: DeleteService) -> Result<Done> {
    let company = write.context.company()?;
    store::delete(write.connection(), company, command.service_id).await?;
    Ok(Done {})
}

/// Refuses agendas of other companies, and those that the caller may not see.
async fn check_agendas(
    connection: &mut SqliteConnection,
    member: &Member,
    agendas: &[AgendaId],
) -> Result<()> {
    let seen = agendas.iter().all(|id| member.sees(*id));
    if seen && crate::agendas::exist(connection, member.company_id, agendas).await? {
        Ok(())
    } else {
        Err(NotFound::Agenda.into())
    }
}
