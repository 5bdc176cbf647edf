//! Who may use whom, read from the manifests.

use serde_json::Value;

use super::Finding;
use crate::process::{self, Outcome};

/// A package of the workspace with what it depends on.
pub(super) struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

/// What a package depends on.
struct Dependency {
    name: String,
    /// Whether only its tests do.
    tests: bool,
}

const CONTRACT: &str = "leadsmart-contract";
const PORTS: &str = "leadsmart-ports";
const CORE: &str = "leadsmart-core";
const SERVER: &str = "leadsmart-server";
const WINDOW: &str = "leadsmart";
const UI: &str = "leadsmart-ui";
const SIMULATOR: &str = "leadsmart-whatsapp-simulator";
const CLUSTER: &str = "leadsmart-cluster";
const POSTGRES: &str = "leadsmart-postgres";

/// Each reaches one thing outside the process, behind one port.
const ADAPTERS: [&str; 7] = [
    POSTGRES,
    "leadsmart-whatsapp",
    "leadsmart-google",
    "leadsmart-openai",
    "leadsmart-chatwoot",
    "leadsmart-mail",
    "leadsmart-keychain",
];

/// What a package must never depend on, by the beginning of the name: whole packages, or families of them.
const BANNED: [(&str, &[&str], &str); 3] = [
    (
        CONTRACT,
        &["sqlx", "tokio", "tauri", "leptos", "axum", "reqwest"],
        "contract builds for WASM and does nothing",
    ),
    (
        CORE,
        &["tauri", "axum", "hyper", "tower", "reqwest", "lettre", "keyring", "leptos"],
        "core knows neither Tauri nor HTTP nor an adapter; what reaches outside is a port",
    ),
    (UI, &["tauri", "sqlx", "tokio", "axum"], "the interface runs in a browser"),
];

/// The packages of the workspace as cargo reads them.
pub(super) fn packages() -> Outcome<Vec<Package>> {
    let answer = process::output(&mut process::cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value =
        serde_json::from_str(&answer).map_err(|error| format!("cargo metadata: {error}"))?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let package = |value: &Value| Package {
        name: name(value),
        dependencies: list(&value["dependencies"])
            .iter()
            .map(|value| Dependency { name: name(value), tests: value["kind"] == "dev" })
            .collect(),
    };
    Ok(list(&metadata["packages"]).iter().map(package).collect())
}

/// The arrows that go where they may not.
pub(super) fn check(packages: &[Package]) -> Vec<Finding> {
    let members: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut findings = Vec::new();
    for package in packages {
        let mut breach = |rule: String| findings.push(Finding { place: package.name.clone(), rule });
        let Some(allowed) = allowed(&package.name) else {
            breach("a new package: say in xtask's tidy/arrows.rs whom it may use".to_owned());
            continue;
        };
        for Dependency { name: dependency, tests } in &package.dependencies {
            if *tests && in_tests(&package.name).contains(&dependency.as_str()) {
                continue;
            }
            if members.contains(&dependency.as_str()) && !allowed.contains(&dependency.as_str()) {
                breach(format!("may not depend on {dependency}; it may use {}", allowed.join(", ")));
            }
            for (_, families, why) in BANNED.iter().filter(|(name, _, _)| *name == package.name) {
                let of =
                    |family: &&str| dependency == family || dependency.starts_with(&format!("{family}-"));
                if families.iter().any(of) {
                    breach(format!("may not depend on {dependency}: {why}"));
                }
            }
        }
    }
    findings
}

/// Whom of the workspace a package may use; none for a package nobody decided about.
fn allowed(package: &str) -> Option<Vec<&'static str>> {
    // The window and the server are the two programs: each puts the adapters together with the core.
    let program: Vec<&str> = [&[CORE, PORTS, CONTRACT], &ADAPTERS[..]].concat();
    Some(match package {
        CONTRACT | "xtask" => vec![],
        UI | PORTS => vec![CONTRACT],
        CORE | SIMULATOR => vec![PORTS, CONTRACT],
        SERVER => program,
        WINDOW => [&program[..], &[SERVER]].concat(),
        "leadsmart-tests" => [&program[..], &[SERVER, SIMULATOR, CLUSTER]].concat(),
        CLUSTER => vec![POSTGRES, PORTS, CONTRACT],
        adapter if ADAPTERS.contains(&adapter) => vec![PORTS, CONTRACT],
        _ => return None,
    })
}

/// Whom of the workspace the tests of a package may use besides.
fn in_tests(package: &str) -> &'static [&'static str] {
    match package {
        "leadsmart-whatsapp" => &[SIMULATOR],
        // Histories of synchronization go on the real database as well as on the model.
        CORE => &[POSTGRES, CLUSTER],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(name: &str, dependencies: &[&str], tests: bool) -> usize {
        let members = [
            CONTRACT,
            PORTS,
            CORE,
            SERVER,
            WINDOW,
            UI,
            "leadsmart-mail",
            SIMULATOR,
            CLUSTER,
            "leadsmart-tests",
        ];
        let mut packages: Vec<Package> = members
            .iter()
            .filter(|member| **member != name)
            .map(|member| Package { name: (*member).to_owned(), dependencies: vec![] })
            .collect();
        packages.push(Package {
            name: name.to_owned(),
            dependencies: dependencies
                .iter()
                .map(|dependency| Dependency { name: (*dependency).to_owned(), tests })
                .collect(),
        });
        check(&packages).len()
    }

    #[test]
    fn an_arrow_goes_only_where_the_layout_lets_it() {
        let cases: [(&str, &[&str], usize); 12] = [
            (CORE, &[PORTS, CONTRACT, "sqlx", "tokio"], 0),
            (CORE, &["leadsmart-mail"], 1),
            (CORE, &["tauri"], 1),
            (CORE, &["tower-http"], 1),
            (CONTRACT, &["serde", "sqlx"], 1),
            (UI, &[CONTRACT, "leptos", "leptos_router"], 0),
            (UI, &[PORTS], 1),
            (SERVER, &[CORE, "leadsmart-mail", "axum"], 0),
            (SERVER, &[WINDOW], 1),
            (WINDOW, &[CORE, SIMULATOR], 1),
            ("leadsmart-tests", &[SERVER, SIMULATOR], 0),
            ("leadsmart-novelty", &[], 1),
        ];
        for (package, dependencies, expected) in cases {
            assert_eq!(findings(package, dependencies, false), expected, "{package} with {dependencies:?}");
        }
    }

    #[test]
    fn what_only_tests_use_is_let_in_by_name() {
        for (package, dependencies, built, tested) in [
            (CORE, [CLUSTER], 1, 0),
            (CORE, ["leadsmart-mail"], 1, 1),
            ("leadsmart-whatsapp", [SIMULATOR], 1, 0),
            (SERVER, [CLUSTER], 1, 1),
        ] {
            let found = [false, true].map(|tests| findings(package, &dependencies, tests));
            assert_eq!(found, [built, tested], "{package} with {dependencies:?}");
        }
    }
}
