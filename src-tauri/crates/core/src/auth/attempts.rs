//! Guessing slows down: after five failures the next attempt must wait, a second at first, then twice as long each time.
//!
//! An attempt counts before it is looked at and is struck out when it succeeds, so that many at once gain nothing. What is
//! counted is a digest of what was attempted, known or not, so that the wait does not tell which addresses exist.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::{AuthError, store};
use crate::Core;
use crate::error::Result;

/// How many failures go without a wait.
const FREE: i64 = 5;

/// The longest wait, in seconds.
const LONGEST_SECONDS: i64 = 15 * 60;

/// After this, failures are forgotten.
const FORGET_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What is attempted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// To log in, or to prove who one is with the password.
    Password,
    /// To use a recovery code or one that was sent or issued.
    Code,
    /// To have a code sent. Every request counts, so that nobody's mailbox is flooded.
    Request,
    /// To join a company.
    Invite,
    /// To open the sealed file of this computer.
    Passphrase,
}

/// A kind of attempt on one address or user.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject([u8; 32]);

impl Subject {
    /// The subject of a kind and an address or identifier.
    pub(crate) fn new(kind: Kind, whom: &str) -> Self {
        let kind = match kind {
            Kind::Password => "password",
            Kind::Code => "code",
            Kind::Request => "request",
            Kind::Invite => "invite",
            Kind::Passphrase => "passphrase",
        };
        Self(Sha256::digest(format!("{kind} {whom}").as_bytes()).into())
    }
}

/// Counts an attempt, or refuses it until its wait is over.
pub(crate) async fn begin(core: &Core, subject: Subject, now: Timestamp) -> Result<()> {
    let mut transaction = core.db().write_local().await?;
    count(&mut transaction, subject, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// The same inside of a transaction.
pub(crate) async fn count(connection: &mut SqliteConnection, subject: Subject, now: Timestamp) -> Result<()> {
    let oldest = now.saturating_sub(FORGET_AFTER).unwrap_or(Timestamp::MIN);
    store::forget_attempts(connection, oldest).await?;
    if let Some((failures, last)) = store::attempts(connection, &subject.0).await?
        && let Some(retry_at) = retry_at(failures, last, now)
    {
        return Err(AuthError::TooManyAttempts(retry_at).into());
    }
    store::count_attempt(connection, &subject.0, now).await
}

/// Strikes out the attempts on a subject, after one that succeeded.
pub(crate) async fn clear(connection: &mut SqliteConnection, subject: Subject) -> Result<()> {
    store::clear_attempts(connection, &subject.0).await
}

/// When the next attempt is allowed, if not yet. A clock that was set back does not lengthen the wait.
fn retry_at(failures: i64, last: Timestamp, now: Timestamp) -> Option<Timestamp> {
    if failures < FREE {
        return None;
    }
    let doublings = (failures - FREE).min(20);
    let wait = SignedDuration::from_secs((1_i64 << doublings).min(LONGEST_SECONDS));
    let until = last.min(now).saturating_add(wait).unwrap_or(Timestamp::MAX);
    (until > now).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_begins_after_five_failures_and_doubles_up_to_a_quarter_of_an_hour() {
        let last = Timestamp::UNIX_EPOCH;
        for (failures, seconds) in [
            (0, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (7, 4),
            (14, 512),
            (15, 900),
            (16, 900),
            (1_000, 900),
            (i64::MAX, 900),
        ] {
            let wait = retry_at(failures, last, last).map_or(0, |at| at.as_second());
            assert_eq!(wait, seconds, "after {failures} failures");
        }
    }

    #[test]
    fn a_wait_ends_and_a_clock_set_back_does_not_lengthen_it() {
        let last = Timestamp::from_second(1_000_000).expect("an instant");
        assert_eq!(retry_at(5, last, last + SignedDuration::from_secs(1)), None);
        let earlier = Timestamp::UNIX_EPOCH;
        assert_eq!(retry_at(5, last, earlier), Some(earlier + SignedDuration::from_secs(1)));
    }
}
