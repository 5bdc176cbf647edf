//! Moving, changing and calling off several appointments of a series at once, seen from one of them.

use leadsmart_contract::appointments::{
    CancelSeries, ChangedOfMany, KeptOfMany, SeriesOutcome, SeriesScope, Status, UpdateSeries,
};
use leadsmart_contract::ids::SeriesId;
use sqlx::SqliteConnection;

use super::super::AppointmentError;
use super::super::change::{self, Step};
use super::super::record;
use super::super::state::Appointment;
use super::super::store::{cards, series as store};
use super::occurrence;
use super::shift::{Move, Shifted, Terms, kind};
use crate::context::{Context, Write};
use crate::error::{Error, Forbidden, NotFound, Result};

/// Changes appointments of a series: all of those that are meant and not over, or none.
///
/// # Errors
/// The appointment is of no series, or one of those that are meant is not the caller's to change.
pub(in super::super) async fn update(write: &mut Write, command: UpdateSeries) -> Result<SeriesOutcome> {
    let context = write.context.clone();
    let connection = write.connection();
    let overriding = change::overriding(&context, command.r#override)?;
    let anchor = change::changeable(connection, &context, command.appointment_id, command.revision).await?;
    let terms = Terms::of(connection, &context, &command).await?;
    if anchor.state.status.is_void() {
        return Err(AppointmentError::CalledOff.into());
    }
    let (series_id, mut found) = meant(connection, &context, &anchor, command.scope).await?;
    if command.leave_out.iter().any(|id| !found.iter().any(|appointment| appointment.id == *id)) {
        return Err(NotFound::Appointment.into());
    }
    found.retain(|appointment| !command.leave_out.contains(&appointment.id));
    let over = |appointment: &Appointment| {
        appointment.state.status.is_void() || is_over(appointment, &anchor, &context)
    };
    let (over, open): (Vec<_>, Vec<_>) = found.into_iter().partition(over);
    let kept = kept(connection, &context, over).await?;
    let mut outcome = SeriesOutcome { series_id, changed: Vec::new(), kept, refused: Vec::new() };
    if open.is_empty() {
        return Ok(outcome);
    }
    let shifted = Shifted::of(connection, &context, &terms, &anchor, open).await?;
    let moves = shifted.judged(connection, &context, overriding).await?;
    for (judged, zone) in moves.iter().filter(|(judged, _)| !judged.broken.is_empty()) {
        let told = (&judged.next, judged.broken.as_slice());
        outcome.refused.push(occurrence(connection, &context, zone, Some(judged.found.id), told).await?);
    }
    if !outcome.refused.is_empty() {
        return Ok(outcome);
    }
    for (Move { found, next, .. }, _) in moves {
        let (appointment_id, kind) = (found.id, kind(&found.state, &next));
        let (_, change_id) = record::change(connection, &context, found, next, kind, None).await?;
        outcome.changed.push(ChangedOfMany { appointment_id, change_id });
    }
    Ok(outcome)
}

/// Calls appointments of a series off. Those that were called off already are as was asked for.
///
/// # Errors
/// As [`update`].
pub(in super::super) async fn cancel(write: &mut Write, command: CancelSeries) -> Result<SeriesOutcome> {
    let context = write.context.clone();
    let connection = write.connection();
    let anchor = change::changeable(connection, &context, command.appointment_id, command.revision).await?;
    let (series_id, found) = meant(connection, &context, &anchor, command.scope).await?;
    let over = |appointment: &Appointment| match appointment.state.status {
        Status::Cancelled => false,
        Status::NoShow => true,
        _ => is_over(appointment, &anchor, &context),
    };
    let (over, open): (Vec<_>, Vec<_>) = found.into_iter().partition(over);
    let kept = kept(connection, &context, over).await?;
    let mut outcome = SeriesOutcome { series_id, changed: Vec::new(), kept, refused: Vec::new() };
    for found in open {
        let appointment_id = found.id;
        let step = Step { to: Status::Cancelled, reason: command.reason.clone(), overriding: false };
        let (_, change_id) = change::take(connection, &context, found, step).await?;
        outcome.changed.push(ChangedOfMany { appointment_id, change_id });
    }
    Ok(outcome)
}

/// Those of the series that are meant, by start.
async fn meant(
    connection: &mut SqliteConnection,
    context: &Context,
    anchor: &Appointment,
    scope: SeriesScope,
) -> Result<(SeriesId, Vec<Appointment>)> {
    let (member, id) = (context.member()?, anchor.series_id.ok_or(AppointmentError::NoSeries)?);
    let from = (anchor.state.start, anchor.id);
    let mut found = Vec::new();
    for entry in store::entries(connection, member.company_id, id).await? {
        if scope == SeriesScope::Following && (entry.start, entry.id) < from {
            continue;
        }
        // She sees one of the series: that another is on an agenda that she does not see is no reason to be told it is not there.
        if !member.sees(entry.agenda) {
            return Err(Forbidden.into());
        }
        found.push(change::changeable(connection, context, entry.id, None).await?);
    }
    Ok((id, found))
}

/// Whether one of the series has begun or was attended, so that a change of the series is not about it; whoever came before her time is
/// attended already. The one from which the series is seen may have begun: its client may be late.
fn is_over(appointment: &Appointment, anchor: &Appointment, context: &Context) -> bool {
    let begun = appointment.state.start <= context.now
        || matches!(appointment.state.status, Status::Arrived | Status::InService);
    appointment.state.status == Status::Done || begun && appointment.id != anchor.id
}

/// Names those that stay as they are, each with the reason.
async fn kept(
    connection: &mut SqliteConnection,
    context: &Context,
    over: Vec<Appointment>,
) -> Result<Vec<KeptOfMany>> {
    let cards = cards::of_ids(connection, context.company()?, over.iter().map(|one| one.id)).await?;
    let kept = cards.into_iter().map(|card| {
        let error = if card.status.is_void() { AppointmentError::CalledOff } else { AppointmentError::Over };
        let failure = Error::from(error).explain(context.language);
        KeptOfMany { card, failure }
    });
    Ok(kept.collect())
}
