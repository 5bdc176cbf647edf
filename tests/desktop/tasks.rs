//! The frequent tasks that begin on the agenda, by as few inputs as their targets say. Others are counted where they are tested:
//! moving in `drag.rs`, arriving and confirming in `today.rs`, finding a client in `palette.rs`.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::journey::{register, set_up_company};
use crate::task::Task;
use crate::window::Window;

/// The button that books, at the end of the form.
const BOOK: &str = "//aside//form//button[@type=\"submit\"]";

#[tokio::test(flavor = "multi_thread")]
async fn a_returning_client_is_booked_by_three_letters_and_three_times_enter() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    let mut task = Task::begin(&window, "book-returning-client", 7);
    task.key(Key::Control + "n").await;
    window.find("//aside//input[@role=\"combobox\"]").await;
    window.focus_is_on(".booking [data-field='client_id'] input").await;
    task.letters("luc").await;
    window.find("//*[@role=\"option\"][contains(normalize-space(), \"Lúcia Araújo\")]").await;
    task.key(Key::Enter).await;
    window.focus_is_on(".booking [data-field='service_ids'] input").await;
    task.key(Key::Enter).await;
    window.focus_is_on(".booking [type=submit]").await;
    task.key(Key::Enter).await;
    window.heading("Lúcia Araújo").await;
    window.gone(BOOK).await;
    task.done();
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_in_is_booked_by_three_clicks_and_a_name() {
    let desk = Desk::fresh().pictures_named("-walk-in");
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    // The letters of a name are nobody's to save.
    let mut task = Task::begin(&window, "walk-in", 3);
    window.click_time(11).await;
    task.input();
    window.focus_is_on(".booking [data-field='client_id'] input").await;
    window.keys("Xenia Quark".into()).await;
    task.click("//*[@role=\"option\"][contains(normalize-space(), \"Novo cliente\")]").await;
    window.field("Telefone").await;
    task.click(
        "//aside//form//*[self::button][@type=\"submit\" or normalize-space()=\"Agendar mesmo assim\"]",
    )
    .await;
    window.heading("Xenia Quark").await;
    task.done();
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_free_time_of_any_professional_takes_one_click() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    let mut task = Task::begin(&window, "next-free", 2);
    task.click("(//*[contains(@class, \"free-list\")]//button)[1]").await;
    window.heading("Agendar").await;
    window.find("//aside//*[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre\")]").await;
    task.done();
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_professional_is_away_by_two_clicks_and_who_is_affected_is_listed() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    window.first_open_day_ahead().await;
    window.find("//section//button[@data-appointment]").await;
    let mut task = Task::begin(&window, "professional-absent", 2);
    // The column of whoever has appointments.
    let menu = "(//*[contains(@class, \"column-head\")]//button[starts-with(@title, \"Ações: \")])[1]";
    task.click(menu).await;
    task.click("//*[@role=\"menuitem\"][normalize-space()=\"Ausente neste dia\"]").await;
    let panel = "//aside[contains(@class, \"affected-panel\")]";
    window.find(&format!("{panel}//li//button")).await;
    task.done();
    window.screenshot("absent").await;
    window.find("//*[contains(@class, \"off\")][contains(@class, \"away\")]").await;
    window.keys(Key::Control + "z").await;
    window.gone(panel).await;
    window.gone("//*[contains(@class, \"off\")][contains(@class, \"away\")]").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_called_off_and_offered_by_two_clicks_and_taken_by_one_more() {
    let desk = Desk::fresh().pictures_named("-offer");
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    book_at(&window, 10, "Beatriz Lima", "11 98765-4321").await;
    book_at(&window, 15, "Caio Nunes", "11 91234-5678").await;

    let mut task = Task::begin(&window, "cancel-and-offer", 2);
    task.click("//section//button[@data-appointment][starts-with(@aria-label, \"10:00 Beatriz Lima\")]")
        .await;
    task.click("//*[@aria-label=\"Agendamento de Beatriz Lima\"]//button[.//*[normalize-space()=\"Cancelar e oferecer\"]]")
        .await;
    window.heading("Horário livre").await;
    let taker = "//aside//li[contains(@class, \"taker\")]";
    window.find(&format!("{taker}[contains(normalize-space(), \"Caio Nunes\")]")).await;
    window.find(&format!("{taker}//*[normalize-space()=\"(11) 91234-5678\"]")).await;
    task.done();
    window.no_card("10:00 Beatriz Lima").await;
    let mut audit = Audit::new(&window).await;
    audit.look("offer").await;
    audit.close();

    // The focus is on the first who could come: Enter moves her, Ctrl+Z brings her back.
    window.focus_is_on(".freed-panel .taker button").await;
    window.keys(Key::Enter.into()).await;
    window.card("10:00 Caio Nunes").await;
    window.no_card("15:00 Caio Nunes").await;
    window.find("//*[contains(@class, \"toast\")][contains(normalize-space(), \"remarcado para\")]").await;
    window.keys(Key::Control + "z").await;
    window.card("15:00 Caio Nunes").await;
    window.keys(Key::Control + "z").await;
    window.card("10:00 Beatriz Lima").await;

    // Where nobody comes later, the panel says so, and somebody else is booked there.
    window
        .click("//section//button[@data-appointment][starts-with(@aria-label, \"15:00 Caio Nunes\")]")
        .await;
    let offer = "//*[@aria-label=\"Agendamento de Caio Nunes\"]//button[.//*[normalize-space()=\"Cancelar e oferecer\"]]";
    window.find(offer).await;
    window.keys("l".into()).await;
    window
        .find("//aside//*[normalize-space(text())=\"Ninguém com hora marcada mais tarde cabe aqui\"]")
        .await;
    window.press("Agendar outra pessoa aqui").await;
    window.heading("Agendar").await;
    let start = window.field("Início").await;
    start.wait_until().has_value("15:00").await.expect("the form begins at the time that became free");
    window.close().await;
}

/// Books somebody new at an hour of the day in sight.
pub(crate) async fn book_at(window: &Window, hour: u32, name: &str, phone: &str) {
    window.click_time(hour).await;
    window.heading("Agendar").await;
    window.choose("Cliente", name, "Novo cliente").await;
    window.fill("Telefone", phone).await;
    window
        .find(&format!(
            "//*[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre: {hour}:00\")]"
        ))
        .await;
    window.press_in("Agendar", "Agendar").await;
    window.card(&format!("{hour}:00 {name}")).await;
    window.heading(name).await;
}
