//! Linking by a code that is typed on the phone instead of one that it reads: client and phone agree on a secret under the code,
//! with which the phone then vouches for the client as it does after reading.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand::RngExt;
use wacore::crypto::hkdf_sha256_into;
use wacore::libsignal::crypto::aes_256_gcm_decrypt;
use wacore::libsignal::protocol::{KeyPair, PublicKey};
use wacore::pair_code::PairCodeUtils;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::account::Number;
use crate::error::{Breach, Refused};
use crate::pairing::Code;
use crate::stanza;
use crate::world::{LinkId, Stage, World};

/// How long a code is good for, in seconds.
const CODE_LASTS: i64 = 180;

/// What the key of the client's bundle is derived for.
const BUNDLE_INFO: &[u8] = b"link_code_pairing_key_bundle_encryption_key";

/// A code that a client shows and nobody has typed, or that was typed and waits for the client's last word.
pub(crate) struct LinkCode {
    number: Number,
    reference: String,
    /// The client's key for this once, encrypted under the code.
    wrapped: Vec<u8>,
    since: i64,
    /// The phone's key for this once, and the client's as the typed code gives it.
    typed: Option<(KeyPair, [u8; 32])>,
}

fn breach(what: impl Into<String>) -> Breach {
    Breach::new("pairing", what)
}

impl World {
    /// A question of a client that is not linked yet: it can only be about a code.
    pub(crate) fn receive_link_code(&mut self, link: LinkId, iq: &Node) -> Result<Vec<Node>, Breach> {
        let node = iq
            .get_optional_child("link_code_companion_reg")
            .filter(|_| stanza::attr(iq, "xmlns").as_deref() == Some("md"))
            .ok_or_else(|| Breach::new("iq", "a question before a login"))?;
        match stanza::attr(node, "stage").as_deref() {
            Some("companion_hello") => self.begin_link_code(link, node),
            Some("companion_finish") => self.finish_link_code(link, node),
            other => Err(breach(format!("a stage {other:?} of linking by a code"))),
        }
    }

    fn begin_link_code(&mut self, link: LinkId, node: &Node) -> Result<Vec<Node>, Breach> {
        let number = stanza::jid(node, "jid").and_then(|jid| self.number_of(&jid));
        let number = number.ok_or_else(|| breach("a code for a number that is not on the service"))?;
        let wrapped = stanza::child_bytes(node, "link_code_pairing_wrapped_companion_ephemeral_pub");
        let wrapped = wrapped.filter(|wrapped| wrapped.len() == 80);
        let wrapped = wrapped.ok_or_else(|| breach("the client's key has not 80 bytes"))?.to_vec();
        let noise = stanza::child_bytes(node, "companion_server_auth_key_pub").map(<[u8]>::to_vec);
        let reference = STANDARD.encode(self.rng.random::<[u8; 24]>());
        let since = self.now();
        let linking = self.linking(link)?;
        if noise.as_deref() != Some(&linking.noise) {
            return Err(breach("the Noise key is not the one that the client proved"));
        }
        for field in ["companion_platform_id", "companion_platform_display"] {
            if stanza::child_bytes(node, field).is_none_or(<[u8]>::is_empty) {
                return Err(breach(format!("<{field}> is empty")));
            }
        }
        linking.link_code =
            Some(LinkCode { number, reference: reference.clone(), wrapped, since, typed: None });
        let reference = stanza::with_bytes("link_code_pairing_ref", reference.into_bytes());
        Ok(vec![NodeBuilder::new("link_code_companion_reg").children([reference]).build()])
    }

    /// Somebody types a code on the phone. Whether it was right shows when the client answers.
    pub(crate) fn type_code(&mut self, number: &Number, code: &str) -> Result<(), Refused> {
        let code = code.replace('-', "").to_uppercase();
        if !PairCodeUtils::validate_code(&code) {
            return Err(Refused::NotACode("it has not eight letters and digits"));
        }
        let (id, now) = (self.fresh_id(""), self.now());
        let identity = self.account(number)?.phone.identity().public_key_bytes().to_vec();
        let Self { links, rng, .. } = self;
        let waits = |linking: &&mut LinkCode| linking.number == *number && now - linking.since <= CODE_LASTS;
        let (link, waiting) = links
            .iter_mut()
            .find_map(|(link, open)| match &mut open.stage {
                Stage::Linking(linking) => linking.link_code.as_mut().filter(waits).map(|code| (*link, code)),
                _ => None,
            })
            .ok_or(Refused::StaleCode)?;
        let theirs = PairCodeUtils::decrypt_primary_ephemeral_pub(&waiting.wrapped, &code)
            .map_err(|error| Refused::Crypto(error.to_string()))?;
        let own = KeyPair::generate(rng);
        let public: [u8; 32] = own
            .public_key
            .public_key_bytes()
            .try_into()
            .map_err(|_| Refused::Crypto("a key has not 32 bytes".into()))?;
        let wrapped = PairCodeUtils::encrypt_ephemeral_pub(&public, &code);
        let reference = waiting.reference.clone();
        waiting.typed = Some((own, theirs));
        let hello = NodeBuilder::new("link_code_companion_reg")
            .attr("stage", "primary_hello")
            .children([
                stanza::with_bytes("link_code_pairing_wrapped_primary_ephemeral_pub", wrapped),
                stanza::with_bytes("primary_identity_pub", identity),
                stanza::with_bytes("link_code_pairing_ref", reference.into_bytes()),
            ])
            .build();
        let notification = NodeBuilder::new("notification")
            .attr("from", "s.whatsapp.net")
            .attr("type", "link_code_companion_reg")
            .attr("id", id)
            .attr("t", now.to_string())
            .children([hello])
            .build();
        self.ask(link, "primary-hello", notification);
        Ok(())
    }

    /// The client's last word: its identity and its part of the secret, sealed with what the code stood for.
    fn finish_link_code(&mut self, link: LinkId, node: &Node) -> Result<Vec<Node>, Breach> {
        let sealed =
            stanza::child_bytes(node, "link_code_pairing_wrapped_key_bundle").unwrap_or_default().to_vec();
        let identity = stanza::child_bytes(node, "companion_identity_public").unwrap_or_default().to_vec();
        let reference = stanza::child_bytes(node, "link_code_pairing_ref").unwrap_or_default().to_vec();
        let linking = self.linking(link)?;
        if identity != linking.keys.identity.public_key_bytes() {
            return Err(breach("the identity key is not the one that the client registered"));
        }
        let (noise, identity_key) = (linking.noise, linking.keys.identity);
        let Some(code) = linking.link_code.take_if(|code| code.reference.as_bytes() == reference) else {
            return Err(breach("the end of a linking that was not begun"));
        };
        let Some((own, theirs)) = code.typed else {
            return Err(breach("the end of a linking whose code nobody has typed"));
        };
        let phone = self.account(&code.number).map_err(|error| breach(error.to_string()))?;
        let own_identity = phone.phone.identity().public_key_bytes().to_vec();
        let agree = |pair: &KeyPair, key: &PublicKey| {
            pair.private_key.calculate_agreement(key).map_err(|error| breach(error.to_string()))
        };
        let theirs =
            PublicKey::from_djb_public_key_bytes(&theirs).map_err(|error| breach(error.to_string()))?;
        let shared = agree(&own, &theirs)?;
        let random = open_bundle(&shared, &sealed, &identity, &own_identity)?;
        let identity_pair = KeyPair::new(*phone.phone.identity(), phone.phone.identity_private());
        let identity_shared = agree(&identity_pair, &identity_key)?;
        let secret = derive(&[&shared[..], &identity_shared[..], &random].concat(), None, b"adv_secret")?;
        let identity = identity.try_into().map_err(|_| breach("the identity key has not 32 bytes"))?;
        let read = Code { reference: code.reference, noise, identity, secret: secret.to_vec() };
        self.vouch_for(link, &code.number, &read).map_err(|error| breach(error.to_string()))?;
        Ok(Vec::new())
    }
}

/// Opens the client's bundle: its identity key, the phone's as it knows it, and its part of the secret.
fn open_bundle(shared: &[u8], sealed: &[u8], identity: &[u8], own: &[u8]) -> Result<Vec<u8>, Breach> {
    let (Some(salt), Some(nonce), Some(body)) = (sealed.get(..32), sealed.get(32..44), sealed.get(44..))
    else {
        return Err(breach("the client's bundle is too short"));
    };
    let key = derive(shared, Some(salt), BUNDLE_INFO)?;
    let nonce = nonce.try_into().map_err(|_| breach("the nonce has not 12 bytes"))?;
    let mut bundle = Vec::new();
    aes_256_gcm_decrypt(&key, &nonce, b"", body, &mut bundle)
        .map_err(|_| breach("the client's bundle does not open: another code was typed than shown"))?;
    match (bundle.get(..32), bundle.get(32..64), bundle.get(64..)) {
        (Some(theirs), Some(ours), Some(random)) if theirs == identity && ours == own => Ok(random.to_vec()),
        _ => Err(breach("the client's bundle names other identities")),
    }
}

fn derive(secret: &[u8], salt: Option<&[u8]>, info: &[u8]) -> Result<[u8; 32], Breach> {
    let mut key = [0; 32];
    hkdf_sha256_into(secret, salt, info, &mut key).map_err(|error| breach(error.to_string()))?;
    Ok(key)
}
