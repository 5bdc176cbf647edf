//! Secrets in the operating system's keychain: Secret Service on Linux, Keychain Services on macOS, Credential Manager on
//! Windows.
//!
//! A secret is stored as one line of base64, because some keychains alter bytes that are no text.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use keyring::{Entry, Error};
use leadsmart_ports::{SecretBytes, Secrets, SecretsFailure};

/// Under this name the entries stand in the keychain.
const SERVICE: &str = "LeadSmart";

/// How long a person has to unlock her keychain before a call gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The keychain of the person who runs this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keychain;

impl Keychain {
    /// Nothing is opened before the first call.
    pub const fn new() -> Self {
        Self
    }
}

#[async_trait]
impl Secrets for Keychain {
    async fn get(&self, name: &str) -> Result<Option<SecretBytes>, SecretsFailure> {
        let line = ask(name, |entry| match entry.get_password() {
            Ok(line) => Ok(Some(line)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await?;
        line.map(|line| {
            let bytes = STANDARD_NO_PAD.decode(line.trim());
            bytes.map(SecretBytes::new).map_err(|_| SecretsFailure::Missing("the entry was altered".to_owned()))
        })
        .transpose()
    }

    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretsFailure> {
        ask(name, move |entry| entry.set_password(&STANDARD_NO_PAD.encode(secret.reveal()))).await
    }

    async fn delete(&self, name: &str) -> Result<(), SecretsFailure> {
        ask(name, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }
}

/// Talks to the keychain on a thread of its own: it may wait for the person.
async fn ask<T: Send + 'static>(
    name: &str,
    work: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
) -> Result<T, SecretsFailure> {
    let name = name.to_owned();
    let asked = tokio::task::spawn_blocking(move || Entry::new(SERVICE, &name).and_then(|entry| work(&entry)));
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(outcome)) => outcome.map_err(|error| failure(&error)),
        Ok(Err(panic)) => Err(SecretsFailure::Missing(format!("the keychain failed: {panic}"))),
        Err(_) => Err(SecretsFailure::Locked("it was not unlocked in time".to_owned())),
    }
}

fn failure(error: &Error) -> SecretsFailure {
    match error {
        Error::NoStorageAccess(_) => SecretsFailure::Locked(error.to_string()),
        other => SecretsFailure::Missing(other.to_string()),
    }
}
