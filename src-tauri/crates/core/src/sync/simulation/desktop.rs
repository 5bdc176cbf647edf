//! A desktop of the simulation: a store on a file, a person, a connection.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_ports::remote::{Admission, Remote};
use serde_json::Value;
use sqlx::{Sqlite, Transaction};
use uuid::Uuid;

use super::super::engine::{Engine, Halt};
use super::super::{link, store};
use super::faults::{Faults, Faulty};
use crate::Request;
use crate::testing::{Bench, NOW, Person};

/// Who works at a desktop, and which it is.
#[derive(Clone)]
pub(super) struct Account {
    pub(super) person: Person,
    pub(super) device: Uuid,
}

impl Account {
    pub(super) fn new(person: &Person, admission: &Admission) -> Self {
        Self { person: person.clone(), device: admission.device_id }
    }
}

pub(super) struct Desktop {
    pub(super) bench: Bench,
    folder: PathBuf,
    pub(super) account: Account,
    pub(super) faults: Arc<Faults>,
    pub(super) remote: Arc<Faulty>,
    pub(super) page: usize,
    seed: u64,
}

/// Calls a command as somebody.
pub(super) async fn ask(bench: &Bench, person: &Person, name: &str, args: Value) -> Result<Value, Failure> {
    let (token, language) = (Some(person.token.clone()), Some(Language::English));
    let request = Request { name: name.to_owned(), args, token, language };
    let reply = bench.core.call(request).await?;
    Ok(serde_json::from_str(&reply).expect("a reply is JSON"))
}

impl Desktop {
    pub(super) fn around(bench: Bench, folder: &Path, line: Arc<dyn Remote>, account: Account) -> Self {
        let faults = Arc::new(Faults::new(0));
        let remote = Arc::new(Faulty { inner: line, faults: faults.clone() });
        Self { bench, folder: folder.to_owned(), account, faults, remote, page: 7, seed: 0 }
    }

    /// Seeds what goes wrong.
    pub(super) fn seed(&mut self, seed: u64) {
        self.seed = seed;
        self.faults = Arc::new(Faults::new(seed));
        self.remote = Arc::new(Faulty { inner: self.remote.inner.clone(), faults: self.faults.clone() });
    }

    pub(super) fn company(&self) -> CompanyId {
        self.account.person.company
    }

    pub(super) fn engine(&self) -> Engine {
        Engine {
            page: self.page,
            stretch: self.page,
            ..Engine::new(self.bench.core.clone(), self.company(), self.remote.clone())
        }
    }

    pub(super) async fn begin(&self, admission: &Admission, beginning: link::Beginning) {
        link::begin(&self.bench.core, admission, beginning).await.expect("shared");
    }

    pub(super) async fn ask(&self, name: &str, args: Value) -> Result<Value, Failure> {
        ask(&self.bench, &self.account.person, name, args).await
    }

    /// A round, to its end or to a crash.
    pub(super) async fn round(&self) -> Result<(), Option<Halt>> {
        let engine = self.engine();
        tokio::select! {
            biased;
            () = self.faults.crashed.notified() => Err(None),
            done = engine.round() => done.map_err(Some),
        }
    }

    /// The process ends without a word, and starts again.
    pub(super) async fn crash(self) -> Self {
        let Self { bench, folder, account, faults, remote, page, seed } = self;
        let now = bench.now();
        drop(bench);
        let bench = Bench::open(&folder, seed.wrapping_add(1_000_003)).await;
        bench.clock.set(now);
        Self { bench, folder, account, faults, remote, page, seed: seed.wrapping_add(1_000_003) }
    }

    /// As [`Desktop::crash`], as far as memory goes: the file stays open, which takes a tenth of the time.
    pub(super) fn forget(self) -> Self {
        let Self { bench, folder, account, faults, remote, page, seed } = self;
        let (now, db) = (bench.now(), bench.core.db().clone());
        drop(bench);
        let bench = Bench::around(db, &folder, seed.wrapping_add(1_000_003));
        bench.clock.set(now);
        Self { bench, folder, account, faults, remote, page, seed: seed.wrapping_add(1_000_003) }
    }

    /// The file is as it was when it was copied.
    pub(super) async fn restored_from(self, copy: &Path) -> Self {
        let file = self.folder.join("leadsmart.db");
        self.bench.core.close().await;
        std::fs::copy(copy, file).expect("a copy");
        self.crash().await
    }

    /// Somebody else has the file for a while.
    pub(super) async fn given_away(self, work: impl FnOnce(&Path)) -> Self {
        self.bench.core.close().await;
        work(&self.folder);
        self.crash().await
    }

    /// Bounds the size of the file in pages, as a disk does (sqlite.org/pragma.html, `max_page_count`). Less than it has counts as what
    /// it has.
    pub(super) async fn bound(&self, pages: u32) {
        let mut writer = self.bench.core.db().write_local().await.expect("the writer");
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::raw_sql(pragma).execute(&mut *writer).await.expect("a bound");
        writer.rollback().await.expect("given back");
    }

    /// Pages of the file are overwritten with nonsense while nobody looks: those of the clients' rows, which others have too.
    pub(super) async fn damaged(self) -> Self {
        let mut read = self.read().await;
        let page: i64 = sqlx::query_scalar("SELECT rootpage FROM sqlite_master WHERE name = 'clients'")
            .fetch_one(&mut *read)
            .await
            .expect("a page");
        let size: i64 = sqlx::query_scalar("PRAGMA page_size").fetch_one(&mut *read).await.expect("a size");
        drop(read);
        self.bench.core.db().suspect_damage();
        self.bench.core.close().await;
        let file = self.folder.join("leadsmart.db");
        let mut bytes = std::fs::read(&file).expect("the file");
        let (from, to) = (usize::try_from((page - 1) * size), usize::try_from(page * size));
        bytes[from.expect("a place")..to.expect("a place")].fill(0xA5);
        std::fs::write(&file, bytes).expect("written");
        self.crash().await
    }

    /// A copy of the file, made while work goes on.
    pub(super) async fn copy_to(&self, copy: &Path) {
        self.bench.core.db().copy_to(&copy.with_extension("making"), copy).await.expect("a copy");
    }

    pub(super) async fn close(self) {
        self.bench.core.close().await;
    }

    pub(super) async fn read(&self) -> Transaction<'static, Sqlite> {
        self.bench.core.db().read().await.expect("a snapshot")
    }

    /// How many operations wait.
    pub(super) async fn waiting(&self) -> u64 {
        store::count_waiting(&mut *self.read().await, self.company()).await.expect("counted")
    }

    /// Sets the clock so far from where the histories begin.
    pub(super) fn skew(&self, by: SignedDuration) {
        let begin: Timestamp = NOW.parse().expect("an instant");
        self.bench.clock.set(begin.saturating_add(by).expect("an instant"));
    }

    /// Has the session end a month from now.
    pub(super) async fn renew_session(&self) {
        let mut write = self.bench.core.db().write_local().await.expect("a transaction");
        sqlx::query("UPDATE sessions SET expires_at = ?")
            .bind(self.bench.now().as_millisecond() + 30 * 86_400_000)
            .execute(&mut *write)
            .await
            .expect("renewed");
        write.commit().await.expect("stored");
    }

    pub(super) fn set_faults(&self, cuts: u64, crashes: u64) {
        self.faults.cuts.store(cuts, Ordering::Relaxed);
        self.faults.crashes.store(crashes, Ordering::Relaxed);
    }

    pub(super) fn set_full(&self, full: bool) {
        self.faults.full.store(full, Ordering::Relaxed);
    }

    pub(super) fn set_down(&self, down: bool) {
        self.faults.down.store(down, Ordering::Relaxed);
    }
}
