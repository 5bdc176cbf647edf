//! Desktops of one company on a PostgreSQL of this machine, through commands: how long the first desktop takes to hand its diary in,
//! another one to be usable with the last 30 days of messages, and to have the older ones while somebody works on it, with the memory that it
//! takes, and how long a booking takes from one to the other; then messages, beside more and more other companies.
//!
//! Beside the loading and the handing in stand their limits on this machine, measured in the same run: the rows copied out of the server,
//! written into a file with our indexes and nothing else, and inserted into the server by the superuser.
//!
//! `LEADSMART_SYNC_APPOINTMENTS`, `LEADSMART_SYNC_MESSAGES` and `LEADSMART_SYNC_COMPANIES` make it smaller.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

#[path = "sync/messages.rs"]
mod messages;
#[path = "sync/raw.rs"]
mod raw;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use leadsmart_contract::topic::Topic;
use leadsmart_core::{Core, Ports};
use leadsmart_ports::{FakeClock, FakeMailer, MemorySecrets, Secrets, SystemRandom};
use leadsmart_postgres::{Device, PostgresRemote, PostgresServers};
use leadsmart_tests::cluster::{Cluster, Settings};
use leadsmart_tests::diary::{self, AGENDA, CLIENT, COMPANY, TOKEN};
use leadsmart_tests::speed::{Limit, NOW, Outcome, Times};
use leadsmart_tests::{call, register};
use serde_json::{Value, json};
use sqlx::Connection;

/// How many bookings are timed on their way.
const BOOKINGS: u32 = 200;

/// How much there is.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    appointments: u32,
    messages: u32,
    companies: u32,
}

impl Sizes {
    fn asked_for() -> Outcome<Self> {
        let number = |name: &str, usual: u32| match std::env::var(format!("LEADSMART_SYNC_{name}")) {
            Ok(text) => text.parse(),
            Err(_) => Ok(usual),
        };
        Ok(Self {
            appointments: number("APPOINTMENTS", 100_000)?,
            messages: number("MESSAGES", 1_000_000)?,
            companies: number("COMPANIES", 100)?,
        })
    }
}

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
            // One that was missed is a change as well. To ask costs time too, so it is not done after each.
            let _ = changes.recv().await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            changes = changes.resubscribe();
        }
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let sizes = Sizes::asked_for()?;
    println!("{} appointments, {} messages; load {}", sizes.appointments, sizes.messages, load_of_machine()?);
    let cluster = Cluster::start(Settings { durable: true, ..Settings::default() });
    let database = cluster.empty().await;
    let string = cluster.connection_string(&database);
    let (here, there) = (tempfile::tempdir()?, tempfile::tempdir()?);
    Desk::open(here.path()).await?.core.close().await;
    fill(&here.path().join("leadsmart.db"), sizes).await?;
    let first = Desk::open(here.path()).await?;
    let work = first.work();
    let begun = Instant::now();
    let before = memory(Some("VmRSS"))?;
    first.ask("sync.set_up", json!({ "connection_string": string })).await?;
    first.until("sync.status", |status| status["waiting"] == 0).await?;
    let handed_in = begun.elapsed().as_secs_f64();
    first.until("sync.status", |status| status["state"] == "synchronized").await?;
    let grown = memory(None)?.saturating_sub(before) / 1024;
    let copied = raw::copy_out(&cluster, &database).await?;
    println!(
        "first desktop: {} rows set up and handed in, in {handed_in:.1} s, {:.0} rows/s, and read back in {:.1} s; memory grew by at most {grown} MiB",
        copied.rows,
        copied.rows as f64 / handed_in,
        begun.elapsed().as_secs_f64() - handed_in
    );
    copied.print("limit, the rows copied out");
    let mut second = Desk::open(there.path()).await?;
    second.token = register(&second.core, "Rui", "rui@example.com").await;
    let joining = second.work();
    let loaded = load(&first, &second, copied.rows).await?;
    let written = raw::write(&reader(&first).await?, since()?).await?;
    written.print("limit, the rows that make it usable written into a file with our indexes");
    let (speed, slower) = (written.rows as f64 / loaded, copied.speed().min(written.speed()));
    println!(
        "usable with {} rows, {speed:.0} rows/s: {:.0} % of what the slower of the two allows; limit 50 %",
        written.rows,
        100.0 * speed / slower
    );
    book(&first, &second).await?;
    work.abort();
    joining.abort();
    first.core.close().await;
    second.core.close().await;
    messages::measure(&cluster, sizes.companies).await
}

/// How busy the machine was in the last minute.
fn load_of_machine() -> Outcome<String> {
    let load = std::fs::read_to_string("/proc/loadavg")?;
    Ok(load.split(' ').next().unwrap_or_default().to_owned())
}

async fn fill(file: &Path, sizes: Sizes) -> Outcome<()> {
    diary::fill(file).await?;
    let mut connection = diary::connect(file).await?;
    let mut transaction = connection.begin().await?;
    diary::begin_change(&mut transaction, false).await?;
    sqlx::query(
        "DELETE FROM appointments WHERE id NOT IN (SELECT id FROM appointments ORDER BY starts_at LIMIT ?)",
    )
    .bind(sizes.appointments)
    .execute(&mut *transaction)
    .await?;
    messages::fill(&mut transaction, sizes.messages).await?;
    diary::end_change(&mut transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

/// The login of a desktop, to read what another one is going to load.
async fn reader(desk: &Desk) -> Outcome<PostgresRemote> {
    let login = desk.secrets.get(&format!("device-login:{}", desk.company)).await?.ok_or("a login")?;
    Ok(PostgresRemote::new(&Device::of_secret(&login)?))
}

/// From when on messages come first.
fn since() -> Outcome<i64> {
    Ok(NOW.parse::<jiff::Timestamp>()?.as_millisecond() - 30 * 24 * 60 * 60 * 1000)
}

/// Has the second desktop join, and works on it while older messages come in. Gives the seconds until it was usable.
async fn load(first: &Desk, second: &Desk, rows: u64) -> Outcome<f64> {
    // The file has one role, that of its owner: she gets another computer.
    let member = first.ask("companies.get", json!({})).await?["membership"]["member_id"].clone();
    let code = first.ask("sync.invite", json!({ "member_id": member })).await?["code"].clone();
    let before = memory(Some("VmRSS"))?;
    let begun = Instant::now();
    second.ask("sync.join", json!({ "code": code })).await?;
    second.until("companies.list", |list| list.as_array().is_some_and(|list| !list.is_empty())).await?;
    let usable = begun.elapsed().as_secs_f64();
    println!("usable after {usable:.2} s with the messages of 30 days; limit 2 s");
    let mut times = Vec::new();
    while !second.ask("sync.status", json!({})).await?["messages_since"].is_null() {
        let number = u32::try_from(times.len())?;
        times.push(book_one(second, 2_000_000_800_000, number).await?);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = begun.elapsed().as_secs_f64();
    let grown = memory(None)?.saturating_sub(before) / 1024;
    println!(
        "all {rows} rows after {took:.1} s, {:.0} rows/s; memory grew by at most {grown} MiB",
        rows as f64 / took
    );
    if !times.is_empty() {
        Times::new(times).print("a booking while older messages come in, until it is stored", Limit::None);
    }
    Ok(usable)
}

/// Books the free half hour of a number, counted from an instant beyond the diary. Gives how long that took.
async fn book_one(desk: &Desk, from: i64, number: u32) -> Outcome<Duration> {
    let start = from + i64::from(number) * diary::HALF_HOUR;
    let start = jiff::Timestamp::from_millisecond(start)?.to_string();
    let args = json!({ "agenda_id": diary::id(AGENDA, 1), "client_id": diary::id(CLIENT, 1), "start": start, "override": true });
    let begun = Instant::now();
    desk.ask("appointments.create", args).await?;
    Ok(begun.elapsed())
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
        book_one(first, 1_900_000_800_000, number).await?;
        let begun = Instant::now();
        while changes.recv().await.is_ok_and(|change| change.topic != Topic::Appointments) {}
        times.push(begun.elapsed());
    }
    let times = Times::new(times);
    times.print("a booking, from the commit on one desktop to the other", Limit::P95(250.0));
    println!("p99 {:.1} ms", times.at(99));
    Ok(())
}
