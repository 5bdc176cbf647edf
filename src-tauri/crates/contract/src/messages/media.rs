//! Files of messages.
//!
//! A file goes both ways in pieces, through the same commands over IPC and REST: a page makes a `Blob` of them, and shows it under a
//! `blob:` address, which the content security policy allows for pictures and sound. No path of this computer is told or taken.

use super::GROUP;
use crate::ids::{CompanyId, MessageId};
use crate::permission::{Access, Permission};
use crate::values::ShortText;
use crate::{command, view};

/// The largest file that is sent or kept, in bytes. WhatsApp takes more for documents only.
pub const MOST_MEDIA_BYTES: u64 = 100 * 1024 * 1024;

/// How many bytes a piece of a file has at most.
pub const MOST_PIECE_BYTES: usize = 1024 * 1024;

view! {
    /// What kind of file.
    enum MediaKind {
        /// A picture (JPEG, PNG or WebP), up to 16 MB.
        Image,
        /// A film (MP4), up to 16 MB.
        Video,
        /// Sound, such as music, up to 16 MB.
        Audio,
        /// Sound that was spoken (Opus in Ogg), up to 16 MB.
        Voice,
        /// Any file, up to 100 MB.
        Document,
        /// A sticker (WebP), up to 1 MB.
        Sticker,
    }
}

view! {
    /// Where a file stands.
    enum MediaState {
        /// It is fetched as soon as the line allows.
        Waiting,
        /// It is here: `messages.read_media`.
        Here,
        /// WhatsApp does not hold it any more; the phone was asked to put it up again.
        Asked,
        /// WhatsApp does not hold it any more, and the phone has not got it either.
        Gone,
        /// It is larger than is kept here. It can be seen on the phone.
        TooLarge,
        /// What came is not what was sent.
        Damaged,
        /// The disk is full: it is tried again, and `messages.fetch_media` tries now.
        DiskFull,
        /// It lies on the desktop that holds the number.
        Elsewhere,
    }
}

view! {
    /// A file of a message.
    struct MediaView {
        /// What it is.
        media_kind: MediaKind,
        /// Its media type as the sender says.
        mime: String,
        /// Its name as the sender says, without folders and control characters.
        file_name: Option<String>,
        /// Its size in bytes, as the sender says until it is here.
        size: u64,
        /// How long it plays, in seconds.
        seconds: Option<u32>,
        /// Width in pixels.
        width: Option<u32>,
        /// Height in pixels.
        height: Option<u32>,
        /// A small picture of it, for `src`: `data:image/jpeg;base64,…`.
        thumbnail: Option<String>,
        /// Where it stands.
        state: MediaState,
        /// The same as a sentence for the person, if it is not here.
        message: Option<String>,
    }
}

view! {
    /// A piece of a file.
    struct MediaPiece {
        /// Its bytes in base64, at most a mebibyte of them.
        bytes: String,
        /// Where the next piece begins; none at the end.
        next: Option<u64>,
        /// The size of the whole file in bytes.
        size: u64,
        /// The media type that was found in the file itself, if it is one of those that may be shown; otherwise
        /// `application/octet-stream`.
        mime: String,
    }
}

view! {
    /// A place for a file that is sent.
    struct UploadStarted {
        /// By this the pieces belong together; afterwards it chooses the file for `messages.send`. It holds for an hour.
        upload_id: String,
    }
}

view! {
    /// How much of a file is there.
    struct UploadState {
        /// In bytes.
        received: u64,
        /// Whether all of it is there.
        complete: bool,
    }
}

command! {
    /// A piece of the file of a message.
    ReadMedia("messages.read_media", Get "/v1/companies/{company_id}/messages/{message_id}/media", Access::Permission(Permission::ThreadsView), GROUP, "Read Media") -> MediaPiece {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
        /// Where the piece begins, from `next` of the one before; the beginning if left out.
        #[serde(default)]
        offset: u64,
    }
}

command! {
    /// Fetches the file of a message again that is not here: at once if the line is open.
    FetchMedia("messages.fetch_media", Post "/v1/companies/{company_id}/messages/{message_id}/media", Access::Permission(Permission::ThreadsView), GROUP, "Fetch Media") -> super::MessageView {
        /// The company.
        company_id: CompanyId,
        /// The message.
        message_id: MessageId,
    }
}

command! {
    /// Makes room for a file that is sent.
    BeginUpload("messages.begin_upload", Post "/v1/companies/{company_id}/media-uploads", Access::Permission(Permission::ThreadsManage), GROUP, "Begin Upload Of Media") -> UploadStarted {
        /// The company.
        company_id: CompanyId,
        /// The size of the file in bytes.
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        size: u64,
        /// Its name.
        #[serde(default)]
        file_name: Option<ShortText>,
        /// How long it plays, in seconds, if that is known.
        #[serde(default)]
        seconds: Option<u32>,
    }
}

command! {
    /// Takes the next piece of a file that is sent.
    UploadPiece("messages.upload_piece", Post "/v1/companies/{company_id}/media-uploads/{upload_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Upload Piece Of Media") -> UploadState {
        /// The company.
        company_id: CompanyId,
        /// The upload.
        #[cfg_attr(feature = "schema", schemars(length(max = 100)))]
        upload_id: String,
        /// Where the piece begins: as many bytes as are there.
        offset: u64,
        /// Its bytes in base64, at most a mebibyte of them.
        #[cfg_attr(feature = "schema", schemars(length(max = 1400000)))]
        bytes: String,
    }
}
