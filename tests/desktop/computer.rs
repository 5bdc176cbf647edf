//! What only a desktop has: the tray, the start with the computer, a window that stays beside the clock, and one whose
//! renderer dies.

use std::path::Path;

use serde_json::json;

use crate::alerts::call;
use crate::desk::{Desk, wait_until};
use crate::pictures::luminance;
use crate::tray::Tray;
use crate::window::Window;

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_of_the_tray_books_shows_today_and_speaks_the_language_of_the_window() {
    let desk = Desk::fresh().pictures_named("-tray");
    let tray = Tray::start(&desk);
    let window = Window::open_sample(&desk).await;
    let icon = tray.icon();
    let words = icon.click("Novo agendamento…");
    assert_eq!(words, ["Abrir o LeadSmart", "Hoje", "Novo agendamento…", "Sair"]);
    window.heading("Agendar").await;
    icon.click("Hoje");
    window.heading("Hoje").await;

    call(&window, "auth.update_user", json!({ "language": "en" })).await;
    icon.click("New appointment…");
    window.heading("Book").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_for_this_computer_is_so_at_once_and_at_the_next_start() {
    let desk = Desk::fresh().pictures_named("-computer");
    let tray = Tray::start(&desk);
    let window = Window::open_sample(&desk).await;
    window.page().goto("tauri://localhost/settings/computer").await.expect("the page is there");
    window.heading("Este computador").await;
    tray.icon();
    assert!(autostart(&desk).is_none(), "nothing starts with the computer by itself");
    window.click(&choice("quando o computador ligar")).await;
    window.click(&choice("continuar ao lado do relógio")).await;
    window.screenshot("computer").await;
    window.page().goto("tauri://localhost/profile").await.expect("the page is there");
    window.click("//main//*[@role=\"radio\"][normalize-space()=\"Escura\"]").await;
    assert!(luminance(&window).await < 80.0, "the page is dark at once");
    window.close().await;
    let entry = autostart(&desk).expect("the system starts it from now on");
    assert!(entry.contains("--started-by-system"), "it is told who started it: {entry}");

    let window = Window::open(&desk).await;
    window.drawn().await;
    assert!(luminance(&window).await < 80.0, "the page is dark from the start");
    window.page().goto("tauri://localhost/settings/computer").await.expect("the page is there");
    for words in ["quando o computador ligar", "continuar ao lado do relógio", "Tocar um som"] {
        let input = window.find(&format!("{}//input", choice(words))).await;
        assert!(input.is_selected().await.expect("it is a choice"), "{words} was chosen");
    }
    // Closed by its frame, the window goes and the application stays: the tray brings it back.
    let icon = tray.icon();
    desk.wait_until_in_sight(true);
    desk.close_by_frame();
    desk.wait_until_in_sight(false);
    icon.click("Abrir o LeadSmart");
    desk.wait_until_in_sight(true);
    window.click(&choice("quando o computador ligar")).await;
    window.close().await;
    assert!(autostart(&desk).is_none(), "the choice is taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_whose_renderer_dies_comes_back_where_it_was() {
    let desk = Desk::fresh().pictures_named("-renderer");
    Window::open_sample(&desk).await.close().await;
    // A driver would say goodbye with the renderer: this is the application as she starts it.
    let mut application = desk.start_by_icon();
    desk.wait_until_at(" · LeadSmart");
    // The palette takes the focus with the frame after its key: letters of a keyboard faster than a hand may fall beside it.
    wait_until("the settings are there", || {
        desk.press("Escape");
        desk.press("ctrl+k");
        desk.type_letters("este comp");
        desk.press("Return");
        (0..60).any(|_| desk.is_at("Ajustes · LeadSmart"))
    });
    let page = desk.look_when_still();
    desk.kill_renderer();
    wait_until("the page is there again", || desk.look() == page);
    application.kill().and_then(|()| application.wait()).expect("the application still runs");
}

/// The label of a choice that contains these words.
fn choice(words: &str) -> String {
    format!("//main//label[contains(normalize-space(), \"{words}\")]")
}

/// What the system starts with the log-in, if anything.
fn autostart(desk: &Desk) -> Option<String> {
    let folder = desk.settings().join("autostart");
    let entries = std::fs::read_dir(folder).ok()?;
    let text = |path: &Path| std::fs::read_to_string(path).ok();
    entries.filter_map(Result::ok).find_map(|entry| text(&entry.path()))
}
