//! Settings that an account's devices share: collections of patches, each with a version. Patches are sealed with keys that
//! only the devices have, so the server keeps them as they are.

use std::collections::BTreeMap;

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::{Answer, breach};
use crate::account::DeviceAddress;
use crate::error::Breach;
use crate::stanza;
use crate::world::World;

/// The collections there are.
const COLLECTIONS: [&str; 5] =
    ["critical_block", "critical_unblock_low", "regular_low", "regular_high", "regular"];

/// The patches of each collection; the version is how many there are.
#[derive(Default)]
pub(crate) struct AppState(BTreeMap<String, Vec<Vec<u8>>>);

impl World {
    pub(super) fn sync_app_state(&mut self, who: &DeviceAddress, iq: &Node) -> Result<Answer, Breach> {
        let sync = iq.get_optional_child("sync").ok_or_else(|| breach("no <sync>"))?;
        let account = self.account(&who.account).map_err(|error| breach(error.to_string()))?;
        let collections: Result<Vec<Node>, Breach> =
            stanza::children(sync).iter().map(|node| account.app_state.sync(node)).collect();
        Answer::one(NodeBuilder::new("sync").children(collections?).build())
    }
}

impl AppState {
    /// One collection: takes a patch in when it is built on the newest version, and gives what the device lacks. An empty
    /// collection is listed as well, since clients wait for each that they asked for.
    fn sync(&mut self, asked: &Node) -> Result<Node, Breach> {
        let name = stanza::attr(asked, "name").filter(|name| COLLECTIONS.contains(&name.as_str()));
        let name = name.ok_or_else(|| breach(format!("a collection that is none: {asked:?}")))?;
        let version = match stanza::attr(asked, "version") {
            Some(version) => version.parse().map_err(|_| breach("a version that is no number"))?,
            None => 0,
        };
        let patches = self.0.entry(name.clone()).or_default();
        let missing = patches.get(version..).ok_or_else(|| breach("a version that is yet to come"))?.to_vec();
        let node = NodeBuilder::new("collection").attr("name", name).attr("has_more_patches", "false");
        if let Some(patch) = stanza::child_bytes(asked, "patch") {
            if !missing.is_empty() {
                let conflict = NodeBuilder::new("error").attr("code", "409").attr("text", "conflict").build();
                let node = node.attr("type", "error").attr("version", patches.len().to_string());
                return Ok(node.children([conflict, list(&missing)]).build());
            }
            patches.push(patch.to_vec());
        }
        let node = node.attr("version", patches.len().to_string());
        Ok(if missing.is_empty() { node.build() } else { node.children([list(&missing)]).build() })
    }
}

fn list(patches: &[Vec<u8>]) -> Node {
    let patches = patches.iter().map(|patch| stanza::with_bytes("patch", patch.clone()));
    NodeBuilder::new("patches").children(patches).build()
}
