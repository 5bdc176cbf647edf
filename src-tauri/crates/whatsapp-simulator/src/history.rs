//! What a phone tells a device that was just linked about the past: packed, put on the hosts as a file, and announced.

use std::collections::BTreeMap;
use std::io::Write;

use buffa::{Message as _, MessageField};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use wacore::download::MediaType;
use waproto::whatsapp as wa;
use waproto::whatsapp::history_sync::HistorySyncType as Packed;
use waproto::whatsapp::message::protocol_message::Type;
use waproto::whatsapp::message::{HistorySyncNotification, HistorySyncType, ProtocolMessage};

use crate::account::{DeviceAddress, Number};
use crate::error::Refused;
use crate::phone::Message;
use crate::world::World;

/// How many messages one file holds at most.
const CHUNK: usize = 2_000;

impl World {
    /// Sends everything that the phone knows to one of its account's devices: first whom it knows by which name, then what was
    /// said, newest first.
    pub(crate) fn tell_history(&mut self, device: &DeviceAddress) -> Result<(), Refused> {
        let account = self.account(&device.account)?;
        let own = account.number.clone();
        let mut log: Vec<Message> = account.phone.log().to_vec();
        log.sort_by_key(|message| std::cmp::Reverse(message.at));
        let names = self.names(&log, &own);
        let names = wa::HistorySync { sync_type: Packed::PUSH_NAME, pushnames: names, ..Default::default() };
        self.tell_packed(device, HistorySyncType::PUSH_NAME, names, 0, 0)?;
        let chunks: Vec<&[Message]> = if log.is_empty() { vec![&[]] } else { log.chunks(CHUNK).collect() };
        for (index, chunk) in chunks.iter().enumerate() {
            let kind = if index == 0 { Packed::INITIAL_BOOTSTRAP } else { Packed::RECENT };
            let told = if index == 0 { HistorySyncType::INITIAL_BOOTSTRAP } else { HistorySyncType::RECENT };
            let order = u32::try_from(index).unwrap_or(u32::MAX);
            let progress = u32::try_from((index + 1) * 100 / chunks.len()).unwrap_or(100);
            let packed = wa::HistorySync {
                sync_type: kind,
                conversations: self.conversations(chunk, &own),
                chunk_order: Some(order),
                progress: Some(progress),
                phone_number_to_lid_mappings: self.mappings(chunk),
                ..Default::default()
            };
            self.tell_packed(device, told, packed, order, progress)?;
        }
        Ok(())
    }

    fn tell_packed(
        &mut self,
        device: &DeviceAddress,
        kind: HistorySyncType,
        packed: wa::HistorySync,
        order: u32,
        progress: u32,
    ) -> Result<(), Refused> {
        let mut zip = ZlibEncoder::new(Vec::new(), Compression::default());
        let zipped = zip.write_all(&packed.encode_to_vec()).and_then(|()| zip.finish());
        let zipped = zipped.map_err(|error| Refused::Crypto(format!("history: {error}")))?;
        let stored = self.store_file(&zipped, MediaType::History)?;
        let notification = HistorySyncNotification {
            file_sha256: Some(stored.sha256.to_vec()),
            file_enc_sha256: Some(stored.enc_sha256.to_vec()),
            file_length: Some(stored.length),
            media_key: Some(stored.key.to_vec()),
            direct_path: Some(stored.path),
            sync_type: Some(kind),
            chunk_order: Some(order),
            progress: Some(progress),
            ..Default::default()
        };
        let told = ProtocolMessage {
            r#type: Some(Type::HISTORY_SYNC_NOTIFICATION),
            history_sync_notification: MessageField::some(notification),
            ..Default::default()
        };
        let content = wa::Message { protocol_message: MessageField::some(told), ..Default::default() };
        self.phone_tells(device, &content)
    }

    /// The messages chat by chat.
    fn conversations(&self, log: &[Message], own: &Number) -> Vec<wa::Conversation> {
        let mut chats: BTreeMap<&Number, Vec<&Message>> = BTreeMap::new();
        for message in log {
            chats.entry(&message.chat).or_default().push(message);
        }
        let chat = |(number, messages): (&Number, Vec<&Message>)| {
            let unread = |message: &&&Message| message.sender != *own && !message.read.contains(own);
            wa::Conversation {
                id: format!("{number}@s.whatsapp.net"),
                conversation_timestamp: messages.first().and_then(|message| u64::try_from(message.at).ok()),
                unread_count: u32::try_from(messages.iter().filter(unread).count()).ok(),
                messages: messages
                    .iter()
                    .enumerate()
                    .map(|(order, message)| said(message, own, order))
                    .collect(),
                ..Default::default()
            }
        };
        chats.into_iter().map(chat).collect()
    }

    fn names(&self, log: &[Message], own: &Number) -> Vec<wa::Pushname> {
        let mut numbers: Vec<&Number> = log.iter().map(|message| &message.chat).chain([own]).collect();
        numbers.sort();
        numbers.dedup();
        let name = |number: &Number| {
            Some(wa::Pushname {
                id: Some(format!("{number}@s.whatsapp.net")),
                pushname: Some(self.accounts.get(number)?.phone.name.clone()),
            })
        };
        numbers.into_iter().filter_map(name).collect()
    }

    fn mappings(&self, log: &[Message]) -> Vec<wa::PhoneNumberToLIDMapping> {
        let mut numbers: Vec<&Number> = log.iter().map(|message| &message.chat).collect();
        numbers.sort();
        numbers.dedup();
        let mapping = |number: &Number| {
            let account = self.accounts.get(number)?;
            Some(wa::PhoneNumberToLIDMapping {
                pn_jid: Some(account.jid().to_string()),
                lid_jid: Some(account.lid().to_string()),
            })
        };
        numbers.into_iter().filter_map(mapping).collect()
    }
}

/// One message as history has it.
fn said(message: &Message, own: &Number, order: usize) -> wa::HistorySyncMsg {
    use wa::web_message_info::Status;
    let status = match (message.read.is_empty(), message.delivered.is_empty()) {
        (false, _) => Status::READ,
        (true, false) => Status::DELIVERY_ACK,
        (true, true) => Status::SERVER_ACK,
    };
    let info = wa::WebMessageInfo {
        key: MessageField::some(wa::MessageKey {
            remote_jid: Some(format!("{}@s.whatsapp.net", message.chat)),
            from_me: Some(message.sender == *own),
            id: Some(message.id.clone()),
            ..Default::default()
        }),
        message: MessageField::some(message.content.clone()),
        message_timestamp: u64::try_from(message.at).ok(),
        status: Some(status),
        ..Default::default()
    };
    wa::HistorySyncMsg { message: MessageField::some(info), msg_order_id: u64::try_from(order).ok() }
}
