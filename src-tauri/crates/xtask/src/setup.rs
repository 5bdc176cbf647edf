//! Installs what is missing: quick when nothing is.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::paths;
use crate::process::{self, Outcome};

/// The WebDriver server that starts a Tauri application. Newer majors belong to Tauri 3.
const TAURI_DRIVER: &str = "2.1.0";

/// The program that makes requests from the OpenAPI document, from PyPI.
const SCHEMATHESIS: &str = "4.32.5";

/// The SMTP server that mail is handed in to, from PyPI.
const AIOSMTPD: &str = "1.4.6";

/// The library that reads and writes calendar files, from PyPI.
const ICALENDAR: &str = "7.3.0";

/// The package of PyPI that carries axe-core as one script, and its version; its own code is not used.
const AXE: (&str, &str) = ("axe-playwright-python", "0.1.8");

pub(crate) fn command(rest: &[String]) -> Outcome {
    prepare(rest.iter().any(|word| word == "--tests"))
}

/// Installs what building and running need, and with `tests` what the tests need.
pub(crate) fn prepare(tests: bool) -> Outcome {
    let mut bootstrap = Command::new("sh");
    bootstrap.arg(paths::root().join("src-tauri/crates/xtask/bootstrap.sh"));
    if tests {
        bootstrap.arg("--tests");
    }
    process::run(&mut bootstrap)?;
    WasmToolchain::find()?;
    if tests {
        tauri_driver()?;
        schemathesis()?;
        aiosmtpd()?;
        icalendar()?;
        axe()?;
    }
    Ok(())
}

/// The window tests' driver, compiled into the cache when it is missing.
pub(crate) fn tauri_driver() -> Outcome<PathBuf> {
    installed("tauri-driver", TAURI_DRIVER)
}

/// The fuzzer of the REST interface.
pub(crate) fn schemathesis() -> Outcome<PathBuf> {
    from_pypi("schemathesis", SCHEMATHESIS)
}

/// The SMTP server of the tests; the Python that has it as a library lies beside it.
pub(crate) fn aiosmtpd() -> Outcome<PathBuf> {
    from_pypi("aiosmtpd", AIOSMTPD)
}

/// A program of the library for calendar files; the Python that has it lies beside it.
pub(crate) fn icalendar() -> Outcome<PathBuf> {
    from_pypi("icalendar", ICALENDAR)
}

/// The script of axe-core, which looks for what shuts people out of a page.
pub(crate) fn axe() -> Outcome<PathBuf> {
    let program = paths::tool(AXE.0, AXE.1);
    let environment = program.ancestors().nth(2).unwrap_or(&program).to_path_buf();
    let script = || {
        let files = paths::files_below(&environment.join("lib"));
        files.into_iter().find(|file| file.ends_with("axe_playwright_python/axe.min.js"))
    };
    if let Some(script) = script() {
        return Ok(script);
    }
    into_environment(&environment, AXE.0, AXE.1, &["--no-deps"])?;
    script().ok_or_else(|| format!("{} {} carries no axe-core", AXE.0, AXE.1).into())
}

/// A program from PyPI at one version, in a Python environment of its own in the cache.
fn from_pypi(name: &str, version: &str) -> Outcome<PathBuf> {
    let program = paths::tool(name, version);
    if !program.is_file() {
        let environment = program.ancestors().nth(2).unwrap_or(&program).to_path_buf();
        into_environment(&environment, name, version, &[])?;
    }
    Ok(program)
}

fn into_environment(environment: &Path, name: &str, version: &str, options: &[&str]) -> Outcome {
    println!("set-up: installing {name} {version}");
    process::run(Command::new("python3").args(["-m", "venv"]).arg(environment))?;
    let wanted = format!("{name}=={version}");
    let mut pip = Command::new(environment.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(options).arg(&wanted);
    process::run(&mut pip)
}

/// A program from crates.io at one version, outside the checkout.
pub(crate) fn installed(name: &str, version: &str) -> Outcome<PathBuf> {
    let program = paths::tool(name, version);
    if program.is_file() {
        return Ok(program);
    }
    println!("set-up: compiling {name} {version}");
    let folder = program.ancestors().nth(2).unwrap_or(&program);
    std::fs::create_dir_all(folder)?;
    // Without optimization: these tools wait for others, and compiling them well takes minutes.
    let mut install =
        process::cargo(&["install", name, "--version", version, "--locked", "--debug", "--root"]);
    // Away from the checkout: its settings for cargo are not the tool's.
    install.arg(folder).current_dir(folder);
    process::run(&mut install)?;
    Ok(program)
}

/// How Rust becomes WASM on this machine.
pub(crate) enum WasmToolchain {
    /// The toolchain that runs this program has the target.
    Rustup,
    /// Debian's compiler, which builds the standard library from its sources.
    Debian,
}

impl WasmToolchain {
    /// Finds out which way applies; installing is `bootstrap.sh`'s. `LEADSMART_WASM=debian` takes the second way where
    /// both are possible, to try it.
    pub(crate) fn find() -> Outcome<Self> {
        let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]))?;
        let debian = std::env::var_os("LEADSMART_WASM").is_some_and(|way| way == "debian");
        if !debian && PathBuf::from(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib").is_dir() {
            return Ok(Self::Rustup);
        }
        if ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/wasm-ld-22"]
            .iter()
            .all(|file| PathBuf::from(file).is_file())
        {
            return Ok(Self::Debian);
        }
        Err("there is no way to build WASM yet: run `cargo xtask setup`".into())
    }

    /// The cargo to call.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = process::cargo(&[]);
        if matches!(self, Self::Rustup) {
            return command;
        }
        let mut debian = Command::new("/usr/bin/cargo");
        debian.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        debian.current_dir(paths::root()).stdin(std::process::Stdio::null());
        // What rustup's cargo sets for the programs it runs would make Debian's compiler load the wrong libraries.
        for name in ["CARGO", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "RUSTC_WRAPPER", "RUSTFLAGS"] {
            debian.env_remove(name);
        }
        debian.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
        debian
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22")
            .env("CARGO_TARGET_DIR", self.target());
        command = debian;
        command
    }

    /// Adds the arguments that come after cargo's subcommand.
    pub(crate) fn finish(&self, command: &mut Command) {
        if matches!(self, Self::Debian) {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
    }

    /// The folder this way builds into. Two compilers in one folder would throw each other's work away.
    pub(crate) fn target(&self) -> PathBuf {
        match self {
            Self::Rustup => paths::target(),
            Self::Debian => paths::target().join("debian-wasm"),
        }
    }
}
