//! The server's side of the Noise handshake: XX for who comes new, IK for who knows the server's key, and the fall back
//! from IK to XX for who knows an old one.

use buffa::{Message, MessageField};
use rand::rngs::StdRng;
use wacore::handshake::{NoiseCipher, NoiseHandshake};
use wacore::libsignal::protocol::{KeyPair, PrivateKey, PublicKey};
use wacore_binary::consts::{NOISE_PATTERN_IK, NOISE_PATTERN_XX, NOISE_PATTERN_XXFALLBACK, WA_CONN_HEADER};
use waproto::whatsapp::cert_chain::{NoiseCertificate, noise_certificate};
use waproto::whatsapp::handshake_message::{ClientHello, ServerHello};
use waproto::whatsapp::{CertChain, HandshakeMessage};

use crate::error::Breach;

/// How long a certificate is valid to both sides of the present, in seconds.
const VALIDITY: i64 = 180 * 24 * 60 * 60;

/// The server's key for handshakes with the chain of certificates that vouches for it. The root is the simulator's own, so
/// that only clients built to skip the check of the chain accept it.
pub(crate) struct ServerIdentity {
    key: KeyPair,
    chain: Vec<u8>,
    root: PublicKey,
}

impl ServerIdentity {
    /// New keys, with certificates valid around `now` (seconds).
    pub(crate) fn generate(rng: &mut StdRng, now: i64) -> Self {
        let (root, intermediate, key) =
            (KeyPair::generate(rng), KeyPair::generate(rng), KeyPair::generate(rng));
        let mut certify = |issuer: &PrivateKey, subject: &KeyPair, serial: u32| {
            let details = noise_certificate::Details {
                serial: Some(serial),
                // The intermediate is issued by serial 0, the leaf by the intermediate; clients compare these.
                issuer_serial: Some(serial - 1),
                key: Some(subject.public_key.public_key_bytes().to_vec()),
                not_before: u64::try_from(now - VALIDITY).ok(),
                not_after: u64::try_from(now + VALIDITY).ok(),
            }
            .encode_to_vec();
            let signature = issuer.calculate_signature(&details, rng).ok().map(|bytes| bytes.to_vec());
            MessageField::some(NoiseCertificate { details: Some(details), signature })
        };
        let chain = CertChain {
            intermediate: certify(&root.private_key, &intermediate, 1),
            leaf: certify(&intermediate.private_key, &key, 2),
        };
        Self { key, chain: chain.encode_to_vec(), root: root.public_key }
    }

    /// The key that the chain begins with.
    pub(crate) fn root(&self) -> [u8; 32] {
        self.root.public_key_bytes().try_into().expect("a key of this curve has 32 bytes")
    }
}

/// A handshake that ended well.
pub(crate) struct Established {
    /// Who the client proved to be: its static Noise key.
    pub(crate) client: [u8; 32],
    /// What it said with it: an encoded `ClientPayload`.
    pub(crate) payload: Vec<u8>,
    /// Encrypts what the server writes.
    pub(crate) write: NoiseCipher,
    /// Decrypts what the server reads.
    pub(crate) read: NoiseCipher,
    /// How it came about.
    pub(crate) pattern: Pattern,
}

/// The pattern of a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The client did not know the server's key.
    Xx,
    /// The client knew the server's key.
    Ik,
    /// The client knew a key that the server has no more.
    XxFallback,
}

/// What to do after a message of the client.
pub(crate) enum Step {
    /// Send this and wait for the client's last message.
    Reply(Vec<u8>, Box<AwaitFinish>),
    /// The connection stands; send this first, where there is something.
    Done(Option<Vec<u8>>, Box<Established>),
}

/// The server has said hello and waits for the client to prove who it is.
pub(crate) struct AwaitFinish {
    noise: NoiseHandshake,
    ephemeral: KeyPair,
    pattern: Pattern,
}

/// Answers a client's hello.
pub(crate) fn answer_hello(
    server: &ServerIdentity,
    rng: &mut StdRng,
    message: &[u8],
) -> Result<Step, Breach> {
    let hello = HandshakeMessage::decode_from_slice(message)
        .map_err(|error| Breach::handshake(format!("the first message does not decode: {error}")))?
        .client_hello
        .into_option()
        .ok_or_else(|| Breach::handshake("the first message is no client hello"))?;
    let ephemeral = key_of(hello.ephemeral.as_deref(), "ephemeral")?;
    match (&hello.r#static, &hello.payload) {
        (None, None) => xx(server, rng, &ephemeral, Pattern::Xx),
        (Some(_), Some(_)) => match ik(server, rng, &ephemeral, &hello) {
            Ok(step) => Ok(step),
            // What was encrypted to a key that is not ours does not decrypt: the client knows an old one.
            Err(_) => xx(server, rng, &ephemeral, Pattern::XxFallback),
        },
        _ => Err(Breach::handshake("a client hello has both a static key and a payload, or neither")),
    }
}

fn xx(
    server: &ServerIdentity,
    rng: &mut StdRng,
    theirs: &[u8; 32],
    pattern: Pattern,
) -> Result<Step, Breach> {
    let name = if pattern == Pattern::Xx { NOISE_PATTERN_XX } else { NOISE_PATTERN_XXFALLBACK };
    let mut noise = NoiseHandshake::new(name, &WA_CONN_HEADER).map_err(Breach::noise)?;
    noise.authenticate(theirs);
    let ephemeral = KeyPair::generate(rng);
    noise.authenticate(ephemeral.public_key.public_key_bytes());
    noise.mix_shared_secret(ephemeral.private_key.serialize(), theirs).map_err(Breach::noise)?;
    let r#static = noise.encrypt(server.key.public_key.public_key_bytes()).map_err(Breach::noise)?;
    noise.mix_shared_secret(server.key.private_key.serialize(), theirs).map_err(Breach::noise)?;
    let payload = noise.encrypt(&server.chain).map_err(Breach::noise)?;
    let reply = server_hello(&ephemeral, Some(r#static), payload);
    Ok(Step::Reply(reply, Box::new(AwaitFinish { noise, ephemeral, pattern })))
}

fn ik(
    server: &ServerIdentity,
    rng: &mut StdRng,
    theirs: &[u8; 32],
    hello: &ClientHello,
) -> Result<Step, Breach> {
    let mut noise = NoiseHandshake::new(NOISE_PATTERN_IK, &WA_CONN_HEADER).map_err(Breach::noise)?;
    noise.authenticate(server.key.public_key.public_key_bytes());
    noise.authenticate(theirs);
    noise.mix_shared_secret(server.key.private_key.serialize(), theirs).map_err(Breach::noise)?;
    let client = noise.decrypt(hello.r#static.as_deref().unwrap_or_default()).map_err(Breach::noise)?;
    let client = key_of(Some(&client), "static")?;
    noise.mix_shared_secret(server.key.private_key.serialize(), &client).map_err(Breach::noise)?;
    let payload = noise.decrypt(hello.payload.as_deref().unwrap_or_default()).map_err(Breach::noise)?;
    let ephemeral = KeyPair::generate(rng);
    noise.authenticate(ephemeral.public_key.public_key_bytes());
    noise.mix_shared_secret(ephemeral.private_key.serialize(), theirs).map_err(Breach::noise)?;
    noise.mix_shared_secret(ephemeral.private_key.serialize(), &client).map_err(Breach::noise)?;
    let certificate = noise.encrypt(&server.chain).map_err(Breach::noise)?;
    let reply = server_hello(&ephemeral, None, certificate);
    let established = established(noise, client, payload, Pattern::Ik)?;
    Ok(Step::Done(Some(reply), Box::new(established)))
}

impl AwaitFinish {
    /// Reads the client's last message.
    pub(crate) fn finish(mut self, message: &[u8]) -> Result<Established, Breach> {
        let finish = HandshakeMessage::decode_from_slice(message)
            .map_err(|error| Breach::handshake(format!("the last message does not decode: {error}")))?
            .client_finish
            .into_option()
            .ok_or_else(|| Breach::handshake("the last message is no client finish"))?;
        let client =
            self.noise.decrypt(finish.r#static.as_deref().unwrap_or_default()).map_err(Breach::noise)?;
        let client = key_of(Some(&client), "static")?;
        self.noise
            .mix_shared_secret(self.ephemeral.private_key.serialize(), &client)
            .map_err(Breach::noise)?;
        let payload =
            self.noise.decrypt(finish.payload.as_deref().unwrap_or_default()).map_err(Breach::noise)?;
        established(self.noise, client, payload, self.pattern)
    }
}

fn established(
    noise: NoiseHandshake,
    client: [u8; 32],
    payload: Vec<u8>,
    pattern: Pattern,
) -> Result<Established, Breach> {
    // The first of the pair is what the one who began writes with, which is the client.
    let (read, write) = noise.finish().map_err(Breach::noise)?;
    Ok(Established { client, payload, write, read, pattern })
}

fn server_hello(ephemeral: &KeyPair, r#static: Option<Vec<u8>>, payload: Vec<u8>) -> Vec<u8> {
    let hello = ServerHello {
        ephemeral: Some(ephemeral.public_key.public_key_bytes().to_vec()),
        r#static,
        payload: Some(payload),
        ..Default::default()
    };
    HandshakeMessage { server_hello: MessageField::some(hello), ..Default::default() }.encode_to_vec()
}

fn key_of(bytes: Option<&[u8]>, name: &str) -> Result<[u8; 32], Breach> {
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Breach::handshake(format!("the {name} key has not 32 bytes")))
}
