//! One round: hand in what waits, read what has changed, and then some of what is older.
//!
//! Every step is stored before the next one begins, so that whatever ends the process in between, the next round goes on from what is
//! stored: a batch is noted before it is handed in and handed in again, as it was, until it is answered; a reading is stored whole.

use std::sync::Arc;

use jiff::Timestamp;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::{
    Batch, Outcome, Position, Receipt, Remote, RemoteFailure, Row, RowName, SCHEMA,
};
use uuid::Uuid;

use super::apply::{self, Applied};
use super::older::{self, STRETCH};
use super::plan;
use super::points::Point;
use super::store::{self, Link};
use crate::Core;
use crate::db::write::Mutation;
use crate::error::{Defect, Error, Result};

/// How many rows a page of a reading has.
pub(crate) const PAGE: usize = 1000;

/// How often a reading is tried again after what stood in its way was handed in.
const TRIES: usize = 5;

/// Why a round did not come to its end.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The server did not serve.
    Remote(RemoteFailure),
    /// This side failed.
    Here(Error),
}

impl From<RemoteFailure> for Halt {
    fn from(failure: RemoteFailure) -> Self {
        Self::Remote(failure)
    }
}

impl<E: Into<Error>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Here(error.into())
    }
}

/// Keeps a company of this file together with those of the other desktops.
#[derive(Clone)]
pub(crate) struct Engine {
    pub(super) core: Core,
    pub(super) company: CompanyId,
    pub(super) remote: Arc<dyn Remote>,
    pub(super) page: usize,
    /// How many older messages are read at once.
    pub(super) stretch: usize,
}

impl Engine {
    pub(crate) fn new(core: Core, company: CompanyId, remote: Arc<dyn Remote>) -> Self {
        Self { core, company, remote, page: PAGE, stretch: STRETCH }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.core.ports().clock.now()
    }

    pub(super) fn token(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.core.ports().random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    pub(super) async fn link(&self) -> Result<Link> {
        let mut read = self.core.db().read().await?;
        let link = store::link(&mut read, self.company).await?;
        link.ok_or_else(|| Defect(format!("{} is not shared", self.company)).into())
    }

    /// Whether something waits to be handed in; not if that cannot be found out now.
    pub(super) async fn waits(&self) -> bool {
        let Ok(mut read) = self.core.db().read().await else { return false };
        store::waits(&mut read, self.company).await.is_ok_and(|waits| waits)
    }

    /// Hands in all that waits and reads all that has changed, and a stretch of what is older, and notes how that went.
    pub(crate) async fn round(&self) -> Result<(), Halt> {
        let done = self.exchange().await;
        let (silent, trouble, detail) = match &done {
            Ok(()) => (None, None, None),
            Err(Halt::Remote(failure)) if failure.is_temporary() => {
                (Some(self.now()), None, Some(failure.to_string()))
            }
            Err(Halt::Remote(failure)) => (None, Some(name(failure)), Some(failure.to_string())),
            Err(Halt::Here(error)) => {
                let name = if error.is_full() { "no_room" } else { "here" };
                (None, Some(name), Some(error.to_string()))
            }
        };
        let mut write = self.core.db().write_local().await?;
        let condition =
            store::set_condition(&mut write, self.company, silent, trouble, detail.as_deref()).await?;
        write.commit().await?;
        if condition {
            self.announce();
            // Whether the company is locked stands with the companies.
            self.core.db().announce([Changed { company_id: Some(self.company), topic: Topic::Companies }]);
        }
        done
    }

    async fn exchange(&self) -> Result<(), Halt> {
        for _ in 0..TRIES {
            let pushed = self.push_all().await;
            if let Err(Halt::Remote(failure)) = &pushed
                && failure.is_temporary()
            {
                return pushed;
            }
            // What others did is read even while something keeps this desktop from handing in.
            match self.pull().await {
                Ok(Applied::Done) => {
                    pushed?;
                    return self.read_older().await;
                }
                Ok(Applied::Blocked) => pushed?,
                Err(halt) => return pushed.and(Err(halt)),
            }
        }
        Err(Halt::Here(Defect("what was read cannot be stored, whatever is handed in".to_owned()).into()))
    }

    /// Hands in batches until nothing waits.
    pub(super) async fn push_all(&self) -> Result<(), Halt> {
        while let Some(batch) = self.next_batch().await? {
            Point::BatchNoted.pass();
            let receipt = self.remote.push(&batch).await?;
            Point::BatchAnswered.pass();
            self.acknowledge(&batch, &receipt).await?;
        }
        Ok(())
    }

    /// The batch that is not answered yet, or the next one, which is noted.
    async fn next_batch(&self) -> Result<Option<Batch>, Halt> {
        let mut write = self.core.db().write_local().await?;
        if let Some(batch) = store::under_way(&mut write, self.company).await? {
            return Ok(Some(batch));
        }
        let link = store::link(&mut write, self.company)
            .await?
            .ok_or_else(|| Error::from(Defect(format!("{} is not shared", self.company))))?;
        loop {
            let recorded = store::unsent(&mut write, self.company).await?;
            if recorded.is_empty() {
                write.commit().await?;
                return Ok(None);
            }
            let conflicts = recorded.iter().filter(|record| record.change.entity == "conflicts");
            let keys: Vec<&str> = conflicts.map(|record| record.change.key.as_str()).collect();
            let subjects = store::subjects(&mut write, &keys).await?;
            let plan = plan::plan(recorded, &subjects);
            store::discard(&mut write, &plan.needless).await?;
            if plan.now.is_empty() {
                continue;
            }
            let number = link.number + 1;
            store::assign(&mut write, &plan.now, Some(number)).await?;
            store::assign(&mut write, &plan.later, None).await?;
            let batch = Batch {
                schema: SCHEMA,
                seen: link.position,
                number,
                previous: link.token,
                token: self.token(),
                intents: plan.now.into_iter().map(|planned| planned.intent).collect(),
            };
            store::begin_batch(&mut write, self.company, &batch).await?;
            write.commit().await?;
            return Ok(Some(batch));
        }
    }

    /// Notes what became of a batch.
    async fn acknowledge(&self, batch: &Batch, receipt: &Receipt) -> Result<(), Halt> {
        if receipt.outcomes.len() != batch.intents.len() {
            let answer = format!("{} answers to {} intents", receipt.outcomes.len(), batch.intents.len());
            return Err(RemoteFailure::Protocol(answer).into());
        }
        let mut write = self.core.db().write_local().await?;
        let (mut applied, mut lost) = (Vec::new(), Vec::new());
        for (intent, outcome) in batch.intents.iter().zip(&receipt.outcomes) {
            match outcome {
                Outcome::Applied => applied.push((intent.mutation, intent.part)),
                Outcome::Lost { conflict_id, .. } => lost.push((intent.mutation, intent.part, *conflict_id)),
            }
        }
        store::settle(&mut write, self.company, batch.number, &applied, &lost).await?;
        store::end_batch(&mut write, self.company, batch).await?;
        Point::BatchSettling.pass();
        write.commit().await?;
        Point::BatchSettled.pass();
        self.announce();
        Ok(())
    }

    /// Reads what has changed and stores it with how far that is.
    pub(super) async fn pull(&self) -> Result<Applied, Halt> {
        let done = self.pull_once().await;
        self.core.hub().note(self.company, None);
        done
    }

    async fn pull_once(&self) -> Result<Applied, Halt> {
        let mut read = self.core.db().read().await?;
        let link = store::link(&mut read, self.company)
            .await?
            .ok_or_else(|| Error::from(Defect(format!("{} is not shared", self.company))))?;
        let (lost, last) = store::lost(&mut read, self.company).await?;
        read.rollback().await?;
        if self.is_new(&link).await? {
            return self.load(&link).await;
        }
        let whole = link.schema != SCHEMA;
        let founded = whole && link.position.version == 0 && link.user.is_none();
        if founded && self.read_back(&link, &lost, last).await? == Applied::Done {
            return Ok(Applied::Done);
        }
        let (horizon, rows) = match self.read_all(link.position, whole, &lost).await {
            Err(RemoteFailure::Forgotten) => {
                let mut write = self.core.db().write_local().await?;
                store::forget_position(&mut write, self.company).await?;
                write.commit().await?;
                return Ok(Applied::Blocked);
            }
            read => read?,
        };
        if rows.is_empty() && lost.is_empty() && !whole && link.position == horizon {
            return Ok(Applied::Done);
        }
        Point::Read.pass();
        self.store_read(&link, horizon, rows, (whole, last)).await
    }

    /// Stores a reading, whether it is all that there is, with how far it goes; lost changes up to a record are in it.
    async fn store_read(
        &self,
        link: &Link,
        horizon: Position,
        rows: Vec<Row>,
        (whole, last): (bool, i64),
    ) -> Result<Applied, Halt> {
        let mut mutation = Mutation::receive(self.core.db(), self.token(), self.now()).await?;
        let rows = if whole {
            store::forget_reach(mutation.connection(), self.company).await?;
            rows
        } else {
            older::without_orphans(mutation.connection(), self.company, rows).await?
        };
        let applied = apply::apply(&mut mutation, self.company, rows, whole).await;
        match applied {
            Ok(Applied::Done) => {}
            Ok(Applied::Blocked) => return Ok(Applied::Blocked),
            Err(error) if error.is_constraint() => return Ok(Applied::Blocked),
            Err(error) => return Err(error.into()),
        }
        Point::Applied.pass();
        store::forget_lost(mutation.connection(), self.company, last).await?;
        store::set_position(mutation.connection(), self.company, horizon, SCHEMA).await?;
        store::take_place(mutation.connection(), link).await?;
        Point::Placed.pass();
        match mutation.commit().await {
            Ok(()) => {
                Point::Stored.pass();
                Ok(Applied::Done)
            }
            // A reference leads to what was deleted here and is not decided yet.
            Err(error) if error.is_constraint() => Ok(Applied::Blocked),
            Err(error) => Err(error.into()),
        }
    }

    /// All pages of a reading.
    pub(super) async fn read_all(
        &self,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<(Position, Vec<Row>), RemoteFailure> {
        let mut pull = self.remote.pull(seen, whole, also).await?;
        let mut rows = Vec::new();
        loop {
            let page = pull.page(self.page).await?;
            if page.is_empty() {
                return Ok((pull.horizon(), rows));
            }
            rows.extend(page);
        }
    }

    pub(super) fn announce(&self) {
        self.core.db().announce([Changed { company_id: Some(self.company), topic: Topic::Sync }]);
    }
}

/// The name under which a failure is stored that somebody has to do something about.
pub(crate) const fn name(failure: &RemoteFailure) -> &'static str {
    match failure {
        RemoteFailure::Unreachable(_) => "unreachable",
        RemoteFailure::Untrusted(_) => "untrusted",
        RemoteFailure::Revoked => store::SHUT_OUT,
        RemoteFailure::Refused(_) => "revoked",
        RemoteFailure::Restored => "restored",
        RemoteFailure::Forked => "forked",
        RemoteFailure::Forgotten => "forgotten",
        RemoteFailure::ClientTooOld => "client_too_old",
        RemoteFailure::ServerTooOld => "server_too_old",
        RemoteFailure::Full => "full",
        RemoteFailure::Protocol(_) => "protocol",
    }
}
