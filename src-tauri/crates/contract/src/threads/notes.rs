//! Remarks on a conversation that only the team sees.

use super::{GROUP, MemberMention};
use crate::auth::Done;
use crate::ids::{CompanyId, NoteId, ThreadId};
use crate::permission::{Access, Permission};
use crate::values::{MessageText, Moment};
use crate::{command, view};

view! {
    /// A remark.
    struct NoteView {
        /// Its id.
        id: NoteId,
        /// When it was made.
        at: Moment,
        /// Who made it.
        by: Option<MemberMention>,
        /// What it says.
        text: MessageText,
    }
}

command! {
    /// The remarks on a conversation, the oldest first.
    ListNotes("threads.list_notes", Get "/v1/companies/{company_id}/threads/{thread_id}/notes", Access::Permission(Permission::ThreadsView), GROUP, "Get Notes") -> Vec<NoteView> {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
    }
}

command! {
    /// Adds a remark. It is never sent.
    CreateNote("threads.create_note", Post "/v1/companies/{company_id}/threads/{thread_id}/notes", Access::Permission(Permission::ThreadsManage), GROUP, "Create Note") -> NoteView {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
        /// What it says.
        text: MessageText,
    }
}

command! {
    /// Removes a remark.
    DeleteNote("threads.delete_note", Delete "/v1/companies/{company_id}/threads/{thread_id}/notes/{note_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Delete Note") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
        /// The remark.
        note_id: NoteId,
    }
}
