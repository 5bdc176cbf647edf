//! What others did, into the store: all of a reading in one transaction, with what waits here on top.

use std::collections::{BTreeMap, HashMap, HashSet};

use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::shared::{self, TABLES};
use leadsmart_ports::remote::{Action, Change, Row, RowName};

use super::points::Point;
use super::rows::{self, Arrived};
use super::{plan, store};
use crate::db::write::{Mutation, topic};
use crate::error::Result;

/// Whether rows could be brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Applied {
    /// They are in.
    Done,
    /// What waits here stands in their way: it has to be decided first.
    Blocked,
}

/// Brings rows in. `whole` says that they are all that there is: what is not among them, and does not wait to be handed in, is
/// removed.
pub(crate) async fn apply(
    mutation: &mut Mutation,
    company: CompanyId,
    arrived: Vec<Row>,
    whole: bool,
) -> Result<Applied> {
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(mutation.connection()).await?;
    let names: HashSet<RowName> =
        arrived.iter().map(|row| RowName { entity: row.entity.clone(), key: row.key.clone() }).collect();
    let waiting = waiting(mutation, company, (!whole).then_some(&names)).await?;
    let mut gone: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut there: BTreeMap<usize, Vec<Arrived>> = BTreeMap::new();
    for row in arrived {
        let Some(rank) = shared::rank(&row.entity) else { continue };
        let name = RowName { entity: row.entity, key: row.key };
        let on_top = waiting.get(&name).map(Vec::as_slice).unwrap_or_default();
        let (key, version) = (name.key, row.version);
        let version = if row.columns.is_some() { version } else { 0 };
        match plan::overlay(row.columns, on_top) {
            Some(columns) => there.entry(rank).or_default().push(Arrived { key, version, columns }),
            None => gone.entry(rank).or_default().push(key),
        }
    }
    if whole {
        forget_others(mutation, company, &names, &waiting, &mut gone).await?;
    }
    announce(mutation, company, gone.keys().chain(there.keys()))?;
    // What is deleted makes room for what others made since, and what goes along with it by mistake comes back below.
    for (rank, keys) in gone {
        if let Some(table) = TABLES.get(rank) {
            rows::delete(mutation.connection(), table, &keys).await?;
        }
    }
    for (rank, rows) in there {
        let Some(table) = TABLES.get(rank) else { continue };
        if let Some(unique) = table.unique
            && !rows::make_room(mutation.connection(), table, unique, company.uuid(), &rows).await?
        {
            return Ok(Applied::Blocked);
        }
        rows::upsert(mutation.connection(), table, rows).await?;
        Point::Applying.pass();
    }
    Ok(Applied::Done)
}

/// The changes that wait, of these rows or of all, by row and in their order.
async fn waiting(
    mutation: &mut Mutation,
    company: CompanyId,
    names: Option<&HashSet<RowName>>,
) -> Result<HashMap<RowName, Vec<Change>>> {
    let mut waiting: HashMap<RowName, Vec<Change>> = HashMap::new();
    for change in store::waiting(mutation.connection(), company).await? {
        let name = RowName { entity: change.entity.clone(), key: change.key.clone() };
        if names.is_none_or(|names| names.contains(&name)) {
            waiting.entry(name).or_default().push(change);
        }
    }
    Ok(waiting)
}

/// Adds what is here and not among all that there is. What was made here and waits stays.
async fn forget_others(
    mutation: &mut Mutation,
    company: CompanyId,
    names: &HashSet<RowName>,
    waiting: &HashMap<RowName, Vec<Change>>,
    gone: &mut BTreeMap<usize, Vec<String>>,
) -> Result<()> {
    let is_made = |name: &RowName| {
        waiting.get(name).is_some_and(|changes| changes.iter().any(|change| change.action == Action::Insert))
    };
    for (rank, table) in TABLES.iter().enumerate() {
        for key in rows::keys(mutation.connection(), table, company.uuid()).await?.into_keys() {
            let name = RowName { entity: table.name.to_owned(), key };
            if !names.contains(&name) && !is_made(&name) {
                gone.entry(rank).or_default().push(name.key);
            }
        }
    }
    Ok(())
}

/// Has it announced that these tables have changed.
pub(super) fn announce<'a>(
    mutation: &mut Mutation,
    company: CompanyId,
    ranks: impl Iterator<Item = &'a usize>,
) -> Result<()> {
    for table in ranks.filter_map(|rank| TABLES.get(*rank)) {
        mutation.announce(Changed { company_id: Some(company), topic: topic(table.name)? });
    }
    mutation.announce(Changed { company_id: Some(company), topic: Topic::Sync });
    Ok(())
}
