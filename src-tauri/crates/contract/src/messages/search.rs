//! Finding messages by their words.

use super::{Direction, GROUP};
use crate::ids::{CompanyId, MessageId, ThreadId};
use crate::page::Page;
use crate::permission::{Access, Permission};
use crate::values::{Moment, SearchText};
use crate::{command, view};

view! {
    /// Some words of a message.
    struct ExcerptPart {
        /// The words.
        text: String,
        /// Whether they are what was searched for.
        found: bool,
    }
}

view! {
    /// A message that a search found.
    struct MessageHit {
        /// Which: `messages.list` shows what is around it.
        message_id: MessageId,
        /// The conversation.
        thread_id: ThreadId,
        /// What the conversation is called.
        title: String,
        /// When.
        at: Moment,
        /// Which way it went.
        direction: Direction,
        /// The words around what was found.
        excerpt: Vec<ExcerptPart>,
    }
}

command! {
    /// The messages with all of these words or beginnings of words, without regard to accents or case, the newest first. Captions, names
    /// of files and of places count too.
    SearchMessages("messages.search", Get "/v1/companies/{company_id}/messages", Access::Permission(Permission::ThreadsView), GROUP, "Search Messages") -> Page<MessageHit> {
        /// The company.
        company_id: CompanyId,
        /// What to search for.
        search: SearchText,
        /// Only in this conversation.
        #[serde(default)]
        thread_id: Option<ThreadId>,
        /// From `next` of the page before.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        cursor: Option<String>,
        /// How many, up to 200; 50 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 200)))]
        limit: Option<u16>,
    }
}
