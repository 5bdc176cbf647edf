//! Changing a message: before it goes out, and for everybody after it did.

use leadsmart_contract::ids::MessageId;
use leadsmart_contract::messages::{ContentKind, MessageState, ReactToMessage, UpdateMessage};
use leadsmart_ports::whatsapp::Outbound;
use sqlx::SqliteConnection;

use super::model::{KeptContent, Message};
use super::{DELETABLE, EDITABLE, MessageError, keep, send, store, view};
use crate::context::Context;
use crate::error::Result;
use crate::whatsapp::queue::{self, Before, Order};
use crate::{instances, threads};

/// Other words, or another time.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    context: &Context,
    command: UpdateMessage,
) -> Result<()> {
    let message = super::get(connection, context.company()?, command.message_id).await?;
    if !message.from_me {
        return Err(MessageError::NotOurs.into());
    }
    if let Some(start) = command.send_at {
        if message.state != MessageState::Scheduled {
            return Err(MessageError::State(message.state).into());
        }
        let at = send::planned(connection, context, start).await?;
        store::set_time(connection, message.id, at, Some(at)).await?;
    }
    let Some(text) = command.text else { return Ok(()) };
    if !view::is_worded(message.content.kind) {
        return Err(MessageError::Kind.into());
    }
    let content = KeptContent { body: text.as_str().to_owned(), ..message.content.clone() };
    match message.state {
        MessageState::Scheduled | MessageState::Queued => {
            store::set_content(connection, message.id, &content, None).await
        }
        MessageState::Failed => {
            store::set_content(connection, message.id, &content, None).await?;
            again(connection, context, &message).await
        }
        MessageState::Sent | MessageState::Delivered | MessageState::Read | MessageState::Played => {
            edit_for_all(connection, context, &message, text.as_str()).await
        }
        state => Err(MessageError::State(state).into()),
    }
}

async fn edit_for_all(
    connection: &mut SqliteConnection,
    context: &Context,
    message: &Message,
    text: &str,
) -> Result<()> {
    if context.now.duration_since(message.at) > EDITABLE {
        return Err(MessageError::TooOld.into());
    }
    if message.content.body == text {
        return Ok(());
    }
    keep::edit(connection, context, message, text, context.now).await?;
    order(connection, context, message, "edit", text).await
}

/// Nothing in place of what it held, for everybody.
pub(super) async fn delete(
    connection: &mut SqliteConnection,
    context: &Context,
    message: MessageId,
) -> Result<()> {
    let message = super::get(connection, context.company()?, message).await?;
    let sent = matches!(
        message.state,
        MessageState::Sent | MessageState::Delivered | MessageState::Read | MessageState::Played
    );
    match () {
        () if !message.from_me => return Err(MessageError::NotOurs.into()),
        () if message.content.kind == ContentKind::Deleted => return Ok(()),
        () if !sent => return Err(MessageError::State(message.state).into()),
        () if context.now.duration_since(message.at) > DELETABLE => return Err(MessageError::TooOld.into()),
        () => {}
    }
    keep::delete_for_all(connection, context, &message, context.now).await?;
    order(connection, context, &message, "delete", "").await
}

/// An emoji on it.
pub(super) async fn react(
    connection: &mut SqliteConnection,
    context: &Context,
    command: &ReactToMessage,
) -> Result<()> {
    let message = super::get(connection, context.company()?, command.message_id).await?;
    if message.content.kind == ContentKind::Deleted {
        return Err(MessageError::Kind.into());
    }
    if matches!(
        message.state,
        MessageState::Scheduled | MessageState::Queued | MessageState::Sending | MessageState::Failed
    ) {
        return Err(MessageError::State(message.state).into());
    }
    keep::react(connection, message.id, true, command.emoji.as_str()).await?;
    order(connection, context, &message, "react", command.emoji.as_str()).await
}

/// Has a change go out. Only the desktop that holds the number can: the queue belongs to its line.
async fn order(
    connection: &mut SqliteConnection,
    context: &Context,
    message: &Message,
    action: &'static str,
    text: &str,
) -> Result<()> {
    instances::require_here(connection, message.company, message.instance, context.now).await?;
    let order = Order {
        instance: message.instance,
        thread: message.thread,
        message: message.id,
        action,
        wire_id: Outbound::id_from(context.random()),
        text: text.to_owned(),
        before: Some(Before { content: message.content.clone() }),
    };
    queue::put(connection, &order, context.now).await
}

/// Once more, or now in place of later, under the same id.
pub(super) async fn retry(
    connection: &mut SqliteConnection,
    context: &Context,
    message: MessageId,
) -> Result<()> {
    let message = super::get(connection, context.company()?, message).await?;
    match message.state {
        MessageState::Failed | MessageState::Scheduled if message.from_me => {
            again(connection, context, &message).await
        }
        // It is on its way already.
        MessageState::Queued => Ok(()),
        state => Err(MessageError::State(state).into()),
    }
}

async fn again(connection: &mut SqliteConnection, context: &Context, message: &Message) -> Result<()> {
    store::set_time(connection, message.id, context.now, None).await?;
    store::set_state(connection, message.id, MessageState::Queued, None).await?;
    queue::forget_message(connection, message.id).await?;
    let order = Order::send(message.instance, message.thread, message.id, &message.wire_id);
    queue::put(connection, &order, context.now).await?;
    let thread = threads::present(connection, message.company, message.thread).await?;
    threads::answered(connection, context, &thread).await
}

/// Takes it back before it goes out.
pub(super) async fn discard(
    connection: &mut SqliteConnection,
    context: &Context,
    message: MessageId,
) -> Result<()> {
    let message = super::get(connection, context.company()?, message).await?;
    match message.state {
        MessageState::Scheduled | MessageState::Queued | MessageState::Failed if message.from_me => {
            store::delete(connection, message.id).await
        }
        state => Err(MessageError::State(state).into()),
    }
}
