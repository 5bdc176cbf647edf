//! Sends the booking: first somebody new, then the appointment.

use leadsmart_contract::appointments::{CreateAppointment, CreateSeries, Status};
use leadsmart_contract::clients::{ClientSummary, CreateClient};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::values::{List, Name, Note, PhoneNumber, Start};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::texts;
use super::Booking;
use crate::backend::call;

impl Booking {
    /// Checks what is filled in and books. While something is being looked up it waits for that.
    pub(super) fn submit(self, r#override: bool) {
        if self.busy.get_untracked() {
            return;
        }
        if untrack(|| self.waits()) {
            self.queued.set(true);
            return;
        }
        self.problems.clear();
        let newcomer = self.newcomer();
        let command = self.command(r#override);
        let series = match (&command, untrack(|| self.repetition.is_on())) {
            (Some(command), true) => self.repetition.series(self.problems, command).map(Some),
            _ => Some(None),
        };
        let (Some(newcomer), Some(command), Some(series)) = (newcomer, command, series) else {
            self.problems.focus_first();
            return;
        };
        self.busy.set(true);
        spawn_local(async move {
            let answer = self.send(newcomer, command, series).await;
            // The form may have been closed meanwhile.
            if self.busy.try_set(false).is_none()
                && let Err(failure) = answer
            {
                self.refuse(failure);
            }
        });
    }

    async fn send(
        self,
        newcomer: Option<CreateClient>,
        mut command: CreateAppointment,
        series: Option<CreateSeries>,
    ) -> Result<(), Failure> {
        if let Some(newcomer) = newcomer {
            let client = call(newcomer).await?;
            command.client_id = client.id;
            let phone = client.phones.first().cloned();
            // Should the booking be refused, the next attempt must not enter the client again.
            let summary = ClientSummary { id: client.id, name: client.name, phone, tags: client.tags };
            self.text.try_set(summary.name.to_string());
            self.client.try_set(Some(summary));
            self.creating.try_set(false);
        }
        if let Some(series) = series {
            let name = self.text.try_get_untracked().unwrap_or_default();
            let series = CreateSeries { client_id: command.client_id, ..series };
            self.repetition.send(series, name).await?;
            return Ok(());
        }
        command.id = self.id_for(&command);
        self.sent.try_update_value(|sent| *sent = Some(command.clone()));
        let view = self.desk.book(command).await?;
        if self.busy.try_get_untracked().is_some() {
            self.desk.reveal(&view.card);
        }
        Ok(())
    }

    /// Somebody new to be entered first, if that is so; none if something is wrong.
    fn newcomer(self) -> Option<Option<CreateClient>> {
        if !self.creating.get_untracked() {
            if self.client.with_untracked(Option::is_none) {
                self.problems.note("client_id", texts::client_missing);
                return None;
            }
            return Some(None);
        }
        let name = self.problems.parse("name", &self.name.get_untracked(), Name::parse);
        let phone = self.problems.parse_optional("phones", &self.phone.get_untracked(), PhoneNumber::parse);
        Some(Some(CreateClient {
            company_id: self.desk.company.id,
            id: Some(self.client_id.get_value()),
            name: name?,
            phones: List::parse(phone?.into_iter().collect()).ok()?,
            email: None,
            document: None,
            birthday: None,
            notes: None,
            tags: List::default(),
            marketing_consent: false,
            allow_duplicate: self.allow_duplicate.get_untracked(),
        }))
    }

    fn command(self, r#override: bool) -> Option<CreateAppointment> {
        let spot = self.desk.spot;
        let problems = self.problems;
        let (agenda, start) = untrack(|| (spot.agenda_id(), spot.start()));
        if agenda.is_none() {
            problems.note("agenda_id", texts::missing);
        }
        if spot.date.with_untracked(Option::is_none) {
            problems.note("date", texts::missing);
        }
        if spot.minute.with_untracked(Option::is_none) {
            problems.note("start", texts::missing);
        }
        let duration = untrack(|| spot.typed_length());
        if duration.is_err() {
            problems.note("duration", texts::duration_wrong);
        }
        let notes = problems.parse_optional("notes", &self.notes.get_untracked(), Note::parse)?;
        let status = self.status.with_untracked(|status| Status::from_name(status));
        let client = self.client.with_untracked(|client| client.as_ref().map(|client| client.id));
        Some(CreateAppointment {
            company_id: self.desk.company.id,
            id: None,
            agenda_id: agenda?,
            client_id: client.unwrap_or_else(|| self.new_id()),
            start: Start::Local(start?),
            duration: duration.ok()?,
            service_ids: List::parse(spot.services.get_untracked()).ok()?,
            member_ids: untrack(|| spot.named_members()),
            status,
            notes,
            r#override,
        })
    }

    fn new_id(self) -> ClientId {
        self.client_id.get_value()
    }

    /// Shows why it was refused: rules beside the time, a phone that somebody has at the phone, the rest at its field.
    fn refuse(self, failure: Failure) {
        match failure.code {
            Code::RulesBroken => self.verdict.refuse(failure.broken_rules),
            Code::AlreadyExists if self.creating.get_untracked() => {
                self.duplicate.set(true);
                self.problems.refuse(failure.at("phones"));
            }
            _ => self.problems.refuse(failure),
        }
    }
}
