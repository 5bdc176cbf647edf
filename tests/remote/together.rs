//! What only adds rows is decided together, and comes out as it does in the model one by one: also where some of it is lost, comes twice,
//! or refers to what comes later.

use leadsmart_ports::remote::shared::{Check, Column, Kind, TABLES, Table};
use leadsmart_ports::remote::{Action, Change, Columns, Intent};
use leadsmart_tests::remote::Database;
use rand::RngExt;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::parity::{History, columns_in_order, hex};

const HISTORIES: u64 = 4;
const BATCHES: usize = 10;

/// Of so many rows one is odd.
const ODD: u32 = 60;

/// How many places in time there are for appointments.
const SLOTS: i64 = 600;

/// Makes rows that can stand, and a few that cannot.
struct Adding<'a> {
    history: &'a mut History,
    /// Keys that rows get, soon or never.
    coming: Vec<(&'static str, String)>,
}

impl Adding<'_> {
    fn is_odd(&mut self) -> bool {
        self.history.random.random_ratio(1, ODD)
    }

    fn known(&mut self, table: &str) -> String {
        if self.is_odd()
            && let Some((_, key)) = self.coming.iter().find(|(name, _)| *name == table)
        {
            return key.clone();
        }
        let known = self.history.ids.get(table).cloned().unwrap_or_default();
        known.choose(&mut self.history.random).cloned().unwrap_or_else(|| hex(Uuid::from_u128(7)))
    }

    /// A key that no row has, mostly.
    fn fresh(&mut self, table: &'static Table) -> String {
        if self.is_odd() {
            return self.known(table.name);
        }
        if !self.is_odd()
            && let Some(place) = self.coming.iter().position(|(name, _)| *name == table.name)
        {
            return self.coming.swap_remove(place).1;
        }
        hex(Uuid::from_u128(self.history.random.random()))
    }

    fn value(&mut self, table: &Table, column: &Column) -> Value {
        if let Some(reference) = table.references.iter().find(|reference| reference.column == column.name) {
            let nothing = column.nullable && self.history.random.random_ratio(1, 2);
            return if nothing { Value::Null } else { self.known(reference.table).into() };
        }
        let random = &mut self.history.random;
        if column.nullable && random.random_ratio(1, 3) {
            return Value::Null;
        }
        match (column.name, column.kind) {
            ("status", _) => {
                (*["confirmed", "confirmed", "pending", "done"].choose(random).unwrap_or(&"done")).into()
            }
            ("broken_rules", _) => (*["[]", "[{\"rule\":\"taken\"}]"].choose(random).unwrap_or(&"[]")).into(),
            (_, Kind::Id) => hex(Uuid::from_u128(random.random())).into(),
            (_, Kind::Bytes) => (*["", "00ff"].choose(random).unwrap_or(&"")).into(),
            (_, Kind::Integer) => random.random_range(0..5).into(),
            (_, Kind::Flag) => random.random_range(0..2).into(),
            (_, Kind::Text) => format!("ção: {}", random.random_range(0..100_000)).into(),
            (_, Kind::Json) => (*["[]", "{\"a\": 1}"].choose(random).unwrap_or(&"[]")).into(),
        }
    }

    /// A row that can be, but for what others have to do with it.
    fn row(&mut self, table: &'static Table) -> Columns {
        let mut row = Columns::new();
        for column in table.travelling() {
            let value = match column.name {
                "id" => self.fresh(table).into(),
                "company_id" if !self.is_odd() => hex(self.history.company.uuid()).into(),
                _ => self.value(table, column),
            };
            row.insert(column.name.to_owned(), value);
        }
        for check in table.checks {
            self.keep(check, &mut row);
        }
        row
    }

    fn keep(&mut self, check: &Check, row: &mut Columns) {
        let random = &mut self.history.random;
        let (name, value) = match check {
            Check::Between(name, least, most) => {
                (*name, random.random_range(*least..=(*most).min(least + 3)).into())
            }
            Check::Ascending(first, second) | Check::Within(first, second, _) => {
                (*second, json!(row[*first].as_i64().unwrap_or(0) + 1))
            }
            Check::OneOf(first, second) => {
                if row[*second].is_null() {
                    row.insert((*first).to_owned(), json!(1));
                }
                let other = if row[*first].is_null() { row[*second].clone() } else { Value::Null };
                (*second, other)
            }
            Check::Among(name, all) => (*name, (*all.choose(random).unwrap_or(&"")).into()),
        };
        row.insert(name.to_owned(), value);
    }

    fn change(&mut self, table: &'static Table, mut columns: Columns) -> Change {
        if self.is_odd() {
            let names: Vec<String> = columns.keys().cloned().collect();
            let name = names.choose(&mut self.history.random).cloned().unwrap_or_default();
            let odd = [
                json!(null),
                json!(5),
                json!("5"),
                json!(true),
                json!(1.0),
                json!("\u{ffff}"),
                json!("00FF"),
                json!([]),
            ];
            columns.insert(name, odd.choose(&mut self.history.random).cloned().unwrap_or_default());
        }
        let key = columns_in_order(table, &columns).join(":");
        if table.has_own_key()
            && let Some(known) = self.history.ids.get_mut(table.name)
        {
            known.push(key.clone());
        }
        Change { entity: table.name.to_owned(), key, action: Action::Insert, base_version: 0, columns }
    }

    /// An appointment with what hangs on it; some are members of their own, as those of a company that comes to be shared.
    fn appointment(&mut self) -> Vec<Intent> {
        let of = |name| TABLES.iter().find(|table| table.name == name).expect("a shared table");
        let mut root = self.row(of("appointments"));
        let start = self.history.random.random_range(0..SLOTS) * 1_800_000;
        root.insert("starts_at".to_owned(), start.into());
        root.insert("ends_at".to_owned(), (start + 1_800_000).into());
        let id = root["id"].clone();
        let mut changes = vec![self.change(of("appointments"), root)];
        for name in ["appointment_members", "appointment_services", "appointment_changes"] {
            let mut row = self.row(of(name));
            row.insert("appointment_id".to_owned(), id.clone());
            if name == "appointment_members" && !self.is_odd() {
                row.insert("starts_at".to_owned(), start.into());
            }
            if name == "appointment_services" {
                row.insert("position".to_owned(), json!(0));
            }
            changes.push(self.change(of(name), row));
        }
        if self.history.random.random_ratio(1, 2) {
            return vec![self.history.intent(changes)];
        }
        changes.into_iter().map(|change| self.history.intent(vec![change])).collect()
    }

    /// What the rest refers to.
    fn ground(&mut self) -> Vec<Intent> {
        let mut intents = Vec::new();
        for name in ["clients", "agendas", "services", "instances", "threads", "messages"] {
            self.history.ids.insert(name, Vec::new());
            intents.extend((0..8).map(|_| self.root(name)));
        }
        intents
    }

    fn root(&mut self, name: &str) -> Intent {
        let table = TABLES.iter().find(|table| table.name == name).expect("a shared table");
        let row = self.row(table);
        let change = self.change(table, row);
        self.history.intent(vec![change])
    }

    fn batch(&mut self) -> Vec<Intent> {
        for name in ["clients", "threads", "appointments"] {
            self.coming.push((name, hex(Uuid::from_u128(self.history.random.random()))));
        }
        let tables = [
            "clients",
            "clients",
            "client_phones",
            "agendas",
            "services",
            "absences",
            "threads",
            "messages",
            "messages",
            "messages",
            "message_media",
            "message_revisions",
            "thread_notes",
            "quick_replies",
            "instances",
        ];
        let mut intents = Vec::new();
        for _ in 0..self.history.random.random_range(20..60) {
            if self.history.random.random_ratio(1, 3) {
                intents.extend(self.appointment());
                continue;
            }
            let name = tables.choose(&mut self.history.random).copied().unwrap_or("clients");
            let intent = self.root(name);
            intents.push(intent);
        }
        if self.is_odd() {
            intents.push(intents[0].clone());
        }
        intents
    }
}

#[tokio::test]
async fn what_only_adds_rows_comes_out_as_in_the_model_where_each_is_decided_alone() {
    let database = Database::new().await;
    for seed in 101..=100 + HISTORIES {
        // Shown when it fails.
        eprintln!("seed {seed}");
        let mut history = History::begin(seed, &database).await;
        let foundation = history.foundation();
        history.push(0, foundation).await;
        for batch in 0..BATCHES {
            let desk = if batch == 0 { 0 } else { history.random.random_range(0..history.desks.len()) };
            let mut adding = Adding { history: &mut history, coming: Vec::new() };
            let intents = if batch == 0 { adding.ground() } else { adding.batch() };
            history.push(desk, intents).await;
            history.compare(&database).await;
        }
    }
}
