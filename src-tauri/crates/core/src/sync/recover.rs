//! Going on after this desktop, or the company's database, was set back; only when a person has said so.

use std::collections::{BTreeMap, HashMap};

use leadsmart_contract::ids::CompanyId;
use leadsmart_ports::remote::shared::{TABLES, Table};
use leadsmart_ports::remote::{Action, Change, Columns, Position, Row, RowName, SCHEMA};
use uuid::Uuid;

use super::apply::{self, Applied};
use super::engine::{Engine, Halt};
use super::{SyncError, rows, store};
use crate::Core;
use crate::db::write::Mutation;
use crate::error::{Defect, Result};

/// Recovers a company, if there is something to recover from.
pub(super) async fn recover(core: &Core, company: CompanyId) -> Result<()> {
    let line = core.lines().get(company).ok_or(SyncError::NotConnected)?;
    let _turn = line.turn.lock().await;
    let engine = Engine::new(core.clone(), company, line.remote.clone());
    let recovered = match engine.link().await?.trouble.as_deref() {
        Some("forked") => engine.begin_anew().await,
        Some("restored") => engine.reconcile().await,
        _ => return Err(SyncError::NothingToRecover.into()),
    };
    line.wake.notify_one();
    match recovered {
        Ok(()) => Ok(()),
        Err(Halt::Here(error)) => Err(error),
        Err(Halt::Remote(failure)) => Err(SyncError::NotRecovered(super::engine::name(&failure)).into()),
    }
}

impl Engine {
    /// This desktop was set back, or copied: its batches begin anew. What it hands in once more is recognised by its operation.
    pub(super) async fn begin_anew(&self) -> Result<(), Halt> {
        let token = self.token();
        self.remote.restart(token).await?;
        let mut write = self.core.db().write_local().await?;
        store::restart(&mut write, self.company, token).await?;
        store::set_condition(&mut write, self.company, None, None, None).await?;
        write.commit().await?;
        self.announce();
        Ok(())
    }

    /// The company's database was set back: what it has stands, and what it has lost of what is here is handed in again.
    pub(super) async fn reconcile(&self) -> Result<(), Halt> {
        let greeting = self.remote.greet().await?;
        let token = self.token();
        self.remote.restart(token).await?;
        let beginning = Position { version: 0, mark: Uuid::nil(), ..greeting.position };
        let (horizon, standing) = self.read_all(beginning, true, &[]).await?;
        let mut mutation = Mutation::receive(self.core.db(), self.token(), self.now()).await?;
        store::restart(mutation.connection(), self.company, token).await?;
        self.record_lost(&mut mutation, &standing).await?;
        if apply::apply(&mut mutation, self.company, standing, true).await? == Applied::Blocked {
            let clash = "what waits here stands in the way of what the restored database has";
            return Err(Halt::Here(Defect(clash.to_owned()).into()));
        }
        store::forget_lost(mutation.connection(), self.company, i64::MAX).await?;
        store::forget_reach(mutation.connection(), self.company).await?;
        store::set_position(mutation.connection(), self.company, horizon, SCHEMA).await?;
        store::set_condition(mutation.connection(), self.company, None, None, None).await?;
        mutation.commit().await?;
        self.announce();
        Ok(())
    }

    /// Records what is here and was there once, in the order in which it can stand.
    async fn record_lost(&self, mutation: &mut Mutation, standing: &[Row]) -> Result<()> {
        let there: HashMap<RowName, &Row> = standing
            .iter()
            .map(|row| (RowName { entity: row.entity.clone(), key: row.key.clone() }, row))
            .collect();
        // Conflicts are made by the database alone.
        for table in TABLES.iter().filter(|table| table.name != "conflicts") {
            let here: BTreeMap<String, (u64, Columns)> =
                rows::all(mutation.connection(), table, self.company.uuid()).await?;
            for (key, (version, columns)) in here.into_iter().filter(|(_, (version, _))| *version > 0) {
                let name = RowName { entity: table.name.to_owned(), key };
                let Some(change) = lost(table, &name, version, columns, there.get(&name).copied()) else {
                    continue;
                };
                if change.action == Action::Insert {
                    // What waits of the row is in it.
                    store::discard_row(mutation.connection(), self.company, table.name, &name.key).await?;
                }
                let (operation, now) = (self.token(), self.now());
                store::record(mutation.connection(), self.company, operation, now, &change).await?;
            }
        }
        Ok(())
    }
}

/// What has to be handed in again of a row that was acknowledged, so that the database has it.
fn lost(
    table: &Table,
    name: &RowName,
    version: u64,
    columns: Columns,
    there: Option<&Row>,
) -> Option<Change> {
    let change = |action, base_version, columns| {
        let (entity, key) = (name.entity.clone(), name.key.clone());
        Some(Change { entity, key, action, base_version, columns })
    };
    let Some(row) = there else { return change(Action::Insert, 0, columns) };
    let standing = row.columns.as_ref()?;
    if version <= row.version || table.append_only {
        return None;
    }
    use leadsmart_ports::remote::shared::Merge;
    let differs = |name: &str, value: &serde_json::Value| {
        let free = table
            .column(name)
            .is_some_and(|column| matches!(column.merge, Merge::Soft | Merge::Guarded | Merge::Counter));
        free && standing.get(name) != Some(value)
    };
    let differing: Columns = columns.into_iter().filter(|(name, value)| differs(name, value)).collect();
    if differing.is_empty() { None } else { change(Action::Update, row.version, differing) }
}
