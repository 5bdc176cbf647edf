//! The hours of an agenda, painted on a week.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::journey::{register, set_up_company};
use crate::window::Window;

/// What the week says of what was done, for those who do not see it.
const SAID: &str = "//*[contains(@class, \"paint\")]/*[@role=\"status\"]";

/// Tuesday, counted from Monday.
const TUESDAY: usize = 1;

#[tokio::test(flavor = "multi_thread")]
async fn hours_that_are_painted_on_a_week_are_typed_at_once_and_open_on_the_agenda() {
    let desk = Desk::fresh().pictures_named("-hours");
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.click("//nav//a[starts-with(@href, \"/settings\")]").await;
    window.click("//main//a[@href=\"/settings/agendas\"]").await;
    window.click("(//main//li//a[starts-with(@href, \"/settings/agendas/\")])[1]").await;
    let mut audit = Audit::new(&window).await;
    open(&window, TUESDAY, "08:00–12:00").await;
    open(&window, TUESDAY, "13:00–18:00").await;

    // Over what is open, a drag closes: the morning, and an hour of the afternoon.
    drag(&window, TUESDAY, (495, TUESDAY, 705)).await;
    open(&window, TUESDAY, "08:00–08:15").await;
    typed(&window, "terça: até", "08:15").await;
    by_keys(&window).await;
    // Over what is closed, it opens.
    drag(&window, TUESDAY, (840, TUESDAY, 1065)).await;
    open(&window, TUESDAY, "14:00–18:00").await;
    said(&window, "terça, das 14:00 às 18:00, aberto").await;
    typed(&window, "terça: de", "14:00").await;
    typed(&window, "terça: até", "18:00").await;
    audit.look("settings-hours-painted").await;
    window.press("Salvar").await;
    window.find("//*[@class=\"toast\"]").await;

    window.follow("Agenda").await;
    window.drawn().await;
    for _ in 0..8 {
        if window.date().await.starts_with("terça") {
            break;
        }
        window.next_day().await;
    }
    for (from, length) in [(0, 840), (1080, 360)] {
        let off = format!("//*[contains(@class, \"off\")][@style=\"--from:{from};--for:{length}\"]");
        window.find(&off).await;
    }
    audit.close();
    window.close().await;
}

/// The same by keys: Tuesday is closed, two days opened together, one closed again and repeated on the other.
async fn by_keys(window: &Window) {
    window.focus_is_on(".paint-cursor").await;
    window.keys(Key::Delete.into()).await;
    window.gone(&track(TUESDAY, "")).await;
    said(window, "terça, fechado o dia todo").await;
    // The week begins on Sunday: from wherever the pointer was to the end of Friday and Saturday.
    for _ in 0..6 {
        window.keys(Key::Down.into()).await;
    }
    window.keys(Key::End.into()).await;
    window.keys(Key::Up.into()).await;
    window.keys(Key::Shift + Key::Down).await;
    window.keys(Key::Control + Key::Shift + Key::Left).await;
    window.keys(Key::Space.into()).await;
    open(window, 4, "22:45–24:00").await;
    open(window, 5, "22:45–24:00").await;
    said(window, "sexta a sábado, das 22:45 às 24:00, aberto").await;
    window.keys(Key::Delete.into()).await;
    window.gone(&track(5, "")).await;
    window.keys(Key::Control + "c").await;
    window.keys(Key::Up.into()).await;
    window.keys(Key::Control + "v").await;
    window.gone(&track(4, "")).await;
}

/// What is open on a day, counted from Monday; of these words, if there are any.
fn track(day: usize, words: &str) -> String {
    let words = if words.is_empty() { String::new() } else { format!("[normalize-space()=\"{words}\"]") };
    format!("//*[@data-day=\"{day}\"]/*[contains(@class, \"paint-open\")]{words}")
}

async fn open(window: &Window, day: usize, words: &str) {
    window.find(&track(day, words)).await;
}

async fn said(window: &Window, words: &str) {
    window.find(&format!("{SAID}[normalize-space()=\"{words}\"]")).await;
}

async fn typed(window: &Window, label: &str, time: &str) {
    let field = window.find(&format!("//input[@aria-label=\"{label}\"]")).await;
    field.wait_until().has_value(time.to_owned()).await.expect("the typed hours are the same");
}

/// Drags from the cell of a minute on a day to that of another.
async fn drag(window: &Window, day: usize, (from, last, to): (u32, usize, u32)) {
    let place = "const [day, from, last, to] = arguments;
                 const track = day => document.querySelector(`.paint-track[data-day=\"${day}\"]`);
                 const scroller = track(day).closest('.paint-scroll');
                 scroller.scrollIntoView({ block: 'center' });
                 const width = track(day).getBoundingClientRect().width;
                 scroller.scrollLeft = (from + to) / 2 / 1440 * width - scroller.clientWidth / 2 + 84;
                 const at = (day, minute) => { const box = track(day).getBoundingClientRect(); \
                     return [Math.round(box.left + (minute + 8) / 1440 * box.width), Math.round(box.top + box.height / 2)]; };
                 return [at(day, from), at(last, to)];";
    let given = vec![day.into(), from.into(), last.into(), to.into()];
    let ends = window.page().execute(place, given).await.expect("the week is drawn");
    let ((left, top), (right, bottom)): ((i64, i64), (i64, i64)) = ends.convert().expect("two places");
    let actions = window.page().action_chain().move_to(left, top).click_and_hold();
    let actions =
        actions.move_to(left.midpoint(right), top.midpoint(bottom)).move_to(right, bottom).release();
    actions.perform().await.expect("the mouse works");
}
