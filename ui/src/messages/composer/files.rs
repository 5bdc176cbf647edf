//! Files that are sent: chosen, dropped or pasted, and handed over in pieces.

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::messages::{BeginUpload, MOST_MEDIA_BYTES, MOST_PIECE_BYTES, MediaKind, UploadPiece};
use leadsmart_contract::values::ShortText;
use leptos::html;
use leptos::prelude::*;
use web_sys::{File, Url};

use super::super::texts;
use crate::backend::call;
use crate::components::{Button, Glyph, Icon, Kind, Toasts};
use crate::dom;
use crate::language::{language, language_now, t};

/// So many bytes a picture, film or sound may have; a larger one goes as a document.
const MOST_SHOWN: f64 = 16.0 * 1024.0 * 1024.0;

/// A file that will be sent.
#[derive(Clone)]
pub(super) struct Attachment {
    /// By this it is told from others.
    id: u32,
    pub(super) file: File,
    pub(super) name: String,
    pub(super) kind: MediaKind,
    /// The address of a picture.
    preview: Option<String>,
}

/// The files that will be sent. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Attachments {
    list: RwSignal<Vec<Attachment>, LocalStorage>,
    next: StoredValue<u32>,
    toasts: Toasts,
}

impl Attachments {
    pub(super) fn new(toasts: Toasts) -> Self {
        let list = RwSignal::new_local(Vec::<Attachment>::new());
        on_cleanup(move || {
            list.try_update_untracked(|list| list.drain(..).for_each(|gone| forget(&gone)));
        });
        Self { list, next: StoredValue::new(0), toasts }
    }

    /// Whether there are none. Tracked.
    pub(super) fn is_empty(self) -> bool {
        self.list.with(Vec::is_empty)
    }

    /// Takes all of them, to be sent.
    pub(super) fn take(self) -> Vec<Attachment> {
        self.list.try_update(std::mem::take).unwrap_or_default()
    }

    /// Puts back what could not be sent.
    pub(super) fn put_back(self, files: Vec<Attachment>) {
        self.list.try_update(|list| {
            let later = std::mem::replace(list, files);
            list.extend(later);
        });
    }

    /// Adds files; says of each that cannot be sent why.
    pub(super) fn add(self, files: &web_sys::FileList) {
        for file in (0..files.length()).filter_map(|place| files.get(place)) {
            let language = language_now();
            let name = match file.name() {
                name if name.is_empty() => texts::pasted(language).to_owned(),
                name => name,
            };
            if file.size() > MOST_MEDIA_BYTES as f64 {
                self.toasts.say(texts::too_large(language, &name));
            } else if file.size() < 1.0 {
                self.toasts.say(texts::empty_file(language, &name));
            } else {
                self.put(file, name);
            }
        }
    }

    fn put(self, file: File, name: String) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let kind = kind_of(&file.type_(), file.size());
        let shows = kind == MediaKind::Image;
        let preview = shows.then(|| Url::create_object_url_with_blob(&file).ok()).flatten();
        self.list.update(|list| list.push(Attachment { id, file, name, kind, preview }));
    }

    fn remove(self, id: u32) {
        self.list.update(|list| {
            let place = list.iter().position(|file| file.id == id);
            place.into_iter().for_each(|place| forget(&list.remove(place)));
        });
    }
}

/// A file that was sent or taken back needs no address any more.
pub(super) fn forget(file: &Attachment) {
    if let Some(preview) = &file.preview {
        let _ = Url::revoke_object_url(preview);
    }
}

/// What a file is sent as, by what the system says of it.
fn kind_of(mime: &str, size: f64) -> MediaKind {
    if size > MOST_SHOWN {
        return MediaKind::Document;
    }
    match mime {
        "image/jpeg" | "image/png" | "image/webp" => MediaKind::Image,
        "video/mp4" => MediaKind::Video,
        "audio/mpeg" | "audio/mp4" | "audio/aac" | "audio/ogg" | "audio/amr" => MediaKind::Audio,
        _ => MediaKind::Document,
    }
}

/// Hands a file over; answers what it is called there.
pub(super) async fn upload(company_id: CompanyId, of: &Attachment) -> Result<String, Failure> {
    let size = of.file.size();
    // A name that is too long for the contract is shortened at its beginning: the ending says what it is.
    let name: String = of.name.chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
    let begin =
        BeginUpload { company_id, size: size as u64, file_name: ShortText::parse(&name).ok(), seconds: None };
    let upload_id = call(begin).await?.upload_id;
    let mut offset = 0.0;
    while offset < size {
        let end = (offset + MOST_PIECE_BYTES as f64).min(size);
        let bytes = dom::read_base64(&of.file, offset, end).await.ok_or_else(|| unreadable(&of.name))?;
        call(UploadPiece { company_id, upload_id: upload_id.clone(), offset: offset as u64, bytes }).await?;
        offset = end;
    }
    Ok(upload_id)
}

fn unreadable(name: &str) -> Failure {
    Failure::new(Code::InvalidInput, texts::unreadable(language_now(), name))
}

/// Opens the system's choice of files.
#[component]
pub(super) fn AttachButton(attachments: Attachments) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        input.files().iter().for_each(|files| attachments.add(files));
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let choose = move |_| input.get_untracked().into_iter().for_each(|input| input.click());
    view! {
        <input type="file" hidden multiple node_ref=input on:change=chosen />
        <Button label=t(texts::attach) icon=Glyph::Clip icon_only=true kind=Kind::Ghost on_press=choose />
    }
}

/// The files that will be sent.
#[component]
pub(super) fn FileList(attachments: Attachments) -> impl IntoView {
    let entry = move |file: &Attachment| {
        let (id, name, preview) = (file.id, file.name.clone(), file.preview.clone());
        let spoken = name.clone();
        let label = move || texts::remove_file(language(), &spoken);
        let sign = match preview {
            Some(url) => view! { <img src=url alt="" /> }.into_any(),
            None => view! { <Icon glyph=Glyph::File size=16 /> }.into_any(),
        };
        view! {
            <li>
                {sign}
                <span class="ellipsis">{name}</span>
                <Button label icon=Glyph::Cross icon_only=true kind=Kind::Ghost on_press=move |_| attachments.remove(id) />
            </li>
        }
    };
    move || {
        let entries = attachments.list.with(|list| list.iter().map(entry).collect::<Vec<_>>());
        (!entries.is_empty()).then(|| view! { <ul class="composer-files">{entries}</ul> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_as_what_it_is_unless_it_is_too_large_for_that() {
        assert_eq!(kind_of("image/png", 1_000.0), MediaKind::Image);
        assert_eq!(kind_of("image/png", 17.0 * 1024.0 * 1024.0), MediaKind::Document);
        assert_eq!(kind_of("image/svg+xml", 1_000.0), MediaKind::Document);
        assert_eq!(kind_of("video/quicktime", 1_000.0), MediaKind::Document);
        assert_eq!(kind_of("", 1_000.0), MediaKind::Document);
    }
}
