//! Messages that are older than the last ones come in while one works. A company that was joined is open as soon as everything else is
//! here; then each round reads one stretch of them, the newest first, and stores it with how far that is.
//!
//! A stretch is read where this desktop has read to, and nowhere else: so what it brings fits to what is here as if it had been there from
//! the beginning. What is here already came with a later reading, or has what waits on top of it, and stays. A stretch whose company
//! has gone on is read in the next round, after what is new.

use std::collections::HashSet;

use leadsmart_contract::ids::{CompanyId, ThreadId};
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::older::{MESSAGES, Mark, Older, Stretch, hanging};
use leadsmart_ports::remote::shared::TABLES;
use leadsmart_ports::remote::{Action, Row};
use sqlx::SqliteConnection;

use super::bulk::{self, Present};
use super::engine::{Engine, Halt};
use super::points::Point;
use super::{rows, store};
use crate::Core;
use crate::db::write::Mutation;
use crate::error::Result;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// How far back the messages go that come with a first reading, in milliseconds.
pub(super) const RECENT: i64 = 30 * DAY;

/// How many messages a stretch has: as many as are stored in a moment, since whoever saves something meanwhile waits for it.
pub(super) const STRETCH: usize = 1000;

/// How many of a conversation come at once that somebody reads back.
const OF_THREAD: usize = 300;

impl Engine {
    /// Whether older messages are still on their way; not if that cannot be found out now.
    pub(super) async fn lacks(&self) -> bool {
        let Ok(mut read) = self.core.db().read().await else { return false };
        store::reach(&mut read, self.company).await.is_ok_and(|reach| reach.is_some())
    }

    /// Reads and stores the next stretch of older messages, if there are any: of the conversation that somebody reads back, or of all.
    pub(super) async fn read_older(&self) -> Result<(), Halt> {
        let mut read = self.core.db().read().await?;
        let Some(reach) = store::reach(&mut read, self.company).await? else { return Ok(()) };
        let thread = self.core.hub().next_wanted(self.company);
        let before = match thread {
            Some(thread) => store::reach_of_thread(&mut read, self.company, thread).await?,
            None => Some(reach),
        };
        read.rollback().await?;
        let (link, Some(before)) = (self.link().await?, before) else { return Ok(()) };
        let rows = if thread.is_some() { self.stretch.min(OF_THREAD) } else { self.stretch };
        let stretch = Stretch { thread: thread.map(ThreadId::uuid), before, rows };
        let read = self.remote.older(link.position, stretch).await;
        let stored = match read {
            Ok(Some(older)) => self.store_older(thread, before, older).await?,
            Ok(None) => false,
            Err(failure) => {
                self.want_again(thread);
                return Err(failure.into());
            }
        };
        if !stored {
            self.want_again(thread);
        }
        Ok(())
    }

    fn want_again(&self, thread: Option<ThreadId>) {
        thread.into_iter().for_each(|thread| self.core.hub().want(self.company, thread));
    }

    /// Stores a stretch with how far it goes. Not if something that waits here stands in its way: that is decided first.
    async fn store_older(&self, thread: Option<ThreadId>, before: Mark, older: Older) -> Result<bool> {
        let mut mutation = Mutation::receive(self.core.db(), self.token(), self.now()).await?;
        let connection = mutation.connection();
        sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *connection).await?;
        for part in &older.parts {
            bulk::insert(connection, part, Present::Stays).await?;
        }
        self.take_away(connection).await?;
        Point::OlderIn.pass();
        match (thread, older.down_to) {
            (None, None) => store::forget_reach(connection, self.company).await?,
            (thread, mark) => {
                let mark = mark.unwrap_or(Mark::BEGINNING);
                store::set_reach(connection, self.company, thread, mark).await?;
            }
        }
        self.announce_older(&mut mutation, thread, before, older.down_to);
        match mutation.commit().await {
            Ok(()) => {
                Point::OlderStored.pass();
                Ok(true)
            }
            // Something was deleted here that they refer to, and that is not decided yet.
            Err(error) if error.is_constraint() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Takes away again what was deleted here and is not decided yet.
    async fn take_away(&self, connection: &mut SqliteConnection) -> Result<()> {
        let waiting = store::waiting(connection, self.company).await?;
        for table in TABLES {
            let gone = waiting
                .iter()
                .filter(|change| change.entity == table.name && is_of_messages(&change.entity))
                .filter(|change| change.action == Action::Delete);
            let keys: Vec<String> = gone.map(|change| change.key.clone()).collect();
            if !keys.is_empty() {
                rows::delete(connection, table, &keys).await?;
            }
        }
        Ok(())
    }

    /// Whoever looks at a conversation is told of what she asked for, and everybody of the end. How far it is is told by days.
    fn announce_older(
        &self,
        mutation: &mut Mutation,
        thread: Option<ThreadId>,
        before: Mark,
        mark: Option<Mark>,
    ) {
        let mut tell = |topic| mutation.announce(Changed { company_id: Some(self.company), topic });
        let is_over = thread.is_none() && mark.is_none();
        if thread.is_some() || is_over {
            tell(Topic::Messages);
        }
        let same_day = mark.is_some_and(|mark| mark.at.div_euclid(DAY) == before.at.div_euclid(DAY));
        if thread.is_none() && !same_day {
            tell(Topic::Sync);
        }
    }
}

fn is_of_messages(entity: &str) -> bool {
    entity == MESSAGES || hanging().any(|(table, _)| table.name == entity)
}

/// What came in of a reading without what hangs on messages that are not here. It comes with the message, as it stands then.
pub(super) async fn without_orphans(
    connection: &mut SqliteConnection,
    company: CompanyId,
    mut arrived: Vec<Row>,
) -> Result<Vec<Row>> {
    if store::reach(connection, company).await?.is_none() {
        return Ok(arrived);
    }
    let message_of = |row: &Row| {
        let (_, column) = hanging().find(|(table, _)| table.name == row.entity)?;
        Some(row.columns.as_ref()?.get(column)?.as_str()?.to_owned())
    };
    let wanted: Vec<String> = arrived.iter().filter_map(message_of).collect();
    if wanted.is_empty() {
        return Ok(arrived);
    }
    let keys: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let mut here: HashSet<String> = store::messages_here(connection, &keys).await?;
    let is_message = |row: &&Row| row.entity == MESSAGES && row.columns.is_some();
    here.extend(arrived.iter().filter(is_message).map(|row| row.key.clone()));
    arrived.retain(|row| message_of(row).is_none_or(|message| here.contains(&message)));
    Ok(arrived)
}

/// Has the older messages of a conversation read before those of the others: somebody reads it back.
pub(crate) fn want(core: &Core, company: CompanyId, thread: ThreadId) {
    core.hub().want(company, thread);
    core.lines().get(company).into_iter().for_each(|line| line.wake.notify_one());
}

/// From which place on the messages of a conversation are here; none if all are.
pub(crate) async fn reach_of_thread(
    connection: &mut SqliteConnection,
    company: CompanyId,
    thread: ThreadId,
) -> Result<Option<(i64, uuid::Uuid)>> {
    Ok(store::reach_of_thread(connection, company, thread).await?.map(|mark| (mark.at, mark.id)))
}

/// Whether messages of a company are still on their way to this computer.
pub(crate) async fn is_missing(connection: &mut SqliteConnection, company: CompanyId) -> Result<bool> {
    Ok(store::reach(connection, company).await?.is_some())
}
