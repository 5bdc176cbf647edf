//! Appointments as a calendar file (RFC 5545), with no more of a client than a calendar needs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::Timestamp;
use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::failure::Code;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ics::{ExportIcs, IcsFile};
use leadsmart_contract::ids::{AgendaId, ClientId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::texts;
use leadsmart_contract::values::PhoneNumber;

use super::book::OWN;
use super::{Days, store};
use crate::context::Read;
use crate::error::{Defect, Explain, Result};
use crate::{agendas, appointments};

/// How many appointments go into one file.
const MOST: usize = 20_000;

/// There is too much to give out.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("too many appointments for one file")]
struct TooMany;

impl Explain for TooMany {
    fn explain(&self, language: Language) -> Failure {
        Failure::new(Code::TooLarge, too_many(language)).with_hint(too_many_hint(language)).at("to")
    }
}

/// The appointments of some days.
pub(super) async fn export(read: &mut Read, command: ExportIcs) -> Result<IcsFile> {
    let (company, context) = (read.context.company()?, read.context.clone());
    if command.with_phones {
        context.require(Permission::ClientsView)?;
    }
    let agendas = agendas::shown(read.connection(), context.member()?, &command.agenda_ids).await?;
    let mut calendar = Calendar::new();
    if let [agenda] = &agendas[..] {
        calendar.name(agenda.name.as_str()).timezone(agenda.zone.as_str());
    }
    let mut all = Vec::new();
    for agenda in &agendas {
        let zone = crate::time::stored_zone(agenda.zone.as_str())?;
        let days = Days::new(Some(command.from), Some(command.to), context.now, &zone)?;
        let (from, to) = days.period(&zone)?;
        let cards =
            appointments::cards_of_agendas(read.connection(), company, &[agenda.id], from, to, false).await?;
        // What began before the first day is of that day's file.
        all.extend(cards.into_iter().filter(|card| from <= card.start.at && card.start.at < to));
        if all.len() > MOST {
            return Err(TooMany.into());
        }
    }
    let names: HashMap<AgendaId, &str> =
        agendas.iter().map(|agenda| (agenda.id, agenda.name.as_str())).collect();
    let clients: Vec<ClientId> = all.iter().filter_map(|card| card.client_id).collect();
    let phones = if command.with_phones {
        store::phones(read.connection(), company, &clients).await?
    } else {
        HashMap::new()
    };
    for card in &all {
        let phone = card.client_id.and_then(|client| phones.get(&client));
        let agenda = names.get(&card.agenda_id).copied().unwrap_or_default();
        calendar.push(event(card, agenda, phone, context.now, context.language)?);
    }
    let appointments = u32::try_from(all.len()).unwrap_or(u32::MAX);
    Ok(IcsFile { ics: calendar.to_string(), appointments })
}

fn event(
    card: &AppointmentCard,
    agenda: &str,
    phone: Option<&PhoneNumber>,
    now: Timestamp,
    language: Language,
) -> Result<Event> {
    let client = card.client_name.as_ref().map_or(deleted(language), |name| name.as_str());
    let summary =
        if card.services.is_empty() { client.to_owned() } else { format!("{client} · {}", card.services) };
    let status = match card.status {
        Status::Pending => EventStatus::Tentative,
        Status::Cancelled | Status::NoShow => EventStatus::Cancelled,
        Status::Confirmed | Status::Arrived | Status::InService | Status::Done => EventStatus::Confirmed,
    };
    let mut event = Event::new();
    event
        .uid(&format!("{}{OWN}", card.id))
        .timestamp(instant(now)?)
        .starts(instant(card.start.at)?)
        .ends(instant(card.end.at)?)
        .summary(&summary)
        .status(status)
        .sequence(u32::try_from(card.revision).unwrap_or(u32::MAX));
    event.append_property(Property::new("CATEGORIES", escaped(agenda)));
    if let Some(phone) = phone {
        event.description(phone.as_str());
    }
    Ok(event.done())
}

/// A word of a list, which the library takes as it is (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

fn instant(at: Timestamp) -> Result<DateTime<Utc>> {
    let found = DateTime::from_timestamp(at.as_second(), 0);
    Ok(found.ok_or_else(|| Defect(format!("the instant {at} is none of a calendar")))?)
}

texts! {
    deleted: "Cliente excluído", "Deleted client", "Cliente eliminado";
    too_many: "São agendamentos demais para um arquivo.", "There are too many appointments for one file.",
        "Son demasiadas citas para un archivo.";
    too_many_hint: "Escolha um período menor ou menos agendas.", "Choose a shorter period or fewer agendas.",
        "Elija un período más corto o menos agendas.";
}
