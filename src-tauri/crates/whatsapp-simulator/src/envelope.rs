//! What is written on the outside of a message: who sent it to whom, when, and of which kind it is.

use wacore::send::{media_type_from_message, stanza_type_from_message};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::whatsapp as wa;

use crate::account::{Account, DeviceAddress, Number};
use crate::phone::Sealed;

/// The outside of a message on its way from one device to several.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) id: String,
    pub(crate) sender: DeviceAddress,
    /// The other side of the chat; the sender's own account for what devices of one account tell each other.
    pub(crate) chat: Number,
    /// Whether devices of one account tell each other something that is no message of a person.
    pub(crate) peer: bool,
    /// `text`, `media`, `reaction` and so on.
    pub(crate) kind: String,
    pub(crate) media: Option<&'static str>,
    /// Of which kind a change of an earlier message is.
    pub(crate) edit: Option<String>,
    pub(crate) at: i64,
    /// How often the receiver has asked for it again.
    pub(crate) retries: u32,
}

impl Envelope {
    /// The outside of a phone's message.
    pub(crate) fn of_phone(
        id: String,
        sender: DeviceAddress,
        chat: Number,
        at: i64,
        inside: &wa::Message,
    ) -> Self {
        Self {
            id,
            sender,
            chat,
            peer: false,
            kind: stanza_type_from_message(inside).to_owned(),
            media: media_type_from_message(inside),
            edit: None,
            at,
            retries: 0,
        }
    }

    /// The message as one device gets it. `chat` is the other side of the chat where the device belongs to the sender.
    pub(crate) fn node(
        &self,
        from: &Account,
        chat: Option<Jid>,
        sealed: &Sealed,
        proof: Option<Vec<u8>>,
    ) -> Node {
        let mut enc = NodeBuilder::new("enc").attr("v", "2").attr("type", sealed.kind);
        if let Some(media) = self.media {
            enc = enc.attr("mediatype", media);
        }
        if self.retries > 0 {
            enc = enc.attr("count", self.retries.to_string());
        }
        let mut children = vec![enc.bytes(sealed.bytes.clone()).build()];
        children.extend(proof.map(|proof| NodeBuilder::new("device-identity").bytes(proof).build()));
        let mut node = NodeBuilder::new("message")
            .attr("from", from.device_jid(self.sender.device))
            .attr("id", self.id.as_str())
            .attr("type", self.kind.as_str())
            .attr("t", self.at.to_string())
            .attr("notify", from.phone.name.as_str());
        if self.peer {
            node = node.attr("category", "peer").attr("push_priority", "high");
        }
        if let Some(edit) = &self.edit {
            node = node.attr("edit", edit.as_str());
        }
        node = match chat {
            Some(chat) => node.attr("recipient", chat),
            None if self.peer => node,
            None => node.attr("sender_lid", from.lid()),
        };
        node.children(children).build()
    }
}
