//! Two computers of a company whose way to their database is cut, slowed and lied to by chance, and whose server dies now and then,
//! while both go on booking. `cargo xtask cuts` lets it go on for an hour; the seed that it prints gives the same weather again.
//!
//! Every few minutes the weather clears. Then both windows and the server come to hold the same, nothing that was acknowledged is
//! absent, and no hour was given twice.
#![allow(clippy::print_stdout, reason = "whoever lets it go on for an hour reads how it goes")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use leadsmart_ports::remote::shared::{Column, Kind, TABLES, Table};
use leadsmart_ports::{Clock, SystemClock};
use leadsmart_tests::cluster::{Cluster, Settings};
use leadsmart_tests::proxy::{Proxy, Weather};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use crate::audit::Audit;
use crate::desk::{Desk, variable};
use crate::journey::{register, set_up_company};
use crate::sync::{invite, join, share};
use crate::window::Window;

/// How often the weather turns and somebody does something.
const BEAT: Duration = Duration::from_millis(1_500);

/// After so many beats the weather clears and everything is compared.
const ROUND: u32 = 120;

/// The server dies in every so many rounds.
const DEATHS: u32 = 2;

/// How long it may take until all are the same, once the weather has cleared.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many clients are booked for.
const CLIENTS: usize = 8;

/// How many days ahead there are bookings: few enough that both often want the same hour.
const DAYS: i64 = 6;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes an hour; run by `cargo xtask cuts`"]
async fn two_windows_hold_the_same_after_every_storm() {
    let minutes: u64 = variable("LEADSMART_MINUTES").parse().expect("a number of minutes");
    let seed: u64 = variable("LEADSMART_SEED").parse().expect("a number");
    println!("seed {seed}, {minutes} min");
    let (front, back) = (Desk::fresh(), Desk::fresh().pictures_named("-other"));
    let mut storm = Storm::begin(seed, [&front, &back]).await;
    let end = Instant::now() + Duration::from_secs(minutes * 60);
    let mut rounds = 0;
    while Instant::now() < end {
        rounds += 1;
        storm.rage(rounds % DEATHS == 0).await;
        let took = storm.calm().await;
        println!(
            "round {rounds}: the same after {:.1} s; {} done, {} refused, {} bookings acknowledged, {} conflicts; {:?}",
            took.as_secs_f64(),
            storm.done,
            storm.refused,
            storm.booked.len(),
            storm.conflicts().await,
            storm.proxy.told()
        );
    }
    storm.end().await;
}

/// The company, its windows, and what was acknowledged.
struct Storm {
    cluster: Cluster,
    database: String,
    proxy: Proxy,
    dice: StdRng,
    windows: [Actor; 2],
    booked: BTreeSet<String>,
    done: u32,
    refused: u32,
}

/// A window, and what it has to say to act.
struct Actor {
    window: Window,
    data: std::path::PathBuf,
    company: Value,
    agenda: Value,
    clients: Vec<Value>,
}

impl Storm {
    async fn begin(seed: u64, [front, back]: [&Desk; 2]) -> Self {
        let cluster = Cluster::start(Settings::default());
        let proxy = Proxy::before(cluster.port(), seed);
        let database = cluster.empty().await;
        let ana = Window::open(front).await;
        register(&ana).await;
        set_up_company(&ana).await;
        let mut audit = Audit::new(&ana).await;
        share(&ana, &mut audit, &proxy.connection_string(&cluster, &database)).await;
        let code = invite(&ana, &mut audit, None).await;
        audit.close();
        let bruno = Window::open(back).await;
        join(&bruno, &code, None).await;
        let ana = Actor::new(ana, front, true).await;
        let bruno = Actor::new(bruno, back, false).await;
        for actor in [&ana, &bruno] {
            actor.window.follow("Agenda").await;
            actor.window.drawn().await;
            actor.window.first_open_day_ahead().await;
        }
        let mut storm = Self {
            cluster,
            database,
            proxy,
            dice: StdRng::seed_from_u64(seed),
            windows: [ana, bruno],
            booked: BTreeSet::new(),
            done: 0,
            refused: 0,
        };
        storm.calm().await;
        storm.windows[1].clients = storm.windows[0].clients.clone();
        storm
    }

    /// Bad weather for a while, in which both go on working.
    async fn rage(&mut self, dies: bool) {
        let mut beat = tokio::time::interval(BEAT);
        for turn in 0..ROUND {
            beat.tick().await;
            if turn % 4 == 0 {
                self.proxy.turn();
            }
            if dies && turn == ROUND / 2 {
                self.cluster.kill();
            }
            if dies && turn == ROUND / 2 + 10 {
                self.cluster.start_again();
            }
            for place in 0..self.windows.len() {
                self.act(place).await;
            }
        }
    }

    /// Somebody does something.
    async fn act(&mut self, place: usize) {
        let roll = self.dice.random_range(0..100);
        let when = self.when();
        let actor = &self.windows[place];
        let client = actor.clients[self.dice.random_range(0..actor.clients.len())].clone();
        if roll < 45 {
            let args = json!({ "agenda_id": actor.agenda, "client_id": client, "start": when });
            let booked = actor.ask("appointments.create", args).await;
            if let Some(booked) = self.noted(booked) {
                let id = booked["card"]["id"].as_str().expect("an appointment has an id");
                self.booked.insert(id.replace('-', ""));
            }
            return;
        }
        if roll < 60 {
            let words = format!("Observação {}", self.dice.random_range(0..1000));
            let changed = actor.ask("clients.update", json!({ "client_id": client, "notes": words })).await;
            self.noted(changed);
            return;
        }
        let Some(appointment) = self.any_appointment(place).await else { return };
        let actor = &self.windows[place];
        let changed = if roll < 80 {
            actor
                .ask("appointments.update_date", json!({ "appointment_id": appointment, "start": when }))
                .await
        } else {
            let status = ["confirmed", "cancelled", "pending"][self.dice.random_range(0..3)];
            actor
                .ask("appointments.set_status", json!({ "appointment_id": appointment, "status": status }))
                .await
        };
        self.noted(changed);
    }

    /// Counts what was done and what the rules refused; gives what was done.
    fn noted(&mut self, answer: Result<Value, Value>) -> Option<Value> {
        match answer {
            Ok(done) => {
                self.done += 1;
                Some(done)
            }
            Err(failure) => {
                // Nothing but a rule may refuse: neither network nor server is asked.
                let code = failure["code"].as_str().unwrap_or_default();
                assert!(matches!(code, "rules_broken" | "wrong_state" | "stale" | "not_found"), "{failure}");
                self.refused += 1;
                None
            }
        }
    }

    /// An hour of the days ahead, in the company's clock.
    fn when(&mut self) -> String {
        let day = SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date()
            + jiff::Span::new().days(self.dice.random_range(1..=DAYS));
        let (hour, half) = (self.dice.random_range(9..18), self.dice.random_range(0..2) * 30);
        format!("{day}T{hour:02}:{half:02}")
    }

    async fn any_appointment(&mut self, place: usize) -> Option<Value> {
        let (from, to) = (SystemClock.now(), SystemClock.now() + jiff::SignedDuration::from_hours(24 * DAYS));
        let args = json!({ "from": from.to_string(), "to": to.to_string(), "limit": 100 });
        let page = self.windows[place].ask("appointments.list", args).await.expect("appointments are listed");
        let found = page["items"].as_array().expect("a page");
        (!found.is_empty()).then(|| found[self.dice.random_range(0..found.len())]["id"].clone())
    }

    /// Clears the weather and waits until all hold the same; says how long that took.
    async fn calm(&mut self) -> Duration {
        self.proxy.set(Weather::Clear);
        let began = Instant::now();
        let mut beat = tokio::time::interval(Duration::from_millis(200));
        loop {
            beat.tick().await;
            let differing = self.differing().await;
            if differing.is_empty() {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "these stay different: {differing:?}");
        }
        let took = began.elapsed();
        self.nothing_is_absent().await;
        took
    }

    /// What is not the same everywhere, in words.
    async fn differing(&self) -> Vec<String> {
        let mut differing = Vec::new();
        for (place, actor) in self.windows.iter().enumerate() {
            let status = actor.ask("sync.status", json!({})).await.expect("the state is told");
            if status["waiting"] != 0 {
                differing.push(format!("{place} waits with {}: {status}", status["waiting"]));
            }
        }
        if !differing.is_empty() {
            return differing;
        }
        let mut server = self.superuser().await;
        for table in TABLES {
            let there = of_server(&mut server, table).await;
            for (place, actor) in self.windows.iter().enumerate() {
                let here = of_file(&actor.data, table).await;
                if here != there {
                    differing.push(format!(
                        "{} of {place}: {} rows of {}",
                        table.name,
                        here.len(),
                        there.len()
                    ));
                }
            }
        }
        differing
    }

    /// Every booking that was acknowledged is there, or a conflict tells of it; the time of none is that of another.
    async fn nothing_is_absent(&self) {
        let mut server = self.superuser().await;
        let known: Vec<String> = sqlx::query_scalar(
            "SELECT replace(id::text, '-', '') FROM app.appointments
             UNION SELECT row_key FROM app.conflicts WHERE entity = 'appointments'",
        )
        .fetch_all(&mut server)
        .await
        .expect("the server answers");
        let known: BTreeSet<String> = known.into_iter().collect();
        let absent: Vec<&String> = self.booked.difference(&known).collect();
        assert!(absent.is_empty(), "acknowledged and absent: {absent:?}");
        let twice: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM app.appointments a JOIN app.appointments b
             ON a.agenda_id = b.agenda_id AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
             WHERE a.occupies AND b.occupies",
        )
        .fetch_one(&mut server)
        .await
        .expect("the server answers");
        assert_eq!(twice, 0, "no hour was given twice");
    }

    async fn conflicts(&self) -> i64 {
        let mut server = self.superuser().await;
        sqlx::query_scalar("SELECT count(*) FROM app.conflicts")
            .fetch_one(&mut server)
            .await
            .expect("counted")
    }

    async fn superuser(&self) -> PgConnection {
        self.cluster.connect(&self.cluster.superuser(&self.database)).await
    }

    /// Both windows still show what they hold.
    async fn end(self) {
        for Actor { window, .. } in self.windows {
            window.follow("Agenda").await;
            window.drawn().await;
            window.screenshot("cuts-at-the-end").await;
            window.close().await;
        }
    }
}

impl Actor {
    async fn new(window: Window, desk: &Desk, enters: bool) -> Self {
        let mut actor = Self {
            window,
            data: desk.data(),
            company: Value::Null,
            agenda: Value::Null,
            clients: Vec::new(),
        };
        let first = |list: &Value| list[0]["id"].clone();
        actor.company = first(&actor.ask("companies.list", json!({})).await.expect("companies"));
        let agendas = actor.ask("agendas.list", json!({})).await.expect("agendas");
        actor.agenda = first(agendas.get("items").unwrap_or(&agendas));
        for place in 0..if enters { CLIENTS } else { 0 } {
            let client = actor.ask("clients.create", json!({ "name": format!("Cliente {place}") })).await;
            actor.clients.push(client.expect("a client")["id"].clone());
        }
        actor
    }

    /// Has the page's backend do something, as the page itself asks for it.
    async fn ask(&self, name: &str, mut args: Value) -> Result<Value, Value> {
        if !self.company.is_null() {
            args["company_id"] = self.company.clone();
        }
        let answer = self.window.page().execute_async(ASK, vec![name.into(), args]).await;
        let answer = answer.expect("the page answers").json().clone();
        match answer.get("done") {
            Some(done) => Ok(done.clone()),
            None => Err(answer["refused"].clone()),
        }
    }
}

const ASK: &str = "
    const [name, args, tell] = arguments;
    const invoke = window.__TAURI_INTERNALS__.invoke;
    (async () => {
        window.cutsToken ??= await invoke('recall_session');
        return invoke('call', { name, args, token: window.cutsToken, language: null });
    })().then(done => tell({ done }), refused => tell({ refused }));
";

/// The key of each row, with its version.
type Rows = BTreeMap<String, i64>;

async fn of_server(server: &mut PgConnection, table: &Table) -> Rows {
    let key = |column: &Column| match column.kind {
        Kind::Id => format!("replace({}::text, '-', '')", column.name),
        Kind::Bytes => format!("encode({}, 'hex')", column.name),
        _ => format!("{}::text", column.name),
    };
    let text = format!("SELECT {}, version FROM app.{}", keys(table, key), table.name);
    let rows: Vec<(String, i64)> =
        sqlx::query_as(AssertSqlSafe(text)).fetch_all(server).await.expect("the server answers");
    rows.into_iter().collect()
}

async fn of_file(data: &std::path::Path, table: &Table) -> Rows {
    let key = |column: &Column| match column.kind {
        Kind::Id | Kind::Bytes => format!("lower(hex({}))", column.name),
        _ => column.name.to_owned(),
    };
    let text = format!("SELECT {}, version FROM {}", keys(table, key), table.name);
    let file = SqliteConnectOptions::new().filename(data.join("leadsmart.db")).read_only(true);
    let mut file = file.connect().await.expect("the file opens beside the application");
    let rows: Vec<(String, i64)> =
        sqlx::query_as(AssertSqlSafe(text)).fetch_all(&mut file).await.expect("the file is read");
    file.close().await.expect("the file closes");
    rows.into_iter().collect()
}

fn keys(table: &Table, one: impl Fn(&Column) -> String) -> String {
    let parts: Vec<String> = table.key().map(one).collect();
    parts.join(" || ':' || ")
}
