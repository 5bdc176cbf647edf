//! What an intent costs: the same row, each time in a transaction that waits for the disk, in two copies of one file. In one it
//! is written as the write path does it; in the other plainly, with guard and capture taken away.

use std::path::Path;
use std::time::Instant;

use leadsmart_tests::diary::{AGENDA, AGENDAS, CLIENT, COMPANY, HALF_HOUR, connect, id};
use leadsmart_tests::speed::{CALLS, Limit, Outcome, Times};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection};
use uuid::Uuid;

const APPOINTMENT: u32 = 0x200;

/// Prints both, in turn within one run, and how many times as long the one takes.
pub(crate) async fn compare(file: &Path) -> Outcome<()> {
    let bare = file.with_extension("bare");
    std::fs::copy(file, &bare)?;
    let (mut guarded, mut plain) = (connect(file).await?, connect(&bare).await?);
    take_capture_away(&mut plain).await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for number in 0..2 * CALLS {
        let begun = Instant::now();
        write_guarded(&mut guarded, number).await?;
        with.push(begun.elapsed());
        let begun = Instant::now();
        write_plainly(&mut plain, number).await?;
        without.push(begun.elapsed());
    }
    guarded.close().await?;
    plain.close().await?;
    let (with, without) = (Times::new(with), Times::new(without));
    without.print("a plain write", Limit::None);
    with.print("a write with its intent", Limit::Median(2.0 * without.at(50)));
    println!("    {:.2} times as long", with.at(50) / without.at(50));
    Ok(())
}

async fn take_capture_away(connection: &mut SqliteConnection) -> Outcome<()> {
    let triggers: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture\\_%' ESCAPE '\\'",
    )
    .fetch_all(&mut *connection)
    .await?;
    for trigger in triggers {
        sqlx::query(AssertSqlSafe(format!("DROP TRIGGER {trigger}"))).execute(&mut *connection).await?;
    }
    Ok(())
}

/// With all that the write path does around a row: it opens the guard, asks which topics were touched, and closes it.
async fn write_guarded(connection: &mut SqliteConnection, number: u32) -> Outcome<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let before: i64 = sqlx::query_scalar(
        "INSERT INTO write_context (id, mutation, operation, at, captures) VALUES (1, ?, 'bench', 0, 1)
         RETURNING (SELECT COALESCE(MAX(seq), 0) FROM intents)",
    )
    .bind(Uuid::from_u128(1))
    .fetch_one(&mut *transaction)
    .await?;
    insert(&mut transaction, number).await?;
    let _: Vec<(String, Option<Uuid>)> =
        sqlx::query_as("SELECT DISTINCT entity, company_id FROM intents WHERE seq > ?")
            .bind(before)
            .fetch_all(&mut *transaction)
            .await?;
    sqlx::query("DELETE FROM write_context").execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

async fn write_plainly(connection: &mut SqliteConnection, number: u32) -> Outcome<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    insert(&mut transaction, number).await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert(connection: &mut SqliteConnection, number: u32) -> Outcome<()> {
    let start = 2_000_000_000_000 + i64::from(number) * HALF_HOUR;
    sqlx::query(
        "INSERT INTO appointments (id, company_id, agenda_id, client_id, starts_at, ends_at, status, buffer_before, buffer_after,
                                   created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'confirmed', 0, 0, 0)",
    )
    .bind(id(APPOINTMENT, number))
    .bind(id(COMPANY, 0))
    .bind(id(AGENDA, number % AGENDAS))
    .bind(id(CLIENT, number * 37 % 5_000))
    .bind(start)
    .bind(start + HALF_HOUR)
    .execute(connection)
    .await?;
    Ok(())
}
