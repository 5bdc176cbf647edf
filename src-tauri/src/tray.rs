//! The icon in the tray and its menu. On Linux clicks on the icon itself are not told, so everything is in the menu.

use std::sync::Mutex;

use leadsmart_contract::language::Language;
use leadsmart_contract::shell::Wish;
use leadsmart_contract::texts;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};

use crate::{linux, window};

/// An entry of the menu.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Open,
    Today,
    Book,
    Quit,
}

impl Entry {
    const ALL: [Self; 4] = [Self::Open, Self::Today, Self::Book, Self::Quit];

    const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Today => "today",
            Self::Book => "book",
            Self::Quit => "quit",
        }
    }

    fn words(self, language: Language) -> &'static str {
        match self {
            Self::Open => open(language),
            Self::Today => today(language),
            Self::Book => book(language),
            Self::Quit => quit(language),
        }
    }

    fn chosen(self, app: &AppHandle) {
        match self {
            Self::Open => window::raise(app),
            Self::Today => window::ask(app, Wish::Today),
            Self::Book => window::ask(app, Wish::Book),
            Self::Quit => app.exit(0),
        }
    }
}

/// The menu, which follows the language of the window.
pub(crate) struct Tray {
    entries: Vec<(Entry, MenuItem<Wry>)>,
    language: Mutex<Language>,
}

/// Puts the icon into the tray. Where the system has none, the application works without.
pub(crate) fn show(app: &AppHandle) {
    if !linux::has_tray() {
        tracing::info!("this system shows no icons in a tray");
        return;
    }
    match build(app) {
        Ok(tray) => {
            app.manage(tray);
        }
        Err(error) => tracing::warn!(%error, "there is no icon in the tray"),
    }
}

/// Speaks the language of the window from now on.
pub(crate) fn speak(app: &AppHandle, language: Language) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let mut spoken = tray.language.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if *spoken == language {
        return;
    }
    *spoken = language;
    for (entry, item) in &tray.entries {
        if let Err(error) = item.set_text(entry.words(language)) {
            tracing::warn!(%error, "an entry of the tray keeps its old words");
        }
    }
}

fn build(app: &AppHandle) -> tauri::Result<Tray> {
    let language = Language::default();
    let item = |entry: Entry| {
        let item = MenuItem::with_id(app, entry.id(), entry.words(language), true, None::<&str>)?;
        Ok::<_, tauri::Error>((entry, item))
    };
    let entries = Entry::ALL.into_iter().map(item).collect::<Result<Vec<_>, _>>()?;
    let menu = Menu::new(app)?;
    for (entry, item) in &entries {
        if *entry == Entry::Quit {
            menu.append(&PredefinedMenuItem::separator(app)?)?;
        }
        menu.append(item)?;
    }
    let mut icon =
        TrayIconBuilder::with_id("leadsmart").menu(&menu).tooltip("LeadSmart").on_menu_event(|app, event| {
            if let Some(entry) = Entry::ALL.into_iter().find(|entry| event.id() == entry.id()) {
                entry.chosen(app);
            }
        });
    if let Some(image) = app.default_window_icon() {
        icon = icon.icon(image.clone());
    }
    icon.build(app)?;
    Ok(Tray { entries, language: Mutex::new(language) })
}

texts! {
    open: "Abrir o LeadSmart", "Open LeadSmart", "Abrir LeadSmart";
    today: "Hoje", "Today", "Hoy";
    book: "Novo agendamento…", "New appointment…", "Nueva cita…";
    quit: "Sair", "Quit", "Salir";
}
