//! From the first start to a booked appointment, and that it is all still there after a restart.

use thirtyfour::prelude::*;

use crate::desk::Desk;
use crate::window::Window;

/// The password of the account that [`register`] makes.
pub(crate) const PASSWORD: &str = "uma frase bem curta";

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_from_first_start_to_a_booked_appointment() {
    let desk = Desk::fresh();
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    let date = window.date().await;
    book(&window).await;
    move_and_take_back(&window).await;
    cancel_and_take_back(&window).await;
    window.close().await;

    let window = Window::open(&desk).await;
    // No log-in page: the keychain kept the session.
    window.go_to(&date).await;
    window.card("10:00 Beatriz Lima").await;
    window.screenshot("restarted").await;
    client_is_known(&window).await;
    window.close().await;
}

/// Comes from the first start to an account.
pub(crate) async fn register(window: &Window) {
    window.press("Português").await;
    window.heading("Boas-vindas ao LeadSmart").await;
    window.screenshot("first-start").await;
    window.press("Configurar minha empresa").await;
    window.heading("Crie sua conta").await;
    window.fill("Seu nome", "Ana Prado").await;
    window.fill("E-mail", "ana@clinica.example").await;
    window.fill("Senha", PASSWORD).await;
    window.screenshot("register").await;
    window.press("Criar conta").await;
    window.heading("Guarde seu código de recuperação").await;
    window.screenshot("recovery-code").await;
    window.click("//label[contains(normalize-space(), \"Guardei o código\")]").await;
    window.press("Continuar").await;
}

/// Comes from an account to the agenda of a company with hours.
pub(crate) async fn set_up_company(window: &Window) {
    window.heading("Sua empresa").await;
    window.fill("Nome da empresa", "Clínica Bem-Estar").await;
    window.choose("Fuso horário", "Sao Paulo", "America/Sao_Paulo").await;
    window.fill("Primeira agenda", "Ana Prado").await;
    window.screenshot("company").await;
    window.press("Criar e abrir a agenda").await;
    window.drawn().await;
    window.screenshot("agenda-empty").await;
}

/// Clicks a free time, enters somebody new on the way, and books.
async fn book(window: &Window) {
    window.click_time(10).await;
    window.heading("Agendar").await;
    window
        .field("Início")
        .await
        .wait_until()
        .has_value("10:00")
        .await
        .expect("the form begins at the time clicked");
    window.choose("Cliente", "Beatriz Lima", "Novo cliente").await;
    window.fill("Telefone", "11 98765-4321").await;
    window.find("//*[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre: 10:00\")]").await;
    window.screenshot("booking").await;
    window.press_in("Agendar", "Agendar").await;
    window.card("10:00 Beatriz Lima").await;
    window.heading("Beatriz Lima").await;
    window.screenshot("panel").await;
}

async fn move_and_take_back(window: &Window) {
    window.press_in("Agendamento de Beatriz Lima", "Remarcar").await;
    window.heading("Remarcar Beatriz Lima").await;
    window.fill("Início", "14:00").await;
    window.find("//*[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre: 14:00\")]").await;
    window.screenshot("move").await;
    window.press_in("Remarcar Beatriz Lima", "Remarcar").await;
    window.card("14:00 Beatriz Lima").await;
    window.no_card("10:00 Beatriz Lima").await;
    window.screenshot("moved").await;
    window.keys(Key::Control + "z").await;
    window.card("10:00 Beatriz Lima").await;
    window.no_card("14:00 Beatriz Lima").await;
}

async fn cancel_and_take_back(window: &Window) {
    let panel = "Agendamento de Beatriz Lima";
    window.press_in(panel, "Cancelar").await;
    window.fill("Motivo (opcional)", "viagem").await;
    window.press_in(panel, "Cancelar agendamento").await;
    window.no_card("10:00 Beatriz Lima").await;
    window.screenshot("cancelled").await;
    let notice = "//*[@class=\"toast\"][contains(normalize-space(), \"Beatriz Lima: cancelado\")]";
    window.click(&format!("{notice}//button[contains(normalize-space(), \"Desfazer\")]")).await;
    window.card("10:00 Beatriz Lima").await;
}

/// Who was entered while booking is a client like any other.
async fn client_is_known(window: &Window) {
    window.follow("Clientes").await;
    window.click("//main//a[contains(normalize-space(), \"Beatriz Lima\")]").await;
    window.heading("Beatriz Lima").await;
    window.find("//main//*[contains(normalize-space(), \"98765-4321\")]").await;
}
