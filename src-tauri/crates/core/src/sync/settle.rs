//! Settling a conflict: what was meant is done anew by the rules of its feature, in the same change that settles the conflict.

use leadsmart_contract::appointments::{CreateAppointment, SetStatus, Status, UpdateDate};
use leadsmart_contract::ids::{AppointmentId, ServiceId};
use leadsmart_contract::sync::{SettleConflict, Settlement};
use leadsmart_contract::values::{List, Minutes, Note, Problem, Start};
use leadsmart_ports::remote::Action;
use leadsmart_ports::remote::shared;

use super::conflict::{self, Booking, Conflict};
use super::{SyncError, rows, store};
use crate::appointments::commands as appointments;
use crate::context::Write;
use crate::error::{Forbidden, Invalid, NotFound, Result};
use crate::stored::{stored, wire_name};
use crate::time::from_millis;

/// Settles a conflict.
pub(super) async fn settle(write: &mut Write, command: SettleConflict) -> Result<()> {
    let (member, now) = (write.context.member()?.clone(), write.context.now);
    let id = command.conflict_id.uuid();
    let found = store::conflicts(write.connection(), member.company_id, None, Some(id)).await?;
    let conflict = Conflict::read(found.into_iter().next().ok_or(NotFound::Conflict)?)?;
    if !conflict.is_open() {
        return Err(SyncError::SettledBefore.into());
    }
    let meant = conflict.meant(write.connection()).await?;
    if meant.as_ref().is_some_and(|meant| !member.sees(meant.agenda)) {
        return Err(NotFound::Conflict.into());
    }
    let ways = conflict::settlements(write.connection(), &member, &conflict, meant.as_ref()).await?;
    if ways.is_empty() {
        return Err(Forbidden.into());
    }
    if !ways.contains(&command.settlement) {
        return Err(SyncError::NotThisWay.into());
    }
    match (command.settlement, meant) {
        (Settlement::Discard, _) => {}
        (_, Some(meant)) => book(write, &command, &conflict, meant).await?,
        (_, None) => repeat(write, &conflict).await?,
    }
    let how = wire_name(&command.settlement)?;
    store::settle_conflict(write.connection(), id, member.id, now, &how).await
}

/// Books what was meant, or changes the booking that stands as it was meant.
async fn book(
    write: &mut Write,
    command: &SettleConflict,
    conflict: &Conflict,
    meant: Booking,
) -> Result<()> {
    let moved = command.settlement == Settlement::Move;
    let overbooked = command.settlement == Settlement::Overbook;
    let start = match command.start {
        Some(start) if moved => start,
        None if moved => return Err(Invalid::new("start", Problem::Empty).into()),
        _ => Start::At(from_millis(meant.start)?),
    };
    let agenda = command.agenda_id.filter(|_| moved).unwrap_or(meant.agenda);
    let minutes = (meant.end - meant.start) / 60_000;
    let duration = Some(stored("conflicts.changes", Minutes::parse(minutes))?);
    let stands = conflict
        .changes
        .iter()
        .all(|change| change.entity != "appointments" || change.action != Action::Insert);
    if stands {
        return change(write, command, conflict, &meant, start, duration, overbooked).await;
    }
    let services: Vec<ServiceId> = meant.services.into_iter().map(ServiceId::new).collect();
    let booking = CreateAppointment {
        company_id: command.company_id,
        id: Some(AppointmentId::new(meant.id)),
        agenda_id: agenda,
        client_id: meant.client.ok_or(SyncError::NotThisWay)?,
        start,
        duration,
        service_ids: stored("conflicts.changes", List::parse(services))?,
        // On another agenda others attend.
        member_ids: if agenda == meant.agenda && !meant.members.is_empty() {
            Some(stored("conflicts.changes", List::parse(meant.members))?)
        } else {
            None
        },
        status: Some(if meant.status == Status::Pending { Status::Pending } else { Status::Confirmed }),
        notes: Some(stored("conflicts.changes", Note::parse(&meant.notes))?),
        r#override: overbooked,
    };
    appointments::create(write, booking).await.map(drop)
}

/// Changes the booking that stands: its place, its status, whichever lost.
async fn change(
    write: &mut Write,
    command: &SettleConflict,
    conflict: &Conflict,
    meant: &Booking,
    start: Start,
    duration: Option<Minutes>,
    overbooked: bool,
) -> Result<()> {
    let lost = conflict.lost_columns();
    let appointment_id = AppointmentId::new(meant.id);
    let place = ["agenda_id", "starts_at", "ends_at"].iter().any(|name| lost.contains_key(*name));
    if place || command.settlement == Settlement::Move {
        let update = UpdateDate {
            company_id: command.company_id,
            appointment_id,
            revision: None,
            start,
            duration,
            agenda_id: Some(command.agenda_id.unwrap_or(meant.agenda)),
            member_ids: None,
            r#override: overbooked,
        };
        appointments::update_date(write, update).await?;
    }
    if lost.contains_key("status") {
        let update = SetStatus {
            company_id: command.company_id,
            appointment_id,
            revision: None,
            status: meant.status,
            reason: None,
            r#override: overbooked,
        };
        appointments::set_status(write, update).await?;
    }
    Ok(())
}

/// Makes the lost changes of rows that stand once more.
async fn repeat(write: &mut Write, conflict: &Conflict) -> Result<()> {
    for change in conflict.changes.iter().filter(|change| change.action == Action::Update) {
        let Some(table) = shared::table(&change.entity) else { continue };
        rows::patch(write.connection(), table, &change.key, &change.columns).await?;
    }
    Ok(())
}
