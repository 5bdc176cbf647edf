//! What repeats, several professionals, and who is squeezed in.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::import;
use crate::journey::{register, set_up_company};
use crate::window::Window;

/// Who has the time that a series wants.
const SOMEBODY: &str = "Beatriz Lima";

/// Whose appointments repeat.
const REGULAR: &str = "Zuleica Antunes";

const FORM: &str = "//aside[contains(@class, \"booking\")]";
const DATES: &str = "//ul[contains(@class, \"repeat-dates\")]";
const ENTRIES: &str = "//details[contains(@class, \"panel-series\")]";
const SQUEEZE: &str = "//aside//*[contains(@class, \"verdict\")]//button[normalize-space()=\"Encaixar\"]";

#[tokio::test(flavor = "multi_thread")]
async fn a_weekly_series_leaves_out_what_is_taken_is_moved_from_one_on_and_called_off_as_a_whole() {
    let desk = Desk::fresh();
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    let (first, taken) = take_a_date(&window).await;
    let mut audit = Audit::new(&window).await;
    let booked = book_weekly(&mut audit, &first, &taken).await;
    ask_about_one_that_is_dragged(&mut audit).await;
    move_those_that_follow(&mut audit, booked).await;
    call_off_and_take_back(&mut audit, booked).await;
    audit.close();
    window.close().await;
}

/// Looks up which dates a weekly series has, books the second by itself, and gives the first and that one.
async fn take_a_date(window: &Window) -> (String, String) {
    window.click_time(10).await;
    window.heading("Agendar").await;
    window.choose("Cliente", SOMEBODY, "Novo cliente").await;
    repeat(window, "Toda semana").await;
    let (first, second) = (free_date(window, 1).await, free_date(window, 2).await);
    repeat(window, "Não se repete").await;
    window.gone(DATES).await;
    window.fill("Data", &second).await;
    window.find("//*[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre: 10:00\")]").await;
    window.press_in("Agendar", "Agendar").await;
    window.heading(SOMEBODY).await;
    (first, second)
}

/// Books every week from the first date on; the date that is taken stays out. Gives how many were booked.
async fn book_weekly(audit: &mut Audit<'_>, first: &str, taken: &str) -> usize {
    let window = audit.window();
    window.keys(Key::Control + "n").await;
    window.heading("Agendar").await;
    window.choose("Cliente", REGULAR, "Novo cliente").await;
    window.fill("Data", first).await;
    window.fill("Início", "10:00").await;
    repeat(window, "Toda semana").await;
    window.fill("Vezes", "6").await;
    window.gone(&format!("{DATES}/li[7]")).await;
    window.find(&format!("{DATES}/li[6]")).await;
    let out = format!("{DATES}/li[contains(@class, \"taken\")][contains(normalize-space(), \"{taken}\")]");
    window.find(&format!("{out}[contains(normalize-space(), \"fica de fora: \")]")).await;
    // Whether others are taken depends on the holidays of the weeks ahead.
    let free = format!("{DATES}/li[not(contains(@class, \"taken\"))]");
    let booked = window.page().find_all(By::XPath(&*free)).await.expect("a list").len();
    assert!((2..6).contains(&booked), "{booked} of six dates are free, one is taken");
    audit.look("series-booking").await;
    let words = format!("Agendar {booked} datas");
    window.find(&format!("{FORM}//button[@type=\"submit\"][contains(normalize-space(), \"{words}\")]")).await;
    window.click(&format!("{FORM}//button[@type=\"submit\"]")).await;
    window.heading(REGULAR).await;
    window
        .find(&format!("{ENTRIES}/summary[contains(normalize-space(), \"1 de {booked}, toda semana\")]"))
        .await;
    window.card(&format!("10:00 {REGULAR}")).await;
    audit.look("series-panel").await;
    booked
}

/// What is moved by keys or dragged asks which of the series are meant, each with its key.
async fn ask_about_one_that_is_dragged(audit: &mut Audit<'_>) {
    let window = audit.window();
    let words = format!("10:00 {REGULAR}");
    window.card(&words).await.click().await.expect("a card takes clicks");
    let card = window.card(&words).await;
    card.focus().await.expect("a card takes the focus");
    window.keys(Key::Shift + Key::Down).await;
    let ask = "//*[contains(@class, \"drag-ask\")]";
    for words in ["Só este", "Este e os seguintes", "Todos", "Voltar"] {
        window.find(&format!("{ask}//button[contains(normalize-space(), \"{words}\")]")).await;
    }
    audit.look("series-dragged").await;
    window.keys(Key::Escape.into()).await;
    window.gone(ask).await;
}

/// Goes to the second of the series and moves it with those that follow.
async fn move_those_that_follow(audit: &mut Audit<'_>, booked: usize) {
    let window = audit.window();
    window.click(&format!("{ENTRIES}/summary")).await;
    window.click(&format!("{ENTRIES}//li[2]/button")).await;
    window.find(&format!("{ENTRIES}/summary[contains(normalize-space(), \"2 de {booked}\")]")).await;
    window.press_in(&format!("Agendamento de {REGULAR}"), "Remarcar").await;
    window.heading(&format!("Remarcar {REGULAR}")).await;
    window.fill("Início", "14:00").await;
    window.click("//*[@role=\"radio\"][normalize-space()=\"Este e os seguintes\"]").await;
    audit.look("series-move").await;
    window.press_in(&format!("Remarcar {REGULAR}"), "Remarcar").await;
    window.card(&format!("14:00 {REGULAR}")).await;
    window.click(&format!("{ENTRIES}/summary")).await;
    window.find(&entry(1, "10:00")).await;
    window.find(&entry(2, "14:00")).await;
    window.find(&entry(booked, "14:00")).await;
}

/// Calls all of the series off from where it stands, and takes that back in one step.
async fn call_off_and_take_back(audit: &mut Audit<'_>, booked: usize) {
    let window = audit.window();
    let panel = format!("Agendamento de {REGULAR}");
    window.press_in(&panel, "Cancelar").await;
    window.focus_is_on(".cancel-form [role=radio][aria-checked=true]").await;
    // What is typed there takes no step, as it takes none in the reason: L would have called one off and gone on.
    window.keys("l".into()).await;
    window.focus_is_on(".cancel-form [role=radio][aria-checked=true]").await;
    // One arrow back from the first is the last: all.
    window.keys(Key::Left.into()).await;
    window.find("//*[@role=\"radio\"][@aria-checked=\"true\"][normalize-space()=\"Todos\"]").await;
    audit.look("series-cancel").await;
    window.keys(Key::Enter.into()).await;
    let toast = "//*[contains(@class, \"toast\")]";
    window.find(&format!("{toast}[contains(normalize-space(), \"{REGULAR}: {booked} cancelados\")]")).await;
    window.find(&format!("{ENTRIES}//li[{booked}]/button[contains(@class, \"void\")]")).await;
    window.no_card(&format!("14:00 {REGULAR}")).await;
    window.keys(Key::Control + "z").await;
    window.card(&format!("14:00 {REGULAR}")).await;
    window.gone(&format!("{ENTRIES}//button[contains(@class, \"void\")]")).await;
    window.find(&entry(1, "10:00")).await;
    window.find(&entry(booked, "14:00")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_professionals_attend_together_and_each_has_the_card_in_her_column() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    let mut audit = Audit::new(&window).await;
    // Beyond the days that the sample fills.
    for _ in 0..8 {
        window.first_open_day_ahead().await;
    }
    window.click_time(10).await;
    window.heading("Agendar").await;
    window.choose("Cliente", "Nilo Quadros", "Novo cliente").await;
    window.press("Mais de um profissional").await;
    let people = "//fieldset[contains(@class, \"people\")]//input[@type=\"checkbox\"]";
    window.click(&format!("({people})[2]")).await;
    window.find("//p[contains(@class, \"verdict\")][contains(normalize-space(), \"Livre: 10:00\")]").await;
    audit.look("two-professionals").await;
    window.click(&format!("{FORM}//button[@type=\"submit\"]")).await;
    window.heading("Nilo Quadros").await;
    let team = "//section[contains(@class, \"panel-team\")]";
    window.find(&format!("{team}//li[2]")).await;
    window.press("Profissionais").await;
    // The card that is in the panel, in both columns.
    let cards = "//section//button[@data-appointment][@aria-current=\"true\"]";
    window.find(&format!("({cards})[2]")).await;
    audit.look("two-columns").await;
    window.click(&format!("({team}//button[starts-with(@aria-label, \"Remover \")])[2]")).await;
    window.gone(&format!("({cards})[2]")).await;
    window.find(cards).await;
    window.keys(Key::Control + "z").await;
    window.find(&format!("({cards})[2]")).await;
    audit.close();
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_between_is_squeezed_in_beside_what_has_the_time() {
    let desk = Desk::fresh().pictures_named("-squeeze");
    let window = Window::open(&desk).await;
    let mut audit = Audit::new(&window).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    window.click_time(10).await;
    window.choose("Cliente", SOMEBODY, "Novo cliente").await;
    let date = window.field("Data").await.value().await.expect("a field").expect("a date");
    window.press_in("Agendar", "Agendar").await;
    window.heading(SOMEBODY).await;

    window.keys(Key::Control + "n").await;
    window.heading("Agendar").await;
    window.choose("Cliente", "Caio Prado", "Novo cliente").await;
    window.fill("Data", &date).await;
    window.fill("Início", "10:00").await;
    window
        .find("//*[contains(@class, \"verdict\")]//*[normalize-space()=\"Este horário já está ocupado\"]")
        .await;
    window.find(SQUEEZE).await;
    audit.look("squeeze-in").await;
    window.click(SQUEEZE).await;
    window.heading("Caio Prado").await;
    window.find("//aside//dt[normalize-space()=\"Encaixe\"]").await;
    let card = window.card("10:00 Caio Prado").await;
    let name = card.attr("aria-label").await.expect("an element").expect("a name");
    assert!(name.contains(", encaixe"), "the name says it: {name}");
    // Both stand beside each other, the one who was squeezed in to the right.
    let lane = |name: &str, lane: &str| {
        format!(
            "//button[@data-appointment][contains(@aria-label, \"{name}\")][contains(@style, \"--lane:{lane};\")]"
        )
    };
    window.find(&format!("{}[contains(@style, \"--of:2\")]", lane(SOMEBODY, "0"))).await;
    window.find(&format!("{}[contains(@class, \"squeezed\")]", lane("Caio Prado", "1"))).await;
    audit.look("squeezed").await;
    window.keys(Key::Control + "z").await;
    window.no_card("10:00 Caio Prado").await;
    audit.close();
    window.close().await;
}

/// Says in the form how the booking repeats.
async fn repeat(window: &Window, words: &str) {
    import::choose(window, "//*[@id=//label[normalize-space(text())=\"Repetir\"]/@for]", words).await;
}

/// A free date of the list in the form, such as `30/11/2026`.
async fn free_date(window: &Window, place: usize) -> String {
    let line = window.find(&format!("({DATES}/li[not(contains(@class, \"taken\"))])[{place}]")).await;
    let text = line.text().await.expect("a line of text");
    let date = text.split([' ', ',']).find(|word| word.matches('/').count() == 2);
    date.unwrap_or_else(|| panic!("a date is in “{text}”")).to_owned()
}

/// The line of an appointment in the list of its series, at this time.
fn entry(place: usize, time: &str) -> String {
    format!("{ENTRIES}//li[{place}]/button[contains(normalize-space(), \"{time}\")]")
}
