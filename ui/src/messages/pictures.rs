//! Pictures of messages: read as they come into sight, and kept while they may come into sight again.

use std::collections::VecDeque;

use js_sys::{Array, Uint8Array};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{CompanyId, MessageId};
use leadsmart_contract::messages::{MediaPiece, ReadMedia};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::backend::call;
use crate::dom;

/// So many are kept.
const KEPT: usize = 48;

/// Larger ones are read only when they are opened; before that their small picture stands for them.
pub(super) const MOST: u64 = 4 * 1024 * 1024;

/// What the webview may show.
const SHOWN: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];

#[derive(Default)]
struct Store {
    /// Addresses of what was read, the newest last.
    urls: VecDeque<(MessageId, String)>,
    waiting: VecDeque<MessageId>,
    /// What could not be read or shown is not tried over and over.
    refused: Vec<MessageId>,
    busy: bool,
}

/// The pictures of the page. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Pictures {
    company: CompanyId,
    store: StoredValue<Store, LocalStorage>,
    changed: RwSignal<u32>,
}

impl Pictures {
    /// None yet; `changed` grows when one was read.
    pub(super) fn new(company: CompanyId, changed: RwSignal<u32>) -> Self {
        let store = StoredValue::new_local(Store::default());
        on_cleanup(move || {
            store.try_update_value(|store| store.urls.drain(..).for_each(|(_, url)| forget(&url)));
        });
        Self { company, store, changed }
    }

    /// The address of a picture, if it was read.
    pub(super) fn of(self, id: MessageId) -> Option<String> {
        self.store
            .with_value(|store| store.urls.iter().find(|(known, _)| *known == id).map(|(_, url)| url.clone()))
    }

    /// Reads these next, as they are in sight; what was wanted before and is not in sight any more is left.
    pub(super) fn want(self, ids: Vec<MessageId>) {
        self.store.update_value(|store| {
            let Store { urls, waiting, refused, .. } = store;
            let missing =
                |id: &MessageId| !urls.iter().any(|(known, _)| known == id) && !refused.contains(id);
            *waiting = ids.into_iter().filter(missing).collect();
        });
        self.read_next();
    }

    fn read_next(self) {
        let next = self.store.try_update_value(|store| {
            if store.busy {
                return None;
            }
            let next = store.waiting.pop_front()?;
            store.busy = true;
            Some(next)
        });
        let Some(id) = next.flatten() else { return };
        spawn_local(async move {
            let read = read(self.company, id, |_| ()).await.ok();
            let url = read.filter(|file| file.is_picture()).and_then(|file| file.url());
            let alive = self.store.try_update_value(|store| {
                store.busy = false;
                match &url {
                    Some(url) => store.urls.push_back((id, url.clone())),
                    None => store.refused.push(id),
                }
                if store.urls.len() > KEPT
                    && let Some((_, old)) = store.urls.pop_front()
                {
                    forget(&old);
                }
            });
            if alive.is_none() {
                url.iter().for_each(|url| forget(url));
                return;
            }
            self.changed.try_update(|count| *count = count.wrapping_add(1));
            self.read_next();
        });
    }
}

/// A file of a message that was read.
pub(super) struct Read {
    /// Its content.
    pub(super) blob: Blob,
    /// What was found in it.
    pub(super) mime: String,
}

impl Read {
    /// Whether the webview may show it as a picture.
    pub(super) fn is_picture(&self) -> bool {
        SHOWN.contains(&self.mime.as_str())
    }

    /// An address for it, to be given back with [`forget`].
    pub(super) fn url(&self) -> Option<String> {
        Url::create_object_url_with_blob(&self.blob).ok()
    }
}

/// Gives the address of a file back.
pub(super) fn forget(url: &str) {
    // It is an address of this page, which is the one thing that is asked.
    let _ = Url::revoke_object_url(url);
}

/// Reads the whole file of a message; tells how far it is, in hundredths.
pub(super) async fn read(
    company_id: CompanyId,
    message_id: MessageId,
    told: impl Fn(u8),
) -> Result<Read, Failure> {
    let parts = Array::new();
    let mut offset = 0;
    loop {
        let MediaPiece { bytes, next, size, mime } =
            call(ReadMedia { company_id, message_id, offset }).await?;
        parts.push(&decoded(&bytes));
        match next {
            Some(next) => {
                offset = next;
                told(u8::try_from(offset * 100 / size.max(1)).unwrap_or(100).min(100));
            }
            None => {
                let options = BlobPropertyBag::new();
                options.set_type(&mime);
                let blob = Blob::new_with_buffer_source_sequence_and_options(&parts, &options);
                return blob.map(|blob| Read { blob, mime }).map_err(|_| unreadable());
            }
        }
    }
}

fn unreadable() -> Failure {
    let language = crate::language::language_now();
    Failure::new(leadsmart_contract::failure::Code::Internal, super::texts::not_a_picture(language))
}

fn decoded(base64: &str) -> Uint8Array {
    let text = dom::window().atob(base64).unwrap_or_default();
    let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
    Uint8Array::from(bytes.as_slice())
}
