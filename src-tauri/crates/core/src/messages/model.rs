//! A message as it is kept.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, InstanceId, MemberId, MessageId, ThreadId};
use leadsmart_contract::messages::{
    CardView, ContentKind, FailureReason, MediaKind, MessageState, PlaceView,
};
use serde::{Deserialize, Serialize};

/// What a message holds beside its words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Detail {
    /// What a search finds beside the words: names of files, places and people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) words: Option<String>,
    /// A place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<PlaceView>,
    /// Cards of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cards: Option<Vec<CardView>>,
    /// What the protocol calls something that is not known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The same as it came, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) raw: Option<String>,
}

impl Detail {
    /// None where there is nothing to keep.
    pub(crate) fn kept(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

/// What a message answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptQuote {
    /// The id under which WhatsApp knows it.
    pub(crate) wire_id: String,
    /// Whether it was sent by the number.
    pub(crate) from_me: bool,
    /// Its words, or what stands for them.
    pub(crate) text: String,
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptFailure {
    /// In a word.
    pub(crate) reason: FailureReason,
    /// What was said of it.
    #[serde(default)]
    pub(crate) detail: Option<String>,
}

/// What a message holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptContent {
    pub(crate) kind: ContentKind,
    /// The words, or the caption.
    pub(crate) body: String,
    pub(crate) detail: Option<Detail>,
}

impl KeptContent {
    /// Something without words of its own.
    pub(crate) fn bare(kind: ContentKind) -> Self {
        Self { kind, body: String::new(), detail: None }
    }

    /// Words.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { kind: ContentKind::Text, body: text.into(), detail: None }
    }
}

/// A message that is stored for the first time.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    pub(crate) id: MessageId,
    pub(crate) thread: ThreadId,
    pub(crate) wire_id: String,
    pub(crate) from_me: bool,
    pub(crate) member: Option<MemberId>,
    pub(crate) at: Timestamp,
    pub(crate) content: KeptContent,
    pub(crate) quote: Option<KeptQuote>,
    pub(crate) state: MessageState,
    pub(crate) unread: bool,
    pub(crate) waited: bool,
    pub(crate) send_at: Option<Timestamp>,
}

/// What is kept of a file.
#[derive(Clone, Debug)]
pub(crate) struct NewMedia {
    pub(crate) kind: MediaKind,
    pub(crate) mime: String,
    pub(crate) file_name: Option<String>,
    pub(crate) size: u64,
    pub(crate) seconds: Option<u32>,
    pub(crate) dimensions: Option<(u32, u32)>,
    pub(crate) thumbnail: Option<Vec<u8>>,
    pub(crate) digest: Vec<u8>,
    pub(crate) reference_sealed: Option<Vec<u8>>,
}

/// A message in the store, as far as rules go by it.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) company: CompanyId,
    pub(crate) instance: InstanceId,
    pub(crate) thread: ThreadId,
    pub(crate) wire_id: String,
    pub(crate) from_me: bool,
    pub(crate) at: Timestamp,
    pub(crate) content: KeptContent,
    pub(crate) quote: Option<KeptQuote>,
    pub(crate) state: MessageState,
}

/// How far a message from here has come; what is told later never takes it back.
pub(crate) const fn progress(state: MessageState) -> u8 {
    match state {
        MessageState::Scheduled => 0,
        MessageState::Queued => 1,
        MessageState::Sending => 2,
        MessageState::Failed => 3,
        MessageState::Sent => 4,
        MessageState::Delivered => 5,
        MessageState::Read => 6,
        MessageState::Played => 7,
        MessageState::Received | MessageState::Undecryptable => 8,
    }
}
