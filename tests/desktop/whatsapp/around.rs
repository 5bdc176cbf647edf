//! What surrounds a conversation: quick replies, notes, who answers and how it stands, booking beside it, finding it, other numbers.

use leadsmart_tests::cluster::{Cluster, Settings};
use leadsmart_whatsapp_simulator::Simulator;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::service::{
    CLINIC, MARIA, OTHER, Service, answer, card, choose_entry, company, connections, link_by_commands,
    linked, number, open_chat, press_in_dialog, press_of, row, says, shows, talks,
};
use crate::alerts::call;
use crate::audit::Audit;
use crate::desk::Desk;
use crate::import::choose;
use crate::journey::{register, set_up_company};
use crate::sync::{invite, join, share};
use crate::tasks::book_at;
use crate::window::Window;

async fn talking(service: &Service, desk: &Desk) -> Window {
    let window = linked(service, desk).await;
    service.write("Oi, tudo bem?");
    open_chat(&window, "Maria Souza").await;
    shows(&window, "Oi, tudo bem?").await;
    window
}

/// The entries of the list over the field.
const OFFERED: &str = "//ul[@id=\"quick-replies\"]/li";

#[tokio::test(flavor = "multi_thread")]
async fn quick_replies_are_kept_changed_and_sent_with_what_differs_filled_in() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-quick");
    let window = talking(&service, &desk).await;
    let field = window.find("//textarea").await;
    for (shortcut, text) in [
        ("preço", "Oi, {primeiro_nome}! A consulta custa R$ 200. {empresa}"),
        ("próximo", "Seu horário é {data}."),
    ] {
        window.press("Respostas rápidas").await;
        press_in_dialog(&window, "Nova resposta").await;
        window.fill("Atalho", shortcut).await;
        window.fill("Texto", text).await;
        window.screenshot("quick-form").await;
        press_in_dialog(&window, "Guardar").await;
        window.find(&format!("//dialog[@open]//li[contains(normalize-space(), \"/{shortcut}\")]")).await;
        window.screenshot("quick-list").await;
        press_in_dialog(&window, "Fechar").await;
    }

    // Slash, letters without their accent, Enter: filled in; Enter again sends it.
    field.send_keys("/pre").await.expect("the composer takes text");
    window.find(&format!("{OFFERED}[contains(normalize-space(), \"/preço\")]")).await;
    window.screenshot("quick-offered").await;
    field.send_keys(Key::Enter).await.expect("the composer takes keys");
    let sent = "Oi, Maria! A consulta custa R$ 200. Clínica Bem-Estar";
    shows(&window, sent).await;
    service.has(MARIA, sent).await;

    // What is not known stays to be seen, and is not sent by accident.
    field.send_keys("/prox").await.expect("the composer takes text");
    window.find(&format!("{OFFERED}[contains(normalize-space(), \"/próximo\")]")).await;
    field.send_keys(Key::Enter).await.expect("the composer takes keys");
    window
        .find("//*[@role=\"status\"][contains(normalize-space(), \"Complete o que está entre chaves\")]")
        .await;
    field.wait_until().has_value("Seu horário é {data}.").await.expect("what is missing stands there");
    field.send_keys(Key::Control + "a").await.expect("the composer takes keys");
    field.send_keys(Key::Delete).await.expect("the composer takes keys");

    // Changed and deleted, with a way back.
    window.press("Respostas rápidas").await;
    press_in_dialog(&window, "Editar /preço").await;
    window.fill("Texto", "A consulta custa R$ 250.").await;
    press_in_dialog(&window, "Guardar").await;
    window.find("//dialog[@open]//li[contains(normalize-space(), \"R$ 250\")]").await;
    press_in_dialog(&window, "Excluir /próximo").await;
    window.gone("//dialog[@open]//li[contains(normalize-space(), \"/próximo\")]").await;
    press_in_dialog(&window, "Fechar").await;
    window.keys(Key::Escape.into()).await;
    window.click("//*[contains(@class, \"toast\")]//button[contains(normalize-space(), \"Desfazer\")]").await;
    field.send_keys("/").await.expect("the composer takes text");
    for shortcut in ["/preço", "/próximo"] {
        window.find(&format!("{OFFERED}[contains(normalize-space(), \"{shortcut}\")]")).await;
    }
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_stay_in_the_team_and_who_answers_and_how_it_stands_are_seen_in_the_list() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-note");
    let window = talking(&service, &desk).await;
    let thread = "//button[contains(@class, \"thread\")][contains(normalize-space(), \"Maria Souza\")]";
    window.press("Nota interna").await;
    let field = window.find("//textarea[@aria-label=\"Nota que só a equipe vê\"]").await;
    field.send_keys("Prefere a Dra. Ana").await.expect("the composer takes text");
    window.press("Anotar").await;
    window
        .find(&format!("{}[contains(normalize-space(), \"Nota da equipe\")]", row("Prefere a Dra. Ana")))
        .await;
    window.screenshot("chats-note").await;
    window.press("Mensagem").await;
    answer(&window, "Tudo ótimo!").await;
    service.has(MARIA, "Tudo ótimo!").await;
    let said = service.phone(MARIA).messages();
    assert!(said.iter().all(|message| message.text() != Some("Prefere a Dra. Ana")), "a note goes to nobody");

    choose(&window, "//select[@aria-label=\"Quem atende\"]", "Eu atendo").await;
    window.find(&format!("{thread}[contains(normalize-space(), \"você\")]")).await;
    window.press("Mais ações").await;
    choose_entry(&window, "Marcar como esperando o cliente").await;
    window.find("//header//*[contains(@class, \"badge\")][normalize-space()=\"esperando o cliente\"]").await;
    window.press("Resolver").await;
    window.find("//header//*[contains(@class, \"badge\")][normalize-space()=\"resolvida\"]").await;
    window.press("Resolvidas").await;
    window.find(thread).await;
    window.screenshot("chats-resolved").await;
    // Whoever writes again opens it again.
    service.write("Mais uma pergunta");
    shows(&window, "Mais uma pergunta").await;
    window.gone(thread).await;
    window.gone("//header//*[contains(@class, \"badge\")][normalize-space()=\"resolvida\"]").await;
    window.press("Todas").await;
    window.find(thread).await;
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_is_booked_beside_the_conversation_without_leaving_it() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-book");
    let window = talking(&service, &desk).await;
    let panel = "//aside[@aria-label=\"Sobre o cliente\"]";
    if !window.has(panel).await {
        window.press("Sobre o cliente").await;
    }
    window.find(&format!("{panel}//*[normalize-space()=\"Nada marcado.\"]")).await;
    let slots = format!("{panel}//*[@class=\"chat-slots\"]/button");
    window.find(&format!("({slots})[5]")).await;
    window.screenshot("chats-panel").await;
    let cut = "return [...document.querySelectorAll('.chat-slots button')] \
               .filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent);";
    let cut = window.page().execute(cut, vec![]).await.expect("the page answers");
    assert_eq!(cut.convert::<Vec<String>>().expect("a list"), [""; 0], "each time is seen whole");
    window.click(&format!("({slots})[1]")).await;
    window.click(&format!("{panel}//button[starts-with(normalize-space(), \"Agendar \")]")).await;
    window.find(&format!("{panel}//button[contains(@class, \"chat-next\")]")).await;
    window
        .find("//*[contains(@class, \"toast\")][contains(normalize-space(), \"Agendado: Maria Souza\")]")
        .await;
    window.screenshot("chats-booked").await;
    shows(&window, "Oi, tudo bem?").await;
    window.keys(Key::Control + "z").await;
    window.find(&format!("{panel}//*[normalize-space()=\"Nada marcado.\"]")).await;
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_begins_from_an_appointment_over_the_number_that_is_chosen_and_is_found_by_its_words()
{
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-open");
    let window = linked(&service, &desk).await;
    link_by_commands(&window, &service, "Filial", OTHER).await;
    window.first_open_day_ahead().await;
    book_at(&window, 10, "Maria Souza", "11 98765-0002").await;
    window.press("Abrir conversa").await;
    window.find("//*[@role=\"menu\"][@aria-label=\"Por qual número?\"]").await;
    window.screenshot("chats-which-number").await;
    choose_entry(&window, "por Filial").await;
    window.find("//header//*[contains(normalize-space(), \"por Filial\")]").await;
    answer(&window, "Lembrete: traga o pedido de ressonância").await;
    let written = service.has(MARIA, "Lembrete: traga o pedido de ressonância").await;
    assert_eq!(written.sender, number(OTHER), "it goes over the number that was chosen");

    // Found by a word without its accent, and shown where it was said.
    service.phone(MARIA).send_text(&number(CLINIC), "Obrigada!").expect("she writes to the other number");
    open_chat(&window, "Obrigada!").await;
    shows(&window, "Obrigada!").await;
    window.keys(Key::Escape.into()).await;
    let search = window.find("//input[@id=\"thread-search\"]").await;
    search.send_keys("ressonancia").await.expect("the field takes text");
    let hit = "//*[@role=\"list\"]//button[contains(normalize-space(), \"ressonância\")]";
    window.find(hit).await;
    window.screenshot("chats-search").await;
    window.click(hit).await;
    shows(&window, "traga o pedido de ressonância").await;
    window.find("//header//*[contains(normalize-space(), \"por Filial\")]").await;
    service.settle().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_linked_by_a_code_that_is_typed_on_the_phone() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-typed");
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    connections(&window).await;
    window.press("Adicionar número").await;
    window.fill("Nome", "Recepção").await;
    window.press("Continuar").await;
    window.press("Entendi, mostrar o código").await;
    window.find("//*[@aria-label=\"Código QR para conectar o WhatsApp\"]").await;
    press_in_dialog(&window, "Digitar um código no celular").await;
    press_in_dialog(&window, "Pedir código").await;
    window.find("//dialog[@open]//*[@aria-invalid=\"true\"]").await;
    window.fill("Telefone deste WhatsApp", "(11) 98765-0001").await;
    press_in_dialog(&window, "Pedir código").await;
    let code = window.find("//*[contains(@class, \"typed-code\")]").await;
    window.screenshot("whatsapp-typed").await;
    let code = code.text().await.expect("the code is text").replace(' ', "");
    service.phone(CLINIC).type_code(&code).expect("the phone takes the code");
    window.find("//*[contains(normalize-space(), \"já recebe e envia por aqui\")]").await;
    press_in_dialog(&window, "Fechar").await;
    says(&window, "Recepção", "Conectado.").await;
    service.write("Chegou?");
    open_chat(&window, "Maria Souza").await;
    talks(&window, &service, "E agora?").await;
    service.settle().await;
    window.close().await;
}

/// Whether a role that can be given manages numbers.
fn may_manage(role: &Value) -> bool {
    let permissions = role["permissions"].as_array().map(Vec::as_slice).unwrap_or_default();
    role["owner"] == false && permissions.iter().any(|permission| permission == "instances.manage")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_another_computer_holds_says_whose_and_is_taken_over_in_one_click() {
    let cluster = Cluster::start(Settings::default());
    let service = Service::start().await;
    let (front, back) = (service.desk().pictures_named("-front"), service.desk().pictures_named("-back"));
    let ana = linked(&service, &front).await;
    service.write("Para a recepção");
    open_chat(&ana, "Maria Souza").await;
    shows(&ana, "Para a recepção").await;
    let mut audit = Audit::new(&ana).await;
    share(&ana, &mut audit, &cluster.connection_string(&cluster.empty().await)).await;
    // Bruno may manage numbers too.
    let company_id = company(&ana).await;
    let roles = call(&ana, "roles.list", json!({ "company_id": company_id })).await;
    let role = roles.as_array().and_then(|roles| roles.iter().find(|role| may_manage(role)));
    let name = role.and_then(|role| role["name"].as_str()).expect("a role manages numbers").to_owned();
    let code = invite(&ana, &mut audit, Some(&name)).await;
    let bruno = Window::open(&back).await;
    join(&bruno, &code, None).await;

    // The other computer sees the conversation, and who holds the number.
    open_chat(&bruno, "Maria Souza").await;
    shows(&bruno, "Para a recepção").await;
    connections(&bruno).await;
    says(&bruno, "Recepção", "Em uso no computador de Ana Prado.").await;
    bruno.screenshot("connections-elsewhere").await;

    // Keys stay with their computer: what is taken over is linked here, and the one before lets go.
    press_of(&bruno, "Recepção", "Usar aqui").await;
    bruno
        .find(&format!("{}[not(contains(normalize-space(), \"Em uso no computador\"))]", card("Recepção")))
        .await;
    bruno.screenshot("connections-taken").await;
    connections(&ana).await;
    says(&ana, "Recepção", "Em uso no computador de Bruno Sá.").await;
    let quiet = |simulator: &Simulator| {
        let devices = simulator.phone(CLINIC).ok()?.devices();
        devices.iter().all(|device| device.connected.is_none()).then_some(())
    };
    service.until("the first computer to let go", quiet).await;
    // One click brings it back, with what came meanwhile.
    service.write("No meio da troca");
    press_of(&ana, "Recepção", "Usar aqui").await;
    says(&ana, "Recepção", "Conectado.").await;
    open_chat(&ana, "Maria Souza").await;
    shows(&ana, "No meio da troca").await;
    open_chat(&bruno, "Maria Souza").await;
    shows(&bruno, "No meio da troca").await;
    talks(&ana, &service, "Voltou para cá?").await;
    audit.close();
    ana.close().await;
    bruno.close().await;
}
