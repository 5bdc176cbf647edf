//! What a person's log-in starts around the application: a display with a window manager, a session bus, a keychain. Each
//! desk has its own, so that desks stand beside each other: the application runs once on a bus.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The keychain of a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keychain {
    /// GNOME Keyring, which the bus starts when it is first asked, unlocked.
    Unlocked,
    /// Nobody answers.
    None,
}

/// Where what a person downloads is put, below her home.
pub(crate) const DOWNLOADS: &str = "downloads";

/// A session. It ends with its owner, and all that it started.
pub(crate) struct Session {
    /// In the order of their starts; they end the other way round.
    programs: Vec<Child>,
    environment: Vec<(&'static str, String)>,
}

impl Session {
    /// Logs in. What the session keeps lies below `home`.
    pub(crate) fn start(home: &Path, keychain: Keychain) -> Self {
        // Some libraries look below the home itself, whatever the folders of the session are.
        let environment = vec![("HOME", home.display().to_string())];
        let mut session = Self { programs: Vec::new(), environment };
        for (variable, name) in
            [("XDG_DATA_HOME", "share"), ("XDG_CONFIG_HOME", "config"), ("XDG_RUNTIME_DIR", "runtime")]
        {
            session.environment.push((variable, folder(home, name)));
        }
        let downloads = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", folder(home, DOWNLOADS));
        let named = std::fs::write(home.join("config/user-dirs.dirs"), downloads);
        named.expect("the folder of settings can be written to");
        let sound = home.join("sound.conf");
        std::fs::write(&sound, SOUND.replace("HOME", &home.display().to_string())).expect("there is room");
        session.environment.push(("ALSA_CONFIG_PATH", sound.display().to_string()));
        let number = session.start_and_read(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1440x960x24",
            "-nolisten",
            "tcp",
        ]));
        session.environment.push(("DISPLAY", format!(":{number}")));
        let settings = bus(home, keychain);
        let address = session.start_and_read(
            Command::new("dbus-daemon")
                .arg(format!("--config-file={settings}"))
                .args(["--nofork", "--print-address"]),
        );
        session.environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
        let manager =
            session.inside(&mut Command::new("openbox")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        session.programs.push(manager.expect("the window manager starts"));
        session
    }

    /// The address of the session bus.
    pub(crate) fn bus(&self) -> &str {
        let address = self.environment.iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
        address.map(|(_, address)| address.as_str()).expect("a session has a bus")
    }

    /// A program as one of this session.
    pub(crate) fn inside<'a>(&self, program: &'a mut Command) -> &'a mut Command {
        let environment = self.environment.iter().map(|(name, value)| (*name, value.as_str()));
        program.envs(environment).stdin(Stdio::null())
    }

    /// Starts a program that says in its first line how it is reached.
    fn start_and_read(&mut self, program: &mut Command) -> String {
        let started = self.inside(program).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut started = started.unwrap_or_else(|error| panic!("{program:?} does not start: {error}"));
        let said = started.stdout.take().expect("its output is piped");
        self.programs.push(started);
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).expect("it says how it is reached");
        assert!(!line.trim().is_empty(), "{program:?} says how it is reached");
        line.trim().to_owned()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        while let Some(mut program) = self.programs.pop() {
            let number = program.id().to_string();
            end(&mut program, &number);
        }
    }
}

/// Asks a program to end, or the whole group of programs if the number is negative, and waits for it.
pub(crate) fn end(program: &mut Child, number: &str) {
    let _asked = Command::new("kill").args(["-TERM", "--", number]).status();
    let _ended = program.wait();
}

/// A folder for this user only, as that of a running session has to be.
fn folder(home: &Path, name: &str) -> String {
    use std::os::unix::fs::DirBuilderExt;
    let path = home.join(name);
    std::fs::DirBuilder::new().mode(0o700).create(&path).expect("there is room for temporary folders");
    path.display().to_string()
}

/// Writes the settings of a session bus on which nothing is started but the keychain; gives their file.
fn bus(home: &Path, keychain: Keychain) -> String {
    let services = folder(home, "services");
    if keychain == Keychain::Unlocked {
        let start =
            "printf 'window tests' | exec gnome-keyring-daemon --foreground --unlock --components=secrets";
        let service = format!("[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/sh -c \"{start}\"\n");
        let file = Path::new(&services).join("org.freedesktop.secrets.service");
        std::fs::write(file, service).expect("the folder can be written to");
    }
    let settings = home.join("bus.conf");
    let text = BUS.replace("HOME", &home.display().to_string());
    std::fs::write(&settings, text).expect("the folder can be written to");
    settings.display().to_string()
}

/// Everybody of this user may speak to everybody.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:dir=HOME</listen>
  <servicedir>HOME/services</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A loudspeaker that writes down what it plays: ALSA itself, with its own plugin for files.
const SOUND: &str = r#"pcm.nowhere { type null }
pcm.!default {
  type plug
  slave.pcm {
    type file
    slave.pcm nowhere
    file "HOME/sound.raw"
    format raw
  }
}
ctl.!default { type null }
"#;
