//! What the desktops of a company share: every table and column, how it merges, what it refers to, who may change it.
//!
//! It is data and not code, because three have to agree on it: the capture of the local store, the model, and the server. A test
//! walks the schema of the local store and fails where this differs from it.

mod tables;

use leadsmart_contract::permission::Permission;

pub use tables::TABLES;

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier: 32 lower-case hexadecimal digits.
    Id,
    /// Bytes: lower-case hexadecimal digits, an even number of them.
    Bytes,
    /// A whole number of 64 bits.
    Integer,
    /// 0 or 1.
    Flag,
    /// Text.
    Text,
    /// Text that is JSON.
    Json,
}

/// How two changes of a column that did not know of each other go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// Part of the key.
    Key,
    /// Never changes once the row is there.
    Fixed,
    /// The later one stands; what it replaced is noted.
    Soft,
    /// The first one stands; the other is a conflict.
    Guarded,
    /// It counts changes: it grows whoever changes the row.
    Counter,
    /// The server sets it from other columns.
    Derived,
    /// It belongs to each file and does not travel.
    Local,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// How it merges.
    pub merge: Merge,
    /// Whether it may be null.
    pub nullable: bool,
    /// What an insert without it means, as JSON.
    pub default: Option<&'static str>,
    /// Columns of one group merge as one: a change of one counts as a change of all.
    pub group: Option<&'static str>,
}

impl Column {
    const fn new(name: &'static str, kind: Kind, merge: Merge) -> Self {
        Self { name, kind, merge, nullable: false, default: None, group: None }
    }

    const fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }

    const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    const fn of(mut self, group: &'static str) -> Self {
        self.group = Some(group);
        self
    }
}

/// What becomes of a row when the one that it refers to is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// It goes too.
    Cascade,
    /// The other cannot be deleted.
    Restrict,
}

/// A column that refers to the one key column of another table.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The column.
    pub column: &'static str,
    /// The other table.
    pub table: &'static str,
    /// What becomes of this row.
    pub on_delete: OnDelete,
}

/// What has to hold of a row beside the kinds of its columns.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// A number in these bounds, both included.
    Between(&'static str, i64, i64),
    /// The second is greater than the first.
    Ascending(&'static str, &'static str),
    /// The second is greater than the first by at most so much.
    Within(&'static str, &'static str, i64),
    /// Exactly one of two is null.
    OneOf(&'static str, &'static str),
    /// A text among these, or null where it may be null.
    Among(&'static str, &'static [&'static str]),
}

/// What happens to a row whose value another row of the company and table has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The value gets the first number in parentheses that makes it its own: `Corte (2)`.
    Number,
    /// The value becomes null, and what it was is noted.
    Empty,
    /// The intent is lost as a duplicate.
    Lose,
}

/// A value that only one row of a company may have. Null does not count.
#[derive(Clone, Copy, Debug)]
pub struct Unique {
    /// The column.
    pub column: &'static str,
    /// What happens to the later row.
    pub clash: Clash,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The root table and the column with its key, if rows hang on a row of another table; otherwise each is a root.
    pub root: Option<(&'static str, &'static str)>,
    /// All columns but `version`, the key columns in the order of the key.
    pub columns: &'static [Column],
    /// What they refer to.
    pub references: &'static [Reference],
    /// What has to hold of a row.
    pub checks: &'static [Check],
    /// What only one row may have.
    pub unique: Option<Unique>,
    /// Whether rows are only added.
    pub append_only: bool,
    /// Who may change it.
    pub permission: Permission,
}

impl Table {
    /// The columns of the key, in its order.
    pub fn key(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(|column| column.merge == Merge::Key)
    }

    /// Whether a key is an identifier of its own, made when the row is made, so that one that was deleted never returns.
    pub fn has_own_key(&self) -> bool {
        self.key().map(|column| column.name).eq(["id"])
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns that travel.
    pub fn travelling(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(|column| column.merge != Merge::Local)
    }

    /// The column that tells the company.
    pub fn company_column(&self) -> &'static str {
        if self.name == "companies" { "id" } else { "company_id" }
    }
}

/// A shared table by its name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// The place of a table in [`TABLES`].
pub fn rank(name: &str) -> Option<usize> {
    TABLES.iter().position(|table| table.name == name)
}

/// Tables of one file, which do not travel: people's accounts on this computer and what belongs to them.
pub const OWN: [&str; 3] = ["users", "pictures", "access_codes"];
