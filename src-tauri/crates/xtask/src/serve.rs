//! Builds the server and starts it with the interface for a browser, on loopback unless told otherwise.

use std::process::{Command, Stdio};

use crate::process::{self, Outcome};
use crate::{paths, setup, ui};

pub(crate) fn command(rest: &[String]) -> Outcome {
    setup::prepare(false)?;
    ui::build(ui::Mode::Release)?;
    let release = rest.iter().any(|word| word == "--release");
    let mut cargo = process::cargo(&["build", "--package", "leadsmart-server", "--bin", "leadsmart-server"]);
    if release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)?;
    let name = if cfg!(windows) { "leadsmart-server.exe" } else { "leadsmart-server" };
    let server = paths::target().join(if release { "release" } else { "debug" }).join(name);
    process::run(
        Command::new(server)
            .args(rest.iter().filter(|word| *word != "--release"))
            .env("LEADSMART_SITE", paths::root().join("ui/dist"))
            .stdin(Stdio::null()),
    )
}
