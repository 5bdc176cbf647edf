//! Hands over what was let go: free ground to the form that books, a card to the backend.

use leadsmart_contract::appointments::{AppointmentCard, SeriesOutcome, UpdateDate};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::values::{List, Minutes, Start};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::columns::Column;
use super::super::desk::focus_calendar;
use super::super::series::{Scope, of_series};
use super::super::spot::Proposal;
use super::super::state::{Cursor, Panel};
use super::super::texts;
use super::place::{Destination, assumed, destination, times};
use super::{Aim, Hands, Happening, Pull};
use crate::language::language_now;

/// What a card becomes, and what of it the backend is asked.
struct Change {
    card: AppointmentCard,
    assumed: AppointmentCard,
    command: UpdateDate,
    proposal: Proposal,
    cursor: Cursor,
}

impl Hands {
    /// Hands over what is held.
    pub(super) fn hand_over(self, pull: Pull) {
        if pull.aim == Aim::Create {
            self.desk.columns.with_untracked(|columns| {
                if let Some(column) = columns.get(pull.at.column) {
                    self.desk.choose_span(column, pull.at.span);
                }
            });
            self.happen(Happening::Over);
            return;
        }
        let scope = self.scope.try_update_value(std::mem::take).unwrap_or_default();
        let change = self.desk.columns.with_untracked(|columns| self.change(&pull, scope, columns));
        // The card, or the right to move it there, went while the question stood.
        let Some(change) = change else { return self.give_up() };
        self.desk.state.cursor.set(Some(change.cursor.clone()));
        spawn_local(async move {
            let Change { card, assumed, command, proposal, .. } = change;
            if let Some(scope) = scope.of_series() {
                let answer = self.desk.move_many_at_once(card, &assumed, of_series(command, scope)).await;
                if self.phase.try_get_untracked().is_some() {
                    self.answered_for_many(answer, proposal);
                }
                return;
            }
            let answer = self.desk.move_at_once(card, &assumed, command).await;
            // The page may be gone.
            if self.phase.try_get_untracked().is_some() {
                self.answered(answer.err(), proposal);
            }
        });
        focus_calendar();
    }

    fn answered(self, failure: Option<Failure>, proposal: Proposal) {
        if matches!(self.phase.get_untracked(), super::Phase::Sent(_)) {
            self.happen(Happening::Over);
        }
        let desk = self.desk;
        let panel = desk.state.panel.get_untracked();
        match failure {
            None if panel == Panel::Moving(proposal.id) => {
                desk.state.panel.set(Panel::Appointment(proposal.id))
            }
            None => {}
            // A booking that is half filled in is not thrown away: there the rule is told, no more.
            Some(failure) if failure.code == Code::RulesBroken && panel != Panel::Booking => {
                desk.propose(proposal)
            }
            Some(failure) => self.toasts.fail(&failure),
        }
    }

    /// As [`Self::answered`]: where one of the series is in the way, the form tells which.
    fn answered_for_many(self, answer: Result<SeriesOutcome, Failure>, proposal: Proposal) {
        let refused = match answer {
            Ok(outcome) if outcome.refused.is_empty() => None,
            Ok(outcome) => {
                let count = outcome.refused.len() as u64;
                Some(Failure::new(Code::RulesBroken, texts::in_the_way(language_now(), count)))
            }
            Err(failure) => Some(failure),
        };
        self.answered(refused, proposal);
    }

    fn change(self, pull: &Pull, scope: Scope, columns: &[Column]) -> Option<Change> {
        let id = pull.card?;
        let column = columns.get(pull.at.column)?;
        let to = destination(pull, pull.at.column, pull.at.span.start, columns)?;
        let card = untrack(|| self.desk.card(id))?;
        let assumed = assumed(&card, pull.at, column, &to)?;
        let (start, _) = times(pull.at, column)?;
        let minutes = pull.at.span.minutes();
        let length = if pull.is_resized() { Some(Minutes::parse(i64::from(minutes)).ok()?) } else { None };
        let Destination { agenda, members } = to;
        let command = UpdateDate {
            company_id: self.desk.company.id,
            appointment_id: id,
            revision: Some(card.revision),
            start: Start::Local(start),
            duration: length,
            agenda_id: (agenda != card.agenda_id).then_some(agenda),
            member_ids: members.as_ref().and_then(|members| List::parse(members.clone()).ok()),
            r#override: false,
        };
        let member = members.and_then(|members| members.last().copied());
        let minute = pull.at.span.start;
        let proposal = Proposal { id, agenda, member, date: column.date, minute, length: minutes, scope };
        let cursor = Cursor { column: column.key.clone(), minute, card: Some(id) };
        Some(Change { card, assumed, command, proposal, cursor })
    }
}
