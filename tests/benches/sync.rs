//! Desktops of one company on a PostgreSQL of this machine, through commands: how long the first desktop takes to hand its diary in and
//! another one to load it, with the memory that it takes, and how long a booking takes from one to the other.
//!
//! Beside the loading stands its limit on this machine: the same rows, only read.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use leadsmart_contract::topic::Topic;
use leadsmart_core::{Core, Ports};
use leadsmart_ports::{FakeClock, FakeMailer, MemorySecrets, Secrets, SystemRandom};
use leadsmart_postgres::{Device, PostgresRemote, PostgresServers};
use leadsmart_tests::cluster::{Cluster, Settings};
use leadsmart_tests::diary::{self, AGENDA, CLIENT, COMPANY, TOKEN};
use leadsmart_tests::speed::{Limit, NOW, Outcome, Times};
use leadsmart_tests::{call, register, remote};
use serde_json::{Value, json};
use sqlx::Connection;

/// How many appointments the first desktop has.
const APPOINTMENTS: u32 = 2_000;

/// How many bookings are timed on their way.
const BOOKINGS: u32 = 200;

struct Desk {
    core: Core,
    secrets: Arc<MemorySecrets>,
    token: String,
    company: String,
}

impl Desk {
    async fn open(folder: &Path) -> Outcome<Self> {
        let secrets = Arc::new(MemorySecrets::default());
        let ports = Ports {
            whatsapp: Arc::new(leadsmart_ports::whatsapp::NoWhatsApp),
            clock: Arc::new(FakeClock::new(NOW.parse()?)),
            random: Arc::new(SystemRandom),
            secrets: secrets.clone(),
            mailer: Arc::new(FakeMailer::default()),
            servers: Arc::new(PostgresServers::new(Arc::new(SystemRandom))),
        };
        let core = Core::open(folder, ports).await?;
        let company = diary::id(COMPANY, 0).to_string();
        Ok(Self { core, secrets, token: TOKEN.to_owned(), company })
    }

    async fn ask(&self, name: &str, mut args: Value) -> Outcome<Value> {
        if args.get("company_id").is_none() && name != "sync.join" && name != "companies.list" {
            args["company_id"] = json!(self.company);
        }
        Ok(call(&self.core, Some(&self.token), name, args).await?)
    }

    fn work(&self) -> tokio::task::JoinHandle<()> {
        let core = self.core.clone();
        tokio::spawn(async move { core.keep_together().await })
    }

    /// Waits until a command answers something.
    async fn until(&self, name: &str, is_so: impl Fn(&Value) -> bool) -> Outcome<()> {
        let mut changes = self.core.changes();
        loop {
            if self.ask(name, json!({})).await.is_ok_and(|reply| is_so(&reply)) {
                return Ok(());
            }
            // One that was missed is a change as well.
            let _ = changes.recv().await;
        }
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let cluster = Cluster::start(Settings { durable: true, ..Settings::default() });
    let string = cluster.connection_string(&cluster.empty().await);
    let (here, there) = (tempfile::tempdir()?, tempfile::tempdir()?);
    Desk::open(here.path()).await?.core.close().await;
    fill(&here.path().join("leadsmart.db")).await?;
    let first = Desk::open(here.path()).await?;
    let work = first.work();
    let begun = Instant::now();
    first.ask("sync.set_up", json!({ "connection_string": string })).await?;
    first.until("sync.status", |status| status["state"] == "synchronized").await?;
    let handed_in = begun.elapsed();
    let rows = read(&first).await?;
    let (took, speed) = (handed_in.as_secs_f64(), rows as f64 / handed_in.as_secs_f64());
    println!("first desktop: {rows} rows set up, handed in and read back in {took:.1} s, {speed:.0} rows/s");
    let mut second = Desk::open(there.path()).await?;
    second.token = register(&second.core, "Rui", "rui@example.com").await;
    let joining = second.work();
    load(&first, &second, rows).await?;
    book(&first, &second).await?;
    work.abort();
    joining.abort();
    Ok(())
}

/// A part of the diary: what is handed in is decided row by row, which takes long.
async fn fill(file: &Path) -> Outcome<()> {
    diary::fill(file).await?;
    let mut connection = diary::connect(file).await?;
    let mut transaction = connection.begin().await?;
    diary::begin_change(&mut transaction, false).await?;
    sqlx::query(
        "DELETE FROM appointments WHERE id NOT IN (SELECT id FROM appointments ORDER BY starts_at LIMIT ?)",
    )
    .bind(APPOINTMENTS)
    .execute(&mut *transaction)
    .await?;
    diary::end_change(&mut transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

/// Only reads what the second desktop is going to load, and prints how long that takes.
async fn read(desk: &Desk) -> Outcome<usize> {
    let login = desk.secrets.get(&format!("device-login:{}", desk.company)).await?.ok_or("a login")?;
    let reader = PostgresRemote::new(&Device::of_secret(&login)?);
    let begun = Instant::now();
    let rows = remote::rows(&reader).await.len();
    println!("limit, the same rows only read: {:.1} s", begun.elapsed().as_secs_f64());
    Ok(rows)
}

async fn load(first: &Desk, second: &Desk, rows: usize) -> Outcome<()> {
    // The file has one role, that of its owner: she gets another computer.
    let member = first.ask("companies.get", json!({})).await?["membership"]["member_id"].clone();
    let code = first.ask("sync.invite", json!({ "member_id": member })).await?["code"].clone();
    let before = memory(Some("VmRSS"))?;
    let begun = Instant::now();
    second.ask("sync.join", json!({ "code": code })).await?;
    second.until("companies.list", |list| list.as_array().is_some_and(|list| !list.is_empty())).await?;
    let took = begun.elapsed().as_secs_f64();
    let grown = memory(None)?.saturating_sub(before) / 1024;
    let speed = rows as f64 / took;
    println!("first load: {rows} rows in {took:.1} s, {speed:.0} rows/s; memory grew by at most {grown} MiB");
    Ok(())
}

/// A figure of this process in KiB. With a name the greatest is counted anew from here on; without one it is what is asked for.
fn memory(name: Option<&str>) -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    if name.is_some() {
        std::fs::write("/proc/self/clear_refs", "5")?;
    }
    let line = status.lines().find(|line| line.starts_with(name.unwrap_or("VmHWM"))).ok_or("a line")?;
    Ok(line.split_whitespace().nth(1).ok_or("a number")?.parse()?)
}

/// Books on the one desktop until the other has heard of it, again and again.
async fn book(first: &Desk, second: &Desk) -> Outcome<()> {
    let mut times = Vec::new();
    for number in 0..BOOKINGS {
        let mut changes = second.core.changes();
        // Beyond the diary, half an hour after half an hour.
        let start = 1_900_000_800_000 + i64::from(number) * diary::HALF_HOUR;
        let start = jiff::Timestamp::from_millisecond(start)?.to_string();
        let args = json!({ "agenda_id": diary::id(AGENDA, 1), "client_id": diary::id(CLIENT, 1), "start": start, "override": true });
        first.ask("appointments.create", args).await?;
        let begun = Instant::now();
        while changes.recv().await.is_ok_and(|change| change.topic != Topic::Appointments) {}
        times.push(begun.elapsed());
    }
    let times = Times::new(times);
    times.print("a booking, from the commit on one desktop to the other", Limit::P95(250.0));
    println!("p99 {:.1} ms", times.at(99));
    Ok(())
}
