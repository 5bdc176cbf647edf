//! Services: what can be booked, how long it takes, and the time around it.
//!
//! A service that was booked is never removed, because appointments name it: it is taken out of use instead.

pub(crate) mod commands;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AgendaId, CompanyId, ServiceId};
use leadsmart_contract::language::Language;
use leadsmart_contract::services::ServiceView;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Color, Minutes, Name, Problem};
use sqlx::SqliteConnection;

use crate::error::{Explain, Invalid, NotFound, Result};

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Service {
    /// Its id.
    pub(crate) id: ServiceId,
    /// Its name.
    pub(crate) name: Name,
    /// How long the client is attended.
    pub(crate) duration: Minutes,
    /// Time kept free before it.
    pub(crate) buffer_before: Minutes,
    /// Time kept free after it.
    pub(crate) buffer_after: Minutes,
    /// Its colour.
    pub(crate) color: Color,
    /// The agendas that offer it; empty for all.
    pub(crate) agenda_ids: Vec<AgendaId>,
    /// Whether it can be booked.
    pub(crate) active: bool,
}

impl Service {
    /// Whether an agenda offers it.
    pub(crate) fn is_offered_on(&self, agenda: AgendaId) -> bool {
        self.agenda_ids.is_empty() || self.agenda_ids.contains(&agenda)
    }

    /// Refuses times that cannot be: an appointment lasts at most a day, and so does the time around it.
    fn check(&self) -> Result<()> {
        let times = [
            ("duration", self.duration, 1),
            ("buffer_before", self.buffer_before, 0),
            ("buffer_after", self.buffer_after, 0),
        ];
        for (field, minutes, least) in times {
            if !(least..=1440).contains(&i64::from(minutes)) {
                return Err(Invalid::new(field, Problem::Range(least, 1440)).into());
            }
        }
        Ok(())
    }
}

impl From<Service> for ServiceView {
    fn from(service: Service) -> Self {
        Self {
            id: service.id,
            name: service.name,
            duration: service.duration,
            buffer_before: service.buffer_before,
            buffer_after: service.buffer_after,
            color: service.color,
            agenda_ids: service.agenda_ids,
            active: service.active,
        }
    }
}

/// What can go wrong with services, beyond wrong values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ServiceError {
    /// Another service has this name.
    #[error("the name is taken")]
    NameTaken,
    /// Appointments name it.
    #[error("it was booked")]
    Booked,
}

impl Explain for ServiceError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::NameTaken => Failure::new(Code::AlreadyExists, name_taken(language))
                .with_hint(name_taken_hint(language))
                .at("name"),
            Self::Booked => Failure::new(Code::InUse, booked(language)).with_hint(booked_hint(language)),
        }
    }
}

/// Services of a company, in use or not, in the order asked for.
///
/// # Errors
/// One of them is none of this company's.
pub(crate) async fn get_many(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: &[ServiceId],
) -> Result<Vec<Service>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::find(connection, company, Some(ids), None).await?;
    let in_order = ids.iter().map(|id| found.iter().find(|service| service.id == *id).cloned());
    Ok(in_order.collect::<Option<Vec<_>>>().ok_or(NotFound::Service)?)
}

/// Services of a company that are in use, by name.
pub(crate) async fn offered(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<Service>> {
    store::find(connection, company, None, Some(true)).await
}

texts! {
    name_taken: "Já existe um serviço com este nome.", "There is already a service with this name.", "Ya existe un servicio con este nombre.";
    name_taken_hint: "Use o que já existe ou escolha outro nome.", "Use the existing one or choose another name.",
        "Use el que ya existe o elija otro nombre.";
    booked: "Este serviço já foi agendado e faz parte do histórico. Nada foi alterado.",
        "This service has been booked and is part of the history. Nothing was changed.",
        "Este servicio ya fue agendado y forma parte del historial. No se cambió nada.";
    booked_hint: "Desative-o: ele deixa de ser oferecido e o histórico fica.", "Deactivate it: it is no longer offered, and the history stays.",
        "Desactívelo: deja de ofrecerse y el historial queda.";
}
