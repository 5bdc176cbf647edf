//! Checks licences and sources of the dependencies with cargo-deny, as `deny.toml` says.

use crate::process::{self, Outcome};
use crate::{paths, setup};

/// The version that set-up compiles where none is installed.
const CARGO_DENY: &str = "0.20.2";

pub(crate) fn command() -> Outcome {
    let program = match paths::on_path("cargo-deny") {
        Some(program) => program,
        None => setup::installed("cargo-deny", CARGO_DENY)?,
    };
    // Advisories need the network on every run, so they are for whoever renews the dependencies: `cargo deny check`.
    let mut deny = std::process::Command::new(program);
    deny.args(["--log-level", "error", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]);
    process::run(deny.current_dir(paths::root()))
}
