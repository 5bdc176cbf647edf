//! Appointments as they are shown.

use jiff::Timestamp;
use leadsmart_contract::appointments::{AppointmentView, BookedService};
use leadsmart_contract::clients::AppointmentMention;
use leadsmart_contract::ids::{AppointmentId, ClientId, CompanyId};
use leadsmart_contract::values::{Name, ZoneName};
use sqlx::SqliteConnection;

use super::Visit;
use super::booking;
use super::state::Appointment;
use super::store::{self, cards, facts};
use crate::context::Context;
use crate::error::{Defect, NotFound, Result};
use crate::time::stored_zone;

/// An appointment with everything that is known.
pub(super) async fn view(
    connection: &mut SqliteConnection,
    context: &Context,
    appointment: Appointment,
) -> Result<AppointmentView> {
    let company = context.company()?;
    let card =
        cards::of_ids(connection, company, [appointment.id]).await?.pop().ok_or(NotFound::Appointment)?;
    let state = appointment.state;
    let (client_phone, client_notes) = match card.client_id {
        Some(client) => facts::contact(connection, company, client).await?,
        None => (None, None),
    };
    let names = facts::services(connection, company, state.service_ids()).await?;
    let services = state.services.iter().filter_map(|booked| {
        names.get(&booked.service_id).map(|service| BookedService {
            id: booked.service_id,
            name: service.name.clone(),
            duration: booked.duration,
        })
    });
    let services = services.collect();
    let broken_rules = if state.breaches.is_empty() {
        Vec::new()
    } else {
        let zone = zone_name(connection, company, &appointment.id, state.agenda_id).await?;
        booking::tell(connection, context, &stored_zone(zone.as_str())?, &state.breaches).await?
    };
    let series = match appointment.series_id {
        Some(series) => super::series::place(connection, context, series).await?,
        None => None,
    };
    Ok(AppointmentView {
        card,
        client_phone,
        client_notes,
        services,
        buffer_before: state.buffer_before,
        buffer_after: state.buffer_after,
        notes: state.notes,
        cancel_reason: state.cancel_reason,
        broken_rules,
        created_at: appointment.created_at,
        last_change: store::last_change(connection, appointment.id).await?,
        series,
    })
}

async fn zone_name(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointment: &AppointmentId,
    agenda: leadsmart_contract::ids::AgendaId,
) -> Result<ZoneName> {
    let found = facts::agendas(connection, company, [agenda]).await?.remove(&agenda);
    let (_, zone) = found.ok_or_else(|| Defect(format!("the appointment {appointment} has no agenda")))?;
    Ok(zone)
}

/// The next or the last appointment of a client, in a few words.
pub(super) async fn mention(
    connection: &mut SqliteConnection,
    client: ClientId,
    now: Timestamp,
    next: bool,
) -> Result<Option<AppointmentMention>> {
    let Some(visit) = visit(connection, client, now, next).await? else { return Ok(None) };
    let summary = [visit.services, visit.professionals]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    Ok(Some(AppointmentMention { id: visit.id, start: visit.start, summary }))
}

/// The next or last appointment of a client, in its parts.
pub(super) async fn visit(
    connection: &mut SqliteConnection,
    client: ClientId,
    now: Timestamp,
    next: bool,
) -> Result<Option<Visit>> {
    let Some((company, id)) = cards::neighbour_of_client(connection, client, now, next).await? else {
        return Ok(None);
    };
    let Some(card) = cards::of_ids(connection, company, [id]).await?.pop() else { return Ok(None) };
    let people = facts::people(connection, company, card.member_ids.iter().copied()).await?;
    let names: Vec<&str> = card
        .member_ids
        .iter()
        .filter_map(|member| people.get(member))
        .map(|person| person.name.as_str())
        .collect();
    Ok(Some(Visit { id, start: card.start, professionals: names.join(", "), services: card.services }))
}

/// A name, or a dash for what is gone.
pub(super) fn name_or_dash(name: Option<&Name>) -> &str {
    name.map_or("—", Name::as_str)
}
