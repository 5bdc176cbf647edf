//! The simulator as a caller sees it: a running server, and phones.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use leadsmart_ports::{Clock, SystemClock};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use waproto::whatsapp as wa;

use crate::account::Number;
use crate::error::{Refused, Violation};
use crate::faults::Fault;
use crate::handshake::Pattern;
use crate::link;
use crate::media::File;
use crate::media_host::MediaHost;
use crate::phone::Message;
use crate::world::{Link, LinkId, Stage, World};

/// How a simulator is to be.
pub struct Settings {
    /// Where all its keys and ids come from: the same seed gives the same ones.
    pub seed: u64,
    /// Its time.
    pub clock: Arc<dyn Clock>,
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 1, clock: Arc::new(SystemClock), address: (Ipv4Addr::LOCALHOST, 0).into() }
    }
}

/// The state behind its lock, and who waits for it to change.
pub(crate) struct Shared {
    world: Mutex<World>,
    changed: watch::Sender<()>,
}

impl Shared {
    /// Does something with the state, and wakes who waits for it to change.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        // A panic in one connection leaves the state as it is; the others go on.
        let result = work(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_replace(());
        result
    }

    fn look<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        work(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A running server. It stops when it is dropped.
pub struct Simulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    media: MediaHost,
    listening: JoinHandle<()>,
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Simulator {
    /// Starts listening.
    ///
    /// # Errors
    /// The system's, when the address cannot be listened on.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind(settings.address).await?;
        let address = listener.local_addr()?;
        let world = Mutex::new(World::new(settings.seed, settings.clock));
        let shared = Arc::new(Shared { world, changed: watch::Sender::new(()) });
        let media = MediaHost::start(Arc::clone(&shared)).await?;
        let serving = Arc::clone(&shared);
        let listening = tokio::spawn(async move {
            let mut links = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                // Small stanzas follow each other closely; waiting to send them together only delays them.
                let _ = stream.set_nodelay(true);
                links.spawn(link::serve(Arc::clone(&serving), stream));
                while links.try_join_next().is_some() {}
            }
        });
        Ok(Self { shared, address, media, listening })
    }

    /// The address that a client is to connect to instead of the service's.
    pub fn url(&self) -> String {
        format!("ws://{}/ws/chat", self.address)
    }

    /// The certificate of the hosts of files, as PEM, which a client has to trust.
    pub fn media_certificate(&self) -> &str {
        &self.media.certificate
    }

    /// Makes an account with its phone. The number is digits with the country, the name what its owner calls itself.
    ///
    /// # Errors
    /// [`Refused::Number`], [`Refused::NumberTaken`].
    pub fn add_phone(&self, number: &str, name: &str) -> Result<Phone<'_>, Refused> {
        let number = Number::parse(number)?;
        self.shared.with(|world| world.add_phone(number.clone(), name))?;
        Ok(Phone { simulator: self, number })
    }

    /// A phone that was made before.
    ///
    /// # Errors
    /// [`Refused::Number`], [`Refused::NoSuchPhone`].
    pub fn phone(&self, number: &str) -> Result<Phone<'_>, Refused> {
        let number = Number::parse(number)?;
        self.shared.look(|world| world.account(&number).map(|_| ()))?;
        Ok(Phone { simulator: self, number })
    }

    /// Founds a group with a subject, and gives its id, which is its address before `@g.us`. The first member is its founder.
    ///
    /// # Errors
    /// [`Refused::NoSuchPhone`].
    pub fn add_group(&self, subject: &str, members: &[Number]) -> Result<String, Refused> {
        self.shared.with(|world| world.add_group(subject, members))
    }

    /// All phones, by number.
    pub fn phones(&self) -> Vec<Phone<'_>> {
        let numbers: Vec<Number> = self.shared.look(|world| world.accounts.keys().cloned().collect());
        numbers.into_iter().map(|number| Phone { simulator: self, number }).collect()
    }

    /// What clients did against the protocol so far.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.look(|world| world.violations().to_vec())
    }

    /// The same, and forgets it: for a test that means a client to go wrong.
    pub fn take_violations(&self) -> Vec<Violation> {
        self.shared.look(World::take_violations)
    }

    /// Stanzas that were sent on a standing connection and are not acknowledged, each in a line.
    pub fn unacknowledged(&self) -> Vec<String> {
        self.shared.look(|world| world.unacknowledged())
    }

    /// Puts the service's clock so many seconds before or behind.
    pub fn skew(&self, seconds: i64) {
        self.shared.with(|world| world.skew = seconds);
    }

    /// Gives the server another key, as the service does now and then.
    pub fn renew_certificate(&self) {
        self.shared.with(World::renew_certificate);
    }

    /// The root of the server's certificates, for a client that can be told which one to trust.
    pub fn root_key(&self) -> [u8; 32] {
        self.shared.look(|world| world.server.root())
    }

    /// Waits until something can be seen, looking again whenever something has happened. It waits for ever if need be; the
    /// caller says how long is too long.
    pub async fn until<T>(&self, mut seen: impl FnMut(&Self) -> Option<T>) -> T {
        let mut changes = self.shared.changed.subscribe();
        loop {
            changes.borrow_and_update();
            if let Some(value) = seen(self) {
                return value;
            }
            // The sender lives as long as the simulator, which is borrowed here.
            let _ = changes.changed().await;
        }
    }
}

/// A phone, in the hand of a test.
#[derive(Clone)]
pub struct Phone<'a> {
    simulator: &'a Simulator,
    number: Number,
}

impl Phone<'_> {
    /// Its number.
    pub fn number(&self) -> &Number {
        &self.number
    }

    /// The hidden id of its account, as an address.
    pub fn lid(&self) -> String {
        self.look(|world| world.account(&self.number).map(|account| account.lid().to_string()))
            .unwrap_or_default()
    }

    /// Reads a code that a client shows, and links the client: *Linked devices* and *Link a device* on a real one.
    ///
    /// # Errors
    /// [`Refused::NotACode`], [`Refused::StaleCode`], [`Refused::TooManyDevices`].
    pub fn scan(&self, code: &str) -> Result<(), Refused> {
        self.with(|world| world.scan(&self.number, code))
    }

    /// Types a code that a client shows, to link it: *Link with phone number instead* on a real one. Whether it was the right
    /// one shows when the client has answered; a wrong one is a violation of the rule `pairing`.
    ///
    /// # Errors
    /// [`Refused::NotACode`], [`Refused::StaleCode`] when no client shows one for this number.
    pub fn type_code(&self, code: &str) -> Result<(), Refused> {
        self.with(|world| world.type_code(&self.number, code))
    }

    /// The linked devices by number.
    pub fn devices(&self) -> Vec<Device> {
        self.look(|world| {
            let Ok(account) = world.account(&self.number) else { return Vec::new() };
            let devices: Vec<(u16, Option<LinkId>, usize)> = account
                .companions
                .iter()
                .map(|(number, companion)| (*number, companion.link, companion.keys.one_time.len()))
                .collect();
            let seen = |(number, link, prekeys): (u16, Option<LinkId>, usize)| {
                let link = link.and_then(|link| world.links.get(&link));
                let usable =
                    |link: &Link| matches!(link.stage, Stage::Device { active: true, resumed: true, .. });
                Device {
                    number,
                    prekeys,
                    usable: link.is_some_and(usable),
                    connected: link.map(|link| link.pattern),
                }
            };
            devices.into_iter().map(seen).collect()
        })
    }

    /// Takes a device out of the account, as its owner does on the phone. The device is told when it is connected, and
    /// otherwise when it logs in.
    ///
    /// # Errors
    /// [`Refused::NoSuchDevice`].
    pub fn unlink(&self, device: u16) -> Result<(), Refused> {
        self.with(|world| {
            let account = world.account(&self.number)?;
            if !account.companions.contains_key(&device) {
                return Err(Refused::NoSuchDevice(device));
            }
            let address = account.address(device);
            world.unlink(&address);
            Ok(())
        })
    }

    /// Makes something go wrong for one of its linked devices.
    ///
    /// # Errors
    /// [`Refused::NoSuchDevice`]; [`Refused::NotConnected`] for what befalls a connection.
    pub fn inject(&self, device: u16, fault: Fault) -> Result<(), Refused> {
        self.with(|world| {
            let address = world.account(&self.number)?.address(device);
            world.inject(&address, fault)
        })
    }

    /// Writes to another number, and gives the id of the message.
    ///
    /// # Errors
    /// [`Refused::NoSuchPhone`], [`Refused::Crypto`].
    pub fn send(&self, to: &Number, content: wa::Message) -> Result<String, Refused> {
        self.with(|world| world.phone_sends(&self.number, to, content))
    }

    /// Writes a text.
    ///
    /// # Errors
    /// As of [`Phone::send`].
    pub fn send_text(&self, to: &Number, text: &str) -> Result<String, Refused> {
        self.send(to, wa::Message { conversation: Some(text.to_owned()), ..Default::default() })
    }

    /// Writes in a group, and gives the id of the message.
    ///
    /// # Errors
    /// [`Refused::NoSuchGroup`] for one that the phone is not in.
    pub fn send_to_group(&self, group: &str, text: &str) -> Result<String, Refused> {
        let content = wa::Message { conversation: Some(text.to_owned()), ..Default::default() };
        self.with(|world| world.phone_sends_to_group(&self.number, group, &content))
    }

    /// Sends a file.
    ///
    /// # Errors
    /// As of [`Phone::send`].
    pub fn send_file(&self, to: &Number, file: &File) -> Result<String, Refused> {
        self.with(|world| world.phone_sends_file(&self.number, to, file))
    }

    /// Opens the file of a message: takes it from the hosts, decrypts it, and compares its digest.
    ///
    /// # Errors
    /// [`Refused::NoSuchMessage`] for one without a file, [`Refused::Crypto`] for a file that is not what the message says.
    pub fn open_file(&self, message: &str) -> Result<Vec<u8>, Refused> {
        self.look(|world| world.phone_opens_file(&self.number, message))
    }

    /// Lets the hosts answer with a status (404, 410) instead of the file of a message.
    ///
    /// # Errors
    /// [`Refused::NoSuchMessage`] for one without a file.
    pub fn lose_file(&self, message: &str, status: u16) -> Result<(), Refused> {
        self.with(|world| world.lose_file(&self.number, message, status))
    }

    /// Clears the file of a message off the phones, as their owners do for room, or puts it back: what is cleared cannot be given
    /// again when the hosts have lost it.
    ///
    /// # Errors
    /// [`Refused::NoSuchMessage`].
    pub fn clear_file(&self, message: &str, cleared: bool) -> Result<(), Refused> {
        self.with(|world| world.clear_file(&self.number, message, cleared))
    }

    /// Types to another number, or stops.
    ///
    /// # Errors
    /// [`Refused::NoSuchPhone`].
    pub fn type_to(&self, to: &Number, typing: bool) -> Result<(), Refused> {
        self.with(|world| world.phone_types(&self.number, to, typing))
    }

    /// Takes the phone up, or puts it away. Who wants to know learns it.
    ///
    /// # Errors
    /// [`Refused::NoSuchPhone`].
    pub fn go_online(&self, online: bool) -> Result<(), Refused> {
        self.with(|world| world.phone_goes_online(&self.number, online))
    }

    /// Whether any device wants to know whether its owner is there.
    pub fn watched(&self) -> bool {
        self.look(|world| world.account(&self.number).is_ok_and(|account| !account.watchers.is_empty()))
    }

    /// Reads everything of a chat, so that the other side sees it read.
    ///
    /// # Errors
    /// [`Refused::NoSuchPhone`].
    pub fn read(&self, chat: &Number) -> Result<(), Refused> {
        self.with(|world| world.phone_reads(&self.number, chat))
    }

    /// What was said, in the order in which the phone learned of it.
    pub fn messages(&self) -> Vec<Message> {
        self.look(|world| world.account(&self.number).map(|account| account.phone.log().to_vec()))
            .unwrap_or_default()
    }

    /// Whether its linked devices say that somebody is there.
    pub fn available(&self) -> bool {
        self.look(|world| world.account(&self.number).is_ok_and(|account| account.available))
    }

    /// Whom somebody is writing to at one of its linked devices.
    pub fn typing(&self) -> Option<Number> {
        self.look(|world| world.account(&self.number).ok().and_then(|account| account.typing.clone()))
    }

    /// What a message says of itself, none for one that the phone does not know.
    pub fn message(&self, id: &str) -> Option<Message> {
        self.look(|world| {
            world.account(&self.number).ok().and_then(|account| account.phone.find(id).cloned())
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        self.simulator.shared.with(work)
    }

    fn look<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        self.simulator.shared.look(work)
    }
}

/// A linked device as the service sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its number in the account, from 1.
    pub number: u16,
    /// How many one-time prekeys are left of those that it published.
    pub prekeys: usize,
    /// Whether it is connected, wants what comes, and has got what waited.
    pub usable: bool,
    /// How it shook hands, when it is connected.
    pub connected: Option<Pattern>,
}
