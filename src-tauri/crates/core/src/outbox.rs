//! Messages to the outside world: written with what caused them, sent afterwards, never twice on purpose.
//!
//! A message is a row that is stored in the same transaction as its cause. Whoever hosts the backend calls
//! [`Core::deliver_due`] again and again. What cannot be sent now waits a little longer each time and is given up after a
//! day, or when it is of no use any more; why is kept. The text is sealed, because it may hold a code, and is deleted once
//! it is sent or given up.

mod store;

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::values::EmailAddress;
use leadsmart_ports::{MailFailure, Message};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::Core;
use crate::companies;
use crate::context::Write;
use crate::error::{Defect, Result};
use crate::secrets::{self, CompanyKey, Place};
use store::Waiting;

/// How long a message is tried.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(30);

/// The longest wait between two tries.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// How many messages are looked at in one go.
const BATCH: i64 = 50;

/// A mail to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Letter {
    /// Who gets it.
    pub(crate) to: EmailAddress,
    /// The subject.
    pub(crate) subject: String,
    /// The text.
    pub(crate) text: String,
    /// After this it would be of no use, such as a code that has expired.
    pub(crate) until: Timestamp,
}

/// What became of one try.
enum Outcome {
    Sent,
    Again(String),
    GivenUp(String),
}

/// Puts a mail of a company into the outbox, in the transaction of what caused it.
pub(crate) async fn queue(write: &mut Write, key: &CompanyKey, letter: &Letter) -> Result<()> {
    let id: Uuid = write.context.new_id();
    let payload = key.seal(&write.context, place(id), &serde_json::to_vec(letter)?)?;
    let now = write.context.now;
    store::insert(write.connection(), id, key.company, &payload, now).await
}

/// Drops whatever a removed company still had to send.
pub(crate) async fn forget(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    store::delete_of_company(connection, company).await
}

impl Core {
    /// Sends what is due, once. Answers how many messages went out.
    ///
    /// # Errors
    /// The store fails. A message that is not taken is no error: it is tried again later.
    pub async fn deliver_due(&self) -> Result<usize> {
        let _alone = self.inner.delivering.lock().await;
        let now = self.ports().clock.now();
        let mut read = self.db().read().await?;
        let due = store::due(&mut read, now, BATCH).await?;
        read.rollback().await?;
        let mut sent = 0;
        for waiting in due {
            let outcome = try_once(self, &waiting, now).await?;
            let mut transaction = self.db().write_local().await?;
            match &outcome {
                Outcome::Sent => {
                    store::sent(&mut transaction, waiting.id, self.ports().clock.now()).await?;
                    sent += 1;
                }
                Outcome::Again(why) => {
                    let next =
                        now.saturating_add(self.wait_after(waiting.attempts)).unwrap_or(Timestamp::MAX);
                    store::failed(&mut transaction, waiting.id, why, next).await?;
                }
                Outcome::GivenUp(why) => {
                    tracing::warn!(message = %waiting.id, why, "a message was given up");
                    store::given_up(&mut transaction, waiting.id, why, now).await?;
                }
            }
            transaction.commit().await?;
        }
        Ok(sent)
    }

    /// The wait after so many earlier failures: doubling, bounded, and a fifth more or less by chance, so that the
    /// desktops of a company do not all knock at once when the network returns.
    fn wait_after(&self, failures: i64) -> SignedDuration {
        let doubled = FIRST_WAIT.as_secs() << failures.clamp(0, 16);
        let mut chance = [0; 1];
        self.ports().random.fill(&mut chance);
        let wait = SignedDuration::from_secs(doubled.min(LONGEST_WAIT.as_secs()));
        wait * 4 / 5 + wait * i32::from(chance[0]) * 2 / (5 * 255)
    }
}

async fn try_once(core: &Core, waiting: &Waiting, now: Timestamp) -> Result<Outcome> {
    let key = match secrets::company_key(core, waiting.company).await {
        Ok(key) => key,
        Err(error) => return Ok(later(waiting, now, None, error.to_string())),
    };
    let Ok(payload) = key.open(place(waiting.id), &waiting.payload) else {
        return Ok(Outcome::GivenUp("the sealed message cannot be opened".to_owned()));
    };
    let letter: Letter =
        serde_json::from_slice(payload.reveal()).map_err(|e| Defect(format!("a queued message: {e}")))?;
    let mut read = core.db().read().await?;
    let server = companies::mail_server(&mut read, &key).await;
    read.rollback().await?;
    let server = match server {
        Ok(Some(server)) => server,
        Ok(None) => return Ok(later(waiting, now, Some(&letter), "no mail server is set".to_owned())),
        Err(error) => return Ok(later(waiting, now, Some(&letter), error.to_string())),
    };
    if now > letter.until {
        return Ok(later(waiting, now, Some(&letter), waiting.last_error.clone().unwrap_or_default()));
    }
    let message = Message {
        key: waiting.id.to_string(),
        to: letter.to.clone(),
        subject: letter.subject.clone(),
        text: letter.text.clone(),
    };
    Ok(match core.ports().mailer.send(&server, &message).await {
        Ok(()) => Outcome::Sent,
        Err(failure @ MailFailure::Refused(_)) => Outcome::GivenUp(failure.to_string()),
        // A wrong password at the server is mended by a person, and then the message can still go out.
        Err(failure @ (MailFailure::Unreachable(_) | MailFailure::Credentials(_))) => {
            later(waiting, now, Some(&letter), failure.to_string())
        }
    })
}

/// Another try, unless it would be too late.
fn later(waiting: &Waiting, now: Timestamp, letter: Option<&Letter>, why: String) -> Outcome {
    let expired = letter.is_some_and(|letter| now > letter.until);
    if expired || now.duration_since(waiting.created_at) >= GIVE_UP_AFTER {
        Outcome::GivenUp(why)
    } else {
        Outcome::Again(why)
    }
}

fn place(row: Uuid) -> Place {
    Place { table: "outbox", row, column: "payload" }
}

#[cfg(test)]
mod tests;
