//! How long a search takes among 100,000 clients, through the command table and on a real file.
//!
//! The target is 10 ms for 95 of 100 searches of each kind, with what a front desk types.

use std::path::Path;

use leadsmart_core::Core;
use leadsmart_tests::people::Person;
use leadsmart_tests::speed::{self, CALLS, Limit, Outcome, call};
use leadsmart_tests::{diary, people};
use serde_json::{Value, json};
use sqlx::Connection;
use uuid::Uuid;

const CLIENTS: usize = 100_000;

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let core = speed::open(folder.path()).await?;
    let (token, company) = company(&core).await?;
    let file = core.opened().file.clone();
    core.close().await;
    drop(core);
    let people = people::crowd(CLIENTS);
    fill(&file, &company, &people).await?;
    let core = speed::open(folder.path()).await?;
    for (kind, searches) in people::searches(&people, CALLS as usize) {
        measure(&core, &token, kind, |number| {
            let search = &searches[number as usize % searches.len()];
            json!({ "company_id": company, "search": search })
        })
        .await?;
    }
    measure(&core, &token, "all with a tag", |_| json!({ "company_id": company, "tag": "VIP" })).await?;
    measure(&core, &token, "all by name", |_| json!({ "company_id": company })).await?;
    // The list of clients does not wait for it: how many there are is told beside it, once it is known.
    let duplicates = ("possible duplicates", Limit::P95(250.0));
    speed::measure(&core, &token, duplicates, "clients.duplicates", |_| json!({ "company_id": company }))
        .await?;
    core.close().await;
    Ok(())
}

/// A new account with a new company: its token, and the company's id.
async fn company(core: &Core) -> Outcome<(String, String)> {
    let account = json!({ "name": "Ana Prado", "email": "ana@example.com", "password": "correct horse battery staple" });
    let account: Value = serde_json::from_str(&call(core, None, "auth.register", account).await?)?;
    let token = account["session"]["token"].as_str().ok_or("a session has a token")?.to_owned();
    let company = json!({ "name": "Clínica", "zone": "America/Sao_Paulo" });
    let company: Value = serde_json::from_str(&call(core, Some(&token), "companies.create", company).await?)?;
    let id = company["id"].as_str().ok_or("a company has an id")?.to_owned();
    Ok((token, id))
}

/// Writes the clients in one change, as an import would.
async fn fill(file: &Path, company: &str, people: &[Person]) -> Outcome<()> {
    let mut connection = diary::connect(file).await?;
    let mut transaction = connection.begin().await?;
    diary::begin_change(&mut transaction, true).await?;
    people::write(&mut transaction, Uuid::parse_str(company)?, people).await?;
    diary::end_change(&mut transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

async fn measure(core: &Core, token: &str, kind: &str, args: impl Fn(u32) -> Value) -> Outcome<()> {
    let what = format!("client search: {kind}");
    speed::measure(core, token, (&what, Limit::P95(10.0)), "clients.list", args).await?;
    Ok(())
}
