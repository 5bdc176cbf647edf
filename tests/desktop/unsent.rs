//! What is typed outlives a crash of the page, and nothing else.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::window::Window;

/// Nobody of the sample clinic is called so.
const SOMEBODY: &str = "Zuleica Antunes";

/// What a form says that was filled in with what was typed before.
const NOTE: &str = "//form//*[contains(@class, \"unsent\")][contains(normalize-space(), \"Recuperado do que você digitava às\")]";

const BOOKING: &str = "//aside[contains(@class, \"booking\")]";

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_is_there_again_with_what_was_typed_when_the_page_comes_back() {
    let desk = Desk::fresh().pictures_named("-unsent");
    let window = Window::open_sample(&desk).await;
    window.keys(Key::Control + "n").await;
    window.heading("Agendar").await;
    window.choose("Cliente", SOMEBODY, "Novo cliente").await;
    window.fill("Telefone", "11 98765-4321").await;
    window.fill("Notas", "Prefere a sala da frente").await;
    window.page().refresh().await.expect("the page loads again");
    window.drawn().await;
    window.find(&format!("{BOOKING}{NOTE}")).await;
    has(&window, "Nome", SOMEBODY).await;
    has(&window, "Telefone", "11 98765-4321").await;
    has(&window, "Notas", "Prefere a sala da frente").await;
    let mut audit = Audit::new(&window).await;
    audit.look("booking-recovered").await;
    audit.close();

    window.press("Descartar").await;
    window.gone(NOTE).await;
    has(&window, "Cliente", "").await;
    has(&window, "Notas", "").await;
    // What a person gives up does not come back.
    window.fill("Notas", "Outra nota").await;
    window.keys(Key::Escape.into()).await;
    window.gone(BOOKING).await;
    window.page().refresh().await.expect("the page loads again");
    window.drawn().await;
    assert!(!window.has(BOOKING).await, "the form was left by the person, not by a crash");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_who_was_being_entered_is_there_again_until_given_up_or_logged_out() {
    let desk = Desk::fresh().pictures_named("-unsent-client");
    let window = Window::open_sample(&desk).await;
    window.follow("Clientes").await;
    enter(&window).await;
    window.fill("Nome", SOMEBODY).await;
    window.page().refresh().await.expect("the page loads again");
    enter(&window).await;
    window.find(NOTE).await;
    has(&window, "Nome", SOMEBODY).await;
    window.press("Cancelar").await;
    window.gone("//dialog[@open]").await;
    enter(&window).await;
    has(&window, "Nome", "").await;
    assert!(!window.has(NOTE).await, "cancelling forgets what was typed");

    window.fill("Nome", SOMEBODY).await;
    window.page().refresh().await.expect("the page loads again");
    window.find(NEW_CLIENT).await;
    assert_eq!(kept(&window).await, 1);
    window.click("//button[@aria-haspopup=\"menu\"][contains(@class, \"account\")]").await;
    window.click("//*[@role=\"menuitem\"][contains(normalize-space(), \"Sair\")]").await;
    window.find("//form//input[@type=\"password\"]").await;
    assert_eq!(kept(&window).await, 0, "who logs out leaves nothing of a client behind");
    window.close().await;
}

const NEW_CLIENT: &str = "//header//button[contains(@class, \"primary\")]";

/// Opens the form for somebody new.
async fn enter(window: &Window) {
    window.click(NEW_CLIENT).await;
    window.find("//dialog[@open]//form").await;
}

async fn has(window: &Window, label: &str, text: &str) {
    let field = window.field(label).await;
    field.wait_until().has_value(text.to_owned()).await.expect("the field holds what was typed");
}

/// How many forms are kept.
async fn kept(window: &Window) -> u64 {
    let count = "return Object.keys(localStorage).filter(key => key.startsWith('leadsmart.unsent.')).length;";
    let count = window.page().execute(count, vec![]).await.expect("the page answers");
    count.json().as_u64().expect("a number")
}
