//! Contract to rules and back: the commands of messages.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use leadsmart_contract::auth::Done;
use leadsmart_contract::messages::{
    BeginUpload, DeleteMessage, DiscardMessage, FetchMedia, FetchOlderMessages, GetMessage, GetRevisions,
    ListMessages, MOST_PIECE_BYTES, MediaPiece, MessageHit, MessagePage, MessageView, ReactToMessage,
    ReadMedia, RetryMessage, Revision, SearchMessages, SendMessage, UpdateMessage, UploadPiece,
    UploadStarted, UploadState,
};
use leadsmart_contract::page::Page;
use leadsmart_contract::topic::{Changed, Topic};
use leadsmart_contract::values::Problem;
use uuid::Uuid;

use super::reach::Reach;
use super::stretch::{self, At, Stretch};
use super::{MessageError, change, cursor, search, send, store, upload, view};
use crate::context::Read;
use crate::error::{Defect, Invalid, NotFound, Result};
use crate::table::{self, Builder, Call};
use crate::time::moment;
use crate::{media, sync, threads, whatsapp};

/// How many messages a page has at most.
const MOST: u16 = 200;

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .on::<SendMessage>(send_one)
        .read::<ListMessages>(list)
        .on::<FetchOlderMessages>(fetch_older)
        .read::<GetMessage>(get)
        .read::<GetRevisions>(revisions)
        .on::<UpdateMessage>(update)
        .on::<RetryMessage>(retry)
        .on::<DiscardMessage>(discard)
        .on::<DeleteMessage>(delete)
        .on::<ReactToMessage>(react)
        .read::<SearchMessages>(search_all)
        .on::<ReadMedia>(read_media)
        .on::<FetchMedia>(fetch_media)
        .on::<BeginUpload>(begin_upload)
        .on::<UploadPiece>(upload_piece)
}

async fn send_one(call: &mut Call, command: SendMessage) -> Result<MessageView> {
    send::send(call, command).await
}

async fn list(read: &mut Read, command: ListMessages) -> Result<MessagePage> {
    let context = read.context.clone();
    let thread = threads::present(read.connection(), context.company()?, command.thread_id).await?.id;
    let limit = cursor::limit(command.limit, MOST)?;
    let given = [command.before.is_some(), command.after.is_some(), command.around.is_some()];
    if given.into_iter().filter(|given| *given).count() > 1 {
        return Err(Invalid::new("around", Problem::Overlap).into());
    }
    let connection = read.connection();
    let at = if let Some(text) = &command.after {
        At::After(cursor::decode("after", text)?)
    } else if let Some(text) = &command.before {
        At::Before(cursor::decode("before", text)?)
    } else if let Some(found) = command.around {
        let message = super::get(connection, context.company()?, found).await?;
        if message.thread != thread {
            return Err(NotFound::Message.into());
        }
        At::Around((message.at.as_millisecond(), found.uuid()))
    } else {
        At::Newest
    };
    let reach = Reach::of(connection, context.company()?, thread).await?;
    let Stretch { marks, older, newer } = stretch::find(connection, (thread, reach), at, limit).await?;
    let arriving = reach.ends(older, marks.is_empty() && command.before.is_none());
    let before = match marks.first() {
        Some(first) if arriving || older.is_some() => Some(cursor::encode(*first)),
        // Nothing has come since it was asked for last.
        None if arriving => command.before,
        _ => None,
    };
    let after = marks.last().filter(|_| newer).map(|mark| cursor::encode(*mark));
    let ids: Vec<Uuid> = marks.into_iter().map(|(_, id)| id).collect();
    Ok(MessagePage { items: view::many(connection, &context, &ids).await?, before, after, arriving })
}

async fn fetch_older(call: &mut Call, command: FetchOlderMessages) -> Result<Done> {
    let company = call.context.company()?;
    let mut read = call.read().await?;
    let thread = threads::present(read.connection(), company, command.thread_id).await?.id;
    if sync::reach_of_thread(read.connection(), company, thread).await?.is_some() {
        sync::want_older(call.core(), company, thread);
    } else {
        // They have come since it was looked: whoever waits for them looks again.
        call.core().db().announce([Changed { company_id: Some(company), topic: Topic::Messages }]);
    }
    Ok(Done {})
}

async fn get(read: &mut Read, command: GetMessage) -> Result<MessageView> {
    let context = read.context.clone();
    view::one(read.connection(), &context, command.message_id).await
}

async fn revisions(read: &mut Read, command: GetRevisions) -> Result<Vec<Revision>> {
    let company = read.context.company()?;
    let message = super::get(read.connection(), company, command.message_id).await?;
    let zone = view::zone(read.connection(), company).await?;
    let all = store::revisions(read.connection(), message.id).await?;
    Ok(all.into_iter().map(|(at, text, deleted)| Revision { at: moment(at, &zone), text, deleted }).collect())
}

/// A change of one message, in one transaction, and the message as it is then.
macro_rules! changing {
    ($call:ident, $message:expr, $change:expr) => {{
        table::writable(&$call.context)?;
        let mut write = $call.write().await?;
        let context = write.context.clone();
        $change(write.connection(), &context).await?;
        let shown = view::one(write.connection(), &context, $message).await?;
        $call.commit(write).await?;
        $call.core().whatsapp().wake();
        Ok(shown)
    }};
}

async fn update(call: &mut Call, command: UpdateMessage) -> Result<MessageView> {
    let message = command.message_id;
    changing!(call, message, async |connection, context| change::update(connection, context, command).await)
}

async fn retry(call: &mut Call, command: RetryMessage) -> Result<MessageView> {
    let message = command.message_id;
    changing!(call, message, async |connection, context| change::retry(connection, context, message).await)
}

async fn delete(call: &mut Call, command: DeleteMessage) -> Result<MessageView> {
    let message = command.message_id;
    changing!(call, message, async |connection, context| change::delete(connection, context, message).await)
}

async fn react(call: &mut Call, command: ReactToMessage) -> Result<MessageView> {
    let message = command.message_id;
    changing!(call, message, async |connection, context| change::react(connection, context, &command).await)
}

async fn discard(call: &mut Call, command: DiscardMessage) -> Result<Done> {
    table::writable(&call.context)?;
    let mut write = call.write().await?;
    let context = write.context.clone();
    change::discard(write.connection(), &context, command.message_id).await?;
    call.commit(write).await?;
    Ok(Done {})
}

async fn search_all(read: &mut Read, command: SearchMessages) -> Result<Page<MessageHit>> {
    search::find(read, command).await
}

async fn read_media(call: &mut Call, command: ReadMedia) -> Result<MediaPiece> {
    let company = call.context.company()?;
    let mut read = call.read().await?;
    let message = super::get(read.connection(), company, command.message_id).await?;
    let digest =
        whatsapp::media::digest_here(read.connection(), message.id).await?.ok_or(MessageError::NoFile)?;
    drop(read);
    let (files, offset) = (call.core().files().clone(), command.offset);
    let piece = tokio::task::spawn_blocking(move || files.piece(&digest, offset, MOST_PIECE_BYTES)).await;
    let (bytes, size, head) = piece.map_err(|e| Defect(e.to_string()))?.map_err(MessageError::from)?;
    let end = command.offset.saturating_add(bytes.len() as u64);
    Ok(MediaPiece {
        bytes: STANDARD.encode(&bytes),
        next: (end < size && !bytes.is_empty()).then_some(end),
        size,
        mime: media::sniff(&head).to_owned(),
    })
}

async fn fetch_media(call: &mut Call, command: FetchMedia) -> Result<MessageView> {
    let company = call.context.company()?;
    let mut read = call.read().await?;
    let message = super::get(read.connection(), company, command.message_id).await?;
    let known = super::media_reference(read.connection(), message.id).await?;
    drop(read);
    let (Some(_), now) = (known.filter(|(sealed, _)| sealed.is_some()), call.context.now) else {
        return Err(MessageError::NoFile.into());
    };
    let mut local = call.core().db().write_local().await?;
    whatsapp::media::want_again(&mut local, message.instance, message.id, now).await?;
    local.commit().await?;
    call.core().whatsapp().wake();
    let (mut read, context) = (call.read().await?, call.context.clone());
    view::one(read.connection(), &context, message.id).await
}

async fn begin_upload(call: &mut Call, command: BeginUpload) -> Result<UploadStarted> {
    table::writable(&call.context)?;
    upload::begin(call, command).await
}

async fn upload_piece(call: &mut Call, command: UploadPiece) -> Result<UploadState> {
    upload::receive(call, command).await
}
