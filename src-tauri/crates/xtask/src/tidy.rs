//! Checks the layout that `CONTRIBUTING.md` describes: who may use whom, where SQL is, names and lengths, and that what is for
//! tests is in no program.

mod arrows;
mod features;
mod shipped;
mod text;

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use crate::paths;
use crate::process::{self, Outcome};

/// One breach of the layout.
pub(crate) struct Finding {
    /// Path inside the checkout, with the line where there is one.
    place: String,
    /// The rule, and what to do instead.
    rule: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.rule)
    }
}

/// A file of the project as git knows it, path relative to the root and with `/`.
pub(crate) struct Source {
    path: String,
    text: String,
}

impl Source {
    fn finding(&self, line: usize, rule: impl Into<String>) -> Finding {
        Finding { place: format!("{}:{line}", self.path), rule: rule.into() }
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

pub(crate) fn command() -> Outcome {
    let sources = sources()?;
    let mut findings = arrows::check(&arrows::packages()?);
    findings.extend(features::check(&sources));
    findings.extend(text::check(&sources));
    findings.extend(shipped::check()?);
    for warning in text::nearly_too_long(&sources) {
        println!("tidy: warning: {warning}");
    }
    for finding in &findings {
        println!("tidy: {finding}");
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(format!("{} breaches of the layout", findings.len()).into())
    }
}

/// Every text file that is or would be committed.
fn sources() -> Outcome<Vec<Source>> {
    let root = paths::root();
    let list = process::output(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root),
    )?;
    let read = |path: &str| {
        let text = std::fs::read_to_string(root.join(PathBuf::from(path))).ok()?;
        Some(Source { path: path.to_owned(), text })
    };
    // Pictures are not text, and a file that was removed but not yet from the index is no source.
    Ok(list.lines().filter_map(read).collect())
}
