//! An account: a phone number with its hidden id, the phone that owns it, and the devices linked to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use buffa::Message;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::whatsapp::{ADVEncryptionType, ADVKeyIndexList, ADVSignedDeviceIdentity, ADVSignedKeyIndexList};

use crate::error::Refused;
use crate::faults::Mishaps;
use crate::iq::AppState;
use crate::keys::PublishedKeys;
use crate::mailbox::Mailbox;
use crate::phone::Phone;
use crate::stanza;
use crate::world::LinkId;

/// How many devices the service lets an account link besides the phone.
const MOST_COMPANIONS: usize = 4;

/// What the account key signs the list of valid key indexes with, before the list.
const KEY_INDEX_PREFIX: [u8; 2] = [6, 2];

/// A phone number in digits with its country, without a plus sign.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Arc<str>);

impl Number {
    /// Reads digits.
    ///
    /// # Errors
    /// [`Refused::Number`] for anything but 8 to 15 digits.
    pub fn parse(digits: &str) -> Result<Self, Refused> {
        let fits = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(digits.into())) } else { Err(Refused::Number(digits.into())) }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One device of an account; 0 is the phone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DeviceAddress {
    pub(crate) account: Number,
    pub(crate) device: u16,
}

impl fmt::Display for DeviceAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.account, self.device)
    }
}

/// A device that a client became by being linked.
pub(crate) struct Companion {
    /// The Noise key that it proves to be with at each login.
    pub(crate) noise: [u8; 32],
    pub(crate) keys: PublishedKeys,
    /// What ties its identity key to the account, signed by both.
    pub(crate) proof: ADVSignedDeviceIdentity,
    pub(crate) key_index: u32,
    pub(crate) mailbox: Mailbox,
    /// The connection it is on.
    pub(crate) link: Option<LinkId>,
    /// Whether the phone has given it the first keys and the history.
    pub(crate) welcomed: bool,
    pub(crate) mishaps: Mishaps,
}

/// An account.
pub(crate) struct Account {
    pub(crate) number: Number,
    /// The hidden id, which has nothing in common with the number.
    pub(crate) lid: String,
    pub(crate) phone: Phone,
    pub(crate) companions: BTreeMap<u16, Companion>,
    next_device: u16,
    next_key_index: u32,
    /// When the list of devices last changed, in seconds.
    pub(crate) devices_changed: i64,
    pub(crate) blocked: BTreeSet<String>,
    /// Settings of privacy by category.
    pub(crate) privacy: BTreeMap<String, String>,
    pub(crate) app_state: AppState,
    /// Whether its devices say that somebody is there.
    pub(crate) available: bool,
    /// Devices of others that want to know whether its owner is there.
    pub(crate) watchers: BTreeSet<DeviceAddress>,
    /// Whom somebody is writing to at one of its devices.
    pub(crate) typing: Option<Number>,
}

impl Account {
    pub(crate) fn new(number: Number, lid: String, phone: Phone, now: i64) -> Self {
        let privacy = [
            ("readreceipts", "all"),
            ("last", "all"),
            ("online", "all"),
            ("profile", "all"),
            ("status", "contacts"),
            ("groupadd", "all"),
            ("calladd", "all"),
        ];
        Self {
            number,
            lid,
            phone,
            companions: BTreeMap::new(),
            next_device: 1,
            next_key_index: 1,
            devices_changed: now,
            blocked: BTreeSet::new(),
            privacy: privacy.map(|(category, value)| (category.to_owned(), value.to_owned())).into(),
            app_state: AppState::default(),
            available: false,
            watchers: BTreeSet::new(),
            typing: None,
        }
    }

    /// The address by number.
    pub(crate) fn jid(&self) -> Jid {
        Jid::pn(self.number.as_str())
    }

    /// The address by hidden id.
    pub(crate) fn lid(&self) -> Jid {
        Jid::lid(self.lid.as_str())
    }

    /// The address of one device.
    pub(crate) fn device_jid(&self, device: u16) -> Jid {
        self.jid().with_device(device)
    }

    pub(crate) fn address(&self, device: u16) -> DeviceAddress {
        DeviceAddress { account: self.number.clone(), device }
    }

    /// The numbers of all devices, the phone first.
    pub(crate) fn devices(&self) -> Vec<u16> {
        std::iter::once(0).chain(self.companions.keys().copied()).collect()
    }

    /// The number and the key index of the next device, which are never used again.
    pub(crate) fn next_device(&mut self) -> Result<(u16, u32), Refused> {
        if self.companions.len() >= MOST_COMPANIONS {
            return Err(Refused::TooManyDevices);
        }
        let next = (self.next_device, self.next_key_index);
        self.next_device += 1;
        self.next_key_index += 1;
        Ok(next)
    }

    /// The keys of a device, none for a device that is not.
    pub(crate) fn keys(&mut self, device: u16) -> Option<&mut PublishedKeys> {
        match device {
            0 => Some(self.phone.published()),
            device => self.companions.get_mut(&device).map(|companion| &mut companion.keys),
        }
    }

    /// `<devices>` as a query of devices is answered: which there are, and the account's signature over which are valid.
    pub(crate) fn device_list(&self, key_indexes: Node) -> Node {
        let device = |id: u16| {
            let node = NodeBuilder::new("device").attr("id", id.to_string());
            match self.companions.get(&id) {
                Some(companion) => node.attr("key-index", companion.key_index.to_string()).build(),
                None => node.build(),
            }
        };
        let list = NodeBuilder::new("device-list").children(self.devices().into_iter().map(device)).build();
        NodeBuilder::new("devices").children([list, key_indexes]).build()
    }

    /// `<key-index-list>`, signed by the phone.
    pub(crate) fn key_index_list(&self, rng: &mut rand::rngs::StdRng) -> Node {
        let details = ADVKeyIndexList {
            raw_id: Some(self.phone.raw_id()),
            timestamp: u64::try_from(self.devices_changed).ok(),
            current_index: Some(self.next_key_index - 1),
            valid_indexes: std::iter::once(0)
                .chain(self.companions.values().map(|companion| companion.key_index))
                .collect(),
            account_type: Some(ADVEncryptionType::E2EE),
        }
        .encode_to_vec();
        let list = ADVSignedKeyIndexList {
            account_signature: self.phone.sign(&[&KEY_INDEX_PREFIX, &details], rng),
            details: Some(details),
            account_signature_key: None,
        };
        NodeBuilder::new("key-index-list")
            .attr("ts", self.devices_changed.to_string())
            .bytes(list.encode_to_vec())
            .build()
    }

    /// `<list>` of who is blocked.
    pub(crate) fn blocklist(&self) -> Node {
        let item = |jid: &String| NodeBuilder::new("item").attr("jid", jid.as_str()).build();
        NodeBuilder::new("list").children(self.blocked.iter().map(item)).build()
    }

    /// `<privacy>` with every category.
    pub(crate) fn privacy(&self) -> Node {
        let category = |(name, value): (&String, &String)| {
            NodeBuilder::new("category").attr("name", name.as_str()).attr("value", value.as_str()).build()
        };
        NodeBuilder::new("privacy").children(self.privacy.iter().map(category)).build()
    }

    /// Blocks or unblocks as `<item>` asks.
    pub(crate) fn block(&mut self, item: &Node) -> bool {
        let Some(jid) = stanza::attr(item, "jid") else { return false };
        match stanza::attr(item, "action").as_deref() {
            Some("block") => self.blocked.insert(jid),
            Some("unblock") => self.blocked.remove(&jid),
            _ => return false,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_digits_with_its_country() {
        assert_eq!(Number::parse("5511987654321").unwrap().as_str(), "5511987654321");
        for wrong in ["", "1234567", "+5511987654321", "55119876543210000", "55 11 98765"] {
            assert_eq!(Number::parse(wrong), Err(Refused::Number(wrong.into())));
        }
    }
}
