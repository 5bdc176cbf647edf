//! The port `Remote` with the login of a device.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use leadsmart_contract::ids::CompanyId;
use leadsmart_ports::SecretBytes;
use leadsmart_ports::remote::older::{Older, Stretch};
use leadsmart_ports::remote::{
    Batch, Greeting, Load, Position, Pull, Receipt, Remote, RemoteFailure, RowName, SetupFailure,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::address::{Address, AddressText, Login};
use crate::connect::CONNECT;
use crate::failure::{is_cut, of_device};
use crate::load::Copying;
use crate::pull::Said;
use crate::scram::Password;
use crate::{older, pull};

/// How long an answer may take: the other side may be gone without having said so.
pub(crate) const ANSWER: Duration = Duration::from_secs(60);

/// The most connections of one device: to hand in, to read, to be told of news, and one to spare.
pub(crate) const CONNECTIONS: u32 = 4;

/// After this time one asks without having been told: the connection that tells may have died in silence.
const POLL: Duration = Duration::from_secs(30);

/// How a device logs in. The server made the name; it says nothing of the company.
#[derive(Clone, Debug)]
pub struct DeviceLogin {
    /// The name.
    pub name: String,
    /// The password, known to this device alone.
    pub password: Password,
}

/// What a device keeps to connect as itself.
#[derive(Clone, Debug)]
pub struct Device {
    /// The company.
    pub company_id: CompanyId,
    /// Where the company's database is.
    pub address: Address,
    /// How it logs in there.
    pub login: DeviceLogin,
}

/// A [`Device`] as the keychain keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    c: CompanyId,
    #[serde(flatten)]
    address: AddressText,
    u: String,
    w: String,
}

impl Device {
    /// As it is kept: a secret.
    pub fn to_secret(&self) -> SecretBytes {
        let kept = Kept {
            c: self.company_id,
            address: AddressText::from(&self.address),
            u: self.login.name.clone(),
            w: self.login.password.reveal().to_owned(),
        };
        SecretBytes::new(serde_json::to_vec(&kept).expect("texts and numbers are JSON"))
    }

    /// Reads what was kept.
    ///
    /// # Errors
    /// It is something else.
    pub fn of_secret(secret: &SecretBytes) -> Result<Self, SetupFailure> {
        let wrong = |_| SetupFailure::Protocol("this is no login of a device".to_owned());
        let kept: Kept = serde_json::from_slice(secret.reveal()).map_err(wrong)?;
        let login = DeviceLogin { name: kept.u, password: Password::new(kept.w) };
        Ok(Self { company_id: kept.c, address: kept.address.try_into()?, login })
    }
}

/// A company's database, as a device reaches it. Connections are made when they are needed, and made again when they broke.
#[derive(Debug)]
pub struct PostgresRemote {
    pool: PgPool,
    bell: Mutex<Option<PgListener>>,
    said: Arc<Said>,
}

/// What the server says to a greeting: with the channel on which it tells that there is something new.
#[derive(Deserialize)]
struct Welcome {
    #[serde(flatten)]
    greeting: Greeting,
    channel: String,
}

impl PostgresRemote {
    /// For a device. Nothing is sent before something is asked.
    pub fn new(device: &Device) -> Self {
        let login = Login { user: device.login.name.clone(), password: device.login.password.clone() };
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(CONNECT)
            .idle_timeout(Duration::from_secs(300))
            // A question costs as much as the answer would; what broke is found out by asking.
            .test_before_acquire(false)
            .connect_lazy_with(device.address.options(&login));
        Self { pool, bell: Mutex::new(None), said: Arc::default() }
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.bell.lock().await.take();
        self.pool.close().await;
    }

    /// Calls a function of the server that answers JSON. Whatever is asked may be asked twice: so it is, over another connection, when
    /// the one that lay ready turns out to have been cut.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        call: &'static str,
        argument: Option<&str>,
    ) -> Result<T, RemoteFailure> {
        for _ in 0..CONNECTIONS {
            let mut connection = in_time(self.pool.acquire()).await?;
            let query = sqlx::query_scalar::<_, String>(call);
            let query = if let Some(argument) = argument { query.bind(argument) } else { query };
            let Some(answer) = unless_cut(query.fetch_one(&mut *connection)).await? else { continue };
            return read(&answer);
        }
        Err(RemoteFailure::Unreachable("every connection is cut at once".to_owned()))
    }

    async fn welcome(&self) -> Result<Welcome, RemoteFailure> {
        self.ask("SELECT app.greet_v1()::text", None).await
    }

    /// Connects to be told of news. What is new before that is not told, so one asks afterwards.
    async fn listen(&self) -> Result<PgListener, RemoteFailure> {
        let channel = self.welcome().await?.channel;
        in_time(async {
            let mut bell = PgListener::connect_with(&self.pool).await?;
            bell.listen(&channel).await?;
            Ok(bell)
        })
        .await
    }

    /// The connections.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    async fn version(&self) -> Result<u64, RemoteFailure> {
        Ok(self.welcome().await?.greeting.position.version)
    }
}

#[async_trait::async_trait]
impl Remote for PostgresRemote {
    async fn greet(&self) -> Result<Greeting, RemoteFailure> {
        Ok(self.welcome().await?.greeting)
    }

    async fn push(&self, batch: &Batch) -> Result<Receipt, RemoteFailure> {
        let text =
            serde_json::to_string(batch).map_err(|error| RemoteFailure::Protocol(error.to_string()))?;
        self.ask("SELECT app.push_v1($1)::text", Some(&text)).await
    }

    async fn pull(
        &self,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<Box<dyn Pull>, RemoteFailure> {
        Ok(Box::new(pull::Reading::begin(&self.pool, &self.said, seen, whole, also).await?))
    }

    async fn load(
        &self,
        seen: Position,
        since: Option<i64>,
        _: usize,
    ) -> Result<Box<dyn Load>, RemoteFailure> {
        Ok(Box::new(Copying::begin(&self.pool, seen, since).await?))
    }

    async fn older(&self, seen: Position, stretch: Stretch) -> Result<Option<Older>, RemoteFailure> {
        older::read(&self.pool, seen, stretch).await
    }

    async fn restart(&self, token: Uuid) -> Result<(), RemoteFailure> {
        self.ask("SELECT 'null' FROM app.restart_v1($1::uuid)", Some(&token.to_string())).await
    }

    async fn beyond(&self, version: u64) -> Result<(), RemoteFailure> {
        let mut bell = self.bell.lock().await;
        let mut listener = match bell.take() {
            Some(listener) => listener,
            None => self.listen().await?,
        };
        // What came in the meantime is still in the listener; only silence has to be asked about.
        if listener.next_buffered().is_none() && self.version().await? <= version {
            match tokio::time::timeout(POLL, listener.try_recv()).await {
                // Somebody rang, or nobody did for so long that one looks anyway.
                Ok(Ok(Some(_))) | Err(_) => {}
                // The connection broke: the next who waits makes a new one.
                Ok(Ok(None)) => return Ok(()),
                Ok(Err(error)) => return Err(of_device(&error)),
            }
        }
        *bell = Some(listener);
        Ok(())
    }
}

/// Waits for an answer, but not for ever.
pub(crate) async fn in_time<T>(
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, RemoteFailure> {
    match tokio::time::timeout(ANSWER, work).await {
        Ok(answer) => answer.map_err(|error| of_device(&error)),
        Err(_) => Err(RemoteFailure::Unreachable("no answer for a minute".to_owned())),
    }
}

/// Waits for an answer, but not for ever. Nothing if the connection turned out to be cut.
pub(crate) async fn unless_cut<T>(
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<Option<T>, RemoteFailure> {
    in_time(async {
        match work.await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if is_cut(&error) => Ok(None),
            Err(error) => Err(error),
        }
    })
    .await
}

/// Reads what the server answered.
pub(crate) fn read<T: DeserializeOwned>(answer: &str) -> Result<T, RemoteFailure> {
    serde_json::from_str(answer).map_err(|error| RemoteFailure::Protocol(error.to_string()))
}
