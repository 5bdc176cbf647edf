//! The icon in the tray and its menu. On Linux clicks on the icon itself are not told, so everything is in the menu. A mark on the
//! icon says that somebody has written who was not read yet.

mod mark;

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

/// The name of the icon.
const ICON: &str = "leadsmart";

/// The menu, which follows the language of the window.
pub(crate) struct Tray {
    entries: Vec<(Entry, MenuItem<Wry>)>,
    language: Mutex<Language>,
    /// How many conversations the icon says are unread.
    unread: Mutex<u32>,
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

/// Says by a mark on the icon whether conversations are unread, and how many where the system shows words.
pub(crate) fn count_unread(app: &AppHandle, unread: u32) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let mut shown = tray.unread.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if std::mem::replace(&mut *shown, unread) == unread {
        return;
    }
    let language = *tray.language.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (Some(icon), Some(plain)) = (app.tray_by_id(ICON), app.default_window_icon()) else { return };
    let image = if unread == 0 { plain.clone() } else { mark::marked(plain) };
    let words = match unread {
        0 => "LeadSmart".to_owned(),
        count => format!("LeadSmart · {}", unread_threads(language, u64::from(count))),
    };
    if let Err(error) = icon.set_icon(Some(image)).and_then(|()| icon.set_tooltip(Some(words))) {
        tracing::warn!(%error, "the icon in the tray keeps its old mark");
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
        TrayIconBuilder::with_id(ICON).menu(&menu).tooltip("LeadSmart").on_menu_event(|app, event| {
            if let Some(entry) = Entry::ALL.into_iter().find(|entry| event.id() == entry.id()) {
                entry.chosen(app);
            }
        });
    if let Some(image) = app.default_window_icon() {
        icon = icon.icon(image.clone());
    }
    icon.build(app)?;
    Ok(Tray { entries, language: Mutex::new(language), unread: Mutex::default() })
}

texts! {
    open: "Abrir o LeadSmart", "Open LeadSmart", "Abrir LeadSmart";
    today: "Hoje", "Today", "Hoy";
    book: "Novo agendamento…", "New appointment…", "Nueva cita…";
    quit: "Sair", "Quit", "Salir";
    unread_threads[count](): "{count} conversa não lida" | "{count} conversas não lidas",
        "{count} unread conversation" | "{count} unread conversations",
        "{count} conversación sin leer" | "{count} conversaciones sin leer";
}
