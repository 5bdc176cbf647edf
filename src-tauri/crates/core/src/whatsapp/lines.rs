//! The lines of this computer, and how each stands. Nothing here is stored.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::{InstanceId, ThreadId};
use leadsmart_contract::instances::{QrCode, TypedCode};
use leadsmart_ports::whatsapp::{Line, LineHealth, LinkFailure};
use tokio::sync::{Mutex as Turn, Notify};

/// For how long somebody counts as typing without it being told again. Phones tell it every ten seconds.
const TYPING: SignedDuration = SignedDuration::from_secs(15);

/// How far a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// There is no line.
    #[default]
    Closed,
    /// It is being opened, and codes are expected.
    Linking,
    /// The phone has answered.
    Finishing,
    /// No code was used.
    CodesSpent,
    /// It is being opened.
    Connecting,
    /// It is let in, and what waited is being brought.
    CatchingUp,
    /// It works.
    Connected,
    /// The connection is gone for now.
    Reconnecting,
}

/// How a line stands.
#[derive(Debug, Default)]
pub(crate) struct Status {
    pub(crate) phase: Phase,
    /// Since when.
    pub(crate) since: Option<Timestamp>,
    /// A person wants the number to be linked.
    pub(crate) wants_link: bool,
    /// The line is to be closed and opened anew.
    pub(crate) anew: bool,
    /// The line has ended by itself.
    pub(crate) over: bool,
    /// The session is over: its keys are of no use any more.
    pub(crate) forget: bool,
    pub(crate) qr: Option<QrCode>,
    pub(crate) typed: Option<TypedCode>,
    pub(crate) link_failure: Option<LinkFailure>,
    /// How often it was opened in vain, and when it is opened next.
    pub(crate) failures: u32,
    pub(crate) next_open: Option<Timestamp>,
    pub(crate) health: LineHealth,
    pub(crate) health_at: Option<Timestamp>,
    /// How many questions in a row were not answered.
    pub(crate) unanswered: u8,
    /// What was last said of a failure.
    pub(crate) detail: Option<String>,
    /// Another desktop holds the number.
    pub(crate) elsewhere: bool,
    /// Messages of groups, channels and statuses that were set aside.
    pub(crate) set_aside: u32,
    /// When the last messages were handed over.
    pub(crate) handed: VecDeque<Timestamp>,
}

impl Status {
    /// Sets how far the line is.
    pub(crate) fn enter(&mut self, phase: Phase, now: Timestamp) {
        if self.phase != phase {
            self.phase = phase;
            self.since = Some(now);
        }
        if !matches!(phase, Phase::Linking) {
            self.qr = None;
            self.typed = None;
        }
    }

    /// Whether messages can be handed over.
    pub(crate) const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::CatchingUp | Phase::Connected)
    }
}

/// A number on this computer.
#[derive(Default)]
pub(crate) struct Held {
    status: Mutex<Status>,
    line: Mutex<Option<Arc<dyn Line>>>,
    /// Held by who opens and closes the line.
    pub(super) line_turn: Turn<()>,
    /// Held by who hands messages over.
    pub(super) send_turn: Turn<()>,
    /// Held by who fetches files.
    pub(super) media_turn: Turn<()>,
}

impl Held {
    /// How it stands. Nothing waits while this is held.
    pub(crate) fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line, if there is one.
    pub(crate) fn line(&self) -> Option<Arc<dyn Line>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_line(&self, line: Option<Arc<dyn Line>>) -> Option<Arc<dyn Line>> {
        std::mem::replace(&mut *self.line.lock().unwrap_or_else(PoisonError::into_inner), line)
    }
}

/// The numbers of this computer.
#[derive(Default)]
pub(crate) struct Lines {
    held: Mutex<HashMap<InstanceId, Arc<Held>>>,
    typing: Mutex<HashMap<ThreadId, Timestamp>>,
    wake: Notify,
}

impl Lines {
    /// A number, if it was ever looked at.
    pub(crate) fn get(&self, instance: InstanceId) -> Option<Arc<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).get(&instance).cloned()
    }

    /// A number.
    pub(crate) fn of(&self, instance: InstanceId) -> Arc<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).entry(instance).or_default().clone()
    }

    pub(super) fn all(&self) -> Vec<Arc<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Forgets a number that is not there any more.
    pub(super) fn retain(&self, there: &[InstanceId]) -> Vec<Arc<Held>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<InstanceId> = held.keys().filter(|id| !there.contains(id)).copied().collect();
        gone.into_iter().filter_map(|id| held.remove(&id)).collect()
    }

    /// Something is to be done now.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Notes that somebody types, or has stopped.
    pub(super) fn set_typing(&self, thread: ThreadId, typing: bool, now: Timestamp) {
        let mut all = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, since| now.duration_since(*since) < TYPING);
        if typing {
            all.insert(thread, now);
        } else {
            all.remove(&thread);
        }
    }

    /// Whether somebody types in a conversation.
    pub(crate) fn is_typing(&self, thread: ThreadId, now: Timestamp) -> bool {
        let all = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&thread).is_some_and(|since| now.duration_since(*since) < TYPING)
    }
}
