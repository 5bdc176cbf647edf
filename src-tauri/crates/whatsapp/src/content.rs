//! What a decrypted message holds.

mod media;
mod name;

use leadsmart_ports::whatsapp::{ContactCard, Content, Place, Quote};
use wacore::proto_helpers::MessageExt;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

use crate::address::Own;
use media::{file, preview};

/// How many wrappers are opened. Real messages have three at most; one that was made to hurt has as many as can be decoded.
const DEPTH: usize = 8;

/// What was read of a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) content: Content,
    pub(crate) quote: Option<Quote>,
    pub(crate) view_once: bool,
}

/// Reads a message. None for one that says nothing to people: keys, settings, and what devices tell each other.
pub(crate) fn read(message: &wa::Message, own: &Own) -> Option<Reading> {
    let inner = unwrap(message);
    let content = content(inner, message)?;
    let quote = context(inner).and_then(|context| quote(context, own));
    Some(Reading { content, quote, view_once: message.is_view_once() || inner.is_view_once() })
}

/// The message in its wrappers: disappearing, seen once, copied from the own phone, with a caption, edited, in an album.
fn unwrap(message: &wa::Message) -> &wa::Message {
    let mut inner = message;
    for _ in 0..DEPTH {
        let wrappers = [
            &inner.ephemeral_message,
            &inner.view_once_message,
            &inner.view_once_message_v2,
            &inner.view_once_message_v2_extension,
            &inner.document_with_caption_message,
            &inner.edited_message,
            &inner.group_mentioned_message,
            &inner.lottie_sticker_message,
            &inner.associated_child_message,
        ];
        let wrapped = wrappers.into_iter().find_map(|wrapper| wrapper.as_option()?.message.as_option());
        let copied = || inner.device_sent_message.as_option().and_then(|copy| copy.message.as_option());
        match wrapped.or_else(copied) {
            Some(next) => inner = next,
            None => break,
        }
    }
    inner
}

fn content(inner: &wa::Message, whole: &wa::Message) -> Option<Content> {
    if let Some(told) = inner.protocol_message.as_option() {
        return protocol(told);
    }
    if let Some(text) = text(inner) {
        return Some(Content::Text { text });
    }
    if let Some((media, caption)) = file(inner) {
        return Some(Content::Media { media, caption });
    }
    if let Some(place) = place(inner) {
        return Some(Content::Location { place });
    }
    let cards = cards(inner);
    if !cards.is_empty() {
        return Some(Content::Contacts { cards });
    }
    if let Some(reaction) = inner.reaction_message.as_option() {
        let key = reaction.key.as_option()?;
        return Some(Content::Reaction {
            to: key.id.clone()?,
            to_mine: key.from_me.unwrap_or(false),
            emoji: reaction.text.clone().unwrap_or_default(),
        });
    }
    let name = name::of(inner)?;
    Some(Content::Unknown { name: name.to_owned(), raw: waproto::codec::message_to_vec(whole) })
}

/// Edits and deletions; all else that goes this way is between devices.
fn protocol(told: &wa::message::ProtocolMessage) -> Option<Content> {
    let of = told.key.as_option()?.id.clone()?;
    match told.r#type {
        Some(Type::REVOKE) => Some(Content::Delete { of }),
        Some(Type::MESSAGE_EDIT) => {
            let edited = unwrap(told.edited_message.as_option()?);
            let text = text(edited).or_else(|| edited.get_caption().map(str::to_owned));
            Some(Content::Edit { of, text: text.unwrap_or_default() })
        }
        _ => None,
    }
}

/// Words, also those of a button that was pressed or an entry of a list that was chosen.
fn text(message: &wa::Message) -> Option<String> {
    use wa::message::buttons_response_message::Response;
    if let Some(text) = message.text_content() {
        return Some(text.to_owned());
    }
    let button = message.buttons_response_message.as_option().and_then(|button| button.response.as_ref());
    let button = button.map(|Response::SelectedDisplayText(text)| text.clone());
    let template = || message.template_button_reply_message.as_option()?.selected_display_text.clone();
    let list = || message.list_response_message.as_option()?.title.clone();
    button.or_else(template).or_else(list)
}

fn place(message: &wa::Message) -> Option<Place> {
    if let Some(place) = message.location_message.as_option() {
        return Some(Place {
            latitude: place.degrees_latitude?,
            longitude: place.degrees_longitude?,
            name: place.name.clone().filter(|name| !name.is_empty()),
            address: place.address.clone().filter(|address| !address.is_empty()),
        });
    }
    let live = message.live_location_message.as_option()?;
    Some(Place {
        latitude: live.degrees_latitude?,
        longitude: live.degrees_longitude?,
        name: live.caption.clone().filter(|caption| !caption.is_empty()),
        address: None,
    })
}

fn cards(message: &wa::Message) -> Vec<ContactCard> {
    let card = |contact: &wa::message::ContactMessage| ContactCard {
        name: contact.display_name.clone().unwrap_or_default(),
        vcard: contact.vcard.clone().unwrap_or_default(),
    };
    match (message.contact_message.as_option(), message.contacts_array_message.as_option()) {
        (Some(contact), _) => vec![card(contact)],
        (None, Some(contacts)) => contacts.contacts.iter().map(card).collect(),
        (None, None) => Vec::new(),
    }
}

/// What a message says of the one that it answers, wherever its kind has that.
fn context(message: &wa::Message) -> Option<&wa::ContextInfo> {
    macro_rules! first {
        ($($field:ident),*) => {
            [$(message.$field.as_option().and_then(|it| it.context_info.as_option())),*]
        };
    }
    first!(
        extended_text_message,
        image_message,
        video_message,
        ptv_message,
        audio_message,
        document_message,
        sticker_message,
        location_message,
        live_location_message,
        contact_message,
        contacts_array_message,
        buttons_response_message,
        list_response_message,
        template_button_reply_message
    )
    .into_iter()
    .flatten()
    .next()
}

fn quote(context: &wa::ContextInfo, own: &Own) -> Option<Quote> {
    let quoted = context.quoted_message.as_option();
    Some(Quote {
        id: context.stanza_id.clone().filter(|id| !id.is_empty())?,
        from_me: context.participant.as_deref().is_some_and(|author| own.is(author)),
        text: quoted.map(|quoted| summary(unwrap(quoted))).unwrap_or_default(),
    })
}

/// The words of a message that is quoted, or a sign for what it was.
fn summary(message: &wa::Message) -> String {
    let words = text(message).or_else(|| message.get_caption().map(str::to_owned));
    if let Some(words) = words.filter(|words| !words.is_empty()) {
        return words;
    }
    if let Some(sign) = preview(message) {
        return sign;
    }
    if place(message).is_some() {
        return "📍".to_owned();
    }
    cards(message).first().map(|card| format!("👤 {}", card.name)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
