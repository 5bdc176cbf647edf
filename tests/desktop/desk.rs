//! A desk: folders of its own with a driver of its own, so that no test sees what another one left.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Folders and driver of one test. The application may be started on it again and again.
pub(crate) struct Desk {
    home: tempfile::TempDir,
    driver: Child,
    address: String,
    pictures: &'static str,
}

impl Desk {
    /// A desk on which nothing was ever started.
    pub(crate) fn fresh() -> Self {
        Self::with(&[], "")
    }

    /// A desk of somebody who has everything dark. Pictures of it say so in their names.
    pub(crate) fn dark() -> Self {
        Self::with(&[("GTK_THEME", "Adwaita:dark")], "-dark")
    }

    /// A desk with more in its environment.
    pub(crate) fn with(environment: &[(&str, &str)], pictures: &'static str) -> Self {
        let home = tempfile::tempdir().expect("there is room for temporary folders");
        let (port, native) = (free_port(), free_port());
        let driver = Command::new(variable("LEADSMART_TAURI_DRIVER"))
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("LEADSMART_DATA", home.path().join("data"))
            .env("XDG_DATA_HOME", home.path().join("share"))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .spawn()
            .expect("the driver starts");
        wait_for(port);
        Self { home, driver, address: format!("http://127.0.0.1:{port}"), pictures }
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

    /// Waits until the application that was closed has let go of its data, which it holds to its last breath.
    pub(crate) fn wait_until_closed(&self) {
        let lock = File::options().write(true).open(self.data().join("lock")).expect("the store has a lock");
        lock.lock().expect("the application ends and its lock with it");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Asked to end and not made to, so that it ends the webview's own driver too. It may have ended by itself.
        let _asked = Command::new("kill").arg(self.driver.id().to_string()).status();
        let _ended = self.driver.wait();
    }
}

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
