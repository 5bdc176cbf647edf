//! WhatsApp in the window, beside a simulator that speaks the real protocol: a number is linked by the code that is read off a
//! picture of the window, messages and files go both ways, a restart needs no new code; what goes wrong is told and lived through.

mod alerts;
mod around;
mod ends;
mod faults;
pub(crate) mod files;
pub(crate) mod service;
mod talk;

use std::path::Path;

use leadsmart_whatsapp_simulator::{File, FileKind, Simulator};
use thirtyfour::prelude::*;

use self::service::{
    CLINIC, MARIA, OTHER, Service, answer, connections, number, open_chat, press_in_dialog, says, shows,
};
use crate::journey::{register, set_up_company};
use crate::window::Window;

/// Reads the code off a picture of the window, as the camera of a phone does; none while there is none.
async fn code_in_sight(window: &Window) -> Option<String> {
    window.next_frame().await;
    let picture = window.page().screenshot_as_png().await.expect("the webview draws the page");
    let picture = image::load_from_memory(&picture).expect("a picture").to_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let grey = |x: usize, y: usize| picture.as_raw()[y * width + x];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = prepared.detect_grids();
    grids.iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

/// Adds a number on the page of connections and links it by scanning.
async fn link(window: &Window, service: &Service, name: &str, digits: &str) {
    connections(window).await;
    window.press("Adicionar número").await;
    window.heading("Novo número").await;
    window.fill("Nome", name).await;
    window.press("Continuar").await;
    scan(window, service, digits).await;
}

/// Goes through the dialog that links, up to its end.
async fn scan(window: &Window, service: &Service, digits: &str) {
    window.press("Entendi, mostrar o código").await;
    window.find("//*[@aria-label=\"Código QR para conectar o WhatsApp\"]").await;
    window.screenshot("whatsapp-code").await;
    let mut code = code_in_sight(window).await;
    while code.is_none() {
        code = code_in_sight(window).await;
    }
    service.phone(digits).scan(&code.expect("it was read")).expect("the phone takes the code");
    window.find("//*[contains(normalize-space(), \"já recebe e envia por aqui\")]").await;
    window.screenshot("whatsapp-linked").await;
    press_in_dialog(window, "Fechar").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_linked_from_a_picture_of_the_window_and_talks_both_ways() {
    let service = Service::start().await;
    let desk = service.desk();
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    link(&window, &service, "Recepção", CLINIC).await;
    // What came while nobody was there is here, and it says so.
    says(&window, "Recepção", "Conectado.").await;
    window.gone("//li[contains(normalize-space(), \"Recebendo o que chegou\")]").await;

    service.write("Bom dia, tem horário quinta?");
    open_chat(&window, "Maria Souza").await;
    shows(&window, "tem horário quinta?").await;
    window.screenshot("chats").await;
    answer(&window, "Temos às 14h, serve?").await;
    service.has(MARIA, "Temos às 14h, serve?").await;
    window.screenshot("chats-answered").await;

    files_both_ways(&window, &service).await;
    service.settle().await;
    window.close().await;

    // Neither a log-in nor another code.
    let window = Window::open(&desk).await;
    window.drawn().await;
    service.write("Serve, obrigada!");
    open_chat(&window, "Maria Souza").await;
    shows(&window, "Serve, obrigada!").await;
    service.settle().await;

    // A second number beside the first.
    link(&window, &service, "Filial", OTHER).await;
    says(&window, "Recepção", "Conectado.").await;
    window.screenshot("connections").await;
    service.phone(MARIA).send_text(&number(OTHER), "Vocês abrem sábado?").expect("she writes");
    window.click("//nav//a[@href=\"/chats\"]").await;
    window
        .find("//button[contains(@class, \"thread\")][contains(normalize-space(), \"abrem sábado\")]")
        .await;
    window.screenshot("chats-two-numbers").await;

    service.settle().await;
    window.close().await;
}

async fn files_both_ways(window: &Window, service: &Service) {
    let bytes = std::fs::read(picture()).expect("the picture is in the repository");
    let file = File {
        kind: FileKind::Image,
        bytes: bytes.clone(),
        mime: "image/png".to_owned(),
        caption: Some("Meu pedido médico".to_owned()),
    };
    service.phone(MARIA).send_file(&number(CLINIC), &file).expect("she sends it");
    shows(window, "Meu pedido médico").await;
    window.find("//*[@data-row]//img[starts-with(@src, \"blob:\")]").await;
    window.screenshot("chats-picture").await;

    // A person presses the button before it, which opens the system's own dialog.
    let input = window.page().find(By::XPath("//input[@type='file']")).await.expect("files can be chosen");
    input.send_keys(picture_path()).await.expect("the driver hands the file over");
    window.press("Enviar").await;
    let arrived = |simulator: &Simulator| {
        let phone = simulator.phone(MARIA).ok()?;
        let message =
            phone.messages().into_iter().find(|message| message.device != 0 && message.kind() == "media")?;
        phone.open_file(&message.id).ok()
    };
    let arrived = service.until("the picture", arrived).await;
    assert_eq!(arrived, bytes, "what arrives is what was sent");
}

/// A picture to be sent.
fn picture() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../icons/128x128.png"))
}

fn picture_path() -> String {
    let path = std::fs::canonicalize(picture()).expect("the picture is in the repository");
    path.display().to_string()
}
