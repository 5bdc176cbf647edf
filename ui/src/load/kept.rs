//! What one page has read is kept for another one, or for the next time.
//!
//! It is shown at once when nothing has changed since it was asked for, and asked for again nevertheless: what depends on the
//! time of day changes by itself.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;

use leadsmart_contract::failure::Failure;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use super::{Loaded, load};
use crate::backend;

thread_local! {
    static KEPT: RefCell<Shelf> = RefCell::default();
}

/// Values under keys, each with how often its topics had changed when it was asked for.
#[derive(Default)]
struct Shelf(HashMap<String, (Vec<u32>, Box<dyn Any>)>);

impl Shelf {
    fn put(&mut self, key: String, asked: Vec<u32>, value: impl Any) {
        self.0.insert(key, (asked, Box::new(value)));
    }

    /// Takes what is kept under a key.
    fn take<T: Any>(&mut self, key: &str) -> Option<T> {
        let (_, value) = self.0.remove(key)?;
        value.downcast().ok().map(|value| *value)
    }

    /// What is kept under a key, unless something has changed since.
    fn get<T: Any + Clone>(&self, key: &str, now: &[u32]) -> Option<T> {
        let (asked, value) = self.0.get(key)?;
        (asked == now).then(|| value.downcast_ref().cloned()).flatten()
    }
}

/// Reads as [`load`] does, beginning with what was read under this key before. The key says what is asked and of which company.
pub(crate) fn load_kept<T, F>(
    key: String,
    topics: &'static [Topic],
    fetch: impl Fn() -> F + 'static,
) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let begin = KEPT.with_borrow(|kept| kept.get(&key, &changes(topics)));
    let loaded = load(topics, move || {
        let (key, asked, answer) = (key.clone(), changes(topics), fetch());
        async move {
            let value = answer.await?;
            KEPT.with_borrow_mut(|kept| kept.put(key, asked, value.clone()));
            Ok(value)
        }
    });
    if begin.is_some() {
        loaded.value.set(begin);
    }
    loaded
}

/// Puts something away that a page goes on with when it is opened again, however old it is by then: it reads it anew at once.
pub(crate) fn put_away(key: String, value: impl Any) {
    KEPT.with_borrow_mut(|kept| kept.put(key, Vec::new(), value));
}

/// Takes back what was put away.
pub(crate) fn take_back<T: Any>(key: &str) -> Option<T> {
    KEPT.with_borrow_mut(|kept| kept.take(key))
}

/// Forgets everything: somebody else may be next.
pub(crate) fn forget_kept() {
    KEPT.with_borrow_mut(|kept| kept.0.clear());
}

fn changes(topics: &[Topic]) -> Vec<u32> {
    topics.iter().map(|topic| backend::changes(*topic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_given_again_until_something_changes() {
        let mut shelf = Shelf::default();
        shelf.put("a".to_owned(), vec![1, 4], 7_u32);
        assert_eq!(shelf.get::<u32>("a", &[1, 4]), Some(7));
        assert_eq!(shelf.get::<u32>("a", &[1, 5]), None, "a topic has changed");
        assert_eq!(shelf.get::<u32>("b", &[1, 4]), None, "it was asked for something else");
        assert_eq!(shelf.get::<String>("a", &[1, 4]), None, "it is of another kind");
    }

    #[test]
    fn what_was_put_away_is_taken_back_once() {
        let mut shelf = Shelf::default();
        shelf.put("a".to_owned(), Vec::new(), 7_u32);
        assert_eq!((shelf.take::<u32>("a"), shelf.take::<u32>("a")), (Some(7), None));
    }
}
