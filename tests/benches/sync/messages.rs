//! Messages: handed in beside the same rows inserted by the superuser, and how that grows with the companies of one server.

use std::time::{Duration, Instant};

use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_ports::SystemRandom;
use leadsmart_ports::remote::shared::table;
use leadsmart_ports::remote::{
    Action, BATCH, Batch, Change, Columns, Founder, Intent, Outcome as Decided, Position, Remote, SCHEMA,
    ServerAccess,
};
use leadsmart_postgres::{Administrator, PostgresRemote};
use leadsmart_tests::cluster::Cluster;
use leadsmart_tests::diary::{COMPANY, id};
use leadsmart_tests::speed::{Limit, NOW, Outcome, Times};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

const INSTANCE: u32 = 0x15;
const THREAD: u32 = 0x7d;
const MESSAGE: u32 = 0x300;

/// How many conversations a company has.
const THREADS: u32 = 500;

/// How many batches of messages are handed in to be timed.
const BATCHES: u32 = 20;

/// How many batches each of the other companies has handed in.
const OTHERS: u32 = 4;

/// What a person writes.
fn body(number: u32) -> String {
    format!("Bom dia! Gostaria de marcar um horário na quinta-feira à tarde, por favor. {number}")
}

/// Over how long the messages are spread, in milliseconds: two years until now.
const SPREAD: i64 = 2 * 365 * 24 * 60 * 60 * 1000;

/// Messages of one number into a desktop's file, within the caller's change.
pub(crate) async fn fill(connection: &mut SqliteConnection, count: u32) -> Outcome<()> {
    let company = id(COMPANY, 0);
    sqlx::query("INSERT INTO instances (id, company_id, name, created_at) VALUES (?, ?, 'Recepção', 0)")
        .bind(id(INSTANCE, 0))
        .bind(company)
        .execute(&mut *connection)
        .await?;
    for number in 0..THREADS {
        sqlx::query(
            "INSERT INTO threads (id, company_id, instance_id, number, number_key, verified, created_at)
             VALUES (?1, ?2, ?3, ?4, ?4, 1, 0)",
        )
        .bind(id(THREAD, number))
        .bind(company)
        .bind(id(INSTANCE, 0))
        .bind(format!("55119{number:08}"))
        .execute(&mut *connection)
        .await?;
    }
    let now = NOW.parse::<jiff::Timestamp>()?.as_millisecond();
    let at = |number: u32| now - SPREAD + SPREAD / i64::from(count.max(1)) * i64::from(number);
    for number in 0..count {
        sqlx::query(
            "INSERT INTO messages (id, company_id, thread_id, wire_id, from_me, at, kind, body, state)
             VALUES (?, ?, ?, ?, ?, ?, 'text', ?, 'read')",
        )
        .bind(id(MESSAGE, number))
        .bind(company)
        .bind(id(THREAD, number % THREADS))
        .bind(format!("3EB0{number:016X}"))
        .bind(number % 2 == 0)
        .bind(at(number))
        .bind(body(number))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// A company of which only the server knows.
struct Company {
    remote: PostgresRemote,
    company: Uuid,
    beginning: Position,
    number: u64,
    token: Uuid,
    messages: u32,
}

impl Company {
    async fn found(administrator: &mut Administrator) -> Outcome<Self> {
        let company = Uuid::new_v4();
        let founder = Founder {
            company_id: CompanyId::new(company),
            member_id: MemberId::new(Uuid::new_v4()),
            device_name: "bench".to_owned(),
            beside_others: true,
        };
        let founded = administrator.found(&founder, &SystemRandom).await?;
        let incarnation = founded.admission.incarnation;
        let mut made = Self {
            remote: PostgresRemote::new(&founded.device),
            company,
            beginning: Position { incarnation, version: 0, mark: Uuid::nil() },
            number: 0,
            token: founded.admission.token,
            messages: 0,
        };
        let hex = |id: Uuid| id.simple().to_string();
        let itself = json!({ "id": hex(company), "name": "A", "zone": "UTC", "language": "pt", "country": "BR", "week_start": "sunday", "created_at": 1 });
        let number = json!({ "id": hex(id(INSTANCE, 0)), "name": "A", "created_at": 1 });
        let mut intents = vec![made.intent("companies", itself), made.intent("instances", number)];
        for number in 0..THREADS - 2 {
            let thread = json!({ "id": hex(id(THREAD, number)), "instance_id": hex(id(INSTANCE, 0)), "created_at": 1 });
            intents.push(made.intent("threads", thread));
        }
        made.push(intents).await?;
        Ok(made)
    }

    /// A new row, with what it is given and the defaults of its other columns.
    fn intent(&self, entity: &str, given: Value) -> Intent {
        let mut columns = Columns::new();
        for column in table(entity).into_iter().flat_map(|table| table.travelling()) {
            let usual = column.default.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            let value =
                if column.name == "company_id" { json!(self.company.simple().to_string()) } else { usual };
            columns.insert(column.name.to_owned(), given.get(column.name).cloned().unwrap_or(value));
        }
        let key = columns["id"].as_str().unwrap_or_default().to_owned();
        let entity = entity.to_owned();
        let change = Change {
            entity: entity.clone(),
            key: key.clone(),
            action: Action::Insert,
            base_version: 0,
            columns,
        };
        Intent {
            mutation: Uuid::new_v4(),
            part: 0,
            operation: "bench".to_owned(),
            at: 0,
            entity,
            key,
            changes: vec![change],
        }
    }

    fn messages(&mut self) -> Vec<Intent> {
        let first = self.messages;
        self.messages += u32::try_from(BATCH).unwrap_or(0);
        let message = |number: u32| {
            let message = json!({
                "id": id(MESSAGE, number).simple().to_string(), "thread_id": id(THREAD, number % (THREADS - 2)).simple().to_string(),
                "wire_id": format!("3EB0{number:016X}"), "from_me": number % 2, "at": 1_700_000_000_000_i64 + i64::from(number) * 20_000,
                "kind": "text", "body": body(number), "state": "read",
            });
            self.intent("messages", message)
        };
        (first..self.messages).map(message).collect()
    }

    /// Hands a batch in; all of it stands.
    async fn push(&mut self, intents: Vec<Intent>) -> Outcome<Duration> {
        self.number += 1;
        let token = Uuid::new_v4();
        let batch = Batch {
            schema: SCHEMA,
            seen: self.beginning,
            number: self.number,
            previous: self.token,
            token,
            intents,
        };
        let begun = Instant::now();
        let receipt = self.remote.push(&batch).await?;
        let took = begun.elapsed();
        self.token = token;
        if receipt.outcomes.iter().any(|outcome| *outcome != Decided::Applied) {
            return Err("a message was lost".into());
        }
        Ok(took)
    }

    /// Reads what has changed since a position.
    async fn read(&self, since: Position) -> Outcome<Duration> {
        let begun = Instant::now();
        let mut pull = self.remote.pull(since, false, &[]).await?;
        let mut rows = 0;
        loop {
            match pull.page(1000).await?.len() {
                0 => break,
                page => rows += page,
            }
        }
        let took = begun.elapsed();
        if rows == BATCH { Ok(took) } else { Err(format!("{rows} rows read").into()) }
    }
}

/// Times batches of messages beside raw ones, while the server has 1, 10 and 100 companies.
pub(crate) async fn measure(cluster: &Cluster, companies: u32) -> Outcome<()> {
    let database = cluster.empty().await;
    let string = cluster.connection_string(&database);
    let mut administrator =
        Administrator::connect(ServerAccess { connection_string: &string, authority: None }).await?;
    administrator.install().await?;
    let mut first = Company::found(&mut administrator).await?;
    let mut superuser = cluster.connect(&cluster.superuser(&database)).await;
    let mut there = 1;
    for count in [1, 10, 100].into_iter().filter(|count| *count <= companies) {
        while there < count {
            let mut other = Company::found(&mut administrator).await?;
            for _ in 0..OTHERS {
                let intents = other.messages();
                other.push(intents).await?;
            }
            other.remote.close().await;
            there += 1;
        }
        let (mut pushed, mut inserted, mut read) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..BATCHES {
            let intents = first.messages();
            inserted.push(insert(&mut superuser, first.company, &intents).await?);
            let since = first.remote.greet().await?.position;
            pushed.push(first.push(intents).await?);
            read.push(first.read(since).await?);
        }
        let (pushed, inserted) = (Times::new(pushed), Times::new(inserted));
        pushed.print(&format!("{BATCH} messages handed in, {count} companies"), Limit::None);
        inserted.print("limit, the same rows inserted by the superuser", Limit::None);
        println!("handed in: {:.0} % of the limit; 50 % are wanted", 100.0 * inserted.at(50) / pushed.at(50));
        Times::new(read).print(&format!("the same read by another desktop, {count} companies"), Limit::None);
    }
    superuser.close().await?;
    administrator.close().await?;
    Ok(())
}

/// Inserts the same rows in one statement and transaction, and takes them back afterwards.
async fn insert(connection: &mut PgConnection, company: Uuid, intents: &[Intent]) -> Outcome<Duration> {
    let of = |name: &'static str| intents.iter().map(move |intent| intent.changes[0].columns[name].clone());
    let texts =
        |name| of(name).map(|value| value.as_str().unwrap_or_default().to_owned()).collect::<Vec<String>>();
    let ids = |name| {
        of(name).map(|value| value.as_str().unwrap_or_default().parse()).collect::<Result<Vec<Uuid>, _>>()
    };
    let numbers = |name| of(name).map(|value| value.as_i64().unwrap_or(0)).collect::<Vec<i64>>();
    let flags: Vec<bool> = numbers("from_me").into_iter().map(|flag| flag == 1).collect();
    let (message_ids, threads) = (ids("id")?, ids("thread_id")?);
    let begun = Instant::now();
    sqlx::query(
        "INSERT INTO app.messages (company_id, id, thread_id, wire_id, from_me, at, kind, body, state, version)
         SELECT $1, m.id, m.thread_id, m.wire_id, m.from_me, m.at, m.kind, m.body, m.state, 0
         FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::boolean[], $6::bigint[], $7::text[], $8::text[], $9::text[])
             AS m (id, thread_id, wire_id, from_me, at, kind, body, state)",
    )
    .bind(company)
    .bind(&message_ids)
    .bind(threads)
    .bind(texts("wire_id"))
    .bind(flags)
    .bind(numbers("at"))
    .bind(texts("kind"))
    .bind(texts("body"))
    .bind(texts("state"))
    .execute(&mut *connection)
    .await?;
    let took = begun.elapsed();
    let mut transaction = connection.begin().await?;
    // Without a trace: a tombstone would be one.
    sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *transaction).await?;
    sqlx::query("DELETE FROM app.messages WHERE company_id = $1 AND id = ANY ($2)")
        .bind(company)
        .bind(&message_ids)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(took)
}
