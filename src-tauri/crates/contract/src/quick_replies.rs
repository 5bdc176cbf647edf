//! Texts that are kept to be sent often, with places for what differs: `{nome}`, `{data}`, …

use crate::auth::Done;
use crate::ids::{CompanyId, QuickReplyId, ThreadId};
use crate::permission::{Access, Permission};
use crate::values::{MessageText, Name};
use crate::{command, view};

const GROUP: &str = "Quick Replies";

/// What may stand between braces in a quick reply, in all languages: the wire word, and what stands in the text.
pub const VARIABLES: &[(Variable, [&str; 3])] = &[
    (Variable::ClientName, ["nome", "name", "nombre"]),
    (Variable::FirstName, ["primeiro_nome", "first_name", "primer_nombre"]),
    (Variable::NextDate, ["data", "date", "fecha"]),
    (Variable::NextTime, ["hora", "time", "hora"]),
    (Variable::NextService, ["servico", "service", "servicio"]),
    (Variable::NextProfessional, ["profissional", "professional", "profesional"]),
    (Variable::Company, ["empresa", "company", "empresa"]),
    (Variable::CompanyAddress, ["endereco", "address", "direccion"]),
    (Variable::Me, ["atendente", "me", "agente"]),
];

view! {
    /// Something that differs from client to client.
    enum Variable {
        /// The client's name.
        ClientName,
        /// The first word of it.
        FirstName,
        /// The date of the next appointment.
        NextDate,
        /// Its time.
        NextTime,
        /// Its service.
        NextService,
        /// Who attends.
        NextProfessional,
        /// The company's name.
        Company,
        /// The company's address.
        CompanyAddress,
        /// Who writes.
        Me,
    }
}

view! {
    /// A text that is kept.
    struct QuickReplyView {
        /// Its id.
        id: QuickReplyId,
        /// What is typed after `/` to find it.
        shortcut: Name,
        /// The text.
        text: MessageText,
        /// Grows with each change.
        revision: i64,
    }
}

view! {
    /// A text with what differs put in.
    struct FilledReply {
        /// The text. What is not known stays in braces, so that nobody sends it unseen.
        text: String,
        /// What is not known.
        missing: Vec<Variable>,
    }
}

command! {
    /// The texts, by what is typed to find them.
    ListQuickReplies("quick_replies.list", Get "/v1/companies/{company_id}/quick-replies", Access::Permission(Permission::ThreadsView), GROUP, "Get Quick Replies") -> Vec<QuickReplyView> {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Keeps a text.
    CreateQuickReply("quick_replies.create", Post "/v1/companies/{company_id}/quick-replies", Access::Permission(Permission::ThreadsManage), GROUP, "Create Quick Reply") -> QuickReplyView {
        /// The company.
        company_id: CompanyId,
        /// What is typed after `/` to find it.
        shortcut: Name,
        /// The text.
        text: MessageText,
    }
}

command! {
    /// Changes the fields that are given.
    UpdateQuickReply("quick_replies.update", Patch "/v1/companies/{company_id}/quick-replies/{quick_reply_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Update Quick Reply") -> QuickReplyView {
        /// The company.
        company_id: CompanyId,
        /// The text that is kept.
        quick_reply_id: QuickReplyId,
        /// What is typed after `/` to find it.
        #[serde(default)]
        shortcut: Option<Name>,
        /// The text.
        #[serde(default)]
        text: Option<MessageText>,
    }
}

command! {
    /// Forgets a text.
    DeleteQuickReply("quick_replies.delete", Delete "/v1/companies/{company_id}/quick-replies/{quick_reply_id}", Access::Permission(Permission::ThreadsManage), GROUP, "Delete Quick Reply") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The text that is kept.
        quick_reply_id: QuickReplyId,
    }
}

command! {
    /// The text with what differs put in for a conversation. Nothing is sent.
    FillQuickReply("quick_replies.fill", Get "/v1/companies/{company_id}/threads/{thread_id}/quick-replies/{quick_reply_id}", Access::Permission(Permission::ThreadsView), GROUP, "Fill Quick Reply") -> FilledReply {
        /// The company.
        company_id: CompanyId,
        /// The conversation.
        thread_id: ThreadId,
        /// The text that is kept.
        quick_reply_id: QuickReplyId,
    }
}
