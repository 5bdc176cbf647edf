//! A diary of 100,000 appointments: the same rows in every run, written past the command table as if they were synchronized
//! down.

use std::path::Path;

use jiff::Timestamp;
use leadsmart_core::access::token_hash;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use uuid::Uuid;

use crate::speed::{NOW, Outcome};

/// The token of the session in the file of the benchmark.
pub const TOKEN: &str = "the token of the benchmark";
/// How many agendas there are, and professionals.
pub const AGENDAS: u32 = 20;

/// The kind of thing that a company is, for [`id`].
pub const COMPANY: u32 = 0xc0;
/// The kind of thing that an agenda is, for [`id`].
pub const AGENDA: u32 = 0xa9;
/// The kind of thing that a member is, for [`id`].
pub const MEMBER: u32 = 0x3e;
/// The kind of thing that a client is, for [`id`].
pub const CLIENT: u32 = 0xc1;
const SERVICE: u32 = 0x5e;
const APPOINTMENT: u32 = 0x100;

/// 1 April 2026, 08:00 in São Paulo: when the first appointment in the file of the benchmark begins.
pub const FIRST: &str = "2026-04-01T11:00:00Z";

/// How long an appointment lasts, in milliseconds.
pub const HALF_HOUR: i64 = 1_800_000;

/// The same identifiers in every run: version 7, one range for each kind of thing. Queries make them with `sql_id`.
#[must_use]
pub fn id(kind: u32, number: u32) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::from(kind) << 32 | u64::from(number), &[7; 10]).into_uuid()
}

/// An identifier as [`id`] makes it, in SQL: to be completed by kind and number.
pub(crate) fn sql_id(kind: u32, number: &str) -> String {
    format!("unhex(format('%012x', ({kind} << 32) | ({number})) || '77078707070707070707')")
}

/// The file of the benchmark: a company with [`TOKEN`]'s session, 5,000 clients and the diary around [`NOW`].
///
/// # Errors
/// The file refuses it.
pub async fn fill(file: &Path) -> Outcome<()> {
    let company = id(COMPANY, 0);
    let diary = Diary {
        company,
        user: Some(company),
        first: FIRST.parse()?,
        now: NOW.parse()?,
        clients: 5_000,
        full_day: None,
    };
    let mut connection = connect(file).await?;
    let mut transaction = connection.begin().await?;
    begin_change(&mut transaction, false).await?;
    fill_company(&mut transaction).await?;
    fill_clients(&mut transaction, diary.clients).await?;
    diary.write(&mut transaction).await?;
    end_change(&mut transaction).await?;
    transaction.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Lets the caller's transaction write; `captures` is whether it is told to other desktops.
///
/// # Errors
/// The file refuses it.
pub async fn begin_change(connection: &mut SqliteConnection, captures: bool) -> Outcome<()> {
    // What hangs on an appointment goes in before it, so that its card is drawn once.
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *connection).await?;
    sqlx::query(
        "INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, ?, 'bench', 0, ?)",
    )
    .bind(Uuid::from_u128(1))
    .bind(captures)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends what [`begin_change`] began.
///
/// # Errors
/// The file refuses it.
pub async fn end_change(connection: &mut SqliteConnection) -> Outcome<()> {
    sqlx::query("DELETE FROM write_context").execute(connection).await?;
    Ok(())
}

/// 20 agendas of one professional each, and 100,000 appointments over ten months: 16 a day on each agenda, all days, 2,240 a
/// week. Three of four are with the professional; one of five has two services.
#[derive(Clone, Copy, Debug)]
pub struct Diary {
    /// Whose.
    pub company: Uuid,
    /// Who the first professional is; nobody who logs in, if there is none.
    pub user: Option<Uuid>,
    /// When the first appointment begins: 08:00 in São Paulo.
    pub first: Timestamp,
    /// What began before is done.
    pub now: Timestamp,
    /// How many clients there are, with the ids [`id`] of [`CLIENT`].
    pub clients: u32,
    /// The day after the first on which each agenda has 25 appointments, some of them side by side: 500 in all.
    pub full_day: Option<u32>,
}

impl Diary {
    /// Writes it, within the caller's change.
    ///
    /// # Errors
    /// The file refuses it.
    pub async fn write(&self, connection: &mut SqliteConnection) -> Outcome<()> {
        self.write_agendas(connection).await?;
        let place = format!("i / {AGENDAS} / 16 * 86400000 + i / {AGENDAS} % 16 * {HALF_HOUR}");
        self.write_appointments(connection, 0, 100_000, &place).await?;
        let Some(day) = self.full_day else { return Ok(()) };
        // The hours that are left until 18, then beside those from 8 on.
        let place = format!("{day} * 86400000 + ((i - 100000) / {AGENDAS} + 16) % 20 * {HALF_HOUR}");
        self.write_appointments(connection, 100_000, 9 * AGENDAS, &place).await
    }

    async fn write_agendas(&self, connection: &mut SqliteConnection) -> Outcome<()> {
        let (company, user) = (blob(self.company), self.user.map_or("NULL".into(), blob));
        let name = name();
        // Open from 8 to 18 every day, for two at a time.
        let day = r#"[{"start":480,"end":1080}]"#;
        let hours = format!("[{}]", [day; 7].join(","));
        for text in [
            format!(
                "{} INSERT INTO services (id, company_id, name, duration, buffer_before, buffer_after, color, created_at)
                 SELECT {}, {company}, 'Consulta ' || i, 30, 0, 0, 'blue', 0 FROM n",
                numbers(0, 8),
                sql_id(SERVICE, "i")
            ),
            format!(
                "{} INSERT INTO members (id, company_id, user_id, name, role_id, professional, color, created_at)
                 SELECT {}, {company}, iif(i = 0, {user}, NULL), {name},
                        (SELECT id FROM roles WHERE company_id = {company} AND owner), 1, 'teal', 0 FROM n",
                numbers(0, AGENDAS),
                sql_id(MEMBER, "i")
            ),
            format!(
                "{} INSERT INTO agendas (id, company_id, name, color, zone, position, hours, alignment, fill_gaps, buffer_policy,
                                         minimum_notice, horizon, limits, capacity, pending_blocks, observes_holidays,
                                         default_duration, created_at)
                 SELECT {}, {company}, 'Sala ' || i, 'teal', 'America/Sao_Paulo', i, '{hours}', 'opening', 0, 'longest', 0,
                        '{{\"kind\":\"unlimited\"}}', '[]', 2, 1, 1, 30, 0 FROM n",
                numbers(0, AGENDAS),
                sql_id(AGENDA, "i")
            ),
            format!(
                "{} INSERT INTO agenda_members (agenda_id, member_id, company_id, position) SELECT {}, {}, {company}, 0 FROM n",
                numbers(0, AGENDAS),
                sql_id(AGENDA, "i"),
                sql_id(MEMBER, "i")
            ),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *connection).await?;
        }
        Ok(())
    }

    async fn write_appointments(
        &self,
        connection: &mut SqliteConnection,
        first: u32,
        count: u32,
        place: &str,
    ) -> Outcome<()> {
        let (now, clients) = (self.now.as_millisecond(), self.clients);
        let (company, appointment, numbers) =
            (blob(self.company), sql_id(APPOINTMENT, "i"), numbers(first, count));
        let start = format!("({} + {place})", self.first.as_millisecond());
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
                sql_id(CLIENT, &format!("i * 7919 % {clients}"))
            ),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *connection).await?;
        }
        Ok(())
    }
}

/// An identifier in SQL.
pub(crate) fn blob(id: Uuid) -> String {
    format!("X'{}'", id.simple())
}

/// A name for the number `i`, in SQL.
fn name() -> String {
    let (first, last) = (
        r#"'["Ana Beatriz","João Pedro","Maria Aparecida","José Carlos","Érica","Luiz Fernando","Conceição"]'"#,
        r#"'["da Silva","Souza","de Oliveira Santos","Araújo","Gonçalves Pereira","Lima","dos Reis","Prado"]'"#,
    );
    format!(
        "json_extract({first}, '$[' || (i % 7) || ']') || ' ' || json_extract({last}, '$[' || (i % 8) || ']')"
    )
}

/// Clients with plain names, to hang appointments on.
async fn fill_clients(connection: &mut SqliteConnection, count: u32) -> Outcome<()> {
    let company = blob(id(COMPANY, 0));
    let text = format!(
        "{} INSERT INTO clients (id, company_id, name, search_name, created_at)
         SELECT {}, {company}, {} || ' ' || i, 'cliente ' || i, 0 FROM n",
        numbers(0, count),
        sql_id(CLIENT, "i"),
        name()
    );
    sqlx::query(sqlx::AssertSqlSafe(text)).execute(connection).await?;
    Ok(())
}

/// As the store opens its file.
///
/// # Errors
/// It does not open.
pub async fn connect(file: &Path) -> Outcome<SqliteConnection> {
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

/// So many numbers from `first` on, as a table `n (i)` to select from.
pub(crate) fn numbers(first: u32, count: u32) -> String {
    let end = first + count;
    format!("WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end})")
}
