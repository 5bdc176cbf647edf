//! The code for another computer, shown once: for a camera, as text, and as a link.

use leadsmart_contract::sync::SyncInvite;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::clock;
use crate::components::{Button, Glyph, Kind, QrCode, fits_qr, use_toasts};
use crate::dom::copy_text;
use crate::language::{Text, format, language, language_now, t};

/// The code and what to do with it.
#[component]
pub(super) fn InviteSheet(
    /// What was made.
    invite: SyncInvite,
    /// Leaves it.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let code = StoredValue::new(invite.code.reveal().to_owned());
    let link = StoredValue::new(invite.link.reveal().to_owned());
    let copy = move |text: StoredValue<String>, done: Text| {
        spawn_local(async move {
            let copied = copy_text(&text.get_value()).await;
            let words = if copied { done } else { texts::not_copied };
            toasts.say(words(language_now()));
        });
    };
    let expires_at = invite.details.expires_at;
    let until = move || texts::valid_until(language(), &until(expires_at));
    view! {
        <p>{t(texts::how)}</p>
        <div class="invite-sheet">
            {if link.with_value(|link| fits_qr(link)) {
                view! { <QrCode text=Signal::derive(move || link.get_value()) label=t(texts::qr) /> }.into_any()
            } else {
                view! { <p class="note">{t(texts::no_qr)}</p> }.into_any()
            }}
            <p class="invite-code" tabindex="0" role="group" aria-label=t(texts::code)>{code.get_value()}</p>
        </div>
        <p class="note warn">{t(texts::secret)}</p>
        <p class="muted">{until}" "{t(texts::once)}</p>
        <div class="actions">
            <Button label=t(texts::copy_link) icon=Glyph::Copy on_press=move |_| copy(link, texts::link_copied) />
            <Button
                label=t(texts::copy_code)
                icon=Glyph::Copy
                autofocus=true
                on_press=move |_| copy(code, texts::code_copied)
            />
            <Button label=t(texts::done) kind=Kind::Primary on_press=move |_| on_close.run(()) />
        </div>
    }
}

/// `amanhã, 14:00`, on this computer's clock.
pub(super) fn until(at: jiff::Timestamp) -> String {
    let (at, now) = (clock::here(at), clock::here(clock::now()));
    format!("{}, {}", format::relative_date(language(), at.date(), now.date()), format::time(at.time()))
}
