//! What goes wrong on the way, as a receptionist meets it: what the window says, that nothing is lost, and that it goes on.

use leadsmart_whatsapp_simulator::{Fault, Simulator};

use super::service::{
    CLINIC, MARIA, Service, answer, card, connections, linked, open_chat, press_of, row, says, shows, talks,
    words_in_order,
};
use crate::window::Window;

/// A window on the conversation with Maria, who has written.
async fn talking(service: &Service, desk: &crate::desk::Desk) -> Window {
    let window = linked(service, desk).await;
    service.write("Bom dia!");
    open_chat(&window, "Maria Souza").await;
    shows(&window, "Bom dia!").await;
    service.settled().await;
    window
}

/// How often a message of these words stands in the conversation.
async fn times(window: &Window, words: &str) -> usize {
    words_in_order(window).await.iter().filter(|shown| *shown == words).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_twice_cut_off_or_in_the_wrong_order_is_shown_once_and_in_order() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-order");
    let window = talking(&service, &desk).await;

    service.inject(Fault::Duplicate);
    service.write("Uma vez");
    service.later(10);
    service.write("Depois");
    shows(&window, "Depois").await;

    // What was written first comes last.
    service.inject(Fault::Reorder);
    service.later(20);
    service.write("Segunda");
    service.later(30);
    service.write("Terceira");
    shows(&window, "Segunda").await;

    // In the middle of a message the connection breaks; it comes again on the next.
    service.later(40);
    service.inject(Fault::CutFrame);
    service.write("Cortada no meio");
    shows(&window, "Cortada no meio").await;

    // With a key that the device has no more it can be read only once it was asked for again.
    service.usable(CLINIC).await;
    service.later(50);
    service.inject(Fault::StalePrekey);
    service.write("Com chave velha");
    shows(&window, "Com chave velha").await;
    service.settled().await;
    window.next_frame().await;
    let expected =
        ["Bom dia!", "Uma vez", "Depois", "Segunda", "Terceira", "Cortada no meio", "Com chave velha"];
    assert_eq!(words_in_order(&window).await, expected, "each once, in the order in which they were written");
    window.screenshot("faults-order").await;

    service.later(60);
    talks(&window, &service, "Tudo certo?").await;
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_sends_it_away_is_come_back_to_and_what_was_written_meanwhile_goes_out_once() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-away");
    let window = talking(&service, &desk).await;

    // A restart, and "later": nobody has to do anything.
    for (code, words) in [(515, "Depois do reinício"), (503, "Depois do 503")] {
        service.inject(Fault::EndStream { code });
        service.usable(CLINIC).await;
        talks(&window, &service, words).await;
    }

    // Too many connections: it would wait for minutes. What is written waits, and says so.
    service.inject(Fault::EndStream { code: 429 });
    window
        .find("//*[contains(@class, \"talk-obstacle\")][contains(normalize-space(), \"Tentando de novo\")]")
        .await;
    answer(&window, "Escrito sem conexão").await;
    window.find(&format!("{}[contains(normalize-space(), \"na fila\")]", row("Escrito sem conexão"))).await;
    service.write("Escrito enquanto isso");
    connections(&window).await;
    says(&window, "Recepção", "Sem conexão com o WhatsApp. Tentando de novo…").await;
    says(&window, "Recepção", "1 a enviar").await;
    window.screenshot("faults-away").await;
    press_of(&window, "Recepção", "Tentar de novo").await;
    says(&window, "Recepção", "Conectado.").await;
    open_chat(&window, "Maria Souza").await;
    shows(&window, "Escrito enquanto isso").await;
    service.has(MARIA, "Escrito sem conexão").await;
    window.gone("//*[contains(@class, \"talk-obstacle\")]").await;
    assert_eq!(times(&window, "Escrito sem conexão").await, 1);
    let sent = |simulator: &Simulator| {
        let messages = simulator.phone(MARIA).expect("it was added").messages();
        messages.iter().filter(|message| message.text() == Some("Escrito sem conexão")).count()
    };
    talks(&window, &service, "Voltou").await;
    assert_eq!(
        service.until("the count", |simulator| Some(sent(simulator))).await,
        1,
        "nothing goes out twice"
    );
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_stands_in_name_only_is_noticed_and_left_behind() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-silence");
    let window = talking(&service, &desk).await;
    service.inject(Fault::Silence);
    service.write("Ninguém me ouve?");
    answer(&window, "Escrito no silêncio").await;
    // Questions that nobody answers tell it, which takes longer than a page is waited for; a new connection takes what was written
    // and brings what waited.
    service.has(MARIA, "Escrito no silêncio").await;
    shows(&window, "Ninguém me ouve?").await;
    assert_eq!(times(&window, "Ninguém me ouve?").await, 1);
    assert_eq!(times(&window, "Escrito no silêncio").await, 1);
    talks(&window, &service, "Agora sim").await;
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_the_service_refuses_says_so_and_can_be_tried_again() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-refused");
    let window = talking(&service, &desk).await;
    service.inject(Fault::RefuseMessage { error: 463 });
    answer(&window, "Recusada da primeira vez").await;
    let refused = row("Recusada da primeira vez");
    window.find(&format!("{refused}[contains(normalize-space(), \"O WhatsApp recusou a mensagem\")]")).await;
    window.screenshot("faults-refused").await;
    // It is seen in the list of conversations, in the day, and at the number.
    window.find("//button[contains(@class, \"thread\")][contains(normalize-space(), \"não enviada\")]").await;
    window.click("//nav//a[@href=\"/today\"]").await;
    window
        .find("//main//*[contains(normalize-space(text()), \"1 conversa com mensagem não enviada\")]")
        .await;
    connections(&window).await;
    says(&window, "Recepção", "1 mensagem não enviada.").await;
    open_chat(&window, "Maria Souza").await;
    window.click(&format!("{refused}//button[normalize-space()=\"Tentar de novo\"]")).await;
    service.has(MARIA, "Recusada da primeira vez").await;
    window.gone(&format!("{refused}[contains(normalize-space(), \"recusou\")]")).await;
    assert_eq!(times(&window, "Recusada da primeira vez").await, 1);
    service.settle().await;
    window.close().await;
}

/// Ends the connection, so that the next login is refused.
async fn refuse(window: &Window, service: &Service, reason: u16, expires_in: Option<u32>) {
    service.settled().await;
    service.inject(Fault::RefuseLogin { reason, expires_in });
    service.inject(Fault::EndStream { code: 503 });
    window.gone(&format!("{}[contains(normalize-space(), \"Conectado.\")]", card("Recepção"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_refused_says_why_and_what_helps() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-login");
    let window = talking(&service, &desk).await;
    connections(&window).await;
    says(&window, "Recepção", "Conectado.").await;

    // Put off: it comes back by itself.
    refuse(&window, &service, 503, None).await;
    service.write("Depois do adiamento");
    says(&window, "Recepção", "Conectado.").await;

    // Banned for a while: it says until when, and comes back after it.
    refuse(&window, &service, 402, Some(20)).await;
    service.write("Durante o bloqueio");
    says(&window, "Recepção", "O WhatsApp bloqueou este número por um tempo.").await;
    says(&window, "Recepção", "Bloqueado pelo WhatsApp até").await;
    window.screenshot("faults-banned").await;
    says(&window, "Recepção", "Conectado.").await;

    // Locked, and too old a program: one button tries again when the cause is gone.
    for (reason, words, picture) in [
        (403, "O WhatsApp bloqueou este número. Peça uma análise no WhatsApp do celular.", "faults-locked"),
        (
            405,
            "Esta versão do LeadSmart é antiga demais para o WhatsApp. Atualize o LeadSmart.",
            "faults-old",
        ),
    ] {
        refuse(&window, &service, reason, None).await;
        service.write(&format!("Durante o {reason}"));
        for sentence in words.split_inclusive(". ") {
            says(&window, "Recepção", sentence.trim()).await;
        }
        window.screenshot(picture).await;
        press_of(&window, "Recepção", "Tentar de novo").await;
        says(&window, "Recepção", "Conectado.").await;
    }

    // Used elsewhere: it stops, and offers to use it here.
    service.settled().await;
    service.inject(Fault::Replaced);
    says(&window, "Recepção", "Esta conexão foi aberta em outro lugar.").await;
    service.write("Durante o outro lugar");
    window.screenshot("faults-elsewhere").await;
    press_of(&window, "Recepção", "Usar aqui").await;
    says(&window, "Recepção", "Conectado.").await;

    open_chat(&window, "Maria Souza").await;
    shows(&window, "Durante o outro lugar").await;
    let expected = [
        "Bom dia!",
        "Depois do adiamento",
        "Durante o bloqueio",
        "Durante o 403",
        "Durante o 405",
        "Durante o outro lugar",
    ];
    assert_eq!(words_in_order(&window).await, expected, "nothing is lost, nothing comes twice");
    talks(&window, &service, "Tudo voltou?").await;
    service.settle().await;
    window.close().await;
}
