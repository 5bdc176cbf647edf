//! The tests of the real window: WebDriver drives the system webview under a virtual display.
//!
//! They are the test target `desktop` of the package `leadsmart-tests`, behind that package's feature `desktop`, so that
//! the other tests never wait for a window. What they may rely on, through the environment:
//!
//! | Variable | Meaning |
//! |---|---|
//! | `LEADSMART_BIN` | path of the window's program, with the interface inside |
//! | `LEADSMART_TAURI_DRIVER` | the program `tauri-driver`; each test starts one with an environment of its own |
//! | `LEADSMART_AXE` | the script of axe-core, which the tests run in the page |
//! | `LEADSMART_SCREENSHOTS` | an existing folder where screenshots are kept |
//!
//! Those of `speed`, which are ignored here, are run by `cargo xtask speed` on a release build.
//!
//! A session is made with
//! `{"capabilities":{"alwaysMatch":{"browserName":"wry","tauri:options":{"application":$LEADSMART_BIN,"args":[…]}}}}`.
//! Deleting the session ends the application; another session with the same folders is a restart.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process::{self, Outcome};
use crate::{paths, run, setup, ui};

pub(crate) fn command(rest: &[String]) -> Outcome {
    setup::prepare(true)?;
    ui::build(ui::Mode::Release)?;
    tests(rest).map(|_| ())
}

/// Builds the window, then runs its tests in a session of their own; gives the lines that sum them up. The interface
/// and the tools must be there.
pub(crate) fn tests(rest: &[String]) -> Outcome<Vec<String>> {
    // What is tested can be told to use the simulator; what is given away cannot.
    let window = run::build(false, true)?;
    // Compiled apart, so that the time of the tests is told.
    process::run(&mut cargo_test(&["--no-run"]))?;
    let mut tests = cargo_test(&["--", "--test-threads", &at_once().to_string()]);
    prepare(&mut tests, &window)?;
    process::run_keeping_summary(tests.args(rest))
}

/// Tells the tests what they rely on.
pub(crate) fn prepare(tests: &mut Command, window: &Path) -> Outcome {
    let screenshots = paths::target().join("screenshots");
    fs::create_dir_all(&screenshots)?;
    tests
        .env("LEADSMART_BIN", window)
        .env("LEADSMART_SCREENSHOTS", screenshots)
        .env("LEADSMART_TAURI_DRIVER", setup::tauri_driver()?)
        .env("LEADSMART_AXE", setup::axe()?)
        .env("GDK_BACKEND", "x11")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("NO_AT_BRIDGE", "1")
        // The application sets this to 1 for graphics cards that show nothing otherwise, unless it is set. With 1,
        // WebDriver's screenshots never end on a virtual display (WebKitGTK 2.50); there, 0 shows everything.
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "0")
        .env_remove("WAYLAND_DISPLAY");
    Ok(())
}

/// How many windows are open at once: each of them draws in software.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4))
}

/// The tests of the window, and nothing else.
pub(crate) fn cargo_test(arguments: &[&str]) -> Command {
    let mut command = process::cargo(&[
        "test",
        "--package",
        "leadsmart-tests",
        "--features",
        "desktop",
        "--test",
        "desktop",
    ]);
    command.args(arguments);
    command
}
