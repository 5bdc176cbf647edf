//! The profile picture: chosen, looked at, used.

use leadsmart_contract::auth::{ProfilePicture, UploadProfilePicture};
use leadsmart_contract::failure::Failure;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::auth::texts;
use crate::backend::call;
use crate::components::{Avatar, Button, ErrorNote, Glyph, Kind, use_toasts};
use crate::dom;
use crate::language::{language, language_now, t};
use crate::load::{Loaded, load};
use crate::session::{Session, use_session};

/// The largest file that the backend takes.
const LARGEST: f64 = 5.0 * 1024.0 * 1024.0;

/// What can be wrong with a file before it is sent.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    TooLarge,
    Unreadable,
}

/// The picture of the person who is logged in, ready for `src`; read again when it changes.
pub(crate) fn own_picture(session: Session) -> Loaded<Option<String>> {
    let id = Memo::new(move |_| session.user.with(|user| user.as_ref().and_then(|user| user.picture_id)));
    load(&[], move || {
        let picture = id.get();
        async move {
            match picture {
                Some(picture_id) => call(ProfilePicture { picture_id }).await.map(|view| Some(view.data_url)),
                None => Ok(None),
            }
        }
    })
}

/// The picture with the ways to change it. A new one is shown before it is used.
#[component]
pub(super) fn PictureField() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let preview = RwSignal::new(None::<String>);
    let wrong = RwSignal::new(None::<Wrong>);
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let kept = own_picture(session);
    let send = Callback::new(move |image: Option<String>| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match call(UploadProfilePicture { image }).await {
                Ok(user) => {
                    session.user.set(Some(user));
                    preview.set(None);
                    toasts.say(texts::saved(language_now()));
                }
                Err(answer) => failure.set(Some(answer)),
            }
            busy.set(false);
        });
    });
    let name = Signal::derive(move || {
        session.user.with(|user| user.as_ref().map(|user| user.name.to_string()).unwrap_or_default())
    });
    let picture = Signal::derive(move || preview.get().or_else(|| kept.get().flatten()));
    let said = move || {
        wrong.get().map(|wrong| match wrong {
            Wrong::TooLarge => texts::picture_too_large(language()),
            Wrong::Unreadable => texts::picture_unreadable(language()),
        })
    };
    view! {
        <div class="picture">
            <Avatar name picture large=true />
            <div class="stack">
                <Buttons preview wrong busy=busy.into() has_picture=Signal::derive(move || picture.get().is_some()) send />
                <p class="hint">{t(texts::picture_hint)}</p>
                <p class="problem" role="alert">{said}</p>
                {move || failure.get().map(|failure| view! { <ErrorNote failure /> })}
            </div>
        </div>
    }
}

#[component]
fn Buttons(
    preview: RwSignal<Option<String>>,
    wrong: RwSignal<Option<Wrong>>,
    busy: Signal<bool>,
    has_picture: Signal<bool>,
    send: Callback<Option<String>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| input.get_untracked().into_iter().for_each(|input| input.click());
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            wrong.set(None);
            read(&file, preview, wrong);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let use_it = move |_| {
        // What follows the comma of a data URL is the base64 that the command takes.
        let image =
            preview.with_untracked(|url| url.as_ref()?.split_once(',').map(|(_, data)| data.to_owned()));
        send.run(image);
    };
    let previewing = move || preview.with(Option::is_some);
    view! {
        <div class="row">
            <input
                type="file"
                hidden
                node_ref=input
                accept="image/png,image/jpeg,image/webp"
                on:change=chosen
            />
            <Show
                when=previewing
                fallback=move || view! {
                    <Button label=t(texts::choose_picture) icon=Glyph::Picture on_press=choose />
                    <Show when=move || has_picture.get()>
                        <Button label=t(texts::remove_picture) kind=Kind::Ghost busy on_press=move |_| send.run(None) />
                    </Show>
                }
            >
                <Button label=t(texts::use_picture) icon=Glyph::Check busy on_press=use_it />
                <Button label=t(texts::cancel) kind=Kind::Ghost on_press=move |_| preview.set(None) />
            </Show>
        </div>
    }
}

/// Reads a file as a data URL into the preview, or notes what is wrong with it.
fn read(file: &File, preview: RwSignal<Option<String>>, wrong: RwSignal<Option<Wrong>>) {
    if file.size() > LARGEST {
        return wrong.set(Some(Wrong::TooLarge));
    }
    if !matches!(file.type_().as_str(), "image/png" | "image/jpeg" | "image/webp") {
        return wrong.set(Some(Wrong::Unreadable));
    }
    dom::read_as_data_url(file, move |url| match url {
        Some(url) => preview.set(Some(url)),
        None => wrong.set(Some(Wrong::Unreadable)),
    });
}
