//! Which companies are kept together with those of other desktops: all that the store knows to be shared, each with the login that the
//! keychain keeps, from the start on or as soon as it is set up or joined.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, ThreadId};
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::SecretsFailure;
use leadsmart_ports::remote::{CompanyServer, SetupFailure};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::{store, supervisor};
use crate::error::{Error, Result};
use crate::secrets::{self, Unavailable};
use crate::{Core, sync::SyncError};

/// How often it is looked again for a login that was not there.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How many conversations wait at most for their older messages.
const MOST_WANTED: usize = 20;

/// How far a first reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// How many rows have come in.
    pub(super) rows: u64,
    /// Which part of all, from 0 to 100.
    pub(super) percent: u8,
    /// Whether all have come in and are being stored.
    pub(super) storing: bool,
}

/// What is known of all shared companies while the process runs.
pub(crate) struct Hub {
    /// Counts what was set up, joined, given up, or asked to be tried again.
    changed: watch::Sender<u64>,
    /// Held while a company is set up or joined: two at once would get in each other's way.
    pub(super) door: tokio::sync::Mutex<()>,
    progress: Mutex<HashMap<CompanyId, Progress>>,
    /// Conversations that somebody reads back while their older messages are not here.
    wanted: Mutex<HashMap<CompanyId, VecDeque<ThreadId>>>,
    /// The store is about to be closed.
    closing: Notify,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            changed: watch::Sender::new(0),
            door: tokio::sync::Mutex::default(),
            progress: Mutex::default(),
            wanted: Mutex::default(),
            closing: Notify::new(),
        }
    }
}

impl Hub {
    /// Has it looked again at which companies are shared and which logins there are.
    pub(super) fn look_again(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Ends all work, wherever it is: each step is stored before the next begins, and what is half done never happened.
    pub(crate) fn close(&self) {
        self.closing.notify_one();
    }

    /// Has the older messages of a conversation read before those of the others.
    pub(super) fn want(&self, company: CompanyId, thread: ThreadId) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let threads = wanted.entry(company).or_default();
        if !threads.contains(&thread) {
            threads.push_back(thread);
            // Who leafs through many has left the first ones.
            while threads.len() > MOST_WANTED {
                threads.pop_front();
            }
        }
    }

    /// The conversation whose older messages are read next, if somebody reads one back.
    pub(super) fn next_wanted(&self, company: CompanyId) -> Option<ThreadId> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&company)?.pop_front()
    }

    pub(super) fn progress(&self, company: CompanyId) -> Option<Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).get(&company).copied()
    }

    /// Notes how far a first reading is; nothing once it is over.
    pub(super) fn note(&self, company: CompanyId, progress: Option<Progress>) {
        let mut known = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Some(progress) => known.insert(company, progress),
            None => known.remove(&company),
        };
    }
}

/// Keeps all shared companies together with those of other desktops, until the store is closed or nobody polls it any more.
pub(super) async fn keep_all(core: &Core) {
    let mut changed = core.hub().changed.subscribe();
    let mut running = JoinSet::new();
    let mut kept: HashMap<CompanyId, tokio::task::Id> = HashMap::new();
    loop {
        changed.borrow_and_update();
        match linked(core).await {
            Ok(companies) => {
                for company in companies {
                    kept.entry(company).or_insert_with(|| {
                        let core = core.clone();
                        running.spawn(async move { keep(&core, company).await }).id()
                    });
                }
            }
            Err(error) => tracing::error!(%error, "it is not known which companies are shared"),
        }
        tokio::select! {
            _ = changed.changed() => {}
            // What is running ends with the set.
            () = core.hub().closing.notified() => return,
            Some(ended) = running.join_next_with_id() => {
                let id = match &ended {
                    Ok((id, ())) => *id,
                    Err(failure) => failure.id(),
                };
                kept.retain(|_, known| *known != id);
                if let Err(failure) = ended {
                    tracing::error!(%failure, "synchronization of a company ended");
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

async fn linked(core: &Core) -> Result<Vec<CompanyId>> {
    let mut read = core.db().read().await?;
    store::linked(&mut read).await
}

/// Keeps a company together, once its login is there, until its line is closed.
async fn keep(core: &Core, company: CompanyId) {
    let mut changed = core.hub().changed.subscribe();
    loop {
        changed.borrow_and_update();
        let missing = match server(core, company).await {
            Ok(server) => return supervisor::run(core, company, server).await,
            Err(missing) => missing,
        };
        match missing.note(core, company).await {
            Ok(true) => {}
            // It is shared no more.
            Ok(false) => return,
            Err(error) => tracing::error!(%company, %error, "why there is no line was not noted"),
        }
        tokio::select! {
            _ = changed.changed() => {}
            () = tokio::time::sleep(LOOK_AGAIN), if missing.may_end_by_itself() => {}
        }
    }
}

/// Why there is no way to a company's database.
#[derive(Debug)]
pub(super) enum Missing {
    /// The keychain does not serve.
    Keychain(Unavailable),
    /// It has no login.
    Login,
    /// What it has is no login.
    Broken(SetupFailure),
}

impl Missing {
    /// Whether it is worth to look again without anybody asking. A keychain that is locked asks a person each time.
    fn may_end_by_itself(&self) -> bool {
        !matches!(
            self,
            Self::Keychain(Unavailable::Keychain(SecretsFailure::Locked(_)) | Unavailable::Sealed)
        )
    }

    /// Notes it where people see it. Tells whether the company is shared at all.
    async fn note(&self, core: &Core, company: CompanyId) -> Result<bool> {
        let (trouble, detail) = match self {
            Self::Keychain(Unavailable::Sealed) => ("sealed", None),
            Self::Keychain(failure) => ("no_keychain", Some(failure.to_string())),
            Self::Login => ("no_login", None),
            Self::Broken(failure) => ("no_login", Some(failure.to_string())),
        };
        let mut write = core.db().write_local().await?;
        if store::link(&mut write, company).await?.is_none() {
            return Ok(false);
        }
        let new = store::set_condition(&mut write, company, None, Some(trouble), detail.as_deref()).await?;
        write.commit().await?;
        if new {
            core.db().announce([Changed { company_id: Some(company), topic: Topic::Sync }]);
        }
        Ok(true)
    }
}

impl From<Missing> for Error {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Keychain(failure) => failure.into(),
            Missing::Login => SyncError::NotConnected.into(),
            Missing::Broken(failure) => failure.into(),
        }
    }
}

/// The company's database, with the login that the keychain keeps.
pub(super) async fn server(core: &Core, company: CompanyId) -> Result<Arc<dyn CompanyServer>, Missing> {
    let login = secrets::device_login(core, company).await.map_err(Missing::Keychain)?;
    core.ports().servers.open(&login.ok_or(Missing::Login)?).map_err(Missing::Broken)
}
