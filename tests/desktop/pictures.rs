//! How the window looks, in light and dark, with the sample clinic in it. A person looks at the pictures; what a test can
//! see of them, it checks.

use crate::desk::Desk;
use crate::window::Window;

#[tokio::test]
async fn the_interface_is_light_unless_the_person_has_it_dark() {
    let luminance = walk(&Desk::fresh()).await;
    assert!(luminance > 150.0, "the page is light: {luminance}");
}

#[tokio::test]
async fn the_interface_is_dark_where_the_person_has_it_dark() {
    let luminance = walk(&Desk::dark()).await;
    assert!(luminance < 80.0, "the page is dark: {luminance}");
}

/// Shows every page once; gives how light the page is, from 0 to 255.
async fn walk(desk: &Desk) -> f64 {
    let window = Window::open(desk).await;
    window.press("Português").await;
    window.heading("Boas-vindas ao LeadSmart").await;
    window.screenshot("first-start").await;
    window.press("Explorar com uma clínica de exemplo").await;
    window.drawn().await;
    window.first_open_day_ahead().await;
    window.screenshot("agenda-day").await;
    window.click("//section//button[@data-appointment]").await;
    window.find("//aside[starts-with(@aria-label, \"Agendamento de\")]//button[.//*[normalize-space()=\"Remarcar\"]]").await;
    window.screenshot("agenda-panel").await;
    window.press("Semana").await;
    window.drawn().await;
    window.screenshot("agenda-week").await;
    window.follow("Clientes").await;
    window.find("//main//a[starts-with(@href, \"/clients/\")]").await;
    window.screenshot("clients").await;
    window.click("(//main//a[starts-with(@href, \"/clients/\")])[1]").await;
    window.gone("//h1[normalize-space()=\"Clientes\"]").await;
    window.screenshot("client").await;
    window.follow("Ajustes").await;
    for (part, name) in [
        ("Empresa", "company"),
        ("Agendas", "agendas"),
        ("Serviços", "services"),
        ("Equipe", "members"),
        ("Funções", "roles"),
        ("Ausências", "absences"),
        ("Feriados", "holidays"),
    ] {
        window.follow(part).await;
        window.find(&format!("//nav//a[normalize-space()=\"{part}\"][@aria-current=\"page\"]")).await;
        window.screenshot(&format!("settings-{name}")).await;
    }
    let light = luminance(&window).await;
    window.close().await;
    light
}

async fn luminance(window: &Window) -> f64 {
    let color =
        "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number);
                 return 0.2126 * r + 0.7152 * g + 0.0722 * b;";
    let answer = window.page().execute(color, vec![]).await.expect("the page has a background");
    answer.convert().expect("a number")
}
