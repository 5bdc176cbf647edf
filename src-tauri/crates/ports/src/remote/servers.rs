//! The way to a company's database: setting it up, joining it, and what who manages members does there about devices.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, MemberId, RoleId};
use leadsmart_contract::values::{EmailAddress, Name};
use uuid::Uuid;

use super::{Greeting, Remote, SetupFailure};
use crate::SecretBytes;

/// An administrator's way in. It is used and forgotten: neither it nor a part of it is kept, logged, or told in a failure.
#[derive(Clone, Copy)]
pub struct ServerAccess<'a> {
    /// Where the database is and who she is: `postgres://user:password@host:5432/database`.
    pub connection_string: &'a str,
    /// The authority that the server's certificate comes from, as PEM text, if it is not one that browsers trust.
    pub authority: Option<&'a str>,
}

impl fmt::Debug for ServerAccess<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerAccess(…)")
    }
}

/// Who sets a company up: this desktop and its member.
#[derive(Clone, Debug)]
pub struct Founder {
    /// The company.
    pub company_id: CompanyId,
    /// The member whose desktop this is.
    pub member_id: MemberId,
    /// What the device is called, for people.
    pub device_name: String,
    /// Whether the database may hold other companies as well.
    pub beside_others: bool,
}

/// Who joins, and with which device.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// The id for the member's row, if there is none yet.
    pub member_id: MemberId,
    /// Her name.
    pub name: Name,
    /// Her address: a member who was prepared with it is she.
    pub email: EmailAddress,
    /// What the device is called, for people.
    pub device_name: String,
}

/// What a device that was let in has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The company.
    pub company_id: CompanyId,
    /// Itself.
    pub device_id: Uuid,
    /// Whose rights it has.
    pub member_id: MemberId,
    /// Which database it is about, as in a [`super::Position`].
    pub incarnation: Uuid,
    /// The token that its first batch follows.
    pub token: Uuid,
}

impl Admission {
    /// That of a device which was greeted.
    pub const fn of(greeting: &Greeting, token: Uuid) -> Self {
        Self {
            company_id: greeting.company_id,
            device_id: greeting.device_id,
            member_id: greeting.member_id,
            incarnation: greeting.position.incarnation,
            token,
        }
    }
}

/// What a desktop that has set a company up has to keep.
#[derive(Clone, Debug)]
pub struct Founded {
    /// How it connects, for [`CompanyServers::open`]: a secret.
    pub login: SecretBytes,
    /// Who it is.
    pub admission: Admission,
}

/// What a desktop that has joined has to keep.
#[derive(Clone, Debug)]
pub struct Joined {
    /// How it connects, for [`CompanyServers::open`]: a secret.
    pub login: SecretBytes,
    /// Who it is.
    pub admission: Admission,
    /// The company's key.
    pub key: SecretBytes,
}

/// For whom a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Somebody who becomes a member with this role, or is one with it already.
    Role(RoleId),
    /// A member who gets another computer.
    Member(MemberId),
}

/// A code that was handed out and admits somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The role.
    pub role_id: RoleId,
    /// The member who gets another computer.
    pub member_id: Option<MemberId>,
    /// Until when, in milliseconds since 1970.
    pub expires_at: i64,
}

/// A device of the company, as who manages members sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The device.
    pub device_id: Uuid,
    /// Whose rights it has.
    pub member_id: MemberId,
    /// What it is called.
    pub name: String,
    /// When it joined, in milliseconds since 1970.
    pub joined_at: i64,
    /// When it was heard of last, in milliseconds since 1970.
    pub seen_at: i64,
    /// Whether it is shut out.
    pub shut_out: bool,
}

/// Where companies' databases can be.
#[async_trait::async_trait]
pub trait CompanyServers: Send + Sync {
    /// Sets a company up, without rows, and lets its first device in, which hands the rows in. If a set-up was cut off before anything
    /// was handed in, it is begun anew.
    ///
    /// # Errors
    /// As [`SetupFailure`] tells them apart. Unless it is [`SetupFailure::AlreadyThere`], it may be done again.
    async fn set_up(&self, access: ServerAccess<'_>, founder: &Founder) -> Result<Founded, SetupFailure>;

    /// Brings a database that was set up to this version.
    ///
    /// # Errors
    /// As [`SetupFailure`] tells them apart.
    async fn renew(&self, access: ServerAccess<'_>) -> Result<(), SetupFailure>;

    /// Which company a code is for. Nothing is asked: only its text is read.
    ///
    /// # Errors
    /// It is no code.
    fn company_of(&self, code: &str) -> Result<CompanyId, SetupFailure>;

    /// Joins. The code is used up.
    ///
    /// # Errors
    /// The code is not valid any more, the address belongs to somebody with another role, or the server is not reached.
    async fn join(&self, code: &str, applicant: &Applicant) -> Result<Joined, SetupFailure>;

    /// The company's database with the login of a device. Nothing is sent before something is asked.
    ///
    /// # Errors
    /// It is no login.
    fn open(&self, login: &SecretBytes) -> Result<Arc<dyn CompanyServer>, SetupFailure>;
}

/// A company's database with the login of a device whose member may manage others.
#[async_trait::async_trait]
pub trait CompanyServer: Remote {
    /// Makes a code to join with, in place of the one before. The caller gives no more than she has.
    ///
    /// # Errors
    /// She may not, or the server is not reached.
    async fn invite(&self, whom: Whom, lasts: Duration, key: &SecretBytes) -> Result<String, SetupFailure>;

    /// Whom the code admits that was made last, as long as it does.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    async fn invited(&self) -> Result<Option<Invited>, SetupFailure>;

    /// Makes the code that was handed out worthless.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    async fn revoke_invite(&self) -> Result<(), SetupFailure>;

    /// The devices of the company, the oldest first.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    async fn devices(&self) -> Result<Vec<Device>, SetupFailure>;

    /// Shuts a device out for good and ends its connections. Answers whether there was one to shut out.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    async fn shut_out(&self, device: Uuid) -> Result<bool, SetupFailure>;

    /// Ends this device's own access for good.
    ///
    /// # Errors
    /// The server is not reached.
    async fn leave(&self) -> Result<(), SetupFailure>;
}
