//! The recovery code, shown once.

use leadsmart_contract::values::AccessCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::texts;
use crate::components::{Button, Checkbox, Form, Glyph, Problems, Submit, use_toasts};
use crate::dom::{copy_text, window};
use crate::language::{language_now, t};

/// The code with the ways to keep it. One goes on only after saying that it is kept.
#[component]
pub(super) fn RecoveryCodeSheet(
    /// The code.
    code: AccessCode,
    /// Goes on.
    #[prop(into)]
    on_kept: Callback<()>,
    /// Whether going on is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let toasts = use_toasts();
    let problems = Problems::new();
    let kept = RwSignal::new(false);
    let text = StoredValue::new(code.grouped());
    let copy = move |_| {
        spawn_local(async move {
            let copied = copy_text(&text.get_value()).await;
            let words = if copied { texts::copied } else { texts::not_copied };
            toasts.say(words(language_now()));
        });
    };
    // A webview without a printer dialog does nothing here; the code can still be copied or written down.
    let print = move |_| drop(window().print());
    let submit = move |()| {
        problems.clear();
        if kept.get_untracked() {
            on_kept.run(());
        } else {
            problems.note("kept", texts::kept_first);
            problems.focus_first();
        }
    };
    let problem = problems.of("kept");
    let tick = move |on: bool| {
        kept.set(on);
        problems.clear();
    };
    view! {
        <Form on_submit=submit problems>
            <p class="recovery-code" role="group" aria-label=t(texts::code)>{text.get_value()}</p>
            <div class="row no-print">
                <Button label=t(texts::copy) icon=Glyph::Copy on_press=copy />
                <Button label=t(texts::print) icon=Glyph::Print on_press=print />
            </div>
            <div class="field no-print" data-field="kept">
                <Checkbox checked=kept on_change=tick label=t(texts::kept) />
                <p class="problem" role="alert">{move || problem.get()}</p>
            </div>
            <div class="stack no-print"><Submit label=t(texts::next) busy /></div>
        </Form>
    }
}
