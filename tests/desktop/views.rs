//! The agenda as a month and as a list.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::journey::{register, set_up_company};
use crate::window::Window;

#[tokio::test(flavor = "multi_thread")]
async fn a_month_shows_how_full_its_days_are_and_leads_to_one() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    window.press("Mês").await;
    let full = "//button[contains(@class, \"month-day\")][contains(@aria-label, \"agendamentos\")]";
    window.find(full).await;
    // The keyboard stands on the date; an arrow goes a day on, Enter opens it.
    window
        .find(&format!("{STANDS}[@aria-current=\"date\"]"))
        .await
        .focus()
        .await
        .expect("a day takes the focus");
    let before = date_of(&window).await;
    window.keys(Key::Right.into()).await;
    window.find(&format!("{STANDS}[not(@data-date=\"{before}\")]")).await;
    let after = date_of(&window).await;
    assert!(after > before, "{after} comes after {before}");
    window.keys(Key::Enter.into()).await;
    window.drawn().await;
    window.find("//*[@role=\"radio\"][@aria-checked=\"true\"][normalize-space()=\"Dia\"]").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_narrowed_by_words_and_opens_what_is_chosen_by_keys() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    window.press("Lista").await;
    window.find(LINE).await;
    let all = lines(&window).await;
    let words = window.find("//input[@aria-label=\"Filtrar por nome, serviço ou profissional\"]").await;
    words.send_keys("aval").await.expect("the field takes text");
    window.gone(&format!("{LINE}[not(contains(normalize-space(), \"Avaliação\"))]")).await;
    let some = lines(&window).await;
    assert!(0 < some && some < all, "{some} of {all} are left");
    window.keys(Key::Down.into()).await;
    window.keys(Key::Enter.into()).await;
    window.find(&format!("{LINE}[@aria-current=\"true\"]")).await;
    window.find("//aside[contains(@class, \"agenda-panel\")]//button[contains(@class, \"primary\")]").await;
    window.keys(Key::Escape.into()).await;
    window.gone(&format!("{LINE}[@aria-current=\"true\"]")).await;
    // The focus goes back to the list with the next frame, though it may stand there already: who types before types nowhere.
    window.next_frame().await;
    window.focus_is_on(".list-line").await;
    // Nobody of this name: the list says so.
    words.send_keys(" xylo").await.expect("the field takes text");
    window.find("//*[normalize-space(text())=\"Nenhum agendamento nestes dias\"]").await;
    window.close().await;
}

/// The day on which the keyboard stands.
const STANDS: &str = "//button[contains(@class, \"month-day\")][@tabindex=\"0\"]";

const LINE: &str = "//button[contains(@class, \"list-line\")]";

async fn date_of(window: &Window) -> String {
    window.find(STANDS).await.attr("data-date").await.expect("the page answers").expect("a day has its date")
}

async fn lines(window: &Window) -> usize {
    window.page().find_all(By::XPath(LINE)).await.expect("the page answers").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_made_higher_and_lower_and_a_click_still_means_its_time() {
    let desk = Desk::fresh().pictures_named("-zoom");
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    let first = column_height(&window).await;
    window.press("Ampliar (+)").await;
    window.press("Ampliar (+)").await;
    let high = column_height(&window).await;
    assert!(high > first * 1.9, "{high} is twice {first}");
    window.click_time(11).await;
    let start = window.field("Início").await;
    start.wait_until().has_value("11:00").await.expect("the form begins at the time clicked");
    window.keys(Key::Escape.into()).await;
    window.focus_is_on(".board [data-cursor='true']").await;
    window.keys("0".into()).await;
    window.keys("-".into()).await;
    let low = column_height(&window).await;
    assert!(low < first * 0.75, "{low} is less than {first}");
    window.close().await;
}

/// How high a column is, in pixels, once it is drawn.
async fn column_height(window: &Window) -> f64 {
    let height = "const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => \
                  done(document.querySelector('.column').getBoundingClientRect().height)));";
    let height = window.page().execute_async(height, vec![]).await.expect("the page answers");
    height.convert().expect("a number")
}

/// A card that stands back, because it is not among what is looked for.
const BACK: &str = "//section//button[@data-appointment][contains(@class, \"dimmed\")]";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_filter_leaves_out_keeps_its_place_as_an_outline_until_the_filter_is_cleared() {
    let desk = Desk::fresh().pictures_named("-filter");
    let window = Window::open_sample(&desk).await;
    let both = "//section[contains(@class, \"board\")][.//button[@data-status=\"pending\"]]\
                [.//button[@data-appointment][not(@data-status=\"pending\")]]";
    window.day_with(both).await;
    let mut audit = Audit::new(&window).await;
    let all = cards(&window).await;
    window.click("//aside//summary[normalize-space(text())=\"Por situação\"]").await;
    window.click("//aside//label[.//span[normalize-space()=\"a confirmar\"]]/input").await;
    window.find(&format!("{BACK}[contains(@aria-label, \", fora do filtro\")]")).await;
    window.gone(&format!("{BACK}[@data-status=\"pending\"]")).await;
    window.find(&NARROWED.replace("WHAT", "Filtrado: a confirmar")).await;
    assert_eq!(cards(&window).await, all, "nothing is out of sight, so that no time is taken for free");
    audit.look("agenda-filtered").await;

    // It is remembered, and holds in a week and in the list.
    window.page().refresh().await.expect("the page loads again");
    window.drawn().await;
    window.find(BACK).await;
    window.press("Semana").await;
    window.drawn().await;
    window.find(&NARROWED.replace("WHAT", "Filtrado: a confirmar")).await;
    window.press("Lista").await;
    window.find(&format!("{LINE}[@data-status=\"pending\"]")).await;
    window.gone(&format!("{LINE}[not(@data-status=\"pending\")]")).await;
    window.press("Dia").await;
    window.drawn().await;
    window.press("Limpar filtro").await;
    window.gone(BACK).await;

    // By service, with the keyboard.
    let services = window.find("//aside//summary[normalize-space(text())=\"Por serviço\"]").await;
    services.focus().await.expect("a summary takes the focus");
    window.keys(Key::Enter.into()).await;
    let first = window
        .find("(//aside//details[@open][summary[normalize-space(text())=\"Por serviço\"]]//label/input)[1]")
        .await;
    first.focus().await.expect("a checkbox takes the focus");
    window.keys(Key::Space.into()).await;
    window.find(BACK).await;
    window.press("Limpar filtro").await;
    window.gone(BACK).await;
    audit.close();
    window.close().await;
}

/// That the agenda is narrowed, and to what.
const NARROWED: &str = "//*[contains(@class, \"narrowed\")]//*[contains(normalize-space(), \"WHAT\")]";

async fn cards(window: &Window) -> usize {
    let cards = window.page().find_all(By::Css(".board [data-appointment]")).await;
    cards.expect("the page answers").len()
}
