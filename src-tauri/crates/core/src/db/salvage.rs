//! Saving what can be saved of a damaged file.
//!
//! The damaged file is only read, and then set aside, never deleted. A new one is made by the migrations that the old one
//! had been through; what can be read is copied, rows that are missing are made again from the intents that recorded them, lost
//! intents from the rows, and references to what is lost are loosened. The new file takes its place when it is complete.

mod intents;
mod relations;
mod rows;

use std::path::{Path, PathBuf};

use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::failure::OpenFailure;
use super::folder::{Folder, with_suffix};
use super::inspect;
use super::open::{MIGRATIONS, complete, staging};

/// What was saved of a damaged file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salvage {
    /// Where the damaged file lies now.
    pub aside: PathBuf,
    /// How the damage showed, for support.
    pub reason: String,
    /// What was saved, table by table.
    pub tables: Vec<SalvagedTable>,
}

/// What was saved of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalvagedTable {
    /// The table.
    pub table: String,
    /// How many rows could be read.
    pub copied: u64,
    /// How many rows were made again from the record of what changed.
    pub rebuilt: u64,
    /// How many rows are known to be lost. There may be more: what an unreadable page held cannot always be told.
    pub lost: u64,
}

impl Salvage {
    /// How many rows the new file has of the old one.
    pub fn saved(&self) -> u64 {
        self.tables.iter().map(|table| table.copied + table.rebuilt).sum()
    }

    /// How many rows are known to be lost.
    pub fn lost(&self) -> u64 {
        self.tables.iter().map(|table| table.lost).sum()
    }

    /// What to tell the person: what happened, what was kept, what to do next.
    pub fn explain(&self, language: Language) -> String {
        let place = self.aside.display().to_string();
        match (self.saved(), self.lost()) {
            (0, _) => nothing(language, &place),
            (saved, 0) => all(language, saved, &place),
            (saved, lost) => some(language, saved, lost, &place),
        }
    }
}

/// Makes a new file of what can be read of the damaged one, and sets that aside.
pub(super) async fn salvage(folder: &Folder, stamp: &str, reason: String) -> Result<Salvage, OpenFailure> {
    tracing::error!(reason, "the file is damaged; saving what can be read");
    let staged = folder.stage()?;
    let mut connection = staging(&staged).connect().await?;
    let source = open_source(folder, &mut connection).await?;
    let tables = match &source {
        Some(source) => copy_all(&mut connection, source).await?,
        None => migrate(&mut connection, None).await.map(|()| Vec::new())?,
    };
    complete(connection).await?;
    folder.discard_mended();
    folder.place(&staged, &folder.salvaged())?;
    let aside = folder.set_aside(stamp)?;
    folder.place(&folder.salvaged(), &folder.file())?;
    let salvage = Salvage { aside, reason, tables };
    tracing::warn!(saved = salvage.saved(), lost = salvage.lost(), "the file was made anew");
    Ok(salvage)
}

/// Finishes what a crash interrupted. If the damaged file still is in its place, all begins anew; if it was set aside, the
/// complete new one takes its place.
pub(super) async fn resume(folder: &Folder, stamp: &str) -> Result<Option<Salvage>, OpenFailure> {
    let salvaged = folder.salvaged();
    if !salvaged.exists() {
        return Ok(None);
    }
    if folder.file().exists() {
        super::folder::remove_with_companions(&salvaged);
        return Ok(None);
    }
    let aside = folder.set_aside(stamp)?;
    folder.place(&salvaged, &folder.file())?;
    let mut connection =
        SqliteConnectOptions::new().filename(folder.file()).read_only(true).connect().await?;
    let mut tables = Vec::new();
    for table in saved_tables(&mut connection).await? {
        let copied = rows::count(&mut connection, &table).await?;
        tables.push(SalvagedTable { table, copied, rebuilt: 0, lost: 0 });
    }
    connection.close().await?;
    let aside = aside.parent().map(Path::to_owned).unwrap_or(aside);
    Ok(Some(Salvage { aside, reason: "the last start ended while it saved a damaged file".into(), tables }))
}

/// The file to read from: the damaged one, or a copy with a mended header if it is not even taken for a database. None if
/// nothing can be read.
async fn open_source(
    folder: &Folder,
    connection: &mut SqliteConnection,
) -> Result<Option<PathBuf>, OpenFailure> {
    let damaged = folder.file();
    if is_readable(connection, &damaged).await {
        return Ok(Some(damaged));
    }
    let mended = folder.mend()?;
    mend_header(&damaged, &mended)?;
    Ok(is_readable(connection, &mended).await.then_some(mended))
}

async fn is_readable(connection: &mut SqliteConnection, file: &Path) -> bool {
    if attach(connection, file).await.is_err() {
        return false;
    }
    // Asked of what the engine understood of the schema: reading the schema itself fails if one of its pages is broken.
    let known = "SELECT count(*) FROM pragma_table_list WHERE schema = 'old' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let tables: sqlx::Result<i64> = sqlx::query_scalar(known).fetch_one(&mut *connection).await;
    detach(connection).await;
    tables.is_ok_and(|tables| tables > 0)
}

/// Copies a file and writes the header that all our files have (sqlite.org/fileformat.html, 1.3): the pages behind it may
/// well be sound.
fn mend_header(damaged: &Path, mended: &Path) -> std::io::Result<()> {
    let mut bytes = std::fs::read(damaged)?;
    let journal = with_suffix(damaged, "-wal");
    if journal.exists() {
        std::fs::copy(journal, with_suffix(mended, "-wal"))?;
    }
    if let Some(header) = bytes.first_chunk::<100>().copied() {
        let pages = u32::try_from(bytes.len() / 4096).unwrap_or(u32::MAX);
        let schema = &header[40..44];
        let mut right = [0_u8; 100];
        right[..16].copy_from_slice(b"SQLite format 3\0");
        right[16..24].copy_from_slice(&[0x10, 0, 2, 2, 0, 64, 32, 32]);
        right[24..28].copy_from_slice(&[0, 0, 0, 1]);
        right[28..32].copy_from_slice(&pages.to_be_bytes());
        right[40..44].copy_from_slice(schema);
        right[44..48].copy_from_slice(&[0, 0, 0, 4]);
        right[56..60].copy_from_slice(&[0, 0, 0, 1]);
        right[92..96].copy_from_slice(&[0, 0, 0, 1]);
        bytes[..100].copy_from_slice(&right);
    }
    std::fs::write(mended, bytes)
}

/// Attaches a file as `old`, for reading only, forgiving what is wrong with its schema.
async fn attach(connection: &mut SqliteConnection, file: &Path) -> sqlx::Result<()> {
    sqlx::query("PRAGMA writable_schema = ON").execute(&mut *connection).await?;
    sqlx::query("PRAGMA cell_size_check = ON").execute(&mut *connection).await?;
    sqlx::query("ATTACH ? AS old").bind(read_only_address(file)).execute(connection).await?;
    Ok(())
}

async fn detach(connection: &mut SqliteConnection) {
    if let Err(error) = sqlx::query("DETACH old").execute(connection).await {
        tracing::warn!(%error, "the damaged file stays open until the new one is complete");
    }
}

/// A path as SQLite takes it with options (sqlite.org/uri.html).
fn read_only_address(file: &Path) -> String {
    let text = file.to_string_lossy().replace('\\', "/");
    let mut address = String::from(if text.starts_with('/') { "file:" } else { "file:/" });
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                address.push(char::from(byte))
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address.push_str("?mode=ro");
    address
}

async fn migrate(connection: &mut SqliteConnection, to: Option<i64>) -> Result<(), OpenFailure> {
    let migrated = match to {
        Some(version) => MIGRATIONS.run_to(version, &mut *connection).await,
        None => MIGRATIONS.run(&mut *connection).await,
    };
    migrated.map_err(|cause| OpenFailure::Migration { cause, backup: None })
}

async fn copy_all(
    connection: &mut SqliteConnection,
    source: &Path,
) -> Result<Vec<SalvagedTable>, OpenFailure> {
    // Rows are copied into the tables that they were written for, and migrated with them.
    migrate(connection, version_of(source).await).await?;
    attach(connection, source).await?;
    let mut tables = Vec::new();
    for table in saved_tables(connection).await? {
        let copied = rows::copy(connection, &table).await?;
        tables.push(SalvagedTable { table, copied: copied.rows, rebuilt: 0, lost: copied.lost });
    }
    rows::keep_counting(connection).await?;
    detach(connection).await;
    sqlx::query("PRAGMA writable_schema = OFF").execute(&mut *connection).await?;
    let shared = super::capture::shared_tables(connection).await?;
    for table in tables.iter_mut().filter(|table| shared.contains(&table.table)) {
        table.rebuilt = intents::rebuild(connection, &table.table).await?;
        table.lost = table.lost.saturating_sub(table.rebuilt);
    }
    for (name, removed) in relations::loosen(connection).await? {
        if let Some(table) = tables.iter_mut().find(|table| table.table == name) {
            table.copied = table.copied.saturating_sub(removed);
            table.lost += removed;
        }
    }
    let mut recorded = 0;
    for table in tables.iter().filter(|table| shared.contains(&table.table)) {
        recorded += intents::record(connection, &table.table).await?;
    }
    if let Some(intents) = tables.iter_mut().find(|table| table.table == "intents") {
        intents.rebuilt = recorded;
        intents.lost = intents.lost.saturating_sub(recorded);
    }
    migrate(connection, None).await?;
    doubt_what_was_read(connection).await?;
    Ok(tables)
}

/// What the company's database has given may be lost here: all of it is read anew. What was handed in with a batch that is lost
/// goes out again; it is recognised there.
async fn doubt_what_was_read(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(
        "UPDATE sync_links SET schema = 0;
         UPDATE intents SET batch = NULL WHERE company_id NOT IN (SELECT company_id FROM sync_batches)",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The newest of our migrations that a damaged file has been through, if that can still be read.
async fn version_of(file: &Path) -> Option<i64> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true).pragma("writable_schema", "ON");
    let mut connection = options.connect().await.ok()?;
    let version = inspect::version(&mut connection).await.ok();
    connection.close().await.ok()?;
    version.filter(|version| MIGRATIONS.version_exists(*version))
}

/// The tables whose rows are saved, in the order in which they were made: what others refer to comes first. What is derived follows from them, and what is plumbing is made anew.
async fn saved_tables(connection: &mut SqliteConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE 'index\\_%' ESCAPE '\\' AND name NOT IN ('_sqlx_migrations', 'write_context') ORDER BY rowid",
    )
    .fetch_all(connection)
    .await
}

texts! {
    all[saved](place: &str):
        "O arquivo de dados estava danificado. O item que havia nele ({saved}) foi recuperado. O arquivo danificado está guardado em {place}."
            | "O arquivo de dados estava danificado. Foram recuperados {saved} itens, e nada parece ter se perdido. O arquivo danificado está guardado em {place}.",
        "The data file was damaged. The item in it ({saved}) was recovered. The damaged file is kept at {place}."
            | "The data file was damaged. {saved} items were recovered, and nothing seems to be lost. The damaged file is kept at {place}.",
        "El archivo de datos estaba dañado. Se recuperó el elemento que contenía ({saved}). El archivo dañado está guardado en {place}."
            | "El archivo de datos estaba dañado. Se recuperaron {saved} elementos y no parece haberse perdido nada. El archivo dañado está guardado en {place}.";
    some(saved: u64, lost: u64, place: &str):
        "O arquivo de dados estava danificado. Itens recuperados: {saved}; perdidos: {lost} ou mais. O arquivo danificado está guardado em {place}. Confira os agendamentos dos próximos dias; na pasta backups pode haver uma cópia anterior.",
        "The data file was damaged. Items recovered: {saved}; lost: {lost} or more. The damaged file is kept at {place}. Check the appointments of the next few days; there may be an earlier copy in the folder backups.",
        "El archivo de datos estaba dañado. Elementos recuperados: {saved}; perdidos: {lost} o más. El archivo dañado está guardado en {place}. Revise las citas de los próximos días; en la carpeta backups puede haber una copia anterior.";
    nothing(place: &str):
        "O arquivo de dados estava danificado e nada nele pôde ser lido. O LeadSmart começou vazio. O arquivo danificado está guardado em {place}; na pasta backups pode haver uma cópia anterior.",
        "The data file was damaged and nothing in it could be read. LeadSmart started empty. The damaged file is kept at {place}; there may be an earlier copy in the folder backups.",
        "El archivo de datos estaba dañado y no se pudo leer nada. LeadSmart empezó vacío. El archivo dañado está guardado en {place}; en la carpeta backups puede haber una copia anterior.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reaches_the_engine_whatever_letters_it_has() {
        assert_eq!(
            read_only_address(Path::new("/dados/José ?#%/a.db")),
            "file:/dados/Jos%C3%A9%20%3F%23%25/a.db?mode=ro"
        );
        assert_eq!(read_only_address(Path::new("C:\\Dados\\a.db")), "file:/C:/Dados/a.db?mode=ro");
    }
}
