//! Linking: a client registers and is given six references, shows one as a code, the phone vouches for the client's keys, and
//! the client signs in return.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use buffa::Message;
use wacore::crypto::md5_digest;
use wacore::libsignal::crypto::hmac_sha256;
use wacore::libsignal::protocol::PublicKey;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::whatsapp::client_payload::DevicePairingRegistrationData;
use waproto::whatsapp::{
    ADVDeviceIdentity, ADVEncryptionType, ADVSignedDeviceIdentity, ADVSignedDeviceIdentityHMAC,
    ClientPayload, DeviceProps,
};

use crate::account::{Companion, DeviceAddress, Number};
use crate::error::{Breach, Refused};
use crate::faults::Mishaps;
use crate::keys::{CURVE, PublishedKeys, SignedKey};
use crate::link_code::LinkCode;
use crate::mailbox::Mailbox;
use crate::stanza;
use crate::world::{LinkId, Stage, World};

/// How many references a client is given at once.
const REFERENCES: usize = 6;

/// How long they last together, in seconds: the first is shown for 60, each other one for 20.
const REFERENCES_LAST: i64 = 160;

/// What the account key signs a device with, before the details and the device's identity key.
const ACCOUNT_PREFIX: [u8; 2] = [6, 0];

/// What the device signs in return with, before the same and the account key.
const DEVICE_PREFIX: [u8; 2] = [6, 1];

/// What a link on a phone's camera begins with; the code proper follows.
const DEEP_LINK: &str = "https://wa.me/settings/linked_devices#";

/// A client that wants to be linked.
pub(crate) struct Linking {
    pub(crate) noise: [u8; 32],
    pub(crate) keys: PublishedKeys,
    /// The code to type that it shows, where it shows one.
    pub(crate) link_code: Option<LinkCode>,
    references: Vec<String>,
    since: i64,
    /// What a phone vouched for, while the client's signature is awaited.
    vouched: Option<Vouched>,
}

struct Vouched {
    address: DeviceAddress,
    key_index: u32,
    proof: ADVSignedDeviceIdentity,
}

/// What a phone learns of a client from a code.
pub(crate) struct Code {
    pub(crate) reference: String,
    pub(crate) noise: [u8; 32],
    pub(crate) identity: [u8; 32],
    /// With which the phone's word to the client is authenticated.
    pub(crate) secret: Vec<u8>,
}

impl Code {
    fn read(text: &str) -> Result<Self, Refused> {
        let text = text.strip_prefix(DEEP_LINK).unwrap_or(text);
        let fields: Vec<&str> = text.split(',').collect();
        // Since 2025 there is a fifth field, the kind of client; some still show four.
        let ([reference, noise, identity, secret] | [reference, noise, identity, secret, _]) = fields[..]
        else {
            return Err(Refused::NotACode("it has not four or five fields"));
        };
        let decode = |field: &str, what| STANDARD.decode(field).map_err(|_| Refused::NotACode(what));
        let key = |field: &str, what| decode(field, what)?.try_into().map_err(|_| Refused::NotACode(what));
        let secret = decode(secret, "its secret is no key")?;
        if secret.len() != 32 {
            return Err(Refused::NotACode("its secret is no key"));
        }
        Ok(Self {
            reference: reference.to_owned(),
            noise: key(noise, "its Noise key is no key")?,
            identity: key(identity, "its identity key is no key")?,
            secret,
        })
    }
}

impl World {
    /// A client without an account: checks what it registers and hands it six references.
    pub(crate) fn begin_linking(
        &mut self,
        link: LinkId,
        noise: [u8; 32],
        payload: &ClientPayload,
        registration: &DevicePairingRegistrationData,
    ) -> Result<(), Breach> {
        let keys = registered_keys(payload, registration)?;
        let references: Vec<String> = (0..REFERENCES)
            .map(|_| format!("2@{}", STANDARD.encode(rand::RngExt::random::<[u8; 24]>(&mut self.rng))))
            .collect();
        let refs = references.iter().map(|reference| stanza::with_bytes("ref", reference.as_bytes()));
        let pair_device = NodeBuilder::new("pair-device").children(refs).build();
        let id = self.fresh_id("");
        let since = self.now();
        let linking = Linking { noise, keys, link_code: None, references, since, vouched: None };
        if let Some(open) = self.links.get_mut(&link) {
            open.stage = Stage::Linking(Box::new(linking));
        }
        self.ask(link, "pair-device", stanza::query(&id, "set", Some("md"), pair_device));
        Ok(())
    }

    /// A phone has read a code: it vouches for the client, which is told.
    pub(crate) fn scan(&mut self, number: &Number, text: &str) -> Result<(), Refused> {
        let code = Code::read(text)?;
        let now = self.now();
        let (link, identity) = self
            .links
            .iter()
            .find_map(|(link, open)| match &open.stage {
                Stage::Linking(linking) if linking.references.contains(&code.reference) => {
                    Some((*link, linking))
                }
                _ => None,
            })
            .filter(|(_, linking)| linking.vouched.is_none() && now - linking.since <= REFERENCES_LAST)
            .filter(|(_, linking)| linking.noise == code.noise)
            .map(|(link, linking)| (link, linking.keys.identity))
            .ok_or(Refused::StaleCode)?;
        if identity.public_key_bytes() != code.identity {
            return Err(Refused::NotACode("its identity key is not the one that the client registered"));
        }
        self.vouch_for(link, number, &code)
    }

    /// The phone vouches for the client on a connection, which is told.
    pub(crate) fn vouch_for(&mut self, link: LinkId, number: &Number, code: &Code) -> Result<(), Refused> {
        let now = self.now();
        let (vouched, node) = self.vouch(number, code, now)?;
        if let Some(Stage::Linking(linking)) = self.links.get_mut(&link).map(|open| &mut open.stage) {
            linking.vouched = Some(vouched);
        }
        self.ask(link, "pair-success", node);
        Ok(())
    }

    /// The client on a connection, as long as it is not linked.
    pub(crate) fn linking(&mut self, link: LinkId) -> Result<&mut Linking, Breach> {
        match self.links.get_mut(&link).map(|open| &mut open.stage) {
            Some(Stage::Linking(linking)) => Ok(linking),
            _ => Err(Breach::new("pairing", "no linking is going on")),
        }
    }

    fn vouch(&mut self, number: &Number, code: &Code, now: i64) -> Result<(Vouched, Node), Refused> {
        let id = self.fresh_id("");
        let Self { accounts, rng, .. } = self;
        let account = accounts.get_mut(number).ok_or_else(|| Refused::NoSuchPhone(number.to_string()))?;
        let (device, key_index) = account.next_device()?;
        let details = ADVDeviceIdentity {
            raw_id: Some(account.phone.raw_id()),
            timestamp: u64::try_from(now).ok(),
            key_index: Some(key_index),
            account_type: Some(ADVEncryptionType::E2EE),
            device_type: Some(ADVEncryptionType::E2EE),
        }
        .encode_to_vec();
        let proof = ADVSignedDeviceIdentity {
            account_signature: account.phone.sign(&[&ACCOUNT_PREFIX, &details, &code.identity], rng),
            details: Some(details),
            account_signature_key: Some(account.phone.identity().public_key_bytes().to_vec()),
            device_signature: None,
        };
        let encoded = proof.encode_to_vec();
        let sealed = ADVSignedDeviceIdentityHMAC {
            hmac: Some(hmac_sha256(&code.secret, &encoded).to_vec()),
            details: Some(encoded),
            account_type: None,
        };
        let device_node = NodeBuilder::new("device")
            .attr("jid", account.device_jid(device))
            .attr("lid", account.lid().with_device(device))
            .build();
        let success = NodeBuilder::new("pair-success")
            .children([
                stanza::with_bytes("device-identity", sealed.encode_to_vec()),
                device_node,
                NodeBuilder::new("platform").attr("name", "android").build(),
            ])
            .build();
        let mut node = stanza::query(&id, "set", None, success);
        node.attrs.push("t", now.to_string());
        Ok((Vouched { address: account.address(device), key_index, proof }, node))
    }

    /// The client has answered that it was linked: its signature must be right, then it is told to log in.
    pub(crate) fn receive_pairing_signature(&mut self, link: LinkId, iq: &Node) -> Result<(), Breach> {
        let Some(Stage::Linking(linking)) = self.links.get_mut(&link).map(|open| &mut open.stage) else {
            return Err(Breach::new("pairing", "a signature without a linking"));
        };
        let Some(vouched) = linking.vouched.take() else {
            return Err(Breach::new("pairing", "a signature before any phone has read a code"));
        };
        let proof = signed(iq, &vouched, &linking.keys.identity)?;
        let companion = Companion {
            noise: linking.noise,
            keys: linking.keys.clone(),
            proof,
            key_index: vouched.key_index,
            mailbox: Mailbox::default(),
            link: None,
            welcomed: false,
            mishaps: Mishaps::default(),
        };
        let now = self.now();
        if let Some(account) = self.accounts.get_mut(&vouched.address.account) {
            account.companions.insert(vouched.address.device, companion);
            account.devices_changed = now;
        }
        self.dismiss(link, stanza::stream_error(Some(515), None));
        Ok(())
    }
}

/// Reads `<pair-device-sign>` and verifies what it carries.
fn signed(iq: &Node, vouched: &Vouched, identity: &PublicKey) -> Result<ADVSignedDeviceIdentity, Breach> {
    let breach = |what: &str| Breach::new("pairing", what);
    let node = iq
        .get_optional_child("pair-device-sign")
        .and_then(|sign| sign.get_optional_child("device-identity"))
        .ok_or_else(|| breach("an answer without a signed identity"))?;
    if stanza::attr(node, "key-index") != Some(vouched.key_index.to_string()) {
        return Err(breach("the key index is not the one that was given"));
    }
    let proof = ADVSignedDeviceIdentity::decode_from_slice(stanza::bytes(node).unwrap_or_default())
        .map_err(|_| breach("the signed identity does not decode"))?;
    let (details, account_key) = (&vouched.proof.details, &vouched.proof.account_signature_key);
    if proof.details != *details || proof.account_signature != vouched.proof.account_signature {
        return Err(breach("the details or the account's signature are not those that were given"));
    }
    // The key may be left out, since the server knows it.
    if proof.account_signature_key.as_ref().is_some_and(|key| !key.is_empty())
        && proof.account_signature_key != *account_key
    {
        return Err(breach("the account's key is not the one that was given"));
    }
    let message = [
        &DEVICE_PREFIX[..],
        details.as_deref().unwrap_or_default(),
        identity.public_key_bytes(),
        account_key.as_deref().unwrap_or_default(),
    ]
    .concat();
    if !identity.verify_signature(&message, proof.device_signature.as_deref().unwrap_or_default()) {
        return Err(breach("the device's signature is not its identity key's"));
    }
    Ok(ADVSignedDeviceIdentity { account_signature_key: account_key.clone(), ..proof })
}

/// The keys of a registration, each of which is checked.
fn registered_keys(
    payload: &ClientPayload,
    registration: &DevicePairingRegistrationData,
) -> Result<PublishedKeys, Breach> {
    let breach = |what: &str| Breach::new("pairing", what);
    let field = |field: &Option<Vec<u8>>| field.clone().unwrap_or_default();
    if payload.passive == Some(true) || payload.username.is_some() {
        return Err(breach("a registration that is passive or names an account"));
    }
    if field(&registration.e_keytype) != [CURVE] {
        return Err(breach("the keys are of another kind than 5"));
    }
    let identity = PublicKey::from_djb_public_key_bytes(&field(&registration.e_ident))
        .map_err(|_| breach("the identity key is no key"))?;
    let id = field(&registration.e_regid);
    let id = stanza::number(&id).filter(|number| id.len() == 4 && *number > 0);
    let signed = SignedKey::verified(
        &field(&registration.e_skey_id),
        &field(&registration.e_skey_val),
        &field(&registration.e_skey_sig),
        &identity,
    )?;
    let version = &payload.user_agent.app_version;
    let part = |part: Option<u32>| part.unwrap_or_default();
    let version = format!("{}.{}.{}", part(version.primary), part(version.secondary), part(version.tertiary));
    if field(&registration.build_hash) != md5_digest(version.as_bytes()) {
        return Err(breach("the hash of the build is not that of the version"));
    }
    DeviceProps::decode_from_slice(&field(&registration.device_props))
        .map_err(|_| breach("the properties of the device do not decode"))?;
    Ok(PublishedKeys {
        registration: id.ok_or_else(|| breach("the registration id is not a number of four bytes"))?,
        identity,
        signed,
        one_time: Default::default(),
        stale: false,
    })
}

/// The proof as it goes out with a device's keys. The account's key is left out for others, who hold it as the identity of the
/// account's phone.
pub(crate) fn published_proof(proof: &ADVSignedDeviceIdentity, own: bool) -> Vec<u8> {
    let key = proof.account_signature_key.clone().filter(|_| own);
    ADVSignedDeviceIdentity { account_signature_key: key, ..proof.clone() }.encode_to_vec()
}

/// Whether an address may stand for a device of an account.
pub(crate) fn is_user(jid: &Jid) -> bool {
    jid.is_pn() || jid.is_lid()
}
