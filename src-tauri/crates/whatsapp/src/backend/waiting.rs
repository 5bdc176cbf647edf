//! What is kept for a while: the time it was stored, then the thing.

use leadsmart_ports::whatsapp::Entry;
use wacore::store::error::{Result, StoreError};

use super::{VaultBackend, gone, put};

/// How many bytes the time takes.
const TIME: usize = 8;

impl VaultBackend {
    /// An entry that knows when it was made.
    pub(super) fn dated(&self, shelf: &'static str, key: String, value: &[u8]) -> Entry {
        let mut dated = Vec::with_capacity(TIME + value.len());
        dated.extend_from_slice(&self.now().to_be_bytes());
        dated.extend_from_slice(value);
        put(shelf, key, dated)
    }

    /// What such an entry holds.
    pub(super) async fn undated(&self, shelf: &str, key: &str) -> Result<Option<Vec<u8>>> {
        let found = self.get(shelf, key).await?;
        found.map(|value| split(&value).map(|(_, value)| value.to_vec())).transpose()
    }

    /// Takes away what was stored before a time, in seconds, and tells how much it was.
    pub(super) async fn drop_before(&self, shelf: &'static str, cutoff: i64) -> Result<u32> {
        let _alone = self.alone().await;
        let mut old = Vec::new();
        for (key, value) in self.list(shelf, "").await? {
            if split(value.reveal())?.0 < cutoff {
                old.push(gone(shelf, key));
            }
        }
        let count = u32::try_from(old.len()).unwrap_or(u32::MAX);
        self.write(old).await?;
        Ok(count)
    }
}

fn split(value: &[u8]) -> Result<(i64, &[u8])> {
    value
        .split_first_chunk::<TIME>()
        .map(|(time, rest)| (i64::from_be_bytes(*time), rest))
        .ok_or_else(|| StoreError::Validation("an entry without its time".to_owned()))
}
