//! What is chosen for this computer, in the settings: there is no such thing in a browser.

use leadsmart_contract::failure::Failure;
use leadsmart_contract::shell::ComputerSettings as Chosen;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::backend;
use crate::components::{Button, Checkbox, EmptyState, ErrorNote, Glyph};
use crate::language::t;
use crate::settings::kit::Head;

/// What was read, and what went wrong.
#[derive(Clone, Copy)]
struct Choices {
    /// What is so; none until it was read.
    now: RwSignal<Option<Chosen>>,
    failure: RwSignal<Option<Failure>>,
}

impl Choices {
    fn read() -> Self {
        let choices = Self { now: RwSignal::new(None), failure: RwSignal::new(None) };
        spawn_local(async move { choices.take(backend::computer_settings().await) });
        choices
    }

    fn take(self, answer: Result<Chosen, Failure>) {
        match answer {
            Ok(now) => {
                let _ = self.failure.try_set(None);
                let _ = self.now.try_set(Some(now));
            }
            Err(failure) => {
                let _ = self.failure.try_set(Some(failure));
            }
        }
    }

    /// Shows a choice at once, and what became of it.
    fn choose(self, change: impl FnOnce(&mut Chosen)) {
        let Some(before) = self.now.get_untracked() else { return };
        let mut wanted = before;
        change(&mut wanted);
        self.now.set(Some(wanted));
        spawn_local(async move {
            let answer = backend::choose_computer_settings(wanted).await;
            if answer.is_err() {
                // Part of it may have been taken.
                let so = backend::computer_settings().await.unwrap_or(before);
                let _ = self.now.try_set(Some(so));
            }
            self.take(answer);
        });
    }

    fn has(self, what: fn(&Chosen) -> bool) -> Signal<bool> {
        Signal::derive(move || self.now.with(|now| now.as_ref().is_some_and(what)))
    }
}

/// The part of the settings.
#[component]
pub(crate) fn ComputerSettings() -> impl IntoView {
    if backend::in_window() { view! { <Own /> }.into_any() } else { view! { <Elsewhere /> }.into_any() }
}

#[component]
fn Own() -> impl IntoView {
    let choices = Choices::read();
    let ready = move || choices.now.with(Option::is_some);
    view! {
        <Head title=t(texts::title) text=t(texts::text) />
        {move || choices.failure.get().map(|failure| view! { <ErrorNote failure /> })}
        <Show when=ready>
            <section class="panel stack" aria-labelledby="computer-start">
                <h3 id="computer-start">{t(texts::start_title)}</h3>
                <Checkbox
                    checked=choices.has(|now| now.autostart)
                    on_change=move |on| choices.choose(|now| now.autostart = on)
                    label=t(texts::autostart)
                />
                <Checkbox
                    checked=choices.has(|now| now.stay)
                    on_change=move |on| choices.choose(|now| now.stay = on)
                    label=t(texts::stay)
                />
                <p class="hint">{t(texts::stay_hint)}</p>
            </section>
            <section class="panel stack" aria-labelledby="computer-sound">
                <h3 id="computer-sound">{t(texts::sound_title)}</h3>
                <Checkbox
                    checked=choices.has(|now| now.sound)
                    on_change=move |on| choices.choose(|now| now.sound = on)
                    label=t(texts::sound)
                />
                <div class="row">
                    <Button label=t(texts::try_sound) on_press=move |_| spawn_local(backend::try_sound()) />
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Elsewhere() -> impl IntoView {
    view! { <EmptyState title=t(texts::title) text=t(texts::only_window) icon=Glyph::Computer /> }
}

mod texts {
    leadsmart_contract::texts! {
        title: "Este computador", "This computer", "Esta computadora";
        text: "Vale para quem usar o LeadSmart aqui.", "Applies to whoever uses LeadSmart here.",
            "Vale para quien use LeadSmart aquí.";
        start_title: "Abrir e fechar", "Opening and closing", "Abrir y cerrar";
        autostart: "Abrir o LeadSmart quando o computador ligar", "Open LeadSmart when the computer starts",
            "Abrir LeadSmart al encender la computadora";
        stay: "Ao fechar a janela, continuar ao lado do relógio", "When the window is closed, keep running beside the clock",
            "Al cerrar la ventana, seguir junto al reloj";
        stay_hint: "Assim os lembretes continuam chegando. Para sair de vez, use o menu do ícone.",
            "That way, reminders keep coming. To quit for good, use the menu of the icon.",
            "Así los recordatorios siguen llegando. Para salir del todo, use el menú del ícono.";
        sound_title: "Som", "Sound", "Sonido";
        sound: "Tocar um som com as notificações", "Play a sound with notifications", "Reproducir un sonido con las notificaciones";
        try_sound: "Ouvir o som", "Hear the sound", "Escuchar el sonido";
        only_window: "Estas opções existem no aplicativo instalado, não no navegador.",
            "These options exist in the installed application, not in the browser.",
            "Estas opciones existen en la aplicación instalada, no en el navegador.";
    }
}
