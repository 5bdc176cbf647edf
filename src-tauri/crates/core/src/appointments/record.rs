//! How a change is kept: the appointment as it is now, and the entry in its history with what was before.

use leadsmart_contract::appointments::{AppointmentView, ChangeKind};
use leadsmart_contract::ids::ChangeId;
use sqlx::SqliteConnection;

use super::state::{Appointment, State};
use super::store;
use super::view::view;
use crate::context::Context;
use crate::error::Result;

/// Stores what became of an appointment, and shows it.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    context: &Context,
    found: Appointment,
    next: State,
    kind: ChangeKind,
) -> Result<AppointmentView> {
    let (became, _) = change(connection, context, found, next, kind, None).await?;
    view(connection, context, became).await
}

/// Stores what became of an appointment with its entry in the history; nothing if nothing changed.
pub(super) async fn change(
    connection: &mut SqliteConnection,
    context: &Context,
    found: Appointment,
    next: State,
    kind: ChangeKind,
    undoes: Option<ChangeId>,
) -> Result<(Appointment, Option<ChangeId>)> {
    if found.state == next {
        return Ok((found, None));
    }
    let appointment = Appointment { state: next, revision: found.revision + 1, ..found.clone() };
    store::update(connection, context.company()?, &found.state, &appointment).await?;
    let id = note(connection, context, &appointment, kind, Some(found.state), undoes).await?;
    Ok((appointment, Some(id)))
}

/// Adds to the history what became of an appointment, and gives the entry.
pub(super) async fn note(
    connection: &mut SqliteConnection,
    context: &Context,
    appointment: &Appointment,
    kind: ChangeKind,
    before: Option<State>,
    undoes: Option<ChangeId>,
) -> Result<ChangeId> {
    let member = context.member()?;
    let change = store::Change {
        id: context.new_id(),
        kind,
        at: context.now,
        by: Some(member.id),
        before,
        after: appointment.state.clone(),
        undoes,
    };
    store::add_change(connection, member.company_id, appointment, &change).await?;
    Ok(change.id)
}
