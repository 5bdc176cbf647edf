//! All of a company at once, for a desktop that has nothing of it yet: rows as they are taken from the network, put aside and stored,
//! without being made into anything between.

use std::io::{self, Read, Write};

use serde_json::Value;

use super::older::Mark;
use super::shared::{Column, Kind, TABLES, Table};
use super::{Columns, Position, Pull, RemoteFailure, Row};

/// A value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// None.
    Null,
    /// A whole number, or a flag as 0 or 1.
    Integer(i64),
    /// Text, or text that is JSON.
    Text(&'a str),
    /// An identifier, or bytes.
    Bytes(&'a [u8]),
}

/// Rows of one table. Each value is its length in four bytes, or -1 for null, and itself: numbers in eight bytes with the highest
/// first, flags in one. That is how PostgreSQL copies rows out in binary form (its manual, COPY, "Binary Format").
#[derive(Clone, Debug)]
pub struct Part {
    table: &'static Table,
    columns: Vec<&'static Column>,
    rows: usize,
    data: Vec<u8>,
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

impl Part {
    /// No rows yet, with these columns after the version.
    pub fn new(table: &'static Table, columns: Vec<&'static Column>) -> Self {
        Self { table, columns, rows: 0, data: Vec::new() }
    }

    /// The table.
    pub const fn table(&self) -> &'static Table {
        self.table
    }

    /// The columns that each row has after its version.
    pub fn columns(&self) -> &[&'static Column] {
        &self.columns
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// How many bytes they take.
    pub const fn size(&self) -> usize {
        self.data.len()
    }

    /// Adds a row that is of the form already: the version, and a value for each column.
    pub fn push(&mut self, row: &[u8]) {
        self.data.extend_from_slice(row);
        self.rows += 1;
    }

    /// Adds a row as others travel. Columns that it does not have are null.
    ///
    /// # Errors
    /// A value is of another kind than its column.
    pub fn add(&mut self, version: u64, row: &Columns) -> io::Result<()> {
        let version = i64::try_from(version).map_err(|_| broken("a version"))?;
        self.value(Some(&version.to_be_bytes()));
        for column in self.columns.clone() {
            let wrong = || broken(column.name);
            match (row.get(column.name).unwrap_or(&Value::Null), column.kind) {
                (Value::Null, _) => self.value(None),
                (Value::String(text), Kind::Id | Kind::Bytes) => {
                    self.value(Some(&from_hex(text).ok_or_else(wrong)?));
                }
                (Value::String(text), Kind::Text | Kind::Json) => self.value(Some(text.as_bytes())),
                (value, Kind::Integer) => {
                    self.value(Some(&value.as_i64().ok_or_else(wrong)?.to_be_bytes()));
                }
                (value, Kind::Flag) => self.value(Some(&[u8::from(value.as_i64().ok_or_else(wrong)? != 0)])),
                _ => return Err(wrong()),
            }
        }
        self.rows += 1;
        Ok(())
    }

    fn value(&mut self, value: Option<&[u8]>) {
        let length = value.map_or(-1, |value| i32::try_from(value.len()).unwrap_or(i32::MAX));
        self.data.extend_from_slice(&length.to_be_bytes());
        self.data.extend_from_slice(value.unwrap_or_default());
    }

    /// Its rows, each as the version and the values of the columns.
    pub fn rows(&self) -> Rows<'_> {
        Rows { part: self, rest: &self.data }
    }

    /// Writes it to where [`Part::read`] finds it.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let place = |name: &str| self.table.columns.iter().position(|column| column.name == name);
        let table = TABLES.iter().position(|table| table.name == self.table.name);
        let columns: Option<Vec<usize>> = self.columns.iter().map(|column| place(column.name)).collect();
        let (table, columns) = table.zip(columns).ok_or_else(|| broken("what is not shared"))?;
        let head = [table, columns.len()].into_iter().chain(columns).chain([self.rows, self.data.len()]);
        for number in head {
            to.write_all(&u32::try_from(number).map_err(|_| broken("too much"))?.to_be_bytes())?;
        }
        to.write_all(&self.data)
    }

    /// Reads what was written; nothing at the end.
    ///
    /// # Errors
    /// Reading fails, or what is there is something else.
    pub fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut first = [0; 4];
        match from.read(&mut first)? {
            0 => return Ok(None),
            read => from.read_exact(&mut first[read..])?,
        }
        let number = |bytes: [u8; 4]| usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX);
        let mut next = || {
            let mut bytes = [0; 4];
            from.read_exact(&mut bytes).map(|()| number(bytes))
        };
        let table = TABLES.get(number(first)).ok_or_else(|| broken("no such table"))?;
        let count = next()?;
        let mut columns = Vec::new();
        for _ in 0..count {
            columns.push(table.columns.get(next()?).ok_or_else(|| broken("no such column"))?);
        }
        let (rows, length) = (next()?, next()?);
        let mut data = vec![0; length];
        from.read_exact(&mut data)?;
        Ok(Some(Self { table, columns, rows, data }))
    }
}

/// The rows of a [`Part`].
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    part: &'a Part,
    rest: &'a [u8],
}

impl<'a> Rows<'a> {
    fn row(&mut self) -> io::Result<Vec<Cell<'a>>> {
        let mut row = Vec::with_capacity(self.part.columns.len() + 1);
        row.push(self.cell(Kind::Integer)?);
        for column in &self.part.columns {
            row.push(self.cell(column.kind)?);
        }
        Ok(row)
    }

    fn cell(&mut self, kind: Kind) -> io::Result<Cell<'a>> {
        let (value, rest) = split(self.rest).ok_or_else(|| broken("a row ends early"))?;
        self.rest = rest;
        let Some(value) = value else { return Ok(Cell::Null) };
        Ok(match kind {
            Kind::Id | Kind::Bytes => Cell::Bytes(value),
            Kind::Integer => {
                Cell::Integer(i64::from_be_bytes(value.try_into().map_err(|_| broken("no number"))?))
            }
            Kind::Flag => Cell::Integer(i64::from(value != [0])),
            Kind::Text | Kind::Json => Cell::Text(std::str::from_utf8(value).map_err(|_| broken("no text"))?),
        })
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = io::Result<Vec<Cell<'a>>>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.rest.is_empty()).then(|| {
            let row = self.row();
            if row.is_err() {
                self.rest = &[];
            }
            row
        })
    }
}

/// The first value of some, or that it is null, and what follows it; nothing if it is not whole.
pub fn split(bytes: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    match usize::try_from(i32::from_be_bytes(*length)) {
        Ok(length) => rest.split_at_checked(length).map(|(value, rest)| (Some(value), rest)),
        Err(_) => Some((None, rest)),
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).ok());
    if rest.is_empty() { bytes.collect() } else { None }
}

/// A reading of all that there is, in progress: one snapshot.
#[async_trait::async_trait]
pub trait Load: Send {
    /// Where the snapshot stands.
    fn horizon(&self) -> Position;

    /// Before which place messages are left out; none if everything is given.
    fn left_out(&self) -> Option<Mark>;

    /// How much of it was given, from 0 to 100.
    fn percent(&self) -> u8;

    /// The next rows; none at the end. Tables come in any order, a row may come before what it refers to.
    async fn part(&mut self) -> Result<Option<Part>, RemoteFailure>;
}

/// Rows as others travel, as parts: in their order, without those that are gone.
pub(super) fn parts(rows: Vec<Row>) -> Result<Vec<Part>, RemoteFailure> {
    let mut parts: Vec<Part> = Vec::new();
    for row in rows {
        let Some(columns) = row.columns else { continue };
        let Some(table) = super::shared::table(&row.entity) else { continue };
        // An older server does not know all columns.
        let known = || table.travelling().filter(|column| columns.contains_key(column.name)).collect();
        if parts.last().is_none_or(|part| part.table.name != table.name) {
            parts.push(Part::new(table, known()));
        }
        let part = parts.last_mut().ok_or_else(|| RemoteFailure::Protocol("no rows".to_owned()))?;
        part.add(row.version, &columns)
            .map_err(|error| RemoteFailure::Protocol(format!("{}: {error}", table.name)))?;
    }
    Ok(parts)
}

/// A reading in pages, as a [`Load`].
pub(super) struct Paged {
    pull: Box<dyn Pull>,
    rows: usize,
    left_out: Option<Mark>,
    /// What was read and not given.
    parts: Vec<Part>,
    version: u64,
    ended: bool,
}

impl Paged {
    pub(super) const fn new(pull: Box<dyn Pull>, left_out: Option<Mark>, rows: usize) -> Self {
        Self { pull, rows, left_out, parts: Vec::new(), version: 0, ended: false }
    }
}

#[async_trait::async_trait]
impl Load for Paged {
    fn horizon(&self) -> Position {
        self.pull.horizon()
    }

    fn left_out(&self) -> Option<Mark> {
        self.left_out
    }

    fn percent(&self) -> u8 {
        let all = if self.ended {
            None
        } else {
            self.version.saturating_mul(100).checked_div(self.horizon().version)
        };
        all.and_then(|percent| u8::try_from(percent).ok()).unwrap_or(100)
    }

    async fn part(&mut self) -> Result<Option<Part>, RemoteFailure> {
        while self.parts.is_empty() && !self.ended {
            let page = self.pull.page(self.rows).await?;
            self.ended = page.is_empty();
            self.version = page.last().map_or(self.version, |row| row.version);
            self.parts = parts(page)?;
            self.parts.reverse();
        }
        Ok(self.parts.pop())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    struct Given(Vec<Vec<Row>>);

    #[async_trait::async_trait]
    impl Pull for Given {
        fn horizon(&self) -> Position {
            Position { incarnation: Uuid::nil(), version: 8, mark: Uuid::nil() }
        }

        async fn page(&mut self, _: usize) -> Result<Vec<Row>, RemoteFailure> {
            Ok(if self.0.is_empty() { Vec::new() } else { self.0.remove(0) })
        }
    }

    fn row(entity: &str, version: u64, columns: Value) -> Row {
        let columns = columns.as_object().cloned();
        Row { entity: entity.to_owned(), key: String::new(), version, columns }
    }

    fn media() -> Value {
        json!({ "message_id": "00ff00ff00ff00ff00ff00ff00ff00ff", "kind": "ção", "size": -7, "thumbnail": null, "digest": "" })
    }

    #[tokio::test]
    async fn pages_become_parts_of_one_table_each_in_their_order() {
        let client = |version| row("clients", version, json!({ "active": 1 }));
        let pages = vec![
            vec![client(1), row("message_media", 2, media()), client(2)],
            vec![client(8), row("clients", 8, Value::Null)],
        ];
        let mut load = Paged::new(Box::new(Given(pages)), None, 3);
        let mut given = Vec::new();
        while let Some(part) = load.part().await.expect("it serves") {
            given.push((part.table().name, part.len(), load.percent()));
        }
        assert_eq!(
            given,
            [("clients", 1, 25), ("message_media", 1, 25), ("clients", 1, 25), ("clients", 1, 100)]
        );
        assert_eq!(load.percent(), 100);
    }

    #[test]
    fn what_is_put_aside_comes_back_as_it_was() {
        let table = crate::remote::shared::table("message_media").expect("a shared table");
        let columns = table.travelling().filter(|c| media().get(c.name).is_some()).collect();
        let mut part = Part::new(table, columns);
        part.add(5, media().as_object().expect("columns")).expect("a row");
        let mut file = Vec::new();
        part.write(&mut file).expect("memory is enough");
        Part::new(table, Vec::new()).write(&mut file).expect("memory is enough");
        let mut from = file.as_slice();
        let read = Part::read(&mut from).expect("whole").expect("one");
        let id = [0, 255].repeat(8);
        let rows: Vec<_> = read.rows().collect::<io::Result<_>>().expect("rows");
        assert_eq!(
            rows,
            [[
                Cell::Integer(5),
                Cell::Bytes(&id),
                Cell::Text("ção"),
                Cell::Integer(-7),
                Cell::Null,
                Cell::Bytes(&[]),
            ]]
        );
        assert!(Part::read(&mut from).expect("whole").expect("another").is_empty());
        assert!(Part::read(&mut from).expect("the end").is_none());
        Part::read(&mut &file[..file.len() - 30]).expect_err("cut off");
    }

    #[test]
    fn a_value_of_another_kind_is_no_row() {
        let table = crate::remote::shared::table("message_media").expect("a shared table");
        for (name, value) in
            [("message_id", json!("0")), ("size", json!("1")), ("kind", json!(1)), ("digest", json!("0g"))]
        {
            let mut part = Part::new(table, table.columns.iter().filter(|c| c.name == name).collect());
            part.add(1, json!({ name: value }).as_object().expect("columns")).expect_err(name);
        }
        let mut part = Part::new(table, table.columns.iter().filter(|c| c.name == "size").collect());
        part.push(&[0, 0, 0, 1, 9]);
        assert!(part.rows().any(|row| row.is_err()), "a number has eight bytes");
    }
}
