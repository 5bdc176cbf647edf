//! Messages that come: each is stored once, with the conversation and the client that it belongs to, in the transaction after which the
//! line acknowledges it.

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::messages::{ContentKind, MessageState};
use leadsmart_contract::threads::ThreadStatus;
use leadsmart_contract::topic::Topic;
use leadsmart_ports::whatsapp::{Chat, Content, HistoryChat, HistoryPart, Inbound, Quote, Undecryptable};
use sqlx::SqliteConnection;

use super::listener::Ear;
use super::store::{self, Early};
use super::{announce, begin, content, context, media};
use crate::Core;
use crate::context::Context;
use crate::error::Result;
use crate::messages::model::{KeptContent, KeptQuote, NewMessage};
use crate::threads::Thread;
use crate::{messages, threads};

/// Whether a message belongs to a person: groups, channels and statuses are set aside.
fn is_personal(chat: &Chat) -> bool {
    chat.group.is_none() && (chat.number.is_some() || chat.hidden.is_some())
}

/// Stores messages, all or none.
pub(super) async fn take(core: &Core, ear: &Ear, bundle: Vec<Inbound>) -> Result<()> {
    let (personal, others): (Vec<Inbound>, Vec<Inbound>) =
        bundle.into_iter().partition(|message| is_personal(&message.key.chat));
    let aside = u32::try_from(others.len()).unwrap_or(u32::MAX);
    if !personal.is_empty() {
        let context = context(core);
        let mut write = begin(core, &context, "whatsapp.received").await?;
        for message in &personal {
            one(write.connection(), &context, ear, message, core).await?;
        }
        write.commit().await?;
    }
    if aside > 0 {
        let held = core.whatsapp().of(ear.instance);
        let mut status = held.status();
        status.set_aside = status.set_aside.saturating_add(aside);
    }
    core.whatsapp().wake();
    Ok(())
}

async fn one(
    connection: &mut SqliteConnection,
    context: &Context,
    ear: &Ear,
    message: &Inbound,
    core: &Core,
) -> Result<()> {
    let mine = message.key.from_me;
    let name = message.sender_name.as_deref().filter(|_| !mine);
    let thread = threads::meet(connection, context, ear.place(), &message.key.chat, name, !mine).await?;
    if changes(connection, context, &thread, mine, message).await? {
        return Ok(());
    }
    if put(connection, context, ear, &thread, message, !mine).await? {
        if mine {
            threads::show(connection, &thread).await?;
        } else {
            threads::reopen(connection, &thread).await?;
            core.whatsapp().set_typing(thread.id, false, context.now);
        }
    }
    Ok(())
}

/// Stores a message that is none yet, with its file and what has come for it before. Answers whether it is new.
async fn put(
    connection: &mut SqliteConnection,
    context: &Context,
    ear: &Ear,
    thread: &Thread,
    message: &Inbound,
    unread: bool,
) -> Result<bool> {
    let Some((held, reference)) = content::kept(&message.content, message.view_once) else {
        return Ok(false);
    };
    let mine = message.key.from_me;
    let known = messages::by_wire(connection, thread.id, &message.key.id, mine).await?;
    let id = known.map_or_else(|| messages::id_of(thread.id, &message.key.id, mine), |(id, _)| id);
    let new = NewMessage {
        id,
        thread: thread.id,
        wire_id: message.key.id.clone(),
        from_me: mine,
        member: None,
        at: told(message.at, context.now),
        content: held,
        quote: message.quote.as_ref().map(quote),
        state: if mine { MessageState::Sent } else { MessageState::Received },
        unread: unread && !mine,
        waited: message.waited,
        send_at: None,
    };
    let file = reference.map(|reference| media::sealed(context, ear, id, reference)).transpose()?;
    if !messages::receive(connection, ear.company, &new, file.as_ref()).await? {
        return Ok(false);
    }
    if let Some(file) = &file {
        media::want(connection, ear.instance, id, file.size, context.now).await?;
    }
    for early in store::take_early(connection, thread.id, (&message.key.id, mine)).await? {
        apply(connection, context, ear.company, id, &early).await?;
    }
    Ok(true)
}

/// When a message was sent: a clock that is far ahead would keep it the newest for ever.
fn told(at: Timestamp, now: Timestamp) -> Timestamp {
    at.min(now.saturating_add(SignedDuration::from_mins(10)).unwrap_or(now))
}

fn quote(quote: &Quote) -> KeptQuote {
    KeptQuote {
        wire_id: quote.id.clone(),
        from_me: quote.from_me,
        text: content::clean(&quote.text).chars().take(300).collect(),
    }
}

/// Carries out a change of another message, or keeps it until that one comes. Answers whether it was such a change.
async fn changes(
    connection: &mut SqliteConnection,
    context: &Context,
    thread: &Thread,
    by_me: bool,
    message: &Inbound,
) -> Result<bool> {
    // Only who wrote a message may change it; an emoji goes on anybody's.
    let (wire_id, target_mine) = match &message.content {
        Content::Reaction { to, to_mine, .. } => (to, *to_mine),
        Content::Edit { of, .. } | Content::Delete { of } => (of, by_me),
        _ => return Ok(false),
    };
    let early = Early { by_me, at: told(message.at, context.now), content: message.content.clone() };
    match messages::by_wire(connection, thread.id, wire_id, target_mine).await? {
        Some((id, _)) => apply(connection, context, thread.company, id, &early).await?,
        None => store::put_early(connection, thread.id, (wire_id, target_mine), &early).await?,
    }
    Ok(true)
}

async fn apply(
    connection: &mut SqliteConnection,
    context: &Context,
    company: leadsmart_contract::ids::CompanyId,
    message: leadsmart_contract::ids::MessageId,
    early: &Early,
) -> Result<()> {
    match &early.content {
        Content::Reaction { emoji, .. } => messages::react(connection, message, early.by_me, emoji).await,
        Content::Edit { text, .. } => {
            let message = messages::get(connection, company, message).await?;
            messages::edit(connection, context, &message, &content::clean(text), early.at).await
        }
        Content::Delete { .. } => {
            let message = messages::get(connection, company, message).await?;
            messages::delete_for_all(connection, context, &message, early.at).await
        }
        _ => Ok(()),
    }
}

/// Notes a message that could not be read. If it is sent again, it takes this one's place.
pub(super) async fn undecryptable(core: &Core, ear: &Ear, message: Undecryptable) -> Result<()> {
    if !is_personal(&message.key.chat) {
        return Ok(());
    }
    let (context, mine) = (context(core), message.key.from_me);
    let mut write = begin(core, &context, "whatsapp.received").await?;
    let connection = write.connection();
    let thread = threads::meet(connection, &context, ear.place(), &message.key.chat, None, !mine).await?;
    let new = NewMessage {
        id: messages::id_of(thread.id, &message.key.id, mine),
        thread: thread.id,
        wire_id: message.key.id,
        from_me: mine,
        member: None,
        at: told(message.at, context.now),
        content: KeptContent::bare(ContentKind::Undecryptable),
        quote: None,
        state: MessageState::Undecryptable,
        unread: !mine,
        waited: false,
        send_at: None,
    };
    if messages::receive(connection, ear.company, &new, None).await? && !mine {
        threads::reopen(connection, &thread).await?;
    }
    write.commit().await
}

/// Stores a part of what was there before the number was linked, all or nothing. Who is only there becomes no client.
pub(super) async fn history(core: &Core, ear: &Ear, part: HistoryPart) -> Result<()> {
    let context = context(core);
    let mut write = begin(core, &context, "whatsapp.history").await?;
    let connection = write.connection();
    let mut line = store::line(connection, ear.instance).await?;
    for chat in part.chats.iter().filter(|chat| is_personal(&chat.chat)) {
        let stored = one_chat(connection, &context, ear, chat).await?;
        line.history_chats += 1;
        line.history_messages = line.history_messages.saturating_add(stored);
    }
    line.history_percent = part.progress.map(i64::from).or(line.history_percent);
    line.history_done |= part.last;
    store::put_line(connection, ear.instance, &line).await?;
    write.commit().await?;
    announce(core, ear.company, Topic::Instances);
    core.whatsapp().wake();
    Ok(())
}

async fn one_chat(
    connection: &mut SqliteConnection,
    context: &Context,
    ear: &Ear,
    chat: &HistoryChat,
) -> Result<i64> {
    if chat.messages.is_empty() {
        threads::learn(connection, context, ear.place(), &chat.chat, chat.name.as_deref()).await?;
        return Ok(0);
    }
    let thread =
        threads::meet(connection, context, ear.place(), &chat.chat, chat.name.as_deref(), false).await?;
    let settled = chat.unread == 0
        && thread.status == ThreadStatus::Open
        && threads::is_new(connection, thread.id).await?;
    // The newest of what came are those that were not read.
    let came = chat.messages.iter().filter(|message| !message.key.from_me);
    let unread = usize::try_from(chat.unread).unwrap_or(usize::MAX);
    let unread: Vec<&str> = came.take(unread).map(|message| message.key.id.as_str()).collect();
    let mut stored = 0;
    // They are told the newest first, and stored in the order in which they were written.
    for message in chat.messages.iter().rev() {
        if changes(connection, context, &thread, message.key.from_me, message).await? {
            continue;
        }
        let is_unread = unread.contains(&message.key.id.as_str());
        stored += i64::from(put(connection, context, ear, &thread, message, is_unread).await?);
    }
    if settled {
        threads::settle(connection, &thread).await?;
    }
    Ok(stored)
}
