//! Keeps released migrations as they were: the file of everybody who uses LeadSmart has been through them, and remembers
//! their checksums. A file that went through another text is refused at its next start.
//!
//! `migrations/checksums.tsv` names each migration with the version that brings it. `cargo xtask sqlx` renews the lines of
//! the version that `CHANGELOG.md` calls not released, and only those.

use std::fs;

use sha2::{Digest, Sha384};

use crate::paths;
use crate::process::{Failure, Outcome};

const LIST: &str = "migrations/checksums.tsv";
const HEAD: &str =
    "# Version that brings it, SHA-384, migration of migrations/local. Renewed by `cargo xtask sqlx`.\n";

/// A migration in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Migration {
    /// The version of LeadSmart that brings it.
    version: String,
    /// As sqlx keeps it in every file.
    checksum: String,
    name: String,
}

/// Fails when a released migration has changed, or the list is stale.
pub(crate) fn check() -> Outcome {
    if listed()? == renewed()? {
        return Ok(());
    }
    Err(format!("`{LIST}` is stale: run `cargo xtask sqlx`").into())
}

/// Writes the list anew; fails when a released migration has changed.
pub(crate) fn renew() -> Outcome {
    let lines = renewed()?.into_iter().map(|m| format!("{}\t{}\t{}\n", m.version, m.checksum, m.name));
    fs::write(paths::root().join(LIST), HEAD.to_owned() + &lines.collect::<String>())?;
    Ok(())
}

fn listed() -> Outcome<Vec<Migration>> {
    // A checkout without a list has released nothing.
    let text = fs::read_to_string(paths::root().join(LIST)).unwrap_or_default();
    text.lines().filter(|line| !line.starts_with('#')).map(parse).collect()
}

fn parse(line: &str) -> Outcome<Migration> {
    let mut fields = line.split('\t').map(str::to_owned);
    match (fields.next(), fields.next(), fields.next()) {
        (Some(version), Some(checksum), Some(name)) => Ok(Migration { version, checksum, name }),
        _ => Err(Failure::from(format!("{LIST}: `{line}` is no version, checksum and name"))),
    }
}

fn renewed() -> Outcome<Vec<Migration>> {
    let changelog = fs::read_to_string(paths::root().join("CHANGELOG.md"))?;
    let mut files = Vec::new();
    for file in paths::files_below(&paths::root().join("migrations/local")) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let checksum = Sha384::digest(fs::read(&file)?).iter().map(|byte| format!("{byte:02x}")).collect();
        files.push((name, checksum));
    }
    Ok(list(&listed()?, &files, &changelog)?)
}

/// The list for these files, by name. What was released stays, and comes first.
fn list(listed: &[Migration], files: &[(String, String)], changelog: &str) -> Result<Vec<Migration>, String> {
    let versions = versions(changelog);
    let is_open = |version: &str| versions.iter().any(|(known, open)| known == version && *open);
    let released: Vec<Migration> =
        listed.iter().filter(|migration| !is_open(&migration.version)).cloned().collect();
    for kept in &released {
        if !files.iter().any(|(name, checksum)| *name == kept.name && *checksum == kept.checksum) {
            return Err(format!(
                "migrations/local/{} was released with {} and may not change, for people's files have been through it: \
                 put it back as it was, and say what is to be different in a new migration",
                kept.name, kept.version
            ));
        }
    }
    let new: Vec<_> =
        files.iter().filter(|(name, _)| released.iter().all(|kept| kept.name != *name)).collect();
    let Some((current, true)) = versions.first() else {
        let none =
            "CHANGELOG.md begins with a released version: begin the next one there before a new migration";
        return if new.is_empty() { Ok(released) } else { Err(none.to_owned()) };
    };
    if let Some((name, _)) = new.iter().find(|(name, _)| released.iter().any(|kept| kept.name >= *name)) {
        return Err(format!("migrations/local/{name} comes before released ones: give it the next number"));
    }
    let new = new.into_iter().map(|(name, checksum)| Migration {
        version: current.clone(),
        checksum: checksum.clone(),
        name: name.clone(),
    });
    Ok(released.iter().cloned().chain(new).collect())
}

/// The versions of a changelog, the newest first, and whether each is still open.
fn versions(changelog: &str) -> Vec<(String, bool)> {
    let headings = changelog.lines().filter_map(|line| line.strip_prefix("## "));
    headings
        .map(|heading| {
            let version = heading.split_whitespace().next().unwrap_or_default();
            (version.to_owned(), heading.contains("(not released)"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# Changes\n\n## 0.1.0 (not released)\n";
    const AFTER: &str = "# Changes\n\n## 0.1.0 (2027-01-10)\n";
    const NEXT: &str = "# Changes\n\n## 0.2.0 (not released)\n\n## 0.1.0 (2027-01-10)\n";

    fn files(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(name, checksum)| ((*name).to_owned(), (*checksum).to_owned())).collect()
    }

    fn names(list: &[Migration]) -> Vec<(&str, &str)> {
        list.iter().map(|migration| (migration.version.as_str(), migration.name.as_str())).collect()
    }

    #[test]
    fn the_released_migrations_of_this_checkout_are_as_they_were() {
        check().unwrap_or_else(|failure| panic!("{failure}"));
    }

    #[test]
    fn migrations_change_freely_until_their_version_is_released() {
        let first = list(&[], &files(&[("0001_a.sql", "1"), ("0002_b.sql", "2")]), BEFORE).expect("a list");
        assert_eq!(names(&first), [("0.1.0", "0001_a.sql"), ("0.1.0", "0002_b.sql")]);
        let changed = list(&first, &files(&[("0001_a.sql", "other")]), BEFORE).expect("nothing is released");
        assert_eq!(changed[0].checksum, "other");
        for release in [AFTER, NEXT] {
            let told = list(&first, &files(&[("0001_a.sql", "other"), ("0002_b.sql", "2")]), release);
            assert!(told.expect_err("it was released").contains("0001_a.sql was released with 0.1.0"));
            let told = list(&first, &files(&[("0001_a.sql", "1")]), release);
            assert!(told.expect_err("it is gone").contains("new migration"));
        }
    }

    #[test]
    fn a_new_migration_comes_behind_the_released_ones_and_belongs_to_the_next_version() {
        let released = list(&[], &files(&[("0002_b.sql", "2")]), BEFORE).expect("a list");
        let more = files(&[("0002_b.sql", "2"), ("0003_c.sql", "3")]);
        assert!(list(&released, &more, AFTER).expect_err("no version is open").contains("CHANGELOG.md"));
        let next = list(&released, &more, NEXT).expect("a list");
        assert_eq!(names(&next), [("0.1.0", "0002_b.sql"), ("0.2.0", "0003_c.sql")]);
        let before = files(&[("0001_a.sql", "1"), ("0002_b.sql", "2")]);
        assert!(list(&released, &before, NEXT).expect_err("too late").contains("next number"));
        assert_eq!(list(&released, &files(&[("0002_b.sql", "2")]), AFTER), Ok(released));
    }
}
