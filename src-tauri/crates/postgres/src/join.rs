//! Inviting, joining, and shutting out.

use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, MemberId, RoleId};
use leadsmart_contract::values::{EmailAddress, Name};
use leadsmart_ports::{Random, SecretBytes};
use serde::Deserialize;
use sqlx::Connection;
use uuid::Uuid;

use crate::invite::{InviteCode, Root};
use crate::remote::{Device, DeviceLogin, PostgresRemote};
use crate::scram::{self, Password};
use crate::setup::uuid;
use crate::{SetupFailure, connect};

/// For whom a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Somebody who becomes a member with this role, or is one with it already.
    Role(RoleId),
    /// A member who gets another computer.
    Member(MemberId),
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

/// What a desktop that has joined has to keep.
#[derive(Clone, Debug)]
pub struct Joined {
    /// How it connects.
    pub device: Device,
    /// Who it is.
    pub device_id: Uuid,
    /// The company.
    pub company_id: CompanyId,
    /// Whose rights it has.
    pub member_id: MemberId,
    /// The token that its first batch follows.
    pub token: Uuid,
    /// The company's key.
    pub key: SecretBytes,
}

/// A device of the company, as who manages members sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DeviceView {
    /// The device.
    pub device_id: Uuid,
    /// Whose rights it has.
    pub member_id: Uuid,
    /// What it is called.
    pub name: String,
    /// When it joined, in milliseconds since 1970.
    pub joined_at: i64,
    /// When it was heard of last, in milliseconds since 1970.
    pub seen_at: i64,
    /// Whether it was shut out.
    pub revoked: bool,
}

/// What the server answers to who joins.
#[derive(Deserialize)]
struct Admitted {
    login: String,
    company_id: CompanyId,
    member_id: MemberId,
    sealed_key: String,
}

impl PostgresRemote {
    /// Makes a code to join with, in place of the one before. The caller needs the right to manage members, and gives no more than she has.
    ///
    /// # Errors
    /// She may not, or the server is not reached.
    pub async fn invite(
        &self,
        device: &Device,
        whom: Whom,
        lasts: Duration,
        key: &SecretBytes,
        random: &dyn Random,
    ) -> Result<InviteCode, SetupFailure> {
        let root = Root::random(random);
        let verifier = scram::verifier(&root.password(), random);
        let sealed = root.seal(key, random)?;
        let (role, member) = match whom {
            Whom::Role(role) => (Some(role.uuid()), None),
            Whom::Member(member) => (None, Some(member.uuid())),
        };
        let guest: String = sqlx::query_scalar("SELECT app.invite_v1($1, $2, $3, $4, $5)")
            .bind(role)
            .bind(member)
            .bind(verifier)
            .bind(sealed)
            .bind(i32::try_from(lasts.as_secs()).unwrap_or(i32::MAX))
            .fetch_one(self.pool())
            .await?;
        Ok(InviteCode { address: device.address.clone(), guest, root })
    }

    /// Makes the code that was handed out worthless.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    pub async fn revoke_invite(&self) -> Result<(), SetupFailure> {
        Ok(sqlx::query("SELECT app.revoke_invite_v1()").execute(self.pool()).await.map(drop)?)
    }

    /// The devices of the company, the oldest first.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    pub async fn devices(&self) -> Result<Vec<DeviceView>, SetupFailure> {
        Ok(sqlx::query_as("SELECT * FROM app.devices_v1()").fetch_all(self.pool()).await?)
    }

    /// Shuts a device out for good and ends its connections. Answers whether there was one to shut out.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    pub async fn revoke(&self, device: Uuid) -> Result<bool, SetupFailure> {
        Ok(sqlx::query_scalar("SELECT app.revoke_v1($1)").bind(device).fetch_one(self.pool()).await?)
    }
}

impl InviteCode {
    /// Joins. The code is used up.
    ///
    /// # Errors
    /// The code is not valid any more, the address belongs to somebody with another role, or the server is not reached.
    pub async fn join(&self, applicant: &Applicant, random: &dyn Random) -> Result<Joined, SetupFailure> {
        let password = Password::random(random);
        let verifier = scram::verifier(&password, random);
        let (device_id, token) = (uuid(random), uuid(random));
        let connected = connect::connect(&self.address, &self.login()).await;
        // The login of a code that was used or replaced is closed.
        let mut connection = connected.map_err(|failure| match failure {
            SetupFailure::Password => SetupFailure::Code,
            other => other,
        })?;
        let answer: String = sqlx::query_scalar("SELECT app.join_v1($1, $2, $3, $4, $5, $6, $7)::text")
            .bind(device_id)
            .bind(applicant.member_id.uuid())
            .bind(applicant.name.as_str())
            .bind(applicant.email.as_str())
            .bind(&applicant.device_name)
            .bind(verifier)
            .bind(token)
            .fetch_one(&mut connection)
            .await?;
        // It has happened, whether the connection ends in order or not.
        let _ = connection.close().await;
        let admitted: Admitted =
            serde_json::from_str(&answer).map_err(|error| SetupFailure::Protocol(error.to_string()))?;
        let device =
            Device { address: self.address.clone(), login: DeviceLogin { name: admitted.login, password } };
        let key = self.root.open(&bytes(&admitted.sealed_key)?)?;
        Ok(Joined {
            device,
            device_id,
            company_id: admitted.company_id,
            member_id: admitted.member_id,
            token,
            key,
        })
    }
}

/// The bytes of hexadecimal digits.
fn bytes(text: &str) -> Result<Vec<u8>, SetupFailure> {
    let byte = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
    bytes.ok_or_else(|| SetupFailure::Protocol("a key that is none".to_owned()))
}
