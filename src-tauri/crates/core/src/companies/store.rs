//! All SQL of this feature.

use leadsmart_contract::ids::CompanyId;
use sqlx::SqliteConnection;

use super::Place;
use crate::error::{NotFound, Result};
use crate::time::stored_zone;

/// Where a company is.
pub(super) async fn place(connection: &mut SqliteConnection, company: CompanyId) -> Result<Place> {
    let id = company.uuid();
    let row = sqlx::query!("SELECT zone, country, state, week_start FROM companies WHERE id = ?", id)
        .fetch_optional(connection)
        .await?
        .ok_or(NotFound::Company)?;
    Ok(Place {
        company_id: company,
        zone: stored_zone(&row.zone)?,
        zone_name: row.zone,
        country: row.country,
        state: row.state,
        week_start: serde_json::from_value(row.week_start.into())?,
    })
}
