//! What the protocol remembers of others: their devices, which hidden id is which number, tokens; and messages that may be asked for
//! again or are not stored yet.

use std::collections::BTreeMap;

use async_trait::async_trait;
use leadsmart_ports::whatsapp::Entry;
use wacore::store::error::Result;
use wacore::store::traits::{
    DeviceListRecord, LidPnMappingEntry, PendingInboundKey, PendingInboundRow, ProtocolStore, TcTokenEntry,
};

use super::keys::{beginning, key, parts};
use super::{VaultBackend, decode, encode, gone, put, shelf};

/// What a write of several mappings changes, by shelf and key: later ones see what earlier ones did.
type Changes = BTreeMap<(&'static str, String), Option<Vec<u8>>>;

impl VaultBackend {
    /// Notes that a hidden id and a number are the same. A number that the id had before leads nowhere then.
    async fn map(&self, changes: &mut Changes, entry: &LidPnMappingEntry) -> Result<()> {
        let place = (shelf::HIDDEN, entry.lid.clone());
        let known: Option<LidPnMappingEntry> = match changes.get(&place) {
            Some(Some(value)) => Some(decode(value)?),
            Some(None) => None,
            None => self.get_as(shelf::HIDDEN, &entry.lid).await?,
        };
        if let Some(old) = known.filter(|old| old.phone_number != entry.phone_number) {
            changes.insert((shelf::NUMBER, old.phone_number), None);
        }
        changes.insert((shelf::NUMBER, entry.phone_number.clone()), Some(entry.lid.clone().into_bytes()));
        changes.insert(place, Some(encode(entry)?));
        Ok(())
    }

    async fn change_token(
        &self,
        jid: &str,
        change: impl FnOnce(Option<TcTokenEntry>) -> Option<TcTokenEntry> + Send,
    ) -> Result<()> {
        let _alone = self.alone().await;
        let known = self.get_as(shelf::TOKEN, jid).await?;
        match change(known) {
            Some(token) => self.put(shelf::TOKEN, jid, encode(&token)?).await,
            None => Ok(()),
        }
    }
}

fn device_list(record: &DeviceListRecord) -> Result<Entry> {
    Ok(put(shelf::DEVICES, record.user.clone(), encode(record)?))
}

#[async_trait]
impl ProtocolStore for VaultBackend {
    async fn get_sender_key_devices(&self, group_jid: &str) -> Result<Vec<(String, bool)>> {
        let there = self.list(shelf::SENDER_KEY_DEVICE, &beginning(&[group_jid])).await?;
        let device = |(place, value): (String, leadsmart_ports::SecretBytes)| {
            Some((parts(&place).into_iter().nth(1)?, value.reveal() == [1]))
        };
        Ok(there.into_iter().filter_map(device).collect())
    }

    async fn set_sender_key_status(&self, group_jid: &str, entries: &[(&str, bool)]) -> Result<()> {
        let entry = |(device, has_key): &(&str, bool)| {
            put(shelf::SENDER_KEY_DEVICE, key(&[group_jid, device]), vec![u8::from(*has_key)])
        };
        self.write(entries.iter().map(entry).collect()).await
    }

    async fn clear_sender_key_devices(&self, group_jid: &str) -> Result<()> {
        let there = self.list(shelf::SENDER_KEY_DEVICE, &beginning(&[group_jid])).await?;
        self.write(there.into_iter().map(|(place, _)| gone(shelf::SENDER_KEY_DEVICE, place)).collect()).await
    }

    async fn delete_sender_key_device_rows(&self, device_jids: &[&str]) -> Result<()> {
        if device_jids.is_empty() {
            return Ok(());
        }
        let there = self.list(shelf::SENDER_KEY_DEVICE, "").await?;
        let named = |place: &String| parts(place).get(1).is_some_and(|it| device_jids.contains(&it.as_str()));
        let places = there.into_iter().map(|(place, _)| place).filter(named);
        self.write(places.map(|place| gone(shelf::SENDER_KEY_DEVICE, place)).collect()).await
    }

    async fn clear_all_sender_key_devices(&self) -> Result<()> {
        let there = self.list(shelf::SENDER_KEY_DEVICE, "").await?;
        self.write(there.into_iter().map(|(place, _)| gone(shelf::SENDER_KEY_DEVICE, place)).collect()).await
    }

    async fn get_lid_mapping(&self, lid: &str) -> Result<Option<LidPnMappingEntry>> {
        self.get_as(shelf::HIDDEN, lid).await
    }

    async fn get_pn_mapping(&self, phone: &str) -> Result<Option<LidPnMappingEntry>> {
        match self.get(shelf::NUMBER, phone).await? {
            Some(lid) => self.get_as(shelf::HIDDEN, &String::from_utf8_lossy(&lid)).await,
            None => Ok(None),
        }
    }

    async fn put_lid_mapping(&self, entry: &LidPnMappingEntry) -> Result<()> {
        self.put_lid_mappings(std::slice::from_ref(entry)).await
    }

    async fn put_lid_mappings(&self, entries: &[LidPnMappingEntry]) -> Result<()> {
        let _alone = self.alone().await;
        let mut changes = Changes::new();
        for entry in entries {
            self.map(&mut changes, entry).await?;
        }
        let entry = |((shelf, key), value): ((&'static str, String), Option<Vec<u8>>)| match value {
            Some(value) => put(shelf, key, value),
            None => gone(shelf, key),
        };
        self.write(changes.into_iter().map(entry).collect()).await
    }

    async fn get_all_lid_mappings(&self) -> Result<Vec<LidPnMappingEntry>> {
        self.list(shelf::HIDDEN, "").await?.into_iter().map(|(_, value)| decode(value.reveal())).collect()
    }

    async fn save_base_key(&self, address: &str, message_id: &str, base_key: &[u8]) -> Result<()> {
        self.put(shelf::BASE_KEY, key(&[address, message_id]), base_key.to_vec()).await
    }

    async fn has_same_base_key(
        &self,
        address: &str,
        message_id: &str,
        current_base_key: &[u8],
    ) -> Result<bool> {
        let stored = self.get(shelf::BASE_KEY, &key(&[address, message_id])).await?;
        Ok(stored.is_some_and(|stored| stored == current_base_key))
    }

    async fn delete_base_key(&self, address: &str, message_id: &str) -> Result<()> {
        self.remove(shelf::BASE_KEY, key(&[address, message_id])).await
    }

    async fn update_device_list(&self, record: DeviceListRecord) -> Result<()> {
        self.write(vec![device_list(&record)?]).await
    }

    async fn update_device_lists(&self, records: Vec<DeviceListRecord>) -> Result<()> {
        self.write(records.iter().map(device_list).collect::<Result<_>>()?).await
    }

    async fn get_devices(&self, user: &str) -> Result<Option<DeviceListRecord>> {
        self.get_as(shelf::DEVICES, user).await
    }

    async fn delete_devices(&self, user: &str) -> Result<()> {
        self.remove(shelf::DEVICES, user).await
    }

    async fn get_group_metadata(&self, group_jid: &str) -> Result<Option<Vec<u8>>> {
        self.get(shelf::GROUP, group_jid).await
    }

    async fn put_group_metadata(&self, group_jid: &str, blob: &[u8]) -> Result<()> {
        self.put(shelf::GROUP, group_jid, blob.to_vec()).await
    }

    async fn delete_group_metadata(&self, group_jid: &str) -> Result<()> {
        self.remove(shelf::GROUP, group_jid).await
    }

    async fn get_tc_token(&self, jid: &str) -> Result<Option<TcTokenEntry>> {
        self.get_as(shelf::TOKEN, jid).await
    }

    async fn put_tc_token(&self, jid: &str, entry: &TcTokenEntry) -> Result<()> {
        self.change_token(jid, |_| Some(entry.clone())).await
    }

    async fn delete_tc_token(&self, jid: &str) -> Result<()> {
        let _alone = self.alone().await;
        self.remove(shelf::TOKEN, jid).await
    }

    async fn get_all_tc_token_jids(&self) -> Result<Vec<String>> {
        Ok(self.list(shelf::TOKEN, "").await?.into_iter().map(|(jid, _)| jid).collect())
    }

    async fn delete_expired_tc_tokens(&self, token_cutoff: i64, sender_cutoff: i64) -> Result<u32> {
        let _alone = self.alone().await;
        let mut old = Vec::new();
        for (jid, value) in self.list(shelf::TOKEN, "").await? {
            let token: TcTokenEntry = decode(value.reveal())?;
            let received = !token.token.is_empty() && token.token_timestamp >= token_cutoff;
            let given = token.sender_timestamp.is_some_and(|at| at >= sender_cutoff);
            if !received && !given {
                old.push(gone(shelf::TOKEN, jid));
            }
        }
        let count = u32::try_from(old.len()).unwrap_or(u32::MAX);
        self.write(old).await?;
        Ok(count)
    }

    async fn touch_tc_token_sender_timestamp(&self, jid: &str, sender_timestamp: i64) -> Result<()> {
        self.change_token(jid, |known| {
            let later = |at: i64| at.max(sender_timestamp);
            Some(match known {
                Some(token) => TcTokenEntry {
                    sender_timestamp: Some(token.sender_timestamp.map_or(sender_timestamp, later)),
                    ..token
                },
                None => TcTokenEntry {
                    token: Vec::new(),
                    token_timestamp: sender_timestamp,
                    sender_timestamp: Some(sender_timestamp),
                },
            })
        })
        .await
    }

    async fn store_received_tc_token(&self, jid: &str, token: &[u8], token_timestamp: i64) -> Result<()> {
        self.change_token(jid, |known| {
            let newer =
                |known: &TcTokenEntry| !known.token.is_empty() && token_timestamp < known.token_timestamp;
            if known.as_ref().is_some_and(newer) {
                return None;
            }
            let sender_timestamp = known.and_then(|known| known.sender_timestamp);
            Some(TcTokenEntry { token: token.to_vec(), token_timestamp, sender_timestamp })
        })
        .await
    }

    async fn store_sent_message(&self, chat_jid: &str, message_id: &str, payload: &[u8]) -> Result<()> {
        self.write(vec![self.dated(shelf::SENT, key(&[chat_jid, message_id]), payload)]).await
    }

    async fn take_sent_message(&self, chat_jid: &str, message_id: &str) -> Result<Option<Vec<u8>>> {
        let _alone = self.alone().await;
        let place = key(&[chat_jid, message_id]);
        let taken = self.undated(shelf::SENT, &place).await?;
        if taken.is_some() {
            self.remove(shelf::SENT, place).await?;
        }
        Ok(taken)
    }

    async fn delete_expired_sent_messages(&self, cutoff_timestamp: i64) -> Result<u32> {
        self.drop_before(shelf::SENT, cutoff_timestamp).await
    }

    async fn store_pending_inbound(&self, chat: &str, sender: &str, id: &str, message: &[u8]) -> Result<()> {
        self.store_pending_inbound_batch(&[PendingInboundRow { chat, sender, id, message }]).await
    }

    async fn get_pending_inbound(&self, chat: &str, sender: &str, id: &str) -> Result<Option<Vec<u8>>> {
        self.undated(shelf::PENDING, &key(&[chat, sender, id])).await
    }

    async fn delete_pending_inbound(&self, chat: &str, sender: &str, id: &str) -> Result<()> {
        self.delete_pending_inbound_batch(&[PendingInboundKey { chat, sender, id }]).await
    }

    async fn delete_expired_pending_inbound(&self, cutoff_timestamp: i64) -> Result<u32> {
        self.drop_before(shelf::PENDING, cutoff_timestamp).await
    }

    async fn store_pending_inbound_batch(&self, rows: &[PendingInboundRow<'_>]) -> Result<()> {
        let entry = |row: &PendingInboundRow<'_>| {
            self.dated(shelf::PENDING, key(&[row.chat, row.sender, row.id]), row.message)
        };
        self.write(rows.iter().map(entry).collect()).await
    }

    async fn delete_pending_inbound_batch(&self, keys: &[PendingInboundKey<'_>]) -> Result<()> {
        let entry = |row: &PendingInboundKey<'_>| gone(shelf::PENDING, key(&[row.chat, row.sender, row.id]));
        self.write(keys.iter().map(entry).collect()).await
    }
}
