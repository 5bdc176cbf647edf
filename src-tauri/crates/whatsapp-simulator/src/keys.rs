//! The keys that a device publishes, so that others can write to it while it is away.

use std::collections::BTreeMap;

use wacore::libsignal::protocol::{DeviceId, IdentityKey, PreKeyBundle, PreKeyId, PublicKey, SignedPreKeyId};
use wacore::prekeys::compute_key_bundle_digest;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use crate::error::{Breach, Refused};
use crate::stanza;

/// The kind of every key: Curve25519, as the protocol numbers it.
pub(crate) const CURVE: u8 = 5;

/// The number of a one-time key that no device has.
const GONE: u32 = 0x00ff_fffe;

/// A key with the signature of its owner's identity key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedKey {
    pub(crate) id: u32,
    pub(crate) public: [u8; 32],
    pub(crate) signature: Vec<u8>,
}

impl SignedKey {
    /// Reads `<skey>` and verifies its signature.
    pub(crate) fn read(node: &Node, identity: &PublicKey) -> Result<Self, Breach> {
        let field = |tag| stanza::child_bytes(node, tag).unwrap_or_default();
        Self::verified(field("id"), field("value"), field("signature"), identity)
    }

    /// The signature is the identity key's over the kind and the key.
    pub(crate) fn verified(
        id: &[u8],
        public: &[u8],
        signature: &[u8],
        identity: &PublicKey,
    ) -> Result<Self, Breach> {
        let breach = |what: &str| Breach::new("key", format!("signed prekey: {what}"));
        if id.len() != 3 {
            return Err(breach("its number has not three bytes"));
        }
        let id = stanza::number(id).ok_or_else(|| breach("no number"))?;
        let public: [u8; 32] = public.try_into().map_err(|_| breach("the key has not 32 bytes"))?;
        let mut signed = vec![CURVE];
        signed.extend_from_slice(&public);
        if !identity.verify_signature(&signed, signature) {
            return Err(breach("the signature is not the identity key's"));
        }
        Ok(Self { id, public, signature: signature.to_vec() })
    }

    fn node(&self) -> Node {
        NodeBuilder::new("skey")
            .children([
                stanza::with_bytes("id", stanza::key_id(self.id)),
                stanza::with_bytes("value", self.public),
                stanza::with_bytes("signature", self.signature.clone()),
            ])
            .build()
    }
}

/// What the server holds of a device's keys.
#[derive(Clone, Debug)]
pub(crate) struct PublishedKeys {
    pub(crate) registration: u32,
    pub(crate) identity: PublicKey,
    pub(crate) signed: SignedKey,
    /// Each is given away once.
    pub(crate) one_time: BTreeMap<u32, [u8; 32]>,
    /// Whether the next one that is given away is one that the device has no more.
    pub(crate) stale: bool,
}

impl PublishedKeys {
    /// Reads an upload: everything must be of the device that registered, and the one-time keys new.
    pub(crate) fn upload(&mut self, iq: &Node) -> Result<(), Breach> {
        let breach = |what: String| Breach::new("key", what);
        let field = |tag| stanza::child_bytes(iq, tag).unwrap_or_default();
        if stanza::number(field("registration")) != Some(self.registration) {
            return Err(breach("the registration id is not the one that the device registered with".into()));
        }
        if field("type") != [CURVE] {
            return Err(breach("the keys are of another kind than 5".into()));
        }
        if field("identity") != self.identity.public_key_bytes() {
            return Err(breach("the identity key is not the one that the device registered with".into()));
        }
        let signed = iq.get_optional_child("skey").ok_or_else(|| breach("no signed prekey".into()))?;
        let signed = SignedKey::read(signed, &self.identity)?;
        let list = iq.get_optional_child("list").ok_or_else(|| breach("no list of prekeys".into()))?;
        let mut fresh = BTreeMap::new();
        for key in stanza::children(list) {
            let id = stanza::child_bytes(key, "id").filter(|id| id.len() == 3).and_then(stanza::number);
            let public = stanza::child_bytes(key, "value").and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let (Some(id), Some(public)) = (id, public) else {
                return Err(breach("a prekey has not a number of three bytes and a key of 32".into()));
            };
            if fresh.insert(id, public).is_some() {
                return Err(breach(format!("prekey {id} is in the upload twice")));
            }
            if self.one_time.get(&id).is_some_and(|known| *known != public) {
                return Err(breach(format!("prekey {id} was uploaded before with another key")));
            }
        }
        if fresh.is_empty() {
            return Err(breach("an upload without a prekey".into()));
        }
        self.signed = signed;
        self.one_time.extend(fresh);
        Ok(())
    }

    /// Puts another signed prekey in the place of the one there is.
    pub(crate) fn rotate(&mut self, rotate: &Node) -> Result<(), Breach> {
        let node = rotate
            .get_optional_child("skey")
            .ok_or_else(|| Breach::new("key", "a rotation without a signed prekey"))?;
        let next = SignedKey::read(node, &self.identity)?;
        if next.public == self.signed.public {
            return Err(Breach::new("key", "a rotation to the same signed prekey"));
        }
        self.signed = next;
        Ok(())
    }

    /// `<digest>`: what the device can compare with what it has.
    pub(crate) fn digest(&self) -> Node {
        let publics: Vec<&[u8]> = self.one_time.values().map(|key| key.as_slice()).collect();
        let hash = compute_key_bundle_digest(
            self.identity.public_key_bytes(),
            &self.signed.public,
            &self.signed.signature,
            &publics,
        );
        let ids = self.one_time.keys().map(|id| stanza::with_bytes("id", stanza::key_id(*id)));
        NodeBuilder::new("digest")
            .children([
                stanza::with_bytes("registration", self.registration.to_be_bytes()),
                stanza::with_bytes("type", [CURVE]),
                stanza::with_bytes("identity", self.identity.public_key_bytes()),
                self.signed.node(),
                NodeBuilder::new("list").children(ids).build(),
                stanza::with_bytes("hash", hash),
            ])
            .build()
    }

    /// Takes a one-time key, none when all have been given away.
    fn take(&mut self) -> Option<(u32, [u8; 32])> {
        if std::mem::take(&mut self.stale) {
            return Some((GONE, self.signed.public));
        }
        self.one_time.pop_first()
    }

    /// Loses all one-time keys but so many.
    pub(crate) fn keep(&mut self, left: usize) {
        while self.one_time.len() > left {
            self.one_time.pop_first();
        }
    }

    /// `<user>` of a fetch, with a one-time key where there still is one.
    pub(crate) fn fetched(&mut self, jid: Jid, device_identity: Option<Vec<u8>>) -> Node {
        let mut children = vec![
            stanza::with_bytes("registration", self.registration.to_be_bytes()),
            stanza::with_bytes("type", [CURVE]),
            stanza::with_bytes("identity", self.identity.public_key_bytes()),
            self.signed.node(),
        ];
        if let Some((id, public)) = self.take() {
            let key = [stanza::with_bytes("id", stanza::key_id(id)), stanza::with_bytes("value", public)];
            children.push(NodeBuilder::new("key").children(key).build());
        }
        children.extend(device_identity.map(|identity| stanza::with_bytes("device-identity", identity)));
        NodeBuilder::new("user").attr("jid", jid).attr("type", "result").children(children).build()
    }

    /// The same for a phone of the simulator, which encrypts without asking over a socket.
    pub(crate) fn bundle(&mut self) -> Result<PreKeyBundle, Refused> {
        let key = |bytes: &[u8; 32]| {
            PublicKey::from_djb_public_key_bytes(bytes).map_err(|error| Refused::Crypto(error.to_string()))
        };
        let one_time = match self.take() {
            Some((id, public)) => Some((PreKeyId::from(id), key(&public)?)),
            None => None,
        };
        PreKeyBundle::new(
            self.registration,
            DeviceId::new(1),
            one_time,
            SignedPreKeyId::from(self.signed.id),
            key(&self.signed.public)?,
            self.signed.signature.clone(),
            IdentityKey::new(self.identity),
        )
        .map_err(|error| Refused::Crypto(error.to_string()))
    }
}
