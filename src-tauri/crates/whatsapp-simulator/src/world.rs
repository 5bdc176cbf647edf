//! The state of the service: accounts, connections, and what passes between them. Nothing here waits; the sockets hand in
//! what arrives and carry out what is to be sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use leadsmart_ports::Clock;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::mpsc::UnboundedSender;
use wacore_binary::{Jid, Node};

use crate::account::{Account, Companion, DeviceAddress, Number};
use crate::error::{Breach, Refused, Violation};
use crate::groups::Group;
use crate::handshake::{Pattern, ServerIdentity};
use crate::media::MediaStore;
use crate::pairing::Linking;
use crate::phone::Phone;
use crate::stanza;

/// One connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LinkId(pub(crate) u64);

impl fmt::Display for LinkId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "connection {}", self.0)
    }
}

/// What a socket is to do.
#[derive(Debug)]
pub(crate) enum Out {
    /// Send a stanza.
    Stanza(Box<Node>),
    /// Send the first half of a stanza, and break off.
    Cut(Box<Node>),
    /// Read and write nothing any more, but stay open.
    Silence,
    /// Close, after what was sent before.
    Close,
}

/// What a connection is.
pub(crate) enum Stage {
    /// A client that is not linked yet and shows codes.
    Linking(Box<Linking>),
    /// A linked device.
    Device {
        address: DeviceAddress,
        /// Whether it wants what comes, which some say only after they logged in.
        active: bool,
        /// Whether it has got all that waited while it was away.
        resumed: bool,
    },
    /// Refused, or told to go; what it still says counts for nothing.
    Over,
}

/// A connection.
pub(crate) struct Link {
    out: UnboundedSender<Out>,
    pub(crate) stage: Stage,
    pub(crate) pattern: Pattern,
    /// Questions of the server that wait for an answer, and what they were about.
    pub(crate) asked: BTreeMap<String, &'static str>,
    /// The ids of the client's questions, each of which must be its own.
    pub(crate) questions: BTreeSet<String>,
}

/// The service.
pub(crate) struct World {
    clock: Arc<dyn Clock>,
    pub(crate) rng: StdRng,
    pub(crate) server: ServerIdentity,
    pub(crate) accounts: BTreeMap<Number, Account>,
    /// Which account a hidden id belongs to.
    lids: BTreeMap<String, Number>,
    pub(crate) links: BTreeMap<LinkId, Link>,
    next_link: u64,
    violations: Vec<Violation>,
    pub(crate) media: MediaStore,
    pub(crate) groups: BTreeMap<String, Group>,
    /// By how many seconds the service's clock is off.
    pub(crate) skew: i64,
}

impl World {
    pub(crate) fn new(seed: u64, clock: Arc<dyn Clock>) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let server = ServerIdentity::generate(&mut rng, clock.now().as_second());
        let auth: u128 = rng.random();
        let media = MediaStore::new(format!("{auth:032x}"));
        Self {
            clock,
            rng,
            server,
            accounts: BTreeMap::new(),
            lids: BTreeMap::new(),
            links: BTreeMap::new(),
            next_link: 1,
            violations: Vec::new(),
            media,
            groups: BTreeMap::new(),
            skew: 0,
        }
    }

    /// The present in seconds, as the service has it.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_second() + self.skew
    }

    /// Gives the server another key. Who knows the old one falls back.
    pub(crate) fn renew_certificate(&mut self) {
        let now = self.clock.now().as_second();
        self.server = ServerIdentity::generate(&mut self.rng, now);
    }

    /// A new id for a stanza or a message.
    pub(crate) fn fresh_id(&mut self, prefix: &str) -> String {
        let random: [u8; 8] = self.rng.random();
        random.iter().fold(prefix.to_owned(), |id, byte| format!("{id}{byte:02X}"))
    }

    /// Makes an account with its phone.
    pub(crate) fn add_phone(&mut self, number: Number, name: &str) -> Result<(), Refused> {
        if self.accounts.contains_key(&number) {
            return Err(Refused::NumberTaken(number.to_string()));
        }
        let lid = loop {
            let lid = self.rng.random_range(100_000_000_000_000_u64..=999_999_999_999_999).to_string();
            if !self.lids.contains_key(&lid) {
                break lid;
            }
        };
        let millis = u64::try_from(self.clock.now().as_millisecond()).unwrap_or_default();
        let phone = Phone::new(name, &mut self.rng, millis)?;
        let now = self.now();
        self.lids.insert(lid.clone(), number.clone());
        self.accounts.insert(number.clone(), Account::new(number, lid, phone, now));
        Ok(())
    }

    pub(crate) fn account(&mut self, number: &Number) -> Result<&mut Account, Refused> {
        self.accounts.get_mut(number).ok_or_else(|| Refused::NoSuchPhone(number.to_string()))
    }

    /// The account that an address means, by number or by hidden id.
    pub(crate) fn number_of(&self, jid: &Jid) -> Option<Number> {
        let number = match jid {
            jid if jid.is_lid() => self.lids.get(jid.user.as_str()).cloned(),
            jid if jid.is_pn() => Number::parse(&jid.user).ok(),
            _ => None,
        };
        number.filter(|number| self.accounts.contains_key(number))
    }

    /// The linked device on a connection.
    pub(crate) fn device(&self, link: LinkId) -> Option<DeviceAddress> {
        match &self.links.get(&link)?.stage {
            Stage::Device { address, .. } => Some(address.clone()),
            _ => None,
        }
    }

    pub(crate) fn companion(&mut self, address: &DeviceAddress) -> Option<&mut Companion> {
        self.accounts.get_mut(&address.account)?.companions.get_mut(&address.device)
    }

    /// Sends a stanza on a connection, if it still is. Faults that wait for one befall it here.
    pub(crate) fn send(&mut self, link: LinkId, node: Node) {
        let device = self.device(link);
        let orders = match device.and_then(|device| self.companion(&device)) {
            Some(companion) if companion.link == Some(link) => companion.mishaps.pass(node),
            _ => vec![Out::Stanza(Box::new(node))],
        };
        for order in orders {
            self.order(link, order);
        }
    }

    pub(crate) fn order(&self, link: LinkId, order: Out) {
        if let Some(link) = self.links.get(&link) {
            // A socket that has just ended takes nothing more, as on a real network.
            let _ = link.out.send(order);
        }
    }

    /// Asks a client something; what it answers comes back with `about`.
    pub(crate) fn ask(&mut self, link: LinkId, about: &'static str, node: Node) {
        if let (Some(id), Some(open)) = (stanza::attr(&node, "id"), self.links.get_mut(&link)) {
            open.asked.insert(id, about);
        }
        self.send(link, node);
    }

    /// Ends a connection after what was sent on it.
    pub(crate) fn hang_up(&mut self, link: LinkId) {
        if let Some(open) = self.links.get_mut(&link) {
            open.stage = Stage::Over;
            let _ = open.out.send(Out::Close);
        }
        self.forget(link);
    }

    /// Ends a connection with a word.
    pub(crate) fn dismiss(&mut self, link: LinkId, word: Node) {
        self.send(link, word);
        self.hang_up(link);
    }

    /// A new connection, whose client has proved its Noise key.
    pub(crate) fn open(
        &mut self,
        out: UnboundedSender<Out>,
        noise: [u8; 32],
        payload: &[u8],
        pattern: Pattern,
    ) -> LinkId {
        let link = LinkId(self.next_link);
        self.next_link += 1;
        let open =
            Link { out, stage: Stage::Over, pattern, asked: BTreeMap::new(), questions: BTreeSet::new() };
        self.links.insert(link, open);
        if let Err(breach) = self.begin(link, noise, payload) {
            self.violate(link, breach);
            self.dismiss(link, crate::login::failure(400));
        }
        link
    }

    /// A socket has ended.
    pub(crate) fn closed(&mut self, link: LinkId) {
        self.forget(link);
        self.links.remove(&link);
    }

    /// Devices that were on a connection are no more.
    fn forget(&mut self, link: LinkId) {
        let companions = self.accounts.values_mut().flat_map(|account| account.companions.values_mut());
        for companion in companions.filter(|companion| companion.link == Some(link)) {
            companion.link = None;
        }
    }

    /// A stanza has arrived.
    pub(crate) fn receive(&mut self, link: LinkId, node: &Node) {
        // What was on its way when the connection was ended counts for nothing.
        if matches!(self.links.get(&link).map(|open| &open.stage), None | Some(Stage::Over)) {
            return;
        }
        let outcome = match node.tag.as_ref() {
            "iq" => self.receive_iq(link, node),
            "ib" => self.receive_ib(link, node),
            "ack" => self.receive_ack(link, node),
            "message" => self.receive_message(link, node),
            "receipt" => self.receive_receipt(link, node),
            "presence" | "chatstate" => self.receive_presence(link, node),
            other => Err(Breach::new("stanza", format!("nobody knows <{other}>"))),
        };
        if let Err(breach) = outcome {
            self.violate(link, breach);
        }
    }

    /// Something against the protocol.
    pub(crate) fn violate(&mut self, link: LinkId, breach: Breach) {
        let who = self.device(link).map_or_else(|| link.to_string(), |address| address.to_string());
        tracing::warn!(rule = breach.rule, who, what = breach.what, "violation");
        self.violations.push(Violation { rule: breach.rule, who, what: breach.what });
    }

    /// Something against the protocol before there was a connection to speak of.
    pub(crate) fn violate_early(&mut self, breach: Breach) {
        let who = "a connection in its handshake".to_owned();
        self.violations.push(Violation { rule: breach.rule, who, what: breach.what });
    }

    pub(crate) fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Takes the violations, so that a test that means one can go on.
    pub(crate) fn take_violations(&mut self) -> Vec<Violation> {
        std::mem::take(&mut self.violations)
    }

    /// Every stanza that was sent on a standing connection and is not acknowledged.
    pub(crate) fn unacknowledged(&self) -> Vec<String> {
        let companions = self.accounts.values().flat_map(|account| account.companions.values());
        companions
            .filter_map(|companion| Some((companion, companion.link?)))
            .flat_map(|(companion, link)| companion.mailbox.unacknowledged(link))
            .collect()
    }
}
