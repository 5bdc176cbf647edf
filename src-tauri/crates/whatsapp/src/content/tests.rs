use buffa::MessageField;
use leadsmart_ports::whatsapp::{MediaKind, MediaReference};
use waproto::whatsapp::message as kinds;

use super::*;

fn own() -> Own {
    Own { number: Some("5511987650001".into()), hidden: None }
}

fn text(words: &str) -> wa::Message {
    wa::Message { conversation: Some(words.to_owned()), ..Default::default() }
}

fn content(message: &wa::Message) -> Option<Content> {
    read(message, &own()).map(|reading| reading.content)
}

fn words(words: &str) -> Option<Content> {
    Some(Content::Text { text: words.to_owned() })
}

fn wrapped(message: wa::Message) -> MessageField<kinds::FutureProofMessage> {
    MessageField::some(kinds::FutureProofMessage { message: MessageField::some(message) })
}

fn key(id: &str, from_me: bool) -> MessageField<wa::MessageKey> {
    MessageField::some(wa::MessageKey { id: Some(id.into()), from_me: Some(from_me), ..Default::default() })
}

fn told(told: kinds::ProtocolMessage) -> wa::Message {
    wa::Message { protocol_message: MessageField::some(told), ..Default::default() }
}

#[test]
fn words_come_in_several_forms() {
    let long = kinds::ExtendedTextMessage { text: Some("Olá".into()), ..Default::default() };
    let long = wa::Message { extended_text_message: MessageField::some(long), ..Default::default() };
    assert_eq!(content(&text("Olá")), words("Olá"));
    assert_eq!(content(&long), words("Olá"));
    let chosen = kinds::ListResponseMessage { title: Some("Limpeza".into()), ..Default::default() };
    let chosen = wa::Message { list_response_message: MessageField::some(chosen), ..Default::default() };
    assert_eq!(content(&chosen), words("Limpeza"));
}

#[test]
fn wrappers_are_opened_however_they_are_nested() {
    let disappearing = wa::Message { ephemeral_message: wrapped(text("some")), ..Default::default() };
    let once = wa::Message { view_once_message_v2: wrapped(text("uma vez")), ..Default::default() };
    let both = wa::Message { ephemeral_message: wrapped(once.clone()), ..Default::default() };
    let copy = kinds::DeviceSentMessage { message: MessageField::some(both.clone()), ..Default::default() };
    let copy = wa::Message { device_sent_message: MessageField::some(copy), ..Default::default() };
    for (message, expected, view_once) in [
        (disappearing, "some", false),
        (once, "uma vez", true),
        (both, "uma vez", true),
        (copy, "uma vez", true),
    ] {
        let reading = read(&message, &own()).unwrap();
        assert_eq!((Some(reading.content), reading.view_once), (words(expected), view_once));
    }
}

#[test]
fn wrappers_without_end_are_not_followed() {
    let mut message = text("dentro");
    for _ in 0..50 {
        message = wa::Message { ephemeral_message: wrapped(message), ..Default::default() };
    }
    let Some(Content::Unknown { name, .. }) = content(&message) else { panic!("it was opened") };
    assert_eq!(name, "ephemeralMessage");
}

/// A file of each kind, with what is expected of it.
fn files() -> Vec<(wa::Message, MediaReference, Option<&'static str>)> {
    macro_rules! sent {
        ($field:ident: $kind:ident { $($more:ident: $value:expr),* }) => {
            wa::Message {
                $field: MessageField::some(kinds::$kind {
                    mimetype: Some("a/b".into()),
                    file_length: Some(9),
                    direct_path: Some("/v/x".into()),
                    media_key: Some(vec![1]),
                    file_sha256: Some(vec![2]),
                    file_enc_sha256: Some(vec![3]),
                    $($more: Some($value),)*
                    ..Default::default()
                }),
                ..Default::default()
            }
        };
    }
    let plain = |kind| MediaReference {
        kind,
        mime: "a/b".into(),
        file_name: None,
        size: 9,
        seconds: None,
        dimensions: None,
        thumbnail: None,
        path: "/v/x".into(),
        key: vec![1],
        digest: vec![2],
        sealed_digest: vec![3],
    };
    vec![
        (
            sent!(image_message: ImageMessage { caption: "Veja".into(), width: 4, height: 3, jpeg_thumbnail: vec![7] }),
            MediaReference { dimensions: Some((4, 3)), thumbnail: Some(vec![7]), ..plain(MediaKind::Image) },
            Some("Veja"),
        ),
        (
            sent!(video_message: VideoMessage { seconds: 12 }),
            MediaReference { seconds: Some(12), ..plain(MediaKind::Video) },
            None,
        ),
        (sent!(ptv_message: VideoMessage { caption: String::new() }), plain(MediaKind::Video), None),
        (sent!(audio_message: AudioMessage { ptt: false }), plain(MediaKind::Audio), None),
        (
            sent!(audio_message: AudioMessage { ptt: true, seconds: 3 }),
            MediaReference { seconds: Some(3), ..plain(MediaKind::Voice) },
            None,
        ),
        (
            sent!(document_message: DocumentMessage { file_name: "a.pdf".into() }),
            MediaReference { file_name: Some("a.pdf".into()), ..plain(MediaKind::Document) },
            None,
        ),
        (sent!(sticker_message: StickerMessage {}), plain(MediaKind::Sticker), None),
    ]
}

#[test]
fn a_file_of_each_kind_is_what_it_is() {
    for (message, media, caption) in files() {
        let caption = caption.map(str::to_owned);
        assert_eq!(content(&message), Some(Content::Media { media, caption }));
    }
    let (document, media, _) = files().remove(5);
    let captioned = wa::Message { document_with_caption_message: wrapped(document), ..Default::default() };
    assert_eq!(content(&captioned), Some(Content::Media { media, caption: None }));
}

#[test]
fn a_file_without_a_path_is_found_by_its_address_and_one_without_a_key_is_unknown() {
    let image = kinds::ImageMessage {
        url: Some("https://mmg.whatsapp.net/v/t62/a?ccb=11-4".into()),
        media_key: Some(vec![1]),
        ..Default::default()
    };
    let old = wa::Message { image_message: MessageField::some(image.clone()), ..Default::default() };
    let Some(Content::Media { media, .. }) = content(&old) else { panic!("no file") };
    assert_eq!(media.path, "/v/t62/a?ccb=11-4");
    let image = kinds::ImageMessage { media_key: None, ..image };
    let sealed = wa::Message { image_message: MessageField::some(image), ..Default::default() };
    assert!(matches!(content(&sealed), Some(Content::Unknown { name, .. }) if name == "imageMessage"));
}

#[test]
fn places_and_cards_are_read() {
    let place = kinds::LocationMessage {
        degrees_latitude: Some(-23.5),
        degrees_longitude: Some(-46.6),
        name: Some("Clínica".into()),
        ..Default::default()
    };
    let message = wa::Message { location_message: MessageField::some(place), ..Default::default() };
    let place = Place { latitude: -23.5, longitude: -46.6, name: Some("Clínica".into()), address: None };
    assert_eq!(content(&message), Some(Content::Location { place }));
    let contact = |name: &str| kinds::ContactMessage {
        display_name: Some(name.into()),
        vcard: Some("BEGIN:VCARD".into()),
        ..Default::default()
    };
    let card = |name: &str| ContactCard { name: name.into(), vcard: "BEGIN:VCARD".into() };
    let one = wa::Message { contact_message: MessageField::some(contact("Ana")), ..Default::default() };
    assert_eq!(content(&one), Some(Content::Contacts { cards: vec![card("Ana")] }));
    let several =
        kinds::ContactsArrayMessage { contacts: vec![contact("Ana"), contact("Rui")], ..Default::default() };
    let several = wa::Message { contacts_array_message: MessageField::some(several), ..Default::default() };
    assert_eq!(content(&several), Some(Content::Contacts { cards: vec![card("Ana"), card("Rui")] }));
}

#[test]
fn reactions_edits_and_deletions_name_their_message() {
    let reaction =
        kinds::ReactionMessage { key: key("A", true), text: Some("👍".into()), ..Default::default() };
    let reaction = wa::Message { reaction_message: MessageField::some(reaction), ..Default::default() };
    assert_eq!(
        content(&reaction),
        Some(Content::Reaction { to: "A".into(), to_mine: true, emoji: "👍".into() })
    );
    let edit = told(kinds::ProtocolMessage {
        key: key("B", false),
        r#type: Some(Type::MESSAGE_EDIT),
        edited_message: MessageField::some(text("às 16h")),
        ..Default::default()
    });
    let expected = Some(Content::Edit { of: "B".into(), text: "às 16h".into() });
    assert_eq!(content(&edit), expected);
    let stored = wa::Message { edited_message: wrapped(edit), ..Default::default() };
    assert_eq!(content(&stored), expected, "as history has it");
    let (image, ..) = files().remove(0);
    let caption = told(kinds::ProtocolMessage {
        key: key("B", false),
        r#type: Some(Type::MESSAGE_EDIT),
        edited_message: MessageField::some(image),
        ..Default::default()
    });
    assert_eq!(content(&caption), Some(Content::Edit { of: "B".into(), text: "Veja".into() }));
    let deletion = told(kinds::ProtocolMessage {
        key: key("C", false),
        r#type: Some(Type::REVOKE),
        ..Default::default()
    });
    assert_eq!(content(&deletion), Some(Content::Delete { of: "C".into() }));
}

#[test]
fn what_devices_tell_each_other_is_nothing_for_people() {
    let keys = told(kinds::ProtocolMessage {
        key: key("D", true),
        r#type: Some(Type::APP_STATE_SYNC_KEY_SHARE),
        ..Default::default()
    });
    assert_eq!(content(&keys), None);
    assert_eq!(content(&wa::Message::default()), None);
}

#[test]
fn what_is_not_known_is_kept_as_it_came() {
    let poll = kinds::PollCreationMessage { name: Some("Qual horário?".into()), ..Default::default() };
    let message = wa::Message { poll_creation_message_v3: MessageField::some(poll), ..Default::default() };
    let Some(Content::Unknown { name, raw }) = content(&message) else { panic!("a poll is not known") };
    assert_eq!(name, "pollCreationMessageV3");
    assert_eq!(waproto::codec::message_decode(&raw).unwrap(), message);
}

#[test]
fn an_answer_names_what_it_answers_and_says_it_in_short() {
    let answer = |participant: &str, quoted: wa::Message| {
        let context = wa::ContextInfo {
            stanza_id: Some("Q".into()),
            participant: Some(participant.into()),
            quoted_message: MessageField::some(quoted),
            ..Default::default()
        };
        let long = kinds::ExtendedTextMessage {
            text: Some("Sim".into()),
            context_info: MessageField::some(context),
            ..Default::default()
        };
        let message = wa::Message { extended_text_message: MessageField::some(long), ..Default::default() };
        read(&message, &own()).unwrap().quote.unwrap()
    };
    let quote = |from_me, text: &str| Quote { id: "Q".into(), from_me, text: text.into() };
    assert_eq!(answer("5511987650001@s.whatsapp.net", text("Às 15h?")), quote(true, "Às 15h?"));
    assert_eq!(answer("5511987650002@s.whatsapp.net", text("Pode?")), quote(false, "Pode?"));
    let signs: Vec<String> =
        files().into_iter().map(|(file, ..)| answer("5511987650002@s.whatsapp.net", file).text).collect();
    assert_eq!(signs, ["Veja", "🎥", "🎥", "🎵", "🎤", "📄 a.pdf", "💟"]);
}
