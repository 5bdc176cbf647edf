//! The same histories on a real PostgreSQL, by way of a proxy that cuts and loses answers, with the server killed in between.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use leadsmart_cluster::cluster::{Cluster, Settings};
use leadsmart_cluster::proxy::{Proxy, Weather as Sky};
use leadsmart_cluster::remote::{Database, Identity, rows};
use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_ports::remote::{Admission, Outcome, Remote, Row};
use leadsmart_ports::{Random, SeededRandom};
use leadsmart_postgres::{Address, Device, PostgresRemote, Protection};
use rand::RngExt;
use rand::rngs::StdRng;
use tokio::sync::RwLock;
use uuid::Uuid;

use super::ground::Ground;
use super::history::Weather;
use super::{Beginning, Usual, histories};

/// Which histories of a kind a run has: seeds that those on the model do not have.
const HISTORIES: Usual = Usual { first: 1_000_000, count: 6, asked: "LEADSMART_POSTGRES_HISTORIES" };

/// A database of a cluster, with the way to it.
pub(super) struct Server {
    cluster: Arc<RwLock<Cluster>>,
    name: String,
    proxy: Proxy,
    /// How each device logs in, without the proxy.
    devices: Arc<Mutex<HashMap<Uuid, Device>>>,
}

impl Server {
    /// A database that was set up, on a cluster of its own.
    pub(super) async fn start() -> Self {
        let cluster = Cluster::start(Settings::default());
        let name = Database::install(&cluster).await;
        let proxy = Proxy::before(cluster.port(), 0);
        Self { cluster: Arc::new(RwLock::new(cluster)), name, proxy, devices: Arc::default() }
    }

    /// The same on a disk of so many MiB, which can be filled.
    pub(super) async fn in_room(size: u32) -> Self {
        let cluster = Cluster::start(Settings { room: Some(size), ..Settings::default() });
        let name = Database::install(&cluster).await;
        let room = format!("CREATE TABLESPACE small LOCATION '{}'", cluster.room().display());
        cluster.run("postgres", &room).await;
        // Copies of it go there as well.
        cluster.run("postgres", &format!("ALTER DATABASE {name} SET TABLESPACE small")).await;
        let proxy = Proxy::before(cluster.port(), 0);
        Self { cluster: Arc::new(RwLock::new(cluster)), name, proxy, devices: Arc::default() }
    }

    /// The superuser. On a full disk nobody new is let in.
    pub(super) async fn superuser(&self) -> sqlx::PgConnection {
        let cluster = self.cluster.read().await;
        cluster.connect(&cluster.superuser(&self.name)).await
    }

    /// How a device logs in, without the proxy.
    pub(super) fn device(&self, device: Uuid) -> Device {
        let devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        let mut device = devices.get(&device).expect("it was let in").clone();
        let (port, name) = (self.proxy.server(), &self.name);
        device.address = Address::new("127.0.0.1", port, name, Protection::Plain).expect("an address");
        device
    }

    /// The server ends as with a power cut, and comes back.
    async fn restart(&self) {
        let mut cluster = self.cluster.write().await;
        cluster.kill();
        cluster.start_again();
    }

    async fn ask<T>(&self, company: CompanyId, query: &'static str) -> Vec<T>
    where
        T: Send + Unpin + for<'row> sqlx::FromRow<'row, sqlx::postgres::PgRow>,
    {
        let mut superuser = self.superuser().await;
        sqlx::query_as(query).bind(company.uuid()).fetch_all(&mut superuser).await.expect("rows")
    }
}

fn id(random: &SeededRandom) -> Uuid {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

#[async_trait::async_trait]
impl Ground for Server {
    async fn admit(
        &self,
        company: CompanyId,
        member: MemberId,
        founder: bool,
        random: &SeededRandom,
    ) -> Admission {
        let identity = Identity { company, device: id(random), member, token: id(random), founder };
        let device = Database::admit_to(&*self.cluster.read().await, &self.name, identity).await;
        let direct = PostgresRemote::new(&device);
        self.devices.lock().unwrap_or_else(PoisonError::into_inner).insert(identity.device, device);
        let greeting = direct.greet().await.expect("it was let in");
        direct.close().await;
        Admission::of(&greeting, identity.token)
    }

    fn line(&self, _company: CompanyId, device: Uuid) -> Arc<dyn Remote> {
        let mut device = self.device(device);
        let (port, name) = (self.proxy.port(), &self.name);
        device.address = Address::new("127.0.0.1", port, name, Protection::Plain).expect("an address");
        Arc::new(PostgresRemote::new(&device))
    }

    async fn branch(&self, seed: u64) -> Self {
        self.proxy.cut_all();
        let cluster = self.cluster.read().await;
        let name = cluster.copy_of(&self.name).await;
        // What a copy does not take over is who may connect to it.
        let admit = format!("GRANT CONNECT ON DATABASE {name} TO leadsmart_device, leadsmart_guest");
        cluster.run("postgres", &admit).await;
        let proxy = Proxy::before(cluster.port(), seed);
        // Who is let in here is not known to the others.
        let devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { cluster: self.cluster.clone(), name, proxy, devices: Arc::new(Mutex::new(devices)) }
    }

    async fn trouble(&self, dice: &mut StdRng) -> bool {
        match dice.random_range(0..200) {
            0..24 => {
                self.proxy.turn();
            }
            24..30 => self.proxy.cut_all(),
            30 => self.restart().await,
            _ => return false,
        }
        true
    }

    async fn calm(&self) {
        self.proxy.set(Sky::Clear);
    }

    async fn rows(&self, _company: CompanyId) -> Vec<Row> {
        let founder = {
            let devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
            *devices.keys().next().expect("somebody was let in")
        };
        let direct = PostgresRemote::new(&self.device(founder));
        let all = rows(&direct).await;
        direct.close().await;
        all
    }

    async fn placed(&self, company: CompanyId) -> Vec<String> {
        let query = "SELECT replace(id::text, '-', '') FROM app.appointments WHERE company_id = $1 AND occupies ORDER BY id";
        self.ask::<(String,)>(company, query).await.into_iter().map(|(key,)| key).collect()
    }

    async fn outcomes(
        &self,
        company: CompanyId,
        operations: &BTreeSet<Uuid>,
    ) -> BTreeMap<Uuid, Vec<Outcome>> {
        let query =
            "SELECT mutation, outcome::text FROM app.intents WHERE company_id = $1 ORDER BY mutation, part";
        let mut outcomes: BTreeMap<Uuid, Vec<Outcome>> =
            operations.iter().map(|operation| (*operation, Vec::new())).collect();
        for (operation, outcome) in self.ask::<(Uuid, String)>(company, query).await {
            if let Some(parts) = outcomes.get_mut(&operation) {
                parts.push(serde_json::from_str(&outcome).expect("an outcome"));
            }
        }
        outcomes
    }
}

#[tokio::test]
async fn histories_on_postgresql_behind_a_faulty_network_keep_what_must_hold() {
    let (told, many) = histories(Server::start().await, Weather::Rough, HISTORIES).await;
    assert!(!many || told.faults() > 40, "the histories meet what they are for: {told:?}");
}

#[tokio::test]
async fn histories_on_postgresql_of_long_absences_keep_what_must_hold() {
    let (told, many) = histories(Server::start().await, Weather::Lonely, HISTORIES).await;
    let met = ["full", "busy"].map(|kind| told.conflicts(kind) > 0);
    assert!(!many || met == [true; 2], "the histories meet what they are for: {told:?}");
}

#[tokio::test]
async fn a_history_has_the_same_end_on_postgresql_as_on_the_model() {
    let model = Beginning::make().await;
    let real = Beginning::on(Server::start().await).await;
    for seed in 0..3 {
        let on_model = super::History::new(model.world(seed).await, Weather::Lonely).run().await;
        let on_real = super::History::new(real.world(seed).await, Weather::Lonely).run().await;
        assert_eq!(on_real, on_model, "seed {seed}");
    }
}
