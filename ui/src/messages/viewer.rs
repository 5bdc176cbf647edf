//! What opens from a message: its picture in full, its file, an address, and what it said before.

use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::MessageId;
use leadsmart_contract::messages::{GetRevisions, MediaKind, MediaView, MessageContent, Revision};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::Flow;
use super::pictures::{Read, forget, read};
use super::texts;
use crate::backend::{self, call};
use crate::components::{Button, Dialog, ErrorNote, Kind, Skeleton};
use crate::language::{format, language, language_now, t};

/// What became of reading a file.
#[derive(Clone)]
enum Shown {
    /// So much was read, in hundredths.
    Reading(u8),
    /// A picture, under this address.
    Picture(String),
    /// It is no picture; it can be saved.
    Other,
    /// It could not be read.
    Failed(Failure),
}

/// A file of a message: a picture is shown, others are given to the person.
#[component]
pub(super) fn Viewer(flow: Flow) -> impl IntoView {
    let open = RwSignal::new(false);
    let shown = RwSignal::new(Shown::Reading(0));
    let kept = StoredValue::new_local(None::<Read>);
    let close = move || {
        // The page may be gone.
        if let Some(Shown::Picture(url)) = shown.try_get_untracked() {
            forget(&url);
        }
        kept.try_set_value(None);
        shown.try_set(Shown::Reading(0));
    };
    on_cleanup(close);
    Effect::new(move |_| {
        if let Some(id) = flow.viewing.get() {
            close();
            open.set(true);
            spawn_local(async move { fetch(flow, id, shown, kept).await });
        }
    });
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            flow.viewing.set(None);
            close();
        }
        now
    });
    let media = move || flow.viewing.get().and_then(|id| media_of(flow, id));
    let title = move || media().map(|media| name_of(&media)).unwrap_or_default();
    let save = move |then_open: bool| {
        let blob = kept.with_value(|kept| kept.as_ref().map(|kept| kept.blob.clone()));
        let Some((blob, media)) = blob.zip(untrack(media)) else { return };
        spawn_local(async move {
            let place = backend::save_blob(&name_of(&media), &blob).await;
            let answer = match place {
                Ok(Some(place)) if then_open => backend::open_saved(&place).await,
                Ok(place) => {
                    place.iter().for_each(|place| flow.say(texts::saved_to(language_now(), place)));
                    Ok(())
                }
                Err(failure) => Err(failure),
            };
            if let Err(failure) = answer {
                flow.toasts.fail(&failure);
            }
        });
    };
    let content = move || match shown.get() {
        Shown::Reading(percent) => {
            view! { <p class="muted" role="status">{move || texts::reading(language(), percent)}</p> }
                .into_any()
        }
        Shown::Picture(url) => view! { <img src=url alt=title /> }.into_any(),
        Shown::Other => view! { <p>{t(texts::not_a_picture)}</p> }.into_any(),
        Shown::Failed(failure) => view! { <ErrorNote failure /> }.into_any(),
    };
    let ready = move || shown.with(|shown| matches!(shown, Shown::Picture(_) | Shown::Other));
    view! {
        <Dialog open title wide=true>
            <div class="viewer">{content}</div>
            <div class="actions">
                <Button label=t(texts::close) autofocus=true on_press=move |_| open.set(false) />
                <Button label=t(texts::save_file) disabled=Signal::derive(move || !ready()) on_press=move |_| save(false) />
                <Show when=backend::in_window>
                    <Button label=t(texts::open) kind=Kind::Primary disabled=Signal::derive(move || !ready()) on_press=move |_| save(true) />
                </Show>
            </div>
        </Dialog>
    }
}

async fn fetch(
    flow: Flow,
    id: MessageId,
    shown: RwSignal<Shown>,
    kept: StoredValue<Option<Read>, LocalStorage>,
) {
    let told = move |percent| {
        if flow.viewing.try_get_untracked().flatten() == Some(id) {
            shown.set(Shown::Reading(percent));
        }
    };
    let answer = read(flow.company.id, id, told).await;
    // Another one, or none, is looked at meanwhile.
    if flow.viewing.try_get_untracked().flatten() != Some(id) {
        return;
    }
    match answer {
        Ok(file) => {
            let picture = file.is_picture().then(|| file.url()).flatten();
            shown.set(picture.map_or(Shown::Other, Shown::Picture));
            kept.set_value(Some(file));
        }
        Err(failure) => shown.set(Shown::Failed(failure)),
    }
}

fn media_of(flow: Flow, id: MessageId) -> Option<MediaView> {
    match flow.message(id)?.content {
        MessageContent::Media { media, .. } => Some(media),
        _ => None,
    }
}

/// The name of a file, with one made up where the sender gave none.
fn name_of(media: &MediaView) -> String {
    let language = language_now();
    media.file_name.clone().unwrap_or_else(|| {
        let kind = match media.media_kind {
            MediaKind::Image => texts::picture(language),
            MediaKind::Video => texts::film(language),
            MediaKind::Audio => texts::sound(language),
            MediaKind::Voice => texts::voice(language),
            MediaKind::Document => texts::document(language),
            MediaKind::Sticker => texts::sticker(language),
        };
        let ending = media.mime.split([';', ' ']).next().and_then(ending_of).unwrap_or_default();
        format!("{kind}{ending}")
    })
}

/// The usual ending of a media type.
fn ending_of(mime: &str) -> Option<&'static str> {
    let known = [
        ("image/jpeg", ".jpg"),
        ("image/png", ".png"),
        ("image/webp", ".webp"),
        ("image/gif", ".gif"),
        ("video/mp4", ".mp4"),
        ("audio/ogg", ".ogg"),
        ("audio/mpeg", ".mp3"),
        ("audio/mp4", ".m4a"),
        ("application/pdf", ".pdf"),
    ];
    known.into_iter().find(|(known, _)| *known == mime).map(|(_, ending)| ending)
}

/// Asks before an address is opened that somebody else chose.
#[component]
pub(super) fn LinkDialog(flow: Flow) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(flow.leaving.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            flow.leaving.set(None);
        }
        now
    });
    // As the browser reads it: names in other scripts stand in the letters that machines use, so that none looks like another.
    let address =
        move || flow.leaving.with(|leaving| leaving.as_ref().and_then(|href| web_sys::Url::new(href).ok()));
    let host = move || address().map(|url| url.host()).unwrap_or_default();
    let whole = move || address().map(|url| url.href()).unwrap_or_default();
    let go = move |_| {
        if let Some(url) = untrack(address) {
            backend::open_outside(url.href());
        }
        open.set(false);
    };
    view! {
        <Dialog open title=t(texts::link_title)>
            <p>{move || texts::link_text(language(), &host())}</p>
            <p class="address">{whole}</p>
            <div class="actions">
                <Button label=t(texts::cancel) autofocus=true on_press=move |_| open.set(false) />
                <Button label=t(texts::link_open) kind=Kind::Primary on_press=go />
            </div>
        </Dialog>
    }
}

/// What a message said before it was changed or deleted.
#[component]
pub(super) fn History(flow: Flow) -> impl IntoView {
    let open = RwSignal::new(false);
    let answer = RwSignal::new(None::<Result<Vec<Revision>, Failure>>);
    let of = flow.menu.history;
    Effect::new(move |_| {
        let Some(message_id) = of.get() else { return };
        answer.set(None);
        open.set(true);
        let company_id = flow.company.id;
        spawn_local(async move {
            let read = call(GetRevisions { company_id, message_id }).await;
            answer.try_set(Some(read));
        });
    });
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            of.set(None);
        }
        now
    });
    let entry = move |revision: Revision| {
        let at = revision.at.local;
        let when = move || {
            let date = format::relative_date(language(), at.date(), flow.company.today());
            let when = texts::at_time(language(), &date, &format::time(at.time()));
            texts::history_until(language(), &when)
        };
        view! { <li><small>{when}</small><p class="chat-notes">{revision.text}</p></li> }
    };
    let content = move || match answer.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(failure)) => view! { <ErrorNote failure /> }.into_any(),
        Some(Ok(list)) => {
            view! { <ol class="stack">{list.into_iter().map(entry).collect_view()}</ol> }.into_any()
        }
    };
    view! {
        <Dialog open title=t(texts::history_title)>
            {content}
            <div class="actions"><Button label=t(texts::close) autofocus=true on_press=move |_| open.set(false) /></div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_name_gets_one_that_programs_know() {
        assert_eq!(ending_of("audio/ogg"), Some(".ogg"));
        assert_eq!(ending_of("application/x-msdownload"), None);
    }
}
