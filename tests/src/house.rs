//! A data folder with a backend, and a way past it for what no command does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use leadsmart_contract::permission::Permission;
use leadsmart_core::access::token_hash;
use leadsmart_core::{Core, OpenFailure, Ports};
use leadsmart_ports::remote::ModelServers;
use leadsmart_ports::whatsapp::fake::FakeWhatsApp;
use leadsmart_ports::{FakeClock, FakeMailer, MemorySecrets, SystemRandom};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

/// A Wednesday, 25 November 2026, 09:00 in São Paulo.
pub const NOW: &str = "2026-11-25T12:00:00Z";

/// A data folder of its own, removed at the end, with what stands outside of the backend.
pub struct House {
    folder: TempDir,
    /// The clock that all backends of this house read.
    pub clock: Arc<FakeClock>,
    /// The mail that was handed in.
    pub mailer: Arc<FakeMailer>,
    /// The keychain.
    pub secrets: Arc<MemorySecrets>,
    /// WhatsApp.
    pub whatsapp: FakeWhatsApp,
    /// The way to companies' databases: in memory.
    pub servers: ModelServers,
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Her company.
    pub company: Uuid,
    /// Herself.
    pub user: Uuid,
    /// Her place in the company.
    pub member: Uuid,
    /// Her role.
    pub role: Uuid,
    /// Her session.
    pub session: Uuid,
    /// The token of her session.
    pub token: String,
}

impl Default for House {
    fn default() -> Self {
        Self::new()
    }
}

impl House {
    /// An empty folder.
    ///
    /// # Panics
    /// There is no place for temporary files.
    pub fn new() -> Self {
        let clock = Arc::new(FakeClock::new(NOW.parse::<Timestamp>().expect("an instant")));
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            servers: ModelServers::new(clock.clone(), Arc::new(SystemRandom)),
            clock,
            mailer: Arc::default(),
            secrets: Arc::default(),
            whatsapp: FakeWhatsApp::default(),
        }
    }

    /// Where the data lies.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file in it.
    pub fn file(&self) -> PathBuf {
        self.folder().join("leadsmart.db")
    }

    /// What the backend needs from outside. Ids are really random, so that several runs on one file do not clash.
    pub fn ports(&self) -> Ports {
        Ports {
            clock: self.clock.clone(),
            random: Arc::new(SystemRandom),
            secrets: self.secrets.clone(),
            mailer: self.mailer.clone(),
            whatsapp: Arc::new(self.whatsapp.clone()),
            servers: Arc::new(self.servers.clone()),
        }
    }

    /// Opens the backend.
    ///
    /// # Errors
    /// As any start may fail.
    pub async fn try_open(&self) -> Result<Core, OpenFailure> {
        Core::open(self.folder(), self.ports()).await
    }

    /// Opens the backend.
    ///
    /// # Panics
    /// It does not open.
    pub async fn open(&self) -> Core {
        self.try_open().await.expect("the data folder opens")
    }

    /// Makes the file and closes it again.
    pub async fn make(&self) {
        self.open().await.close().await;
    }

    /// A way to the file past the backend.
    pub async fn raw(&self) -> Raw {
        Raw::open(&self.file()).await
    }
}

/// A connection past the backend, as another program would have it.
pub struct Raw(pub SqliteConnection);

impl Raw {
    /// Opens a file as SQLite does on its own, but with foreign keys.
    ///
    /// # Panics
    /// It does not open.
    pub async fn open(file: &Path) -> Self {
        Self(
            SqliteConnectOptions::new()
                .filename(file)
                .foreign_keys(true)
                .connect()
                .await
                .expect("a database"),
        )
    }

    /// Carries out statements.
    ///
    /// # Panics
    /// One of them fails.
    pub async fn run(&mut self, text: &str) {
        self.try_run(text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    /// Carries out statements.
    ///
    /// # Errors
    /// One of them fails.
    pub async fn try_run(&mut self, text: &str) -> sqlx::Result<u64> {
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned())).execute(&mut self.0).await?;
        Ok(done.rows_affected())
    }

    /// A single number.
    ///
    /// # Panics
    /// The question fails.
    pub async fn number(&mut self, question: &str) -> i64 {
        let asked = sqlx::query_scalar(sqlx::AssertSqlSafe(question.to_owned())).fetch_one(&mut self.0).await;
        asked.unwrap_or_else(|error| panic!("{question}: {error}"))
    }

    /// Texts, one a row.
    ///
    /// # Panics
    /// The question fails.
    pub async fn texts(&mut self, question: &str) -> Vec<String> {
        let asked = sqlx::query_scalar(sqlx::AssertSqlSafe(question.to_owned())).fetch_all(&mut self.0).await;
        asked.unwrap_or_else(|error| panic!("{question}: {error}"))
    }

    /// Carries out statements in one transaction with the guard open, as the write path does.
    ///
    /// # Panics
    /// One of them fails.
    pub async fn guarded(&mut self, text: &str) {
        let id = hex(new_id());
        let context = "INSERT INTO write_context (id, mutation, operation, at, captures) VALUES";
        self.run(&format!(
            "BEGIN IMMEDIATE; {context} (1, {id}, 'test', 0, 1); {text}; DELETE FROM write_context; COMMIT"
        ))
        .await;
    }

    /// A company in São Paulo.
    ///
    /// # Panics
    /// The schema has become another.
    pub async fn company(&mut self, name: &str) -> Uuid {
        let id = new_id();
        let columns = "id, name, zone, language, country, state, week_start, created_at";
        let values = format!("{}, '{name}', 'America/Sao_Paulo', 'pt-BR', 'BR', 'SP', 'sunday', 0", hex(id));
        self.guarded(&format!("INSERT INTO companies ({columns}) VALUES ({values})")).await;
        id
    }

    /// A member of a company with a role of her own, who is logged in.
    ///
    /// # Panics
    /// The schema has become another.
    pub async fn member(
        &mut self,
        company: Uuid,
        name: &str,
        owner: bool,
        permissions: &[Permission],
    ) -> Person {
        let [user, role, member, session] = std::array::from_fn(|_| new_id());
        let token = format!("token of {name} {member}");
        let permissions = serde_json::to_string(permissions).expect("JSON");
        let digest: String = token_hash(&token).iter().map(|byte| format!("{byte:02x}")).collect();
        let (user_id, role_id, member_id, company_id) = (hex(user), hex(role), hex(member), hex(company));
        self.guarded(&format!(
            "INSERT INTO users (id, name, email, language, created_at) VALUES ({user_id}, '{name}', '{user}@example.com', 'en', 0);
             INSERT INTO roles (id, company_id, name, owner, permissions)
               VALUES ({role_id}, {company_id}, '{name}', {owner}, '{permissions}');
             INSERT INTO members (id, company_id, user_id, name, role_id, professional, color, created_at)
               VALUES ({member_id}, {company_id}, {user_id}, '{name}', {role_id}, 1, 'teal', 0);
             INSERT INTO sessions (id, user_id, token_hash, device, created_at, used_at, expires_at)
               VALUES ({}, {user_id}, x'{digest}', 'test', {begun}, {begun}, 9999999999999)",
            hex(session),
            begun = NOW.parse::<Timestamp>().expect("an instant").as_millisecond(),
        ))
        .await;
        Person { company, user, member, role, session, token }
    }

    /// Closes it.
    ///
    /// # Panics
    /// It does not close.
    pub async fn close(self) {
        self.0.close().await.expect("a connection closes");
    }
}

/// An id that nothing has yet.
pub fn new_id() -> Uuid {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid()
}

/// An id as SQL writes bytes.
pub fn hex(id: Uuid) -> String {
    format!("x'{}'", id.simple())
}
