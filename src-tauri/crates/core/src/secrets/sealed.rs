//! Secrets in a file, for a computer whose keychain does not serve: sealed with a key that follows from a passphrase, which somebody
//! enters once after each start. Where the file is, everything is kept in it and nothing in the keychain: there is one place.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use leadsmart_ports::{Random, SecretBytes};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{NONCE_BYTES, Unavailable};
use crate::error::{Defect, Result};

/// The file in the data folder, and the one in the making.
const FILE: &str = "secrets.sealed";
const STAGED: &str = "secrets.sealed.new";

/// 64 MiB, three passes, four lanes: the second recommendation of RFC 9106, 4. It is entered once a start.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

const SALT_BYTES: usize = 16;

/// Binds what is sealed to what it is.
const PURPOSE: &[u8] = b"leadsmart sealed secrets 1";

/// The file as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    salt: String,
    sealed: String,
}

/// What the passphrase opened.
struct Opened {
    key: Zeroizing<[u8; 32]>,
    salt: [u8; SALT_BYTES],
    secrets: BTreeMap<String, SecretBytes>,
}

/// The file, opened or not.
pub(crate) struct Sealed {
    folder: PathBuf,
    opened: tokio::sync::Mutex<Option<Opened>>,
}

impl Sealed {
    /// That of a data folder.
    pub(crate) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), opened: tokio::sync::Mutex::default() }
    }

    /// Whether there is one.
    pub(crate) fn exists(&self) -> bool {
        self.folder.join(FILE).exists()
    }

    /// Whether the passphrase was entered.
    pub(crate) async fn is_open(&self) -> bool {
        self.opened.lock().await.is_some()
    }

    /// Makes the file, empty.
    pub(crate) async fn make(&self, passphrase: &str, random: &dyn Random) -> Result<()> {
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        let key = derive(passphrase, salt).await?;
        let mut opened = self.opened.lock().await;
        if self.exists() {
            return Err(Unavailable::Sealed.into());
        }
        let made = Opened { key, salt, secrets: BTreeMap::new() };
        self.write(&made, random)?;
        *opened = Some(made);
        Ok(())
    }

    /// Opens the file.
    ///
    /// # Errors
    /// [`Unavailable::Passphrase`] if it is another passphrase, or the file was damaged.
    pub(crate) async fn open(&self, passphrase: &str) -> Result<()> {
        let text = std::fs::read(self.folder.join(FILE)).map_err(Unavailable::from)?;
        let written: Written = serde_json::from_slice(&text).map_err(|_| Unavailable::Passphrase)?;
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| Unavailable::Passphrase);
        let salt: [u8; SALT_BYTES] = bytes(&written.salt)?.try_into().map_err(|_| Unavailable::Passphrase)?;
        let key = derive(passphrase, salt).await?;
        let secrets = unseal(&key, &bytes(&written.sealed)?)?;
        *self.opened.lock().await = Some(Opened { key, salt, secrets });
        Ok(())
    }

    /// The secret of a name, if there is one.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<SecretBytes>, Unavailable> {
        let opened = self.opened.lock().await;
        Ok(opened.as_ref().ok_or(Unavailable::Sealed)?.secrets.get(name).cloned())
    }

    /// Keeps a secret, in place of the one before, or forgets it.
    pub(crate) async fn put(
        &self,
        name: &str,
        secret: Option<SecretBytes>,
        random: &dyn Random,
    ) -> Result<(), Unavailable> {
        let mut opened = self.opened.lock().await;
        let opened = opened.as_mut().ok_or(Unavailable::Sealed)?;
        let mut secrets = opened.secrets.clone();
        match secret {
            Some(secret) => secrets.insert(name.to_owned(), secret),
            None => secrets.remove(name),
        };
        let after = Opened { key: opened.key.clone(), salt: opened.salt, secrets };
        self.write(&after, random)?;
        *opened = after;
        Ok(())
    }

    /// Writes all of it beside what is there, and puts it in its place once it is on the disk.
    fn write(&self, opened: &Opened, random: &dyn Random) -> Result<(), Unavailable> {
        let written = Written {
            salt: STANDARD.encode(opened.salt),
            sealed: STANDARD.encode(seal(&opened.key, &opened.secrets, random)?),
        };
        let text = serde_json::to_vec(&written).map_err(|_| Unavailable::Unreadable)?;
        let (staged, file) = (self.folder.join(STAGED), self.folder.join(FILE));
        let mut stream = private(&staged)?;
        stream.write_all(&text)?;
        stream.sync_all()?;
        std::fs::rename(staged, file)?;
        Ok(crate::db::sync_folder(&self.folder)?)
    }
}

/// The key of a passphrase. It takes its time on purpose, so not on a thread that others wait for.
async fn derive(passphrase: &str, salt: [u8; SALT_BYTES]) -> Result<Zeroizing<[u8; 32]>> {
    let passphrase = SecretBytes::new(passphrase.as_bytes().to_vec());
    let defect = |error: String| Defect(format!("a key of a passphrase: {error}"));
    let deriving = tokio::task::spawn_blocking(move || {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(|error| error.to_string())?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.reveal(), &salt, &mut *key)
            .map_err(|error| error.to_string())?;
        Ok::<_, String>(key)
    });
    Ok(deriving.await.map_err(|error| defect(error.to_string()))?.map_err(defect)?)
}

fn seal(
    key: &[u8; 32],
    secrets: &BTreeMap<String, SecretBytes>,
    random: &dyn Random,
) -> Result<Vec<u8>, Unavailable> {
    let texts: BTreeMap<&str, String> =
        secrets.iter().map(|(name, secret)| (name.as_str(), STANDARD.encode(secret.reveal()))).collect();
    let plain = Zeroizing::new(serde_json::to_vec(&texts).map_err(|_| Unavailable::Unreadable)?);
    let mut nonce = [0; NONCE_BYTES];
    random.fill(&mut nonce);
    let payload = Payload { msg: &plain, aad: PURPOSE };
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Unavailable::Unreadable)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn unseal(key: &[u8; 32], sealed: &[u8]) -> Result<BTreeMap<String, SecretBytes>, Unavailable> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or(Unavailable::Passphrase)?;
    let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Unavailable::Passphrase)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let payload = Payload { msg: sealed, aad: PURPOSE };
    let plain = cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| Unavailable::Passphrase)?;
    let plain = Zeroizing::new(plain);
    let texts: BTreeMap<String, String> =
        serde_json::from_slice(&plain).map_err(|_| Unavailable::Unreadable)?;
    let read = |(name, text): (String, String)| {
        let secret = STANDARD.decode(text).map_err(|_| Unavailable::Unreadable)?;
        Ok((name, SecretBytes::new(secret)))
    };
    texts.into_iter().map(read).collect()
}

/// A new file for this person alone.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use leadsmart_ports::SeededRandom;

    use super::*;

    #[tokio::test]
    async fn what_is_sealed_opens_with_its_passphrase_alone_and_is_not_in_the_file_as_it_is() {
        let (folder, random) = (tempfile::tempdir().expect("a folder"), SeededRandom::new(1));
        let sealed = Sealed::of(folder.path());
        assert!(!sealed.exists());
        sealed.make("a desk by the window", &random).await.expect("made");
        sealed.make("another one", &random).await.expect_err("it is there");
        let secret = SecretBytes::new(b"segredo segredo".to_vec());
        sealed.put("login", Some(secret), &random).await.expect("kept");
        let text = std::fs::read(folder.path().join(FILE)).expect("a file");
        assert!(!text.windows(5).any(|part| part == b"login"), "not even names can be read");
        let again = Sealed::of(folder.path());
        assert_eq!(again.get("login").await.err(), Some(Unavailable::Sealed));
        let refused = again.open("a desk by the door").await.expect_err("another passphrase");
        assert_eq!(refused.to_string(), Unavailable::Passphrase.to_string());
        assert!(!again.is_open().await);
        again.open("a desk by the window").await.expect("opened");
        let kept = again.get("login").await.expect("open").expect("it is there");
        assert_eq!(kept.reveal(), b"segredo segredo");
        again.put("login", None, &random).await.expect("forgotten");
        assert!(again.get("login").await.expect("open").is_none());
    }

    #[tokio::test]
    async fn a_file_that_was_damaged_opens_nothing() {
        let (folder, random) = (tempfile::tempdir().expect("a folder"), SeededRandom::new(1));
        Sealed::of(folder.path()).make("a desk by the window", &random).await.expect("made");
        let file = folder.path().join(FILE);
        let text = std::fs::read_to_string(&file).expect("a file");
        for damaged in [
            text[..text.len() / 2].to_owned(),
            text.replacen("sealed\":\"", "sealed\":\"AAAA", 1),
            String::new(),
        ] {
            std::fs::write(&file, damaged).expect("a file");
            Sealed::of(folder.path()).open("a desk by the window").await.expect_err("damage is noticed");
        }
    }
}
