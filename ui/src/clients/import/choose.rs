//! The first step: a file, chosen or dropped.

use leadsmart_contract::clients::MOST_IMPORT_BYTES;
use leptos::prelude::*;

use super::{Import, texts};
use crate::clients::texts as clients;
use crate::components::{Button, Chosen, ErrorNote, FileDrop, FileWords, Glyph};
use crate::language::t;

const WORDS: FileWords = FileWords {
    drop: texts::drop,
    choose: texts::choose,
    limits: texts::limits,
    too_large: texts::too_large,
    unreadable: texts::unreadable,
};

#[component]
pub(super) fn ChooseFile(import: Import) -> impl IntoView {
    view! {
        <p>{t(texts::intro)}</p>
        <FileDrop
            glyph=Glyph::People
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
            most=MOST_IMPORT_BYTES
            words=WORDS
            failure=import.failure
            busy=import.checking
            on_file=move |file: Chosen| import.begin(file)
        />
        {move || import.failure.get().map(|failure| view! { <ErrorNote failure /> })}
        <div class="actions">
            <Button label=t(clients::cancel) on_press=move |_| import.close() />
        </div>
    }
}
