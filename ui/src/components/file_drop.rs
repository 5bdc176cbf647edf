//! A file, chosen or dropped, as it is sent to the backend.

use leadsmart_contract::failure::Failure;
use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::File;

use super::button::Button;
use super::icon::{Glyph, Icon};
use crate::dom;
use crate::language::{Text, language, t};

/// A file that was chosen.
#[derive(Clone)]
pub(crate) struct Chosen {
    /// Its name.
    pub(crate) name: String,
    /// Its content.
    pub(crate) base64: String,
}

/// What is said around the place for a file.
#[derive(Clone, Copy)]
pub(crate) struct FileWords {
    /// That one can be dropped.
    pub(crate) drop: Text,
    /// The button for those who do not drag.
    pub(crate) choose: Text,
    /// How large it may be.
    pub(crate) limits: Text,
    /// That it is larger.
    pub(crate) too_large: Text,
    /// That it cannot be read.
    pub(crate) unreadable: Text,
}

/// The place for a file, and what is wrong with the one that was given.
#[component]
pub(crate) fn FileDrop(
    /// What the file holds.
    glyph: Glyph,
    /// Which kinds are proposed.
    accept: &'static str,
    /// How many bytes it may have.
    most: usize,
    /// What is said.
    words: FileWords,
    /// What the backend said of the file before; another one clears it.
    failure: RwSignal<Option<Failure>>,
    /// Whether the backend is asked about a file.
    #[prop(into)]
    busy: Signal<bool>,
    /// Takes the file.
    #[prop(into)]
    on_file: Callback<Chosen>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let wrong = RwSignal::new(None::<Text>);
    let take = move |file: Option<File>| {
        let Some(file) = file else { return };
        wrong.set(None);
        failure.set(None);
        if file.size() > most as f64 {
            return wrong.set(Some(words.too_large));
        }
        read(&file, move |chosen| match chosen {
            Some(chosen) => on_file.run(chosen),
            None => wrong.set(Some(words.unreadable)),
        });
    };
    let choose = move |_| input.get_untracked().into_iter().for_each(|input| input.click());
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        take(input.files().and_then(|files| files.get(0)));
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
        take(event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
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
            <Icon glyph size=32 />
            <p>{t(words.drop)}</p>
            <input type="file" hidden node_ref=input accept=accept on:change=chosen />
            <Button label=t(words.choose) autofocus=true busy on_press=choose />
            <p class="hint">{t(words.limits)}</p>
        </div>
        <p class="problem" role="alert">{move || wrong.get().map(|wrong| wrong(language()))}</p>
    }
}

/// Reads a file; none if it cannot be read.
fn read(file: &File, done: impl FnOnce(Option<Chosen>) + 'static) {
    let name = file.name();
    dom::read_as_data_url(file, move |url| {
        // What follows the comma of a data URL is base64. An empty file may come without one.
        done(url.map(|url| {
            let base64 = url.split_once(',').map(|(_, data)| data.to_owned()).unwrap_or_default();
            Chosen { name, base64 }
        }));
    });
}

/// What a step of a dialog is about. It takes the focus when the step begins, so that it is read out and Tab goes on from there.
#[component]
pub(crate) fn StepHeading(
    /// What it says.
    text: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(heading) = node.get() {
            dom::focus(&heading);
        }
    });
    view! { <p class="import-heading strong" tabindex="-1" node_ref=node>{move || text.get()}</p> }
}
