//! The code with which another desktop joins: where the database is, a login that works once, and what opens the company's key.
//!
//! The key itself is not in it. The server keeps it, sealed with a secret that only the code holds, and the server keeps of that secret
//! only the verifier of a password that follows from it. So neither is of use without the other, and a code that was reset opens nothing.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use leadsmart_contract::ids::CompanyId;
use leadsmart_ports::remote::SetupFailure;
use leadsmart_ports::{Random, SecretBytes};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::address::{Address, AddressText, Login};
use crate::scram::{Password, mac};

/// What a code begins with; the number is of its form.
const HEAD: &str = "leadsmart-join-1-";

const NONCE: usize = 24;

/// A random secret, of which password and key are made.
#[derive(Clone)]
pub(crate) struct Root(Zeroizing<[u8; 32]>);

impl Root {
    pub(crate) fn random(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self(bytes)
    }

    /// The password of the guest.
    pub(crate) fn password(&self) -> Password {
        Password::of_bytes(&mac(&*self.0, b"leadsmart join: password"))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(mac(&*self.0, b"leadsmart join: company key")))
    }

    /// Seals the key of the company.
    pub(crate) fn seal(&self, key: &SecretBytes, random: &dyn Random) -> Result<Vec<u8>, SetupFailure> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let sealed =
            self.cipher().encrypt(&XNonce::from(nonce), key.reveal()).map_err(|_| SetupFailure::Code)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens the key of the company.
    pub(crate) fn open(&self, sealed: &[u8]) -> Result<SecretBytes, SetupFailure> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(SetupFailure::Code)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SetupFailure::Code)?;
        let key = self.cipher().decrypt(&XNonce::from(nonce), sealed).map_err(|_| SetupFailure::Code)?;
        Ok(SecretBytes::new(key))
    }
}

/// A code to join with. Its text is a secret: whoever has it may join, once.
#[derive(Clone)]
pub struct InviteCode {
    pub(crate) company_id: CompanyId,
    pub(crate) address: Address,
    pub(crate) guest: String,
    pub(crate) root: Root,
}

/// What stands in a code, in short names: it is typed into QR codes.
#[derive(Serialize, Deserialize)]
struct Content {
    c: String,
    #[serde(flatten)]
    address: AddressText,
    g: String,
    s: String,
}

impl InviteCode {
    /// The company.
    pub fn company_id(&self) -> CompanyId {
        self.company_id
    }

    /// Where the company's database is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The code: letters, digits, `-` and `_`.
    pub fn text(&self) -> String {
        let content = Content {
            c: self.company_id.uuid().simple().to_string(),
            address: AddressText::from(&self.address),
            g: self.guest.clone(),
            s: URL_SAFE_NO_PAD.encode(*self.root.0),
        };
        let content = serde_json::to_vec(&content).expect("texts and numbers are JSON");
        format!("{HEAD}{}", URL_SAFE_NO_PAD.encode(content))
    }

    /// How the guest logs in.
    pub(crate) fn login(&self) -> Login {
        Login { user: self.guest.clone(), password: self.root.password() }
    }
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InviteCode").field("address", &self.address).finish_non_exhaustive()
    }
}

impl FromStr for InviteCode {
    type Err = SetupFailure;

    fn from_str(text: &str) -> Result<Self, SetupFailure> {
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let content = text.strip_prefix(HEAD).ok_or(SetupFailure::Code)?;
        let content = URL_SAFE_NO_PAD.decode(content).map_err(|_| SetupFailure::Code)?;
        let content: Content = serde_json::from_slice(&content).map_err(|_| SetupFailure::Code)?;
        let secret = URL_SAFE_NO_PAD.decode(&content.s).map_err(|_| SetupFailure::Code)?;
        let secret: [u8; 32] = secret.try_into().map_err(|_| SetupFailure::Code)?;
        let company = Uuid::try_parse(&content.c).map_err(|_| SetupFailure::Code)?;
        let (company_id, address) = (CompanyId::new(company), content.address.try_into()?);
        Ok(Self { company_id, address, guest: content.g, root: Root(Zeroizing::new(secret)) })
    }
}

#[cfg(test)]
mod tests {
    use leadsmart_ports::SeededRandom;

    use super::*;
    use crate::address::Protection;

    fn code(protection: Protection) -> InviteCode {
        let host = if protection == Protection::Plain { "127.0.0.1" } else { "db.example.com" };
        let address = Address::new(host, 5432, "clínica", protection).expect("an address");
        let company_id = CompanyId::new(Uuid::from_u128(7));
        InviteCode {
            company_id,
            address,
            guest: "lsg_0".to_owned(),
            root: Root::random(&SeededRandom::new(1)),
        }
    }

    #[test]
    fn a_code_says_all_that_a_desktop_needs_to_join() {
        for protection in
            [Protection::Plain, Protection::Verified, Protection::VerifiedBy("-----BEGIN…".to_owned())]
        {
            let code = code(protection);
            let broken_in_two = code.text().replacen("join", "jo\n in", 1);
            let read: InviteCode =
                broken_in_two.parse().expect("a code, whatever a mail program did to its lines");
            assert_eq!((read.address(), &read.guest), (code.address(), &code.guest));
            assert_eq!(read.company_id(), code.company_id());
            assert_eq!(read.login().password.reveal(), code.login().password.reveal());
        }
    }

    #[test]
    fn a_code_opens_what_was_sealed_with_it_and_nothing_else() {
        let (root, random) = (Root::random(&SeededRandom::new(1)), SeededRandom::new(2));
        let key = SecretBytes::new(vec![7; 32]);
        let mut sealed = root.seal(&key, &random).expect("a sealed key");
        assert!(!sealed.windows(8).any(|part| part == [7; 8]), "the server does not see the key");
        assert_eq!(root.open(&sealed).expect("the key").reveal(), key.reveal());
        assert!(Root::random(&random).open(&sealed).is_err(), "another code does not open it");
        sealed[30] ^= 1;
        assert!(root.open(&sealed).is_err(), "what was changed is refused");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let good = code(Protection::Verified).text();
        let unprotected = code(Protection::Plain).text().replace("127.0.0.1", "10.0.0.1");
        for text in [
            "",
            "leadsmart-join-1-",
            &good[..good.len() - 4],
            &good[1..],
            &unprotected.replacen("-1-", "-2-", 1),
        ] {
            assert!(text.parse::<InviteCode>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_code_does_not_show_its_secret() {
        let code = code(Protection::Verified);
        assert!(!format!("{code:?}").contains(&URL_SAFE_NO_PAD.encode(*code.root.0)));
    }
}
