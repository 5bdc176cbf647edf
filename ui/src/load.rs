//! Reading from the backend, and reading again when something changed.

mod kept;

use std::future::Future;
use std::pin::Pin;

use leadsmart_contract::failure::Failure;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::backend;
use crate::components::{ErrorNote, Skeleton};
use crate::dom;
pub(crate) use kept::{forget_kept, load_kept, put_away, take_back};

/// What was read. It is `Copy`, as signals are.
pub(crate) struct Loaded<T: Send + Sync + 'static> {
    /// The last value that came; it stays while the next one is on its way.
    pub(crate) value: RwSignal<Option<T>>,
    /// Why the last call failed; none after one that worked.
    pub(crate) failure: RwSignal<Option<Failure>>,
    /// Whether an answer is on its way.
    pub(crate) loading: RwSignal<bool>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    /// The last value that came. Tracked.
    pub(crate) fn get(&self) -> Option<T> {
        self.value.get()
    }

    /// Reads again.
    pub(crate) fn reload(&self) {
        self.again.update(|count| *count = count.wrapping_add(1));
    }

    /// Shows a change before the backend has confirmed it; the next answer replaces it.
    pub(crate) fn assume(&self, change: impl FnOnce(&mut T)) {
        self.value.update(|value| {
            if let Some(value) = value {
                change(value);
            }
        });
    }
}

/// Reads with `fetch`, and again when one of the topics changes or a signal that `fetch` reads before its first await.
///
/// Answers that are overtaken by a newer question are dropped.
pub(crate) fn load<T, F>(topics: &'static [Topic], fetch: impl Fn() -> F + 'static) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let loaded = Loaded {
        value: RwSignal::new(None),
        failure: RwSignal::new(None),
        loading: RwSignal::new(true),
        again: RwSignal::new(0),
    };
    let newest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        topics.iter().for_each(|topic| backend::track(*topic));
        loaded.again.track();
        let number = newest.get_value().wrapping_add(1);
        newest.set_value(number);
        loaded.loading.set(true);
        wait(Box::pin(fetch()), loaded, newest, number);
    });
    loaded
}

/// As [`load`], but the first question waits until what is drawn without its answer is painted.
pub(crate) fn load_later<T, F>(topics: &'static [Topic], fetch: impl Fn() -> F + 'static) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let first = StoredValue::new(true);
    load(topics, move || {
        let (first, answer) = (first.try_update_value(std::mem::take) == Some(true), fetch());
        async move {
            if first {
                dom::painted().await;
            }
            answer.await
        }
    })
}

/// Work that is never under way twice: what is wanted meanwhile is done once more afterwards. For what is told of often, such
/// as messages that come by the hundred.
#[derive(Clone, Copy)]
pub(crate) struct Steady {
    busy: StoredValue<bool>,
    again: StoredValue<bool>,
}

impl Steady {
    /// Nothing is under way.
    pub(crate) fn new() -> Self {
        Self { busy: StoredValue::new(false), again: StoredValue::new(false) }
    }

    /// Does the work, or has it done once more.
    pub(crate) fn run<F: Future<Output = ()> + 'static>(self, work: impl Fn() -> F + 'static) {
        if self.busy.get_value() {
            return self.again.set_value(true);
        }
        self.busy.set_value(true);
        spawn_local(async move {
            loop {
                work().await;
                // The page may be gone.
                if self.again.try_update_value(std::mem::take) != Some(true) {
                    break;
                }
            }
            self.busy.try_set_value(false);
        });
    }
}

/// Puts the answer where it belongs, unless it is overtaken. Boxed, so that it is compiled once for a kind of value.
fn wait<T: Clone + Send + Sync + 'static>(
    answer: Pin<Box<dyn Future<Output = Result<T, Failure>>>>,
    loaded: Loaded<T>,
    newest: StoredValue<u32>,
    number: u32,
) {
    spawn_local(async move {
        let answer = answer.await;
        // The page may be gone, or another question asked since.
        if newest.try_get_value() != Some(number) {
            return;
        }
        match answer {
            Ok(value) => {
                loaded.value.set(Some(value));
                loaded.failure.set(None);
            }
            Err(failure) => loaded.failure.set(Some(failure)),
        }
        loaded.loading.set(false);
    });
}

/// Shows what was read: a skeleton until the first value, the failure with a way to try again, then the value.
#[component]
pub(crate) fn Ready<T, C, V>(
    /// What is read.
    loaded: Loaded<T>,
    /// How many lines the skeleton has.
    #[prop(default = 4)]
    lines: usize,
    /// Draws the value; it is given as a signal, so that a new value does not draw everything anew.
    children: C,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    C: Fn(Signal<T>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let arrived = Memo::new(move |_| loaded.value.with(Option::is_some));
    let drawn = move || {
        let first = arrived.get().then(|| loaded.value.get_untracked()).flatten()?;
        let current = RwSignal::new(first);
        Effect::new(move |_| {
            if let Some(value) = loaded.value.get() {
                current.set(value);
            }
        });
        Some(children(current.into()))
    };
    view! {
        {move || {
            let retry = Callback::new(move |()| loaded.reload());
            loaded.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
        }}
        <Show when=move || !arrived.get() && loaded.failure.with(Option::is_none)>
            <Skeleton lines />
        </Show>
        {drawn}
    }
}
