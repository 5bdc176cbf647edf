//! Every screen of the window, in three languages, light and dark: kept as a picture for people to look at, and examined by
//! axe-core, which speaks for those who cannot.

mod talk;

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::whatsapp::service::Service;
use crate::window::Window;

/// The light theme in Portuguese, the dark one in English, and Spanish: what one of them gets wrong, a person meets.
#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_portuguese_is_light_and_accessible() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-pt");
    let seen = walk_in(&desk, &service, "Português", None, 0).await;
    assert!(seen > 150.0, "the page is light: {seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_english_is_dark_where_the_person_has_it_dark_and_accessible() {
    let service = Service::start().await;
    let desk = Desk::dark_beside(&service.addresses()).pictures_named("-en-dark");
    let seen = walk_in(&desk, &service, "English", None, 0).await;
    assert!(seen < 80.0, "the page is dark: {seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_spanish_in_a_small_window_is_accessible() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-es-small");
    walk_in(&desk, &service, "Español", Some((1024, 700)), 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_portuguese_is_accessible_dark_and_drawn_twice_as_large() {
    let service = Service::start().await;
    let desk = Desk::dark_beside(&service.addresses()).pictures_named("-pt-dark-twice");
    walk_in(&desk, &service, "Português", None, TWICE).await;
}

/// How often Ctrl + is pressed until everything is drawn twice as large.
const TWICE: usize = 5;

/// Shows every screen once, in a window of this size in pixels, drawn so many steps larger; gives how light the page is, from 0
/// to 255.
async fn walk_in(
    desk: &Desk,
    service: &Service,
    language: &str,
    size: Option<(u32, u32)>,
    larger: usize,
) -> f64 {
    let window = Window::open(desk).await;
    if let Some((width, height)) = size {
        window.page().set_window_rect(0, 0, width, height).await.expect("the window takes another size");
    }
    let mut audit = Audit::new(&window).await;
    window.press(language).await;
    window.enlarge(larger).await;
    before_a_company(&mut audit).await;
    window.click("(//button[contains(@class, \"way\")])[2]").await;
    agenda(&mut audit).await;
    palette(&mut audit).await;
    today(&mut audit).await;
    clients(&mut audit).await;
    talk::chats(&mut audit).await;
    talk::connections(&mut audit, service).await;
    talk::files(&mut audit, service).await;
    settings(&mut audit).await;
    sync(&mut audit).await;
    account(&mut audit).await;
    let light = luminance(&window).await;
    audit.close();
    window.close().await;
    light
}

/// What a person sees before there is anything.
async fn before_a_company(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.find("//button[contains(@class, \"way\")]").await;
    audit.look("first-start").await;
    window.click("(//button[contains(@class, \"way\")])[1]").await;
    window.find("//form").await;
    audit.look("register").await;
    window.click("//form//button[@type=\"submit\"]").await;
    window.find("//form//*[@aria-invalid=\"true\"]").await;
    audit.look("register-refused").await;
    window.click("//button[contains(@class, \"link-button\")]").await;
}

async fn agenda(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.drawn().await;
    window.first_open_day_ahead().await;
    audit.look("agenda-day").await;
    let card = window.find("(//section//button[@data-appointment])[1]").await;
    card.focus().await.expect("a card takes the focus");
    window.keys(Key::Shift + Key::F10).await;
    window.find("//*[@role=\"menu\"]//*[@role=\"menuitem\"]").await;
    audit.look("agenda-menu").await;
    window.keys(Key::Escape.into()).await;
    window.gone("//*[@role=\"menuitem\"]").await;
    window.click("//section//button[@data-appointment]").await;
    window.find("//aside//h2").await;
    window.find("//aside[contains(@class, \"agenda-panel\")]//button[contains(@class, \"primary\")]").await;
    audit.look("agenda-panel").await;
    window.keys("r".into()).await;
    window.find("//aside//form").await;
    audit.look("agenda-move").await;
    window.keys(Key::Escape.into()).await;
    // Back on the card, the keys drag it.
    window.gone("//aside[contains(@class, \"moving\")]").await;
    window.focus_is_on(".board [data-cursor='true']").await;
    window.keys(Key::Shift + Key::Down).await;
    window.find("//*[contains(@class, \"drag-ask\")]").await;
    audit.look("agenda-drag").await;
    window.keys(Key::Escape.into()).await;
    window.gone("//*[contains(@class, \"drag-ask\")]").await;
    window.click("(//header//*[@role=\"radiogroup\"])[1]//*[2]").await;
    window.drawn().await;
    audit.look("agenda-week").await;
    window.click("(//header//*[@role=\"radiogroup\"])[1]//*[3]").await;
    window.find("//button[contains(@class, \"month-day\")]//*[@class=\"month-taken\"]").await;
    audit.look("agenda-month").await;
    window.click("(//header//*[@role=\"radiogroup\"])[1]//*[4]").await;
    window.find("//button[contains(@class, \"list-line\")]").await;
    audit.look("agenda-list").await;
    window.click("(//header//*[@role=\"radiogroup\"])[1]//*[1]").await;
    window.drawn().await;
    window.keys(Key::Control + "n").await;
    window.find("//aside//form").await;
    audit.look("agenda-booking").await;
    window.keys(Key::Escape.into()).await;
}

/// The palette as it opens, with what a word finds, and with a line that books.
async fn palette(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.keys(Key::Control + "k").await;
    window.find("//dialog[@open]//*[@role=\"option\"]").await;
    audit.look("palette").await;
    let settled = "//*[@role=\"listbox\"][@aria-busy=\"false\"]//*[@role=\"option\"]";
    window.keys("maria".into()).await;
    window.find(&format!("{settled}[contains(normalize-space(), \"Maria Duarte\")]")).await;
    audit.look("palette-found").await;
    window.keys(" 14h".into()).await;
    window.find(&format!("{settled}[contains(normalize-space(), \"14:00\")]")).await;
    audit.look("palette-line").await;
    window.keys(Key::Escape.into()).await;
    window.gone("//dialog[@open]").await;
}

async fn today(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.click("//nav//a[@href=\"/today\"]").await;
    window.find("//main//section[contains(@class, \"next\")]//li").await;
    window.keys("j".into()).await;
    window.find("//main//li[contains(@class, \"current\")]").await;
    audit.look("today").await;
}

async fn clients(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.click("//nav//a[@href=\"/clients\"]").await;
    window.find("//main//a[starts-with(@href, \"/clients/\")]").await;
    audit.look("clients").await;
    form(audit, "//header//button[contains(@class, \"primary\")]", "client-new").await;
    window.click("(//main//a[starts-with(@href, \"/clients/\")])[1]").await;
    window.find("//main//*[contains(@class, \"visits\")]").await;
    audit.look("client").await;
}

async fn settings(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.click("//nav//a[@href=\"/settings/company\"]").await;
    for (name, has_form) in [
        ("company", false),
        ("agendas", true),
        ("services", true),
        ("members", true),
        ("roles", true),
        ("absences", true),
        ("holidays", true),
        ("computer", false),
    ] {
        window.click(&format!("//main//a[@href=\"/settings/{name}\"]")).await;
        window.find(&format!("//main//a[@href=\"/settings/{name}\"][@aria-current=\"page\"]")).await;
        window.gone("//main//*[contains(@class, \"skeleton\")]").await;
        audit.look(&format!("settings-{name}")).await;
        if has_form {
            form(
                audit,
                "//main//header//button[contains(@class, \"primary\")]",
                &format!("settings-{name}-new"),
            )
            .await;
        }
    }
    window.click("//main//a[@href=\"/settings/agendas\"]").await;
    window.click("(//main//li//a[starts-with(@href, \"/settings/agendas/\")])[1]").await;
    window.find("//main//form").await;
    audit.look("settings-agenda").await;
}

/// The page about other computers, of which the sample clinic has none.
async fn sync(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.click("//main//a[@href=\"/settings/company\"]").await;
    window.click("//main//a[@href=\"/sync\"]").await;
    window.find("//main//*[contains(@class, \"sync-state\")]").await;
    window.gone("//main//*[contains(@class, \"skeleton\")]").await;
    audit.look("sync-none").await;
}

async fn account(audit: &mut Audit<'_>) {
    let window = audit.window();
    window.keys("?".into()).await;
    window.find("//dialog[@open]").await;
    audit.look("keys").await;
    window.keys(Key::Escape.into()).await;
    window.gone("//dialog[@open]").await;
    window.click("//button[@aria-haspopup=\"menu\"][contains(@class, \"account\")]").await;
    window.find("//*[@role=\"menuitem\"]").await;
    audit.look("account-menu").await;
    window.click("(//*[@role=\"menuitem\"])[1]").await;
    window.find("//main//*[@class=\"panel\"]").await;
    audit.look("profile").await;
}

/// Opens a form in a dialog, looks at it, and leaves it.
async fn form(audit: &mut Audit<'_>, button: &str, name: &str) {
    let window = audit.window();
    window.click(button).await;
    window.find("//dialog[@open]//form").await;
    audit.look(name).await;
    window.keys(Key::Escape.into()).await;
    window.gone("//dialog[@open]").await;
}

/// How light the page is, from 0 to 255.
pub(crate) async fn luminance(window: &Window) -> f64 {
    let color =
        "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number);
                 return 0.2126 * r + 0.7152 * g + 0.0722 * b;";
    let answer = window.page().execute(color, vec![]).await.expect("the page has a background");
    answer.convert().expect("a number")
}
