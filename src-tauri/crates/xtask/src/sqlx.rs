//! Renews `.sqlx`, the committed data of the store's checked queries, so that a build needs no database.
//!
//! A scratch database is made from `migrations/local`; then the packages with queries are checked against it while
//! sqlx's macros write what they learn about each query. `--check` compares instead and fails when `.sqlx` is stale. Both see
//! to the list of migrations as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::process::{self, Outcome};
use crate::{migrations, paths};

/// The packages whose queries are checked, each with the file that makes cargo compile it again.
const PACKAGES: [(&str, &str); 1] = [("leadsmart-core", "src-tauri/crates/core/src/lib.rs")];

pub(crate) fn command(rest: &[String]) -> Outcome {
    if !cfg!(feature = "store") {
        return process::again_with("store", "sqlx", rest);
    }
    let checks = rest.iter().any(|word| word == "--check");
    // First, for it takes no time.
    if checks {
        migrations::check()?
    } else {
        migrations::renew()?
    }
    let scratch = paths::target().join(format!("sqlx-{}", std::process::id()));
    fs::create_dir_all(scratch.join("queries"))?;
    let learned = learn(&scratch);
    let compared = learned.and_then(|()| {
        let (new, committed) = (queries(&scratch.join("queries"))?, queries(&paths::root().join(".sqlx"))?);
        if checks { compare(&new, &committed) } else { replace(&new) }
    });
    fs::remove_dir_all(&scratch)?;
    compared
}

/// Makes the database and lets the macros write the queries' data into `queries`.
fn learn(scratch: &Path) -> Outcome {
    let database = scratch.join("local.sqlite");
    migrate(&database)?;
    for (package, touched) in PACKAGES {
        // The macros read the environment without telling cargo, so cargo would find nothing to do: writing the file
        // again makes it newer.
        let file = paths::root().join(touched);
        fs::write(&file, fs::read(&file)?)?;
        let mut check = process::cargo(&["check", "--quiet", "--package", package, "--all-targets"]);
        check
            .env("DATABASE_URL", format!("sqlite:{}", database.display()))
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", scratch.join("queries"));
        process::run(&mut check)?;
    }
    Ok(())
}

/// A database as a first start leaves it.
#[cfg(feature = "store")]
fn migrate(database: &Path) -> Outcome {
    use sqlx::Connection as _;
    let address = format!("sqlite:{}?mode=rwc", database.display());
    let made = async {
        let mut connection = sqlx::SqliteConnection::connect(&address).await?;
        sqlx::migrate::Migrator::new(paths::root().join("migrations/local"))
            .await?
            .run(&mut connection)
            .await?;
        connection.close().await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(made).map_err(|error| format!("migrations/local: {error}").into())
}

#[cfg(not(feature = "store"))]
fn migrate(_database: &Path) -> Outcome {
    Err("compiled without the feature `store`".into())
}

/// Data files of queries by name.
fn queries(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for file in paths::files_below(folder) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.insert(name, fs::read(&file)?);
    }
    Ok(found)
}

fn compare(new: &BTreeMap<String, Vec<u8>>, committed: &BTreeMap<String, Vec<u8>>) -> Outcome {
    let stale = new.iter().filter(|(name, data)| committed.get(*name) != Some(data)).count();
    let unused = committed.keys().filter(|name| !new.contains_key(*name)).count();
    if stale + unused == 0 {
        println!("sqlx: the data of {} queries is current", new.len());
        return Ok(());
    }
    Err(format!(
        "`.sqlx` is stale ({stale} queries missing or changed, {unused} unused): run `cargo xtask sqlx`"
    )
    .into())
}

fn replace(new: &BTreeMap<String, Vec<u8>>) -> Outcome {
    let folder = paths::root().join(".sqlx");
    fs::create_dir_all(&folder)?;
    for old in paths::files_below(&folder) {
        let name = old.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !new.contains_key(&name) {
            fs::remove_file(old)?;
        }
    }
    for (name, data) in new {
        fs::write(folder.join(name), data)?;
    }
    println!("sqlx: wrote the data of {} queries", new.len());
    Ok(())
}
