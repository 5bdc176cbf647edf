//! Questions and answers. Every question of a client is answered; one that nobody knows is refused and is a violation.

mod app_state;
mod encrypt;
mod usync;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};

pub(crate) use app_state::AppState;

use crate::account::DeviceAddress;
use crate::error::Breach;
use crate::stanza;
use crate::world::{LinkId, World};

/// How a question ends that is no breach.
pub(super) enum Answer {
    /// With what was asked for.
    Result(Vec<Node>),
    /// With a refusal that a client must be able to live with.
    Refused(u16, &'static str),
}

impl Answer {
    pub(super) fn done() -> Result<Self, Breach> {
        Ok(Self::Result(Vec::new()))
    }

    pub(super) fn one(node: Node) -> Result<Self, Breach> {
        Ok(Self::Result(vec![node]))
    }
}

pub(super) fn breach(what: impl Into<String>) -> Breach {
    Breach::new("iq", what)
}

impl World {
    /// `<iq>` of a client: a question, or the answer to one of the server's.
    pub(crate) fn receive_iq(&mut self, link: LinkId, iq: &Node) -> Result<(), Breach> {
        let id = stanza::attr(iq, "id").ok_or_else(|| breach("without an id"))?;
        match stanza::attr(iq, "type").as_deref() {
            Some("result") => self.receive_result(link, &id, iq),
            Some("error") => {
                let about = self.links.get_mut(&link).and_then(|open| open.asked.remove(&id));
                Err(breach(format!("the client refused {}: {iq:?}", about.unwrap_or("what nobody asked"))))
            }
            Some(kind @ ("get" | "set")) => self.receive_question(link, &id, kind, iq),
            other => Err(breach(format!("of the type {other:?}"))),
        }
    }

    fn receive_result(&mut self, link: LinkId, id: &str, iq: &Node) -> Result<(), Breach> {
        match self.links.get_mut(&link).and_then(|open| open.asked.remove(id)) {
            Some("pair-success") => self.receive_pairing_signature(link, iq),
            Some(_) => Ok(()),
            None => Err(breach(format!("an answer to {id}, which nobody asked"))),
        }
    }

    fn receive_question(&mut self, link: LinkId, id: &str, kind: &str, iq: &Node) -> Result<(), Breach> {
        let Some(open) = self.links.get_mut(&link) else { return Ok(()) };
        if !open.questions.insert(id.to_owned()) {
            return Err(breach(format!("the id {id} was used for another question")));
        }
        let answer = match self.device(link) {
            Some(address) => self.answer(link, &address, kind, iq),
            None => self.receive_link_code(link, iq).map(Answer::Result),
        };
        match answer {
            Ok(Answer::Result(children)) => self.send(link, stanza::result(id, children)),
            Ok(Answer::Refused(code, text)) => self.send(link, stanza::error(id, code, text)),
            Err(breach) => {
                self.send(link, stanza::error(id, 400, "bad-request"));
                return Err(breach);
            }
        }
        Ok(())
    }

    fn answer(&mut self, link: LinkId, who: &DeviceAddress, kind: &str, iq: &Node) -> Result<Answer, Breach> {
        let xmlns = stanza::attr(iq, "xmlns").ok_or_else(|| breach("without a namespace"))?;
        let to = stanza::attr(iq, "to");
        let to_server = to.as_deref().is_none_or(|to| to == SERVER_JID);
        let to_own = stanza::jid(iq, "to").and_then(|jid| self.number_of(&jid)) == Some(who.account.clone());
        let elsewhere = matches!(xmlns.as_str(), "w:g2" | "w:profile:picture");
        if !(to_server || to_own || elsewhere) {
            return Err(breach(format!("{xmlns} to {to:?}")));
        }
        match (xmlns.as_str(), kind) {
            ("encrypt", "get") => self.answer_keys(who, iq),
            ("encrypt", _) => self.take_keys(who, iq),
            ("usync", "get") => self.answer_usync(iq),
            ("w:sync:app:state", "set") => self.sync_app_state(who, iq),
            ("passive", "set") => {
                let wanted = iq.get_optional_child("active").is_some();
                if !wanted && iq.get_optional_child("passive").is_none() {
                    return Err(breach("neither active nor passive"));
                }
                self.activate(link, wanted);
                Answer::done()
            }
            ("w:p" | "urn:xmpp:ping", "get") => Answer::done(),
            ("abt" | "w", "get") => Answer::one(props()),
            ("urn:xmpp:whatsapp:dirty", "set") => Answer::done(),
            ("md", "set") => self.remove_companion(link, who, iq),
            ("w:m", "set") if iq.get_optional_child("media_conn").is_some() => {
                Answer::one(self.media_hosts())
            }
            ("w:profile:picture", "get") => Ok(Answer::Refused(404, "item-not-found")),
            ("w:g2", "get") if iq.get_optional_child("participating").is_some() => {
                Answer::one(self.groups_of(&who.account))
            }
            ("w:g2", "get") if iq.get_optional_child("query").is_some() => {
                let group = stanza::jid(iq, "to").and_then(|to| self.group_info(&who.account, &to.user));
                group.map_or(Ok(Answer::Refused(404, "item-not-found")), Answer::one)
            }
            _ => self.answer_settings(who, kind, &xmlns, iq),
        }
    }

    /// What a person sets for the account.
    fn answer_settings(
        &mut self,
        who: &DeviceAddress,
        kind: &str,
        xmlns: &str,
        iq: &Node,
    ) -> Result<Answer, Breach> {
        let unknown = || breach(format!("nobody knows {kind} {xmlns}: {iq:?}"));
        let account = self.account(&who.account).map_err(|error| breach(error.to_string()))?;
        match (xmlns, kind) {
            ("blocklist", "get") => Answer::one(account.blocklist()),
            ("blocklist", "set") => {
                let item = iq.get_optional_child("item").ok_or_else(unknown)?;
                if account.block(item) { Answer::one(account.blocklist()) } else { Err(unknown()) }
            }
            ("privacy", "get") => Answer::one(account.privacy()),
            // Tokens by which those whom the account has written to may write to it; here everybody may.
            ("privacy", "set") if iq.get_optional_child("tokens").is_some() => Answer::done(),
            ("privacy", "set") => {
                let changes = stanza::children(iq.get_optional_child("privacy").ok_or_else(unknown)?);
                for change in changes {
                    let setting = stanza::attr(change, "name").zip(stanza::attr(change, "value"));
                    let (name, value) = setting.ok_or_else(unknown)?;
                    account.privacy.insert(name, value);
                }
                Answer::one(account.privacy())
            }
            _ => Err(unknown()),
        }
    }

    /// A device takes itself out of the account.
    fn remove_companion(&mut self, link: LinkId, who: &DeviceAddress, iq: &Node) -> Result<Answer, Breach> {
        let child = iq
            .get_optional_child("remove-companion-device")
            .ok_or_else(|| breach(format!("nobody knows {iq:?}")))?;
        let jid = stanza::jid(child, "jid").ok_or_else(|| breach("a removal of nobody"))?;
        if self.number_of(&jid) != Some(who.account.clone()) || jid.device != who.device {
            return Err(breach(format!("{who} removes {jid}")));
        }
        let id = stanza::attr(iq, "id").unwrap_or_default();
        self.send(link, stanza::result(&id, Vec::new()));
        self.unlink(who);
        Answer::done()
    }

    /// Takes a device out of its account; where it is connected, it is told.
    pub(crate) fn unlink(&mut self, who: &DeviceAddress) {
        let now = self.now();
        let Some(account) = self.accounts.get_mut(&who.account) else { return };
        let Some(companion) = account.companions.remove(&who.device) else { return };
        account.devices_changed = now;
        account.phone.signal.forget(who);
        if let Some(link) = companion.link {
            let conflict = NodeBuilder::new("conflict").attr("type", "device_removed").build();
            self.dismiss(link, stanza::stream_error(Some(401), Some(conflict)));
        }
    }
}

/// `<props>`: no experiments.
fn props() -> Node {
    NodeBuilder::new("props")
        .attr("protocol", "1")
        .attr("ab_key", "sim")
        .attr("hash", "sim")
        .attr("refresh", "86400")
        .attr("refresh_id", "1")
        .build()
}
