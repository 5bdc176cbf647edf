//! The keychain: small secrets that the operating system keeps for this person.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

/// A secret in memory: wiped when dropped, never shown.
#[derive(Clone)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes over the bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes. Handle with care: never log them.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}

/// Why a keychain did not serve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretsFailure {
    /// There is none, or it does not answer.
    #[error("there is no keychain: {0}")]
    Missing(String),
    /// It is locked, or the person refused.
    #[error("the keychain is locked: {0}")]
    Locked(String),
}

/// Keeps secrets under names. Calls may wait for a person who unlocks the keychain.
#[async_trait::async_trait]
pub trait Secrets: Send + Sync {
    /// The secret of a name, if there is one.
    async fn get(&self, name: &str) -> Result<Option<SecretBytes>, SecretsFailure>;
    /// Keeps a secret, in place of the one before.
    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretsFailure>;
    /// Forgets a secret; nothing happens if there is none.
    async fn delete(&self, name: &str) -> Result<(), SecretsFailure>;
}

/// A keychain in memory, which can be locked.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    kept: Mutex<HashMap<String, SecretBytes>>,
    failure: Mutex<Option<SecretsFailure>>,
}

impl MemorySecrets {
    /// Fails every call from now on, or serves again.
    pub fn fail_with(&self, failure: Option<SecretsFailure>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }

    fn kept(&self) -> Result<std::sync::MutexGuard<'_, HashMap<String, SecretBytes>>, SecretsFailure> {
        match &*self.failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure.clone()),
            None => Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

#[async_trait::async_trait]
impl Secrets for MemorySecrets {
    async fn get(&self, name: &str) -> Result<Option<SecretBytes>, SecretsFailure> {
        Ok(self.kept()?.get(name).cloned())
    }

    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretsFailure> {
        self.kept()?.insert(name.to_owned(), secret);
        Ok(())
    }

    async fn delete(&self, name: &str) -> Result<(), SecretsFailure> {
        self.kept()?.remove(name);
        Ok(())
    }
}
