//! A company's PostgreSQL for tests: a database of its own, made from one that was set up once, with devices that have joined.

use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_ports::SystemRandom;
use leadsmart_ports::remote::{Remote, Row, ServerAccess};
use leadsmart_postgres::{Address, Administrator, Device, DeviceLogin, Password, PostgresRemote, Protection};
use sqlx::PgConnection;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::cluster::Cluster;

/// What is right as a verifier, of a password that nobody knows.
const VERIFIER: &str = "SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A database that was set up.
#[derive(Debug)]
pub struct Database {
    /// The server it is on.
    pub cluster: &'static Cluster,
    /// Its name.
    pub name: String,
}

/// Who a device is, as the server is told.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// Its company.
    pub company: CompanyId,
    /// Itself.
    pub device: Uuid,
    /// Whose rights it has.
    pub member: MemberId,
    /// The token that its first batch follows.
    pub token: Uuid,
    /// Whether it sets the company up.
    pub founder: bool,
}

impl Database {
    /// A copy of a database that was set up before: quick.
    ///
    /// # Panics
    /// PostgreSQL is missing or set-up fails.
    pub async fn new() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(|| async { Self::installed().await.name }).await;
        let cluster = Cluster::shared();
        Self { cluster, name: cluster.copy_of(template).await }
    }

    /// A database that was set up by the administrator's way.
    ///
    /// # Panics
    /// PostgreSQL is missing or set-up fails.
    pub async fn installed() -> Self {
        let cluster = Cluster::shared();
        Self { cluster, name: Self::install(cluster).await }
    }

    /// Sets a database of any cluster up by the administrator's way, and gives its name.
    ///
    /// # Panics
    /// Set-up fails.
    pub async fn install(cluster: &Cluster) -> String {
        let name = cluster.empty().await;
        let mut administrator = administrator(cluster, &name).await;
        administrator.install().await.unwrap_or_else(|failure| panic!("set-up: {failure}"));
        administrator.close().await.expect("a connection closes");
        name
    }

    /// The superuser's connection string.
    pub fn connection_string(&self) -> String {
        self.cluster.connection_string(&self.name)
    }

    /// The superuser, as administrator.
    ///
    /// # Panics
    /// The server does not let her in.
    pub async fn administrator(&self) -> Administrator {
        administrator(self.cluster, &self.name).await
    }

    /// A connection past all rules.
    ///
    /// # Panics
    /// The server does not let it in.
    pub async fn superuser(&self) -> PgConnection {
        self.cluster.connect(&self.cluster.superuser(&self.name)).await
    }

    /// Lets a device with a known identity in.
    ///
    /// # Panics
    /// It cannot be.
    pub async fn admit(&self, identity: Identity) -> Device {
        Self::admit_to(self.cluster, &self.name, identity).await
    }

    /// Lets a device with a known identity in to a database of any cluster.
    ///
    /// # Panics
    /// It cannot be.
    pub async fn admit_to(cluster: &Cluster, database: &str, identity: Identity) -> Device {
        let mut superuser = cluster.connect(&cluster.superuser(database)).await;
        let password = Uuid::new_v4().simple().to_string();
        let call = if identity.founder {
            "SELECT login FROM app.found_v1($1, $2, $3, 'a device', $4, $5)"
        } else {
            "SELECT app.add_device($1, $2, $3, false, 'a device', $4, $5)"
        };
        let name: String = sqlx::query_scalar(call)
            .bind(identity.company.uuid())
            .bind(identity.device)
            .bind(identity.member.uuid())
            .bind(VERIFIER)
            .bind(identity.token)
            .fetch_one(&mut superuser)
            .await
            .unwrap_or_else(|error| panic!("a device: {error}"));
        cluster.run(database, &format!("ALTER ROLE {name} PASSWORD '{password}'")).await;
        let address = Address::new("127.0.0.1", cluster.port(), database, Protection::Plain);
        Device {
            company_id: identity.company,
            address: address.expect("an address"),
            login: DeviceLogin { name, password: Password::new(password) },
        }
    }
}

/// The superuser of a cluster, as administrator of a database.
async fn administrator(cluster: &Cluster, database: &str) -> Administrator {
    let string = cluster.connection_string(database);
    let access = ServerAccess { connection_string: &string, authority: None };
    let connected = Administrator::connect(access).await;
    connected.unwrap_or_else(|failure| panic!("{failure}; the log:\n{}", cluster.log()))
}

/// A founding device with a random identity.
pub fn founder() -> Identity {
    use leadsmart_ports::Random as _;
    let id = || {
        let mut bytes = [0; 16];
        SystemRandom.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    };
    Identity {
        company: CompanyId::new(id()),
        device: id(),
        member: MemberId::new(id()),
        token: id(),
        founder: true,
    }
}

/// All rows of a company as a device reads them.
///
/// # Panics
/// The server does not answer.
pub async fn rows(remote: &PostgresRemote) -> Vec<Row> {
    let position = remote.greet().await.unwrap_or_else(|failure| panic!("a greeting: {failure}")).position;
    let mut reading =
        remote.pull(position, true, &[]).await.unwrap_or_else(|failure| panic!("a reading: {failure}"));
    let mut rows = Vec::new();
    loop {
        let page = reading.page(1000).await.unwrap_or_else(|failure| panic!("a page: {failure}"));
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}
