//! Conversations of a number with somebody: who answers, how it stands, what the team remarks.

mod notes;

use crate::auth::Done;
use crate::ids::{ClientId, CompanyId, InstanceId, MemberId, MessageId, ThreadId};
use crate::messages::{ContentKind, Direction, MessageState};
use crate::page::Page;
use crate::permission::{Access, Permission};
use crate::values::{Moment, Name, PhoneNumber, SearchText, nullable};
use crate::{command, view};

pub use notes::{CreateNote, DeleteNote, ListNotes, NoteView};

const GROUP: &str = "Client Threads";

view! {
    /// How a conversation stands.
    enum ThreadStatus {
        /// Somebody has to answer.
        Open,
        /// The client has to answer.
        Waiting,
        /// There is nothing to do. A new message opens it again.
        Resolved,
    }
}

view! {
    /// A member of the team, by name.
    struct MemberMention {
        /// Who.
        id: MemberId,
        /// Her name.
        name: Name,
    }
}

view! {
    /// A client, by name.
    struct ClientMention {
        /// Who.
        id: ClientId,
        /// The name.
        name: Name,
    }
}

view! {
    /// The newest message of a conversation, as the list shows it.
    struct LastMessage {
        /// Which.
        id: MessageId,
        /// When.
        at: Moment,
        /// Which way it went.
        direction: Direction,
        /// What it holds.
        kind: ContentKind,
        /// Its first words, in one line; empty for a file without words.
        text: String,
        /// What became of it.
        state: MessageState,
    }
}

view! {
    /// A conversation in a list.
    struct ThreadSummary {
        /// Its id.
        id: ThreadId,
        /// The number over which it goes.
        instance_id: InstanceId,
        /// What the company calls that number.
        instance_name: Name,
        /// The client, if it is known who it is.
        client: Option<ClientMention>,
        /// What to call it: the client's name, the name that the other one gave themselves, or the number.
        title: String,
        /// The other one's telephone number, if WhatsApp tells it.
        phone: Option<PhoneNumber>,
        /// How it stands.
        status: ThreadStatus,
        /// Who answers.
        assignee: Option<MemberMention>,
        /// How many messages were not read.
        unread: u32,
        /// The newest message.
        last: Option<LastMessage>,
        /// Whether the other one is typing.
        typing: bool,
    }
}

view! {
    /// A conversation.
    struct ThreadView {
        /// As in a list.
        summary: ThreadSummary,
        /// The name that the other one gave themselves. It is theirs, not checked.
        profile_name: Option<String>,
        /// Why nothing can be sent now, in the caller's language. What is written all the same waits.
        obstacle: Option<String>,
        /// How many remarks the team has made.
        notes: u32,
        /// How many messages wait for their time.
        scheduled: u32,
        /// When it began.
        created_at: Moment,
        /// Grows with each change.
        revision: i64,
    }
}

view! {
    /// How many conversations wait.
    struct ThreadCounts {
        /// With unread messages.
        unread: u32,
        /// Open ones that the caller answers.
        mine: u32,
        /// Open ones that nobody answers.
        unassigned: u32,
        /// Open ones.
        open: u32,
        /// With a message from here that has failed.
        failed: u32,
    }
}

view! {
    /// Whose conversations.
    enum Assigned {
        /// Those that the caller answers.
        Me,
        /// Those that nobody answers.
        Nobody,
    }
}

command! {
    /// The conversations, the one with the newest message first.
    ListThreads("threads.list", Get "/v1/companies/{company_id}/threads", Access::Permission(Permission::ThreadsView), GROUP, "Get All Threads") -> Page<ThreadSummary> {
        /// The company.
        company_id: CompanyId,
        /// Only those that stand so.
        #[serde(default)]
        status: Option<ThreadStatus>,
        /// Only the caller's, or nobody's.
        #[serde(default)]
        assigned: Option<Assigned>,
        /// Only those that she answers.
        #[serde(default)]
        assignee_id: Option<MemberId>,
        /// Only those with unread messages.
        #[serde(default)]
        unread: bool,
        /// Only those over this number.
        #[serde(default)]
        instance_id: Option<InstanceId>,
        /// Only those whose name or telephone number has this in it, without regard to accents or case.
        #[serde(default)]
        search: Option<SearchText>,
        /// From `next` of the page before.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        cursor: Option<String>,
        /// How many, up to 500; 50 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 500)))]
        limit: Option<u16>,
    }
}

command! {
    /// How many conversations wait.
    CountThreads("threads.count", Get "/v1/companies/{company_id}/thread-counts", Access::Permission(Permission::ThreadsView), GROUP, "Count Threads") -> ThreadCounts {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// One conversation.
    GetThread("threads.get", Get "/v1/companies/{company_id}/threads/{thread_id}", Access::Permission(Permission::ThreadsView), GROUP, "Get Thread By Id") -> ThreadView {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
    }
}

command! {
    /// The conversations with a client, the one with the newest message first.
    ListThreadsByClient("threads.list_by_client", Get "/v1/companies/{company_id}/clients/{client_id}/threads", Access::Permission(Permission::ThreadsView), GROUP, "Get All By Client") -> Page<ThreadSummary> {
        /// The company.
        company_id: CompanyId,
        /// The client.
        client_id: ClientId,
        /// From `next` of the page before.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        cursor: Option<String>,
        /// How many, up to 500; 50 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 500)))]
        limit: Option<u16>,
    }
}

command! {
    /// The conversations over a number, the one with the newest message first.
    ListThreadsByInstance("threads.list_by_instance", Get "/v1/companies/{company_id}/instances/{instance_id}/threads", Access::Permission(Permission::ThreadsView), GROUP, "Get All By Instance") -> Page<ThreadSummary> {
        /// The company.
        company_id: CompanyId,
        /// The number.
        instance_id: InstanceId,
        /// From `next` of the page before.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        cursor: Option<String>,
        /// How many, up to 500; 50 if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 500)))]
        limit: Option<u16>,
    }
}

command! {
    /// Opens the conversation with a client, or the one that there is already. Nothing is sent. Whether the client is on WhatsApp shows
    /// when the first message goes out.
    OpenThread("threads.open", Post "/v1/companies/{company_id}/threads", Access::Permission(Permission::ThreadsManage), GROUP, "Open Thread") -> ThreadView {
        /// The company.
        company_id: CompanyId,
        /// The client.
        client_id: ClientId,
        /// The number over which to write; may be left out if the company has one active number, or the client has written before.
        #[serde(default)]
        instance_id: Option<InstanceId>,
        /// Which of the client's phones; the main one if left out.
        #[serde(default)]
        phone: Option<PhoneNumber>,
    }
}

command! {
    /// Changes the fields that are given: how it stands, who answers, whose conversation it is.
    UpdateThread("threads.update", Patch "/v1/companies/{company_id}/threads/{thread_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Update Thread") -> ThreadView {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
        /// The revision that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// How it stands.
        #[serde(default)]
        status: Option<ThreadStatus>,
        /// Who answers; null for nobody.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<MemberId>"))]
        assignee_id: Option<Option<MemberId>>,
        /// Whose it is; null for somebody who is no client.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<ClientId>"))]
        client_id: Option<Option<ClientId>>,
    }
}

command! {
    /// Hides a conversation. It comes back with the next message, or when somebody opens it.
    DeleteThread("threads.delete", Delete "/v1/companies/{company_id}/threads/{thread_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Delete Client Thread") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
    }
}

command! {
    /// Notes that what came was read, here and, once the line is open, on the phone and for the other one.
    MarkThreadRead("threads.mark_read", Post "/v1/companies/{company_id}/threads/{thread_id}/read", Access::Permission(Permission::ThreadsManage), GROUP, "Mark Thread Read") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
        /// The newest message that was seen; all if left out.
        #[serde(default)]
        up_to: Option<MessageId>,
    }
}

command! {
    /// Tells the other one that somebody is typing, or has stopped. Nothing happens while the line is away.
    ShowTyping("threads.typing", Post "/v1/companies/{company_id}/threads/{thread_id}/typing", Access::Permission(Permission::ThreadsManage), GROUP, "Show Typing") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
        /// Whether.
        typing: bool,
    }
}
