//! The company's database in memory: strict where the real one is, so that what passes here passes there.
//!
//! It knows several companies and devices. A test may set it back to an earlier state, forget deletions, shut devices out and
//! change which forms are served; the network between is the test's own.

mod capacity;
mod change;
mod older;
mod permission;
mod push;
mod rows;
mod servers;
mod shape;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leadsmart_contract::ids::{CompanyId, MemberId};
use uuid::Uuid;

use super::load::{Load, Paged};
use super::older::{Mark, Older, Stretch};
use super::{
    Batch, Greeting, Outcome, Position, Pull, Receipt, Remote, RemoteFailure, Row, RowName, SCHEMA, shared,
};
use crate::Random;
use rows::Rows;
pub use servers::ModelServers;

/// The server. Clones are the same server.
#[derive(Clone, Debug)]
pub struct Model {
    state: Arc<Mutex<State>>,
}

/// All that a server knows, to be set back to.
#[derive(Clone, Debug)]
pub struct Snapshot(State);

/// A device that has joined, with what it has to know.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Its connection.
    pub remote: ModelRemote,
    /// Who it is.
    pub greeting: Greeting,
    /// The token that its first batch follows.
    pub token: Uuid,
}

#[derive(Clone, Debug)]
struct State {
    companies: BTreeMap<CompanyId, Company>,
    min_schema: u32,
    max_schema: u32,
}

#[derive(Clone, Debug)]
struct Company {
    incarnation: Uuid,
    /// The token of the batch that made each version; the first is nil.
    marks: Vec<Uuid>,
    /// Deletions up to this version are forgotten.
    forgotten: u64,
    rows: Rows,
    devices: BTreeMap<Uuid, Device>,
    outcomes: BTreeMap<(Uuid, u32), Outcome>,
}

#[derive(Clone, Debug)]
struct Device {
    id: Uuid,
    member: MemberId,
    founder: bool,
    revoked: bool,
    number: u64,
    token: Uuid,
    receipt: Option<Receipt>,
}

impl Company {
    fn version(&self) -> u64 {
        u64::try_from(self.marks.len()).unwrap_or(u64::MAX).saturating_sub(1)
    }

    fn position(&self) -> Position {
        let mark = self.marks.last().copied().unwrap_or_default();
        Position { incarnation: self.incarnation, version: self.version(), mark }
    }

    /// Refuses a position that is not of this history.
    fn recognise(&self, position: Position) -> Result<(), RemoteFailure> {
        let mark = usize::try_from(position.version).ok().and_then(|version| self.marks.get(version));
        if position.incarnation == self.incarnation && mark == Some(&position.mark) {
            Ok(())
        } else {
            Err(RemoteFailure::Restored)
        }
    }
}

impl Default for Model {
    fn default() -> Self {
        let state = State { companies: BTreeMap::new(), min_schema: 1, max_schema: SCHEMA };
        Self { state: Arc::new(Mutex::new(state)) }
    }
}

impl Model {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a company up, empty. Its first device may do everything until its member is there.
    pub fn found(&self, company: CompanyId, member: MemberId, random: &dyn Random) -> Joined {
        let made = Company {
            incarnation: uuid(random),
            marks: vec![Uuid::nil()],
            forgotten: 0,
            rows: Rows::default(),
            devices: BTreeMap::new(),
            outcomes: BTreeMap::new(),
        };
        self.lock().companies.insert(company, made);
        self.admit(company, member, random, true)
    }

    /// Lets a device of a member in. A company that was not set up is set up.
    pub fn join(&self, company: CompanyId, member: MemberId, random: &dyn Random) -> Joined {
        if self.lock().companies.contains_key(&company) {
            self.admit(company, member, random, false)
        } else {
            self.found(company, member, random)
        }
    }

    fn admit(&self, company: CompanyId, member: MemberId, random: &dyn Random, founder: bool) -> Joined {
        let (id, token) = (uuid(random), uuid(random));
        let device = Device { id, member, founder, revoked: false, number: 0, token, receipt: None };
        let mut state = self.lock();
        let (min_schema, max_schema) = (state.min_schema, state.max_schema);
        let position = state.companies.get_mut(&company).map(|known| {
            known.devices.insert(id, device);
            known.position()
        });
        drop(state);
        let nowhere = Position { incarnation: Uuid::nil(), version: 0, mark: Uuid::nil() };
        let greeting = Greeting {
            company_id: company,
            device_id: id,
            member_id: member,
            position: position.unwrap_or(nowhere),
            min_schema,
            max_schema,
        };
        Joined { remote: ModelRemote { model: self.clone(), company, device: id }, greeting, token }
    }

    /// The connection of a device that has joined before.
    pub fn connection(&self, company: CompanyId, device: Uuid) -> ModelRemote {
        ModelRemote { model: self.clone(), company, device }
    }

    /// Shuts a device out.
    pub fn revoke(&self, company: CompanyId, device: Uuid) {
        if let Some(device) = self.lock().companies.get_mut(&company).and_then(|c| c.devices.get_mut(&device))
        {
            device.revoked = true;
        }
    }

    /// Serves these forms from now on.
    pub fn serve(&self, min_schema: u32, max_schema: u32) {
        let mut state = self.lock();
        (state.min_schema, state.max_schema) = (min_schema, max_schema);
    }

    /// A backup.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.lock().clone())
    }

    /// Restores a backup.
    pub fn restore(&self, snapshot: &Snapshot) {
        *self.lock() = snapshot.0.clone();
    }

    /// Another server with the same state.
    pub fn fork(&self) -> Self {
        Self { state: Arc::new(Mutex::new(self.lock().clone())) }
    }

    /// Forgets all deletions so far.
    pub fn forget(&self, company: CompanyId) {
        if let Some(known) = self.lock().companies.get_mut(&company) {
            known.forgotten = known.version();
            known.rows.forget();
        }
    }

    /// The live rows of a company, by table and key.
    pub fn rows(&self, company: CompanyId) -> Vec<Row> {
        self.lock().companies.get(&company).map(|known| known.rows.live()).unwrap_or_default()
    }

    /// The keys of the appointments that hold a place.
    pub fn placed(&self, company: CompanyId) -> Vec<String> {
        self.lock().companies.get(&company).map(|known| known.rows.placed()).unwrap_or_default()
    }

    /// The version of a company.
    pub fn version(&self, company: CompanyId) -> u64 {
        self.lock().companies.get(&company).map_or(0, Company::version)
    }

    /// What became of the parts of an operation that were decided.
    pub fn outcomes(&self, company: CompanyId, mutation: Uuid) -> Vec<Outcome> {
        let state = self.lock();
        let Some(known) = state.companies.get(&company) else { return Vec::new() };
        let parts = known.outcomes.range((mutation, 0)..=(mutation, u32::MAX));
        parts.map(|(_, outcome)| outcome.clone()).collect()
    }
}

fn uuid(random: &dyn Random) -> Uuid {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A device's connection to a [`Model`].
#[derive(Clone, Debug)]
pub struct ModelRemote {
    model: Model,
    company: CompanyId,
    device: Uuid,
}

impl ModelRemote {
    /// Runs something on the company of this device, unless it was shut out.
    fn on<T>(
        &self,
        work: impl FnOnce(&mut Company, &Device, (u32, u32)) -> Result<T, RemoteFailure>,
    ) -> Result<T, RemoteFailure> {
        let mut state = self.model.lock();
        let forms = (state.min_schema, state.max_schema);
        let company = state.companies.get_mut(&self.company).ok_or(RemoteFailure::Restored)?;
        let device = company.devices.get(&self.device).cloned().ok_or(RemoteFailure::Revoked)?;
        if device.revoked || company.rows.is_inactive_member(device.member) {
            return Err(RemoteFailure::Revoked);
        }
        work(company, &device, forms)
    }
}

#[async_trait::async_trait]
impl Remote for ModelRemote {
    async fn greet(&self) -> Result<Greeting, RemoteFailure> {
        self.on(|company, device, (min_schema, max_schema)| {
            Ok(Greeting {
                company_id: self.company,
                device_id: device.id,
                member_id: device.member,
                position: company.position(),
                min_schema,
                max_schema,
            })
        })
    }

    async fn push(&self, batch: &Batch) -> Result<Receipt, RemoteFailure> {
        self.on(|company, device, forms| push::push(self.company, company, device, batch, forms))
    }

    async fn pull(
        &self,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<Box<dyn Pull>, RemoteFailure> {
        self.on(|company, _, _| {
            company.recognise(seen)?;
            if !whole && seen.version < company.forgotten {
                return Err(RemoteFailure::Forgotten);
            }
            let rows = company.rows.since((!whole).then_some(seen.version), also);
            let reading: Box<dyn Pull> =
                Box::new(Reading { horizon: company.position(), rows: rows.into_iter() });
            Ok(reading)
        })
    }

    async fn load(
        &self,
        seen: Position,
        since: Option<i64>,
        rows: usize,
    ) -> Result<Box<dyn Load>, RemoteFailure> {
        self.on(|company, _, _| {
            company.recognise(seen)?;
            let all = company.rows.since(None, &[]);
            let first = since.map_or_else(|| all.clone(), |since| older::first(&all, since));
            let reading = Reading { horizon: company.position(), rows: first.into_iter() };
            let load: Box<dyn Load> = Box::new(Paged::new(Box::new(reading), since.map(Mark::before), rows));
            Ok(load)
        })
    }

    async fn older(&self, seen: Position, stretch: Stretch) -> Result<Option<Older>, RemoteFailure> {
        self.on(|company, _, _| {
            company.recognise(seen)?;
            if company.version() != seen.version {
                return Ok(None);
            }
            older::stretch(company.rows.since(None, &[]), stretch).map(Some)
        })
    }

    async fn restart(&self, token: Uuid) -> Result<(), RemoteFailure> {
        self.on(|company, device, _| {
            let restarted = Device { number: 0, token, receipt: None, ..device.clone() };
            company.devices.insert(device.id, restarted);
            Ok(())
        })
    }

    async fn beyond(&self, version: u64) -> Result<(), RemoteFailure> {
        let is_beyond = self.on(|company, _, _| Ok(company.version() > version))?;
        if is_beyond {
            return Ok(());
        }
        // Nothing rings here: whoever waits looks again by itself.
        std::future::pending().await
    }
}

struct Reading {
    horizon: Position,
    rows: std::vec::IntoIter<Row>,
}

#[async_trait::async_trait]
impl Pull for Reading {
    fn horizon(&self) -> Position {
        self.horizon
    }

    async fn page(&mut self, rows: usize) -> Result<Vec<Row>, RemoteFailure> {
        Ok(self.rows.by_ref().take(rows).collect())
    }
}

/// The rank of a table that is known to be shared.
fn rank(table: &'static shared::Table) -> usize {
    shared::rank(table.name).unwrap_or(usize::MAX)
}
