//! References to rows that are lost.
//!
//! Where a reference may be empty it is emptied and the row stays. Otherwise the row cannot be used without what it belonged
//! to, and is left out; it still is in the file that was set aside, and its intents, if it has not been synchronized, stay.
//! What belongs to a company stays even without the row of the company: nobody sees it until synchronization brings that back.

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, SqliteConnection};

/// Removing a row may leave others without theirs; relations are no deeper than this.
const ROUNDS: usize = 10;

/// Empties or removes what refers to nothing; gives how many rows were left out of which table.
pub(super) async fn loosen(connection: &mut SqliteConnection) -> sqlx::Result<HashMap<String, u64>> {
    let mut removed = HashMap::new();
    for _ in 0..ROUNDS {
        let broken: Vec<(String, Option<i64>, String, i64)> =
            sqlx::query_as("SELECT \"table\", rowid, parent, fkid FROM pragma_foreign_key_check")
                .fetch_all(&mut *connection)
                .await?;
        let loose: Vec<(String, i64, i64)> = broken
            .into_iter()
            .filter(|(_, _, parent, _)| parent != "companies")
            .filter_map(|(table, row, _, reference)| Some((table, row?, reference)))
            .collect();
        if loose.is_empty() {
            break;
        }
        for (table, row, reference) in loose {
            if !empty(connection, &table, row, reference).await? {
                *removed.entry(table.clone()).or_default() += remove(connection, &table, row).await?;
            }
        }
    }
    Ok(removed)
}

/// Empties a reference if it may be empty.
async fn empty(
    connection: &mut SqliteConnection,
    table: &str,
    row: i64,
    reference: i64,
) -> sqlx::Result<bool> {
    let columns: Vec<String> = sqlx::query_scalar(
        "SELECT r.\"from\" FROM pragma_foreign_key_list(?1) r JOIN pragma_table_info(?1) c ON c.name = r.\"from\"
         WHERE r.id = ?2 AND c.\"notnull\" = 0 AND c.pk = 0",
    )
    .bind(table)
    .bind(reference)
    .fetch_all(&mut *connection)
    .await?;
    let Some(column) = columns.first() else { return Ok(false) };
    let text = format!("UPDATE {table} SET {column} = NULL WHERE rowid = ?");
    Ok(sqlx::query(AssertSqlSafe(text)).bind(row).execute(connection).await.is_ok())
}

async fn remove(connection: &mut SqliteConnection, table: &str, row: i64) -> sqlx::Result<u64> {
    let done = sqlx::query(AssertSqlSafe(format!("DELETE FROM {table} WHERE rowid = ?")))
        .bind(row)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
