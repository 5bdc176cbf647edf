//! Keys that devices publish, and those that they fetch of others.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::{Answer, breach};
use crate::account::DeviceAddress;
use crate::error::Breach;
use crate::pairing::{is_user, published_proof};
use crate::stanza;
use crate::world::World;

impl World {
    /// How many one-time keys are left, what the server holds, or keys of others.
    pub(super) fn answer_keys(&mut self, who: &DeviceAddress, iq: &Node) -> Result<Answer, Breach> {
        let child = stanza::children(iq).first().ok_or_else(|| breach("encrypt without a question"))?;
        let Some(companion) = self.companion(who) else { return Ok(Answer::Refused(404, "item-not-found")) };
        match child.tag.as_ref() {
            "count" => {
                let count = companion.keys.one_time.len().to_string();
                Answer::one(NodeBuilder::new("count").attr("value", count).build())
            }
            // Before the first upload there is no record, which makes the client upload.
            "digest" if companion.keys.one_time.is_empty() => Ok(Answer::Refused(404, "item-not-found")),
            "digest" => Answer::one(companion.keys.digest()),
            "key" => self.fetch_keys(who, child),
            other => Err(breach(format!("encrypt with <{other}>"))),
        }
    }

    /// An upload, or another signed key.
    pub(super) fn take_keys(&mut self, who: &DeviceAddress, iq: &Node) -> Result<Answer, Breach> {
        let Some(companion) = self.companion(who) else { return Ok(Answer::Refused(404, "item-not-found")) };
        match iq.get_optional_child("rotate") {
            Some(rotate) => companion.keys.rotate(rotate)?,
            None => {
                companion.keys.upload(iq)?;
                self.welcome(who).map_err(|error| breach(error.to_string()))?;
            }
        }
        Answer::done()
    }

    fn fetch_keys(&mut self, who: &DeviceAddress, request: &Node) -> Result<Answer, Breach> {
        let mut users = Vec::new();
        for user in stanza::children(request) {
            let jid = stanza::jid(user, "jid").filter(is_user);
            let jid = jid.ok_or_else(|| breach(format!("keys of nobody: {user:?}")))?;
            let Some(number) = self.number_of(&jid) else {
                users.push(not_found(&jid.to_string()));
                continue;
            };
            let Self { accounts, rng, .. } = self;
            let Some(account) = accounts.get_mut(&number) else { continue };
            if jid.device == 0 {
                account.phone.signal.replenish(rng).map_err(|error| breach(error.to_string()))?;
            }
            let proof = account
                .companions
                .get(&jid.device)
                .map(|companion| published_proof(&companion.proof, number == who.account));
            users.push(match account.keys(jid.device) {
                Some(keys) => keys.fetched(jid, proof),
                None => not_found(&jid.to_string()),
            });
        }
        if users.is_empty() {
            return Err(breach("keys of nobody"));
        }
        Answer::one(NodeBuilder::new("list").children(users).build())
    }
}

fn not_found(jid: &str) -> Node {
    let error = NodeBuilder::new("error").attr("code", "404").attr("text", "item-not-found").build();
    NodeBuilder::new("user").attr("jid", jid).children([error]).build()
}
