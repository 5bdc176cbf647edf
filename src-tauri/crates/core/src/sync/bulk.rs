//! Many rows into the store at once, as they came.

use leadsmart_ports::remote::{Cell, Part};
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::db::open::OpenFailure;
use crate::error::Result;

/// How many values one statement writes. With more, a statement takes longer to prepare than it saves.
const VALUES: usize = 1000;

/// What becomes of a row that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Present {
    /// None is.
    Nowhere,
    /// It stays as it is.
    Stays,
}

/// Writes rows.
pub(super) async fn insert(connection: &mut SqliteConnection, part: &Part, present: Present) -> Result<()> {
    let most = (VALUES / (part.columns().len() + 1)).max(1);
    let mut rows = part.rows();
    let mut left = part.len();
    let whole = text(part, most, present);
    while left > 0 {
        let count = left.min(most);
        left -= count;
        let statement = if count == most { whole.clone() } else { text(part, count, present) };
        // Kept prepared only if there will be more of it.
        let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(count == most);
        for row in rows.by_ref().take(count) {
            for cell in row.map_err(OpenFailure::from)? {
                query = match cell {
                    Cell::Null => query.bind(None::<i64>),
                    Cell::Integer(number) => query.bind(number),
                    Cell::Text(text) => query.bind(text.to_owned()),
                    Cell::Bytes(bytes) => query.bind(bytes.to_owned()),
                };
            }
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

fn text(part: &Part, rows: usize, present: Present) -> String {
    let names: Vec<&str> = part.columns().iter().map(|column| column.name).collect();
    let row = format!("(?{})", ",?".repeat(names.len()));
    let values = vec![row; rows].join(",");
    let stays = if present == Present::Stays { " ON CONFLICT DO NOTHING" } else { "" };
    format!("INSERT INTO {} (version, {}) VALUES {values}{stays}", part.table().name, names.join(", "))
}
