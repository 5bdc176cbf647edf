//! Who is there, and who is typing.

use wacore_binary::Node;

use crate::error::Breach;
use crate::stanza;
use crate::world::{LinkId, World};

fn breach(what: impl Into<String>) -> Breach {
    Breach::new("presence", what)
}

impl World {
    /// `<presence>` or `<chatstate>` of a client. Neither is acknowledged.
    pub(crate) fn receive_presence(&mut self, link: LinkId, node: &Node) -> Result<(), Breach> {
        let device = self.device(link).ok_or_else(|| breach("before a login"))?;
        if node.tag == "chatstate" {
            return self.types(&device.account, node);
        }
        match stanza::attr(node, "type").as_deref() {
            None | Some("available" | "unavailable") => {
                let there = stanza::attr(node, "type").as_deref() != Some("unavailable");
                if let Ok(account) = self.account(&device.account) {
                    account.available = there;
                }
                Ok(())
            }
            Some("subscribe" | "unsubscribe") => {
                let to = stanza::jid(node, "to").and_then(|to| self.number_of(&to));
                to.map(|_| ()).ok_or_else(|| breach(format!("a subscription to nobody: {node:?}")))
            }
            Some(other) => Err(breach(format!("of the type {other}"))),
        }
    }

    fn types(&mut self, account: &crate::account::Number, node: &Node) -> Result<(), Breach> {
        let to = stanza::jid(node, "to").and_then(|to| self.number_of(&to));
        let to = to.ok_or_else(|| breach(format!("typing to nobody: {node:?}")))?;
        let typing = match stanza::children(node).first().map(|child| child.tag.as_ref()) {
            Some("composing") => true,
            Some("paused") => false,
            other => return Err(breach(format!("a chat state {other:?}"))),
        };
        if let Ok(account) = self.account(account) {
            account.typing = typing.then_some(to);
        }
        Ok(())
    }
}
