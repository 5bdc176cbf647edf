//! The first step: a file, chosen or dropped.

use leadsmart_contract::ics::MOST_ICS_BYTES;
use leptos::prelude::*;

use super::{Import, texts};
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
    let anywhere = move || import.agendas.with(|agendas| !agendas.is_empty());
    view! {
        <p>{t(texts::intro)}</p>
        <Show when=anywhere fallback=|| view! { <p class="note warn">{t(texts::no_agenda)}</p> }>
            <FileDrop
                glyph=Glyph::Calendar
                accept=".ics,.ical,text/calendar"
                most=MOST_ICS_BYTES
                words=WORDS
                failure=import.failure
                busy=import.checking
                on_file=move |file: Chosen| import.begin(file)
            />
        </Show>
        {move || import.failure.get().map(|failure| view! { <ErrorNote failure /> })}
        <div class="actions">
            <Button label=t(texts::cancel) on_press=move |_| import.close() />
        </div>
    }
}
