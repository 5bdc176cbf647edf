//! Opening and closing: one process, private files, backups, and nothing done to a file that is not understood.

use std::path::{Path, PathBuf};

use leadsmart_contract::failure::Code;
use leadsmart_contract::language::Language;
use leadsmart_core::OpenFailure;
use leadsmart_core::error::Explain;
use leadsmart_tests::house::{House, Raw};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection};

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/local");

fn entries(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A file of an older version, with a company in it, as that version left it.
pub(crate) async fn older_file(file: &Path, version: i64) {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let mut connection = options.connect().await.expect("a file");
    MIGRATIONS.run_to(version, &mut connection).await.expect("the migrations of that version");
    connection.close().await.expect("closed");
    let mut raw = Raw::open(file).await;
    raw.company("Clínica").await;
    raw.close().await;
}

#[tokio::test]
async fn after_closing_everything_is_in_the_one_file() {
    let house = House::new();
    let core = house.open().await;
    assert!(core.opened().created, "a first start makes the file");
    assert!(house.folder().join("running").exists(), "a run is marked");
    core.close().await;
    core.close().await;
    assert_eq!(entries(house.folder()), ["leadsmart.db", "lock"], "no journal and no mark stay behind");
    let core = house.open().await;
    assert!(!core.opened().created && core.opened().salvage.is_none(), "a second start finds the file");
}

#[tokio::test]
async fn a_second_start_on_the_same_folder_is_refused_until_the_first_has_closed() {
    let house = House::new();
    let first = house.open().await;
    let refused = house.try_open().await.map(|_| ()).expect_err("the folder is taken");
    assert!(matches!(refused, OpenFailure::InUse), "{refused}");
    assert_eq!(refused.explain(Language::Portuguese).code, Code::InUse);
    first.close().await;
    house.open().await.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_data() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    older_file(&house.file(), 5).await;
    std::fs::set_permissions(house.file(), std::fs::Permissions::from_mode(0o644)).expect("rights");
    std::fs::set_permissions(house.folder(), std::fs::Permissions::from_mode(0o755)).expect("rights");
    let core = house.open().await;
    let rights = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!(rights(house.folder()), 0o700, "the folder is its owner's");
    let backup = core.opened().backup.clone().expect("a migration is backed up");
    let journals =
        ["-wal", "-shm"].map(|suffix| PathBuf::from(format!("{}{suffix}", house.file().display())));
    for file in [house.file(), backup].iter().chain(&journals) {
        assert_eq!(rights(file), 0o600, "{} is its owner's", file.display());
    }
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_and_stays_as_it_is() {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    raw.run(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         VALUES (9999, 'later', '2030-01-01', 1, x'00', 0)",
    )
    .await;
    raw.close().await;
    let before = std::fs::read(house.file()).expect("the file");
    let folder = entries(house.folder());
    for _ in 0..2 {
        let refused = house.try_open().await.map(|_| ()).expect_err("a newer file is refused");
        assert!(matches!(refused, OpenFailure::Newer(9999)), "{refused}");
        assert!(
            refused.explain(Language::English).hint.expect("a way out").contains("Update"),
            "it says what to do"
        );
    }
    assert!(std::fs::read(house.file()).expect("the file") == before, "not one byte is changed");
    assert_eq!(entries(house.folder()), folder, "nothing is left beside it");
}

#[tokio::test]
async fn a_newer_file_that_was_not_closed_keeps_its_journal() {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    raw.run(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         VALUES (9999, 'later', '2030-01-01', 1, x'00', 0)",
    )
    .await;
    let journal = PathBuf::from(format!("{}-wal", house.file().display()));
    // The other program is still there, so what it wrote lies in its journal.
    let before =
        (std::fs::read(house.file()).expect("the file"), std::fs::read(&journal).expect("the journal"));
    let refused = house.try_open().await.map(|_| ()).expect_err("a newer file is refused");
    assert!(matches!(refused, OpenFailure::Newer(9999)), "{refused}");
    let after =
        (std::fs::read(house.file()).expect("the file"), std::fs::read(&journal).expect("the journal"));
    assert!(after == before, "neither file nor journal is changed");
}

#[tokio::test]
async fn an_older_file_is_backed_up_before_it_is_migrated() {
    let house = House::new();
    older_file(&house.file(), 5).await;
    let backups = house.folder().join("backups");
    std::fs::create_dir(&backups).expect("a folder");
    for day in 1..=6 {
        std::fs::write(backups.join(format!("leadsmart-2026010{day}T000000Z-v4.db")), "old")
            .expect("an old copy");
    }
    std::fs::write(backups.join("note.txt"), "mine").expect("somebody's file");
    let core = house.open().await;
    assert!(!core.opened().created && core.opened().salvage.is_none(), "the file is migrated, not made anew");
    let backup = core.opened().backup.clone().expect("there is a copy");
    assert_eq!(backup.file_name().expect("a name"), "leadsmart-20261125T120000Z-v5.db");
    assert_eq!(
        entries(&backups),
        [
            "leadsmart-20260103T000000Z-v4.db",
            "leadsmart-20260104T000000Z-v4.db",
            "leadsmart-20260105T000000Z-v4.db",
            "leadsmart-20260106T000000Z-v4.db",
            "leadsmart-20261125T120000Z-v5.db",
            "note.txt",
        ],
        "the newest five copies are kept, and what is not ours"
    );
    let mut copy = Raw::open(&backup).await;
    assert_eq!(copy.number("SELECT count(*) FROM companies").await, 1, "the copy has the data");
    assert_eq!(copy.number("SELECT max(version) FROM _sqlx_migrations").await, 5, "the copy is of before");
    core.close().await;
    let mut raw = house.raw().await;
    assert_eq!(raw.number("SELECT count(*) FROM companies").await, 1, "the data is there after migrating");
    raw.try_run("DELETE FROM companies").await.expect_err("migrated tables are guarded");
}

#[tokio::test]
async fn a_journal_without_its_file_is_not_taken_for_that_of_a_new_one() {
    let house = House::new();
    let core = house.open().await;
    let journal = PathBuf::from(format!("{}-wal", house.file().display()));
    let bytes = std::fs::read(&journal).unwrap_or_default();
    core.close().await;
    std::fs::remove_file(house.file()).expect("removed");
    std::fs::write(&journal, [bytes, vec![7; 5000]].concat()).expect("a stray journal");
    let core = house.open().await;
    assert!(core.opened().created, "a new file is made");
    assert!(entries(&house.folder().join("damaged"))[0].ends_with("-wal"), "the stray journal is kept aside");
}
