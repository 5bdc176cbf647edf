//! Messages from device to device. A phone of the simulator encrypts for each device and decrypts what comes to it; what a
//! client sends is taken apart, checked, and given to each device that it was encrypted for.

use buffa::{Message as _, MessageField};
use wacore::libsignal::protocol::PreKeySignalMessage;
use wacore::messages::MessageUtils;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::whatsapp as wa;

use crate::account::{DeviceAddress, Number};
use crate::envelope::Envelope;
use crate::error::{Breach, Refused};
use crate::pairing::published_proof;
use crate::phone::{Message, Sealed};
use crate::stanza;
use crate::world::{LinkId, World};

fn breach(what: impl Into<String>) -> Breach {
    Breach::new("message", what)
}

impl World {
    /// A phone writes to another account: to each of its devices, and to its own others, so that they show it too.
    pub(crate) fn phone_sends(
        &mut self,
        from: &Number,
        to: &Number,
        content: wa::Message,
    ) -> Result<String, Refused> {
        let id = self.fresh_id("3A");
        let receivers = self.account(to)?.devices();
        let sender = self.account(from)?.address(0);
        let at = self.now();
        let envelope = Envelope::of_phone(id.clone(), sender, to.clone(), at, &content);
        for device in receivers {
            self.phone_seals(&envelope, &DeviceAddress { account: to.clone(), device }, &content)?;
        }
        if from != to {
            self.phone_copies(&envelope, &content)?;
        }
        let message = Message {
            id: id.clone(),
            chat: to.clone(),
            sender: from.clone(),
            device: 0,
            at,
            content,
            delivered: Default::default(),
            read: Default::default(),
        };
        self.account(from)?.phone.remember(message);
        self.phone_got(to, &id);
        Ok(id)
    }

    /// The copies for the sender's own linked devices.
    fn phone_copies(&mut self, envelope: &Envelope, content: &wa::Message) -> Result<(), Refused> {
        let account = self.account(&envelope.sender.account)?;
        let devices: Vec<DeviceAddress> =
            account.companions.keys().map(|device| account.address(*device)).collect();
        let copy = wa::Message {
            device_sent_message: MessageField::some(wa::message::DeviceSentMessage {
                destination_jid: Some(Jid::pn(envelope.chat.as_str()).to_string()),
                message: MessageField::some(content.clone()),
                ..Default::default()
            }),
            ..Default::default()
        };
        for device in devices {
            self.phone_seals(envelope, &device, &copy)?;
        }
        Ok(())
    }

    /// A phone tells one of its own account's devices something.
    pub(crate) fn phone_tells(
        &mut self,
        device: &DeviceAddress,
        content: &wa::Message,
    ) -> Result<(), Refused> {
        let id = self.fresh_id("3A");
        let (sender, at) = (self.account(&device.account)?.address(0), self.now());
        let mut envelope = Envelope::of_phone(id, sender, device.account.clone(), at, content);
        envelope.peer = true;
        self.phone_seals(&envelope, device, content)
    }

    /// Encrypts for one device with the phone's session, which is begun where there is none, and hands it over.
    pub(crate) fn phone_seals(
        &mut self,
        envelope: &Envelope,
        device: &DeviceAddress,
        content: &wa::Message,
    ) -> Result<(), Refused> {
        let sealed = self.phone_seals_only(&envelope.sender.account, device, content)?;
        self.hand(envelope, device, &sealed, None)
    }

    /// Encrypts for one device without handing it over.
    pub(crate) fn phone_seals_only(
        &mut self,
        sender: &Number,
        device: &DeviceAddress,
        content: &wa::Message,
    ) -> Result<Sealed, Refused> {
        if !self.account(sender)?.phone.signal.knows(device) {
            let Self { accounts, rng, .. } = self;
            let receiver = accounts.get_mut(&device.account);
            let receiver = receiver.ok_or_else(|| Refused::NoSuchPhone(device.account.to_string()))?;
            if device.device == 0 {
                receiver.phone.signal.replenish(rng)?;
            }
            let keys = receiver.keys(device.device).ok_or(Refused::NoSuchDevice(device.device))?;
            let bundle = keys.bundle()?;
            let sender = accounts.get_mut(sender).ok_or_else(|| Refused::NoSuchPhone(sender.to_string()))?;
            sender.phone.signal.begin(device, &bundle, rng)?;
        }
        let Self { accounts, rng, .. } = self;
        let sender = accounts.get_mut(sender).ok_or_else(|| Refused::NoSuchPhone(sender.to_string()))?;
        sender.phone.signal.encrypt(device, &content.encode_to_vec(), rng)
    }

    /// Gives a sealed message to the device that it is for.
    fn hand(
        &mut self,
        envelope: &Envelope,
        device: &DeviceAddress,
        sealed: &Sealed,
        proof: Option<Vec<u8>>,
    ) -> Result<(), Refused> {
        if device.device == 0 {
            return self.phone_opens(envelope, device, sealed);
        }
        let chat = (device.account == envelope.sender.account && !envelope.peer)
            .then(|| Jid::pn(envelope.chat.as_str()));
        let sender = self.account(&envelope.sender.account)?;
        let node = envelope.node(sender, chat, sealed, proof);
        self.deliver(device, node);
        Ok(())
    }

    /// A phone decrypts what came to it.
    fn phone_opens(
        &mut self,
        envelope: &Envelope,
        device: &DeviceAddress,
        sealed: &Sealed,
    ) -> Result<(), Refused> {
        let Self { accounts, rng, .. } = self;
        let account = accounts.get_mut(&device.account);
        let account = account.ok_or_else(|| Refused::NoSuchPhone(device.account.to_string()))?;
        let plain = account.phone.signal.decrypt(&envelope.sender, sealed.kind, &sealed.bytes, rng)?;
        let content = wa::Message::decode_from_slice(&plain)
            .map_err(|error| Refused::Crypto(format!("what was encrypted is no message: {error}")))?;
        if envelope.peer {
            return self.phone_is_told(&envelope.sender, &content);
        }
        let own = envelope.sender.account == device.account && envelope.chat != device.account;
        let content = if own { device_sent(content, &envelope.chat, self)? } else { content };
        let chat = if own { &envelope.chat } else { &envelope.sender.account };
        let message = Message {
            id: envelope.id.clone(),
            chat: chat.clone(),
            sender: envelope.sender.account.clone(),
            device: envelope.sender.device,
            at: envelope.at,
            content,
            delivered: Default::default(),
            read: Default::default(),
        };
        self.account(&device.account)?.phone.remember(message);
        Ok(())
    }

    /// `<message>` of a client.
    pub(crate) fn receive_message(&mut self, link: LinkId, node: &Node) -> Result<(), Breach> {
        let sender = self.device(link).ok_or_else(|| breach("a message before a login"))?;
        let id =
            stanza::attr(node, "id").filter(|id| !id.is_empty()).ok_or_else(|| breach("without an id"))?;
        let to = stanza::jid(node, "to").ok_or_else(|| breach(format!("{id} to nobody")))?;
        let Some(chat) = self.number_of(&to) else {
            let ack = self.message_ack(&id, &to, Some("404"), None);
            self.send(link, ack);
            return Ok(());
        };
        if let Some(error) = self.companion(&sender).and_then(|companion| companion.mishaps.refuse_message())
        {
            let ack = self.message_ack(&id, &to, Some(&error.to_string()), None);
            self.send(link, ack);
            return Ok(());
        }
        let parts = self.parts(&sender, &to, &chat, node)?;
        let envelope = Envelope {
            id: id.clone(),
            sender: sender.clone(),
            chat: chat.clone(),
            peer: stanza::attr(node, "category").as_deref() == Some("peer"),
            kind: stanza::attr(node, "type").ok_or_else(|| breach(format!("{id} without a type")))?,
            media: None,
            edit: stanza::attr(node, "edit"),
            at: self.now(),
            retries: 0,
        };
        let single = node.get_optional_child("participants").is_none();
        let mismatch = if single { None } else { self.missing(&envelope, &parts)? };
        self.prove(&sender, node, &parts)?;
        let proof = self.companion(&sender).map(|companion| published_proof(&companion.proof, false));
        for (device, sealed) in &parts {
            let proof = proof.clone().filter(|_| sealed.kind == "pkmsg");
            self.hand(&envelope, device, sealed, proof)
                .map_err(|error| breach(format!("{id} to {device}: {error}")))?;
        }
        let ack = self.message_ack(&id, &to, None, mismatch);
        self.send(link, ack);
        if !envelope.peer {
            self.phone_got(&chat, &id);
        }
        Ok(())
    }

    /// What a message was encrypted for, device by device.
    fn parts(
        &mut self,
        sender: &DeviceAddress,
        to: &Jid,
        chat: &Number,
        node: &Node,
    ) -> Result<Vec<(DeviceAddress, Sealed)>, Breach> {
        let mut parts: Vec<(DeviceAddress, Sealed)> = Vec::new();
        let mut add = |jid: &Jid, enc: Option<&Node>, world: &Self| {
            let account =
                world.number_of(jid).ok_or_else(|| breach(format!("encrypted for {jid}, who is nobody")))?;
            if account != *chat && account != sender.account {
                return Err(breach(format!("encrypted for {jid}, who is not of the chat")));
            }
            let device = DeviceAddress { account, device: jid.device };
            if device == *sender || parts.iter().any(|(known, _)| *known == device) {
                return Err(breach(format!("encrypted for {device} twice, or for the sender itself")));
            }
            let enc = enc.ok_or_else(|| breach(format!("nothing is encrypted for {device}")))?;
            parts.push((device, sealed(enc)?));
            Ok(())
        };
        match node.get_optional_child("participants") {
            Some(participants) => {
                for participant in stanza::children(participants) {
                    let jid =
                        stanza::jid(participant, "jid").ok_or_else(|| breach("encrypted for nobody"))?;
                    add(&jid, participant.get_optional_child("enc"), self)?;
                }
            }
            None => add(to, node.get_optional_child("enc"), self)?,
        }
        for (device, _) in &parts {
            if self.account(&device.account).is_ok_and(|account| account.keys(device.device).is_none()) {
                return Err(breach(format!("encrypted for {device}, which is no device")));
            }
        }
        Ok(parts)
    }

    /// A sender that knows too few devices of the chat is told by a hash; its own phone it must not leave out.
    fn missing(
        &mut self,
        envelope: &Envelope,
        parts: &[(DeviceAddress, Sealed)],
    ) -> Result<Option<String>, Breach> {
        let own = DeviceAddress { account: envelope.sender.account.clone(), device: 0 };
        if !parts.iter().any(|(device, _)| *device == own) {
            return Err(breach(format!("{} was not encrypted for the sender's own phone", envelope.id)));
        }
        let mut jids = Vec::new();
        let mut complete = true;
        for number in [&envelope.chat, &envelope.sender.account] {
            let Ok(account) = self.account(number) else { continue };
            for device in account.devices() {
                let address = account.address(device);
                complete &= address == envelope.sender || parts.iter().any(|(known, _)| *known == address);
                jids.push(account.device_jid(device));
            }
        }
        if complete {
            return Ok(None);
        }
        MessageUtils::participant_list_hash(&jids).map(Some).map_err(|error| breach(error.to_string()))
    }

    /// Who founds a session says who it is: with the identity key that it registered, and with the account's proof of it.
    fn prove(
        &mut self,
        sender: &DeviceAddress,
        node: &Node,
        parts: &[(DeviceAddress, Sealed)],
    ) -> Result<(), Breach> {
        let Some(companion) = self.companion(sender) else {
            return Err(breach("from a device that is none"));
        };
        let mut founds = false;
        for (device, sealed) in parts.iter().filter(|(_, sealed)| sealed.kind == "pkmsg") {
            founds = true;
            let message = PreKeySignalMessage::try_from(sealed.bytes.as_slice())
                .map_err(|error| breach(format!("what was encrypted for {device} is no pkmsg: {error}")))?;
            if *message.identity_key().public_key() != companion.keys.identity {
                return Err(breach(format!("the pkmsg for {device} names another identity key")));
            }
            if message.registration_id() != companion.keys.registration {
                return Err(breach(format!("the pkmsg for {device} names another registration")));
            }
        }
        if !founds {
            return Ok(());
        }
        let proof = stanza::child_bytes(node, "device-identity")
            .ok_or_else(|| breach("a pkmsg without the proof of the device's identity"))?;
        let proof = wa::ADVSignedDeviceIdentity::decode_from_slice(proof)
            .map_err(|_| breach("the proof of the device's identity does not decode"))?;
        let known = &companion.proof;
        if proof.details != known.details
            || proof.account_signature != known.account_signature
            || proof.device_signature != known.device_signature
        {
            return Err(breach("the proof of the device's identity is not the one it was linked with"));
        }
        Ok(())
    }

    /// `<ack>` of the server: it has taken the message, or not.
    fn message_ack(&self, id: &str, to: &Jid, error: Option<&str>, phash: Option<String>) -> Node {
        let mut ack = NodeBuilder::new("ack")
            .attr("class", "message")
            .attr("id", id)
            .attr("from", to.to_non_ad())
            .attr("t", self.now().to_string());
        if let Some(error) = error {
            ack = ack.attr("error", error);
        }
        if let Some(phash) = phash {
            ack = ack.attr("phash", phash);
        }
        ack.build()
    }
}

/// Reads `<enc>`.
fn sealed(enc: &Node) -> Result<Sealed, Breach> {
    if stanza::attr(enc, "v").as_deref() != Some("2") {
        return Err(breach("encrypted in another version than 2"));
    }
    let kind = match stanza::attr(enc, "type").as_deref() {
        Some("pkmsg") => "pkmsg",
        Some("msg") => "msg",
        other => return Err(breach(format!("encrypted as {other:?}"))),
    };
    let bytes = stanza::bytes(enc).unwrap_or_default().to_vec();
    Ok(Sealed { kind, bytes })
}

/// What a device says it has sent: the copy names whom it was sent to.
fn device_sent(content: wa::Message, chat: &Number, world: &World) -> Result<wa::Message, Refused> {
    let copy = content
        .device_sent_message
        .into_option()
        .ok_or_else(|| Refused::Crypto("a message to the own phone is no copy of what was sent".into()))?;
    let to = copy.destination_jid.as_deref().and_then(|jid| jid.parse::<Jid>().ok());
    if to.and_then(|to| world.number_of(&to)).as_ref() != Some(chat) {
        return Err(Refused::Crypto(format!(
            "the copy names {:?} and was sent to {chat}",
            copy.destination_jid
        )));
    }
    copy.message.into_option().ok_or_else(|| Refused::Crypto("a copy of nothing".into()))
}
