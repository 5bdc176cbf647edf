//! What other features store of messages, and read: the line that hears of them, and the one that sends them.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, InstanceId, MessageId, ThreadId};
use leadsmart_contract::messages::{ContentKind, MessageState};
use leadsmart_contract::values::Emoji;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::model::{KeptContent, KeptFailure, Message, NewMedia, NewMessage, progress};
use super::store::{self, MediaToSend};
use crate::context::Context;
use crate::error::{NotFound, Result};

/// The id of a message that was not written here: the same on every desktop that receives it.
pub(crate) fn id_of(thread: ThreadId, wire_id: &str, from_me: bool) -> MessageId {
    let mut digest = Sha256::new();
    digest.update(thread.uuid().as_bytes());
    digest.update([u8::from(from_me)]);
    digest.update(wire_id.as_bytes());
    let bytes: [u8; 32] = digest.finalize().into();
    let mut short = [0; 16];
    short.copy_from_slice(&bytes[..16]);
    MessageId::new(uuid::Builder::from_custom_bytes(short).into_uuid())
}

/// Stores a message that came or was sent elsewhere, unless it is there. One that could not be read before takes its place. Answers
/// whether something is new.
pub(crate) async fn receive(
    connection: &mut SqliteConnection,
    company: CompanyId,
    message: &NewMessage,
    media: Option<&NewMedia>,
) -> Result<bool> {
    match store::by_wire(connection, message.thread, &message.wire_id, message.from_me).await? {
        None => {
            let at = store::place_in_second(connection, message.thread, message.at).await?;
            store::insert(connection, company, &NewMessage { at, ..message.clone() }).await?;
        }
        Some((id, MessageState::Undecryptable)) if message.state != MessageState::Undecryptable => {
            store::set_content(connection, id, &message.content, None).await?;
            store::set_state(connection, id, message.state, None).await?;
            if let Some(media) = media {
                store::put_media(connection, company, id, media).await?;
            }
            return Ok(true);
        }
        Some(_) => return Ok(false),
    }
    if let Some(media) = media {
        store::put_media(connection, company, message.id, media).await?;
    }
    Ok(true)
}

/// A message of a company.
///
/// # Errors
/// There is none.
pub(crate) async fn get(
    connection: &mut SqliteConnection,
    company: CompanyId,
    message: MessageId,
) -> Result<Message> {
    Ok(store::find(connection, company, message).await?.ok_or(NotFound::Message)?)
}

/// The message that WhatsApp knows under an id.
pub(crate) async fn by_wire(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    wire_id: &str,
    from_me: bool,
) -> Result<Option<(MessageId, MessageState)>> {
    store::by_wire(connection, thread, wire_id, from_me).await
}

/// A message from here over a number, by the id that was chosen for it.
pub(crate) async fn sent_by_wire(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    wire_id: &str,
) -> Result<Option<(MessageId, MessageState)>> {
    store::sent_by_wire(connection, instance, wire_id).await
}

/// Notes how far a message from here has come. What is told late never takes it back.
pub(crate) async fn advance(
    connection: &mut SqliteConnection,
    message: (MessageId, MessageState),
    state: MessageState,
) -> Result<()> {
    if progress(state) > progress(message.1) {
        store::set_state(connection, message.0, state, None).await?;
    }
    Ok(())
}

/// Sets what became of a message, and why.
pub(crate) async fn set_state(
    connection: &mut SqliteConnection,
    message: MessageId,
    state: MessageState,
    failure: Option<&KeptFailure>,
) -> Result<()> {
    store::set_state(connection, message, state, failure).await
}

/// Sets when a message was sent, by the service's clock.
pub(crate) async fn set_time(
    connection: &mut SqliteConnection,
    message: MessageId,
    at: Timestamp,
) -> Result<()> {
    store::set_time(connection, message, at, None).await
}

/// Other words in place of those that a message has; what it held is kept. Words that are older than the present ones are not put.
pub(crate) async fn edit(
    connection: &mut SqliteConnection,
    context: &Context,
    message: &Message,
    text: &str,
    at: Timestamp,
) -> Result<()> {
    if message.content.kind == ContentKind::Deleted || message.content.body == text {
        return Ok(());
    }
    let before = &message.content.body;
    store::add_revision(connection, message.company, context.new_id::<Uuid>(), message.id, at, before, false)
        .await?;
    let content = KeptContent { body: text.to_owned(), ..message.content.clone() };
    store::set_content(connection, message.id, &content, Some(at)).await
}

/// Nothing in place of what a message held, which is kept.
pub(crate) async fn delete_for_all(
    connection: &mut SqliteConnection,
    context: &Context,
    message: &Message,
    at: Timestamp,
) -> Result<()> {
    if message.content.kind == ContentKind::Deleted {
        return Ok(());
    }
    let before = &message.content.body;
    store::add_revision(connection, message.company, context.new_id::<Uuid>(), message.id, at, before, true)
        .await?;
    store::set_content(connection, message.id, &KeptContent::bare(ContentKind::Deleted), None).await?;
    store::set_read(connection, message.id).await
}

/// Puts back what a message held before a change that was refused.
pub(crate) async fn put_back(
    connection: &mut SqliteConnection,
    message: MessageId,
    content: &KeptContent,
) -> Result<()> {
    store::set_content(connection, message, content, None).await
}

/// Puts an emoji on a message; one that is none, or an empty one, takes it away.
pub(crate) async fn react(
    connection: &mut SqliteConnection,
    message: MessageId,
    mine: bool,
    emoji: &str,
) -> Result<()> {
    let emoji = Emoji::parse(emoji).ok().filter(|emoji| !emoji.as_str().is_empty());
    store::set_reaction(connection, message, mine, emoji.as_ref().map(Emoji::as_str)).await
}

/// The unread messages of a conversation up to an instant, and the ids under which WhatsApp knows them.
pub(crate) async fn unread(
    connection: &mut SqliteConnection,
    thread: ThreadId,
    up_to: Option<Timestamp>,
) -> Result<Vec<(MessageId, String)>> {
    store::unread(connection, thread, up_to).await
}

/// Notes that a message was read here.
pub(crate) async fn set_read(connection: &mut SqliteConnection, message: MessageId) -> Result<()> {
    store::set_read(connection, message).await
}

/// Gives all messages of a conversation to another one.
pub(crate) async fn give_to_thread(
    connection: &mut SqliteConnection,
    from: ThreadId,
    to: ThreadId,
) -> Result<()> {
    store::give_to_thread(connection, from, to).await
}

/// Messages of a number whose time has come.
pub(crate) async fn due(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    now: Timestamp,
) -> Result<Vec<MessageId>> {
    store::due(connection, instance, now).await
}

/// Messages of a number that wait to be sent and stand in no queue here.
pub(crate) async fn unqueued(
    connection: &mut SqliteConnection,
    instance: InstanceId,
) -> Result<Vec<(MessageId, ThreadId, String)>> {
    store::unqueued(connection, instance).await
}

/// What is sealed of the file of a message, and its size as the sender says.
pub(crate) async fn media_reference(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<Option<(Option<Vec<u8>>, u64)>> {
    let found = store::media_reference(connection, message).await?;
    Ok(found.map(|(sealed, size)| (sealed, u64::try_from(size).unwrap_or(0))))
}

/// Stores what is known of the file of a message, in place of what was known before.
pub(crate) async fn put_media(
    connection: &mut SqliteConnection,
    company: CompanyId,
    message: MessageId,
    media: &NewMedia,
) -> Result<()> {
    store::put_media(connection, company, message, media).await
}

/// What the file of a message is sent as.
pub(crate) async fn media_to_send(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<Option<MediaToSend>> {
    store::media_to_send(connection, message).await
}
