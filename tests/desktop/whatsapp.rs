//! WhatsApp in the window, beside a simulator that speaks the real protocol: a number is linked by the code that is read off a
//! picture of the window, messages and files go both ways, a restart needs no new code, faults are lived through.

use std::path::Path;
use std::time::Duration;

use leadsmart_whatsapp_simulator::{File, FileKind, Message, Number, Phone, Settings, Simulator};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::desk::Desk;
use crate::journey::{register, set_up_company};
use crate::window::Window;

/// The number of the company's phone.
const CLINIC: &str = "5511987650001";

/// Its second number.
const OTHER: &str = "5511987650003";

/// Somebody who writes.
const MARIA: &str = "5511987650002";

/// How long the other side may take. Nothing is timed: it only ends what hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service with the company's phones and that of somebody who writes.
struct Service(Simulator);

impl Service {
    async fn start() -> Self {
        let simulator = Simulator::start(Settings::default()).await.expect("a port is free");
        for (number, name) in [(CLINIC, "Clínica Bem-Estar"), (OTHER, "Filial"), (MARIA, "Maria Souza")] {
            simulator.add_phone(number, name).expect("a new phone");
        }
        Self(simulator)
    }

    /// A desk whose application finds this service instead of the real one.
    fn desk(&self) -> Desk {
        let told = json!({ "url": self.0.url(), "certificate": self.0.media_certificate() });
        Desk::beside(&told.to_string())
    }

    fn phone(&self, number: &str) -> Phone<'_> {
        self.0.phone(number).expect("it was added")
    }

    /// Waits for something that the other side sees.
    async fn until<T>(&self, what: &str, seen: impl FnMut(&Simulator) -> Option<T>) -> T {
        match tokio::time::timeout(PATIENCE, self.0.until(seen)).await {
            Ok(value) => value,
            Err(_) => panic!("waited in vain for {what}"),
        }
    }

    /// Waits for a message that a phone has of these words.
    async fn has(&self, number: &str, words: &str) -> Message {
        let found = |simulator: &Simulator| {
            let messages = simulator.phone(number).ok()?.messages();
            messages.into_iter().find(|message| message.text() == Some(words))
        };
        self.until(words, found).await
    }

    /// Nothing was against the protocol, and everything was acknowledged.
    async fn settle(&self) {
        self.until("acknowledgements", |simulator| simulator.unacknowledged().is_empty().then_some(())).await;
        assert_eq!(self.0.violations(), [], "something was against the protocol");
    }
}

fn number(digits: &str) -> Number {
    Number::parse(digits).expect("digits")
}

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

/// Goes to the numbers, which the page of conversations leads to.
async fn connections(window: &Window) {
    window.click("//a[@href=\"/chats\"]").await;
    window.click("(//a[@href=\"/connections\"])[1]").await;
    window.heading("Conexões").await;
}

/// Adds a number on the page of connections and links it by scanning.
async fn link(window: &Window, service: &Service, name: &str, digits: &str) {
    connections(window).await;
    window.press("Adicionar número").await;
    window.heading("Novo número").await;
    window.fill("Nome", name).await;
    window.press("Continuar").await;
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
    window.press("Fechar").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_linked_from_a_picture_of_the_window_and_talks_both_ways() {
    let service = Service::start().await;
    let desk = service.desk();
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    link(&window, &service, "Recepção", CLINIC).await;

    service.phone(MARIA).send_text(&number(CLINIC), "Bom dia, tem horário quinta?").expect("she writes");
    window.click("//a[@href=\"/chats\"]").await;
    window
        .click("//button[contains(@class, \"thread\")][contains(normalize-space(), \"Maria Souza\")]")
        .await;
    window.find("//*[@data-row][contains(normalize-space(), \"tem horário quinta?\")]").await;
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
    service.phone(MARIA).send_text(&number(CLINIC), "Serve, obrigada!").expect("she writes");
    window.click("//a[@href=\"/chats\"]").await;
    window
        .click("//button[contains(@class, \"thread\")][contains(normalize-space(), \"Maria Souza\")]")
        .await;
    window.find("//*[@data-row][contains(normalize-space(), \"Serve, obrigada!\")]").await;
    service.settle().await;

    // A second number beside the first.
    link(&window, &service, "Filial", OTHER).await;
    service.phone(MARIA).send_text(&number(OTHER), "Vocês abrem sábado?").expect("she writes");
    window.click("//a[@href=\"/chats\"]").await;
    window
        .find("//button[contains(@class, \"thread\")][contains(normalize-space(), \"abrem sábado\")]")
        .await;
    window.screenshot("chats-two-numbers").await;

    service.settle().await;
    window.close().await;
}

/// Writes into the composer and sends by Enter.
async fn answer(window: &Window, words: &str) {
    let field = window.find("//textarea").await;
    field.send_keys(words).await.expect("the composer takes text");
    field.send_keys(Key::Enter).await.expect("the composer takes keys");
    window.find(&format!("//*[@data-row][contains(normalize-space(), \"{words}\")]")).await;
}

async fn files_both_ways(window: &Window, service: &Service) {
    let picture = std::fs::read(picture()).expect("the picture is in the repository");
    let file = File {
        kind: FileKind::Image,
        bytes: picture.clone(),
        mime: "image/png".to_owned(),
        caption: Some("Meu pedido médico".to_owned()),
    };
    service.phone(MARIA).send_file(&number(CLINIC), &file).expect("she sends it");
    window.find("//*[@data-row][contains(normalize-space(), \"Meu pedido médico\")]").await;
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
    let bytes = service.until("the picture", arrived).await;
    assert_eq!(bytes, picture, "what arrives is what was sent");
}

fn picture() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../icons/128x128.png"))
}

fn picture_path() -> String {
    let path = std::fs::canonicalize(picture()).expect("the picture is in the repository");
    path.display().to_string()
}
