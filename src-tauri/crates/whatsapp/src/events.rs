//! What the library says happened, as what a line tells. Nothing here waits or stores, so it is tried as a table.

mod history;
mod life;

use jiff::Timestamp;
use leadsmart_ports::whatsapp::{
    Acknowledgement, ChatUpdate, Content, Inbound, LineEvent, MessageKey, ReceiptKind, Undecryptable,
};
use wacore::types::events::{
    ChatPresenceUpdate, DecryptFailMode, Event, EventInterest, EventKind, InboundMessage, PushNameUpdate,
    Receipt, ServerAck, UnavailableType, UndecryptableMessage,
};
use wacore::types::message::{MessageInfo, MessageSource};
use wacore::types::presence::{ChatPresence, ReceiptType};
use whatsapp_rust::Jid;

use crate::address::{self, Own};
use crate::content;

pub(crate) use history::parts as history;
pub(crate) use life::{Identity, Life};

/// What is listened to.
pub(crate) fn interest() -> EventInterest {
    EventInterest::of(&[
        EventKind::Connected,
        EventKind::Disconnected,
        EventKind::PairSuccess,
        EventKind::PairError,
        EventKind::LoggedOut,
        EventKind::PairingQrCode,
        EventKind::PairingCode,
        EventKind::PairingCodeRefresh,
        EventKind::PairingCodeError,
        EventKind::PairingQrCodesExhausted,
        EventKind::QrScannedWithoutMultidevice,
        EventKind::ClientOutdated,
        EventKind::Messages,
        EventKind::Receipt,
        EventKind::ServerAck,
        EventKind::UndecryptableMessage,
        EventKind::ChatPresence,
        EventKind::PushNameUpdate,
        EventKind::SelfPushNameUpdated,
        EventKind::HistorySync,
        EventKind::OfflineSyncPreview,
        EventKind::OfflineSyncCompleted,
        EventKind::StreamReplaced,
        EventKind::TemporaryBan,
        EventKind::ConnectFailure,
    ])
}

/// What is said about messages and people. What is said about the connection is [`Life`]'s; history comes packed and goes another
/// way.
pub(crate) fn said(event: &Event, own: &Own, now: Timestamp) -> Option<LineEvent> {
    match event {
        // What the hook has had is kept already; the others come this way only.
        Event::Messages(batch) if !batch.hook_committed => {
            let messages: Vec<Inbound> = batch.iter().filter_map(|message| inbound(message, own)).collect();
            (!messages.is_empty()).then_some(LineEvent::Messages(messages))
        }
        Event::Receipt(receipt) => receipt_of(receipt),
        Event::ServerAck(ack) => acknowledgement(ack, now),
        Event::UndecryptableMessage(message) => undecryptable(message),
        Event::ChatPresence(presence) => typing(presence),
        Event::PushNameUpdate(update) => named(update),
        Event::SelfPushNameUpdated(update) => Some(LineEvent::Chat(ChatUpdate {
            chat: leadsmart_ports::whatsapp::Chat {
                number: own.number.clone(),
                hidden: own.hidden.clone(),
                group: None,
            },
            name: named_so(&update.new_name),
        })),
        _ => None,
    }
}

/// A message as it is told; none if it is nothing for people, or in a place that is no chat.
pub(crate) fn inbound(message: &InboundMessage, own: &Own) -> Option<Inbound> {
    let info = &message.info;
    let reading = content::read(&message.message, own)?;
    let key = key(info)?;
    Some(Inbound {
        sender: address::chat(&info.source.sender, info.source.sender_alt.as_ref())?,
        sender_name: named_so(&info.push_name),
        at: instant(info.timestamp.timestamp_millis()),
        content: seen_from_here(reading.content, &key),
        quote: reading.quote,
        waited: info.is_offline,
        view_once: reading.view_once,
        key,
    })
}

/// Whose the message is that somebody puts an emoji on is said as they see it; with one other person it is ours if it is not theirs.
fn seen_from_here(mut content: Content, key: &MessageKey) -> Content {
    if let Content::Reaction { to_mine, .. } = &mut content
        && !key.from_me
        && key.chat.group.is_none()
    {
        *to_mine = !*to_mine;
    }
    content
}

fn key(info: &MessageInfo) -> Option<MessageKey> {
    let chat = chat(&info.source)?;
    Some(MessageKey { chat, id: info.id.clone(), from_me: info.source.is_from_me })
}

/// The chat that a message belongs to. What somebody sends to a list of theirs is in the chat with them.
fn chat(source: &MessageSource) -> Option<leadsmart_ports::whatsapp::Chat> {
    let sent_to_list = source.broadcast_list_owner.is_some() && !source.is_from_me;
    match (source.is_from_me, sent_to_list) {
        (_, true) => address::chat(&source.sender, source.sender_alt.as_ref()),
        (true, _) => address::chat(&source.chat, source.recipient_alt.as_ref()),
        (false, _) => address::chat(&source.chat, same_person(source)),
    }
}

/// The other address of who wrote, when the chat is with them.
fn same_person(source: &MessageSource) -> Option<&Jid> {
    source.sender_alt.as_ref().filter(|_| !source.is_group)
}

fn receipt_of(receipt: &Receipt) -> Option<LineEvent> {
    let kind = match receipt.r#type {
        // That the own phone has got it says nothing of the other side.
        ReceiptType::Delivered if receipt.source.is_from_me => return None,
        ReceiptType::Delivered => ReceiptKind::Delivered,
        ReceiptType::Read => ReceiptKind::Read,
        ReceiptType::Played => ReceiptKind::Played,
        ReceiptType::ReadSelf | ReceiptType::PlayedSelf => ReceiptKind::ReadHere,
        _ => return None,
    };
    let source = &receipt.source;
    let chat = address::chat(&source.chat, source.recipient_alt.as_ref().or_else(|| same_person(source)))?;
    let from_me = kind != ReceiptKind::ReadHere;
    let key = |id: &String| MessageKey { chat: chat.clone(), id: id.clone(), from_me };
    Some(LineEvent::Receipt {
        messages: receipt.message_ids.iter().map(key).collect(),
        kind,
        at: instant(receipt.timestamp.timestamp_millis()),
    })
}

fn acknowledgement(ack: &ServerAck, now: Timestamp) -> Option<LineEvent> {
    if ack.class.as_deref() != Some("message") {
        return None;
    }
    // Without a chat it is known by its id alone, which is as good: it was chosen here.
    let chat = ack.from.as_ref().and_then(|from| address::chat(from, None)).unwrap_or_default();
    Some(LineEvent::Acknowledged(Acknowledgement {
        message: MessageKey { chat, id: ack.id.clone(), from_me: true },
        // A refusal whose number cannot be read is one nevertheless.
        error: ack.error.as_deref().map(|error| error.parse().unwrap_or(u16::MAX)),
        at: ack.timestamp.map_or(now, |at| instant(at.timestamp_millis())),
    }))
}

fn undecryptable(message: &UndecryptableMessage) -> Option<LineEvent> {
    let info = &message.info;
    let key = key(info)?;
    let sender = address::chat(&info.source.sender, info.source.sender_alt.as_ref())?;
    let at = instant(info.timestamp.timestamp_millis());
    if message.is_unavailable && message.unavailable_type == UnavailableType::ViewOnce {
        return Some(LineEvent::Messages(vec![Inbound {
            key,
            sender,
            sender_name: named_so(&info.push_name),
            at,
            content: Content::Unknown { name: "viewOnceMessage".to_owned(), raw: Vec::new() },
            quote: None,
            waited: info.is_offline,
            view_once: true,
        }]));
    }
    match message.decrypt_fail_mode {
        // A reaction or the like, which shows nothing when it cannot be read.
        DecryptFailMode::Hide => None,
        DecryptFailMode::Show => Some(LineEvent::Undecryptable(Undecryptable { key, sender, at })),
    }
}

fn typing(presence: &ChatPresenceUpdate) -> Option<LineEvent> {
    let source = &presence.source;
    if source.is_from_me {
        return None;
    }
    let chat = address::chat(&source.chat, same_person(source))?;
    Some(LineEvent::Typing { chat, typing: presence.state == ChatPresence::Composing })
}

fn named(update: &PushNameUpdate) -> Option<LineEvent> {
    let chat = address::chat(&update.jid, None)?;
    Some(LineEvent::Chat(ChatUpdate { chat, name: named_so(&update.new_push_name) }))
}

/// A name, unless there is none.
fn named_so(name: &str) -> Option<String> {
    Some(name.trim().to_owned()).filter(|name| !name.is_empty() && name != "-")
}

/// Milliseconds since 1970; what is out of all range is the nearest that is not.
fn instant(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(if milliseconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests;
