//! The first step: a file, chosen or dropped.

use leadsmart_contract::ics::MOST_ICS_BYTES;
use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::File;

use super::{Chosen, Import, texts};
use crate::components::{Button, ErrorNote, Glyph, Icon};
use crate::dom;
use crate::language::{Text, language, t};

#[component]
pub(super) fn ChooseFile(import: Import) -> impl IntoView {
    let wrong = RwSignal::new(None::<Text>);
    let said = move || wrong.get().map(|wrong| wrong(language()));
    let anywhere = move || import.agendas.with(|agendas| !agendas.is_empty());
    view! {
        <p>{t(texts::intro)}</p>
        <Show when=anywhere fallback=|| view! { <p class="note warn">{t(texts::no_agenda)}</p> }>
            <Place import wrong />
        </Show>
        <p class="problem" role="alert">{said}</p>
        {move || import.failure.get().map(|failure| view! { <ErrorNote failure /> })}
        <div class="actions">
            <Button label=t(texts::cancel) on_press=move |_| import.close() />
        </div>
    }
}

/// The place for a file, with a button for those who do not drag.
#[component]
fn Place(import: Import, wrong: RwSignal<Option<Text>>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let choose = move |_| input.get_untracked().into_iter().for_each(|input| input.click());
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            take(import, &file, wrong);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let dragged = move |event: DragEvent| {
        event.prevent_default();
        // The window refuses files elsewhere.
        event.stop_propagation();
        over.set(true);
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            take(import, &file, wrong);
        }
    };
    view! {
        <div
            class="import-drop"
            class:over=over
            on:dragenter=dragged
            on:dragover=dragged
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Icon glyph=Glyph::Calendar size=32 />
            <p>{t(texts::drop)}</p>
            <input type="file" hidden node_ref=input accept=".ics,.ical,text/calendar" on:change=chosen />
            <Button label=t(texts::choose) autofocus=true busy=import.checking on_press=choose />
            <p class="hint">{t(texts::limits)}</p>
        </div>
    }
}

/// Reads a file and begins with it, or notes what is wrong with it.
fn take(import: Import, file: &File, wrong: RwSignal<Option<Text>>) {
    wrong.set(None);
    import.failure.set(None);
    if file.size() > MOST_ICS_BYTES as f64 {
        return wrong.set(Some(texts::too_large));
    }
    let name = file.name();
    dom::read_as_data_url(file, move |url| match url {
        // What follows the comma of a data URL is base64. An empty file may come without one.
        Some(url) => {
            let base64 = url.split_once(',').map(|(_, data)| data.to_owned()).unwrap_or_default();
            import.begin(Chosen { name, base64 });
        }
        None => wrong.set(Some(texts::unreadable)),
    });
}
