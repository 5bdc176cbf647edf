//! The file of the benchmark: the same rows in every run, written past the command table as if they were synchronized down.

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use leadsmart_core::access::token_hash;
use leadsmart_tests::speed::{CALLS, Limit, NOW, Outcome, Times};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use uuid::Uuid;

pub(crate) const TOKEN: &str = "the token of the benchmark";
pub(crate) const AGENDAS: u32 = 20;

pub(crate) const COMPANY: u32 = 0xc0;
pub(crate) const AGENDA: u32 = 0xa9;
pub(crate) const MEMBER: u32 = 0x3e;
pub(crate) const CLIENT: u32 = 0xc1;
const SERVICE: u32 = 0x5e;
const APPOINTMENT: u32 = 0x100;

/// 1 April 2026, 08:00 in São Paulo.
const FIRST: &str = "2026-04-01T11:00:00Z";

/// How long an appointment lasts, in milliseconds.
pub(crate) const HALF_HOUR: i64 = 1_800_000;

/// The same identifiers in every run: version 7, one range for each kind of thing. Queries make them with [`sql_id`].
pub(crate) fn id(kind: u32, number: u32) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::from(kind) << 32 | u64::from(number), &[7; 10]).into_uuid()
}

/// An identifier as [`id`] makes it, in SQL: to be completed by kind and number.
fn sql_id(kind: u32, number: &str) -> String {
    format!("unhex(format('%012x', ({kind} << 32) | ({number})) || '77078707070707070707')")
}

/// 20 agendas of one professional each, 5,000 clients, and 100,000 appointments over ten months: 16 a day on each agenda, all
/// days, 2,240 a week. Three of four are with the professional; one of five has two services.
pub(crate) async fn fill(file: &Path) -> Outcome<()> {
    let mut connection = connect(file).await?;
    let mut transaction = connection.begin().await?;
    // What hangs on an appointment goes in before it, so that its card is drawn once.
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *transaction).await?;
    sqlx::query(
        "INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, ?, 'bench', 0, 0)",
    )
    .bind(Uuid::from_u128(1))
    .execute(&mut *transaction)
    .await?;
    fill_company(&mut transaction).await?;
    fill_people(&mut transaction).await?;
    fill_appointments(&mut transaction).await?;
    sqlx::query("DELETE FROM write_context").execute(&mut *transaction).await?;
    transaction.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// As the store opens its file.
pub(crate) async fn connect(file: &Path) -> Outcome<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("recursive_triggers", "ON")
        .pragma("cache_size", "-8192")
        .foreign_keys(true);
    Ok(options.connect().await?)
}

async fn fill_company(connection: &mut SqliteConnection) -> Outcome<()> {
    let (company, now) = (id(COMPANY, 0), NOW.parse::<Timestamp>()?.as_millisecond());
    sqlx::query(
        "INSERT INTO companies (id, name, zone, language, country, state, week_start, created_at)
         VALUES (?, 'Clínica', 'America/Sao_Paulo', 'pt-BR', 'BR', 'SP', 'sunday', 0)",
    )
    .bind(company)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO roles (id, company_id, name, owner, permissions) VALUES (?1, ?1, 'owner', 1, '[]')",
    )
    .bind(company)
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO users (id, name, email, language, created_at) VALUES (?, 'Ana', 'ana@example.com', 'en', 0)")
        .bind(company)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO sessions (id, user_id, token_hash, device, created_at, used_at, expires_at)
         VALUES (?1, ?1, ?2, 'bench', ?3, ?3, ?4)",
    )
    .bind(company)
    .bind(token_hash(TOKEN).to_vec())
    .bind(now)
    .bind(now + 86_400_000)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// The numbers from 0 up to `count`, as a table `n (i)` to select from.
fn numbers(count: u32) -> String {
    format!("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})")
}

async fn fill_people(connection: &mut SqliteConnection) -> Outcome<()> {
    let company = sql_id(COMPANY, "0");
    let (first, last) = (
        r#"'["Ana Beatriz","João Pedro","Maria Aparecida","José Carlos","Érica","Luiz Fernando","Conceição"]'"#,
        r#"'["da Silva","Souza","de Oliveira Santos","Araújo","Gonçalves Pereira","Lima","dos Reis","Prado"]'"#,
    );
    // Open from 8 to 18 every day, for two at a time.
    let day = r#"[{"start":480,"end":1080}]"#;
    let hours = format!("[{}]", [day; 7].join(","));
    let name = format!(
        "json_extract({first}, '$[' || (i % 7) || ']') || ' ' || json_extract({last}, '$[' || (i % 8) || ']')"
    );
    for text in [
        format!(
            "{} INSERT INTO services (id, company_id, name, duration, buffer_before, buffer_after, color, created_at)
             SELECT {}, {company}, 'Consulta ' || i, 30, 0, 0, 'blue', 0 FROM n",
            numbers(8),
            sql_id(SERVICE, "i")
        ),
        format!(
            "{} INSERT INTO clients (id, company_id, name, search_name, created_at)
             SELECT {}, {company}, {name} || ' ' || i, 'cliente ' || i, 0 FROM n",
            numbers(5_000),
            sql_id(CLIENT, "i")
        ),
        format!(
            "{} INSERT INTO members (id, company_id, user_id, name, role_id, professional, color, created_at)
             SELECT {}, {company}, iif(i = 0, {company}, NULL), {name}, {company}, 1, 'teal', 0 FROM n",
            numbers(AGENDAS),
            sql_id(MEMBER, "i")
        ),
        format!(
            "{} INSERT INTO agendas (id, company_id, name, color, zone, position, hours, alignment, fill_gaps, buffer_policy,
                                     minimum_notice, horizon, limits, capacity, pending_blocks, observes_holidays,
                                     default_duration, created_at)
             SELECT {}, {company}, 'Sala ' || i, 'teal', 'America/Sao_Paulo', i, '{hours}', 'opening', 0, 'longest', 0,
                    '{{\"kind\":\"unlimited\"}}', '[]', 2, 1, 1, 30, 0 FROM n",
            numbers(AGENDAS),
            sql_id(AGENDA, "i")
        ),
        format!(
            "{} INSERT INTO agenda_members (agenda_id, member_id, company_id, position) SELECT {}, {}, {company}, 0 FROM n",
            numbers(AGENDAS),
            sql_id(AGENDA, "i"),
            sql_id(MEMBER, "i")
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn fill_appointments(connection: &mut SqliteConnection) -> Outcome<()> {
    let first = FIRST.parse::<Timestamp>()?.as_millisecond();
    let now = NOW.parse::<Timestamp>()?.as_millisecond();
    let (company, appointment, numbers) = (sql_id(COMPANY, "0"), sql_id(APPOINTMENT, "i"), numbers(100_000));
    let start = format!("({first} + i / {AGENDAS} / 16 * 86400000 + i / {AGENDAS} % 16 * {HALF_HOUR})");
    for text in [
        format!(
            "{numbers} INSERT INTO appointment_members (appointment_id, member_id, company_id, starts_at)
             SELECT {appointment}, {}, {company}, {start} FROM n WHERE i / {AGENDAS} % 4 <> 3",
            sql_id(MEMBER, &format!("i % {AGENDAS}"))
        ),
        format!(
            "{numbers} INSERT INTO appointment_services (appointment_id, position, company_id, service_id, duration)
             SELECT {appointment}, p.value, {company}, {}, 15
             FROM n JOIN json_each('[0,1]') p WHERE p.value = 0 OR i % 5 = 0",
            sql_id(SERVICE, "(i + p.value) % 8")
        ),
        format!(
            "{numbers} INSERT INTO appointments (id, company_id, agenda_id, client_id, starts_at, ends_at, status, buffer_before,
                                       buffer_after, notes, created_at)
             SELECT {appointment}, {company}, {}, {}, {start}, {start} + {HALF_HOUR}, iif({start} < {now}, 'done', 'confirmed'),
                    0, 0, iif(i % 10 = 0, 'Ligar antes', ''), 0 FROM n",
            sql_id(AGENDA, &format!("i % {AGENDAS}")),
            sql_id(CLIENT, "i * 7919 % 5000")
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// What is below everything: reading the cards of a week, without a backend around.
pub(crate) async fn read_alone(file: &Path) -> Outcome<()> {
    let mut connection = connect(file).await?;
    let first = FIRST.parse::<Timestamp>()?.as_millisecond();
    let week = 7 * 86_400_000;
    let mut times = Vec::new();
    for number in 0..CALLS {
        let from = first + i64::from(number % 20) * week;
        let begun = Instant::now();
        let _: Vec<String> = sqlx::query_scalar(
            "SELECT (SELECT group_concat(k.card) FROM index_cards k
                     WHERE k.agenda_id = g.id AND k.starts_at >= ? AND k.starts_at < ?) FROM agendas g",
        )
        .bind(from)
        .bind(from + week)
        .fetch_all(&mut connection)
        .await?;
        times.push(begun.elapsed());
    }
    Times::new(times).print("    of which reading the cards of a week from the file", Limit::None);
    connection.close().await?;
    Ok(())
}
