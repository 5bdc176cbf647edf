//! A desk: folders, session and driver of its own, so that no test sees what another one left or does.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use crate::session::{DOWNLOADS, Keychain, Session, end};

/// By this variable an application that was built for it is told where a simulated WhatsApp is.
const SIMULATOR: &str = "LEADSMART_SIMULATOR";

/// How long the window may take to come and go.
const PATIENCE: Duration = Duration::from_secs(30);

/// Folders, session and driver of one test. The application may be started on it again and again.
pub(crate) struct Desk {
    driver: Child,
    session: Session,
    home: tempfile::TempDir,
    address: String,
    pictures: &'static str,
}

impl Desk {
    /// A desk on which nothing was ever started.
    pub(crate) fn fresh() -> Self {
        Self::at(Keychain::Unlocked, &[])
    }

    /// A desk on which WhatsApp is a simulator, which says so how it is reached.
    pub(crate) fn beside(simulator: &str) -> Self {
        Self::at(Keychain::Unlocked, &[(SIMULATOR, simulator)])
    }

    /// The same for somebody who has everything dark.
    pub(crate) fn dark_beside(simulator: &str) -> Self {
        Self::at(Keychain::Unlocked, &[(SIMULATOR, simulator), ("GTK_THEME", "Adwaita:dark")])
    }

    /// The same desk; the names of its pictures end so.
    pub(crate) fn pictures_named(mut self, ending: &'static str) -> Self {
        self.pictures = ending;
        self
    }

    /// A desk with a session bus on which no keychain answers.
    pub(crate) fn without_keychain() -> Self {
        Self::at(Keychain::None, &[])
    }

    fn at(keychain: Keychain, environment: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("there is room for temporary folders");
        let session = Session::start(home.path(), keychain);
        let (port, native) = (free_port(), free_port());
        let driver = session
            .inside(&mut Command::new(variable("LEADSMART_TAURI_DRIVER")))
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("LEADSMART_DATA", home.path().join("data"))
            .envs(environment.iter().copied())
            .process_group(0)
            .spawn()
            .expect("the driver starts");
        // The webview's own driver first: the other one complains at length when it is asked before.
        wait_for(native);
        wait_for(port);
        Self { driver, session, home, address: format!("http://127.0.0.1:{port}"), pictures: "" }
    }

    /// The session around the application.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// The folder that holds the data.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// The folder of the person's settings.
    pub(crate) fn settings(&self) -> PathBuf {
        self.home.path().join(".config")
    }

    /// Waits until the loudspeaker of the session has played something that is not silence.
    pub(crate) fn wait_until_heard(&self) {
        wait_until("something is heard", || self.heard() > 0);
    }

    /// How much the loudspeaker of the session has played so far that is not silence, in bytes.
    pub(crate) fn heard(&self) -> usize {
        let played = std::fs::read(self.home.path().join("sound.raw")).unwrap_or_default();
        played.iter().filter(|byte| **byte != 0).count()
    }

    /// Closes the window by its frame, through the window manager.
    pub(crate) fn close_by_frame(&self) {
        self.close_frame("LeadSmart");
    }

    /// Closes the window whose title contains these words.
    pub(crate) fn close_frame(&self, title: &str) {
        let closed = self.window_manager(&["-c", title]).status.success();
        assert!(closed, "the window can be closed");
    }

    /// Puts all windows away, as somebody does who works with another program.
    pub(crate) fn minimize(&self) {
        assert!(self.window_manager(&["-k", "on"]).status.success(), "windows can be put away");
    }

    /// Waits until the window is in sight, or is not.
    pub(crate) fn wait_until_in_sight(&self, wanted: bool) {
        wait_until("the window comes or goes", || self.windows().contains("LeadSmart") == wanted);
    }

    /// Waits until the window shows the page of this name, as its frame says.
    pub(crate) fn wait_until_at(&self, page: &str) {
        wait_until(page, || self.is_at(page));
    }

    /// Whether the window shows the page of this name now.
    pub(crate) fn is_at(&self, page: &str) -> bool {
        self.windows().contains(page)
    }

    fn windows(&self) -> String {
        String::from_utf8_lossy(&self.window_manager(&["-l"]).stdout).into_owned()
    }

    /// Presses keys as the keyboard of the session, such as `ctrl+k`.
    pub(crate) fn press(&self, keys: &str) {
        self.keyboard(&["key", "--clearmodifiers", keys]);
    }

    /// Types letters as the keyboard of the session.
    pub(crate) fn type_letters(&self, letters: &str) {
        self.keyboard(&["type", "--delay", "60", letters]);
    }

    fn keyboard(&self, asked: &[&str]) {
        let done = self.session.inside(Command::new("xdotool").args(asked)).status();
        assert!(done.expect("set-up has installed xdotool").success(), "the keyboard types {asked:?}");
    }

    /// Every point of the screen.
    pub(crate) fn look(&self) -> Vec<u8> {
        let dump = self.session.inside(Command::new("xwd").args(["-root", "-silent"])).output();
        dump.expect("set-up has installed xwd").stdout
    }

    /// Every point of the screen, once it stands still.
    pub(crate) fn look_when_still(&self) -> Vec<u8> {
        let (mut before, mut alike) = (self.look(), 0);
        wait_until("the screen stands still", || {
            let now = self.look();
            alike = if now == before { alike + 1 } else { 0 };
            before = now;
            alike > 20
        });
        before
    }

    fn window_manager(&self, asked: &[&str]) -> std::process::Output {
        let answer = self.session.inside(Command::new("wmctrl").args(asked)).output();
        answer.expect("set-up has installed wmctrl")
    }

    /// Kills the process that draws the window, as a fault in it would.
    pub(crate) fn kill_renderer(&self) {
        let group = self.driver.id().to_string();
        let killed = Command::new("pkill").args(["-KILL", "-g", &group, "WebKitWebProces"]).status();
        assert!(killed.expect("pkill is everywhere").success(), "a process draws the window");
    }

    /// The folder that gets what a person downloads.
    pub(crate) fn downloads(&self) -> PathBuf {
        self.home.path().join(DOWNLOADS)
    }

    /// Starts the application as a person's click on its icon does, beside what the driver started, and gives how it
    /// ended; none if it still runs after half a minute.
    pub(crate) fn click_on_icon(&self) -> Option<ExitStatus> {
        let mut application = self.start_by_icon();
        let number = application.id();
        let (tell, ended) = std::sync::mpsc::channel();
        std::thread::spawn(move || tell.send(application.wait()));
        match ended.recv_timeout(PATIENCE) {
            Ok(status) => Some(status.expect("it can be waited for")),
            Err(_) => {
                let _asked = Command::new("kill").arg(number.to_string()).status();
                None
            }
        }
    }

    /// Starts the application as the system does for a link that leads into it, beside what the driver started, and waits until it
    /// has handed the link over.
    pub(crate) fn click_on_link(&self, link: &str) {
        let status = self.start(&[link]).wait().expect("it can be waited for");
        assert!(status.success(), "a second start ends in order: {status}");
    }

    /// Starts the application without a driver, in the group of the driver's, with which it ends.
    pub(crate) fn start_by_icon(&self) -> Child {
        self.start(&[])
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let group = i32::try_from(self.driver.id()).expect("numbers of processes are small");
        self.session
            .inside(&mut Command::new(variable("LEADSMART_BIN")))
            .args(arguments)
            .env("LEADSMART_DATA", self.data())
            .process_group(group)
            .spawn()
            .expect("the application can be started")
    }

    /// The numbers of the applications that run with the data of this desk.
    pub(crate) fn running(&self) -> Vec<u32> {
        let application = std::fs::canonicalize(variable("LEADSMART_BIN")).expect("the application is built");
        let data = format!("LEADSMART_DATA={}", self.data().display());
        let entries = std::fs::read_dir("/proc").expect("Linux tells its processes").filter_map(Result::ok);
        let number = |entry: std::fs::DirEntry| {
            let number: u32 = entry.file_name().to_str()?.parse().ok()?;
            let environment = std::fs::read(entry.path().join("environ")).ok()?;
            let ours = environment.split(|byte| *byte == 0).any(|one| one == data.as_bytes());
            let program = std::fs::read_link(entry.path().join("exe")).ok()?;
            (ours && program == application).then_some(number)
        };
        entries.filter_map(number).collect()
    }

    /// Waits until an application that ran before has ended and started itself again, and ends what it started.
    pub(crate) fn end_restarted(&self, before: &[u32]) {
        let begun = Instant::now();
        let started = loop {
            let now = self.running();
            let gone = before.iter().all(|number| !now.contains(number));
            match now.iter().find(|number| !before.contains(number)) {
                Some(number) if gone => break *number,
                _ => std::thread::yield_now(),
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "the application starts itself again");
        };
        let _asked = Command::new("kill").arg(started.to_string()).status();
        while self.running().contains(&started) {
            assert!(begun.elapsed() < Duration::from_secs(60), "the application ends when it is asked to");
            std::thread::yield_now();
        }
        wait_until_closed(&self.data());
    }

    /// The number of the driver's process.
    pub(crate) fn driver(&self) -> u32 {
        self.driver.id()
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
    }
}

/// Looks again and again until something is so.
pub(crate) fn wait_until(what: &str, so: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    let mut so = so;
    while !so() {
        assert!(Instant::now() < until, "waited in vain: {what}");
        std::thread::yield_now();
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
