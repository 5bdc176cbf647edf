//! Codes that open an account once, and the recovery code, which opens it until it is replaced.
//!
//! Codes are random, so a fast digest is enough to keep them; only the digest is kept.

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::UserId;
use leadsmart_contract::values::{AccessCode, EmailAddress};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::store;
use crate::context::Context;
use crate::error::{Defect, Result};

/// A code for a new password that was sent by mail.
pub(super) const RESET_BY_MAIL: SignedDuration = SignedDuration::from_hours(1);
/// A code for a new password that an administrator hands over.
pub(super) const RESET_BY_ADMINISTRATOR: SignedDuration = SignedDuration::from_hours(72);
/// A code for a new address.
pub(super) const CHANGE_EMAIL: SignedDuration = SignedDuration::from_hours(1);
/// A code that confirms an address.
pub(super) const VERIFY_EMAIL: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    ResetPassword,
    ChangeEmail,
    VerifyEmail,
}

impl Purpose {
    /// As it is stored.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
            Self::VerifyEmail => "verify_email",
        }
    }
}

/// A recovery code: 100 bits.
pub(super) fn recovery_code(context: &Context) -> Result<AccessCode> {
    random_code::<20>(context)
}

/// A code that is good for a while: 60 bits, which slowed attempts cannot search in its time.
pub(crate) fn short_code(context: &Context) -> Result<AccessCode> {
    random_code::<12>(context)
}

/// The digest under which a code is kept.
pub(crate) fn digest(code: &AccessCode) -> [u8; 32] {
    Sha256::digest(code.reveal().as_bytes()).into()
}

/// Whether a code is the one of a digest.
pub(super) fn fits(code: &AccessCode, kept: &[u8]) -> bool {
    digest(code).as_slice().ct_eq(kept).into()
}

/// Makes a code for a user and voids older ones of the same purpose. Answers it with the instant at which it expires.
pub(super) async fn issue(
    context: &Context,
    connection: &mut SqliteConnection,
    user: UserId,
    purpose: Purpose,
    email: Option<&EmailAddress>,
    lasts: SignedDuration,
) -> Result<(AccessCode, Timestamp)> {
    let code = short_code(context)?;
    let expires_at = context.now.saturating_add(lasts).unwrap_or(Timestamp::MAX);
    store::void_codes(connection, user, Some(purpose)).await?;
    let (id, times): (Uuid, _) = (context.new_id(), (context.now, expires_at));
    store::insert_code(connection, id, user, purpose, &digest(&code), email, times).await?;
    Ok((code, expires_at))
}

/// Uses up a code, if it is good for the purpose and, where one is named, the address.
pub(super) async fn redeem(
    context: &Context,
    connection: &mut SqliteConnection,
    user: UserId,
    purpose: Purpose,
    email: Option<&EmailAddress>,
    code: &AccessCode,
) -> Result<bool> {
    let open = store::open_codes(connection, user, purpose, context.now).await?;
    let found = open.into_iter().find(|kept| {
        fits(code, &kept.hash) && email.is_none_or(|email| kept.email.as_deref() == Some(email.as_str()))
    });
    match found {
        Some(kept) => store::use_code(connection, kept.id, context.now).await.map(|()| true),
        None => Ok(false),
    }
}

fn random_code<const LENGTH: usize>(context: &Context) -> Result<AccessCode> {
    let bytes: [u8; LENGTH] = context.random();
    // 256 is a multiple of the 32 letters, so each of them is as likely as any other.
    let text: String =
        bytes.iter().map(|byte| char::from(AccessCode::ALPHABET[usize::from(byte & 31)])).collect();
    AccessCode::parse(&text).map_err(|problem| Defect(format!("a new code: {problem}")).into())
}
