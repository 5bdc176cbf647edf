//! A phone's side of the Signal protocol: it encrypts for one device at a time and decrypts what one device sent.

use std::collections::{BTreeMap, BTreeSet};

use rand::RngExt;
use rand::rngs::StdRng;
use wacore::libsignal::protocol::{
    CiphertextMessage, CiphertextMessageType, DeviceId, GenericSignedPreKey, IdentityKey, IdentityKeyPair,
    KeyPair, PreKeyBundle, PreKeyId, PreKeyRecord, PreKeySignalMessage, PreKeyStore, ProtocolAddress,
    SenderKeyName, SessionStore, SignalMessage, SignedPreKeyId, SignedPreKeyRecord, SignedPreKeyStore,
    Timestamp, UsePQRatchet, create_sender_key_distribution_message, group_encrypt, message_decrypt,
    message_encrypt, process_prekey_bundle,
};

use super::store::{Identities, PreKeys, SenderKeys, Sessions, SignedPreKeys, now};
use crate::account::DeviceAddress;
use crate::error::Refused;
use crate::keys::{CURVE, PublishedKeys, SignedKey};

/// How many one-time prekeys a phone publishes, and publishes again when it runs out.
const ONE_TIME: u32 = 50;

/// The longest padding of a message, so that lengths tell less.
const PADDING: u8 = 15;

/// A message as it travels: how it is encrypted, and the bytes.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    /// `pkmsg`, which founds a session, or `msg`, which goes on with one.
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Keys and sessions of a phone.
pub(crate) struct Signal {
    sessions: Sessions,
    identities: Identities,
    prekeys: PreKeys,
    signed: SignedPreKeys,
    /// What the server gives to those who want to write to the phone.
    pub(crate) published: PublishedKeys,
    next: u32,
    /// Devices with which the next message is to begin a new session. The old one stays good for what still comes in it.
    renew: BTreeSet<DeviceAddress>,
    sender_keys: SenderKeys,
    /// Which devices have the key for which group.
    told: BTreeSet<(String, DeviceAddress)>,
}

impl Signal {
    /// New keys at a time in milliseconds.
    pub(crate) fn generate(rng: &mut StdRng, millis: u64) -> Result<Self, Refused> {
        let identity = KeyPair::generate(rng);
        let own = IdentityKeyPair::new(IdentityKey::new(identity.public_key), identity.private_key.clone());
        let registration = rng.random_range(1..=0x3fff);
        let signed_pair = KeyPair::generate(rng);
        let public: [u8; 32] = raw(&signed_pair)?;
        let signature = identity
            .private_key
            .calculate_signature_for_multipart_message(&[&[CURVE], &public], rng)
            .map_err(crypto)?
            .to_vec();
        let record = SignedPreKeyRecord::new(
            SignedPreKeyId::from(1),
            Timestamp::from_epoch_millis(millis),
            &signed_pair,
            &signature,
        );
        let mut signed = SignedPreKeys::default();
        now(signed.save_signed_pre_key(SignedPreKeyId::from(1), &record)).map_err(crypto)?;
        let published = PublishedKeys {
            registration,
            identity: identity.public_key,
            signed: SignedKey { id: 1, public, signature },
            one_time: BTreeMap::new(),
            stale: false,
        };
        let mut signal = Self {
            sessions: Sessions::default(),
            identities: Identities::new(own, registration),
            prekeys: PreKeys::default(),
            signed,
            published,
            next: 1,
            renew: BTreeSet::new(),
            sender_keys: SenderKeys::default(),
            told: BTreeSet::new(),
        };
        signal.publish(rng)?;
        Ok(signal)
    }

    /// The key pair that the account signs with.
    pub(crate) fn identity(&self) -> &IdentityKeyPair {
        &self.identities.own
    }

    /// The bundle that another device begins a session with; new one-time keys are published when there are none left.
    pub(crate) fn replenish(&mut self, rng: &mut StdRng) -> Result<(), Refused> {
        if self.published.one_time.is_empty() { self.publish(rng) } else { Ok(()) }
    }

    fn publish(&mut self, rng: &mut StdRng) -> Result<(), Refused> {
        for id in self.next..self.next + ONE_TIME {
            let pair = KeyPair::generate(rng);
            let record = PreKeyRecord::new(PreKeyId::from(id), &pair);
            now(self.prekeys.save_pre_key(PreKeyId::from(id), &record)).map_err(crypto)?;
            self.published.one_time.insert(id, raw(&pair)?);
        }
        self.next += ONE_TIME;
        Ok(())
    }

    /// Whether there is a session with a device, and it is to go on.
    pub(crate) fn knows(&self, device: &DeviceAddress) -> bool {
        !self.renew.contains(device) && now(self.sessions.has_session(&address(device))).unwrap_or(false)
    }

    /// Lets the next message to a device begin a new session.
    pub(crate) fn renew(&mut self, device: &DeviceAddress) {
        self.renew.insert(device.clone());
    }

    /// Begins a session with the keys that a device published.
    pub(crate) fn begin(
        &mut self,
        device: &DeviceAddress,
        bundle: &PreKeyBundle,
        rng: &mut StdRng,
    ) -> Result<(), Refused> {
        self.renew.remove(device);
        now(process_prekey_bundle(
            &address(device),
            &mut self.sessions,
            &mut self.identities,
            bundle,
            rng,
            UsePQRatchet::No,
        ))
        .map(|_| ())
        .map_err(crypto)
    }

    /// Forgets a device that is no more.
    pub(crate) fn forget(&mut self, device: &DeviceAddress) {
        self.sessions.forget(&address(device));
        self.identities.forget(&address(device));
    }

    /// Encrypts for a device with which there is a session.
    pub(crate) fn encrypt(
        &mut self,
        device: &DeviceAddress,
        plain: &[u8],
        rng: &mut StdRng,
    ) -> Result<Sealed, Refused> {
        let padded = pad(plain, rng);
        let sealed =
            now(message_encrypt(&padded, &address(device), &mut self.sessions, &mut self.identities))
                .map_err(crypto)?;
        let kind = match sealed.message_type() {
            CiphertextMessageType::PreKey => "pkmsg",
            _ => "msg",
        };
        Ok(Sealed { kind, bytes: sealed.serialize().to_vec() })
    }

    /// The key that who is in a group decrypts the phone's messages in it with.
    pub(crate) fn sender_key(&mut self, group: &str, rng: &mut StdRng) -> Result<Vec<u8>, Refused> {
        now(create_sender_key_distribution_message(&own_in(group), &mut self.sender_keys, rng))
            .map(|message| message.serialized().to_vec())
            .map_err(crypto)
    }

    /// Encrypts for everybody in a group.
    pub(crate) fn seal_for_group(
        &mut self,
        group: &str,
        plain: &[u8],
        rng: &mut StdRng,
    ) -> Result<Vec<u8>, Refused> {
        let padded = pad(plain, rng);
        now(group_encrypt(&mut self.sender_keys, &own_in(group), &padded, rng))
            .map(|message| message.serialized().to_vec())
            .map_err(crypto)
    }

    /// Whether a device has yet to be told the key for a group. It is counted as told from now on.
    pub(crate) fn tells_sender_key(&mut self, group: &str, device: &DeviceAddress) -> bool {
        self.told.insert((group.to_owned(), device.clone()))
    }

    /// Decrypts what a device sent.
    pub(crate) fn decrypt(
        &mut self,
        device: &DeviceAddress,
        kind: &str,
        bytes: &[u8],
        rng: &mut StdRng,
    ) -> Result<Vec<u8>, Refused> {
        let message = match kind {
            "pkmsg" => {
                CiphertextMessage::PreKeySignalMessage(PreKeySignalMessage::try_from(bytes).map_err(crypto)?)
            }
            "msg" => CiphertextMessage::SignalMessage(SignalMessage::try_from(bytes).map_err(crypto)?),
            other => return Err(Refused::Crypto(format!("a message of the kind {other}"))),
        };
        let result = now(message_decrypt(
            &message,
            &address(device),
            &mut self.sessions,
            &mut self.identities,
            &mut self.prekeys,
            &self.signed,
            rng,
            UsePQRatchet::No,
        ))
        .map_err(crypto)?;
        if let Some(id) = result.consumed_prekey_id {
            now(self.prekeys.remove_pre_key(id)).map_err(crypto)?;
        }
        unpad(result.plaintext)
    }
}

/// The phone itself as the sender in a group.
fn own_in(group: &str) -> SenderKeyName {
    SenderKeyName::new(group.to_owned(), "own".to_owned())
}

fn pad(plain: &[u8], rng: &mut StdRng) -> Vec<u8> {
    let padding = rng.random_range(1..=PADDING);
    let mut padded = plain.to_vec();
    padded.extend(std::iter::repeat_n(padding, usize::from(padding)));
    padded
}

/// The last byte tells how many bytes of its own kind are padding.
fn unpad(mut padded: Vec<u8>) -> Result<Vec<u8>, Refused> {
    let padding = padded.last().copied().unwrap_or(0);
    let length = padded.len().checked_sub(usize::from(padding)).filter(|_| padding > 0);
    let length = length.ok_or_else(|| Refused::Crypto("the padding is longer than the message".into()))?;
    if padded[length..].iter().any(|byte| *byte != padding) {
        return Err(Refused::Crypto("the padding is not of one kind".into()));
    }
    padded.truncate(length);
    Ok(padded)
}

/// Sessions are kept by account and device, whichever of the account's two addresses a stanza was sent to.
fn address(device: &DeviceAddress) -> ProtocolAddress {
    ProtocolAddress::new(device.account.as_str(), DeviceId::new(u32::from(device.device)))
}

fn raw(pair: &KeyPair) -> Result<[u8; 32], Refused> {
    pair.public_key.public_key_bytes().try_into().map_err(crypto)
}

fn crypto(error: impl std::fmt::Display) -> Refused {
    Refused::Crypto(error.to_string())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::account::Number;

    fn two() -> (Signal, Signal, DeviceAddress, DeviceAddress, StdRng) {
        let mut rng = StdRng::seed_from_u64(7);
        let phone = |digits: &str| DeviceAddress { account: Number::parse(digits).unwrap(), device: 0 };
        let (a, b) = (Signal::generate(&mut rng, 1).unwrap(), Signal::generate(&mut rng, 1).unwrap());
        (a, b, phone("5511900000001"), phone("5511900000002"), rng)
    }

    #[test]
    fn two_phones_that_never_met_can_write_to_each_other() {
        let (mut a, mut b, at_a, at_b, mut rng) = two();
        let bundle = b.published.bundle().unwrap();
        a.begin(&at_b, &bundle, &mut rng).unwrap();
        let first = a.encrypt(&at_b, b"ol\xc3\xa1", &mut rng).unwrap();
        assert_eq!(first.kind, "pkmsg");
        assert_eq!(b.decrypt(&at_a, first.kind, &first.bytes, &mut rng).unwrap(), b"ol\xc3\xa1");
        let reply = b.encrypt(&at_a, b"oi", &mut rng).unwrap();
        assert_eq!(reply.kind, "msg", "an answer goes on with the session that the first message founded");
        assert_eq!(a.decrypt(&at_b, reply.kind, &reply.bytes, &mut rng).unwrap(), b"oi");
    }

    #[test]
    fn a_message_that_was_changed_on_its_way_does_not_decrypt() {
        let (mut a, mut b, at_a, at_b, mut rng) = two();
        let bundle = b.published.bundle().unwrap();
        a.begin(&at_b, &bundle, &mut rng).unwrap();
        let mut sealed = a.encrypt(&at_b, b"100", &mut rng).unwrap();
        let middle = sealed.bytes.len() / 2;
        sealed.bytes[middle] ^= 1;
        b.decrypt(&at_a, sealed.kind, &sealed.bytes, &mut rng).unwrap_err();
    }

    #[test]
    fn a_one_time_prekey_is_given_away_once() {
        let (_, mut b, ..) = two();
        let ids: Vec<_> =
            (0..ONE_TIME).map(|_| b.published.bundle().unwrap().pre_key_id().unwrap()).collect();
        let mut unique = ids.clone();
        unique.dedup();
        assert_eq!(unique.len(), ids.len());
        assert!(b.published.bundle().unwrap().pre_key_id().unwrap().is_none());
    }
}
