//! A vault in memory, for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::{Entry, NotKept, Vault};
use crate::SecretBytes;

/// What lies on the shelves, by shelf and key.
type Shelves = BTreeMap<(String, String), SecretBytes>;

/// A vault that keeps everything in memory and can be made to fail. What a call has written is seen by the next one, whole; there
/// is no more to it, so what works with it relies on nothing but what a vault promises.
#[derive(Debug, Default)]
pub struct MemoryVault(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    shelves: Shelves,
    unwritable: Option<NotKept>,
    unreadable: Option<NotKept>,
    writes: u64,
    /// How many writes it takes yet before it fails.
    left: Option<(u64, NotKept)>,
}

impl MemoryVault {
    /// Fails every write from now on, as a full disk does, or takes them again.
    pub fn fail_writes_with(&self, failure: Option<NotKept>) {
        let mut state = self.state();
        state.unwritable = failure;
        state.left = None;
    }

    /// Takes so many writes yet, and fails every one after them: a crash or a full disk at a chosen moment.
    pub fn fail_writes_after(&self, writes: u64, failure: NotKept) {
        self.state().left = Some((writes, failure));
    }

    /// Fails every read from now on, or answers again.
    pub fn fail_reads_with(&self, failure: Option<NotKept>) {
        self.state().unreadable = failure;
    }

    /// How many writes it took so far.
    pub fn writes(&self) -> u64 {
        self.state().writes
    }

    /// Another vault with what is in this one now: what a process finds that starts after this moment was the last one of the
    /// process before.
    pub fn as_after_a_crash(&self) -> Self {
        let shelves = self.state().shelves.clone();
        Self(Mutex::new(State { shelves, ..State::default() }))
    }

    /// How many things lie in it.
    pub fn len(&self) -> usize {
        self.state().shelves.len()
    }

    /// Whether nothing lies in it.
    pub fn is_empty(&self) -> bool {
        self.state().shelves.is_empty()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readable(&self) -> Result<MutexGuard<'_, State>, NotKept> {
        let state = self.state();
        match &state.unreadable {
            Some(failure) => Err(failure.clone()),
            None => Ok(state),
        }
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn read(&self, shelf: &str, key: &str) -> Result<Option<SecretBytes>, NotKept> {
        Ok(self.readable()?.shelves.get(&(shelf.to_owned(), key.to_owned())).cloned())
    }

    async fn list(&self, shelf: &str, beginning: &str) -> Result<Vec<(String, SecretBytes)>, NotKept> {
        let state = self.readable()?;
        let first = (shelf.to_owned(), beginning.to_owned());
        let there = state.shelves.range(first..);
        let there = there.take_while(|((on, key), _)| on == shelf && key.starts_with(beginning));
        Ok(there.map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    async fn write(&self, entries: Vec<Entry>) -> Result<(), NotKept> {
        let mut state = self.state();
        match &mut state.left {
            Some((0, failure)) => {
                let failure = failure.clone();
                state.unwritable = Some(failure);
            }
            Some((left, _)) => *left -= 1,
            None => {}
        }
        if let Some(failure) = &state.unwritable {
            return Err(failure.clone());
        }
        state.writes += 1;
        for Entry { shelf, key, value } in entries {
            let place = (shelf.to_owned(), key);
            match value {
                Some(value) => state.shelves.insert(place, value),
                None => state.shelves.remove(&place),
            };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(key: &str, value: &[u8]) -> Entry {
        Entry { shelf: "keys", key: key.to_owned(), value: Some(SecretBytes::new(value.to_vec())) }
    }

    #[tokio::test]
    async fn a_list_is_what_begins_so_on_that_shelf_by_key() {
        let vault = MemoryVault::default();
        let other = Entry { shelf: "other", ..put("a2", b"x") };
        vault.write(vec![put("b", b"3"), put("a2", b"2"), put("a1", b"1"), other]).await.unwrap();
        let keys = |listed: Vec<(String, SecretBytes)>| listed.into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(keys(vault.list("keys", "a").await.unwrap()), ["a1", "a2"]);
        assert_eq!(keys(vault.list("keys", "").await.unwrap()), ["a1", "a2", "b"]);
        assert_eq!(keys(vault.list("other", "").await.unwrap()), ["a2"]);
    }

    #[tokio::test]
    async fn a_write_that_fails_leaves_everything_as_it_was() {
        let vault = MemoryVault::default();
        vault.write(vec![put("a", b"1")]).await.unwrap();
        let full = NotKept("the disk is full".to_owned());
        vault.fail_writes_with(Some(full.clone()));
        let gone = Entry { value: None, ..put("a", b"") };
        assert_eq!(vault.write(vec![gone, put("b", b"2")]).await, Err(full));
        assert_eq!(vault.read("keys", "a").await.unwrap().unwrap().reveal(), b"1");
        assert_eq!(vault.len(), 1);
        vault.fail_writes_with(None);
        vault.write(vec![Entry { value: None, ..put("a", b"") }]).await.unwrap();
        assert!(vault.is_empty());
    }

    #[tokio::test]
    async fn a_vault_fails_from_a_chosen_write_on() {
        let vault = MemoryVault::default();
        let full = NotKept("the disk is full".to_owned());
        vault.fail_writes_after(1, full.clone());
        vault.write(vec![put("a", b"1")]).await.unwrap();
        for _ in 0..2 {
            assert_eq!(vault.write(vec![put("b", b"2")]).await, Err(full.clone()));
        }
        let copy = vault.as_after_a_crash();
        copy.write(vec![put("c", b"3")]).await.unwrap();
        assert_eq!((vault.len(), copy.len(), vault.writes()), (1, 2, 1));
    }
}
