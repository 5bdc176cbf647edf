//! Agendas: their hours, exceptions and rules, and the page of the calendar that shows them.

pub(crate) mod commands;
pub(crate) mod store;

use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::values::{Name, WeeklyHours, ZoneName};

use crate::context::Write;
use crate::error::{NotFound, Result};

/// Creates the first agenda of a company that was created in the same transaction.
pub(crate) async fn create_first(
    _write: &mut Write,
    _company: leadsmart_contract::ids::CompanyId,
    _zone: &ZoneName,
    _name: Name,
    _hours: Option<WeeklyHours>,
) -> Result<AgendaId> {
    Err(NotFound::Agenda.into())
}

/// Whether all of these are agendas of the company.
pub(crate) async fn exist(
    _connection: &mut sqlx::SqliteConnection,
    _company: leadsmart_contract::ids::CompanyId,
    agendas: &[AgendaId],
) -> Result<bool> {
    Ok(agendas.is_empty())
}
