//! A list that comes in pages: the next page when it is asked for, everything that is open again when it changed.

use std::future::Future;
use std::rc::Rc;

use leadsmart_contract::failure::Failure;
use leadsmart_contract::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::backend;

/// What was read so far. It is `Copy`, as signals are.
pub(super) struct Paged<T: Send + Sync + 'static> {
    /// The entries of all pages that were read.
    pub(super) items: RwSignal<Vec<T>>,
    /// Why the last call failed.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// Whether an answer is on its way.
    pub(super) loading: RwSignal<bool>,
    /// Whether the first answer has come.
    pub(super) settled: RwSignal<bool>,
    next: RwSignal<Option<String>>,
    wanted: RwSignal<u32>,
    again: RwSignal<u32>,
    newest: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Whether there is another page. Tracked.
    pub(super) fn has_more(self) -> bool {
        self.next.with(Option::is_some)
    }

    /// Reads the next page, unless an answer is on its way already.
    pub(super) fn more(self) {
        if !self.loading.get_untracked() && self.next.with_untracked(Option::is_some) {
            self.wanted.update(|count| *count = count.wrapping_add(1));
        }
    }

    /// Reads again what is open.
    pub(super) fn reload(self) {
        self.again.update(|count| *count = count.wrapping_add(1));
    }

    /// Takes the answer, unless a newer question overtook it.
    fn take(self, answer: impl Future<Output = Result<Page<T>, Failure>> + 'static, append: bool) {
        let number = self.newest.get_value().wrapping_add(1);
        self.newest.set_value(number);
        self.loading.set(true);
        spawn_local(async move {
            let answer = answer.await;
            if self.newest.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(Page { items, next }) => {
                    if append {
                        self.items.update(|known| known.extend(items));
                    } else {
                        self.items.set(items);
                    }
                    self.next.set(next);
                    self.failure.set(None);
                    self.settled.set(true);
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
            self.loading.set(false);
        });
    }
}

/// Reads the first page of what is asked with `question`, whose signals are followed, and again when a topic changes.
pub(super) fn paged<T, K, F>(
    topics: &'static [Topic],
    question: impl Fn() -> K + 'static,
    fetch: impl Fn(K, Option<String>, u16) -> F + 'static,
) -> Paged<T>
where
    T: Clone + Send + Sync + 'static,
    K: Clone + PartialEq + 'static,
    F: Future<Output = Result<Page<T>, Failure>> + 'static,
{
    let paged = Paged {
        items: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        loading: RwSignal::new(true),
        settled: RwSignal::new(false),
        next: RwSignal::new(None),
        wanted: RwSignal::new(0),
        again: RwSignal::new(0),
        newest: StoredValue::new(0),
    };
    let (question, fetch) = (Rc::new(question), Rc::new(fetch));
    let (ask, first) = (Rc::clone(&question), Rc::clone(&fetch));
    Effect::new(move |before: Option<K>| {
        topics.iter().for_each(|topic| backend::track(*topic));
        paged.again.track();
        let key = ask();
        let open = paged.items.with_untracked(Vec::len);
        let limit = if before.as_ref() == Some(&key) { depth(open) } else { DEFAULT_LIMIT };
        paged.take(first(key.clone(), None, limit), false);
        key
    });
    Effect::new(move |before: Option<u32>| {
        let count = paged.wanted.get();
        if before.is_some_and(|before| before != count) {
            let cursor = paged.next.get_untracked();
            paged.take(fetch(untrack(|| question()), cursor, DEFAULT_LIMIT), true);
        }
        count
    });
    paged
}

/// How many entries to read so that a list keeps its length when it is read again.
fn depth(open: usize) -> u16 {
    u16::try_from(open).unwrap_or(MAX_LIMIT).clamp(DEFAULT_LIMIT, MAX_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_read_again_keeps_its_length_within_bounds() {
        assert_eq!([depth(0), depth(120), depth(9_000), depth(100_000)], [50, 120, 500, 500]);
    }
}
