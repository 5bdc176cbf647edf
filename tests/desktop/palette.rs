//! The command palette: a few letters find, one line books, and Escape leaves everything as it was.

use thirtyfour::prelude::*;

use crate::desk::Desk;
use crate::task::Task;
use crate::window::Window;

/// The field of the palette while it is open.
const FIELD: &str = "//dialog[@open]//input[@role=\"combobox\"]";

#[tokio::test(flavor = "multi_thread")]
async fn three_letters_and_enter_open_the_profile_of_a_client() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    let mut task = Task::begin(&window, "find-client", 5);
    task.key(Key::Control + "k").await;
    window.find(FIELD).await;
    task.letters("luc").await;
    task.key(Key::Enter).await;
    window.gone("//dialog[@open]").await;
    window.heading("Lúcia Araújo").await;
    window.find("//main//*[contains(@class, \"visits\")]").await;
    task.done();

    // Before anything is typed stands who was opened last.
    ask(&window, "").await;
    let recent = "//*[@role=\"group\"][starts-with(normalize-space(), \"Abertos há pouco\")]";
    window
        .find(&format!("{recent}//*[@role=\"option\"][contains(normalize-space(), \"Lúcia Araújo\")]"))
        .await;

    // A page by the beginning of its name, without its accent.
    window.keys("servicos".into()).await;
    window.find(&selected("Ajustes › Serviços")).await;
    window.keys(Key::Enter.into()).await;
    window.find("//a[@href=\"/settings/services\"][@aria-current=\"page\"]").await;

    // Ctrl+Enter on a client books for her.
    ask(&window, "elisa").await;
    window.find(&selected("Elisa Motta")).await;
    window.keys(Key::Control + Key::Enter).await;
    client_is(&window, "Elisa Motta").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_line_of_text_opens_the_booking_form_filled_in() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    ask(&window, "lucia aval amanhã 10h").await;
    window.find(&selected("Agendar: Lúcia Araújo · Avaliação · ")).await;
    let said = said(&window).await;
    window.screenshot("palette-line-books").await;
    window.keys(Key::Enter.into()).await;
    window.heading("Agendar").await;
    client_is(&window, "Lúcia Araújo").await;
    window
        .find("//aside//*[contains(@class, \"service-chip\")][contains(normalize-space(), \"Avaliação\")]")
        .await;
    has(&window, "Início", "10:00").await;
    // `terça, 24 nov, 10:00` is the day of the form.
    let day = said.split(", ").nth(1).and_then(|day| day.split(' ').next()).expect("the entry names the day");
    let date = window.field("Data").await.value().await.expect("the field answers").unwrap_or_default();
    assert!(date.starts_with(&format!("{day:0>2}/")), "{date} is the day of {said}");
    let agenda = window.field("Agenda").await.value().await.expect("the field answers");
    assert!(agenda.is_some_and(|agenda| !agenda.is_empty()), "somebody attends");

    // Nobody of this name: the form begins with somebody new, and replaces what stood there.
    ask(&window, "xylo quark").await;
    window.find("//*[@role=\"option\"][contains(normalize-space(), \"Novo cliente “xylo quark”\")]").await;
    window.keys(Key::Down.into()).await;
    window.find(&selected("Agendar “xylo quark”")).await;
    window.keys(Key::Enter.into()).await;
    has(&window, "Nome", "Xylo Quark").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn escape_gives_the_focus_back_to_where_it_was() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    window.follow("Clientes").await;
    window.click("//input[@id=\"client-search\"]").await;
    ask(&window, "mari").await;
    window.find(&selected("Maria Duarte")).await;
    window.keys(Key::Escape.into()).await;
    window.gone("//dialog[@open]").await;
    window.focus_is_on("#client-search").await;

    // By mouse it opens as well.
    window.press("Buscar").await;
    window.find(FIELD).await;
    window.close().await;
}

/// Opens the palette and types into it.
async fn ask(window: &Window, text: &str) {
    window.keys(Key::Control + "k").await;
    let field = window.find(FIELD).await;
    if !text.is_empty() {
        field.send_keys(text).await.expect("the palette takes text");
    }
}

/// What the entry says that Enter takes. The list may be drawn anew at any moment, so it is asked for in one go.
async fn said(window: &Window) -> String {
    let words = "return document.querySelector('[role=option][aria-selected=true]').textContent;";
    let words = window.page().execute(words, vec![]).await.expect("an entry is selected");
    words.convert().expect("its words")
}

/// The entry that Enter takes, if it begins with these words.
fn selected(words: &str) -> String {
    format!("//*[@role=\"option\"][@aria-selected=\"true\"][starts-with(normalize-space(), \"{words}\")]")
}

/// Waits until the booking form has this client.
async fn client_is(window: &Window, name: &str) {
    has(window, "Cliente", name).await;
}

async fn has(window: &Window, label: &str, value: &str) {
    let field = window.field(label).await;
    field.wait_until().has_value(value.to_owned()).await.unwrap_or_else(|_| panic!("{label} is {value}"));
}
