//! The sample clinic: it says what it is, and can be removed.

use leadsmart_contract::failure::Failure;
use leadsmart_contract::sample::RemoveSample;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::backend::call;
use crate::components::{Button, ConfirmDialog, Glyph, Icon, Kind};
use crate::language::t;
use crate::session::{use_company, use_session};

/// Says above the page that this is the sample clinic, and removes it. Nothing in any other company.
#[component]
pub(crate) fn SampleNote() -> impl IntoView {
    let company = use_company();
    let session = use_session();
    let asking = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let remove = move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = call(RemoveSample { company_id: company.id }).await;
            busy.set(false);
            match answer {
                // Its user goes with it, so the first start begins again.
                Ok(_) => session.start_over(),
                Err(answer) => failure.set(Some(answer)),
            }
        });
    };
    view! {
        <Show when=move || company.view.with(|view| view.sample)>
            <aside class="sample-note">
                <Icon glyph=Glyph::Sun size=16 />
                <p>{t(texts::here)}</p>
                <Button label=t(texts::leave) kind=Kind::Ghost on_press=move |_| asking.set(true) />
            </aside>
        </Show>
        <ConfirmDialog
            open=asking
            title=t(texts::remove_title)
            text=t(texts::remove_text)
            confirm=t(texts::remove)
            on_confirm=remove
            busy
            failure
        />
    }
}

mod texts {
    leadsmart_contract::texts! {
        here: "Clínica de exemplo: experimente à vontade.", "Sample clinic: try whatever you like.",
            "Clínica de ejemplo: pruebe lo que quiera.";
        leave: "Remover e começar a minha", "Remove it and start mine", "Quitarla y empezar la mía";
        remove_title: "Remover a clínica de exemplo?", "Remove the sample clinic?", "¿Quitar la clínica de ejemplo?";
        remove_text: "Tudo o que está nela some, inclusive o que você criou ao experimentar. Depois você configura a sua empresa.",
            "Everything in it goes, including what you entered while trying it. Then you set up your own company.",
            "Desaparece todo lo que hay en ella, incluso lo que creó al probar. Después configura su propia empresa.";
        remove: "Remover", "Remove", "Quitar";
    }
}
