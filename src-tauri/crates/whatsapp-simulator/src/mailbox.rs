//! What waits for a device. Nothing leaves it before the device has acknowledged it: what was sent on a connection that
//! ended is sent again on the next, marked as having waited.

use std::collections::VecDeque;

use wacore_binary::{Jid, Node};

use crate::error::Breach;
use crate::stanza;
use crate::world::LinkId;

/// Which kind of acknowledgement a stanza asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// `<receipt>`, or `<ack class="message">`.
    Message,
    /// `<ack class="receipt">`.
    Receipt,
    /// `<ack class="notification">`.
    Notification,
}

impl Class {
    pub(crate) fn of(node: &Node) -> Option<Self> {
        match node.tag.as_ref() {
            "message" => Some(Self::Message),
            "receipt" => Some(Self::Receipt),
            "notification" => Some(Self::Notification),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Receipt => "receipt",
            Self::Notification => "notification",
        }
    }
}

/// A stanza on its way.
pub(crate) struct Parcel {
    pub(crate) class: Class,
    id: String,
    from: String,
    participant: Option<String>,
    pub(crate) node: Node,
    /// The connection it was sent on, none while it waits.
    sent: Option<LinkId>,
    /// How often it was sent.
    times: u32,
}

/// A device's stanzas in the order in which they were sent to it.
#[derive(Default)]
pub(crate) struct Mailbox {
    parcels: VecDeque<Parcel>,
    /// What was acknowledged, so that a second acknowledgement is told from one that was never asked for.
    done: VecDeque<(Class, String)>,
}

/// How many acknowledgements are remembered.
const REMEMBERED: usize = 10_000;

impl Mailbox {
    /// Takes a stanza in; one that asks for no acknowledgement has no place here.
    pub(crate) fn put(&mut self, node: Node) {
        let Some(class) = Class::of(&node) else { return };
        self.parcels.push_back(Parcel {
            class,
            id: stanza::attr(&node, "id").unwrap_or_default(),
            from: stanza::attr(&node, "from").unwrap_or_default(),
            participant: stanza::attr(&node, "participant"),
            node,
            sent: None,
            times: 0,
        });
    }

    /// What waits and was not sent on this connection.
    pub(crate) fn waiting(&self, link: LinkId) -> impl Iterator<Item = &Parcel> {
        self.parcels.iter().filter(move |parcel| parcel.sent != Some(link))
    }

    /// The next ones to send, at most so many, marked as sent.
    pub(crate) fn next(&mut self, link: LinkId, most: usize) -> Vec<(Node, bool)> {
        let mut next = Vec::new();
        for parcel in self.parcels.iter_mut().filter(|parcel| parcel.sent != Some(link)).take(most) {
            parcel.sent = Some(link);
            parcel.times += 1;
            next.push((parcel.node.clone(), parcel.times > 1));
        }
        next
    }

    /// What was sent on a connection and is not acknowledged.
    pub(crate) fn unacknowledged(&self, link: LinkId) -> Vec<String> {
        self.parcels
            .iter()
            .filter(|parcel| parcel.sent == Some(link))
            .map(|parcel| format!("{} {} from {}", parcel.class.name(), parcel.id, parcel.from))
            .collect()
    }

    /// How many stanzas wait or are not acknowledged.
    pub(crate) fn len(&self) -> usize {
        self.parcels.len()
    }

    /// Takes a stanza out that the device has acknowledged. It must have been sent, and come from where the device says.
    pub(crate) fn acknowledge(
        &mut self,
        class: Class,
        id: &str,
        to: &Jid,
        participant: Option<&str>,
    ) -> Result<Option<Parcel>, Breach> {
        let found = self.parcels.iter().position(|parcel| parcel.class == class && parcel.id == id);
        let Some(index) = found else {
            let before = self.done.iter().any(|(done, known)| *done == class && known == id);
            return match before {
                true => Ok(None),
                false => Err(Breach::new("ack", format!("{} {id} was never sent", class.name()))),
            };
        };
        let parcel = &self.parcels[index];
        if parcel.times == 0 {
            return Err(Breach::new("ack", format!("{} {id} was not sent yet", class.name())));
        }
        if !same_chat(&parcel.from, to) {
            let what = format!("{} {id} came from {} and is acknowledged to {to}", class.name(), parcel.from);
            return Err(Breach::new("ack", what));
        }
        if class != Class::Receipt && participant.is_some() && parcel.participant.as_deref() != participant {
            let what = format!("{} {id} is acknowledged with participant {participant:?}", class.name());
            return Err(Breach::new("ack", what));
        }
        self.done.push_back((class, id.to_owned()));
        if self.done.len() > REMEMBERED {
            self.done.pop_front();
        }
        Ok(self.parcels.remove(index))
    }
}

/// The address that a stanza came from, with or without its device.
fn same_chat(from: &str, to: &Jid) -> bool {
    from.parse::<Jid>().is_ok_and(|from| from.to_non_ad() == to.to_non_ad())
}

#[cfg(test)]
mod tests {
    use wacore_binary::builder::NodeBuilder;

    use super::*;

    const LINK: LinkId = LinkId(1);

    fn message(id: &str) -> Node {
        NodeBuilder::new("message").attr("id", id).attr("from", "5511900000001@s.whatsapp.net").build()
    }

    fn from() -> Jid {
        Jid::pn("5511900000001")
    }

    #[test]
    fn what_was_not_acknowledged_is_sent_again_on_the_next_connection() {
        let mut mailbox = Mailbox::default();
        mailbox.put(message("A"));
        mailbox.put(message("B"));
        assert_eq!(mailbox.next(LINK, 9).len(), 2);
        assert!(mailbox.next(LINK, 9).is_empty(), "once on a connection");
        mailbox.acknowledge(Class::Message, "A", &from(), None).unwrap();
        let again = mailbox.next(LinkId(2), 9);
        assert_eq!(
            again.iter().map(|(node, _)| stanza::attr(node, "id").unwrap()).collect::<Vec<_>>(),
            ["B"]
        );
        assert!(again[0].1, "it is marked as sent before");
    }

    #[test]
    fn an_acknowledgement_names_what_was_sent_and_whence_it_came() {
        let mut mailbox = Mailbox::default();
        mailbox.put(message("A"));
        let early = mailbox.acknowledge(Class::Message, "A", &from(), None);
        assert!(early.is_err(), "before it was sent");
        mailbox.next(LINK, 9);
        assert!(mailbox.acknowledge(Class::Message, "B", &from(), None).is_err(), "never sent");
        assert!(mailbox.acknowledge(Class::Receipt, "A", &from(), None).is_err(), "of another class");
        assert!(mailbox.acknowledge(Class::Message, "A", &Jid::pn("5511900000009"), None).is_err());
        assert!(mailbox.acknowledge(Class::Message, "A", &from(), None).unwrap().is_some());
        assert!(
            mailbox.acknowledge(Class::Message, "A", &from(), None).unwrap().is_none(),
            "a second time is no news"
        );
    }
}
