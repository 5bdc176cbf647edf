//! A company on two computers: shared through a PostgreSQL of its own, joined with a code, worked on without a connection, and what
//! two people did to the same hour settled side by side. Both are real windows, each with a data folder, session and keychain of its
//! own.

use leadsmart_tests::cluster::{Cluster, Settings};
use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::import::choose;
use crate::journey::{PASSWORD, register, set_up_company};
use crate::window::Window;

const DIALOG: &str = "//dialog[@open]";
const SIGN: &str = "//nav//a[contains(@class, \"sync-sign\")]";

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_show_each_others_bookings_and_settle_a_double_booking_made_without_a_connection() {
    let mut cluster = Cluster::start(Settings::default());
    let (front, back) = (Desk::fresh(), Desk::fresh().pictures_named("-other"));
    let ana = Window::open(&front).await;
    register(&ana).await;
    set_up_company(&ana).await;
    let mut audit = Audit::new(&ana).await;
    share(&ana, &mut audit, &cluster.connection_string(&cluster.empty().await)).await;
    let code = invite(&ana, &mut audit, None).await;
    let bruno = Window::open(&back).await;
    join(&bruno, &code, Some(&back)).await;
    ana.follow("Agenda").await;
    for window in [&ana, &bruno] {
        window.drawn().await;
        window.first_open_day_ahead().await;
    }

    // What one books, the other sees, without doing anything.
    book(&ana, 10, "Beatriz Lima").await;
    bruno.card("10:00 Beatriz Lima").await;
    book(&bruno, 11, "Otávio Mello").await;
    ana.card("11:00 Otávio Mello").await;
    bruno.screenshot("sync-both-bookings").await;

    // Without a connection both go on, and both give away the same hour.
    cluster.kill();
    for window in [&ana, &bruno] {
        sign(window, "Sem conexão").await;
    }
    book(&ana, 14, "Nina Alves").await;
    book(&bruno, 14, "Davi Rocha").await;
    ana.click(SIGN).await;
    ana.find(&waits("Agendamento criado")).await;
    audit.look("sync-offline").await;

    cluster.start_again();
    ana.press("Tentar agora").await;
    bruno.click(SIGN).await;
    bruno.press("Tentar agora").await;
    for window in [&ana, &bruno] {
        sign(window, "Precisa de você: 1 conflito").await;
    }
    let lost = settle(&ana, &mut audit).await;
    let won = if lost == "Davi Rocha" { "Nina Alves" } else { "Davi Rocha" };
    for window in [&ana, &bruno] {
        sign(window, "Sincronizado").await;
        window.follow("Agenda").await;
        window.drawn().await;
        window.card(&format!("14:00 {won}")).await;
        window.no_card(&format!("14:00 {lost}")).await;
        let moved = format!("//section//button[@data-appointment][contains(@aria-label, \"{lost}\")]");
        window.find(&moved).await;
    }
    ana.screenshot("sync-settled").await;
    shut_out(&ana).await;
    // The other computer shows nothing of the company any more, says why, and takes a new code.
    bruno.find("//h1[contains(normalize-space(), \"O acesso deste computador a Clínica Bem-Estar\")]").await;
    bruno.field("Código de convite").await;
    bruno.gone("//*[contains(@class, \"board\")]").await;
    let mut locked = Audit::new(&bruno).await;
    locked.look("sync-shut-out").await;
    locked.close();
    audit.close();
    ana.close().await;
    bruno.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_address_is_said_where_it_was_typed_and_nothing_is_shared() {
    let cluster = Cluster::shared();
    let desk = Desk::fresh();
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    open_page(&window).await;
    window.press("Configurar o banco de dados…").await;
    let problem = |words: &str| {
        format!(
            "{DIALOG}//*[@data-field=\"connection_string\"]//*[@role=\"alert\"][contains(., \"{words}\")]"
        )
    };
    window.press("Configurar e compartilhar").await;
    window.find(&problem("Preencha")).await;
    window.fill("Endereço de conexão", "db.example:5432").await;
    window.press("Configurar e compartilhar").await;
    window.find(&problem("Comece com postgres://")).await;
    // Nobody is let in with this password.
    let wrong = format!("postgres://postgres:errada@127.0.0.1:{}/postgres", cluster.port());
    window.fill("Endereço de conexão", &wrong).await;
    window.press("Configurar e compartilhar").await;
    window.find(&format!("{DIALOG}//*[@role=\"alert\"][string-length(normalize-space()) > 20]")).await;
    window.screenshot("sync-set-up-refused").await;
    window.keys(Key::Escape.into()).await;
    window.gone(DIALOG).await;
    window.find("//main//*[contains(normalize-space(), \"Só neste computador\")]").await;
    assert!(!window.has(SIGN).await, "a company on one computer shows no sign");
    window.close().await;
}

/// Goes to the page by the settings of the company.
async fn open_page(window: &Window) {
    window.click("//nav//a[@href=\"/settings/company\"]").await;
    window.click("//main//a[@href=\"/sync\"]").await;
    window.heading("Sincronização").await;
}

/// Sets the company's database up.
pub(crate) async fn share(window: &Window, audit: &mut Audit<'_>, address: &str) {
    open_page(window).await;
    window.find("//main//*[contains(normalize-space(), \"Só neste computador\")]").await;
    audit.look("sync-alone").await;
    window.press("Configurar o banco de dados…").await;
    window.fill("Endereço de conexão", address).await;
    window.fill("Nome deste computador", "Recepção").await;
    audit.look("sync-set-up").await;
    window.press("Configurar e compartilhar").await;
    window.gone(DIALOG).await;
    sign(window, "Sincronizado").await;
    window.find("//main//li[contains(., \"Recepção\")][contains(., \"este computador\")]").await;
    audit.look("sync").await;
}

/// Makes a code for a new person, with the usual role or another one; gives it.
pub(crate) async fn invite(window: &Window, audit: &mut Audit<'_>, role: Option<&str>) -> String {
    window.press("Gerar um código…").await;
    window.find(&format!("{DIALOG}//form")).await;
    if let Some(role) = role {
        let list = format!("{DIALOG}//select[./option[normalize-space()=\"{role}\"]]");
        choose(window, &list, role).await;
    }
    audit.look("sync-invite").await;
    window.press("Gerar o código").await;
    window.find(&format!("{DIALOG}//*[local-name()=\"svg\"][@role=\"img\"]")).await;
    let code = window.find(&format!("{DIALOG}//*[@class=\"invite-code\"]")).await;
    let code = code.text().await.expect("the code is text");
    audit.look("sync-code").await;
    window.press_in("", "Pronto").await;
    window.gone(DIALOG).await;
    code
}

/// From the first start of another computer to the agenda of the company: with the code typed, or by a click on the link with it at
/// the desk.
pub(crate) async fn join(window: &Window, code: &str, clicked_at: Option<&Desk>) {
    window.press("Português").await;
    match clicked_at {
        Some(desk) => desk.click_on_link(&format!("leadsmart://join/{code}")),
        None => window.press("Entrar em uma empresa com um código").await,
    }
    window.fill("Seu nome", "Bruno Sá").await;
    window.fill("E-mail", "bruno@clinica.example").await;
    window.fill("Senha", PASSWORD).await;
    window.press("Criar conta").await;
    window.click("//label[contains(normalize-space(), \"Guardei o código\")]").await;
    window.press("Continuar").await;
    window.field("Código de convite").await;
    if clicked_at.is_none() {
        window.fill("Código de convite", code).await;
    }
    window.screenshot("sync-join").await;
    window.press("Entrar na empresa").await;
    window.drawn().await;
}

/// Shuts the other computer out.
async fn shut_out(window: &Window) {
    window.click(SIGN).await;
    let other = "//section[@aria-labelledby=\"devices-title\"]//li[contains(., \"Bruno Sá\")]";
    window.click(&format!("{other}//button")).await;
    window.find(&format!("{DIALOG}//h2[contains(normalize-space(), \"Encerrar o acesso de\")]")).await;
    window.click(&format!("{DIALOG}//button[contains(@class, \"danger\")]")).await;
    window.gone(DIALOG).await;
    window.find(&format!("{other}[contains(., \"acesso encerrado\")]")).await;
}

/// Waits until the sign in the rail says this.
async fn sign(window: &Window, words: &str) {
    window.find(&format!("{SIGN}[starts-with(@aria-label, \"{words}\")]")).await;
}

/// A line of what waits to be sent.
fn waits(words: &str) -> String {
    format!("//section[@aria-labelledby=\"queue-title\"]//li[contains(., \"{words}\")]")
}

/// Clicks a free hour and books somebody new.
async fn book(window: &Window, hour: u32, name: &str) {
    window.click_time(hour).await;
    window.heading("Agendar").await;
    window.choose("Cliente", name, "Novo cliente").await;
    let free =
        format!("//*[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre: {hour}:00\")]");
    window.find(&free).await;
    window.press_in("Agendar", "Agendar").await;
    window.card(&format!("{hour}:00 {name}")).await;
}

/// Comes from Today to the conflict, and takes the booking that lost to the first free time; gives whose it is.
async fn settle(window: &Window, audit: &mut Audit<'_>) -> String {
    window.follow("Hoje").await;
    window.find("//section[contains(@class, \"decisions\")]//a[contains(@href, \"/sync/conflicts/\")]").await;
    audit.look("today-conflict").await;
    // The keys that go through the day come to it, too.
    window.keys("j".into()).await;
    window.focus_is_on(".decisions a[data-spot^='conflicts:']").await;
    window.keys(Key::Enter.into()).await;
    let client = "//table//tr[contains(@class, \"differs\")][starts-with(normalize-space(), \"Cliente\")]";
    let lost = window.find(&format!("{client}/td[1]")).await.text().await.expect("a name");
    let won = window.find(&format!("{client}/td[2]")).await.text().await.expect("a name");
    let mut both = [lost.as_str(), won.as_str()];
    both.sort_unstable();
    assert_eq!(both, ["Davi Rocha", "Nina Alves"], "both bookings stand side by side");
    window.find("//form//*[@class=\"chips\"]//button").await;
    audit.look("sync-conflict").await;
    window.page().set_window_rect(0, 0, 1024, 700).await.expect("the window takes another size");
    audit.look("sync-conflict-small").await;
    window.click("(//form//*[@class=\"chips\"]//button)[1]").await;
    window.find("(//form//*[@class=\"chips\"]//button)[1][@aria-pressed=\"true\"]").await;
    window.press("Levar para este horário").await;
    window.heading("Sincronização").await;
    window.find("//main//*[contains(normalize-space(), \"Nada a decidir\")]").await;
    window.click("//summary[contains(normalize-space(), \"Já resolvidos\")]").await;
    window.click("//details[contains(@class, \"sync-kept\")]//li//summary").await;
    window.find("//details[contains(@class, \"sync-kept\")]//table").await;
    audit.look("sync-history").await;
    lost
}
