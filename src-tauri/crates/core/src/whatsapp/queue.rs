//! What waits to go out, in the order in which it was asked for.
//!
//! It is a table of its own and not the outbox of mails: a line keeps the order of each conversation, goes at a pace, and learns only
//! afterwards what became of what it handed over. And the text lies in the message anyway, where a person can still change it.

use jiff::Timestamp;
use leadsmart_contract::ids::{InstanceId, MessageId, ThreadId};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::store::queue as store;
use crate::error::Result;
use crate::messages::model::KeptContent;

/// What a message was before it was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Before {
    pub(crate) content: KeptContent,
}

/// Something that is to go out.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) instance: InstanceId,
    pub(crate) thread: ThreadId,
    /// The message that is sent, or changed.
    pub(crate) message: MessageId,
    /// `send`, `edit`, `delete` or `react`.
    pub(crate) action: &'static str,
    /// The id under which it travels.
    pub(crate) wire_id: String,
    /// The new words, or the emoji.
    pub(crate) text: String,
    /// What is put back if a change is refused.
    pub(crate) before: Option<Before>,
}

impl Order {
    /// A message that is to be sent.
    pub(crate) fn send(instance: InstanceId, thread: ThreadId, message: MessageId, wire_id: &str) -> Self {
        let (wire_id, text) = (wire_id.to_owned(), String::new());
        Self { instance, thread, message, action: "send", wire_id, text, before: None }
    }
}

/// Puts something at the end of the queue; nothing happens if it stands there.
pub(crate) async fn put(connection: &mut SqliteConnection, order: &Order, now: Timestamp) -> Result<()> {
    store::put(connection, order, now).await
}

/// Takes a message out of the queue.
pub(crate) async fn forget_message(connection: &mut SqliteConnection, message: MessageId) -> Result<()> {
    store::delete_message(connection, message).await
}

/// How many messages of a number wait, and how many have failed.
pub(crate) async fn counts(connection: &mut SqliteConnection, instance: InstanceId) -> Result<(u32, u32)> {
    let (queued, failed) = store::counts(connection, instance).await?;
    Ok((u32::try_from(queued).unwrap_or(u32::MAX), u32::try_from(failed).unwrap_or(u32::MAX)))
}
