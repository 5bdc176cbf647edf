//! Somebody who was entered twice: suggested, compared, made one, and two again.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::window::Window;

/// Nobody of the sample clinic is called so.
const FIRST: &str = "Zuleica Antunes";
const SECOND: &str = "Zuleica Antunes Reis";

/// What the dialog shows once it has read both.
const COMPARED: &str = "//dialog[@open]//table[contains(@class, \"compare\")]";

/// The pair among the suggested ones.
const PAIR: &str = "//ul[@aria-label=\"Possíveis duplicados\"]//button[contains(normalize-space(), \"Zuleica Antunes Reis\")]";

const VISITS: &str = "//ol[contains(@class, \"visit-list\")]/li";

/// Where the list of clients tells how many pairs there are.
const ENTRY: &str = "//a[starts-with(normalize-space(), \"Possíveis duplicados (\")]";

#[tokio::test(flavor = "multi_thread")]
async fn two_entries_of_one_person_become_one_with_the_appointments_of_both_and_two_again() {
    let desk = Desk::fresh();
    let window = sample(&desk).await;
    book_today(&window, FIRST, "(11) 98765-4321", "12:00").await;
    // Without its area code the phone is nobody's yet.
    book_today(&window, SECOND, "98765-4321", "12:10").await;
    let mut audit = Audit::new(&window).await;
    look_at_the_pair(&mut audit).await;

    window.click(PAIR).await;
    window.find(COMPARED).await;
    window.press("Mesclar").await;
    window.gone("//dialog[@open]").await;
    window.find(&notice(&format!("Cadastro de {SECOND} mesclado com o de {FIRST}"))).await;
    window.gone(PAIR).await;
    audit.look("duplicates-done").await;
    profile(&window, FIRST).await;
    window.find(&visit("12:00")).await;
    window.find(&visit("12:10")).await;
    audit.look("merged-client").await;

    window.keys(Key::Control + "z").await;
    window.find(&notice("Desfeito: ")).await;
    window.gone(&visit("12:10")).await;
    window.find(&visit("12:00")).await;
    profile(&window, SECOND).await;
    window.find(&visit("12:10")).await;

    // Said to be two people, they are suggested no more, until that is taken back.
    window.follow("Clientes").await;
    window.click(ENTRY).await;
    window.click(PAIR).await;
    window.find(COMPARED).await;
    window.press("São pessoas diferentes").await;
    window.gone(PAIR).await;
    window.press("Desfazer").await;
    window.find(PAIR).await;
    audit.close();
    window.close().await;
}

/// By keys alone: the pair opens, the focus is on who stays, and Escape leaves all as it was.
async fn look_at_the_pair(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.follow("Clientes").await;
    window.find(ENTRY).await;
    audit.look("clients-duplicates").await;
    window.click(ENTRY).await;
    window.heading("Possíveis duplicados").await;
    window.find(&format!("{PAIR}[contains(normalize-space(), \"mesmo final de telefone\")]")).await;
    audit.look("duplicates").await;
    let pair = window.find(PAIR).await;
    pair.focus().await.expect("a pair takes the focus");
    window.keys(Key::Enter.into()).await;
    window.find(COMPARED).await;
    window.find("//dialog[@open]//input[@type=\"radio\"]").await;
    assert!(
        chosen(window).await.starts_with("Zuleica Antunesdesde"),
        "who was there first is proposed to stay"
    );
    let differs = format!("{COMPARED}//tr[contains(normalize-space(), \"diferente\")]");
    window.find(&format!("{differs}[contains(normalize-space(), \"{SECOND}\")]")).await;
    audit.look("merge").await;
    window.keys(Key::Escape.into()).await;
    window.gone("//dialog[@open]").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_merged_from_the_profile_with_whom_one_types() {
    let desk = Desk::fresh();
    let window = sample(&desk).await;
    let mut audit = Audit::new(&window).await;
    profile(&window, "Elisa Motta").await;
    window.press("Mais ações").await;
    window.click("//*[@role=\"menuitem\"][normalize-space()=\"Mesclar com…\"]").await;
    window.field("Mesclar com").await;
    audit.look("merge-with").await;
    window.choose("Mesclar com", "lucia", "Lúcia Araújo").await;
    window.find(COMPARED).await;
    audit.look("merge-chosen").await;
    // Whoever was proposed: it is Elisa who goes, so the profile that is open is another's now.
    window.click("//dialog[@open]//label[starts-with(normalize-space(), \"Lúcia Araújo\")]").await;
    window.press("Mesclar").await;
    window.gone("//dialog[@open]").await;
    window.heading("Lúcia Araújo").await;
    // The notice goes; the profile remembers.
    let back = "Desfazer a mesclagem de Elisa Motta";
    window.find(&format!("//button[@title=\"{back}\"]")).await;
    audit.look("merged-into").await;
    window.press(back).await;
    window.find(&notice("Elisa Motta e Lúcia Araújo voltaram a ter cadastros separados")).await;
    profile(&window, "Elisa Motta").await;
    window.find(VISITS).await;
    audit.close();
    window.close().await;
}

/// The sample clinic, in Portuguese.
async fn sample(desk: &Desk) -> Window {
    let window = Window::open(desk).await;
    window.press("Português").await;
    window.press("Explorar com uma clínica de exemplo").await;
    window.drawn().await;
    window
}

/// Books somebody new for today at lunch, so that it matters neither which day nor what time it is.
async fn book_today(window: &Window, name: &str, phone: &str, time: &str) {
    window.keys(Key::Control + "n").await;
    window.heading("Agendar").await;
    window.choose("Cliente", name, "Novo cliente").await;
    window.fill("Telefone", phone).await;
    let today = "return new Date().toLocaleDateString('pt-BR');";
    let today = window.page().execute(today, vec![]).await.expect("the page knows the date");
    window.fill("Data", today.json().as_str().expect("a date")).await;
    window.fill("Início", time).await;
    window.press("Agendar mesmo assim").await;
    window.card(&format!("{time} {name}")).await;
}

/// Opens the profile of a client from the list.
async fn profile(window: &Window, name: &str) {
    window.follow("Clientes").await;
    window
        .click(&format!("//a[contains(@class, \"client-row\")][.//strong[normalize-space()=\"{name}\"]]"))
        .await;
    window.heading(name).await;
}

/// An appointment on a profile, by when it begins.
fn visit(time: &str) -> String {
    format!("{VISITS}[contains(normalize-space(), \"{time}–\")]")
}

/// A notice that begins with these words.
fn notice(words: &str) -> String {
    format!("//section[@aria-label=\"Avisos\"]//p[starts-with(normalize-space(), \"{words}\")]")
}

/// The words of the choice that has the focus.
async fn chosen(window: &Window) -> String {
    let words = "const done = arguments[arguments.length - 1]; let frames = 0; \
                 const look = () => { const now = document.activeElement; \
                     if (now.checked || ++frames > 300) { done(now.closest('label')?.textContent ?? ''); } \
                     else { requestAnimationFrame(look); } }; look();";
    let words = window.page().execute_async(words, vec![]).await.expect("the page answers");
    words.json().as_str().unwrap_or_default().to_owned()
}
