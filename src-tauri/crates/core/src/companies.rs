//! The rules of this feature.

pub(crate) mod commands;
pub(crate) mod store;

use jiff::tz::TimeZone;
use leadsmart_contract::companies::WeekStart;
use leadsmart_contract::ids::CompanyId;
use sqlx::SqliteConnection;

use crate::error::Result;

/// Where a company is: what its clock, its holidays and its weeks follow from.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The company.
    pub(crate) company_id: CompanyId,
    /// The zone of its clock.
    pub(crate) zone: TimeZone,
    /// The name of that zone.
    pub(crate) zone_name: String,
    /// ISO 3166-1 code of its country.
    pub(crate) country: String,
    /// ISO 3166-2 code of its state, without the country.
    pub(crate) state: Option<String>,
    /// The day on which its weeks begin.
    pub(crate) week_start: WeekStart,
}

/// Where a company is.
///
/// # Errors
/// There is no such company.
pub(crate) async fn place(connection: &mut SqliteConnection, company: CompanyId) -> Result<Place> {
    store::place(connection, company).await
}
