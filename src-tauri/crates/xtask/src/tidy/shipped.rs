//! What the programs are built from: nothing that is for tests only.

use super::Finding;
use crate::process::{self, Outcome};

/// The packages that a person installs.
const PROGRAMS: [&str; 2] = ["leadsmart", "leadsmart-server"];

/// Packages that belong to tests, by name, with the reason.
const PACKAGES: [(&str, &str); 2] = [
    ("leadsmart-whatsapp-simulator", "the simulator is for tests and demonstrations"),
    ("leadsmart-cluster", "clusters and faulty networks are for tests"),
];

/// Beginnings of features that turn a check off, with the reason.
const FEATURES: [(&str, &str); 1] =
    [("danger-", "it lets anybody who can answer in its place be taken for the service")];

/// Resolves each program as a release build does, for every system.
pub(super) fn check() -> Outcome<Vec<Finding>> {
    let mut findings = Vec::new();
    for program in PROGRAMS {
        let tree = process::output(&mut process::cargo(&[
            "tree",
            "--package",
            program,
            "--edges",
            "normal,build",
            "--target",
            "all",
            "--prefix",
            "none",
            "--format",
            "{p}|{f}",
        ]))?;
        findings.extend(breaches(program, &tree));
    }
    Ok(findings)
}

/// Reads lines of `name version (path)|feature,feature`.
fn breaches(program: &str, tree: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for line in tree.lines() {
        let (package, features) = line.split_once('|').unwrap_or((line, ""));
        let name = package.split(' ').next().unwrap_or_default();
        let package = PACKAGES.iter().filter(|(known, _)| *known == name);
        let features = features
            .split(',')
            .flat_map(|feature| FEATURES.iter().filter(move |(start, _)| feature.trim().starts_with(start)));
        let mut rules: Vec<String> = package.map(|(_, why)| format!("is built from {name}: {why}")).collect();
        rules.extend(features.map(|(start, why)| format!("turns on `{start}…` of {name}: {why}")));
        for rule in rules {
            if !findings.iter().any(|known| known.rule == rule) {
                findings.push(Finding { place: program.to_owned(), rule });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_holds_nothing_that_is_for_tests_only() {
        let cases = [
            ("leadsmart v0.1.0 (/x)|default\nwacore-noise v0.7.0|\ntokio v1.54.1|default,rt", 0),
            ("wacore-noise v0.7.0|danger-skip-cert-chain-verify", 1),
            (
                "wacore v0.7.0|danger-skip-cert-chain-verify,simd\nwacore v0.7.0|danger-skip-cert-chain-verify (*)",
                1,
            ),
            ("leadsmart-whatsapp-simulator v0.1.0 (/x)|", 1),
            ("leadsmart-cluster v0.1.0 (/x)|", 1),
            ("leadsmart-whatsapp v0.1.0 (/x)|", 0),
        ];
        for (tree, expected) in cases {
            assert_eq!(breaches("leadsmart", tree).len(), expected, "{tree}");
        }
    }
}
