//! One change within an intent: permission, existence, merge, uniqueness, checks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::super::shared::{Clash, Column, Merge, OnDelete, TABLES, Table};
use super::super::{Action, Change, Columns, Lost};
use super::permission::Rights;
use super::rows::{Key, Stamp, Stored, stamps};
use super::{Company, Device, rank, shape};

/// Why an intent is lost.
#[derive(Debug)]
pub(super) struct Loss {
    pub(super) kind: Lost,
    pub(super) winners: Vec<String>,
    pub(super) reason: Option<String>,
}

impl From<Lost> for Loss {
    fn from(kind: Lost) -> Self {
        Self { kind, winners: Vec::new(), reason: None }
    }
}

/// What was replaced without anybody having to decide.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) kind: &'static str,
    pub(super) device: Uuid,
    pub(super) change: Change,
}

/// An intent on its way through.
pub(super) struct Work<'a> {
    pub(super) company: &'a mut Company,
    pub(super) company_key: &'a str,
    pub(super) device: &'a Device,
    pub(super) stamp: Stamp,
    /// The key of the intent's root.
    pub(super) root: &'a str,
    pub(super) operation: &'a str,
    /// What rows were before, in the order of the first write.
    pub(super) before: Vec<(Key, Option<Stored>)>,
    /// The appointments whose place has to be found, and whether they have to be placed whatever they were.
    pub(super) places: BTreeMap<String, bool>,
    pub(super) notes: Vec<Note>,
}

impl Work<'_> {
    /// Takes everything back.
    pub(super) fn roll_back(self) {
        for (key, stored) in self.before.into_iter().rev() {
            self.company.rows.put_back(key, stored);
        }
    }

    fn remember(&mut self, key: &Key) {
        if self.before.iter().all(|(known, _)| known != key) {
            self.before.push((key.clone(), self.company.rows.known(key).cloned()));
        }
    }

    /// Changes a row that is there.
    pub(super) fn write(&mut self, key: &Key, write: impl FnOnce(&mut Stored)) {
        self.remember(key);
        let version = self.stamp.version;
        if let Some(row) = self.company.rows.row_mut(key) {
            write(row);
            row.version = version;
        }
    }

    pub(super) fn carry_out(&mut self, change: &Change) -> Result<(), Loss> {
        let table = shape::table_of(change, self.company_key).ok_or(Lost::Invalid)?;
        Rights::of(&self.company.rows, self.device).check(self.company_key, table, change)?;
        let key: Key = (rank(table), change.key.clone());
        let known = self.company.rows.known(&key).map(|stored| stored.live);
        match (change.action, known) {
            (Action::Insert, Some(true)) if table.append_only => Ok(()),
            (Action::Insert, Some(true)) => {
                let free = |name: &String| {
                    let merge = table.column(name).map(|column| column.merge);
                    !matches!(merge, Some(Merge::Key | Merge::Fixed | Merge::Derived))
                };
                let columns =
                    change.columns.iter().filter(|(name, _)| free(name)).map(|(n, v)| (n.clone(), v.clone()));
                self.update(table, &key, 0, columns.collect())
            }
            (Action::Insert, Some(false)) if table.has_own_key() => Err(Lost::Deleted.into()),
            (Action::Insert, _) => self.insert(table, &key, &change.columns),
            (Action::Update, Some(true)) => {
                self.update(table, &key, change.base_version, change.columns.clone())
            }
            (Action::Update, Some(false)) => Err(Lost::Deleted.into()),
            (Action::Update, None) => Err(Lost::Missing.into()),
            (Action::Delete, Some(true)) => self.delete(table, &key, change.base_version),
            (Action::Delete, _) => Ok(()),
        }
    }

    fn insert(&mut self, table: &'static Table, key: &Key, given: &Columns) -> Result<(), Loss> {
        let mut columns = Map::new();
        for column in table.travelling() {
            let value =
                given.get(column.name).cloned().or_else(|| shape::default(column)).ok_or(Lost::Invalid)?;
            columns.insert(column.name.to_owned(), value);
        }
        self.make_unique(table, key, &mut columns, 0)?;
        let version = self.stamp.version;
        let row = Stored { columns, stamps: stamps(table, self.stamp), version, live: true, occupies: false };
        if !shape::holds(table, &row) {
            return Err(Lost::Invalid.into());
        }
        match table.name {
            "appointments" => self.place(&key.1, true),
            "appointment_members" => self.place(row.text("appointment_id"), true),
            _ => {}
        }
        self.remember(key);
        self.company.rows.put(key.clone(), row);
        Ok(())
    }

    fn place(&mut self, appointment: &str, anyhow: bool) {
        *self.places.entry(appointment.to_owned()).or_default() |= anyhow;
    }

    fn update(
        &mut self,
        table: &'static Table,
        key: &Key,
        base: u64,
        mut given: Columns,
    ) -> Result<(), Loss> {
        let Some(present) = self.company.rows.live_row(key).cloned() else {
            return Err(Lost::Missing.into());
        };
        let differs = |name: &str, value: &Value| present.get(name) != value;
        let fixed = table.columns.iter().filter(|column| column.merge == Merge::Fixed);
        if fixed
            .filter_map(|column| given.get(column.name).map(|v| (column, v)))
            .any(|(c, v)| differs(c.name, v))
        {
            return Err(Lost::Invalid.into());
        }
        let merge = Merging { table, present: &present, base, device: self.device.id };
        if merge.loses(&given) {
            return Err(self.stale());
        }
        self.make_unique(table, key, &mut given, present.version)?;
        let written = merge.written(&given);
        if written.is_empty() {
            return Ok(());
        }
        self.note_lost(&merge, key, &written);
        let names: BTreeSet<&str> = written.keys().copied().collect();
        if table.name == "appointments"
            && ["agenda_id", "starts_at", "ends_at"].iter().any(|c| names.contains(c))
        {
            self.place(&key.1, true);
        } else if table.name == "appointments" && names.contains("status") {
            self.place(&key.1, false);
        }
        let stamp = self.stamp;
        self.write(key, |row| {
            for (name, value) in written {
                row.stamps.insert(name, stamp);
                row.columns.insert(name.to_owned(), value);
            }
        });
        let sound = self.company.rows.live_row(key).is_some_and(|row| shape::holds(table, row));
        if sound { Ok(()) } else { Err(Lost::Invalid.into()) }
    }

    /// Keeps what soft columns held that somebody else wrote meanwhile, one note a writer.
    fn note_lost(&mut self, merge: &Merging<'_>, key: &Key, written: &BTreeMap<&'static str, Value>) {
        let mut lost: BTreeMap<Uuid, Columns> = BTreeMap::new();
        for column in merge.table.columns.iter().filter(|column| column.merge == Merge::Soft) {
            let stamp = merge.stamp(column);
            if written.contains_key(column.name) && stamp.is_stale(merge.base, merge.device) {
                let value = merge.present.get(column.name).clone();
                lost.entry(stamp.device).or_default().insert(column.name.to_owned(), value);
            }
        }
        for (device, columns) in lost {
            self.note("superseded", device, merge.table, key, Action::Update, merge.present.version, columns);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a note is all of these")]
    fn note(
        &mut self,
        kind: &'static str,
        device: Uuid,
        table: &Table,
        key: &Key,
        action: Action,
        base_version: u64,
        columns: Columns,
    ) {
        let change =
            Change { entity: table.name.to_owned(), key: key.1.clone(), action, base_version, columns };
        self.notes.push(Note { kind, device, change });
    }

    fn stale(&self) -> Loss {
        Loss { kind: Lost::Stale, winners: vec![self.root.to_owned()], reason: None }
    }

    /// Makes a value one that no other row has.
    fn make_unique(
        &mut self,
        table: &'static Table,
        key: &Key,
        columns: &mut Columns,
        version: u64,
    ) -> Result<(), Loss> {
        let Some(unique) = table.unique else { return Ok(()) };
        let Some(value) = columns.get(unique.column).and_then(Value::as_str).map(str::to_owned) else {
            return Ok(());
        };
        let Some(other) = self.company.rows.with_value(key, unique.column, &value).cloned() else {
            return Ok(());
        };
        match unique.clash {
            Clash::Lose => Err(Loss { kind: Lost::Duplicate, winners: vec![other.1], reason: None }),
            Clash::Empty => {
                columns.insert(unique.column.to_owned(), Value::Null);
                let lost = Map::from_iter([(unique.column.to_owned(), Value::from(value))]);
                self.note("duplicate", self.device.id, table, key, Action::Update, version, lost);
                Ok(())
            }
            Clash::Number => {
                let rows = &self.company.rows;
                let is_free = |name: &String| rows.with_value(key, unique.column, name).is_none();
                let name = (2_u32..).map(|number| format!("{value} ({number})")).find(is_free);
                columns.insert(unique.column.to_owned(), Value::from(name));
                Ok(())
            }
        }
    }

    fn delete(&mut self, table: &'static Table, key: &Key, base: u64) -> Result<(), Loss> {
        let Some(present) = self.company.rows.live_row(key).cloned() else { return Ok(()) };
        let merge = Merging { table, present: &present, base, device: self.device.id };
        let stale = |column: &&&Column| merge.stamp(column).is_stale(base, merge.device);
        let of = |merge: Merge| table.columns.iter().filter(move |column| column.merge == merge);
        if of(Merge::Guarded).any(|column| stale(&&column)) {
            return Err(self.stale());
        }
        let mut newest: Option<Stamp> = None;
        for column in of(Merge::Soft).filter(|column| stale(&column)) {
            let stamp = merge.stamp(column);
            if newest.is_none_or(|newest| stamp.version > newest.version) {
                newest = Some(stamp);
            }
        }
        if let Some(stamp) = newest {
            let columns = present.columns.clone();
            self.note("superseded", stamp.device, table, key, Action::Insert, present.version, columns);
        }
        self.bury(key);
        Ok(())
    }

    /// Deletes a row, and what hangs on it.
    fn bury(&mut self, key: &Key) {
        self.write(key, |row| {
            row.live = false;
            row.occupies = false;
            row.columns = Columns::new();
        });
        for hanging in self.company.rows.referring(key, OnDelete::Cascade) {
            self.bury(&hanging);
        }
    }

    /// Refuses references that lead nowhere, from what was written and to what was deleted.
    pub(super) fn check_references(&self) -> Result<(), Loss> {
        let rows = &self.company.rows;
        for (key, _) in &self.before {
            let (Some(table), Some(row)) = (TABLES.get(key.0), rows.live_row(key)) else { continue };
            for reference in table.references {
                let Some(target) = row.get(reference.column).as_str() else { continue };
                if rows.find(reference.table, target).is_none() {
                    let reason = Some(reference.table.to_owned());
                    return Err(Loss { kind: Lost::Missing, winners: Vec::new(), reason });
                }
            }
        }
        for (key, _) in self.before.iter().filter(|(key, _)| rows.live_row(key).is_none()) {
            if let Some((rank, _)) = rows.referring(key, OnDelete::Restrict).first() {
                let reason = TABLES.get(*rank).map(|table| table.name.to_owned());
                return Err(Loss { kind: Lost::InUse, winners: Vec::new(), reason });
            }
        }
        Ok(())
    }
}

/// A row that is changed by somebody who saw a version of it.
struct Merging<'a> {
    table: &'static Table,
    present: &'a Stored,
    base: u64,
    device: Uuid,
}

impl Merging<'_> {
    fn stamp(&self, column: &Column) -> Stamp {
        let unwritten = Stamp { version: 0, device: self.device };
        self.present.stamps.get(column.name).copied().unwrap_or(unwritten)
    }

    /// Whether somebody else wrote the column, or one of its group, since.
    fn is_stale(&self, column: &Column) -> bool {
        let together = |other: &&Column| {
            other.name == column.name || (column.group.is_some() && other.group == column.group)
        };
        self.table
            .columns
            .iter()
            .filter(together)
            .any(|other| self.stamp(other).is_stale(self.base, self.device))
    }

    /// Whether a guarded column is among what is given that somebody else wrote first.
    fn loses(&self, given: &Columns) -> bool {
        let guarded = self.table.columns.iter().filter(|column| column.merge == Merge::Guarded);
        guarded
            .filter(|column| {
                given.get(column.name).is_some_and(|value| value != self.present.get(column.name))
            })
            .any(|column| self.is_stale(column))
    }

    /// What is written of what is given.
    fn written(&self, given: &Columns) -> BTreeMap<&'static str, Value> {
        let mut written = BTreeMap::new();
        for column in self.table.columns {
            let Some(value) = given.get(column.name) else { continue };
            let value = match column.merge {
                Merge::Soft | Merge::Guarded => value.clone(),
                Merge::Counter if self.is_stale(column) => {
                    Value::from(self.present.number(column.name).saturating_add(1))
                }
                Merge::Counter => value.clone(),
                Merge::Key | Merge::Fixed | Merge::Derived | Merge::Local => continue,
            };
            if *self.present.get(column.name) != value {
                written.insert(column.name, value);
            }
        }
        written
    }
}
