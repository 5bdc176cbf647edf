//! Reading what has changed: one snapshot, in pages.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leadsmart_ports::remote::{Columns, Position, Pull, RemoteFailure, Row, RowName};
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, Transaction};
use tokio::time::Instant;

use crate::remote::{CONNECTIONS, in_time, read, unless_cut};

/// A row as the server gives it.
type Given = (i64, i32, String, String, Option<String>);

/// A row with the rank of its table.
struct Ranked {
    rank: i32,
    row: Row,
}

impl Ranked {
    fn of((version, rank, entity, key, columns): Given) -> Result<Self, RemoteFailure> {
        let version = u64::try_from(version).map_err(|error| RemoteFailure::Protocol(error.to_string()))?;
        let columns: Option<Columns> = columns.as_deref().map(read).transpose()?;
        Ok(Self { rank, row: Row { entity, key, version, columns } })
    }

    fn place(&self) -> (u64, i32, &str) {
        (self.row.version, self.rank, &self.row.key)
    }
}

/// Begins what a reading reads. Statements are planned once for a connection and never compiled: for the few rows that most readings
/// have, planning took ten times as long as reading them.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan";

/// A reading over no more versions than this is asked for at once: others were ahead by a moment, not by a day.
const MOMENT: u64 = 64;

/// A device says how far it has read after so many versions, or so long a time: each saying is a write to the server's disk.
const SAY_AFTER: (u64, Duration) = (256, Duration::from_secs(60));

/// How far a device has said that it has read, and when.
#[derive(Debug, Default)]
pub(crate) struct Said(Mutex<Option<(u64, Instant)>>);

impl Said {
    /// Whether it is time to say it again; it counts as said then.
    fn is_due(&self, version: u64) -> bool {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let due = said.is_none_or(|(before, at)| {
            version.abs_diff(before) >= SAY_AFTER.0 || now.duration_since(at) >= SAY_AFTER.1
        });
        if due {
            *said = Some((version, now));
        }
        due
    }
}

/// Begins a snapshot, and asks where it stands. A connection that lay ready and was cut is not the last one.
pub(crate) async fn snapshot(
    pool: &PgPool,
    begin: &'static str,
    start: &str,
    whole: bool,
) -> Result<(Transaction<'static, Postgres>, Position), RemoteFailure> {
    for _ in 0..CONNECTIONS {
        let connection = in_time(pool.acquire()).await?;
        let begun = unless_cut(async {
            let mut snapshot = Transaction::begin(connection, Some(begin.into_sql_str())).await?;
            let query = sqlx::query_scalar("SELECT app.pull_v1($1::json, $2)::text").bind(start).bind(whole);
            let horizon: String = query.fetch_one(&mut *snapshot).await?;
            Ok((snapshot, horizon))
        });
        if let Some((snapshot, horizon)) = begun.await? {
            return Ok((snapshot, read(&horizon)?));
        }
    }
    Err(RemoteFailure::Unreachable("every connection is cut at once".to_owned()))
}

/// A reading in progress, inside of one transaction.
pub(crate) struct Reading {
    /// Gone once the last page was read.
    snapshot: Option<Transaction<'static, Postgres>>,
    pool: PgPool,
    said: Arc<Said>,
    seen: Position,
    whole: bool,
    horizon: Position,
    /// What was asked for by name, in order, and not yet given.
    named: VecDeque<Ranked>,
    names: HashSet<RowName>,
    /// What the cursor gave and was not yet given on.
    ahead: VecDeque<Ranked>,
    exhausted: bool,
}

impl Reading {
    pub(crate) async fn begin(
        pool: &PgPool,
        said: &Arc<Said>,
        seen: Position,
        whole: bool,
        also: &[RowName],
    ) -> Result<Self, RemoteFailure> {
        let start =
            serde_json::to_string(&seen).map_err(|error| RemoteFailure::Protocol(error.to_string()))?;
        let names: Vec<[&str; 2]> =
            also.iter().map(|name| [name.entity.as_str(), name.key.as_str()]).collect();
        let names =
            serde_json::to_string(&names).map_err(|error| RemoteFailure::Protocol(error.to_string()))?;
        let (mut snapshot, horizon) = snapshot(pool, BEGIN, &start, whole).await?;
        let mut given: Vec<Given> = Vec::new();
        if !also.is_empty() {
            let query = "SELECT version, rank, entity, key, columns::text FROM app.named_v1($1::json)";
            given = in_time(sqlx::query_as(query).bind(names).fetch_all(&mut *snapshot)).await?;
        }
        let mut named = given.into_iter().map(Ranked::of).collect::<Result<Vec<_>, _>>()?;
        named.sort_by(|one, other| one.place().cmp(&other.place()));
        named.dedup_by(|one, other| one.place() == other.place());
        let names = also.iter().cloned().collect();
        let mut reading = Self {
            snapshot: Some(snapshot),
            pool: pool.clone(),
            said: said.clone(),
            seen,
            whole,
            horizon,
            named: named.into(),
            names,
            ahead: VecDeque::new(),
            exhausted: false,
        };
        if !whole && horizon.version.saturating_sub(seen.version) <= MOMENT {
            reading.read_at_once().await?;
        } else {
            reading.declare().await?;
        }
        Ok(reading)
    }

    /// Reads what has changed a moment ago.
    async fn read_at_once(&mut self) -> Result<(), RemoteFailure> {
        let Some(snapshot) = &mut self.snapshot else { return Ok(()) };
        let query = "SELECT version, rank, entity, key, columns::text FROM app.rows_v1 \
                     WHERE version > $1 AND version <= $2 ORDER BY version, rank, key";
        let (from, to) = (number(self.seen.version)?, number(self.horizon.version)?);
        let given: Vec<Given> =
            in_time(sqlx::query_as(query).bind(from).bind(to).fetch_all(&mut **snapshot)).await?;
        self.exhausted = true;
        self.put_ahead(given)
    }

    /// Opens the cursor over what has changed. Numbers are all that is put into it.
    async fn declare(&mut self) -> Result<(), RemoteFailure> {
        let filter = if self.whole {
            format!("NOT gone AND version <= {}", self.horizon.version)
        } else {
            format!("version > {} AND version <= {}", self.seen.version, self.horizon.version)
        };
        let cursor = format!(
            "DECLARE changes NO SCROLL CURSOR FOR SELECT version, rank, entity, key, columns::text FROM app.rows_v1 \
             WHERE {filter} ORDER BY version, rank, key"
        );
        let Some(snapshot) = &mut self.snapshot else { return Ok(()) };
        in_time(async {
            sqlx::raw_sql(AssertSqlSafe(cursor)).execute(&mut **snapshot).await?;
            Ok(())
        })
        .await
    }

    /// Has at least so many rows of the cursor ahead, as long as there are any.
    async fn fetch(&mut self, rows: usize) -> Result<(), RemoteFailure> {
        while self.ahead.len() < rows && !self.exhausted {
            let Some(snapshot) = &mut self.snapshot else { return Ok(()) };
            let fetch = AssertSqlSafe(format!("FETCH FORWARD {rows} FROM changes"));
            let given: Vec<Given> =
                in_time(sqlx::query_as(fetch).persistent(false).fetch_all(&mut **snapshot)).await?;
            self.exhausted = given.len() < rows;
            self.put_ahead(given)?;
        }
        Ok(())
    }

    fn put_ahead(&mut self, given: Vec<Given>) -> Result<(), RemoteFailure> {
        for row in given {
            let ranked = Ranked::of(row)?;
            let name = RowName { entity: ranked.row.entity.clone(), key: ranked.row.key.clone() };
            // What was asked for by name is given once.
            if !self.names.contains(&name) {
                self.ahead.push_back(ranked);
            }
        }
        Ok(())
    }

    /// The next row of the two in their order.
    fn next(&mut self) -> Option<Row> {
        let named_first = match (self.named.front(), self.ahead.front()) {
            (Some(named), Some(ahead)) => named.place() < ahead.place(),
            (named, _) => named.is_some(),
        };
        let next = if named_first { self.named.pop_front() } else { self.ahead.pop_front() };
        next.map(|ranked| ranked.row)
    }

    /// Ends the snapshot, and says how far this device has read if it is time to.
    async fn end(&mut self) -> Result<(), RemoteFailure> {
        let Some(snapshot) = self.snapshot.take() else { return Ok(()) };
        let seen = number(self.seen.version)?;
        in_time(async {
            snapshot.rollback().await?;
            if self.said.is_due(self.seen.version) {
                sqlx::query("SELECT app.seen_v1($1)").bind(seen).execute(&self.pool).await?;
            }
            Ok(())
        })
        .await
    }
}

/// A version as the server counts.
fn number(version: u64) -> Result<i64, RemoteFailure> {
    i64::try_from(version).map_err(|error| RemoteFailure::Protocol(error.to_string()))
}

#[async_trait::async_trait]
impl Pull for Reading {
    fn horizon(&self) -> Position {
        self.horizon
    }

    async fn page(&mut self, rows: usize) -> Result<Vec<Row>, RemoteFailure> {
        let rows = rows.max(1);
        self.fetch(rows).await?;
        let page: Vec<Row> = std::iter::from_fn(|| self.next()).take(rows).collect();
        if page.is_empty() {
            self.end().await?;
        }
        Ok(page)
    }
}
