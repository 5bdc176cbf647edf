//! Who is meant: the library's addresses and the port's chats.

use leadsmart_ports::whatsapp::Chat;
use whatsapp_rust::{Jid, Server};

/// As whom a line is linked, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    /// The number, digits.
    pub(crate) number: Option<String>,
    /// The hidden id, digits.
    pub(crate) hidden: Option<String>,
}

impl Own {
    /// Of the addresses that the device has.
    pub(crate) fn new(number: Option<Jid>, hidden: Option<Jid>) -> Self {
        let digits = |jid: Jid| jid.user.to_string();
        Self { number: number.map(digits), hidden: hidden.map(digits) }
    }

    /// Whether an address, as text, is one of the two.
    pub(crate) fn is(&self, address: &str) -> bool {
        let Ok(jid) = address.parse::<Jid>() else { return false };
        let known = chat(&jid, None).unwrap_or_default();
        let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
        same(&known.number, &self.number) || same(&known.hidden, &self.hidden)
    }
}

/// The chat that an address means, with what is known of the same person under another address. None for what is no chat with
/// people: status messages, channels, robots.
pub(crate) fn chat(jid: &Jid, same: Option<&Jid>) -> Option<Chat> {
    let mut chat = Chat::default();
    for jid in [Some(jid), same].into_iter().flatten() {
        let digits = || Some(jid.user.to_string()).filter(|user| !user.is_empty());
        match jid.server {
            Server::Pn | Server::Hosted | Server::Legacy => chat.number = chat.number.or_else(digits),
            Server::Lid | Server::HostedLid => chat.hidden = chat.hidden.or_else(digits),
            Server::Group => chat.group = chat.group.or_else(digits),
            _ => {}
        }
    }
    (chat != Chat::default()).then_some(chat)
}

/// The chat of an address as text.
pub(crate) fn parse(address: &str) -> Option<Chat> {
    chat(&address.parse().ok()?, None)
}

/// Where a message to a chat is sent. The number goes before the hidden id: the library finds out itself under which of them the
/// service wants it.
pub(crate) fn jid(chat: &Chat) -> Option<Jid> {
    match chat {
        Chat { group: Some(group), .. } => Some(Jid::group(group.as_str())),
        Chat { number: Some(number), .. } => Some(Jid::pn(number.as_str())),
        Chat { hidden: Some(hidden), .. } => Some(Jid::lid(hidden.as_str())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str, same: Option<&str>) -> Option<Chat> {
        let same = same.map(|it| it.parse::<Jid>().unwrap());
        chat(&address.parse().unwrap(), same.as_ref())
    }

    #[test]
    fn an_address_is_a_number_a_hidden_id_a_group_or_no_chat() {
        let known = |number: Option<&str>, hidden: Option<&str>, group: Option<&str>| {
            let own = |it: Option<&str>| it.map(str::to_owned);
            Some(Chat { number: own(number), hidden: own(hidden), group: own(group) })
        };
        let number = Some("5511987650002");
        let cases = [
            ("5511987650002@s.whatsapp.net", None, known(number, None, None)),
            ("5511987650002:3@s.whatsapp.net", None, known(number, None, None)),
            ("100000000000001@lid", None, known(None, Some("100000000000001"), None)),
            (
                "100000000000001@lid",
                Some("5511987650002@s.whatsapp.net"),
                known(number, Some("100000000000001"), None),
            ),
            ("120363000000000001@g.us", None, known(None, None, Some("120363000000000001"))),
            ("status@broadcast", None, None),
            ("120363000000000001@newsletter", None, None),
        ];
        for (address, same, expected) in cases {
            assert_eq!(of(address, same), expected, "{address}");
        }
    }

    #[test]
    fn a_message_goes_to_the_number_when_it_is_known() {
        let both = of("100000000000001@lid", Some("5511987650002@s.whatsapp.net")).unwrap();
        assert_eq!(jid(&both).unwrap().to_string(), "5511987650002@s.whatsapp.net");
        let hidden = of("100000000000001@lid", None).unwrap();
        assert_eq!(jid(&hidden).unwrap().to_string(), "100000000000001@lid");
        assert_eq!(jid(&Chat::default()), None);
    }

    #[test]
    fn oneself_is_known_by_both_addresses_on_any_device() {
        let own = Own { number: Some("5511987650001".into()), hidden: Some("7".into()) };
        assert!(own.is("5511987650001:4@s.whatsapp.net") && own.is("7:4@lid"));
        assert!(!own.is("7@s.whatsapp.net") && !own.is("") && !Own::default().is("7@lid"));
    }
}
