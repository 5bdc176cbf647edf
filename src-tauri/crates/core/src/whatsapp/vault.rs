//! The vault of a number in the store: each value sealed with the company's key for its place, each write one transaction that is on
//! the disk when it returns (`synchronous = FULL`).

use std::sync::Weak;

use async_trait::async_trait;
use leadsmart_contract::ids::InstanceId;
use leadsmart_ports::SecretBytes;
use leadsmart_ports::whatsapp::{Entry, NotKept, Vault};

use super::store;
use crate::secrets::CompanyKey;
use crate::{Core, Inner};

/// The vault of a number.
pub(super) struct StoreVault {
    core: Weak<Inner>,
    key: CompanyKey,
    instance: InstanceId,
}

impl StoreVault {
    pub(super) fn new(core: &Core, key: CompanyKey, instance: InstanceId) -> Self {
        Self { core: core.downgrade(), key, instance }
    }

    fn core(&self) -> Result<Core, NotKept> {
        Core::upgrade(&self.core).ok_or_else(|| NotKept("the store is closed".to_owned()))
    }

    fn place(&self, shelf: &str, key: &str) -> String {
        format!("whatsapp_vault,{},{shelf},{key},sealed", self.instance)
    }

    fn opened(&self, shelf: &str, key: &str, sealed: &[u8]) -> Result<SecretBytes, NotKept> {
        self.key.open_as(&self.place(shelf, key), sealed).map_err(not_kept)
    }
}

fn not_kept(error: impl std::fmt::Display) -> NotKept {
    NotKept(error.to_string())
}

#[async_trait]
impl Vault for StoreVault {
    async fn read(&self, shelf: &str, key: &str) -> Result<Option<SecretBytes>, NotKept> {
        let core = self.core()?;
        let mut read = core.db().read().await.map_err(not_kept)?;
        let sealed = store::sealed(&mut read, self.instance, shelf, key).await.map_err(not_kept)?;
        sealed.map(|sealed| self.opened(shelf, key, &sealed)).transpose()
    }

    async fn list(&self, shelf: &str, beginning: &str) -> Result<Vec<(String, SecretBytes)>, NotKept> {
        let core = self.core()?;
        let mut read = core.db().read().await.map_err(not_kept)?;
        let all = store::sealed_from(&mut read, self.instance, shelf, beginning).await.map_err(not_kept)?;
        all.into_iter()
            .map(|(key, sealed)| {
                let opened = self.opened(shelf, &key, &sealed)?;
                Ok((key, opened))
            })
            .collect()
    }

    async fn write(&self, entries: Vec<Entry>) -> Result<(), NotKept> {
        let core = self.core()?;
        let random = &*core.ports().random;
        let mut sealed = Vec::with_capacity(entries.len());
        for Entry { shelf, key, value } in entries {
            let value = value.map(|value| self.key.seal_as(random, &self.place(shelf, &key), value.reveal()));
            sealed.push((shelf, key, value.transpose().map_err(not_kept)?));
        }
        let mut write = core.db().write_local().await.map_err(not_kept)?;
        for (shelf, key, value) in &sealed {
            store::put_sealed(&mut write, self.instance, shelf, key, value.as_deref())
                .await
                .map_err(not_kept)?;
        }
        write.commit().await.map_err(not_kept)
    }
}
