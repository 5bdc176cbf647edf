//! Whose appointments are, for clients who are made one and parted again.

use leadsmart_contract::ids::{AppointmentId, ClientId, CompanyId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::id_list;
use crate::error::Result;

/// Gives all appointments of a client to another, and says which, in the order of their ids.
pub(in crate::appointments) async fn give_all(
    connection: &mut SqliteConnection,
    company: CompanyId,
    from: ClientId,
    to: ClientId,
) -> Result<Vec<AppointmentId>> {
    let (company, from, to) = (company.uuid(), from.uuid(), to.uuid());
    let ids = sqlx::query_scalar!(
        r#"UPDATE appointments SET client_id = ?, revision = revision + 1 WHERE client_id = ? AND +company_id = ?
           RETURNING id AS "id!: Uuid""#,
        to,
        from,
        company
    )
    .fetch_all(connection)
    .await?;
    let mut ids: Vec<AppointmentId> = ids.into_iter().map(AppointmentId::new).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// Gives these appointments to a client.
pub(in crate::appointments) async fn give(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointments: &[AppointmentId],
    to: ClientId,
) -> Result<()> {
    let (company, to) = (company.uuid(), to.uuid());
    let list = id_list(appointments.iter().map(|id| id.uuid()));
    sqlx::query!(
        "UPDATE appointments SET client_id = ?, revision = revision + 1
         WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND +company_id = ?",
        to,
        list,
        company
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many of these appointments are another's than this client's.
pub(in crate::appointments) async fn of_others(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointments: &[AppointmentId],
    client: ClientId,
) -> Result<u32> {
    let (company, client) = (company.uuid(), client.uuid());
    let list = id_list(appointments.iter().map(|id| id.uuid()));
    let others = sqlx::query_scalar!(
        r#"SELECT count(*) AS "others!: u32" FROM appointments
           WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND +company_id = ? AND client_id IS NOT ?"#,
        list,
        company,
        client
    )
    .fetch_one(connection)
    .await?;
    Ok(others)
}
