//! A network that cuts, loses answers, and ends the process in between.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use leadsmart_ports::remote::older::{Mark, Older, Stretch};
use leadsmart_ports::remote::{
    Batch, Greeting, Load, Part, Position, Pull, Receipt, Remote, RemoteFailure, Row, RowName,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::Notify;
use uuid::Uuid;

/// What goes wrong, and how often.
#[derive(Debug)]
pub(super) struct Faults {
    /// Nothing goes through.
    pub(super) down: AtomicBool,
    /// The server has no room for what is handed in.
    pub(super) full: AtomicBool,
    /// Of a thousand steps, so many are cut, and so many end the process.
    pub(super) cuts: AtomicU64,
    pub(super) crashes: AtomicU64,
    /// After so many steps the process ends; never at 0.
    pub(super) ends_in: AtomicU64,
    /// The process has come to its end.
    pub(super) crashed: Notify,
    dice: Mutex<StdRng>,
    /// The greatest version that was read.
    read: AtomicU64,
}

impl Faults {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            down: AtomicBool::new(false),
            full: AtomicBool::new(false),
            cuts: AtomicU64::new(0),
            crashes: AtomicU64::new(0),
            ends_in: AtomicU64::new(0),
            crashed: Notify::new(),
            dice: Mutex::new(StdRng::seed_from_u64(seed)),
            read: AtomicU64::new(0),
        }
    }

    /// A point between two steps.
    async fn pass(&self) -> Result<(), RemoteFailure> {
        let roll = self.dice.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..1000);
        let crashes = self.crashes.load(Ordering::Relaxed);
        let last =
            self.ends_in.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if roll < crashes || last == Ok(1) {
            self.crashed.notify_one();
            std::future::pending::<()>().await;
        }
        if self.down.load(Ordering::Relaxed) || roll < crashes + self.cuts.load(Ordering::Relaxed) {
            return Err(RemoteFailure::Unreachable("cut".to_owned()));
        }
        Ok(())
    }
}

/// A connection over that network.
pub(super) struct Faulty {
    pub(super) inner: Arc<dyn Remote>,
    pub(super) faults: Arc<Faults>,
}

#[async_trait::async_trait]
impl Remote for Faulty {
    async fn greet(&self) -> Result<Greeting, RemoteFailure> {
        self.faults.pass().await?;
        self.inner.greet().await
    }

    async fn push(&self, batch: &Batch) -> Result<Receipt, RemoteFailure> {
        self.faults.pass().await?;
        if self.faults.full.load(Ordering::Relaxed) {
            return Err(RemoteFailure::Full);
        }
        let receipt = self.inner.push(batch).await;
        self.faults.pass().await?;
        receipt
    }

    async fn pull(
        &self,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<Box<dyn Pull>, RemoteFailure> {
        self.faults.pass().await?;
        let pull = self.inner.pull(seen, whole, also).await?;
        let before = self.faults.read.fetch_max(pull.horizon().version, Ordering::Relaxed);
        assert!(before <= pull.horizon().version, "what was read once is never unread");
        Ok(Box::new(FaultyPull { inner: pull, faults: self.faults.clone() }))
    }

    async fn load(
        &self,
        seen: Position,
        since: Option<i64>,
        rows: usize,
    ) -> Result<Box<dyn Load>, RemoteFailure> {
        self.faults.pass().await?;
        let load = self.inner.load(seen, since, rows).await?;
        self.faults.read.fetch_max(load.horizon().version, Ordering::Relaxed);
        Ok(Box::new(FaultyLoad { inner: load, faults: self.faults.clone() }))
    }

    async fn older(&self, seen: Position, stretch: Stretch) -> Result<Option<Older>, RemoteFailure> {
        self.faults.pass().await?;
        let older = self.inner.older(seen, stretch).await;
        self.faults.pass().await?;
        older
    }

    async fn restart(&self, token: Uuid) -> Result<(), RemoteFailure> {
        self.faults.pass().await?;
        self.inner.restart(token).await?;
        // What follows is another history.
        self.faults.read.store(0, Ordering::Relaxed);
        self.faults.pass().await
    }

    async fn beyond(&self, version: u64) -> Result<(), RemoteFailure> {
        self.inner.beyond(version).await
    }
}

struct FaultyPull {
    inner: Box<dyn Pull>,
    faults: Arc<Faults>,
}

#[async_trait::async_trait]
impl Pull for FaultyPull {
    fn horizon(&self) -> Position {
        self.inner.horizon()
    }

    async fn page(&mut self, rows: usize) -> Result<Vec<Row>, RemoteFailure> {
        self.faults.pass().await?;
        self.inner.page(rows).await
    }
}

struct FaultyLoad {
    inner: Box<dyn Load>,
    faults: Arc<Faults>,
}

#[async_trait::async_trait]
impl Load for FaultyLoad {
    fn horizon(&self) -> Position {
        self.inner.horizon()
    }

    fn left_out(&self) -> Option<Mark> {
        self.inner.left_out()
    }

    fn percent(&self) -> u8 {
        self.inner.percent()
    }

    async fn part(&mut self) -> Result<Option<Part>, RemoteFailure> {
        self.faults.pass().await?;
        self.inner.part().await
    }
}
