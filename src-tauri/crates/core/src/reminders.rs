//! What a person is reminded of before an appointment.
//!
//! Reminders go through the command table as that person, so that they show nothing that she may not see. Each is given
//! once: the span that was looked at moves on with the clock, also over a sleep of the computer.

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::appointments::{AppointmentCard, ListAppointments, Status};
use leadsmart_contract::auth::{Me, UserView};
use leadsmart_contract::companies::{CompanyView, ListCompanies};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::shell::Wish;
use leadsmart_contract::texts;
use leadsmart_contract::values::List;

use crate::Core;

/// A reminder, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What a click on it asks for: the appointment.
    pub wish: Wish,
    /// In which language it speaks.
    pub language: Language,
    /// Who and when.
    pub title: String,
    /// For what.
    pub body: String,
}

/// Looks for reminders as time goes on.
pub struct Reminders {
    core: Core,
    /// Up to here reminders were given.
    seen: Timestamp,
}

impl Reminders {
    /// Begins now; what was due before is not repeated.
    pub fn new(core: Core) -> Self {
        let seen = core.ports().clock.now();
        Self { core, seen }
    }

    /// What became due since the last look, for the person of this session. A failure reminds of nothing and is tried again
    /// with the next look.
    pub async fn due(&mut self, token: &str) -> Vec<Reminder> {
        let now = self.core.ports().clock.now();
        match self.find(token, now).await {
            Ok(reminders) => {
                self.seen = self.seen.max(now);
                reminders
            }
            Err(failure) => {
                tracing::debug!(code = ?failure.code, "no reminders");
                Vec::new()
            }
        }
    }

    async fn find(&self, token: &str, now: Timestamp) -> Result<Vec<Reminder>, Failure> {
        let user: UserView = self.core.ask(Some(token), None, Me {}).await?;
        let Some(before) = user.remind_before else { return Ok(Vec::new()) };
        let before = SignedDuration::from_mins(i64::from(before.get()));
        // Due between the last look and now, and not begun yet.
        let from = later(self.seen, before).max(now);
        let to = later(now, before);
        let mut reminders = Vec::new();
        let companies = self.core.ask(Some(token), None, ListCompanies {}).await?;
        for company in companies.into_iter().filter(|company| !company.locked) {
            for card in self.upcoming(token, &company, from, to).await? {
                if card.start.at > from && card.start.at <= to {
                    reminders.push(reminder(company.id, &card, now, user.language));
                }
            }
        }
        Ok(reminders)
    }

    async fn upcoming(
        &self,
        token: &str,
        company: &CompanyView,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<AppointmentCard>, Failure> {
        let command = ListAppointments {
            company_id: company.id,
            from: Some(from),
            // The end of a period is exclusive, a reminder at the very minute is wanted.
            to: Some(later(to, SignedDuration::from_millis(1))),
            agenda_id: None,
            client_id: None,
            member_id: None,
            statuses: List::parse(vec![Status::Pending, Status::Confirmed]).unwrap_or_default(),
            descending: false,
            cursor: None,
            limit: Some(200),
        };
        match self.core.ask(Some(token), None, command).await {
            Ok(page) => Ok(page.items),
            // A role that may not see appointments is reminded of none.
            Err(failure) if failure.code == leadsmart_contract::failure::Code::Forbidden => Ok(Vec::new()),
            Err(failure) => Err(failure),
        }
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn reminder(company_id: CompanyId, card: &AppointmentCard, now: Timestamp, language: Language) -> Reminder {
    let seconds = card.start.at.duration_since(now).as_secs().max(0);
    let minutes = u64::try_from(seconds).unwrap_or(0).div_ceil(60);
    let time = card.start.local.strftime("%H:%M").to_string();
    let client =
        card.client_name.as_ref().map_or_else(|| nameless(language).to_owned(), |name| name.to_string());
    let when = in_minutes(language, minutes);
    let body = if card.services.is_empty() { when } else { format!("{} · {when}", card.services) };
    let wish = Wish::Appointment { company_id, appointment_id: card.id, date: card.start.local.date() };
    Reminder { wish, language, title: format!("{time} · {client}"), body }
}

texts! {
    nameless: "Cliente excluído", "Deleted client", "Cliente eliminado";
    in_minutes[count](): "em {count} minuto" | "em {count} minutos", "in {count} minute" | "in {count} minutes",
        "en {count} minuto" | "en {count} minutos";
}
