//! Private PostgreSQL clusters, for tests and benchmarks: each on a free port of loopback, in a folder of its own, killed at the
//! end of the process however it ends.
//!
//! The programs are those of the newest version below `/usr/lib/postgresql`, as Debian and Ubuntu install them, or those in the
//! folder that `LEADSMART_POSTGRES` names. PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tempfile::TempDir;
use uuid::Uuid;

/// What the person is told who has no PostgreSQL.
const MISSING: &str = "these tests start PostgreSQL 15 or newer of their own, and none was found below /usr/lib/postgresql: \
     install Debian's package `postgresql` (`make test` does), or name the folder of its programs in LEADSMART_POSTGRES";

/// The oldest version that is served.
const OLDEST: u32 = 15;

/// How often another port is tried when somebody else took the one that was free.
const PORTS: u32 = 5;

/// Stays beside the server for as long as its input is open, and ends it afterwards. So it also ends when the process of the
/// tests was killed and could not say goodbye.
const WATCH: &str = r#"
"$1/pg_ctl" start --wait --silent -D "$2" -l "$2/log" -o "$3" || { echo failed; exit 1; }
echo ready
read -r word
[ "$word" = keep ] && exit
"$1/pg_ctl" stop --silent -m immediate -D "$2"
rm -rf "${2%/data}"
"#;

/// Mounts a disk of its own for what it runs, which nobody else sees and which goes with it: its options, its place, and the rest.
const CONFINE: &str = r#"mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@""#;

/// How a cluster differs from the usual one.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether what was committed must survive the machine, as with a company: slower, and no matter when only processes die.
    pub durable: bool,
    /// Certificate and key in PEM form; without them the server speaks plain text only.
    pub tls: Option<(String, String)>,
    /// So many MiB are all the room that there is in [`Cluster::room`]: a disk that can be filled. It goes with the server.
    pub room: Option<u32>,
}

/// A running PostgreSQL of its own.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    settings: Settings,
    port: u16,
    password: String,
    owner: Option<Owner>,
    watch: Option<Watch>,
    databases: AtomicU32,
}

/// Whom the server runs as when the tests run as root.
#[derive(Clone, Copy, Debug)]
struct Owner {
    user: u32,
    group: u32,
}

#[derive(Debug)]
struct Watch {
    shell: Child,
    input: ChildStdin,
}

impl Cluster {
    /// The cluster that all tests of this process share, each with databases of its own.
    ///
    /// # Panics
    /// There is no PostgreSQL, or it does not start.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Settings::default()))
    }

    /// A cluster for one test: to be killed, or with settings of its own.
    ///
    /// # Panics
    /// There is no PostgreSQL, or it does not start.
    pub fn start(settings: Settings) -> Self {
        let programs = programs().unwrap_or_else(|| panic!("{MISSING}"));
        let folder = tempfile::Builder::new().prefix("leadsmart-postgres-").tempdir().expect("a folder");
        let owner = owner(folder.path());
        if let Some(owner) = owner {
            chown(folder.path(), Some(owner.user), Some(owner.group)).expect("root gives its folders away");
        }
        let password = Uuid::new_v4().simple().to_string();
        let mut cluster = Self {
            programs,
            folder,
            settings,
            port: 0,
            password,
            owner,
            watch: None,
            databases: AtomicU32::new(0),
        };
        cluster.initialize();
        cluster.start_again();
        cluster
    }

    /// Where a tablespace may lie that has only the room of [`Settings::room`].
    pub fn room(&self) -> PathBuf {
        self.folder.path().join("room")
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How its superuser connects to a database, on loopback and in plain text.
    pub fn superuser(&self, database: &str) -> PgConnectOptions {
        self.login("postgres", &self.password, database)
    }

    /// How anybody connects to a database, on loopback and in plain text.
    pub fn login(&self, user: &str, password: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .ssl_mode(PgSslMode::Disable)
            .username(user)
            .password(password)
            .database(database)
    }

    /// The connection string of its superuser to a database.
    pub fn connection_string(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// An empty database with a name of its own.
    ///
    /// # Panics
    /// The server does not answer.
    pub async fn empty(&self) -> String {
        self.copy_of("template0").await
    }

    /// A copy of a database, to which nobody may be connected.
    ///
    /// # Panics
    /// The server does not answer, or somebody is connected to the template.
    pub async fn copy_of(&self, template: &str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")).await;
        name
    }

    /// Runs statements as the superuser.
    ///
    /// # Panics
    /// One of them fails.
    pub async fn run(&self, database: &str, statements: &str) {
        let mut connection = self.connect(&self.superuser(database)).await;
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{statements}: {error}"));
        connection.close().await.expect("a connection closes");
    }

    /// Opens a connection that has to succeed.
    ///
    /// # Panics
    /// The server does not let it in.
    pub async fn connect(&self, options: &PgConnectOptions) -> PgConnection {
        options
            .connect()
            .await
            .unwrap_or_else(|error| panic!("{error}; the log of the server:\n{}", self.log()))
    }

    /// What the server wrote.
    pub fn log(&self) -> String {
        fs::read_to_string(self.data().join("log")).unwrap_or_default()
    }

    /// Kills the server as a power cut would: every process of it at once, with nothing tidied up.
    ///
    /// # Panics
    /// It does not run.
    pub fn kill(&mut self) {
        let Watch { mut shell, input } = self.watch.take().expect("the server runs");
        let pid_file = self.data().join("postmaster.pid");
        let pid = fs::read_to_string(&pid_file).expect("a running server says who it is");
        let pid = pid.lines().next().expect("the first line is its process").to_owned();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        // Some children may have ended since.
        let _ = Command::new("kill").args(["-KILL", &pid]).args(children.split_whitespace()).output();
        // What is dead but not yet collected would pass for a server that runs.
        fs::remove_file(pid_file).expect("the file is there");
        tell(input, "keep\n");
        shell.wait().expect("the shell ends");
    }

    /// Starts the server again, on the same port, after it was killed.
    ///
    /// # Panics
    /// It does not start.
    pub fn start_again(&mut self) {
        assert!(self.watch.is_none(), "the server runs");
        for _ in 0..PORTS {
            let port = if self.port == 0 { free_port() } else { self.port };
            if let Some(watch) = self.watch(port) {
                (self.port, self.watch) = (port, Some(watch));
                return;
            }
        }
        panic!("PostgreSQL does not start:\n{}", self.log());
    }

    /// Makes the data folder, with a superuser whose password nobody else knows.
    fn initialize(&self) {
        let secret = self.folder.path().join("password");
        fs::write(&secret, &self.password).expect("a file");
        self.give(&secret);
        let mut initdb = self.program("initdb");
        initdb
            .args(["--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C", "--username=postgres"])
            .args(["--auth-host=scram-sha-256", "--auth-local=reject"])
            .arg("--pwfile")
            .arg(&secret)
            .arg("--pgdata")
            .arg(self.data())
            .stdout(Stdio::null());
        assert!(initdb.status().expect("initdb runs").success(), "initdb makes a data folder");
        fs::remove_file(secret).expect("the file is there");
        fs::create_dir(self.room()).expect("a folder");
        self.give(&self.room());
        if let Some((certificate, key)) = &self.settings.tls {
            for (name, text) in [("server.crt", certificate), ("server.key", key)] {
                let file = self.data().join(name);
                fs::write(&file, text).expect("a file");
                fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a file of ours");
                self.give(&file);
            }
        }
    }

    fn watch(&self, port: u16) -> Option<Watch> {
        let mut shell = self.settings.room.map_or_else(|| self.command("sh"), |size| self.confined(size));
        shell.args(["-c", WATCH, "watch"]).arg(&self.programs).arg(self.data()).arg(self.options(port));
        // What goes wrong is in the log. The server outlives nothing but the pipe of its input: it holds no other of the tests' pipes.
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = shell.spawn().expect("there is a shell");
        let input = shell.stdin.take().expect("its input is piped");
        let mut said = BufReader::new(shell.stdout.take().expect("its output is piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("the shell says how it went");
        (line.trim() == "ready").then_some(Watch { shell, input })
    }

    fn options(&self, port: u16) -> String {
        let mut options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
             -c shared_buffers=64MB -c max_prepared_transactions=5"
        );
        if !self.settings.durable {
            // A commit is still with the system when the processes die.
            options += " -c fsync=off -c full_page_writes=off";
        }
        if self.settings.room.is_some() {
            // It would make room, or want some, whenever it likes.
            options += " -c autovacuum=off";
        }
        if self.settings.tls.is_some() {
            options += " -c ssl=on";
        }
        options
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        self.command(self.programs.join(name))
    }

    /// A command as whom the server runs.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        // A place where everybody may be: the checkout may be root's alone.
        command.current_dir("/").env("LC_ALL", "C");
        if let Some(owner) = self.owner {
            command.uid(owner.user).gid(owner.group);
        }
        command
    }

    /// The shell as whom the server runs, with a disk of so many MiB of its own. Who is not root becomes root of a namespace for the mount
    /// and herself again afterwards, as PostgreSQL wants it.
    fn confined(&self, size: u32) -> Command {
        let mut command = Command::new("unshare");
        command.current_dir("/").env("LC_ALL", "C");
        let metadata = fs::metadata(self.folder.path()).expect("the folder is there");
        let (user, group) = (metadata.uid().to_string(), metadata.gid().to_string());
        let options = format!("size={size}m,mode=0700");
        if self.owner.is_some() {
            let options = format!("{options},uid={user},gid={group}");
            command.args(["--mount", "sh", "-c", CONFINE, "confine", &options]).arg(self.room());
            command.args(["setpriv", "--reuid", &user, "--regid", &group, "--clear-groups", "sh"]);
        } else {
            command.args(["--user", "--map-root-user", "--mount", "sh", "-c", CONFINE, "confine", &options]);
            command.arg(self.room()).args(["unshare", "--user"]);
            command.args([format!("--map-user={user}"), format!("--map-group={group}")]).arg("sh");
        }
        command
    }

    fn give(&self, file: &Path) {
        if let Some(owner) = self.owner {
            chown(file, Some(owner.user), Some(owner.group)).expect("root gives its files away");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(Watch { mut shell, input }) = self.watch.take() {
            tell(input, "");
            let _ = shell.wait();
        }
    }
}

/// Says the last word to the shell, which may have ended already.
fn tell(mut input: ChildStdin, word: &str) {
    let _ = input.write_all(word.as_bytes());
}

fn programs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("LEADSMART_POSTGRES") {
        return Some(named.into());
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let number = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let serving = versions.map(|entry| entry.path()).filter(|folder| number(folder) >= Some(OLDEST));
    serving.max_by_key(number).map(|folder| folder.join("bin")).filter(|bin| bin.join("initdb").exists())
}

/// Somebody else to run as, if these tests run as root: who owns a new folder is who runs.
fn owner(folder: &Path) -> Option<Owner> {
    if fs::metadata(folder).expect("the folder is there").uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("a list of users");
    let of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some(Owner { user: numbers.next()?.ok()?, group: numbers.next()?.ok()? })
    };
    Some(of("postgres").or_else(|| of("nobody")).expect("there is somebody besides root"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has free ports");
    listener.local_addr().expect("a bound socket has an address").port()
}
