//! The life of a connection: linking, connected, away, ended.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use leadsmart_ports::whatsapp::{Ended, LineEvent, LinkFailure, Linked};
use wacore::types::events::{ConnectFailure, ConnectFailureReason, Event, LoggedOut, TemporaryBan};

use crate::address::Own;

/// How many codes the service gives for one connection.
const CODES: u32 = 6;

/// What is remembered from one event to the next.
#[derive(Debug, Default)]
pub(crate) struct Life {
    shown: u32,
    /// Until when a code holds that is to be typed.
    typed: Option<Timestamp>,
    /// Linked in this life, and not told yet.
    linking: bool,
    /// Whether it was told that it is connected.
    connected: bool,
    /// All that waited has come on this connection.
    caught_up: bool,
}

/// Who the device is when it is connected.
pub(crate) struct Identity {
    pub(crate) own: Own,
    pub(crate) name: String,
}

impl Life {
    /// What is to be told of an event about the connection. `who` is asked when it is connected.
    pub(crate) fn lived(
        &mut self,
        event: &Event,
        now: Timestamp,
        who: impl FnOnce() -> Identity,
    ) -> Vec<LineEvent> {
        match event {
            Event::PairingQrCode(code) => {
                self.shown += 1;
                let left = CODES.saturating_sub(self.shown);
                vec![LineEvent::Code { text: code.code.clone(), until: later(now, code.timeout), left }]
            }
            Event::PairingCode(code) => {
                let until = later(now, code.timeout);
                self.typed = Some(until);
                vec![LineEvent::TypedCode { text: code.code.clone(), until }]
            }
            Event::PairingCodeRefresh(_) => self.wrong(),
            // Before a code was shown, who asked for it has the answer already.
            Event::PairingCodeError(_) if self.typed.is_some() => self.wrong(),
            Event::PairingQrCodesExhausted(spent) if spent.disconnected => vec![LineEvent::CodesSpent],
            Event::QrScannedWithoutMultidevice(_) => vec![LineEvent::NotLinked(LinkFailure::NotSupported)],
            Event::PairError(error) => {
                vec![LineEvent::NotLinked(LinkFailure::Other(error.error.clone()))]
            }
            Event::PairSuccess(_) => {
                self.typed = None;
                self.linking = true;
                vec![LineEvent::Finishing]
            }
            Event::Connected(_) => self.connected(who),
            // The library mostly has all that waited before it says that it is connected; then this is told after it.
            Event::OfflineSyncCompleted(_) => {
                self.caught_up = true;
                self.connected.then_some(LineEvent::CaughtUp).into_iter().collect()
            }
            other => {
                let over = over(other, now);
                if !over.is_empty() {
                    (self.connected, self.caught_up) = (false, false);
                }
                over
            }
        }
    }

    /// Until when to wait for a code to be typed, once there is none left to be scanned.
    pub(crate) fn typed_until(&self) -> Option<Timestamp> {
        self.typed
    }

    fn wrong(&mut self) -> Vec<LineEvent> {
        self.typed = None;
        vec![LineEvent::NotLinked(LinkFailure::WrongCode)]
    }

    fn connected(&mut self, who: impl FnOnce() -> Identity) -> Vec<LineEvent> {
        let linked = std::mem::take(&mut self.linking).then(who).and_then(|who| {
            let name = Some(who.name).filter(|name| !name.is_empty());
            Some(LineEvent::Linked(Linked { number: who.own.number?, hidden: who.own.hidden, name }))
        });
        self.connected = true;
        let caught_up = std::mem::take(&mut self.caught_up).then_some(LineEvent::CaughtUp);
        linked.into_iter().chain([LineEvent::Connected]).chain(caught_up).collect()
    }
}

/// What is told of the end of a connection, for now or for good.
fn over(event: &Event, now: Timestamp) -> Vec<LineEvent> {
    let ended = match event {
        Event::Disconnected(away) => {
            return vec![LineEvent::Disconnected { detail: away.reason.to_string() }];
        }
        Event::ConnectFailure(failure) if failure.reason.should_reconnect() => {
            return vec![LineEvent::Disconnected { detail: told(failure) }];
        }
        Event::LoggedOut(out) => logged_out(out),
        Event::StreamReplaced(_) => Ended::UsedElsewhere,
        Event::TemporaryBan(ban) => banned(ban, now),
        Event::ClientOutdated(_) => Ended::Outdated,
        Event::ConnectFailure(failure) if failure.reason == ConnectFailureReason::TempBanned => {
            Ended::Banned { until: None, detail: told(failure) }
        }
        Event::ConnectFailure(failure) => Ended::Failed { detail: told(failure) },
        _ => return Vec::new(),
    };
    vec![LineEvent::Ended(ended)]
}

fn logged_out(out: &LoggedOut) -> Ended {
    match out.reason {
        ConnectFailureReason::AccountLocked => Ended::Blocked,
        _ => Ended::LoggedOut,
    }
}

fn banned(ban: &TemporaryBan, now: Timestamp) -> Ended {
    let lasts = SignedDuration::from_secs(ban.expire.num_seconds());
    let detail = ban.message.clone().unwrap_or_else(|| ban.code.to_string());
    Ended::Banned { until: now.checked_add(lasts).ok(), detail }
}

fn told(failure: &ConnectFailure) -> String {
    let message = failure.message.as_deref().unwrap_or_default();
    format!("{} {message}", failure.reason.code()).trim_end().to_owned()
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| now.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}
