//! Clients: the people whom a company attends.

mod csv;
mod duplicates;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::auth::Done;
use crate::ids::{AppointmentId, ClientId, CompanyId};
use crate::page::Page;
use crate::permission::{Access, Permission};
use crate::values::{Document, EmailAddress, List, Moment, Name, Note, PhoneNumber, SearchText, nullable};
use crate::{command, view};

pub use csv::{
    CheckImport, ClientsFile, Delimiter, ExportClients, FileEncoding, ImportCheck, ImportClients,
    ImportColumn, ImportField, ImportOutcome, LeftOut, Lookalike, MOST_IMPORT_BYTES, MOST_IMPORT_COLUMNS,
    MOST_IMPORT_LINES, MatchedBy,
};
pub use duplicates::{
    ClientsMerged, ClientsUnmerged, DuplicatePair, Duplicates, ForgetApart, KeepApart, Likeness,
    ListDuplicates, MergeClients, MergeMention, UnmergeClients,
};

const GROUP: &str = "Clients";

view! {
    /// A client, with everything that is known.
    struct ClientView {
        /// The client's id.
        id: ClientId,
        /// Name.
        name: Name,
        /// Phones as typed, the main one first.
        phones: Vec<PhoneNumber>,
        /// E-mail address.
        email: Option<EmailAddress>,
        /// CPF or CNPJ.
        document: Option<Document>,
        /// Date of birth.
        birthday: Option<Date>,
        /// What the front desk should know, such as an allergy.
        notes: Note,
        /// Words to group by.
        tags: Vec<Name>,
        /// Since when the client agrees to messages that are no reminders (LGPD, article 8); none if not.
        marketing_consent_at: Option<Timestamp>,
        /// When the client was entered.
        created_at: Timestamp,
        /// Grows with each change.
        revision: i64,
        /// How many appointments there were, by outcome.
        visits: Visits,
        /// The next appointment.
        next_appointment: Option<AppointmentMention>,
        /// The last appointment that has begun.
        last_appointment: Option<AppointmentMention>,
        /// Who was merged into this client, the newest first.
        merges: Vec<MergeMention>,
    }
}

view! {
    /// How often a client came.
    struct Visits {
        /// Attended.
        done: u32,
        /// Did not come.
        no_show: u32,
        /// Called off.
        cancelled: u32,
        /// Still to come.
        upcoming: u32,
    }
}

view! {
    /// A few words about an appointment.
    struct AppointmentMention {
        /// Which one.
        id: AppointmentId,
        /// When, on the clock of its agenda.
        start: Moment,
        /// What and with whom, such as "Consulta · Ana Prado".
        summary: String,
    }
}

view! {
    /// A client in a list.
    struct ClientSummary {
        /// The client's id.
        id: ClientId,
        /// Name.
        name: Name,
        /// The main phone.
        phone: Option<PhoneNumber>,
        /// Words to group by.
        tags: Vec<Name>,
    }
}

command! {
    /// The clients by name, or those that a search finds, the likeliest first.
    ///
    /// A search takes beginnings of names without regard to accents or case, forgives a slip in longer words, and takes parts
    /// of phones and documents.
    ListClients("clients.list", Get "/v1/companies/{company_id}/clients", Access::Permission(Permission::ClientsView), GROUP, "Get All Clients") -> Page<ClientSummary> {
        /// The company.
        company_id: CompanyId,
        /// What to search for.
        #[serde(default)]
        search: Option<SearchText>,
        /// Only those with this tag.
        #[serde(default)]
        tag: Option<Name>,
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
    /// Enters a client. A phone that somebody has already is refused unless `allow_duplicate` is set: families share phones.
    CreateClient("clients.create", Post "/v1/companies/{company_id}/clients", Access::Permission(Permission::ClientsManage), GROUP, "Create Client") -> ClientView {
        /// The company.
        company_id: CompanyId,
        /// An id chosen by the caller, so that a repeated call enters the client once.
        #[serde(default)]
        id: Option<ClientId>,
        /// Name.
        name: Name,
        /// Phones, the main one first.
        #[serde(default)]
        phones: List<PhoneNumber, 5>,
        /// E-mail address.
        #[serde(default)]
        email: Option<EmailAddress>,
        /// CPF or CNPJ.
        #[serde(default)]
        document: Option<Document>,
        /// Date of birth.
        #[serde(default)]
        birthday: Option<Date>,
        /// What the front desk should know.
        #[serde(default)]
        notes: Option<Note>,
        /// Words to group by.
        #[serde(default)]
        tags: List<Name, 20>,
        /// Whether the client agrees to messages that are no reminders.
        #[serde(default)]
        marketing_consent: bool,
        /// Enter the client although somebody has one of these phones.
        #[serde(default)]
        allow_duplicate: bool,
    }
}

command! {
    /// One client. For one who was merged into another, the other is answered: `id` says who.
    GetClient("clients.get", Get "/v1/companies/{company_id}/clients/{client_id}", Access::Permission(Permission::ClientsView), GROUP, "Get Client By Id") -> ClientView {
        /// The company.
        company_id: CompanyId,
        /// The client.
        client_id: ClientId,
    }
}

command! {
    /// Changes the fields that are given.
    UpdateClient("clients.update", Patch "/v1/companies/{company_id}/clients/{client_id}", Access::Permission(Permission::ClientsManage), GROUP, "Update Client") -> ClientView {
        /// The company.
        company_id: CompanyId,
        /// The client.
        client_id: ClientId,
        /// The revision that was read; a different one in the store is answered with `stale`.
        #[serde(default)]
        revision: Option<i64>,
        /// The new name.
        #[serde(default)]
        name: Option<Name>,
        /// All phones, the main one first.
        #[serde(default)]
        phones: Option<List<PhoneNumber, 5>>,
        /// E-mail address; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<EmailAddress>"))]
        email: Option<Option<EmailAddress>>,
        /// CPF or CNPJ; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Document>"))]
        document: Option<Option<Document>>,
        /// Date of birth; null for none.
        #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
        birthday: Option<Option<Date>>,
        /// What the front desk should know.
        #[serde(default)]
        notes: Option<Note>,
        /// All tags.
        #[serde(default)]
        tags: Option<List<Name, 20>>,
        /// Whether the client agrees to messages that are no reminders.
        #[serde(default)]
        marketing_consent: Option<bool>,
        /// Keep a phone although somebody else has it.
        #[serde(default)]
        allow_duplicate: bool,
    }
}

command! {
    /// Deletes a client who has no appointment to come. Past appointments stay, without the name.
    DeleteClient("clients.delete", Delete "/v1/companies/{company_id}/clients/{client_id}", Access::Permission(Permission::ClientsManage), GROUP, "Delete Client") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The client.
        client_id: ClientId,
    }
}

command! {
    /// Brings back a client who was deleted, as long as the store remembers. One who was merged into another comes back by
    /// `clients.unmerge`.
    RestoreClient("clients.restore", Post "/v1/companies/{company_id}/clients/{client_id}/restore", Access::Permission(Permission::ClientsManage), GROUP, "Restore Client") -> ClientView {
        /// The company.
        company_id: CompanyId,
        /// The client.
        client_id: ClientId,
    }
}
