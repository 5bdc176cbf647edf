//! The frequent tasks that begin on the agenda, by as few inputs as their targets say. Others are counted where they are tested:
//! moving in `drag.rs`, arriving and confirming in `today.rs`, finding a client in `palette.rs`.

use thirtyfour::prelude::*;

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
