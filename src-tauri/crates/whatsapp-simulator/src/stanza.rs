//! Stanzas: reading what a client sent, and making what the server sends.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, NodeContent, SERVER_JID};

/// The value of an attribute as text.
pub(crate) fn attr(node: &Node, name: &str) -> Option<String> {
    node.attrs.get(name).map(|value| value.as_str().into_owned())
}

/// The value of an attribute as an address.
pub(crate) fn jid(node: &Node, name: &str) -> Option<Jid> {
    attr(node, name)?.parse().ok()
}

/// What a stanza carries, as bytes. Short texts arrive as strings, since the encoding has tokens for them.
pub(crate) fn bytes(node: &Node) -> Option<&[u8]> {
    match node.content.as_ref()? {
        NodeContent::Bytes(bytes) => Some(bytes),
        NodeContent::String(text) => Some(text.as_bytes()),
        NodeContent::Nodes(_) => None,
    }
}

/// The bytes of a child.
pub(crate) fn child_bytes<'a>(node: &'a Node, tag: &str) -> Option<&'a [u8]> {
    bytes(node.get_optional_child(tag)?)
}

/// The children, none for a stanza without.
pub(crate) fn children(node: &Node) -> &[Node] {
    node.children().unwrap_or_default()
}

/// A number written in as many bytes as the protocol gives it, most significant first.
pub(crate) fn number(bytes: &[u8]) -> Option<u32> {
    (1..=4).contains(&bytes.len()).then(|| bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// The number of a prekey, which has three bytes on the wire.
pub(crate) fn key_id(id: u32) -> Vec<u8> {
    id.to_be_bytes()[1..].to_vec()
}

/// A stanza without children.
pub(crate) fn leaf(tag: &'static str) -> Node {
    NodeBuilder::new(tag).build()
}

/// A stanza that carries bytes.
pub(crate) fn with_bytes(tag: &'static str, bytes: impl Into<Vec<u8>>) -> Node {
    NodeBuilder::new(tag).bytes(bytes).build()
}

/// A question of the server's own to a client.
pub(crate) fn query(id: &str, kind: &'static str, xmlns: Option<&'static str>, child: Node) -> Node {
    let mut node = NodeBuilder::new("iq").attrs([("from", SERVER_JID), ("type", kind), ("id", id)]);
    if let Some(xmlns) = xmlns {
        node = node.attr("xmlns", xmlns);
    }
    node.children([child]).build()
}

/// The answer to a client's question.
pub(crate) fn result(id: &str, children: Vec<Node>) -> Node {
    let node = NodeBuilder::new("iq").attrs([("from", SERVER_JID), ("type", "result"), ("id", id)]);
    if children.is_empty() { node.build() } else { node.children(children).build() }
}

/// The refusal of a client's question.
pub(crate) fn error(id: &str, code: u16, text: &str) -> Node {
    let error = NodeBuilder::new("error").attr("code", code).attr("text", text).build();
    NodeBuilder::new("iq")
        .attrs([("from", SERVER_JID), ("type", "error"), ("id", id)])
        .children([error])
        .build()
}

/// The end of a stream, with its code where it has one and what else it says.
pub(crate) fn stream_error(code: Option<u16>, child: Option<Node>) -> Node {
    let mut node = NodeBuilder::new("stream:error");
    if let Some(code) = code {
        node = node.attr("code", code.to_string());
    }
    if let Some(child) = child {
        node = node.children([child]);
    }
    node.build()
}
