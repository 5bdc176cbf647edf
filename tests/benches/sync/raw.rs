//! The limits of this machine: rows copied out of the server, and written into a file.

use std::time::Instant;

use futures_util::StreamExt;
use leadsmart_ports::remote::shared::TABLES;
use leadsmart_ports::remote::{Cell, Part, Remote};
use leadsmart_postgres::PostgresRemote;
use leadsmart_tests::cluster::Cluster;
use leadsmart_tests::speed::{self, Outcome};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// How many values one statement writes.
const VALUES: usize = 1000;

/// So many rows in so many seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub(crate) rows: u64,
    pub(crate) took: f64,
}

impl Rate {
    /// Rows in a second.
    pub(crate) fn speed(self) -> f64 {
        self.rows as f64 / self.took
    }

    pub(crate) fn print(self, what: &str) {
        println!("{what}: {} rows in {:.2} s, {:.0} rows/s", self.rows, self.took, self.speed());
    }
}

/// Copies all tables out, past all rules.
pub(crate) async fn copy_out(cluster: &Cluster, database: &str) -> Outcome<Rate> {
    let mut connection = cluster.connect(&cluster.superuser(database)).await;
    let mut rows = 0;
    for table in TABLES {
        let count = AssertSqlSafe(format!("SELECT count(*) FROM app.{}", table.name));
        rows += u64::try_from(sqlx::query_scalar::<_, i64>(count).fetch_one(&mut connection).await?)?;
    }
    let begun = Instant::now();
    for table in TABLES {
        let copy = format!("COPY app.{} TO STDOUT (FORMAT binary)", table.name);
        let mut stream = connection.copy_out_raw(&copy).await?;
        while let Some(bytes) = stream.next().await {
            bytes?;
        }
    }
    let took = begun.elapsed().as_secs_f64();
    connection.close().await?;
    Ok(Rate { rows, took })
}

/// Writes what a desktop would load first, with messages since an instant, into a new file with our tables and indexes, in one
/// transaction, with nothing that makes it safe.
pub(crate) async fn write(reader: &PostgresRemote, since: i64) -> Outcome<Rate> {
    let folder = tempfile::tempdir()?;
    let core = speed::open(folder.path()).await?;
    let file = core.opened().file.clone();
    core.close().await;
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .pragma("cache_size", "-65536")
        .foreign_keys(false);
    let mut connection = options.connect().await?;
    let guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture%'";
    for name in sqlx::query_scalar::<_, String>(guards).fetch_all(&mut connection).await? {
        sqlx::raw_sql(AssertSqlSafe(format!("DROP TRIGGER {name}"))).execute(&mut connection).await?;
    }
    let position = reader.greet().await?.position;
    let mut load = reader.load(position, Some(since), 0).await?;
    let mut rate = Rate { rows: 0, took: 0.0 };
    sqlx::raw_sql("BEGIN").execute(&mut connection).await?;
    while let Some(part) = load.part().await? {
        // Reading is not counted.
        let begun = Instant::now();
        insert(&mut connection, &part).await?;
        rate.took += begun.elapsed().as_secs_f64();
        rate.rows += u64::try_from(part.len())?;
    }
    let begun = Instant::now();
    sqlx::raw_sql("COMMIT").execute(&mut connection).await?;
    rate.took += begun.elapsed().as_secs_f64();
    connection.close().await?;
    Ok(rate)
}

async fn insert(connection: &mut SqliteConnection, part: &Part) -> Outcome<()> {
    let rows: Vec<Vec<Cell<'_>>> = part.rows().collect::<Result<_, _>>()?;
    let names: Vec<&str> = part.columns().iter().map(|column| column.name).collect();
    let row = format!("(?{})", ",?".repeat(names.len()));
    for chunk in rows.chunks((VALUES / (names.len() + 1)).max(1)) {
        let values = vec![row.as_str(); chunk.len()].join(",");
        let text =
            format!("INSERT INTO {} (version, {}) VALUES {values}", part.table().name, names.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(text));
        for cell in chunk.iter().flatten() {
            query = match cell {
                Cell::Null => query.bind(None::<i64>),
                Cell::Integer(number) => query.bind(number),
                Cell::Text(text) => query.bind((*text).to_owned()),
                Cell::Bytes(bytes) => query.bind(bytes.to_vec()),
            };
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
