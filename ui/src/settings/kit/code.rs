//! A code that is shown once, for somebody else.

use jiff::Timestamp;
use leadsmart_contract::values::AccessCode;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::text_prop::TextProp;

use super::texts;
use crate::clock;
use crate::components::{Button, Glyph, Kind, use_toasts};
use crate::dom::copy_text;
use crate::language::{format, language, language_now, t};

/// The code, what to do with it, until when it is valid, and a button that copies it.
#[component]
pub(crate) fn CodeSheet(
    /// The code.
    code: AccessCode,
    /// Until when it opens something.
    expires_at: Timestamp,
    /// What to do with it.
    #[prop(into)]
    text: TextProp,
    /// Leaves it.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let written = StoredValue::new(code.grouped());
    let copy = move |_| {
        spawn_local(async move {
            let done = copy_text(&written.get_value()).await;
            let words = if done { texts::copied } else { texts::not_copied };
            toasts.say(words(language_now()));
        });
    };
    let until = move || {
        let (at, now) = (clock::here(expires_at), clock::here(clock::now()));
        let date = format::relative_date(language(), at.date(), now.date());
        texts::valid_until(language(), &date, &format::time(at.time()))
    };
    view! {
        <p>{move || text.get()}</p>
        <p class="recovery-code" role="group" aria-label=t(texts::code)>{written.get_value()}</p>
        <p class="muted">{until}" "{t(texts::once)}</p>
        <div class="actions">
            <Button label=t(texts::copy) icon=Glyph::Copy autofocus=true on_press=copy />
            <Button label=t(texts::close) kind=Kind::Primary on_press=move |_| on_close.run(()) />
        </div>
    }
}
