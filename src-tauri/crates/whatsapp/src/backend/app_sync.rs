//! Settings that the phone shares with its linked devices: keys, versions, and what is known of each collection.

use std::collections::HashMap;

use async_trait::async_trait;
use wacore::appstate::hash::HashState;
use wacore::appstate::processor::AppStateMutationMAC;
use wacore::store::error::Result;
use wacore::store::traits::{AppStateSyncKey, AppSyncStore};

use super::keys::{beginning, hex, key};
use super::{VaultBackend, encode, gone, put, shelf};

/// The key under which it is kept which key came last.
const LATEST: &str = "latest";

#[async_trait]
impl AppSyncStore for VaultBackend {
    async fn get_sync_key(&self, key_id: &[u8]) -> Result<Option<AppStateSyncKey>> {
        self.get_as(shelf::SYNC_KEY, &hex(key_id)).await
    }

    async fn set_sync_key(&self, key_id: &[u8], key: AppStateSyncKey) -> Result<()> {
        let latest = put(shelf::SYNC_LATEST, LATEST, key_id.to_vec());
        self.write(vec![put(shelf::SYNC_KEY, hex(key_id), encode(&key)?), latest]).await
    }

    async fn get_version(&self, name: &str) -> Result<HashState> {
        Ok(self.get_as(shelf::COLLECTION, name).await?.unwrap_or_default())
    }

    async fn set_version(&self, name: &str, state: HashState) -> Result<()> {
        self.put(shelf::COLLECTION, name, encode(&state)?).await
    }

    async fn put_mutation_macs(
        &self,
        name: &str,
        _version: u64,
        mutations: &[AppStateMutationMAC],
    ) -> Result<()> {
        let entry = |mutation: &AppStateMutationMAC| {
            put(shelf::MUTATION, key(&[name, &hex(&mutation.index_mac)]), mutation.value_mac.clone())
        };
        self.write(mutations.iter().map(entry).collect()).await
    }

    async fn get_mutation_mac(&self, name: &str, index_mac: &[u8]) -> Result<Option<Vec<u8>>> {
        self.get(shelf::MUTATION, &key(&[name, &hex(index_mac)])).await
    }

    async fn get_mutation_macs(
        &self,
        name: &str,
        index_macs: &[[u8; 32]],
    ) -> Result<HashMap<[u8; 32], Vec<u8>>> {
        let mut found = HashMap::with_capacity(index_macs.len());
        for index_mac in index_macs {
            if let Some(mac) = self.get_mutation_mac(name, index_mac).await? {
                found.insert(*index_mac, mac);
            }
        }
        Ok(found)
    }

    async fn delete_mutation_macs(&self, name: &str, index_macs: &[Vec<u8>]) -> Result<()> {
        let entries = index_macs.iter().map(|mac| gone(shelf::MUTATION, key(&[name, &hex(mac)])));
        self.write(entries.collect()).await
    }

    async fn clear_mutation_macs(&self, name: &str) -> Result<()> {
        let there = self.list(shelf::MUTATION, &beginning(&[name])).await?;
        self.write(there.into_iter().map(|(key, _)| gone(shelf::MUTATION, key)).collect()).await
    }

    async fn get_latest_sync_key_id(&self) -> Result<Option<Vec<u8>>> {
        self.get(shelf::SYNC_LATEST, LATEST).await
    }
}
