//! Builds the application and opens it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::process::{self, Outcome};
use crate::{paths, setup, ui};

pub(crate) fn command(rest: &[String]) -> Outcome {
    if !has_display() {
        return Err(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n\
             `make serve` starts the server with the same interface for a browser on this machine."
                .into(),
        );
    }
    setup::prepare(false)?;
    ui::build(ui::Mode::Release)?;
    let window = build(rest)?;
    println!("run: opening {}", window.display());
    process::run(
        Command::new(window).args(rest.iter().filter(|word| *word != "--release")).stdin(Stdio::null()),
    )
}

/// Compiles the window with the interface inside; `ui/dist` must be there.
pub(crate) fn build(rest: &[String]) -> Outcome<PathBuf> {
    let release = rest.iter().any(|word| word == "--release");
    let mut cargo = process::cargo(&["build", "--package", "leadsmart"]);
    if release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)?;
    let name = if cfg!(windows) { "leadsmart.exe" } else { "leadsmart" };
    Ok(paths::target().join(if release { "release" } else { "debug" }).join(name))
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
