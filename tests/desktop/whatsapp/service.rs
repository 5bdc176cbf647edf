//! A simulated service with phones, and the steps that the tests of conversations share.

use std::time::Duration;

use leadsmart_whatsapp_simulator::{Device, Fault, Message, Number, Phone, Settings, Simulator};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::alerts::call;
use crate::desk::Desk;
use crate::journey::{register, set_up_company};
use crate::window::Window;

/// The number of the company's phone.
pub(crate) const CLINIC: &str = "5511987650001";

/// Its second number.
pub(crate) const OTHER: &str = "5511987650003";

/// Somebody who writes.
pub(crate) const MARIA: &str = "5511987650002";

/// How long the other side may take. Nothing is timed: it only ends what hangs.
const PATIENCE: Duration = Duration::from_secs(90);

/// A service with the company's phones and that of somebody who writes.
pub(crate) struct Service(Simulator);

impl Service {
    pub(crate) async fn start() -> Self {
        let simulator = Simulator::start(Settings::default()).await.expect("a port is free");
        for (number, name) in [(CLINIC, "Clínica Bem-Estar"), (OTHER, "Filial"), (MARIA, "Maria Souza")] {
            simulator.add_phone(number, name).expect("a new phone");
        }
        Self(simulator)
    }

    /// How an application that may is told where it is.
    pub(crate) fn addresses(&self) -> String {
        json!({ "url": self.0.url(), "certificate": self.0.media_certificate() }).to_string()
    }

    /// A desk whose application finds this service instead of the real one.
    pub(crate) fn desk(&self) -> Desk {
        Desk::beside(&self.addresses())
    }

    pub(crate) fn phone(&self, number: &str) -> Phone<'_> {
        self.0.phone(number).expect("it was added")
    }

    /// Maria writes to the company's phone; gives the id.
    pub(crate) fn write(&self, words: &str) -> String {
        self.phone(MARIA).send_text(&number(CLINIC), words).expect("she writes")
    }

    /// The service's clock goes on by so many seconds, so that what follows was written later.
    pub(crate) fn later(&self, seconds: i64) {
        self.0.skew(seconds);
    }

    /// Makes something go wrong for the newest device of the company's phone.
    pub(crate) fn inject(&self, fault: Fault) {
        let phone = self.phone(CLINIC);
        let device = phone.devices().last().expect("it is linked").number;
        phone.inject(device, fault).expect("it can go wrong now");
    }

    /// Waits for something that the other side sees.
    pub(crate) async fn until<T>(&self, what: &str, seen: impl FnMut(&Simulator) -> Option<T>) -> T {
        match tokio::time::timeout(PATIENCE, self.0.until(seen)).await {
            Ok(value) => value,
            Err(_) => panic!("waited in vain for {what}"),
        }
    }

    /// Waits until a device of a phone is connected and takes what comes.
    pub(crate) async fn usable(&self, number: &str) -> Device {
        let usable = |simulator: &Simulator| {
            let devices = simulator.phone(number).ok()?.devices();
            devices.into_iter().find(|device| device.usable && device.prekeys > 0)
        };
        self.until("a device that takes what comes", usable).await
    }

    /// Waits for a message that a phone has of these words.
    pub(crate) async fn has(&self, number: &str, words: &str) -> Message {
        let found = |simulator: &Simulator| {
            let messages = simulator.phone(number).ok()?.messages();
            messages.into_iter().find(|message| message.text() == Some(words))
        };
        self.until(words, found).await
    }

    /// Waits until everything is acknowledged.
    pub(crate) async fn settled(&self) {
        self.until("acknowledgements", |simulator| simulator.unacknowledged().is_empty().then_some(())).await;
    }

    /// Everything was acknowledged, and nothing was against the protocol.
    pub(crate) async fn settle(&self) {
        self.settled().await;
        assert_eq!(self.0.violations(), [], "something was against the protocol");
    }
}

pub(crate) fn number(digits: &str) -> Number {
    Number::parse(digits).expect("digits")
}

/// A window with a company whose number is linked by commands, for tests of what comes after it.
pub(crate) async fn linked(service: &Service, desk: &Desk) -> Window {
    let window = Window::open(desk).await;
    register(&window).await;
    set_up_company(&window).await;
    link_by_commands(&window, service, "Recepção", CLINIC).await;
    window
}

/// The company of a window.
pub(crate) async fn company(window: &Window) -> Value {
    call(window, "companies.list", json!({})).await[0]["id"].clone()
}

/// Adds a number and links it, without a look at the code.
pub(crate) async fn link_by_commands(window: &Window, service: &Service, name: &str, digits: &str) -> Value {
    let company_id = company(window).await;
    let made = call(window, "instances.create", json!({ "company_id": company_id, "name": name })).await;
    let one = json!({ "company_id": company_id, "instance_id": made["id"] });
    call(window, "instances.connect", one.clone()).await;
    let code = loop {
        let view = call(window, "instances.get", one.clone()).await;
        if let Some(text) = view["qr"]["text"].as_str() {
            break text.to_owned();
        }
        window.next_frame().await;
    };
    service.phone(digits).scan(&code).expect("the phone takes the code");
    service.usable(digits).await;
    made["id"].clone()
}

/// Goes to the numbers, which the page of conversations leads to.
pub(crate) async fn connections(window: &Window) {
    window.click("//nav//a[@href=\"/chats\"]").await;
    window.click("(//a[@href=\"/connections\"])[1]").await;
    window.heading("Conexões").await;
}

/// Waits until the number of this name says this on the page of connections.
pub(crate) async fn says(window: &Window, name: &str, words: &str) {
    window.find(&format!("{}[contains(normalize-space(), \"{words}\")]", card(name))).await;
}

/// The number of this name on the page of connections.
pub(crate) fn card(name: &str) -> String {
    format!("//li[contains(@class, \"instance\")][.//h2[normalize-space()=\"{name}\"]]")
}

/// Presses a button of the number of this name.
pub(crate) async fn press_of(window: &Window, name: &str, words: &str) {
    let button = format!("//button[.//*[contains(@class, \"words\")][normalize-space()=\"{words}\"]]");
    window.click(&format!("{}{button}", card(name))).await;
}

/// Presses a button of the dialog that is open.
pub(crate) async fn press_in_dialog(window: &Window, words: &str) {
    let named = format!(
        "@aria-label=\"{words}\" or .//*[contains(@class, \"words\")][normalize-space()=\"{words}\"]"
    );
    window.click(&format!("//dialog[@open]//button[{named}]")).await;
}

/// Chooses an entry of the menu that is open.
pub(crate) async fn choose_entry(window: &Window, words: &str) {
    window.click(&format!("//*[@role=\"menuitem\"][contains(normalize-space(), \"{words}\")]")).await;
}

/// Opens the conversation with somebody.
pub(crate) async fn open_chat(window: &Window, who: &str) {
    window.click("//nav//a[@href=\"/chats\"]").await;
    window
        .click(&format!("//button[contains(@class, \"thread\")][contains(normalize-space(), \"{who}\")]"))
        .await;
    window.find("//textarea").await;
}

/// A row of the conversation that says this.
pub(crate) fn row(words: &str) -> String {
    format!("//*[@data-row][contains(normalize-space(), \"{words}\")]")
}

/// Waits for a row that says this.
pub(crate) async fn shows(window: &Window, words: &str) -> WebElement {
    window.find(&row(words)).await
}

/// The words of all messages that are drawn, as they stand below each other.
pub(crate) async fn words_in_order(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[data-row]')] \
        .map(row => [row.getBoundingClientRect().top, row.querySelector('p.words')?.textContent]) \
        .filter(([, words]) => words).sort((one, other) => one[0] - other[0]).map(([, words]) => words);";
    let answer = window.page().execute(script, vec![]).await.expect("the page answers");
    answer.convert().expect("a list of words")
}

/// Writes into the composer and sends by Enter.
pub(crate) async fn answer(window: &Window, words: &str) {
    let field = window.find("//textarea").await;
    field.send_keys(words).await.expect("the composer takes text");
    field.send_keys(Key::Enter).await.expect("the composer takes keys");
    shows(window, words).await;
}

/// Maria writes and is answered: both ways are open.
pub(crate) async fn talks(window: &Window, service: &Service, words: &str) {
    service.write(words);
    shows(window, words).await;
    let answer_to = format!("Sobre “{words}”: sim");
    answer(window, &answer_to).await;
    service.has(MARIA, &answer_to).await;
}
