//! Between what a line tells and what is kept.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use leadsmart_contract::messages::{CardView, ContentKind, MediaKind, PlaceView};
use leadsmart_ports::whatsapp::{self as port, ContactCard, Content, MediaReference, Place};

use crate::messages::model::{Detail, KeptContent, NewMedia};
use crate::messages::plain_name;

/// The longest text that is kept, in characters: more than the service lets through.
const MOST_TEXT: usize = 100_000;

/// The largest small picture that is kept, in bytes.
const MOST_THUMBNAIL: usize = 128 * 1024;

/// The most bytes of something unknown that are kept.
const MOST_RAW: usize = 64 * 1024;

/// What a message holds, and the file that goes with it. None for what changes another message.
pub(super) fn kept(content: &Content, view_once: bool) -> Option<(KeptContent, Option<&MediaReference>)> {
    let bare = |kind, detail: Detail| KeptContent { kind, body: String::new(), detail: detail.kept() };
    Some(match content {
        _ if view_once => (KeptContent::bare(ContentKind::ViewOnce), None),
        Content::Text { text } => (KeptContent::text(clean(text)), None),
        Content::Media { media, caption } => {
            let words = media.file_name.as_deref().and_then(plain_name);
            let content = KeptContent {
                kind: kind_of(media.kind),
                body: caption.as_deref().map(clean).unwrap_or_default(),
                detail: Detail { words, ..Detail::default() }.kept(),
            };
            (content, Some(media))
        }
        Content::Location { place } => {
            let shown = place_view(place);
            let words =
                [&shown.name, &shown.address].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
            let words = (!words.is_empty()).then_some(words);
            (bare(ContentKind::Location, Detail { words, place: Some(shown), ..Detail::default() }), None)
        }
        Content::Contacts { cards } => {
            let cards: Vec<CardView> = cards.iter().take(50).map(card).collect();
            let words = cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join(" ");
            let detail = Detail { words: Some(words), cards: Some(cards), ..Detail::default() };
            (bare(ContentKind::Contacts, detail), None)
        }
        Content::Unknown { name, raw } => {
            let raw = (raw.len() <= MOST_RAW).then(|| STANDARD.encode(raw));
            let detail = Detail { name: Some(clean(name)), raw, ..Detail::default() };
            (bare(ContentKind::Unknown, detail), None)
        }
        Content::Reaction { .. } | Content::Edit { .. } | Content::Delete { .. } => return None,
    })
}

/// A text as it is kept: without what no text has (NUL ends it for some that read it), and bounded.
pub(super) fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(MOST_TEXT).collect()
}

fn short(text: Option<&String>) -> Option<String> {
    text.map(|text| clean(text).chars().take(300).collect::<String>()).filter(|text| !text.trim().is_empty())
}

fn place_view(place: &Place) -> PlaceView {
    let degrees = |value: f64, most: f64| if value.is_finite() { value.clamp(-most, most) } else { 0.0 };
    PlaceView {
        latitude: degrees(place.latitude, 90.0),
        longitude: degrees(place.longitude, 180.0),
        name: short(place.name.as_ref()),
        address: short(place.address.as_ref()),
    }
}

/// A card: its name and the numbers on its lines `TEL` (RFC 6350, section 6.4.1).
fn card(card: &ContactCard) -> CardView {
    let phones = card.vcard.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let property = name.split(';').next()?.rsplit('.').next()?;
        let value = value.trim().trim_start_matches("tel:");
        let known = property.eq_ignore_ascii_case("TEL") && value.chars().any(|c| c.is_ascii_digit());
        known.then(|| clean(value).chars().take(40).collect())
    });
    CardView { name: clean(&card.name).chars().take(120).collect(), phones: phones.take(10).collect() }
}

pub(super) const fn kind_of(kind: port::MediaKind) -> ContentKind {
    match kind {
        port::MediaKind::Image => ContentKind::Image,
        port::MediaKind::Video => ContentKind::Video,
        port::MediaKind::Audio => ContentKind::Audio,
        port::MediaKind::Voice => ContentKind::Voice,
        port::MediaKind::Document => ContentKind::Document,
        port::MediaKind::Sticker => ContentKind::Sticker,
    }
}

const fn media_kind(kind: port::MediaKind) -> MediaKind {
    match kind {
        port::MediaKind::Image => MediaKind::Image,
        port::MediaKind::Video => MediaKind::Video,
        port::MediaKind::Audio => MediaKind::Audio,
        port::MediaKind::Voice => MediaKind::Voice,
        port::MediaKind::Document => MediaKind::Document,
        port::MediaKind::Sticker => MediaKind::Sticker,
    }
}

/// The same the other way round.
pub(super) const fn port_kind(kind: MediaKind) -> port::MediaKind {
    match kind {
        MediaKind::Image => port::MediaKind::Image,
        MediaKind::Video => port::MediaKind::Video,
        MediaKind::Audio => port::MediaKind::Audio,
        MediaKind::Voice => port::MediaKind::Voice,
        MediaKind::Document => port::MediaKind::Document,
        MediaKind::Sticker => port::MediaKind::Sticker,
    }
}

/// What is kept of a file beside where it lies, which is sealed.
pub(super) fn media(reference: &MediaReference, sealed: Option<Vec<u8>>) -> NewMedia {
    let plain = |text: &str| clean(text).chars().take(100).collect::<String>();
    NewMedia {
        kind: media_kind(reference.kind),
        mime: plain(&reference.mime),
        file_name: reference.file_name.as_deref().and_then(plain_name),
        size: reference.size,
        seconds: reference.seconds,
        dimensions: reference.dimensions,
        thumbnail: reference
            .thumbnail
            .clone()
            .filter(|bytes| bytes.len() <= MOST_THUMBNAIL && bytes.starts_with(b"\xff\xd8\xff")),
        digest: reference.digest.clone(),
        reference_sealed: sealed,
    }
}

/// The card of a person as it is sent (RFC 6350).
pub(super) fn vcard(card: &CardView) -> ContactCard {
    let escaped =
        |text: &str| text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n");
    let mut lines =
        vec!["BEGIN:VCARD".to_owned(), "VERSION:3.0".to_owned(), format!("FN:{}", escaped(&card.name))];
    lines.extend(card.phones.iter().map(|phone| format!("TEL;TYPE=CELL:{}", escaped(phone))));
    lines.push("END:VCARD".to_owned());
    ContactCard { name: card.name.clone(), vcard: lines.join("\r\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_tells_its_numbers_and_nothing_else() {
        let vcard = "BEGIN:VCARD\r\nFN:Ana\r\nitem1.TEL;waid=5511:+55 11 98765-4321\r\nNOTE:TEL: 1\r\nEMAIL:a@b.c\r\nEND:VCARD";
        let shown = card(&ContactCard { name: "Ana\u{7}".to_owned(), vcard: vcard.to_owned() });
        assert_eq!(shown, CardView { name: "Ana".to_owned(), phones: vec!["+55 11 98765-4321".to_owned()] });
        assert_eq!(card(&super::vcard(&shown)), shown, "and what we send reads the same");
    }

    #[test]
    fn what_is_not_known_is_kept_as_it_came_and_a_place_stays_on_earth() {
        let unknown = Content::Unknown { name: "pollCreationMessage".to_owned(), raw: vec![1, 2, 3] };
        let (content, _) = kept(&unknown, false).expect("something to keep");
        assert_eq!(content.detail.and_then(|detail| detail.raw).as_deref(), Some("AQID"));
        let place = Place { latitude: f64::NAN, longitude: 999.0, name: Some(" ".to_owned()), address: None };
        let shown = place_view(&place);
        assert_eq!((shown.latitude, shown.longitude, shown.name), (0.0, 180.0, None));
    }
}
