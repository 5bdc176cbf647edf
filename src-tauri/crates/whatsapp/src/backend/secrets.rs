//! Secrets of messages, with which what is added to them later (edits, reactions, votes) is opened. They are many and kept for
//! weeks, and asked for what has expired every few minutes: so the ends are kept by day, and only days that have come are looked at.

use std::collections::BTreeMap;

use async_trait::async_trait;
use leadsmart_ports::whatsapp::Entry;
use wacore::store::error::{Result, StoreError};
use wacore::store::traits::{
    MessageSecret, MsgSecretEntry, MsgSecretStore, merge_msg_secret_expiry, merge_msg_secret_message_ts,
};

use super::keys::{beginning, key, parts};
use super::{VaultBackend, gone, put, shelf};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// A secret as it is stored: 32 bytes, when it ends (0: never), when the message was sent (0: unknown), in seconds.
#[derive(Clone, Copy)]
struct Row {
    secret: MessageSecret,
    ends: i64,
    sent: i64,
}

impl Row {
    fn encode(&self) -> Vec<u8> {
        [&self.secret[..], &self.ends.to_be_bytes(), &self.sent.to_be_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let row = bytes.split_first_chunk::<32>().and_then(|(secret, rest)| {
            let (ends, sent) = rest.split_first_chunk::<8>()?;
            let sent = sent.try_into().ok()?;
            Some(Self { secret: *secret, ends: i64::from_be_bytes(*ends), sent: i64::from_be_bytes(sent) })
        });
        row.ok_or_else(|| StoreError::Validation("a secret that is cut off".to_owned()))
    }
}

/// The day of an end, so written that days lie in their order.
fn day(ends: i64) -> String {
    format!("{:08}", ends.div_euclid(DAY).clamp(0, 99_999_999))
}

/// Where it is noted that a secret ends, and that its day has any.
fn note(ends: i64, place: &str) -> Option<[Entry; 2]> {
    let on = (ends != 0).then(|| day(ends))?;
    let end = put(shelf::SECRET_END, key(&[&on, place]), ends.to_be_bytes().to_vec());
    Some([end, put(shelf::SECRET_DAY, on, Vec::new())])
}

#[async_trait]
impl MsgSecretStore for VaultBackend {
    async fn put_msg_secrets(&self, entries: Vec<MsgSecretEntry>) -> Result<usize> {
        let _alone = self.alone().await;
        let count = entries.len();
        // As they will be: one secret may be named twice.
        let mut rows: BTreeMap<String, (Option<i64>, Row)> = BTreeMap::new();
        for entry in entries {
            let place = key(&[&entry.chat, &entry.sender, &entry.msg_id]);
            let (stored, known) = match rows.get(&place) {
                Some((stored, row)) => (*stored, Some(*row)),
                None => {
                    let row =
                        self.get(shelf::SECRET, &place).await?.map(|row| Row::decode(&row)).transpose()?;
                    (row.map(|row| row.ends), row)
                }
            };
            let row = Row {
                secret: entry.secret,
                ends: known
                    .map_or(entry.expires_at, |row| merge_msg_secret_expiry(row.ends, entry.expires_at)),
                sent: known
                    .map_or(entry.message_ts, |row| merge_msg_secret_message_ts(row.sent, entry.message_ts)),
            };
            rows.insert(place, (stored, row));
        }
        let mut writes = Vec::with_capacity(rows.len() * 3);
        for (place, (stored, row)) in rows {
            // First what was noted, then what is: it may be the same day.
            if let Some(ends) = stored.filter(|ends| *ends != 0) {
                writes.push(gone(shelf::SECRET_END, key(&[&day(ends), &place])));
            }
            writes.extend(note(row.ends, &place).into_iter().flatten());
            writes.push(put(shelf::SECRET, place, row.encode()));
        }
        self.write(writes).await?;
        Ok(count)
    }

    async fn get_msg_secret(&self, chat: &str, sender: &str, msg_id: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.get_msg_secret_with_ts(chat, sender, msg_id).await?.map(|(secret, _)| secret))
    }

    async fn get_msg_secret_with_ts(
        &self,
        chat: &str,
        sender: &str,
        msg_id: &str,
    ) -> Result<Option<(Vec<u8>, i64)>> {
        let Some(row) = self.get(shelf::SECRET, &key(&[chat, sender, msg_id])).await? else {
            return Ok(None);
        };
        let row = Row::decode(&row)?;
        Ok(Some((row.secret.to_vec(), row.sent)))
    }

    async fn delete_expired_msg_secrets(&self, cutoff: i64) -> Result<u32> {
        let _alone = self.alone().await;
        let last = day(cutoff);
        let days = self.list(shelf::SECRET_DAY, "").await?;
        let mut writes = Vec::new();
        let mut count = 0_u32;
        for (on, _) in days.into_iter().take_while(|(on, _)| *on <= last) {
            let mut left = false;
            for (end, at) in self.list(shelf::SECRET_END, &beginning(&[&on])).await? {
                let at = at.reveal().try_into().map_or(0, i64::from_be_bytes);
                if at > cutoff {
                    left = true;
                    continue;
                }
                let Some(place) = parts(&end).into_iter().nth(1) else { continue };
                writes.extend([gone(shelf::SECRET, place), gone(shelf::SECRET_END, end)]);
                count = count.saturating_add(1);
            }
            if !left {
                writes.push(gone(shelf::SECRET_DAY, on));
            }
        }
        self.write(writes).await?;
        Ok(count)
    }
}
