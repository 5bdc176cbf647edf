//! PostgreSQL decides as the model does: the same batches, made at random from a seed, get the same answers and leave the same rows.

use std::collections::BTreeMap;
use std::mem::discriminant;

use leadsmart_contract::ids::{CompanyId, MemberId};
use leadsmart_ports::remote::shared::{Column, Kind, Merge, TABLES, Table};
use leadsmart_ports::remote::{
    Action, Batch, Change, Columns, Intent, Model, ModelRemote, Position, Remote, RemoteFailure, Row,
    RowName, SCHEMA,
};
use leadsmart_ports::{SeededRandom, remote};
use leadsmart_postgres::PostgresRemote;
use leadsmart_tests::remote::{Database, Identity, rows};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

/// How many batches a history has, and how many histories are tried.
const BATCHES: usize = 60;
const HISTORIES: u64 = 6;

/// A device on both sides.
pub(crate) struct Desk {
    model: ModelRemote,
    postgres: PostgresRemote,
    number: u64,
    previous: Uuid,
}

pub(crate) struct History {
    pub(crate) random: StdRng,
    pub(crate) company: CompanyId,
    model: Model,
    pub(crate) desks: Vec<Desk>,
    /// Ids that rows have or might have, by what they are ids of.
    pub(crate) ids: BTreeMap<&'static str, Vec<String>>,
    /// Where both were compared before.
    seen: Option<Position>,
}

pub(crate) fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

impl History {
    pub(crate) async fn begin(seed: u64, database: &Database) -> Self {
        let random = SeededRandom::new(seed);
        let mut own = StdRng::seed_from_u64(seed);
        let company = CompanyId::new(Uuid::from_u128(own.random()));
        let model = Model::default();
        model.serve(SCHEMA, SCHEMA);
        let members: Vec<Uuid> = (0..4).map(|_| Uuid::from_u128(own.random())).collect();
        let mut desks = Vec::new();
        for (place, member) in members.iter().enumerate() {
            let joined = model.join(company, MemberId::new(*member), &random);
            let identity = Identity {
                company,
                device: joined.greeting.device_id,
                member: MemberId::new(*member),
                token: joined.token,
                founder: place == 0,
            };
            let device = database.admit(identity).await;
            if identity.founder {
                let incarnation = joined.greeting.position.incarnation;
                let statement = format!(
                    "UPDATE app.counters SET incarnation = '{incarnation}' WHERE company_id = '{}'",
                    company.uuid()
                );
                database.cluster.run(&database.name, &statement).await;
            }
            desks.push(Desk {
                model: joined.remote,
                postgres: PostgresRemote::new(&device),
                number: 0,
                previous: joined.token,
            });
        }
        let mut ids: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for table in TABLES.iter().filter(|table| table.has_own_key()) {
            ids.insert(table.name, (0..3).map(|_| hex(Uuid::from_u128(own.random()))).collect());
        }
        ids.insert("companies", vec![hex(company.uuid())]);
        ids.insert("members", members.iter().map(|id| hex(*id)).collect());
        Self { random: own, company, model, desks, ids, seen: None }
    }

    /// The rows without which nothing else can be: who does what.
    pub(crate) fn foundation(&mut self) -> Vec<Intent> {
        let company = hex(self.company.uuid());
        let permissions = [
            "[\"agendas.manage\",\"appointments.manage\",\"clients.manage\"]",
            "[\"appointments.manage\",\"appointments.override\",\"members.manage\"]",
        ];
        let agenda = Uuid::parse_str(&self.ids["agendas"][0]).expect("an id");
        let limited = format!("[{{\"agenda_id\":\"{agenda}\",\"right\":\"manage\"}}]");
        let mut intents = vec![self.insert_of(
            "companies",
            &company,
            json!({ "id": company, "name": "A", "zone": "UTC", "language": "pt", "country": "BR", "week_start": "sunday", "created_at": 1 }),
        )];
        for (place, role) in self.ids["roles"].clone().iter().enumerate() {
            let row = json!({
                "id": role, "company_id": company, "name": format!("role {place}"), "owner": i32::from(place == 0),
                "permissions": if place == 0 { "[]" } else { permissions[place - 1] },
                "agendas": if place == 2 { json!(limited) } else { Value::Null },
            });
            intents.push(self.insert_of("roles", role, row));
        }
        for (place, member) in self.ids["members"].clone().iter().enumerate() {
            let role = &self.ids["roles"][[0, 0, 1, 2][place]];
            let row = json!({
                "id": member, "company_id": company, "name": "M", "role_id": role, "color": "gray", "created_at": 1,
            });
            intents.push(self.insert_of("members", member, row));
        }
        intents
    }

    fn insert_of(&mut self, entity: &str, key: &str, row: Value) -> Intent {
        let Value::Object(columns) = row else { panic!("a row is an object") };
        let change = Change {
            entity: entity.to_owned(),
            key: key.to_owned(),
            action: Action::Insert,
            base_version: 0,
            columns,
        };
        self.intent(vec![change])
    }

    pub(crate) fn intent(&mut self, changes: Vec<Change>) -> Intent {
        let first = &changes[0];
        Intent {
            mutation: Uuid::from_u128(self.random.random()),
            part: self.random.random_range(0..2),
            operation: "appointments.create".to_owned(),
            at: 1_700_000_000_000,
            entity: first.entity.clone(),
            key: first.key.clone(),
            changes,
        }
    }

    /// A value that may be good or bad for a column.
    fn value(&mut self, table: &Table, column: &Column) -> Value {
        if self.random.random_ratio(1, 40) {
            let odd = [
                json!(null),
                json!("x"),
                json!(-1),
                json!(true),
                json!(1.5),
                json!([]),
                json!("\u{0}"),
                json!(9_007_199_254_740_993_i64),
            ];
            return odd.choose(&mut self.random).cloned().unwrap_or_default();
        }
        if column.nullable && self.random.random_ratio(1, 3) {
            return Value::Null;
        }
        if let Some(reference) = table.references.iter().find(|reference| reference.column == column.name) {
            return self.id(reference.table).into();
        }
        match (column.name, column.kind) {
            ("starts_at", _) => (self.random.random_range(0..6) * 1_800_000).into(),
            ("ends_at", _) => (self.random.random_range(2..9) * 1_800_000).into(),
            ("status", _) => {
                let all = ["pending", "confirmed", "confirmed", "arrived", "done", "cancelled", "dreamt"];
                all.choose(&mut self.random).copied().unwrap_or_default().into()
            }
            ("state", _) => (*["settled", "open", "lost"].choose(&mut self.random).unwrap_or(&"open")).into(),
            ("broken_rules", _) => {
                let all = ["[]", "[]", "[{\"rule\":\"taken\"}]", "[{\"rule\":\"past\"}]", "{}"];
                all.choose(&mut self.random).copied().unwrap_or_default().into()
            }
            ("capacity", _) => self.random.random_range(0..3).into(),
            ("permissions", _) => (*["[]", "[\"clients.manage\"]", "[\"company.manage\"]", "7"]
                .choose(&mut self.random)
                .unwrap_or(&"[]"))
            .into(),
            ("agendas", _) => (*["[]", "null"].choose(&mut self.random).unwrap_or(&"[]")).into(),
            (_, Kind::Id) => self.id("agendas").into(),
            (_, Kind::Bytes) => (*["", "00ff", "0"].choose(&mut self.random).unwrap_or(&"")).into(),
            (_, Kind::Integer) => self.random.random_range(0..5).into(),
            (_, Kind::Flag) => self.random.random_range(0..2).into(),
            (_, Kind::Text) => (*["a", "b", "ção", "a (2)"].choose(&mut self.random).unwrap_or(&"a")).into(),
            (_, Kind::Json) => (*["[]", "{\"a\": 1}", "{"].choose(&mut self.random).unwrap_or(&"[]")).into(),
        }
    }

    fn id(&mut self, table: &str) -> String {
        let known = self.ids.get(table).cloned().unwrap_or_default();
        known.choose(&mut self.random).cloned().unwrap_or_else(|| hex(Uuid::from_u128(7)))
    }

    fn key(&mut self, table: &'static Table) -> (String, Columns) {
        let mut columns = Columns::new();
        for column in table.key() {
            let value = match column.name {
                "id" => self.id(table.name).into(),
                "company_id" => self.id("companies").into(),
                _ => self.value(table, column),
            };
            columns.insert(column.name.to_owned(), value);
        }
        let parts: Vec<String> = columns_in_order(table, &columns);
        (parts.join(":"), columns)
    }

    fn change(&mut self) -> Change {
        let weights = [
            "appointments",
            "appointments",
            "appointments",
            "appointment_members",
            "appointment_members",
            "agendas",
            "services",
        ];
        let table = if self.random.random_ratio(1, 2) {
            let name = weights.choose(&mut self.random).copied().unwrap_or("clients");
            remote::shared::table(name).expect("a shared table")
        } else {
            TABLES.choose(&mut self.random).expect("there are tables")
        };
        let (key, key_columns) = self.key(table);
        let action = match self.random.random_range(0..10) {
            0..5 => Action::Insert,
            5..9 => Action::Update,
            _ => Action::Delete,
        };
        let company = self.id("companies");
        let mut columns = Columns::new();
        for column in
            table.travelling().filter(|column| column.merge != Merge::Key && action != Action::Delete)
        {
            let wanted = if action == Action::Insert {
                self.random.random_ratio(29, 30)
            } else {
                self.random.random_ratio(1, 4)
            };
            if column.name == "company_id" {
                if action == Action::Insert {
                    columns.insert("company_id".to_owned(), company.clone().into());
                }
            } else if wanted
                && !(action == Action::Update
                    && column.merge == Merge::Fixed
                    && self.random.random_ratio(9, 10))
            {
                let value = self.value(table, column);
                columns.insert(column.name.to_owned(), value);
            }
        }
        if action == Action::Insert {
            columns.extend(key_columns);
        }
        let version = self.model.version(self.company);
        let base_version = if action == Action::Insert { 0 } else { self.random.random_range(0..=version) };
        Change { entity: table.name.to_owned(), key, action, base_version, columns }
    }

    fn batch(&mut self) -> Vec<Intent> {
        let intents = self.random.random_range(1..5);
        let mut made: Vec<Intent> = Vec::new();
        for _ in 0..intents {
            let changes = (0..self.random.random_range(1..4)).map(|_| self.change()).collect();
            made.push(self.intent(changes));
        }
        if self.random.random_ratio(1, 8) {
            // The same intent again, as after an acknowledgement that was lost and a restored outbox.
            made.push(made[0].clone());
        }
        made
    }

    /// Hands the same batch to both; they answer the same.
    pub(crate) async fn push(&mut self, desk: usize, intents: Vec<Intent>) {
        let seen = self.desks[desk].model.greet().await.map(|greeting| greeting.position);
        let Ok(seen) = seen else {
            let told = self.desks[desk].postgres.greet().await.map(|greeting| greeting.position);
            assert_eq!(told, Err(RemoteFailure::Revoked), "who is shut out of one is shut out of the other");
            return;
        };
        let token = Uuid::from_u128(self.random.random());
        let desk = &mut self.desks[desk];
        let mut batch =
            Batch { schema: SCHEMA, seen, number: desk.number + 1, previous: desk.previous, token, intents };
        let good = batch.clone();
        for spoilt in spoilt(&good) {
            let expected = desk.model.push(&spoilt).await.expect_err("the model refuses it");
            let told = desk.postgres.push(&spoilt).await.expect_err("the server refuses it");
            assert_eq!(discriminant(&told), discriminant(&expected), "{told}, and {expected}");
        }
        if batch.number.is_multiple_of(20) {
            // A device that was restored begins its batches anew.
            let anew = Uuid::from_u128(self.random.random());
            desk.model.restart(anew).await.expect("the model serves");
            desk.postgres.restart(anew).await.expect("the server serves");
            (batch.number, batch.previous) = (1, anew);
        }
        let expected = desk.model.push(&batch).await;
        let told = desk.postgres.push(&batch).await;
        assert_eq!(told, expected, "{}", serde_json::to_string_pretty(&batch).expect("JSON"));
        if told.is_ok() {
            (desk.number, desk.previous) = (batch.number, token);
            let again = desk.model.push(&batch).await;
            assert_eq!(desk.postgres.push(&batch).await, again, "the same batch gets the same answer");
        }
    }

    /// Both hold the same rows.
    pub(crate) async fn compare(&self, database: &Database) {
        let Some(desk) = self.standing().await else { return };
        assert_same(rows(&desk.postgres).await, self.model_rows(desk).await);
        let query = "SELECT replace(id::text, '-', '') FROM app.appointments WHERE company_id = $1 AND occupies ORDER BY id";
        let placed: Vec<String> = sqlx::query_scalar(query)
            .bind(self.company.uuid())
            .fetch_all(&mut database.superuser().await)
            .await
            .expect("appointments");
        assert_eq!(placed, self.model.placed(self.company));
    }

    /// A desk that is not shut out.
    async fn standing(&self) -> Option<&Desk> {
        for desk in &self.desks {
            if desk.model.greet().await.is_ok() {
                return Some(desk);
            }
        }
        None
    }

    async fn model_rows(&self, desk: &Desk) -> Vec<Row> {
        let mut reading = desk
            .model
            .pull(desk.model.greet().await.expect("it stands").position, true, &[])
            .await
            .expect("the model serves");
        reading.page(usize::MAX).await.expect("the model serves")
    }

    /// Both tell the same of what has changed since some version, in any size of pages.
    async fn compare_changes(&mut self) {
        let Some(desk) = self.standing().await else { return };
        let horizon = desk.model.greet().await.expect("it stands").position;
        let from = desk.postgres.greet().await.expect("it stands").position;
        assert_eq!(from, horizon);
        let seen = self.seen.unwrap_or(Position { version: 0, mark: Uuid::nil(), ..horizon });
        let names = [
            RowName { entity: "agendas".to_owned(), key: self.ids["agendas"][0].clone() },
            RowName { entity: "appointments".to_owned(), key: self.ids["appointments"][1].clone() },
            RowName { entity: "clients".to_owned(), key: hex(Uuid::from_u128(9)) },
        ];
        for (also, rows) in [(&names[..], 1), (&[], 3), (&names[..], 1000)] {
            let mut expected = desk.model.pull(seen, false, also).await.expect("the model serves");
            let expected = expected.page(usize::MAX).await.expect("the model serves");
            let mut reading = desk.postgres.pull(seen, false, also).await.expect("the server serves");
            let mut told = Vec::new();
            loop {
                let page = reading.page(rows).await.expect("the server serves");
                assert!(page.len() <= rows);
                if page.is_empty() {
                    break;
                }
                told.extend(page);
            }
            assert_same(told, expected);
        }
        self.seen = Some(horizon);
    }
}

/// Batches that are refused as a whole.
fn spoilt(good: &Batch) -> Vec<Batch> {
    let mut all = vec![good.clone(); 9];
    all[0].schema -= 1;
    all[1].schema += 1;
    all[2].seen.incarnation = Uuid::from_u128(1);
    all[3].seen.version += 1;
    all[4].seen.mark = Uuid::from_u128(2);
    all[5].number += 1;
    all[6].number -= 1;
    all[7].previous = Uuid::from_u128(3);
    all[8].intents.clear();
    all
}

pub(crate) fn columns_in_order(table: &Table, columns: &Columns) -> Vec<String> {
    let part = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    table.key().map(|column| columns.get(column.name).map(part).unwrap_or_default()).collect()
}

/// Both sides gave the same rows in the same order.
fn assert_same(told: Vec<Row>, expected: Vec<Row>) {
    let (told, expected) = (readable(told), readable(expected));
    for (one, other) in told.iter().zip(&expected) {
        assert_eq!(one, other, "the server, and the model");
    }
    assert_eq!(told.len(), expected.len());
}

/// Rows with the lists in conflicts as JSON: their texts may differ in spaces. The zero bytes that they tell of are no text for
/// PostgreSQL.
fn readable(rows: Vec<Row>) -> Vec<Row> {
    let parsed = |mut row: Row| {
        if row.entity == "conflicts" {
            for name in ["changes", "winners"] {
                if let Some(value) = row.columns.as_mut().and_then(|columns| columns.get_mut(name)) {
                    let text = value.as_str().expect("a text").replace("\\u0000", "\u{ffff}");
                    *value = serde_json::from_str(&text).expect("JSON");
                }
            }
        }
        row
    };
    rows.into_iter().map(parsed).collect()
}

#[tokio::test]
async fn random_histories_come_out_as_in_the_model() {
    let database = Database::new().await;
    for seed in 1..=HISTORIES {
        // Shown when it fails.
        eprintln!("seed {seed}");
        let mut history = History::begin(seed, &database).await;
        let foundation = history.foundation();
        history.push(0, foundation).await;
        for batch in 0..BATCHES {
            let desk = history.random.random_range(0..history.desks.len());
            let intents = history.batch();
            history.push(desk, intents).await;
            if batch % 10 == 9 {
                history.compare(&database).await;
                history.compare_changes().await;
            }
        }
        history.compare(&database).await;
    }
}
