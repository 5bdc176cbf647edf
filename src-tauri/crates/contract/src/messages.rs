//! Messages of a conversation: what they hold, what became of them, sending and changing them, finding them.
//!
//! A message that is sent is stored first, with the id under which it will travel, and goes out when the line allows. What became of
//! it is told by WhatsApp alone. Texts, names of files and media types of others are theirs: text, never markup, not checked.

mod media;
mod search;

use crate::auth::Done;
use crate::ids::{ClientId, CompanyId, MessageId, ThreadId};
use crate::permission::{Access, Permission};
use crate::threads::MemberMention;
use crate::values::{Emoji, MessageText, Moment, Name, ShortText, Start};
use crate::{command, view};

pub use media::{
    BeginUpload, FetchMedia, MOST_MEDIA_BYTES, MOST_PIECE_BYTES, MediaKind, MediaPiece, MediaState,
    MediaView, ReadMedia, UploadPiece, UploadStarted, UploadState,
};
pub use search::{ExcerptPart, MessageHit, SearchMessages};

const GROUP: &str = "Messaging / Message";

view! {
    /// Which way a message went.
    enum Direction {
        /// From the other one.
        In,
        /// From the company: from here, from another desktop or from the phone.
        Out,
    }
}

view! {
    /// What became of a message.
    enum MessageState {
        /// It came.
        Received,
        /// It came and could not be read yet; the sender was asked for it again.
        Undecryptable,
        /// It waits for its time.
        Scheduled,
        /// It waits to be sent.
        Queued,
        /// It was handed over; WhatsApp has not answered yet.
        Sending,
        /// WhatsApp has taken it.
        Sent,
        /// It arrived.
        Delivered,
        /// It was read.
        Read,
        /// Its sound was played.
        Played,
        /// It was not sent: `failure` says why, and what can be done.
        Failed,
    }
}

view! {
    /// What kind of thing a message holds.
    enum ContentKind {
        /// Words.
        Text,
        /// A picture.
        Image,
        /// A film.
        Video,
        /// Sound, such as music.
        Audio,
        /// Sound that was spoken into a phone.
        Voice,
        /// A file.
        Document,
        /// A sticker.
        Sticker,
        /// A place.
        Location,
        /// Cards of people.
        Contacts,
        /// Something that may be seen once, on the phone only.
        ViewOnce,
        /// It could not be read yet.
        Undecryptable,
        /// It was deleted for everybody.
        Deleted,
        /// Something that this version does not know.
        Unknown,
    }
}

view! {
    /// A place on earth.
    struct PlaceView {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// What it is called.
        name: Option<String>,
        /// Its address.
        address: Option<String>,
    }
}

view! {
    /// The card of a person.
    struct CardView {
        /// The name on it.
        name: String,
        /// The telephone numbers on it, as they are written.
        phones: Vec<String>,
    }
}

/// What a message holds.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum MessageContent {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A picture, film, sound, file or sticker.
    Media {
        /// The file.
        media: MediaView,
        /// Words beneath it.
        caption: Option<String>,
    },
    /// A place.
    Location {
        /// The place.
        place: PlaceView,
    },
    /// Cards of people.
    Contacts {
        /// The cards.
        cards: Vec<CardView>,
    },
    /// Something that may be seen once, on the phone only.
    ViewOnce,
    /// It could not be read yet; it takes this one's place when it comes.
    Undecryptable,
    /// It was deleted for everybody.
    Deleted,
    /// Something that this version does not know. It is kept as it came.
    Unknown {
        /// What WhatsApp calls it.
        name: String,
    },
}

view! {
    /// The message that a message answers.
    struct QuoteView {
        /// Which, if it is here.
        message_id: Option<MessageId>,
        /// Which way it went.
        direction: Direction,
        /// Its words, or what stands for them.
        text: String,
    }
}

view! {
    /// Why a message was not sent.
    enum FailureReason {
        /// The other one is not on WhatsApp under this number.
        NotOnWhatsApp,
        /// WhatsApp refused it.
        Refused,
        /// None of the other one's devices could be written to.
        NoDevice,
        /// The file is not there any more or cannot be read.
        File,
        /// The file is larger than WhatsApp takes.
        TooLarge,
        /// It could not be sent for a day.
        TooLate,
        /// The number was disconnected before it went out.
        Disconnected,
    }
}

view! {
    /// Why a message was not sent, and what can be done.
    struct SendFailure {
        /// In a word.
        reason: FailureReason,
        /// The same as a sentence for the person.
        message: String,
        /// What she can do.
        hint: Option<String>,
        /// What was said of it, for support.
        detail: Option<String>,
        /// Whether `messages.retry` may help.
        retry: bool,
    }
}

view! {
    /// A message.
    struct MessageView {
        /// Its id.
        id: MessageId,
        /// The conversation.
        thread_id: ThreadId,
        /// Which way it went.
        direction: Direction,
        /// When: by WhatsApp's clock; by this one's until it was sent.
        at: Moment,
        /// What it holds.
        content: MessageContent,
        /// What it answers.
        quote: Option<QuoteView>,
        /// What became of it.
        state: MessageState,
        /// Why it was not sent.
        failure: Option<SendFailure>,
        /// Who wrote it here; none for what came, and for what was written on the phone.
        by: Option<MemberMention>,
        /// For when it is planned.
        send_at: Option<Moment>,
        /// Whether it came while the line was away.
        waited: bool,
        /// Whether it was not read here yet.
        unread: bool,
        /// When its words were last changed.
        edited_at: Option<Moment>,
        /// The emoji of the company.
        reaction_mine: Option<String>,
        /// The emoji of the other one.
        reaction_theirs: Option<String>,
        /// Whether its words can be changed now: `messages.update`.
        editable: bool,
        /// Whether it can be deleted for everybody now: `messages.delete`.
        deletable: bool,
        /// Whether it can be taken back before it goes out: `messages.discard`.
        discardable: bool,
    }
}

view! {
    /// A part of a conversation.
    struct MessagePage {
        /// The messages, the oldest first.
        items: Vec<MessageView>,
        /// Give this as `before` to get older ones; none at the beginning.
        before: Option<String>,
        /// Give this as `after` to get newer ones; none at the end.
        after: Option<String>,
        /// Whether this is as far back as the conversation is on this computer, and older messages are still on their way to it:
        /// `messages.fetch_older` has them come next.
        arriving: bool,
    }
}

view! {
    /// What a message held before it was changed or deleted.
    struct Revision {
        /// When it was changed.
        at: Moment,
        /// The words before.
        text: String,
        /// Whether it was deleted then.
        deleted: bool,
    }
}

command! {
    /// A part of a conversation: the newest messages, those before or after a page, or those around a message. At most one of `before`,
    /// `after` and `around` is given.
    ListMessages("messages.list", Get "/v1/companies/{company_id}/threads/{thread_id}/messages", Access::Permission(Permission::ThreadsView), GROUP, "Get Messages") -> MessagePage {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
        /// From `before` of a page: what is older.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        before: Option<String>,
        /// From `after` of a page: what is newer.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        after: Option<String>,
        /// A message that was found: it and what is around it.
        #[serde(default)]
        around: Option<MessageId>,
        /// How many, up to 200; 50 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 200)))]
        limit: Option<u16>,
    }
}

command! {
    /// Has the older messages of a conversation come before those of the others, while those of the company are still on their way to this
    /// computer. That they came is told as a change of messages.
    FetchOlderMessages("messages.fetch_older", Post "/v1/companies/{company_id}/threads/{thread_id}/messages/older", Access::Permission(Permission::ThreadsView), GROUP, "Fetch Older Messages") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
    }
}

command! {
    /// One message.
    GetMessage("messages.get", Get "/v1/companies/{company_id}/messages/{message_id}", Access::Permission(Permission::ThreadsView), GROUP, "Get Message") -> MessageView {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
    }
}

command! {
    /// What a message held before it was changed or deleted, the oldest first.
    GetRevisions("messages.history", Get "/v1/companies/{company_id}/messages/{message_id}/history", Access::Permission(Permission::ThreadsView), GROUP, "Get History Of Message") -> Vec<Revision> {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum OutgoingContent {
    /// Words.
    Text {
        /// The words.
        text: MessageText,
    },
    /// A file that was uploaded: `messages.begin_upload`.
    Media {
        /// The upload.
        #[cfg_attr(feature = "schema", schemars(length(max = 100)))]
        upload_id: String,
        /// What it is sent as; a document if it is not what it says.
        media_kind: MediaKind,
        /// Words beneath it.
        #[serde(default)]
        caption: Option<MessageText>,
    },
    /// A place.
    Location {
        /// Degrees north, from -90 to 90.
        #[cfg_attr(feature = "schema", schemars(range(min = -90.0, max = 90.0)))]
        latitude: f64,
        /// Degrees east, from -180 to 180.
        #[cfg_attr(feature = "schema", schemars(range(min = -180.0, max = 180.0)))]
        longitude: f64,
        /// What it is called.
        #[serde(default)]
        name: Option<Name>,
        /// Its address.
        #[serde(default)]
        address: Option<ShortText>,
    },
    /// The card of a client: name and phones.
    Contact {
        /// The client.
        client_id: ClientId,
    },
}

command! {
    /// Sends a message, now or later. It is stored when this answers, and goes out when the line allows; whoever sends answers the
    /// conversation from then on, unless somebody else does already.
    SendMessage("messages.send", Post "/v1/companies/{company_id}/messages", Access::Permission(Permission::ThreadsManage), GROUP, "Send Message") -> MessageView {
        /// The company.
        company_id: CompanyId,
        /// The conversation: `threads.open` gives that of a client.
        thread_id: ThreadId,
        /// An id chosen by the caller, so that a repeated call sends the message once.
        #[serde(default)]
        id: Option<MessageId>,
        /// What it holds.
        content: OutgoingContent,
        /// The message that it answers.
        #[serde(default)]
        quote_id: Option<MessageId>,
        /// When to send it: an instant, or a reading of the company's clock, at most a year ahead; now if left out.
        #[serde(default)]
        send_at: Option<Start>,
    }
}

command! {
    /// Changes the words of a message: one that waits or has failed before it goes out, one that was sent for everybody, as long as
    /// WhatsApp allows (15 minutes).
    UpdateMessage("messages.update", Patch "/v1/companies/{company_id}/messages/{message_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Update Message") -> MessageView {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
        /// The new words, or caption.
        #[serde(default)]
        text: Option<MessageText>,
        /// Another time for one that waits for its time.
        #[serde(default)]
        send_at: Option<Start>,
    }
}

command! {
    /// Tries a message again that has failed, or sends one now that waits for its time. It stays the same message.
    RetryMessage("messages.retry", Post "/v1/companies/{company_id}/messages/{message_id}/retry", Access::Permission(Permission::ThreadsManage), GROUP, "Retry Message") -> MessageView {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
    }
}

command! {
    /// Takes back a message that was not sent: it waits or has failed.
    DiscardMessage("messages.discard", Delete "/v1/companies/{company_id}/messages/{message_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Discard Message") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
    }
}

command! {
    /// Deletes a message for everybody that was sent, as long as WhatsApp allows (two days and twelve hours). What it held stays in its
    /// history here.
    DeleteMessage("messages.delete", Post "/v1/companies/{company_id}/messages/{message_id}/delete", Access::Permission(Permission::ThreadsManage), GROUP, "Delete Message For Everybody") -> MessageView {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
    }
}

command! {
    /// Puts an emoji on a message, in place of the one before; an empty one takes it away.
    ReactToMessage("messages.react", Post "/v1/companies/{company_id}/messages/{message_id}/reaction", Access::Permission(Permission::ThreadsManage), GROUP, "React To Message") -> MessageView {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
        /// The emoji.
        emoji: Emoji,
    }
}
