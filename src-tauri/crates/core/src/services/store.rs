//! All SQL of this feature.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, ServiceId};
use leadsmart_contract::values::{Color, Minutes, Name};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Service, ServiceError};
use crate::error::{Defect, Error, NotFound, Result};

struct ServiceRow {
    id: Uuid,
    name: String,
    duration: i64,
    buffer_before: i64,
    buffer_after: i64,
    color: String,
    agenda_ids: String,
    active: i64,
}

impl TryFrom<ServiceRow> for Service {
    type Error = Error;

    fn try_from(row: ServiceRow) -> Result<Self> {
        let broken = |what: &dyn std::fmt::Display| Defect(format!("services, row {}: {what}", row.id));
        let minutes = |value: i64| Minutes::parse(value).map_err(|problem| broken(&problem));
        Ok(Self {
            id: ServiceId::new(row.id),
            name: Name::parse(&row.name).map_err(|problem| broken(&problem))?,
            duration: minutes(row.duration)?,
            buffer_before: minutes(row.buffer_before)?,
            buffer_after: minutes(row.buffer_after)?,
            color: Color::from_name(&row.color).ok_or_else(|| broken(&row.color))?,
            agenda_ids: serde_json::from_str(&row.agenda_ids)?,
            active: row.active != 0,
        })
    }
}

/// Services of a company by name: all of them, or those that are named, or those in (or out of) use.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: Option<&[ServiceId]>,
    active: Option<bool>,
) -> Result<Vec<Service>> {
    let company = company.uuid();
    let ids = ids.map(serde_json::to_string).transpose()?;
    let rows = sqlx::query_as!(
        ServiceRow,
        r#"SELECT id AS "id!: Uuid", name, duration, buffer_before, buffer_after, color, agenda_ids, active FROM services
           WHERE company_id = ?1 AND (?2 IS NULL OR id IN (SELECT unhex(value, '-') FROM json_each(?2)))
             AND (?3 IS NULL OR active = ?3)
           ORDER BY name COLLATE NOCASE, id"#,
        company,
        ids,
        active
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Service::try_from).collect()
}

/// How many services a company has.
pub(super) async fn count(connection: &mut SqliteConnection, company: CompanyId) -> Result<usize> {
    let company = company.uuid();
    let count = sqlx::query_scalar!(
        r#"SELECT COUNT(*) AS "count!: i64" FROM services WHERE company_id = ?"#,
        company
    )
    .fetch_one(connection)
    .await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Stores a new service.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    service: &Service,
    now: Timestamp,
) -> Result<()> {
    let (id, company, now) = (service.id.uuid(), company.uuid(), now.as_millisecond());
    let (name, color, agendas) =
        (service.name.as_str(), service.color.name(), serde_json::to_string(&service.agenda_ids)?);
    let (duration, before, after) =
        (service.duration.get(), service.buffer_before.get(), service.buffer_after.get());
    sqlx::query!(
        "INSERT INTO services (id, company_id, name, duration, buffer_before, buffer_after, color, agenda_ids, active, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id, company, name, duration, before, after, color, agendas, service.active, now
    )
    .execute(connection)
    .await
    .map_err(taken)?;
    Ok(())
}

/// Stores what changed of a service.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    company: CompanyId,
    service: &Service,
) -> Result<()> {
    let (id, company) = (service.id.uuid(), company.uuid());
    let (name, color, agendas) =
        (service.name.as_str(), service.color.name(), serde_json::to_string(&service.agenda_ids)?);
    let (duration, before, after) =
        (service.duration.get(), service.buffer_before.get(), service.buffer_after.get());
    let updated = sqlx::query!(
        "UPDATE services SET name = ?, duration = ?, buffer_before = ?, buffer_after = ?, color = ?, agenda_ids = ?, active = ?
         WHERE company_id = ? AND id = ?",
        name, duration, before, after, color, agendas, service.active, company, id
    )
    .execute(connection)
    .await
    .map_err(taken)?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(NotFound::Service.into()) }
}

/// Removes a service, unless an appointment names it: the foreign key of what was booked refuses that.
pub(super) async fn delete(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: ServiceId,
) -> Result<()> {
    let (company, id) = (company.uuid(), id.uuid());
    let deleted = sqlx::query!("DELETE FROM services WHERE company_id = ? AND id = ?", company, id)
        .execute(connection)
        .await;
    match deleted {
        Ok(deleted) if deleted.rows_affected() == 1 => Ok(()),
        Ok(_) => Err(NotFound::Service.into()),
        Err(error) if error.as_database_error().is_some_and(|e| e.is_foreign_key_violation()) => {
            Err(ServiceError::Booked.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn taken(error: sqlx::Error) -> Error {
    if error.as_database_error().is_some_and(|e| e.is_unique_violation()) {
        ServiceError::NameTaken.into()
    } else {
        error.into()
    }
}
