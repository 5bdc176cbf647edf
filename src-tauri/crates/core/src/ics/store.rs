//! All SQL of calendar files.

use std::collections::HashMap;

use jiff::Timestamp;
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, CompanyId};
use leadsmart_contract::values::PhoneNumber;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::stored::stored;

/// An appointment that has an id already.
pub(super) struct Taken {
    pub(super) company: CompanyId,
    /// Whether its booking was taken back.
    pub(super) taken_back: bool,
}

/// What has an id already.
pub(super) async fn taken(connection: &mut SqliteConnection, id: AppointmentId) -> Result<Option<Taken>> {
    let id = id.uuid();
    let row = sqlx::query!(
        r#"SELECT company_id AS "company_id!: Uuid", status = 'cancelled' AND (
             SELECT kind FROM appointment_changes c WHERE c.appointment_id = a.id ORDER BY revision DESC, c.id DESC LIMIT 1
           ) = 'undone' AS "taken_back!: bool"
           FROM appointments a WHERE id = ?"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Taken { company: CompanyId::new(row.company_id), taken_back: row.taken_back }))
}

/// Whether a client has an appointment on an agenda that starts then and is not called off.
pub(super) async fn is_booked(
    connection: &mut SqliteConnection,
    agenda: AgendaId,
    client: ClientId,
    start: Timestamp,
) -> Result<bool> {
    let (agenda, client) = (agenda.uuid(), client.uuid());
    // Appointments begin on whole minutes.
    let start = start.as_second().div_euclid(60) * 60_000;
    let found = sqlx::query_scalar!(
        "SELECT COUNT(*) FROM appointments
         WHERE client_id = ? AND starts_at = ? AND agenda_id = ? AND status NOT IN ('cancelled', 'no_show')",
        client,
        start,
        agenda
    )
    .fetch_one(connection)
    .await?;
    Ok(found > 0)
}

/// Begins something inside of the transaction that may be taken back alone (sqlite.org/lang_savepoint.html).
pub(super) async fn begin(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql("SAVEPOINT event").execute(connection).await?;
    Ok(())
}

/// Keeps it.
pub(super) async fn keep(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql("RELEASE event").execute(connection).await?;
    Ok(())
}

/// Takes it back.
pub(super) async fn take_back(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql("ROLLBACK TO event; RELEASE event").execute(connection).await?;
    Ok(())
}

/// The first phone of each of these clients.
pub(super) async fn phones(
    connection: &mut SqliteConnection,
    company: CompanyId,
    clients: &[ClientId],
) -> Result<HashMap<ClientId, PhoneNumber>> {
    let (company, clients) = (company.uuid(), serde_json::to_string(clients)?);
    let rows = sqlx::query!(
        r#"SELECT p.client_id AS "client_id!: Uuid", p.typed
           FROM (SELECT DISTINCT unhex(value, '-') AS id FROM json_each(?2)) k
           CROSS JOIN client_phones p ON p.client_id = k.id AND p.position = 0
           WHERE p.company_id = ?1"#,
        company,
        clients
    )
    .fetch_all(connection)
    .await?;
    let phone = |text: &str| stored("client_phones.typed", PhoneNumber::parse(text));
    rows.into_iter().map(|row| Ok((ClientId::new(row.client_id), phone(&row.typed)?))).collect()
}
