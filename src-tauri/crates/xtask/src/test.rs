//! Every check and every test, quick to fail first: what only reads, then lints, then tests, the window's last.

use std::process::Command;

use crate::process::{self, Outcome};
use crate::setup::WasmToolchain;
use crate::{deny, desktop, paths, setup, sqlx, tidy, ui};

/// The packages that build without webview libraries are the workspace's default members; cargo takes them when no
/// package is named. These features make the lints see all of them.
const ALL_OF_THEM: [&str; 2] = ["--features", "xtask/ui,xtask/store,leadsmart-tests/desktop"];

pub(crate) fn command(rest: &[String]) -> Outcome {
    let fast = rest.iter().any(|word| word == "--fast");
    let mut report = Report::default();
    report.step("set-up", || setup::prepare(!fast))?;
    report.step("format", || process::run(&mut process::cargo(&["fmt", "--all", "--check"])))?;
    report.step("layout", tidy::command)?;
    report.step("licences and sources", deny::command)?;
    report.step("lints: backend", lint_backend)?;
    report.step("lints: interface", lint_interface)?;
    report.step("lints: window", || clippy(&["--package", "leadsmart", "--all-targets"]))?;
    report.step("documentation", documentation)?;
    if !fast {
        report.step("queries", || sqlx::command(&["--check".to_owned()]))?;
        report.step("interface", || ui::build(ui::Mode::Release))?;
        report.tests("tests", tests)?;
        report.tests("rules of the interface", interface_rules)?;
        report.tests("examples in documentation", examples)?;
        report.tests("window", || desktop::tests(&[]))?;
    }
    report.close();
    Ok(())
}

fn clippy(arguments: &[&str]) -> Outcome {
    let mut command = process::cargo(&["clippy", "--quiet"]);
    process::run(command.args(arguments).args(["--", "--deny", "warnings"]))
}

fn lint_backend() -> Outcome {
    clippy(&[&["--all-targets"], &ALL_OF_THEM[..]].concat())
}

fn lint_interface() -> Outcome {
    match WasmToolchain::find()? {
        WasmToolchain::Rustup => clippy(&["--package", "leadsmart-ui", "--target", "wasm32-unknown-unknown"]),
        // Debian's compiler comes without clippy; on the host the same code is linted against the host's libraries.
        WasmToolchain::Debian => clippy(&["--package", "leadsmart-ui"]),
    }
}

fn documentation() -> Outcome {
    let mut command = process::cargo(&["doc", "--quiet", "--no-deps", "--document-private-items"]);
    process::run(command.env("RUSTDOCFLAGS", "--deny warnings"))
}

/// The tests of the backend. The programs that others wrote are found by `LEADSMART_…`, each with its path.
fn tests() -> Outcome<Vec<String>> {
    let mut command = if has_nextest() {
        process::cargo(&["nextest", "run", "--no-fail-fast"])
    } else {
        process::cargo(&["test", "--no-fail-fast", "--lib", "--bins", "--tests"])
    };
    command
        .env("LEADSMART_SCHEMATHESIS", setup::schemathesis()?)
        .env("LEADSMART_AIOSMTPD", setup::aiosmtpd()?)
        .env("LEADSMART_ICALENDAR", setup::icalendar()?);
    process::run_keeping_summary(&mut command)
}

/// What the interface decides without a document: it runs on the host, and is no default member, since it is built for the browser.
fn interface_rules() -> Outcome<Vec<String>> {
    process::run_keeping_summary(&mut process::cargo(&["test", "--quiet", "--package", "leadsmart-ui"]))
}

/// Examples in documentation comments; nextest does not run them.
fn examples() -> Outcome<Vec<String>> {
    process::run_keeping_summary(&mut process::cargo(&["test", "--quiet", "--doc", "--no-fail-fast"]))
}

fn has_nextest() -> bool {
    paths::on_path("cargo-nextest").is_some()
        || Command::new("cargo")
            .args(["nextest", "--version"])
            .output()
            .is_ok_and(|answer| answer.status.success())
}

/// What was done, for the closing lines.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
}

impl Report {
    fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
        self.tests(name, || work().map(|()| Vec::new()))
    }

    /// A step that runs tests; `work` gives the lines that sum them up.
    fn tests(&mut self, name: &str, work: impl FnOnce() -> Outcome<Vec<String>>) -> Outcome {
        println!("\n== {name}");
        let started = std::time::Instant::now();
        let summary = work().map_err(|failure| format!("{name}: {failure}"))?;
        self.lines.push(format!("{:>6} s  {name}", started.elapsed().as_secs()));
        // Empty groups of tests say nothing.
        let said = summary.into_iter().filter(|line| !line.contains(" 0 passed; 0 failed; 0 ignored"));
        self.lines.extend(said.map(|line| format!("          {line}")));
        Ok(())
    }

    fn close(&self) {
        println!("\n== passed");
        for line in &self.lines {
            println!("{line}");
        }
    }
}
