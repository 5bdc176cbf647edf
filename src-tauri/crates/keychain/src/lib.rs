//! Secrets in the operating system's keychain: the Secret Service on Linux, Keychain on macOS, Credential Manager on
//! Windows. `keyring` with its feature `v1` chooses among them.
//!
//! Its calls block, possibly until a person has unlocked the keychain, so each runs on a thread of its own with a bound on
//! how long it is waited for. A secret is kept as one line of base64, because some keychains change line ends.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyring::{Entry, Error};
use leadsmart_ports::{SecretBytes, Secrets, SecretsFailure};

/// How long a person has to unlock the keychain.
const PATIENCE: Duration = Duration::from_secs(60);

/// The keychain of the person who runs this process.
#[derive(Clone, Debug)]
pub struct SystemKeychain {
    service: String,
    patience: Duration,
}

impl SystemKeychain {
    /// Keeps secrets under the name of a service, by which people find them in their keychain.
    pub fn new(service: impl Into<String>) -> Self {
        Self { service: service.into(), patience: PATIENCE }
    }

    /// Runs a blocking call on the entry of a name.
    async fn on<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, SecretsFailure> {
        let (service, name) = (self.service.clone(), name.to_owned());
        // Making an entry connects to the keychain at the first time, so that blocks too.
        let running = tokio::task::spawn_blocking(move || {
            let entry = Entry::new(&service, &name)?;
            work(&entry)
        });
        match tokio::time::timeout(self.patience, running).await {
            Ok(Ok(outcome)) => outcome.map_err(|error| failure(&error)),
            Ok(Err(stopped)) => Err(SecretsFailure::Missing(format!("it failed: {stopped}"))),
            Err(_) => Err(SecretsFailure::Locked("nobody unlocked it in time".to_owned())),
        }
    }
}

#[async_trait::async_trait]
impl Secrets for SystemKeychain {
    async fn get(&self, name: &str) -> Result<Option<SecretBytes>, SecretsFailure> {
        let line = self
            .on(name, |entry| match entry.get_secret() {
                Ok(line) => Ok(Some(SecretBytes::new(line))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(error),
            })
            .await?;
        line.as_ref().map(from_line).transpose()
    }

    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretsFailure> {
        let line = to_line(&secret);
        self.on(name, move |entry| entry.set_secret(line.reveal())).await
    }

    async fn delete(&self, name: &str) -> Result<(), SecretsFailure> {
        self.on(name, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            outcome => outcome,
        })
        .await
    }
}

fn to_line(secret: &SecretBytes) -> SecretBytes {
    SecretBytes::new(STANDARD.encode(secret.reveal()).into_bytes())
}

fn from_line(line: &SecretBytes) -> Result<SecretBytes, SecretsFailure> {
    let bytes = STANDARD.decode(line.reveal().trim_ascii());
    bytes.map(SecretBytes::new).map_err(|_| SecretsFailure::Missing("what it keeps was changed".to_owned()))
}

/// Whether a person can help by unlocking. The texts of errors that quote what is kept are left out.
fn failure(error: &Error) -> SecretsFailure {
    match error {
        Error::NoStorageAccess(_) => SecretsFailure::Locked(error.to_string()),
        Error::NoDefaultStore => SecretsFailure::Missing(match Entry::store_status() {
            Err(cause) => cause.to_string(),
            Ok(()) => error.to_string(),
        }),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => {
            SecretsFailure::Missing("what it keeps was changed".to_owned())
        }
        _ => SecretsFailure::Missing(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_one_line_and_comes_back_as_it_was() {
        let secret: Vec<u8> = (0..=255).chain(*b"\r\n\0").collect();
        let line = to_line(&SecretBytes::new(secret.clone()));
        assert!(line.reveal().iter().all(u8::is_ascii_graphic), "one line of printable characters");
        let ended = SecretBytes::new([line.reveal(), b"\n"].concat());
        for kept in [line, ended] {
            assert_eq!(
                from_line(&kept).expect("a secret").reveal(),
                secret,
                "a line end that was added does no harm"
            );
        }
        assert!(from_line(&SecretBytes::new(b"***".to_vec())).is_err(), "what was changed is no secret");
    }

    #[test]
    fn a_locked_keychain_is_told_from_a_missing_one() {
        let locked = Error::NoStorageAccess("locked".into());
        assert!(matches!(failure(&locked), SecretsFailure::Locked(_)));
        let missing = Error::PlatformFailure("no bus".into());
        assert!(matches!(failure(&missing), SecretsFailure::Missing(_)));
        let shown = failure(&Error::BadEncoding(b"secret".to_vec()));
        assert!(!format!("{shown:?}").contains("secret"), "what is kept is not quoted");
    }
}
