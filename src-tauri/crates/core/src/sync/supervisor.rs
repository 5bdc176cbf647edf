//! When to hand in and when to read: at once after something was done here, when the server tells of something new, as long as older
//! messages are on their way, and every half minute anyhow; less and less often while the server cannot be reached.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_ports::remote::Remote;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex as Turn, Notify};

use super::engine::{Engine, Halt};
use crate::Core;

/// How often it is looked although nothing tells of anything new.
const POLL: Duration = Duration::from_secs(30);

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait while the server cannot be reached.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The line to a company's database.
pub(crate) struct Line {
    pub(super) remote: Arc<dyn Remote>,
    /// Held by whoever is at work on it: rounds do not cross each other.
    pub(super) turn: Turn<()>,
    /// Somebody asks for a round now.
    pub(super) wake: Notify,
    /// Somebody closes it, wherever a round is.
    pub(super) stop: Notify,
}

/// The lines that are open.
#[derive(Default)]
pub(crate) struct Lines(Mutex<HashMap<CompanyId, Arc<Line>>>);

impl Lines {
    /// The line of a company, if it is open.
    pub(super) fn get(&self, company: CompanyId) -> Option<Arc<Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&company).cloned()
    }

    fn set(&self, company: CompanyId, line: Option<Arc<Line>>) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match line {
            Some(line) => lines.insert(company, line),
            None => lines.remove(&company),
        };
    }
}

/// How long to wait until the next round.
#[derive(Clone, Copy, Debug, Default)]
struct Pace {
    failures: u32,
}

impl Pace {
    /// The wait after a round; `chance` spreads desktops that lost the same server, from 0 to 255.
    fn next(&mut self, failed: bool, chance: u8) -> Duration {
        if !failed {
            self.failures = 0;
            return POLL;
        }
        let wait = FIRST_WAIT.saturating_mul(1 << self.failures.min(10)).min(LONGEST_WAIT);
        self.failures = self.failures.saturating_add(1);
        // Between a half and the whole of it.
        wait / 2 + wait / 2 * u32::from(chance) / 255
    }
}

/// Closes the line when nobody keeps it open any more.
struct Opened<'a>(&'a Core, CompanyId);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.lines().set(self.1, None);
    }
}

/// Goes round after round, until the line is closed.
pub(super) async fn run(core: &Core, company: CompanyId, remote: Arc<dyn Remote>) {
    let line =
        Arc::new(Line { remote, turn: Turn::default(), wake: Notify::default(), stop: Notify::default() });
    core.lines().set(company, Some(line.clone()));
    let opened = Opened(core, company);
    tokio::select! {
        () = go_on(&opened, &line) => {}
        () = line.stop.notified() => {}
    }
}

async fn go_on(opened: &Opened<'_>, line: &Line) {
    let Opened(core, company) = *opened;
    let engine = Engine::new(core.clone(), company, line.remote.clone());
    let mut pace = Pace::default();
    loop {
        let done = {
            let _turn = line.turn.lock().await;
            engine.round().await
        };
        if let Err(halt) = &done {
            tell(company, halt);
        }
        // What is done from here on is announced, and what was done during the round is counted, so nothing is missed.
        let mut changes = core.changes();
        if done.is_ok() && (engine.waits().await || engine.lacks().await) {
            continue;
        }
        let mut chance = [0];
        core.ports().random.fill(&mut chance);
        let wait = pace.next(done.is_err(), chance[0]);
        let version = engine.link().await.map_or(0, |link| link.position.version);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = done_here(&mut changes, company) => {}
            () = line.wake.notified() => {}
            told = line.remote.beyond(version), if done.is_ok() => {
                // A line that broke is met again by the next round.
                let _ = told;
            }
        }
    }
}

fn tell(company: CompanyId, halt: &Halt) {
    match halt {
        Halt::Remote(failure) => tracing::info!(%company, %failure, "not synchronized"),
        Halt::Here(error) => tracing::error!(%company, %error, "synchronization failed on this side"),
    }
}

/// Waits until something was done on this desktop in a company.
async fn done_here(changes: &mut Receiver<Changed>, company: CompanyId) {
    loop {
        match changes.recv().await {
            Ok(change) if change.company_id == Some(company) && change.topic != Topic::Sync => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_not_reached_is_tried_less_and_less_often_and_as_often_as_ever_once_it_is_back() {
        let mut pace = Pace::default();
        let longest: Vec<u64> = (0..9).map(|_| pace.next(true, 255).as_secs()).collect();
        assert_eq!(longest, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(pace.next(false, 255), POLL);
        assert_eq!(pace.next(true, 0), FIRST_WAIT / 2, "and at least after half of the wait");
    }

    #[test]
    fn no_number_of_failures_is_too_many() {
        let mut pace = Pace { failures: u32::MAX };
        assert_eq!(pace.next(true, 255), LONGEST_WAIT);
    }
}
