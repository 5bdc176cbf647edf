//! The screens of conversations and numbers: those of the sample clinic, and a number that is being linked.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::whatsapp::files::{picture, voice_note};
use crate::whatsapp::service::{CLINIC, MARIA, Service, number};

/// A conversation of the list.
const THREAD: &str = "//button[contains(@class, \"thread\")]";

/// Adds a number: the button beside the title, and not that of a number.
const ADD: &str = "//header[not(ancestor::main)]//button[contains(@class, \"primary\")]";

/// The list, a conversation with its panel and menu, a picture in full, quick replies, a note, sending later, a search.
pub(super) async fn chats(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.click("//nav//a[@href=\"/chats\"]").await;
    window.find(THREAD).await;
    audit.look("chats-list").await;
    window.click(&format!("({THREAD})[1]")).await;
    window.find("//*[@data-row]").await;
    window.find("//textarea").await;
    if !window.has("//aside[contains(@class, \"chat-panel\")]").await {
        window.click("//header[contains(@class, \"talk-head\")]/button[@aria-pressed]").await;
    }
    window.find("//aside[contains(@class, \"chat-panel\")]//*[@class=\"chat-slots\"]/button").await;
    audit.look("chat-panel").await;
    window.click("//aside[contains(@class, \"chat-panel\")]/header/button").await;
    window.gone("//aside[contains(@class, \"chat-panel\")]").await;
    audit.look("chat").await;

    window.click("(//*[@data-row]//button[@data-do=\"menu\"])[last()]").await;
    window.find("//*[@role=\"menu\"]//*[@role=\"menuitem\"]").await;
    audit.look("chat-menu").await;
    window.keys(Key::Escape.into()).await;
    window.gone("//*[@role=\"menuitem\"]").await;

    let field = window.find("//textarea").await;
    field.send_keys("/").await.expect("the composer takes text");
    window.find("//ul[@id=\"quick-replies\"]/li").await;
    audit.look("quick-offered").await;
    field.send_keys(Key::Backspace + "Oi").await.expect("the composer takes keys");
    window.gone("//ul[@id=\"quick-replies\"]/li").await;
    in_dialog(audit, "(//*[@class=\"composer-modes\"]/button)[1]", "chat-later").await;
    field.send_keys(Key::Control + "a").await.expect("the composer takes keys");
    field.send_keys(Key::Delete).await.expect("the composer takes keys");
    in_dialog(audit, "(//*[@class=\"composer-modes\"]/button)[2]", "quick-list").await;
    window.click("(//*[@class=\"composer-modes\"]//*[@role=\"radio\"])[2]").await;
    window.find("//*[contains(@class, \"composer\")][contains(@class, \"note\")]").await;
    audit.look("chat-note").await;
    window.click("(//*[@class=\"composer-modes\"]//*[@role=\"radio\"])[1]").await;

    let search = "//input[@id=\"thread-search\"]";
    // In a narrow window the list stands alone.
    window.click("//nav//a[@href=\"/chats\"]").await;
    window.find(search).await.send_keys("a").await.expect("the field takes text");
    window.find(THREAD).await;
    audit.look("chats-search").await;
    window.find(search).await.send_keys(Key::Control + "a").await.expect("the field takes keys");
    window.keys(Key::Delete.into()).await;
}

/// What is no words: a picture, also in full, a voice note, a place. The sample clinic has none, so Maria sends them.
pub(super) async fn files(audit: &mut Audit<'_>, service: &Service) {
    let window = audit.window();
    let maria = service.phone(MARIA);
    for file in [picture("O pedido"), voice_note()] {
        maria.send_file(&number(CLINIC), &file).expect("she sends it");
    }
    service.write("Veja https://exemplo.com.br antes");
    window.click("//nav//a[@href=\"/chats\"]").await;
    window.click(&format!("{THREAD}[contains(normalize-space(), \"Maria Souza\")]")).await;
    window.find("//*[@data-row]//img[starts-with(@src, \"blob:\")]").await;
    window.find("//*[@data-row]//button[@data-do=\"play\"]").await;
    window.find("//*[@data-row]//a[@data-do=\"link\"]").await;
    audit.look("chat-files").await;
    in_dialog(audit, "//*[@data-row]//button[@data-do=\"open\"]", "chat-picture").await;
    in_dialog(audit, "//*[@data-row]//a[@data-do=\"link\"]", "chat-link").await;
}

/// The numbers, one that is being linked by a code to scan and to type, and its menu.
pub(super) async fn connections(audit: &mut Audit<'_>, service: &Service) {
    let window = audit.window();
    window.click("//nav//a[@href=\"/chats\"]").await;
    window.click("(//a[@href=\"/connections\"])[1]").await;
    window.find(ADD).await;
    window.gone("//main//*[contains(@class, \"skeleton\")]").await;
    audit.look("connections").await;
    window.click(ADD).await;
    window
        .find("//dialog[@open]//form//input")
        .await
        .send_keys("Balcão")
        .await
        .expect("the field takes text");
    audit.look("connection-new").await;
    window.click("//dialog[@open]//button[@type=\"submit\"]").await;
    window.find("//dialog[@open]//*[@class=\"risks\"]").await;
    audit.look("connection-before").await;
    window.click("//dialog[@open]//button[contains(@class, \"primary\")]").await;
    window.find("//dialog[@open]//*[local-name()=\"svg\"][@role=\"img\"]").await;
    audit.look("connection-code").await;
    window.click("//dialog[@open]//*[@class=\"stack\"]//button").await;
    window
        .find("//dialog[@open]//form//input")
        .await
        .send_keys("11987650001")
        .await
        .expect("the field takes text");
    window.click("//dialog[@open]//button[@type=\"submit\"]").await;
    let code = window.find("//dialog[@open]//*[contains(@class, \"typed-code\")]").await;
    audit.look("connection-typed").await;
    let code = code.text().await.expect("the code is text").replace(' ', "");
    service.phone(CLINIC).type_code(&code).expect("the phone takes the code");
    window.find("//dialog[@open]//*[@role=\"status\"]//*[@class=\"empty\"]").await;
    audit.look("connection-done").await;
    window.click("//dialog[@open]//button[contains(@class, \"primary\")]").await;
    window.gone("//dialog[@open]").await;
    window.find("//li//*[contains(@class, \"health\")][contains(@class, \"ok\")]").await;
    audit.look("connections-linked").await;
    window
        .click("(//li[contains(@class, \"instance\")]//header//button[contains(@class, \"ghost\")])[last()]")
        .await;
    window.find("//*[@role=\"menu\"]//*[@role=\"menuitem\"]").await;
    audit.look("connections-menu").await;
    window.keys(Key::Escape.into()).await;
    window.gone("//*[@role=\"menuitem\"]").await;
}

/// Opens a dialog, looks at it, and leaves it.
async fn in_dialog(audit: &mut Audit<'_>, button: &str, name: &str) {
    let window = audit.window();
    window.click(button).await;
    window.find("//dialog[@open]").await;
    window.gone("//dialog[@open]//*[contains(@class, \"skeleton\")]").await;
    audit.look(name).await;
    window.keys(Key::Escape.into()).await;
    window.gone("//dialog[@open]").await;
}
