//! What goes wrong on demand. Each fault is something that the service or a network does; none makes the simulator lenient.

use std::collections::VecDeque;

use serde::Deserialize;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::account::DeviceAddress;
use crate::error::Refused;
use crate::stanza;
use crate::world::{LinkId, Out, World};

/// A fault for one linked device.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Its next login is refused. 401: logged out, 402: banned for a while, 403: locked, 405: too old a client, 503: later.
    RefuseLogin {
        /// The reason's number.
        reason: u16,
        /// For 402: in how many seconds the ban ends.
        expires_in: Option<u32>,
    },
    /// Its stream ends now. 401 and 516: removed, 409: another session, 429: too many connections, 503: later, 515: restart.
    EndStream {
        /// The error's number.
        code: u16,
    },
    /// Its stream ends now, since it is used elsewhere.
    Replaced,
    /// Its connection stays open, but nothing passes any more in either direction, as when a network changes.
    Silence,
    /// Its connection breaks in the middle of the next frame to it.
    CutFrame,
    /// The next message to it comes twice.
    Duplicate,
    /// The next message to it comes after the one that follows it.
    Reorder,
    /// The next session with it is begun with a one-time key that it has no more.
    StalePrekey,
    /// Only so many of its one-time keys are left, which it is told.
    LowPrekeys {
        /// How many are left.
        left: usize,
    },
    /// Its next message is not taken. 463: the receiver has never written to the account, which may write to few such.
    RefuseMessage {
        /// The error's number.
        error: u16,
    },
}

/// The faults that wait for their moment.
#[derive(Default)]
pub(crate) struct Mishaps {
    refused_logins: VecDeque<(u16, Option<u32>)>,
    refused_messages: VecDeque<u16>,
    cut: bool,
    twice: bool,
    reorder: bool,
    /// A message that waits for the one after it.
    held: Option<Node>,
}

impl Mishaps {
    /// The refusal of a login.
    pub(crate) fn refuse_login(&mut self) -> Option<Node> {
        let (reason, expires_in) = self.refused_logins.pop_front()?;
        let mut node = crate::login::failure(reason);
        if let Some(expires_in) = expires_in {
            // 101: too many messages to people who do not know the account.
            node.attrs.push("code", "101");
            node.attrs.push("expire", expires_in.to_string());
        }
        Some(node)
    }

    /// The refusal of a message.
    pub(crate) fn refuse_message(&mut self) -> Option<u16> {
        self.refused_messages.pop_front()
    }

    /// What becomes of a stanza on its way.
    pub(crate) fn pass(&mut self, node: Node) -> Vec<Out> {
        let whole = |node: Node| Out::Stanza(Box::new(node));
        if std::mem::take(&mut self.cut) {
            return vec![Out::Cut(Box::new(node))];
        }
        if node.tag != "message" {
            return vec![whole(node)];
        }
        if std::mem::take(&mut self.reorder) {
            self.held = Some(node);
            return Vec::new();
        }
        if std::mem::take(&mut self.twice) {
            return vec![whole(node.clone()), whole(node)];
        }
        std::iter::once(node).chain(self.held.take()).map(whole).collect()
    }
}

impl World {
    /// Makes something go wrong for a device.
    pub(crate) fn inject(&mut self, device: &DeviceAddress, fault: Fault) -> Result<(), Refused> {
        self.account(&device.account)?;
        let absent = Refused::NoSuchDevice(device.device);
        let companion = self.companion(device).ok_or(absent)?;
        let (link, mishaps) = (companion.link, &mut companion.mishaps);
        match fault {
            Fault::RefuseLogin { reason, expires_in } => {
                mishaps.refused_logins.push_back((reason, expires_in))
            }
            Fault::RefuseMessage { error } => mishaps.refused_messages.push_back(error),
            Fault::CutFrame => mishaps.cut = true,
            Fault::Duplicate => mishaps.twice = true,
            Fault::Reorder => mishaps.reorder = true,
            Fault::StalePrekey => {
                companion.keys.stale = true;
                for account in self.accounts.values_mut() {
                    account.phone.signal.renew(device);
                }
            }
            Fault::LowPrekeys { left } => {
                companion.keys.keep(left);
                self.tell_low_prekeys(device, left);
            }
            Fault::EndStream { code } => self.end(link, stanza::stream_error(Some(code), None))?,
            Fault::Replaced => {
                let conflict = NodeBuilder::new("conflict").attr("type", "replaced").build();
                self.end(link, stanza::stream_error(None, Some(conflict)))?;
            }
            Fault::Silence => {
                let link = link.ok_or(Refused::NotConnected)?;
                self.order(link, Out::Silence);
            }
        }
        Ok(())
    }

    fn end(&mut self, link: Option<LinkId>, word: Node) -> Result<(), Refused> {
        self.dismiss(link.ok_or(Refused::NotConnected)?, word);
        Ok(())
    }

    fn tell_low_prekeys(&mut self, device: &DeviceAddress, left: usize) {
        let (id, at) = (self.fresh_id(""), self.now().to_string());
        let count = NodeBuilder::new("count").attr("value", left.to_string()).build();
        let notification = NodeBuilder::new("notification")
            .attr("from", "s.whatsapp.net")
            .attr("type", "encrypt")
            .attr("id", id)
            .attr("t", at)
            .children([count])
            .build();
        self.deliver(device, notification);
    }
}
