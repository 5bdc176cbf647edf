//! A desk: folders of its own with a driver of its own, so that no test sees what another one left.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Folders and driver of one test. The application may be started on it again and again.
pub(crate) struct Desk {
    home: tempfile::TempDir,
    driver: Child,
    bus: Option<Child>,
    address: String,
    pictures: &'static str,
}

impl Desk {
    /// A desk on which nothing was ever started.
    pub(crate) fn fresh() -> Self {
        Self::at(folder(), &[])
    }

    /// A desk of somebody who has everything dark.
    pub(crate) fn dark() -> Self {
        Self::at(folder(), &[("GTK_THEME", "Adwaita:dark")])
    }

    /// The same desk; the names of its pictures end so.
    pub(crate) fn pictures_named(mut self, ending: &'static str) -> Self {
        self.pictures = ending;
        self
    }

    /// A desk with a session bus on which no keychain answers.
    pub(crate) fn without_keychain() -> Self {
        let home = folder();
        let (bus, address) = bus_without_services(home.path());
        let mut desk = Self::at(home, &[("DBUS_SESSION_BUS_ADDRESS", &address)]);
        desk.bus = Some(bus);
        desk
    }

    fn at(home: tempfile::TempDir, environment: &[(&str, &str)]) -> Self {
        let (port, native) = (free_port(), free_port());
        let driver = Command::new(variable("LEADSMART_TAURI_DRIVER"))
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("LEADSMART_DATA", home.path().join("data"))
            .env("XDG_DATA_HOME", home.path().join("share"))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("the driver starts");
        // The webview's own driver first: the other one complains at length when it is asked before.
        wait_for(native);
        wait_for(port);
        Self { home, driver, bus: None, address: format!("http://127.0.0.1:{port}"), pictures: "" }
    }

    /// The folder that holds the data.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Starts the application as a person's click on its icon does, beside what the driver started, and gives how it
    /// ended; none if it still runs after half a minute.
    pub(crate) fn click_on_icon(&self) -> Option<ExitStatus> {
        let mut application = Command::new(variable("LEADSMART_BIN"))
            .env("LEADSMART_DATA", self.data())
            .env("XDG_DATA_HOME", self.home.path().join("share"))
            .stdin(Stdio::null())
            .spawn()
            .expect("the application can be started");
        let number = application.id();
        let (tell, ended) = std::sync::mpsc::channel();
        std::thread::spawn(move || tell.send(application.wait()));
        match ended.recv_timeout(Duration::from_secs(30)) {
            Ok(status) => Some(status.expect("it can be waited for")),
            Err(_) => {
                let _asked = Command::new("kill").arg(number.to_string()).status();
                None
            }
        }
    }

    /// Where its driver listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What the names of its pictures end with.
    pub(crate) fn pictures(&self) -> &'static str {
        self.pictures
    }
}

/// Waits until the application that was closed has let go of its data, which it holds to its last breath.
pub(crate) fn wait_until_closed(data: &Path) {
    let lock = File::options().write(true).open(data.join("lock")).expect("the store has a lock");
    let (tell, closed) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(lock.lock()));
    let closed =
        closed.recv_timeout(Duration::from_secs(20)).expect("the application ends when its session does");
    closed.expect("the lock can be taken");
}

impl Drop for Desk {
    fn drop(&mut self) {
        // With all that it started: a test that failed leaves the application open, and the next one would only raise its
        // window. It may have ended by itself.
        let group = format!("-{}", self.driver.id());
        end(&mut self.driver, &group);
        if let Some(bus) = &mut self.bus {
            let number = bus.id().to_string();
            end(bus, &number);
        }
    }
}

/// Asks a program to end, or the whole group of programs if the number is negative, and waits for it.
fn end(program: &mut Child, number: &str) {
    let _asked = Command::new("kill").args(["-TERM", "--", number]).status();
    let _ended = program.wait();
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("there is room for temporary folders")
}

/// A session bus that starts nothing, and its address.
fn bus_without_services(home: &Path) -> (Child, String) {
    let settings = home.join("bus.conf");
    std::fs::write(&settings, BUS).expect("the folder can be written to");
    let mut bus = Command::new("dbus-daemon")
        .arg(format!("--config-file={}", settings.display()))
        .args(["--nofork", "--print-address"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the bus starts");
    let mut address = String::new();
    let said = bus.stdout.take().expect("its output is piped");
    BufReader::new(said).read_line(&mut address).expect("the bus says its address");
    (bus, address.trim().to_owned())
}

/// Everybody of this user may speak to everybody, and there is nobody to be started.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// What `cargo xtask desktop` says under this name.
pub(crate) fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: start these tests with `cargo xtask desktop`"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it has a number").port()
}

/// Waits until a driver at this port says that it is ready.
fn wait_for(port: u16) {
    let begun = Instant::now();
    while !answers(port) {
        assert!(begun.elapsed() < Duration::from_secs(20), "the driver answers");
        std::thread::yield_now();
    }
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let question = b"GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let mut answer = String::new();
    let wait = stream.set_read_timeout(Some(Duration::from_secs(2)));
    wait.and_then(|()| stream.write_all(question)).and_then(|()| stream.read_to_string(&mut answer)).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
