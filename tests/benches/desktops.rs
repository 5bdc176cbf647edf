//! Fifty desktops of one company on a PostgreSQL of this machine, each with a store of its own, all in this process: how long a booking
//! takes from the commit on one to the others, with two desktops and with fifty, and how much goes through when all book at once.
//!
//! Beside the first figure stands its limit, three round trips and 20 ms, with the round trip measured in the same run.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use leadsmart_contract::topic::Topic;
use leadsmart_core::{Core, Ports};
use leadsmart_ports::{FakeClock, FakeMailer, MemorySecrets, SystemRandom};
use leadsmart_postgres::PostgresServers;
use leadsmart_tests::cluster::{Cluster, Settings};
use leadsmart_tests::speed::{Limit, NOW, Outcome, Times};
use leadsmart_tests::{call, company, register};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::task::{JoinHandle, JoinSet};

/// How many desktops there are in the end.
const DESKTOPS: usize = 50;

/// How many bookings are timed on their way between two desktops, and among all.
const ALONE: usize = 200;
const AMONG_ALL: usize = 60;

/// How many bookings each desktop makes when all book at once.
const AT_ONCE: usize = 10;

/// What has not arrived after this time never will.
const PATIENCE: Duration = Duration::from_secs(120);

/// Half an hour in milliseconds.
const HALF_HOUR: i64 = 1_800_000;

struct Desk {
    core: Core,
    folder: TempDir,
    token: String,
    company: String,
    agenda: Value,
    client: Value,
    work: JoinHandle<()>,
}

impl Desk {
    /// A new computer on which somebody has made her account.
    async fn open(number: usize) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let ports = Ports {
            whatsapp: Arc::new(leadsmart_ports::whatsapp::NoWhatsApp),
            clock: Arc::new(FakeClock::new(NOW.parse()?)),
            random: Arc::new(SystemRandom),
            secrets: Arc::new(MemorySecrets::default()),
            mailer: Arc::new(FakeMailer::default()),
            servers: Arc::new(PostgresServers::new(Arc::new(SystemRandom))),
        };
        let core = Core::open(folder.path(), ports).await?;
        let token = register(&core, &format!("Ana {number}"), &format!("ana{number}@example.com")).await;
        let working = core.clone();
        let work = tokio::spawn(async move { working.keep_together().await });
        Ok(Self {
            core,
            folder,
            token,
            company: String::new(),
            agenda: json!(null),
            client: json!(null),
            work,
        })
    }

    async fn ask(&self, name: &str, mut args: Value) -> Outcome<Value> {
        if name != "sync.join" && name != "companies.list" {
            args["company_id"] = json!(self.company);
        }
        Ok(call(&self.core, Some(&self.token), name, args).await?)
    }

    /// Waits until a command answers something.
    async fn until(&self, name: &str, is_so: impl Fn(&Value) -> bool) -> Outcome<()> {
        let mut changes = self.core.changes();
        let waiting = async {
            while !self.ask(name, json!({})).await.is_ok_and(|reply| is_so(&reply)) {
                // One that was missed is a change as well.
                let _ = changes.recv().await;
            }
        };
        Ok(tokio::time::timeout(PATIENCE, waiting).await?)
    }

    async fn until_synchronized(&self) -> Outcome<()> {
        self.until("sync.status", |status| status["state"] == "synchronized").await
    }

    /// Books half an hour that nobody else books.
    async fn book(&self, number: usize) -> Outcome<()> {
        let start = 1_900_000_800_000 + i64::try_from(number)? * HALF_HOUR;
        let start = jiff::Timestamp::from_millisecond(start)?.to_string();
        let args =
            json!({ "agenda_id": self.agenda, "client_id": self.client, "start": start, "override": true });
        self.ask("appointments.create", args).await.map(drop)
    }

    /// How many appointments are in its file.
    async fn count(&self) -> Outcome<i64> {
        let file: PathBuf = self.folder.path().join("leadsmart.db");
        let mut file = SqliteConnectOptions::new().filename(file).read_only(true).connect().await?;
        let count = sqlx::query_scalar("SELECT count(*) FROM appointments").fetch_one(&mut file).await?;
        file.close().await?;
        Ok(count)
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let cluster = Cluster::start(Settings { durable: true, ..Settings::default() });
    let database = cluster.empty().await;
    let mut desks = vec![found(&cluster.connection_string(&database)).await?];
    join(&mut desks, 2).await?;
    let mut booked = 0;
    alone(&cluster, &database, &desks, &mut booked).await?;
    let begun = Instant::now();
    join(&mut desks, DESKTOPS).await?;
    let each = begun.elapsed().as_secs_f64() / (DESKTOPS - 2) as f64;
    println!("joining: {each:.2} s a desktop; {DESKTOPS} of them take {} MiB", memory("VmRSS")? / 1024);
    among_all(&desks, &mut booked).await?;
    at_once(&desks, &mut booked).await?;
    println!("memory: {} MiB at most, for {DESKTOPS} desktops in one process", memory("VmHWM")? / 1024);
    desks.iter().for_each(|desk| desk.work.abort());
    Ok(())
}

/// The first desktop, with a company that is shared.
async fn found(connection_string: &str) -> Outcome<Desk> {
    let mut desk = Desk::open(0).await?;
    desk.company = company(&desk.core, &desk.token, "Clínica").await;
    desk.agenda = desk.ask("agendas.create", json!({ "name": "Sala 1" })).await?["id"].clone();
    desk.client = desk.ask("clients.create", json!({ "name": "Bia" })).await?["id"].clone();
    desk.ask("sync.set_up", json!({ "connection_string": connection_string })).await?;
    desk.until_synchronized().await?;
    Ok(desk)
}

/// Has desktops join until there are so many, as further computers of the owner.
async fn join(desks: &mut Vec<Desk>, count: usize) -> Outcome<()> {
    let member = desks[0].ask("companies.get", json!({})).await?["membership"]["member_id"].clone();
    while desks.len() < count {
        let code = desks[0].ask("sync.invite", json!({ "member_id": member })).await?["code"].clone();
        let mut desk = Desk::open(desks.len()).await?;
        desk.ask("sync.join", json!({ "code": code })).await?;
        desk.until("companies.list", |list| list.as_array().is_some_and(|list| !list.is_empty())).await?;
        let first = &desks[0];
        (desk.company, desk.agenda, desk.client) =
            (first.company.clone(), first.agenda.clone(), first.client.clone());
        desk.until_synchronized().await?;
        desks.push(desk);
    }
    Ok(())
}

/// Books on the first, and gives how long each other one takes to show it.
async fn propagate(desks: &[Desk], booked: &mut usize) -> Outcome<Vec<Duration>> {
    let mut waiting = JoinSet::new();
    let others: Vec<_> = desks[1..].iter().map(|desk| desk.core.changes()).collect();
    desks[0].book(*booked).await?;
    *booked += 1;
    let begun = Instant::now();
    for mut changes in others {
        waiting.spawn(async move {
            while changes.recv().await.is_ok_and(|change| change.topic != Topic::Appointments) {}
            begun.elapsed()
        });
    }
    Ok(tokio::time::timeout(PATIENCE, waiting.join_all()).await?)
}

async fn alone(cluster: &Cluster, database: &str, desks: &[Desk], booked: &mut usize) -> Outcome<()> {
    let mut connection = cluster.connect(&cluster.superuser(database)).await;
    let mut trips = Vec::new();
    for _ in 0..ALONE {
        let begun = Instant::now();
        let _: i32 = sqlx::query_scalar("SELECT 1").fetch_one(&mut connection).await?;
        trips.push(begun.elapsed());
    }
    connection.close().await?;
    let trip = Times::new(trips).at(50);
    let mut times = Vec::new();
    for _ in 0..ALONE {
        times.extend(propagate(desks, booked).await?);
    }
    let times = Times::new(times);
    times.print("two desktops, from commit to visible", Limit::Median(3.0 * trip + 20.0));
    println!("p99 {:.1} ms; the limit is three round trips of {trip:.3} ms and 20 ms", times.at(99));
    Ok(())
}

async fn among_all(desks: &[Desk], booked: &mut usize) -> Outcome<()> {
    let mut times = Vec::new();
    for _ in 0..AMONG_ALL {
        times.extend(propagate(desks, booked).await?);
    }
    let times = Times::new(times);
    let what = format!("{DESKTOPS} desktops, from commit on one to visible on another");
    times.print(&what, Limit::None);
    println!("p99 {:.1} ms, the last of them {:.1} ms", times.at(99), times.at(100));
    Ok(())
}

/// All book at once, each some times, and all read what all have booked.
async fn at_once(desks: &[Desk], booked: &mut usize) -> Outcome<()> {
    let before = desks[0].count().await?;
    let first = *booked;
    let begun = Instant::now();
    let book = async |place: usize| -> Outcome<()> {
        for number in 0..AT_ONCE {
            desks[place].book(first + place * AT_ONCE + number).await?;
        }
        Ok(())
    };
    // One after another they commit here; handing in and reading goes on meanwhile on all of them.
    for place in 0..desks.len() {
        book(place).await?;
    }
    let made = begun.elapsed();
    *booked += desks.len() * AT_ONCE;
    let all = before + i64::try_from(desks.len() * AT_ONCE)?;
    for desk in desks {
        let mut changes = desk.core.changes();
        let arriving = async {
            while desk.count().await? < all {
                let _ = changes.recv().await;
            }
            Ok::<(), Box<dyn std::error::Error>>(())
        };
        tokio::time::timeout(PATIENCE, arriving).await??;
        desk.until_synchronized().await?;
    }
    let (took, count) = (begun.elapsed().as_secs_f64(), desks.len() * AT_ONCE);
    println!(
        "all at once: {count} bookings made in {:.1} s, on all {} desktops after {took:.1} s: {:.0} bookings/s handed in, {:.0} \
         read",
        made.as_secs_f64(),
        desks.len(),
        count as f64 / took,
        (count * (desks.len() - 1)) as f64 / took,
    );
    Ok(())
}

/// A figure of this process in KiB.
fn memory(name: &str) -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(name)).ok_or("a line")?;
    Ok(line.split_whitespace().nth(1).ok_or("a number")?.parse()?)
}
