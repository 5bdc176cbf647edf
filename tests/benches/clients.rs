//! How long a search takes among 100,000 clients, through the command table and on a real file.
//!
//! The target is 10 ms for 95 of 100 searches of each kind, with what a front desk types.

#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "clients/people.rs"]
mod people;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use leadsmart_core::{Core, Ports, Request};
use leadsmart_ports::{FakeMailer, MemorySecrets, SystemClock, SystemRandom};
use people::Person;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use uuid::Uuid;

const CLIENTS: usize = 100_000;

/// Searches of each kind.
const EACH: usize = 200;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let core = open(folder.path()).await?;
    let (token, company) = company(&core).await?;
    let file = core.opened().file.clone();
    core.close().await;
    drop(core);
    let people = people::crowd(CLIENTS);
    fill(&file, &company, &people).await?;
    let core = open(folder.path()).await?;
    println!("| search | p50 ms | p95 ms | slowest ms |");
    println!("| --- | ---: | ---: | ---: |");
    for (kind, searches) in people::searches(&people, EACH) {
        measure(
            &core,
            &token,
            kind,
            searches.into_iter().map(|search| json!({ "company_id": company, "search": search })),
        )
        .await?;
    }
    let pages = (0..EACH).map(|_| json!({ "company_id": company, "tag": "VIP" }));
    measure(&core, &token, "all with a tag", pages).await?;
    let everybody = (0..EACH).map(|_| json!({ "company_id": company }));
    measure(&core, &token, "all by name", everybody).await?;
    core.close().await;
    Ok(())
}

async fn open(folder: &Path) -> Outcome<Core> {
    let ports = Ports {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        secrets: Arc::new(MemorySecrets::default()),
        mailer: Arc::new(FakeMailer::default()),
    };
    Ok(Core::open(folder, ports).await?)
}

/// A new account with a new company: its token, and the company's id.
async fn company(core: &Core) -> Outcome<(String, String)> {
    let account = json!({ "name": "Ana Prado", "email": "ana@example.com", "password": "correct horse battery staple" });
    let account = call(core, None, "auth.register", account).await?;
    let token = account["session"]["token"].as_str().ok_or("a session has a token")?.to_owned();
    let company = json!({ "name": "Clínica", "zone": "America/Sao_Paulo" });
    let company = call(core, Some(&token), "companies.create", company).await?;
    let id = company["id"].as_str().ok_or("a company has an id")?.to_owned();
    Ok((token, id))
}

async fn call(core: &Core, token: Option<&str>, name: &str, args: Value) -> Outcome<Value> {
    let request = Request { name: name.to_owned(), args, token: token.map(str::to_owned), language: None };
    Ok(core.call(request).await?)
}

/// Writes the clients in one change, as an import would.
async fn fill(file: &Path, company: &str, people: &[Person]) -> Outcome<()> {
    let mut connection = SqliteConnectOptions::new().filename(file).foreign_keys(true).connect().await?;
    let company = Uuid::parse_str(company)?;
    let mut transaction = connection.begin().await?;
    sqlx::query(
        "INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, ?, 'bench', 0, 1)",
    )
    .bind(Uuid::from_u128(1))
    .execute(&mut *transaction)
    .await?;
    for (number, person) in (1_u128..).zip(people) {
        insert(&mut transaction, company, Uuid::from_u128(number), person).await?;
    }
    sqlx::query("DELETE FROM write_context").execute(&mut *transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

async fn insert(connection: &mut SqliteConnection, company: Uuid, id: Uuid, person: &Person) -> Outcome<()> {
    let tags = person.tag.map_or("[]".to_owned(), |tag| json!([tag]).to_string());
    let search_tags = tags.to_lowercase().replace('ê', "e");
    sqlx::query(
        "INSERT INTO clients (id, company_id, name, search_name, document, tags, search_tags, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
    )
    .bind(id)
    .bind(company)
    .bind(&person.name)
    .bind(&person.plain)
    .bind(&person.document)
    .bind(tags)
    .bind(search_tags)
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO client_phones (client_id, position, company_id, typed, phone_key) VALUES (?, 0, ?, ?, ?)")
        .bind(id)
        .bind(company)
        .bind(&person.phone)
        .bind(format!("55{}", person.phone))
        .execute(connection)
        .await?;
    Ok(())
}

async fn measure(core: &Core, token: &str, kind: &str, calls: impl Iterator<Item = Value>) -> Outcome<()> {
    let mut times = Vec::new();
    for args in calls {
        let begun = Instant::now();
        call(core, Some(token), "clients.list", args).await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let at = |part: usize| millis(times[(times.len() - 1) * part / 100]);
    println!("| {kind} | {:.1} | {:.1} | {:.1} |", at(50), at(95), at(100));
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
