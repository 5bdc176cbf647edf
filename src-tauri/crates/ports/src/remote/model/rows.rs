//! The rows of a company, with who wrote each column when.

use std::collections::BTreeMap;

use leadsmart_contract::ids::MemberId;
use serde_json::Value;
use uuid::Uuid;

use super::super::shared::{self, Merge, OnDelete, TABLES, Table};
use super::super::{Columns, Row, RowName};

/// Names a row: the rank of its table, and its key.
pub(super) type Key = (usize, String);

/// Who wrote a column, and with which version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub(super) version: u64,
    pub(super) device: Uuid,
}

impl Stamp {
    /// Whether somebody else wrote it after this version.
    pub(super) fn is_stale(self, base: u64, device: Uuid) -> bool {
        self.version > base && self.device != device
    }
}

/// A row, or what is left of one.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) columns: Columns,
    pub(super) stamps: BTreeMap<&'static str, Stamp>,
    pub(super) version: u64,
    pub(super) live: bool,
    /// For an appointment: whether it holds a place.
    pub(super) occupies: bool,
}

impl Stored {
    /// A column; null if it is not there.
    pub(super) fn get(&self, column: &str) -> &Value {
        self.columns.get(column).unwrap_or(&Value::Null)
    }

    pub(super) fn text(&self, column: &str) -> &str {
        self.get(column).as_str().unwrap_or_default()
    }

    pub(super) fn number(&self, column: &str) -> i64 {
        self.get(column).as_i64().unwrap_or_default()
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    all: BTreeMap<Key, Stored>,
}

impl Rows {
    /// What is known of a row, also of a deleted one.
    pub(super) fn known(&self, key: &Key) -> Option<&Stored> {
        self.all.get(key)
    }

    pub(super) fn live_row(&self, key: &Key) -> Option<&Stored> {
        self.all.get(key).filter(|stored| stored.live)
    }

    /// A live row of a table by the name of both.
    pub(super) fn find(&self, table: &str, key: &str) -> Option<&Stored> {
        self.live_row(&(shared::rank(table)?, key.to_owned()))
    }

    pub(super) fn row_mut(&mut self, key: &Key) -> Option<&mut Stored> {
        self.all.get_mut(key)
    }

    pub(super) fn put(&mut self, key: Key, stored: Stored) {
        self.all.insert(key, stored);
    }

    /// Puts back what was.
    pub(super) fn put_back(&mut self, key: Key, stored: Option<Stored>) {
        match stored {
            Some(stored) => self.all.insert(key, stored),
            None => self.all.remove(&key),
        };
    }

    /// The live rows of a table, by key.
    pub(super) fn of_table(&self, rank: usize) -> impl Iterator<Item = (&Key, &Stored)> {
        self.all.range((rank, String::new())..(rank + 1, String::new())).filter(|(_, stored)| stored.live)
    }

    /// The live rows that refer to a row in a way.
    pub(super) fn referring(&self, key: &Key, on_delete: OnDelete) -> Vec<Key> {
        let Some(target) = TABLES.get(key.0) else { return Vec::new() };
        let mut found = Vec::new();
        for (rank, table) in TABLES.iter().enumerate() {
            let columns: Vec<&str> = table
                .references
                .iter()
                .filter(|reference| reference.table == target.name && reference.on_delete == on_delete)
                .map(|reference| reference.column)
                .collect();
            if columns.is_empty() {
                continue;
            }
            let refers = |stored: &Stored| columns.iter().any(|column| stored.get(column) == key.1.as_str());
            found
                .extend(self.of_table(rank).filter(|(_, stored)| refers(stored)).map(|(key, _)| key.clone()));
        }
        found
    }

    /// Another live row of the table with this value.
    pub(super) fn with_value(&self, key: &Key, column: &str, value: &str) -> Option<&Key> {
        self.of_table(key.0)
            .find(|(other, row)| *other != key && row.get(column) == value)
            .map(|(key, _)| key)
    }

    pub(super) fn is_inactive_member(&self, member: MemberId) -> bool {
        let key = member.uuid().simple().to_string();
        self.find("members", &key).is_some_and(|row| row.number("active") == 0)
    }

    pub(super) fn forget(&mut self) {
        self.all.retain(|_, stored| stored.live);
    }

    pub(super) fn live(&self) -> Vec<Row> {
        self.all.iter().filter(|(_, stored)| stored.live).map(|(key, stored)| row(key, stored)).collect()
    }

    pub(super) fn placed(&self) -> Vec<String> {
        let placed = self.all.iter().filter(|(_, stored)| stored.live && stored.occupies);
        placed.map(|(key, _)| key.1.clone()).collect()
    }

    /// What a pull gives, in its order.
    pub(super) fn since(&self, version: Option<u64>, also: &[RowName]) -> Vec<Row> {
        let wanted = |stored: &Stored| version.map_or(stored.live, |version| stored.version > version);
        let mut found: BTreeMap<(u64, Key), Row> = BTreeMap::new();
        for (key, stored) in self.all.iter().filter(|(_, stored)| wanted(stored)) {
            found.insert((stored.version, key.clone()), row(key, stored));
        }
        for name in also {
            let Some(rank) = shared::rank(&name.entity) else { continue };
            let key = (rank, name.key.clone());
            let entry = match self.all.get(&key) {
                Some(stored) => ((stored.version, key.clone()), row(&key, stored)),
                None => {
                    let (entity, key_text) = (name.entity.clone(), name.key.clone());
                    ((0, key), Row { entity, key: key_text, version: 0, columns: None })
                }
            };
            found.insert(entry.0, entry.1);
        }
        found.into_values().collect()
    }
}

fn row(key: &Key, stored: &Stored) -> Row {
    let entity = TABLES.get(key.0).map(|table| table.name).unwrap_or_default();
    let columns = stored.live.then(|| stored.columns.clone());
    Row { entity: entity.to_owned(), key: key.1.clone(), version: stored.version, columns }
}

/// The columns that a change may write, with the version that they get.
pub(super) fn stamps(table: &'static Table, stamp: Stamp) -> BTreeMap<&'static str, Stamp> {
    table
        .columns
        .iter()
        .filter(|column| column.merge != Merge::Local)
        .map(|column| (column.name, stamp))
        .collect()
}
