//! Copying a table whose pages may be broken.
//!
//! First all at once. Where that fails, piece by piece in the order of the row numbers, then row by row, stepping over what
//! cannot be read.

use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::db::failure::{extended_code, primary_code};

/// Rows that are asked for at once after the whole table could not be read.
const PIECE: i64 = 256;

/// Row numbers that are tried one after the other from a gap on: more than a page of the smallest rows holds. Beyond, the
/// steps grow, and the end of the gap is found by halving.
const NEAR: i64 = 1024;

/// The longest step; no table has so many rows.
const FARTHEST: i64 = 1 << 40;

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) rows: u64,
    pub(super) lost: u64,
}

/// Copies the columns that both tables have.
pub(super) async fn copy(connection: &mut SqliteConnection, table: &str) -> sqlx::Result<Copied> {
    let columns = common_columns(connection, table).await?;
    if columns.is_empty() {
        return Ok(Copied { rows: 0, lost: 1 });
    }
    let list = columns.join(", ");
    // Not indexed: an index may be the broken part, or hold less than the table.
    let text = format!("INSERT INTO main.{table} ({list}) SELECT {list} FROM old.{table} NOT INDEXED");
    match sqlx::query(AssertSqlSafe(text.clone())).execute(&mut *connection).await {
        Ok(done) => return Ok(Copied { rows: done.rows_affected(), lost: 0 }),
        Err(error) => tolerate(error)?,
    }
    let insert = format!("{text} WHERE rowid > ? AND rowid <= ?");
    Pieces { connection, table, insert, copied: Copied::default() }.copy().await
}

/// How many rows a table has.
pub(super) async fn count(connection: &mut SqliteConnection, table: &str) -> sqlx::Result<u64> {
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Numbers of intents are never given twice, also not those of intents that are gone.
pub(super) async fn keep_counting(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let known: sqlx::Result<Option<i64>> =
        sqlx::query_scalar("SELECT seq FROM old.sqlite_sequence WHERE name = 'intents'")
            .fetch_optional(&mut *connection)
            .await;
    let Ok(Some(seq)) = known else { return Ok(()) };
    let here: Option<i64> = sqlx::query_scalar("SELECT seq FROM main.sqlite_sequence WHERE name = 'intents'")
        .fetch_optional(&mut *connection)
        .await?;
    let text = match here {
        None => "INSERT INTO main.sqlite_sequence (seq, name) VALUES (?, 'intents')",
        Some(here) if here < seq => "UPDATE main.sqlite_sequence SET seq = ? WHERE name = 'intents'",
        Some(_) => return Ok(()),
    };
    sqlx::query(text).bind(seq).execute(connection).await?;
    Ok(())
}

async fn common_columns(connection: &mut SqliteConnection, table: &str) -> sqlx::Result<Vec<String>> {
    let here: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?, 'main')")
        .bind(table)
        .fetch_all(&mut *connection)
        .await?;
    let there: sqlx::Result<Vec<String>> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?, 'old')")
        .bind(table)
        .fetch_all(connection)
        .await;
    match there {
        Ok(there) => Ok(here.into_iter().filter(|column| there.contains(column)).collect()),
        Err(error) => tolerate(error).map(|()| Vec::new()),
    }
}

/// Errors that come from what is read are stepped over; those of the disk that is written to are not.
fn tolerate(error: sqlx::Error) -> sqlx::Result<()> {
    // Result codes: sqlite.org/rescode.html. Broken reads have extended codes of their own: the others concern writing.
    let of_the_source = matches!(primary_code(&error), 1 | 7 | 11 | 18 | 19 | 20 | 26)
        || matches!(extended_code(&error), 266 | 522)
        || matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_));
    if of_the_source { Ok(()) } else { Err(error) }
}

struct Pieces<'a> {
    connection: &'a mut SqliteConnection,
    table: &'a str,
    insert: String,
    copied: Copied,
}

impl Pieces<'_> {
    async fn copy(mut self) -> sqlx::Result<Copied> {
        let mut last = i64::MIN;
        loop {
            last = match self.find(last, PIECE).await? {
                Found::End => break,
                Found::Row(end) => {
                    if !self.insert(last, end).await? {
                        self.copy_single(last, end).await?;
                    }
                    end
                }
                Found::Broken => match self.copy_next(last).await? {
                    Some(next) => next,
                    None => break,
                },
            };
        }
        Ok(self.copied)
    }

    /// The last of the next rows after a number. Numbers only grow: where they do not, the page is broken.
    async fn find(&mut self, after: i64, rows: i64) -> sqlx::Result<Found> {
        let table = self.table;
        let text = format!(
            "SELECT max(r) FROM (SELECT rowid AS r FROM old.{table} NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT ?)"
        );
        let found: sqlx::Result<Option<i64>> = sqlx::query_scalar(AssertSqlSafe(text))
            .bind(after)
            .bind(rows)
            .fetch_one(&mut *self.connection)
            .await;
        match found {
            Ok(None) => Ok(Found::End),
            Ok(Some(row)) if row > after => Ok(Found::Row(row)),
            Ok(Some(_)) => Ok(Found::Broken),
            Err(error) => tolerate(error).map(|()| Found::Broken),
        }
    }

    /// Copies the rows after one number up to another; false if one of them cannot be read or does not fit.
    async fn insert(&mut self, after: i64, to: i64) -> sqlx::Result<bool> {
        let done = sqlx::query(AssertSqlSafe(self.insert.clone()))
            .bind(after)
            .bind(to)
            .execute(&mut *self.connection)
            .await;
        match done {
            Ok(done) => {
                self.copied.rows += done.rows_affected();
                Ok(true)
            }
            Err(error) => tolerate(error).map(|()| false),
        }
    }

    /// Copies a piece row by row, because one of its rows cannot be read or does not fit.
    async fn copy_single(&mut self, mut last: i64, end: i64) -> sqlx::Result<()> {
        while last < end {
            let Found::Row(next) = self.find(last, 1).await? else { break };
            if !self.insert(last, next).await? {
                self.copied.lost += 1;
            }
            last = next;
        }
        Ok(())
    }

    /// Copies the next row, also beyond a gap; gives its number, or none if there is no more.
    async fn copy_next(&mut self, last: i64) -> sqlx::Result<Option<i64>> {
        let next = match self.find(last, 1).await? {
            Found::End => None,
            Found::Row(next) => Some(next),
            Found::Broken => self.beyond_gap(last.max(0)).await?,
        };
        if let Some(next) = next
            && !self.insert(next - 1, next).await?
        {
            self.copied.lost += 1;
        }
        Ok(next)
    }

    /// The first row that can be read after a gap.
    async fn beyond_gap(&mut self, last: i64) -> sqlx::Result<Option<i64>> {
        let (mut unread, mut step) = (last, 1_i64);
        let mut found = loop {
            let probe = unread.saturating_add(step);
            match self.find(probe, 1).await? {
                Found::Row(row) => break row,
                Found::Broken if step < FARTHEST => unread = probe,
                Found::Broken | Found::End => {
                    self.copied.lost += 1;
                    return Ok(None);
                }
            }
            if unread - last > NEAR {
                step *= 2;
            }
        };
        // The end of the gap lies between the last number that could not be read and the first that could.
        while found - unread > 1 {
            let middle = unread + (found - unread) / 2;
            match self.find(middle, 1).await? {
                Found::Row(row) if row < found => found = row,
                Found::Broken => unread = middle,
                Found::Row(_) | Found::End => break,
            }
        }
        self.copied.lost += u64::try_from(found - last - 1).unwrap_or(1).max(1);
        Ok(Some(found))
    }
}

/// What was found behind a row number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// A row, by its number.
    Row(i64),
    /// There are no more.
    End,
    /// The place cannot be read.
    Broken,
}
