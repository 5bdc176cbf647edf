//! What the tests of features share: a store in a folder of its own, with a company, its owner, and a clock that stands.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use leadsmart_contract::auth::{Register, SessionStarted};
use leadsmart_contract::command::Command;
use leadsmart_contract::companies::{MailSecurity, SetMailServer};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{CompanyId, MemberId, RoleId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{AccessCode, EmailAddress, Line, Name, Password, Secret};
use leadsmart_ports::remote::ModelServers;
use leadsmart_ports::whatsapp::fake::FakeWhatsApp;
use leadsmart_ports::{FakeClock, FakeMailer, MemorySecrets, SeededRandom};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::access::token_hash;
use crate::context::{Context, Write};
use crate::db::Db;
use crate::db::write::Mutation;
use crate::{Core, Ports, Request};

/// A backend on a real file, with what stands outside of it.
pub(crate) struct Bench {
    pub(crate) core: Core,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) mailer: Arc<FakeMailer>,
    pub(crate) secrets: Arc<MemorySecrets>,
    pub(crate) whatsapp: FakeWhatsApp,
    _folder: Option<tempfile::TempDir>,
}

/// Somebody who is logged in to a company.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) company: CompanyId,
    pub(crate) user: UserId,
    pub(crate) member: MemberId,
    pub(crate) role: RoleId,
    pub(crate) token: String,
}

impl From<SessionStarted> for Person {
    fn from(session: SessionStarted) -> Self {
        Self { user: session.user.id, token: session.token.reveal().to_owned(), ..stranger() }
    }
}

/// The password of [`Bench::registered`].
pub(crate) const PASSWORD: &str = "correct horse";

/// Somebody who is not logged in.
pub(crate) fn stranger() -> Person {
    let nothing = Uuid::nil();
    Person {
        company: CompanyId::new(nothing),
        user: UserId::new(nothing),
        member: MemberId::new(nothing),
        role: RoleId::new(nothing),
        token: String::new(),
    }
}

/// A Wednesday, 25 November 2026, 09:00 in São Paulo.
pub(crate) const NOW: &str = "2026-11-25T12:00:00Z";

impl Bench {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let bench = Self::open(folder.path(), 7).await;
        Self { _folder: Some(folder), ..bench }
    }

    /// Opens what is in a folder, which has to outlive it. The seed is that of its randomness.
    pub(crate) async fn open(folder: &Path, seed: u64) -> Self {
        let (ports, bench) = Self::ports(seed);
        let core = Core::open(folder, ports).await.expect("a store");
        bench(core)
    }

    /// As [`Bench::open`], around a store that is open still: a process that has forgotten all that it held in memory.
    pub(crate) fn around(db: Db, folder: &Path, seed: u64) -> Self {
        let (ports, bench) = Self::ports(seed);
        bench(Core::around(db, folder, ports))
    }

    fn ports(seed: u64) -> (Ports, impl FnOnce(Core) -> Self) {
        let clock = Arc::new(FakeClock::new(NOW.parse::<Timestamp>().expect("an instant")));
        let (mailer, secrets) = (Arc::new(FakeMailer::default()), Arc::new(MemorySecrets::default()));
        let whatsapp = FakeWhatsApp::default();
        let random = Arc::new(SeededRandom::new(seed));
        let ports = Ports {
            clock: clock.clone(),
            random: random.clone(),
            secrets: secrets.clone(),
            mailer: mailer.clone(),
            whatsapp: Arc::new(whatsapp.clone()),
            servers: Arc::new(ModelServers::new(clock.clone(), random)),
        };
        (ports, move |core| Self { core, clock, mailer, secrets, whatsapp, _folder: None })
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        self.core.ports().clock.now()
    }

    /// Somebody with an account on this computer, who is logged in, of no company yet.
    pub(crate) async fn account(&self) -> Person {
        let mut write = self.write().await;
        let user: UserId = write.context.new_id();
        let now = write.context.now.as_millisecond();
        let token = format!("token of {user}");
        sqlx::query(
            "INSERT INTO users (id, name, email, language, created_at) VALUES (?, 'Somebody', ?, 'en', ?)",
        )
        .bind(user.uuid())
        .bind(format!("{user}@example.com"))
        .bind(now)
        .execute(write.connection())
        .await
        .expect("a user");
        insert_session(write.connection(), user, &token, now).await;
        write.mutation.commit().await.expect("stored");
        Person { user, token, ..stranger() }
    }

    /// A transaction outside of any command, for what a test needs to be there.
    pub(crate) async fn write(&self) -> Write {
        let context = Context {
            now: self.core.ports().clock.now(),
            language: Language::English,
            user: None,
            session: None,
            member: None,
            ports: self.core.ports().clone(),
        };
        let mutation = Mutation::begin(self.core.db(), &context, "test").await.expect("a transaction");
        Write { context, mutation }
    }

    /// A new company in São Paulo with its owner, who is logged in.
    pub(crate) async fn company(&self, name: &str) -> Person {
        let mut write = self.write().await;
        let company: CompanyId = write.context.new_id();
        let (id, now) = (company.uuid(), write.context.now.as_millisecond());
        sqlx::query(
            "INSERT INTO companies (id, name, zone, language, country, state, week_start, created_at)
             VALUES (?, ?, 'America/Sao_Paulo', 'pt-BR', 'BR', 'SP', 'sunday', ?)",
        )
        .bind(id)
        .bind(name)
        .bind(now)
        .execute(write.connection())
        .await
        .expect("a company");
        write.mutation.commit().await.expect("stored");
        self.member(company, "owner", true, &[]).await
    }

    /// A new member with a role of her own, who is logged in.
    pub(crate) async fn member(
        &self,
        company: CompanyId,
        name: &str,
        owner: bool,
        permissions: &[Permission],
    ) -> Person {
        let mut write = self.write().await;
        let (user, role, member): (UserId, RoleId, MemberId) =
            (write.context.new_id(), write.context.new_id(), write.context.new_id());
        let token = format!("token of {member}");
        let now = write.context.now.as_millisecond();
        let permissions = serde_json::to_string(permissions).expect("JSON");
        let connection: &mut SqliteConnection = write.connection();
        sqlx::query("INSERT INTO users (id, name, email, language, created_at) VALUES (?, ?, ?, 'en', ?)")
            .bind(user.uuid())
            .bind(name)
            .bind(format!("{user}@example.com"))
            .bind(now)
            .execute(&mut *connection)
            .await
            .expect("a user");
        sqlx::query("INSERT INTO roles (id, company_id, name, owner, permissions) VALUES (?, ?, ?, ?, ?)")
            .bind(role.uuid())
            .bind(company.uuid())
            .bind(role.to_string())
            .bind(owner)
            .bind(permissions)
            .execute(&mut *connection)
            .await
            .expect("a role");
        sqlx::query(
            "INSERT INTO members (id, company_id, user_id, name, role_id, professional, color, created_at)
             VALUES (?, ?, ?, ?, ?, 1, 'teal', ?)",
        )
        .bind(member.uuid())
        .bind(company.uuid())
        .bind(user.uuid())
        .bind(name)
        .bind(role.uuid())
        .bind(now)
        .execute(&mut *connection)
        .await
        .expect("a member");
        insert_session(connection, user, &token, now).await;
        write.mutation.commit().await.expect("stored");
        Person { company, user, member, role, token }
    }

    /// A new user of no company who registered herself, and her recovery code. Her password is [`PASSWORD`].
    pub(crate) async fn registered(&self, email: &str) -> (Person, AccessCode) {
        let command = Register {
            name: Name::parse("Ana Prado").expect("a name"),
            email: EmailAddress::parse(email).expect("an address"),
            password: Password::parse(PASSWORD).expect("a password"),
            language: Some(Language::English),
            device: None,
        };
        let registered = self.call(&stranger(), command).await.expect("an account");
        (Person::from(registered.session), registered.recovery_code)
    }

    /// Sets a mail server for a company, as its owner. The test message is taken out of what was sent.
    pub(crate) async fn mail_server(&self, owner: &Person) -> SetMailServer {
        let command = SetMailServer {
            company_id: owner.company,
            host: Line::parse("smtp.example.com").expect("a host"),
            port: 465,
            security: MailSecurity::Tls,
            username: Some(Line::parse("clinic").expect("a name")),
            password: Some(Secret::parse("mail secret").expect("a secret")),
            sender: EmailAddress::parse("clinic@example.com").expect("an address"),
        };
        self.call(owner, command.clone()).await.expect("a mail server");
        command
    }

    /// The code in the last mail that was sent.
    pub(crate) async fn mailed_code(&self) -> AccessCode {
        self.core.deliver_due().await.expect("delivered");
        let text = self.mailer.sent().pop().expect("a mail").text;
        let line = text.lines().find_map(|line| line.strip_prefix("    ")).expect("a line with the code");
        AccessCode::parse(line).expect("a code")
    }

    /// Calls a command through the table, in English.
    pub(crate) async fn call<C: Command>(&self, person: &Person, command: C) -> Result<C::Reply, Failure> {
        let args = serde_json::to_value(command).expect("JSON");
        let request = Request {
            name: C::SPEC.name.to_owned(),
            args,
            token: Some(person.token.clone()),
            language: Some(Language::English),
        };
        let reply = self.core.call(request).await?;
        Ok(serde_json::from_str(&reply).expect("the reply that the contract promises"))
    }

    /// How the queries of a source file find their rows (sqlite.org/eqp.html): one text a query that is written as a raw string.
    pub(crate) async fn plans(&self, source: &str) -> Vec<String> {
        let mut read = self.core.db().read().await.expect("a snapshot");
        let mut plans = Vec::new();
        for query in source.split("r#\"").skip(1).filter_map(|rest| rest.split("\"#").next()) {
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"));
            let steps: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).fetch_all(&mut *read).await.expect("a plan");
            plans.push(steps.into_iter().map(|step| step.3).collect::<Vec<_>>().join("; "));
        }
        plans
    }
}

async fn insert_session(connection: &mut SqliteConnection, user: UserId, token: &str, now: i64) {
    sqlx::query(
        "INSERT INTO sessions (id, user_id, token_hash, device, created_at, used_at, expires_at)
         VALUES (?, ?, ?, 'test', ?, ?, ?)",
    )
    .bind(Uuid::from_u128(user.uuid().as_u128() ^ 1))
    .bind(user.uuid())
    .bind(token_hash(token).to_vec())
    .bind(now)
    .bind(now)
    .bind(now + 30 * 86_400_000)
    .execute(connection)
    .await
    .expect("a session");
}

#[tokio::test]
async fn what_is_written_outside_of_the_write_path_is_refused() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let mut outside = bench.core.db().write_local().await.expect("a transaction");
    let refused = sqlx::query("UPDATE companies SET name = 'Other' WHERE id = ?")
        .bind(owner.company.uuid())
        .execute(&mut *outside)
        .await;
    let text = refused.expect_err("a shared table is guarded").to_string();
    assert!(text.contains("outside of the write path"), "the guard says what happened: {text}");
}

#[tokio::test]
async fn an_intent_holds_exactly_the_columns_that_changed() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let mut write = bench.write().await;
    sqlx::query("UPDATE companies SET name = 'Studio', zone = zone WHERE id = ?")
        .bind(owner.company.uuid())
        .execute(write.connection())
        .await
        .expect("a change");
    write.mutation.commit().await.expect("stored");
    let mut read = bench.core.db().read().await.expect("a snapshot");
    let (entity, action, columns): (String, String, String) =
        sqlx::query_as("SELECT entity, action, columns FROM intents ORDER BY seq DESC LIMIT 1")
            .fetch_one(&mut *read)
            .await
            .expect("an intent");
    assert_eq!(
        (entity.as_str(), action.as_str(), columns.as_str()),
        ("companies", "update", r#"{"name":"Studio"}"#)
    );
}
