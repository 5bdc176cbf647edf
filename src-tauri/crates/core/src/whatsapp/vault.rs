//! The vault of a number in the store: each value sealed with the company's key for its place, each write whole and on the disk when it
//! returns (`synchronous = FULL`). Writes that come while another one is under way go into one transaction together: a conversation
//! that is received costs several, and there are as many at once as people who write.

use std::sync::{Mutex, PoisonError, Weak};

use async_trait::async_trait;
use leadsmart_contract::ids::InstanceId;
use leadsmart_ports::SecretBytes;
use leadsmart_ports::whatsapp::{Entry, NotKept, Vault};
use tokio::sync::oneshot;

use super::store;
use crate::secrets::CompanyKey;
use crate::{Core, Inner};

/// The vault of a number.
pub(super) struct StoreVault {
    core: Weak<Inner>,
    key: CompanyKey,
    instance: InstanceId,
    /// What is to be written next, in its order.
    waiting: Mutex<Vec<Waiting>>,
    /// Held by whoever writes.
    turn: tokio::sync::Mutex<()>,
}

/// One write, and who waits for it.
struct Waiting {
    sealed: Vec<Sealed>,
    answer: oneshot::Sender<Result<(), NotKept>>,
}

/// A value for its place; none takes what is there away.
struct Sealed {
    shelf: &'static str,
    key: String,
    value: Option<Vec<u8>>,
}

impl StoreVault {
    pub(super) fn new(core: &Core, key: CompanyKey, instance: InstanceId) -> Self {
        Self {
            core: core.downgrade(),
            key,
            instance,
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    fn core(&self) -> Result<Core, NotKept> {
        Core::upgrade(&self.core).ok_or_else(|| NotKept("the store is closed".to_owned()))
    }

    fn place(&self, shelf: &str, key: &str) -> String {
        format!("whatsapp_vault,{},{shelf},{key},sealed", self.instance)
    }

    /// Writes all that waits, if somebody else has not done so.
    async fn write_waiting(&self, core: &Core) {
        let _turn = self.turn.lock().await;
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if waiting.is_empty() {
            return;
        }
        let written = self.write_all(core, waiting.iter().flat_map(|one| &one.sealed)).await;
        for one in waiting {
            // Whoever does not wait any more does not ask.
            let _ = one.answer.send(written.clone());
        }
    }

    async fn write_all(&self, core: &Core, sealed: impl Iterator<Item = &Sealed>) -> Result<(), NotKept> {
        let mut write = core.db().write_local().await.map_err(not_kept)?;
        for Sealed { shelf, key, value } in sealed {
            store::put_sealed(&mut write, self.instance, shelf, key, value.as_deref())
                .await
                .map_err(not_kept)?;
        }
        write.commit().await.map_err(not_kept)
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
            sealed.push(Sealed { shelf, key, value: value.transpose().map_err(not_kept)? });
        }
        let (answer, written) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { sealed, answer });
        self.write_waiting(&core).await;
        written.await.map_err(|_| NotKept("the line was closed meanwhile".to_owned()))?
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future;
    use leadsmart_contract::instances::CreateInstance;
    use leadsmart_contract::values::Name;

    use super::*;
    use crate::secrets;
    use crate::testing::Bench;

    #[tokio::test]
    async fn writes_that_wait_for_one_another_are_all_kept_the_last_one_on_top() {
        let bench = Bench::new().await;
        let owner = bench.company("Clínica").await;
        let name = Name::parse("Recepção").expect("a name");
        let command = CreateInstance { company_id: owner.company, id: None, name };
        let number = bench.call(&owner, command).await.expect("a number").id;
        let key = secrets::company_key(&bench.core, owner.company).await.expect("a key");
        let vault = StoreVault::new(&bench.core, key, number);

        let entry = |key: String, value: u8| Entry {
            shelf: "sessions",
            key,
            value: Some(SecretBytes::new(vec![value])),
        };
        let held = vault.turn.lock().await;
        let writes =
            (0..10).map(|n| vault.write(vec![entry("all".to_owned(), n), entry(format!("own {n}"), n)]));
        let (written, ()) = future::join(future::join_all(writes), async { drop(held) }).await;

        assert_eq!(written, vec![Ok(()); 10]);
        let kept = vault.list("sessions", "").await.expect("it reads");
        let kept: Vec<(&str, u8)> =
            kept.iter().map(|(key, value)| (key.as_str(), value.reveal()[0])).collect();
        let own: Vec<String> = (0..10).map(|n| format!("own {n}")).collect();
        let wanted: Vec<(&str, u8)> =
            std::iter::once(("all", 9)).chain(own.iter().map(String::as_str).zip(0..10)).collect();
        assert_eq!(kept, wanted);
    }
}
