//! Queries about users: which devices they have, their hidden ids, whether a number is on the service at all.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::{Answer, breach};
use crate::account::Number;
use crate::error::Breach;
use crate::stanza;
use crate::world::World;

impl World {
    pub(super) fn answer_usync(&mut self, iq: &Node) -> Result<Answer, Breach> {
        let usync = iq.get_optional_child("usync").ok_or_else(|| breach("no query"))?;
        let sid = stanza::attr(usync, "sid").ok_or_else(|| breach("a query without a session"))?;
        let query = usync.get_optional_child("query").ok_or_else(|| breach("a query for nothing"))?;
        let list = usync.get_optional_child("list").ok_or_else(|| breach("a query about nobody"))?;
        let protocols: Vec<&str> =
            stanza::children(query).iter().map(|protocol| protocol.tag.as_ref()).collect();
        if protocols.is_empty() || stanza::children(list).is_empty() {
            return Err(breach("a query for nothing or about nobody"));
        }
        let mut users = Vec::new();
        for user in stanza::children(list) {
            users.extend(self.user(user, &protocols)?);
        }
        let results = stanza::children(query)
            .iter()
            .map(|protocol| NodeBuilder::new_dynamic(protocol.tag.to_string()).build());
        let mut answer = NodeBuilder::new("usync").attr("sid", sid).attr("index", "0").attr("last", "true");
        for name in ["mode", "context"] {
            if let Some(value) = stanza::attr(usync, name) {
                answer = answer.attr(name, value);
            }
        }
        Answer::one(
            answer
                .children([
                    NodeBuilder::new("result").children(results).build(),
                    NodeBuilder::new("list").children(users).build(),
                ])
                .build(),
        )
    }

    /// What is known of one user; nothing for one who is not on the service, unless it was asked whether it is.
    fn user(&mut self, user: &Node, protocols: &[&str]) -> Result<Option<Node>, Breach> {
        let asked =
            stanza::child_bytes(user, "contact").map(|text| String::from_utf8_lossy(text).into_owned());
        let jid = match (&asked, stanza::jid(user, "jid")) {
            (Some(phone), _) if !phone.is_empty() => {
                let digits = phone.strip_prefix('+').unwrap_or(phone);
                Jid::pn(digits)
            }
            (_, Some(jid)) => jid.to_non_ad(),
            _ => return Err(breach(format!("a query about nobody: {user:?}"))),
        };
        let Some(number) = self.registered(&jid) else {
            let out = NodeBuilder::new("contact").attr("type", "out").bytes(asked.unwrap_or_default());
            return Ok(protocols
                .contains(&"contact")
                .then(|| NodeBuilder::new("user").attr("jid", jid).children([out.build()]).build()));
        };
        let Self { accounts, rng, .. } = self;
        let Some(account) = accounts.get(&number) else { return Ok(None) };
        let mut results = Vec::new();
        for protocol in protocols {
            results.extend(match *protocol {
                "contact" => Some(
                    NodeBuilder::new("contact")
                        .attr("type", "in")
                        .bytes(asked.clone().unwrap_or_default())
                        .build(),
                ),
                "devices" => Some(account.device_list(account.key_index_list(rng))),
                "lid" => Some(NodeBuilder::new("lid").attr("val", account.lid()).build()),
                "status" => Some(stanza::with_bytes("status", "")),
                "disappearing_mode" => {
                    Some(NodeBuilder::new("disappearing_mode").attr("duration", "0").attr("t", "0").build())
                }
                "picture" => Some(missing_picture()),
                // Nobody here has a business, a robot or a name of its own.
                "business" | "bot" | "username" | "text_status" | "feature" => None,
                other => return Err(breach(format!("a query for <{other}>"))),
            });
        }
        let node = match jid.is_lid() {
            true => NodeBuilder::new("user").attr("jid", account.lid()).attr("pn_jid", account.jid()),
            false => NodeBuilder::new("user").attr("jid", account.jid()),
        };
        Ok(Some(node.children(results).build()))
    }

    /// The account that an address means. A Brazilian mobile number is found with and without its ninth digit.
    fn registered(&self, jid: &Jid) -> Option<Number> {
        self.number_of(jid).or_else(|| {
            let twin = ninth_digit_twin(&jid.user).filter(|_| jid.is_pn())?;
            self.number_of(&Jid::pn(twin))
        })
    }
}

/// The other way of writing a Brazilian mobile number: old accounts have eight digits after the area, new ones a nine before.
fn ninth_digit_twin(digits: &str) -> Option<String> {
    let local = digits.strip_prefix("55")?;
    match local.len() {
        11 if local[2..].starts_with('9') => Some(format!("55{}{}", &local[..2], &local[3..])),
        10 => Some(format!("55{}9{}", &local[..2], &local[2..])),
        _ => None,
    }
}

fn missing_picture() -> Node {
    let error = NodeBuilder::new("error").attr("code", "404").attr("text", "item-not-found").build();
    NodeBuilder::new("picture").children([error]).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brazilian_mobile_number_has_two_ways_of_writing() {
        assert_eq!(ninth_digit_twin("5511987654321").as_deref(), Some("551187654321"));
        assert_eq!(ninth_digit_twin("551187654321").as_deref(), Some("5511987654321"));
        assert_eq!(ninth_digit_twin("5511387654321"), None, "nine digits that do not begin with a nine");
        assert_eq!(ninth_digit_twin("351912345678"), None, "another country");
    }
}
