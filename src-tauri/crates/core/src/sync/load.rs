//! The first reading of a company that is not here yet: its rows are put aside page by page as they come, and stored together once they
//! are all here. So the memory that it takes does not grow with the company, nobody waits for the network while the store is held,
//! and a reading that is cut off leaves nothing.

use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::{Position, Pull, Row, SCHEMA};

use super::apply::{self, Applied};
use super::engine::{Engine, Halt};
use super::hub::Progress;
use super::store::{self, Link};
use crate::db::open::OpenFailure;
use crate::db::spool::Pages;
use crate::db::write::Mutation;
use crate::error::Result;

impl Engine {
    /// Whether nothing of the company is here.
    pub(super) async fn is_new(&self, link: &Link) -> Result<bool> {
        if link.position.version > 0 {
            return Ok(false);
        }
        let mut read = self.core.db().read().await?;
        Ok(!store::here(&mut read, self.company).await?.rows)
    }

    /// Reads all of a company that is not here and stores it with how far that is.
    pub(super) async fn load(&self, link: &Link) -> Result<Applied, Halt> {
        let mut pull = self.remote.pull(link.position, true, &[]).await?;
        let mut pages = self.put_aside(&mut *pull).await?;
        let mut mutation = Mutation::receive(self.core.db(), self.token(), self.now()).await?;
        while let Some(page) = pages.next().map_err(OpenFailure::from)? {
            if apply::apply(&mut mutation, self.company, page, false).await? == Applied::Blocked {
                return Ok(Applied::Blocked);
            }
        }
        store::set_position(mutation.connection(), self.company, pull.horizon(), SCHEMA).await?;
        store::take_place(mutation.connection(), link).await?;
        mutation.commit().await?;
        Ok(Applied::Done)
    }

    async fn put_aside(&self, pull: &mut dyn Pull) -> Result<Pages<Row>, Halt> {
        let mut spool = self.core.db().spool(self.company).map_err(OpenFailure::from)?;
        let mut progress = Progress::default();
        loop {
            let page = pull.page(self.page).await?;
            progress = progress.after(&page, pull.horizon());
            self.tell_progress(progress);
            if page.is_empty() {
                return Ok(spool.pages().map_err(OpenFailure::from)?);
            }
            spool.put(&page).map_err(OpenFailure::from)?;
        }
    }

    fn tell_progress(&self, progress: Progress) {
        self.core.hub().note(self.company, Some(progress));
        // Of nobody's company yet: who joins it is no member before it is here.
        self.core.db().announce([Changed { company_id: None, topic: Topic::Sync }]);
    }
}

impl Progress {
    /// How far it is with one page more. Rows come in the order of their versions; the last page is empty.
    fn after(self, page: &[Row], horizon: Position) -> Self {
        let Some(last) = page.last() else { return Self { percent: 100, storing: true, ..self } };
        let percent = last.version.saturating_mul(100).checked_div(horizon.version).unwrap_or(100);
        Self {
            rows: self.rows + u64::try_from(page.len()).unwrap_or(0),
            percent: u8::try_from(percent.min(100)).unwrap_or(100),
            storing: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use leadsmart_ports::remote::Columns;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn progress_goes_on_with_the_versions_and_ends_with_an_empty_page() {
        let row = |version| Row {
            entity: "clients".to_owned(),
            key: String::new(),
            version,
            columns: Some(Columns::new()),
        };
        let horizon = Position { incarnation: Uuid::nil(), version: 8, mark: Uuid::nil() };
        let first = Progress::default().after(&[row(1), row(2)], horizon);
        assert_eq!(first, Progress { rows: 2, percent: 25, storing: false });
        let second = first.after(&[row(8)], horizon);
        assert_eq!(second, Progress { rows: 3, percent: 100, storing: false });
        assert_eq!(second.after(&[], horizon), Progress { rows: 3, percent: 100, storing: true });
        let empty = Position { version: 0, ..horizon };
        assert_eq!(Progress::default().after(&[row(0)], empty).percent, 100, "of nothing all is here");
    }
}
