//! Receipts: who has got a message, who has read it, and who could not decrypt it and asks for it again.

use wacore::libsignal::protocol::{DeviceId, IdentityKey, PreKeyBundle, PreKeyId, PublicKey, SignedPreKeyId};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt, Node};

use crate::account::{DeviceAddress, Number};
use crate::envelope::Envelope;
use crate::error::{Breach, Refused};
use crate::keys::{CURVE, SignedKey};
use crate::mailbox::Class;
use crate::stanza;
use crate::world::{LinkId, World};

fn breach(what: impl Into<String>) -> Breach {
    Breach::new("receipt", what)
}

impl World {
    /// A phone has got a message, and tells so whom it came from.
    pub(crate) fn phone_got(&mut self, receiver: &Number, id: &str) {
        let Ok(account) = self.account(receiver) else { return };
        let Some(sender) = account.phone.find(id).map(|message| message.sender.clone()) else { return };
        if sender == *receiver {
            return;
        }
        self.mark(&sender, receiver, id, false);
        self.send_receipts(receiver, &sender, &[id.to_owned()], None);
    }

    /// A phone has read messages of a chat.
    pub(crate) fn phone_reads(&mut self, reader: &Number, chat: &Number) -> Result<(), Refused> {
        let log = self.account(reader)?.phone.log();
        let unread = |message: &&crate::phone::Message| message.chat == *chat && message.sender == *chat;
        let ids: Vec<String> = log
            .iter()
            .filter(unread)
            .filter(|message| !message.read.contains(reader))
            .map(|message| message.id.clone())
            .collect();
        for id in &ids {
            if let Some(message) = self.account(reader)?.phone.find(id) {
                message.read.insert(reader.clone());
            }
            self.mark(chat, reader, id, true);
        }
        if !ids.is_empty() {
            self.send_receipts(reader, chat, &ids, Some("read"));
        }
        Ok(())
    }

    /// Puts a receipt into the mailboxes of all devices of who sent the messages.
    fn send_receipts(&mut self, from: &Number, to: &Number, ids: &[String], kind: Option<&'static str>) {
        let Some((first, rest)) = ids.split_first() else { return };
        let at = self.now();
        let (Ok(from), Ok(account)) = (self.account(from).map(|account| account.jid()), self.account(to))
        else {
            return;
        };
        let devices: Vec<DeviceAddress> =
            account.companions.keys().map(|device| account.address(*device)).collect();
        let mut receipt = NodeBuilder::new("receipt")
            .attr("from", from)
            .attr("id", first.as_str())
            .attr("t", at.to_string());
        if let Some(kind) = kind {
            receipt = receipt.attr("type", kind);
        }
        if !rest.is_empty() {
            let items = rest.iter().map(|id| NodeBuilder::new("item").attr("id", id.as_str()).build());
            receipt = receipt.children([NodeBuilder::new("list").children(items).build()]);
        }
        let receipt = receipt.build();
        for device in devices {
            self.deliver(&device, receipt.clone());
        }
    }

    /// Remembers on the sender's phone that a message arrived, or was read.
    fn mark(&mut self, sender: &Number, by: &Number, id: &str, read: bool) {
        let Ok(account) = self.account(sender) else { return };
        if let Some(message) = account.phone.find(id) {
            message.delivered.insert(by.clone());
            if read {
                message.read.insert(by.clone());
            }
        }
    }

    /// `<receipt>` of a client.
    pub(crate) fn receive_receipt(&mut self, link: LinkId, node: &Node) -> Result<(), Breach> {
        let device = self.device(link).ok_or_else(|| breach("before a login"))?;
        let to = stanza::jid(node, "to").ok_or_else(|| breach("to nobody"))?;
        let first = stanza::attr(node, "id").ok_or_else(|| breach("without an id"))?;
        let kind = stanza::attr(node, "type");
        let mut ids = vec![first.clone()];
        let list = node.get_optional_child("list").map(stanza::children).unwrap_or_default();
        ids.extend(list.iter().filter_map(|item| stanza::attr(item, "id")));
        for id in &ids {
            match kind.as_deref() {
                None | Some("inactive" | "sender" | "peer_msg" | "hist_sync") => {
                    self.device_got(&device, &to, id, kind.is_none() || kind.as_deref() == Some("inactive"))?;
                }
                Some("read" | "played") => self.device_read(&device, &to, id)?,
                Some("read-self" | "played-self") => {}
                Some("server-error") => self.device_asks_for_file(&device, id, node)?,
                Some("retry") => self.device_asks_again(&device, &to, id, node)?,
                Some(other) => return Err(breach(format!("of the type {other}"))),
            }
        }
        let mut ack = NodeBuilder::new("ack").attr("class", "receipt").attr("id", first).attr("from", to);
        if let Some(kind) = kind {
            ack = ack.attr("type", kind);
        }
        self.send(link, ack.build());
        Ok(())
    }

    /// A device has got a message; who wrote it learns so, unless it came from the device's own account.
    fn device_got(&mut self, device: &DeviceAddress, to: &Jid, id: &str, tells: bool) -> Result<(), Breach> {
        let Some(companion) = self.companion(device) else { return Ok(()) };
        let news = companion.mailbox.acknowledge(Class::Message, id, to, None)?.is_some();
        if to.is_group() {
            return Ok(());
        }
        let sender = self.number_of(to).ok_or_else(|| breach(format!("{id} to {to}, who is nobody")))?;
        if news && tells && sender != device.account {
            self.mark(&sender, &device.account, id, false);
        }
        Ok(())
    }

    /// Somebody has read a message at a device. It must be one that the account got in this chat.
    fn device_read(&mut self, device: &DeviceAddress, to: &Jid, id: &str) -> Result<(), Breach> {
        if to.is_group() {
            let group = self.group_info(&device.account, &to.user);
            return group
                .map(|_| ())
                .ok_or_else(|| breach(format!("{id} is read in {to}, which is no group")));
        }
        let chat = self.number_of(to).ok_or_else(|| breach(format!("{id} to {to}, who is nobody")))?;
        let account = self.account(&device.account).map_err(|error| breach(error.to_string()))?;
        match account.phone.find(id) {
            Some(message) if message.sender == chat => {
                message.read.insert(device.account.clone());
            }
            _ => return Err(breach(format!("{id} is read and was never written by {to}"))),
        }
        self.mark(&chat, &device.account, id, true);
        self.send_receipts(&device.account, &chat, &[id.to_owned()], Some("read"));
        Ok(())
    }

    /// A device could not decrypt a message: the phone that wrote it encrypts it anew, in a new session.
    fn device_asks_again(
        &mut self,
        device: &DeviceAddress,
        to: &Jid,
        id: &str,
        node: &Node,
    ) -> Result<(), Breach> {
        let retry = node.get_optional_child("retry").ok_or_else(|| breach("a retry without <retry>"))?;
        let count = stanza::attr(retry, "count").and_then(|count| count.parse().ok());
        let count: u32 = count.ok_or_else(|| breach("a retry without a count"))?;
        let sender = self.number_of(to).ok_or_else(|| breach(format!("{id} to {to}, who is nobody")))?;
        let registration = stanza::child_bytes(node, "registration").and_then(stanza::number);
        let Some(companion) = self.companion(device) else { return Ok(()) };
        if registration != Some(companion.keys.registration) {
            return Err(breach("a retry names another registration"));
        }
        companion.mailbox.acknowledge(Class::Message, id, to, None)?;
        let identity = companion.keys.identity;
        let bundle = match node.get_optional_child("keys") {
            Some(keys) => Some(retry_bundle(keys, &identity, registration.unwrap_or_default())?),
            None => None,
        };
        self.send_again(&sender, device, id, count, bundle)
            .map_err(|error| breach(format!("retry of {id}: {error}")))
    }

    fn send_again(
        &mut self,
        sender: &Number,
        device: &DeviceAddress,
        id: &str,
        retries: u32,
        bundle: Option<PreKeyBundle>,
    ) -> Result<(), Refused> {
        let Self { accounts, rng, .. } = self;
        let account = accounts.get_mut(sender).ok_or_else(|| Refused::NoSuchPhone(sender.to_string()))?;
        let message = account.phone.find(id).cloned().ok_or_else(|| Refused::NoSuchMessage(id.to_owned()))?;
        account.phone.signal.renew(device);
        if let Some(bundle) = bundle {
            account.phone.signal.begin(device, &bundle, rng)?;
        }
        let address = account.address(0);
        let mut envelope =
            Envelope::of_phone(id.to_owned(), address, message.chat.clone(), message.at, &message.content);
        envelope.retries = retries;
        self.phone_seals(&envelope, device, &message.content)
    }
}

/// The keys that a device sends with a retry, all verified.
fn retry_bundle(keys: &Node, identity: &PublicKey, registration: u32) -> Result<PreKeyBundle, Breach> {
    let key =
        |bytes: &[u8]| PublicKey::from_djb_public_key_bytes(bytes).map_err(|error| breach(error.to_string()));
    if stanza::child_bytes(keys, "type") != Some(&[CURVE])
        || stanza::child_bytes(keys, "identity") != Some(identity.public_key_bytes())
    {
        return Err(breach("the keys of a retry are of another device"));
    }
    let signed = keys.get_optional_child("skey").ok_or_else(|| breach("a retry without a signed prekey"))?;
    let signed = SignedKey::read(signed, identity)?;
    let one_time = match keys.get_optional_child("key") {
        Some(node) => {
            let id = stanza::child_bytes(node, "id").and_then(stanza::number);
            let id = id.ok_or_else(|| breach("a prekey without a number"))?;
            Some((PreKeyId::from(id), key(stanza::child_bytes(node, "value").unwrap_or_default())?))
        }
        None => None,
    };
    PreKeyBundle::new(
        registration,
        DeviceId::new(1),
        one_time,
        SignedPreKeyId::from(signed.id),
        key(&signed.public)?,
        signed.signature,
        IdentityKey::new(*identity),
    )
    .map_err(|error| breach(error.to_string()))
}
