//! What is sent, as the protocol has it.

use buffa::MessageField;
use leadsmart_ports::whatsapp::{ContactCard, MediaKind, Outbound, OutboundContent, Place, Quote, Upload};
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;
use waproto::whatsapp::message::protocol_message::Type;
use whatsapp_rust::Jid;
use whatsapp_rust::upload::UploadResponse;

use crate::address::Own;

/// Where a message goes, and from whom: what it says of itself and of others is said with these.
pub(crate) struct Route<'a> {
    pub(crate) to: &'a Jid,
    pub(crate) own: &'a Own,
    /// Milliseconds since 1970.
    pub(crate) now: i64,
}

/// The message; a file has been put on the hosts before.
pub(crate) fn message(outbound: &Outbound, stored: Option<UploadResponse>, route: &Route<'_>) -> wa::Message {
    let context = context(outbound.quote.as_ref(), route);
    match &outbound.content {
        OutboundContent::Text(text) => words(text, context),
        OutboundContent::Media { upload, caption } => match stored {
            Some(stored) => file(upload, caption.as_ref(), &stored, context),
            None => words(caption.as_deref().unwrap_or_default(), context),
        },
        OutboundContent::Location(place) => location(place, context),
        OutboundContent::Contacts(cards) => contacts(cards, context),
        OutboundContent::Reaction { to, to_mine, emoji } => {
            let key = key(route, to, *to_mine);
            wacore::proto_helpers::build_reaction_message(key, emoji.as_str(), route.now)
        }
        OutboundContent::Edit { of, text } => told(kinds::ProtocolMessage {
            key: MessageField::some(key(route, of, true)),
            r#type: Some(Type::MESSAGE_EDIT),
            edited_message: MessageField::some(words(text, MessageField::none())),
            timestamp_ms: Some(route.now),
            ..Default::default()
        }),
        OutboundContent::Delete { of } => told(kinds::ProtocolMessage {
            key: MessageField::some(key(route, of, true)),
            r#type: Some(Type::REVOKE),
            ..Default::default()
        }),
    }
}

fn told(told: kinds::ProtocolMessage) -> wa::Message {
    wa::Message { protocol_message: MessageField::some(told), ..Default::default() }
}

fn key(route: &Route<'_>, id: &str, from_me: bool) -> wa::MessageKey {
    wa::MessageKey {
        remote_jid: Some(route.to.to_string()),
        from_me: Some(from_me),
        id: Some(id.to_owned()),
        participant: None,
    }
}

/// What a message says of the one that it answers. In a group the author of another's is not known here, and the service shows the
/// answer without a name.
fn context(quote: Option<&Quote>, route: &Route<'_>) -> MessageField<wa::ContextInfo> {
    let Some(quote) = quote else { return MessageField::none() };
    let own = || route.own.number.as_deref().map(|number| Jid::pn(number).to_string());
    let participant = if quote.from_me { own() } else { Some(route.to.to_string()) };
    MessageField::some(wa::ContextInfo {
        stanza_id: Some(quote.id.clone()),
        participant,
        quoted_message: MessageField::some(words(&quote.text, MessageField::none())),
        ..Default::default()
    })
}

fn words(text: &str, context_info: MessageField<wa::ContextInfo>) -> wa::Message {
    if !context_info.is_set() {
        return wa::Message { conversation: Some(text.to_owned()), ..Default::default() };
    }
    let long = kinds::ExtendedTextMessage { text: Some(text.to_owned()), context_info, ..Default::default() };
    wa::Message { extended_text_message: MessageField::some(long), ..Default::default() }
}

fn location(place: &Place, context_info: MessageField<wa::ContextInfo>) -> wa::Message {
    let location = kinds::LocationMessage {
        degrees_latitude: Some(place.latitude),
        degrees_longitude: Some(place.longitude),
        name: place.name.clone(),
        address: place.address.clone(),
        context_info,
        ..Default::default()
    };
    wa::Message { location_message: MessageField::some(location), ..Default::default() }
}

fn contacts(cards: &[ContactCard], context_info: MessageField<wa::ContextInfo>) -> wa::Message {
    let contact = |card: &ContactCard| kinds::ContactMessage {
        display_name: Some(card.name.clone()),
        vcard: Some(card.vcard.clone()),
        ..Default::default()
    };
    if let [card] = cards {
        let contact = kinds::ContactMessage { context_info, ..contact(card) };
        return wa::Message { contact_message: MessageField::some(contact), ..Default::default() };
    }
    let names: Vec<&str> = cards.iter().map(|card| card.name.as_str()).collect();
    let several = kinds::ContactsArrayMessage {
        display_name: Some(names.join(", ")),
        contacts: cards.iter().map(contact).collect(),
        context_info,
    };
    wa::Message { contacts_array_message: MessageField::some(several), ..Default::default() }
}

/// A message of one kind of file: what all have, then what this one has more.
macro_rules! stored {
    ($field:ident: $kind:ident, $upload:expr, $stored:expr, $context:expr, { $($more:ident: $value:expr),* $(,)? }) => {
        wa::Message {
            $field: MessageField::some(kinds::$kind {
                url: Some($stored.url.clone()),
                direct_path: Some($stored.direct_path.clone()),
                media_key: Some($stored.media_key.to_vec()),
                media_key_timestamp: Some($stored.media_key_timestamp),
                file_sha256: Some($stored.file_sha256.to_vec()),
                file_enc_sha256: Some($stored.file_enc_sha256.to_vec()),
                file_length: Some($stored.file_length),
                mimetype: Some($upload.mime.clone()),
                context_info: $context,
                $($more: $value,)*
                ..Default::default()
            }),
            ..Default::default()
        }
    };
}

fn file(
    upload: &Upload,
    caption: Option<&String>,
    stored: &UploadResponse,
    context: MessageField<wa::ContextInfo>,
) -> wa::Message {
    let (width, height) = upload.dimensions.unzip();
    let caption = caption.filter(|caption| !caption.is_empty()).cloned();
    let jpeg_thumbnail = upload.thumbnail.clone();
    match upload.kind {
        MediaKind::Image => stored!(image_message: ImageMessage, upload, stored, context, {
            caption: caption, width: width, height: height, jpeg_thumbnail: jpeg_thumbnail,
        }),
        MediaKind::Video => stored!(video_message: VideoMessage, upload, stored, context, {
            caption: caption, width: width, height: height, jpeg_thumbnail: jpeg_thumbnail,
            seconds: upload.seconds, streaming_sidecar: stored.streaming_sidecar.clone(),
        }),
        MediaKind::Audio | MediaKind::Voice => {
            stored!(audio_message: AudioMessage, upload, stored, context, {
                ptt: Some(upload.kind == MediaKind::Voice), seconds: upload.seconds,
                streaming_sidecar: stored.streaming_sidecar.clone(),
            })
        }
        MediaKind::Sticker => stored!(sticker_message: StickerMessage, upload, stored, context, {
            width: width, height: height,
        }),
        MediaKind::Document => {
            let captioned = caption.is_some();
            let document = stored!(document_message: DocumentMessage, upload, stored, context, {
                caption: caption, jpeg_thumbnail: jpeg_thumbnail,
                file_name: upload.file_name.clone(), title: upload.file_name.clone(),
            });
            if captioned { with_caption(document) } else { document }
        }
    }
}

/// A document with words beneath it comes in a wrapper of its own; without it, phones show no words.
fn with_caption(document: wa::Message) -> wa::Message {
    let message = kinds::FutureProofMessage { message: MessageField::some(document) };
    wa::Message { document_with_caption_message: MessageField::some(message), ..Default::default() }
}

#[cfg(test)]
mod tests {
    use leadsmart_ports::whatsapp::{Chat, Content};

    use super::*;
    use crate::content;

    fn own() -> Own {
        Own { number: Some("5511987650001".into()), hidden: None }
    }

    /// What the other side reads of it.
    fn read(content: OutboundContent, quote: Option<Quote>) -> (Content, Option<Quote>) {
        let to = Jid::pn("5511987650002");
        let chat = Chat { number: Some("5511987650002".into()), ..Chat::default() };
        let outbound = Outbound { id: "3EB0".into(), chat, content, quote };
        let sent = message(&outbound, None, &Route { to: &to, own: &own(), now: 7 });
        let reading = content::read(&sent, &own()).unwrap();
        (reading.content, reading.quote)
    }

    #[test]
    fn what_is_sent_is_read_as_what_it_was() {
        let place = Place { latitude: 1.5, longitude: -2.5, name: Some("Aqui".into()), address: None };
        let card = |name: &str| ContactCard { name: name.into(), vcard: "BEGIN:VCARD".into() };
        let cases = [
            (OutboundContent::Text("Olá".into()), Content::Text { text: "Olá".into() }),
            (OutboundContent::Location(place.clone()), Content::Location { place }),
            (OutboundContent::Contacts(vec![card("Ana")]), Content::Contacts { cards: vec![card("Ana")] }),
            (
                OutboundContent::Contacts(vec![card("Ana"), card("Rui")]),
                Content::Contacts { cards: vec![card("Ana"), card("Rui")] },
            ),
            (
                OutboundContent::Reaction { to: "A".into(), to_mine: false, emoji: "👍".into() },
                Content::Reaction { to: "A".into(), to_mine: false, emoji: "👍".into() },
            ),
            (
                OutboundContent::Edit { of: "B".into(), text: "outra".into() },
                Content::Edit { of: "B".into(), text: "outra".into() },
            ),
            (OutboundContent::Delete { of: "C".into() }, Content::Delete { of: "C".into() }),
        ];
        for (sent, expected) in cases {
            assert_eq!(read(sent, None), (expected, None));
        }
    }

    #[test]
    fn a_document_with_words_shows_both() {
        let document = kinds::DocumentMessage {
            direct_path: Some("/v/x".into()),
            media_key: Some(vec![1]),
            caption: Some("O exame".into()),
            ..Default::default()
        };
        let document = wa::Message { document_message: MessageField::some(document), ..Default::default() };
        let sent = with_caption(document);
        let Content::Media { media, caption } = content::read(&sent, &own()).unwrap().content else {
            panic!("no file")
        };
        assert_eq!((caption.as_deref(), media.path.as_str()), (Some("O exame"), "/v/x"));
    }

    #[test]
    fn an_answer_says_what_it_answers() {
        for from_me in [true, false] {
            let quote = Quote { id: "Q".into(), from_me, text: "Às 15h?".into() };
            let (content, read) = read(OutboundContent::Text("Sim".into()), Some(quote.clone()));
            assert_eq!((content, read), (Content::Text { text: "Sim".into() }, Some(quote)));
        }
    }
}
