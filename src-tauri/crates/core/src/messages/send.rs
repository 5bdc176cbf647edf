//! Sending: the message is stored and stands in the queue of its number, all in one transaction.

use leadsmart_contract::ids::{ClientId, CompanyId, MessageId};
use leadsmart_contract::messages::{
    CardView, ContentKind, MediaKind, MessageState, MessageView, OutgoingContent, PlaceView, SendMessage,
};
use leadsmart_contract::values::{MessageText, Name, PhoneNumber, Problem, ShortText, Start};
use leadsmart_ports::whatsapp::Outbound;
use sqlx::SqliteConnection;

use super::model::{Detail, KeptContent, KeptQuote, Message, NewMedia, NewMessage};
use super::{MOST_AHEAD, MessageError, store, upload, view};
use crate::context::Context;
use crate::error::{Invalid, Result};
use crate::table::{self, Call};
use crate::{clients, threads, time, whatsapp};

/// Stores a message and has it sent, now or later. A repeated call answers the message that the first one has stored.
pub(super) async fn send(call: &Call, command: SendMessage) -> Result<MessageView> {
    table::writable(&call.context)?;
    let (upload_id, media) = match &command.content {
        OutgoingContent::Media { upload_id, media_kind, .. } if !known(call, command.id).await? => {
            (Some(upload_id.clone()), Some(upload::keep(call, upload_id, *media_kind).await?))
        }
        _ => (None, None),
    };
    let mut write = call.write().await?;
    let context = write.context.clone();
    let id = put(write.connection(), &context, command, media.as_ref()).await?;
    let shown = view::one(write.connection(), &context, id).await?;
    call.commit(write).await?;
    if let Some(upload) = upload_id {
        upload::forget(call, &upload).await;
    }
    call.core().whatsapp().wake();
    Ok(shown)
}

async fn known(call: &Call, id: Option<MessageId>) -> Result<bool> {
    let Some(id) = id else { return Ok(false) };
    let mut read = call.read().await?;
    store::is_known(read.connection(), id).await
}

/// Stores a message with its place in the queue.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    context: &Context,
    command: SendMessage,
    media: Option<&NewMedia>,
) -> Result<MessageId> {
    let company = context.company()?;
    if let Some(id) = command.id
        && store::is_known(connection, id).await?
    {
        let earlier = store::find(connection, company, id).await?;
        let same = earlier.filter(|earlier| earlier.thread == command.thread_id && earlier.from_me);
        return Ok(same.ok_or(MessageError::IdTaken)?.id);
    }
    let thread = threads::present(connection, company, command.thread_id).await?;
    let send_at = match command.send_at {
        Some(start) => Some(planned(connection, context, start).await?),
        None => None,
    };
    let quote = match command.quote_id {
        Some(quoted) => Some(quote(connection, context, thread.id, quoted).await?),
        None => None,
    };
    let at = match send_at {
        Some(at) => at,
        None => store::place_in_second(connection, thread.id, context.now).await?,
    };
    let message = NewMessage {
        id: command.id.unwrap_or_else(|| context.new_id()),
        thread: thread.id,
        wire_id: Outbound::id_from(context.random()),
        from_me: true,
        member: Some(context.member()?.id),
        at,
        content: content(connection, company, command.content, media).await?,
        quote,
        state: if send_at.is_some() { MessageState::Scheduled } else { MessageState::Queued },
        unread: false,
        waited: false,
        send_at,
    };
    store::insert(connection, company, &message).await?;
    if let Some(media) = media {
        store::put_media(connection, company, message.id, media).await?;
        whatsapp::media::note_here(connection, thread.instance, message.id, media, context.now).await?;
    }
    if send_at.is_none() {
        let order = whatsapp::queue::Order::send(thread.instance, thread.id, message.id, &message.wire_id);
        whatsapp::queue::put(connection, &order, context.now).await?;
        threads::answered(connection, context, &thread).await?;
    }
    Ok(message.id)
}

/// The instant for which a message is planned.
pub(super) async fn planned(
    connection: &mut SqliteConnection,
    context: &Context,
    start: Start,
) -> Result<jiff::Timestamp> {
    let zone = view::zone(connection, context.company()?).await?;
    let at = match start {
        Start::At(at) => at,
        Start::Local(local) => {
            time::resolve(local, &zone).map_err(|problem| Invalid::new("send_at", problem))?
        }
    };
    let ahead = at.duration_since(context.now);
    if ahead.is_positive() && ahead <= MOST_AHEAD { Ok(at) } else { Err(MessageError::Time.into()) }
}

async fn quote(
    connection: &mut SqliteConnection,
    context: &Context,
    thread: leadsmart_contract::ids::ThreadId,
    quoted: MessageId,
) -> Result<KeptQuote> {
    let message: Message = super::get(connection, context.company()?, quoted).await?;
    if message.thread != thread {
        return Err(crate::error::NotFound::Message.into());
    }
    Ok(KeptQuote {
        text: view::glance(context.language, &message.content),
        wire_id: message.wire_id,
        from_me: message.from_me,
    })
}

async fn content(
    connection: &mut SqliteConnection,
    company: CompanyId,
    content: OutgoingContent,
    media: Option<&NewMedia>,
) -> Result<KeptContent> {
    Ok(match content {
        OutgoingContent::Text { text } => KeptContent::text(text.as_str()),
        OutgoingContent::Media { media_kind, caption, .. } => KeptContent {
            kind: kind_of(media_kind),
            body: caption.as_ref().map(MessageText::as_str).unwrap_or_default().to_owned(),
            detail: Detail { words: media.and_then(|media| media.file_name.clone()), ..Detail::default() }
                .kept(),
        },
        OutgoingContent::Location { latitude, longitude, name, address } => {
            for (field, degrees, most) in
                [("content.latitude", latitude, 90), ("content.longitude", longitude, 180)]
            {
                if !degrees.is_finite() || degrees.abs() > f64::from(most) {
                    return Err(Invalid::new(field, Problem::Range(-i64::from(most), i64::from(most))).into());
                }
            }
            let (name, address) = (
                name.as_ref().map(Name::as_str).map(str::to_owned),
                address.as_ref().map(ShortText::as_str).map(str::to_owned),
            );
            let words = [&name, &address].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
            let place = PlaceView { latitude, longitude, name, address };
            let detail = Detail {
                words: (!words.is_empty()).then_some(words),
                place: Some(place),
                ..Detail::default()
            };
            KeptContent { kind: ContentKind::Location, body: String::new(), detail: Some(detail) }
        }
        OutgoingContent::Contact { client_id } => card(connection, company, client_id).await?,
    })
}

async fn card(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
) -> Result<KeptContent> {
    let (name, phones) = clients::card(connection, company, client).await?;
    if phones.is_empty() {
        return Err(MessageError::NoPhone.into());
    }
    let phones = phones.iter().map(PhoneNumber::as_str).map(str::to_owned).collect();
    let card = CardView { name: name.as_str().to_owned(), phones };
    let detail = Detail { words: Some(card.name.clone()), cards: Some(vec![card]), ..Detail::default() };
    Ok(KeptContent { kind: ContentKind::Contacts, body: String::new(), detail: Some(detail) })
}

/// What a message with such a file is.
pub(crate) const fn kind_of(media: MediaKind) -> ContentKind {
    match media {
        MediaKind::Image => ContentKind::Image,
        MediaKind::Video => ContentKind::Video,
        MediaKind::Audio => ContentKind::Audio,
        MediaKind::Voice => ContentKind::Voice,
        MediaKind::Document => ContentKind::Document,
        MediaKind::Sticker => ContentKind::Sticker,
    }
}
