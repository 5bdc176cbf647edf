//! The rules of this feature.

pub(crate) mod commands;
pub(crate) mod store;

use leadsmart_contract::ids::{CompanyId, MemberId};
use sqlx::SqliteConnection;

use crate::error::Result;

/// Whether all of these are members of the company who attend clients and are in use. Nobody at all counts as yes.
pub(crate) async fn professionals(connection: &mut SqliteConnection, company: CompanyId, members: &[MemberId]) -> Result<bool> {
    Ok(members.is_empty() || store::count_professionals(connection, company, members).await? == members.len())
}

/// Whether this is a member of the company, in use or not.
pub(crate) async fn exists(connection: &mut SqliteConnection, company: CompanyId, member: MemberId) -> Result<bool> {
    store::exists(connection, company, member).await
}
