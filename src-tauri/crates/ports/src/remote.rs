//! The company's database on the network: where desktops hand in what they did and learn what the others did.
//!
//! What happens to a batch is decided there and by nobody else, in the order in which batches arrive. An adapter speaks to the
//! real database; [`Model`] is the same thing in memory, for simulation. Both decide alike, because which columns merge, which
//! are guarded and what refers to what is said once, in [`shared`]. How a desktop comes to such a database is [`CompanyServers`].

mod failure;
mod load;
mod model;
pub mod older;
mod servers;
pub mod shared;

use leadsmart_contract::ids::{CompanyId, MemberId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use older::{Older, Stretch};

pub use failure::SetupFailure;
pub use load::{Cell, Load, Part, Rows, split};
pub use model::{Joined as ModelJoined, Model, ModelRemote, ModelServers, Snapshot};
pub use servers::{
    Admission, Applicant, CompanyServer, CompanyServers, Device, Founded, Founder, Invited, Joined,
    ServerAccess, Whom,
};

/// The form of what travels, and of the tables it tells of: the number of the newest local migration that changed a shared
/// table. A server serves a range of these.
pub const SCHEMA: u32 = 13;

/// The most intents in one batch.
pub const BATCH: usize = 500;

/// Columns as they travel: text, whole numbers and null as JSON has them; bytes as lower-case hexadecimal text.
pub type Columns = Map<String, Value>;

/// A place in a company's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which database it is about: another one, or one that was set up anew, has another.
    pub incarnation: Uuid,
    /// How many batches have changed something.
    pub version: u64,
    /// The token of the batch that made this version; nil for version 0. A history that was restored and went on in another way
    /// has another.
    pub mark: Uuid,
}

/// What the server says of itself and of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    /// The company of this device.
    pub company_id: CompanyId,
    /// This device.
    pub device_id: Uuid,
    /// Whose rights this device has.
    pub member_id: MemberId,
    /// Where the company's history stands.
    pub position: Position,
    /// The oldest form that the server understands.
    pub min_schema: u32,
    /// The newest form that the server understands.
    pub max_schema: u32,
}

/// What a change does to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Makes it.
    Insert,
    /// Changes columns of it.
    Update,
    /// Removes it.
    Delete,
}

/// A change of one row, as the store recorded it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The table.
    pub entity: String,
    /// The columns of the key in their order, between colons.
    pub key: String,
    /// What happens to the row.
    pub action: Action,
    /// The version that the row had where it was changed; 0 if the server had not been heard about it.
    pub base_version: u64,
    /// The whole row if it is made, only what differs if it is changed, nothing if it is removed.
    pub columns: Columns,
}

/// What belongs together of one operation: the changes of one root row and of what hangs on it. It happens as a whole or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The operation on the desktop: with `part`, the name under which an intent happens only once.
    pub mutation: Uuid,
    /// Which part of the operation, from 0.
    pub part: u32,
    /// What a person did: the name of the command.
    pub operation: String,
    /// When, by the clock of that desktop, in milliseconds. Told to people; decides nothing.
    pub at: i64,
    /// The table of the root row.
    pub entity: String,
    /// The key of the root row.
    pub key: String,
    /// In the order in which they happened.
    pub changes: Vec<Change>,
}

/// What a device hands in at once. The next is handed in when this one was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The form in which it is written.
    pub schema: u32,
    /// How far the device has read.
    pub seen: Position,
    /// One more than that of the batch before; the first is 1.
    pub number: u64,
    /// The token of the batch before; that of [`Remote::restart`] or of joining before the first.
    pub previous: Uuid,
    /// A random token of this batch.
    pub token: Uuid,
    /// In the order in which they happened.
    pub intents: Vec<Intent>,
}

/// What became of an intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It stands.
    Applied,
    /// None of it stands. It is kept in this conflict row, which every desktop gets.
    Lost {
        /// The row of `conflicts`.
        conflict_id: Uuid,
        /// Why.
        kind: Lost,
    },
}

/// Why an intent does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// Somebody else changed the same guarded columns first.
    Stale,
    /// The agenda has no place left at that time.
    Full,
    /// A professional attends somebody else at that time.
    Busy,
    /// The row was deleted before.
    Deleted,
    /// The row, or one that it refers to, is not there.
    Missing,
    /// Others still refer to what was deleted.
    InUse,
    /// The same exists already under another key.
    Duplicate,
    /// The member of the device may not do this.
    Denied,
    /// It cannot be: no such table or column, a value of another kind or outside of its bounds.
    Invalid,
}

impl Lost {
    /// All of them with their names on the wire and in the store.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Stale, "stale"),
        (Self::Full, "full"),
        (Self::Busy, "busy"),
        (Self::Deleted, "deleted"),
        (Self::Missing, "missing"),
        (Self::InUse, "in_use"),
        (Self::Duplicate, "duplicate"),
        (Self::Denied, "denied"),
        (Self::Invalid, "invalid"),
    ];

    /// The name on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Full => "full",
            Self::Busy => "busy",
            Self::Deleted => "deleted",
            Self::Missing => "missing",
            Self::InUse => "in_use",
            Self::Duplicate => "duplicate",
            Self::Denied => "denied",
            Self::Invalid => "invalid",
        }
    }
}

/// The answer to a batch. The same batch gets the same answer however often it is handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The company's version after the batch.
    pub version: u64,
    /// One for each intent, in their order.
    pub outcomes: Vec<Outcome>,
}

/// The name of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowName {
    /// The table.
    pub entity: String,
    /// The columns of the key in their order, between colons.
    pub key: String,
}

/// A row as it stands at the horizon of a pull.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The table.
    pub entity: String,
    /// The columns of the key in their order, between colons.
    pub key: String,
    /// The version that changed it last; 0 for one that never was.
    pub version: u64,
    /// All columns that travel; none if it is deleted or never was.
    pub columns: Option<Columns>,
}

/// Why the server did not serve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoteFailure {
    /// No connection, or it broke. Another try may succeed; a batch may or may not have arrived.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The server is not who it should be, or does not protect the connection.
    #[error("the server cannot be trusted: {0}")]
    Untrusted(String),
    /// This device, or its member, was shut out of the company: the company's own functions said or did so.
    #[error("this device was shut out")]
    Revoked,
    /// The server turned the login away, for whatever reason of its network or of who runs it.
    #[error("the login is refused: {0}")]
    Refused(String),
    /// The server does not know the history that this device has read, or a batch that it had acknowledged: it was restored from a
    /// backup, or is another one.
    #[error("the server was set back")]
    Restored,
    /// Another copy of this device has gone on: this one was restored or cloned.
    #[error("another copy of this device has gone on")]
    Forked,
    /// The device has not read for so long that deletions it missed are forgotten: it has to read all anew.
    #[error("deletions since the last reading are forgotten")]
    Forgotten,
    /// The server understands only newer forms.
    #[error("this version is too old for the server")]
    ClientTooOld,
    /// The server understands only older forms.
    #[error("the server is too old for this version")]
    ServerTooOld,
    /// The server's disk is full.
    #[error("the server's disk is full")]
    Full,
    /// The server said something that cannot be, or refused a batch that cannot be.
    #[error("not understood: {0}")]
    Protocol(String),
}

impl RemoteFailure {
    /// Whether another try may succeed without anybody doing something.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }
}

/// A connection to a company's database with the login of this device.
#[async_trait::async_trait]
pub trait Remote: Send + Sync {
    /// Who the server is, and who this device is to it.
    async fn greet(&self) -> Result<Greeting, RemoteFailure>;

    /// Hands in a batch. It happens once, however often it is handed in.
    async fn push(&self, batch: &Batch) -> Result<Receipt, RemoteFailure>;

    /// Begins to read what has changed since a position, and these rows whether they have changed or not. `whole` reads all that
    /// there is, without what was deleted; the position has to be of this history all the same.
    async fn pull(
        &self,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<Box<dyn Pull>, RemoteFailure>;

    /// Begins to read all that there is, for a desktop that has nothing of it. `rows` is how many a page has, if it comes in pages. With
    /// `since`, an instant in milliseconds, messages from before it are left out, but for those that are needed from the beginning
    /// ([`older`]).
    async fn load(
        &self,
        seen: Position,
        since: Option<i64>,
        rows: usize,
    ) -> Result<Box<dyn Load>, RemoteFailure>;

    /// Reads older messages, as they stand where this desktop has read to. None if the company has gone on from there: then one reads that
    /// first, so that what comes in fits to what is here, and no operation shows in part.
    async fn older(&self, seen: Position, stretch: Stretch) -> Result<Option<Older>, RemoteFailure>;

    /// Begins the batches of this device anew: the next has number 1 and follows this token. For a device that was restored, after
    /// a person has said so.
    async fn restart(&self, token: Uuid) -> Result<(), RemoteFailure>;

    /// Waits until the company's history is beyond this version. May return before.
    async fn beyond(&self, version: u64) -> Result<(), RemoteFailure>;
}

/// A reading in progress: all pages are of one snapshot.
#[async_trait::async_trait]
pub trait Pull: Send {
    /// Where the snapshot stands: from here the next reading goes on once all pages were stored.
    fn horizon(&self) -> Position;

    /// The next rows, at most so many, ordered by version, then by table as [`shared::TABLES`] has them, then by key. None are left
    /// when it is empty.
    async fn page(&mut self, rows: usize) -> Result<Vec<Row>, RemoteFailure>;
}
