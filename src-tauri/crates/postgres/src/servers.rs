//! The port `CompanyServers`: the ways to a company's database as the backend takes them.

use std::sync::Arc;
use std::time::Duration;

use leadsmart_contract::ids::CompanyId;
use leadsmart_ports::remote::older::{Older, Stretch};
use leadsmart_ports::remote::{
    Applicant, Batch, CompanyServer, CompanyServers, Device as DeviceView, Founded, Founder, Greeting,
    Invited, Joined, Load, Position, Pull, Receipt, Remote, RemoteFailure, RowName, ServerAccess,
    SetupFailure, Whom,
};
use leadsmart_ports::{Random, SecretBytes};
use uuid::Uuid;

use crate::invite::InviteCode;
use crate::remote::{Device, PostgresRemote};
use crate::setup::Administrator;

/// PostgreSQL servers, wherever they are.
#[derive(Clone)]
pub struct PostgresServers {
    random: Arc<dyn Random>,
}

impl PostgresServers {
    /// Passwords, codes and tokens are made with this randomness.
    pub fn new(random: Arc<dyn Random>) -> Self {
        Self { random }
    }
}

#[async_trait::async_trait]
impl CompanyServers for PostgresServers {
    async fn set_up(&self, access: ServerAccess<'_>, founder: &Founder) -> Result<Founded, SetupFailure> {
        let mut administrator = Administrator::connect(access).await?;
        administrator.install().await?;
        let founded = administrator.found(founder, &*self.random).await?;
        // It has happened, whether the connection ends in order or not.
        let _ = administrator.close().await;
        Ok(Founded { login: founded.device.to_secret(), admission: founded.admission })
    }

    async fn renew(&self, access: ServerAccess<'_>) -> Result<(), SetupFailure> {
        let mut administrator = Administrator::connect(access).await?;
        administrator.install().await?;
        let _ = administrator.close().await;
        Ok(())
    }

    fn company_of(&self, code: &str) -> Result<CompanyId, SetupFailure> {
        Ok(code.parse::<InviteCode>()?.company_id())
    }

    async fn join(&self, code: &str, applicant: &Applicant) -> Result<Joined, SetupFailure> {
        let code: InviteCode = code.parse()?;
        let joined = code.join(applicant, &*self.random).await?;
        Ok(Joined { login: joined.device.to_secret(), admission: joined.admission, key: joined.key })
    }

    fn open(&self, login: &SecretBytes) -> Result<Arc<dyn CompanyServer>, SetupFailure> {
        let device = Device::of_secret(login)?;
        let remote = PostgresRemote::new(&device);
        Ok(Arc::new(PostgresServer { device, remote, random: self.random.clone() }))
    }
}

/// A company's database with the login of a device.
struct PostgresServer {
    device: Device,
    remote: PostgresRemote,
    random: Arc<dyn Random>,
}

#[async_trait::async_trait]
impl CompanyServer for PostgresServer {
    async fn invite(&self, whom: Whom, lasts: Duration, key: &SecretBytes) -> Result<String, SetupFailure> {
        let code = self.remote.invite(&self.device, whom, lasts, key, &*self.random).await?;
        Ok(code.text())
    }

    async fn invited(&self) -> Result<Option<Invited>, SetupFailure> {
        self.remote.invited().await
    }

    async fn revoke_invite(&self) -> Result<(), SetupFailure> {
        self.remote.revoke_invite().await
    }

    async fn devices(&self) -> Result<Vec<DeviceView>, SetupFailure> {
        self.remote.devices().await
    }

    async fn shut_out(&self, device: Uuid) -> Result<bool, SetupFailure> {
        self.remote.revoke(device).await
    }

    async fn leave(&self) -> Result<(), SetupFailure> {
        self.remote.leave().await
    }
}

#[async_trait::async_trait]
impl Remote for PostgresServer {
    async fn greet(&self) -> Result<Greeting, RemoteFailure> {
        self.remote.greet().await
    }

    async fn push(&self, batch: &Batch) -> Result<Receipt, RemoteFailure> {
        self.remote.push(batch).await
    }

    async fn pull(
        &self,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<Box<dyn Pull>, RemoteFailure> {
        self.remote.pull(seen, whole, also).await
    }

    async fn load(
        &self,
        seen: Position,
        since: Option<i64>,
        rows: usize,
    ) -> Result<Box<dyn Load>, RemoteFailure> {
        self.remote.load(seen, since, rows).await
    }

    async fn older(&self, seen: Position, stretch: Stretch) -> Result<Option<Older>, RemoteFailure> {
        self.remote.older(seen, stretch).await
    }

    async fn restart(&self, token: Uuid) -> Result<(), RemoteFailure> {
        self.remote.restart(token).await
    }

    async fn beyond(&self, version: u64) -> Result<(), RemoteFailure> {
        self.remote.beyond(version).await
    }
}
