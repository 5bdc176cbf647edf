//! What is written, in both directions.

use serde::{Deserialize, Serialize};

use super::Chat;

/// What an inbound message holds, or one that was sent from the phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A picture, film, sound, document or sticker.
    Media {
        /// Where it lies and how it is opened.
        media: MediaReference,
        /// Words beneath it.
        caption: Option<String>,
    },
    /// A place.
    Location {
        /// The place.
        place: Place,
    },
    /// Cards of people.
    Contacts {
        /// The cards, at least one.
        cards: Vec<ContactCard>,
    },
    /// An emoji on another message; an empty one takes it back.
    Reaction {
        /// The id of the message that it is on.
        to: String,
        /// Whether that message was sent by this number.
        to_mine: bool,
        /// The emoji.
        emoji: String,
    },
    /// Other words in place of those of an earlier message.
    Edit {
        /// The id of that message.
        of: String,
        /// The new words, or caption.
        text: String,
    },
    /// An earlier message was deleted for everybody.
    Delete {
        /// The id of that message.
        of: String,
    },
    /// Something that this version does not know. It is kept as it came.
    Unknown {
        /// What the protocol calls it, such as `pollCreationMessage`.
        name: String,
        /// The message as it was decrypted.
        raw: Vec<u8>,
    },
}

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound, such as music.
    Audio,
    /// Sound that was spoken into the phone.
    Voice,
    /// Any file.
    Document,
    /// A sticker.
    Sticker,
}

/// A file that lies encrypted with the service. Whoever has this can read it, so it is stored sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaReference {
    /// What it is.
    pub kind: MediaKind,
    /// Its media type as the sender says, such as `image/jpeg`. Not to be trusted.
    pub mime: String,
    /// Its name as the sender says. Not to be trusted.
    pub file_name: Option<String>,
    /// Its size in bytes as the sender says.
    pub size: u64,
    /// How long it plays, in seconds.
    pub seconds: Option<u32>,
    /// Width and height in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// A small picture of it (JPEG).
    pub thumbnail: Option<Vec<u8>>,
    /// The path on the service's hosts.
    pub path: String,
    /// The key it is encrypted with.
    pub key: Vec<u8>,
    /// SHA-256 of the file.
    pub digest: Vec<u8>,
    /// SHA-256 of the encrypted file.
    pub sealed_digest: Vec<u8>,
}

impl std::fmt::Debug for MediaReference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaReference")
            .field("kind", &self.kind)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// A place on earth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What it is called.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
}

/// The card of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// The name shown.
    pub name: String,
    /// The card (RFC 6350).
    pub vcard: String,
}

/// The message that a message answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Its id.
    pub id: String,
    /// Whether it was sent by this number.
    pub from_me: bool,
    /// Its words, or what stands for them.
    pub text: String,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Outbound {
    /// Its id, chosen before the first try with [`Outbound::id_from`].
    pub id: String,
    /// To whom.
    pub chat: Chat,
    /// What it holds.
    pub content: OutboundContent,
    /// What it answers.
    pub quote: Option<Quote>,
}

impl Outbound {
    /// The id of a message as the protocol's official clients for the browser make them: `3EB0` and 18 hexadecimal digits, here
    /// from chance that the caller gives.
    pub fn id_from(chance: [u8; 9]) -> String {
        let digits = chance.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        format!("3EB0{digits}")
    }
}

/// What a message to be sent holds.
#[derive(Clone, Debug, PartialEq)]
pub enum OutboundContent {
    /// Words.
    Text(String),
    /// A file of this computer.
    Media {
        /// The file.
        upload: Upload,
        /// Words beneath it.
        caption: Option<String>,
    },
    /// A place.
    Location(Place),
    /// Cards of people.
    Contacts(Vec<ContactCard>),
    /// An emoji on a message; an empty one takes it back.
    Reaction {
        /// The id of that message.
        to: String,
        /// Whether it was sent by this number.
        to_mine: bool,
        /// The emoji.
        emoji: String,
    },
    /// Other words in place of those of an own message.
    Edit {
        /// The id of that message.
        of: String,
        /// The new words.
        text: String,
    },
    /// Deletes an own message for everybody.
    Delete {
        /// The id of that message.
        of: String,
    },
}

/// A file that is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Where it lies.
    pub file: std::path::PathBuf,
    /// What it is.
    pub kind: MediaKind,
    /// Its media type.
    pub mime: String,
    /// Its name, for a document.
    pub file_name: Option<String>,
    /// How long it plays, in seconds.
    pub seconds: Option<u32>,
    /// Width and height in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// A small picture of it (JPEG).
    pub thumbnail: Option<Vec<u8>>,
}
