//! Reading all of a company: one snapshot, table by table, as PostgreSQL copies rows out in binary form (its manual, COPY, "Binary
//! Format"). The rows are cut out of the stream and given on as they are.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use leadsmart_ports::remote::older::Mark;
use leadsmart_ports::remote::shared::{Column, TABLES, Table};
use leadsmart_ports::remote::{Load, Part, Position, RemoteFailure, split};
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection};
use tokio::sync::mpsc;

use crate::older;
use crate::remote::{CONNECTIONS, in_time, read, unless_cut};

/// How many bytes are given on at once, about.
const PART: usize = 256 << 10;

/// How many parts wait to be taken: so the server, the network and the disk work at the same time, in bounded memory.
const AHEAD: usize = 4;

/// What every copy begins with.
const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";

/// The columns that a server has: one of another version has others.
const COLUMNS: &str = "
    SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped";

/// A table with the columns of it that both sides know.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) table: &'static Table,
    pub(crate) columns: Vec<&'static Column>,
}

impl Known {
    /// The version and these columns, as a statement names them.
    pub(crate) fn select(&self) -> String {
        let quoted = self.columns.iter().map(|column| format!(r#", "{}""#, column.name));
        std::iter::once("version".to_owned()).chain(quoted).collect()
    }
}

/// A reading in progress. It ends when this is dropped.
pub(crate) struct Copying {
    horizon: Position,
    since: Option<i64>,
    all: u64,
    given: u64,
    parts: mpsc::Receiver<Result<Part, RemoteFailure>>,
}

impl Copying {
    /// With `since` without older messages.
    pub(crate) async fn begin(
        pool: &PgPool,
        seen: Position,
        since: Option<i64>,
    ) -> Result<Self, RemoteFailure> {
        let start =
            serde_json::to_string(&seen).map_err(|error| RemoteFailure::Protocol(error.to_string()))?;
        let (mut connection, horizon) = open(pool, &start).await?;
        let horizon: Position = read(&horizon)?;
        let tables = known(&mut connection).await?;
        let all = count(&mut connection, &tables, since).await?;
        let (sender, parts) = mpsc::channel(AHEAD);
        let pool = pool.clone();
        tokio::spawn(async move {
            let copied = copy_all(&mut connection, &tables, since, &sender).await;
            let ended = match copied {
                Ok(true) => end(&pool, connection, seen).await,
                // Nobody takes it any more. What is under way on the connection ends with it.
                Ok(false) => return,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = ended {
                // Whoever is not there any more need not be told.
                let _ = sender.send(Err(failure)).await;
            }
        });
        Ok(Self { horizon, since, all, given: 0, parts })
    }
}

/// Begins a snapshot on a connection of its own, and asks where it stands. A connection that lay ready and was cut is not the last one.
async fn open(pool: &PgPool, start: &str) -> Result<(PgConnection, String), RemoteFailure> {
    for _ in 0..CONNECTIONS {
        let mut connection = in_time(pool.acquire()).await?.detach();
        let begun = unless_cut(async {
            let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off";
            sqlx::raw_sql(begin).execute(&mut connection).await?;
            let query = "SELECT app.pull_v1($1::json, true)::text";
            sqlx::query_scalar::<_, String>(query).bind(start).fetch_one(&mut connection).await
        });
        if let Some(horizon) = begun.await? {
            return Ok((connection, horizon));
        }
    }
    Err(RemoteFailure::Unreachable("every connection is cut at once".to_owned()))
}

pub(crate) async fn known(connection: &mut PgConnection) -> Result<Vec<Known>, RemoteFailure> {
    let there: Vec<(String, String)> = in_time(sqlx::query_as(COLUMNS).fetch_all(connection)).await?;
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (table, column) in &there {
        names.entry(table).or_default().push(column);
    }
    let known = |table: &'static Table| {
        let there = names.get(table.name)?;
        let columns = table.travelling().filter(|column| there.contains(&column.name)).collect();
        Some(Known { table, columns })
    };
    let mut tables: Vec<Known> = TABLES.iter().filter_map(known).collect();
    // What hangs on a row before the row itself: then the desktop puts each together once (its `index_cards`).
    tables.sort_by_key(|known| {
        let root = known.table.root.map_or(known.table.name, |(root, _)| root);
        (TABLES.iter().position(|table| table.name == root), known.table.root.is_none())
    });
    Ok(tables)
}

async fn count(
    connection: &mut PgConnection,
    tables: &[Known],
    since: Option<i64>,
) -> Result<u64, RemoteFailure> {
    let count = |known: &Known| format!("(SELECT count(*) FROM {})", older::first(known.table, since));
    let counts: Vec<String> = tables.iter().map(count).collect();
    let query = AssertSqlSafe(format!("SELECT {}", counts.join(" + ")));
    let count: i64 = in_time(sqlx::query_scalar(query).fetch_one(connection)).await?;
    u64::try_from(count).map_err(|error| RemoteFailure::Protocol(error.to_string()))
}

/// Gives all rows on. Tells whether somebody took them.
async fn copy_all(
    connection: &mut PgConnection,
    tables: &[Known],
    since: Option<i64>,
    sender: &mpsc::Sender<Result<Part, RemoteFailure>>,
) -> Result<bool, RemoteFailure> {
    for known in tables {
        // In the order in which they lie there.
        let copy = format!(
            "COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)",
            known.select(),
            older::first(known.table, since)
        );
        let mut stream = in_time(connection.copy_out_raw(&copy)).await?;
        let mut cutter = Cutter::new(known);
        while let Some(bytes) = in_time(async { stream.next().await.transpose() }).await? {
            if let Some(part) = cutter.take(&bytes)?
                && sender.send(Ok(part)).await.is_err()
            {
                return Ok(false);
            }
        }
        if let Some(part) = cutter.end()?
            && sender.send(Ok(part)).await.is_err()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Ends the snapshot, and says how far this device has read.
async fn end(pool: &PgPool, connection: PgConnection, seen: Position) -> Result<(), RemoteFailure> {
    let seen = i64::try_from(seen.version).map_err(|error| RemoteFailure::Protocol(error.to_string()))?;
    in_time(async {
        connection.close().await?;
        sqlx::query("SELECT app.seen_v1($1)").bind(seen).execute(pool).await?;
        Ok(())
    })
    .await
}

#[async_trait::async_trait]
impl Load for Copying {
    fn horizon(&self) -> Position {
        self.horizon
    }

    fn left_out(&self) -> Option<Mark> {
        self.since.map(Mark::before)
    }

    fn percent(&self) -> u8 {
        let percent = self.given.saturating_mul(100).checked_div(self.all).unwrap_or(100);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    async fn part(&mut self) -> Result<Option<Part>, RemoteFailure> {
        // The other side has a bound of its own for each step.
        let Some(part) = self.parts.recv().await.transpose()? else {
            return if self.given == self.all { Ok(None) } else { Err(cut_off()) };
        };
        self.given += u64::try_from(part.len()).unwrap_or(0);
        Ok(Some(part))
    }
}

fn cut_off() -> RemoteFailure {
    RemoteFailure::Unreachable("the reading ended before its end".to_owned())
}

/// Cuts the rows of a table out of the stream.
struct Cutter {
    known: Known,
    /// What came in and is not cut yet.
    rest: Vec<u8>,
    part: Part,
    begun: bool,
    ended: bool,
}

impl Cutter {
    fn new(known: &Known) -> Self {
        let part = Part::new(known.table, known.columns.clone());
        Self { known: known.clone(), rest: Vec::new(), part, begun: false, ended: false }
    }

    /// Takes what came in. Gives a part when there is enough for one.
    fn take(&mut self, bytes: &[u8]) -> Result<Option<Part>, RemoteFailure> {
        self.rest.extend_from_slice(bytes);
        let mut left = self.rest.as_slice();
        if !self.begun {
            let Some(after) = header(left)? else { return Ok(None) };
            (left, self.begun) = (after, true);
        }
        while let Some((count, fields)) = left.split_first_chunk::<2>() {
            let count = i16::from_be_bytes(*count);
            if count == -1 {
                self.ended = true;
                left = fields;
                break;
            }
            if usize::try_from(count) != Ok(self.known.columns.len() + 1) {
                return Err(RemoteFailure::Protocol(format!("a row of {count} columns")));
            }
            let mut after = Some(fields);
            for _ in 0..count {
                after = after.and_then(split).map(|(_, after)| after);
            }
            let Some(after) = after else { break };
            let length = fields.len() - after.len();
            self.part.push(fields.split_at(length).0);
            left = after;
        }
        let done = self.rest.len() - left.len();
        self.rest.drain(..done);
        Ok((self.part.size() >= PART).then(|| self.give()))
    }

    fn give(&mut self) -> Part {
        std::mem::replace(&mut self.part, Part::new(self.known.table, self.known.columns.clone()))
    }

    /// What is left at the end of the stream.
    fn end(mut self) -> Result<Option<Part>, RemoteFailure> {
        if !self.ended || !self.rest.is_empty() {
            return Err(cut_off());
        }
        Ok((!self.part.is_empty()).then(|| self.give()))
    }
}

/// What follows the header, once it is there.
fn header(bytes: &[u8]) -> Result<Option<&[u8]>, RemoteFailure> {
    let Some((head, rest)) = bytes.split_first_chunk::<19>() else { return Ok(None) };
    if !head.starts_with(SIGNATURE) {
        return Err(RemoteFailure::Protocol("this is no copy".to_owned()));
    }
    let [.., a, b, c, d] = *head;
    let extension = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    Ok(rest.split_at_checked(extension).map(|(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use leadsmart_ports::remote::{Cell, shared};

    use super::*;

    fn known() -> Known {
        let table = shared::table("thread_notes").expect("a shared table");
        Known { table, columns: table.columns.iter().filter(|c| ["at", "text"].contains(&c.name)).collect() }
    }

    fn stream() -> Vec<u8> {
        let mut bytes = [SIGNATURE.as_slice(), &[0; 4], &3_u32.to_be_bytes(), b"odd"].concat();
        for (version, text) in [(1_i64, Some("ção")), (2, None)] {
            bytes.extend(3_i16.to_be_bytes());
            bytes.extend([8_i32.to_be_bytes().as_slice(), &version.to_be_bytes()].concat());
            bytes.extend([8_i32.to_be_bytes().as_slice(), &(-5_i64).to_be_bytes()].concat());
            let length = text.map_or(-1, |text| i32::try_from(text.len()).expect("short"));
            bytes.extend([&length.to_be_bytes(), text.unwrap_or_default().as_bytes()].concat());
        }
        bytes.extend((-1_i16).to_be_bytes());
        bytes
    }

    #[test]
    fn rows_are_cut_out_wherever_the_stream_is_cut() {
        let stream = stream();
        for size in 1..=stream.len() {
            let mut cutter = Cutter::new(&known());
            for bytes in stream.chunks(size) {
                assert!(cutter.take(bytes).expect("a copy").is_none(), "too little for a part");
            }
            let part = cutter.end().expect("whole").expect("two rows");
            let rows: Vec<_> = part.rows().collect::<Result<_, _>>().expect("rows");
            let expected = [
                [Cell::Integer(1), Cell::Integer(-5), Cell::Text("ção")],
                [Cell::Integer(2), Cell::Integer(-5), Cell::Null],
            ];
            assert_eq!(rows, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn a_stream_that_ends_early_or_is_something_else_is_no_reading() {
        let stream = stream();
        for length in 0..stream.len() {
            let mut cutter = Cutter::new(&known());
            cutter.take(&stream[..length]).expect("so far a copy");
            cutter.end().expect_err("not whole");
        }
        Cutter::new(&known()).take(&[b'x'; 40]).expect_err("no copy");
        let other = Known { columns: Vec::new(), ..known() };
        Cutter::new(&other).take(&stream).expect_err("rows of another form");
    }
}
