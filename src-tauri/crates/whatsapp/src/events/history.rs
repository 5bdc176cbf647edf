//! What the phone tells of the time before the number was linked.

use leadsmart_ports::whatsapp::{
    Chat, ChatUpdate, HistoryChat, HistoryPart, Inbound, LineEvent, MessageKey, ReceiptKind,
};
use waproto::whatsapp as wa;
use waproto::whatsapp::history_sync::HistorySyncType;
use waproto::whatsapp::web_message_info::Status;

use super::{instant, named_so, seen_from_here};
use crate::address::{self, Own};
use crate::content;

/// How much of it is everything, in hundredths.
const ALL: u32 = 100;

/// What one file of history says: names first, then chats, then what became of the messages that were sent.
pub(crate) fn parts(history: &wa::HistorySync, own: &Own) -> Vec<LineEvent> {
    let mut events: Vec<LineEvent> = history.pushnames.iter().filter_map(name).map(LineEvent::Chat).collect();
    events.extend(history.phone_number_to_lid_mappings.iter().filter_map(pair).map(LineEvent::Chat));
    let told = matches!(
        history.sync_type,
        HistorySyncType::INITIAL_BOOTSTRAP | HistorySyncType::RECENT | HistorySyncType::FULL
    );
    let asked_for = history.sync_type == HistorySyncType::ON_DEMAND;
    if !told && !asked_for {
        return events;
    }
    let chats: Vec<HistoryChat> = history.conversations.iter().filter_map(|it| chat(it, own)).collect();
    let receipts: Vec<LineEvent> = history.conversations.iter().flat_map(states).collect();
    let progress = history.progress.filter(|_| told);
    events.push(LineEvent::History(HistoryPart {
        chats,
        progress: progress.map(|progress| u8::try_from(progress.min(ALL)).unwrap_or(u8::MAX)),
        last: progress.is_some_and(|progress| progress >= ALL),
    }));
    events.extend(receipts);
    events
}

fn name(name: &wa::Pushname) -> Option<ChatUpdate> {
    let chat = address::parse(name.id.as_deref()?)?;
    Some(ChatUpdate { chat, name: Some(named_so(name.pushname.as_deref()?)?) })
}

fn pair(pair: &wa::PhoneNumberToLIDMapping) -> Option<ChatUpdate> {
    let (number, hidden) = (pair.pn_jid.as_deref()?.parse().ok()?, pair.lid_jid.as_deref()?.parse().ok()?);
    Some(ChatUpdate { chat: address::chat(&number, Some(&hidden))?, name: None })
}

/// With whom, under all addresses that the phone tells.
fn with(conversation: &wa::Conversation) -> Option<Chat> {
    let mut chat = address::parse(&conversation.id)?;
    if chat.group.is_none() {
        for more in [&conversation.pn_jid, &conversation.lid_jid].into_iter().flatten() {
            let more = address::parse(more).unwrap_or_default();
            chat.number = chat.number.or(more.number);
            chat.hidden = chat.hidden.or(more.hidden);
        }
    }
    Some(chat)
}

fn chat(conversation: &wa::Conversation, own: &Own) -> Option<HistoryChat> {
    let chat = with(conversation)?;
    let named = [&conversation.name, &conversation.display_name];
    let infos = conversation.messages.iter().filter_map(|message| message.message.as_option());
    let mut messages: Vec<Inbound> = infos.filter_map(|info| message(info, &chat, own)).collect();
    messages.sort_by_key(|message| std::cmp::Reverse(message.at));
    Some(HistoryChat {
        name: named.into_iter().flatten().find_map(|name| named_so(name)),
        unread: conversation.unread_count.unwrap_or_default(),
        messages,
        chat,
    })
}

fn message(info: &wa::WebMessageInfo, chat: &Chat, own: &Own) -> Option<Inbound> {
    let key = info.key.as_option()?;
    let from_me = key.from_me.unwrap_or(false);
    let reading = content::read(info.message.as_option()?, own)?;
    let author = info.participant.as_deref().or(key.participant.as_deref());
    let sender = match (from_me, author.and_then(address::parse)) {
        (true, _) => Chat { number: own.number.clone(), hidden: own.hidden.clone(), group: None },
        (false, Some(author)) if chat.group.is_some() => author,
        (false, _) => chat.clone(),
    };
    let key = MessageKey { chat: chat.clone(), id: key.id.clone()?, from_me };
    Some(Inbound {
        sender,
        sender_name: info.push_name.as_deref().and_then(named_so),
        at: at(info),
        content: seen_from_here(reading.content, &key),
        quote: reading.quote,
        waited: true,
        view_once: reading.view_once,
        key,
    })
}

fn at(info: &wa::WebMessageInfo) -> jiff::Timestamp {
    let seconds = i64::try_from(info.message_timestamp.unwrap_or_default()).unwrap_or(i64::MAX);
    instant(seconds.saturating_mul(1000))
}

/// How far the messages came that this number sent. When that was, the phone does not tell; the time of the last of them stands
/// for it.
fn states(conversation: &wa::Conversation) -> Vec<LineEvent> {
    let Some(chat) = with(conversation) else { return Vec::new() };
    let infos: Vec<&wa::WebMessageInfo> =
        conversation.messages.iter().filter_map(|message| message.message.as_option()).collect();
    let receipt = |kind: ReceiptKind| {
        let reached = |info: &&&wa::WebMessageInfo| {
            let mine = info.key.as_option().is_some_and(|key| key.from_me == Some(true));
            mine && info.status.and_then(reached) == Some(kind)
        };
        let these: Vec<&&wa::WebMessageInfo> = infos.iter().filter(reached).collect();
        let at = these.iter().map(|info| at(info)).max()?;
        let key = |info: &&&wa::WebMessageInfo| {
            let id = info.key.as_option()?.id.clone()?;
            Some(MessageKey { chat: chat.clone(), id, from_me: true })
        };
        Some(LineEvent::Receipt { messages: these.iter().filter_map(key).collect(), kind, at })
    };
    [ReceiptKind::Delivered, ReceiptKind::Read, ReceiptKind::Played].into_iter().filter_map(receipt).collect()
}

fn reached(status: Status) -> Option<ReceiptKind> {
    match status {
        Status::DELIVERY_ACK => Some(ReceiptKind::Delivered),
        Status::READ => Some(ReceiptKind::Read),
        Status::PLAYED => Some(ReceiptKind::Played),
        _ => None,
    }
}
