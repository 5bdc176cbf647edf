//! Keys and sessions of the Signal protocol.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use leadsmart_ports::whatsapp::Entry;
use wacore::store::error::{Result, StoreError};
use wacore::store::traits::SignalStore;

use super::{VaultBackend, put, shelf};

/// Prekeys lie in the order of their numbers.
fn number(id: u32) -> String {
    format!("{id:010}")
}

fn parse(key: &str) -> Result<u32> {
    key.parse().map_err(|_| StoreError::Validation(format!("{key} is no number of a key")))
}

/// A prekey: whether the service has it, then the record.
fn prekey(id: u32, record: &[u8], uploaded: bool) -> Entry {
    let mut value = Vec::with_capacity(record.len() + 1);
    value.push(u8::from(uploaded));
    value.extend_from_slice(record);
    put(shelf::PREKEY, number(id), value)
}

#[async_trait]
impl SignalStore for VaultBackend {
    async fn put_identity(&self, address: &str, key: [u8; 32]) -> Result<()> {
        self.put(shelf::IDENTITY, address, key.to_vec()).await
    }

    async fn put_identities_batch(&self, identities: &[(Arc<str>, [u8; 32])]) -> Result<()> {
        let entries = identities.iter().map(|(address, key)| put(shelf::IDENTITY, &**address, key.to_vec()));
        self.write(entries.collect()).await
    }

    async fn load_identity(&self, address: &str) -> Result<Option<[u8; 32]>> {
        let Some(key) = self.get(shelf::IDENTITY, address).await? else { return Ok(None) };
        let key = key.try_into();
        key.map(Some).map_err(|_| StoreError::Validation("an identity has 32 bytes".to_owned()))
    }

    async fn delete_identity(&self, address: &str) -> Result<()> {
        self.remove(shelf::IDENTITY, address).await
    }

    async fn get_session(&self, address: &str) -> Result<Option<Bytes>> {
        Ok(self.get(shelf::SESSION, address).await?.map(Bytes::from))
    }

    async fn put_session(&self, address: &str, session: &[u8]) -> Result<()> {
        self.put(shelf::SESSION, address, session.to_vec()).await
    }

    async fn put_sessions_batch(&self, sessions: &[(Arc<str>, Bytes)]) -> Result<()> {
        let entries =
            sessions.iter().map(|(address, session)| put(shelf::SESSION, &**address, session.to_vec()));
        self.write(entries.collect()).await
    }

    async fn delete_session(&self, address: &str) -> Result<()> {
        self.remove(shelf::SESSION, address).await
    }

    async fn has_signal_state_for_user(&self, user: &str) -> Result<bool> {
        for shelf in [shelf::SESSION, shelf::IDENTITY] {
            // An address is the user, then the device if it is not the first, then the server.
            for next in ['@', ':'] {
                if !self.list(shelf, &format!("{user}{next}")).await?.is_empty() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    async fn store_prekey(&self, id: u32, record: &[u8], uploaded: bool) -> Result<()> {
        self.write(vec![prekey(id, record, uploaded)]).await
    }

    async fn store_prekeys_batch(&self, keys: &[(u32, Bytes)], uploaded: bool) -> Result<()> {
        self.write(keys.iter().map(|(id, record)| prekey(*id, record, uploaded)).collect()).await
    }

    async fn load_prekey(&self, id: u32) -> Result<Option<Bytes>> {
        let found = self.get(shelf::PREKEY, &number(id)).await?;
        Ok(found.map(|value| Bytes::from(value).slice(1..)))
    }

    async fn mark_prekeys_uploaded(&self, ids: &[u32]) -> Result<()> {
        // A key that was used up in between stays gone.
        let _alone = self.alone().await;
        let mut entries = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(value) = self.get(shelf::PREKEY, &number(*id)).await? {
                entries.extend(value.get(1..).map(|record| prekey(*id, record, true)));
            }
        }
        self.write(entries).await
    }

    async fn remove_prekey(&self, id: u32) -> Result<()> {
        let _alone = self.alone().await;
        self.remove(shelf::PREKEY, number(id)).await
    }

    async fn get_max_prekey_id(&self) -> Result<u32> {
        let keys = self.list(shelf::PREKEY, "").await?;
        keys.last().map_or(Ok(0), |(key, _)| parse(key))
    }

    async fn store_signed_prekey(&self, id: u32, record: &[u8]) -> Result<()> {
        self.put(shelf::SIGNED_PREKEY, number(id), record.to_vec()).await
    }

    async fn load_signed_prekey(&self, id: u32) -> Result<Option<Vec<u8>>> {
        self.get(shelf::SIGNED_PREKEY, &number(id)).await
    }

    async fn load_all_signed_prekeys(&self) -> Result<Vec<(u32, Vec<u8>)>> {
        let keys = self.list(shelf::SIGNED_PREKEY, "").await?;
        keys.into_iter().map(|(key, record)| Ok((parse(&key)?, record.reveal().to_vec()))).collect()
    }

    async fn remove_signed_prekey(&self, id: u32) -> Result<()> {
        self.remove(shelf::SIGNED_PREKEY, number(id)).await
    }

    async fn put_sender_key(&self, address: &str, record: &[u8]) -> Result<()> {
        self.put(shelf::SENDER_KEY, address, record.to_vec()).await
    }

    async fn put_sender_keys_batch(&self, sender_keys: &[(Arc<str>, Bytes)]) -> Result<()> {
        let entries =
            sender_keys.iter().map(|(address, record)| put(shelf::SENDER_KEY, &**address, record.to_vec()));
        self.write(entries.collect()).await
    }

    async fn get_sender_key(&self, address: &str) -> Result<Option<Vec<u8>>> {
        self.get(shelf::SENDER_KEY, address).await
    }

    async fn delete_sender_key(&self, address: &str) -> Result<()> {
        self.remove(shelf::SENDER_KEY, address).await
    }
}
