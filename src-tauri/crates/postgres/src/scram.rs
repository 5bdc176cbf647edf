//! Passwords of logins: random, and known to the server only by their verifiers.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use leadsmart_ports::Random;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How often the password is hashed. It is random, so more would only cost time.
const ITERATIONS: u32 = 4096;

/// A password: wiped when dropped, never shown.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes over a password.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// One that nobody can guess.
    pub(crate) fn random(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self::of_bytes(&*bytes)
    }

    /// One of bytes that nobody knows.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self::new(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The password. Handle with care: never log it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What a server keeps to check a password, as PostgreSQL takes it in the place of one (RFC 5803).
pub(crate) fn verifier(password: &Password, random: &dyn Random) -> String {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    with_salt(password.reveal(), &salt)
}

/// The keys of RFC 5802, 3. The password is ASCII, so that there is nothing to prepare.
fn with_salt(password: &str, salt: &[u8]) -> String {
    let mut block = mac(password.as_bytes(), &[salt, &1_u32.to_be_bytes()].concat());
    let mut salted = block;
    for _ in 1..ITERATIONS {
        block = mac(password.as_bytes(), &block);
        salted.iter_mut().zip(block).for_each(|(sum, byte)| *sum ^= byte);
    }
    let stored = Sha256::digest(mac(&salted, b"Client Key"));
    let server = mac(&salted, b"Server Key");
    let [salt, stored, server] = [salt, &stored, &server].map(|bytes| STANDARD.encode(bytes));
    format!("SCRAM-SHA-256${ITERATIONS}:{salt}${stored}:{server}")
}

/// The code of a text by a key (RFC 2104).
pub(crate) fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_is_that_of_the_standard() {
        // RFC 7677, 3: the exchange of `user` with `pencil` has this salt and these iterations; the signature of the server, which is
        // made with the key of the server, is in it.
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").expect("a salt");
        let verifier = with_salt("pencil", &salt);
        let server = verifier.rsplit(':').next().and_then(|key| STANDARD.decode(key).ok()).expect("a key");
        let exchange = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,\
                        c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        assert_eq!(
            STANDARD.encode(mac(&server, exchange.as_bytes())),
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        );
    }
}
