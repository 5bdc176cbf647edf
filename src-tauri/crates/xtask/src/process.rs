//! Starting programs and saying what failed.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::paths;

/// What a subcommand answers.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a subcommand stopped, as a sentence for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self(sentence)
    }
}

impl From<&str> for Failure {
    fn from(sentence: &str) -> Self {
        Self(sentence.to_owned())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// `cargo` of the toolchain that started this program, at the root of the checkout, building into the shared folder.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(arguments)
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target())
        .stdin(Stdio::null());
    // Queries are checked against the committed `.sqlx`, whatever database the environment happens to name.
    command.env("SQLX_OFFLINE", "true");
    // `cargo run` tells this program about its own package; builds it starts must not take that for theirs.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Starts this program again, compiled with the feature a subcommand needs.
pub(crate) fn again_with(feature: &str, subcommand: &str, rest: &[String]) -> Outcome {
    let mut command =
        cargo(&["run", "--quiet", "--package", "xtask", "--features", feature, "--", subcommand]);
    command.args(rest);
    run(&mut command)
}

/// Runs a program to its end, its output being this program's.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("could not start {}: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", shown(command)).into()) }
}

/// Runs a program to its end and gives what it wrote to standard output.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let answer = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("could not start {}: {error}", shown(command)))?;
    if answer.status.success() {
        Ok(String::from_utf8_lossy(&answer.stdout).into_owned())
    } else {
        Err(format!("{} failed ({})", shown(command), answer.status).into())
    }
}

/// Runs a program to its end, passes its output on and keeps the lines that sum up tests.
pub(crate) fn run_keeping_summary(command: &mut Command) -> Outcome<Vec<String>> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("could not start {}: {error}", shown(command)))?;
    let errors = child.stderr.take();
    let reader = std::thread::spawn(move || errors.map(pass_on).unwrap_or_default());
    let mut summary = child.stdout.take().map(pass_on).unwrap_or_default();
    summary.extend(reader.join().unwrap_or_default());
    let status = child.wait()?;
    if status.success() { Ok(summary) } else { Err(format!("{} failed ({status})", shown(command)).into()) }
}

/// Copies a stream to standard output line by line and gives the lines that sum up tests.
fn pass_on(stream: impl std::io::Read) -> Vec<String> {
    let mut summary = Vec::new();
    let mut lines = BufReader::new(stream);
    let mut line = Vec::new();
    while matches!(lines.read_until(b'\n', &mut line), Ok(1..)) {
        let text = String::from_utf8_lossy(&line).into_owned();
        let mut terminal = std::io::stdout().lock();
        // A terminal that went away must not end the tests.
        let _gone = terminal.write_all(&line).and_then(|()| terminal.flush());
        if text.contains("Summary [") || text.trim_start().starts_with("test result:") {
            summary.push(text.trim().to_owned());
        }
        line.clear();
    }
    summary
}

/// A command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    if let Some(name) = words[0].rsplit('/').next() {
        words[0] = name.to_owned();
    }
    words.join(" ")
}
