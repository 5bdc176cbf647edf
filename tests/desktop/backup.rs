//! Copies of the data: one among the downloads, put back from its file, and back again from what was kept aside. Each restore
//! ends the application, which starts itself again in the same data folder.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::journey::{PASSWORD, register, set_up_company};
use crate::window::Window;

const DIALOG: &str = "//dialog[@open]";
const PANEL: &str = "//section[@aria-labelledby=\"backup-title\"]";
const CARD: &str = "10:00 Beatriz Lima";

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_restored_from_its_file_and_what_came_later_from_what_was_kept_aside() {
    let desk = Desk::fresh();
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    let date = window.date().await;
    settings(&window).await;
    window.press("Fazer uma cópia agora").await;
    window
        .find(&format!("{PANEL}//*[@role=\"status\"][contains(normalize-space(), \"Cópia pronta (\")]"))
        .await;
    let copy = only_copy(&desk);

    window.follow("Agenda").await;
    window.go_to(&date).await;
    book(&window).await;

    settings(&window).await;
    let mut audit = Audit::new(&window).await;
    audit.look("backups").await;
    refuse_what_is_no_copy(&window).await;
    give_file(&window, "agenda.leadsmart-backup", &copy).await;
    window.find(&instead("Clínica Bem-Estar, 1 agendamento,")).await;
    window.find(&by("Cópia do arquivo: Clínica Bem-Estar, 0 agendamento,")).await;
    audit.look("backup-restore").await;
    audit.close();
    let window = restore(&desk, window).await;

    // The session goes on: the account was in the copy.
    window.go_to(&date).await;
    window.no_card(CARD).await;
    settings(&window).await;
    let aside = format!("{PANEL}//li[contains(normalize-space(), \"antes de uma restauração\")]");
    window
        .find(&format!("{aside}[contains(normalize-space(), \"Clínica Bem-Estar, 1 agendamento,\")]"))
        .await;
    window.screenshot("backup-kept-aside").await;
    window.click(&format!("{aside}//button")).await;
    window.find(&by("1 agendamento,")).await;
    let window = restore(&desk, window).await;

    window.go_to(&date).await;
    window.card(CARD).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_computer_begins_with_the_copy_of_an_old_one() {
    let old = Desk::fresh();
    let window = Window::open(&old).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    let date = window.date().await;
    book(&window).await;
    settings(&window).await;
    window.press("Fazer uma cópia agora").await;
    window
        .find(&format!("{PANEL}//*[@role=\"status\"][contains(normalize-space(), \"Cópia pronta (\")]"))
        .await;
    let copy = only_copy(&old);
    window.close().await;

    let new = Desk::fresh();
    let window = Window::open(&new).await;
    window.press("Português").await;
    window.find("//button[contains(normalize-space(), \"Já uso o LeadSmart: restaurar uma cópia\")]").await;
    give_file(&window, "agenda.leadsmart-backup", &copy).await;
    window.find(&instead("Este computador ainda não tem dados.")).await;
    window.find(&by("Cópia do arquivo: Clínica Bem-Estar, 1 agendamento,")).await;
    window.screenshot("backup-first-start").await;
    let window = restore(&new, window).await;
    // Nobody is logged in on this computer.
    window.fill("E-mail", "ana@clinica.example").await;
    window.fill("Senha", PASSWORD).await;
    window.press("Entrar").await;
    window.drawn().await;
    window.go_to(&date).await;
    window.card(CARD).await;
    window.close().await;
}

/// A file of something else is refused before anything is replaced.
async fn refuse_what_is_no_copy(window: &Window) {
    give_file(window, "foto.leadsmart-backup", b"JPEG").await;
    let told = "//*[@role=\"alert\"][contains(normalize-space(), \"não é uma cópia do LeadSmart\")]";
    window.find(&format!("{DIALOG}{told}")).await;
    window.keys(Key::Escape.into()).await;
    window.gone(DIALOG).await;
}

/// Says yes, waits until the application has ended and started itself again, and takes the driver's place in it: the driver
/// knows only what it started.
async fn restore(desk: &Desk, window: Window) -> Window {
    let before = desk.running();
    window.click(&format!("{DIALOG}//button[contains(normalize-space(), \"Restaurar e reabrir\")]")).await;
    desk.end_restarted(&before);
    window.left().await;
    Window::open(desk).await
}

async fn settings(window: &Window) {
    window.click("//nav//a[@href=\"/settings/company\"]").await;
    window.find(&format!("{PANEL}//button")).await;
    window.gone("//main//*[contains(@class, \"skeleton\")]").await;
}

/// Clicks a free time, enters somebody new on the way, and books.
async fn book(window: &Window) {
    window.click_time(10).await;
    window.heading("Agendar").await;
    window.choose("Cliente", "Beatriz Lima", "Novo cliente").await;
    window.find("//*[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre: 10:00\")]").await;
    window.press_in("Agendar", "Agendar").await;
    window.card(CARD).await;
}

/// Gives the page a file as the system's own dialog would, which no driver reaches.
async fn give_file(window: &Window, name: &str, bytes: &[u8]) {
    let give = "const [name, text] = arguments; const data = new DataTransfer(); \
                const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0)); \
                data.items.add(new File([bytes], name)); \
                const input = document.querySelector('input[type=file]'); \
                input.files = data.files; input.dispatchEvent(new Event('change', { bubbles: true }));";
    let text = STANDARD.encode(bytes);
    window.page().execute(give, vec![name.into(), text.into()]).await.expect("the page takes the file");
}

/// The only file among the downloads.
fn only_copy(desk: &Desk) -> Vec<u8> {
    let files = std::fs::read_dir(desk.downloads()).expect("the folder is there");
    let files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    let [file] = &files[..] else { panic!("one file was made: {files:?}") };
    let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
    assert!(name.starts_with("leadsmart-2") && name.ends_with(".leadsmart-backup"), "{name}");
    std::fs::read(file).expect("a copy")
}

fn instead(words: &str) -> String {
    format!(
        "{DIALOG}//dd[contains(normalize-space(), \"{words}\")][preceding-sibling::dt[1][normalize-space()=\"Sai\"]]"
    )
}

fn by(words: &str) -> String {
    format!(
        "{DIALOG}//dd[contains(normalize-space(), \"{words}\")]\
         [preceding-sibling::dt[1][normalize-space()=\"Entra no lugar\"]]"
    )
}
