//! The day that runs: who is expected, one key for who arrived, one click for tomorrow, and a day on paper.

use thirtyfour::prelude::*;

use crate::desk::Desk;
use crate::task::Task;
use crate::window::Window;

/// Nobody of the sample clinic is called so.
const SOMEBODY: &str = "Zuleica Antunes";

#[tokio::test(flavor = "multi_thread")]
async fn one_key_marks_arrived_and_enter_opens_the_appointment() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    book_today(&window).await;
    window.follow("Hoje").await;
    window.find(&line("A seguir")).await;
    window.screenshot("today").await;
    go_to_line(&window).await;
    let mut task = Task::begin(&window, "mark-arrived", 1);
    task.letters("a").await;
    window.find(&line("Esperando")).await;
    window.gone(&line("A seguir")).await;
    task.done();
    window.screenshot("today-arrived").await;
    window.keys(Key::Control + "z").await;
    window.find(&line("A seguir")).await;
    window.gone(&line("Esperando")).await;
    go_to_line(&window).await;
    window.keys(Key::Enter.into()).await;
    window.heading(SOMEBODY).await;
    window.card(&format!("12:00 {SOMEBODY}")).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_confirms_the_next_day_but_for_who_is_left_out_and_undo_brings_them_back() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    window.follow("Hoje").await;
    window.find(&format!("{NEXT}//li")).await;
    let all = count(&window).await;
    assert!(all > 1, "the sample clinic has several who did not confirm: {all}");
    window.find(&confirm(all)).await;
    // One click for all, and one for each exception.
    let mut task = Task::begin(&window, "confirm-tomorrow", 2);
    task.click(&format!("({NEXT}//li)[1]/input")).await;
    task.click(&confirm(all - 1)).await;
    window.gone(&format!("({NEXT}//li)[2]")).await;
    assert_eq!(count(&window).await, 1, "who was left out is still to be asked");
    task.done();
    window.screenshot("today-confirmed").await;
    window.keys(Key::Control + "z").await;
    window.find(&format!("({NEXT}//li)[{all}]")).await;
    assert_eq!(count(&window).await, all);
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_put_on_paper_without_the_rest_of_the_window() {
    let desk = Desk::fresh();
    let window = Window::open_sample(&desk).await;
    window.first_open_day_ahead().await;
    window.find("//section//button[@data-appointment]").await;
    let page = window.page();
    // A dialog of the system would wait for a person.
    let counting = "window.printed = 0; window.print = () => { window.printed += 1; };";
    page.execute(counting, vec![]).await.expect("the page can be told");
    window.keys(Key::Control + "p").await;
    let sheet =
        page.query(By::Css("article.print-sheet tbody tr")).first().await.expect("a sheet with lines");
    let done = "const done = arguments[arguments.length - 1]; const look = () => \
                window.printed ? done(window.printed) : requestAnimationFrame(look); look();";
    let printed = page.execute_async(done, vec![]).await.expect("it is printed");
    assert_eq!(printed.json().as_u64(), Some(1));
    assert!(!sheet.is_displayed().await.expect("an element"), "it is nowhere but on paper");
    let rules = "const found = []; for (const sheet of document.styleSheets) for (const rule of sheet.cssRules) \
                 if (rule.media && rule.media.mediaText === 'print') for (const inner of rule.cssRules) \
                 if (inner.style && inner.style.display === 'none' && inner.selectorText.includes('print-sheet')) \
                 found.push(...document.querySelectorAll(inner.selectorText)); \
                 return [found.some(e => e.contains(document.querySelector('.frame'))), \
                         found.some(e => e.contains(document.querySelector('.print-sheet')))];";
    let hidden = page.execute(rules, vec![]).await.expect("the page has styles");
    let (window_hidden, sheet_hidden): (bool, bool) = hidden.convert().expect("two answers");
    assert!(window_hidden && !sheet_hidden, "on paper the sheet stands alone");
    window.close().await;
}

/// The list of those who have not confirmed for the next day; its name says which day that is.
const NEXT: &str = "//section[starts-with(@aria-label, \"A confirmar:\")]";

/// The sample clinic, in Portuguese.
/// Books somebody new for today at noon, which is lunch and may be over: so it matters neither which day nor what time it is.
async fn book_today(window: &Window) {
    window.keys(Key::Control + "n").await;
    window.heading("Agendar").await;
    window.choose("Cliente", SOMEBODY, "Novo cliente").await;
    let today = "return new Date().toLocaleDateString('pt-BR');";
    let today = window.page().execute(today, vec![]).await.expect("the page knows the date");
    window.fill("Data", today.json().as_str().expect("a date")).await;
    window.fill("Início", "12:00").await;
    window.press("Agendar mesmo assim").await;
    window.card(&format!("12:00 {SOMEBODY}")).await;
}

/// The line of that appointment in a list.
fn line(list: &str) -> String {
    format!("//section[@aria-label=\"{list}\"]//li[contains(normalize-space(), \"{SOMEBODY}\")]")
}

/// Puts the keyboard on the line of that appointment, as Tab does.
async fn go_to_line(window: &Window) {
    let button = window.find(&format!("({}//button)[1]", line("A seguir"))).await;
    button.focus().await.expect("a line takes the focus");
    window.find(&format!("{}[contains(@class, \"current\")]", line("A seguir"))).await;
}

/// The button that confirms so many.
fn confirm(count: usize) -> String {
    format!(
        "{NEXT}//button[contains(@class, \"primary\")][contains(normalize-space(), \"Confirmar {count}\")]"
    )
}

/// How many stand there.
async fn count(window: &Window) -> usize {
    let lines = window.page().find_all(By::XPath(format!("{NEXT}//li"))).await;
    lines.expect("the list can be counted").len()
}
