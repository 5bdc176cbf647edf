//! The end of a link: by the menu of the number, or on the phone. What was said stays, and the number is linked again.

use leadsmart_whatsapp_simulator::{Fault, Simulator};

use super::scan;
use super::service::{
    CLINIC, MARIA, Service, answer, card, choose_entry, connections, linked, open_chat, press_of, says,
    shows, talks, words_in_order,
};
use crate::window::Window;

/// The words of a conversation before the link ends.
const BEFORE: [&str; 2] = ["Guardem isto", "Está guardado"];

async fn talked(service: &Service, desk: &crate::desk::Desk) -> Window {
    let window = linked(service, desk).await;
    service.write(BEFORE[0]);
    open_chat(&window, "Maria Souza").await;
    shows(&window, BEFORE[0]).await;
    answer(&window, BEFORE[1]).await;
    service.has(MARIA, BEFORE[1]).await;
    service.settled().await;
    window
}

/// What was said is here, and why nothing can be sent now.
async fn keeps(window: &Window, why: &str) {
    open_chat(window, "Maria Souza").await;
    shows(window, BEFORE[1]).await;
    assert_eq!(words_in_order(window).await, BEFORE, "the history stays");
    window
        .find(&format!("//*[contains(@class, \"talk-obstacle\")][contains(normalize-space(), \"{why}\")]"))
        .await;
}

/// Links the number again by the window, and talks.
async fn again(window: &Window, service: &Service, step: &str, words: &str) {
    connections(window).await;
    press_of(window, "Recepção", step).await;
    scan(window, service, CLINIC).await;
    says(window, "Recepção", "Conectado.").await;
    service.usable(CLINIC).await;
    open_chat(window, "Maria Souza").await;
    talks(window, service, words).await;
    let expected = [BEFORE[0], BEFORE[1], words];
    let shown = words_in_order(window).await;
    assert_eq!(shown[..3], expected, "it goes on where it ended, with nothing twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_logged_out_by_its_menu_and_keeps_its_history_until_it_is_linked_again() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-logout");
    let window = talked(&service, &desk).await;
    connections(&window).await;
    says(&window, "Recepção", "Conectado.").await;

    // Turned off and on, the link stays.
    window.press("Mais ações: Recepção").await;
    window.screenshot("connections-menu").await;
    choose_entry(&window, "Desligar aqui").await;
    says(&window, "Recepção", "Desativado: nada entra e nada sai.").await;
    press_of(&window, "Recepção", "Ligar").await;
    says(&window, "Recepção", "Conectado.").await;
    service.usable(CLINIC).await;

    window.press("Mais ações: Recepção").await;
    choose_entry(&window, "Desconectar").await;
    window.heading("Desconectar Recepção · (11) 98765-0001?").await;
    window.screenshot("connections-logout").await;
    window
        .click(
            "//dialog[@open]//button[.//*[contains(@class, \"words\")][normalize-space()=\"Desconectar\"]]",
        )
        .await;
    says(&window, "Recepção", "Desconectado do celular. As conversas continuam aqui.").await;
    let gone = |simulator: &Simulator| {
        simulator.phone(CLINIC).ok().filter(|phone| phone.devices().is_empty()).map(|_| ())
    };
    service.until("the phone to forget this computer", gone).await;
    keeps(&window, "Desconectado do celular. As conversas continuam aqui.").await;
    again(&window, &service, "Conectar de novo", "De volta?").await;
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_the_phone_removes_says_so_and_keeps_the_history() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-removed");
    let window = talked(&service, &desk).await;
    let device = service.usable(CLINIC).await.number;
    service.phone(CLINIC).unlink(device).expect("the owner removes it");
    connections(&window).await;
    says(&window, "Recepção", "O celular desconectou este computador. As conversas continuam aqui.").await;
    window.screenshot("faults-removed").await;
    keeps(&window, "O celular desconectou este computador.").await;
    again(&window, &service, "Conectar de novo", "E agora?").await;

    // The same when it learns of it only as it logs in.
    service.settled().await;
    connections(&window).await;
    service.inject(Fault::RefuseLogin { reason: 401, expires_in: None });
    service.inject(Fault::EndStream { code: 503 });
    window.gone(&format!("{}[contains(normalize-space(), \"Conectado.\")]", card("Recepção"))).await;
    says(&window, "Recepção", "O celular desconectou este computador.").await;
    service.settle().await;
    window.close().await;
}
