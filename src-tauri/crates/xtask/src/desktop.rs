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
//! | `DISPLAY`, `DBUS_SESSION_BUS_ADDRESS` | the virtual display and the private session bus with an unlocked keychain |
//! | `XDG_DATA_HOME`, `XDG_CONFIG_HOME`, `XDG_RUNTIME_DIR` | empty folders of this run; nothing of the person is touched |
//!
//! A session is made with
//! `{"capabilities":{"alwaysMatch":{"browserName":"wry","tauri:options":{"application":$LEADSMART_BIN,"args":[…]}}}}`.
//! Deleting the session ends the application; another session with the same folders is a restart.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

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
    let window = run::build(&[])?;
    // Compiled before the session starts, so that a session lasts as long as its tests.
    process::run(&mut cargo_test(&["--no-run"]))?;
    // In the system's folder for what is temporary: sockets go below it, and their paths may not be long.
    let home = Folder::fresh(&std::env::temp_dir().join(format!("leadsmart-window-{}", std::process::id())))?;
    let (_display, number) = display()?;
    let screenshots = paths::target().join("screenshots");
    fs::create_dir_all(&screenshots)?;
    let mut session = Command::new("dbus-run-session");
    session.arg("--").arg(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Through cargo, because building the interface may have replaced the file that this program was started from.
    session.args(["run", "--quiet", "--package", "xtask", "--", "desktop-session"]).args(rest);
    for (variable, name) in
        [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_RUNTIME_DIR", "runtime")]
    {
        session.env(variable, home.inside(name)?);
    }
    session
        .stdin(Stdio::null())
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target())
        // Before the bus starts, so that what the bus starts finds the display.
        .env("DISPLAY", number)
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
    process::run_keeping_summary(&mut session)
}

/// Inside `dbus-run-session`: window manager and keychain around the tests. Everything started here is stopped
/// when it ends.
pub(crate) fn inside_session(rest: &[String]) -> Outcome {
    let _manager = Running::start(Command::new("openbox").stdin(Stdio::null()).stderr(Stdio::null()))?;
    let _keychain = keychain()?;
    let mut tests = cargo_test(&[]);
    tests.args(["--", "--test-threads", "1"]).args(rest);
    process::run(&mut tests)
}

fn cargo_test(arguments: &[&str]) -> Command {
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

/// A virtual display with the first free number.
fn display() -> Outcome<(Running, String)> {
    let mut server = Running::start(
        Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1440x960x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped()),
    )?;
    let mut line = String::new();
    if let Some(stream) = server.0.stdout.take() {
        BufReader::new(stream).read_line(&mut line)?;
    }
    match line.trim() {
        "" => Err("Xvfb gave no display".into()),
        number => Ok((server, format!(":{number}"))),
    }
}

/// A real keychain, unlocked with a password nobody needs: the folders it writes to are this run's.
fn keychain() -> Outcome<Running> {
    let mut daemon = Running::start(
        Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null()),
    )?;
    if let Some(mut password) = daemon.0.stdin.take() {
        password.write_all(b"window tests")?;
    }
    Ok(daemon)
}

/// A program that ends with its owner.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Outcome<Self> {
        let started = command.spawn();
        Ok(Self(started.map_err(|error| format!("could not start {}: {error}", process::shown(command)))?))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// A folder that goes away with its owner.
struct Folder(PathBuf);

impl Folder {
    fn fresh(path: &Path) -> Outcome<Self> {
        if path.exists() {
            fs::remove_dir_all(path)?;
        }
        fs::create_dir_all(path)?;
        Ok(Self(path.to_path_buf()))
    }

    /// A folder inside, for this user only, as a runtime folder has to be.
    fn inside(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.0.join(name);
        fs::create_dir_all(&folder)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is temporary.
        let _left = fs::remove_dir_all(&self.0);
    }
}
