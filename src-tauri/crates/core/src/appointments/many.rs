//! Several appointments in one transaction, each by the same step as alone and with its own entry in the history. Who may not
//! change one of them changes none; what a rule or its state holds back stays as it is and is told.

use std::collections::HashMap;

use jiff::Timestamp;
use leadsmart_contract::appointments::{
    AppointmentCard, ChangedOfMany, KeptOfMany, ManyChanged, SetStatusMany, UndoMany,
};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::{AppointmentId, ChangeId};
use leadsmart_contract::values::Problem;
use sqlx::SqliteConnection;

use super::AppointmentError;
use super::change::{self, Step};
use super::state::Appointment;
use super::store::{self, cards};
use crate::context::{Context, Write};
use crate::error::{Error, Invalid, NotFound, Result};

/// Takes appointments forward to a status. Unlike alone, none goes back: who has arrived meanwhile is not made one who has only
/// confirmed.
///
/// # Errors
/// One of them is not there for the caller, or not hers to change.
pub(super) async fn set_status(write: &mut Write, command: SetStatusMany) -> Result<ManyChanged> {
    require_some("appointment_ids", &command.appointment_ids)?;
    let context = write.context.clone();
    let connection = write.connection();
    let mut many = Many::find(connection, &context, &command.appointment_ids).await?;
    for found in std::mem::take(&mut many.found) {
        let (id, from, to) = (found.id, found.state.status, command.status);
        let answer = if from > to {
            Err(AppointmentError::WrongStep { from, to }.into())
        } else {
            let step = Step { to, reason: command.reason.clone(), overriding: false };
            change::take(connection, &context, found, step).await
        };
        many.note(&context, id, answer.map(|(_, change)| change))?;
    }
    Ok(many.outcome)
}

/// Takes changes back.
///
/// # Errors
/// One of them is not there for the caller, or its appointment not hers to change, or two are of one appointment.
pub(super) async fn undo(write: &mut Write, command: UndoMany) -> Result<ManyChanged> {
    require_some("change_ids", &command.change_ids)?;
    let (context, company) = (write.context.clone(), write.context.company()?);
    let connection = write.connection();
    let changed = store::changed_by(connection, company, &command.change_ids).await?;
    let mut changes: HashMap<AppointmentId, Undoing> = HashMap::with_capacity(changed.len());
    for change in &command.change_ids[..] {
        let (appointment, start) = changed.get(change).copied().ok_or(NotFound::Change)?;
        if changes.insert(appointment, Undoing { change: *change, start }).is_some() {
            return Err(Invalid::new("change_ids", Problem::Repeated).into());
        }
    }
    let ids: Vec<AppointmentId> = changes.keys().copied().collect();
    let mut many = Many::find(connection, &context, &ids).await?;
    let found = std::mem::take(&mut many.found);
    let order: HashMap<AppointmentId, usize> =
        found.iter().enumerate().map(|(place, found)| (found.id, place)).collect();
    for found in undoing_order(found, &changes) {
        let id = found.id;
        let undoing = changes.get(&id).ok_or(NotFound::Change)?;
        let answer = change::take_back(connection, &context, found, undoing.change).await;
        many.note(&context, id, answer.map(|(_, change)| change))?;
    }
    many.outcome.changed.sort_by_key(|changed| order.get(&changed.appointment_id).copied());
    many.outcome.kept.sort_by_key(|kept| order.get(&kept.card.id).copied());
    Ok(many.outcome)
}

/// A change that is taken back.
struct Undoing {
    change: ChangeId,
    /// When the appointment started before it.
    start: Option<Timestamp>,
}

/// Those that go to an earlier time from the first on, those that go to a later one from the last on: so none meets in its old place
/// another that is still to go, as the appointments of a series that was moved by a week would.
fn undoing_order(
    found: Vec<Appointment>,
    changes: &HashMap<AppointmentId, Undoing>,
) -> impl Iterator<Item = Appointment> {
    let goes_later = |one: &Appointment| {
        changes.get(&one.id).and_then(|undoing| undoing.start).is_some_and(|start| start > one.state.start)
    };
    let (later, earlier): (Vec<_>, Vec<_>) = found.into_iter().partition(goes_later);
    earlier.into_iter().chain(later.into_iter().rev())
}

/// Appointments that are changed together.
struct Many {
    /// By start, so that of two that want one place the earlier gets it.
    found: Vec<Appointment>,
    cards: HashMap<AppointmentId, AppointmentCard>,
    outcome: ManyChanged,
}

impl Many {
    /// Finds them all before any is changed.
    async fn find(
        connection: &mut SqliteConnection,
        context: &Context,
        ids: &[AppointmentId],
    ) -> Result<Self> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.push(change::changeable(connection, context, *id, None).await?);
        }
        found.sort_by_key(|appointment| (appointment.state.start, appointment.id));
        let cards = cards::of_ids(connection, context.company()?, ids.iter().copied()).await?;
        let cards = cards.into_iter().map(|card| (card.id, card)).collect();
        Ok(Self { found, cards, outcome: ManyChanged { changed: Vec::new(), kept: Vec::new() } })
    }

    /// Notes what became of one. What only concerns itself is told; all else ends the whole call.
    fn note(&mut self, context: &Context, id: AppointmentId, answer: Result<Option<ChangeId>>) -> Result<()> {
        match answer {
            Ok(change_id) => self.outcome.changed.push(ChangedOfMany { appointment_id: id, change_id }),
            Err(error) => {
                let kept = self.kept(context, id, error)?;
                self.outcome.kept.push(kept);
            }
        }
        Ok(())
    }

    fn kept(&mut self, context: &Context, id: AppointmentId, error: Error) -> Result<KeptOfMany> {
        let failure = error.explain(context.language);
        // Each of these is met before the appointment is written to.
        let own = matches!(
            failure.code,
            Code::RulesBroken | Code::WrongState | Code::Stale | Code::InvalidInput | Code::NotFound
        );
        match self.cards.remove(&id) {
            Some(card) if own => Ok(KeptOfMany { card, failure }),
            _ => Err(error),
        }
    }
}

fn require_some<T>(field: &'static str, entries: &[T]) -> Result<()> {
    if entries.is_empty() { Err(Invalid::new(field, Problem::Empty).into()) } else { Ok(()) }
}
