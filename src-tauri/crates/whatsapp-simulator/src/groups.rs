//! Groups, as far as a client has to live with them: a phone writes in one, and whoever is in it gets it. A message is encrypted
//! once with a key of its sender, which each device is given beside the first message that it gets.

use buffa::{Message as _, MessageField};
use rand::RngExt;
use wacore::send::{media_type_from_message, stanza_type_from_message};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::whatsapp as wa;

use crate::account::{DeviceAddress, Number};
use crate::error::Refused;
use crate::phone::Sealed;
use crate::world::World;

/// A group.
pub(crate) struct Group {
    subject: String,
    /// Who founded it is the first.
    members: Vec<Number>,
    founded: i64,
}

impl World {
    /// Founds a group, and gives its id.
    pub(crate) fn add_group(&mut self, subject: &str, members: &[Number]) -> Result<String, Refused> {
        for member in members {
            self.account(member)?;
        }
        let id = format!("1203630{:011}", self.rng.random_range(0..100_000_000_000_u64));
        let founded = self.now();
        let group = Group { subject: subject.to_owned(), members: members.to_vec(), founded };
        self.groups.insert(id.clone(), group);
        Ok(id)
    }

    /// A phone writes in a group that it is in.
    pub(crate) fn phone_sends_to_group(
        &mut self,
        from: &Number,
        group: &str,
        content: &wa::Message,
    ) -> Result<String, Refused> {
        let members = match self.groups.get(group) {
            Some(found) if found.members.contains(from) => found.members.clone(),
            _ => return Err(Refused::NoSuchGroup(group.to_owned())),
        };
        let id = self.fresh_id("3A");
        let Self { accounts, rng, .. } = self;
        let sender = accounts.get_mut(from).ok_or_else(|| Refused::NoSuchPhone(from.to_string()))?;
        let key = sender.phone.signal.sender_key(group, rng)?;
        let sealed = sender.phone.signal.seal_for_group(group, &content.encode_to_vec(), rng)?;
        let key = wa::Message {
            sender_key_distribution_message: MessageField::some(wa::message::SenderKeyDistributionMessage {
                group_id: Some(Jid::group(group).to_string()),
                axolotl_sender_key_distribution_message: Some(key),
            }),
            ..Default::default()
        };
        for member in &members {
            let account = self.account(member)?;
            let devices: Vec<DeviceAddress> =
                account.companions.keys().map(|device| account.address(*device)).collect();
            for device in devices {
                let new = self.account(from)?.phone.signal.tells_sender_key(group, &device);
                let key = if new { Some(self.phone_seals_only(from, &device, &key)?) } else { None };
                let node = self.group_message(from, group, &id, content, key, &sealed)?;
                self.deliver(&device, node);
            }
        }
        Ok(id)
    }

    fn group_message(
        &mut self,
        from: &Number,
        group: &str,
        id: &str,
        content: &wa::Message,
        key: Option<Sealed>,
        sealed: &[u8],
    ) -> Result<Node, Refused> {
        let at = self.now().to_string();
        let sender = self.account(from)?;
        let enc = |kind: &'static str| NodeBuilder::new("enc").attr("v", "2").attr("type", kind);
        let mut children = Vec::new();
        children.extend(key.map(|key| enc(key.kind).bytes(key.bytes).build()));
        let mut message = enc("skmsg");
        if let Some(media) = media_type_from_message(content) {
            message = message.attr("mediatype", media);
        }
        children.push(message.bytes(sealed.to_vec()).build());
        Ok(NodeBuilder::new("message")
            .attr("from", Jid::group(group))
            .attr("participant", sender.jid())
            .attr("participant_lid", sender.lid())
            .attr("addressing_mode", "pn")
            .attr("id", id)
            .attr("type", stanza_type_from_message(content))
            .attr("t", at)
            .attr("notify", sender.phone.name.as_str())
            .children(children)
            .build())
    }

    /// `<group>` as a question about it is answered, to who is in it.
    pub(crate) fn group_info(&self, who: &Number, id: &str) -> Option<Node> {
        let group = self.groups.get(id).filter(|group| group.members.contains(who))?;
        let founder = group.members.first()?;
        let member = |(index, number): (usize, &Number)| {
            let node = NodeBuilder::new("participant").attr("jid", Jid::pn(number.as_str()));
            if index == 0 { node.attr("type", "superadmin").build() } else { node.build() }
        };
        Some(
            NodeBuilder::new("group")
                .attr("id", id)
                .attr("subject", group.subject.as_str())
                .attr("creation", group.founded.to_string())
                .attr("creator", Jid::pn(founder.as_str()))
                .attr("s_t", group.founded.to_string())
                .attr("s_o", Jid::pn(founder.as_str()))
                .attr("addressing_mode", "pn")
                .children(group.members.iter().enumerate().map(member))
                .build(),
        )
    }

    /// `<groups>` that an account is in.
    pub(crate) fn groups_of(&self, who: &Number) -> Node {
        let groups = self.groups.keys().filter_map(|id| self.group_info(who, id));
        NodeBuilder::new("groups").children(groups).build()
    }
}
