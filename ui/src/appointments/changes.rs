//! Changes to appointments: shown at once, offered to be taken back.

use leadsmart_contract::appointments::{
    AppointmentCard, AppointmentView, CreateAppointment, SetStatus, Status, UndoChange, UpdateAppointment,
    UpdateDate,
};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{AppointmentId, ChangeId};
use leadsmart_contract::values::{Note, ShortText};

use leptos::prelude::WithUntracked;

use super::desk::Desk;
use super::texts;
use crate::backend::call;
use crate::language::{format, language_now};

impl Desk {
    /// Takes an appointment to another status. The card changes before the backend has answered, and back if it refuses.
    pub(super) async fn set_status(
        self,
        card: AppointmentCard,
        status: Status,
        reason: Option<ShortText>,
        r#override: bool,
    ) -> Result<AppointmentView, Failure> {
        self.put_card(&AppointmentCard { status, ..card.clone() });
        let command = SetStatus {
            company_id: self.company.id,
            appointment_id: card.id,
            revision: Some(card.revision),
            status,
            reason,
            r#override,
        };
        match call(command).await {
            Ok(view) => {
                let language = language_now();
                let text = texts::was_set(language, &name_of(&view.card), texts::status(language, status));
                self.changed(&view, text);
                Ok(view)
            }
            Err(failure) => {
                self.put_card(&card);
                self.calendar.reload();
                Err(failure)
            }
        }
    }

    /// Books.
    pub(super) async fn book(self, command: CreateAppointment) -> Result<AppointmentView, Failure> {
        let view = call(command).await?;
        let text = texts::was_booked(language_now(), &name_of(&view.card), &self.when(&view.card));
        self.changed(&view, text);
        Ok(view)
    }

    /// Moves.
    pub(super) async fn move_to(self, command: UpdateDate) -> Result<AppointmentView, Failure> {
        let view = call(command).await?;
        let text = texts::was_moved(language_now(), &name_of(&view.card), &self.when(&view.card));
        self.changed(&view, text);
        Ok(view)
    }

    /// Moves what was dragged. The card is in its new place before the backend has answered, and back if it refuses.
    pub(super) async fn move_at_once(
        self,
        card: AppointmentCard,
        assumed: &AppointmentCard,
        command: UpdateDate,
    ) -> Result<AppointmentView, Failure> {
        self.put_card(assumed);
        let answer = self.move_to(command).await;
        if answer.is_err() && self.calendar.value.try_with_untracked(|_| ()).is_some() {
            self.put_card(&card);
            self.calendar.reload();
        }
        answer
    }

    /// Changes the notes.
    pub(super) async fn set_notes(
        self,
        view: &AppointmentView,
        notes: Note,
    ) -> Result<AppointmentView, Failure> {
        let command = UpdateAppointment {
            company_id: self.company.id,
            appointment_id: view.card.id,
            revision: Some(view.card.revision),
            client_id: None,
            service_ids: None,
            notes: Some(notes),
            r#override: false,
        };
        let view = call(command).await?;
        self.changed(&view, texts::was_noted(language_now(), &name_of(&view.card)));
        Ok(view)
    }

    /// Tells that professionals were added or taken off, if they were.
    pub(super) fn restaffed(
        self,
        answer: Result<AppointmentView, Failure>,
    ) -> Result<AppointmentView, Failure> {
        if let Ok(view) = &answer {
            self.changed(view, texts::was_staffed(language_now(), &name_of(&view.card)));
        }
        answer
    }

    /// Takes a change back.
    pub(super) async fn take_back(
        self,
        appointment_id: AppointmentId,
        change_id: ChangeId,
    ) -> Result<(), Failure> {
        let view = call(UndoChange { company_id: self.company.id, appointment_id, change_id }).await?;
        // The page may be gone by now: the undo of the window outlives it.
        if self.calendar.value.try_with_untracked(|_| ()).is_some() {
            self.put_card(&view.card);
        }
        Ok(())
    }

    /// The day and time of a card in a few words.
    fn when(self, card: &AppointmentCard) -> String {
        let start = card.start.local;
        let today = leptos::prelude::untrack(|| self.company.today());
        let date = format::relative_date(language_now(), start.date(), today);
        texts::at_time(language_now(), &date, &format::time(start.time()))
    }

    fn changed(self, view: &AppointmentView, text: String) {
        self.put_card(&view.card);
        if let Some(change) = view.last_change {
            let id = view.card.id;
            self.undo.offer(text, move || self.take_back(id, change));
        }
    }
}

/// The client's name, or that the client was deleted.
pub(super) fn name_of(card: &AppointmentCard) -> String {
    card.client_name.as_ref().map_or_else(|| texts::nobody(language_now()).to_owned(), ToString::to_string)
}
