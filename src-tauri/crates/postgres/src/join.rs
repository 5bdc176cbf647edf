//! Inviting, joining, and shutting out.

use std::time::Duration;

use leadsmart_contract::ids::{CompanyId, MemberId, RoleId};
use leadsmart_ports::remote::{Admission, Applicant, Device as DeviceView, Invited, SetupFailure, Whom};
use leadsmart_ports::{Random, SecretBytes};
use serde::Deserialize;
use sqlx::Connection;
use uuid::Uuid;

use crate::connect;
use crate::failure::{of_manager, of_setup};
use crate::invite::{InviteCode, Root};
use crate::remote::{Device, DeviceLogin, PostgresRemote};
use crate::scram::{self, Password};
use crate::setup::uuid;

/// What a desktop that has joined has to keep.
#[derive(Clone, Debug)]
pub struct Joined {
    /// How it connects.
    pub device: Device,
    /// Who it is.
    pub admission: Admission,
    /// The company's key.
    pub key: SecretBytes,
}

/// A device as the server tells of it.
#[derive(sqlx::FromRow)]
struct Told {
    device_id: Uuid,
    member_id: Uuid,
    name: String,
    joined_at: i64,
    seen_at: i64,
    revoked: bool,
}

/// What the server answers to who joins.
#[derive(Deserialize)]
struct Admitted {
    login: String,
    company_id: CompanyId,
    member_id: MemberId,
    incarnation: Uuid,
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
            .await
            .map_err(of_manager)?;
        Ok(InviteCode { company_id: device.company_id, address: device.address.clone(), guest, root })
    }

    /// Whom the code admits that was made last, as long as it does.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    pub async fn invited(&self) -> Result<Option<Invited>, SetupFailure> {
        let told: Option<(Uuid, Option<Uuid>, i64)> =
            sqlx::query_as("SELECT role_id, member_id, expires_at FROM app.invited_v1()")
                .fetch_optional(self.pool())
                .await
                .map_err(of_manager)?;
        Ok(told.map(|(role, member, expires_at)| Invited {
            role_id: RoleId::new(role),
            member_id: member.map(MemberId::new),
            expires_at,
        }))
    }

    /// Makes the code that was handed out worthless.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    pub async fn revoke_invite(&self) -> Result<(), SetupFailure> {
        let done = sqlx::query("SELECT app.revoke_invite_v1()").execute(self.pool()).await;
        done.map(drop).map_err(of_manager)
    }

    /// The devices of the company, the oldest first.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    pub async fn devices(&self) -> Result<Vec<DeviceView>, SetupFailure> {
        let told: Vec<Told> = sqlx::query_as("SELECT * FROM app.devices_v1()")
            .fetch_all(self.pool())
            .await
            .map_err(of_manager)?;
        let view = |told: Told| DeviceView {
            device_id: told.device_id,
            member_id: MemberId::new(told.member_id),
            name: told.name,
            joined_at: told.joined_at,
            seen_at: told.seen_at,
            shut_out: told.revoked,
        };
        Ok(told.into_iter().map(view).collect())
    }

    /// Shuts a device out for good and ends its connections. Answers whether there was one to shut out.
    ///
    /// # Errors
    /// The caller may not, or the server is not reached.
    pub async fn revoke(&self, device: Uuid) -> Result<bool, SetupFailure> {
        let query = sqlx::query_scalar("SELECT app.revoke_v1($1)").bind(device);
        query.fetch_one(self.pool()).await.map_err(of_manager)
    }

    /// Ends this device's own access for good.
    ///
    /// # Errors
    /// The server is not reached.
    pub async fn leave(&self) -> Result<(), SetupFailure> {
        let done = sqlx::query("SELECT app.leave_v1()").execute(self.pool()).await;
        done.map(drop).map_err(of_manager)
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
            .await
            .map_err(of_setup)?;
        // It has happened, whether the connection ends in order or not.
        let _ = connection.close().await;
        let admitted: Admitted =
            serde_json::from_str(&answer).map_err(|error| SetupFailure::Protocol(error.to_string()))?;
        let device = Device {
            company_id: admitted.company_id,
            address: self.address.clone(),
            login: DeviceLogin { name: admitted.login, password },
        };
        let admission = Admission {
            company_id: admitted.company_id,
            device_id,
            member_id: admitted.member_id,
            incarnation: admitted.incarnation,
            token,
        };
        Ok(Joined { device, admission, key: self.root.open(&bytes(&admitted.sealed_key)?)? })
    }
}

/// The bytes of hexadecimal digits.
fn bytes(text: &str) -> Result<Vec<u8>, SetupFailure> {
    let byte = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
    bytes.ok_or_else(|| SetupFailure::Protocol("a key that is none".to_owned()))
}
