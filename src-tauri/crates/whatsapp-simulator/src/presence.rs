//! Who is there, and who is typing. None of it waits for anybody, and none is acknowledged.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::account::{DeviceAddress, Number};
use crate::error::{Breach, Refused};
use crate::stanza;
use crate::world::{LinkId, World};

fn breach(what: impl Into<String>) -> Breach {
    Breach::new("presence", what)
}

impl World {
    /// `<presence>` or `<chatstate>` of a client.
    pub(crate) fn receive_presence(&mut self, link: LinkId, node: &Node) -> Result<(), Breach> {
        let device = self.device(link).ok_or_else(|| breach("before a login"))?;
        if node.tag == "chatstate" {
            return self.device_types(&device, node);
        }
        let kind = stanza::attr(node, "type");
        match kind.as_deref() {
            None | Some("available" | "unavailable") => {
                if let Ok(account) = self.account(&device.account) {
                    account.available = kind.as_deref() != Some("unavailable");
                }
                Ok(())
            }
            Some("subscribe" | "unsubscribe") => {
                let to = stanza::jid(node, "to").and_then(|to| self.number_of(&to));
                let to = to.ok_or_else(|| breach(format!("a subscription to nobody: {node:?}")))?;
                let Ok(account) = self.account(&to) else { return Ok(()) };
                match kind.as_deref() {
                    Some("subscribe") => account.watchers.insert(device),
                    _ => account.watchers.remove(&device),
                };
                Ok(())
            }
            Some(other) => Err(breach(format!("of the type {other}"))),
        }
    }

    fn device_types(&mut self, device: &DeviceAddress, node: &Node) -> Result<(), Breach> {
        let to = stanza::jid(node, "to").and_then(|to| self.number_of(&to));
        let to = to.ok_or_else(|| breach(format!("typing to nobody: {node:?}")))?;
        let typing = match stanza::children(node).first().map(|child| child.tag.as_ref()) {
            Some("composing") => true,
            Some("paused") => false,
            other => return Err(breach(format!("a chat state {other:?}"))),
        };
        if let Ok(account) = self.account(&device.account) {
            account.typing = typing.then_some(to);
        }
        Ok(())
    }

    /// Somebody types on a phone, or stops.
    pub(crate) fn phone_types(&mut self, from: &Number, to: &Number, typing: bool) -> Result<(), Refused> {
        let jid = self.account(from)?.jid();
        let account = self.account(to)?;
        let devices: Vec<DeviceAddress> =
            account.companions.keys().map(|device| account.address(*device)).collect();
        let state = stanza::leaf(if typing { "composing" } else { "paused" });
        let node = NodeBuilder::new("chatstate").attr("from", jid).children([state]).build();
        self.tell_present(&devices, &node);
        Ok(())
    }

    /// Somebody takes up a phone, or puts it away.
    pub(crate) fn phone_goes_online(&mut self, number: &Number, online: bool) -> Result<(), Refused> {
        let at = self.now().to_string();
        let account = self.account(number)?;
        let watchers: Vec<DeviceAddress> = account.watchers.iter().cloned().collect();
        let mut node = NodeBuilder::new("presence").attr("from", account.jid());
        if !online {
            node = node.attr("type", "unavailable").attr("last", at);
        }
        self.tell_present(&watchers, &node.build());
        Ok(())
    }

    /// Sends a stanza to those devices that are connected now.
    fn tell_present(&mut self, devices: &[DeviceAddress], node: &Node) {
        for device in devices {
            if let Some(link) = self.companion(device).and_then(|companion| companion.link) {
                self.send(link, node.clone());
            }
        }
    }
}
