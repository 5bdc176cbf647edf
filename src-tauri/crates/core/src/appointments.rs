//! Appointments: booking, moving, the steps of the day, history and undo.

pub(crate) mod commands;
pub(crate) mod store;

use jiff::Timestamp;
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::clients::{AppointmentMention, Visits};
use leadsmart_contract::ids::{AgendaId, ClientId, CompanyId, MemberId};
use sqlx::SqliteConnection;

use crate::error::Result;

/// What happened with a client so far.
pub(crate) struct ClientRecord {
    /// How often the client came.
    pub(crate) visits: Visits,
    /// The next appointment that is not called off.
    pub(crate) next: Option<AppointmentMention>,
    /// The last appointment that has begun.
    pub(crate) last: Option<AppointmentMention>,
}

/// What happened with a client so far.
pub(crate) async fn record_of_client(_connection: &mut SqliteConnection, _client: ClientId, _now: Timestamp) -> Result<ClientRecord> {
    Ok(ClientRecord { visits: Visits { done: 0, no_show: 0, cancelled: 0, upcoming: 0 }, next: None, last: None })
}

/// How many appointments of a client are still to come and not called off.
pub(crate) async fn upcoming_of_client(_connection: &mut SqliteConnection, _client: ClientId, _now: Timestamp) -> Result<u32> {
    Ok(0)
}

/// How many appointments of an agenda are still to come and not called off.
pub(crate) async fn upcoming_of_agenda(_connection: &mut SqliteConnection, _agenda: AgendaId, _now: Timestamp) -> Result<u32> {
    Ok(0)
}

/// The appointments of agendas that touch a period, by start, as a calendar draws them.
pub(crate) async fn cards_of_agendas(
    _connection: &mut SqliteConnection,
    _company: CompanyId,
    _agendas: &[AgendaId],
    _from: Timestamp,
    _to: Timestamp,
    _with_void: bool,
) -> Result<Vec<AppointmentCard>> {
    Ok(Vec::new())
}

/// The appointments of a professional that touch a period and are not called off.
pub(crate) async fn cards_of_member(
    _connection: &mut SqliteConnection,
    _company: CompanyId,
    _member: MemberId,
    _from: Timestamp,
    _to: Timestamp,
) -> Result<Vec<AppointmentCard>> {
    Ok(Vec::new())
}
