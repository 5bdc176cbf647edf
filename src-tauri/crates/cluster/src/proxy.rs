//! The way to a PostgreSQL, as bad as a test wants it: a proxy on loopback that cuts, delays, falls silent, and loses what the server
//! answered after it committed.
//!
//! It reads the messages of the protocol that pass, so that what goes wrong goes wrong at a known place; so it speaks plain text only, and
//! says so to who asks for TLS. It lives in a thread of its own: what blocks a test does not hold it up. What happens to a connection by
//! chance follows from the seed and from the connection's number.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::cluster::Cluster;

/// What asks for TLS, and for Kerberos, in the place of a first message.
const ASKS_FOR_PROTECTION: [u32; 2] = [80_877_103, 80_877_104];

/// How the way to the server is. It holds for connections that are there as well as for new ones, from their next message on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// Everything passes.
    #[default]
    Clear,
    /// Whoever calls is hung up on at once. Connections that are there stay.
    Refusing,
    /// Half open: whoever calls is let in, and nothing passes in either direction until the weather changes.
    Silent,
    /// Every answer takes so much longer.
    Slow(Duration),
    /// An answer ends after so many bytes, and the connection with it. Shorter ones pass, and so does the login.
    Cutting(usize),
    /// What was asked with this in its text, which may be empty, is done and committed, but the answer is lost with the connection.
    Losing(&'static str),
    /// Each question and answer has its own fate, by chance.
    Random(Odds),
}

/// How often something goes wrong in [`Weather::Random`], out of a thousand times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odds {
    /// A connection is refused.
    pub refused: u32,
    /// A question, or an answer, is cut somewhere within it.
    pub cut: u32,
    /// An answer is lost after the server has committed.
    pub lost: u32,
    /// An answer never comes, though the connection stands: who waits for it waits as long as it has patience.
    pub silent: u32,
    /// How much longer an answer takes at most.
    pub delay: Duration,
}

impl Odds {
    /// A network that mostly works, for what lasts long.
    pub const UNSTEADY: Self =
        Self { refused: 50, cut: 20, lost: 20, silent: 0, delay: Duration::from_millis(20) };
    /// A network that mostly breaks before a reading is through.
    pub const ROUGH: Self =
        Self { refused: 150, cut: 120, lost: 100, silent: 0, delay: Duration::from_millis(2) };
}

/// What has happened to those who called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// So many connections were let in.
    pub connections: u64,
    /// So many were hung up on at once.
    pub refused: u64,
    /// So many were cut.
    pub cut: u64,
    /// So many answers were lost after the server had committed.
    pub lost: u64,
}

/// A proxy in front of a server, for as long as this lives.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    server: u16,
    sky: Arc<Sky>,
    dice: Mutex<StdRng>,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What all connections look at.
#[derive(Debug)]
struct Sky {
    seed: u64,
    weather: watch::Sender<Weather>,
    /// Counts how often all were cut.
    cuts: watch::Sender<u64>,
    connections: AtomicU64,
    refused: AtomicU64,
    cut: AtomicU64,
    lost: AtomicU64,
}

impl Proxy {
    /// A proxy in front of the server on this port of loopback, in clear weather.
    ///
    /// # Panics
    /// There is no free port.
    pub fn before(server: u16, seed: u64) -> Self {
        let sky = Arc::new(Sky {
            seed,
            weather: watch::Sender::new(Weather::Clear),
            cuts: watch::Sender::new(0),
            connections: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            cut: AtomicU64::new(0),
            lost: AtomicU64::new(0),
        });
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket may be read when there is something");
        let port = listener.local_addr().expect("it is bound").port();
        let (end, ended) = oneshot::channel();
        let above = sky.clone();
        let thread = std::thread::spawn(move || serve(listener, server, above, ended));
        let dice = Mutex::new(StdRng::seed_from_u64(seed));
        Self { port, server, sky, dice, end: Some(end), thread: Some(thread) }
    }

    /// The port on 127.0.0.1 that leads to the server.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port of the server on 127.0.0.1.
    pub fn server(&self) -> u16 {
        self.server
    }

    /// The connection string of the superuser of a cluster to a database, by way of this proxy. Devices that are made with it come this
    /// way, too.
    pub fn connection_string(&self, cluster: &Cluster, database: &str) -> String {
        let direct = cluster.connection_string(database);
        direct.replacen(&format!("@127.0.0.1:{}/", self.server), &format!("@127.0.0.1:{}/", self.port), 1)
    }

    /// Changes the weather.
    pub fn set(&self, weather: Weather) {
        self.sky.weather.send_replace(weather);
    }

    /// Cuts every connection that there is, whatever it is about.
    pub fn cut_all(&self) {
        self.sky.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Turns the weather to another one by chance: mostly unsteady, at times rough, clear, or so that nobody gets through; sometimes all
    /// connections are cut with it. For what goes on for long; the caller says how often.
    pub fn turn(&self) -> Weather {
        let (kind, cut) = {
            let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
            (dice.random_range(0..10), dice.random_bool(0.4))
        };
        let weather = match kind {
            0..4 => Weather::Random(Odds::UNSTEADY),
            4..6 => Weather::Random(Odds::ROUGH),
            6 => Weather::Losing("push"),
            7 => Weather::Refusing,
            _ => Weather::Clear,
        };
        self.set(weather);
        if cut || weather == Weather::Refusing {
            self.cut_all();
        }
        weather
    }

    /// What has happened so far.
    pub fn told(&self) -> Told {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let sky = &self.sky;
        Told {
            connections: of(&sky.connections),
            refused: of(&sky.refused),
            cut: of(&sky.cut),
            lost: of(&sky.lost),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may have ended by itself, if it broke.
        let _ = self.end.take().map(|end| end.send(()));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Serves until it is told to end; every connection ends with it.
fn serve(listener: std::net::TcpListener, server: u16, sky: Arc<Sky>, ended: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = TcpListener::from_std(listener).expect("it listens");
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, server));
        let accept = async {
            // Nobody may be refused because one caller was gone before it was asked for.
            loop {
                let Ok((client, _)) = listener.accept().await else { continue };
                let number = sky.connections.fetch_add(1, Ordering::Relaxed);
                let call = Call::new(sky.clone(), number);
                tokio::spawn(call.carry(client, server));
            }
        };
        tokio::select! {
            _ = ended => {}
            () = accept => {}
        }
    });
}

/// What becomes of an answer.
enum Fate {
    Passes,
    /// Nothing of it after so many bytes.
    Cut(usize),
    /// Nothing of it, once the server has committed.
    Lost,
    Never,
}

/// One connection.
struct Call {
    sky: Arc<Sky>,
    dice: Mutex<StdRng>,
    /// What was prepared, by its name.
    prepared: Mutex<HashMap<Vec<u8>, Vec<u8>>>,
    /// The text of what was asked last.
    asked: Mutex<Vec<u8>>,
}

impl Call {
    fn new(sky: Arc<Sky>, number: u64) -> Self {
        let dice = StdRng::seed_from_u64(sky.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(number));
        Self { sky, dice: Mutex::new(dice), prepared: Mutex::default(), asked: Mutex::default() }
    }

    /// Carries what passes, until one side ends or it is cut.
    async fn carry(self, client: TcpStream, server: SocketAddr) {
        let mut cuts = self.sky.cuts.subscribe();
        if self.is_refused() {
            self.sky.refused.fetch_add(1, Ordering::Relaxed);
            // Hung up without a word, not after a polite end.
            let _ = client.set_zero_linger();
            return;
        }
        let Ok(server) = TcpStream::connect(server).await else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let ends = async {
            let (client, server) = (client.into_split(), server.into_split());
            let mut asking = Frames::new(client.0);
            let mut back = client.1;
            let first = asking.first(&mut back).await?;
            let mut on = server.1;
            self.is_heard().await;
            on.write_all(&first).await?;
            tokio::select! {
                ended = self.questions(asking, on) => ended,
                ended = self.answers(Frames::new(server.0), back) => ended,
            }
        };
        tokio::select! {
            // Whoever ended it, and how: nothing passes any more.
            _ = ends => {}
            _ = cuts.changed() => { self.sky.cut.fetch_add(1, Ordering::Relaxed); }
        }
    }

    fn weather(&self) -> Weather {
        *self.sky.weather.borrow()
    }

    fn roll(&self, below: u32) -> u32 {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..below)
    }

    fn is_refused(&self) -> bool {
        match self.weather() {
            Weather::Refusing => true,
            Weather::Random(odds) => self.roll(1000) < odds.refused,
            _ => false,
        }
    }

    /// Waits for as long as nothing passes.
    async fn is_heard(&self) {
        // The sender is in the same hands, so that it does not go before.
        let _ = self.sky.weather.subscribe().wait_for(|weather| *weather != Weather::Silent).await;
    }

    fn cut(&self) -> io::Error {
        self.sky.cut.fetch_add(1, Ordering::Relaxed);
        io::ErrorKind::ConnectionAborted.into()
    }

    /// What the client asks.
    async fn questions(&self, mut client: Frames, mut server: OwnedWriteHalf) -> io::Result<()> {
        while let Some(message) = client.next().await? {
            self.note(&message);
            self.is_heard().await;
            if let (b'E' | b'Q', Weather::Random(odds)) = (message[0], self.weather())
                && self.roll(2000) < odds.cut
            {
                let some = usize::try_from(self.roll(u32::MAX)).unwrap_or(0) % message.len();
                server.write_all(&message[..some]).await?;
                return Err(self.cut());
            }
            server.write_all(&message).await?;
        }
        Ok(())
    }

    /// Remembers what is asked: `P` names a text, `B` asks what was named, `Q` asks at once.
    fn note(&self, message: &[u8]) {
        let mut words = message[5..].split(|byte| *byte == 0);
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = match message[0] {
            b'P' => {
                prepared.insert(first.to_vec(), second.to_vec());
                return;
            }
            b'B' => prepared.get(second).cloned().unwrap_or_default(),
            b'Q' => first.to_vec(),
            _ => return,
        };
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    fn is_asked(&self, text: &str) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        text.is_empty() || asked.windows(text.len()).any(|part| part == text.as_bytes())
    }

    /// What becomes of the answer that begins now.
    async fn fate(&self) -> Fate {
        match self.weather() {
            Weather::Slow(delay) => tokio::time::sleep(delay).await,
            Weather::Cutting(after) => return Fate::Cut(after),
            Weather::Losing(text) if self.is_asked(text) => return Fate::Lost,
            Weather::Random(odds) => {
                let most = u32::try_from(odds.delay.as_micros()).unwrap_or(u32::MAX);
                tokio::time::sleep(Duration::from_micros(self.roll(most.max(1)).into())).await;
                // What is asked may be cut as often as what is answered, and both make up the odds.
                let (roll, cut) = (self.roll(2000), odds.cut);
                return match roll {
                    roll if roll < cut => {
                        Fate::Cut(usize::try_from(self.roll(1 << self.roll(14))).unwrap_or(0))
                    }
                    roll if roll < cut + 2 * odds.lost => Fate::Lost,
                    roll if roll < cut + 2 * (odds.lost + odds.silent) => Fate::Never,
                    _ => Fate::Passes,
                };
            }
            _ => {}
        }
        Fate::Passes
    }

    /// What the server answers. `Z` ends an answer and says whether a transaction goes on; `C` says that something was done.
    async fn answers(&self, mut server: Frames, mut client: OwnedWriteHalf) -> io::Result<()> {
        let (mut is_in, mut fate) = (false, None);
        let (mut held, mut done) = (Vec::new(), false);
        while let Some(message) = server.next().await? {
            self.is_heard().await;
            let ends = message[0] == b'Z';
            // The login, and what is told without having been asked.
            if !is_in || matches!(message[0], b'A' | b'N' | b'S') {
                client.write_all(&message).await?;
                is_in |= ends;
                continue;
            }
            if fate.is_none() {
                fate = Some(self.fate().await);
            }
            match fate.as_mut() {
                Some(Fate::Cut(left)) if *left < message.len() => {
                    client.write_all(&message[..*left]).await?;
                    return Err(self.cut());
                }
                Some(Fate::Cut(left)) => *left -= message.len(),
                Some(Fate::Never) => std::future::pending::<()>().await,
                Some(Fate::Lost) => {
                    done |= message[0] == b'C';
                    held.extend_from_slice(&message);
                    if ends && done && message.last() == Some(&b'I') {
                        self.sky.lost.fetch_add(1, Ordering::Relaxed);
                        return Err(io::ErrorKind::ConnectionAborted.into());
                    }
                }
                Some(Fate::Passes) | None => {}
            }
            if !matches!(fate, Some(Fate::Lost)) {
                client.write_all(&message).await?;
            }
            if ends {
                client.write_all(&held).await?;
                held.clear();
                (fate, done) = (None, false);
            }
        }
        Ok(())
    }
}

/// The messages of one direction.
struct Frames {
    from: OwnedReadHalf,
    read: Vec<u8>,
}

impl Frames {
    fn new(from: OwnedReadHalf) -> Self {
        Self { from, read: Vec::new() }
    }

    /// The first message of a client, which has no letter. Who asks for protection is told that there is none.
    async fn first(&mut self, back: &mut OwnedWriteHalf) -> io::Result<Vec<u8>> {
        loop {
            let message = self.take(0).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if !ASKS_FOR_PROTECTION.map(u32::to_be_bytes).iter().any(|code| message[4..] == *code) {
                return Ok(message);
            }
            back.write_all(b"N").await?;
        }
    }

    /// The next message whole; none at the end.
    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.take(1).await
    }

    /// The next message, whose length stands behind so many bytes and counts itself.
    async fn take(&mut self, letter: usize) -> io::Result<Option<Vec<u8>>> {
        let head = letter + 4;
        if !self.has(head).await? {
            return Ok(None);
        }
        let length: [u8; 4] = self.read[letter..head].try_into().expect("four bytes are four bytes");
        let length = letter + usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length < head || !self.has(length).await? {
            return Ok(None);
        }
        let rest = self.read.split_off(length);
        Ok(Some(std::mem::replace(&mut self.read, rest)))
    }

    /// Reads until there is so much; not if it ends before.
    async fn has(&mut self, length: usize) -> io::Result<bool> {
        while self.read.len() < length {
            if self.from.read_buf(&mut self.read).await? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
