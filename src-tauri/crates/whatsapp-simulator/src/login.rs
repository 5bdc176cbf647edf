//! Logging in: who a client says it is must be who its Noise key proves it to be. Then what waited is handed over.

use buffa::Message;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp::ClientPayload;

use crate::account::{DeviceAddress, Number};
use crate::error::Breach;
use crate::mailbox::Class;
use crate::stanza;
use crate::world::{LinkId, Stage, World};

/// `<failure>`: the login is refused.
pub(crate) fn failure(reason: u16) -> Node {
    NodeBuilder::new("failure").attr("reason", reason.to_string()).attr("location", "sim").build()
}

impl World {
    /// Reads what a client says at the end of the handshake: it registers or logs in.
    pub(crate) fn begin(&mut self, link: LinkId, noise: [u8; 32], payload: &[u8]) -> Result<(), Breach> {
        let payload = ClientPayload::decode_from_slice(payload)
            .map_err(|error| Breach::handshake(format!("the payload does not decode: {error}")))?;
        if payload.user_agent.as_option().is_none() {
            return Err(Breach::handshake("the payload names no user agent"));
        }
        match (payload.device_pairing_data.as_option(), payload.username, payload.device) {
            (Some(registration), None, None) => self.begin_linking(link, noise, &payload, registration),
            (None, Some(user), Some(device)) => {
                self.log_in(link, noise, user, device, payload.passive.unwrap_or_default());
                Ok(())
            }
            _ => Err(Breach::handshake("the payload is neither a registration nor a login")),
        }
    }

    fn log_in(&mut self, link: LinkId, noise: [u8; 32], user: u64, device: u32, passive: bool) {
        let address = Number::parse(&user.to_string())
            .ok()
            .zip(u16::try_from(device).ok())
            .map(|(account, device)| DeviceAddress { account, device });
        let known = address
            .filter(|address| self.companion(address).is_some_and(|companion| companion.noise == noise));
        let Some(address) = known else {
            // A device that was removed cannot know it; the service tells it so, and it is no fault of its own.
            return self.dismiss(link, failure(401));
        };
        if let Some(refusal) = self.companion(&address).and_then(|companion| companion.mishaps.refuse_login())
        {
            return self.dismiss(link, refusal);
        }
        let before = self.companion(&address).and_then(|companion| companion.link.replace(link));
        if let Some(before) = before {
            let conflict = NodeBuilder::new("conflict").attr("type", "replaced").build();
            self.send(before, stanza::stream_error(None, Some(conflict)));
            self.hang_up(before);
            if let Some(companion) = self.companion(&address) {
                companion.link = Some(link);
            }
        }
        if let Some(open) = self.links.get_mut(&link) {
            open.stage = Stage::Device { address: address.clone(), active: !passive, resumed: false };
        }
        let now = self.now().to_string();
        let Ok(account) = self.account(&address.account) else { return };
        let success = NodeBuilder::new("success")
            .attr("t", now)
            .attr("lid", account.lid().with_device(address.device))
            .attr("location", "sim")
            .build();
        self.send(link, success);
        if !passive {
            self.offer(link);
        }
    }

    /// Tells a device how much waits for it. With nothing waiting, that is all.
    fn offer(&mut self, link: LinkId) {
        let Some(address) = self.device(link) else { return };
        let Some(companion) = self.companion(&address) else { return };
        let count = |class| companion.mailbox.waiting(link).filter(|parcel| parcel.class == class).count();
        let counts =
            [Class::Message, Class::Receipt, Class::Notification].map(|class| (class.name(), count(class)));
        let total: usize = counts.iter().map(|(_, count)| count).sum();
        if total == 0 {
            return self.resumed(link, 0);
        }
        let mut preview = NodeBuilder::new("offline_preview").attr("count", total.to_string());
        for (class, count) in counts {
            preview = preview.attr(class, count.to_string());
        }
        self.send(link, NodeBuilder::new("ib").children([preview.build()]).build());
    }

    /// A device has got all that waited.
    fn resumed(&mut self, link: LinkId, count: usize) {
        let offline = NodeBuilder::new("offline").attr("count", count.to_string()).build();
        self.send(link, NodeBuilder::new("ib").children([offline]).build());
        if let Some(Stage::Device { resumed, .. }) = self.links.get_mut(&link).map(|open| &mut open.stage) {
            *resumed = true;
        }
        self.flush(link);
    }

    /// `<ib>` of a client: it asks for what waits, or says something about itself that needs no answer.
    pub(crate) fn receive_ib(&mut self, link: LinkId, node: &Node) -> Result<(), Breach> {
        for child in stanza::children(node) {
            match child.tag.as_ref() {
                "unified_session" => {}
                "offline_batch" => {
                    let count = stanza::attr(child, "count").and_then(|count| count.parse().ok());
                    let count =
                        count.ok_or_else(|| Breach::new("stanza", "<offline_batch> without a count"))?;
                    self.hand_over(link, count)?;
                }
                other => return Err(Breach::new("stanza", format!("<ib> with <{other}>"))),
            }
        }
        Ok(())
    }

    /// Sends at most so many of what waited.
    fn hand_over(&mut self, link: LinkId, most: usize) -> Result<(), Breach> {
        let address = self.device(link).ok_or_else(|| Breach::new("stanza", "a batch before a login"))?;
        if matches!(self.links.get(&link).map(|open| &open.stage), Some(Stage::Device { resumed: true, .. }))
        {
            return Ok(());
        }
        let Some(companion) = self.companion(&address) else { return Ok(()) };
        let batch = companion.mailbox.next(link, most);
        let (total, left) = (companion.mailbox.len(), companion.mailbox.waiting(link).count());
        for (mut node, _) in batch {
            node.attrs.push("offline", "1");
            self.send(link, node);
        }
        if left == 0 {
            self.resumed(link, total);
        }
        Ok(())
    }

    /// A device says that it wants what comes.
    pub(crate) fn activate(&mut self, link: LinkId, wanted: bool) {
        let Some(Stage::Device { active, resumed, .. }) =
            self.links.get_mut(&link).map(|open| &mut open.stage)
        else {
            return;
        };
        let (was, done) = (*active, *resumed);
        *active = wanted;
        match (wanted, was, done) {
            (true, false, false) => self.offer(link),
            (true, ..) => self.flush(link),
            _ => {}
        }
    }

    /// Puts a stanza into a device's mailbox, and sends it when the device is there.
    pub(crate) fn deliver(&mut self, address: &DeviceAddress, node: Node) {
        let Some(companion) = self.companion(address) else { return };
        companion.mailbox.put(node);
        if let Some(link) = companion.link {
            self.flush(link);
        }
    }

    /// Sends what waits, to a device that has got what waited while it was away.
    fn flush(&mut self, link: LinkId) {
        let Some(Stage::Device { address, active: true, resumed: true }) =
            self.links.get(&link).map(|open| &open.stage)
        else {
            return;
        };
        let address = address.clone();
        let Some(companion) = self.companion(&address) else { return };
        for (node, _) in companion.mailbox.next(link, usize::MAX) {
            self.send(link, node);
        }
    }

    /// `<ack>` of a client.
    pub(crate) fn receive_ack(&mut self, link: LinkId, node: &Node) -> Result<(), Breach> {
        let breach = |what: &str| Breach::new("ack", what);
        if self.linking(link).is_ok() {
            // Before a login only what the server asked on the way to it can be acknowledged.
            let id = stanza::attr(node, "id").unwrap_or_default();
            let asked = self.links.get_mut(&link).and_then(|open| open.asked.remove(&id));
            return asked.map(|_| ()).ok_or_else(|| breach("of what was never sent"));
        }
        let address = self.device(link).ok_or_else(|| breach("an acknowledgement before a login"))?;
        let class = match stanza::attr(node, "class").as_deref() {
            Some("message") => Class::Message,
            Some("receipt") => Class::Receipt,
            Some("notification") => Class::Notification,
            other => return Err(breach(&format!("of the class {other:?}"))),
        };
        let id = stanza::attr(node, "id").ok_or_else(|| breach("without an id"))?;
        let to = stanza::jid(node, "to").ok_or_else(|| breach("without an address"))?;
        let participant = stanza::attr(node, "participant");
        let Some(companion) = self.companion(&address) else { return Ok(()) };
        companion.mailbox.acknowledge(class, &id, &to, participant.as_deref()).map(|_| ())
    }
}
