//! What happens on a line.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Content, MessageKey, Quote};

/// With whom one talks. At least one of the two is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Chat {
    /// The number, digits with country code.
    pub number: Option<String>,
    /// The hidden id (LID), digits. It is never shown and never a phone number.
    pub hidden: Option<String>,
    /// The group's id, if it is a group.
    pub group: Option<String>,
}

/// Somebody on WhatsApp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The number that is theirs in truth, and the hidden id if it is known.
    pub chat: Chat,
    /// The name that they gave themselves.
    pub name: Option<String>,
}

/// What happens on a line, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum LineEvent {
    /// A code to be scanned; it takes the place of the one before.
    Code {
        /// The text of the QR code.
        text: String,
        /// Until when it holds.
        until: Timestamp,
        /// How many more will come.
        left: u32,
    },
    /// A code to be typed on the phone.
    TypedCode {
        /// Eight characters.
        text: String,
        /// Until when it holds.
        until: Timestamp,
    },
    /// No code was used in time. The line has ended; a new one begins with new codes.
    CodesSpent,
    /// The phone has scanned or typed; the service makes the line begin anew by itself (stream error 515). Not a failure.
    Finishing,
    /// Linking did not succeed.
    NotLinked(LinkFailure),
    /// It is linked now, as this number.
    Linked(Linked),
    /// The service let it in.
    Connected,
    /// The connection went away; the line tries again by itself until it says that it has ended.
    Disconnected {
        /// What was said of it, for support.
        detail: String,
    },
    /// What came while it was away has been brought.
    CaughtUp,
    /// The line has ended and does not try again.
    Ended(Ended),
    /// Messages, to be kept all or none before this returns. Live ones come alone; those that waited come in bundles.
    Messages(Vec<Inbound>),
    /// A message that could not be read. The sender is asked for it again; if it comes it has the same id.
    Undecryptable(Undecryptable),
    /// The service says what it did with a message from here.
    Acknowledged(Acknowledgement),
    /// Messages from here arrived, were read or played; or messages that came were read on the phone.
    Receipt {
        /// Which.
        messages: Vec<MessageKey>,
        /// What happened.
        kind: ReceiptKind,
        /// When, by the service's clock.
        at: Timestamp,
    },
    /// A file can be fetched again, under another path; or not, if there is none.
    MediaAgain {
        /// The message that it belongs to.
        message: MessageKey,
        /// The path to be put in place of the one in its [`super::MediaReference`].
        path: Option<String>,
    },
    /// Chats and messages from before the number was linked.
    History(HistoryPart),
    /// Somebody types, or has stopped.
    Typing {
        /// Who.
        chat: Chat,
        /// Whether.
        typing: bool,
    },
    /// A number and a hidden id are the same person, or somebody has another name.
    Chat(ChatUpdate),
}

/// As whom a line is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The number, digits with country code.
    pub number: String,
    /// The hidden id of the number.
    pub hidden: Option<String>,
    /// The name that its owner gave it.
    pub name: Option<String>,
}

/// Why a number was not linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkFailure {
    /// The phone is too old or multi-device is turned off.
    NotSupported,
    /// The typed code was wrong or too late.
    WrongCode,
    /// Anything else, as it was said.
    Other(String),
}

/// Why a line has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The phone removed this device, or the number was logged out (401, device removed). Linking begins anew; messages stay.
    LoggedOut,
    /// The same session was opened elsewhere (conflict, replaced).
    UsedElsewhere,
    /// The number is locked for a while (402 or a temporary ban).
    Banned {
        /// Until when, if it was said.
        until: Option<Timestamp>,
        /// What was said.
        detail: String,
    },
    /// The number is banned for good (403).
    Blocked,
    /// The service does not serve this version of the protocol any more (405).
    Outdated,
    /// The connection was given up after failures that do not pass by themselves.
    Failed {
        /// What was said, for support.
        detail: String,
    },
    /// It was closed from here.
    Closed,
}

/// A message that came, or was sent from the phone.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbound {
    /// Which.
    pub key: MessageKey,
    /// Who wrote it; the same as the chat but in groups.
    pub sender: Chat,
    /// The name that the writer gave themselves.
    pub sender_name: Option<String>,
    /// When, by the service's clock.
    pub at: Timestamp,
    /// What it holds.
    pub content: Content,
    /// What it answers.
    pub quote: Option<Quote>,
    /// Whether it waited with the service while the line was away.
    pub waited: bool,
    /// Whether it may be seen once only. Its file is not offered to linked devices.
    pub view_once: bool,
}

/// A message that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecryptable {
    /// Which.
    pub key: MessageKey,
    /// Who wrote it.
    pub sender: Chat,
    /// When, by the service's clock.
    pub at: Timestamp,
}

/// What the service says of a message from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Which. The service may leave out the chat; the id is enough, since it was chosen here.
    pub message: MessageKey,
    /// The number of the refusal, such as 463; none if it was taken.
    pub error: Option<u16>,
    /// When, by the service's clock.
    pub at: Timestamp,
}

/// What became of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReceiptKind {
    /// They arrived on a device of the recipient.
    Delivered,
    /// They were read.
    Read,
    /// Their sound was played.
    Played,
    /// Messages that came to this number were read on the phone or another device of it.
    ReadHere,
}

/// A part of the history of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPart {
    /// The chats with their messages.
    pub chats: Vec<HistoryChat>,
    /// How much has come so far, in hundredths, if it was said.
    pub progress: Option<u8>,
    /// Whether this was the last part of the first linking.
    pub last: bool,
}

/// A chat of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryChat {
    /// With whom.
    pub chat: Chat,
    /// The name in the phone's contacts, or that the other one gave themselves.
    pub name: Option<String>,
    /// How many messages were unread.
    pub unread: u32,
    /// Messages, the newest first.
    pub messages: Vec<Inbound>,
}

/// Something about who one talks with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatUpdate {
    /// Both ids, as far as they are known.
    pub chat: Chat,
    /// The name that they gave themselves.
    pub name: Option<String>,
}
