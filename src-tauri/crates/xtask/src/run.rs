//! Builds the application and opens it; with `--simulator` beside a simulated WhatsApp, to which two phones belong.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::process::{self, Outcome};
use crate::{paths, setup, ui};

/// The window is built to use a simulator, and one is started for it.
const SIMULATED: &str = "--simulator";

/// The window is built as it is given away.
const RELEASE: &str = "--release";

/// By this variable a window that was built for it is told where the simulator is.
pub(crate) const WHERE: &str = "LEADSMART_SIMULATOR";

/// A phone of the company, to link, and one of a client, to write with.
const PHONES: [&str; 2] = ["5511987650001=Clínica Aurora", "5511987650002=Maria"];

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
    let simulated = rest.iter().any(|word| word == SIMULATED);
    let release = rest.iter().any(|word| word == RELEASE);
    let window = build(release, simulated)?;
    let mut opened = Command::new(&window);
    opened.args(rest.iter().filter(|word| ![SIMULATED, RELEASE].contains(&word.as_str())));
    println!("run: opening {}", window.display());
    if simulated {
        let simulator = Simulator::start()?;
        process::run(opened.env(WHERE, &simulator.addresses).stdin(Stdio::null()))
    } else {
        process::run(opened.stdin(Stdio::null()))
    }
}

/// Compiles the window with the interface inside; `ui/dist` must be there. Only a window that is meant for the simulator can be told
/// to use it.
pub(crate) fn build(release: bool, simulated: bool) -> Outcome<PathBuf> {
    let mut cargo = process::cargo(&["build", "--package", "leadsmart"]);
    if release {
        cargo.arg("--release");
    }
    if simulated {
        cargo.args(["--features", "simulator"]);
    }
    process::run(&mut cargo)?;
    let name = if cfg!(windows) { "leadsmart.exe" } else { "leadsmart" };
    Ok(paths::target().join(if release { "release" } else { "debug" }).join(name))
}

/// A simulated WhatsApp, until it is dropped.
struct Simulator {
    program: Child,
    /// What it says about how it is reached, as JSON.
    addresses: String,
}

impl Simulator {
    fn start() -> Outcome<Self> {
        const PACKAGE: &str = "leadsmart-whatsapp-simulator";
        process::run(&mut process::cargo(&["build", "--package", PACKAGE]))?;
        let name = if cfg!(windows) { "whatsapp-simulator.exe" } else { "whatsapp-simulator" };
        let mut program = Command::new(paths::target().join("debug").join(name))
            .args(PHONES.iter().flat_map(|phone| ["--phone", phone]))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut addresses = String::new();
        if let Some(said) = program.stdout.take() {
            BufReader::new(said).read_line(&mut addresses)?;
        }
        println!("run: simulated WhatsApp at {}", addresses.trim());
        println!(
            "run: its phones are {}; `curl` drives them, see whatsapp-simulator/src/admin.rs",
            PHONES.join(" and ")
        );
        Ok(Self { program, addresses })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
