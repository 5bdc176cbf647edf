//! What a message holds, as it is shown.

use leadsmart_contract::language::Language;
use leadsmart_contract::messages::{
    ContentKind, MediaKind, MediaState, MediaView, MessageContent, MessageView, PlaceView,
};

use super::super::texts;
use super::Look;
use crate::components::Glyph;
use crate::threads::when;

/// Within what a picture stands, in pixels.
const WIDEST: f64 = 300.0;
const HIGHEST: f64 = 320.0;

/// So many emoji alone stand large.
const BIG: usize = 3;

/// What a message holds.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Body {
    /// Words.
    Words {
        /// The words.
        text: String,
        /// Whether they are a few emoji.
        big: bool,
    },
    /// A picture, film or sticker.
    Picture(PictureFace),
    /// A file.
    File(FileFace),
    /// Sound.
    Sound(SoundFace),
    /// A place.
    Place(PlaceFace),
    /// Cards of people.
    Cards(Vec<CardFace>),
    /// What cannot be shown, in words.
    Gone(&'static str),
}

/// A picture, film or sticker.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct PictureFace {
    /// What the button that opens it is called.
    pub(in super::super) label: String,
    /// What is shown.
    pub(in super::super) src: Option<String>,
    /// Its place: width and height in pixels.
    pub(in super::super) size: (u32, u32),
    /// What stands over it: how long the film is, or why it is not here.
    pub(in super::super) over: Option<(Glyph, String)>,
    /// Whether it can be opened.
    pub(in super::super) here: bool,
    /// Words beneath it.
    pub(in super::super) caption: Option<String>,
}

/// A file.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct FileFace {
    /// Its name, or what it is.
    pub(in super::super) name: String,
    /// What kind and how large, or why it is not here.
    pub(in super::super) facts: String,
    /// Whether it can be opened.
    pub(in super::super) here: bool,
    /// Words beneath it.
    pub(in super::super) caption: Option<String>,
}

/// Sound.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct SoundFace {
    /// What the button is called.
    pub(in super::super) label: String,
    /// How long it plays, how far it has been played, or why it is not here.
    pub(in super::super) facts: String,
    /// Whether it is being played.
    pub(in super::super) playing: bool,
    /// Whether it can be played.
    pub(in super::super) here: bool,
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct PlaceFace {
    /// What it is called.
    pub(in super::super) name: String,
    /// Where it is, in words.
    pub(in super::super) address: String,
    /// A map of it.
    pub(in super::super) link: String,
}

/// The card of a person.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct CardFace {
    /// The name.
    pub(in super::super) name: String,
    /// Telephone numbers.
    pub(in super::super) phones: String,
}

impl Body {
    /// The body of a message.
    pub(super) fn of(view: &MessageView, look: Look<'_>) -> Self {
        let language = look.language;
        match &view.content {
            MessageContent::Text { text } => Self::Words { text: text.clone(), big: is_few_emoji(text) },
            MessageContent::Media { media, caption } => of_media(media, caption.clone(), look),
            MessageContent::Location { place } => Self::Place(of_place(place, language)),
            MessageContent::Contacts { cards } => {
                let face = |card: &leadsmart_contract::messages::CardView| CardFace {
                    name: card.name.clone(),
                    phones: card.phones.join(" · "),
                };
                Self::Cards(cards.iter().map(face).collect())
            }
            MessageContent::ViewOnce => Self::Gone(texts::view_once(language)),
            MessageContent::Undecryptable => Self::Gone(texts::waiting_for_words(language)),
            MessageContent::Deleted => Self::Gone(texts::deleted(language)),
            MessageContent::Unknown { .. } => Self::Gone(texts::unknown(language)),
        }
    }

    /// As it is said.
    pub(super) fn spoken(&self, language: Language) -> String {
        let with = |what: &str, caption: &Option<String>| match caption {
            Some(caption) => format!("{what}. {caption}"),
            None => what.to_owned(),
        };
        match self {
            Self::Words { text, .. } => text.clone(),
            Self::Picture(picture) => with(&picture.label, &picture.caption),
            Self::File(file) => with(&format!("{}, {}", file.name, file.facts), &file.caption),
            Self::Sound(sound) => format!("{}, {}", texts::voice(language), sound.facts),
            Self::Place(place) => format!("{}, {}", place.name, place.address),
            Self::Cards(cards) => cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join(", "),
            Self::Gone(words) => (*words).to_owned(),
        }
    }
}

fn of_media(media: &MediaView, caption: Option<String>, look: Look<'_>) -> Body {
    let language = look.language;
    let here = media.state == MediaState::Here;
    let missing = media.message.clone().filter(|_| !here);
    match media.media_kind {
        MediaKind::Image | MediaKind::Video | MediaKind::Sticker => {
            let film = media.media_kind == MediaKind::Video;
            let length = media.seconds.map(when::length).unwrap_or_default();
            let over = match (missing, film) {
                (Some(missing), _) => Some((Glyph::Clock, missing)),
                (None, true) => Some((Glyph::Play, length)),
                (None, false) => None,
            };
            let what = match media.media_kind {
                MediaKind::Video => texts::film(language),
                MediaKind::Sticker => texts::sticker(language),
                _ => texts::picture(language),
            };
            Body::Picture(PictureFace {
                label: what.to_owned(),
                src: look.picture.map(str::to_owned).or_else(|| media.thumbnail.clone()),
                size: fitting(media),
                over,
                here,
                caption,
            })
        }
        MediaKind::Audio | MediaKind::Voice => {
            let length = media.seconds.map(when::length);
            let facts = match (look.playing, missing, length) {
                (Some(at), _, Some(length)) => format!("{} / {length}", when::length(at)),
                (Some(at), _, None) => when::length(at),
                (None, Some(missing), _) => missing,
                (None, None, length) => length.unwrap_or_else(|| size(media.size)),
            };
            let playing = look.playing.is_some();
            let label = if playing { texts::pause(language) } else { texts::play(language) };
            Body::Sound(SoundFace { label: label.to_owned(), facts, playing, here })
        }
        MediaKind::Document => {
            let name = media.file_name.clone().unwrap_or_else(|| texts::document(language).to_owned());
            Body::File(FileFace {
                facts: missing.unwrap_or_else(|| facts(&name, media)),
                name,
                here,
                caption,
            })
        }
    }
}

/// `PDF · 1,2 MB`.
fn facts(name: &str, media: &MediaView) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.len() <= 5);
    let parts = [ending.map(str::to_uppercase), Some(size(media.size))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A size as people read it. All three languages write a comma there but English; one sign is enough for a size that is rounded.
fn size(bytes: u64) -> String {
    const KILO: u64 = 1000;
    match bytes {
        0..KILO => format!("{bytes} B"),
        KILO..1_000_000 => format!("{} kB", bytes / KILO),
        _ => format!("{},{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// Width and height in pixels, with the proportions of the picture as far as they can be kept.
fn fitting(media: &MediaView) -> (u32, u32) {
    let sticker = media.media_kind == MediaKind::Sticker;
    let (widest, highest) = if sticker { (140.0, 140.0) } else { (WIDEST, HIGHEST) };
    let (Some(width @ 1..), Some(height @ 1..)) = (media.width, media.height) else {
        return if sticker { (140, 140) } else { (240, 180) };
    };
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = (widest / width).min(highest / height).min(1.0);
    let clamp = |length: f64| (length * scale).round().max(72.0) as u32;
    (clamp(width), clamp(height))
}

fn of_place(place: &PlaceView, language: Language) -> PlaceFace {
    let PlaceView { latitude, longitude, name, address } = place;
    PlaceFace {
        name: name.clone().unwrap_or_else(|| texts::place(language).to_owned()),
        address: address.clone().unwrap_or_else(|| format!("{latitude:.5}, {longitude:.5}")),
        link: format!(
            "https://www.openstreetmap.org/?mlat={latitude:.6}&mlon={longitude:.6}#map=17/{latitude:.6}/{longitude:.6}"
        ),
    }
}

/// Whether a text is nothing but one to three emoji.
fn is_few_emoji(text: &str) -> bool {
    let joins = |c: char| matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    let picture =
        |c: char| matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}');
    let mut joined = false;
    let mut count = 0;
    for c in text.trim().chars() {
        if joins(c) {
            joined = c == '\u{200d}';
        } else if picture(c) {
            count += usize::from(!joined);
            joined = false;
        } else {
            return false;
        }
    }
    (1..=BIG).contains(&count)
}

/// How high a body will be, in pixels.
pub(super) fn guess(content: &MessageContent) -> f64 {
    let words = |text: &str| {
        let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(62).max(1)).sum();
        lines as f64 * 18.5
    };
    match content {
        MessageContent::Text { text } => words(text),
        MessageContent::Media { media, caption } => {
            let own = match media.media_kind {
                MediaKind::Image | MediaKind::Video | MediaKind::Sticker => f64::from(fitting(media).1),
                _ => 50.0,
            };
            own + caption.as_deref().map_or(0.0, words)
        }
        MessageContent::Location { .. } => 52.0,
        MessageContent::Contacts { cards } => cards.len() as f64 * 50.0,
        _ => 19.0,
    }
}

/// What kind of thing a message holds, for those who show it in a word.
pub(in super::super) fn kind_of(content: &MessageContent) -> ContentKind {
    match content {
        MessageContent::Text { .. } => ContentKind::Text,
        MessageContent::Media { media, .. } => match media.media_kind {
            MediaKind::Image => ContentKind::Image,
            MediaKind::Video => ContentKind::Video,
            MediaKind::Audio => ContentKind::Audio,
            MediaKind::Voice => ContentKind::Voice,
            MediaKind::Document => ContentKind::Document,
            MediaKind::Sticker => ContentKind::Sticker,
        },
        MessageContent::Location { .. } => ContentKind::Location,
        MessageContent::Contacts { .. } => ContentKind::Contacts,
        MessageContent::ViewOnce => ContentKind::ViewOnce,
        MessageContent::Undecryptable => ContentKind::Undecryptable,
        MessageContent::Deleted => ContentKind::Deleted,
        MessageContent::Unknown { .. } => ContentKind::Unknown,
    }
}

/// The words of a message, if it has any: its text or what stands beneath its file.
pub(in super::super) fn words_of(content: &MessageContent) -> Option<&str> {
    match content {
        MessageContent::Text { text } => Some(text),
        MessageContent::Media { caption, .. } => caption.as_deref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(width: u32, height: u32) -> MediaView {
        MediaView {
            media_kind: MediaKind::Image,
            mime: "image/jpeg".to_owned(),
            file_name: None,
            size: 1,
            seconds: None,
            width: Some(width),
            height: Some(height),
            thumbnail: None,
            state: MediaState::Here,
            message: None,
        }
    }

    #[test]
    fn a_picture_keeps_its_proportions_within_its_place() {
        assert_eq!(fitting(&media(3000, 1500)), (300, 150));
        assert_eq!(fitting(&media(1000, 2000)), (160, 320));
        assert_eq!(fitting(&media(100, 80)), (100, 80), "a small one is not made larger");
        assert_eq!(fitting(&media(10_000, 1)), (300, 72), "however flat, it can be pressed");
        assert_eq!(fitting(&media(0, 9)), (240, 180));
    }

    #[test]
    fn a_few_emoji_alone_stand_large() {
        for text in ["👍", "❤️", "👨‍👩‍👧 🎉", "👍🏽👍🏽👍🏽"] {
            assert_eq!(is_few_emoji(text), !text.contains(' '), "{text}");
        }
        for text in ["", "ok 👍", "1", "👍👍👍👍"] {
            assert!(!is_few_emoji(text), "{text}");
        }
    }

    #[test]
    fn a_size_is_told_in_what_it_is_counted_in() {
        assert_eq!([999, 1_500, 1_250_000].map(size), ["999 B", "1 kB", "1,2 MB"]);
    }

    #[test]
    fn a_longer_text_is_guessed_to_be_higher() {
        let text = |text: &str| guess(&MessageContent::Text { text: text.to_owned() });
        assert!(text("a") < text(&"a".repeat(200)) && text("a\nb\nc") > text("a"));
    }
}
