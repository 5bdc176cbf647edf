//! Clients as a CSV file: looked at before anything is written, taken in whole, and given out again.

use super::GROUP;
use crate::ids::{ClientId, CompanyId};
use crate::permission::{Access, Permission};
use crate::values::{Name, SearchText};
use crate::{command, view};

/// The largest file that is taken in, in bytes.
pub const MOST_IMPORT_BYTES: usize = 5 * 1024 * 1024;

/// How many lines a file may have beside its header.
pub const MOST_IMPORT_LINES: usize = 20_000;

/// How many columns a file may have.
pub const MOST_IMPORT_COLUMNS: usize = 500;

view! {
    /// What a column of a file holds.
    enum ImportField {
        /// Nothing that is taken over.
        Ignored,
        /// The whole name.
        Name,
        /// The first name, or a name that comes before the last; several are joined.
        FirstName,
        /// The last name; several are joined.
        LastName,
        /// One or more phones.
        Phone,
        /// E-mail address; of several the first counts.
        Email,
        /// CPF or CNPJ; of several columns the first that is filled in counts.
        Document,
        /// Date of birth.
        Birthday,
        /// What the front desk should know; several are put below each other.
        Notes,
        /// Words to group by.
        Tags,
        /// Whether the client agrees to messages that are no reminders: yes or no.
        MarketingConsent,
    }
}

impl ImportField {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Ignored,
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Phone,
        Self::Email,
        Self::Document,
        Self::Birthday,
        Self::Notes,
        Self::Tags,
        Self::MarketingConsent,
    ];

    /// Whether it says what somebody is called. A file without such a column cannot be taken in.
    pub const fn names(self) -> bool {
        matches!(self, Self::Name | Self::FirstName | Self::LastName)
    }
}

view! {
    /// What stands between the cells of a line.
    enum Delimiter {
        /// `,`
        Comma,
        /// `;`, as Excel writes it in Brazil and Spain.
        Semicolon,
        /// A tab.
        Tab,
        /// `|`
        Pipe,
    }
}

view! {
    /// How a file writes its letters.
    enum FileEncoding {
        /// UTF-8, with or without a mark at its beginning.
        Utf8,
        /// Windows-1252, of which Latin-1 is a part.
        Windows1252,
        /// UTF-16 with a mark at its beginning.
        Utf16,
    }
}

view! {
    /// A column of a file.
    struct ImportColumn {
        /// Its name in the header; empty if it has none.
        name: String,
        /// What it is taken for.
        field: ImportField,
    }
}

view! {
    /// A line that cannot be taken in.
    struct LeftOut {
        /// Its number, as a spreadsheet counts.
        line: u32,
        /// What it calls the client, as far as it does.
        name: String,
        /// Where the problem is; none if it is the line as a whole.
        field: Option<ImportField>,
        /// What is wrong, in the caller's language.
        message: String,
    }
}

view! {
    /// What two entries have in common.
    enum MatchedBy {
        /// A phone, in whatever way it is written.
        Phone,
        /// CPF or CNPJ.
        Document,
        /// E-mail address.
        Email,
        /// The name, for a line that has nothing else.
        Name,
    }
}

view! {
    /// A line that looks like somebody who is there already, or like an earlier line.
    struct Lookalike {
        /// Its number, as a spreadsheet counts.
        line: u32,
        /// Whom it would enter.
        name: Name,
        /// What they have in common.
        by: MatchedBy,
        /// The client whom it looks like.
        client_id: Option<ClientId>,
        /// The earlier line that it looks like, if that is no client yet.
        earlier_line: Option<u32>,
        /// The name of the client or on the earlier line.
        twin: Name,
    }
}

view! {
    /// What an import of a file would do.
    struct ImportCheck {
        /// What stands between its cells.
        delimiter: Delimiter,
        /// How it writes its letters.
        encoding: FileEncoding,
        /// Whether its first line names the columns.
        has_header: bool,
        /// Its columns, with what they are taken for.
        columns: Vec<ImportColumn>,
        /// The first lines, each with a cell for every column. Long cells are cut.
        samples: Vec<Vec<String>>,
        /// How many lines have something in them, without the header.
        lines: u32,
        /// How many clients would be entered.
        new: u32,
        /// How many lines look like somebody who is there already, or like an earlier line.
        duplicates: u32,
        /// How many lines cannot be taken in.
        wrong: u32,
        /// The first 200 of the lines that look like somebody.
        lookalikes: Vec<Lookalike>,
        /// The first 200 of the lines that cannot be taken in. None as long as no column is the name.
        left_out: Vec<LeftOut>,
    }
}

view! {
    /// What an import did.
    struct ImportOutcome {
        /// How many clients were entered.
        created: u32,
        /// How many lines were left out because they look like somebody.
        duplicates: u32,
        /// How many lines were left out because something is wrong with them.
        wrong: u32,
    }
}

view! {
    /// Clients as a CSV file.
    struct ClientsFile {
        /// The text of the file, to be written as UTF-8; it begins with the mark by which spreadsheets know that.
        csv: String,
        /// How many clients it has.
        clients: u32,
    }
}

command! {
    /// Says what an import of a CSV file would do, and changes nothing.
    ///
    /// Delimiter and letters are found out. What the columns hold is guessed from the header in Portuguese, English and
    /// Spanish, unless it is said.
    CheckImport("clients.check_import", Post "/v1/companies/{company_id}/client-import-checks", Access::Permission(Permission::ClientsManage), GROUP, "Check Import Of Clients") -> ImportCheck {
        /// The company.
        company_id: CompanyId,
        /// The file as base64, up to 5 MB, 20,000 lines and 500 columns.
        #[cfg_attr(feature = "schema", schemars(length(max = 7000000), example = "Tm9tZSxUZWxlZm9uZQpBbmEgUHJhZG8sMTEgOTg3NjUtNDMyMQo="))]
        file: String,
        /// Whether the first line names the columns; found out if left out.
        #[serde(default)]
        has_header: Option<bool>,
        /// What each column holds, one entry for each; guessed if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        columns: Option<Vec<ImportField>>,
    }
}

command! {
    /// Enters the clients of a CSV file, all of those that can be or none. Lines with a problem are left out; so are those that
    /// look like a client who is there already, or like an earlier line, unless `allow_duplicates` is set.
    ImportClients("clients.import", Post "/v1/companies/{company_id}/client-imports", Access::Permission(Permission::ClientsManage), GROUP, "Import Clients") -> ImportOutcome {
        /// The company.
        company_id: CompanyId,
        /// The file as base64, up to 5 MB, 20,000 lines and 500 columns.
        #[cfg_attr(feature = "schema", schemars(length(max = 7000000), example = "Tm9tZSxUZWxlZm9uZQpBbmEgUHJhZG8sMTEgOTg3NjUtNDMyMQo="))]
        file: String,
        /// Whether the first line names the columns; found out if left out.
        #[serde(default)]
        has_header: Option<bool>,
        /// What each column holds, one entry for each; guessed if left out.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
        columns: Option<Vec<ImportField>>,
        /// Enter also those who look like somebody.
        #[serde(default)]
        allow_duplicates: bool,
    }
}

command! {
    /// All clients as a CSV file, or those that a search finds. Its header is in the caller's language, its delimiter what
    /// spreadsheets of that language expect. Cells that a spreadsheet would take for a formula begin with an apostrophe.
    ExportClients("clients.export", Get "/v1/companies/{company_id}/client-export", Access::Permission(Permission::ClientsView), GROUP, "Export Clients") -> ClientsFile {
        /// The company.
        company_id: CompanyId,
        /// Only those whom this finds, as in the list of clients.
        #[serde(default)]
        search: Option<SearchText>,
        /// Only those with this tag.
        #[serde(default)]
        tag: Option<Name>,
    }
}
