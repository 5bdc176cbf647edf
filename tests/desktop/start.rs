//! Starting: the sample clinic, a second start, and a computer without a keychain.

use crate::desk::Desk;
use crate::journey::{PASSWORD, register, set_up_company};
use crate::window::Window;

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_clinic_opens_in_one_step_and_goes_in_one_step() {
    let desk = Desk::fresh();
    let window = Window::open(&desk).await;
    window.press("Português").await;
    window.press("Explorar com uma clínica de exemplo").await;
    window.drawn().await;
    window.find("//*[contains(normalize-space(text()), \"Clínica de exemplo\")]").await;
    window.follow("Clientes").await;
    window.find("//main//a[starts-with(@href, \"/clients/\")]").await;
    window.press("Remover e começar a minha").await;
    window.screenshot("sample-remove").await;
    window.click("//dialog[@open]//button[normalize-space()=\"Remover\"]").await;
    window.heading("Boas-vindas ao LeadSmart").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_raises_the_first_window_and_ends() {
    let desk = Desk::fresh();
    let window = Window::open(&desk).await;
    window.press("Português").await;
    let second = desk.click_on_icon().expect("the second start ends by itself");
    assert!(second.success(), "the second start is no failure: {second}");
    window.heading("Boas-vindas ao LeadSmart").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_application_works_and_says_so() {
    let desk = Desk::without_keychain().pictures_named("-no-keychain");
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.close().await;

    let window = Window::open(&desk).await;
    window.heading("Entrar").await;
    window.find("//*[contains(normalize-space(text()), \"Nenhum chaveiro de senhas\")]").await;
    window.screenshot("no-keychain").await;
    window.fill("E-mail", "ana@clinica.example").await;
    window.fill("Senha", PASSWORD).await;
    window.press("Entrar").await;
    window.drawn().await;
    window.close().await;
}
