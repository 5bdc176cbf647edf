//! Passwords: Argon2id, never while a transaction is open, never more than a few at once.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use leadsmart_ports::SecretBytes;
use tokio::sync::Semaphore;

use crate::context::Context;
use crate::error::{Defect, Result};

/// 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet, Argon2id).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many are computed at once: each takes 19 MiB, and anybody may ask for one.
static ROOM: Semaphore = Semaphore::const_new(4);

/// What a password of an unknown address is compared with, so that the time of the answer tells nothing.
static NOBODY: OnceLock<String> = OnceLock::new();

/// The hash of a new password, as a PHC string.
pub(super) async fn hash(context: &Context, password: &str) -> Result<String> {
    let salt: [u8; 16] = context.random();
    let password = SecretBytes::new(password.as_bytes().to_vec());
    apart(move || hash_with(&password, &salt)).await?
}

/// Whether a password is the one of the hash. Takes as long where there is no hash.
pub(super) async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    let password = SecretBytes::new(password.as_bytes().to_vec());
    apart(move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => nobody()?,
        };
        let parsed = PasswordHash::new(&hash).map_err(|e| Defect(format!("a stored password hash: {e}")))?;
        let fits = argon()?.verify_password(password.reveal(), &parsed).is_ok();
        Ok(fits && known)
    })
    .await?
}

fn nobody() -> Result<String> {
    if let Some(hash) = NOBODY.get() {
        return Ok(hash.clone());
    }
    let hash = hash_with(&SecretBytes::new(b"nobody has this address".to_vec()), &[0; 16])?;
    Ok(NOBODY.get_or_init(|| hash).clone())
}

fn hash_with(password: &SecretBytes, salt: &[u8; 16]) -> Result<String> {
    let hash: PasswordHash = argon()?
        .hash_password_with_salt(password.reveal(), salt)
        .map_err(|e| Defect(format!("a password could not be hashed: {e}")))?;
    Ok(hash.to_string())
}

fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|e| Defect(format!("the parameters of Argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let room = ROOM.acquire().await.map_err(|e| Defect(e.to_string()))?;
    let running = tokio::task::spawn_blocking(move || {
        let _room = room;
        work()
    });
    running.await.map_err(|e| Defect(format!("hashing stopped: {e}")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_stored_as_argon2id_with_the_recommended_cost() {
        let password = SecretBytes::new(b"correct horse".to_vec());
        let hash = hash_with(&password, &[7; 16]).expect("a hash");
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "the cost is the recommended one: {hash}"
        );
    }

    #[tokio::test]
    async fn only_the_right_password_fits_and_nothing_fits_an_unknown_address() {
        let password = SecretBytes::new(b"correct horse".to_vec());
        let hash = hash_with(&password, &[7; 16]).expect("a hash");
        assert!(verify("correct horse", Some(hash.clone())).await.expect("compared"));
        assert!(!verify("correct horsf", Some(hash)).await.expect("compared"));
        assert!(
            !verify("nobody has this address", None).await.expect("compared"),
            "the stand-in opens nothing"
        );
    }
}
