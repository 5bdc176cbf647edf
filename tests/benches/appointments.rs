//! How long the work of a front desk takes on a file with 100,000 appointments, through the command table. Run it in a release
//! build; it prints medians and 95th percentiles.
//!
//! The figures to keep, at the 95th percentile: free times of one agenda for 30 days in 20 ms, a week of 20 agendas in 10 ms, the
//! next free times in 100 ms. A local write with its intents takes at most twice as long as the plain one (medians).
#![allow(clippy::print_stdout)] // what it is for
#![allow(clippy::disallowed_methods)] // a benchmark reads the clock

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan};
use leadsmart_core::access::token_hash;
use leadsmart_core::{Core, Ports, Request};
use leadsmart_ports::{FakeClock, FakeMailer, MemorySecrets, SeededRandom};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const NOW: &str = "2026-11-25T12:00:00Z";
const TOKEN: &str = "the token of the benchmark";
const APPOINTMENTS: u32 = 100_000;
const AGENDAS: u32 = 20;
/// How many appointments each agenda has a day, every hour from 8:00 on, seven days a week: 1,400 a week on all of them.
const A_DAY: u32 = 10;

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let file = core(folder.path()).await.map(|core| core.opened().file.clone())?;
    fill(&file).await?;
    let core = core(folder.path()).await?;
    let company = company().to_string();
    let found: Value =
        call(&core, "appointments.list", json!({ "company_id": company, "limit": 500 })).await?;
    println!(
        "{APPOINTMENTS} appointments on {AGENDAS} agendas; a page has {} of them",
        found["items"].as_array().map_or(0, Vec::len)
    );

    let agenda = |number: u32| id(AGENDA, number % AGENDAS).to_string();
    let week = |number: u32| {
        let from = jiff::civil::date(2026, 9, 7) + (i64::from(number % 20) * 7).days();
        (from, from + 6.days())
    };
    measure(&core, "free times of one agenda, 30 days", "agendas.available_slots", |n| {
        let (from, _) = week(n);
        json!({ "company_id": company, "agenda_id": agenda(n), "from": from.max(jiff::civil::date(2026, 11, 25)), "to": from.max(jiff::civil::date(2026, 11, 25)) + 29.days() })
    })
    .await?;
    measure(&core, "a week of 20 agendas", "agendas.calendar", |n| {
        let (from, to) = week(n);
        json!({ "company_id": company, "from": from, "to": to })
    })
    .await?;
    measure(
        &core,
        "the next free times over all agendas",
        "appointments.next_free",
        |_| json!({ "company_id": company }),
    )
    .await?;
    measure(
        &core,
        "the next free times of one professional",
        "appointments.next_free",
        |n| json!({ "company_id": company, "member_ids": [id(MEMBER, n % AGENDAS)], "limit": 50 }),
    )
    .await?;
    measure(
        &core,
        "why a time is not free",
        "appointments.explain",
        |n| json!({ "company_id": company, "agenda_id": agenda(n), "start": "2026-12-01T10:00" }),
    )
    .await?;
    measure(
        &core,
        "a page of 50, the newest first",
        "appointments.list",
        |n| json!({ "company_id": company, "agenda_id": agenda(n), "descending": true }),
    )
    .await?;
    measure(
        &core,
        "how many each day has, two months",
        "appointments.count_by_day",
        |_| json!({ "company_id": company, "from": "2026-10-01", "to": "2026-12-01" }),
    )
    .await?;
    measure(&core, "booking", "appointments.create", |n| {
        let start = format!("2029-{:02}-{:02}T{:02}:00", n / 200 + 1, n / 10 % 28 + 1, 8 + n % 10);
        json!({ "company_id": company, "agenda_id": agenda(n / 10), "client_id": id(CLIENT, n), "start": start, "override": true })
    })
    .await?;
    core.close().await;
    compare_writes(&file).await
}

/// A backend on a folder, with a clock that stands.
async fn core(folder: &Path) -> Outcome<Core> {
    let ports = Ports {
        clock: Arc::new(FakeClock::new(NOW.parse::<Timestamp>()?)),
        random: Arc::new(SeededRandom::new(7)),
        secrets: Arc::new(MemorySecrets::default()),
        mailer: Arc::new(FakeMailer::default()),
    };
    Ok(Core::open(folder, ports).await?)
}

async fn call(core: &Core, name: &str, args: Value) -> Outcome<Value> {
    let request = Request { name: name.to_owned(), args, token: Some(TOKEN.to_owned()), language: None };
    Ok(core.call(request).await?)
}

async fn measure(core: &Core, what: &str, name: &str, args: impl Fn(u32) -> Value) -> Outcome<()> {
    let mut times = Vec::with_capacity(200);
    for number in 0..200 {
        let args = args(number);
        let begun = Instant::now();
        call(core, name, args).await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    println!("{what}: median {:.2?}, p95 {:.2?}", at(&times, 50), at(&times, 95));
    Ok(())
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

const COMPANY: u32 = 0xc0;
const AGENDA: u32 = 0xa9;
const MEMBER: u32 = 0x3e;
const CLIENT: u32 = 0xc1;
const SERVICE: u32 = 0x5e;

/// The same identifiers in every run: version 7, one range for each kind of thing.
fn id(kind: u32, number: u32) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::from(kind) << 32 | u64::from(number), &[7; 10]).into_uuid()
}

fn company() -> Uuid {
    id(COMPANY, 0)
}

/// Fills the file past the command table, as rows that were synchronized down: in one transaction, with the guard opened by hand
/// and nothing recorded. 20 agendas of one professional each, 5,000 clients, 100,000 appointments from April 2026 to August 2027.
async fn fill(file: &Path) -> Outcome<()> {
    let mut connection = connect(file).await?;
    let mut transaction = connection.begin().await?;
    open_guard(&mut transaction, 0).await?;
    let connection: &mut SqliteConnection = &mut transaction;
    fill_company(connection).await?;
    let first = "2026-04-01T11:00:00Z".parse::<Timestamp>()?.as_millisecond();
    for number in 0..APPOINTMENTS {
        let (agenda, turn) = (number % AGENDAS, number / AGENDAS);
        let start = first + i64::from(turn / A_DAY) * 86_400_000 + i64::from(turn % A_DAY) * 3_600_000;
        insert_appointment(connection, number, agenda, start).await?;
    }
    sqlx::query("DELETE FROM write_context").execute(&mut *connection).await?;
    transaction.commit().await?;
    let mut connection = connect(file).await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

async fn connect(file: &Path) -> Outcome<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("recursive_triggers", "ON")
        .foreign_keys(true);
    Ok(options.connect().await?)
}

async fn open_guard(connection: &mut SqliteConnection, captures: i64) -> Outcome<()> {
    sqlx::query(
        "INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, ?, 'bench', 0, ?)",
    )
    .bind(Uuid::from_u128(1))
    .bind(captures)
    .execute(connection)
    .await?;
    Ok(())
}

async fn fill_company(connection: &mut SqliteConnection) -> Outcome<()> {
    let (company, now) = (company(), NOW.parse::<Timestamp>()?.as_millisecond());
    sqlx::query(
        "INSERT INTO companies (id, name, zone, language, country, state, week_start, created_at)
         VALUES (?, 'Clínica', 'America/Sao_Paulo', 'pt-BR', 'BR', 'SP', 'sunday', 0)",
    )
    .bind(company)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO roles (id, company_id, name, owner, permissions) VALUES (?, ?, 'owner', 1, '[]')",
    )
    .bind(company)
    .bind(company)
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO users (id, name, email, language, created_at) VALUES (?, 'Ana', 'ana@example.com', 'en', 0)")
        .bind(company)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO sessions (id, user_id, token_hash, device, created_at, used_at, expires_at) VALUES (?1, ?1, ?2, 'bench', ?3, ?3, ?4)",
    )
    .bind(company)
    .bind(token_hash(TOKEN).to_vec())
    .bind(now)
    .bind(now + 86_400_000)
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO services (id, company_id, name, duration, buffer_before, buffer_after, color, created_at) VALUES (?, ?, 'Consulta', 30, 0, 0, 'blue', 0)")
        .bind(id(SERVICE, 0))
        .bind(company)
        .execute(&mut *connection)
        .await?;
    for number in 0..5_000 {
        sqlx::query(
            "INSERT INTO clients (id, company_id, name, search_name, created_at) VALUES (?, ?, ?, ?, 0)",
        )
        .bind(id(CLIENT, number))
        .bind(company)
        .bind(format!("Cliente {number}"))
        .bind(format!("cliente {number}"))
        .execute(&mut *connection)
        .await?;
    }
    for number in 0..AGENDAS {
        insert_agenda(connection, number).await?;
    }
    Ok(())
}

/// An agenda open from 8 to 18 every day for two at a time, so that most of it is free, and its professional.
async fn insert_agenda(connection: &mut SqliteConnection, number: u32) -> Outcome<()> {
    let day = json!([{ "start": 480, "end": 1080 }]);
    let hours = Value::from(vec![day; 7]).to_string();
    let user = if number == 0 { Some(company()) } else { None };
    sqlx::query(
        "INSERT INTO members (id, company_id, user_id, name, role_id, professional, color, created_at) VALUES (?, ?, ?, ?, ?, 1, 'teal', 0)",
    )
    .bind(id(MEMBER, number))
    .bind(company())
    .bind(user)
    .bind(format!("Professional {number}"))
    .bind(company())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO agendas (id, company_id, name, color, zone, position, hours, alignment, fill_gaps, buffer_policy, minimum_notice,
                              horizon, limits, capacity, pending_blocks, observes_holidays, default_duration, created_at)
         VALUES (?, ?, ?, 'teal', 'America/Sao_Paulo', ?, ?, 'opening', 0, 'longest', 0, '{\"kind\":\"unlimited\"}', '[]', 2, 1, 1, 30, 0)",
    )
    .bind(id(AGENDA, number))
    .bind(company())
    .bind(format!("Agenda {number}"))
    .bind(number)
    .bind(hours)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO agenda_members (agenda_id, member_id, company_id, position) VALUES (?, ?, ?, 0)",
    )
    .bind(id(AGENDA, number))
    .bind(id(MEMBER, number))
    .bind(company())
    .execute(connection)
    .await?;
    Ok(())
}

const APPOINTMENT: u32 = 0x100;

/// Half of the appointments are with the professional of the agenda.
async fn insert_appointment(
    connection: &mut SqliteConnection,
    number: u32,
    agenda: u32,
    start: i64,
) -> Outcome<()> {
    plain_write(connection, id(APPOINTMENT, number), agenda, start).await?;
    if (number / AGENDAS).is_multiple_of(2) {
        sqlx::query("INSERT INTO appointment_members (appointment_id, member_id, company_id, starts_at) VALUES (?, ?, ?, ?)")
            .bind(id(APPOINTMENT, number))
            .bind(id(MEMBER, agenda))
            .bind(company())
            .bind(start)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("INSERT INTO appointment_services (appointment_id, position, company_id, service_id, duration) VALUES (?, 0, ?, ?, 30)")
        .bind(id(APPOINTMENT, number))
        .bind(company())
        .bind(id(SERVICE, 0))
        .execute(connection)
        .await?;
    Ok(())
}

async fn plain_write(
    connection: &mut SqliteConnection,
    appointment: Uuid,
    agenda: u32,
    start: i64,
) -> Outcome<()> {
    sqlx::query(
        "INSERT INTO appointments (id, company_id, agenda_id, client_id, starts_at, ends_at, status, buffer_before, buffer_after, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'confirmed', 0, 0, 0)",
    )
    .bind(appointment)
    .bind(company())
    .bind(id(AGENDA, agenda))
    .bind(id(CLIENT, agenda * 37))
    .bind(start)
    .bind(start + 1_800_000)
    .execute(connection)
    .await?;
    Ok(())
}

/// The same row, each time in a transaction that waits for the disk: with the guard and its intent as the write path does it, and
/// plain, with the triggers taken away.
async fn compare_writes(file: &Path) -> Outcome<()> {
    let mut connection = connect(file).await?;
    let guarded = time_writes(&mut connection, true).await?;
    let triggers: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture_%'")
            .fetch_all(&mut connection)
            .await?;
    for trigger in triggers {
        sqlx::query(AssertSqlSafe(format!("DROP TRIGGER {trigger}"))).execute(&mut connection).await?;
    }
    let plain = time_writes(&mut connection, false).await?;
    let ratio = guarded.as_secs_f64() / plain.as_secs_f64();
    println!(
        "a write with its intent: median {guarded:.2?}; plain: median {plain:.2?}; {ratio:.2} times as long"
    );
    Ok(())
}

async fn time_writes(connection: &mut SqliteConnection, guarded: bool) -> Outcome<Duration> {
    let mut times = Vec::with_capacity(300);
    for number in 0..300 {
        let appointment = id(if guarded { 0x200 } else { 0x300 }, number);
        let begun = Instant::now();
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        if guarded {
            open_guard(&mut transaction, 1).await?;
        }
        plain_write(
            &mut transaction,
            appointment,
            number % AGENDAS,
            2_000_000_000_000 + i64::from(number) * 1_800_000,
        )
        .await?;
        if guarded {
            sqlx::query("DELETE FROM write_context").execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(at(&times, 50))
}
