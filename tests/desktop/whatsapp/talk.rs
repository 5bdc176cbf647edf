//! What is done with messages: answered, reacted to, changed, taken back, sent later; and what is no words.

use buffa::MessageField;
use leadsmart_whatsapp_simulator::{Message, Simulator};
use thirtyfour::prelude::*;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

use super::service::{
    CLINIC, MARIA, Service, answer, choose_entry, linked, number, open_chat, press_in_dialog, row, shows,
};
use crate::window::Window;

/// A window on the conversation with Maria, who has written this; gives the id.
async fn talking(service: &Service, desk: &crate::desk::Desk, words: &str) -> (Window, String) {
    let window = linked(service, desk).await;
    let id = service.write(words);
    open_chat(&window, "Maria Souza").await;
    shows(&window, words).await;
    (window, id)
}

/// Opens the menu of a message and chooses an entry.
async fn choose_of(window: &Window, words: &str, entry: &str) {
    open_menu(window, words).await;
    choose_entry(window, entry).await;
}

async fn open_menu(window: &Window, words: &str) {
    window.click(&format!("{}//button[@data-do=\"menu\"]", row(words))).await;
    window.find("//*[@role=\"menu\"]//*[@role=\"menuitem\"]").await;
}

/// Waits for something that Maria's phone was told.
async fn told(service: &Service, what: &str, is: impl Fn(&Message) -> bool) -> Message {
    let found = |simulator: &Simulator| {
        let messages = simulator.phone(MARIA).ok()?.messages();
        messages.into_iter().find(|message| message.device != 0 && is(message))
    };
    service.until(what, found).await
}

fn protocol(message: &wa::Message) -> Option<&wa::message::ProtocolMessage> {
    let edited = message.edited_message.as_option().and_then(|edited| edited.message.as_option());
    edited.unwrap_or(message).protocol_message.as_option()
}

/// What a protocol message is about, as its writer names it.
fn about(of: &str) -> MessageField<wa::MessageKey> {
    MessageField::some(wa::MessageKey {
        remote_jid: Some(format!("{CLINIC}@s.whatsapp.net")),
        from_me: Some(true),
        id: Some(of.to_owned()),
        ..Default::default()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_answered_reacted_to_changed_and_deleted_on_both_sides() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-talk");
    let (window, id) = talking(&service, &desk, "Tem horário amanhã?").await;

    // An answer names what it answers.
    choose_of(&window, "Tem horário amanhã?", "Responder").await;
    window.find("//*[contains(@class, \"composer-about\")][contains(normalize-space(), \"Respondendo a Maria Souza\")]").await;
    answer(&window, "Às 15h").await;
    window
        .find(&format!(
            "{}//*[contains(@class, \"quote\")][contains(normalize-space(), \"Tem horário amanhã?\")]",
            row("Às 15h")
        ))
        .await;
    let answered = service.has(MARIA, "Às 15h").await;
    let quoted = answered.content.extended_text_message.as_option();
    let quoted =
        quoted.and_then(|text| text.context_info.as_option()).and_then(|info| info.stanza_id.clone());
    assert_eq!(quoted.as_deref(), Some(id.as_str()), "what is answered is named");

    // A reaction, hers and ours.
    open_menu(&window, "Tem horário amanhã?").await;
    window.screenshot("chats-menu").await;
    window.click("//*[@role=\"menuitem\"][@aria-label=\"Reagir com 👍\"]").await;
    let reacted = told(&service, "a reaction", |message| message.content.reaction_message.is_set()).await;
    let reaction = reacted.content.reaction_message.as_option().expect("it is one");
    assert_eq!(reaction.text.as_deref(), Some("👍"));
    window
        .find(&format!(
            "{}//*[@class=\"reactions\"][contains(normalize-space(), \"👍\")]",
            row("Tem horário amanhã?")
        ))
        .await;
    let hers = wa::message::ReactionMessage {
        key: MessageField::some(wa::MessageKey {
            remote_jid: Some(format!("{CLINIC}@s.whatsapp.net")),
            from_me: Some(false),
            id: Some(answered.id.clone()),
            ..Default::default()
        }),
        text: Some("❤️".to_owned()),
        ..Default::default()
    };
    let hers = wa::Message { reaction_message: MessageField::some(hers), ..Default::default() };
    service.phone(MARIA).send(&number(CLINIC), hers).expect("she reacts");
    window
        .find(&format!("{}//*[@class=\"reactions\"][contains(normalize-space(), \"❤\")]", row("Às 15h")))
        .await;

    // Other words for what was sent; what it said before is not lost.
    choose_of(&window, "Às 15h", "Editar").await;
    let field = window.find("//textarea").await;
    field.wait_until().has_value("Às 15h").await.expect("the words come into the field");
    field.send_keys(Key::Control + "a").await.expect("the composer takes keys");
    answer(&window, "Às 16h").await;
    window.find(&format!("{}[contains(normalize-space(), \"editada\")]", row("Às 16h"))).await;
    let edit = told(&service, "an edit", |message| {
        protocol(&message.content).is_some_and(|told| told.r#type == Some(Type::MESSAGE_EDIT))
    })
    .await;
    let of = protocol(&edit.content).and_then(|told| told.key.as_option()).and_then(|key| key.id.clone());
    assert_eq!(of.as_deref(), Some(answered.id.as_str()));
    choose_of(&window, "Às 16h", "O que dizia antes").await;
    window.find("//dialog[@open]//p[normalize-space()=\"Às 15h\"]").await;
    window.screenshot("chats-history").await;
    press_in_dialog(&window, "Fechar").await;

    // Deleted for everybody, after a question.
    choose_of(&window, "Às 16h", "Apagar para todos").await;
    window.heading("Apagar esta mensagem para todos?").await;
    press_in_dialog(&window, "Apagar").await;
    shows(&window, "Mensagem apagada").await;
    told(&service, "the deletion", |message| {
        protocol(&message.content).is_some_and(|told| told.r#type == Some(Type::REVOKE))
    })
    .await;

    // What she changes and deletes.
    let edited = wa::Message { conversation: Some("Tem horário sexta?".to_owned()), ..Default::default() };
    let told = wa::message::ProtocolMessage {
        key: about(&id),
        r#type: Some(Type::MESSAGE_EDIT),
        edited_message: MessageField::some(edited),
        ..Default::default()
    };
    let told = wa::Message { protocol_message: MessageField::some(told), ..Default::default() };
    service.phone(MARIA).send(&number(CLINIC), told).expect("she changes it");
    window.find(&format!("{}[contains(normalize-space(), \"editada\")]", row("Tem horário sexta?"))).await;
    let told =
        wa::message::ProtocolMessage { key: about(&id), r#type: Some(Type::REVOKE), ..Default::default() };
    let told = wa::Message { protocol_message: MessageField::some(told), ..Default::default() };
    service.phone(MARIA).send(&number(CLINIC), told).expect("she deletes it");
    window.gone(&row("Tem horário sexta?")).await;
    window.screenshot("chats-deleted").await;
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_later_waits_and_goes_out_now_or_not_at_all() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-later");
    let (window, _) = talking(&service, &desk, "Me avisa amanhã?").await;
    for words in ["Lembrete de amanhã", "Outro lembrete"] {
        let field = window.find("//textarea").await;
        field.send_keys(words).await.expect("the composer takes text");
        window.press("Agendar envio").await;
        window.heading("Enviar mais tarde").await;
        window.screenshot("chats-later").await;
        window.click("//dialog[@open]//button[@type=\"submit\"]").await;
        window
            .find(&format!("{}[contains(normalize-space(), \"agendada para amanhã, 08:00\")]", row(words)))
            .await;
    }
    window.screenshot("chats-scheduled").await;
    choose_of(&window, "Outro lembrete", "Não enviar").await;
    window.gone(&row("Outro lembrete")).await;
    choose_of(&window, "Lembrete de amanhã", "Enviar agora").await;
    service.has(MARIA, "Lembrete de amanhã").await;
    window.gone(&format!("{}[contains(normalize-space(), \"agendada\")]", row("Lembrete de amanhã"))).await;
    let never = service.phone(MARIA).messages();
    assert!(never.iter().all(|message| message.text() != Some("Outro lembrete")), "it was taken back");
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_words_is_shown_as_what_it_is_and_nothing_of_strangers_becomes_markup() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-kinds");
    let (window, _) = talking(&service, &desk, "<b>oi</b> <img src=x onerror=alert(1)>").await;
    let maria = service.phone(MARIA);
    let send = |content: wa::Message| maria.send(&number(CLINIC), content).expect("she sends it");

    let poll = wa::message::PollCreationMessage { name: Some("Qual dia?".to_owned()), ..Default::default() };
    send(wa::Message { poll_creation_message_v3: MessageField::some(poll), ..Default::default() });
    shows(&window, "Mensagem de um tipo que esta versão não mostra: abra no celular").await;

    let place = wa::message::LocationMessage {
        degrees_latitude: Some(-23.561),
        degrees_longitude: Some(-46.656),
        name: Some("Avenida Paulista".to_owned()),
        ..Default::default()
    };
    send(wa::Message { location_message: MessageField::some(place), ..Default::default() });
    shows(&window, "Avenida Paulista").await;

    let vcard = "BEGIN:VCARD\nVERSION:3.0\nFN:Dr. João\nTEL;waid=5511912345678:+55 11 91234-5678\nEND:VCARD";
    let contact = wa::message::ContactMessage {
        display_name: Some("Dr. João".to_owned()),
        vcard: Some(vcard.to_owned()),
        ..Default::default()
    };
    send(wa::Message { contact_message: MessageField::some(contact), ..Default::default() });
    shows(&window, "Dr. João").await;

    // A link is opened only after a look at its address.
    service.write("Veja https://exemplo.com.br/promo agora");
    window.click(&format!("{}//a[@href=\"https://exemplo.com.br/promo\"]", row("Veja"))).await;
    window.heading("Abrir este endereço?").await;
    window.find("//dialog[@open]//p[contains(normalize-space(), \"exemplo.com.br\")]").await;
    window.screenshot("chats-link").await;
    press_in_dialog(&window, "Cancelar").await;

    // What the phone of the company writes appears as well.
    service.phone(CLINIC).send_text(&number(MARIA), "Respondi pelo celular").expect("the owner answers");
    shows(&window, "Respondi pelo celular").await;
    window.screenshot("chats-kinds").await;

    assert!(!window.has("//*[@data-row]//b[normalize-space()=\"oi\"]").await, "markup stays text");
    assert!(!window.has("//*[@data-row]//img[@src=\"x\"]").await, "markup stays text");
    // Read here, it is read on the other side; and typing is told both ways.
    let read = |simulator: &Simulator| {
        let messages = simulator.phone(MARIA).ok()?.messages();
        let last = messages
            .into_iter()
            .find(|message| message.text().is_some_and(|text| text.starts_with("Veja")))?;
        last.read.contains(&number(CLINIC)).then_some(())
    };
    service.until("the reading", read).await;
    maria.type_to(&number(CLINIC), true).expect("she types");
    window.find("//header//*[contains(normalize-space(), \"digitando…\")]").await;
    let field = window.find("//textarea").await;
    field.send_keys("Já").await.expect("the composer takes text");
    service.until("typing", |simulator| simulator.phone(CLINIC).ok()?.typing()).await;
    service.settle().await;
    window.close().await;
}
