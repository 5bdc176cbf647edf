//! First readings, which are long: what comes in is put aside in a file, and stored together once it is all here. So the memory that it
//! takes does not grow with the company, nobody waits for the network while the store is held, and a reading that is cut off leaves
//! nothing.

use std::collections::BTreeSet;

use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::{Load, RemoteFailure, Row, RowName, SCHEMA, shared};

use super::apply::{self, Applied};
use super::bulk::{self, Present};
use super::engine::{Engine, Halt};
use super::hub::Progress;
use super::store::{self, Link};
use super::{apply::announce, older};
use crate::db::open::OpenFailure;
use crate::db::spool::{Pages, Parts};
use crate::db::write::Mutation;
use crate::error::Result;

/// How much of the file is held in memory while all of a company is stored, in KiB, and while work goes on (`db/open.rs`): its indexes
/// are filled in no order.
const CACHE: [&str; 2] = ["PRAGMA cache_size = -65536", "PRAGMA cache_size = -16384"];

impl Engine {
    /// Whether nothing of the company is here.
    pub(super) async fn is_new(&self, link: &Link) -> Result<bool> {
        if link.position.version > 0 {
            return Ok(false);
        }
        let mut read = self.core.db().read().await?;
        Ok(!store::here(&mut read, self.company).await?.rows)
    }

    /// Reads a company that is not here and stores it with how far that is: all of it but older messages, which come afterwards
    /// ([`older`]). A wrong clock makes them more or fewer, and nothing else.
    pub(super) async fn load(&self, link: &Link) -> Result<Applied, Halt> {
        let since = self.now().as_millisecond().saturating_sub(older::RECENT);
        let mut load = self.remote.load(link.position, Some(since), self.page).await?;
        let mut parts = self.put_aside(&mut *load).await?;
        let mut mutation = Mutation::receive(self.core.db(), self.token(), self.now()).await?;
        let stored = store_parts(&mut mutation, &mut parts).await;
        sqlx::query(CACHE[1]).execute(mutation.connection()).await?;
        announce(&mut mutation, self.company, stored?.iter())?;
        store::set_position(mutation.connection(), self.company, load.horizon(), SCHEMA).await?;
        if let Some(mark) = load.left_out() {
            store::set_reach(mutation.connection(), self.company, None, mark).await?;
        }
        store::take_place(mutation.connection(), link).await?;
        mutation.commit().await?;
        Ok(Applied::Done)
    }

    async fn put_aside(&self, load: &mut dyn Load) -> Result<Parts, Halt> {
        let mut spool = self.core.db().spool(self.company).map_err(OpenFailure::from)?;
        let mut progress = Progress::default();
        while let Some(part) = load.part().await? {
            spool.put_part(&part).map_err(OpenFailure::from)?;
            let rows = progress.rows + u64::try_from(part.len()).unwrap_or(0);
            let percent = load.percent();
            // Told as often as it can be seen.
            let news = percent != progress.percent || progress.rows == 0;
            progress = Progress { rows, percent, storing: false };
            if news {
                self.tell_progress(progress);
            }
        }
        self.tell_progress(Progress { percent: 100, storing: true, ..progress });
        Ok(spool.parts().map_err(OpenFailure::from)?)
    }

    fn tell_progress(&self, progress: Progress) {
        self.core.hub().note(self.company, Some(progress));
        // Of nobody's company yet: who joins it is no member before it is here.
        self.core.db().announce([Changed { company_id: None, topic: Topic::Sync }]);
    }

    /// Reads back what a founder has handed in, which is all that there is. Blocked where a row has to be seen together with one that
    /// came before.
    pub(super) async fn read_back(&self, link: &Link, lost: &[RowName], last: i64) -> Result<Applied, Halt> {
        let mut pull = match self.remote.pull(link.position, false, lost).await {
            Err(RemoteFailure::Forgotten) => return Ok(Applied::Blocked),
            pull => pull?,
        };
        let mut spool = self.core.db().spool(self.company).map_err(OpenFailure::from)?;
        loop {
            let page = pull.page(self.page).await?;
            if page.is_empty() {
                break;
            }
            spool.put(&page).map_err(OpenFailure::from)?;
        }
        let mut pages: Pages<Row> = spool.pages().map_err(OpenFailure::from)?;
        let mut mutation = Mutation::receive(self.core.db(), self.token(), self.now()).await?;
        while let Some(page) = pages.next().map_err(OpenFailure::from)? {
            match apply::apply(&mut mutation, self.company, page, false).await {
                Ok(Applied::Done) => {}
                Ok(Applied::Blocked) => return Ok(Applied::Blocked),
                Err(error) if error.is_constraint() => return Ok(Applied::Blocked),
                Err(error) => return Err(error.into()),
            }
        }
        store::forget_lost(mutation.connection(), self.company, last).await?;
        store::set_position(mutation.connection(), self.company, pull.horizon(), SCHEMA).await?;
        store::take_place(mutation.connection(), link).await?;
        match mutation.commit().await {
            Ok(()) => Ok(Applied::Done),
            Err(error) if error.is_constraint() => Ok(Applied::Blocked),
            Err(error) => Err(error.into()),
        }
    }
}

/// Stores rows of a company that is not here. Gives the places of their tables.
async fn store_parts(mutation: &mut Mutation, parts: &mut Parts) -> Result<BTreeSet<usize>> {
    // A row may come before what it refers to.
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(mutation.connection()).await?;
    sqlx::query(CACHE[0]).execute(mutation.connection()).await?;
    let mut tables = BTreeSet::new();
    while let Some(part) = parts.next().map_err(OpenFailure::from)? {
        tables.extend(shared::rank(part.table().name));
        bulk::insert(mutation.connection(), &part, Present::Nowhere).await?;
    }
    Ok(tables)
}
