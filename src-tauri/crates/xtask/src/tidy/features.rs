//! Features: their SQL stays in their own store, nobody uses another's, and a feature has one name everywhere.

use std::collections::BTreeSet;

use super::{Finding, Source};

const CORE: &str = "src-tauri/crates/core/src/";
const CONTRACT: &str = "src-tauri/crates/contract/src/";
const UI: &str = "ui/src/";

/// Where SQL may be besides a feature's store: plumbing, the other database, and tests that look at a file as it is.
const SQL_AT_HOME: [&str; 12] = [
    "src-tauri/crates/core/src/db.rs",
    "src-tauri/crates/core/src/db/",
    "src-tauri/crates/core/src/sync.rs",
    "src-tauri/crates/core/src/sync/",
    "src-tauri/crates/core/src/outbox.rs",
    "src-tauri/crates/core/src/outbox/",
    "src-tauri/crates/core/src/testing.rs",
    "src-tauri/crates/core/tests/",
    "src-tauri/crates/cluster/",
    "src-tauri/crates/postgres/",
    "src-tauri/crates/xtask/",
    "tests/",
];

/// What running SQL from Rust looks like.
const SQL: [&str; 8] = [
    "sqlx::query",
    "query!(",
    "query_as!(",
    "query_scalar!(",
    "query_file",
    "sqlx::raw_sql",
    "QueryBuilder",
    "\"PRAGMA ",
];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let features = features(sources);
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        findings.extend(sql_outside_a_store(source));
        findings.extend(other_stores(source, &features));
    }
    findings.extend(names(sources, &features));
    findings
}

/// The features of core: the folders that hold commands or a store.
fn features(sources: &[Source]) -> BTreeSet<String> {
    let parts = ["commands.rs", "store.rs"];
    let feature = |source: &Source| {
        let (folder, rest) = source.path.strip_prefix(CORE)?.split_once('/')?;
        (parts.contains(&rest) || rest.starts_with("store/") || rest.starts_with("commands/"))
            .then(|| folder.to_owned())
    };
    sources
        .iter()
        .filter_map(feature)
        .filter(|name| !["db", "sync", "outbox"].contains(&name.as_str()))
        .collect()
}

fn sql_outside_a_store(source: &Source) -> Vec<Finding> {
    let here = ["/store.rs", "/tests.rs"].iter().any(|name| source.path.ends_with(name))
        || ["/store/", "/tests/"].iter().any(|folder| source.path.contains(folder));
    if here || SQL_AT_HOME.iter().any(|place| source.path.starts_with(place)) {
        return Vec::new();
    }
    let breach = |(index, line): (usize, &str)| {
        let code = line.split("//").next().unwrap_or_default();
        let what = SQL.iter().find(|sql| code.contains(*sql))?;
        Some(source.finding(index + 1, format!("`{what}`: SQL belongs into the feature's store.rs")))
    };
    rules(&source.text).enumerate().filter_map(breach).collect()
}

/// The lines before the tests at the end of a file.
fn rules(text: &str) -> impl Iterator<Item = &str> {
    let next = text.lines().skip(1).chain([""]);
    let starts_tests =
        |line: &str, next: &str| line == "#[cfg(test)]" && next.starts_with("mod ") && next.ends_with('{');
    text.lines().zip(next).take_while(move |(line, next)| !starts_tests(line, next)).map(|(line, _)| line)
}

/// Uses of a store from another feature.
fn other_stores(source: &Source, features: &BTreeSet<String>) -> Vec<Finding> {
    let Some(inside) = source.path.strip_prefix(CORE) else { return Vec::new() };
    let own = inside.split(['/', '.']).next().unwrap_or_default();
    if !features.contains(own) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for feature in features.iter().filter(|feature| *feature != own) {
            if uses_store_of(code, feature) {
                let rule = format!("uses the store of {feature}; call what {feature}.rs offers instead");
                findings.push(source.finding(index + 1, rule));
            }
        }
    }
    findings
}

/// Whether a line of code reaches into a feature's store: `clients::store` or `clients::{…, store…}`.
fn uses_store_of(code: &str, feature: &str) -> bool {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let start = format!("{feature}::");
    code.match_indices(&start).any(|(at, _)| {
        if code[..at].chars().next_back().is_some_and(is_name) {
            return false;
        }
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap_or_default();
                group.split([',', '{']).any(|item| item.trim().split(is_not_name).next() == Some("store"))
            }
            None => rest.split(is_not_name).next() == Some("store"),
        }
    })
}

fn is_not_name(letter: char) -> bool {
    !(letter.is_alphanumeric() || letter == '_')
}

/// A feature of core has its contract under the same name, and nothing elsewhere is called almost like it.
fn names(sources: &[Source], features: &BTreeSet<String>) -> Vec<Finding> {
    let contract = modules(sources, CONTRACT);
    let mut findings = Vec::new();
    for feature in features {
        let has_commands = sources.iter().any(|source| {
            source
                .path
                .strip_prefix(CORE)
                .and_then(|path| path.strip_prefix(feature.as_str()))
                .is_some_and(|rest| rest == "/commands.rs" || rest.starts_with("/commands/"))
        });
        if has_commands && !contract.contains(feature) {
            let rule = format!("the feature {feature} has commands but no {CONTRACT}{feature}.rs");
            findings.push(Finding { place: format!("{CORE}{feature}"), rule });
        }
    }
    for (place, modules) in [(CONTRACT, &contract), (UI, &modules(sources, UI))] {
        for module in modules.iter().filter(|module| !features.contains(*module)) {
            if let Some(feature) = features.iter().find(|feature| essence(feature) == essence(module)) {
                let rule = format!("a feature has one name everywhere: core calls it {feature}");
                findings.push(Finding { place: format!("{place}{module}"), rule });
            }
        }
    }
    findings
}

/// The modules directly in a folder, whether they are a file or a folder.
fn modules(sources: &[Source], folder: &str) -> BTreeSet<String> {
    let module = |source: &Source| {
        let inside = source.path.strip_prefix(folder)?;
        Some(inside.split(['/', '.']).next()?.to_owned())
    };
    sources.iter().filter(|source| source.is_rust()).filter_map(module).collect()
}

/// A name without what people vary: number and underscores.
fn essence(name: &str) -> String {
    name.split('_')
        .map(|word| {
            word.strip_suffix("ies").or(word.strip_suffix('s')).or(word.strip_suffix('y')).unwrap_or(word)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    /// Two features with their contracts, and one more file.
    fn findings(path: &str, text: &str) -> usize {
        let file = |path: &str| source(path, "");
        check(&[
            file("src-tauri/crates/core/src/clients/store.rs"),
            file("src-tauri/crates/core/src/clients/commands.rs"),
            file("src-tauri/crates/core/src/agendas/store.rs"),
            file("src-tauri/crates/core/src/agendas/commands.rs"),
            file("src-tauri/crates/contract/src/clients.rs"),
            file("src-tauri/crates/contract/src/agendas.rs"),
            source(path, text),
        ])
        .len()
    }

    #[test]
    fn sql_is_only_in_stores_and_plumbing() {
        let query = "let row = sqlx::query!(\"SELECT 1\");";
        let cases = [
            ("src-tauri/crates/core/src/clients.rs", query, 1),
            ("src-tauri/crates/core/src/clients/commands.rs", query, 1),
            ("src-tauri/crates/core/src/clients/search/store.rs", query, 0),
            ("src-tauri/crates/core/src/clients/store/search.rs", query, 0),
            ("src-tauri/crates/core/src/sync/apply.rs", query, 0),
            ("src-tauri/crates/server/src/lib.rs", query, 1),
            ("tests/features/salvage.rs", query, 0),
            ("src-tauri/crates/core/src/clients.rs", "// a query!( in words", 0),
            ("src-tauri/crates/core/src/clients.rs", "#[cfg(test)]\nmod tests {\n    query!(\"\");\n}", 0),
            ("src-tauri/crates/core/src/clients.rs", "#[cfg(test)]\nmod tests;\nquery!(\"\");", 1),
            ("src-tauri/crates/core/src/clients/tests.rs", query, 0),
        ];
        for (path, text, expected) in cases {
            assert_eq!(findings(path, text), expected, "{path}: {text}");
        }
    }

    #[test]
    fn no_feature_uses_the_store_of_another() {
        let cases = [
            ("use crate::clients::store;", 1),
            ("use crate::clients::{self, store};", 1),
            ("use crate::{clients::store::find, db::Tx};", 1),
            ("let client = clients::store::find(tx, id);", 1),
            ("use crate::agendas::store;", 0),
            ("use crate::clients::Client;", 0),
            ("use crate::clients::{Client, storefront};", 0),
            ("use crate::my_clients::store;", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(findings("src-tauri/crates/core/src/agendas/rules.rs", text), expected, "{text}");
        }
        assert_eq!(
            findings("src-tauri/crates/core/src/lib.rs", "use crate::clients::store;"),
            0,
            "plumbing may"
        );
    }

    #[test]
    fn a_feature_has_one_name_everywhere() {
        let cases = [
            ("ui/src/clients/list.rs", 0),
            ("ui/src/client/list.rs", 1),
            ("ui/src/agenda.rs", 1),
            ("ui/src/components/button.rs", 0),
            ("src-tauri/crates/core/src/members/commands.rs", 1),
        ];
        for (path, expected) in cases {
            assert_eq!(findings(path, ""), expected, "{path}");
        }
    }
}
