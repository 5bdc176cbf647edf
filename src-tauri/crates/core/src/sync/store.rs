//! All SQL on what this file knows of the company's database: what waits here, how far it is in [`mod@links`], which older
//! messages are on their way in [`mod@older`], conflicts in [`mod@conflicts`].

mod conflicts;
mod links;
mod older;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::ids::CompanyId;
use leadsmart_ports::remote::{Batch, Change, RowName};
use sqlx::SqliteConnection;
use uuid::Uuid;

pub(crate) use conflicts::{Conflict, conflicts, count_open, names, settle_conflict, subjects};
pub(crate) use links::{
    Here, Link, SHUT_OUT, forget_position, here, insert_link, is_sample, joining, link, linked, remove_link,
    replace_link, restart, set_condition, set_position, take_place,
};
pub(crate) use older::{forget_reach, messages_here, reach, reach_of_thread, set_reach};

use super::plan::{Planned, Recorded};
use crate::error::{Defect, NotFound, Result};
use crate::stored::{from_wire_name, wire_name};
use crate::time::stored_zone;

/// How many records are looked at for one batch: as many as go into it, and one more, which tells whether the last operation is whole.
const WINDOW: i64 = 501;

/// How many changes that wait are looked at to tell of them.
const MOST: i64 = 10_000;

fn counted(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| Defect(format!("{number} counts nothing")).into())
}

fn stored(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| Defect(format!("{number} is beyond what the store counts")).into())
}

/// The batch that was handed in and not yet answered.
pub(crate) async fn under_way(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<Option<Batch>> {
    let id = company.uuid();
    let body = sqlx::query_scalar!("SELECT body FROM sync_batches WHERE company_id = ?", id)
        .fetch_optional(connection)
        .await?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// Notes a batch before it is handed in.
pub(crate) async fn begin_batch(
    connection: &mut SqliteConnection,
    company: CompanyId,
    batch: &Batch,
) -> Result<()> {
    let (id, number, body) = (company.uuid(), stored(batch.number)?, serde_json::to_string(batch)?);
    sqlx::query!(
        "INSERT INTO sync_batches (company_id, number, token, body) VALUES (?, ?, ?, ?)",
        id,
        number,
        batch.token,
        body
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Closes the batch that was answered; the next follows it.
pub(crate) async fn end_batch(
    connection: &mut SqliteConnection,
    company: CompanyId,
    batch: &Batch,
) -> Result<()> {
    let (id, number) = (company.uuid(), stored(batch.number)?);
    sqlx::query!("DELETE FROM sync_batches WHERE company_id = ?", id).execute(&mut *connection).await?;
    sqlx::query!("UPDATE sync_links SET number = ?, token = ? WHERE company_id = ?", number, batch.token, id)
        .execute(connection)
        .await?;
    Ok(())
}

struct Row {
    seq: i64,
    mutation: Uuid,
    operation: String,
    at: i64,
    entity: String,
    row_key: String,
    action: String,
    base_version: i64,
    columns: String,
    part: Option<i64>,
}

impl Row {
    fn recorded(self) -> Result<Recorded> {
        let Self { entity, row_key, action, base_version, columns, .. } = self;
        Ok(Recorded {
            seq: self.seq,
            mutation: self.mutation,
            operation: self.operation,
            at: self.at,
            part: self.part.map(|part| u32::try_from(part).unwrap_or(u32::MAX)),
            change: Record { entity, row_key, action, base_version, columns }.change()?,
        })
    }
}

/// The next whole operations that were not handed in, in their order; at least one if there is one.
pub(crate) async fn unsent(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<Recorded>> {
    let id = company.uuid();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT seq AS "seq!", mutation AS "mutation!: Uuid", operation, at, entity, row_key, action, base_version, columns, part
           FROM intents WHERE company_id = ? AND batch IS NULL AND conflict_id IS NULL ORDER BY seq LIMIT ?"#,
        id,
        WINDOW
    )
    .fetch_all(&mut *connection)
    .await?;
    let (first, last) = (rows.first().map(|row| row.mutation), rows.last().map(|row| row.mutation));
    if rows.len() < usize::try_from(WINDOW).unwrap_or(usize::MAX) {
        return rows.into_iter().map(Row::recorded).collect();
    }
    if first != last {
        return rows.into_iter().filter(|row| Some(row.mutation) != last).map(Row::recorded).collect();
    }
    // One operation that is longer than the window: all of it, so that its parts are known.
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT seq AS "seq!", mutation AS "mutation!: Uuid", operation, at, entity, row_key, action, base_version, columns, part
           FROM intents WHERE company_id = ? AND mutation = ? AND batch IS NULL AND conflict_id IS NULL ORDER BY seq"#,
        id,
        first
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::recorded).collect()
}

/// The changes that wait to be decided, handed in or not, in their order.
pub(crate) async fn waiting(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<Change>> {
    let id = company.uuid();
    let rows = sqlx::query_as!(
        Record,
        r#"SELECT entity, row_key, action, base_version, columns FROM intents
           WHERE company_id = ? AND conflict_id IS NULL ORDER BY seq"#,
        id
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Record::change).collect()
}

/// A change as it is stored.
struct Record {
    entity: String,
    row_key: String,
    action: String,
    base_version: i64,
    columns: String,
}

impl Record {
    fn change(self) -> Result<Change> {
        Ok(Change {
            entity: self.entity,
            key: self.row_key,
            action: from_wire_name(&self.action)?,
            base_version: counted(self.base_version)?,
            columns: serde_json::from_str(&self.columns)?,
        })
    }
}

/// Whether anything waits to be decided.
pub(crate) async fn waits(connection: &mut SqliteConnection, company: CompanyId) -> Result<bool> {
    let id = company.uuid();
    let waits = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM intents WHERE company_id = ? AND conflict_id IS NULL) AS "waits!: bool""#,
        id
    );
    Ok(waits.fetch_one(connection).await?)
}

/// How many operations wait to be decided. Where very much does, as of a company that comes to be shared, it is told in changes and
/// roughly: whoever looks at it must not have all of it read.
pub(crate) async fn count_waiting(connection: &mut SqliteConnection, company: CompanyId) -> Result<u64> {
    let id = company.uuid();
    let first = sqlx::query!(
        r#"SELECT COUNT(DISTINCT mutation) AS "operations!: i64", COUNT(*) AS "changes!: i64"
           FROM (SELECT mutation FROM intents WHERE company_id = ? AND conflict_id IS NULL ORDER BY seq LIMIT ?)"#,
        id,
        MOST
    )
    .fetch_one(&mut *connection)
    .await?;
    if first.changes < MOST {
        return counted(first.operations);
    }
    let span = sqlx::query_scalar!(
        r#"SELECT (SELECT MAX(seq) FROM intents WHERE company_id = ?1) - (SELECT MIN(seq) FROM intents WHERE company_id = ?1) AS "span!: i64""#,
        id
    );
    counted(span.fetch_one(connection).await?)
}

/// Notes which records go out with which batch, and of which part of their operation they are.
pub(crate) async fn assign(
    connection: &mut SqliteConnection,
    planned: &[Planned],
    batch: Option<u64>,
) -> Result<()> {
    let batch = batch.map(stored).transpose()?;
    let pairs: Vec<(i64, u32)> = planned
        .iter()
        .flat_map(|planned| planned.seqs.iter().map(|seq| (*seq, planned.intent.part)))
        .collect();
    let list = serde_json::to_string(&pairs)?;
    sqlx::query!(
        "UPDATE intents SET part = j.value ->> 1, batch = ?1 FROM json_each(?2) AS j WHERE intents.seq = j.value ->> 0",
        batch,
        list
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes records of what does not travel.
pub(crate) async fn discard(connection: &mut SqliteConnection, seqs: &[i64]) -> Result<()> {
    let list = serde_json::to_string(seqs)?;
    sqlx::query!("DELETE FROM intents WHERE seq IN (SELECT value FROM json_each(?))", list)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes all records of a company.
pub(crate) async fn discard_all(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let id = company.uuid();
    sqlx::query!("DELETE FROM intents WHERE company_id = ?", id).execute(connection).await?;
    Ok(())
}

/// Removes the records of a batch's intents that stand, named by operation and part, and marks those of its lost ones with the
/// conflicts that they have become.
pub(crate) async fn settle(
    connection: &mut SqliteConnection,
    company: CompanyId,
    batch: u64,
    applied: &[(Uuid, u32)],
    lost: &[(Uuid, u32, Uuid)],
) -> Result<()> {
    let (id, batch) = (company.uuid(), stored(batch)?);
    let names: Vec<(String, u32)> =
        applied.iter().map(|(mutation, part)| (mutation.simple().to_string(), *part)).collect();
    let list = serde_json::to_string(&names)?;
    sqlx::query!(
        "DELETE FROM intents WHERE company_id = ?1 AND batch = ?2
           AND (mutation, part) IN (SELECT unhex(value ->> 0), value ->> 1 FROM json_each(?3))",
        id,
        batch,
        list
    )
    .execute(&mut *connection)
    .await?;
    let conflict = |(mutation, part, conflict): &(Uuid, u32, Uuid)| {
        (mutation.simple().to_string(), *part, conflict.simple().to_string())
    };
    let list = serde_json::to_string(&lost.iter().map(conflict).collect::<Vec<_>>())?;
    sqlx::query!(
        "UPDATE intents SET conflict_id = unhex(j.value ->> 2), batch = NULL FROM json_each(?3) AS j
         WHERE intents.company_id = ?1 AND intents.batch = ?2
           AND intents.mutation = unhex(j.value ->> 0) AND intents.part = j.value ->> 1",
        id,
        batch,
        list
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The rows that lost changes have touched here, and the last record of such a change.
pub(crate) async fn lost(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<(Vec<RowName>, i64)> {
    let id = company.uuid();
    let rows = sqlx::query!(
        r#"SELECT entity AS "entity!", row_key AS "row_key!", MAX(seq) AS "seq!: i64" FROM intents
           WHERE company_id = ? AND conflict_id IS NOT NULL GROUP BY entity, row_key"#,
        id
    )
    .fetch_all(connection)
    .await?;
    let last = rows.iter().map(|row| row.seq).max().unwrap_or(0);
    Ok((rows.into_iter().map(|row| RowName { entity: row.entity, key: row.row_key }).collect(), last))
}

/// Removes the records of lost changes up to one: their rows are as they stand.
pub(crate) async fn forget_lost(
    connection: &mut SqliteConnection,
    company: CompanyId,
    last: i64,
) -> Result<()> {
    let id = company.uuid();
    sqlx::query!(
        "DELETE FROM intents WHERE company_id = ? AND conflict_id IS NOT NULL AND seq <= ?",
        id,
        last
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An operation that waits: its name, when it was done, how many rows it changed, whether it was handed in.
pub(crate) struct Waiting {
    pub(crate) operation: String,
    pub(crate) at: i64,
    pub(crate) changes: i64,
    pub(crate) handed_in: bool,
}

/// The operations that wait, the oldest first.
pub(crate) async fn waiting_operations(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<Vec<Waiting>> {
    let id = company.uuid();
    let rows = sqlx::query_as!(
        Waiting,
        r#"SELECT MIN(operation) AS "operation!: String", MIN(at) AS "at!: i64", COUNT(*) AS "changes!: i64",
                  MAX(batch IS NOT NULL) AS "handed_in!: bool"
           FROM (SELECT * FROM intents WHERE company_id = ? AND conflict_id IS NULL ORDER BY seq LIMIT ?)
           GROUP BY mutation ORDER BY MIN(seq) LIMIT 200"#,
        id,
        MOST
    );
    Ok(rows.fetch_all(connection).await?)
}

/// The clock of a company.
pub(crate) async fn zone(connection: &mut SqliteConnection, company: CompanyId) -> Result<TimeZone> {
    let id = company.uuid();
    let zone =
        sqlx::query_scalar!("SELECT zone FROM companies WHERE id = ?", id).fetch_optional(connection).await?;
    stored_zone(&zone.ok_or(NotFound::Company)?)
}

/// Records a row as if it had been made or changed here, after what is recorded.
pub(crate) async fn record(
    connection: &mut SqliteConnection,
    company: CompanyId,
    mutation: Uuid,
    at: Timestamp,
    change: &Change,
) -> Result<()> {
    let (id, at, base) = (company.uuid(), at.as_millisecond(), stored(change.base_version)?);
    let (action, columns) = (wire_name(&change.action)?, serde_json::to_string(&change.columns)?);
    sqlx::query!(
        "INSERT INTO intents (mutation, operation, at, company_id, entity, row_key, action, base_version, columns)
         VALUES (?, 'sync.recover', ?, ?, ?, ?, ?, ?, ?)",
        mutation,
        at,
        id,
        change.entity,
        change.key,
        action,
        base,
        columns
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes what is recorded of a row.
pub(crate) async fn discard_row(
    connection: &mut SqliteConnection,
    company: CompanyId,
    entity: &str,
    key: &str,
) -> Result<()> {
    let id = company.uuid();
    sqlx::query!("DELETE FROM intents WHERE company_id = ? AND entity = ? AND row_key = ?", id, entity, key)
        .execute(connection)
        .await?;
    Ok(())
}
